"""日付入力ダイアログ: typed and picked dates, keys only."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.dialogs.dates import DateView
from shuro.kernel.desk import TOKYO
from shuro.kernel.items import day, item_of, moment, named
from tests.screens.dialogs.hosts import form, framed, host, texts
from tests.terminal import as_keys, press, running
from widgets.pane import Key

NOW = datetime(2026, 6, 10, 9, 30, tzinfo=TOKYO)
DESK = SimpleNamespace(now=lambda: NOW, today=lambda: NOW.date(), office=None)
DAY = named(item_of(day("受理年月日")), "received_on")
MOMENT = named(item_of(moment("相談日時")), "at")


def view(item: Any = DAY, text: str = "") -> tuple[DateView, list[str]]:
    done: list[str] = []
    return DateView(item, text, DESK, done.append), done


async def keyed(item: Any, text: str, *keys: str) -> tuple[DateView, list[str]]:
    """A dialog after some keys; a name that is no key is typed character by character."""
    made, done = view(item, text)
    for name in keys:
        for key in [Key(name)] if name.startswith("ctrl+") else as_keys([name]):
            await made.take_key(key)
    return made, done


@pytest.mark.req("SYS-22")
@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        (("R7.11.22", "enter"), "令和7年11月22日"),
        (("s60/4/1", "enter"), "昭和60年4月1日"),
        (("２０２５１１２２", "enter"), "令和7年11月22日"),
        (("令和元年5月1日", "enter"), "令和元年5月1日"),
        (("=", "enter"), "令和8年6月10日"),
        (("enter",), "令和8年6月10日"),  # nothing typed: the day in hand, which is today
        (("+", "enter"), "令和8年6月11日"),
        (("--", "enter"), "令和8年6月8日"),
        (("+3", "enter"), "令和8年6月13日"),
        (("=", "+", "+", "enter"), "令和8年6月12日"),
        (("right", "down", "enter"), "令和8年6月18日"),
        (("pageup", "enter"), "令和8年5月10日"),
        (("pagedown", "home", "enter"), "令和8年6月10日"),
        (("ctrl+pageup", "enter"), "令和7年6月10日"),
        (("R7.11", "left", "enter"), "令和7年10月31日"),  # the month typed so far is shown, the day picked in it
        (("R7.11.22", "right", "enter"), "令和7年11月23日"),
        (("R7.11.22", "right", "H1.1.8", "enter"), "平成元年1月8日"),  # typing replaces what was picked
    ],
)
async def test_typed_and_picked_dates(keys: tuple[str, ...], wanted: str) -> None:
    _, done = await keyed(DAY, "", *keys)
    assert done == [wanted]


@pytest.mark.req("SYS-22")
@pytest.mark.parametrize(
    ("keys", "said"),
    [(("R7.11", "enter"), "日がありません"), (("S65.1.1", "enter"), "昭和の期間"), (("あした", "enter"), "読めません")],
)
async def test_what_is_no_date_stays_and_is_told(keys: tuple[str, ...], said: str) -> None:
    made, done = await keyed(DAY, "", *keys)
    assert done == [] and said in made.said[0] and made.said[1] == "wrong"
    assert made.line.text == keys[0]


async def test_a_date_that_stands_there_is_moved_or_replaced() -> None:
    assert (await keyed(DAY, "令和7年11月22日", "+", "+", "enter"))[1] == ["令和7年11月24日"]
    assert (await keyed(DAY, "令和7年11月22日", "R8.1.5", "enter"))[1] == ["令和8年1月5日"]
    assert (await keyed(DAY, "令和7年11月22日", "backspace", "backspace", "3日", "enter"))[1] == ["令和7年11月23日"]
    assert (await keyed(DAY, "令和7年11月22日", "up", "escape", "enter"))[1] == ["令和7年11月22日"]


async def test_a_moment_keeps_its_time_and_asks_for_a_missing_one() -> None:
    assert (await keyed(MOMENT, "R7.11.22 14:30", "right", "enter"))[1] == ["令和7年11月23日 14:30"]
    assert (await keyed(MOMENT, "", "=", "enter"))[1] == ["令和8年6月10日 09:30"]
    made, done = await keyed(MOMENT, "", "right", "enter")
    assert done == [] and "時刻" in made.said[0]
    for key in "1430":
        await made.take_key(Key("text", key))
    await made.take_key(Key("enter"))
    assert done == ["令和8年6月11日 14:30"]


@pytest.mark.req("SYS-22")
@given(st.text(max_size=30))
async def test_any_text_gives_a_date_or_a_sentence(typed: str) -> None:
    made, done = view()
    for one in typed:
        await made.take_key(Key("text", one))
        made.draw(60, 15)
    await made.take_key(Key("enter"))
    if done:
        assert isinstance(DAY.read(done[0], DESK), date)
    else:
        assert made.said[0].endswith("。")


@given(
    st.lists(
        st.sampled_from(["left", "right", "up", "down", "pageup", "pagedown", "ctrl+pagedown", "home", "+", "-", "="])
    )
)
async def test_moving_always_ends_at_a_date(moves: list[str]) -> None:
    made, done = await keyed(DAY, "M6.1.1", *moves, "enter")
    assert len(done) == 1 and DAY.read(done[0], DESK) == made.month.day


class DatedForm:
    """A form with a date and a text behind it."""

    received_on: date | None = day("受理年月日")
    closed_on: date | None = day("完結年月日")


@pytest.mark.req("SYS-22")
async def test_it_opens_from_the_item_and_gives_one_date_back() -> None:
    app = host(DatedForm, DESK)
    async with running(app):
        await press(app, "f4")
        shown = framed(app)
        assert "日付入力ダイアログ　受理年月日" in shown and "令和8年6月" in shown
        await press(app, "S60.4.2")
        shown = framed(app)
        assert "→ 昭和60年4月2日" in shown and "1985年4月2日（火）" in shown and "昭和60年4月（1985年4月）" in shown
        await press(app, "enter")
        assert form(app).picked == ["昭和60年4月2日"] and texts(app)["received_on"] == "昭和60年4月2日"


@pytest.mark.req("SYS-22", "SYS-52")
async def test_the_month_names_holidays_and_closed_days() -> None:
    app = host(DatedForm, DESK, received_on="R8.5.5")
    async with running(app):
        await press(app, "f4")
        shown = framed(app)
        assert "こどもの日" in shown and "[ 5]休" in shown
        await press(app, "R8.12.29")
        assert "年末年始" in framed(app)
        await press(app, "left")
        assert "年末年始" not in framed(app) and "[28]休" not in framed(app)


async def test_backing_out_leaves_the_item_alone() -> None:
    app = host(DatedForm, DESK, received_on="R8.5.5")
    async with running(app):
        await press(app, "f4", "right", "f3")
        assert form(app).picked == [None] and texts(app)["received_on"] == "令和8年5月5日"


async def test_a_burst_goes_through_the_dialog() -> None:
    app = host(DatedForm, DESK)
    async with running(app):
        await press(app, "f4", "R7.11.22", "right", "enter", "enter", "f4", "=", "+", "enter", "f9")
    assert app.return_value == {"received_on": "令和7年11月23日", "closed_on": "令和8年6月11日"}
