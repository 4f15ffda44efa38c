"""What 『メニュー』 asks of the plans: the state of the company's own (CON-1, ACC-98, ACC-99)."""

from __future__ import annotations

from shuro.construction.plan import open_plan, state_of
from shuro.kernel.desk import Desk


def state(desk: Desk) -> str:
    """未登録, 未認定 or 認定済."""
    return state_of(desk)


# What an entry of 『メニュー』 opens: record types by the codes of data/codes/construction-menu.csv (CON-6, CON-7)
RECORDS = {
    "new": "acceptance_plan",
    "view": "acceptance_plan",
    "change-app": "plan_change_application",
    "change-note": "plan_change_notice",
    "accept": "acceptance_report",
    "leave": "retirement_report",
    "stop": "discontinuance_report",
    "cancel": "plan_cancellation",
}
ONE_EACH = frozenset({"new", "view"})  # entries that open the company's own plan, not a list


def plan(desk: Desk) -> int | None:
    """The number of the company's plan, also of one that is only 一時保存 (CON-2); None where there is none."""
    return open_plan(desk)
