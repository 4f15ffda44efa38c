"""Files handed in with a record: kept in the database, looked at before they are taken (CON-38 to CON-42).

A file is stored when it is chosen, before its record is registered, so that it stays with a draft; what no record and
no draft speaks of is removed after a month.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

import shuro.kernel.tables  # noqa: F401  (sets the naming convention before the first table is declared)
from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk
from shuro.kernel.tables import stored_moment
from shuro.kernel.text import Unreadable, clean

MOST = 10 * 1024 * 1024  # bytes of one file
UNUSED = timedelta(days=30)  # how long a file that no record took is kept
REFUSED = "添付できるファイルはPDF、JPEG、PNGで10MBまでです。"
KINDS = {b"%PDF-": "PDF", b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}  # by the first bytes
SHOWN = re.compile(r"#([0-9]{1,9})(?:\s.*)?", re.DOTALL)  # what an item of a file shows: number, then name and size


class Attachment(SQLModel, table=True):
    """A stored file. `record`, `record_id`: the record that took it, None until then."""

    __tablename__ = "attachment"

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int = Field(index=True)
    office_code: str
    name: str
    kind: str
    size: int
    sha256: str
    content: bytes
    stored_at: datetime
    record: str | None = None
    record_id: int | None = Field(default=None, index=True)


TABLE = Attachment.__table__  # type: ignore[attr-defined]
ABOUT = [column for column in TABLE.c if column.name != "content"]


@dataclass(frozen=True)
class Stored:
    """What is known of a stored file without its content; `size` in bytes."""

    id: int
    name: str
    kind: str
    size: int
    sha256: str
    stored_at: datetime

    def __str__(self) -> str:
        return f"#{self.id} {self.name}（{self.kind}、{amount(self.size)}）"


def amount(size: int) -> str:
    """Bytes as people read them."""
    return f"{size / 1024 / 1024:.1f}MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)}KB"


def taken(path: str | Path) -> tuple[str, str, bytes]:
    """Name, kind and content of a file that can be handed in. Raises Unreadable with what would be right."""
    place = Path(str(path).strip()).expanduser()
    try:
        there = place.is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        raise Unreadable(
            f"ファイル「{clean(str(path))}」がありません。ファイルの場所を入力してください（例：~/登記.pdf）。"
        )
    try:
        with place.open("rb") as file:
            content = file.read(MOST + 1)
    except OSError as problem:
        raise Unreadable(
            f"ファイル「{clean(str(path))}」を読めません。場所と読取りの許可を確かめてください。"
        ) from problem
    kind = next((name for start, name in KINDS.items() if content.startswith(start)), None)
    if kind is None or len(content) > MOST:
        raise Unreadable(REFUSED)
    return clean(place.name)[-120:], kind, content


def attach(desk: Desk, path: str | Path) -> int:
    """Store a file for the officer and give its number; the same file again is not stored twice (アップロード, CON-38)."""
    name, kind, content = taken(path)
    digest = hashlib.sha256(content).hexdigest()
    with desk.database.write() as session:
        same = sa.select(TABLE.c.id).where(
            TABLE.c.officer_id == desk.officer.id, TABLE.c.sha256 == digest, TABLE.c.name == name,
            TABLE.c.record_id.is_(None),
        )  # fmt: skip
        known = session.execute(same).scalar()
        if known is not None:
            return int(known)
        row = {
            "officer_id": desk.officer.id, "office_code": desk.office.code, "name": name, "kind": kind,
            "size": len(content), "sha256": digest, "content": content, "stored_at": stored_moment(desk.now()),
        }  # fmt: skip
        id = session.execute(sa.insert(TABLE).values(row).returning(TABLE.c.id)).scalar_one()
        append_journal(
            session, desk, "attach", f"attachment:{id}", {"name": name, "size": len(content), "sha256": digest}
        )
        return int(id)


def about(desk: Desk, id: int) -> Stored | None:
    """What is known of a file that the officer stored, or that belongs to a record; None when there is no such one."""
    with desk.reading() as session:
        row = session.execute(sa.select(*ABOUT).where(TABLE.c.id == id)).first()
    if row is None or (
        row.record_id is None and row.officer_id != desk.officer.id and row.office_code != desk.office.code
    ):
        return None
    return Stored(row.id, row.name, row.kind, row.size, row.sha256, row.stored_at)


def read_item(text: str, desk: Desk | None) -> int:
    """The number of the file that an item's text means: a shown file, or a path, which is stored now. Raises Unreadable."""
    shown = SHOWN.fullmatch(text.strip())
    if shown:
        if desk is not None and about(desk, int(shown[1])) is None:
            raise Unreadable(f"ファイル #{shown[1]} はありません。ファイルの場所を入力してください。")
        return int(shown[1])
    if desk is None:
        taken(text)
        raise Unreadable("ファイルは、ログインしている画面かコマンドで添付してください。")
    return attach(desk, text)


def content_of(desk: Desk, id: int, record: str, record_id: int) -> bytes:
    """The bytes of a file of a record that the caller may see (CON-41). Raises KeyError when the record has no such file."""
    with desk.reading() as session:
        found = session.execute(
            sa.select(TABLE.c.content, TABLE.c.record, TABLE.c.record_id, TABLE.c.officer_id).where(TABLE.c.id == id)
        ).first()
    if found is None:
        raise KeyError(id)
    own = found.record_id is None and found.officer_id == desk.officer.id
    if not own and (found.record, found.record_id) != (record, record_id):
        raise KeyError(id)
    return bytes(found.content)


def keep(desk: Desk, record: str, record_id: int, ids: set[int]) -> None:
    """Inside the registering transaction: these files are the record's, those it had before and has no more are gone."""
    session = desk.session
    assert session is not None
    of_record = sa.and_(TABLE.c.record == record, TABLE.c.record_id == record_id)
    session.execute(sa.delete(TABLE).where(of_record, TABLE.c.id.not_in(ids)))
    if ids:
        free = sa.and_(TABLE.c.id.in_(ids), TABLE.c.record_id.is_(None), TABLE.c.office_code == desk.office.code)
        session.execute(sa.update(TABLE).where(free).values(record=record, record_id=record_id))


def remove_unused(desk: Desk, dry: bool) -> int:
    """Remove files that no record took within a month; how many."""
    old = sa.and_(TABLE.c.record_id.is_(None), TABLE.c.stored_at < stored_moment(desk.now() - UNUSED))
    if dry:
        with desk.database.read() as session:
            return int(session.execute(sa.select(sa.func.count()).select_from(TABLE).where(old)).scalar_one())
    with desk.database.write() as session:
        return int(session.execute(sa.delete(TABLE).where(old)).rowcount)  # type: ignore[attr-defined]
