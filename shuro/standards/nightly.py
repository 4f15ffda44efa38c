"""The tasks of the night of 労働基準行政情報システム."""

from __future__ import annotations

import sqlalchemy as sa

from shuro.kernel import registry
from shuro.kernel.desk import Desk
from shuro.kernel.nightly import Task
from shuro.kernel.record import table_of
from shuro.standards.yearly_codes import YearlyCode, due, take_over, year_in_force


def take_over_codes(desk: Desk, dry: bool) -> int:
    """Codes of a year that a 局 did not set in time are taken over from the year before (SUP-2)."""
    types = [cls for cls in registry.load_all() if issubclass(cls, YearlyCode)]
    return sum(waiting(desk, cls) if dry else take_over(desk, cls) for cls in types)


def waiting(desk: Desk, cls: type[YearlyCode]) -> int:
    """How many codes of a type would be taken over now."""
    table = table_of(cls)
    with desk.database.read() as session:
        found = 0
        for bureau, year in due(session, cls, year_in_force(desk)).items():
            theirs = sa.select(sa.func.count()).select_from(table)
            theirs = theirs.where(table.c.office_code == bureau, table.c.year == year)
            found += session.execute(theirs).scalar_one()
        return found


TASKS = (Task("yearly-codes", "年度のコードの引継ぎ", take_over_codes),)
