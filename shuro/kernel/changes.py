"""Two states of one record: what differs, and how the changes of two officers come together (更新の重なり)."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any

from shuro.kernel.items import Item
from shuro.kernel.record import Entry, Record, items_of, rows_of, table_of
from shuro.kernel.steps import Step

META = frozenset({"id", "version", "registered_at", "registered_by", "updated_at", "updated_by"})


class Conflict(Exception):
    """Somebody else changed the same items meanwhile: values by item name, mine, theirs, and as I had read them."""

    sentence = "この情報は、入力中に別の職員が更新しました。どちらの内容を残すか選んでください。"

    def __init__(self, cls: type[Record], mine: dict, theirs: dict, base: dict, version: int, by: str):
        super().__init__(self.sentence)
        self.cls, self.mine, self.theirs, self.base, self.version, self.by = cls, mine, theirs, base, version, by


def update_of(
    cls: type[Record], step: Step, before: Entry, values: dict, version: int | None, base: dict | None
) -> tuple[Entry, tuple[str, ...]]:
    """The stored entry with my changes on it; a colleague's changes of other items stay. Raises Conflict."""
    one = duplicate(cls, before)
    if not step.edits or not values:
        if version is not None and version != before.version:
            raise Conflict(cls, {}, {}, {}, before.version, before.updated_by)
        return one, ()
    names = {item.name for item in items_of(cls) if item.typed and item.stored}
    mine = {n: v for n, v in values.items() if n in names and (base is None or not same(v, base.get(n)))}
    theirs: dict[str, Any] = {}
    if version is not None and version != before.version:
        known = base or {}
        theirs = {n: getattr(before, n) for n in names if n in known and not same(getattr(before, n), known[n])}
        clash = {n for n in mine if base is None or (n in theirs and not same(mine[n], theirs[n]))}
        if clash:
            raise Conflict(cls, {n: mine[n] for n in clash}, {n: getattr(before, n) for n in clash},
                           {n: known.get(n) for n in clash}, before.version, before.updated_by)  # fmt: skip
    apply(cls, one, mine)
    return one, tuple(sorted(theirs))


def apply(cls: type, one: Entry, values: dict[str, Any]) -> None:
    """Set the typed items; those only the system fills, or that are closed for this entry, are left alone (SYS-12)."""
    kept: dict[str, Any] = {}
    known = by_name(cls)
    for name, value in values.items():
        item = known.get(name)
        if item is not None and item.typed:
            if item.enabled is not None:
                kept[name] = getattr(one, name)
            setattr(one, name, value)
    for item in items_of(cls) if kept else ():
        if item.name in kept and not item.open_for(one):
            setattr(one, item.name, kept[item.name])


@cache
def by_name(cls: type) -> dict[str, Item]:
    """The items of a type by name."""
    return {item.name: item for item in items_of(cls)}


def duplicate(cls: type, one: Entry) -> Entry:
    """A copy whose lines can be changed without touching the original."""
    other = copy(one)
    for child in rows_of(cls):
        setattr(other, child.name, [copy(line) for line in getattr(one, child.name) or ()])
    return other


def same(a: Any, b: Any) -> bool:
    """Equal values; nothing typed equals nothing stored; lines are compared by their items."""
    if isinstance(a, list) and isinstance(b, list) and a + b and isinstance((a + b)[0], Entry):
        return [plain(line) for line in a] == [plain(line) for line in b]
    return a == b or (a in (None, "", [], False) and b in (None, "", [], False) and not is_zero(a) and not is_zero(b))


def is_zero(value: Any) -> bool:
    """0 is an entry (SYS-29) although it equals False."""
    return value == 0 and not isinstance(value, bool) and value is not None and not isinstance(value, (str, list))


def plain(line: Entry) -> dict[str, Any]:
    """The typed values of a child line, without its place in the database."""
    kept = {n: v for n, v in vars(line).items() if n not in ("id", "position", "of") and not n.endswith("_id")}
    return {n: v for n, v in kept.items() if v not in (None, "", [], False)}


def differences(cls: type, before: Entry | None, after: Entry | None) -> dict[str, list]:
    """{item: [old, new]} of what differs, for the history; state and parent columns included."""
    names = noted(cls)
    found: dict[str, list] = {}
    if before is None:  # imports ask this of every row
        values = vars(after)
        found = {name: [None, value] for name in names if (value := values.get(name)) is not None}
    else:
        for name in names:
            old, new = getattr(before, name, None), getattr(after, name, None)
            if old != new:
                found[name] = [old, new]
    for child in rows_of(cls):
        old = [plain(line) for line in getattr(before, child.name, None) or ()]
        new = [plain(line) for line in getattr(after, child.name, None) or ()]
        if old != new:
            found[child.name] = [old, new]
    return found


@cache
def noted(cls: type) -> tuple[str, ...]:
    """The columns whose values stand in the history."""
    return tuple(c.name for c in table_of(cls).columns if c.name not in META)
