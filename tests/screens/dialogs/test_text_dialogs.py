"""The reading of a name to be confirmed, and a long text on the whole screen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.dialogs.long_text import LongTextView
from shuro.kernel import kana as readings
from shuro.kernel.items import item_of, kana, longtext, named, text
from tests.screens.dialogs.hosts import form, framed, goto, host, pick, texts
from tests.terminal import picture, press, running
from widgets.pane import Key


class Named:
    """A name, its kana, and a long text."""

    name: str | None = text("事業場名(漢字)", max=40)
    name_kana: str | None = kana("事業場名(カナ)", of="name", max=40)
    summary: str | None = longtext("申告の要旨", max=40, lines=4)


SUMMARY = named(item_of(longtext("申告の要旨", max=40, lines=4)), "summary")


@pytest.fixture
def dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dictionary with one name."""
    words = {"霞製作所": "カスミセイサクショ"}
    monkeypatch.setattr(readings, "suggest", lambda name, reader=None: words.get(name))


@pytest.mark.req("SYS-24")
async def test_a_suggested_reading_is_corrected_and_confirmed(dictionary: None) -> None:
    app = host(Named, name="霞製作所")
    async with running(app):
        await pick(app, "name_kana")
        shown = framed(app)
        assert "漢字 霞製作所" in shown and "カナ カスミセイサクショ" in shown and "候補を入れました" in shown
        await press(app, "backspace", "backspace", "じょ", "enter")
        assert texts(app)["name_kana"] == "カスミセイサクジョ"


@pytest.mark.req("SYS-24")
async def test_kana_that_was_typed_is_never_replaced_by_a_suggestion(dictionary: None) -> None:
    app = host(Named, name="霞製作所", name_kana="カスミワークス")
    async with running(app):
        await pick(app, "name_kana")
        shown = framed(app)
        assert "カナ カスミワークス" in shown and "読みの候補：カスミセイサクショ" in shown
        await press(app, "enter")
        assert texts(app)["name_kana"] == "カスミワークス"


async def test_a_name_without_a_known_reading_is_typed(dictionary: None) -> None:
    app = host(Named, name="濵﨑組")
    async with running(app):
        await pick(app, "name_kana", "浜")
        assert "読みの候補はありません。カナを入力してください。" in framed(app)
        await press(app, "enter")
        assert "「浜」は使えません" in framed(app)
        await press(app, "ctrl+u", "ﾊﾏｻﾞｷｸﾞﾐ", "enter")
        assert texts(app)["name_kana"] == "ハマザキグミ"


async def test_without_a_name_there_is_nothing_to_read() -> None:
    app = host(Named)
    async with running(app):
        assert await pick(app, "name_kana") is None
        assert "「事業場名(漢字)」が入力されていないので" in picture(app)


# Long texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("SYS-30")
@pytest.mark.parametrize("leave", ["f9", "f3"])
async def test_a_long_text_has_the_whole_screen_and_comes_back(leave: str) -> None:
    app = host(Named)
    async with running(app):
        goto(app, "summary")
        await press(app, "一行目", "f4", "enter", "enter", "三行目")
        shown = framed(app)
        assert "文章の入力　申告の要旨" in shown and "文字数 6/40　行数 3/4　（1行10文字）　3行目" in shown
        assert shown.split("\n")[1:4] == ["  1 一行目", "  2", "  3 三行目"]
        await press(app, leave)
        assert texts(app)["summary"] == "一行目\n\n三行目"


@pytest.mark.req("SYS-30")
async def test_typing_stops_at_the_lines_and_characters() -> None:
    app = host(Named)
    async with running(app):
        await pick(app, "summary", "あ" * 45)
        shown = framed(app)
        assert "文字数 40/40　行数 4/4" in shown and "これ以上入りません" in shown
        await press(app, "enter", "f9")
        assert texts(app)["summary"] == "あ" * 40
        goto(app, "summary")
        await press(
            app, "f4", "ctrl+k", "ctrl+u", "一", "enter", "二", "enter", "三", "enter", "四", "enter", "五", "f9"
        )
        assert texts(app)["summary"] == "一\n二\n三\n四"


async def test_escape_brings_the_text_back_and_arrows_move_by_rows() -> None:
    app = host(Named, summary="一\n二\n三")
    async with running(app):
        await pick(app, "summary", "up", "up", "あ", "pagedown", "い")
        assert form(app).app.screen.body.text == "一あ\n二\n三い"
        await press(app, "escape", "f9")
        assert texts(app)["summary"] == "一\n二\n三"


@given(
    st.lists(
        st.sampled_from(["enter", "up", "down", "backspace", "pageup", "home", "end", "あ", "a", "delete"]), max_size=60
    )
)
async def test_the_text_always_keeps_its_limits_and_the_caret_its_row(keys: list[str]) -> None:
    view = LongTextView(SUMMARY, "")
    for name in keys:
        await view.take_key(Key("text", name) if len(name) == 1 else Key(name))
        lines = view.draw(80, 20)
        assert len(lines) == 20 and view.caret is not None and 0 <= view.caret.y < 18
    value = SUMMARY.read(view.text) or ""  # raises when a limit is passed
    assert value.replace("\n", "") == view.text.replace("\n", "")


def test_every_character_typed_is_kept_for_the_item() -> None:
    view: Any = LongTextView(SUMMARY, "既にある文")
    assert view.text == "既にある文"
