"""The last line of a screen: the keys that work now. Drawn from the key table, never a widget of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from widgets.cells import Line, fit_line, spans, width


class KeyHint(NamedTuple):
    """One key of the bar: `key` as shown ("F9"), `short` and `label` its words, `rank`: lower stays longer."""

    key: str
    short: str
    label: str
    rank: int = 5


def key_line(hints: Sequence[KeyHint], cells: int) -> Line:
    """One line of `cells`: long words where they fit, else short ones, else without the F, else fewer keys."""
    for form in (_long, _short, _digits):
        line = spans(*(part for hint in hints for part in form(hint)))
        if sum(width(text) for text, _ in line) <= cells + 1:
            return fit_line(line, cells)
    kept = sorted(range(len(hints)), key=lambda at: (hints[at].rank, at))
    while kept:
        kept.pop()
        line = spans(*(part for at in sorted(kept) for part in _digits(hints[at])))
        if sum(width(text) for text, _ in line) <= cells + 1:
            return fit_line(line, cells)
    return fit_line((), cells)


def _long(hint: KeyHint) -> tuple[tuple[str, str], ...]:
    return _told(hint.key, hint.label)


def _short(hint: KeyHint) -> tuple[tuple[str, str], ...]:
    return _told(hint.key, hint.short)


def _digits(hint: KeyHint) -> tuple[tuple[str, str], ...]:
    return _told(hint.key.removeprefix("F"), hint.short)


def _told(key: str, word: str) -> tuple[tuple[str, str], ...]:
    """Key and word; a word in Latin letters would run into the key without colours."""
    return (key, "key"), (f":{word}" if word[:1].isascii() else word, "bar"), (" ", "")
