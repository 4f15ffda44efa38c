"""What is due of consultations: slips that were read and are still to be completed (CST-46)."""

from __future__ import annotations

from typing import Any

from shuro.kernel import registry
from shuro.kernel.desk import Desk
from shuro.kernel.dues import Due
from shuro.kernel.record import table_of


def unfinished(desk: Desk) -> Any:
    """Read and not yet registered."""
    from shuro.standards.consultation_slip import UNFINISHED

    return table_of(registry.load("consultation_slip")).c.state == UNFINISHED


DUES = (Due("slips-to-complete", "登録していない労働相談票（OCR）", "consultation_slip", unfinished),)
