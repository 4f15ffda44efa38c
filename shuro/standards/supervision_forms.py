"""監督復命書: the form on which the 署長 decides, with its continuation sheets (SUP-34 to SUP-36).

Source: docs/spec/supervision.md section 6. The manual does not print the form; items and order follow the record.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from shuro.kernel import registry
from shuro.kernel.calendar import wareki
from shuro.kernel.codelists import codes
from shuro.kernel.codes import offices
from shuro.kernel.desk import Desk
from shuro.kernel.forms import Document, Page, continuation, spread
from shuro.kernel.links import reference_of
from shuro.kernel.record import Entry, item
from shuro.kernel.text import lines_of
from shuro.standards import violations
from shuro.standards.common import workplace_of

NAME = "監督復命書"
SHEET = "監督復命書（続紙）"
LINES, SHEET_LINES = 8, 22  # lines of the table on the form, and on a continuation sheet
PER_LINE, OPINION, SHEET_OPINION = (
    40,
    5,
    30,
)  # 参考事項・意見: characters a line, lines on the form and on 続紙 (SUP-35)
HEADINGS = ("番号", "違反法条項・指導事項", "是正期日", "確認までの間", "是正確認年月日", "備考1", "備考2")
WIDTHS = (2, 16, 5, 3, 5, 5, 4)
ALIGN = ("center", "left", "center", "center", "center", "left", "left")
STAMPS = ("署長", "次長", "課長", "担当官")
WORKERS = (
    ("男", "men"), ("女", "women"), ("事業場全体", "workers_total"), ("派遣", "dispatched"), ("パート", "part_time"),
    ("有期契約", "fixed_term"), ("年少者", "minors"), ("外国人", "foreigners"), ("障害者", "disabled"),
    ("特別1", "special_1"), ("特別2", "special_2"), ("企業全体", "enterprise_workers"),
)  # fmt: skip
HOME_WORKERS = (("男", "home_men"), ("女", "home_women"), ("営業所全体", "home_total"), ("年少者", "home_minors"))

# What is printed --------------------------------------------------------------------------------------------------------


def shown(desk: Desk, one: Entry, name: str) -> str:
    """An item as text."""
    return item(registry.load("supervision_result"), name).show(getattr(one, name, None), desk.over(one), one)


def table_lines(desk: Desk, one: Entry) -> list[tuple[str, ...]]:
    """The lines of 違反法条項・指導事項: violations, the measure of the bottom of the tab, then what guidance was given on."""
    lines: list[tuple[str, ...]] = [
        (
            str(number), violations.whole_text(line), due(line), "○" if line.until_confirmed else "",
            day(line.confirmed_on), "、".join(line.measures or ()), "、".join(line.foreigners or ()),
        )
        for number, line in enumerate(one.violations, 1)
    ]  # fmt: skip
    if one.urgent_measure:
        lines.append(("", "", "", "", "", one.urgent_measure, ""))
    for name in ("guidance", "notice_breaches"):
        declared = item(registry.load("supervision_result"), name)
        known = {option.code: option.name for option in declared.choices(desk)}
        label = {"guidance": "（指導）", "notice_breaches": "（告示）"}[name]
        lines += [("", label + known.get(code, code), "", "", "", "", "") for code in getattr(one, name) or ()]
    return lines


def day(value: date | None) -> str:
    """A date short enough for a column: R8.6.10."""
    return wareki(value, "plain") if value else ""


def due(line: Any) -> str:
    """是正期日 for a column."""
    return day(line.due_on) or line.due_kind or ""


def serial(one: Entry) -> str:
    """整理番号 with its year: 令和8年 第12号."""
    return f"{wareki(date(one.year, 12, 31)).split('年')[0]}年 第{one.serial}号" if one.serial else ""


def office_name(code: str | None) -> str:
    """The name of a 局署."""
    known = offices().get(code or "")
    return known.name if known else code or ""


def wage(one: Entry) -> str:
    """最も賃金の低い者の額 with its form: 時間額 1,163円."""
    return (
        f"{one.wage_form or ''} {one.lowest_wage:,}円".strip() if one.lowest_wage is not None else one.wage_form or ""
    )


def focus(desk: Desk, one: Entry) -> str:
    """特別監督対象1 and 2, those that are set."""
    return "、".join(text for name in ("special_target_1", "special_target_2") if (text := shown(desk, one, name)))


def ticked(options: tuple[str, ...], chosen: str | None) -> str:
    """Options to be ticked by hand, the one entered ticked already (SUP-36)."""
    return "　".join(("■" if option == chosen else "□") + option for option in options)


# The form -------------------------------------------------------------------------------------------------------------


def report(desk: Desk, one: Entry) -> Document:
    """監督復命書 of a result; 面接者職氏名 is printed when the caller puts it into the entry. Raises DoesNotFit."""
    lines = spread(table_lines(desk, one), LINES, SHEET_LINES)
    opinion = spread(lines_of(one.opinion or "", PER_LINE), OPINION, SHEET_OPINION)
    page = Page(NAME)
    head(page, desk, one)
    numbers(page, one)
    decision(page, desk, one)
    page.table(38, 1, HEADINGS, lines[0], WIDTHS, room=LINES, align=ALIGN, size=9)
    page.box(56, 1, 5, 2, "参考事項・意見", align="center", vertical=True, size=6.5, fill=True)
    page.text(56, 3, 5, 38, opinion[0], item="参考事項・意見", per_line=PER_LINE, lines=OPINION)
    page.frame(6, 1, 55, 40)
    rest = [line for part in opinion[1:] for line in part]
    more = continuation(SHEET, "参考事項・意見", rest, per_line=PER_LINE, lines=SHEET_OPINION, head=heading_of(one))
    return Document(NAME, [page, *(sheet(number, part, one) for number, part in enumerate(lines[1:], 1)), *more])


def head(page: Page, desk: Desk, one: Entry) -> None:
    """Title, boxes for the stamps, and what the result is about."""
    page.label(1, 1, 5, 21, NAME, size=20, align="center")
    page.box(1, 23, 5, 2, "決裁", vertical=True, align="center", size=9)
    for place, name in enumerate(STAMPS):
        page.box(1, 25 + 4 * place, 1, 4, name, align="center", size=8)
        page.box(2, 25 + 4 * place, 4, 4)
    workplace = workplace_of(desk, one)
    key = reference_of(registry.load("workplace"), workplace) if workplace else ""
    pair(page, 6, "管轄局署", office_name(one.office_code), "整理番号", serial(one))
    pair(page, 8, "監督年月日", shown(desk, one, "supervised_on"), "監督等種別", one.supervision_kind)
    pair(page, 10, "事業場キー", key, "労働保険番号", shown(desk, one, "insurance_number"))
    labelled(page, 12, 1, 2, (5, 28), "事業場名", one.name)
    page.box(12, 34, 2, 7, one.target, align="center", size=9)
    labelled(page, 14, 1, 2, (5, 35), "所在地", one.address)
    pair(page, 16, "業種", shown(desk, one, "industry_code"), "代表者職氏名", one.representative)
    pair(page, 18, "店社", shown(desk, one, "company"), "電話番号", one.phone)
    pair(page, 20, "労働組合", one.labor_union, "週所定労働時間", shown(desk, one, "weekly_hours"))
    pair(page, 22, "最も賃金の低い者の額", wage(one), "外国人労働者雇用区分", one.foreign_employment)


def pair(page: Page, row: int, label: str, text: str | None, other: str, second: str | None, height: int = 2) -> None:
    """Two labelled values side by side."""
    labelled(page, row, 1, height, (5, 15), label, text)
    labelled(page, row, 21, height, (5, 15), other, second)


def labelled(
    page: Page, row: int, col: int, height: int, widths: tuple[int, int], label: str, text: str | None, **more: Any
) -> None:
    """A value and its label, which stands on one line where it is short."""
    short = len(label) < 8
    page.box(row, col, height, widths[0], label, align="distributed" if short else "center", wrap=not short, size=9)
    page.box(row, col + widths[0], height, widths[1], text, item=label, **more)


def numbers(page: Page, one: Entry) -> None:
    """労働者数 and, of a 委託者, 家内労働者数."""
    page.box(24, 1, 3, 4, "労働者数", align="distributed", size=9)
    for place, (label, name) in enumerate(WORKERS):
        page.box(24, 5 + 3 * place, 1, 3, label, align="center", size=8)
        page.box(25, 5 + 3 * place, 2, 3, getattr(one, name), align="center", item=f"労働者数({label})")
    page.box(27, 1, 3, 4, "家内\n労働者数", align="center", size=9)
    for place, (label, name) in enumerate(HOME_WORKERS):
        page.box(27, 5 + 4 * place, 1, 4, label, align="center", size=8)
        page.box(28, 5 + 4 * place, 2, 4, getattr(one, name), align="center", item=f"家内労働者数({label})")
    labelled(page, 27, 21, 3, (5, 15), "委託業務", one.home_work)


def decision(page: Page, desk: Desk, one: Entry) -> None:
    """What the supervision was for, who took part, and the decision; what is left empty can be written by hand."""
    pair(page, 30, "監督重点対象", shown(desk, one, "focus"), "特別監督対象", focus(desk, one))
    pair(page, 32, "監督官氏名", one.supervisor, "面接者職氏名", getattr(one, "interviewee", None), height=3)
    options = codes("chief-decisions").options, codes("correction-states").options
    labelled(page, 35, 1, 3, (5, 19), "署長判決", ticked(options[0], one.decision), align="center", size=9)
    labelled(page, 35, 25, 3, (4, 12), "是正状態", ticked(options[1], one.correction_state), align="center", size=8)


def heading_of(one: Entry) -> list[tuple[str, str | None]]:
    """What a continuation sheet says about the form it belongs to."""
    return [
        ("整理番号", serial(one)),
        ("監督年月日", wareki(one.supervised_on) if one.supervised_on else ""),
        ("管轄局署", office_name(one.office_code)),
        ("事業場名", one.name),
    ]


def sheet(number: int, lines: list[Any], one: Entry) -> Page:
    """A continuation sheet of the table of violations and guidance."""
    page = Page(f"{SHEET}違反法条項{number}")
    page.label(1, 1, 3, 40, SHEET, size=16, align="center")
    said = heading_of(one)
    for row, at in ((5, 0), (7, 2)):
        pair(page, row, *said[at], *said[at + 1])
    page.table(10, 1, HEADINGS, lines, WIDTHS, room=SHEET_LINES, align=ALIGN, size=9)
    return page
