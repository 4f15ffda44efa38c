"""The register: conditions, list, opening, new records, picking the record that another hangs on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from screens.record_form import RecordScreen
from screens.register import RegisterScreen
from shuro.kernel import store
from shuro.kernel.desk import Desk
from tests.screens.conftest import Station, depot, stored
from tests.screens.samples import Depot, Office, Plan, Round
from tests.terminal import picture, press, running


@pytest.mark.req("SYS-39", "SYS-41", "SYS-18")
async def test_conditions_hold_together_and_a_line_opens_its_record(station: Station, officer: Desk) -> None:
    """Empty conditions do not narrow; filled ones all hold; Enter opens; back keeps conditions and place."""
    for number in range(5):
        depot(officer, f"北倉庫{number}", kind="冷蔵" if number % 2 else "普通")
    depot(officer, "南倉庫", kind="冷蔵")
    app = station(lambda: RegisterScreen(Depot))
    async with running(app):
        assert "倉庫_検索" in picture(app)
        await press(app, "f5")
        assert "倉庫_一覧" in picture(app) and "1/6件" in picture(app)
        await press(app, "f3")
        assert "倉庫_検索" in picture(app)
        await press(app, "北", "enter", "enter", "enter", "冷蔵", "f5")
        shown = picture(app)
        assert "1/2件" in shown and "北倉庫3" in shown and "南倉庫" not in shown
        await press(app, "down", "enter")
        assert "倉庫_更新" in picture(app) and "北倉庫3" in picture(app)
        await press(app, "end", "新", "f9", "f3")
        shown = picture(app)
        assert "2/2件" in shown and "北倉庫3新" in shown
        await press(app, "f5")
        assert "名称" in picture(app) and "北" in picture(app) and "冷蔵" in picture(app)


@pytest.mark.req("SYS-39")
async def test_a_needed_condition_must_be_entered_before_the_search_runs(station: Station, officer: Desk) -> None:
    """○ and unreadable conditions are named at their item; nothing is searched."""
    app = station(lambda: RegisterScreen(Round))
    async with running(app):
        await press(app, "f5")
        shown = picture(app)
        assert "巡回記録_検索" in shown and "必要な条件です" in shown
        await press(app, "R8.13.1", "f5")
        assert "巡回記録_検索" in picture(app) and "R8.13.1" in picture(app)
        await press(app, "ctrl+u", "R8.6.1", "f5")
        assert "巡回記録_一覧" in picture(app) and "該当する情報はありません" in picture(app)


@pytest.mark.req("SYS-40")
async def test_the_office_condition_is_preset_and_may_be_emptied(station: Station, officer: Desk, make_desk) -> None:  # type: ignore[no-untyped-def]
    """管轄局署 starts with the officer's own; empty, it searches the whole country."""
    other = make_desk("2701", database=officer.database)
    for desk, note in ((officer, "中央の掲示"), (other, "大阪の掲示")):
        store.save(desk, Office, "登録", {"note": note})
    app = station(lambda: RegisterScreen(Office))
    async with running(app):
        assert "中央労働基準監督署" in picture(app)
        await press(app, "f5")
        assert "中央の掲示" in picture(app) and "大阪の掲示" not in picture(app)
        await press(app, "f5", "ctrl+u", "f5")
        assert "中央の掲示" in picture(app) and "大阪の掲示" in picture(app)


async def test_a_new_record_from_the_list_stands_in_it(station: Station, officer: Desk) -> None:
    """F9 in the list; after registering and going back the list shows it."""
    app = station(lambda: RegisterScreen(Depot))
    async with running(app):
        await press(
            app, "f5", "f9", "新倉庫", "enter", "シンソウコ", "enter", "R2.4.1", "enter", "enter", "9", "f9", "enter"
        )
        assert "登録しました（1 新倉庫）" in picture(app)
        await press(app, "f3")
        assert "新倉庫" in picture(app) and "1/1件" in picture(app)


