"""The register of a record type: what a search finds, page by page, as the list screen, commands and files show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from shuro.kernel import registry
from shuro.kernel.checks import Severity, check, read_texts, show_texts
from shuro.kernel.conditions import Condition, in_force, read_conditions
from shuro.kernel.desk import Desk
from shuro.kernel.items import Item
from shuro.kernel.kinds import KINDS
from shuro.kernel.record import Conditions, Entry, Listing, entry, items_of, label_of, table_of
from shuro.kernel.scope import scoped
from shuro.kernel.search import count, page
from shuro.kernel.store import Refused, load

PORTION = 1000  # records read at a time for a file
MARK = "※"  # before the text of a marked item (Record.marks)
NARROWING = frozenset({"office", "date", "link"})  # kinds whose conditions a database index may serve

# The record's own columns that a list may show beside its items.
OWN = {
    "id": ("番号", "int"), "state": ("状態", "text"), "office_code": ("管轄局署", "office"),
    "registered_at": ("登録年月日", "datetime"), "registered_by": ("登録者", "text"),
    "updated_at": ("最新更新日時", "datetime"), "updated_by": ("更新者", "text"), "version": ("版", "int"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a list: the record's id, its place in the order, and the texts of the columns."""

    id: int
    key: tuple
    cells: tuple[str, ...]


def column_items(cls: Any) -> tuple[Item, ...]:
    """The items a list shows, those of `columns` (a listing: all its items) in that order.

    Beside items a type may name its own columns (OWN) and the one of the record it hangs on.
    """
    own = {one.name: one for one in items_of(cls)}
    if issubclass(cls, Listing):
        return tuple(own.values())
    return tuple(own.get(name) or hung_item(cls, name) or own_item(name) for name in cls.columns)


def hung_item(cls: Any, name: str) -> Item | None:
    """An item for the column that holds the record a type hangs on, None for any other."""
    if not cls.under or cls.under[0] != name:
        return None
    return Item(label=label_of(registry.load(cls.under[1])), kind=KINDS["link"], name=name, target=cls.under[1])


def own_item(name: str) -> Item:
    """An item for one of the record's own columns. Raises KeyError for anything else."""
    label, kind = OWN[name]
    return Item(label=label, kind=KINDS[kind], name=name)


