"""What is due at a desk: lists of records that wait for something, declared by the systems, shown after the log-in.

A system offers its own in modules named `dues` (`registry.parts`) as `DUES`. Each is one SQL condition on a table, so that
counting is a query and the list behind a count is the same condition again. Conditions are written on slim tables (`slim`):
the menu counts without importing the record types, which would take 6 MiB of every session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from shuro.kernel import registry, store
from shuro.kernel.calendar import open_on_or_before
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, table_of
from shuro.kernel.scope import scoped

MOST = 500  # records of one list that are shown


def slim(name: str, **columns: Any) -> sa.TableClause:
    """A table with the columns that conditions need (name and SQL type), beside `id` and `office_code`."""
    own = (sa.column("id", sa.Integer()), sa.column("office_code", sa.String()))
    return sa.table(name, *own, *(sa.column(column, kind) for column, kind in columns.items()))


@dataclass(frozen=True)
class Due:
    """Records of the type `record`, whose slim `table` it is, for which `where(desk)` holds.

    `by`: the column of the day until when, None: no day. A day that is no 開庁日 is due on the 開庁日 before it. `own`: only
    records of the officer's own office; without it `where` itself has to keep to what the office may see.
    """

    name: str
    label: str
    record: str
    table: sa.TableClause
    where: Callable[[Desk], Any]
    by: str | None = None
    own: bool = True


@dataclass(frozen=True)
class Waiting:
    """A due with what is waiting now: how many records, and the earliest day, moved to a 開庁日."""

    due: Due
    number: int
    first: date | None = None


def conditions(desk: Desk, due: Due) -> list[Any]:
    """The conditions of a due for a desk, on its slim table."""
    own = [due.table.c.office_code == desk.office.code] if due.own else []
    return [*own, due.where(desk)]


def all_dues(realm: str = "kijun") -> list[Due]:
    """Every due of the record types of a realm, in the order of the systems."""
    known = {one.name for one in registry.of_realm(realm)}
    return [due for part in registry.parts("dues") for due in part.DUES if due.record in known]


def waiting(desk: Desk) -> list[Waiting]:
    """What waits at the desk now; dues without records are left out."""
    made = []
    with desk.reading() as session:
        for due in all_dues(desk.officer.realm):
            columns = [sa.func.count()] + ([sa.func.min(due.table.c[due.by])] if due.by else [])
            chosen = sa.select(*columns).select_from(due.table).where(*conditions(desk, due))
            number, *first = session.execute(chosen).one()
            if number:
                day = open_on_or_before(first[0]) if first and first[0] else None
                made.append(Waiting(due, int(number), day))
    return made


def behind(desk: Desk, due: Due) -> list[Entry]:
    """The records behind a count that the officer may see, the earliest day first."""
    cls = registry.load(due.record)
    table = table_of(cls)
    order = ([table.c[due.by]] if due.by else []) + [table.c.id]
    meant = sa.select(due.table.c.id).where(*conditions(desk, due))
    with desk.reading() as session:
        statement = sa.select(table).where(scoped(desk, cls), table.c.id.in_(meant)).order_by(*order).limit(MOST)
        return store.load(session, cls, session.execute(statement).mappings().all())
