"""監401 and 監406 as statistics and as printed forms: 様式第1号 to 第3号, 第1表 to 第5表 (CMP-86 to CMP-100).

The manual names the forms and does not print them: lines, columns and counts are those of CMP-90 and CMP-98. The report
of a 署 to its 局 and of a 局 to the 本省 is made in 報告例規(定期報告)システム; the forms say so (CMP-89, CMP-95).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shuro.kernel.calendar import wareki
from shuro.kernel.desk import Desk
from shuro.kernel.forms import Face, Heading, Page, figures
from shuro.kernel.record import Count, Report
from shuro.standards import complaint_reports as reports

NAME_401 = "監401 申告処理状況報告"
NAME_406 = "監406 賃金不払事件等処理状況報告"
TITLE_401 = "申告処理状況報告"
TITLE_406 = "賃金不払事件、貯蓄金返還不能事件及び工賃不払事件処理状況報告"
FOOT = "この表は集計です。署から局、局から本省への報告は、報告例規(定期報告)システムで行います。"
CASES, MONEY = "件", "件、人、千円"
INDUSTRY = Heading("業種", width=3.6)

FORM_1 = (
    INDUSTRY, Heading("前年から\n繰越"), Heading("新規受理", ("口頭", "文書")), Heading("移送受理"), Heading("計"),
    Heading("完結", reports.CLOSINGS), Heading("移送"), Heading("翌年へ\n繰越"),
)  # fmt: skip
TABLE_1 = (
    Heading("事件", width=2.6), Heading("区分", width=1.6),
    *(Heading(name) for name in ("前期繰越", "当期把握", reports.SUM, "解決", "解決不能", reports.NEXT)),
)  # fmt: skip


def form_2() -> tuple[Heading, ...]:
    """様式第2号: the 主要事項別申告事項."""
    return (INDUSTRY, Heading("主要事項別申告事項（受理した事件）", tuple(reports.names())))


def form_3() -> tuple[Heading, ...]:
    """様式第3号: the 主要事項別違反事項, and the cases with 違反有 and 違反無."""
    judged = (Heading(reports.VIOLATED, width=1.2), Heading(reports.NOT_VIOLATED, width=1.2))
    return (INDUSTRY, Heading("主要事項別違反事項（受理した事件）", tuple(reports.names())), *judged)


def by_industry(group: str) -> tuple[Heading, ...]:
    """第2表 to 第5表: a phase by industry."""
    return (INDUSTRY, Heading(group, reports.MEASURES, width=3.0))


# The sheets ---------------------------------------------------------------------------------------------------------------------


def office_of(desk: Desk, options: dict[str, Any]) -> str:
    """The office that is counted, and that those below it are."""
    named = str(options.get("office") or "")
    one = (reports.office_named(named) if named else None) or desk.office
    return {"署": one.name, "局": f"{one.name}（管内の署の計）"}.get(one.level, "全国計")


def period_of(desk: Desk, options: dict[str, Any], whole_year: bool) -> str:
    """The calendar year, or the days from and to (CMP-91); 監406 is always of a year."""
    period = reports.range_of(desk, **reports.named(options))
    days = f"{wareki(period.first)}から{wareki(period.last)}まで"
    year = wareki(period.first).split("年")[0] + "年分"
    if whole_year:
        return year
    full = (period.first.month, period.first.day, period.last.month, period.last.day) == (1, 1, 12, 31)
    return f"{year}（{days}）" if full and period.first.year == period.last.year else days


def sheet_401(form: str, headings: Sequence[Heading], desk: Desk, options: dict[str, Any], lines: Any) -> Page:
    """One of the three forms of 監401."""
    face = Face(f"監401　{form}", TITLE_401, office_of(desk, options), period_of(desk, options, False), CASES)
    return figures(form, face, headings, lines, strong=(reports.TOTAL,), foot=FOOT)


def sheet_406(
    table: str, headings: Sequence[Heading], desk: Desk, options: dict[str, Any], lines: Any, joined: bool = False
) -> Page:
    """One of the five tables of 監406."""
    face = Face(f"監406　{table}", TITLE_406, office_of(desk, options), period_of(desk, options, True), MONEY)
    foot = "　".join((FOOT, *reports.left_out(desk, **options)))
    return figures(table, face, headings, lines, strong=(reports.TOTAL,), joined=joined, foot=foot)


PERIOD = ("year", "office", "first", "last")
YEAR = ("year", "office")
LABELS = (("year", "年（西暦）"), ("first", "期間(自)"), ("last", "期間(至)"))


def of_401(number: int, tally: Any, headings: Any) -> Count:
    """The statistic of 様式第n号."""
    form = f"様式第{number}号"

    def sheet(desk: Desk, options: dict[str, Any], lines: Any) -> Page:
        return sheet_401(form, headings(), desk, options, lines)

    return Count(f"{NAME_401}（{form}）", f"report-401-{number}", tally, PERIOD, LABELS, sheet)


def of_406(number: int, what: str, tally: Any, headings: Sequence[Heading]) -> Count:
    """The statistic of 第n表."""
    table = f"第{number}表"

    def sheet(desk: Desk, options: dict[str, Any], lines: Any) -> Page:
        return sheet_406(f"{table}{what}", headings, desk, options, lines, joined=number == 1)

    return Count(f"{NAME_406}（{table}{what}）", f"report-406-{number}", tally, YEAR, LABELS, sheet, reports.left_out)


OF_401 = (
    of_401(1, reports.form_1, lambda: FORM_1),
    of_401(2, reports.form_2, form_2),
    of_401(3, reports.form_3, form_3),
)
OF_406 = (
    of_406(1, "", reports.table_1, TABLE_1),
    of_406(2, " 当期把握", reports.of_wages("found"), by_industry("賃金不払事件　当期把握")),
    of_406(3, " 解決", reports.of_wages("solved"), by_industry("賃金不払事件　解決")),
    of_406(4, " 解決不能", reports.of_wages("hopeless"), by_industry("賃金不払事件　解決不能")),
    of_406(5, " 工賃不払", reports.table_5, by_industry("工賃不払事件　当期把握")),
)
COUNTS = OF_401 + OF_406
REPORTS = (
    Report(f"{NAME_401}（様式第1号から第3号まで）", "report-401", OF_401),
    Report(f"{NAME_406}（第1表から第5表まで）", "report-406", OF_406),
)
