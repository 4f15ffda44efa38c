"""Text in cells: nothing is ever cut in two, and lines are exactly as wide as asked."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from widgets.cells import (
    changed_part,
    cut,
    drop,
    fit,
    fit_line,
    graphemes,
    line_width,
    overlay,
    plain,
    shown,
    width,
    wrap,
)

JAPANESE = st.text(st.sampled_from("あ漢ｶﾞ゙A1　 －ー㈱①𠮷髙\u3099\u200d\ufe0f\U000e0100\n\t\x1b👨é、。"), max_size=30)
TEXTS = st.one_of(st.text(max_size=30), JAPANESE)
LINES = st.lists(st.tuples(TEXTS, st.sampled_from(["", "dim", "field"])), max_size=4).map(tuple)


@given(TEXTS)
def test_what_is_drawn_holds_no_control_character(text: str) -> None:
    """Escape sequences, joiners and direction marks in data never reach the terminal."""
    drawn = shown(text)
    assert not any(ord(one) < 32 or 0x7F <= ord(one) < 0xA0 or one in "\u200d\u202e\u2066" for one in drawn)
    assert shown(drawn) == drawn


@given(TEXTS)
def test_graphemes_joined_are_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text


@given(TEXTS, st.integers(0, 40))
def test_fit_is_exact(text: str, cells: int) -> None:
    """Cut and padded to the cell, whatever the characters."""
    assert cell_len(shown(fit(text, cells))) == cells
    assert width(cut(text, cells)) <= cells
    assert text.startswith(cut(text, cells))


@given(LINES, st.integers(0, 60))
def test_a_line_fits(line: tuple, cells: int) -> None:
    assert line_width(fit_line(line, cells)) == cells


@example((("⼀⿰\n゙0", ""),), 4)
@example((("👨\u200d👩a\u200b゙", ""),), 1)
@given(LINES, st.integers(0, 60))
def test_drop_takes_whole_cells_off(line: tuple, cells: int) -> None:
    """Half of a wide character that is cut becomes a blank, so that what is right of it stays in its column."""
    assert line_width(drop(line, cells)) == max(0, line_width(line) - cells)


@given(LINES, LINES, st.integers(0, 30))
def test_overlay_keeps_both_sides(under: tuple, over: tuple, x: int) -> None:
    """A box laid over a line takes its own columns only."""
    over = fit_line(over, 10)
    made = overlay(under, x, over, 60)
    assert line_width(made) == 60
    assert plain(fit_line(drop(made, x), 10)).rstrip() == plain(over).rstrip()
    assert plain(fit_line(made, x)) == plain(fit_line(fit_line(under, 60), x))


@example((("\x1f", ""),), (("\x1f\x80", ""),))
@example((("👨\u200d👩", ""),), (("👨\u200d👨", ""),))
@given(LINES, LINES)
def test_repainting_the_changed_part_gives_the_new_line(old: tuple, new: tuple) -> None:
    """Columns outside the changed part look the same before and after."""
    before, after = fit_line(old, 50), fit_line(new, 50)
    part = changed_part(before, after)
    if part is None:
        assert plain(before) == plain(after)
        return
    start, end = part
    assert plain(fit_line(before, start)) == plain(fit_line(after, start))
    assert plain(drop(before, end)) == plain(drop(after, end))


@given(TEXTS, st.integers(4, 20))
def test_wrapped_lines_are_short_enough_and_lose_nothing(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert "".join(lines) == text.replace("\n", "")
    assert all(width(line) <= cells for line in lines)


def test_closing_marks_do_not_begin_a_line() -> None:
    assert wrap("あいうえお。かき", 10) == ["あいうえ", "お。かき"]
