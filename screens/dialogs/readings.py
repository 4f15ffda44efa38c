"""Finding a name by its kana where the list has none: by the reading that would be suggested for it (SYS-24)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from shuro.kernel.codelists import matches, search_keys
from shuro.kernel.text import is_kana, katakana

T = TypeVar("T")


@lru_cache(maxsize=4096)
def reading(name: str) -> str:
    """The suggested kana of a name, empty where there is none. The first call may load a dictionary: for a thread."""
    from shuro.kernel.kana import suggest

    return suggest(name) or ""


def finder(entries: Sequence[T], words: Callable[[T], tuple[str, ...]]) -> Callable[[str], list[T]]:
    """Entries by code (the first word), name or other words; typed kana finds a name by its reading too, last."""
    keys = search_keys(entries, words)

    def find(text: str) -> list[T]:
        found = matches(entries, text, keys)
        if not text.strip() or not is_kana(katakana(text)) or text.isascii():
            return found
        read = [(key[0], *(reading(word) for word in words(one)[1:])) for one, key in zip(entries, keys)]
        return found + [one for one in matches(entries, text, read) if one not in found]

    return find
