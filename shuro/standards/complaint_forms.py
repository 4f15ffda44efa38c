"""The printed forms of 申告情報: 様式第10号 ledger, 別紙, 続紙, 付表, 別紙3, 索引簿 様式第13号 (CMP-64, 107-112).

The manual names the forms and does not draw them; items and order follow the record. What is completed by hand after
printing keeps its box empty (CMP-29, CMP-111).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from shuro.kernel import numbers, registry, store
from shuro.kernel.calendar import wareki, wareki_year
from shuro.kernel.checks import finding
from shuro.kernel.codes import industry_name, offices
from shuro.kernel.desk import Desk
from shuro.kernel.forms import Document, Page, continuation, listing, spread
from shuro.kernel.notice_form import sheet
from shuro.kernel.record import Entry, item, items_of, table_of
from shuro.kernel.text import lines_of
from shuro.standards.complaint_rules import VIOLATED, provisions, shown_number, with_sent_number
from shuro.standards.complaint_transfer import TITLE, printed_body
from shuro.standards.consultation_forms import labelled, whole

LEDGER, NUMBER = "申告処理台帳", "申告処理台帳番号"
PER_LINE, CONTENT_LINES, MATTER_LINES = 50, 16, 8  # CMP-56; 申告事項 is at most 400 characters (CMP-48)
PAGE_LINES = 40
MISSING = "欠番"
STAMPS = ("署長", "次長", "主任")  # of the 決裁, which takes place on paper (CMP-19)
INDEX_HEADINGS = (
    "番号", "受理年月日", "申告者氏名", "事業場の名称", "事業場所在地", "事業の種類",
    "申告事項", "担当者氏名", "完結年月日", "完結区分", "備考",
)  # fmt: skip
INDEX_WIDTHS = (6, 13, 12, 20, 20, 12, 37, 12, 13, 8, 6)  # 申告事項 holds its 400 characters
NOT_ALL = "索引簿は、年度の全ての台帳について出力します。対象年度（と管轄局署）だけを条件にして検索してください。"
ONE_YEAR = "索引簿は、1つの署の1つの年度について出力します。対象年度（と管轄局署）を条件にして検索してください。"


def shown(desk: Desk, one: Entry, name: str, record: str = "complaint") -> str:
    """An item as text."""
    return item(registry.load(record), name).show(getattr(one, name, None), desk.over(one), one)


def number_of(one: Any) -> str:
    """申告処理台帳番号 in words."""
    return shown_number(one.ledger_number) if one.ledger_number else ""


def tick(label: str, chosen: bool | None) -> str:
    """A box that is ticked or left to be ticked by hand (CMP-51)."""
    return f"{'レ' if chosen else '□'} {label}"


def both(page: Page, row: int, label: str, text: Any, other: str, second: Any) -> None:
    """Two labelled values side by side."""
    labelled(page, row, 1, 2, 15, label, text)
    labelled(page, row, 21, 2, 15, other, second)


# 様式第10号 ---------------------------------------------------------------------------------------------------------------------


def ledger(desk: Desk, one: Entry) -> Document:
    """様式第10号: the ledger, and what of 申告の内容 does not fit on a further sheet."""
    page = Page(LEDGER)
    page.label(1, 1, 1, 12, "様式第10号", size=9)
    page.label(2, 1, 3, 15, LEDGER, size=18, align="center")
    page.box(1, 16, 4, 2, "決裁", vertical=True, align="center", size=9)
    for place, name in enumerate(STAMPS):
        page.box(1, 18 + 4 * place, 1, 4, name, align="center", size=8)
        page.box(2, 18 + 4 * place, 3, 4)
    page.pair(2, 31, 2, (3, 7), "番号", number_of(one), align="center")
    both(page, 5, "受理年月日", shown(desk, one, "accepted_on"), "管轄局署", shown(desk, one, "office_code"))
    both(page, 7, "処理着手", shown(desk, one, "begun_on"), "完結", shown(desk, one, "closed_on"))
    outcome = one.outcome if one.outcome and one.outcome != "未完結" else ""
    both(page, 9, "受付者", one.receivers, "担当者", one.handlers)
    both(page, 11, "完結区分", outcome, "申告の経緯", route_of(desk, one))
    both(page, 13, "申告者氏名", several(one), "電話番号", one.complainant_phone)
    whole(page, 15, "申告者住所", one.complainant_address)
    both(page, 17, "氏名の公表", one.disclosure, "地位", one.position)
    both(page, 19, "就労形態", one.work_style, "労働者の種別", one.worker_kind)
    both(page, 21, "倒産不払", tick("倒産による賃金不払", one.bankrupt), "認定申請\n期限", shown(desk, one, "apply_by"))
    whole(page, 23, "事業場名", one.workplace_name)
    whole(page, 25, "所在地", one.address)
    both(page, 27, "電話番号", one.workplace_phone, "代表者", one.representative)
    workers = f"{one.workers}人" if one.workers is not None else ""
    both(
        page,
        29,
        "事業の種類",
        shown(desk, one, "industry_code"),
        "労働者数",
        f"{workers}　労働組合{one.labor_union or ''}",
    )
    more = [
        *spread_out(page, 31, 9, "申告事項", one, one.matters, MATTER_LINES),
        *spread_out(page, 40, 13, "申告の内容", one, one.content, CONTENT_LINES),
    ]
    page.box(53, 1, 4, 5, "違反条文", align="distributed", size=9, fill=True)
    ticks = (
        f"{tick('違反有', one.violated == VIOLATED)}　{tick('違反無', bool(one.violated) and one.violated != VIOLATED)}"
    )
    page.box(53, 6, 2, 35, ticks, item="違反有、違反無")
    page.box(55, 6, 2, 35, provisions(one), item="違反条文", least=5.0)
    kinds = [tick(label, getattr(one, name)) for name, label in CASE_KINDS]
    page.box(57, 1, 2, 40, "　".join(kinds), item="申告事案別", size=9)
    page.frame(5, 1, 54, 40)
    return Document(LEDGER, [page, *more])


def spread_out(page: Page, row: int, height: int, label: str, one: Entry, text: str | None, lines: int) -> list[Page]:
    """A long text on the form, beside its label, and the sheets that take what is longer than `lines`."""
    parts = spread(lines_of(text or "", PER_LINE), lines, PAGE_LINES)
    page.box(row, 1, height, 2, label, align="center", vertical=True, size=9, fill=True)
    page.text(row, 3, height, 38, parts[0], item=label, per_line=PER_LINE, lines=lines)
    rest = [line for part in parts[1:] for line in part]
    head = ((NUMBER, number_of(one)),)
    return continuation(
        f"{LEDGER}（{label}）", f"{label}(続き)", rest, per_line=PER_LINE, lines=PAGE_LINES, head=head
    )  # fmt: skip


def route_of(desk: Desk, one: Entry) -> str:
    """申告の経緯; of a received case with the ledger of the office that sent it (CMP-12)."""
    if not one.sent_number:
        return one.route or ""
    return f"{one.route}（{with_sent_number(one, shown(desk, one, 'from_office'))}）"


CASE_KINDS = (
    ("migrant", "出稼労働者"),
    ("dispatched", "派遣労働者"),
    ("homework", "家内労働"),
    ("whistle", "公益通報"),
)


def several(one: Any) -> str:
    """The complainant and how many others."""
    return f"{one.complainant or ''}{f'　外{one.others}名' if one.several and one.others else ''}"


# Sheets -------------------------------------------------------------------------------------------------------------------------


def attachment(desk: Desk, one: Entry) -> Document:
    """申告処理台帳別紙: further complainants, then the rest of 申告の内容 on as many sheets as it needs."""
    name = f"{LEDGER}別紙"
    lines = [
        (line.complainant, line.complainant_kana, line.address, line.phone, line.disclosure)
        for line in one.people or ()
    ]
    headings = ("申告者氏名", "カナ", "住所", "電話番号", "氏名の公表")
    page = listing(name, headings, lines, (14, 16, 34, 14, 8), notes=[f"{NUMBER}　{number_of(one)}"])
    broken = lines_of(one.content or "", PER_LINE)
    more = continuation(
        name, "申告の内容(続き)", broken, per_line=PER_LINE, lines=PAGE_LINES, head=((NUMBER, number_of(one)),)
    )
    return Document(name, [page, *more])


def journal(desk: Desk, one: Entry) -> Document:
    """申告処理台帳続紙: a page of the progress, with number of the ledger and of the page (CMP-64)."""
    name = f"{LEDGER}続紙"
    broken = lines_of(one.progress or "", PER_LINE) or [""]
    head = ((NUMBER, number_of(one)), ("頁", one.page))
    return Document(name, continuation(name, "処理経過", broken, per_line=PER_LINE, lines=PAGE_LINES, head=head))


def schedule(desk: Desk, one: Entry) -> Document:
    """申告処理台帳付表: all its items, one below the other, in the order of its tab pages."""
    name = f"{LEDGER}付表"
    cls = registry.load("complaint_schedule")
    lines = []
    for declared in items_of(cls):
        text = (
            "、".join(f"{as_day(line.since)}～{as_day(line.until)}" for line in one.periods or ())
            if declared.kind.name == "rows" else declared.show(getattr(one, declared.name), desk, one)
        )  # fmt: skip
        lines.append((declared.section or declared.tab, declared.label, text))
    with desk.reading() as session:
        belongs = store.fetch(session, registry.load("complaint"), one.complaint_id)
    notes = [f"{NUMBER}　{number_of(belongs)}"] if belongs is not None else []
    page = listing(
        name, ("区分", "項目", "内容"), lines, (16, 34, 50), notes=notes, landscape=False, rows_per_page=60
    )  # fmt: skip
    return Document(name, [page])


def as_day(value: Any) -> str:
    """A day of a period that may be open."""
    return wareki(value) if value else ""


# 別紙3 --------------------------------------------------------------------------------------------------------------------------


def transfer_notice(desk: Desk, one: Entry) -> Document:
    """別紙3 「申告処理台帳の移送について」 (CMP-77). Raises store.Refused for a ledger that is not to be transferred."""
    return sheet(TITLE, printed_body(desk, one))


# 索引簿 -------------------------------------------------------------------------------------------------------------------------


def index_book(desk: Desk, found: Sequence[Entry]) -> Document:
    """様式第13号: one line a number in the order of the numbers, deleted numbers as 欠番 (CMP-107, CMP-108).

    Raises store.Refused unless the ledgers are those of one 年度 and one office (CMP-109).
    """
    years, owners = {one.fiscal_year for one in found}, {one.office_code for one in found}
    if len(years) != 1 or len(owners) != 1:
        raise store.Refused([finding(None, ONE_YEAR)])
    year, owner = years.pop(), owners.pop()
    by_serial = {one.serial: one for one in found}
    known, last = numbers_of(desk, owner, year)
    if known - set(by_serial):
        raise store.Refused([finding(None, NOT_ALL)])
    lines = [index_line(desk, serial, by_serial.get(serial)) for serial in range(1, last + 1)]
    notes = [f"{offices()[owner].name}　{wareki_year(year)}"]
    page = listing(f"{LEDGER}索引簿", INDEX_HEADINGS, lines, INDEX_WIDTHS, notes=["様式第13号", *notes], size=8.0)
    return Document(f"{LEDGER}索引簿", [page])


def numbers_of(desk: Desk, owner: str, year: int) -> tuple[set[int], int]:
    """The numbers of an office and 年度 that have a ledger, and the last number that was given."""
    table = table_of(registry.load("complaint"))
    mine = sa.select(table.c.serial).where(table.c.office_code == owner, table.c.fiscal_year == year)
    with desk.reading() as session:
        known = set(session.scalars(mine))
        last = numbers.peek_number(session, "complaint", owner, year) - 1
    return known, max(last, *known, 0)


def index_line(desk: Desk, serial: int, one: Entry | None) -> tuple[Any, ...]:
    """A line of the 索引簿."""
    if one is None:
        return (serial, *[""] * 9, MISSING)
    return (
        serial, shown(desk, one, "accepted_on"), one.complainant, one.workplace_name, one.address,
        industry_name(one.industry_code) if one.industry_code else "", "　".join((one.matters or "").split("\n")),
        one.handlers, shown(desk, one, "closed_on"), one.outcome, "",
    )  # fmt: skip
