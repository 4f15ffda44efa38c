"""What 『メニュー』 asks of the plans: the state of the company's own (CON-1, ACC-98, ACC-99)."""

from __future__ import annotations

from shuro.construction.plan import state_of
from shuro.kernel.desk import Desk


def state(desk: Desk) -> str:
    """未登録, 未認定 or 認定済."""
    return state_of(desk)