class Register:
    """The records of a type that meet the conditions, in the type's order.

    `texts`: typed texts of search conditions by name. Raises Refused when one cannot be read or a needed one is empty.
    The pages are read in transactions of their own and may be asked for in any thread.
    """

    def __init__(self, desk: Desk, cls: Any, texts: dict[str, str] | None = None, *, where: tuple[Any, ...] = ()):
        chosen, found = read_conditions(desk, cls, texts or {})
        if any(f.severity is Severity.REFUSE for f in found):
            raise Refused(found)
        self.desk, self.cls, self.where = desk, cls, where
        self.source = getattr(cls, "source", None) or cls
        if self.source.prepare is not None and desk.session is None:
            self.source.prepare(desk)
        self.chosen = chosen
        self.items = column_items(cls)
        self.headings = tuple(item.label for item in self.items)

    @cached_property
    def table(self) -> sa.Table:
        return table_of(self.source)

    @cached_property
    def narrow(self) -> list[Any]:
        """The office scope and the conditions that lead to few rows by themselves."""
        narrowing = [one.clause(self.desk, value) for one, value in self.chosen if self.leads(one)]
        only = getattr(self.cls, "only", None)
        held = in_force(self.desk, self.cls)
        return [scoped(self.desk, self.source), *held, *([only(self.desk)] if only else []), *self.where, *narrowing]

    @cached_property
    def clauses(self) -> list[Any]:
        """All other conditions; one of several parts, all of which must hold, gives a list."""
        found = [one.clause(self.desk, value) for one, value in self.chosen if not self.leads(one)]
        return [part for clause in found for part in (clause if isinstance(clause, list) else [clause])]

    @staticmethod
    def leads(one: Condition) -> bool:
        return one.item.kind.name in NARROWING

    @cached_property
    def order(self) -> tuple[Any, ...]:
        """The columns of the type's order; a name with a leading "-" runs downward."""
        names = [name for name in self.cls.order_by if name.lstrip("-") != "id"]
        columns = [self.table.c[name.lstrip("-")] for name in names]
        return tuple(c.desc() if name.startswith("-") else c for c, name in zip(columns, names))

    def first(self, n: int) -> list[Line]:
        """The first `n` lines."""
        return self.lines(n)

    def last(self, n: int) -> list[Line]:
        """The last `n` lines, in order."""
        return self.lines(n, last=True)

    def after(self, key: tuple, n: int) -> list[Line]:
        """Up to `n` lines after the one of this key."""
        return self.lines(n, after=key)

    def before(self, key: tuple, n: int) -> list[Line]:
        """Up to `n` lines before the one of this key, in order."""
        return self.lines(n, before=key)

    def count(self, cap: int = 10_000) -> tuple[int, bool]:
        """How many there are, at most `cap`, and whether there are more."""
        with self.desk.database.read() as session:
            base = sa.select(self.table.c.id)
            return count(session, base, self.clauses, id=self.table.c.id, narrow=self.narrow, cap=cap)

    def lines(self, n: int, **place: Any) -> list[Line]:
        """One page as texts."""
        with self.desk.database.read() as session:
            found = self.page(session, n, **place)
            here = self.desk.within(session)
            entries = self.entries_of(session, found.rows)
            return [Line(one.id, tuple(key), self.cells(here, one)) for one, key in zip(entries, found.keys)]

    def page(self, session: Session, n: int, **place: Any) -> Any:
        base = sa.select(*self.table.c)
        return page(session, base, self.clauses, self.order, n, id=self.table.c.id, narrow=self.narrow, **place)

    def entries_of(self, session: Session, rows: list[tuple]) -> list[Entry]:
        """Entries of a page's rows; child tables only where a column shows them."""
        names = [c.name for c in self.table.columns]
        mapped = [dict(zip(names, row)) for row in rows]
        if issubclass(self.cls, Listing) or any(item.kind.name == "rows" for item in self.items):
            return load(session, self.source, mapped)
        return [Entry(**row) for row in mapped]

    def cells(self, desk: Desk, one: Entry) -> tuple[str, ...]:
        """The texts of the columns of one record."""
        here = desk.over(one)
        if issubclass(self.cls, Listing):
            one = self.listed(one)
        for item in self.items:
            if item.look is not None:
                setattr(one, item.name, item.look(desk, one))
        texts = (item.picture(getattr(one, item.name, None), here, one) for item in self.items)
        marked = {name for name, holds in getattr(self.cls, "marks", ()) if holds(here, one)}
        return tuple(MARK + text if item.name in marked else text for item, text in zip(self.items, texts))

    def listed(self, one: Entry) -> Entry:
        """The line of a listing, computed from the record it comes from."""
        made = entry(self.cls, id=one.id)
        for item in self.items:
            setattr(made, item.name, item.fill(one) if item.fill else getattr(one, item.name, None))
        return made

    def all(self) -> Iterator[Entry]:
        """Every record found, with its rows, read in portions: memory stays flat."""
        key: tuple | None = None
        while True:
            with self.desk.database.read() as session:
                found = self.page(session, PORTION, **({"after": key} if key else {}))
                names = [c.name for c in self.table.columns]
                portion = load(session, self.source, [dict(zip(names, row)) for row in found.rows])
            yield from portion
            if not found.more:
                return
            key = found.keys[-1]

    def each(self) -> Iterator[Line]:
        """Every line, read in portions."""
        key: tuple | None = None
        while True:
            lines = self.lines(PORTION, **({"after": key} if key else {}))
            yield from lines
            if len(lines) < PORTION:
                return
            key = lines[-1].key

    def all_lines(self) -> Iterator[tuple[str, ...]]:
        """The texts of every line, for a list file (SYS-42)."""
        return (line.cells for line in self.each())


# Search screens with items of their own -----------------------------------------------------------------------------


def opened(desk: Desk, screen: type[Conditions]) -> dict[str, Any]:
    """The texts with which a search screen opens."""
    values = entry(screen)
    if screen.begin is not None:
        screen.begin(desk, values)
    return show_texts(screen, values, desk)


def found(desk: Desk, screen: type[Conditions], texts: dict[str, Any]) -> Register:
    """What a search screen finds; conditions that are closed for the others' values are left out (SYS-39).

    Raises Refused when a text cannot be read, a needed one is empty or a rule refuses, and NotAllowed.
    """
    values, problems = read_texts(screen, texts, desk)
    one = entry(screen, **values)
    for item in items_of(screen):
        if not item.open_for(one):
            setattr(one, item.name, None)
    problems += check(screen, one, None, desk)
    if any(f.severity is Severity.REFUSE for f in problems):
        raise Refused(problems)
    assert screen.finds is not None and screen.narrow is not None
    return Register(desk, screen.finds(one), where=tuple(screen.narrow(desk, one)))
