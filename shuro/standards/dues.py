"""What is due at a desk of 労働基準行政情報システム: complaints, transfers, corrections."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from shuro.kernel.desk import Desk
from shuro.kernel.dues import Due, slim
from shuro.standards.complaint_rules import MOVED, OPEN, UNFINISHED, WAITING

SOON = timedelta(days=30)  # before 認定申請期限 (CMP-106)

COMPLAINT = slim(
    "complaint", state=sa.String(), outcome=sa.String(), to_office=sa.String(), sent_id=sa.Integer(),
    accepted_on=sa.Date(), begun_on=sa.Date(), apply_by=sa.Date(),
)  # fmt: skip
APPLICATION = slim("certification_application", complaint_id=sa.Integer())
RESULT = slim("supervision_result")
VIOLATED = slim("violated_provision", result_id=sa.Integer(), due_on=sa.Date(), confirmed_on=sa.Date())


def not_begun(desk: Desk) -> Any:
    """Accepted and not yet taken in hand (CMP-30)."""
    return sa.and_(COMPLAINT.c.state == OPEN, COMPLAINT.c.begun_on.is_(None))


def deadline_near(desk: Desk) -> Any:
    """認定申請期限 within 30 days or over, case open, no 認定申請情報 linked: those that the list marks (CMP-106)."""
    applied = sa.exists(sa.select(APPLICATION.c.id).where(APPLICATION.c.complaint_id == COMPLAINT.c.id))
    near = COMPLAINT.c.apply_by <= desk.today() + SOON
    return sa.and_(near, COMPLAINT.c.outcome == UNFINISHED, sa.not_(applied))


def to_be_sent(desk: Desk) -> Any:
    """決裁中(移送待): the command 移送 is still to be given."""
    return COMPLAINT.c.state == WAITING


def to_be_taken(desk: Desk) -> Any:
    """Transferred here and not yet registered (CMP-81)."""
    other = COMPLAINT.alias("taken_in")
    there = sa.exists(sa.select(other.c.id).where(other.c.sent_id == COMPLAINT.c.id))
    return sa.and_(COMPLAINT.c.state == MOVED, COMPLAINT.c.to_office == desk.office.code, sa.not_(there))


def correction_over(desk: Desk) -> Any:
    """A violation whose 是正期日 has come and whose correction is not confirmed (SUP-30)."""
    late = (VIOLATED.c.due_on <= desk.today(), VIOLATED.c.confirmed_on.is_(None))
    return sa.exists(sa.select(VIOLATED.c.id).where(VIOLATED.c.result_id == RESULT.c.id, *late))


DUES = (
    Due("complaints-not-begun", "処理に着手していない申告", "complaint", COMPLAINT, not_begun, by="accepted_on"),
    Due(
        "certification-deadlines", "認定申請期限が30日以内の申告", "complaint", COMPLAINT, deadline_near, by="apply_by"
    ),
    Due("transfers-to-send", "決裁中（移送待）の申告", "complaint", COMPLAINT, to_be_sent),
    Due("transfers-to-take", "移送を受けて登録していない申告", "complaint", COMPLAINT, to_be_taken, own=False),
    Due("corrections-over", "是正期日が来た監督結果", "supervision_result", RESULT, correction_over),
)
