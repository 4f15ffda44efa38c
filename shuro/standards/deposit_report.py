"""預金管理状況報告: the sheets 80201 and 80202 by which employers report the savings of their workers (WPL-77 to WPL-88).

A record is one sheet, as the OCIR reads it; further sheets hang on the first one (`main_id`), from the tenth on they are
added to it as 続紙情報. Rules: `deposit_rules`; the June first result: `deposit_statistics`.
Source: docs/spec/workplace.md section 12, docs/spec/fields/deposit-report.csv.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from shuro.kernel import links, registry, store
from shuro.kernel.calendar import fiscal_year
from shuro.kernel.checks import Finding, finding
from shuro.kernel.desk import Desk
from shuro.kernel.items import (
    AUTO,
    DUTY,
    MUST,
    choice,
    choices,
    code,
    flag,
    industry,
    integer,
    link,
    ratio,
    rows,
    section,
    text,
    thousand_yen,
)
from shuro.kernel.record import Entry, Offer, Record, Row, Search, item, label_of, parent, table_of
from shuro.kernel.steps import REGISTERED, STATION, Step, delete, register, update
from shuro.standards import deposit_rules as rules_of
from shuro.standards import insurance_number
from shuro.standards.common import OfWorkplace, of_own_office, office_search, workplace_of
from shuro.standards.deposit_statistics import COUNTS

DECLARED = (  # WPL-78
    "登録の前に、様式・必要な項目・読みやすさ、区分1が本社だけであること、預金の種類が名称でなく実質によること、"
    "預金額が千円単位であること、受付印が枠内にあることを確かめます。"
)


class DepositItems(Row):
    """What is reported of one kind of deposit (WPL-82)."""

    kind: str | None = choice(
        "預金の種類", (), MUST, source=rules_of.kinds, help="名称にかかわらず実質により分類します。"
    )
    rate: int | None = ratio(
        "貯蓄金管理協定に定められた預金の利率", MUST, max=4, help="割分厘毛の4桁（年0.5%は0050）。"
    )
    amount: int | None = thousand_yen("当該年度末の預金額", MUST, help="千円単位。")
    depositors: int | None = integer("当該年度末の預金者数", MUST)
    protection: list[str] | None = choices(
        "当該年度中の預金の保全の状況", (), MUST, when=rules_of.unprotected, source=rules_of.protections
    )
    exempt: bool | None = flag("保全措置不要の特殊法人等", MUST, when=rules_of.without_measures)

    rules: ClassVar[tuple[Any, ...]] = (rules_of.one_of_two,)


class DepositLine(DepositItems, Row, table=True):
    """預金の種類別: a line of a sheet."""

    sheet_id: int | None = parent("deposit_report")


def begin(desk: Desk, one: Entry) -> None:
    """A sheet typed at a workplace has its number and industry, and the year that is being reported."""
    if one.read_number is None:
        one.year = str(fiscal_year(desk.today()) - 1)
    workplace = workplace_of(desk, one)
    if workplace is not None:
        one.insurance_number = workplace.insurance_number
        one.workplace_industry = (workplace.industry_code or "")[:4] or None


def name_of_workplace(desk: Desk, one: Any) -> str | None:
    """事業場名(漢字) of the linked workplace (WPL-87)."""
    workplace = workplace_of(desk, one)
    return workplace.name if workplace else None


def named(one: Entry) -> str:
    """A sheet is named by its year, number and page."""
    year = rules_of.show_year(one.year) if one.year else "年度不明"
    return f"{year} {insurance_number.display(one.insurance_number or '')} {one.page or 1}ページ"


def equal_to(name: str) -> Any:
    """A condition that an item of the sheet is exactly the value."""
    return lambda desk, value: table_of(DepositReport).c[name] == value


def linked(desk: Desk, value: str) -> Any:
    """Sheets with or without a workplace."""
    workplace_id = table_of(DepositReport).c.workplace_id
    return workplace_id.is_(None) if value == "無" else workplace_id.is_not(None)


def of_workplace_named(desk: Desk, value: str) -> Any:
    """Sheets of workplaces with this in their name."""
    workplace = registry.load("workplace")
    found = store.search_index(workplace).condition("name", value)
    return table_of(DepositReport).c.workplace_id.in_(sa.select(table_of(workplace).c.id).where(found))


SEARCHES = (
    office_search("deposit_report"),
    Search("year", code("年度", read_as=rules_of.read_year, show_as=rules_of.show_year, stored=False), equal_to("year")),
    "insurance_number",
    Search("name", text("事業場名(漢字)", stored=False), of_workplace_named),
    "category",
    "workplace_industry",
    Search("read_number", code("帳票読取通番", read_as=rules_of.read_sheet_number, stored=False), equal_to("read_number")),
    Search("linked", choice("事業場との関連付け", ("有", "無"), stored=False), linked),
)  # fmt: skip


class DepositReport(OfWorkplace, table=True):
    """預金管理状況報告情報: one sheet of the form 預金管理状況報告 (WPL-77)."""

    __table_args__ = (sa.UniqueConstraint("read_number"), sa.Index(None, "office_code", "year"))

    year: str | None = code(
        "年度", MUST, when=rules_of.first_sheet, read_as=rules_of.read_year, show_as=rules_of.show_year,
        help=f"{rules_of.YEAR_HINT}{DECLARED}",
    )  # fmt: skip
    page: int | None = integer("ページ", DUTY, when=rules_of.several_sheets, max=1, help="この報告の何枚目か。9まで。")
    total_pages: int | None = integer(
        "総ページ", DUTY, when=rules_of.several_sheets, max=1,
        help="報告の枚数。10枚以上あるときは9とし、10枚目からは登録した報告に「続紙情報」として追加します。",
    )  # fmt: skip
    insurance_number: str | None = code(
        "労働保険番号", MUST, when=rules_of.first_sheet, max=18, index=True,
        read_as=insurance_number.read, show_as=insurance_number.display,
        help="番号のない事業場は、先に仮番号か独自番号を振り出します。",
    )  # fmt: skip
    workers: int | None = integer("当該年度末の労働者数", MUST, when=rules_of.first_sheet)
    category: str | None = choice(
        "区分", ("1", "2", "3"), MUST, when=rules_of.first_sheet, max=1, source=rules_of.categories,
        help="1は事業場が本社のときだけ用います。",
    )  # fmt: skip
    with section("職員記入"):
        workplace_industry: str | None = industry("事業場の業種", MUST, when=rules_of.first_sheet, max=4)
        enterprise_industry: str | None = industry(
            "企業の業種", DUTY, when=rules_of.head_office, must=rules_of.head_office, max=4,
            help="企業全体の業種。事業場の業種とは限りません。",
        )  # fmt: skip
    with section("預金の種類別"):
        lines: ClassVar[Any] = rows("預金の種類別", DepositLine, MUST)
    serial: int | None = integer("通し番号", when="続紙を用いるとき")
    read_number: str | None = code("帳票読取通番", AUTO, max=16, read_as=rules_of.read_sheet_number)
    name: ClassVar[Any] = text("事業場名(漢字)", AUTO, stored=False, look=name_of_workplace)

    main_id: int | None = Field(
        default=None, foreign_key="deposit_report.id", index=True
    )  # the first sheet of a further one

    spec = "deposit-report"
    subsystem = "個別事業場情報管理システム"
    offers = (Offer(("預金管理状況報告情報", "新規登録")), Offer(("預金管理状況報告情報", "一覧"), listing=True))
    loose = True
    fixed = ("read_number",)
    begin = begin
    settle = rules_of.settle
    rules = (of_own_office, *rules_of.RULES)
    steps = (
        register(STATION, refuse=rules_of.entry_closed, then=rules_of.join),
        update(STATION, refuse=rules_of.change_closed, then=rules_of.join),
        Step("関連付け", REGISTERED, "", STATION, command="link", edits=False, gives=("workplace_id",),
             refuse=rules_of.not_linked, then=rules_of.link_sheets),
        delete(STATION, refuse=rules_of.delete_closed),
    )  # fmt: skip
    columns = (
        "year", "insurance_number", "name", "page", "total_pages", "category", "workplace_industry", "read_number",
    )  # fmt: skip
    searches = SEARCHES
    order_by = ("-year", "insurance_number", "page", "id")
    unique = ("read_number",)
    counts = COUNTS
    title = named


# 続紙情報 -----------------------------------------------------------------------------------------------------------------


class ContinuationLine(DepositItems, Row, table=True):
    """預金の種類別: a line of a sheet from the tenth on."""

    continuation_id: int | None = parent("deposit_continuation")


def report_of(desk: Desk, one: Any) -> Entry | None:
    """The report a 続紙情報 was added to."""
    return links.read(desk, DepositReport, one.report_id) if one.report_id is not None else None


def as_report(closed: Any) -> Any:
    """`refuse` of a 続紙情報: what holds for its report."""

    def refuse(desk: Desk, one: Any) -> str | None:
        report = report_of(desk, one)
        return closed(desk, report) if report is not None else None

    return refuse


def tenth_sheet(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: a 続紙情報 is one sheet from the tenth on of a report of nine pages (WPL-85)."""
    where = item(DepositContinuation, "sheet")
    most = rules_of.MOST_PAGES
    if one.sheet is not None and one.sheet <= most:
        yield finding(
            where, f"{most}枚目までは{label_of(DepositReport)}として登録します。{most + 1}以上を入力してください。"
        )
    if desk is None or desk.session is None:
        return
    report = report_of(desk, one)
    if report is None or not rules_of.first_sheet(report):
        yield finding(None, "1枚目の預金管理状況報告情報を先に検索し、そのメニューから開いてください。")
        return
    if report.total_pages != most:
        sentence = (
            f"この報告の総ページは{report.total_pages or 1}です。10枚以上ある報告は、総ページを{most}にしてください。"
        )
        yield finding(None, sentence)
    table = table_of(DepositContinuation)
    same = (table.c.report_id == one.report_id, table.c.sheet == one.sheet, table.c.id != (one.id or 0))
    if one.sheet is not None and desk.session.execute(sa.select(table.c.id).where(*same)).first() is not None:
        yield finding(where, f"この報告の{one.sheet}枚目は、既に登録されています。")


