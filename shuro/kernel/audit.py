"""What became of a record (history, for its officers) and who did what (journal, for the auditor).

Both are written in the transaction of the act itself: if they cannot be, the act does not happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import JSON, Column, Field, Index, Session, SQLModel, col, select

from shuro.kernel.database import insert_rows
from shuro.kernel.desk import Desk
from shuro.kernel.journal import (
    Fault,
    Journal,
    JournalBroken,
    append_journal,
    append_journal_many,
    heads_file,
    note_renewal,
    sign_head,
    verify,
)
from shuro.kernel.tables import stored_moment, to_json

__all__ = [
    "Fault", "History", "Journal", "JournalBroken", "append_journal", "append_journal_many", "heads_file",
    "history_of", "journal_rows", "note_renewal", "record_history", "record_history_many", "sign_head", "to_json", "verify",
]  # fmt: skip


class History(SQLModel, table=True):
    """One step of one record: when, by whom, and {item: [old, new]} of what it changed. Outlives the record."""

    __tablename__ = "history"
    __table_args__ = (Index(None, "record", "record_id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime  # Asia/Tokyo
    officer_id: int
    officer_name: str  # as it was then
    office_code: str
    via: str
    record: str
    record_id: int
    step: str
    version: int
    changes: dict[str, list[Any]] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


TABLE: sa.Table = History.__table__  # type: ignore[attr-defined]
COLUMNS = tuple(column.name for column in TABLE.columns if column.name != "id")


def record_history(
    session: Session, desk: Desk, record: str, record_id: int, step: str, version: int, changes: dict[str, list[Any]]
) -> None:
    """Write one step of a record into its history. `changes`: {item: [old, new]} of values that `to_json` takes."""
    record_history_many(session, desk, [(record, record_id, step, version, changes)])


def record_history_many(
    session: Session, desk: Desk, steps: Iterable[tuple[str, int, str, int, dict[str, list[Any]]]]
) -> None:
    """Write steps (record, record_id, step, version, changes) of one officer at one moment; for imports of any size."""
    officer = desk.officer
    author = (stored_moment(desk.now()), officer.id, officer.name, desk.office.code, desk.via)
    insert_rows(session, TABLE, COLUMNS, ((*author, *step) for step in steps))


def history_of(session: Session, record: str, record_id: int) -> list[History]:
    """The history of one record, newest step first; also of a record that was deleted."""
    its = select(History).where(History.record == record, History.record_id == record_id)
    return list(session.exec(its.order_by(col(History.id).desc())))


def journal_rows(
    session: Session, limit: int, offices: Iterable[str] | None = None, subject: str | None = None
) -> list[dict[str, Any]]:
    """The newest rows of the journal without their seals, newest first: of these offices (None: all), about a subject."""
    wanted = select(Journal).order_by(col(Journal.seq).desc()).limit(limit)
    if offices is not None:
        wanted = wanted.where(col(Journal.office_code).in_(list(offices)))
    if subject:
        wanted = wanted.where(col(Journal.subject) == subject)
    return [row.model_dump(exclude={"mac", "previous"}) for row in session.exec(wanted)]
