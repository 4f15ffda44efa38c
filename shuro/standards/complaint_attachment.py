"""申告処理台帳別紙: further complainants, and the rest of 申告の内容 (CMP-36, CMP-38, CMP-56).

Source: docs/spec/complaint.md sections 7 and 10, docs/spec/fields/complaint-attachment.csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from shuro.kernel.checks import WARN, Finding, finding
from shuro.kernel.desk import Desk
from shuro.kernel.items import AUTO, DUTY, choice, code, kana, longtext, phone, rows, section, text
from shuro.kernel.record import Entry, Offer, Print, Row, item, parent
from shuro.standards import complaint_forms as forms
from shuro.standards.complaint_rules import shown_number
from shuro.standards.complaint_sheet import CONSENT, Sheet, begin_sheet, hold_ledger, ledger_of, sheet_name, sheet_steps

GIVEN, REFUSED = CONSENT


class FurtherComplainant(Row, table=True):
    """申告者: another person who complains on the same case."""

    sheet_id: int | None = parent("complaint_attachment")
    complainant: str | None = text("申告者氏名(漢字)")
    complainant_kana: str | None = kana("申告者氏名(カナ)", of="complainant")
    address: str | None = text("申告者住所")
    phone: str | None = phone("申告者電話番号")
    disclosure: str | None = choice("申告者の氏名を明らかにすること", CONSENT, DUTY)


def consent_of_all(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: where the complainants differ, the ledger itself says 否; only warns (CMP-38)."""
    said = {line.disclosure for line in one.people or () if line.disclosure}
    ledger = ledger_of(desk, one) if desk is not None and said else None
    if ledger is not None and ledger.disclosure != REFUSED and len(said | {ledger.disclosure or GIVEN}) > 1:
        sentence = (
            "申告者により諾否が異なります。申告処理台帳の「申告者の氏名を明らかにすること」を「否」にしてください。"
        )
        yield finding(item(ComplaintAttachment, "people"), sentence, WARN)


consent_of_all.asks_database = True  # type: ignore[attr-defined]


class ComplaintAttachment(Sheet, table=True):
    """申告処理台帳別紙: further complainants, and the rest of 申告の内容 (CMP-36, CMP-56)."""

    ledger_number: str | None = code("申告処理台帳番号", AUTO, show_as=shown_number)
    with section("申告者"):
        people: ClassVar[Any] = rows("申告者", FurtherComplainant, whole=True)
    with section("申告の内容(続き)"):
        content: str | None = longtext("申告の内容(続き)")

    subsystem = "申告情報管理システム"
    hidden = True
    offers = (Offer(("別紙入力",), alone=True),)
    begin = begin_sheet
    settle = hold_ledger
    rules = (consent_of_all,)
    steps = sheet_steps()
    prints = (Print("申告処理台帳別紙", forms.attachment, "attachment"),)
    title = sheet_name("別紙")
