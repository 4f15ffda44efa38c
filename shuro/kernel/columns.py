"""Headings of spreadsheet files: which column of a file is which item of a record type, both ways.

A heading is the item's label; where the label stands twice in a record, its tab (and section) go before it. Lines of a
child table are numbered: `違反法条項1／法、令、則`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

from shuro.kernel.items import Item
from shuro.kernel.record import Record, items_of, label_of

LINES = 20  # child lines a file may hold for one record
REPORT = ("エラー行", "エラー項目", "エラー内容")  # what an error file adds; skipped when it is fed again


@dataclass(frozen=True)
class Heading:
    """A column of a file: its text, the item, and for a child table the rows item and the line (from 0)."""

    text: str
    item: Item
    rows: Item | None = None
    line: int = 0


@cache
def headings(cls: type[Record], lines: int = 0) -> tuple[Heading, ...]:
    """The columns of a record type in screen order; `lines` of each child table."""
    plain = [one for one in items_of(cls) if one.kind.name != "rows"]
    seen = Counter(one.label for one in plain)
    found: list[Heading] = []
    for one in items_of(cls):
        if one.kind.name == "rows":
            name = table_name(cls, one)
            found.extend(
                Heading(f"{name}{line + 1}／{inner.label}", inner, one, line)
                for line in range(lines)
                for inner in items_of(one.row)
            )
        else:
            found.append(Heading(one.label if seen[one.label] == 1 else placed(one), one))
    return tuple(found)


@cache
def table_name(cls: type, one: Item) -> str:
    """What the lines of a child table are called: its section, or its label where several tables stand in the section."""
    beside = [other for other in items_of(cls) if other.kind.name == "rows" and other.section == one.section]
    return one.section if one.section and len(beside) == 1 else one.label


def placed(one: Item) -> str:
    """The label with its place in front."""
    return "／".join(part for part in (one.tab, one.section, one.label) if part)


@cache
def known_headings(cls: type[Record]) -> dict[str, Heading]:
    """Every heading a file of this type may have: labels, placed labels and item names."""
    found: dict[str, Heading] = {}
    for one in headings(cls, LINES):
        found.setdefault(one.text, one)
        if one.rows is None:
            found.setdefault(one.item.name, one)
            found.setdefault(placed(one.item), one)
    return found


@cache
def parents(cls: type[Record]) -> dict[str, tuple[str, str]]:
    """Heading → (column, record name) of the records that a row of a file hangs on, such as 事業場基本情報: the one it must
    (`under`) first, then those it may (`beside`).
    """
    from shuro.kernel import registry

    hung = (*([cls.under] if cls.under else []), *cls.beside)
    return {label_of(registry.load(record)): (column, record) for column, record in hung}
