"""The register in a box behind a link item: conditions, list, and the reference that comes back."""

from __future__ import annotations

from typing import Any

import pytest

from screens.dialogs.record_link import short_conditions
from shuro.kernel.desk import Desk
from shuro.kernel.items import link, text
from shuro.kernel.record import entry
from shuro.standards.workplace import Workplace
from tests.screens.dialogs.hosts import form, framed, host, pick, texts
from tests.standards.workplaces import registered
from tests.terminal import picture, press, running


class Tied:
    """A form with a link to a workplace."""

    workplace_id: int | None = link("元請事業場", "workplace")
    remark: str | None = text("備考")


@pytest.fixture
def desk(screen_desk: Desk) -> Desk:
    return screen_desk


@pytest.fixture
def places(desk: Desk) -> dict[str, Any]:
    """Three workplaces of the officer's own 署, the last of them closed."""
    factory = registered(desk)
    harbour = registered(
        desk, name="港会社　　本社", name_kana="ミナトガイシャ　　ホンシャ", address_code="東京都港区芝公園"
    )
    registered(desk, name="霧会社　　霧工場", name_kana="キリガイシャ　　キリコウジョウ", closed_on="令和8年6月1日")
    return {"factory": factory, "harbour": harbour}


def test_the_short_conditions_are_the_reference_and_the_searched_texts() -> None:
    names = [one.name for one in short_conditions(Workplace)]
    assert names == ["office_code", "key", "name_kana", "name", "place", "phone"]


async def test_a_record_is_found_by_its_name_and_given_back_by_its_reference(
    desk: Desk, places: dict[str, Any]
) -> None:
    app = host(Tied, desk)
    async with running(app):
        await pick(app, "workplace_id")
        shown = framed(app)
        assert (
            "事業場基本情報の検索　元請事業場" in shown and "中央労働基準監督署" in shown
        )  # the own office is preset (SYS-40)
        await press(app, "ミナト", "f5")
        shown = framed(app)
        assert "港会社" in shown and "霞会社" not in shown and "1/1件" in shown
        assert "管轄局署" in shown and "事業場キー" in shown
        await press(app, "enter")
        assert texts(app)["workplace_id"].startswith("1301-102 港会社")
        assert form(app).body.model.entry.workplace_id == places["harbour"].id


async def test_enter_goes_through_the_conditions_to_the_list_and_picks(desk: Desk, places: dict[str, Any]) -> None:
    """A burst without looking: kana, name, place, phone, list, first line."""
    app = host(Tied, desk)
    async with running(app):
        await pick(app, "workplace_id", "カスミ", "enter", "enter", "千代田", "enter", "enter", "enter")
        assert form(app).body.model.entry.workplace_id == places["factory"].id


async def test_what_was_typed_in_the_item_is_looked_for_at_once(desk: Desk, places: dict[str, Any]) -> None:
    for typed in ("港会社", "みなと", "102"):
        app = host(Tied, desk)
        async with running(app):
            await press(app, typed, "f4")
            shown = framed(app)
            assert "港会社" in shown and "霞会社" not in shown
            await press(app, "enter")
            assert form(app).body.model.entry.workplace_id == places["harbour"].id


async def test_from_the_list_back_to_the_conditions(desk: Desk, places: dict[str, Any]) -> None:
    app = host(Tied, desk)
    async with running(app):
        await pick(app, "workplace_id", "f5")
        assert "2件" in framed(app)  # the closed one is left out, as the register's presets say
        await press(app, "f5", "キリ", "f5")
        assert "該当する情報はありません" in picture(app) and "霧会社" not in framed(app)
        await press(app, "ctrl+u", "カスミ", "f5", "escape")
        await press(app, "ctrl+u", "ミナト", "f5", "enter")
        assert form(app).body.model.entry.workplace_id == places["harbour"].id


async def test_other_offices_are_found_when_the_preset_is_cleared(desk: Desk, make_desk: Any, places: Any) -> None:
    other = registered(make_desk("2601"), name="京会社　　京工場", name_kana="キョウガイシャ　　キョウコウジョウ")
    app = host(Tied, desk)
    async with running(app):
        await pick(app, "workplace_id", "キョウ", "f5")
        assert "該当する情報はありません" in picture(app)
        await press(app, "shift+tab", "shift+tab", "ctrl+u", "f5", "enter")
        assert form(app).body.model.entry.workplace_id == other.id


async def test_a_condition_that_cannot_be_read_is_told(desk: Desk, places: dict[str, Any]) -> None:
    app = host(Tied, desk)
    async with running(app):
        await pick(app, "workplace_id", "shift+tab", "あいう", "f5")
        assert "数字で入力してください" in framed(app)
        await press(app, "f3")
        assert form(app).picked == [None]


async def test_a_condition_has_its_own_dialog(desk: Desk, places: dict[str, Any]) -> None:
    app = host(Tied, desk)
    async with running(app):
        await pick(app, "workplace_id", "shift+tab", "shift+tab", "f4", "渋谷", "enter")
        assert "渋谷労働基準監督署" in framed(app)


async def test_the_list_pages_through_more_than_a_portion(desk: Desk) -> None:
    """450 workplaces, fetched in portions by key; the last is reached and picked."""
    from shuro.kernel.record import table_of

    rows = [
        {"name": f"第{at:03}工場", "name_kana": f"ダイ{at:03}", "key": 101 + at, "office_code": "1301", "state": "", "version": 1}
        for at in range(450)
    ]  # fmt: skip
    with desk.database.write() as session:
        session.execute(table_of(Workplace).insert(), rows)
    app = host(Tied, desk)
    async with running(app):
        await pick(app, "workplace_id", "f5", *["pagedown"] * 60)
        assert "450/450件" in framed(app)
        await press(app, "enter")
        assert texts(app)["workplace_id"].startswith("1301-550 第449工場")


async def test_without_a_database_the_number_is_typed() -> None:
    app = host(Tied, None, entry(Tied))
    async with running(app):
        assert await pick(app, "workplace_id") is None
        assert "「元請事業場」は番号を直接入力してください。" in picture(app)
