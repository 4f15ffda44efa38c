"""A question in a box: text above, choices below, picked by arrows and Enter (no letters: an IME may be on)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from screens.base import BoxScreen
from widgets.cells import Line, fit, spans, wrap
from widgets.pane import Key, Pane

STEPS = {"up": -1, "left": -1, "shift+tab": -1, "down": 1, "right": 1, "tab": 1}


class ChoiceView(Pane):
    """Choices below something else; the one in hand is marked by a sign and reversed."""

    def __init__(self, choices: Sequence[tuple[str, str]], at: int = 0):
        super().__init__()
        self.choices, self.at = list(choices), at

    def lines_above(self, cells: int) -> Sequence[Any]:
        """What stands above the choices, line by line."""
        return ()

    def lines_wanted(self, cells: int) -> int:
        """Lines for all of it: what stands above, a blank line, the choices."""
        return len(self.lines_above(cells)) + 1 + len(self.choices)

    def choice_lines(self, cells: int) -> list[Line]:
        """The choices, a line each."""
        made: list[Line] = []
        for at, (_, words) in enumerate(self.choices):
            here = at == self.at
            made.append(spans((fit(("> " if here else "  ") + words, cells), "chosen" if here else "")))
        return made

    async def take_key(self, key: Key) -> bool:
        """Up and down, also by Tab; the rest is the screen's."""
        step = STEPS.get(key.name)
        if step is None:
            return False
        self.at = (self.at + step) % len(self.choices)
        return True


class ChoiceBox(BoxScreen):
    """Result: the id of the choice, None when the officer backed out."""

    body: ChoiceView

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


class Question(ChoiceView):
    """A short text and the choices."""

    def __init__(self, text: str, choices: Sequence[tuple[str, str]], at: int = 0):
        super().__init__(choices, at)
        self.text = text

    def lines_above(self, cells: int) -> list[str]:
        """The text wrapped for the box."""
        return wrap(self.text, cells) if self.text else []

    def draw(self, cells: int, height: int) -> list[Line]:
        """As much of the text as there is room for above the choices."""
        text = [spans(line) for line in self.lines_above(cells)][: max(0, height - len(self.choices) - 1)]
        made = [*text, (), *self.choice_lines(cells)]
        return made if text else made[-height:]


class AskScreen(ChoiceBox):
    """A question with a short text."""

    def __init__(self, title: str, text: str, choices: Sequence[tuple[str, str]], start: int = 0):
        super().__init__(Question(text, choices, start), title)
