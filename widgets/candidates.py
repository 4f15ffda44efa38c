"""What a typed part of a code, name or reading may mean: the candidates shown below an item while it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

MOST = 200  # candidates kept; more are of no use to anyone

SLOW = frozenset({"address", "link"})  # looked up in a database: in a worker thread


class Choice(NamedTuple):
    """One candidate: the text put into the item, and the line that shows it."""

    text: str
    shown: str


def options_of(item: Any, desk: Any) -> list[Choice]:
    """All options of a choice item, in the order of the list."""
    if item.source is not None:
        return [Choice(f"{one.code} {one.name}".rstrip(), f"{one.code} {one.name}") for one in item.choices(desk)]
    return [Choice(name, f"{at} {name}") for at, name in enumerate(item.options, 1)]


def candidates(item: Any, typed: str, options: Sequence[Choice] = ()) -> list[Choice]:
    """The candidates of an item for what is typed; empty for kinds that have none and for an empty text.

    `options`: those of a choice (`options_of`).
    """
    wanted = typed.strip()
    kind = item.kind.name
    if kind == "choices":
        wanted = last_part(typed)[1].strip()
    if not wanted:
        return []
    if kind in ("choice", "choices"):
        return matching(options, wanted)
    finder = FINDERS.get(kind)
    return finder(item, wanted)[:MOST] if finder else []


def matching(options: Sequence[Choice], wanted: str) -> list[Choice]:
    """Options whose number or code begins with, or whose words contain, what is wanted; readings compare too."""
    from shuro.kernel.text import fold

    key = fold(wanted)
    if not key:
        return []
    first, second = [], []
    for one in options:
        shown = fold(one.shown)
        if shown.startswith(key):
            first.append(one)
        elif key in shown:
            second.append(one)
    return first + second


def last_part(typed: str) -> tuple[str, str]:
    """Of a set typed with 、 between: what stands before the part in hand, and that part."""
    for mark in "、，,":
        typed = typed.replace(mark, "、")
    head, mark, part = typed.rpartition("、")
    return head + mark, part


def taken(item: Any, typed: str, choice: Choice) -> str:
    """The item's text when a candidate is taken."""
    return last_part(typed)[0] + choice.text if item.kind.name == "choices" else choice.text


def _offices(item: Any, wanted: str) -> list[Choice]:
    from shuro.kernel.codes import find_offices

    return [Choice(one.name, f"{one.code} {one.name}") for one in find_offices(wanted)]


def _industries(item: Any, wanted: str) -> list[Choice]:
    from shuro.kernel.codes import find_industries

    return [
        Choice(f"{one.code} {one.name}", f"{one.code} {one.name}") for one in find_industries(wanted, item.max or 6)
    ]


def _articles(item: Any, wanted: str) -> list[Choice]:
    from shuro.kernel.provisions import find

    return [Choice(one.text, f"{one.text} {one.title}") for one in find(wanted, item.laws)]


def _addresses(item: Any, wanted: str) -> list[Choice]:
    from shuro.kernel import postal

    return [Choice(one.code, one.label) for one in postal.search(wanted, MOST)]


FINDERS = {"office": _offices, "industry": _industries, "law": _articles, "address": _addresses}
