"""A picker in a box: any PickView, TreeView or MonthView; its result is what was picked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from screens.base import BoxScreen
from widgets.pane import Pane
from widgets.pick_view import PickView, TreeView


class PickScreen(BoxScreen):
    """Result: what `make(done)` called `done` with, None when the officer backed out.

    `make` is given the function that ends the picker and gives back the view: `PickScreen("局署", lambda done:
    PickView(find, done))`. `lines`: height of the box where the view does not know it (`lines_wanted`).
    """

    def __init__(self, title: str, make: Callable[[Callable[[Any], None]], Pane], lines: int = 16):
        super().__init__(make(self.close), title)
        self._height = lines

    def actions(self) -> Sequence[str]:
        """Picking is done in the view."""
        return ("back",)

    def box_height(self, cells: int, room: int) -> int:
        """As much as the view wants, and for lists that get shorter while one types, steadily the same."""
        wanted = getattr(self.body, "lines_wanted", None)
        if isinstance(self.body, (PickView, TreeView)) or wanted is None:
            return min(self._height, room)
        return wanted()


def pick_one(title: str, pairs: Sequence[tuple[Any, str]], start: Any = None) -> PickScreen:
    """A picker over pairs at hand, filtered by any part of their texts; its result is a list with one value."""
    from widgets.candidates import Choice, matching

    def find(text: str) -> list[tuple[Any, str]]:
        if not text:
            return list(pairs)
        options = [Choice(str(at), words) for at, (_, words) in enumerate(pairs)]
        return [pairs[int(one.text)] for one in matching(options, text)]

    return PickScreen(title, lambda done: PickView(find, done, start=start), min(18, max(4, len(pairs) + 3)))


def pick_several(title: str, options: Sequence[str], chosen: Sequence[str] = ()) -> PickScreen:
    """A picker of any number of a few options, those of `chosen` marked; its result is the list of the marked ones."""
    pairs, marked = [(one, one) for one in options], [one for one in options if one in chosen]
    return PickScreen(
        title,
        lambda done: PickView(lambda text: pairs, done, several=True, chosen=marked, filtered=False),
        len(pairs) + 1,
    )
