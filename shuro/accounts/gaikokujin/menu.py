"""『メニュー』: which entries a user has, by kind of user and the state of the company's plan (ACC-97 to ACC-99)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shuro.accounts.realms import ORGANISATION, REVIEWER
from shuro.kernel import registry
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk

UNREGISTERED, UNCERTIFIED, CERTIFIED = "未登録", "未認定", "認定済"
COLUMNS = {UNREGISTERED: "state_unregistered", UNCERTIFIED: "state_uncertified", CERTIFIED: "state_certified"}


@dataclass(frozen=True)
class MenuEntry:
    """An entry of 『メニュー』: its name in data/codes/construction-menu.csv, the record type it opens.

    `own`: it opens the company's own plan, whose number is `id` (None: a new one), and not a list; the list of a company
    is of what belongs to the plan `id`. `record` is empty where nothing that keeps plans is installed.
    """

    name: str
    record: str = ""
    own: bool = False
    id: int | None = None


def _plans() -> Any:
    """The module `menu_state` of the system that keeps the plans; None where there is none."""
    return next(iter(registry.parts("menu_state")), None)


def plan_state(desk: Desk) -> str:
    """未登録, 未認定 or 認定済, asked anew each time."""
    plans = _plans()
    return plans.state(desk) if plans else UNREGISTERED


def entries(desk: Desk) -> list[MenuEntry]:
    """The entries of a 特定技能所属機関 in the state its plan has now; of other kinds of users one for each list in which
    they may do something, or which companies share with them (ACC-97).
    """
    if desk.office.level != ORGANISATION:
        known = [one for one in registry.of_realm(desk.officer.realm) if not one.hidden]
        return [MenuEntry(one.label, one.name) for one in known if _concerns(desk, registry.load(one.name))]
    plans, column = _plans(), COLUMNS[plan_state(desk)]
    found = [one for one in codes("construction-menu") if one.extra[column] == "○"]
    if plans is None:
        return [MenuEntry(one.name) for one in found]
    id = plans.plan(desk)
    return [MenuEntry(one.name, plans.RECORDS[one.code], one.code in plans.ONE_EACH, id) for one in found]


def _concerns(desk: Desk, cls: Any) -> bool:
    """Has the user something to do in the list of this type, or to read what companies have handed in?"""
    examines = desk.office.level == REVIEWER and cls.scope == "office"
    return examines or any(step.by.may(desk.officer, None) for step in cls.steps)
