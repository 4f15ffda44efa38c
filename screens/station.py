"""What all screens behind the log-in share: the desk, work in threads on it, and numbered menus."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from screens.base import BaseScreen
from widgets.candidates import Choice, matching
from widgets.pane import Key
from widgets.pick_view import PickView

if TYPE_CHECKING:
    from screens.workstation import Workstation
    from shuro.kernel.desk import Desk

T = TypeVar("T")


class StationScreen(BaseScreen):
    """A screen of an officer at work."""

    app: Workstation  # type: ignore[assignment]

    @property
    def desk(self) -> Desk:
        """The desk of the officer."""
        return self.app.desk

    async def in_thread(self, label: str, work: Callable[[], T]) -> T:
        """Work on storage, away from the event loop; raises what it raises."""
        return await self.run_long(label, lambda _: work())


@dataclass(frozen=True)
class Entry:
    """A line of a menu. `why_not`: the reason why it cannot be chosen now (SYS-34); it is shown, and said when chosen."""

    label: str
    open: Callable[[], Awaitable[Any]]
    note: str = ""
    why_not: str = ""

    @property
    def words(self) -> str:
        """The line without its number."""
        if self.why_not:
            return f"{self.label}　（できません：{self.why_not}）"
        return f"{self.label}　{self.note}" if self.note else self.label


def numbered(entries: Sequence[Entry]) -> list[tuple[int, str]]:
    """(place, line) of entries, each with the number that is typed for it."""
    size = len(str(len(entries)))
    return [(at, f"{at + 1:>{size}} {entry.words}") for at, entry in enumerate(entries)]


def finder(entries: Sequence[Entry]) -> Callable[[str], list[tuple[int, str]]]:
    """For a PickView: entries by their number or any part of their words; a whole number stands for itself."""
    pairs = numbered(entries)
    options = [Choice(str(at), line.strip()) for at, line in pairs]

    def find(text: str) -> list[tuple[int, str]]:
        if not text:
            return pairs
        found = [pairs[int(one.text)] for one in matching(options, text)]
        exact = [pair for pair in found if pair[1].split()[0] == _digits(text)]
        return exact + [pair for pair in found if pair not in exact]

    return find


def _digits(text: str) -> str:
    from shuro.kernel.text import narrow

    return narrow(text)


class MenuScreen(StationScreen):
    """A numbered menu: a number, a part of a name or arrows, then Enter. It stays open below what it opened."""

    body: PickView

    def __init__(self, heading: str, entries: Sequence[Entry]):
        self._chosen: int | None = None
        self.entries: list[Entry] = []
        super().__init__(PickView(lambda text: [], self._choose), heading)
        self.show(entries)

    def show(self, entries: Sequence[Entry]) -> None:
        """Put entries in place of those shown; the cursor stays at its place."""
        at = self.body.at if self.entries else 0
        self.entries = list(entries)
        self.body.find = finder(self.entries)
        self.body.filter.replace("")
        self.body._take(self.body.find(""))
        self.body.at = min(at, max(0, len(self.entries) - 1))

    def renew(self, entries: Sequence[Entry]) -> None:
        """The same entries with other notes; what is typed in the filter and the cursor stay."""
        at, top = self.body.at, self.body.top
        self.entries = list(entries)
        self.body.find = finder(self.entries)
        self.body._take(self.body.find(self.body.filter.text.strip()))
        self.body.at, self.body.top = min(at, max(0, len(self.body.pairs) - 1)), top

    def _choose(self, values: list[int]) -> None:
        self._chosen = values[0]

    async def take_key(self, key: Key) -> None:
        """Open what was chosen, once the key is done with."""
        await super().take_key(key)
        if self._chosen is not None:
            at, self._chosen = self._chosen, None
            await self.open_entry(at)

    async def open_entry(self, at: int) -> None:
        """Open an entry, and come back to it with an empty filter."""
        entry = self.entries[at]
        self.body.filter.replace("")
        self.body._take(self.body.find(""))
        self.body.at = at
        if entry.why_not:
            self.notify(entry.why_not, severity="warning")
            return
        await entry.open()
        await self.returned()

    async def returned(self) -> None:
        """Something that was opened has closed."""
