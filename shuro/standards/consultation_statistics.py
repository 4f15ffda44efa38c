"""How many consultations there were, by topic, class, industry and result: the system has no periodic report (CST-69).

Counted are those of the officer's own office that were received in a 年度. A consultation counts under each of its topics
and classes, in the last line once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from shuro.kernel import codes as code_tables
from shuro.kernel import registry
from shuro.kernel.calendar import fiscal_year
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.record import Count, table_of
from shuro.kernel.scope import scoped
from shuro.standards.consultation_topics import topics

TOTAL = "計"
OPEN = "（空欄）"
MIDDLE = 4  # digits of a 中分類
NUMBER = "件数"
Table = tuple[list[str], list[list[Any]]]
RESULTS = {  # 処理1 to 処理5: heading, column, code list
    "処理1(完結)": ("outcome", "consultation-result-1-closing"),
    "処理2(局長の助言・指導)": ("advice", "consultation-result-2-advice"),
    "処理3(あっせん)": ("mediation", "consultation-result-3-mediation"),
    "処理4(他機関紹介)": ("referrals", "consultation-result-4-referral"),
    "処理5(行政指導等担当部署への取次)": ("handovers", "consultation-result-5-handover"),
}


def values(desk: Desk, year: int | str | None, *columns: str) -> list[Sequence[Any]]:
    """Some columns of every consultation of the own office received in a 年度 (default: the running one).

    Raises ValueError for a year that is no number.
    """
    cls = registry.load("consultation")
    table = table_of(cls)
    wanted = int(year) if year else fiscal_year(desk.today())
    within = (table.c.received_on >= date(wanted, 4, 1), table.c.received_on < date(wanted + 1, 4, 1))
    with desk.reading() as session:
        return list(session.execute(sa.select(*(table.c[name] for name in columns)).where(scoped(desk, cls), *within)))


def counted(found: Iterable[Any]) -> Counter[str]:
    """How often each value stands there; lists count under each of theirs, empty ones under OPEN."""
    numbers: Counter[str] = Counter()
    for value in found:
        numbers.update((value if isinstance(value, list) else [value]) if value else [OPEN])
    return numbers


def lines(numbers: Counter[str], order: Iterable[str], name: Callable[[str], str] = str) -> list[list[Any]]:
    """A line for each value that occurs, in the given order, then what is on no list, then the empty ones."""
    listed = [one for one in order if one in numbers]
    others = sorted(one for one in numbers if one not in listed and one != OPEN)
    return [[name(one) if one != OPEN else OPEN, numbers[one]] for one in (*listed, *others, OPEN) if one in numbers]


def by_topic(desk: Desk, year: int | str | None = None) -> Table:
    """For each 相談の内容."""
    found = [row[0] for row in values(desk, year, "topics")]
    names = {one.code: f"{one.code} {one.name}" for one in (*topics(None), *topics(desk))}
    made = lines(counted(found), names, lambda code: names.get(code, code))
    return ["相談の内容", NUMBER], [*made, [TOTAL, len(found)]]


def by_class(desk: Desk, year: int | str | None = None) -> Table:
    """For each 相談の区分."""
    found = [row[0] for row in values(desk, year, "classes")]
    made = lines(counted(found), codes("consultation-classes").options)
    return ["相談の区分", NUMBER], [*made, [TOTAL, len(found)]]


def by_industry(desk: Desk, year: int | str | None = None) -> Table:
    """For each 業種 (中分類)."""
    found = [row[0] and row[0][:MIDDLE] for row in values(desk, year, "industry_code")]
    known = code_tables.industries()
    made = lines(counted(found), sorted(known), lambda code: f"{code} {known[code].name}" if code in known else code)
    return ["業種", NUMBER], [*made, [TOTAL, len(found)]]


def by_result(desk: Desk, year: int | str | None = None) -> Table:
    """For each option of 処理1 to 処理5."""
    found = values(desk, year, *(column for column, _ in RESULTS.values()))
    made: list[list[Any]] = []
    for place, (heading, (_, options)) in enumerate(RESULTS.items()):
        numbers = counted(row[place] for row in found)
        made += [[heading, *line] for line in lines(numbers, codes(options).options)]
    return ["処理", "処理結果", NUMBER], [*made, [TOTAL, "", len(found)]]


COUNTS = (
    Count("相談の内容別の件数", "consultation-topics", by_topic, ("year",)),
    Count("相談の区分別の件数", "consultation-classes", by_class, ("year",)),
    Count("業種別の相談の件数", "consultation-industries", by_industry, ("year",)),
    Count("処理結果別の相談の件数", "consultation-results", by_result, ("year",)),
)
