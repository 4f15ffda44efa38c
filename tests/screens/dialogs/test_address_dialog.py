"""所在地ダイアログ, 所在地入力 and what a typed 郵便番号 fills."""

from __future__ import annotations

import csv
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from screens.dialogs.address_parts import is_address, parts_among
from shuro.kernel import postal
from shuro.kernel.desk import TOKYO
from shuro.kernel.items import AUTO, address, choice, phone, text
from shuro.kernel.items import postal as postal_item
from shuro.kernel.record import Conditions
from tests.conftest import ROOT, offices
from tests.screens.dialogs.hosts import form, framed, goto, host, pick, texts
from tests.terminal import picture, press, running

OFFICE = offices()["1301"]
NOW = datetime(2026, 6, 10, 9, 30, tzinfo=TOKYO)
DESK: Any = SimpleNamespace(now=lambda: NOW, today=NOW.date, office=OFFICE, list_office=OFFICE)
KASUMIGASEKI = "東京都千代田区霞が関"


class Coded:
    """A coded address with its continuation, as 事業場基本情報 has it."""

    postal_code: str | None = postal_item(
        "郵便番号", AUTO, fill=lambda one: one.place and postal.by_code(one.place).postal
    )
    place: str | None = address("所在地")
    rest: str | None = text("所在地(続き)", max=40)
    tel: str | None = phone("電話番号")


class Free:
    """Addresses as free text, each with its 郵便番号."""

    place: str | None = text("申請者住所", max=80)
    number: str | None = postal_item("申請者郵便番号")
    tel: str | None = phone("電話番号")
    head_number: str | None = postal_item("本社郵便番号")
    head_place: str | None = text("本社住所", max=80)
    name: str | None = text("代表者氏名")


class Divided:
    """都道府県 in an item of its own."""

    number: str | None = postal_item("④主たる営業所所在地 (郵便番号)")
    prefecture: str | None = choice("⑤主たる営業所の所在地(都道府県)", ("埼玉県", "東京都"))
    place: str | None = text("⑤主たる営業所の所在地(住所)")


class Search(Conditions):
    """A search screen."""

    number: str | None = postal_item("郵便番号")
    place: str | None = text("所在地")


@pytest.mark.req("SYS-23")
async def test_down_the_tree_by_arrows_to_the_code() -> None:
    """The officer's own 都道府県 is in hand; → goes down; the code's 郵便番号 shows itself; the 番地 is next."""
    app = host(Coded, DESK)
    async with running(app):
        await pick(app, "place", "right", "right")
        assert "東京都　トウキョウト ＞ 千代田区" in framed(app)
        await press(app, "down", "enter")
        assert texts(app)["place"] == "東京都千代田区飯田橋" and texts(app)["postal_code"] == "102-0072"
        assert texts(app)["rest"] == "" and form(app).body.model.place.name == "rest"


@pytest.mark.req("SYS-23")
@pytest.mark.parametrize(
    "keys",
    [
        ("とうきょうと", "enter", "ちよだ", "enter", "かすみがせき", "enter"),  # kana at every level
        ("東京", "enter", "千代田", "enter", "霞が関", "enter"),
        ("霞が関 千代田", "enter"),  # any part
        ("100-0013", "enter"),
        ("１００００１３", "enter"),
        ("left", "東京都千代田区霞が関", "enter"),
    ],
)
async def test_every_way_leads_to_the_code(keys: tuple[str, ...]) -> None:
    app = host(Coded, DESK)
    async with running(app):
        await pick(app, "place", *keys)
        framed(app)
        assert texts(app)["place"] == KASUMIGASEKI and texts(app)["postal_code"] == "100-0013"
        assert form(app).body.model.entry.place == postal.by_postal("1000013")[0].code


@pytest.mark.req("SYS-23")
async def test_nothing_outside_the_list_can_be_entered() -> None:
    app = host(Coded, DESK)
    async with running(app):
        await pick(app, "place", "月面基地", "enter")
        assert form(app).picked == [] and "該当するものはありません" in framed(app)
        await press(app, "f3", "月面基地", "enter")
        assert form(app).body.model.entry.place is None and "所在地コードの一覧から選んで" in picture(app)


async def test_a_big_workplace_brings_its_number_and_house() -> None:
    app = host(Coded, DESK)
    async with running(app):
        await pick(app, "place", "厚生労働省", "enter")
        assert (texts(app)["place"], texts(app)["rest"]) == (KASUMIGASEKI, "1丁目2-2")
        assert texts(app)["postal_code"] == "100-8916"


async def test_a_house_number_typed_with_the_address_goes_on_in_the_continuation() -> None:
    app = host(Coded, DESK)
    async with running(app):
        await pick(app, "place", "東京都千代田区霞が関1-2-2", "enter")
        assert (texts(app)["place"], texts(app)["rest"]) == (KASUMIGASEKI, "1-2-2")


async def test_a_continuation_that_stands_there_is_kept() -> None:
    app = host(Coded, DESK, rest="9-9-9")
    async with running(app):
        await pick(app, "place", "厚生労働省", "enter")
        assert texts(app)["rest"] == "9-9-9"


async def test_the_dialog_opens_where_the_address_is() -> None:
    app = host(Coded, DESK, place="大阪府大阪市北区梅田")
    async with running(app):
        await pick(app, "place")
        shown = framed(app)
        assert "大阪府 ＞ 大阪市北区" in shown and "> 530-0001　梅田" in shown
        await press(app, "left")
        assert "> 大阪市北区" in framed(app)


