"""要監理事業場移行伺 and 要監理事業場台帳 as forms that are printed and taken to the 署長 (SUP-52, SUP-55).

Source: docs/spec/supervision.md section 9. The manual does not print the forms; items and order follow the records.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from shuro.kernel.calendar import wareki
from shuro.kernel.codes import offices
from shuro.kernel.desk import Desk
from shuro.kernel.forms import Document, Page, spread
from shuro.kernel.record import Entry
from shuro.kernel.text import lines_of

REQUEST, LEDGER = "要監理事業場移行伺", "要監理事業場台帳"
STAMPS = ("署長", "次長", "課長", "担当官")
PROVISIONS, MATTERS = 14, 9  # lines of the tables on the forms; what is more stands on a continuation sheet
SHEET_LINES = 24
PER_LINE, SHEET_TEXT, ROWS = 40, 45, 60  # 是正状況等: characters a line, lines on a sheet; the last row of a sheet
GUIDANCE = "安全衛生指導復命書"


def request(desk: Desk, one: Entry) -> Document:
    """要監理事業場移行伺; 担当官氏名 is printed when the caller puts it into the entry. Raises DoesNotFit."""
    page = Page(REQUEST)
    title(page, REQUEST)
    office = offices().get(one.office_code)
    page.label(7, 1, 2, 22, f"{office.name if office else ''}長　殿")
    page.label(7, 23, 2, 18, f"伺い年月日　{wareki(desk.today())}", align="right")
    page.label(9, 19, 2, 7, "担当官氏名", align="distributed")
    page.box(9, 26, 2, 15, getattr(one, "officer_name", None), border="b", item="担当官氏名")
    page.label(12, 1, 2, 40, "下記の事業場について、要監理事業場台帳に移行し、是正の状況を監理してよろしいか伺います。")
    page.label(14, 1, 2, 40, "記", align="center")
    subject(page, 17, one, one.representative)
    row = progress(page, 26, one)
    parts = spread(
        [(str(number), text) for number, text in enumerate(one.provisions or (), 1)], PROVISIONS, SHEET_LINES
    )
    page.table(row + 1, 1, ("番号", "未是正条文"), parts[0], (3, 37), room=PROVISIONS, align=("center", "left"))
    sheets = [
        sheet(REQUEST, number, one, ("番号", "未是正条文"), part, (3, 37)) for number, part in enumerate(parts[1:], 1)
    ]
    return Document(REQUEST, [page, *sheets])


def ledger(desk: Desk, one: Entry) -> Document:
    """要監理事業場台帳, with what was urged and reported. Raises DoesNotFit."""
    page = Page(LEDGER)
    title(page, LEDGER)
    page.label(7, 1, 2, 20, f"完結区分　{one.state}")
    page.pair(7, 21, 2, (8, 12), "台帳移行年月日", wareki(one.moved_on) if one.moved_on else "")
    subject(page, 10, one)
    row = progress(page, 17, one)
    matters = [
        (str(number), "、".join(line.matter or ()), wareki(line.corrected_on) if line.corrected_on else "")
        for number, line in enumerate(one.matters, 1)
    ]
    headings, widths = ("番号", "監理事項", "是正年月日"), (3, 27, 10)
    parts = spread(matters, MATTERS, SHEET_LINES)
    row = page.table(row + 1, 1, headings, parts[0], widths, room=MATTERS, align=("center", "left", "center"))
    sheets = [sheet(LEDGER, number, one, headings, part, widths) for number, part in enumerate(parts[1:], 1)]
    pages = follow_ups(page, row + 1, one)
    return Document(LEDGER, [page, *sheets, *pages])


def title(page: Page, name: str) -> None:
    """The title and the boxes for the stamps of the decision."""
    page.label(1, 1, 5, 21, name, size=18, align="center")
    page.box(1, 23, 5, 2, "決裁", vertical=True, align="center", size=9)
    for place, stamp in enumerate(STAMPS):
        page.box(1, 25 + 4 * place, 1, 4, stamp, align="center", size=8)
        page.box(2, 25 + 4 * place, 4, 4)


def subject(page: Page, row: int, one: Entry, representative: str | None = None) -> None:
    """対象事業場; 代表者職氏名 only on the 移行伺."""
    more = [("代表者職氏名", representative)] if hasattr(one, "representative") else []
    for place, (label, text) in enumerate((("事業場名", one.name), *more, ("所在地", one.address))):
        page.pair(row + 2 * place, 1, 2, (8, 32), label, text)
    row += 4 + 2 * len(more)
    page.pair(row, 1, 2, (8, 12), "連絡先", one.phone)
    page.pair(row, 21, 2, (8, 12), "連絡担当者職氏名", one.contact)


def progress(page: Page, row: int, one: Entry) -> int:
    """指導状況; the first free row below it."""
    guided = one.origin == GUIDANCE
    first, repeats = ("初回個別指導年月日", "再指導回数") if guided else ("初回監督年月日", "再監督回数")
    page.pair(row, 1, 2, (8, 12), first, wareki(one.first_on) if one.first_on else "")
    page.pair(row, 21, 2, (5, 5), repeats, f"{one.repeats or 0}回", align="center")
    page.pair(row, 31, 2, (6, 4), "是正督促回数", f"{one.urged or 0}回", align="center")
    return row + 2


def sheet(name: str, number: int, one: Entry, headings: Sequence[str], lines: list[Any], widths: Sequence[int]) -> Page:
    """A continuation sheet of the table of provisions."""
    page = continued(name, f"条文{number}", one)
    align = ("center", "left", "center")[: len(widths)]
    page.table(8, 1, headings, lines, widths, room=SHEET_LINES, align=align)
    return page


def continued(name: str, part: str, one: Entry) -> Page:
    """An empty continuation sheet that says what it belongs to."""
    page = Page(f"{name}（続紙）{part}")
    page.label(1, 1, 3, 40, f"{name}（続紙）", size=16, align="center")
    page.pair(5, 1, 2, (8, 32), "事業場名", one.name)
    return page


def follow_ups(page: Page, row: int, one: Entry) -> list[Page]:
    """督促・報告等 from `row` on, as high as its texts, and on as many continuation sheets as needed."""
    pages: list[Page] = []
    row = follow_up_heading(page, row)
    for kind, day, broken in follow_up_lines(one):
        height = max(2, math.ceil((1 + 4.2 * len(broken)) / 4.4))
        if row + height - 1 > ROWS:
            page = continued(LEDGER, f"是正状況{len(pages) + 1}", one)
            pages.append(page)
            row = follow_up_heading(page, 8)
        page.box(row, 1, height, 4, kind, align="center", size=9)
        page.box(row, 5, height, 5, day, align="center", size=9)
        page.text(row, 10, height, 31, broken, item="是正状況等", per_line=PER_LINE, lines=max(1, len(broken)), size=9)
        row += height
    return pages


def follow_up_lines(one: Entry) -> Iterator[tuple[str, str, list[str]]]:
    """督促・報告等, 年月日 and the lines of 是正状況等; a text higher than a sheet in several parts."""
    for line in one.follow_ups:
        first, *rest = spread(lines_of(line.situation or "", PER_LINE), SHEET_TEXT)
        yield line.kind, wareki(line.done_on, "plain"), first
        yield from (("", "", part) for part in rest)


def follow_up_heading(page: Page, row: int) -> int:
    """The headings of 是正状況等; the first free row below them."""
    for col, width, label in ((1, 4, "督促・報告等"), (5, 5, "年月日"), (10, 31, "是正状況等")):
        page.box(row, col, 2, width, label, align="center", size=9, fill=True)
    return row + 2
