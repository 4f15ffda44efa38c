"""What of a text is indexed and what of a query is looked up: pairs of neighbouring characters.

A trigram index, the usual choice, finds nothing below three characters, and Japanese names are searched by one or two.
Every character starts a pair, the last one stands alone: a query of one character is the beginning of a pair, two
characters are a pair, a longer query is several pairs in the same text, which the folded text then confirms.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from shuro.kernel.text import fold

SEPARATOR = "\x1f"  # between the values of an item that has several; folded texts never hold it
MOST_PAIRS = 24  # of a query; the folded text confirms the rest, and a pasted page must not become a huge query


def key(value: str | Iterable[str | None] | None) -> str:
    """The folded text an item is found by; several values (former names) are kept apart, so that no query spans two."""
    if not value:
        return ""
    if isinstance(value, str):
        return fold(value)
    return SEPARATOR.join(filter(None, map(fold, filter(None, value))))


def pairs(text: str) -> list[str]:
    """The pairs of a folded text, and the last character of each value alone: 田中 gives 田中, 中."""
    if SEPARATOR in text:
        return [pair for part in text.split(SEPARATOR) for pair in pairs(part)]
    return [text[i : i + 2] for i in range(len(text))]


def picked(text: str) -> list[str]:
    """The pairs of a folded query that are looked up; one character is given alone.

    All of them and not every second one: it is the pair where two words meet that rules rows out (the 設株 of
    建設株式会社).
    """
    pairs_of = (text[i : i + 2] for i in range(max(1, len(text) - 1)))
    return list(islice(dict.fromkeys(pairs_of), MOST_PAIRS))
