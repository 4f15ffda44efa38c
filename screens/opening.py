"""Opening a new record: first the record it hangs on is found (SYS-19), then its form is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from screens.station import StationScreen
from shuro.kernel import registry
from shuro.kernel.record import Offer, Record, label_of, table_of

if TYPE_CHECKING:
    from shuro.kernel.desk import Desk


async def open_new(
    screen: StationScreen, cls: type[Record], given: dict[str, Any], *, finish: bool = False
) -> int | None:
    """Let the officer register a new record; its id, or None when none was registered.

    `given`: columns that are decided already. Where the type hangs on another record that is not among them, that one is
    searched first, or registered first where it is not there yet. `finish`: the form closes once it is registered.
    """
    from screens.record_form import RecordScreen

    given = dict(given)
    if cls.under and given.get(cls.under[0]) is None:
        found = await pick_record(screen, registry.load(cls.under[1]), f"{label_of(cls)}の対象")
        if found is None and not getattr(cls, "loose", False):
            return None
        given[cls.under[0]] = found
    return await screen.app.open(RecordScreen(cls, given=given, finish=finish))


async def pick_record(screen: StationScreen, cls: type[Record], why: str, where: tuple[Any, ...] = ()) -> int | None:
    """Search a record of the type and pick it; its id, or None when the officer backed out."""
    from screens.register import Among, RegisterScreen

    among = Among(why, where) if where else None
    return await screen.app.open(RegisterScreen(cls, among=among, picking=why))


async def open_offer(screen: StationScreen, cls: type[Record], offer: Offer, name: str, one: Any, title: str) -> None:
    """Follow an entry of the 業務選択メニュー of record `one` of the type `name`: a list of those there, or a new one."""
    from shuro.kernel.links import opening

    given = opening(cls, offer, name, one)
    if offer.listing:
        from screens.register import Among, RegisterScreen

        table = table_of(getattr(cls, "source", None) or cls)
        tied = {column: value for column, value in given.items() if column in table.c and value is not None}
        where = tuple(table.c[column] == value for column, value in tied.items())
        await screen.app.open(RegisterScreen(cls, among=Among(title, where, given)))
        return
    if offer.alone and cls.under:
        there = await screen.in_thread("検索中", lambda: one_under(screen.app.desk, cls, given[cls.under[0]]))
        if there is not None:
            from screens.record_form import RecordScreen

            await screen.app.open(RecordScreen(cls, there))
            return
    for column in offer.picks:
        record = next(record for beside, record in cls.beside if beside == column)
        found = await _pick_beside(screen, cls, registry.load(record), given)
        if found is None:
            return
        given[column] = found
    await open_new(screen, cls, given)


def one_under(desk: Desk, cls: type[Record], parent: int) -> int | None:
    """The record of the type that hangs on `parent`, where there is one already."""
    assert cls.under is not None
    table = table_of(cls)
    with desk.database.read() as session:
        return session.execute(sa.select(table.c.id).where(table.c[cls.under[0]] == parent).limit(1)).scalar()


async def _pick_beside(
    screen: StationScreen, cls: type[Record], other: type[Record], given: dict[str, Any]
) -> int | None:
    """A record of another type under the same parent."""
    where: tuple[Any, ...] = ()
    if cls.under and other.under and other.under[1] == cls.under[1]:
        where = (table_of(other).c[other.under[0]] == given.get(cls.under[0]),)
    return await pick_record(screen, other, f"{label_of(cls)}の{label_of(other)}", where)
