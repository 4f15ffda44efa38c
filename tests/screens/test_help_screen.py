"""F1: the manual, the item's declaration, the keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from screens import help as help_module
from screens.menu import MainMenu
from screens.record_form import RecordScreen
from shuro.kernel.desk import Desk
from tests.screens.conftest import Station
from tests.screens.samples import Depot
from tests.terminal import picture, press, running

PAGE = "# 倉庫\n\n前書き\n\n" + "長い説明\n\n" * 30 + "# 面積\n\n平方メートルで入力します。\n"


@pytest.fixture
def manual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A manual of its own."""
    folder = tmp_path / "manual"
    folder.mkdir()
    monkeypatch.setattr(help_module, "manual", lambda: folder)
    return folder


async def test_the_page_opens_at_the_items_section(station: Station, manual: Path) -> None:
    """docs/manual/<record>.md at the heading of the item in hand; F1 again shows the keys."""
    (manual / "depot.md").write_text(PAGE, encoding="utf-8")
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, "f6", "enter", "enter", "f1")
        assert "平方メートルで入力します" in picture(app)
        await press(app, "f1")
        assert "キーの説明" in picture(app) and "下書き保存" in picture(app)
        await press(app, "f3", "f3")
        assert "倉庫_登録" in picture(app)


async def test_an_item_without_a_section_is_told_from_its_declaration(station: Station, manual: Path) -> None:
    """Label, mark, kind, length, options and help."""
    app = station(lambda: RecordScreen(Depot))
    async with running(app):
        await press(app, "f1")
        shown = picture(app)
        assert "名称" in shown and "○ 登録に必要な項目です" in shown and "20文字まで" in shown
        await press(app, "f3", "f6", "enter", "f1")
        shown = picture(app)
        assert "種別" in shown and "1 普通" in shown and "3 危険物" in shown


async def test_a_screen_without_a_page_shows_its_keys(station: Station, manual: Path, officer: Desk) -> None:
    """Nothing is ever empty."""
    app = station(lambda: MainMenu())
    async with running(app):
        await press(app, "f1")
        assert "キーの説明" in picture(app) and "ログアウト" in picture(app)
