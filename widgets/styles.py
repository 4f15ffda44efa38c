"""The few looks of the screens, by name. Colour never carries a meaning alone: a sign or a word stands beside it.

The terminal's own sixteen colours are used: they keep the officer's contrast settings and cost a third of the bytes.
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from widgets.cells import Line, fit_line, shown

STYLES: dict[str, Style] = {
    "": Style.null(),
    "title": Style(reverse=True, bold=True),
    "bar": Style(reverse=True),
    "key": Style(bold=True),
    "heading": Style(bold=True),
    "strong": Style(bold=True),
    "dim": Style(dim=True),
    "label": Style.null(),
    "here": Style(bold=True),
    "field": Style(underline=True),
    "auto": Style.null(),
    "suggested": Style(dim=True, italic=True),
    "must": Style(bold=True, color="red"),
    "duty": Style(color="yellow"),
    "wrong": Style(bold=True, color="red"),
    "warn": Style(color="yellow"),
    "note": Style(color="cyan"),
    "chosen": Style(reverse=True),
    "mask": Style(underline=True),
    "button": Style(bold=True),
    "border": Style(dim=True),
    "holiday": Style(color="red"),
}


@lru_cache(maxsize=4096)
def strip_of(line: Line, cells: int) -> Strip:
    """The line as a Textual strip of exactly `cells`; the text is taken literally, never as markup."""
    return Strip([Segment(shown(text), STYLES[how]) for text, how in fit_line(line, cells)], cells)
