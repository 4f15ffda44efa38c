"""Typing in a line and in several lines, against a plain list of characters as oracle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.cells import graphemes, width
from widgets.line_editor import LineEditor, TextEditor
from widgets.pane import Key

LETTERS = st.sampled_from("aB1 あ漢ｶﾞ𠮷、-")
KEYS = st.one_of(
    LETTERS.map(lambda one: Key("text", one)),
    st.sampled_from(["backspace", "delete", "left", "right", "home", "end", "ctrl+w", "ctrl+u", "ctrl+k"]).map(Key),
)


def oracle(state: tuple[list[str], int], key: Key) -> tuple[list[str], int]:
    """The same on a list of characters; words end at blanks and a few marks."""
    chars, at = state
    match key.name:
        case "text":
            return [*chars[:at], key.text, *chars[at:]], at + 1
        case "backspace":
            return (chars[: at - 1] + chars[at:], at - 1) if at else state
        case "delete":
            return chars[:at] + chars[at + 1 :], at
        case "left":
            return chars, max(0, at - 1)
        case "right":
            return chars, min(len(chars), at + 1)
        case "home":
            return chars, 0
        case "end":
            return chars, len(chars)
        case "ctrl+u":
            return [], 0
        case "ctrl+k":
            return chars[:at], at
    begin = at
    while begin and chars[begin - 1] in " 　、。,.・/-":
        begin -= 1
    while begin and chars[begin - 1] not in " 　、。,.・/-":
        begin -= 1
    return chars[:begin] + chars[at:], begin


@given(st.lists(KEYS, max_size=40))
def test_a_line_is_edited_as_expected(keys: list[Key]) -> None:
    editor = LineEditor()
    state: tuple[list[str], int] = ([], 0)
    for key in keys:
        assert editor.take_key(key)
        state = oracle(state, key)
    assert (editor.text, editor.cursor) == ("".join(state[0]), state[1])


@given(st.lists(KEYS, max_size=40), st.integers(2, 20))
def test_the_caret_is_in_sight(keys: list[Key], cells: int) -> None:
    """However long the text, its window shows the caret, in the cell where the text before it ends."""
    editor = LineEditor()
    for key in keys:
        editor.take_key(key)
        text, at = editor.window(cells)
        assert 0 <= at < cells
        assert width(text) <= cells
        assert "".join(graphemes(editor.text)[: editor.cursor]).endswith(text[: len(text) and _index(text, at)])


def _index(text: str, cell: int) -> int:
    used = 0
    for index, one in enumerate(text):
        if used >= cell:
            return index
        used += width(one)
    return len(text)


@pytest.mark.req("SYS-30")
@given(
    st.lists(
        st.one_of(KEYS, st.text("あaｶﾞ漢", min_size=1, max_size=9).map(lambda text: Key("paste", text))), max_size=30
    )
)
def test_typing_stops_at_the_limit(keys: list[Key]) -> None:
    """Never longer than the item; whatever was left out is said."""
    editor = LineEditor(limit=5)
    for key in keys:
        before = editor.text
        editor.take_key(key)
        assert len(editor.text) <= 5
        if key.name in ("text", "paste") and len(editor.text) - len(before) < len(key.text):
            assert editor.notice


def test_a_cut_paste_says_how_much_is_missing() -> None:
    editor = LineEditor("ab", limit=5)
    editor.take_key(Key("paste", "12345678\n"))
    assert editor.text == "ab123"
    assert editor.notice == "貼り付けた8文字のうち、終わりの5文字は入りませんでした（5文字まで）。"


def test_line_ends_of_a_paste_become_blanks_and_escapes_go() -> None:
    editor = LineEditor()
    editor.take_key(Key("paste", "一行目\n二行目\x1b[31m赤\n"))
    assert editor.text == "一行目 二行目赤"


def test_escape_brings_the_text_back_once() -> None:
    """Esc undoes what was typed since the item was entered; with nothing to undo it belongs to the screen."""
    editor = LineEditor("元の値")
    editor.take_key(Key("text", "x"))
    assert editor.take_key(Key("escape"))
    assert editor.text == "元の値"
    assert not editor.take_key(Key("escape"))


def test_a_character_with_its_marks_is_one_step() -> None:
    """か with a combining voicing mark, and 葛 with a variation selector typed after it."""
    editor = LineEditor()
    for one in "か\u3099葛\U000e0100":
        editor.take_key(Key("text", one))
    assert editor.cursor == 2
    editor.take_key(Key("backspace"))
    assert editor.text == "か\u3099"


class TestSeveralLines:
    """TextEditor."""

    def test_enter_breaks_the_line_and_leaves_on_an_empty_one(self) -> None:
        """Enter in an empty text, or on the empty line at its end, is for the form: the next item."""
        editor = TextEditor()
        assert not editor.take_key(Key("enter"))
        for one in "一行":
            editor.take_key(Key("text", one))
        assert editor.take_key(Key("enter"))
        assert editor.text == "一行\n"
        assert not editor.take_key(Key("enter"))

    @pytest.mark.req("SYS-30")
    @given(st.text("あa\n", max_size=60))
    def test_lines_and_characters_are_both_limits(self, text: str) -> None:
        """Typed or pasted, what stands in the item passes the check of the item."""
        from shuro.kernel.items import longtext

        item = longtext("要旨", max=20, lines=4, stored=False)
        editor = TextEditor(limit=20, per_line=5, most_lines=4)
        editor.take_key(Key("paste", text))
        for one in text:
            editor.take_key(Key("enter") if one == "\n" else Key("text", one))
        if editor.text.strip():
            item.read(editor.text)

    @given(
        st.text("あa\n ", max_size=40),
        st.lists(st.sampled_from(["up", "down", "left", "right", "home", "end"]), max_size=20),
    )
    def test_moving_stays_inside_and_changes_nothing(self, text: str, moves: list[str]) -> None:
        editor = TextEditor(text, columns=6)
        for move in moves:
            editor.take_key(Key(move))
            row, cell = editor.place()
            assert 0 <= editor.cursor <= len(graphemes(text))
            assert 0 <= row < len(editor.rows()) and 0 <= cell <= 6
        assert editor.text == text

    def test_up_and_down_keep_the_column_and_end_at_the_edges(self) -> None:
        """Past the first and last row the key is for the form."""
        editor = TextEditor("長い一行目\n短\n三行目です")
        assert editor.take_key(Key("up"))
        assert editor.take_key(Key("up"))
        assert editor.place() == (0, 10)
        assert not editor.take_key(Key("up"))
        assert editor.take_key(Key("down"))
        assert editor.place() == (1, 2)
        assert editor.take_key(Key("down"))
        assert editor.place() == (2, 10)
        assert not editor.take_key(Key("down"))
