"""Everything that is picked from a list of codes: 局署, 業種, law articles and the plain lists. One door for callers.

The plain lists stand in `shuro.kernel.codelists`, the law articles in `shuro.kernel.laws`; both can be asked for here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from shuro.kernel.codelists import Code, CodeList, codes, matches, names, rows, search_keys
from shuro.kernel.desk import Office
from shuro.kernel.laws import (
    Article,
    Supplement,
    article,
    basis_chain,
    entry_choices,
    find_articles,
    law_articles,
    law_tree,
    supplements,
)

__all__ = [
    "Article",
    "Code",
    "CodeList",
    "Industry",
    "Supplement",
    "article",
    "basis_chain",
    "codes",
    "entry_choices",
    "find_articles",
    "find_industries",
    "find_offices",
    "industries",
    "industries_below",
    "industry_name",
    "industry_path",
    "law_articles",
    "law_tree",
    "names",
    "office",
    "office_kana",
    "offices",
    "offices_of",
    "rows",
    "supplements",
]

# 局署 --------------------------------------------------------------------------------------------------------------


@cache
def offices() -> Mapping[str, Office]:
    """Every 本省, 局 and 署 by its four-digit code, in the order of the codes (SYS-1)."""
    return MappingProxyType(
        {
            one.code: Office(
                code=one.code,
                level=one.extra["level"],
                name=one.name,
                bureau=one.extra["bureau"] or None,
                prefecture=one.extra["prefecture"],
            )
            for one in codes("offices")
        }
    )


def office(code: str) -> Office:
    """The office of that code. Raises KeyError when there is none."""
    return offices()[code]


def office_kana(code: str) -> str:
    """The reading of an office's name in full-width katakana; empty for an unknown code."""
    known = codes("offices").get(code)
    return known.extra["kana"] if known else ""


def find_offices(text: str) -> list[Office]:
    """The offices that fit a typed code, name or kana, best first; a prefecture may stand beside it (沖縄 宮古)."""
    return matches(offices().values(), text, _office_keys())


@cache
def _office_keys() -> list[tuple[str, ...]]:
    return search_keys(codes("offices"), lambda one: (one.code, one.name, one.extra["kana"], one.extra["prefecture"]))


def offices_of(bureau: str) -> tuple[Office, ...]:
    """The 署 and 支署 of the 局 with that code, in the order of the codes; empty for a 署 or an unknown code."""
    return tuple(one for one in offices().values() if one.bureau == bureau)


# 業種 --------------------------------------------------------------------------------------------------------------

INDUSTRY_LEVELS = {2: "大分類", 4: "中分類", 6: "小分類"}


@dataclass(frozen=True, slots=True)
class Industry:
    """One line of the 労働基準局報告例規基準業種分類表 (SYS-26): 2 digits 大分類, 4 中分類, 6 小分類."""

    code: str
    name: str
    level: str
    notes: str = ""

    @property
    def parent(self) -> str | None:
        """The code of the class above, None for a 大分類."""
        return self.code[:-2] or None


@cache
def industries() -> Mapping[str, Industry]:
    """All classes of 業種 by code, a class before those below it."""
    return MappingProxyType(
        {one.code: Industry(one.code, one.name, one.extra["level"], one.extra["notes"]) for one in codes("industries")}
    )


def industry_name(code: str) -> str:
    """The name of a class of 業種, as 010602 = 紙加工品製造業. Raises KeyError for an unknown code."""
    return industries()[code].name


def industry_path(code: str, between: str = "／") -> str:
    """The names from the 大分類 down, as 製造業／食料品製造業／水産食料品製造業. Raises KeyError for another code."""
    return between.join(industry_name(code[:digits]) for digits in range(2, len(code) + 1, 2))


def industries_below(code: str | None = None) -> tuple[Industry, ...]:
    """The classes directly below `code`; the 大分類 without one."""
    return tuple(one for one in industries().values() if one.parent == (code or None))


def find_industries(text: str, digits: int | None = None) -> list[Industry]:
    """The classes that fit a typed code or name, best first; only those of `digits` (2, 4, 6) when given.

    A word of a class above counts too, so that `食料品 水産` finds 水産食料品製造業 under 食料品製造業.
    """
    found = matches(industries().values(), text, _industry_keys())
    return [one for one in found if digits in (None, len(one.code))]


@cache
def _industry_keys() -> list[tuple[str, ...]]:
    return search_keys(industries().values(), lambda one: (one.code, one.name, industry_path(one.code)))
