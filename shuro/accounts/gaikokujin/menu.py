"""『メニュー』: which entries a user has, by kind of user and the state of the company's plan (ACC-97 to ACC-99)."""

from __future__ import annotations

from dataclasses import dataclass

from shuro.accounts.realms import ORGANISATION
from shuro.kernel import registry
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk

UNREGISTERED, UNCERTIFIED, CERTIFIED = "未登録", "未認定", "認定済"
COLUMNS = {UNREGISTERED: "state_unregistered", UNCERTIFIED: "state_uncertified", CERTIFIED: "state_certified"}


@dataclass(frozen=True)
class MenuEntry:
    """An entry of 『メニュー』: its code and name in data/codes/construction-menu.csv."""

    code: str
    name: str


def plan_state(desk: Desk) -> str:
    """未登録, 未認定 or 認定済, asked anew each time of the system that keeps the plans (its module `menu_state`)."""
    for part in registry.parts("menu_state"):
        return str(part.state(desk))
    return UNREGISTERED


def entries(desk: Desk) -> list[MenuEntry]:
    """The entries of a 特定技能所属機関 in the state its plan has now; none for other kinds of users."""
    if desk.office.level != ORGANISATION:
        return []
    column = COLUMNS[plan_state(desk)]
    return [MenuEntry(one.code, one.name) for one in codes("construction-menu") if one.extra[column] == "○"]


def user_line(desk: Desk) -> str:
    """The user as the header names it, after ユーザー: (ACC-95)."""
    return f"{desk.office.level} {desk.officer.login}"
