"""The menus: 業務メニュー, subsystems, システム設定, 業務選択メニュー."""

from __future__ import annotations

from datetime import date

import pytest

from screens.menu import MainMenu, menu_name
from screens.record_form import RecordScreen
from shuro.kernel import store
from shuro.kernel.desk import Desk
from tests.screens.conftest import Station, depot, stored
from tests.screens.samples import Depot, Round
from tests.terminal import picture, press, running


@pytest.mark.req("SYS-16", "SYS-46")
async def test_the_main_menu_leads_to_the_subsystems_and_settings(station: Station) -> None:
    """Each subsystem that has record types, and システム設定 with the types that stand there."""
    app = station(lambda: MainMenu("前回のログイン：令和8年6月9日(火) 17:00"))
    async with running(app):
        shown = picture(app)
        assert "業務メニュー" in shown and "前回のログイン" in shown and "下書き" not in shown
        assert "1 倉庫情報管理システム" in shown and "2 保管計画システム" in shown and "3 システム設定" in shown
        await press(app, "3", "enter")
        assert "1 局署掲示" in picture(app) and "2 パスワードの変更" in picture(app)
        await press(app, "局", "enter")
        assert "局署掲示_検索" in picture(app)


@pytest.mark.req("SYS-17")
async def test_numbers_names_and_arrows_choose(station: Station) -> None:
    """Full-width digits and parts of names are understood; F3 goes one menu up."""
    app = station(lambda: MainMenu())
    async with running(app):
        await press(app, "１", "enter")
        assert "倉庫情報管理メニュー" in picture(app)
        await press(app, "down", "enter")
        assert "巡回記録_検索" in picture(app)
        await press(app, "f3", "f3", "保管", "enter")
        assert "保管計画メニュー" in picture(app)
        await press(app, "enter")
        assert "保管計画検索" in picture(app)


@pytest.mark.req("SYS-17")
def test_the_menu_of_a_subsystem_has_the_printed_name() -> None:
    """個別事業場情報管理システム has the 個別事業場情報管理メニュー."""
    assert menu_name("個別事業場情報管理システム") == "個別事業場情報管理メニュー"
    assert menu_name("監督指導計画作成支援システム") == "監督指導計画作成支援メニュー"


async def test_leaving_the_main_menu_asks(station: Station) -> None:
    """F3 empties a filter first, then asks; 戻る stays."""
    app = station(lambda: MainMenu())
    async with running(app):
        screen = app.screen
        await press(app, "倉", "f3")
        assert "ログアウトしますか" not in picture(app) and "システム設定" in picture(app)
        await press(app, "f3")
        assert "ログアウトしますか" in picture(app)
        await press(app, "down", "enter")
        assert not screen.closed  # type: ignore[attr-defined]
        await press(app, "f3", "enter")
        assert screen.closed  # type: ignore[attr-defined]


@pytest.mark.req("SYS-20", "SYS-41")
async def test_the_business_menu_opens_new_records_and_those_there(station: Station, officer: Desk) -> None:
    """Down the paths that the types offer: a new one with what the entry presets, the list of this record's own."""
    first, second = depot(officer), depot(officer, "別の倉庫")
    store.save(officer, Round, "登録", {"walked_on": date(2026, 6, 2), "found": "他所"}, given={"depot_id": second})
    app = station(lambda: RecordScreen(Depot, first))
    async with running(app):
        await press(app, "f10")
        assert "業務選択メニュー" in picture(app) and "1 巡回" in picture(app)
        await press(app, "1", "enter")
        assert "1 新規登録 ＞" in picture(app) and "2 一覧" in picture(app)
        await press(app, "1", "enter", "2", "enter")
        assert "巡回記録_登録" in picture(app) and "臨時" in picture(app)
        await press(app, "R8.6.2", "enter", "扉の鍵", "f9", "enter", "f3")
        assert "倉庫_更新" in picture(app)
        await press(app, "f10", "1", "enter", "2", "enter")
        assert "巡回記録_検索　1 第一倉庫" in picture(app)  # its ○ condition comes first
        await press(app, "R8.6.2", "f5")
        shown = picture(app)
        assert "巡回記録_一覧" in shown and "1 第一倉庫" in shown and "扉の鍵" in shown and "他所" not in shown
        await press(app, "f9", "1", "enter")
        assert "巡回記録_登録" in picture(app) and "定期" in picture(app)
    assert stored(officer, 2, Round).depot_id == first and stored(officer, 2, Round).purpose == "臨時"


@pytest.mark.req("SYS-20")
async def test_backing_out_goes_up_the_business_menu(station: Station, officer: Desk) -> None:
    """F3 one level up, at the top back to the record."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        await press(app, "f10", "enter", "enter", "f3")
        assert "2 一覧" in picture(app)
        await press(app, "f3", "f3")
        assert "業務選択メニュー" not in picture(app) and "倉庫_更新" in picture(app)
