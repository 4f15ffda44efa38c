"""The journal: who did what, in an append-only chain that shows when it was changed, cut or replaced.

Each row carries an HMAC over itself and the row before it, with a key that lies outside the database; one sealed head
row holds the count and the last HMAC. Once a day the head is also written, signed, to a file outside the database:
without it a tail cut off together with an old, genuine head would not be seen.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel

from shuro.kernel.database import Database, StorageTrouble, at_end, database_of, insert_into, insert_rows, take_turn
from shuro.kernel.desk import TOKYO, Desk, wall_clock
from shuro.kernel.key_file import KeyFile, owner_only
from shuro.kernel.tables import to_json

NOTHING = "0" * 64  # what the first row follows
ENOUGH = 1_000  # faults after which verification stops: the journal is lost, and memory stays flat


class Journal(SQLModel, table=True):
    """One act. `seq` has no gaps; `at` is ISO 8601 with +09:00, `detail` JSON: texts exactly as the HMAC saw them."""

    __tablename__ = "journal"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: str
    officer_id: int
    office_code: str
    via: str
    action: str
    subject: str
    detail: str
    previous: str
    mac: str


class JournalHead(SQLModel, table=True):
    """The one row that says how long the chain is and where it ends; locked by whoever appends."""

    __tablename__ = "journal_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    chain: str  # a random name of this chain, so that another one cannot take its place unseen
    count: int
    mac: str
    key_id: str  # tells a wrong key from a wrong row
    signed_on: str  # the last day whose first act wrote a line to the heads file
    seal: str


ROWS: sa.Table = Journal.__table__  # type: ignore[attr-defined]
HEAD: sa.Table = JournalHead.__table__  # type: ignore[attr-defined]
COLUMNS = tuple(column.name for column in ROWS.columns)


class JournalBroken(StorageTrouble):
    """The journal cannot be carried on: its key is not there or another, or its end is not what was written."""


KEY = KeyFile("日誌の鍵", "SHURO_JOURNAL_KEY_FILE", JournalBroken)


class Fault(NamedTuple):
    """One finding of `verify`: the number of the row (0: the head or the heads file) and what is wrong, in Japanese."""

    seq: int
    sentence: str


@dataclass
class Batch:
    """Acts waiting for the commit, with their author, and the savepoint they were done in."""

    author: tuple[str, int, str, str]  # at, officer_id, office_code, via
    acts: Iterable[tuple[str, str, Any]]
    savepoint: Any


# Appending


def append_journal(session: Session, desk: Desk, action: str, subject: str, detail: Any = None) -> None:
    """Note an act in the journal; it becomes part of the chain at the commit of `Database.write`, or not at all.

    `action`: short words, e.g. "complaint.register", "login", "refused"; `subject`: what it was done to; `detail`:
    anything `to_json` takes, without secrets. Raises RuntimeError outside of a writing transaction.
    """
    append_journal_many(session, desk, [(action, subject, detail)])


def append_journal_many(session: Session, desk: Desk, entries: Iterable[tuple[str, str, Any]]) -> None:
    """Note many acts (action, subject, detail) at once; `entries` is read at the commit and may be a generator."""
    at_end(session, _append_pending)
    pending = session.info.get("journal")
    if pending is None:
        pending = session.info["journal"] = []
        event.listen(session, "after_soft_rollback", _forget_undone)
    author = (desk.now().isoformat(), desk.officer.id, desk.office.code, desk.via)
    pending.append(Batch(author, entries, session.get_nested_transaction()))


def _forget_undone(session: Session, undone: Any) -> None:
    """A savepoint was rolled back: what was done inside did not happen."""

    def inside(savepoint: Any) -> bool:
        while savepoint is not None and savepoint is not undone:
            savepoint = savepoint.parent
        return savepoint is undone

    pending = session.info.get("journal", [])
    pending[:] = [batch for batch in pending if not inside(batch.savepoint)]


def _append_pending(session: Session) -> None:
    """The last act before a commit, so that the head, which all writers need, is locked as shortly as possible."""
    batches: list[Batch] = session.info.pop("journal")
    if not batches:
        return
    today = batches[0].author[0][:10]
    key, head = _take_head(session, today)
    if head["count"] and head["signed_on"] < today:
        # what the last act of an earlier day left behind: committed, and nobody can add to it before we are done
        _write_line(key, database_of(session).place, "head", today, head)
        head["signed_on"] = today
    insert_rows(session, ROWS, COLUMNS, _chained(key, head, batches))
    head["seal"] = _seal(key, head)
    session.execute(sa.update(HEAD).values(head))


def _chained(key: bytes, head: dict[str, Any], batches: list[Batch]) -> Iterator[tuple]:
    """The rows to insert; moves `head` on with each."""
    for batch in batches:
        for action, subject, detail in batch.acts:
            row = (head["count"] + 1, *batch.author, action, subject, to_json(detail), head["mac"])
            mac = _mac(key, "row", *row)
            head.update(count=row[0], mac=mac)
            yield (*row, mac)


def _take_head(session: Session, today: str) -> tuple[bytes, dict[str, Any]]:
    """Lock the head row: (key, its values). Raises JournalBroken unless the end of the chain is what was written."""
    take_turn(session, "journal")
    locked = sa.select(HEAD).with_for_update()
    found = session.execute(locked).mappings().first()
    if found is None:
        _begin_chain(session, today)
        found = session.execute(locked).mappings().one()
    head, key = dict(found), journal_key()
    if head["key_id"] != _key_id(key):
        raise JournalBroken(
            f"日誌の鍵（{key_file()}）が、このデータベースのものと違います。"
            "SHURO_JOURNAL_KEY_FILE で正しい鍵のファイルを指定してください。"
        )
    last = session.execute(sa.select(sa.func.max(ROWS.c.seq))).scalar() or 0
    if not hmac.compare_digest(head["seal"], _seal(key, head)) or last != head["count"]:
        raise JournalBroken(
            "日誌の末尾が書き換えられているため、登録できません。「shuro journal verify」で確かめてください。"
        )
    return key, head


def _begin_chain(session: Session, today: str) -> None:
    """Make the key (unless there is one) and the head row of an empty journal."""
    if session.execute(sa.select(ROWS.c.seq).limit(1)).first():
        raise JournalBroken(
            "日誌の先頭の印が消されているため、登録できません。「shuro journal verify」で確かめてください。"
        )
    key = KEY.made(key_file())
    head = {"id": 1, "chain": secrets.token_hex(8), "count": 0, "mac": NOTHING, "key_id": _key_id(key)}
    head |= {"signed_on": today, "seal": _seal(key, head)}
    first = insert_into(database_of(session), HEAD).values(head)
    session.execute(first.on_conflict_do_nothing())  # another first writer may have been quicker


# Key, seals


def key_file() -> Path:
    """Where the key of the journal lies: $SHURO_JOURNAL_KEY_FILE, else journal.key in the home folder."""
    from shuro.kernel import paths

    return Path(os.environ.get("SHURO_JOURNAL_KEY_FILE") or paths.home() / "journal.key")


def heads_file() -> Path:
    """Where the daily signed heads are written: journal-heads in the home folder. Copy it to another machine."""
    from shuro.kernel import paths

    return paths.home() / "journal-heads"


def journal_key() -> bytes:
    """The key of the journal. Raises JournalBroken when it is missing, too short or open to everybody."""
    return KEY.read(key_file())


@contextmanager
def _file_trouble(path: Path) -> Iterator[None]:
    """What cannot be written beside the database is told like the journal itself; a full disk keeps its own words."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise JournalBroken(f"日誌のファイル（{path}）に書き込めません（{error.strerror}）。") from error


