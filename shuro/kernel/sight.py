"""Where a record may point: only to records that its officer may see, and only once where there can be one (CON-10)."""

from __future__ import annotations

from collections.abc import Container
from functools import cache

import sqlalchemy as sa

from shuro.kernel import registry
from shuro.kernel.changes import by_name
from shuro.kernel.checks import REFUSE, Finding, finding
from shuro.kernel.database import take_turn
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, Record, items_of, label_of, record_name, table_of
from shuro.kernel.scope import visible
from shuro.kernel.steps import IllegalStep

OUT_OF_SIGHT = "指定された情報は登録されていないか、削除されています。一覧から選んでください。"


@cache
def pointers(cls: type) -> tuple[tuple[str, str], ...]:
    """The columns of a type, or of a type of rows, that hold the id of another record, with the name of its type."""
    found = {one.name: one.target for one in items_of(cls) if one.target and one.stored}
    found |= dict((*([cls.under] if getattr(cls, "under", None) else ()), *getattr(cls, "beside", ())))  # type: ignore[attr-defined]
    for column in table_of(cls).columns:
        for key in column.foreign_keys:
            name = key.target_fullname.partition(".")[0]
            if key.ondelete != "CASCADE" and name in registry.index():
                found.setdefault(column.name, name)
    return tuple(found.items())


def out_of_sight(desk: Desk, cls: type, one: Entry, before: Entry | None, names: Container[str]) -> list[Finding]:
    """What is wrong with the records that `one` points to by the columns `names`; no child table points anywhere.

    What stood there already (`before`) is left: a record keeps what it was hung on when that went out of sight.
    """
    shown = by_name(cls)
    return [
        finding(shown[column], OUT_OF_SIGHT) if column in shown else Finding(column, "", REFUSE, OUT_OF_SIGHT)
        for column, target in pointers(cls)
        if column in names and not _fits(desk, target, getattr(one, column), getattr(before, column, None))
    ]


def _fits(desk: Desk, target: str, id: int | None, had: int | None) -> bool:
    """Is there nothing new in `id`, or may the officer see the record it names?"""
    if id is None or id == had:
        return True
    with desk.reading() as session:
        return visible(desk.within(session), registry.load(target), Entry(id=id))


@cache
def only_one(cls: type[Record]) -> str | None:
    """The column of what a type hangs on, where that has one such record at most (`Offer.alone`)."""
    return cls.under[0] if cls.under and any(offer.alone for offer in cls.offers) else None


def first_of_its_parent(desk: Desk, cls: type[Record], one: Entry) -> None:
    """Let others who register the same wait until the commit. Raises IllegalStep when there is one already."""
    column = only_one(cls)
    above = getattr(one, column) if column else None
    if column is None or above is None:
        return
    assert desk.session is not None
    take_turn(desk.session, f"{record_name(cls)}:{column}:{above}")
    table = table_of(cls)
    if desk.session.execute(sa.select(table.c.id).where(table.c[column] == above).limit(1)).first():
        raise IllegalStep(f"「{label_of(cls)}」は登録済みです。その情報を開いて更新してください。")
