"""Notices between offices (通達・事務連絡): written in the transaction of their cause, read in the inbox of the other office.

A notice names the record it speaks of; who may open that is asked of the record, not of the notice. Source:
docs/spec/complaint.md (CMP-76), docs/spec/other-systems.md, data/codes/automatic-notices.csv.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel

import shuro.kernel.tables  # noqa: F401  (sets the naming convention before the first table is declared)
from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk
from shuro.kernel.tables import stored_moment


class OfficeNotice(SQLModel, table=True):
    """One notice to one office. Moments are Asia/Tokyo; `read_at` None until somebody of the office has opened it."""

    __tablename__ = "office_notice"

    id: int | None = Field(default=None, primary_key=True)
    to_office: str = Field(index=True)
    from_office: str = Field(index=True)
    kind: str
    number: str = ""
    title: str
    body: str
    record: str = ""
    record_id: int | None = None
    sent_at: datetime
    sent_by: str
    read_at: datetime | None = None
    read_by: str = ""


TABLE = OfficeNotice.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Notice:
    """A notice as it is shown."""

    id: int
    to_office: str
    from_office: str
    kind: str
    number: str
    title: str
    body: str
    record: str
    record_id: int | None
    sent_at: datetime
    sent_by: str
    read_at: datetime | None
    read_by: str


def send(
    session: Session,
    desk: Desk,
    *,
    to_office: str,
    kind: str,
    title: str,
    body: str,
    record: str = "",
    record_id: int | None = None,
    number: str = "",
) -> int:
    """Send a notice from the office of the desk, inside the transaction in hand; its number in the table.

    `kind`: a word for what it is about (transfer); `number`: the number printed on it; `record`, `record_id`: the record
    it speaks of.
    """
    row = {
        "to_office": to_office, "from_office": desk.office.code, "kind": kind, "number": number, "title": title,
        "body": body, "record": record, "record_id": record_id, "sent_at": stored_moment(desk.now()),
        "sent_by": desk.officer.name, "read_by": "",
    }  # fmt: skip
    id = session.execute(sa.insert(TABLE).values(row).returning(TABLE.c.id)).scalar_one()
    detail = {"to": to_office, "kind": kind, "record": record, "record_id": record_id}
    append_journal(session, desk, "notice.send", f"office_notice:{id}", detail)
    return int(id)


def inbox(desk: Desk, *, unread_only: bool = False, limit: int = 500) -> list[Notice]:
    """The notices to the office of the desk: unread ones first, then the newest."""
    chosen = sa.select(TABLE).where(TABLE.c.to_office == desk.office.code)
    if unread_only:
        chosen = chosen.where(TABLE.c.read_at.is_(None))
    order = (TABLE.c.read_at.is_not(None), TABLE.c.sent_at.desc(), TABLE.c.id.desc())
    with desk.reading() as session:
        return [Notice(**row) for row in session.execute(chosen.order_by(*order).limit(limit)).mappings()]


def unread(desk: Desk) -> int:
    """How many notices nobody of the office has opened."""
    chosen = sa.select(sa.func.count()).where(TABLE.c.to_office == desk.office.code, TABLE.c.read_at.is_(None))
    with desk.reading() as session:
        return int(session.execute(chosen).scalar_one())


def shown(desk: Desk, id: int) -> Notice:
    """A notice to the office of the desk, left as it is. Raises KeyError for any other."""
    with desk.reading() as session:
        row = session.execute(sa.select(TABLE).where(*_mine(desk, id))).mappings().first()
    if row is None:
        raise KeyError(id)
    return Notice(**row)


def opened(desk: Desk, id: int) -> Notice:
    """A notice to the office of the desk, marked as read by the first who opens it. Raises KeyError for any other."""
    mine = _mine(desk, id)
    with desk.database.write() as session:
        first = sa.update(TABLE).where(*mine, TABLE.c.read_at.is_(None))
        marked = session.execute(first.values(read_at=stored_moment(desk.now()), read_by=desk.officer.name))
        row = session.execute(sa.select(TABLE).where(*mine)).mappings().first()
        if row is None:
            raise KeyError(id)
        if marked.rowcount:  # type: ignore[attr-defined]
            append_journal(session, desk, "notice.read", f"office_notice:{id}", {})
        return Notice(**row)


def _mine(desk: Desk, id: int) -> tuple[Any, ...]:
    return (TABLE.c.id == id, TABLE.c.to_office == desk.office.code)