def _mac(key: bytes, *values: Any) -> str:
    return hmac.digest(key, to_json(values).encode(), "sha256").hex()


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"shuro journal key" + key).hexdigest()[:16]


def _seal(key: bytes, head: Any) -> str:
    """`signed_on` is left out: it saves work and proves nothing."""
    return _mac(key, "head", head["chain"], head["count"], head["mac"], head["key_id"])


# Heads outside the database


def sign_head(database: Database, clock: Callable[[], datetime] = wall_clock) -> None:
    """Write today's signed head line to the heads file; nothing while the journal is empty. For the nightly batch."""
    _sign(database, "head", clock)


def note_renewal(database: Database, clock: Callable[[], datetime] = wall_clock) -> None:
    """Note in the heads file that the database was made anew on purpose (restored, practice begun again).

    Lines before this one no longer count for this place.
    """
    _sign(database, "renewed", clock)


def _sign(database: Database, kind: str, clock: Callable[[], datetime]) -> None:
    with database.read() as session:
        found = session.execute(sa.select(HEAD)).mappings().first()
    if found is None and (kind == "head" or not key_file().exists()):
        return
    head = found or {"chain": "", "count": 0, "mac": NOTHING}
    _write_line(journal_key(), database.place, kind, clock().astimezone(TOKYO).date().isoformat(), head)


