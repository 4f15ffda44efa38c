"""What is due at a desk of 労働基準行政情報システム: complaints, transfers, corrections."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from shuro.kernel import registry
from shuro.kernel.desk import Desk
from shuro.kernel.dues import Due
from shuro.kernel.record import table_of
from shuro.standards.complaint_rules import MOVED, OPEN, UNFINISHED, WAITING

SOON = timedelta(days=30)  # before 認定申請期限 (CMP-106)


def complaint() -> sa.Table:
    """The table of 申告情報."""
    return table_of(registry.load("complaint"))


def not_begun(desk: Desk) -> Any:
    """Accepted and not yet taken in hand (CMP-30)."""
    return sa.and_(complaint().c.state == OPEN, complaint().c.begun_on.is_(None))


def deadline_near(desk: Desk) -> Any:
    """認定申請期限 within 30 days, case open (CMP-106)."""
    table = complaint()
    return sa.and_(
        table.c.apply_by.is_not(None), table.c.apply_by <= desk.today() + SOON, table.c.outcome == UNFINISHED
    )


def to_be_sent(desk: Desk) -> Any:
    """決裁中(移送待): the command 移送 is still to be given."""
    return complaint().c.state == WAITING


def to_be_taken(desk: Desk) -> Any:
    """Transferred here and not yet registered (CMP-81)."""
    table = complaint()
    other = table.alias("taken_in")
    there = sa.exists(sa.select(other.c.id).where(other.c.sent_id == table.c.id))
    return sa.and_(table.c.state == MOVED, table.c.to_office == desk.office.code, sa.not_(there))


def correction_over(desk: Desk) -> Any:
    """A violation whose 是正期日 has come and whose correction is not confirmed (SUP-30)."""
    from shuro.standards.supervision import ViolatedProvision

    result, line = table_of(registry.load("supervision_result")), table_of(ViolatedProvision)
    late = sa.and_(line.c.due_on <= desk.today(), line.c.confirmed_on.is_(None))
    return result.c.id.in_(sa.select(line.c.result_id).where(late))


DUES = (
    Due("complaints-not-begun", "処理に着手していない申告", "complaint", not_begun, by="accepted_on"),
    Due("certification-deadlines", "認定申請期限が30日以内の申告", "complaint", deadline_near, by="apply_by"),
    Due("transfers-to-send", "決裁中（移送待）の申告", "complaint", to_be_sent),
    Due("transfers-to-take", "移送を受けて登録していない申告", "complaint", to_be_taken, own=False),
    Due("corrections-over", "是正期日が過ぎた監督結果", "supervision_result", correction_over),
)
