"""A question in a box: text above, choices below, picked by arrows and Enter (no letters: an IME may be on)."""

from __future__ import annotations

from collections.abc import Sequence

from screens.base import BoxScreen
from widgets.cells import Line, fit, spans, wrap
from widgets.pane import Key, Pane


class Question(Pane):
    """The text and the choices; the one in hand is marked by a sign and reversed."""

    def __init__(self, text: str, choices: Sequence[tuple[str, str]], at: int = 0):
        super().__init__()
        self.text, self.choices, self.at = text, list(choices), at

    def lines_of_text(self, cells: int) -> list[str]:
        """The text wrapped for the box."""
        return wrap(self.text, cells) if self.text else []

    def lines_wanted(self, cells: int) -> int:
        """Lines for all of it."""
        return len(self.lines_of_text(cells)) + 1 + len(self.choices)

    def draw(self, cells: int, height: int) -> list[Line]:
        """As much of the text as there is room for above the choices."""
        text = [spans(line) for line in self.lines_of_text(cells)][: max(0, height - len(self.choices) - 1)]
        made: list[Line] = []
        for at, (_, words) in enumerate(self.choices):
            here = at == self.at
            made.append(spans(((fit(("> " if here else "  ") + words, cells)), "chosen" if here else "")))
        return [*text, (), *made][-height:] if not text else [*text, (), *made]

    async def take_key(self, key: Key) -> bool:
        """Up and down, also by Tab; the rest is the screen's."""
        step = {"up": -1, "left": -1, "shift+tab": -1, "down": 1, "right": 1, "tab": 1}.get(key.name)
        if step is None:
            return False
        self.at = (self.at + step) % len(self.choices)
        return True


class AskScreen(BoxScreen):
    """Result: the id of the choice, None when the officer backed out."""

    body: Question

    def __init__(self, title: str, text: str, choices: Sequence[tuple[str, str]], start: int = 0):
        super().__init__(Question(text, choices, start), title)

    def actions(self) -> Sequence[str]:
        """Only going back: the choices are in the box."""
        return ("back",)

    def box_height(self, cells: int, room: int) -> int:
        """As high as the text and the choices."""
        return self.body.lines_wanted(cells)

    async def take_key(self, key: Key) -> None:
        """Enter takes the choice in hand."""
        if key.name == "enter":
            self.close(self.body.choices[self.body.at][0])
        else:
            await super().take_key(key)
