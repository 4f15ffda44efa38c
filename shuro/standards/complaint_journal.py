"""申告処理台帳続紙: the progress of a case, page by page; a reported page is closed (CMP-61 to CMP-64).

Source: docs/spec/complaint.md section 11, docs/spec/fields/complaint-journal.csv.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from shuro.kernel import store
from shuro.kernel.checks import Finding, finding
from shuro.kernel.desk import Desk
from shuro.kernel.items import AUTO, code, flag, integer, longtext
from shuro.kernel.record import Entry, Offer, Print, table_of
from shuro.kernel.steps import delete, register, update
from shuro.standards import complaint_forms as forms
from shuro.standards.complaint_rules import STATION, shown_number
from shuro.standards.complaint_sheet import Sheet, begin_sheet, closed_ledger, hold_ledger, sheet_name


def next_page(desk: Desk, one: Entry) -> None:
    """The pages of a ledger are counted from 1 (CMP-64)."""
    assert desk.session is not None
    table = table_of(ComplaintJournal)
    last = sa.select(sa.func.max(table.c.page)).where(table.c.complaint_id == one.complaint_id)
    one.page = (desk.session.execute(last).scalar() or 0) + 1


def open_page(desk: Desk, one: Entry) -> str | None:
    """Why a page cannot be changed: it was reported, or the sending office wrote it (CMP-62, CMP-63)."""
    closed = closed_ledger(desk, one)
    if closed or one.id is None:
        return closed
    with desk.reading() as session:
        before = store.fetch(session, ComplaintJournal, one.id)
    if before is not None and before.reported:
        whose = "移送元の署が記入した頁" if before.sent_from else "復命した頁"
        return f"{whose}は変更できません。新しい頁に記入してください。"
    return None


def one_open_page(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: a new page is begun when the page before has been reported (CMP-62)."""
    if desk is None or desk.session is None or one.id is not None:
        return
    table = table_of(ComplaintJournal)
    open_ones = sa.not_(sa.func.coalesce(table.c.reported, False))
    still = sa.select(table.c.page).where(table.c.complaint_id == one.complaint_id, open_ones)
    page = desk.session.execute(still.limit(1)).scalar()
    if page is not None:
        yield finding(
            None, f"{page}頁が復命されていません。続きはその頁に記入するか、改頁をチェックして更新してください。"
        )


one_open_page.asks_database = True  # type: ignore[attr-defined]


def settle_page(desk: Desk, one: Entry, before: Entry | None) -> None:
    """A new page gets the next number, once no other is open: two officers may begin one at the same time."""
    hold_ledger(desk, one, before)
    if before is None and one.page is None:
        found = list(one_open_page(one, desk))
        if found:
            raise store.Refused(found)
        next_page(desk, one)


class ComplaintJournal(Sheet, table=True):
    """申告処理台帳続紙: a page of the progress of a case; a reported page is not changed any more (CMP-61 to CMP-64)."""

    ledger_number: str | None = code("申告処理台帳番号", AUTO, show_as=shown_number)
    page: int | None = integer("頁", AUTO)
    progress: str | None = longtext("処理経過")
    reported: bool | None = flag(
        "改頁", help="復命したときにチェックして更新します。この頁は変更できなくなり、次は新しい頁になります。"
    )

    sent_from: str | None = None  # the office that wrote the page, where the case was received by transfer

    subsystem = "申告情報管理システム"
    spec = "complaint-journal"
    hidden = True
    offers = (Offer(("続紙入力", "新しい頁")), Offer(("続紙入力", "一覧"), listing=True))
    begin = begin_sheet
    settle = settle_page
    rules = (one_open_page,)
    steps = (
        register(STATION, refuse=closed_ledger),
        update(STATION, refuse=open_page),
        delete(STATION, refuse=open_page),
    )
    prints = (Print("申告処理台帳続紙", forms.journal, "journal"),)
    columns = ("ledger_number", "page", "progress", "reported")
    order_by = ("complaint_id", "page", "id")
    title = sheet_name("続紙")
