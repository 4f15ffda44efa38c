"""What is due at a desk: lists of records that wait for something, declared by the systems, shown after the log-in.

A system offers its own in modules named `dues` (`registry.parts`) as `DUES`. Each is one SQL condition on a record type,
so that counting is a query and the list behind a count is the same condition again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from shuro.kernel import registry, store
from shuro.kernel.calendar import open_on_or_before
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, table_of
from shuro.kernel.scope import scoped

MOST = 500  # records of one list that are shown


@dataclass(frozen=True)
class Due:
    """Records of the type `record` for which `where(desk)` holds. `by`: the column of the day until when, None: no day.

    A day that is no 開庁日 is due on the 開庁日 before it. `own`: only records of the officer's own office.
    """

    name: str
    label: str
    record: str
    where: Callable[[Desk], Any]
    by: str | None = None
    own: bool = True


@dataclass(frozen=True)
class Waiting:
    """A due with what is waiting now: how many records, and the earliest day, moved to a 開庁日."""

    due: Due
    number: int
    first: Any = None


def conditions(desk: Desk, due: Due) -> list[Any]:
    """The conditions of a due for a desk."""
    cls = registry.load(due.record)
    table = table_of(cls)
    found = [scoped(desk, cls), due.where(desk)]
    return [*found, table.c.office_code == desk.office.code] if due.own else found


def all_dues() -> list[Due]:
    """Every due there is, in the order of the systems."""
    return [due for part in registry.parts("dues") for due in part.DUES]


def waiting(desk: Desk) -> list[Waiting]:
    """What waits at the desk now; dues without records are left out."""
    made = []
    with desk.reading() as session:
        for due in all_dues():
            table = table_of(registry.load(due.record))
            columns = [sa.func.count()] + ([sa.func.min(table.c[due.by])] if due.by else [])
            number, *first = session.execute(sa.select(*columns).where(*conditions(desk, due))).one()
            if number:
                day = open_on_or_before(first[0]) if first and first[0] else None
                made.append(Waiting(due, int(number), day))
    return made


def behind(desk: Desk, due: Due) -> list[Entry]:
    """The records behind a count, the earliest day first."""
    cls = registry.load(due.record)
    table = table_of(cls)
    order = ([table.c[due.by]] if due.by else []) + [table.c.id]
    with desk.reading() as session:
        statement = sa.select(table).where(*conditions(desk, due)).order_by(*order).limit(MOST)
        return store.load(session, cls, session.execute(statement).mappings().all())
