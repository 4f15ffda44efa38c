"""The first line of a screen: where the officer is on the left, who and in what state on the right."""

from __future__ import annotations

from widgets.cells import Line, cut, fit, width


def title_line(left: str, right: str, cells: int) -> Line:
    """One line of `cells`; the right part gives way when both do not fit."""
    right = cut(right, max(0, cells - width(left) - 4))
    room = cells - width(right) - 2
    return ((f" {fit(left, room - 1)} {right} ", "title"),)
