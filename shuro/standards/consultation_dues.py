"""What is due of consultations: slips that were read and are still to be completed (CST-46)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shuro.kernel.desk import Desk
from shuro.kernel.dues import Due, slim

SLIP = slim("consultation_slip", state=sa.String())
READ_ONLY = "未登録"  # consultation_slip.UNFINISHED, whose module the menu does without


def unfinished(desk: Desk) -> Any:
    """Read and not yet registered."""
    return SLIP.c.state == READ_ONLY


DUES = (Due("slips-to-complete", "登録していない労働相談票（OCR）", "consultation_slip", SLIP, unfinished),)