tenth_sheet.asks_database = True  # type: ignore[attr-defined]


def named_by_sheet(one: Entry) -> str:
    """A 続紙情報 is named by the number of its sheet."""
    return f"{one.sheet}枚目"


class DepositContinuation(Record, table=True):
    """続紙情報: a sheet from the tenth on, added to a registered report from the keyboard (WPL-85)."""

    __table_args__ = (sa.UniqueConstraint("report_id", "sheet"),)

    report_id: int | None = link("預金管理状況報告情報", "deposit_report", MUST, tied=True, typed=False)
    sheet: int | None = integer("枚目", MUST, max=3, help="10枚目からの番号。")
    with section("預金の種類別"):
        lines: ClassVar[Any] = rows("預金の種類別", ContinuationLine, MUST)

    subsystem = "個別事業場情報管理システム"
    under = ("report_id", "deposit_report")
    offers = (Offer(("続紙情報", "追加")), Offer(("続紙情報", "一覧"), listing=True))
    steps = (
        register(STATION, refuse=as_report(rules_of.change_closed)),
        update(STATION, refuse=as_report(rules_of.change_closed)),
        delete(STATION, refuse=as_report(rules_of.change_closed)),
    )
    rules = (tenth_sheet,)
    columns = ("report_id", "sheet", "registered_at")
    searches = (office_search("deposit_continuation"), "sheet")
    order_by = ("report_id", "sheet", "id")
    hidden = True
    title = named_by_sheet
