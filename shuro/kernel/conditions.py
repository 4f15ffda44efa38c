"""Search conditions: the items of a record's search screen, and the SQL they mean (SYS-39 to SYS-41).

A type names its `searches`: an item by name (`"name"`), an item of a child table (`"violations.provision"`) or a
`Search` of its own. A date or number gives two conditions, from and to; a choice several answers, any of which fits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from shuro.kernel.checks import Finding, finding
from shuro.kernel.items import FREE, Item
from shuro.kernel.kinds import KINDS
from shuro.kernel.record import Called, Search, item, record_name, table_of
from shuro.kernel.text import Unreadable, narrow, tidy

if TYPE_CHECKING:
    from shuro.kernel.desk import Desk


@dataclass(frozen=True)
class Condition:
    """One line of a search screen: its item, and the SQL condition that a value of it means; see `record.Search`."""

    name: str
    item: Item
    clause: Callable[[Desk, Any], Any]
    preset: Callable[[Desk], Any] | None = None
    offered: frozenset[str] | None = None

    def stands(self, desk: Desk) -> bool:
        """Is it offered to the officer of the desk?"""
        return self.offered is None or desk.office.level in self.offered


class PrefixKind(type(KINDS["text"])):  # type: ignore[misc]
    """The beginning of a code: what is left of it matters, whatever its length (業種 down to any level, numbers)."""

    name = "prefix"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> str:
        return narrow(text).split(" ")[0].replace("-", "")


PREFIX = PrefixKind()
PARTIAL = KINDS["text"]


@cache
def conditions_of(cls: Any) -> tuple[Condition, ...]:
    """The search conditions of a record type or listing, in the order it names them."""
    found: list[Condition] = []
    for one in cls.searches:
        if isinstance(one, Search):
            found.append(Condition(one.name, replace(one.item, name=one.name), one.clause, one.preset, one.offered))
        elif isinstance(one, Called):
            found.extend(derived(cls, one.name, one.label))
        else:
            found.extend(derived(cls, one))
    return tuple(found)


def offered_to(desk: Desk, cls: Any) -> list[Condition]:
    """The search conditions that the officer of the desk is offered."""
    return [one for one in conditions_of(cls) if one.stands(desk)]


def in_force(desk: Desk, cls: Any) -> list[Any]:
    """The SQL conditions of those that the officer is not offered and that hold with their preset."""
    unseen = (one for one in conditions_of(cls) if not one.stands(desk))
    return [one.clause(desk, one.preset(desk)) for one in unseen if one.preset is not None]


def derived(cls: Any, name: str, label: str = "") -> list[Condition]:
    """The conditions of one item, called by its label or another."""
    source = getattr(cls, "source", None) or cls
    outer, _, inner = name.partition(".")
    declared = item(source, outer)
    if inner:
        return [inside(source, declared, item(declared.row, inner))]
    column = table_of(source).c[outer]
    plain = replace(declared, label=label or declared.label, need=FREE, when=None, must=None, enabled=None, fill=None,
                    typed=True, tab="", section="", stored=True, help="")  # fmt: skip
    how = "part" if outer in source.substring else declared.kind.searched
    if declared.kind.name == "datetime":
        plain = replace(plain, kind=KINDS["date"])
    if how == "range":
        return [
            Condition(f"{outer}_from", replace(plain, name=f"{outer}_from", label=f"{plain.label}(自)"),
                      lambda desk, value: column >= value),
            Condition(f"{outer}_to", replace(plain, name=f"{outer}_to", label=f"{plain.label}(至)"),
                      lambda desk, value: until(column, value)),
        ]  # fmt: skip
    if how == "prefix":
        return [Condition(outer, replace(plain, kind=PREFIX, max=None, read_as=None),
                          lambda desk, value: column.startswith(value, autoescape=True))]  # fmt: skip
    if how == "member":
        return [Condition(outer, replace(plain, kind=KINDS["choices"]), lambda desk, value: holds(column, value))]
    if how == "part":
        return [Condition(outer, replace(plain, kind=PARTIAL, max=None), part(source, outer, column))]
    if declared.kind.name == "choice":
        return [Condition(outer, replace(plain, kind=KINDS["choices"]), lambda desk, value: column.in_(value))]
    preset = (lambda desk: desk.office.code) if declared.kind.name == "office" else None
    return [Condition(outer, plain, equals(declared, column), preset)]


def equals(declared: Item, column: Any) -> Callable[[Desk, Any], Any]:
    """The column is the value; of a provision also what rests on it."""
    if declared.kind.name == "law":
        from shuro.kernel.provisions import covered

        return lambda desk, value: column.in_(covered(value))
    return lambda desk, value: column == value


def inside(source: type, rows: Item, declared: Item) -> Condition:
    """A condition on a line of a child table: some line of the record fits."""
    from shuro.kernel.store import parent_column

    child = table_of(rows.row)
    column = child.c[declared.name]
    name = f"{rows.name}.{declared.name}"
    plain = replace(declared, need=FREE, when=None, must=None, enabled=None, fill=None, typed=True, tab="", section="",
                    name=name)  # fmt: skip

    same = equals(declared, column)

    def clause(desk: Desk, value: Any) -> Any:
        fits = holds(column, value) if declared.kind.name == "choices" else same(desk, value)
        lines = sa.select(child.c.id).where(child.c[parent_column(rows.row)] == table_of(source).c.id, fits)
        return sa.exists(lines)

    return Condition(name, plain, clause)


def until(column: Any, value: Any) -> Any:
    """Up to and including a value; a day includes the whole day where the column is a moment."""
    from datetime import date, datetime, time

    if isinstance(column.type, sa.DateTime) and isinstance(value, date) and not isinstance(value, datetime):
        return column <= datetime.combine(value, time.max)
    return column <= value


def holds(column: Any, wanted: list[str]) -> Any:
    """A JSON set of choices holds at least one of the wanted ones."""
    text = sa.cast(column, sa.Text)
    return sa.or_(*(text.contains(sa_json(one), autoescape=True) for one in wanted)) if wanted else sa.true()


def sa_json(word: str) -> str:
    """A word as it stands inside a stored JSON list."""
    import json

    return json.dumps(word, ensure_ascii=False)


def part(source: Any, name: str, column: Any) -> Callable[[Desk, Any], Any]:
    """Any part of a text: through the search index where the type has one for the item, by LIKE otherwise."""
    if name not in source.substring:
        return lambda desk, value: column.contains(value, autoescape=True)

    def clause(desk: Desk, value: Any) -> Any:
        from shuro.kernel.store import search_index

        return search_index(source).condition(name, value)

    return clause


def presets(desk: Desk, cls: type) -> dict[str, str]:
    """The texts a search screen opens with, such as the officer's own 管轄局署 (SYS-40)."""
    return {one.name: one.item.show(one.preset(desk), desk) for one in offered_to(desk, cls) if one.preset is not None}


