"""監401 「申告処理状況報告」: 様式第1号 to 第3号, counted by 大分類 of 事業の種類 (CMP-86 to CMP-91).

A case belongs to the period when it was accepted in it, or before it and not closed before it; a case that was transferred
to the office counts from the day it was registered there. All numbers come from grouped queries, so that a 局 and a year
cost little more than the aggregate they rest on. `complaint_report_forms` draws what is counted here.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from shuro.kernel import codes as code_tables
from shuro.kernel import registry, store
from shuro.kernel.calendar import parse_day
from shuro.kernel.checks import finding
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.record import table_of
from shuro.kernel.scope import offices_below
from shuro.kernel.text import Unreadable
from shuro.standards.complaint_rules import depth_wanted, shown_number

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


def office_named(named: str) -> code_tables.Office | None:
    """The office with this code or name; None where there is none or more than one."""
    found = code_tables.find_offices(named)
    return code_tables.offices().get(named) or (found[0] if len(found) == 1 else None)


def offices_of(desk: Desk, office: Any) -> list[str] | None:
    """The offices that are counted: the one named and those below it, within what the officer may see (CMP-104)."""
    mine = offices_below(desk)
    if not office:
        return mine
    known = office_named(str(office))
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


def taken_since(table: sa.Table, first: date) -> Any:
    """The condition that an office took a case in on this day or after it: it accepted it, or registered it when it was
    transferred here (CMP-91). The day of acceptance at the office that sent it is not this office's.
    """
    moved = sa.func.coalesce(table.c.route, ORAL) == MOVED_IN
    return sa.case(
        (moved, table.c.registered_at >= datetime.combine(first, time.min)), else_=table.c.accepted_on >= first
    )


def counted_in(table: sa.Table, period: Range) -> list[Any]:
    """The conditions of a case that the period counts."""
    where = [
        sa.not_(taken_since(table, period.last + timedelta(days=1))),
        sa.or_(table.c.closed_on.is_(None), table.c.closed_on >= period.first, taken_since(table, period.first)),
    ]
    if period.offices is not None:
        where.append(table.c.office_code.in_(period.offices))
    return where


def accepted_in(table: sa.Table, period: Range) -> list[Any]:
    """The conditions of a case that was accepted, or taken in by transfer, in the period."""
    where = [taken_since(table, period.first), sa.not_(taken_since(table, period.last + timedelta(days=1)))]
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
    new = taken_since(table, period.first)
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


# 監406 --------------------------------------------------------------------------------------------------------------------------

WAGES, SAVINGS, HOMEWORK = codes("complaint-unpaid-kinds").options
KINDS = (("regular", "定期給与"), ("retirement", "退職金"), ("other", "その他"))
PHASES = (("carried", "前期繰越"), ("found", "当期把握"), ("solved", "解決"), ("hopeless", "解決不能"))
SUM, NEXT = "計", "次期繰越"
MEASURES = ("件数", "対象労働者数", "金額(千円)")
LEDGER = ("office_code", "ledger_number", "industry_code", "migrant", "homework")  # of the ledger of an entry
SHALLOW = (
    "事業の種類が集計に必要な分類まで入力されていないため、次の台帳は集計に入っていません。台帳を更新してください："
)
MOST_NAMED = 3
BUILDING, MIGRANT = "03", "(出稼労働者関係)"


@dataclass(frozen=True)
class Unpaid:
    """One entry: numbers by (phase, kind) as (people, thousand yen); kind "" for savings and homework pay."""

    case_kind: str
    division: str
    migrant: bool
    numbers: dict[tuple[str, str], tuple[int, int]]

    def of(self, phase: str, kinds: Iterable[str]) -> tuple[int, int, int]:
        """Cases (0 or 1), people and thousand yen of a phase, over some kinds."""
        found = [self.numbers.get((phase, kind), (0, 0)) for kind in kinds]
        people, amount = sum(one[0] for one in found), sum(one[1] for one in found)
        return int(bool(people or amount)), people, amount


def entries(desk: Desk, **options: Any) -> list[Unpaid]:
    """The entries of a year (default: the running one) of an office and those below it, without those sent away (CMP-94)
    and those whose 事業の種類 the tables cannot place (CMP-100), which `left_out` tells.
    """
    return [unpaid(row) for row in year_of(desk, options) if placed(row)]


def left_out(desk: Desk, **options: Any) -> list[str]:
    """The sentence on the cases of the year that no table counts, by office and number; none where all are (CMP-100)."""
    names = [
        f"{code_tables.office(row.office_code).name} {shown_number(row.ledger_number)}"
        for row in year_of(desk, options) if not placed(row)
    ]  # fmt: skip
    if not names:
        return []
    more = f"ほか{len(names) - MOST_NAMED}件" if len(names) > MOST_NAMED else ""
    return [f"{SHALLOW}{'、'.join(names[:MOST_NAMED])}{more}"]


def year_of(desk: Desk, options: dict[str, Any]) -> list[Any]:
    """The rows of the entries of a year, in the order of their ledgers."""
    period = range_of(desk, **named(options))
    ledger, entry = cases(), table_of(registry.load("complaint_unpaid"))
    columns = [
        entry.c[f"{phase}_{kind}_{what}"] for phase, _ in PHASES for kind, _ in KINDS for what in ("workers", "amount")
    ]
    columns += [entry.c[f"{phase}_{what}"] for phase, _ in PHASES for what in ("workers", "amount")]
    head = [entry.c.case_kind, *(ledger.c[name] for name in LEDGER)]
    where = [entry.c.year == period.first.year, sa.not_(sa.func.coalesce(ledger.c.moving, False))]
    if period.offices is not None:
        where.append(ledger.c.office_code.in_(period.offices))
    statement = sa.select(*head, *columns).join(ledger, ledger.c.id == entry.c.complaint_id).where(*where)
    with desk.reading() as session:
        return list(session.execute(statement.order_by(ledger.c.office_code, ledger.c.fiscal_year, ledger.c.serial)))


def placed(row: Any) -> bool:
    """Does 事業の種類 go as deep as the tables need? (CMP-46, CMP-100)"""
    code = row.industry_code or ""
    return bool(code) and len(code) >= depth_wanted(row)


def unpaid(row: Any) -> Unpaid:
    """An entry of a row."""
    values = [int(value or 0) for value in row[1 + len(LEDGER) :]]
    names = [(phase, kind) for phase, _ in PHASES for kind, _ in KINDS] + [(phase, "") for phase, _ in PHASES]
    pairs = zip(values[::2], values[1::2], strict=True)
    return Unpaid(row.case_kind, row.industry_code[:2], bool(row.migrant), dict(zip(names, pairs, strict=True)))


def summary(found: Sequence[Unpaid], kinds: Sequence[str]) -> list[list[int]]:
    """Lines 件数, 対象労働者数, 金額 with the columns 前期繰越, 当期把握, 計, 解決, 解決不能, 次期繰越 (CMP-98)."""
    by_phase = [[sum(column) for column in zip(*(one.of(phase, kinds) for one in found), strict=True)] or [0, 0, 0]
                for phase, _ in PHASES]  # fmt: skip
    carried, new, solved, hopeless = by_phase
    still = sum(1 for one in found if left_over(one, kinds) != (0, 0))
    lines = []
    for at in range(3):
        total = carried[at] + new[at]
        rest = still if at == 0 else total - solved[at] - hopeless[at]
        if at == 0:
            total = sum(1 for one in found if one.of("carried", kinds)[0] or one.of("found", kinds)[0])
        lines.append([carried[at], new[at], total, solved[at], hopeless[at], rest])
    return lines


def left_over(one: Unpaid, kinds: Sequence[str]) -> tuple[int, int]:
    """People and thousand yen that go into the next year."""
    carried, new, solved, hopeless = (one.of(phase, kinds)[1:] for phase, _ in PHASES)
    return carried[0] + new[0] - solved[0] - hopeless[0], carried[1] + new[1] - solved[1] - hopeless[1]


def table_1(desk: Desk, **options: Any) -> Table:
    """第1表: the three kinds of cases, 賃金不払事件 also by 定期給与, 退職金 and その他 (CMP-98)."""
    found = entries(desk, **options)
    wages = [one for one in found if one.case_kind == WAGES]
    groups: list[tuple[str, list[Unpaid], Sequence[str]]] = [(f"{WAGES}　合計", wages, [kind for kind, _ in KINDS])]
    groups += [(f"{WAGES}　{label}", wages, [kind]) for kind, label in KINDS]
    groups += [(name, [one for one in found if one.case_kind == name], [""]) for name in (SAVINGS, HOMEWORK)]
    lines = [
        [label, measure, *numbers]
        for label, some, kinds in groups
        for measure, numbers in zip(MEASURES, summary(some, kinds), strict=True)
    ]
    columns = ["前期繰越", "当期把握", SUM, "解決", "解決不能", NEXT]
    return ["事件", "区分", *columns], lines


def by_industry(desk: Desk, phase: str, case_kind: str, kinds: Sequence[str], **options: Any) -> Table:
    """件数, 対象労働者数 and 金額 of a phase by 大分類; below 建設業 the migrant workers' cases, contained in it (CMP-99)."""
    found = [one for one in entries(desk, **options) if one.case_kind == case_kind]

    def added(some: Iterable[Unpaid]) -> list[int]:
        return [sum(column) for column in zip(*(one.of(phase, kinds) for one in some), strict=True)] or [0, 0, 0]

    lines: list[list[Any]] = []
    for industry in code_tables.industries_below():
        here = [one for one in found if one.division == industry.code]
        lines.append([f"{int(industry.code)}号 {industry.name}", *added(here)])
        if industry.code == BUILDING and case_kind == WAGES:
            lines.append([MIGRANT, *added(one for one in here if one.migrant)])
    lines.append([TOTAL, *added(found)])
    return ["業種", *MEASURES], lines


def of_wages(phase: str) -> Any:
    """第2表 to 第4表: a phase of 賃金不払事件 by industry."""
    return lambda desk, **options: by_industry(desk, phase, WAGES, [kind for kind, _ in KINDS], **options)


def table_5(desk: Desk, **options: Any) -> Table:
    """第5表: 工賃不払事件 by industry, what was found in the year."""
    return by_industry(desk, "found", HOMEWORK, [""], **options)
