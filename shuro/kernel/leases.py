"""Who has a record open for typing, where only one person at a time may (CON-48).

A lease ends by itself ten minutes after the last key, so that a lost line locks nobody out for long. It is a courtesy to
people, not what keeps data whole: that is the version of the record.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

import shuro.kernel.tables  # noqa: F401  (sets the naming convention before the first table is declared)
from shuro.kernel.database import insert_into
from shuro.kernel.desk import Desk
from shuro.kernel.tables import stored_moment

LASTS = timedelta(minutes=10)


class Lease(SQLModel, table=True):
    """One record in one person's hands. Moments are Asia/Tokyo."""

    __tablename__ = "record_lease"

    record: str = Field(primary_key=True)
    record_id: int = Field(primary_key=True)
    officer_id: int
    officer_name: str
    until: datetime


TABLE = Lease.__table__  # type: ignore[attr-defined]


def take(desk: Desk, record: str, record_id: int) -> str:
    """Take or renew the lease; empty when it is mine now, else the sentence who has it and until when."""
    now = stored_moment(desk.now())
    mine = {"officer_id": desk.officer.id, "officer_name": desk.officer.name, "until": now + LASTS}
    with desk.database.write() as session:
        statement = insert_into(desk.database, TABLE).values(record=record, record_id=record_id, **mine)
        free = sa.or_(TABLE.c.officer_id == desk.officer.id, TABLE.c.until <= now)
        session.execute(statement.on_conflict_do_update(index_elements=["record", "record_id"], set_=mine, where=free))
        held = session.execute(sa.select(TABLE).where(TABLE.c.record == record, TABLE.c.record_id == record_id)).one()
    if held.officer_id == desk.officer.id:
        return ""
    return (
        f"{held.officer_name}さんが入力しています。{held.until:%H:%M}以後、又は入力が終わった後に開き直してください。"
    )


def release(desk: Desk, record: str, record_id: int) -> None:
    """Give the lease back, if it is mine."""
    with desk.database.write() as session:
        session.execute(
            sa.delete(TABLE).where(
                TABLE.c.record == record, TABLE.c.record_id == record_id, TABLE.c.officer_id == desk.officer.id
            )
        )
