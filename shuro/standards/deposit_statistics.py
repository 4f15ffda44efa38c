"""The first result (速報) of 預金管理状況報告, to be seen from the first 開庁日 of June on (WPL-83, WPL-88).

Numbers of workplaces and reports, depositors and deposits at the end of the 年度, by office, 業種 and 預金の種類, and the
state of protection. 預金額 is in thousand yen. What a report says on further sheets and in 続紙情報 counts with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from shuro.kernel import codes as code_tables
from shuro.kernel import registry, store
from shuro.kernel.calendar import first_open_day, fiscal_year, wareki, wareki_year
from shuro.kernel.checks import finding
from shuro.kernel.desk import Desk
from shuro.kernel.record import Count, table_of
from shuro.kernel.scope import offices_below
from shuro.standards import settings

TOTAL = "計"
UNKNOWN = "不明"
EXEMPT = "保全措置不要の特殊法人等"
NUMBERS = ("事業場数", "預金者数", "預金額(千円)")


@dataclass
class Sum:
    """What is added up for one line of a table."""

    reports: set[int] = field(default_factory=set)
    workplaces: set[Any] = field(default_factory=set)
    depositors: int = 0
    amount: int = 0

    def add(self, one: Any) -> None:
        """Count a line of a sheet, or a sheet without lines."""
        self.reports.add(one.report)
        self.workplaces.add(one.workplace)
        self.depositors += one.depositors or 0
        self.amount += one.amount or 0

    @property
    def cells(self) -> list[Any]:
        """The numbers of NUMBERS."""
        return [len(self.workplaces), self.depositors, self.amount]


@dataclass(frozen=True)
class Deposit:
    """One line of a sheet with the report it belongs to; `workplace`: its id, else the number or sheet it is known by."""

    report: int
    workplace: Any
    office: str
    industry: str | None
    kind: str | None
    amount: int | None
    depositors: int | None
    protection: list[str] | None
    exempt: bool | None


def shown_from(desk: Desk, year: int) -> Any:
    """The day from which the first result of a 年度 can be seen."""
    return first_open_day(year + 1, 6, settings.closed_days(desk))


def deposits(desk: Desk, year: int | str | None = None, office: str | None = None) -> list[Deposit]:
    """Every reported line of a 年度 (default: the last one that is over), of an office and those below it.

    Without `office` those of the officer's own office and below. Raises store.Refused before the first result is out, and
    for an office that does not exist.
    """
    wanted = int(year) if year else fiscal_year(desk.today()) - 1
    opens = shown_from(desk, wanted)
    if desk.today() < opens:
        sentence = f"{wareki_year(wanted)}の預金管理状況報告の速報は、{wareki(opens)}から表示できます。"
        raise store.Refused([finding(None, sentence)])
    report = table_of(registry.load("deposit_report"))
    lines = table_of(registry.load("deposit_report").lines.row)
    added = table_of(registry.load("deposit_continuation"))
    further = table_of(registry.load("deposit_continuation").lines.row)
    where = [report.c.year == str(wanted)]
    offices = range_of(desk, office)
    if offices is not None:
        where.append(report.c.office_code.in_(offices))
    main = report.alias("main")
    head = [
        main.c.id, main.c.workplace_id, main.c.insurance_number, main.c.office_code, main.c.workplace_industry,
    ]  # fmt: skip
    to_main = main.c.id == sa.func.coalesce(report.c.main_id, report.c.id)

    def said(row: sa.Table) -> list[Any]:
        return [row.c.kind, row.c.amount, row.c.depositors, row.c.protection, row.c.exempt]

    on_sheets = sa.select(*head, *said(lines)).select_from(
        report.join(main, to_main).join(lines, lines.c.sheet_id == report.c.id)
    )
    on_added = sa.select(*head, *said(further)).select_from(
        report.join(main, to_main)
        .join(added, added.c.report_id == report.c.id)
        .join(further, further.c.continuation_id == added.c.id)
    )
    with desk.reading() as session:
        found = [*session.execute(on_sheets.where(*where)), *session.execute(on_added.where(*where))]
    return [Deposit(row[0], row[1] or row[2] or f"sheet {row[0]}", *row[3:]) for row in found]


def range_of(desk: Desk, office: str | None) -> list[str] | None:
    """Codes of the offices that are counted; None for all. Raises store.Refused for a code that is no office's."""
    if not office:
        return offices_below(desk)
    known = code_tables.offices().get(office)
    if known is None:
        raise store.Refused([finding(None, f"「{office}」という局署はありません。局署のコード4桁を指定してください。")])
    if known.level == "本省":
        return None
    return [office, *(one.code for one in code_tables.offices_of(office))]


