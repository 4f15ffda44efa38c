"""Opening a new record: first the record it hangs on is found (SYS-19), then its form is opened."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Let the officer register a new record of a type, from its register; its id, or None when none was registered.

    `given`: columns that are decided already. Where the type hangs on another record that is not among them, that one is
    searched first, or registered first where it is not there yet; then the kind of record is chosen as in the
    業務選択メニュー, where that menu has several. `finish`: the form closes once it is registered.
    """
    given = dict(given)
    if not cls.under:
        return await open_form(screen, cls, given, finish=finish)
    column, name = cls.under
    if given.get(column) is None:
        found = await _what_it_hangs_on(screen, cls, registry.load(name))
        if found is None:
            return None
        given[column] = found or None
    offers = [offer for offer in cls.offers if not offer.listing and not offer.at]
    if not offers or given[column] is None or any(name in given for offer in offers for name, _ in offer.given):
        return await open_form(screen, cls, given, finish=finish)
    offer = await _chosen(screen, offers)
    if offer is None:
        return None
    return await follow(screen, cls, offer, {**dict(offer.given), **given}, finish=finish)


async def _what_it_hangs_on(screen: StationScreen, cls: type[Record], above: type[Record]) -> int | None:
    """The id of the record that a new one hangs on; 0 where it may stay open, None when the officer backed out."""
    if cls.loose:
        choices = (("pick", f"{label_of(above)}を検索する"), ("loose", f"{label_of(above)}を決めずに登録する"))
        chosen = await screen.ask(f"{label_of(cls)}の対象", "対象を先に決めますか。", choices)
        if chosen != "pick":
            return 0 if chosen else None
    return await pick_record(screen, above, f"{label_of(cls)}の対象")


async def _chosen(screen: StationScreen, offers: Sequence[Offer]) -> Offer | None:
    """One of the entries of the 業務選択メニュー; asked when there are several."""
    from screens.pick import pick_one

    if len(offers) == 1:
        return offers[0]
    pairs = [(at, f"{at + 1} {'　'.join(offer.path)}") for at, offer in enumerate(offers)]
    picked = await screen.app.open(pick_one("新規登録", pairs))
    return offers[picked[0]] if picked else None


async def open_form(
    screen: StationScreen, cls: type[Record], given: dict[str, Any], *, finish: bool = False
) -> int | None:
    """The form of a new record; its id, or None when it was not registered."""
    from screens.record_form import RecordScreen

    return await screen.app.open(RecordScreen(cls, given=given, finish=finish))


async def pick_record(screen: StationScreen, cls: type[Record], why: str, where: tuple[Any, ...] = ()) -> int | None:
    """Search a record of the type and pick it; its id, or None when the officer backed out."""
    from screens.register import Among, RegisterScreen

    among = Among(why, where) if where else None
    return await screen.app.open(RegisterScreen(cls, among=among, picking=why))


async def open_offer(screen: StationScreen, cls: type[Record], offer: Offer, name: str, one: Any, title: str) -> None:
    """Follow an entry of the 業務選択メニュー of record `one` of the type `name`: a list of those there, or a new one."""
    from screens.record_form import RecordScreen
    from shuro.kernel.links import opening

    if offer.opens:
        await screen.app.open(RecordScreen(cls, getattr(one, offer.opens)))
        return
    given = opening(cls, offer, name, one)
    if offer.listing:
        from screens.register import Among, RegisterScreen

        table = table_of(getattr(cls, "source", None) or cls)
        tied = {column: value for column, value in given.items() if column in table.c and value is not None}
        where = tuple(table.c[column] == value for column, value in tied.items())
        await screen.app.open(RegisterScreen(cls, among=Among(title, where, given)))
        return
    await follow(screen, cls, offer, given)


async def follow(
    screen: StationScreen, cls: type[Record], offer: Offer, given: dict[str, Any], *, finish: bool = False
) -> int | None:
    """A new record of an entry of the menu, or the one there is where there can be only one; its id."""
    if offer.alone and cls.under:
        parent = given[cls.under[0]]
        there = await screen.in_thread("検索中", lambda: one_under(screen.app.desk, cls, parent))
        if there is not None:
            from screens.record_form import RecordScreen

            return await screen.app.open(RecordScreen(cls, there))
    for column in offer.picks:
        record = next(record for beside, record in cls.beside if beside == column)
        found = await _pick_beside(screen, cls, registry.load(record), given)
        if found is None:
            return None
        given[column] = found
    return await open_form(screen, cls, given, finish=finish)


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
