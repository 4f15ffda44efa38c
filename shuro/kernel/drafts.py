"""Drafts: what was typed and not yet registered, one a form and officer. A draft is never a record.

Written while typing and when the line is lost (SIGHUP): every function is plain and short, and leaves no history.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Column, Field, Session, SQLModel, UniqueConstraint, col, select

from shuro.kernel.database import insert_into
from shuro.kernel.desk import Desk
from shuro.kernel.tables import stored_moment

SAVE_WAIT = 5.0  # seconds in the queue of writers: a dying session gets no more


class Draft(SQLModel, table=True):
    """Texts as typed (`texts`), beside the values and version the form had been opened with (`base`, `base_version`).

    `record_id` is 0 for a new record; `subject` tells apart new records of one type (the workplace they are for);
    `place` is the item or tab in hand.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("officer_id", "record", "record_id", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int
    record: str
    record_id: int = 0
    subject: str = ""
    texts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    base: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    base_version: int | None = None
    place: str = ""
    saved_at: datetime


TABLE: sa.Table = Draft.__table__  # type: ignore[attr-defined]


def save_draft(
    desk: Desk,
    record: str,
    record_id: int,
    texts: dict[str, Any],
    base: dict[str, Any] | None = None,
    base_version: int | None = None,
    place: str = "",
    subject: str = "",
) -> None:
    """Store what is typed in a form in place of the officer's earlier draft of it. `texts`: item name -> typed text.

    Values are what `to_json` takes. Raises StorageTrouble.
    """
    named = {"officer_id": desk.officer.id, "record": record, "record_id": record_id, "subject": subject}
    saved_at = stored_moment(desk.now())
    kept = {"texts": texts, "base": base or {}, "base_version": base_version, "place": place, "saved_at": saved_at}
    statement = insert_into(desk.database, TABLE).values(**named, **kept)
    with desk.database.write(wait=SAVE_WAIT) as session:
        session.execute(statement.on_conflict_do_update(index_elements=list(named), set_=kept))


def load_draft(desk: Desk, record: str, record_id: int = 0, subject: str = "") -> Draft | None:
    """The officer's draft of a form, or None."""
    with _reading(desk) as session:
        return session.exec(select(Draft).where(*_its(desk, record, record_id, subject))).first()


def drafts_of(desk: Desk) -> list[Draft]:
    """All drafts of the officer, the latest first, to be offered after log-in (続きから／破棄／差分を見る)."""
    with _reading(desk) as session:
        own = select(Draft).where(Draft.officer_id == desk.officer.id)
        return list(session.exec(own.order_by(col(Draft.saved_at).desc(), col(Draft.id).desc())))


def drop_draft(desk: Desk, record: str, record_id: int = 0, subject: str = "") -> None:
    """Delete the officer's draft of a form, if there is one; inside the transaction in hand where there is one."""
    statement = sa.delete(TABLE).where(*_its(desk, record, record_id, subject))
    if desk.session is not None:
        desk.session.execute(statement)
        return
    with desk.database.write() as session:
        session.execute(statement)


def drop_all(session: Session, record: str, record_id: int) -> None:
    """Delete every officer's draft of a record that is gone."""
    session.execute(sa.delete(TABLE).where(TABLE.c.record == record, TABLE.c.record_id == record_id))


def move_drafts(session: Session, record: str, column: str, old: int, new: int) -> int:
    """Let drafts of new records of a type that were opened for record `old` be for `new`; how many there were.

    `column`: the one that `base["given"]` holds the record in, as `subject` does in the words `column=id`. Of two drafts
    that an officer then has of the same form the one saved later stays.
    """
    begun = session.exec(select(Draft).where(Draft.record == record, Draft.record_id == 0)).all()
    moved = [draft for draft in begun if draft.base.get("given", {}).get(column) == old]
    for draft in moved:
        words = draft.subject.split(" ")
        subject = " ".join(f"{column}={new}" if word == f"{column}={old}" else word for word in words)
        twin = next((one for one in begun if (one.officer_id, one.subject) == (draft.officer_id, subject)), None)
        if twin is not None and twin.saved_at >= draft.saved_at:
            session.delete(draft)
            continue
        if twin is not None:
            session.delete(twin)
            session.flush()  # its place is free before the other one takes it
        draft.subject = subject
        draft.base = {**draft.base, "given": {**draft.base["given"], column: new}}
        session.add(draft)
    return len(moved)


@contextmanager
def _reading(desk: Desk) -> Iterator[Session]:
    """The transaction in hand, or one for reading."""
    if desk.session is not None:
        yield desk.session
    else:
        with desk.database.read() as session:
            yield session


def _its(desk: Desk, record: str, record_id: int, subject: str) -> tuple[Any, ...]:
    return (
        TABLE.c.officer_id == desk.officer.id,
        TABLE.c.record == record,
        TABLE.c.record_id == record_id,
        TABLE.c.subject == subject,
    )
