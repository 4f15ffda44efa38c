"""監401 「申告処理状況報告」: 様式第1号 to 第3号, counted by 大分類 of 事業の種類 (CMP-86 to CMP-91).

A case belongs to the period when it was accepted in it, or before it and not closed before it. All numbers come from
grouped queries, so that a 局 and a year cost little more than the aggregate they rest on.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from shuro.kernel import codes as code_tables
from shuro.kernel import registry, store
from shuro.kernel.calendar import parse_day
from shuro.kernel.checks import finding
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.record import Count, table_of
from shuro.kernel.scope import offices_below
from shuro.kernel.text import Unreadable

TOTAL, NO_INDUSTRY = "計", "（事業の種類未入力）"
ORAL, WRITTEN, MOVED_IN = "口頭", "文書", "移送"
CLOSINGS = ("解決", "司法", "立替払", "その他")
MOVED_OUT = "移送"
FORM_1 = ("前年から繰越", "新規受理(口頭)", "新規受理(文書)", "移送受理", "計", *CLOSINGS, "移送", "翌年へ繰越")
VIOLATED, NOT_VIOLATED = "違反有", "違反無"
Table = tuple[list[str], list[list[Any]]]


@dataclass(frozen=True)
class Range:
    """The days that are counted, both included, and the offices (None: all)."""

    first: date
    last: date
    offices: list[str] | None


def range_of(desk: Desk, year: Any = None, office: Any = None, first: Any = None, last: Any = None) -> Range:
    """The period of a calendar year (default: the running one) or from-to, and an office with those below it (CMP-91).

    Raises store.Refused for what cannot be read and for an office that is not the officer's to see.
    """
    try:
        if first or last:
            since, until = parse_day(str(first or ""), desk.today()), parse_day(str(last or ""), desk.today())
        else:
            wanted = int(year) if year else desk.today().year
            since, until = date(wanted, 1, 1), date(wanted, 12, 31)
    except (Unreadable, ValueError) as wrong:
        sentence = "年は西暦4桁、期間は「自」と「至」の日付を両方入力してください（例：2026、R8.4.1）。"
        raise store.Refused([finding(None, sentence)]) from wrong
    if until < since:
        raise store.Refused([finding(None, "期間の「至」は「自」以後の日付を入力してください。")])
    return Range(since, until, offices_of(desk, office))


def offices_of(desk: Desk, office: Any) -> list[str] | None:
    """The offices that are counted: the one named and those below it, within what the officer may see (CMP-104)."""
    mine = offices_below(desk)
    if not office:
        return mine
    found = code_tables.find_offices(str(office))
    known = code_tables.offices().get(str(office)) or (found[0] if len(found) == 1 else None)
    if known is None:
        raise store.Refused([finding(None, f"「{office}」という局署はありません。コード4桁か名称を指定してください。")])
    if known.level == "本省":
        wanted = None
    elif known.level == "局":
        wanted = [known.code, *(one.code for one in code_tables.offices_of(known.code))]
    else:
        wanted = [known.code]
    if mine is None or (wanted is not None and set(wanted) <= set(mine)):
        return wanted
    raise store.Refused([finding(None, f"{known.name}の集計は、その局署と上の官署の職員だけができます。")])


def cases() -> sa.Table:
    """The table of 申告情報."""
    return table_of(registry.load("complaint"))


def counted_in(table: sa.Table, period: Range) -> list[Any]:
    """The conditions of a case that the period counts."""
    where = [
        table.c.accepted_on <= period.last,
        sa.or_(table.c.closed_on.is_(None), table.c.closed_on >= period.first),
    ]
    if period.offices is not None:
        where.append(table.c.office_code.in_(period.offices))
    return where


def accepted_in(table: sa.Table, period: Range) -> list[Any]:
    """The conditions of a case that was accepted in the period."""
    where = [table.c.accepted_on >= period.first, table.c.accepted_on <= period.last]
    if period.offices is not None:
        where.append(table.c.office_code.in_(period.offices))
    return where


def division(table: sa.Table) -> Any:
    """大分類: the first two digits of 事業の種類; empty where none is entered."""
    return sa.func.coalesce(sa.func.substr(table.c.industry_code, 1, 2), "")


def lines(found: dict[str, list[int]], width: int) -> list[list[Any]]:
    """A line for each 大分類 in the order of the classification, one for cases without, and the total."""
    rows: list[list[Any]] = []
    for industry in code_tables.industries_below():
        rows.append([f"{int(industry.code)}号 {industry.name}", *found.get(industry.code, [0] * width)])
    if "" in found:
        rows.append([NO_INDUSTRY, *found[""]])
    rows.append(
        [TOTAL, *(sum(column) for column in zip(*found.values(), strict=True))] if found else [TOTAL, *[0] * width]
    )
    return rows


# 様式第1号 ---------------------------------------------------------------------------------------------------------------------


def form_1(desk: Desk, **options: Any) -> Table:
    """様式第1号: carried over, accepted, closed, transferred, left (CMP-90, CMP-91)."""
    period = range_of(desk, **named(options))
    table = cases()
    new = table.c.accepted_on >= period.first
    closed = sa.and_(table.c.closed_on.is_not(None), table.c.closed_on <= period.last)

    def number(*conditions: Any) -> Any:
        return sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0))

    how = sa.func.coalesce(table.c.route, ORAL)  # a case without 経緯 was told to an officer
    columns = [
        number(sa.not_(new)), number(new, how == ORAL), number(new, how == WRITTEN), number(new, how == MOVED_IN),
        *(number(closed, table.c.outcome == outcome) for outcome in CLOSINGS),
        number(closed, table.c.outcome == MOVED_OUT),
    ]  # fmt: skip
    key = division(table)
    statement = sa.select(key, *columns).where(*counted_in(table, period)).group_by(key)
    with desk.reading() as session:
        found = {row[0]: balanced([int(value) for value in row[1:]]) for row in session.execute(statement)}
    return ["業種", *FORM_1], lines(found, len(FORM_1))


def balanced(numbers: list[int]) -> list[int]:
    """The numbers of a line with 計 put in and 翌年へ繰越 = 計 - 完結 - 移送 at the end (CMP-91)."""
    taken_in, closed, moved = numbers[:4], numbers[4:8], numbers[8]
    total = sum(taken_in)
    return [*taken_in, total, *closed, moved, total - sum(closed) - moved]


# 様式第2号, 第3号 --------------------------------------------------------------------------------------------------------------


def form_2(desk: Desk, **options: Any) -> Table:
    """様式第2号: accepted cases for each 主要事項別申告事項; a case counts in each of its items (CMP-90)."""
    period = range_of(desk, **named(options))
    table = cases()
    found = by_item(desk, table.c.main_items, accepted_in(table, period))
    return ["業種", *names()], lines(found, len(names()))


def form_3(desk: Desk, **options: Any) -> Table:
    """様式第3号: cases for each 主要事項別違反事項, and those with 違反有 and 違反無 (CMP-90)."""
    period = range_of(desk, **named(options))
    table = cases()
    where = accepted_in(table, period)
    found = by_item(desk, table.c.violated_items, where)
    key = division(table)
    judged = sa.select(key, table.c.violated, sa.func.count()).where(*where).group_by(key, table.c.violated)
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    with desk.reading() as session:
        for code, violated, number in session.execute(judged):
            beside[code][violated or ""] += number
    width = len(names())
    merged = {
        code: [*found.get(code, [0] * width), beside[code][VIOLATED], beside[code][NOT_VIOLATED]]
        for code in {*found, *(code for code, kinds in beside.items() if kinds[VIOLATED] or kinds[NOT_VIOLATED])}
    }
    return ["業種", *names(), VIOLATED, NOT_VIOLATED], lines(merged, width + 2)


def names() -> list[str]:
    """The 主要事項 in their order."""
    return list(codes("complaint-main-items").options)


def by_item(desk: Desk, column: Any, where: Iterable[Any]) -> dict[str, list[int]]:
    """Numbers of cases for each item of a list column, by 大分類. Equal lists are counted by the database first."""
    table = cases()
    key, text = division(table), sa.cast(column, sa.Text)
    statement = sa.select(key, text, sa.func.count()).where(*where).group_by(key, text)
    order = {name: at for at, name in enumerate(names())}
    order |= {one.code: order[one.name] for one in codes("complaint-main-items")}
    found: dict[str, list[int]] = {}
    with desk.reading() as session:
        for code, listed, number in session.execute(statement):
            line = found.setdefault(code, [0] * len(names()))
            for item in json.loads(listed) or () if listed else ():
                line[order[item]] += number
    return found


def named(options: dict[str, Any]) -> dict[str, Any]:
    """The options of a statistic under the names of `range_of`."""
    return {"year": options.get("year"), "office": options.get("office"), "first": options.get("first"),
            "last": options.get("last")}  # fmt: skip


OPTIONS = ("year", "office", "first", "last")
COUNTS = (
    Count("監401 申告処理状況報告（様式第1号）", "report-401-1", form_1, OPTIONS),
    Count("監401 申告処理状況報告（様式第2号）", "report-401-2", form_2, OPTIONS),
    Count("監401 申告処理状況報告（様式第3号）", "report-401-3", form_3, OPTIONS),
)
