"""The law articles a violation can be entered by (data/codes/law-articles.csv): tree, search, what rests on what.

An ordinance article names the article of the law it rests on, so entering the one fills the whole set of violated
provisions 法, 令, 則 (SUP-24). A few must be entered with one more choice (SUP-25) or a 補完コード (SUP-27).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from shuro.kernel.codelists import codes, kanji_number, rows

COLUMNS = ("法", "令", "則", "派遣法")

# SUP-25 (data/codes/provision-entry-rules.csv): the provisions that need one more choice.
STANDARD_MACHINES = "14-27-0-0"  # 安衛則第27条: which machine of 別表第2 or 令第13条第3項 (b-c)
SPECIAL_EDUCATION = "02-59-3-0"  # 安衛法第59条第3項: which 号 of 安衛則第36条 (b-b)
SPECIAL_EDUCATION_RECORDS = "14-38-0-0"  # rests on it too, but is about keeping records of every kind of education
RESTRICTED_WORK = "02-61-1-0"  # 安衛法第61条第1項: which 号 of 安衛令第20条 (b-d)


@dataclass(frozen=True, slots=True)
class Article:
    """One provision. `basis` are the codes of the articles it rests on: several are alternatives; none for a 法."""

    code: str
    law: str  # abbreviation of data/codes/law-abbreviations.csv
    kind: str  # 法 | 令 | 則
    article: str  # 第36条第1号
    title: str
    group: str
    basis: tuple[str, ...] = ()
    notes: str = ""
    numbers: tuple[tuple[int, ...], ...] = field(default=(), repr=False)  # 条 and its の, 項, 号 and its の; 0 = none

    @property
    def text(self) -> str:
        """As it is written and printed: 安衛則第36条第1号."""
        return self.law + self.article

    @property
    def column(self) -> str:
        """The column of the tree it stands in (SYS-27): 法, 令, 則 or 派遣法."""
        return "派遣法" if self.law == "派遣法" else self.kind


@dataclass(frozen=True, slots=True)
class Supplement:
    """A 補完コード of an article (SUP-27). The empty code is a choice of its own where the list prints コードなし."""

    code: str
    name: str
    notes: str = ""


@cache
def law_articles() -> Mapping[str, Article]:
    """Every provision by code, in the order of the list; the machines of 安衛法別表第2 follow (SUP-25)."""
    lines = rows("law-articles") + rows("law-appendix-machines")
    code_of = {line["law"] + line["article"]: line["code"] for line in lines}
    return MappingProxyType(
        {
            line["code"]: Article(
                **{key: line[key] for key in ("code", "law", "kind", "article", "title", "group", "notes")},
                basis=tuple(code_of[text] for text in line["basis"].split("|") if text),
                numbers=_numbers(line["code"]),
            )
            for line in lines
        }
    )


def _numbers(code: str) -> tuple[tuple[int, ...], ...]:
    """14-642.2-1-0 → ((642, 2), (1,), (0,)); the numbers of a 別表 are only those of its 号, so no 条 finds them."""
    return tuple(
        tuple(int(number) for number in part.split(".")) if not part.startswith("B") else (0,)
        for part in code.split("-")[1:]
    )


def article(text: str) -> Article | None:
    """The provision of a code (14-36-0-1) or of its exact text (安衛則第36条第1号, blanks aside), None without one."""
    return law_articles().get(text.strip()) or _by_text().get(re.sub(r"\s", "", text))


@cache
def _by_text() -> dict[str, Article]:
    return {one.text: one for one in law_articles().values()}


@cache
def law_tree() -> Mapping[str, Mapping[str, Mapping[str, tuple[Article, ...]]]]:
    """Column (法, 令, 則, 派遣法) → law → group → articles in the order of their numbers (SYS-27).

    Laws stand in the order of data/codes/law-abbreviations.csv, groups in the order of the list.
    """
    order = {one.extra["abbreviation"]: place for place, one in enumerate(codes("law-abbreviations"))}
    tree: dict[str, dict[str, dict[str, list[Article]]]] = {column: {} for column in COLUMNS}
    for one in sorted(law_articles().values(), key=lambda one: order[one.law]):
        tree[one.column].setdefault(one.law, {}).setdefault(one.group, []).append(one)
    return {
        column: {
            law: {group: tuple(sorted(ones, key=lambda one: one.numbers)) for group, ones in groups.items()}
            for law, groups in laws.items()
        }
        for column, laws in tree.items()
    }


# What rests on what ------------------------------------------------------------------------------------------------


def basis_chain(code: str, supplement: str = "", choice: str | None = None) -> tuple[Article, ...]:
    """The whole set of violated provisions that entering `code` fills, in the order 法, 令, 則 (SUP-24).

    Where an article can rest on one of several, all are given, unless the 補完コード says which (安衛則第23条第1項).
    `choice` is the code picked from `entry_choices(code)`: it joins the set, and for 安衛法第59条第3項 it takes the
    place of the picked article (SUP-25). Raises KeyError for an unknown code.
    """
    articles = law_articles()
    if choice and _replaced_by_choice(articles[code]):
        return basis_chain(choice)
    found = {code: articles[code]}
    waiting = list(_bases(articles[code], supplement))
    while waiting:
        below = articles[waiting.pop()]
        found[below.code] = below
        waiting.extend(one for one in below.basis if one not in found)
    if choice:
        found[choice] = articles[choice]
    return tuple(sorted(found.values(), key=lambda one: (COLUMNS.index(one.column), one.code == choice, one.numbers)))


def _bases(one: Article, supplement: str) -> tuple[str, ...]:
    named = [option.name for option in supplements(one.code) if supplement and option.code == supplement]
    said = tuple(code for code in one.basis if f"根拠法が{law_articles()[code].text}" in named)
    return said or one.basis


def resting_on(code: str) -> tuple[Article, ...]:
    """The articles that rest directly on `code`, in the order of the list."""
    return tuple(one for one in law_articles().values() if code in one.basis)


def entry_choices(code: str) -> tuple[Article, ...]:
    """The provisions of which one is to be picked with `code`, empty where the article is enough (SUP-25).

    安衛則第27条: the machine; 安衛法第59条第3項 and every ordinance of special education: the 号 of 安衛則第36条;
    安衛法第61条第1項 and every ordinance of restricted work: the 号 of 安衛令第20条.
    Raises KeyError for an unknown code.
    """
    picked = law_articles()[code]
    if code == STANDARD_MACHINES:
        return _of("安衛法", "別表第2") + _of("安衛令", "第13条第3項")
    if _replaced_by_choice(picked):
        return _of("安衛則", "第36条")
    if code == RESTRICTED_WORK or (picked.kind == "則" and RESTRICTED_WORK in picked.basis):
        return _of("安衛令", "第20条")
    return ()


def _replaced_by_choice(picked: Article) -> bool:
    if picked.code == SPECIAL_EDUCATION:
        return True
    own = SPECIAL_EDUCATION in picked.basis and picked.code != SPECIAL_EDUCATION_RECORDS
    return own and not _under(picked, "安衛則", "第36条")


def _of(law: str, provision: str) -> tuple[Article, ...]:
    return tuple(one for one in law_articles().values() if _under(one, law, provision))


def _under(one: Article, law: str, provision: str) -> bool:
    """Is `one` that provision or a 項 or 号 of it? 第642条の2の2 is not under 第642条の2."""
    rest = one.article.removeprefix(provision)
    return one.law == law and one.article.startswith(provision) and (not rest or rest.startswith("第"))


@cache
def supplements(code: str) -> tuple[Supplement, ...]:
    """The 補完コード that can be stored with an article, in the order of 別表12; empty for most (SUP-27).

    The list prints a 条 where the articles go down to the 項, so a provision of the list covers the 項 and 号 under it.
    Leaving the code out is always possible. Raises KeyError for an unknown code.
    """
    picked = law_articles()[code]
    return tuple(
        Supplement(one.code, one.name, one.extra["notes"])
        for one in codes("supplement-codes")
        if _under(picked, one.extra["law"], one.extra["provision"])
    )


# Finding an article by what is typed -------------------------------------------------------------------------------

LONGEST = 200  # characters of a text that is read as an article number

_FIGURES = "[〇一二三四五六七八九十百千]{1,9}"
_KANJI = re.compile(f"{_FIGURES}(?=[条項号])|(?<=[0-9条号]の){_FIGURES}")
# Every number is taken whole and every の in one place, so that no text makes the search try the same thing twice.
_N = "[0-9]+(?![0-9])"
_PART = re.compile(f"第?({_N}(?:の{_N})*)(?:(項|号)((?:の{_N})*))?")
_NUMBER = re.compile(
    rf"第?(?<![0-9])({_N}(?:の{_N})*)(?:条((?:の{_N})*))?"
    rf"((?:[\s-]*第?{_N}(?:の{_N})*(?:[項号](?:の{_N})*)?)*)(?!\w)"
)
_CODE = re.compile(r"[0-9]{2}(-[0-9.]+){1,2}")


def find_articles(text: str) -> list[Article]:
    """The provisions that fit what was typed, best first; all of them for an empty text, none when nothing fits.

    Understood, in any width and order: a code or its beginning (14-36-0), the number of an article with or without
    its 第, 条, 項 and 号 and in kanji figures (安衛則36, 労基法 32条 1項, 32-1, 第三十二条の二), a law by its
    abbreviation or full name, and words of title, group and law (安衛則 足場). `32-1` is 第1項, or 第1号 where the
    article has no 項, and after those 第32条の1. A 項 or 号 that the list does not go down to gives its 条.
    """
    typed = _typed(text)
    if typed in law_articles():
        return [law_articles()[typed]]
    found: list[Article] = []
    if len(typed) <= LONGEST and (number := _NUMBER.search(typed)):
        wanted = _Wanted.read(number)
        candidates = _with_words(typed[: number.start()] + " " + typed[number.end() :])
        ranked = [(rank, place, one) for place, one in enumerate(candidates) if (rank := wanted.rank(one)) is not None]
        if ranked and min(ranked)[0] < 3:
            ranked = [one for one in ranked if one[0] < 3]
        found = [one for _, _, one in sorted(ranked, key=lambda one: one[:2])]
    if _CODE.fullmatch(typed):
        found += [one for one in law_articles().values() if one.code.startswith(f"{typed}-") and one not in found]
    return found or _with_words(typed)


def _typed(text: str) -> str:
    """Half width, ASCII hyphens, figures for kanji numbers, no blanks inside 第36条."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"[‐‑‒–—―−ｰ]|(?<=[0-9])ー(?=[0-9])", "-", plain)
    plain = re.sub(r"(?<=第)\s+|\s+(?=[条項号])", "", plain)
    while (figures := _KANJI.sub(lambda found: str(kanji_number(found[0])), plain)) != plain:
        plain = figures
    return plain


