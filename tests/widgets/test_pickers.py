"""Pickers, trees, the calendar, text to read, the key table."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.keys import ACTIONS, BY_ID, WrongKeymap, keymap_from, read_keymap
from widgets.cells import line_width, plain
from widgets.key_bar import KeyHint, key_line
from widgets.message_line import Message, message_lines
from widgets.month_view import MonthView, moved_months
from widgets.pane import Key, Pane
from widgets.pick_view import PickView, TreeView
from widgets.text_view import TextView
from widgets.title_bar import title_line

OFFICES = [("0101", "0101 札幌中央署"), ("1301", "1301 中央署"), ("1302", "1302 上野署"), ("2701", "2701 大阪中央署")]


def find(text: str) -> list[tuple[str, str]]:
    return [pair for pair in OFFICES if text in pair[1]]


async def typed(view: Pane, *names: str) -> None:
    """Keys by name, anything else typed as text."""
    special = {"enter", "up", "down", "left", "right", "home", "end", "backspace", "escape", "pageup", "pagedown",
               "ctrl+pageup", "ctrl+pagedown"}  # fmt: skip
    for name in names:
        for key in [Key(name)] if name in special else [Key("text", one) for one in name]:
            await view.take_key(key)


def shown(view: Pane, cells: int = 60, height: int = 14) -> str:
    return "\n".join(plain(line) for line in view.draw(cells, height))


class TestPickView:
    """A list with a filter."""

    async def test_filter_move_and_choose(self) -> None:
        got: list[Any] = []
        view = PickView(find, got.extend, start="1302")
        assert "> 1302" in shown(view)
        await typed(view, "中央", "down", "enter")
        assert got == ["1301"]
        assert "1302" not in shown(view) and "2/3件" in shown(view)

    async def test_nothing_fits(self) -> None:
        got: list[Any] = []
        view = PickView(find, got.extend)
        await typed(view, "ない", "enter")
        assert got == [] and "該当するものはありません" in shown(view)
        await typed(view, "backspace", "backspace", "end", "enter")
        assert got == ["2701"]

    async def test_several(self) -> None:
        """Blanks mark; a filter in between keeps the marks; Enter gives all of them."""
        got: list[Any] = []
        view = PickView(find, got.extend, several=True, chosen=["2701"])
        await typed(view, " ", "上野", " ", "enter")
        assert got == ["2701", "0101", "1302"]

    async def test_slow_finders_run_in_a_thread(self) -> None:
        import threading

        main = threading.get_ident()
        asked = []

        def slowly(text: str) -> list[tuple[str, str]]:
            asked.append((text, threading.get_ident() != main))
            return find(text)

        view = PickView(slowly, lambda values: None, slow=True)
        await view.start()
        await typed(view, "中")
        assert asked == [("", True), ("中", True)]


TREE = {(): [("安衛法", "労働安全衛生法", False), ("労基法", "労働基準法", False)],
        ("労基法",): [("32", "第32条", False), ("36", "第36条", True)], ("労基法", "32"): [("32-1", "第32条第1項", True)],
        ("安衛法",): [("20", "第20条", True)]}  # fmt: skip


class TestTreeView:
    """A tree gone down level by level (SYS-27)."""

    def tree(self, got: list[Any], **more: Any) -> TreeView:
        return TreeView(lambda path: TREE.get(path, []), got.extend, **more)

    async def test_down_and_up(self) -> None:
        got: list[Any] = []
        view = self.tree(got)
        await view.start()
        await typed(view, "down", "enter", "right")
        assert "労働基準法 ＞ 第32条" in shown(view)
        await typed(view, "left", "left")
        assert "> 労働基準法" in shown(view)
        await typed(view, "enter", "down", "enter")
        assert got == ["36"]

    async def test_typing_filters_the_level(self) -> None:
        got: list[Any] = []
        view = self.tree(got)
        await view.start()
        await typed(view, "基準", "enter", "36", "enter")
        assert got == ["36"]

    async def test_a_finder_looks_below(self) -> None:
        """From the top straight to the article."""
        got: list[Any] = []
        view = self.tree(got, find=lambda text, path: [("32-1", "労基法第32条第1項")] if text in "32条" else [])
        await view.start()
        await typed(view, "32", "enter")
        assert got == ["32-1"]

    async def test_blanks_are_no_filter(self) -> None:
        """A level shown for nothing but blanks is gone down, not chosen from."""
        got: list[Any] = []
        view = self.tree(got, find=lambda text, path: [])
        await view.start()
        await typed(view, " ", "down", "enter")
        assert got == [] and "労働基準法" in shown(view).split("\n")[0]

    async def test_inner_nodes_where_they_may_be_chosen(self) -> None:
        got: list[Any] = []
        view = self.tree(got, inner=True)
        await view.start()
        await typed(view, "down", "right", "enter")
        assert got == ["32"]


DAYS = st.dates(date(1873, 1, 1), date(2117, 12, 31))


class TestMonthView:
    """The month of the 日付入力ダイアログ."""

    @pytest.mark.req("SYS-22")
    async def test_it_returns_the_day_in_hand(self) -> None:
        got: list[date] = []
        view = MonthView(date(2025, 11, 22), date(2025, 12, 1), got.append)
        assert "令和7年11月（2025年11月）" in shown(view) and "[22]" in shown(view)
        await typed(view, "right", "down", "enter", "pagedown", "ctrl+pageup", "enter", "home", "enter")
        assert got == [date(2025, 11, 30), date(2024, 12, 30), date(2025, 12, 1)]

    async def test_holidays_have_names_and_closed_days_a_sign(self) -> None:
        view = MonthView(date(2025, 11, 24), date(2025, 12, 1), lambda day: None, {date(2025, 11, 26)})
        assert "[24]休" in shown(view) and "振替休日" in shown(view)
        assert "25 休" not in shown(view) and "26 休" in shown(view)
        await typed(view, "right", "right")
        assert "閉庁日" in shown(view)

    @given(
        day=DAYS,
        moves=st.lists(
            st.sampled_from(["left", "right", "up", "down", "pageup", "pagedown", "ctrl+pageup", "ctrl+pagedown"]),
            max_size=15,
        ),
    )
    async def test_every_day_is_in_its_month(self, day: date, moves: list[str]) -> None:
        """Through all eras and over their edges: one day in hand, six weeks at most, nothing beyond the columns."""
        view = MonthView(day, day, lambda day: None)
        for move in moves:
            await typed(view, move)
            picture = shown(view)
            assert picture.count(f"[{view.day.day:2}]") == 1
            assert all(line_width(line) == 60 for line in view.draw(60, 14))
            assert len(view.draw(60, 14)) == view.lines_wanted()

    @given(DAYS, st.integers(-30, 30))
    def test_months_on_keep_the_day_or_end_the_month(self, day: date, months: int) -> None:
        moved = moved_months(day, months)
        wanted = day.year * 12 + day.month - 1 + months
        edges = 1873 * 12, 2117 * 12 + 11  # the first and last month a date can be in
        assert moved.year * 12 + moved.month - 1 == max(edges[0], min(edges[1], wanted))
        assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


class TestTextView:
    """Help, previews."""

    PAGE = (
        "# 見出し\n\n本文は**強く**、[節](x.md)を見る。\n\n- 一つ目\n- 二つ目は長いので折り返して次の行に続きます。\n\n"
        "| 項目 | 意味 |\n|---|---|\n| 甲 | 説明 |\n\n```\n  そのまま **残す**\n```\n"
    )

    def test_markdown_is_drawn(self) -> None:
        view = TextView(self.PAGE, markdown=True)
        text = shown(view, 40, 30)
        assert "#" not in text and "見出し" in text and "強く、節を見る。" in text
        assert "・一つ目" in text and "甲    説明" in text and "  そのまま **残す**" in text
        assert all(line_width(line) <= 40 for line in view.draw(40, 30))

    async def test_scrolling_ends_at_the_ends(self) -> None:
        view = TextView("\n".join(f"{at}行目" for at in range(100)))
        view.draw(40, 11)
        await typed(view, "pagedown", "down", "up")
        assert shown(view, 40, 11).startswith("9行目")
        await typed(view, "end")
        assert "99行目" in shown(view, 40, 11) and "100％" in shown(view, 40, 11)
        await typed(view, "home", "up")
        assert shown(view, 40, 11).startswith("0行目")

    async def test_previews_move_sideways(self) -> None:
        view = TextView("あ" * 50 + "終")
        assert "終" not in shown(view, 40, 5)
        await typed(view, *["right"] * 10)
        assert "終" in shown(view, 40, 5)

    def test_it_begins_at_a_heading(self) -> None:
        view = TextView("\n".join(f"# 節{at}\n文" for at in range(50)), markdown=True, start_at="節30")
        assert shown(view, 40, 10).startswith("節30")

    @given(st.text("#*|-`[]() あa\n", max_size=200), st.integers(12, 50))
    def test_any_text_is_drawn_within_the_pane(self, text: str, cells: int) -> None:
        assert all(
            line_width(line) <= cells + 2 for line in TextView(text, markdown=True).draw(cells, 40) if "```" not in text
        )


class TestKeyTable:
    """Actions, their keys, and the keymap file."""

    def test_every_action_stands_once(self) -> None:
        assert len({one.id for one in ACTIONS}) == len({one.key for one in ACTIONS}) == len(ACTIONS)
        assert not any(len(one.key) == 1 for one in ACTIONS)

    def test_actions_swap_and_give_way(self) -> None:
        """Two that swap; one that takes another's key, which then gets the key that is left."""
        assert keymap_from({"keys": {"register": "f10", "menu": "f9"}}).keys == {"f10": "f9", "f9": "f10"}
        one_sided = keymap_from({"keys": {"register": "F10"}})
        assert one_sided.keys == {"f10": "f9", "f9": "f10"}
        assert one_sided.shown(BY_ID["menu"]) == "F9" and one_sided.shown(BY_ID["register"]) == "F10"
        chain = keymap_from({"keys": {"register": "f10", "menu": "f11"}})
        assert chain.translate("f10") == "f9" and chain.translate("f11") == "f10" and chain.translate("f9") == "f11"

    @given(
        st.dictionaries(
            st.sampled_from([one.id for one in ACTIONS]), st.sampled_from([f"f{n}" for n in range(1, 25)]), max_size=8
        )
    )
    def test_every_action_keeps_exactly_one_way_to_reach_it(self, wanted: dict[str, str]) -> None:
        """Whatever is laid where: no action is lost, none is on two of the default keys."""
        try:
            keymap = keymap_from({"keys": wanted})
        except WrongKeymap:
            assert len(set(wanted.values())) < len(wanted)
            return
        pressed = [one.key for one in ACTIONS] + list(wanted.values())
        reached = {keymap.translate(key) for key in pressed}
        assert reached >= {one.key for one in ACTIONS}
        for name, key in wanted.items():
            assert keymap.translate(key) == BY_ID[name].key

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[keys]\nfly = 'f1'", "「fly」という操作はありません"),
            ("[keys]\nregister = 'y'", "キー名を書いてください"),
            ("[keys]\nregister = 'f5'\nmenu = 'f5'", "二つの操作"),
            ("[keys]\nesc_wait_ms = 5", "50から3000"),
            ("[keys", "読めません"),
        ],
    )
    def test_a_wrong_file_is_told_in_words(self, tmp_path: Path, text: str, said: str) -> None:
        path = tmp_path / "keymap.toml"
        path.write_text(text)
        with pytest.raises(WrongKeymap, match=said):
            read_keymap(path)
        assert read_keymap(tmp_path / "none.toml").keys == {}


