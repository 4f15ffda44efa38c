"""Any keys in any order: no screen breaks, every picture keeps its width."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screens import printing
from screens.menu import MainMenu
from screens.record_form import RecordScreen
from screens.register import RegisterScreen
from shuro.kernel.desk import Desk
from tests.screens.conftest import Station, depot
from tests.screens.samples import Depot, Round
from tests.terminal import press, running
from widgets.cells import line_width

MOVES = ("enter",) * 8 + (
    "down",
    "tab",
    "up",
    "shift+tab",
    "escape",
    "f3",
    "pagedown",
    "home",
    "end",
    "backspace",
    "ctrl+u",
)
ACTIONS = tuple(f"f{number}" for number in (2, 4, 5, 6, 7, 8, 9, 10, 11, 12)) + (
    "ctrl+y",
    "ctrl+o",
    "ctrl+r",
    "ctrl+b",
    "ctrl+n",
)
TEXTS = ("1", "2", "3", "倉庫", "R8.6.1", "冷蔵", "120", " ", "[b]x[/b]", "ｱﾊﾟｰﾄ", "\u200b", "𠮷", "R8.13.40", "=")


def endless(screen: Any) -> Any:
    """The screen, which nobody can leave."""
    screen.close = lambda result=None: None
    return screen


FIRST: tuple[Callable[[int], Any], ...] = (
    lambda id: endless(MainMenu()), lambda id: endless(RegisterScreen(Depot)), lambda id: endless(RecordScreen(Depot, id)),
    lambda id: endless(RegisterScreen(Round)),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
async def test_no_keys_break_a_screen(
    station: Station, officer: Desk, output: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a screen raises fails the test; every line of every picture is exactly as wide as the terminal."""
    monkeypatch.setattr(printing.shutil, "which", lambda name: None)
    dice = random.Random(seed)
    ids = [depot(officer, name, kind="冷蔵") for name in ("北倉庫", "南倉庫")]
    start = FIRST[seed % len(FIRST)]
    app = station(lambda: start(ids[0]))
    async with running(app):
        for _ in range(250):
            await press(app, *dice.choices((dice.choice(MOVES), dice.choice(ACTIONS), dice.choice(TEXTS)), k=3))
            assert {line_width(line) for line in app.screen._lines} == {80}  # type: ignore[attr-defined]
