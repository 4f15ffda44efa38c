"""Pickers: a list with a filter line (PickView), and a tree gone down level by level (TreeView).

Both filter as one types, by whatever their finder understands (code, name, kana). The finder is asked once a key and
its answer awaited before the next key, so the list always belongs to the text that is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from widgets.borders import rule
from widgets.cells import Line, fit, spans, width
from widgets.line_editor import LineEditor
from widgets.pane import Caret, Key, Pane

Pair = tuple[Any, str]
NOTHING = "該当するものはありません。"


class PickView(Pane):
    """A list of (value, text) pairs with a filter line above it.

    `find(text)` gives the pairs for a typed filter ("" for all); with `slow` it runs in a worker thread. `done(values)`
    is called on Enter with the value in hand, or with `several` with all that were marked by the blank (or the one in
    hand when none is). Home and End go to the ends of the list while the filter is empty.
    """

    def __init__(
        self, find: Callable[[str], Sequence[Pair]], done: Callable[[list[Any]], None], *, several: bool = False,
        chosen: Sequence[Any] = (), start: Any = None, slow: bool = False, filtered: bool = True, text: str = "",
    ):  # fmt: skip
        super().__init__()
        self.find, self.done, self.several, self.slow, self.filtered = find, done, several, slow, filtered
        self.filter = LineEditor(text)
        self.pairs: list[Pair] = []
        self.marked: list[Any] = list(chosen)
        self.at = 0
        self.top = 0
        self._start = start
        self._height = 10
        if not slow:
            self._take(find(text))

    async def start(self) -> None:
        """The list as it is before anything is typed."""
        if self.slow:
            await self._find()

    def _take(self, pairs: Sequence[Pair]) -> None:
        self.pairs = list(pairs)
        self.at = self.top = 0
        if self._start is not None:
            self.at = next((at for at, (value, _) in enumerate(self.pairs) if value == self._start), 0)
            self._start = None

    async def _find(self) -> None:
        text = self.filter.text.strip()
        self._take(await self.in_thread("検索中", lambda: self.find(text)) if self.slow else self.find(text))

    @property
    def value(self) -> Any:
        """The value in hand, None in an empty list."""
        return self.pairs[self.at][0] if self.pairs else None

    async def take_key(self, key: Key) -> bool:
        """Move, filter, mark, choose."""
        if key.name in ("up", "down", "pageup", "pagedown") or (
            key.name in ("home", "end") and (not self.filter.text or not self.filtered)
        ):
            steps = {"up": -1, "down": 1, "pageup": -self._height, "pagedown": self._height}
            far = len(self.pairs)
            self.at = max(
                0, min(len(self.pairs) - 1, self.at + steps.get(key.name, far if key.name == "end" else -far))
            )
            return True
        if key.name == "enter":
            if self.several and self.marked:
                self.done(list(self.marked))
            elif self.pairs:
                self.done([self.value])
            return True
        if self.several and key.name == "text" and key.text in (" ", "\u3000"):
            self._mark()
            return True
        if not self.filtered:
            return False
        before = self.filter.text
        used = self.filter.take_key(key)
        if self.filter.text != before:
            await self._find()
        return used

    def _mark(self) -> None:
        if not self.pairs:
            return
        value = self.value
        if value in self.marked:
            self.marked.remove(value)
        else:
            self.marked.append(value)
        self.at = min(len(self.pairs) - 1, self.at + 1)

    def lines_wanted(self) -> int:
        """Lines the whole picker would fill."""
        return len(self.pairs) + (2 if self.filtered else 0) + 1

    def draw(self, cells: int, height: int) -> list[Line]:
        """Filter line, list, and how many there are."""
        top: list[Line] = []
        self.caret = None
        if self.filtered:
            head = "絞り込み "
            text, at = self.filter.window(cells - width(head) - 1)
            top = [spans((head, "dim"), (fit(text, cells - width(head) - 1), "field")), rule(cells)]
            self.caret = Caret(width(head) + at, 0)
        self._height = max(1, height - len(top) - 1)
        if self.at < self.top:
            self.top = self.at
        elif self.at >= self.top + self._height:
            self.top = self.at - self._height + 1
        return [*top, *self._rows(cells), self._foot()]

    def _rows(self, cells: int) -> list[Line]:
        if not self.pairs:
            return [spans((NOTHING, "note")), *[()] * (self._height - 1)]
        made: list[Line] = []
        for at in range(self.top, min(len(self.pairs), self.top + self._height)):
            value, text = self.pairs[at]
            mark = ("[レ] " if value in self.marked else "[  ] ") if self.several else ""
            sign = "> " if at == self.at else "  "
            made.append(spans((fit(sign + mark + text, cells, more=".."), "chosen" if at == self.at else "")))
        return made + [()] * (self._height - len(made))

    def _foot(self) -> Line:
        text = f"{self.at + 1 if self.pairs else 0}/{len(self.pairs)}件"
        if self.several:
            text += f"　選択{len(self.marked)}件　空白で選択・解除、Enterで決定"
        return spans((text, "dim"))


class TreeView(Pane):
    """A tree gone down level by level: law articles, industries, addresses, offices.

    `below(path)` gives the (value, text, leaf) triples under a path of values (() for the top); `find(text, path)`, where
    given, the pairs anywhere below the path that a typed text fits; without it typing filters the level. Enter or →
    goes down or chooses a leaf, ← or Backspace in an empty filter goes up. `done([value])`; `inner`: Enter on a node
    that is no leaf chooses it (F-key or Enter twice is not needed: → goes down).
    """

    def __init__(
        self, below: Callable[[tuple[Any, ...]], Sequence[tuple[Any, str, bool]]], done: Callable[[list[Any]], None], *,
        find: Callable[[str, tuple[Any, ...]], Sequence[Pair]] | None = None, slow: bool = False, inner: bool = False,
        path: Sequence[tuple[Any, str]] = (),
    ):  # fmt: skip
        super().__init__()
        self.below, self.finder, self.done, self.slow, self.inner = below, find, done, slow, inner
        self.path: list[tuple[Any, str]] = list(path)
        self.leaves: set[Any] = set()
        self.level: list[Pair] = []
        self.list = PickView(lambda text: [], lambda values: None)
        self.list.find = self._matching

    async def start(self) -> None:
        """The first level."""
        await self._enter()

    @property
    def values(self) -> tuple[Any, ...]:
        """The path by values."""
        return tuple(value for value, _ in self.path)

    async def _enter(self, start: Any = None) -> None:
        """Show the level of the path in hand."""
        path = self.values
        found = await self.in_thread("検索中", lambda: self.below(path)) if self.slow else self.below(path)
        self.level = [(value, text) for value, text, _ in found]
        self.leaves = {value for value, _, leaf in found if leaf}
        self.list.filter.replace("")
        self.list._start = start
        self.list._take(self.level)

    def _matching(self, text: str) -> list[Pair]:
        """What fits the filter: anywhere below where there is a finder, else on this level."""
        if not text:
            return self.level
        if self.finder is not None:
            return list(self.finder(text, self.values))
        from shuro.kernel.text import fold

        key = fold(text)
        return [(value, shown) for value, shown in self.level if key in fold(shown)]

    @property
    def _filtering(self) -> bool:
        return bool(self.list.filter.text.strip()) and self.finder is not None

    async def take_key(self, key: Key) -> bool:
        """Down, up, choose; the rest is filtering and moving in the list."""
        typed = bool(self.list.filter.text)
        if key.name in ("enter", "right") and not (key.name == "right" and typed):
            return await self._choose(key.name)
        if key.name in ("left", "backspace") and not typed:
            if self.path:
                value, _ = self.path.pop()
                await self._enter(start=value)
            return True
        self.list.slow = self.slow
        self.list.worker = self.worker
        if key.name == "escape" and self.path and not typed:
            value, _ = self.path.pop()
            await self._enter(start=value)
            return True
        return await self.list.take_key(key)

    async def _choose(self, name: str) -> bool:
        if not self.list.pairs:
            return True
        value, text = self.list.pairs[self.list.at]
        if self._filtering or value in self.leaves or (self.inner and name == "enter"):
            if name == "enter" or value not in self.leaves:
                self.done([value])
            return True
        self.path.append((value, text))
        await self._enter()
        return True

    def lines_wanted(self) -> int:
        """Lines the whole level would fill."""
        return self.list.lines_wanted() + 1

    def draw(self, cells: int, height: int) -> list[Line]:
        """Path line, then filter and list."""
        words = " ＞ ".join(text for _, text in self.path) or "最上位"
        lines = self.list.draw(cells, height - 1)
        spot = self.list.caret
        self.caret = Caret(spot.x, spot.y + 1) if spot else None
        return [spans((fit(words, cells, more=".."), "heading")), *lines]

    def hint(self) -> str:
        """How to go about."""
        return "Enterか右で下の階層、左で上の階層、文字で絞り込み"
