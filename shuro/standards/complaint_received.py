"""「移送情報検索/一覧」: cases that were transferred, and whether the receiving office has registered them (CMP-81, CMP-85).

Source: docs/spec/complaint.md section 14, docs/spec/fields/complaint-transfer-search.csv.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import AUTO, choice, choices, day, office, text
from shuro.kernel.record import Listing, Search, table_of
from shuro.standards import complaint_transfer as transfer
from shuro.standards.complaint import Complaint

RECEIPTS = (transfer.WAITING_THERE, transfer.TAKEN_IN)


def from_office(desk: Desk, value: str) -> object:
    """Sent by this office."""
    return table_of(Complaint).c.office_code == value


def moved(since: bool) -> Any:
    """Transferred on this day or after, or on it or before."""

    def clause(desk: Desk, value: date) -> Any:
        column = table_of(Complaint).c.moved_on
        return column >= value if since else column <= value

    return clause


class TransferredComplaint(Listing):
    """移送情報検索/一覧: the cases this office has sent or was sent; a line opens the ledger."""

    moved_on: date | None = day("移送年月日", AUTO)
    office_code: str | None = office("移送元局署", AUTO)
    to_office: str | None = office("処理局署", AUTO)
    complainant: str | None = text("申告者氏名", AUTO)
    workplace_name: str | None = text("事業場の名称(漢字)", AUTO)
    matters: str | None = text("申告事項", AUTO)
    outcome: str | None = choice("完結区分", codes("complaint-closings").options, AUTO)
    receipt: str | None = choice("受付状況", RECEIPTS, AUTO, look=transfer.receipt_of)

    subsystem = "申告情報管理システム"
    source = Complaint
    only = transfer.transferred
    searches = (
        Search("sent_by", office("移送元局署", stored=False), from_office),
        Search("moved_since", day("移送年月日(自)", stored=False), moved(True)),
        Search("moved_until", day("移送年月日(至)", stored=False), moved(False)),
        "complainant",
        "workplace_name",
        Search(
            "receipt",
            choices("受付状況", RECEIPTS, stored=False),
            transfer.receipt,
        ),
    )
    order_by = ("moved_on", "id")