def _write_line(key: bytes, place: str, kind: str, day: str, head: Any) -> None:
    """Append one line to the heads file and wait until it lies on the disk."""
    values = [day, kind, place, head["chain"], head["count"], head["mac"]]
    line = to_json([*values, _mac(key, "line", *values)]) + "\n"
    path = heads_file()
    with _file_trouble(path), open(path, "ab", opener=owner_only) as file:
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


class Line(NamedTuple):
    """A line of the heads file: on `day` the journal at `place` had `length` rows, the last with HMAC `mac`."""

    day: str
    kind: str
    place: str
    chain: str
    length: int
    mac: str


def _read_lines(path: Path, key: bytes) -> tuple[list[Line], list[Fault]]:
    """The genuine lines of the heads file, and a fault for each that is not."""
    lines, faults = [], []
    texts = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    for number, text in enumerate(texts, 1):
        try:
            *values, mac = json.loads(text)
            genuine = hmac.compare_digest(mac, _mac(key, "line", *values))
        except (ValueError, TypeError):
            genuine = False
        if genuine:
            lines.append(Line(*values))
        else:
            faults.append(Fault(0, f"印のファイル（{path}）の{number}行目は、書かれたときのままではありません。"))
    return lines, faults


def _lines_for(lines: list[Line], place: str, chain: str) -> list[Line]:
    """The lines that bind the journal at `place`: its own since it was last made anew; else those of its chain.

    The latter are for a database that has moved.
    """
    own = [line for line in lines if line.place == place]
    for index in reversed(range(len(own))):
        if own[index].kind == "renewed":
            return own[index:] if own[index].chain else own[index + 1 :]
    return own or [line for line in lines if line.chain == chain]


# Verification


