"""パスワード用ソフトウェアキーボード: arrows and Enter, the mouse, the buttons, and no other key."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.borders import in_ascii
from widgets.cells import line_width, plain, width
from widgets.decoder import Decoder
from widgets.pane import Key
from widgets.soft_keyboard import BUTTONS, CLOSE, HEAD, KEY_CELLS, ROWS, TAKE, SoftKeyboardView

ALL = "".join(ROWS)


async def press(view: SoftKeyboardView, *names: str) -> None:
    """Keys by name; anything else is text."""
    named = {"up", "down", "left", "right", "tab", "shift+tab", "enter", "backspace", "escape", "f5"}
    for name in names:
        view.said = ("", "note")
        await view.take_key(Key(name) if name in named else Key("text", name))


def test_it_has_every_character_of_a_password_once() -> None:
    """Letters of both cases, digits, and the symbols of ACC-69."""
    assert sorted(ALL) == sorted(string.ascii_letters + string.digits + string.punctuation)


@pytest.mark.req("ACC-201")
async def test_arrows_and_enter_choose() -> None:
    view = SoftKeyboardView("パスワード")
    await press(view, "enter", "right", "right", "enter", "down", "enter", "left", "left", "left", "enter")
    assert view.typed == "ACPZ"  # the left edge leads to the right one
    await press(view, "down", "enter", "down", "down", "enter")
    assert view.typed == "ACPZm9"  # a shorter row is entered at its end


@pytest.mark.req("ACC-201")
@pytest.mark.parametrize("name", ["a", "Ａ", "あ", "backspace"])
async def test_no_key_of_the_real_keyboard_types(name: str) -> None:
    view = SoftKeyboardView("パスワード")
    await press(view, "enter", name)
    assert view.typed == "A" and "入力できません" in view.said[0]
    await view.take_key(Key("paste", "B"))
    assert view.typed == "A"


@pytest.mark.req("ACC-201")
@given(at=st.integers(0, len(ALL) - 1), inside=st.integers(0, KEY_CELLS - 1))
def test_a_click_chooses_the_character_that_is_drawn_there(at: int, inside: int) -> None:
    view = SoftKeyboardView("パスワード")
    lines = [plain(line) for line in view.draw(72, 18)]
    row = next(number for number, keys in enumerate(ROWS) if ALL.index(keys[0]) <= at < ALL.index(keys[0]) + len(keys))
    x = (at - ALL.index(ROWS[row][0])) * KEY_CELLS + inside
    assert view.click(x, HEAD + row)
    assert view.typed == ALL[at] == lines[HEAD + row][x - inside + 1]


@pytest.mark.req("ACC-202")
@pytest.mark.parametrize("name", BUTTONS)
def test_a_click_presses_the_button_that_is_drawn_there(name: str) -> None:
    view = SoftKeyboardView("パスワード")
    view.typed = "aB3"
    last = [plain(line) for line in view.draw(72, 18)][-1]
    x = width(last[: last.index(name)])
    assert view.click(x, HEAD + len(ROWS) + 1)
    assert (view.typed, view.done) == {
        "1文字削除": ("aB", ""), "クリア": ("", ""), "確定": ("aB3", TAKE), "閉じる": ("aB3", CLOSE),
    }[name]  # fmt: skip


@pytest.mark.parametrize("spot", [(60, HEAD), (-1, HEAD), (0, 0), (0, HEAD + len(ROWS)), (71, HEAD + len(ROWS) + 1)])
def test_a_click_beside_everything_does_nothing(spot: tuple[int, int]) -> None:
    view = SoftKeyboardView("パスワード")
    assert not view.click(*spot)
    assert view.typed == "" and view.done == ""


@pytest.mark.req("ACC-202")
async def test_tab_goes_to_the_buttons_which_delete_clear_and_take() -> None:
    view = SoftKeyboardView("パスワード")
    await press(view, "enter", "right", "enter", "tab", "enter")
    assert view.typed == "A"
    await press(view, "tab", "enter")
    assert view.typed == ""
    await press(view, "tab", "tab", "tab", "right", "enter", "shift+tab", "shift+tab", "enter")
    assert view.typed == "B" and view.done == TAKE


@pytest.mark.req("ACC-202")
async def test_only_the_length_is_shown() -> None:
    view = SoftKeyboardView("初期パスワード")
    await press(view, "enter", "enter", "down", "enter")
    head = plain(view.draw(72, 18)[0])
    assert "初期パスワード ●●● 3文字" in head and "AAN" not in head


async def test_what_the_item_does_not_take_is_said() -> None:
    view = SoftKeyboardView("初期パスワード", 2)
    await press(view, "enter", "enter", "enter")
    assert view.typed == "AA" and "2文字まで" in view.said[0]


async def test_other_keys_are_the_screens() -> None:
    assert not await SoftKeyboardView("あ").take_key(Key("escape"))


@given(keys=st.lists(st.sampled_from(["up", "down", "left", "right", "tab", "shift+tab", "enter"]), max_size=60))
async def test_the_cursor_is_always_on_a_key_that_is_drawn(keys: list[str]) -> None:
    view = SoftKeyboardView("パスワード", 12)
    for name in keys:
        if view.done:
            break
        await view.take_key(Key(name))
        lines = view.draw(72, view.lines_wanted())
        assert view.caret is not None and all(line_width(line) <= 72 for line in lines)
        marked = [plain(line) for line in lines if any(how == "chosen" for _, how in line)]
        assert len(marked) == 1 and ">" in marked[0]
        assert len(view.typed) <= 12


def test_masks_are_stars_where_the_terminal_draws_them_wide() -> None:
    line = (("●●", "mask"), ("●", ""), ("─", "border"))
    assert in_ascii(line) == (("**", "mask"), ("●", ""), ("-", "border"))


@pytest.mark.req("ACC-201")
def test_the_terminal_reports_a_click_as_one_key() -> None:
    decoder = Decoder()
    assert decoder.feed(b"\x1b[<0;11;5M") == []  # nobody has asked for the mouse
    decoder.mouse = True
    assert decoder.feed(b"\x1b[<0;11;5Ma") == [Key("click", "10;4"), Key("text", "a")]
    assert decoder.feed(b"\x1b[<0;11;5m\x1b[<2;11;5M\x1b[<64;11;5M\x1b[<35;1;1Mb") == [Key("text", "b")]
