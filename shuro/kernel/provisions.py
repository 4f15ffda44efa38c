"""Provisions as they are entered: an article, with the 号 or machine picked beside it where the article alone is not enough.

What is stored is one text: the code of the article, or `article+choice` where a second provision had to be picked
(SUP-25). Where the picked 号 takes the place of the article (安衛則第36条第1号 for 安衛法第59条第3項) its code stands alone.
An article that can rest on one of several may have the one that it rests on here beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from shuro.kernel.laws import Article, basis_chain, entry_choices, find_articles, law_articles
from shuro.kernel.text import Unreadable, fold, narrow, tidy

JOIN, SHOWN_JOIN = "+", "＋"
_JOINS = re.compile("[+＋]")
_UNFOLDED = 3  # articles found for which the choices beside them are offered at once


@dataclass(frozen=True, slots=True)
class Provision:
    """Something a law item can hold: what is stored, how it is written, what it is about."""

    value: str
    text: str
    title: str


def parts(value: str) -> tuple[str, str | None]:
    """The code of the article and of what was picked beside it (None without)."""
    code, _, choice = value.partition(JOIN)
    return code, choice or None


def known(value: str) -> bool:
    """Does the value name provisions that are on the list?"""
    code, choice = parts(value)
    return code in law_articles() and (choice is None or choice in law_articles())


def joined(code: str, choice: str | None = None) -> str:
    """What is stored for an article and the provision picked beside it. Raises KeyError for unknown codes."""
    if choice is None:
        return code
    alone = {one.code for one in basis_chain(choice)}
    return choice if {one.code for one in basis_chain(code, "", choice)} <= alone else f"{code}{JOIN}{choice}"


def written(value: str | None) -> str:
    """As it is shown and printed: 安衛則第27条＋安衛法別表第2第1号; a code that is not on the list as it stands."""
    articles = law_articles()
    return SHOWN_JOIN.join(
        articles[code].text if code in articles else code for code in (value or "").split(JOIN) if code
    )


def beside(code: str) -> tuple[Article, ...]:
    """What can be picked beside an article: the 号 or machines of SUP-25, or the bases of which it has several."""
    articles = law_articles()
    bases = articles[code].basis
    return entry_choices(code) or (tuple(articles[one] for one in bases) if len(bases) > 1 else ())


def chain(value: str, supplement: str | None = None) -> tuple[Article, ...]:
    """The whole set of violated provisions in the order 法, 令, 則 (SUP-24). Raises KeyError for unknown codes."""
    code, choice = parts(value)
    if choice in law_articles()[code].basis:
        others = {one for one in law_articles()[code].basis if one != choice}
        return tuple(one for one in basis_chain(code) if one.code not in others)
    return basis_chain(code, supplement or "", choice)


def in_column(value: str, column: str, supplement: str | None = None) -> str:
    """The provisions of the chain that stand in the column 法, 令 or 則, joined by 、."""
    return "、".join(one.text for one in chain(value, supplement) if one.column == column)


def to_pick(value: str) -> tuple[Article, ...]:
    """The provisions one of which must still be picked beside it (SUP-25); empty where the entry is whole."""
    code, choice = parts(value)
    return entry_choices(code) if choice is None else ()


@cache
def resting_on(code: str) -> frozenset[str]:
    """Every value whose chain holds the article `code`: what a search by that article finds."""
    found = set()
    for one in law_articles():
        if any(article.code == code for article in chain(one)):
            found.add(one)
        for choice in beside(one):
            value = joined(one, choice.code)
            if any(article.code == code for article in chain(value)):
                found.add(value)
    return frozenset(found)


def covered(value: str) -> frozenset[str]:
    """What a search for a value finds: itself and what rests on its article; of one with a choice itself alone."""
    return frozenset({value}) if JOIN in value or not known(value) else resting_on(value)


def read(text: str, laws: Sequence[str] = ()) -> str:
    """The stored value of a typed provision; `laws` are the only laws taken, where given. Raises Unreadable."""
    first, *rest = (part.strip() for part in _JOINS.split(tidy(text), maxsplit=1))
    code = _article(first, laws)
    return joined(code, _beside(code, rest[0])) if rest and rest[0] else code


def _article(wanted: str, laws: Sequence[str]) -> str:
    code = narrow(wanted).split(" ")[0]
    found = [law_articles()[code]] if code in law_articles() else find_articles(wanted)
    if laws:
        found = [one for one in found if one.law in laws]
    exact = [one for one in found if one.text == re.sub(r"\s", "", wanted)]
    for only in (exact, found):
        if len(only) == 1:
            return only[0].code
    if found:
        raise Unreadable(f"「{wanted}」に当たる条文が{len(found)}あります。F4で選んでください。")
    where = f"{'・'.join(laws)}の" if laws else ""
    raise Unreadable(f"「{wanted}」という{where}条文は一覧にありません。F4で選んでください。")


def _beside(code: str, wanted: str) -> str:
    choices = beside(code)
    article = law_articles()[code]
    if not choices:
        raise Unreadable(f"{article.text}には、「＋」で続けて選ぶ条文はありません。")
    found = _fitting(choices, wanted)
    if len(found) != 1:
        many = f"「{wanted}」に当たるものが{len(found)}あります" if found else f"「{wanted}」は選べません"
        raise Unreadable(f"{article.text}に続けて選ぶ条文は{choices[0].text}などです（{many}）。F4で選んでください。")
    return found[0].code


def _fitting(choices: Sequence[Article], wanted: str) -> list[Article]:
    """Those meant by a code, a text, the 号 alone (16号), a number as articles are typed, or words; all for no text."""
    plain = narrow(wanted).replace(" ", "")
    if not plain:
        return list(choices)
    exact = [
        one for one in choices if plain in (one.code, narrow(one.text)) or one.text.endswith(f"第{plain.lstrip('第')}")
    ]
    words = [fold(word) for word in wanted.split()]
    said = exact or [one for one in choices if all(word in fold(one.text + one.title) for word in words)]
    return said or [one for one in find_articles(wanted) if one in choices]


def find(text: str, laws: Sequence[str] = ()) -> list[Provision]:
    """What a typed text may mean, best first, for F4: articles, and with them what is to be picked beside them."""
    first, *rest = (part.strip() for part in _JOINS.split(tidy(text), maxsplit=1))
    found = [one for one in find_articles(first) if not laws or one.law in laws]
    exact = [one for one in found if one.text == re.sub(r"\s", "", first)]
    found = exact or found
    offered: list[Provision] = []
    for one in found:
        choices = beside(one.code) if len(found) <= _UNFOLDED else ()
        if not choices or not rest:
            offered.append(Provision(one.code, one.text, one.title))
        for choice in _fitting(choices, rest[0] if rest else ""):
            value = joined(one.code, choice.code)
            offered.append(Provision(value, written(value), choice.title))
    return list({one.value: one for one in offered}.values())
