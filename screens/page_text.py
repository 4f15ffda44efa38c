"""Lines of label and text to read and scroll: pages that are only read, summaries, histories. All text is literal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from widgets.cells import Line, fit, spans, width, wrap
from widgets.form_layout import label_rows
from widgets.pane import Key, Pane

LABEL = 30
Pair = tuple[str, str]


class PageText(Pane):
    """(label, text) lines; a label without a text is a heading, a text without a label a paragraph, ("", "") a blank line."""

    def __init__(self, lines: Sequence[Pair]):
        super().__init__()
        self.pairs = list(lines)
        self.top = 0
        self._height = 10
        self._made: tuple[int, list[Line]] = (0, [])

    async def take_key(self, key: Key) -> bool:
        """Scroll."""
        steps = {"up": -1, "down": 1, "enter": 1, "pageup": 1 - self._height, "pagedown": self._height - 1,
                 "home": -1_000_000, "end": 1_000_000}  # fmt: skip
        if key.name not in steps:
            return False
        self.top += steps[key.name]
        return True

    def lines(self, cells: int) -> list[Line]:
        """All lines for a room of `cells`."""
        if self._made[0] != cells:
            size = min(LABEL, cells // 3, max([8, *(width(label) for label, text in self.pairs if label and text)]))
            self._made = (cells, [row for pair in self.pairs for row in _rows(*pair, size, cells)])
        return self._made[1]

    def draw(self, cells: int, height: int) -> list[Line]:
        """The lines in sight, and how far down they are when there are more."""
        made = self.lines(cells)
        room = height if len(made) <= height else height - 1
        self._height = room
        self.top = max(0, min(self.top, len(made) - room))
        seen = made[self.top : self.top + room]
        if len(made) <= height:
            return seen
        return [*seen, spans((f"{min(len(made), self.top + room)}/{len(made)}行", "dim"))]


def _rows(label: str, text: str, size: int, cells: int) -> list[Line]:
    if not label:
        return [spans(row) for part in text.split("\n") for row in wrap(part, cells) or [""]]
    if not text:
        return [spans((row, "heading")) for row in wrap(label, cells)]
    rows = [row for part in text.split("\n") for row in wrap(part, max(10, cells - size - 4)) or [""]]
    both = zip_longest(label_rows(label, size), rows, fillvalue="")
    return [spans("  ", (fit(words, size), "label"), "  ", row) for words, row in both]
