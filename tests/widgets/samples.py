"""A made-up record for the tests of the form: every kind that can be typed without a database. No tables, so plain classes do."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from shuro.kernel.checks import finding
from shuro.kernel.items import (
    DUTY,
    MUST,
    choice,
    choices,
    code,
    day,
    flag,
    integer,
    kana,
    longtext,
    phone,
    rows,
    section,
    tab,
    text,
    yen,
)
from shuro.kernel.record import item

OUTCOMES = ("完結", "移送", "取下げ", "所在不明")


class UnpaidRow:
    """未払賃金の行"""

    worker: str | None = text("労働者名", MUST, max=20)
    since: date | None = day("起算日")
    amount: int | None = yen("金額", DUTY)
    note: str | None = text("備考", max=10)


def closing_needs_a_reason(entry: Any, desk: Any) -> Any:
    """完結年月日 before 受理年月日 cannot be."""
    if entry.closed_on and entry.received_on and entry.closed_on < entry.received_on:
        yield finding(item(SampleComplaint, "closed_on"), "受理年月日以後の日を入力してください。")


class SampleComplaint:
    """試験申告"""

    complainant: str | None = text("申告者氏名(漢字)", MUST, max=20)
    complainant_kana: str | None = kana("申告者氏名(カナ)", DUTY, of="complainant", max=40)
    number: str | None = code("法人番号", max=13)
    with tab("台帳情報"):
        received_on: date | None = day("受理年月日", MUST)
        outcome: str | None = choice("完結区分", OUTCOMES)
        closed_on: date | None = day("完結年月日", DUTY, when=lambda one: one.outcome)
        reason: str | None = text("移送先", enabled=lambda one: one.outcome == "移送", max=30)
        with section("相手方"):
            tel: str | None = phone("電話番号")
            workers: int | None = integer("労働者数", max=5)
            wages: int | None = yen("賃金総額")
            double: int | None = yen("賃金総額の倍", fill=lambda one: one.wages and one.wages * 2, typed=False)
            foreign: bool | None = flag("外国人")
            topics: list[str] | None = choices("申告事項", ("賃金不払", "解雇", "労働時間", "その他"))
    with tab("申告の内容"):
        summary: str | None = longtext("申告の要旨", max=120, lines=4)
        unpaid: list[UnpaidRow] = rows("未払賃金", UnpaidRow)
        remark: str | None = text("摘要", max=40)

    rules: ClassVar = (closing_needs_a_reason,)


class LongRecord:
    """百二十項目: as many items as the largest pages of the specification."""

    for _page in range(6):
        with tab(f"頁{_page + 1}"):
            for _at in range(20):
                _number = _page * 20 + _at
                if _at % 10 in (3, 7):
                    vars()[f"item{_number:03}"] = choice(f"項目{_number:03}", OUTCOMES)
                elif _at % 10 == 9:
                    vars()[f"item{_number:03}"] = flag(f"項目{_number:03}")
                else:
                    vars()[f"item{_number:03}"] = text(f"項目{_number:03}", MUST if _at % 5 == 0 else DUTY, max=40)
