"""A question with a text of any length above its choices: what is registered, what is warned of, what differs."""

from __future__ import annotations

from collections.abc import Sequence

from screens.ask import ChoiceBox, ChoiceView
from screens.page_text import PageText, Pair
from widgets.cells import Line
from widgets.pane import Key


class ConfirmView(ChoiceView):
    """The text scrolls by PageUp and PageDown; up, down and Tab move among the choices."""

    def __init__(self, lines: Sequence[Pair], choices: Sequence[tuple[str, str]]):
        super().__init__(choices)
        self.text = PageText(lines)
        self.paged = False

    def lines_above(self, cells: int) -> list[Line]:
        """The whole text."""
        return self.text.lines(cells)

    def draw(self, cells: int, height: int) -> list[Line]:
        """The text, a blank line, the choices."""
        room = max(1, height - 1 - len(self.choices))
        self.paged = len(self.lines_above(cells)) > room
        made = self.text.draw(cells, room)
        return [*made, *[()] * (room - len(made) + 1), *self.choice_lines(cells)]

    async def take_key(self, key: Key) -> bool:
        """Move."""
        if await super().take_key(key):
            return True
        return key.name in ("pageup", "pagedown", "home", "end") and await self.text.take_key(key)

    def hint(self) -> str:
        """How to read on."""
        return "上下で選んでEnter" + ("　PageDownで続きを表示" if self.paged else "")


class ConfirmScreen(ChoiceBox):
    """A question with a long text."""

    def __init__(self, title: str, lines: Sequence[Pair], choices: Sequence[tuple[str, str]]):
        super().__init__(ConfirmView(lines, choices), title)