class TestBars:
    """What stands around the body."""

    @given(st.text("漢a\x1b🦀", max_size=90), st.text("字b", max_size=90), st.integers(20, 132))
    def test_the_title_is_one_full_line(self, left: str, right: str, cells: int) -> None:
        assert line_width(title_line(left, right, cells)) == cells

    @given(st.integers(0, 12), st.integers(10, 132))
    def test_the_key_bar_is_one_full_line(self, count: int, cells: int) -> None:
        hints = [KeyHint(f"F{n}", "短い", "長い言葉の操作", n % 6) for n in range(1, count + 1)]
        assert line_width(key_line(hints, cells)) == cells

    def test_a_latin_word_stands_apart_from_its_key(self) -> None:
        hints = [KeyHint("F3", "戻る", "戻る"), KeyHint("Ctrl+T", "MENU", "MENU")]
        assert "".join(text for text, _ in key_line(hints, 40)).split() == ["F3戻る", "Ctrl+T:MENU"]

    @given(st.text("あaー。", max_size=400), st.integers(30, 132))
    def test_messages_fit_three_lines(self, text: str, cells: int) -> None:
        lines = message_lines(Message(text, "wrong"), cells)
        assert 1 <= len(lines) <= 3 and all(line_width(line) <= cells for line in lines)
