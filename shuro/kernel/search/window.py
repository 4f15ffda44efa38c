"""Pages by key: the rows after (or before) the key of a row, at the same cost on the first page and the last.

The order is that of the named columns with the id as tie-break, the same on both engines: texts by code point, NULL
smallest. A key is the tuple of a row's values in those columns and its id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.visitors import InternalTraversal
from sqlmodel import Session


@dataclass(frozen=True)
class Page:
    """Rows in their order and their keys; `more` when there are others beyond, in the direction asked for.

    A row is a tuple of what the statement selects, which may be whole records.
    """

    rows: list[tuple]
    keys: list[tuple]
    more: bool = False


class CodeOrder(sa.ColumnElement):
    """A column compared by code points, as SQLite and Python do, whatever the collation of a PostgreSQL database."""

    inherit_cache = True
    _traverse_internals = [("column", InternalTraversal.dp_clauseelement)]

    def __init__(self, column: Any):
        self.column, self.type = column, sa.Text()  # what it is compared with has no collation of its own

    @property
    def _from_objects(self) -> list:
        return self.column._from_objects


@compiles(CodeOrder)
def _plainly(element: CodeOrder, compiler: Any, **options: Any) -> str:
    return compiler.process(element.column, **options)


@compiles(CodeOrder, "postgresql")
def _collated(element: CodeOrder, compiler: Any, **options: Any) -> str:
    return f'{compiler.process(element.column, **options)} COLLATE "C"'


@dataclass(frozen=True)
class Sorted:
    """One column of an order."""

    column: Any
    down: bool
    nullable: bool
    hidden: bool = False  # from the engine's eyes: no index may serve the order

    @property
    def compared(self) -> Any:
        """The column as it is compared and sorted."""
        column = sa.func.coalesce(self.column, self.column, type_=self.column.type) if self.hidden else self.column
        return CodeOrder(column) if isinstance(self.column.type, sa.String) else column

    def sort(self, backward: bool) -> Any:
        """The column in ORDER BY."""
        down = self.down != backward
        expression = self.compared.desc() if down else self.compared.asc()
        if not self.nullable:
            return expression
        return expression.nulls_last() if down else expression.nulls_first()

    def same(self, value: Any) -> Any:
        return self.compared == value if value is not None else self.column.is_(None)

    def beyond(self, value: Any, backward: bool) -> list[Any]:
        """Conditions, each a range of its own, that together mean: comes after `value`."""
        if self.down == backward:  # towards the larger
            return [self.compared > value if value is not None else self.column.is_not(None)]
        if value is None:
            return []
        return [self.compared < value, *([self.column.is_(None)] if self.nullable else [])]


@dataclass(frozen=True)
class Window:
    """Pages of a select. `order` names columns of the table of `id` (`column.desc()` downward); `id` is its key.

    `base` is a plain select without order, limit, grouping or DISTINCT; each of its rows has an id of its own.
    `first`, `after`, `before` and `last` are statements; `last` and `before` give their rows backward, all of them the
    key columns at the end of a row. An index on the order (`create_order_index`) serves them all.
    """

    base: sa.Select
    order: tuple[Any, ...]
    id: Any
    hidden: bool = field(default=False)

    @cached_property
    def keys(self) -> tuple[Sorted, ...]:
        """The columns of the order and the id, which goes the way of the last of them: one index serves both ways."""
        keys = [_sorted(one, self.hidden) for one in self.order]
        id = _plain(self.id)
        if not any(key.column is id or key.column.compare(id) for key in keys):
            keys.append(Sorted(id, keys[-1].down if keys else False, False, self.hidden))
        return tuple(keys)

    @property
    def by_id(self) -> bool:
        """The order is that of the id alone."""
        return len(self.keys) == 1

    def first(self, n: int) -> sa.Select:
        """The first `n` rows."""
        return self._rows(n, False)

    def last(self, n: int) -> sa.Select:
        """The last `n` rows, the last one first."""
        return self._rows(n, True)

    def after(self, key: tuple, n: int) -> list[sa.Select]:
        """The `n` rows that follow the row of `key`, which need not be there any more.

        Statements to be run one after another until `n` rows are there: rows that equal the key but in the id, then
        those beyond in the next column, and so on. An index gives each of them in order. One comparison of whole keys
        would leave out NULLs, and an OR of the ranges no engine reads from an index in order.
        """
        return [self._rows(n, False).where(range) for range in self.ranges(key, False)]

    def before(self, key: tuple, n: int) -> list[sa.Select]:
        """The `n` rows before the row of `key`, the nearest first; statements as in `after`."""
        return [self._rows(n, True).where(range) for range in self.ranges(key, True)]

    def where(self, *conditions: Any) -> Window:
        """The same order over the rows that fulfil more conditions."""
        return replace(self, base=self.base.where(*conditions)) if conditions else self

    def fetch(self, session: Session, n: int, key: tuple | None = None, backward: bool = False) -> list[Any]:
        """Up to `n` rows beyond `key` (None: from the end it comes from), the nearest first, key columns at the end."""
        if key is None:
            statements = [self._rows(n, backward)]
        elif self.hidden:
            statements = [self._rows(n, backward).where(sa.or_(*self.ranges(key, backward)))]
        else:
            statements = self.before(key, n) if backward else self.after(key, n)
        rows: list[Any] = []
        for statement in statements:
            rows += session.execute(statement)
            if len(rows) >= n:
                break
        return rows[:n]

    def split(self, rows: Sequence[Any]) -> tuple[list[tuple], list[tuple]]:
        """Fetched rows as rows of the select and keys."""
        width = len(self.keys)
        return [tuple(row[:-width]) for row in rows], [tuple(row[-width:]) for row in rows]

    def page(
        self, session: Session, n: int, after: tuple | None = None, before: tuple | None = None, last: bool = False
    ) -> Page:
        """The first page, the page after or before a key, or the last one."""
        backward = last or before is not None
        rows = self.fetch(session, n + 1, before if backward else after, backward)
        return self.made(rows, n, backward)

    def made(self, rows: Sequence[Any], n: int, backward: bool) -> Page:
        """The page of fetched rows, of which one more than `n` was asked for."""
        kept = list(rows[:n])
        return Page(*self.split(kept[::-1] if backward else kept), more=len(rows) > n)

    def ids(self) -> Window:
        """The same rows with nothing but their ids and keys."""
        return replace(self, base=self.base.with_only_columns(self.id, maintain_column_froms=True))

    def sorted(self) -> Window:
        """The same rows for statements that name the few ids in question: sorted, not read from the order's index."""
        return replace(self, hidden=True)

    def count(self, session: Session, cap: int = 10_000) -> tuple[int, bool]:
        """The number of rows, at most `cap`, and whether there are more."""
        ids = self.base.with_only_columns(self.id, maintain_column_froms=True).limit(cap + 1).subquery()
        n = session.execute(sa.select(sa.func.count()).select_from(ids)).scalar_one()
        return min(n, cap), n > cap

    def ranges(self, key: tuple, backward: bool) -> list[Any]:
        """Conditions of rows beyond `key`, the nearest first: like it in the first columns and beyond it in the next."""
        if len(key) != len(self.keys):
            raise ValueError(f"a key of {len(self.keys)} values, not {len(key)}")
        found: list[Any] = []
        for place in reversed(range(len(key))):
            same = [one.same(value) for one, value in zip(self.keys[:place], key)]
            found.extend(sa.and_(*same, beyond) for beyond in self.keys[place].beyond(key[place], backward))
        return found

    def _rows(self, n: int, backward: bool) -> sa.Select:
        labelled = (one.column.label(f"key_{place}") for place, one in enumerate(self.keys))
        return self.base.add_columns(*labelled).order_by(*(one.sort(backward) for one in self.keys)).limit(n)