def verify(session: Session, path: Path | None = None) -> list[Fault]:
    """Read the whole journal and name what was changed, deleted, swapped, cut off, added or replaced; [] when nothing.

    `session`: one of `Database.read` that has read nothing yet; `path`: the heads file, or a copy of it from elsewhere.
    Memory stays flat whatever the length.
    """
    path = path or heads_file()
    try:
        # the key and the lines first: lines speak of what was committed before they were written
        lines, faults = _read_lines(path, journal_key()) if key_file().exists() else ([], [])
        head = session.execute(sa.select(HEAD)).mappings().first()
        if head is None:
            return faults + _without_head(session, lines)
        key = journal_key()
    except JournalBroken as broken:
        return [Fault(0, broken.sentence)]
    if head["key_id"] != _key_id(key):
        return [Fault(0, f"日誌の鍵（{key_file()}）がこのデータベースのものと違うため、確かめられません。")]
    if not hmac.compare_digest(head["seal"], _seal(key, head)):
        faults.append(Fault(0, "日誌の先頭の印（件数と最後の記録）が書き換えられています。"))
    bound = _lines_for(lines, database_of(session).place, head["chain"])
    faults += [
        Fault(0, f"{line.day}の印は別の記録のものです。日誌がまるごと入れ替えられています。")
        for line in bound
        if line.chain != head["chain"]
    ]
    walk = _Walk(key, {line.length: line for line in bound if line.chain == head["chain"]})
    for row in session.execute(sa.select(ROWS).order_by(ROWS.c.seq), execution_options={"yield_per": 2_000}):
        walk.step(tuple(row))
        if len(walk.faults) >= ENOUGH:
            return [
                *faults,
                *walk.faults,
                Fault(walk.last, f"誤りが{ENOUGH}件を超えたため、{walk.last}番で確認を止めました。"),
            ]
    return faults + walk.faults + walk.end(head)


def _without_head(session: Session, lines: list[Line]) -> list[Fault]:
    """Faults of a journal without a head row: none when it never had a row."""
    if session.execute(sa.select(ROWS.c.seq).limit(1)).first():
        return [Fault(0, "日誌の先頭の印が消されています。")]
    bound = _lines_for(lines, database_of(session).place, "")
    return (
        [Fault(1, f"{bound[-1].day}の印では{bound[-1].length}件あった日誌の記録が、1件もありません。")] if bound else []
    )


class _Walk:
    """The state of a verification on its way through the rows."""

    def __init__(self, key: bytes, marks: dict[int, Line]):
        self.key, self.marks = key, marks
        self.last, self.mac = 0, NOTHING
        self.faults: list[Fault] = []

    def step(self, row: tuple) -> None:
        """Check one row against itself, the row before it and the heads file."""
        seq, previous, mac = row[0], row[-2], row[-1]
        if seq != self.last + 1:
            gone = f"{self.last + 1}番" if seq == self.last + 2 else f"{self.last + 1}番から{seq - 1}番まで"
            self.faults.append(Fault(self.last + 1, f"{gone}の日誌の記録が消されています。"))
        elif previous != self.mac:
            self.faults.append(Fault(seq, f"{seq}番の日誌の記録が、前の記録につながりません。"))
        if not hmac.compare_digest(mac, _mac(self.key, "row", *row[:-1])):
            what = "".join(sign if sign.isprintable() else "�" for sign in f"{row[1]} {row[5]} {row[6]}")
            self.faults.append(Fault(seq, f"{seq}番の日誌の記録（{what}）が、書き換えられたか入れ替えられています。"))
        mark = self.marks.get(seq)
        if mark and mark.mac != mac:
            self.faults.append(Fault(seq, f"{seq}番の日誌の記録が、{mark.day}の印と違います。"))
        self.last, self.mac = seq, mac

    def end(self, head: Any) -> list[Fault]:
        """Check where the rows end against the head and the heads file."""
        faults = []
        if self.last < head["count"]:
            faults.append(
                Fault(
                    self.last + 1, f"{self.last + 1}番から{head['count']}番までの日誌の記録が末尾から消されています。"
                )
            )
        elif self.last > head["count"]:
            faults.append(
                Fault(head["count"] + 1, f"{head['count'] + 1}番からの日誌の記録は、先頭の印の後に書き足されています。")
            )
        elif self.mac != head["mac"]:
            faults.append(Fault(self.last, f"{self.last}番の日誌の記録が、先頭の印にある最後の記録と違います。"))
        ahead = [mark for mark in self.marks.values() if mark.length > self.last]
        faults += [
            Fault(self.last + 1, f"{mark.day}の印では{mark.length}件あった日誌の記録が、{self.last}件しかありません。")
            for mark in ahead
        ]
        return faults
