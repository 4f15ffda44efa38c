"""Files handed in with a record: kept in the database, looked at before they are taken (CON-38 to CON-42).

A file is stored when it is chosen, before its record is registered, so that it stays with a draft; the registration
makes it the record's, for every type with items of this kind. What no record and no draft speaks of is removed after
a month.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

import shuro.kernel.tables  # noqa: F401  (sets the naming convention before the first table is declared)
from shuro.kernel import registry
from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk
from shuro.kernel.drafts import TABLE as DRAFTS
from shuro.kernel.record import Entry, items_of, record_name, rows_of
from shuro.kernel.scope import visible
from shuro.kernel.steps import IllegalStep
from shuro.kernel.tables import stored_moment
from shuro.kernel.text import Unreadable, clean
from shuro.kernel.typed_files import off_limits

MOST = 10 * 1024 * 1024  # bytes of one file
WAIT = timedelta(days=30)  # how long a file that no record took is kept
REFUSED = "添付できるファイルはPDF、JPEG、PNGで10MBまでです。"
KINDS = {b"%PDF-": "PDF", b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}  # by the first bytes
SHOWN = re.compile(r"#([0-9]{1,9})(?:\s.*)?", re.DOTALL)  # what an item of a file shows: number, then name and size


class Attachment(SQLModel, table=True):
    """A stored file."""

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


class AttachmentUse(SQLModel, table=True):
    """A registered record holds the file; two may (the roster takes the documents of its plan)."""

    __tablename__ = "attachment_use"
    __table_args__ = (Index("ix_attachment_use_record_id", "record_id", "record"),)

    attachment_id: int = Field(foreign_key="attachment.id", ondelete="CASCADE", primary_key=True)
    record: str = Field(primary_key=True)
    record_id: int = Field(primary_key=True)


TABLE: sa.Table = Attachment.__table__  # type: ignore[attr-defined]
USES: sa.Table = AttachmentUse.__table__  # type: ignore[attr-defined]
UNUSED = TABLE.c.id.not_in(sa.select(USES.c.attachment_id))
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
    if said := off_limits(place):
        raise Unreadable(f"ファイル「{clean(str(path))}」：{said}")
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
    """What is known of a file of the officer's office, or of a record the officer may see; None when there is none."""
    with desk.reading() as session:
        row = session.execute(sa.select(*ABOUT).where(TABLE.c.id == id)).first()
        if row is None or (row.office_code != desk.office.code and not _held_in_sight(desk.within(session), id)):
            return None
    return Stored(row.id, row.name, row.kind, row.size, row.sha256, row.stored_at)


def _held_in_sight(desk: Desk, id: int) -> bool:
    """Does a record that the officer may see hold the file?"""
    assert desk.session is not None
    held = desk.session.execute(sa.select(USES).where(USES.c.attachment_id == id)).all()
    return any(visible(desk, registry.load(use.record), Entry(id=use.record_id)) for use in held)


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


def content_of(desk: Desk, id: int) -> bytes:
    """The bytes of a file the officer may see (CON-41). Raises KeyError when there is none."""
    if about(desk, id) is None:
        raise KeyError(id)
    with desk.reading() as session:
        return bytes(session.execute(sa.select(TABLE.c.content).where(TABLE.c.id == id)).scalar_one())


@cache
def file_items(cls: type) -> tuple[str, ...]:
    """The items of a type (or of its lines) that hold files."""
    return tuple(one.name for one in items_of(cls) if one.kind.name == "file")


@cache
def lines_with_files(cls: type) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The tables inside a type whose lines hold files, with the items that do."""
    found = ((child.name, file_items(child.row)) for child in rows_of(cls))
    return tuple((name, items) for name, items in found if items)


def files_of(cls: type, one: Entry) -> set[int]:
    """The numbers of all files of a record, those in its lines too (CON-9)."""
    own, lines = file_items(cls), lines_with_files(cls)
    found = {getattr(one, name) for name in own}
    for child, items in lines:
        found |= {getattr(line, name) for line in getattr(one, child) or () for name in items}
    return found - {None}


def keep(desk: Desk, cls: type, one: Entry, before: Entry | None) -> None:
    """Inside the registering transaction: the record holds the files of the entry, and no longer those it had before.

    Raises IllegalStep when a file is not there any more.
    """
    if not file_items(cls) and not lines_with_files(cls):
        return
    session = desk.session
    assert session is not None
    ids, had = files_of(cls, one), files_of(cls, before) if before else set()
    release(desk, cls, one, had - ids)
    added = ids - had
    missing = added - set(session.scalars(sa.select(TABLE.c.id).where(TABLE.c.id.in_(added)))) if added else None
    if missing:
        shown = "、".join(f"#{id}" for id in sorted(missing))
        raise IllegalStep(f"ファイル {shown} はもうありません。もう一度、ファイルの場所を入力してください。")
    if added:
        lines = [{"attachment_id": id, "record": record_name(cls), "record_id": one.id} for id in sorted(added)]
        session.execute(sa.insert(USES), lines)


def release(desk: Desk, cls: type, one: Entry, ids: set[int] | None = None) -> None:
    """Inside the transaction: the record holds these files (None: all it has) no more; those nobody holds are gone."""
    gone = files_of(cls, one) if ids is None else ids
    if not gone:
        return
    session = desk.session
    assert session is not None
    its = sa.and_(USES.c.record == record_name(cls), USES.c.record_id == one.id, USES.c.attachment_id.in_(gone))
    session.execute(sa.delete(USES).where(its))
    session.execute(sa.delete(TABLE).where(TABLE.c.id.in_(gone), UNUSED))


def spoken_of(session: Any) -> set[int]:
    """The numbers that stand in drafts; a number too many keeps a file longer, one too few would lose it."""
    texts = session.scalars(sa.select(DRAFTS.c.texts))
    return {int(number) for one in texts for number in re.findall(r"#([0-9]{1,9})", json.dumps(one))}


def remove_unused(desk: Desk, dry: bool) -> int:
    """Remove files that no record took within a month and no draft speaks of; how many."""
    old = sa.and_(UNUSED, TABLE.c.stored_at < stored_moment(desk.now() - WAIT))
    with desk.database.read() if dry else desk.database.write() as session:
        ids = set(session.scalars(sa.select(TABLE.c.id).where(old)))
        ids -= spoken_of(session) if ids else set()
        if ids and not dry:
            session.execute(sa.delete(TABLE).where(TABLE.c.id.in_(ids)))
        return len(ids)
