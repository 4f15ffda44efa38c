"""A question with a text of any length above its choices: what is registered, what is warned of, what differs."""

from __future__ import annotations

from collections.abc import Sequence

from screens.base import BoxScreen
from screens.page_text import PageText, Pair
from widgets.cells import Line, fit, spans
from widgets.pane import Key, Pane


class ConfirmView(Pane):
    """The text scrolls by PageUp and PageDown; up, down and Tab move among the choices."""

    def __init__(self, lines: Sequence[Pair], choices: Sequence[tuple[str, str]]):
        super().__init__()
        self.text = PageText(lines)
        self.choices, self.at = list(choices), 0
        self.paged = False

    def lines_wanted(self, cells: int) -> int:
        """Lines for all of it."""
        return len(self.text.lines(cells)) + 1 + len(self.choices)

    def draw(self, cells: int, height: int) -> list[Line]:
        """The text, a blank line, the choices."""
        room = max(1, height - 1 - len(self.choices))
        self.paged = len(self.text.lines(cells)) > room
        made = self.text.draw(cells, room)
        made += [()] * (room - len(made) + 1)
        for at, (_, words) in enumerate(self.choices):
            here = at == self.at
            made.append(spans((fit(("> " if here else "  ") + words, cells), "chosen" if here else "")))
        return made

    async def take_key(self, key: Key) -> bool:
        """Move."""
        step = {"up": -1, "left": -1, "shift+tab": -1, "down": 1, "right": 1, "tab": 1}.get(key.name)
        if step is not None:
            self.at = (self.at + step) % len(self.choices)
            return True
        return key.name in ("pageup", "pagedown", "home", "end") and await self.text.take_key(key)

    def hint(self) -> str:
        """How to read on."""
        return "上下で選んでEnter" + ("　PageDownで続きを表示" if self.paged else "")


class ConfirmScreen(BoxScreen):
    """Result: the id of the choice, None when the officer backed out."""

    body: ConfirmView

    def __init__(self, title: str, lines: Sequence[Pair], choices: Sequence[tuple[str, str]]):
        super().__init__(ConfirmView(lines, choices), title)

    def actions(self) -> Sequence[str]:
        """Only going back: the choices are in the box."""
        return ("back",)

    def box_height(self, cells: int, room: int) -> int:
        """As high as text and choices."""
        return self.body.lines_wanted(cells)

    async def take_key(self, key: Key) -> None:
        """Enter takes the choice in hand."""
        if key.name == "enter":
            self.close(self.body.choices[self.body.at][0])
        else:
            await super().take_key(key)
