"""相談票: the printed record of a consultation, front and back (CST-67, CST-68).

Source: docs/spec/consultation.md section 12. The manual does not print the form; items and order follow the record.
"""

from __future__ import annotations

from typing import Any

from shuro.kernel import registry
from shuro.kernel.desk import Desk
from shuro.kernel.forms import Document, Page, spread
from shuro.kernel.record import Entry, item
from shuro.kernel.text import lines_of

NAME, BACK = "相談票", "相談票（裏）"
PER_LINE = 46
FRONT_LINES, BACK_LINES = 24, 18  # of 相談の内容(詳細)
OPINION, INSTRUCTIONS = 22, 7


def shown(desk: Desk, one: Entry, name: str) -> str:
    """An item as text."""
    return item(registry.load("consultation"), name).show(getattr(one, name, None), desk.over(one), one)


def sheet(desk: Desk, one: Entry) -> Document:
    """相談票 of a consultation: the front, and the back with what follows line 24. Raises DoesNotFit."""
    front, back = (*spread(lines_of(one.detail or "", PER_LINE), FRONT_LINES, BACK_LINES), [])[:2]
    return Document(NAME, [front_page(desk, one, front), back_page(desk, one, back)])


def front_page(desk: Desk, one: Entry, lines: list[str]) -> Page:
    """All items above the tabs, the 相談者, the topics, and the first lines of 相談の内容(詳細)."""
    page = Page(NAME)
    page.label(1, 1, 3, 30, NAME, size=20, align="center")
    page.pair(2, 31, 2, (4, 6), "番号", one.id, align="center")
    minutes = f"{one.minutes}分" if one.minutes is not None else ""
    both(page, 4, "管轄局署", shown(desk, one, "office_code"), "受付年月日", shown(desk, one, "received_on"))
    both(page, 6, "相談方法", one.method, "相談時間", minutes)
    both(page, 8, "受付担当職員区分", one.receiver_kind, "受付担当職員氏名", one.receiver)
    whole(page, 10, "事業場名", one.workplace_name)
    whole(page, 12, "所在地", one.address)
    both(page, 14, "代表者職氏名", one.representative, "担当者職氏名", one.contact)
    both(page, 16, "電話番号", one.workplace_phone, "FAX", one.fax)
    both(page, 18, "事業場の規模", one.size, "労働組合", one.labor_union)
    both(page, 20, "業種", shown(desk, one, "industry_code"), "関連付け\n事業場", shown(desk, one, "workplace_id"))
    labelled(page, 22, 1, 2, 17, "相談者氏名", one.caller)
    labelled(page, 22, 23, 2, 4, "氏名の公表", one.disclosure)
    labelled(page, 22, 32, 2, 4, "性別", one.gender)
    whole(page, 24, "住所", one.home_address)
    both(page, 26, "電話番号\n(自宅)", one.home_phone, "電話番号\n(携帯)", one.mobile_phone)
    labelled(page, 28, 1, 2, 5, "相談者", one.caller_kind)
    labelled(page, 28, 11, 2, 7, "就労形態", one.work_style)
    labelled(page, 28, 23, 2, 13, "労働者の種別", one.worker_kind)
    whole(page, 30, "相談の内容", shown(desk, one, "topics"), height=4)
    whole(page, 34, "相談の区分", shown(desk, one, "classes"))
    long_text(page, 36, 25, "相談の内容(詳細)", lines, FRONT_LINES)
    page.frame(4, 1, 57, 40)
    return page


def back_page(desk: Desk, one: Entry, lines: list[str]) -> Page:
    """The rest of 相談の内容(詳細), what became of the consultation, and the instructions."""
    page = Page(BACK)
    page.label(1, 1, 2, 30, BACK, size=14, align="center")
    page.pair(1, 31, 2, (4, 6), "番号", one.id, align="center")
    both(page, 3, "受付年月日", shown(desk, one, "received_on"), "相談者氏名", one.caller)
    long_text(page, 5, 19, "相談の内容(詳細)続き", lines, BACK_LINES)
    both(page, 24, "処理1\n(完結)", one.outcome, "処理2(局長の\n助言・指導)", one.advice)
    both(page, 26, "処理3\n(あっせん)", one.mediation, "処理4\n(他機関紹介)", shown(desk, one, "referrals"))
    whole(page, 28, "処理5(行政指導等\n担当部署への取次)", shown(desk, one, "handovers"))
    long_text(page, 30, 23, "処理状況・意見", one.opinion, OPINION)
    long_text(page, 53, 8, "指示欄", one.instructions, INSTRUCTIONS)
    page.frame(3, 1, 58, 40)
    return page


def both(page: Page, row: int, label: str, text: str | None, other: str, second: str | None) -> None:
    """Two labelled values side by side."""
    labelled(page, row, 1, 2, 15, label, text)
    labelled(page, row, 21, 2, 15, other, second)


def whole(page: Page, row: int, label: str, text: str | None, height: int = 2) -> None:
    """A labelled value across the sheet."""
    labelled(page, row, 1, height, 35, label, text)


def labelled(page: Page, row: int, col: int, height: int, width: int, label: str, text: Any) -> None:
    """A value and its label, which stands on one line where it is short."""
    short = len(label) < 8 and "\n" not in label
    page.box(row, col, height, 5, label, align="distributed" if short else "center", size=9, fill=True)
    page.box(row, col + 5, height, width, text, item=label.replace("\n", ""))


def long_text(page: Page, row: int, height: int, label: str, text: str | list[str] | None, lines: int) -> None:
    """A text of several lines beside its label, which runs downward."""
    page.box(row, 1, height, 2, label, align="center", vertical=True, size=9, fill=True)
    page.text(row, 3, height, 38, text, item=label, per_line=PER_LINE, lines=lines)