def _plain_numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", text))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A typed article number: 条 with its の, and what follows as (numbers, 項 | 号 | no word)."""

    article: tuple[int, ...]
    parts: tuple[tuple[tuple[int, ...], str], ...]

    @classmethod
    def read(cls, number: re.Match[str]) -> _Wanted:
        parts = ((_plain_numbers(one[1] + (one[3] or "")), one[2] or "") for one in _PART.finditer(number[3]))
        return cls(_plain_numbers(number[1] + (number[2] or "")), tuple(parts))

    def rank(self, one: Article) -> int | None:
        """0 that very provision, 1 one below it, 2 its の typed as a hyphen, 3 another of the 条, None no fit."""
        if not one.numbers or one.numbers[0] == (0,):
            return None
        article, *below = one.numbers
        if article == self.article:
            if not self._fits(one):
                return 3
            return 0 if len(self.parts) >= sum(number != (0,) for number in below) else 1
        hyphened = self.article + (self.parts[0][0] if self.parts and not self.parts[0][1] else ())
        rest = _Wanted(hyphened, self.parts[1:])
        return 2 if len(hyphened) > len(self.article) and article == hyphened and rest._fits(one) else None

    def _fits(self, one: Article) -> bool:
        _, paragraph, item = one.numbers
        left = [("項", paragraph), ("号", item)]
        for numbers, word in self.parts:
            while left and (word not in ("", left[0][0]) or (left[0][1] == (0,) and not word)):
                left.pop(0)
            if not left or left.pop(0)[1] != numbers:
                return False
        return True


