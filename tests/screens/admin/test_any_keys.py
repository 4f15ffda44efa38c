"""Any keys in any order on the administration and on rokin's menu: no screen breaks, every picture keeps its width."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screens import printing
from screens.admin.common import mails_of
from screens.admin.menu import OutsideMenu, SystemAdmin
from screens.admin.officers import OFFICERS
from screens.admin.screens import ListScreen
from screens.portal.rokin_forms import ManualInquiry
from screens.portal.rokin_menu import RokinMenu
from screens.portal.rokin_users import NewUserForm, UserList
from screens.workstation import Duty, House, Workstation
from shuro.accounts import notices, passwords
from shuro.accounts.gaikokujin.admin import enrol
from shuro.accounts.realms import KIJUN, REVIEWER
from shuro.accounts.rokin import people
from shuro.kernel.database import Database
from tests.accounts import asp_ways
from tests.accounts.rokin_house import MASTER, Rokin, person
from tests.conftest import Clock, MakeDesk
from tests.screens.test_any_keys import ACTIONS, MOVES, endless
from tests.terminal import press, running
from widgets.cells import line_width

TEXTS = (
    "1",
    "2",
    "3",
    "労金",
    "R8.6.1",
    "12345678",
    "Pass#word1",
    " ",
    "[b]x[/b]",
    "ｱﾊﾟｰﾄ",
    "\u200b",
    "𠮷",
    "281234",
    "on",
)
OURS: tuple[Callable[[], Any], ...] = (
    OutsideMenu, lambda: ListScreen(OFFICERS), lambda: SystemAdmin("rokin"), lambda: SystemAdmin("asp"),
    lambda: ListScreen(mails_of("rokin")),
)  # fmt: skip
THEIRS: tuple[Callable[[], Any], ...] = (RokinMenu, ManualInquiry, NewUserForm, UserList)


@pytest.mark.parametrize("seed", range(len(OURS + THEIRS)))
async def test_no_keys_break_a_screen(
    sqlite_database: Database,
    clock: Clock,
    make_desk: MakeDesk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    """Whatever a screen raises fails the test."""
    quick = {"time_cost": 1, "memory_cost": 8, "parallelism": 1, "hash_len": 16, "salt_len": 8}
    monkeypatch.setattr(passwords, "PARAMETERS", quick)
    monkeypatch.setattr(printing.shutil, "which", lambda name: None)
    monkeypatch.setenv("SHURO_OUTPUT", str(tmp_path / "出力"))
    monkeypatch.setenv("SHURO_PDF_VIEWER", "true")
    ministry = make_desk("0000", database=sqlite_database, rights={"admin"})
    rokin = Rokin(sqlite_database, clock, ministry, tmp_path)
    rokin.contract()
    rokin.master()
    people.register_general(rokin.desk(), person("Clerk001"))
    rokin.equip()
    enrol(ministry, "shinsa01", REVIEWER, "審査 花子")
    asp_ways.built(sqlite_database, clock, ministry)
    for system in ("gaikokujin", "rokin", "asp"):
        notices.add(ministry, system, "保守", "停止します。", clock())

    first = (OURS + THEIRS)[seed]
    app = Workstation(first=lambda: endless(first()), duty=Duty(rokin.desk(MASTER) if first in THEIRS else ministry))
    app.house = House(sqlite_database, KIJUN, clock)
    dice = random.Random(seed)
    async with running(app):
        for _ in range(250):
            await press(app, *dice.choices((dice.choice(MOVES), dice.choice(ACTIONS), dice.choice(TEXTS)), k=3))
            assert {line_width(line) for line in app.screen._lines} == {80}  # type: ignore[attr-defined]
