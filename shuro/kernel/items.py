"""Items: one line of a record's declaration, in screen order.

    with tab("台帳情報"):
        closed_on: date | None = day("完結年月日", DUTY, when=lambda c: c.outcome)

Each function returns what SQLModel needs for the column, with the `Item` in `Column.info`. Items that are not stored
(SYS-31) and child rows are class variables: they return the `Item` itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from inspect import signature
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlmodel import Field

from shuro.kernel.kinds import KINDS, Kind
from shuro.kernel.text import Unreadable

if TYPE_CHECKING:
    from shuro.kernel.codes import Code
    from shuro.kernel.desk import Desk


@dataclass(frozen=True)
class Candidate:
    """A text that F4 offers for an item, such as the next free number: what it is called, and what is typed for it.

    `also`: texts that other items get with it, by item name.
    """

    label: str
    text: str
    also: tuple[tuple[str, str], ...] = ()


class Need(StrEnum):
    """入力契機 (SYS-9): ○ △ － × and blank of the manual."""

    MUST = "registration"
    DUTY = "duty"
    AUTO = "auto"
    NEVER = "forbidden"
    FREE = "free"


MUST, DUTY, AUTO, NEVER, FREE = Need.MUST, Need.DUTY, Need.AUTO, Need.NEVER, Need.FREE
Condition = Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class Item:
    """One input item, as a line of docs/spec/fields says it.

    `when` limits the mark (SYS-15): a function of the entry, or words where only the operator can know.
    `must` turns the mark into MUST while it holds. `enabled` says while what the item can be entered at all.
    `fill` computes the value from the entry each time an item is left and before each registration; for an item that
    is also typed it returns the entry's own value to leave it alone. `auto` marks items that the system presets.
    `preset` computes a value that stays changeable (SYS-12): it is set when the computation gives another value than
    for the stored record, and left alone while it gives None or the same.
    `candidates(desk, entry)` gives texts that F4 offers where they are no list of codes, such as the next free number.
    `source(desk)` lists the codes of a choice; `source(desk, entry)` where they depend on what else is entered (in a
    child table on the line, with `of` the record): it gives None while it cannot tell, such as without a desk, and all
    there may be without an entry, for a search screen.
    `look(desk, entry)` reads the value from other records whenever the record is shown; such an item is not stored.
    `laws`: the only laws (abbreviations) whose provisions a law item takes.
    `aliases`: other names under which options of a choice are typed, each with the option meant.
    `drawn(entry, text)`: how a form, a list and `show` write the text while nobody types in it.
    `blank`: what stands on the form where nothing is chosen yet; never a value.
    `opens`: F4 opens the record of this type that hangs on the one in hand.
    `veil`: what files and commands write in place of the value; only the form shows it.
    `reckoned`: (the name of another day, the function that gives the item's day from it); the dialog of dates asks for it.
    """

    label: str
    kind: Kind
    need: Need = FREE
    when: Condition | str | None = None
    must: Condition | None = None
    enabled: Condition | None = None
    max: int | None = None
    lines: int | None = None
    options: tuple[str, ...] = ()
    source: Callable[..., Sequence[Code] | None] | None = None
    laws: tuple[str, ...] = ()
    candidates: Callable[[Any, Any], Sequence[Candidate]] | None = None
    read_as: Callable[[str], Any] | None = None
    show_as: Callable[[Any], str] | None = None
    fill: Callable[[Any], Any] | None = None
    preset: Callable[[Any], Any] | None = None
    look: Callable[[Any, Any], Any] | None = None
    reckoned: tuple[str, Callable[[date], date]] | None = None
    of: str | None = None
    auto: bool = False
    typed: bool = True
    stored: bool = True
    target: str | None = None
    row: Any = None
    least: int | None = None  # 業種: digits of a class above that is taken too; None: only the item's own depth
    whole: bool | None = (
        None  # field files list a table as one line (True) or by its columns (False); None: see screen_items
    )
    help: str = ""
    aliases: tuple[tuple[str, str], ...] = ()
    drawn: Callable[[Any, str], str] | None = None
    blank: str = ""
    opens: str = ""
    veil: str = ""
    tab: str = ""
    section: str = ""
    order: int = 0
    name: str = ""

    def due(self, entry: Any) -> Need:
        """The mark in force for this entry: MUST, DUTY or the mark itself, FREE while a condition does not hold."""
        if self.must is not None and self.must(entry):
            return MUST
        if self.need not in (MUST, DUTY) or self.when is None:
            return self.need
        if isinstance(self.when, str):
            return FREE if self.need is DUTY else self.need
        return self.need if self.when(entry) else FREE

    def open_for(self, entry: Any) -> bool:
        """Can the operator type into it now? (SYS-12, SYS-13)"""
        if not self.typed or self.need is NEVER:
            return False
        return self.enabled is None or bool(self.enabled(entry))

    @property
    def depends(self) -> bool:
        """Do its options depend on the entry?"""
        return self.source is not None and _takes_entry(self.source)

    def bound(self, entry: Any) -> Item:
        """The item with the options it has for this entry: what an editor and a reader of texts are given."""
        if not self.depends:
            return self
        source = self.source
        return replace(self, source=lambda desk: source(desk, entry))  # type: ignore[misc]

    def choices(self, desk: Desk | None) -> Sequence[Code]:
        """The codes of a list that offices or the ministry keep, as they stand for this desk; see `bound`."""
        if self.source is None:
            return ()
        return (self.source(desk, None) if self.depends else self.source(desk)) or ()

    def named(self, code: str, desk: Desk | None) -> str:
        """`code 名称` of a coded choice, the bare code where it is not (or no longer) on the list."""
        for option in self.choices(desk):
            if option.code == code:
                return f"{code} {option.name}".rstrip()
        return code

    def read(self, text: str, desk: Desk | None = None, entry: Any = None) -> Any:
        """The value of a typed text, None for an empty one; `entry` is what it is typed into. Raises Unreadable."""
        one = self.bound(entry) if entry is not None else self
        if self.veil and text and text.strip() == self.veil:
            raise Unreadable(f"「{self.veil}」は伏せてある印です。元の値を入力するか、空欄にしてください。")
        return self.kind.read(text, one, desk) if text and text.strip() else None

    def show(self, value: Any, desk: Desk | None = None, entry: Any = None) -> str:
        """The text of a stored value of `entry`."""
        return self.kind.show(value, self.bound(entry) if entry is not None else self, desk)

    def picture(self, value: Any, desk: Desk | None = None, entry: Any = None) -> str:
        """The text of a stored value of `entry` as it is looked at (`drawn`)."""
        text = self.show(value, desk, entry)
        return self.drawn(entry, text) if self.drawn is not None and text and entry is not None else text

    def told(self, value: Any, desk: Desk | None = None, entry: Any = None) -> str:
        """The text of a stored value as it goes out into files and to commands."""
        return self.veil if self.veil and value not in (None, "") else self.show(value, desk, entry)

    @property
    def condition(self) -> str:
        """The condition in words, for the catalogue and the help; empty when the mark always holds."""
        if self.when is None or isinstance(self.when, str):
            return self.when or ""
        return (self.when.__doc__ or self.when.__name__).strip().splitlines()[0]


@cache
def _takes_entry(source: Callable[..., Any]) -> bool:
    return len(signature(source).parameters) > 1


_order = count(1)
_place: list[tuple[str, str]] = [("", "")]


@contextmanager
def tab(label: str) -> Iterator[None]:
    """The items inside stand on the tab page `label`."""
    _place.append((label, ""))
    try:
        yield
    finally:
        _place.pop()


@contextmanager
def section(label: str) -> Iterator[None]:
    """The items inside stand under the heading `label` of the page in hand."""
    _place.append((_place[-1][0], label))
    try:
        yield
    finally:
        _place.pop()


def item_of(value: Any) -> Item | None:
    """The Item behind what one of the functions below returned, or None."""
    if isinstance(value, Item):
        return value
    column = getattr(value, "sa_column_kwargs", None)
    return column["info"].get("item") if isinstance(column, dict) and "info" in column else None


def _item(kind: str, label: str, need: Need, **more: Any) -> Any:
    page, heading = _place[-1]
    index = more.pop("index", False)
    typed = more.pop("typed", need is not AUTO)
    column = {"foreign_key": more.pop("foreign_key")} if "foreign_key" in more else {}
    one = Item(label=label, kind=KINDS[kind], need=need, tab=page, section=heading, order=next(_order),
               typed=typed, **more)  # fmt: skip
    if not one.stored or kind == "rows":
        return one
    return Field(default=None, nullable=True, index=index, sa_type=one.kind.sql,
                 sa_column_kwargs={"info": {"item": one}}, **column)  # fmt: skip


def text(label: str, need: Need = FREE, **more: Any) -> Any:
    """A line of text; `max` in characters."""
    return _item("text", label, need, **more)


def kana(label: str, need: Need = FREE, *, of: str | None = None, **more: Any) -> Any:
    """A reading in katakana; `of` names the item it reads (SYS-24): it is suggested while empty, never overwritten."""
    return _item("kana", label, need, of=of, **more)


def longtext(label: str, need: Need = FREE, **more: Any) -> Any:
    """Several lines; `max` in characters, `lines` the most lines."""
    return _item("longtext", label, need, **more)


def integer(label: str, need: Need = FREE, **more: Any) -> Any:
    """A whole number, not negative; `max` in digits."""
    return _item("int", label, need, **more)


def yen(label: str, need: Need = FREE, **more: Any) -> Any:
    """An amount in yen."""
    return _item("yen", label, need, **more)


def thousand_yen(label: str, need: Need = FREE, **more: Any) -> Any:
    """An amount in thousand yen."""
    return _item("thousand_yen", label, need, **more)


def ratio(label: str, need: Need = FREE, **more: Any) -> Any:
    """割分厘毛, four digits."""
    return _item("ratio", label, need, **more)


def hours_minutes(label: str, need: Need = FREE, **more: Any) -> Any:
    """Hours and minutes, stored as minutes."""
    return _item("hours_minutes", label, need, **more)


def day(label: str, need: Need = FREE, **more: Any) -> Any:
    """A date."""
    return _item("date", label, need, **more)


def moment(label: str, need: Need = FREE, **more: Any) -> Any:
    """A date and a time of day."""
    return _item("datetime", label, need, **more)


def choice(label: str, options: Sequence[str] = (), need: Need = FREE, *, source: Any = None, **more: Any) -> Any:
    """One of fixed `options` (the name is stored) or of the codes that `source` lists (the code is stored)."""
    return _item("choice", label, need, options=tuple(options), source=source, **more)


def choices(label: str, options: Sequence[str] = (), need: Need = FREE, *, source: Any = None, **more: Any) -> Any:
    """Several of fixed `options` or of the codes of `source`; stored as a JSON list in the order of the options."""
    return _item("choices", label, need, options=tuple(options), source=source, **more)


def flag(label: str, need: Need = FREE, **more: Any) -> Any:
    """A tick box."""
    return _item("flag", label, need, **more)


def office(label: str, need: Need = FREE, **more: Any) -> Any:
    """A 局署."""
    return _item("office", label, need, **more)


def address(label: str, need: Need = FREE, **more: Any) -> Any:
    """A coded address from the 所在地ダイアログ."""
    return _item("address", label, need, **more)


def industry(label: str, need: Need = FREE, *, max: int = 6, **more: Any) -> Any:
    """業種 down to the 大 (2), 中 (4) or 小分類 (6 digits)."""
    return _item("industry", label, need, max=max, **more)


def law(label: str, need: Need = FREE, **more: Any) -> Any:
    """A provision of the tree of law articles (see shuro.kernel.provisions), of the `laws` given if any."""
    return _item("law", label, need, **more)


def link(label: str, target: str, need: Need = FREE, *, tied: bool = False, **more: Any) -> Any:
    """Another record of the type named `target`. `tied`: the record hangs on it, so the database holds the link too."""
    if tied:
        more |= {"foreign_key": f"{target}.id", "index": True}
    return _item("link", label, need, target=target, **more)


def phone(label: str, need: Need = FREE, *, max: int = 16, **more: Any) -> Any:
    """A telephone or fax number, 16 characters (SYS-28)."""
    return _item("phone", label, need, max=max, **more)


def postal(label: str, need: Need = FREE, **more: Any) -> Any:
    """A 郵便番号."""
    return _item("postal", label, need, **more)


def code(label: str, need: Need = FREE, **more: Any) -> Any:
    """A number kept as text; `read_as` checks its shape, `show_as` writes it."""
    return _item("code", label, need, **more)


def file(label: str, need: Need = FREE, **more: Any) -> Any:
    """A file that is handed in: PDF, JPEG or PNG up to 10 MB (CON-38, CON-39)."""
    return _item("file", label, need, **more)


def rows(label: str, row: Any, need: Need = FREE, **more: Any) -> Any:
    """A small table inside the record; `row` is the class of its lines (shuro.kernel.record.Row)."""
    return _item("rows", label, need, row=row, **more)


def named(item: Item, name: str) -> Item:
    """The item with the attribute name it has in its class."""
    return item if item.name == name else replace(item, name=name)
