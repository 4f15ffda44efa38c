"""法令: picked from the tree or typed loosely, with what is picked beside the article and the 補完コード."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.dialogs.law import WithChain, tree
from shuro.kernel import provisions
from shuro.kernel.desk import TOKYO
from shuro.kernel.items import item_of, law, named, rows, text
from shuro.kernel.laws import law_articles
from shuro.standards.supervision import ViolatedProvision
from tests.conftest import offices
from tests.screens.dialogs.hosts import form, framed, goto, host, pick, texts
from tests.terminal import as_keys, press, running
from widgets.cells import line_width
from widgets.pane import Key

OFFICE = offices()["1301"]
NOW = datetime(2026, 6, 10, 9, 30, tzinfo=TOKYO)
DESK: Any = SimpleNamespace(now=lambda: NOW, today=NOW.date, office=OFFICE, list_office=OFFICE)
LAW = named(item_of(law("法、令、則")), "provision")


class Found:
    """A form with a law item of its own and the table of 監督結果等情報."""

    provision: str | None = law("適用条文")
    dispatch: str | None = law("派遣法", laws=("派遣法",))
    violations: list[ViolatedProvision] = rows("違反法条項", ViolatedProvision)
    remark: str | None = text("備考")


@pytest.fixture
def app() -> Any:
    return host(Found, DESK)


@pytest.mark.req("SYS-27")
async def test_the_columns_of_the_tree(app: Any) -> None:
    """法, 令, 則 and 派遣法, then laws by their abbreviations, groups, articles."""
    async with running(app):
        await pick(app, "provision")
        shown = framed(app)
        places = [
            shown.index(column) for column in ("法　労基法・安衛法", "令　安衛令", "則　家労則", "派遣法　派遣法")
        ]
        assert places == sorted(places)
        await press(app, "enter", "down", "right")
        assert "法　労基法" in framed(app) and "＞ 安衛法" in framed(app) and "> 安全衛生管理体制" in framed(app)
        await press(app, "right")
        shown = framed(app)
        assert "> 第10条第1項" in shown
        await press(app, "enter")
        assert form(app).picked[-1] == "安衛法第10条第1項" == texts(app)["provision"]


@pytest.mark.req("SYS-27")
@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        (("安衛則519", "enter"), "安衛則第519条第1項"),
        (("労基　32 1項", "enter"), "労基法第32条第1項"),
        (("労働基準法３２条１項", "enter"), "労基法第32条第1項"),
        (("14-519-1-0", "enter"), "安衛則第519条第1項"),
        (("酸欠　作業主任者", "enter"), "酸欠則第11条第1項"),
    ],
)
async def test_typed_loosely(app: Any, keys: tuple[str, ...], wanted: str) -> None:
    async with running(app):
        got = await pick(app, "provision", *keys)
        assert got.startswith(wanted) and provisions.written(LAW.read(got)) == got


@pytest.mark.req("SYS-27")
async def test_the_column_of_the_dispatch_law_is_a_tree_of_its_own(app: Any) -> None:
    async with running(app):
        await pick(app, "dispatch")
        assert "派遣法 ＞ 派遣法" in framed(app)
        await press(app, "労基法32", "enter")
        assert form(app).picked == [] and "該当するものはありません" in framed(app)
        await press(app, "escape", "44", "enter")
        assert texts(app)["dispatch"].startswith("派遣法第44条")


@pytest.mark.req("SUP-24")
async def test_the_whole_set_is_shown_before_it_is_picked(app: Any) -> None:
    async with running(app):
        await pick(app, "provision", "安衛則519条1項")
        shown = framed(app)
        below = shown[shown.index("入力される条文") :]
        assert "法 安衛法第21条第2項" in below and "則 安衛則第519条第1項" in below
        await press(app, "escape", "安衛令20条6号")
        below = framed(app)[framed(app).index("入力される条文") :]
        assert "法 安衛法第61条第1項" in below and "令 安衛令第20条第6号" in below


@pytest.mark.req("SUP-25")
@pytest.mark.parametrize(
    ("typed", "beside", "wanted"),
    [
        ("安衛則27条", "第二種圧力容器", "安衛則第27条＋安衛法別表第2第2号"),
        ("安衛法59条3項", "1号", "安衛則第36条第1号"),  # the 号 takes the place of the article
        ("クレーン則22条", "玉掛け", "クレーン則第22条＋安衛令第20条第16号"),
    ],
)
async def test_what_must_be_picked_beside_the_article(app: Any, typed: str, beside: str, wanted: str) -> None:
    async with running(app):
        await pick(app, "provision", typed)
        assert "続けて、該当する号又は機械を選びます" in framed(app)
        await press(app, "enter", beside, "enter")
        assert form(app).picked[-1] == wanted == texts(app)["provision"]
        assert not provisions.to_pick(form(app).body.model.entry.provision)


@pytest.mark.req("SUP-25")
async def test_backing_out_of_what_is_beside_the_article_picks_nothing(app: Any) -> None:
    async with running(app):
        assert await pick(app, "provision", "安衛則27条", "enter", "f3") is None
        assert form(app).picked == [None] and texts(app)["provision"] == ""


async def row(app: Any, at: int, *keys: str) -> dict[str, str]:
    """Pick a provision in a line of the table; the line's texts."""
    goto(app, "violations", at, "provision")
    await press(app, "f4", *keys)
    return texts(app)["violations"][at]