async def test_a_list_of_a_type_that_only_the_system_makes_offers_no_new_record(
    station: Station, officer: Desk
) -> None:
    """F9 says that it does nothing here."""

    class Made(Depot):
        """写し: made by the system."""

        generated = True

    app = station(lambda: RegisterScreen(Made))
    async with running(app):
        await press(app, "f9")
        assert "この画面では使いません" in picture(app)


@pytest.mark.req("SYS-19")
async def test_a_tied_record_is_opened_from_the_record_it_hangs_on(station: Station, officer: Desk) -> None:
    """新規登録 first searches the 倉庫; Enter picks it and goes on to the form, whose record hangs on it."""
    id = depot(officer)
    app = station(lambda: RegisterScreen(Round))
    async with running(app):
        await press(app, "f9")
        asked = picture(app)
        assert "巡回記録の対象" in asked and "倉庫_検索" in asked and "F9で先に登録" in asked
        await press(app, "第一", "f5", "enter")
        assert "1 巡回　新規登録　定期" in picture(app) and "2 巡回　新規登録　臨時" in picture(app)
        await press(app, "2", "enter")
        assert "巡回記録_登録" in picture(app) and "臨時" in picture(app) and "1 第一倉庫" in picture(app)
        await press(app, "R8.6.1", "enter", "異常なし", "f9", "enter")
        assert "登録しました" in picture(app)
    made = stored(officer, 1, Round)
    assert (made.depot_id, made.walked_on) == (id, date(2026, 6, 1))


@pytest.mark.req("SYS-19")
async def test_the_record_it_hangs_on_is_registered_first_when_it_is_not_there(station: Station, officer: Desk) -> None:
    """F9 in the search registers it; its registration goes straight on to the tied form, in one burst."""
    app = station(lambda: RegisterScreen(Round))
    async with running(app):
        await press(app, "f9", "f9", "新倉庫", "enter", "シンソウコ", "enter", "R2.4.1", "enter", "enter", "9", "f9", "enter",
                    "1", "enter", "R8.6.1", "enter", "異常なし", "f9", "enter")  # fmt: skip
        assert "巡回記録_更新" in picture(app)
    assert stored(officer, 1, Round).depot_id == 1


@pytest.mark.req("SYS-19")
async def test_backing_out_of_the_search_opens_no_form(station: Station, officer: Desk) -> None:
    """Without a 倉庫 there is no 巡回記録."""
    depot(officer)
    app = station(lambda: RegisterScreen(Round))
    async with running(app):
        await press(app, "f9", "f3")
        assert "巡回記録_検索" in picture(app)
        await press(app, "f9", "第一", "f5", "enter", "f3")
        assert "巡回記録_検索" in picture(app)