def _with_words(text: str) -> list[Article]:
    """The provisions in which every word of `text` stands; a law named at the beginning of a word keeps to that law."""
    from shuro.kernel.text import fold

    laws, words = set(), []
    for word in (fold(part) for part in text.split()):
        name = max((one for one in _law_names() if word.startswith(one)), key=len, default="")
        if name:
            laws.add(_law_names()[name])
        words.append(word.removeprefix(name))
    keys = _article_keys()
    found = [
        one
        for one in law_articles().values()
        if (not laws or laws == {one.law}) and all(word in keys[one.code] for word in words)
    ]
    whole = [fold(part) for part in text.split()]
    return found or [one for one in law_articles().values() if all(word in keys[one.code] for word in whole)]


@cache
def _law_names() -> dict[str, str]:
    """Folded abbreviation and full name of every law → its abbreviation."""
    from shuro.kernel.text import fold

    laws = codes("law-abbreviations")
    return {fold(name): one.extra["abbreviation"] for one in laws for name in (one.name, one.extra["abbreviation"])}


@cache
def _article_keys() -> dict[str, str]:
    from shuro.kernel.text import fold

    full = {one.extra["abbreviation"]: one.name for one in codes("law-abbreviations")}
    return {one.code: fold(f"{one.text} {full[one.law]} {one.title} {one.group}") for one in law_articles().values()}