Table = tuple[list[str], list[list[Any]]]


def tabled(found: Iterable[Deposit], keys: Callable[[Deposit], Iterable[str]]) -> dict[str, Sum]:
    """The sums by key, a line counted under each of its keys."""
    sums: dict[str, Sum] = {}
    for one in found:
        for key in keys(one):
            sums.setdefault(key, Sum()).add(one)
    return sums


def total(found: Iterable[Deposit]) -> Sum:
    """The sum of all lines."""
    return tabled(found, lambda one: (TOTAL,)).get(TOTAL, Sum())


def by_office(desk: Desk, year: int | str | None = None, office: str | None = None) -> Table:
    """For each 局署: reports, workplaces, depositors, deposits; the sum last."""
    found = deposits(desk, year, office)
    sums = tabled(found, lambda one: (one.office,))
    lines = [[code_tables.office(code).name, len(sums[code].reports), *sums[code].cells] for code in sorted(sums)]
    whole = total(found)
    return ["局署", "報告数", *NUMBERS], [*lines, [TOTAL, len(whole.reports), *whole.cells]]


def by_industry(desk: Desk, year: int | str | None = None, office: str | None = None) -> Table:
    """For each 業種 (中分類) of the workplaces; the sum last."""
    found = deposits(desk, year, office)
    sums = tabled(found, lambda one: (one.industry or "",))
    industries = code_tables.industries()
    lines = [
        [f"{code} {industries[code].name}" if code in industries else code or UNKNOWN, *sums[code].cells]
        for code in sorted(sums)
    ]
    return ["業種", *NUMBERS], [*lines, [TOTAL, *total(found).cells]]


def by_kind(desk: Desk, year: int | str | None = None, office: str | None = None) -> Table:
    """For each 預金の種類, in the order of the list; the sum last, in which a workplace counts once."""
    found = deposits(desk, year, office)
    sums = tabled(found, lambda one: (one.kind or "",))
    names = {code.code: f"{code.code} {code.name}" for code in settings.ministry_codes(desk, "deposit-kinds")}
    lines = [[names.get(code, code or UNKNOWN), *sums[code].cells] for code in in_order(sums, names)]
    return ["預金の種類", *NUMBERS], [*lines, [TOTAL, *total(found).cells]]


def by_protection(desk: Desk, year: int | str | None = None, office: str | None = None) -> Table:
    """For each state of protection; deposits under several measures count under each, in the sum once."""
    found = deposits(desk, year, office)
    sums = tabled(found, lambda one: one.protection or ([EXEMPT] if one.exempt else [UNKNOWN]))
    names = {code.code: f"{code.code} {code.name}" for code in settings.ministry_codes(desk, "deposit-protection")}
    lines = [[names.get(code, code), *sums[code].cells] for code in in_order(sums, names)]
    return ["預金の保全の状況", *NUMBERS], [*lines, [TOTAL, *total(found).cells]]


def in_order(sums: dict[str, Sum], names: dict[str, str]) -> list[str]:
    """The codes that occur, those of the list first and in its order."""
    return [*(code for code in names if code in sums), *sorted(code for code in sums if code not in names)]


OPTIONS = ("year", "office")
COUNTS = (
    Count("預金管理状況報告の速報（局署別）", "deposit-offices", by_office, OPTIONS),
    Count("預金管理状況報告の速報（業種別）", "deposit-industries", by_industry, OPTIONS),
    Count("預金管理状況報告の速報（預金の種類別）", "deposit-kinds", by_kind, OPTIONS),
    Count("預金管理状況報告の速報（保全の状況別）", "deposit-protection", by_protection, OPTIONS),
)
