"""Items of forms that are no records (login, a question for a name or a number), made without loading SQLModel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

TICKED = "該当"  # what stands beside a box that is ticked


@dataclass(frozen=True)
class PlainKind:
    """`name` as of the kinds of shuro.kernel.kinds: "text", "choice", "flag"; "secret" is never shown."""

    name: str = "text"
    editor: str = "text"


@dataclass(frozen=True, eq=False)
class PlainItem:
    """Looks like shuro.kernel.items.Item to a form. `reader(text)` gives the value or raises Unreadable.

    `need` is "registration" (MUST), "duty" or "free". `note` stands under the item; `mask` is shown for each letter of a
    secret; `open_when(values)` says whether it can be typed into now, by the values of the form.
    `blank`: what stands on the form where nothing is chosen yet; never a value.
    """

    name: str
    label: str
    need: str = "free"
    max: int | None = None
    options: tuple[str, ...] = ()
    help: str = ""
    kind: PlainKind = PlainKind()
    reader: Callable[[str], Any] | None = None
    tab: str = ""
    section: str = ""
    lines: int | None = None
    of: str | None = None
    typed: bool = True
    note: str = ""
    mask: str = "*"
    open_when: Callable[[Any], bool] | None = None
    blank: str = ""
    fill: Any = field(default=None, init=False)
    source: Any = field(default=None, init=False)
    row: Any = field(default=None, init=False)
    auto: bool = field(default=False, init=False)
    depends: bool = field(default=False, init=False)

    def due(self, entry: Any) -> str:
        """The mark in force."""
        return self.need

    def open_for(self, entry: Any) -> bool:
        """Can it be typed into?"""
        return self.typed and (self.open_when is None or self.open_when(entry))

    def choices(self, desk: Any) -> tuple[()]:
        """No code list."""
        return ()

    def read(self, text: str, desk: Any = None) -> Any:
        """The value of a typed text, None for an empty one."""
        if not text:
            return None
        if self.reader is not None:
            return self.reader(text)
        if self.options:
            if text.isdigit() and 1 <= int(text) <= len(self.options):
                return self.options[int(text) - 1]
            if text not in self.options:
                from shuro.kernel.text import Unreadable

                raise Unreadable("、".join(self.options) + "から選んでください。")
        return text

    def show(self, value: Any, desk: Any = None) -> str:
        """The text of a value."""
        if self.kind.name == "flag":
            return TICKED if value else ""
        return "" if value is None else str(value)


def secret(name: str, label: str, need: str = "registration", **more: Any) -> PlainItem:
    """A password: typed, never shown, taken exactly as typed."""
    return PlainItem(name, label, need, kind=PlainKind("secret", "secret"), **more)


def line(name: str, label: str, need: str = "free", **more: Any) -> PlainItem:
    """A line of text."""
    return PlainItem(name, label, need, **more)


def choice(name: str, label: str, options: tuple[str, ...], need: str = "free", **more: Any) -> PlainItem:
    """One of some options."""
    return PlainItem(name, label, need, options=options, kind=PlainKind("choice", "choice"), **more)


def tick(name: str, label: str, need: str = "free", **more: Any) -> PlainItem:
    """A box to be ticked."""
    return PlainItem(name, label, need, kind=PlainKind("flag", "flag"), **more)
