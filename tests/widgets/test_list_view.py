"""The virtual table: what it shows and asks for, whatever the length of the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widgets.cells import line_width, plain
from widgets.list_view import MOST, PORTION, Column, ListView, MemoryLines, columns_of
from widgets.pane import Key

HEIGHT = 12  # of the pane: ten lines in sight
COLUMNS = [Column("番号", 8, True), Column("名称", 20), Column("所在地", 30), Column("電話番号", 16)]


class Row(NamedTuple):
    key: tuple[int]
    cells: tuple[str, ...]


class Numbers:
    """Lines 0 … n-1 by keyset; remembers how many lines it gave at most at once, and counts its calls."""

    def __init__(self, n: int, cap: int = 10_000):
        self.n, self.cap, self.calls, self.most = n, cap, 0, 0
        self.gone: set[int] = set()

    def _rows(self, numbers: Sequence[int]) -> list[Row]:
        self.calls += 1
        made = [
            Row((at,), (str(at), f"名称{at}", "東京都千代田区霞が関", "03-1234-5678"))
            for at in numbers
            if at not in self.gone
        ]
        self.most = max(self.most, len(made))
        return made

    def first(self, n: int) -> list[Row]:
        return self._rows(range(min(n, self.n)))

    def last(self, n: int) -> list[Row]:
        return self._rows(range(max(0, self.n - n), self.n))

    def after(self, key: Any, n: int) -> list[Row]:
        return self._rows(range(key[0] + 1, min(self.n, key[0] + 1 + n)))

    def before(self, key: Any, n: int) -> list[Row]:
        return self._rows(range(max(0, key[0] - n), key[0]))

    def count(self) -> tuple[int, bool]:
        return min(self.n, self.cap), self.n > self.cap


async def view_of(n: int, **more: Any) -> tuple[ListView, Numbers]:
    numbers = Numbers(n)
    view = ListView(COLUMNS, numbers, **more)
    await view.start()
    view.draw(80, HEIGHT)
    return view, numbers


def in_hand(view: ListView) -> int:
    return view.line.key[0]


async def test_opening_asks_for_a_window_only() -> None:
    """A million lines cost what ten thousand cost: one portion and one capped count."""
    view, numbers = await view_of(1_000_000)
    assert (numbers.calls, numbers.most) == (1, PORTION)
    assert "1/10,000件以上" in plain(view.draw(80, HEIGHT)[-1])


MOVES = st.lists(st.sampled_from(["down", "up", "pagedown", "pageup", "home", "end"]), max_size=60)


@pytest.mark.parametrize("n", [0, 1, 9, 10, 11, PORTION, PORTION + 1, 3000])
@settings(max_examples=15)
@given(moves=MOVES)
async def test_moving_is_moving_in_the_whole_list(n: int, moves: list[str]) -> None:
    """Against a plain position in 0 … n-1; the window stays bounded and holds the lines around the cursor in order."""
    view, _ = await view_of(n)
    at = 0
    steps = {"down": 1, "up": -1, "pagedown": 10, "pageup": -10, "home": -n, "end": n}
    for move in moves:
        await view.take_key(Key(move))
        at = max(0, min(n - 1, at + steps[move]))
        shown = [plain(line) for line in view.draw(80, HEIGHT)]
        if not n:
            assert view.line is None
            continue
        assert in_hand(view) == at
        assert len(view.lines) <= MOST
        marked = [line for line in shown if line.startswith(">")]
        assert len(marked) == 1 and f"名称{at} " in marked[0]
        keys = [line.key[0] for line in view.lines]
        assert keys == list(range(keys[0], keys[0] + len(keys)))
        assert f"{at + 1:,}/{n:,}件" in shown[-1]


async def test_deep_into_a_list_and_back() -> None:
    """Memory stays bounded through thousands of lines."""
    view, numbers = await view_of(5000)
    for _ in range(450):
        await view.take_key(Key("pagedown"))
    assert in_hand(view) == 4500
    for _ in range(300):
        await view.take_key(Key("pageup"))
    assert in_hand(view) == 1500
    assert len(view.lines) <= MOST
    assert numbers.most <= PORTION


async def test_reload_stays_at_the_line() -> None:
    """After a line was changed, or taken away, by the screen that Enter opened."""
    view, numbers = await view_of(1000)
    for _ in range(42):
        await view.take_key(Key("pagedown"))
    place = view.at - view.top
    await view.reload()
    view.draw(80, HEIGHT)
    assert in_hand(view) == 420 and view.at - view.top == place
    numbers.gone.add(420)
    await view.reload()
    assert in_hand(view) == 421
    numbers.gone.update(range(1000))
    await view.reload()
    assert view.line is None or view.lines == []
    assert "該当する情報はありません" in "".join(plain(line) for line in view.draw(80, HEIGHT))


async def test_enter_opens_and_blanks_mark() -> None:
    opened = []

    async def open_line(line: Row) -> None:
        opened.append(line.key[0])

    view, _ = await view_of(30, open_line=open_line, marks=True)
    for name in ("down", "enter"):
        await view.take_key(Key(name))
    for _ in range(2):
        await view.take_key(Key("text", " "))
    assert opened == [1]
    assert [key[0] for key in view.marked] == [1, 2]
    assert "選択2件" in plain(view.draw(80, HEIGHT)[-1])
    await view.take_key(Key("up"))
    await view.take_key(Key("text", "\u3000"))
    assert [key[0] for key in view.marked] == [1]


@given(
    sizes=st.lists(st.integers(6, 40), min_size=1, max_size=9), cells=st.integers(80, 160),
    text=st.text("漢字a１ｶﾞ\x1b[31m", max_size=60),
)  # fmt: skip
async def test_columns_stand_under_their_headings(sizes: list[int], cells: int, text: str) -> None:
    """Whatever the widths and texts: every line fits, and all columns begin where their heading begins."""
    view = ListView(
        [Column(f"列{at}", size) for at, size in enumerate(sizes)], MemoryLines([([text] * len(sizes), None)] * 3)
    )
    await view.start()
    for _ in range(len(sizes)):
        lines = view.draw(cells, HEIGHT)
        assert all(line_width(line) <= cells for line in lines)
        widths = {line_width(line) for line in lines[:4]}
        assert len(widths) == 1
        await view.take_key(Key("right"))


async def test_columns_out_of_sight_are_reached_sideways() -> None:
    view = ListView(
        [Column(f"列{at}", 30) for at in range(9)], MemoryLines([([f"値{at}" * 8 for at in range(9)], None)])
    )
    await view.start()
    assert "値8" not in "".join(plain(line) for line in view.draw(80, HEIGHT))
    assert "ほかに" in plain(view.draw(80, HEIGHT)[-1])
    for _ in range(8):
        await view.take_key(Key("right"))
    shown = "".join(plain(line) for line in view.draw(80, HEIGHT))
    assert "値8" in shown and "値0" in shown


async def test_days_and_numbers_are_whole_where_texts_give_way() -> None:
    columns = [
        Column("番号", 10, whole=True),
        Column("受理年月日", 16, whole=True),
        Column("氏名", 20),
        Column("名称", 40),
    ]
    lines = [
        (("R8-11", f"令和8年11月{day}日", "氷川台　洋介", "株式会社水無月食品　　内神田工場"), None) for day in (9, 10)
    ]
    view = ListView(
        [*columns, Column("区分", 20)], MemoryLines([((*texts, "年次有給休暇"), None) for texts, _ in lines])
    )
    await view.start()
    drawn = [plain(line) for line in view.draw(70, HEIGHT)]
    assert "令和8年11月10日" in drawn[2] and ".." in drawn[2]


def test_columns_are_as_wide_as_their_kind_needs() -> None:
    from shuro.kernel.record import items_of
    from tests.widgets.samples import SampleComplaint

    made = {item.name: column for item, column in zip(items_of(SampleComplaint), columns_of(items_of(SampleComplaint)))}
    assert made["received_on"].cells >= 16 and made["received_on"].whole and not made["complainant"].whole
    assert made["wages"].right and not made["complainant"].right
    assert made["outcome"].cells >= 8