def read_conditions(desk: Desk, cls: type, texts: dict[str, str]) -> tuple[list[tuple[Condition, Any]], list[Finding]]:
    """The conditions that were filled in, with their values; findings for texts that cannot be read and for empty ○."""
    chosen: list[tuple[Condition, Any]] = []
    found: list[Finding] = []
    known = {one.name: one for one in offered_to(desk, cls)}
    unknown = [name for name in texts if name not in known]
    found.extend(Finding(name, name, finding(None, "").severity, "この検索条件はありません。") for name in unknown)
    for name, one in known.items():
        typed = tidy(texts.get(name) or "")
        if not typed:
            if one.item.need.value == "registration":
                found.append(finding(one.item, "検索に必要な条件です。入力してください。"))
            continue
        try:
            chosen.append((one, one.item.read(typed, desk)))
        except Unreadable as problem:
            found.append(finding(one.item, str(problem)))
    return chosen, found


def clauses(desk: Desk, cls: type, chosen: list[tuple[Condition, Any]]) -> list[Any]:
    """The SQL conditions, office scope included; all must hold (SYS-39)."""
    from shuro.kernel.scope import scoped

    source = getattr(cls, "source", None) or cls
    return [scoped(desk, source), *(one.clause(desk, value) for one, value in chosen)]


__all__ = ["Condition", "clauses", "conditions_of", "presets", "read_conditions", "record_name"]
