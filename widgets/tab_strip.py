"""The line of tab names above a form: which one is in front, and how many problems each has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from widgets.cells import Line, fit_line, line_width, spans


class Tab(NamedTuple):
    """One page: its name, and how many refusals and questions, or else warnings, it has."""

    label: str
    hard: int = 0
    soft: int = 0


def tab_strip(tabs: Sequence[Tab], front: int, cells: int) -> Line:
    """One line of `cells`; the tab in front stands in brackets and is always in sight."""
    parts = [_part(tab, at == front) for at, tab in enumerate(tabs)]
    sizes = [line_width(part) for part in parts]
    first = 0
    while sum(sizes[first : front + 1]) + 6 > cells and first < front:
        first += 1
    line = spans(("< ", "dim") if first else "", *(span for part in parts[first:] for span in part))
    if line_width(line) > cells:
        line = (*fit_line(line, cells - 2), (" >", "dim"))
    return fit_line(line, cells)


def _part(tab: Tab, front: bool) -> Line:
    count = f" 誤{tab.hard}" if tab.hard else f" 警{tab.soft}" if tab.soft else ""
    name = (f"[{tab.label}]", "title") if front else (f" {tab.label} ", "")
    return spans(name, (count, "wrong" if tab.hard else "warn"), " ")