async def test_free_text_takes_the_text_and_the_number_beside_it() -> None:
    app = host(Free, DESK)
    async with running(app):
        await pick(app, "place", "100-0013", "enter", "1-2-2", "enter")
        assert (texts(app)["place"], texts(app)["number"]) == (KASUMIGASEKI + "1-2-2", "100-0013")
        assert texts(app)["head_number"] == texts(app)["head_place"] == ""
        goto(app, "place")
        await press(app, "f4", "enter")  # the same place again: the 番地 is not lost
        assert texts(app)["place"] == KASUMIGASEKI + "1-2-2"


@pytest.mark.req("SYS-23")
async def test_in_a_search_screen_the_text_alone_is_filled() -> None:
    """所在地入力."""
    app = host(Search, DESK)
    async with running(app):
        assert await pick(app, "place", "千代田区霞が関", "enter") == KASUMIGASEKI
        assert texts(app) == {"number": "", "place": KASUMIGASEKI}


async def test_a_postal_code_left_fills_the_address_and_leads_to_it() -> None:
    app = host(Free, DESK)
    async with running(app):
        goto(app, "number")
        await press(app, "１００００１３", "enter", "1-2-2", "enter")
        assert (texts(app)["number"], texts(app)["place"]) == ("100-0013", KASUMIGASEKI + "1-2-2")
        goto(app, "head_number")
        await press(app, "100-8916", "tab", "tab")
        assert texts(app)["head_place"] == KASUMIGASEKI + "1丁目2-2"
        assert form(app).body.model.place.name == "name"


async def test_a_postal_code_of_several_places_asks_which() -> None:
    number = "4980000"
    found = postal.by_postal(number)
    assert len({one.text for one in found}) > 1
    app = host(Free, DESK)
    async with running(app):
        goto(app, "number")
        await press(app, number, "enter")
        assert f"〒{postal.postal_show(number)}の所在地" in framed(app)
        await press(app, "down", "enter")
        assert texts(app)["place"] == found[1].text


async def test_a_postal_code_never_overwrites_an_address() -> None:
    app = host(Free, DESK, place="大阪府大阪市北区梅田1")
    async with running(app):
        goto(app, "number")
        await press(app, "1000013", "enter")
        assert texts(app)["place"] == "大阪府大阪市北区梅田1"
        assert "〒100-0013は「東京都千代田区霞が関」の番号です" in picture(app)
        goto(app, "number")
        await press(app, "ctrl+u", "0000000", "enter")
        assert "一覧にありません" in picture(app)


async def test_a_prefecture_of_its_own_is_filled_too() -> None:
    app = host(Divided, DESK)
    async with running(app):
        await press(app, "1000013", "enter")
        assert (texts(app)["prefecture"], texts(app)["place"]) == ("東京都", "千代田区霞が関")
        await pick(app, "number", "ctrl+u", "蕨市塚越", "enter")
        assert (texts(app)["number"], texts(app)["prefecture"]) == ("335-0002", "埼玉県")
        assert texts(app)["place"] == "蕨市塚越"


def fields(path: Any) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_items(lines: list[dict[str, str]]) -> list[Any]:
    """The items of a field file, as far as the parts of an address look at them."""
    kinds = {"code": "choice"}
    return [
        SimpleNamespace(name=str(at), label=line["label"], tab=line["tab"],
                        kind=SimpleNamespace(name=kinds.get(line["type"], line["type"])))
        for at, line in enumerate(lines)
    ]  # fmt: skip


@pytest.mark.req("SYS-23")
def test_every_free_address_of_the_specification_is_known_by_its_name() -> None:
    for path in sorted((ROOT / "docs" / "spec" / "fields").glob("*.csv")):
        lines = fields(path)
        for line, item in zip(lines, as_items(lines)):
            if line["type"] == "text" and "address" in line["input"].split(","):
                assert is_address(item), f"{path.stem}: {line['label']}"


def test_postal_codes_of_the_specification_find_their_address() -> None:
    """Every typed 郵便番号 that has an address beside it is paired with that one."""
    found = {}
    for path in sorted((ROOT / "docs" / "spec" / "fields").glob("*.csv")):
        lines = fields(path)
        items = as_items(lines)
        for line, item in zip(lines, items):
            if line["type"] == "postal" and "key" in line["input"]:
                parts = parts_among(items, item)
                found[path.stem, line["label"]] = parts.address and parts.address.label
    assert found["certification-application", "申請者郵便番号"] == "申請者住所"
    assert found["certification-application", "本社郵便番号"] == "本社住所"
    assert found["construction-plan", "④主たる営業所所在地 (郵便番号)"] == "⑤主たる営業所の所在地(住所)"
    assert found["pneumoconiosis-application", "郵便番号"] == "送付先"
    alone = {key for key, address in found.items() if address is None}
    assert alone == {("subcontractor", "郵便番号"), ("accident-report", "派遣先の事業場の郵便番号")}


def test_every_municipality_has_a_reading_of_its_own() -> None:
    for prefecture in ("北海道", "東京都", "京都府", "沖縄県"):
        readings = postal.city_readings(prefecture)
        assert tuple(readings) == postal.cities(prefecture) and all(readings.values())
    assert postal.city_readings("東京都")["千代田区"] == "チヨダク"
    assert postal.city_readings("月面県") == {}