def _plain(column: Any) -> Any:
    return column.__clause_element__() if hasattr(column, "__clause_element__") else column


def _sorted(one: Any, hidden: bool) -> Sorted:
    """A column, or `column.desc()`, as part of an order."""
    expression = _plain(one)
    down = getattr(expression, "modifier", None) is operators.desc_op
    if getattr(expression, "modifier", None) in (operators.desc_op, operators.asc_op):
        expression = expression.element
    nullable = getattr(expression, "nullable", True) and not getattr(expression, "primary_key", False)
    return Sorted(expression, down, nullable, hidden)


def order_index_name(table: str, within: Sequence[str] = ()) -> str:
    """The name of the index on a table's declared order, for all readers or for those confined to `within`."""
    return "_".join(["ix", table, "order", *within])


def create_order_index(connection: Connection, order: Sequence[Any], id: Any, within: Sequence[Any] = ()) -> None:
    """Make the index that serves the pages of an order, on both engines, in migrations.

    Not for long texts: PostgreSQL cannot index a row of more than 2.7 kB, about 800 characters.
    `within` names columns that go first because every reader is confined to one value of them, such as the office.
    """
    window = Window(sa.select(id), tuple(order), id)
    parts = [_quoted(connection, _plain(column)) for column in within]
    for one in window.keys:
        part = _quoted(connection, one.column)
        if connection.dialect.name == "postgresql":
            part += ' COLLATE "C"' if isinstance(one.column.type, sa.String) else ""
            part += (" DESC" if one.down else " ASC") + (
                (" NULLS LAST" if one.down else " NULLS FIRST") if one.nullable else ""
            )
        else:
            part += " DESC" if one.down else ""
        parts.append(part)
    table = _plain(id).table.name
    name = order_index_name(table, [_plain(column).name for column in within])
    connection.exec_driver_sql(f'CREATE INDEX "{name}" ON "{table}" ({", ".join(parts)})')


def drop_order_index(connection: Connection, table: str, within: Sequence[str] = ()) -> None:
    """Remove what `create_order_index` made."""
    connection.exec_driver_sql(f'DROP INDEX IF EXISTS "{order_index_name(table, within)}"')


def _quoted(connection: Connection, column: Any) -> str:
    return connection.dialect.identifier_preparer.quote(column.name)