async def test_a_loose_record_may_be_registered_before_its_parent_is_known(
    station: Station, officer: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The officer is asked whether to look for it."""
    monkeypatch.setattr(Round, "loose", True)
    depot(officer)
    app = station(lambda: RegisterScreen(Round))
    async with running(app):
        await press(app, "f9")
        assert "倉庫を決めずに登録する" in picture(app)
        await press(app, "f3", "f9", "down", "enter", "R8.6.1", "f9", "enter")
        assert "登録しました" in picture(app)
        await press(app, "f3", "f9", "enter", "f5", "enter", "1", "enter")
        assert "1 第一倉庫" in picture(app)
    assert stored(officer, 1, Round).depot_id is None


async def test_many_records_are_counted_up_to_a_limit(
    station: Station, officer: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list says so many or more; 件数 of the data menu counts all."""
    from shuro.kernel.register import Register

    for number in range(7):
        depot(officer, f"倉庫{number}")
    real = Register.count
    monkeypatch.setattr(Register, "count", lambda self, cap=5: real(self, cap))
    app = station(lambda: RegisterScreen(Depot))
    async with running(app):
        await press(app, "f5")
        assert "5件以上" in picture(app)
        await press(app, "f11", "件数", "enter")
        assert "7件です" in picture(app)


async def test_a_deleted_record_leaves_the_list(station: Station, officer: Desk) -> None:
    """What a colleague deleted is told, and gone from the list afterwards."""
    first, second = depot(officer, "一番"), depot(officer, "二番")
    app = station(lambda: RegisterScreen(Depot))
    async with running(app):
        await press(app, "f5")
        store.save(officer, Depot, "削除", id=first, version=1)
        await press(app, "enter")
        assert "削除されています" in picture(app)
        await press(app, "enter")
        assert "一番" not in picture(app) and "二番" in picture(app)
    assert stored(officer, second).name == "二番"


async def test_a_search_screen_of_its_own_finds_what_it_says(station: Station, officer: Desk) -> None:
    """Its items are the conditions, preset by itself; the list is that of the type it finds."""
    depot(officer, "北倉庫")
    depot(officer, "南倉庫")
    app = station(lambda: RegisterScreen(Plan))
    async with running(app):
        assert "保管計画検索" in picture(app) and "保管計画" in picture(app).splitlines()[1]
        await press(app, "f5")
        assert "保管計画_一覧" in picture(app) and "該当する情報はありません" in picture(app)
        await press(app, "f3", "ctrl+u", "enter", "f5")
        assert "検索対象" in picture(app) and "必要な項目です" in picture(app)
        await press(app, "2", "enter", "南", "f5")
        shown = picture(app)
        assert "倉庫_一覧" in shown and "南倉庫" in shown and "北倉庫" not in shown
        await press(app, "enter")
        assert "倉庫_更新" in picture(app)


async def test_statistics_are_asked_for_shown_and_written(station: Station, officer: Desk, output: Path) -> None:
    """F11 of the list: the conditions of the statistic, its table, its file; a wrong year is told."""
    depot(officer, kind="冷蔵")
    depot(officer, "二番", kind="冷蔵", opened_on=date(2021, 4, 1))
    app = station(lambda: RegisterScreen(Depot))
    async with running(app):
        await press(app, "f5", "f11", "種別", "enter")
        assert "> 年度" in picture(app)
        await press(app, "令和", "enter")
        assert "年は西暦4桁の数字で" in picture(app)
        await press(app, "f11", "種別", "enter", "2021", "enter")
        assert "冷蔵    1" in picture(app)
        await press(app, "f3", "f11", "種別", "enter", "enter")
        assert "冷蔵    2" in picture(app)
        await press(app, "f11", "down", "enter", "enter")
        assert "3件を" in picture(app)
    (path,) = output.iterdir()
    assert path.read_text(encoding="utf-8-sig").splitlines()[:3] == ["種別,数", "普通,0", "冷蔵,2"]


async def test_stored_text_is_shown_as_it_is(station: Station, officer: Desk) -> None:
    """Markup and escape sequences of data do nothing to the terminal (ASVS 1.3.3)."""
    depot(officer, "[red]倉庫[/red]\x1b[2J")
    app = station(lambda: RegisterScreen(Depot))
    async with running(app):
        await press(app, "f5")
        assert "[red]倉庫[/red]" in picture(app) and "\x1b" not in picture(app)
        await press(app, "enter")
        assert "[red]倉庫[/red]" in picture(app) and "\x1b" not in picture(app)
        await press(app, "f11", "1", "enter")
        assert "[red]倉庫[/red]" in picture(app) and "\x1b" not in picture(app)


async def test_record_screens_close_with_the_id(station: Station, officer: Desk) -> None:
    """What opened the form learns which record it was."""
    id = depot(officer)
    app = station(lambda: RecordScreen(Depot, id))
    async with running(app):
        screen = app.screen
        await press(app, "f3")
        assert screen.result == id  # type: ignore[attr-defined]