@pytest.mark.req("SUP-27")
async def test_the_supplement_is_shown_after_the_provision_and_stored_with_it(app: Any) -> None:
    async with running(app):
        goto(app, "violations", 0, "provision")
        await press(app, "f4", "労基法37条1項", "enter")
        shown = framed(app)
        assert "補完コード　労基法第37条第1項" in shown
        for words in ("コードなし　時間外の割増(中小企業)", "01 時間外の割増(大企業)", "03 休日の割増"):
            assert words in shown
        await press(app, "03", "enter")
        line = texts(app)["violations"][0]
        assert (line["provision"], line["supplement"]) == ("労基法第37条第1項", "03 休日の割増")
        entry = form(app).body.model.entry.violations[0]
        assert (entry.provision, entry.supplement) == (LAW.read("労基法37条1項"), "03")


@pytest.mark.req("SUP-27")
async def test_no_code_and_another_provision(app: Any) -> None:
    """コードなし leaves the item empty; a provision without codes asks nothing and empties it."""
    async with running(app):
        assert (await row(app, 0, "労基法37条1項", "enter", "enter"))["supplement"] == ""
        assert (await row(app, 1, "労基法32条1項", "enter", "01", "enter"))["supplement"].startswith("01")
        line = await row(app, 1, "escape", "労基法32条2項", "enter")
        assert "補完コード　労基法第32条第2項" in framed(app)  # the same codes, but another provision
        await press(app, "f3")
        assert (line["provision"], line["supplement"]) == ("労基法第32条第2項", "")
        line = await row(app, 1, "escape", "安衛則519条1項", "enter")
        assert (line["provision"], line["supplement"]) == ("安衛則第519条第1項", "")
        assert form(app).body.model.entry.violations[1].supplement is None


async def test_a_burst_goes_through_all_dialogs(app: Any) -> None:
    async with running(app):
        goto(app, "violations", 0, "provision")
        await press(app, "f4", "労基法37条1項", "enter", "02", "enter", "tab", "tab")
        assert texts(app)["violations"][0]["supplement"].startswith("02")
        assert form(app).body.model.place.column == "dispatch"


@given(st.sampled_from(sorted(law_articles())), st.sampled_from([60, 72]))
async def test_every_article_is_where_the_tree_says(code: str, cells: int) -> None:
    """The dialog opens at the article that stands in the item, its chain in sight, no line too long."""
    done: list[Any] = []
    view = WithChain(tree((), done.append, start=code))
    await view.start()
    assert view.value == code
    lines = view.draw(cells, 20)
    assert len(lines) == 20 and all(line_width(line) <= cells for line in lines)
    await view.take_key(Key("enter"))
    assert done == [[code]]


@given(st.text(max_size=12))
async def test_whatever_is_typed_finds_provisions_or_nothing(typed: str) -> None:
    view = WithChain(tree((), lambda values: None))
    await view.start()
    for key in as_keys([typed]) if typed else []:
        await view.take_key(key)
    assert (
        all(provisions.known(value) for value, _ in view.picker.list.pairs) or not view.picker.list.filter.text.strip()
    )
    view.draw(72, 20)
