"""業種, 局署, choices, sets of choices and candidates: picked by keys only."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.dialogs import choices as lists
from screens.dialogs import readings
from screens.dialogs.offices import text_of
from shuro.kernel.codelists import Code, codes
from shuro.kernel.codes import industries, offices
from shuro.kernel.conditions import PREFIX
from shuro.kernel.desk import TOKYO
from shuro.kernel.items import Candidate, Item, choice, choices, code, industry, item_of, named, office, text
from shuro.kernel.kinds import KINDS
from tests.conftest import offices as office_table
from tests.screens.dialogs.hosts import form, framed, goto, host, pick, texts
from tests.terminal import picture, press, running

OFFICE = office_table()["1301"]
NOW = datetime(2026, 6, 10, 9, 30, tzinfo=TOKYO)
DESK: Any = SimpleNamespace(now=lambda: NOW, today=NOW.date, office=OFFICE, list_office=OFFICE)
OUTCOMES = ("完結", "移送", "取下げ", "所在不明")
FEW = [Code("A1", "甲の措置", {"kana": "コウノソチ"}), Code("B2", "乙の措置、その他", {"kana": "オツノソチ"})]


def guidance(desk: Any) -> list[Code]:
    """Sixty codes in groups."""
    return list(codes("guidance-items"))


def next_numbers(desk: Any, one: Any) -> list[Candidate]:
    """The next free numbers; the second depends on what is typed."""
    return [Candidate("仮番号を振り出す", "13-1-01-900001"), Candidate(f"{one.number or '空欄'}の次", "13-1-01-900002")]


class Coded:
    """One item of each kind that is picked from codes."""

    small: str | None = industry("業種")
    middle: str | None = industry("業種(中分類)", max=4)
    office_code: str | None = office("管轄局署")
    outcome: str | None = choice("完結区分", OUTCOMES)
    measure: str | None = choice("措置", source=lambda desk: FEW)
    item: str | None = choice("指導事項", source=guidance)
    topics: list[str] | None = choices("申告事項", ("賃金不払", "解雇、雇止め", "労働時間", "その他"))
    measures: list[str] | None = choices("措置内容", source=lambda desk: FEW)
    guidances: list[str] | None = choices("指導事項(複数)", source=guidance)
    nothing: str | None = choice("店社", source=lambda desk: None)
    number: str | None = code("労働保険番号", max=18, candidates=next_numbers)
    plain: str | None = text("備考", max=20)


@pytest.fixture
def app() -> Any:
    return host(Coded, DESK)


# 業種 -----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("SYS-26")
@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        (("010602", "enter"), "010602 紙加工品製造業"),
        (("紙加工", "enter"), "010602 紙加工品製造業"),
        (("製造業 水産", "enter"), "010102 水産食料品製造業"),
        (("０１０６", "down", "enter"), "010602 紙加工品製造業"),
        (("enter", "enter", "down", "enter"), "010102 水産食料品製造業"),  # 大 → 中 → 小
        (("right", "right", "left", "left", "down", "enter", "enter"), "0201"),
    ],
)
async def test_an_industry_down_to_the_smallest_class(app: Any, keys: tuple[str, ...], wanted: str) -> None:
    async with running(app):
        got = await pick(app, "small", *keys)
        if len(wanted) > 4:
            assert got == wanted and texts(app)["small"] == wanted
        else:
            assert got is None and wanted in framed(app)


@pytest.mark.req("SYS-26")
async def test_an_industry_no_deeper_than_its_item(app: Any) -> None:
    async with running(app):
        assert await pick(app, "middle", "enter", "enter") == "0101 食料品製造業"
        assert (await pick(app, "middle", "0106", "enter")).startswith("0106 ")
        goto(app, "middle")
        await press(app, "f4", "010602")
        assert "該当するものはありません" in framed(app)


async def test_the_industry_dialog_opens_at_the_class_that_stands_there() -> None:
    app = host(Coded, DESK, small="010602")
    async with running(app):
        await pick(app, "small")
        shown = framed(app)
        assert "01 製造業 ＞ 0106" in shown and "> 010602 紙加工品製造業" in shown


async def test_in_a_search_any_level_of_industry_may_be_picked() -> None:
    item = Item("業種", PREFIX, name="industry_code")
    app = host([item], DESK)
    async with running(app):
        assert await pick(app, "industry_code", "right", "enter") == "0101 食料品製造業"
        assert await pick(app, "industry_code", "ctrl+u", "f3") is None
        form(app).body.editor.line.replace("")
        await press(app, "f4", "製造業", "enter")
        assert form(app).picked[-1] == "01 製造業" and item.read(form(app).picked[-1]) == "01"


@given(st.sampled_from(sorted(industries())))
def test_every_class_can_be_read_again(code: str) -> None:
    item = named(item_of(industry("業種", max=len(code))), "small")
    assert item.read(f"{code} {industries()[code].name}") == code


# 局署 -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        (("enter",), OFFICE.name),  # the officer's own office is in hand
        (("left", "enter"), "東京労働局"),
        (("1302", "enter"), offices()["1302"].name),
        (("しながわ", "enter"), "品川労働基準監督署"),
        (("沖縄 局", "enter"), "沖縄労働局"),
        (("left", "home", "enter"), offices()["0000"].name),
        (("left", "home", "down", "right", "enter"), "札幌中央労働基準監督署"),
    ],
)
async def test_an_office_by_level_name_kana_and_code(app: Any, keys: tuple[str, ...], wanted: str) -> None:
    async with running(app):
        assert await pick(app, "office_code", *keys) == wanted
        assert texts(app)["office_code"] == wanted


def test_every_office_can_be_read_again() -> None:
    item = named(item_of(office("管轄局署")), "office_code")
    assert all(item.read(text_of(item, code)) == code for code in offices())


# Choices --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "keys", "wanted"),
    [
        ("outcome", ("down", "enter"), "移送"),
        ("outcome", ("3", "enter"), "取下げ"),
        ("outcome", ("不明", "enter"), "所在不明"),
        ("measure", ("B", "enter"), "B2 乙の措置、その他"),
        ("measure", ("おつ", "enter"), "B2 乙の措置、その他"),
        ("topics", (" ", "down", " ", "enter"), "1、3"),  # a name with 、 in it: the numbers stand for the names
        ("measures", ("down", "enter"), "B2"),
        ("measures", (" ", " ", "enter"), "A1、B2"),
    ],
)
async def test_choices_by_arrows_code_name_and_kana(app: Any, name: str, keys: tuple[str, ...], wanted: str) -> None:
    async with running(app):
        assert await pick(app, name, *keys) == wanted
        framed(app)


async def test_sets_are_shown_by_name_and_opened_with_their_marks(app: Any) -> None:
    async with running(app):
        await pick(app, "topics", "down", " ", "enter")
        assert form(app).body.model.entry.topics == ["解雇、雇止め"]
        await pick(app, "measures", " ", "enter")
        assert texts(app)["measures"] == "A1 甲の措置"
        await pick(app, "measures")
        shown = framed(app)
        assert "[レ] A1 甲の措置" in shown and "[  ] B2" in shown and "選択1件" in shown


async def test_long_lists_go_by_group_and_are_searched_as_a_whole(app: Any) -> None:
    async with running(app):
        first = next(iter(codes("guidance-items")))
        await pick(app, "item")
        assert f"> {first.extra['group']}" in framed(app)
        await press(app, "enter", "down", "enter")
        assert form(app).picked[-1] == "2 安全衛生管理体制(特定事業)"
        await pick(app, "item")
        shown = framed(app)  # opened again at the option that stands there
        assert "> 2 安全衛生管理体制(特定事業)" in shown
        await press(app, "作業主任者", "enter")
        assert form(app).picked[-1].startswith("4 作業主任者")
        await pick(app, "guidances", "管理", " ", " ", "enter")
        assert form(app).body.model.entry.guidances == ["1", "2"]


async def test_a_list_without_options_says_so(app: Any) -> None:
    async with running(app):
        assert await pick(app, "nothing") is None
        assert "「店社」で選べるものがありません" in picture(app)


async def test_an_item_without_any_dialog_says_so(app: Any) -> None:
    async with running(app):
        assert await pick(app, "plain") is None
        assert "「備考」に候補や入力画面はありません。直接入力してください。" in picture(app)


@given(st.lists(st.sampled_from([one.code for one in codes("guidance-items")]), unique=True, max_size=8))
def test_what_a_set_gives_is_read_as_the_codes(chosen: list[str]) -> None:
    item = named(item_of(choices("指導事項", source=guidance)), "guidances")
    texts = [one.text for one in lists.options(item, DESK, several=True) if one.value in chosen]
    assert set(item.read("、".join(texts), DESK) or ()) == set(chosen)


def test_typed_kana_finds_a_name_by_its_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a list has no kana of its own, the reading that would be suggested serves."""
    monkeypatch.setattr(readings, "reading", lambda name: {"完結": "カンケツ", "移送": "イソウ"}.get(name, ""))
    find = readings.finder(list(OUTCOMES), lambda name: (str(OUTCOMES.index(name) + 1), name))
    assert find("かんけつ") == ["完結"] and find("ｲｿｳ") == ["移送"] and find("") == list(OUTCOMES)
    assert find("4") == ["所在不明"] and find("かいけつ") == []


