"""Record types: what a declaration consists of, and the plain values that travel through checks and steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

import shuro.kernel.database  # noqa: F401  (sets the naming convention before the first table is declared)
from shuro.kernel.items import Item, item_of, named
from shuro.kernel.steps import Step, Who, delete, register, update

if TYPE_CHECKING:
    from shuro.kernel.desk import Desk
    from shuro.kernel.forms import Document
    from shuro.kernel.forms import Page as SheetOfPaper


class Entry(SimpleNamespace):
    """The values of one record by item name, child rows as lists of Entry: what rules, steps and prints are given.

    Beside the items it carries the stored record's own columns (`id`, `version`, `state`, `office_code` …), None for a
    record not yet registered.
    """


@dataclass(frozen=True)
class Print:
    """A printed form (SYS-43). `draw(desk, entry)` gives the document; `command` is its word on the command line."""

    label: str
    draw: Callable[[Desk, Any], Document]
    command: str
    of_list: bool = False  # drawn from a list of entries instead of one


@dataclass(frozen=True)
class Search:
    """A search condition that is not simply an item: `clause(desk, value)` gives the SQL condition on the table.

    `offered`: the levels of office that are offered it; for any other it is always in force with its preset.
    """

    name: str
    item: Item
    clause: Callable[[Desk, Any], Any]
    preset: Callable[[Desk], Any] | None = None
    offered: frozenset[str] | None = None


@dataclass(frozen=True)
class Called:
    """A search condition that is an item, under another name than the item has."""

    name: str
    label: str


@dataclass(frozen=True)
class Count:
    """A statistic: `tally(desk, **options)` gives headings and lines (`shuro count NAME`).

    `labels`: what options are called where not as usual. `sheet(desk, options, lines)` draws it for printing.
    `beside(desk, **options)`: sentences on what is not among the numbers.
    """

    label: str
    command: str
    tally: Callable[..., tuple[list[str], list[list[Any]]]]
    options: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    sheet: Callable[[Desk, dict[str, Any], list[list[Any]]], SheetOfPaper] | None = None
    beside: Callable[..., list[str]] | None = None

    def draw(self, desk: Desk, options: dict[str, Any]) -> Document:
        """The statistic as a printed form of its own."""
        return drawn(desk, self.label, (self,), options)


@dataclass(frozen=True)
class Report:
    """A printed report made of several statistics, a sheet each (`shuro report NAME`)."""

    label: str
    command: str
    counts: tuple[Count, ...]

    @property
    def options(self) -> tuple[str, ...]:
        """What can be said about all of its statistics."""
        return self.counts[0].options

    def draw(self, desk: Desk, options: dict[str, Any]) -> Document:
        """All its sheets in one document."""
        return drawn(desk, self.label, self.counts, options)


def drawn(desk: Desk, label: str, counts: Iterable[Count], options: dict[str, Any]) -> Document:
    """A document of the sheets of statistics. Raises what their tallies raise."""
    from shuro.kernel.forms import Document

    return Document(label, [one.sheet(desk, options, one.tally(desk, **options)[1]) for one in counts if one.sheet])


@dataclass(frozen=True)
class Page:
    """A tab page that is only read: `draw(desk, entry)` gives its lines as (label, text), a heading with an empty text.

    `take(desk, entry)`: item values that the page offers to fill in one step on a new record (WPL-54).
    """

    label: str
    draw: Callable[[Desk, Any], list[tuple[str, str]]]
    take: Callable[[Desk, Any], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Offer:
    """An entry of the 業務選択メニュー of the record's parent (SYS-20): its path and what it opens.

    `given` presets items of the new record; `listing` opens the register of those already there instead of a new one.
    `picks`: columns of the type's `beside` whose record is chosen first, among those under the same parent. `at`: the
    record type in whose menu it stands, where that is not the parent (see `links.opening`). `alone`: the parent has one
    such record at most, which is opened where it is there. `into`: the column of the new record that takes the record in
    whose menu it stands, where the new one does not hang on it. `by`: to whom the entry is offered; `when(desk, one)`: for
    which records `one` it is. `opens`: the column of the record in whose menu it stands that holds the id of a record of
    this type, which is opened instead of a new one.
    """

    path: tuple[str, ...]
    given: tuple[tuple[str, Any], ...] = ()
    listing: bool = False
    picks: tuple[str, ...] = ()
    at: str = ""
    alone: bool = False
    into: str = ""
    by: Who | None = None
    when: Callable[[Desk, Any], bool] | None = None
    opens: str = ""

    def stands(self, desk: Desk, one: Any) -> bool:
        """Is the entry in the menu of the record `one` for the officer of the desk?"""
        return (self.by is None or self.by.may(desk.officer, None)) and (self.when is None or self.when(desk, one))


class Base(SQLModel):
    """Shared by records and their rows: the name of the table, and finding the items of a class."""

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        return record_name(cls)

    @classmethod
    def items(cls) -> tuple[Item, ...]:
        """The items in screen order, those of child tables not unfolded."""
        return items_of(cls)


class Record(Base):
    """One record type. Subclass with `table=True` and declare its items; see docs/design.md, "What a record reads like"."""

    id: int | None = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    state: str = Field(default="", index=True)
    office_code: str = Field(default="", index=True)  # 管轄局署 (SYS-2)
    registered_at: datetime | None = None
    registered_by: str = ""
    updated_at: datetime | None = None
    updated_by: str = ""

    spec: ClassVar[str] = ""  # the field file of docs/spec/fields it is checked against, without .csv
    subsystem: ClassVar[str] = ""  # the menu it stands in (data/codes/subsystems.csv)
    heading: ClassVar[str] = ""  # what its screens are called, where not by its label: 「申告処理台帳_登録」
    under: ClassVar[tuple[str, str] | None] = None  # (link item, record name) of the record it hangs on
    beside: ClassVar[
        tuple[tuple[str, str], ...]
    ] = ()  # (column, record name) of others it may hang on, fixed when opened
    loose: ClassVar[bool] = False  # may be registered before the record it hangs on is known
    offers: ClassVar[tuple[Offer, ...]] = ()
    fixed: ClassVar[tuple[str, ...]] = ()  # items the operator cannot type that the opening of a new record decides
    steps: ClassVar[tuple[Step, ...]] = (register(), update(), delete())
    prints: ClassVar[tuple[Print, ...]] = ()
    searches: ClassVar[tuple[str | Search | Called, ...]] = ()
    columns: ClassVar[tuple[str, ...]] = ()
    # (item, marked(desk, entry)): a list puts ※ before this item's text in the lines for which it holds
    marks: ClassVar[tuple[tuple[str, Callable[[Desk, Any], bool]], ...]] = ()
    order_by: ClassVar[tuple[str, ...]] = ("id",)
    counts: ClassVar[tuple[Count, ...]] = ()
    reports: ClassVar[tuple[Report, ...]] = ()
    substring: ClassVar[tuple[str, ...]] = ()  # items found by any part of them, through the search index
    realm: ClassVar[str] = "kijun"  # whose users read and write it (ACC-1)
    scope: ClassVar[str] = "nation"  # who may read: nation | bureau (the office and those above) | office
    unique: ClassVar[tuple[str, ...]] = ()  # items that together find an existing record again on import
    # rule(entry, desk) -> findings. A rule that looks into the database is silent without a desk and marks itself with
    # `asks_database = True`, or gives `many(entries, desk) -> {index: findings}` for imports.
    rules: ClassVar[tuple[Callable[[Any, Desk | None], Iterable[Any]], ...]] = ()
    # called with (desk, entry): presets of a new form; what the system fills inside the registering transaction
    begin: ClassVar[Callable[[Desk, Any], None] | None] = None
    number: ClassVar[Callable[[Desk, Any], None] | None] = None
    # called with (desk, entry, before or None) when an approved entry is about to be stored: what follows from the
    # values that stood there before (dates of change, former names); may raise store.Refused
    settle: ClassVar[Callable[[Desk, Any, Any], None] | None] = None
    # called with (desk) before the register reads: stores what time alone has brought about, in a transaction of its own
    prepare: ClassVar[Callable[[Desk], None] | None] = None
    pages: ClassVar[tuple[Page, ...]] = ()
    title: ClassVar[Callable[[Any], str] | None] = None  # the record's own name, asked for on 削除
    reference: ClassVar[tuple[str, ...]] = ()  # items whose texts, joined by "-", name the record in a link
    # receive(desk, rows): for a type that comes only as files of another system; rows map label (or name) to text. What
    # it gives has `sentence`, what was done, and `problems`: (place in rows from 1, findings) of what was left out
    receive: ClassVar[Callable[[Desk, Iterable[Any]], Any] | None] = None
    exclusive: ClassVar[bool] = False  # one person at a time types into it, others read meanwhile (shuro.kernel.leases)
    hidden: ClassVar[bool] = False  # no entry in the menu
    generated: ClassVar[bool] = False  # made by the system only: no 新規登録


class Row(Base):
    """A line of a small table inside a record: a table of its own, ordered by `position`, gone with its record."""

    id: int | None = Field(default=None, primary_key=True)
    position: int = 0

    rules: ClassVar[tuple[Callable[[Any, Any], Iterable[Any]], ...]] = ()  # rule(line, entry) -> findings


class Listing(Base):
    """A list the system makes from the records of another type (`source`); its items are computed with `fill`.

    `only(desk)`: the SQL condition that the records of the list meet; None takes all that the officer may see.
    """

    spec: ClassVar[str] = ""
    subsystem: ClassVar[str] = ""
    source: ClassVar[Any] = None
    only: ClassVar[Callable[[Desk], Any] | None] = None
    order_by: ClassVar[tuple[str, ...]] = ("id",)
    searches: ClassVar[tuple[str | Search | Called, ...]] = ()
    prints: ClassVar[tuple[Print, ...]] = ()
    counts: ClassVar[tuple[Count, ...]] = ()


class Conditions(Base):
    """A search screen with items of its own (docs/spec/fields/*-search); `register.opened` and `register.found` run it.

    `finds(values)` is the record type or listing that is searched, `narrow(desk, values)` gives the SQL conditions of an
    Entry of the screen's values; it may raise NotAllowed. `begin(desk, values)` presets an opened screen; `rules` as
    those of a record.
    """

    spec: ClassVar[str] = ""
    begin: ClassVar[Callable[[Desk, Any], None] | None] = None
    finds: ClassVar[Callable[[Any], Any] | None] = None
    narrow: ClassVar[Callable[[Desk, Any], list[Any]] | None] = None
    rules: ClassVar[tuple[Callable[[Any, Desk | None], Iterable[Any]], ...]] = ()


def parent(table: str) -> Any:
    """The foreign key of a Row to its record's table; the row goes with the record."""
    return Field(default=None, foreign_key=f"{table}.id", ondelete="CASCADE", index=True)


@cache
def items_of(cls: type) -> tuple[Item, ...]:
    """Items of a record, row, listing or conditions class, in screen order, with their names."""
    found: dict[str, Item] = {}
    table = getattr(cls, "__table__", None)
    if table is not None:
        found.update({c.name: named(c.info["item"], c.name) for c in table.columns if "item" in c.info})
    for base in reversed(cls.__mro__):
        for name, value in vars(base).items():
            one = item_of(value) if not name.startswith("_") else None
            if one is not None and name not in found:
                found[name] = named(one, name)
    for name, info in getattr(cls, "model_fields", {}).items():
        one = item_of(info)
        if one is not None and name not in found:
            found[name] = named(one, name)
    return tuple(sorted(found.values(), key=lambda item: item.order))


def item(cls: type, name: str) -> Item:
    """The item `name` of a class. Raises KeyError."""
    for one in items_of(cls):
        if one.name == name:
            return one
    raise KeyError(f"{cls.__name__} has no item {name}")


@cache
def rows_of(cls: type) -> tuple[Item, ...]:
    """The child tables of a record type."""
    return tuple(one for one in items_of(cls) if one.kind.name == "rows")


def screen_items(cls: type) -> tuple[Item, ...]:
    """The items in screen order with the items of child tables unfolded in their place, as the field files list them.

    Tables under a heading of their own are unfolded, and those that only repeat the one item they are named after.
    """
    unfolded: list[Item] = []
    for one in items_of(cls):
        lines = items_of(one.row) if one.kind.name == "rows" and not one.whole else ()
        if lines and (one.section or one.whole is False or [line.label for line in lines] == [one.label]):
            unfolded.extend(replace(line, tab=one.tab, section=line.section or one.section) for line in lines)
        else:
            unfolded.append(one)
    return tuple(unfolded)


@cache
def record_name(cls: type) -> str:
    """The name of a type in tables, commands and the catalogue: `SupervisionResult` is `supervision_result`."""
    import re

    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


@cache
def label_of(cls: type) -> str:
    """The Japanese name of a type: the first words of its docstring, before the colon."""
    return (cls.__doc__ or cls.__name__).strip().splitlines()[0].split(":")[0].strip()


def table_of(cls: type) -> sa.Table:
    """The SQLAlchemy table of a record or row class."""
    return cls.__table__  # type: ignore[attr-defined]


@cache
def blank(cls: type) -> dict[str, Any]:
    """Every name an Entry of the class has, with its empty value (lists for child tables are made anew by `entry`)."""
    names: dict[str, Any] = {}
    table = getattr(cls, "__table__", None)
    if table is not None:
        names.update(dict.fromkeys(c.name for c in table.columns))
    names.update({one.name: None for one in items_of(cls)})
    return names


def entry(cls: type, **values: Any) -> Entry:
    """A new Entry of the class; names not given are None, child tables empty lists."""
    made = Entry(**{**blank(cls), **values})
    for one in rows_of(cls):
        if getattr(made, one.name) is None:
            setattr(made, one.name, [])
    return made


def step_of(cls: type[Record], name: str) -> Step:
    """The step named `name` (its Japanese name or command word). Raises KeyError."""
    for step in cls.steps:
        if name in (step.name, step.command):
            return step
    raise KeyError(name)


def title_of(cls: type, one: Any) -> str:
    """The record's own name, as a human would say it."""
    maker = getattr(cls, "title", None)
    if maker is not None:
        return maker(one)
    for name in getattr(cls, "columns", ()):
        value = getattr(one, name, None)
        if isinstance(value, str) and value:
            return value
    return f"{label_of(cls)} {getattr(one, 'id', '')}".strip()
