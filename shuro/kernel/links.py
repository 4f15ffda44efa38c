"""References between records: the text that names a record, and the record a text names."""

from __future__ import annotations

import re
from copy import copy
from typing import Any

import sqlalchemy as sa

from shuro.kernel import registry
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, Offer, Record, item, items_of, label_of, rows_of, table_of, title_of
from shuro.kernel.scope import scoped
from shuro.kernel.text import Unreadable, narrow

SERIAL = re.compile("[0-9]{1,9}")  # what an integer column of either engine can hold


def reference_of(cls: type[Record], one: Any, desk: Desk | None = None) -> str:
    """The short text naming a record, such as `1301-105`: the texts of its reference items, or its id."""
    if not cls.reference:
        return str(one.id)
    return "-".join(str(getattr(one, name) if getattr(one, name) is not None else "") for name in cls.reference)


def reference(desk: Desk | None, target: str | None, id: int) -> str:
    """The text of a link: reference and name of the record, the bare id where there is no database to ask."""
    if desk is None or target is None:
        return str(id)
    cls = registry.load(target)
    one = read(desk, cls, id)
    return f"{reference_of(cls, one)} {title_of(cls, one)}" if one else str(id)


def resolve(desk: Desk | None, target: str | None, text: str) -> int:
    """The id of the record named by a reference (anything after a blank is its name, ignored), as the officer may see it.

    Raises Unreadable.
    """
    if desk is None or target is None:
        raise Unreadable("一覧から選んでください。")
    cls = registry.load(target)
    words = narrow(text).split(" ")[0]
    table = table_of(cls)
    condition = table.c.id == int(words) if SERIAL.fullmatch(words) and not cls.reference else None
    parts = words.split("-") if len(cls.reference) > 1 else [words]
    if cls.reference and len(parts) == len(cls.reference):
        condition = sa.and_(*(match(table, cls, name, part) for name, part in zip(cls.reference, parts)))
    found = select_ids(desk, table, sa.and_(condition, scoped(desk, cls))) if condition is not None else []
    if len(found) != 1:
        example = "-".join(called(cls, name) for name in cls.reference) or "番号"
        raise Unreadable(f"{label_of(cls)}の「{example}」で入力するか、F4で選んでください。")
    return found[0]


def called(cls: type[Record], name: str) -> str:
    """What a reference item or column is called in a message."""
    labels = {one.name: one.label for one in items_of(cls)} | {"office_code": "管轄局署のコード", "year": "年"}
    return labels.get(name, "番号")


def opening(cls: type[Record], offer: Offer, name: str, one: Any) -> dict[str, Any]:
    """The `given` of a new record opened from a menu: that of record `one` of the type `name` (see registry.offers_at).

    The new record hangs on `one` itself, or on what `one` hangs on; what the offer `picks` comes from the officer.
    """
    given = dict(offer.given)
    if cls.under:
        column, above = cls.under
        given[column] = one.id if above == name else getattr(one, column, None)
    given |= {column: one.id for column, record in cls.beside if record == name}
    return given | ({offer.into: one.id} if offer.into else {})


def match(table: sa.Table, cls: type[Record], name: str, part: str) -> Any:
    """The condition that a reference item equals a typed part; a part that cannot be one matches nothing."""
    column = table.c[name]
    declared = next((one for one in items_of(cls) if one.name == name and one.read_as is not None), None)
    if declared is not None:
        try:
            part = declared.read(part)
        except Unreadable:
            return sa.false()
    if isinstance(column.type, sa.Integer):
        return column == int(part) if SERIAL.fullmatch(part) else sa.false()
    return column == part


def referring(desk: Desk, name: str, id: int) -> list[tuple[type[Record], int]]:
    """The types with records that hang on, or link to, record `id` of the type `name`, and how many: all offices'."""
    found: list[tuple[type[Record], int]] = []
    for cls in registry.load_all():
        if not issubclass(cls, Record):
            continue
        columns = {one.name for one in items_of(cls) if one.target == name and one.stored}
        if cls.under and cls.under[1] == name:
            columns.add(cls.under[0])
        columns.update(column for column, record in cls.beside if record == name)
        if columns:
            table = table_of(cls)
            tied = sa.or_(*(table.c[column] == id for column in sorted(columns)))
            with desk.reading() as session:
                number = session.execute(sa.select(sa.func.count()).select_from(table).where(tied)).scalar_one()
            found += [(cls, number)] if number else []
    return found


def pointing(name: str) -> dict[type[Record], set[str]]:
    """The columns that hold the id of a record of the type `name`, by type; `rows.column` where it is in a child table.

    Those of items, of what the record hangs on or beside, and plain foreign keys.
    """
    found: dict[type[Record], set[str]] = {}
    for cls in registry.load_all():
        if not issubclass(cls, Record):
            continue
        columns = held(cls, name)
        columns.update(
            column for column, record in (*([cls.under] if cls.under else []), *cls.beside) if record == name
        )
        for child in rows_of(cls):
            columns.update(f"{child.name}.{column}" for column in held(child.row, name))
        if columns:
            found[cls] = columns
    return found


def held(cls: type, name: str) -> set[str]:
    """The columns of one table that hold the id of a record of the type `name`, that of a row's own record left out."""
    linked = {one.name for one in items_of(cls) if one.target == name and one.stored}
    keys = {
        column.name
        for column in table_of(cls).columns
        for key in column.foreign_keys
        if key.target_fullname == f"{name}.id" and key.ondelete != "CASCADE"
    }
    return linked | keys


def relink(desk: Desk, cls: type[Record], columns: set[str], old: int, new: int, why: str) -> int:
    """Let the records of a type that point to record `old` point to `new`, inside the transaction; how many there were.

    `columns` as `pointing` gives them. Each is changed like by `store.amend`, with `why` as the step of its history.
    """
    from shuro.kernel import store

    assert desk.session is not None
    table = table_of(cls)
    own = sorted(column for column in columns if "." not in column)
    points = [table.c[column] == old for column in own]
    for column in sorted(columns - set(own)):
        rows, _, inner = column.partition(".")
        child = table_of(item(cls, rows).row)
        owner = child.c[store.parent_column(item(cls, rows).row)]
        points.append(table.c.id.in_(sa.select(owner).where(child.c[inner] == old)))
    found = store.entries(desk.session, cls, sa.or_(sa.false(), *points))
    for one in found:
        changes: dict[str, Any] = {column: new for column in own if getattr(one, column) == old}
        for column in columns - set(own):
            rows, _, inner = column.partition(".")
            lines = changes.setdefault(rows, [copy(line) for line in getattr(one, rows)])
            for line in lines:
                if getattr(line, inner) == old:
                    setattr(line, inner, new)
        store.amend(desk, cls, one.id, changes, why)
    return len(found)


def select_ids(desk: Desk, table: sa.Table, condition: Any) -> list[int]:
    statement = sa.select(table.c.id).where(condition).limit(2)
    with desk.reading() as session:
        return list(session.execute(statement).scalars())


def read(desk: Desk, cls: type[Record], id: int) -> Entry | None:
    """The linked record, inside the transaction in hand or in one of its own."""
    from shuro.kernel.store import fetch

    with desk.reading() as session:
        return fetch(session, cls, id)
