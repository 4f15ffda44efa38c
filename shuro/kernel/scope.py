"""Office scope: one base condition for everything that is read (SYS-40, SYS-49)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, table_of


def offices_below(desk: Desk) -> list[str] | None:
    """Codes of the offices the officer's own office covers; None for all (本省)."""
    from shuro.kernel.codes import offices_of

    if desk.office.level == "本省":
        return None
    if desk.office.level == "局":
        return [desk.office.code, *(office.code for office in offices_of(desk.office.code))]
    return [desk.office.code]


def scoped(desk: Desk, cls: Any) -> Any:
    """The condition every read of a type carries, or True for types open to the whole country.

    A type's `shared(desk)` adds records of other offices that were sent here (SYS-36).
    """
    if getattr(cls, "realm", "kijun") != desk.officer.realm:
        return sa.false()
    if getattr(cls, "scope", "nation") == "nation":
        return sa.true()
    codes = [desk.office.code] if cls.scope == "office" else offices_below(desk)
    if codes is None:
        return sa.true()
    own = table_of(cls).c.office_code.in_(codes)
    shared = getattr(cls, "shared", None)
    return sa.or_(own, shared(desk)) if shared else own


def visible(desk: Desk, cls: type, one: Entry) -> bool:
    """May the officer see this stored record? The same condition as `scoped`, asked of one record."""
    table = table_of(cls)
    condition = scoped(desk, cls)
    if condition is sa.true() or isinstance(condition, sa.sql.elements.True_):
        return True
    assert desk.session is not None
    return desk.session.execute(sa.select(table.c.id).where(table.c.id == one.id, condition)).first() is not None
