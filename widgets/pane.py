"""What every view is: it draws lines, says where the caret is, and takes keys. No view knows Textual."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from widgets.cells import BLANK, Line

T = TypeVar("T")
Worker = Callable[[str, Callable[[], Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the operator, by its canonical name (after the keymap).

    `name`: "text" for typed text, "paste" for pasted text (`text` holds it), else a key name: "enter", "tab",
    "shift+tab", "escape", "backspace", "delete", "up" … "pagedown", "home", "end", "f1" … "f12", "ctrl+p" …, and "click",
    with "x;y" in cells of the screen as its text, where a screen has asked for the mouse.
    """

    name: str
    text: str = ""


class Caret(NamedTuple):
    """Where the terminal's cursor belongs, in cells from the pane's upper left corner."""

    x: int
    y: int


@dataclass
class Pane:
    """A view. Subclasses override `draw` and `take_key`; both must be cheap: they run at every key.

    `draw(width, height)` returns at most `height` lines and sets `caret` (None: no cursor is shown).
    `take_key(key)` changes the state and returns True when the key meant something here. It may await dialogs and
    storage: later keys wait in the queue meanwhile, so a burst of keys is exactly slow typing.
    """

    caret: Caret | None = field(default=None, init=False)
    worker: Worker | None = field(default=None, init=False)  # set by the screen: threads with progress
    text_waits: bool = field(default=False, init=False)  # set by the screen: more text follows the key in hand
    said: tuple[str, str] = field(default=("", "note"), init=False)  # a sentence about the last key, and its weight

    def draw(self, width: int, height: int) -> list[Line]:
        """The view's picture for a room of width × height cells."""
        return [BLANK] * height

    def hint(self) -> str:
        """What helps with the thing in hand, shown in the message line while nothing else is said."""
        return ""

    def say(self, sentence: str, weight: str = "note") -> None:
        """Say something about the last key: "note", "warn" or "wrong"; the screen shows it until the next key."""
        self.said = (sentence, weight)

    async def start(self) -> None:
        """Fetch what is shown first; awaited once, before the first key."""

    async def in_thread(self, label: str, work: Callable[[], T]) -> T:
        """Storage and other slow work, away from the event loop; after a second the screen says `label`."""
        if self.worker is not None:
            return await self.worker(label, work)
        return await asyncio.to_thread(work)

    async def take_key(self, key: Key) -> bool:
        """Take one key; False when it means nothing here."""
        return False
