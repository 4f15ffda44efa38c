"""Code lists (data/codes/*.csv): how one is read, and how an entry is found by what an operator types.

A list is read when it is first asked for and kept, since the files never change while the program runs. What is found
by typing is found by code, name or kana, whatever the width of the letters typed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import TypeVar

from shuro.kernel.paths import CODES

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Code:
    """One line of a code list. `extra` holds its other columns by their names, empty cells included."""

    code: str
    name: str
    extra: Mapping[str, str]


class CodeList:
    """A code list in the order of its file."""

    def __init__(self, name: str, entries: Iterable[Code]) -> None:
        self.name = name
        self.entries = tuple(entries)
        self._by_code: dict[str, Code] = {}
        self._by_name: dict[str, Code] = {}
        for entry in self.entries:
            self._by_code.setdefault(entry.code, entry)
            self._by_name.setdefault(entry.name, entry)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Code | None:
        """The entry of that code (the first where a list repeats codes, as supplement-codes does), None without."""
        return self._by_code.get(code)

    def named(self, name: str) -> Code | None:
        """The entry of exactly that name (the first where a list repeats names), None without."""
        return self._by_name.get(name)

    @cached_property
    def options(self) -> tuple[str, ...]:
        """The names, each once, in the order of the list; lines without a name are left out."""
        return tuple(dict.fromkeys(entry.name for entry in self.entries if entry.name))

    def find(self, text: str) -> list[Code]:
        """The entries that fit a typed text, best first (see `matches`); all of them for an empty text."""
        return matches(self.entries, text, self._keys)

    @cached_property
    def _keys(self) -> list[tuple[str, ...]]:
        return search_keys(self.entries, lambda entry: (entry.code, entry.name, entry.extra.get("kana", "")))


def search_keys(entries: Iterable[T], words: Callable[[T], tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The folded words (code first) of every entry, for `matches`. They are worth keeping."""
    from shuro.kernel.text import fold

    return [tuple(fold(word) for word in words(entry)) for entry in entries]


def matches(entries: Iterable[T], text: str, keys: list[tuple[str, ...]]) -> list[T]:
    """The entries whose code begins with, or whose other words contain, every blank-separated part of `text`.

    Best first: the code itself, a code's beginning, a whole word, a word's beginning, a word's part; equal ones keep
    their order. An empty text gives all. Width, case and kana follow `shuro.kernel.text.fold`.
    """
    from shuro.kernel.text import fold

    terms = [term for term in (fold(part) for part in text.split()) if term]
    if not terms:
        return list(entries)
    ranked = []
    for place, (entry, key) in enumerate(zip(entries, keys, strict=True)):
        ranks = [rank for term in terms if (rank := _rank(term, key)) is not None]
        if len(ranks) == len(terms):
            ranked.append((sum(ranks), place, entry))
    return [entry for _, _, entry in sorted(ranked, key=lambda one: one[:2])]


def _rank(term: str, key: tuple[str, ...]) -> int | None:
    code, *words = key
    if code == term:
        return 0
    if code.startswith(term):
        return 1
    if term in words:
        return 2
    if any(word.startswith(term) for word in words):
        return 3
    return 4 if any(term in word for word in words) else None


@cache
def codes(name: str) -> CodeList:
    """The code list data/codes/<name>.csv.

    The code is the column `code` (else the first), the name the column `name` (else the second); the other columns
    go into `extra`. Raises KeyError when there is no such list.
    """
    path = CODES / f"{name}.csv"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or not path.is_file():
        raise KeyError(f"no code list data/codes/{name}.csv")
    return CodeList(name, (_entry(row) for row in rows(name)))


def rows(name: str) -> list[dict[str, str]]:
    """The lines of data/codes/<name>.csv as they stand, by column name; for lists that are tables of their own."""
    with (CODES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _entry(row: dict[str, str]) -> Code:
    columns = list(row)
    code = "code" if "code" in row else columns[0]
    name = "name" if "name" in row else columns[1]
    return Code(row[code], row[name], MappingProxyType({key: row[key] for key in columns if key not in (code, name)}))


def names() -> tuple[str, ...]:
    """The names of all code lists, sorted."""
    return tuple(sorted(path.stem for path in CODES.glob("*.csv")))


_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def kanji_number(kanji: str) -> int:
    """三十二 → 32, 五百七十六 → 576, 二〇 → 20. Raises KeyError for any other sign."""
    total = part = 0
    for sign in kanji:
        if sign in _UNITS:
            total, part = total + (part or 1) * _UNITS[sign], 0
        else:
            part = part * 10 + _DIGITS[sign]
    return total + part
