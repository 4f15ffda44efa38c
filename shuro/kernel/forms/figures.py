"""Sheets of a statistical report: a table of numbers under headings of two levels, on A4 landscape.

`figures` draws it from the table of a statistic: the texts of a line stand left, its numbers right and with commas. What
does not fit on one sheet of paper runs on; the top of the sheet with all headings comes again on each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shuro.kernel.forms.layout import LANDSCAPE, Page

TOP, NOTE, HEADING, FOOT = 9.0, 6.0, 7.0, 6.0  # mm
UPRIGHT = 36.0  # mm: headings that run downward
LINE, LEAST_LINE = 6.2, 5.2  # mm: lower lines are taken where all then stand on one sheet of paper
NARROW = 13.0  # mm: in a narrower column a heading of several words runs downward


@dataclass(frozen=True)
class Heading:
    """A heading over one column, or over `below`, each the heading of a column. `width` is that of one column."""

    text: str
    below: tuple[str, ...] = ()
    width: float = 1.0

    @property
    def columns(self) -> int:
        """How many columns stand under it."""
        return len(self.below) or 1


@dataclass(frozen=True)
class Face:
    """What stands above the table: name of the form (left), title, office (left), period and unit (right)."""

    form: str
    title: str
    office: str
    period: str
    unit: str


def figures(
    name: str,
    face: Face,
    headings: Sequence[Heading],
    lines: Sequence[Sequence[Any]],
    *,
    strong: Sequence[str] = (),
    joined: bool = False,
    foot: str = "",
) -> Page:
    """The sheet `name` of a report. `lines` hold a cell for each column, texts and numbers (None: an empty cell).

    `strong`: first cells of lines in bold, such as that of the total. `joined`: equal first cells, one below the other,
    are one box. `foot` is a sentence below the table. Raises ValueError for a line of another width, DoesNotFit.
    """
    widths = tuple(one.width for one in headings for _ in range(one.columns))
    if any(len(line) != len(widths) for line in lines):
        raise ValueError(f"{name}: lines of other than {len(widths)} cells")
    room_wide = LANDSCAPE.room[0] / sum(widths)
    upright = any(one.width * room_wide < NARROW for one in headings)
    grouped = any(one.below for one in headings)
    head = (TOP, NOTE, NOTE, HEADING, UPRIGHT if upright else HEADING * 2 if grouped else NOTE)
    room = LANDSCAPE.room[1] - sum(head) - (FOOT if foot else 0)
    low = room / len(lines) if lines else LINE
    line = min(LINE, low) if low >= LEAST_LINE else LINE
    starts, breaks = _sheets(lines, joined, int(room / line + 0.001))
    heights = (*head, *[line] * len(lines), *([FOOT] if foot else []))
    page = Page(name, landscape=True, columns=widths, rows=len(heights), heights=heights)
    page.repeat, page.breaks = len(head), tuple(len(head) + at for at in breaks)
    _face(page, face, len(widths))
    _headings(page, headings, upright)
    _lines(page, lines, len(head) + 1, strong, starts if joined else None)
    if foot:
        page.label(len(heights), 1, 1, len(widths), foot, size=8)
    return page


def _sheets(lines: Sequence[Sequence[Any]], joined: bool, most: int) -> tuple[list[int], list[int]]:
    """(places where a first cell begins, places after which a new sheet of paper begins): joined lines stay together."""
    starts = [
        at for at, line in enumerate(lines) if not joined or not at or line[0] != lines[at - 1][0]
    ]  # fmt: skip
    breaks, begun = [], 0
    for at, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        if end - begun > most and at > begun:
            breaks.append(at)
            begun = at
    return starts, breaks


def _face(page: Page, face: Face, count: int) -> None:
    """The lines above the table."""
    half = count // 2
    page.label(1, 1, 1, count, face.title, size=14, align="center")
    page.label(2, 1, 1, half, face.form, size=10)
    page.label(2, half + 1, 1, count - half, face.period, size=10, align="right")
    page.label(3, 1, 1, half, face.office, size=10)
    page.label(3, half + 1, 1, count - half, f"（単位：{face.unit}）", size=9, align="right")


def _headings(page: Page, headings: Sequence[Heading], upright: bool) -> None:
    """Two rows of headings; one that has none below it stands in both."""
    column = 1
    for one in headings:
        if one.below:
            page.box(4, column, 1, one.columns, one.text, align="center", size=9, fill=True)
            for at, text in enumerate(one.below):
                _heading(page, 5, 1, column + at, text, upright)
        else:
            _heading(page, 4, 2, column, one.text, upright)
        column += one.columns


def _heading(page: Page, row: int, height: int, column: int, text: str, upright: bool) -> None:
    """The heading of one column, which runs downward where the column is narrow."""
    vertical = upright and page.column_widths[column - 1] < NARROW
    page.box(row, column, height, 1, text, align="center", size=9, fill=True, vertical=vertical, wrap=not vertical)


def _lines(
    page: Page, lines: Sequence[Sequence[Any]], row: int, strong: Sequence[str], starts: list[int] | None
) -> None:
    """The table; with `starts`, first cells as high as the lines that share them."""
    ends = dict(zip(starts, [*starts[1:], len(lines)], strict=True)) if starts is not None else {}
    for at, line in enumerate(lines):
        bold = line[0] in strong
        for column, value in enumerate(line, 1):
            if column == 1 and starts is not None and at not in ends:
                continue
            number = isinstance(value, int)
            page.box(
                row + at, column, ends[at] - at if column == 1 and at in ends else 1, 1,
                f"{value:,}" if number else value, align="right" if number else "left", size=9, bold=bold, wrap=not number,
            )  # fmt: skip
