"""What the administration's lists are made of: columns, what can be done, and what comes of it. Nothing is done here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shuro.accounts.users import Initial
    from shuro.kernel.desk import Desk
    from widgets.plain_items import PlainItem

Typed = dict[str, str]
Work = Callable[["Desk", Any, Typed], "str | Initial | Text"]
AGAIN = "_again"  # the item of this ending holds the same once more (ACC-5)


@dataclass(frozen=True)
class Column:
    """A column: `text(line)`, and its cells in the list; with 0 it stands on the line's own screen alone."""

    label: str
    text: Callable[[Any], str]
    cells: int = 0


@dataclass(frozen=True)
class Text:
    """Something to read: the body of a mail."""

    title: str
    body: str


@dataclass(frozen=True)
class Act:
    """Something that is done to a line, or to the list (`line` is None then).

    `work(desk, line, typed)` is the core's; it gives the sentence that is said afterwards, or a secret that is shown once,
    or something to read. `items(line)` are asked for before, with `texts(line)` in them. `question(line)` is answered by
    はい (ACC-4); with `name` the officer types that name instead, where a slip of the hand must not be enough (SYS-35).
    `file(line)`: the name of a file that is written, whose path is asked for and given to `work` as typed["path"].
    `hint`: what the person does with the secret that is handed over. `mails`: it writes mails, which are sent at once.
    """

    label: str
    work: Work
    question: Callable[[Any], str] | None = None
    items: Callable[[Any], Sequence[PlainItem]] | None = None
    texts: Callable[[Any], Typed] = lambda line: {}
    when: Callable[[Any], bool] = lambda line: True
    name: Callable[[Any], str] | None = None
    file: Callable[[Any], str] | None = None
    hint: str = ""
    mails: bool = False


@dataclass(frozen=True)
class AdminList:
    """A list: `read(desk)` gives its lines or raises NotAllowed; `name(line)` names one; `note` stands above the columns."""

    heading: str
    read: Callable[[Desk], Sequence[Any]]
    columns: tuple[Column, ...]
    name: Callable[[Any], str]
    acts: tuple[Act, ...] = ()
    of_list: tuple[Act, ...] = ()
