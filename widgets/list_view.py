"""ListView: a table of any length of which only a window is in memory. It pages by the keys of its lines.

Opening and moving cost the same for a thousand lines and for a million: the provider is asked for the lines after or
before a key, in a worker thread, and a bounded number of them is kept around the cursor.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from widgets.cells import Line, fit, shown, spans, width
from widgets.pane import Key, Pane

PORTION = 200  # lines fetched at a time
MOST = 600  # lines kept
LEAST_COLUMN, MOST_COLUMN = 6, 40
GIVES_WAY, NAME_COLUMN, HEADING = 10, 26, 12  # cells kept by an ordinary column, by the widest one, of a heading
CELLS_OF_KIND = {"date": 16, "datetime": 22, "yen": 14, "thousand_yen": 14, "int": 8, "ratio": 6, "hours_minutes": 11,
                 "flag": 5, "phone": 16, "postal": 9, "office": 18, "address": 30, "industry": 26, "law": 24,
                 "longtext": 30, "choices": 24, "link": 18, "rows": 20}  # fmt: skip
NUMBERS = frozenset({"int", "yen", "thousand_yen", "ratio"})
WHOLE = NUMBERS | {"date", "datetime", "code", "phone", "postal"}  # half of a date or number says nothing
EMPTY = "該当する情報はありません。"


class ListLine(Protocol):
    """One line: `key` places it in the order, `cells` are the texts of its columns (kernel.register.Line fits)."""

    @property
    def key(self) -> Any:
        """Its place in the order."""

    @property
    def cells(self) -> Sequence[str]:
        """The texts of its columns."""


class Provider(Protocol):
    """Where the lines come from; called in worker threads (kernel.register.Register fits)."""

    def first(self, n: int) -> Sequence[ListLine]:
        """The first `n` lines."""

    def last(self, n: int) -> Sequence[ListLine]:
        """The last `n` lines, in order."""

    def after(self, key: Any, n: int) -> Sequence[ListLine]:
        """Up to `n` lines after the one of this key."""

    def before(self, key: Any, n: int) -> Sequence[ListLine]:
        """Up to `n` lines before the one of this key, in order."""

    def count(self) -> tuple[int, bool]:
        """How many there are, and whether there are more than were counted."""


class Column(NamedTuple):
    """One column: its heading, its width in cells, whether it holds numbers, and whether they are of use only whole."""

    label: str
    cells: int
    right: bool = False
    whole: bool = False


def columns_of(items: Sequence[Any]) -> list[Column]:
    """The columns of items, as wide as their kind of data needs."""
    made = []
    for one in items:
        size = CELLS_OF_KIND.get(one.kind.name) or (one.max * 2 if one.max else 20)
        if one.options:
            size = max(width(option) for option in one.options)
        if one.kind.name == "code" and one.max:
            size = one.max + 1
        size = max(size, min(width(one.label), 14))
        size = max(LEAST_COLUMN, min(MOST_COLUMN, size))
        made.append(Column(one.label, size, one.kind.name in NUMBERS, one.kind.name in WHOLE))
    return made


class MemoryLines:
    """A provider over lines at hand: menus, inboxes, what a calculation gave. Keys are positions."""

    class Line(NamedTuple):
        """A line at hand, with whatever it stands for in `value`."""

        key: int
        cells: tuple[str, ...]
        value: Any = None

    def __init__(self, lines: Sequence[tuple[Sequence[str], Any]]):
        self.lines = [self.Line(at, tuple(cells), value) for at, (cells, value) in enumerate(lines)]

    def first(self, n: int) -> list[Line]:
        return self.lines[:n]

    def last(self, n: int) -> list[Line]:
        return self.lines[-n:]

    def after(self, key: int, n: int) -> list[Line]:
        return self.lines[key + 1 : key + 1 + n]

    def before(self, key: int, n: int) -> list[Line]:
        return self.lines[max(0, key - n) : key]

    def count(self) -> tuple[int, bool]:
        return len(self.lines), False


class ListView(Pane):
    """See the module's docstring. `open_line(line)` is awaited on Enter; `marks`: blanks mark lines for a common action.

    Keys: ↑↓ PageUp PageDown, Home and End (first and last of all), ←→ for columns out of sight. `rows` is what F-key
    actions work on: `line` in hand, `marked` lines by key.
    """

    def __init__(
        self, columns: Sequence[Column], provider: Provider, open_line: Callable[[Any], Awaitable[None]] | None = None,
        *, marks: bool = False, empty: str = EMPTY,
    ):  # fmt: skip
        super().__init__()
        self.columns = list(columns)
        self.provider, self.open_line, self.marks, self.empty = provider, open_line, marks, empty
        self.lines: list[Any] = []
        self.at = 0  # the line in hand, an index into `lines`
        self.top = 0  # the first line in sight
        self.left = 0  # the first of the columns after the first one that is in sight
        self.total: tuple[int, bool] | None = None
        self.marked: dict[Any, Any] = {}
        self._wanted: list[int] = []
        self._least: list[int] = []
        self._above = 0  # lines before `lines`, None where that is not known
        self._known = True
        self._height = 18

    @property
    def line(self) -> Any:
        """The line in hand, None in an empty list."""
        return self.lines[self.at] if self.lines else None

    async def start(self) -> None:
        """The first lines and the number of all."""
        self.lines = await self._ask(lambda: self.provider.first(PORTION))
        self._measure()
        self.total = await self._ask(self.provider.count)

    async def _ask(self, work: Callable[[], Any]) -> Any:
        found = await self.in_thread("検索中", work)
        return list(found) if not isinstance(found, tuple) else found

    async def show(self, provider: Provider) -> None:
        """Another search: everything anew."""
        self.provider = provider
        self.at = self.top = self._above = 0
        self._known = True
        self.marked.clear()
        await self.start()

    async def reload(self) -> None:
        """Fetch the lines in sight again, after one of them was changed, and stay where the cursor is."""
        if not self.lines:
            await self.start()
            return
        key, offset = self.line.key, self.at - self.top
        known, place = self._known, self._above + self.at
        before = await self._ask(lambda: self.provider.before(key, PORTION))
        rest = await self._ask(
            (lambda: self.provider.after(before[-1].key, PORTION)) if before else (lambda: self.provider.first(PORTION))
        )
        self.total = await self._ask(self.provider.count)
        self.lines = before + rest
        self.at = max(0, min(len(before), len(self.lines) - 1))
        self._above, self._known = max(0, place - len(before)), known
        self.top = max(0, min(self.at - offset, len(self.lines) - self._height))  # no blank lines below a full list

    async def take_key(self, key: Key) -> bool:
        """Move, mark, open."""
        steps = {"up": -1, "down": 1, "pageup": -self._height, "pagedown": self._height}
        if key.name in steps:
            await self._move(steps[key.name])
        elif key.name in ("home", "ctrl+home"):
            self.lines, self.at, self.top, self._above = await self._ask(lambda: self.provider.first(PORTION)), 0, 0, 0
            self._known = True
        elif key.name in ("end", "ctrl+end"):
            await self._to_end()
        elif key.name in ("left", "right"):
            self.left = max(0, min(len(self.columns) - 2, self.left + (1 if key.name == "right" else -1)))
        elif key.name == "enter" and self.open_line is not None:
            if self.line is not None:
                await self.open_line(self.line)
        elif self.marks and key.name == "text" and key.text in (" ", "\u3000"):
            if self.line is not None:
                self._mark()
                await self._move(1)
        else:
            return False
        return True

    def _mark(self) -> None:
        key = self.line.key
        if key in self.marked:
            del self.marked[key]
        else:
            self.marked[key] = self.line

    async def _to_end(self) -> None:
        self.lines = await self._ask(lambda: self.provider.last(PORTION))
        self.at = max(0, len(self.lines) - 1)
        self.top = max(0, len(self.lines) - self._height)
        self._known = self.total is not None and not self.total[1]
        self._above = max(0, self.total[0] - len(self.lines)) if self._known and self.total else 0

    async def _move(self, step: int) -> None:
        """Up or down, fetching what lies beyond the window."""
        wanted = self.at + step
        if wanted >= len(self.lines) - 1 and self.lines and step > 0:
            key = self.lines[-1].key
            more = await self._ask(lambda: self.provider.after(key, PORTION))
            gone = max(0, len(self.lines) + len(more) - MOST) if more else 0
            self.lines = self.lines[gone:] + more
            wanted -= gone
            self.top = max(0, self.top - gone)
            self._above += gone
        if wanted < 0 and self.lines and (not self._known or self._above):
            key = self.lines[0].key
            more = await self._ask(lambda: self.provider.before(key, PORTION))
            self.lines = (more + self.lines)[:MOST]
            wanted += len(more)
            self.top += len(more)
            self._above = max(0, self._above - len(more))
        if len(self.lines):
            self.at = max(0, min(len(self.lines) - 1, wanted))
            self._scroll()

    def _scroll(self) -> None:
        if self.at < self.top:
            self.top = self.at
        elif self.at >= self.top + self._height:
            self.top = self.at - self._height + 1

    # Drawing

    def draw(self, width: int, height: int) -> list[Line]:
        """Headings, the lines in sight, and how many there are."""
        self._height = max(1, height - 2)
        self._scroll()
        margin = 4 if self.marks else 2
        shape = self._shape(width - margin)
        sizes = _sizes(shape)
        made = [spans(" " * margin, (row_line(tuple(column.label for column, _ in shape), sizes), "heading"))]
        if not self.lines:
            return [*made, spans(("  " + self.empty, "note"))]
        shown_columns = [self.columns.index(column) for column, _ in shape]
        for at in range(self.top, min(len(self.lines), self.top + self._height)):
            line = self.lines[at]
            cells = tuple(line.cells[column] if column < len(line.cells) else "" for column in shown_columns)
            sign = ">" if at == self.at else " "
            mark = ("レ" if line.key in self.marked else "  ") if self.marks else ""
            made.append(spans((f"{sign}{mark} {row_line(cells, sizes)}", "chosen" if at == self.at else "")))
        made += [()] * (height - 1 - len(made))
        return [*made, self._foot(width)]

    def _measure(self) -> None:
        """How wide each column is with what it holds, and how far it can give way; so that a page shows what matters.

        The widest column (the name) keeps most of its width; one that says the same in every line gives way first.
        """
        self._wanted, self._least = [], []
        for at, column in enumerate(self.columns):
            held = {shown(line.cells[at]) for line in self.lines if at < len(line.cells)}
            size = max((width(text) for text in held), default=column.cells)
            needed = min(MOST_COLUMN, size)
            size = max(needed, min(width(column.label), HEADING))
            least = LEAST_COLUMN if len(held) == 1 and len(self.lines) > 1 else GIVES_WAY
            self._wanted.append(size)
            self._least.append(max(needed, min(size, GIVES_WAY)) if column.whole else min(size, least))
        if self._wanted:
            widest = max(range(len(self._wanted)), key=self._wanted.__getitem__)
            self._least[widest] = min(self._wanted[widest], NAME_COLUMN)

    def _shape(self, room: int) -> list[tuple[Column, int]]:
        """The columns in sight with their widths: the first one always, then those from `left` on, as many as fit."""
        if not self.columns:
            return []
        if len(self._wanted) != len(self.columns):
            self._measure()
        chosen = [0, *range(1 + self.left, len(self.columns))]
        while len(chosen) > 1 and sum(self._least[at] + 1 for at in chosen) > room:
            chosen.pop()
        sizes = {at: self._wanted[at] for at in chosen}
        while sum(sizes.values()) + len(sizes) > room:
            widest = max(chosen, key=lambda at: sizes[at] - self._least[at])
            if sizes[widest] <= LEAST_COLUMN:
                break
            sizes[widest] -= 1
        for at in chosen:  # lines further down may be longer than those measured
            sizes[at] += max(0, min(self.columns[at].cells - sizes[at], room - sum(sizes.values()) - len(sizes)))
        return [(self.columns[at], sizes[at]) for at in chosen]

    def _foot(self, cells: int) -> Line:
        """Position and number of all; which columns are out of sight."""
        if self.total is None:
            return ()
        number, more = self.total
        place = f"{self._above + self.at + 1:,}/" if self._known else ""
        text = f"  {place}{number:,}件" + ("以上" if more else "")
        if self.marked:
            text += f"　選択{len(self.marked)}件"
        hidden = len(self.columns) - len(self._shape(cells - 2))
        if hidden > 0:
            text += f"　左右で列を移動（ほかに{hidden}列）"
        return spans((text, "dim"))


def _sizes(shape: Sequence[tuple[Column, int]]) -> tuple[tuple[int, bool], ...]:
    return tuple((size, column.right) for column, size in shape)


@lru_cache(maxsize=2048)
def row_line(cells: tuple[str, ...], sizes: tuple[tuple[int, bool], ...]) -> str:
    """The texts of a line side by side, each exactly in its column; what does not fit ends in two dots."""
    parts = (fit(shown(text), size, "right" if right else "left", "..") for text, (size, right) in zip(cells, sizes))
    return "".join(part + " " for part in parts)