async def test_candidates_of_an_item(app: Any) -> None:
    """Labels are shown, the text is taken; what is typed counts already."""
    async with running(app):
        goto(app, "number")
        await press(app, "13-5", "f4")
        shown = framed(app)
        assert "仮番号を振り出す　13-1-01-900001" in shown and "13-5の次" in shown
        await press(app, "仮番号", "enter")
        assert texts(app)["number"] == "13-1-01-900001"


@pytest.mark.parametrize("name", ["outcome", "small", "office_code"])
async def test_help_in_a_dialog_is_that_of_its_item(app: Any, name: str) -> None:
    async with running(app):
        await pick(app, name)
        assert app.screen.help_topic() == f"sample#{form(app).body.item.label}"
        assert "Enter" in framed(app).split("\n")[-2]  # the line of hints is never empty


def test_every_editor_that_picks_has_its_dialog() -> None:
    """Kinds whose way of entry is picking open something; the others are typed."""
    from screens.dialogs import _dialog_of

    picked = {"date", "datetime", "choice", "choices", "office", "industry", "address", "law", "link", "postal"}
    opened = {name for name, kind in KINDS.items() if _dialog_of(Item("何か", kind)) is not None}
    assert picked <= opened and {"text", "int", "yen", "flag", "phone", "code", "rows"}.isdisjoint(opened)
