"""Rules of 認定申請情報: its link, its number, what goes with what, what a complaint passes (ADV-14 to ADV-42, CMP-113, 114)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from shuro.kernel import numbers, registry, store
from shuro.kernel.calendar import fiscal_year, in_years, wareki
from shuro.kernel.checks import ASK, WARN, Finding, finding
from shuro.kernel.codelists import codes, rows
from shuro.kernel.desk import Desk
from shuro.kernel.items import Candidate, Item
from shuro.kernel.record import Entry, item, items_of, table_of
from shuro.standards.common import about
from shuro.standards.complaint_rules import MOVED, short_number

RECEIVED, REPORTING, DECIDED, SENT, TAKEN_IN = codes("advance-payment-statuses").options
PAPER = codes("advance-payment-media").options[0]
SERIES = "advance_payment"  # one series for all that stands in the 認定及び確認台帳 (ADV-17)
WAGES = "定期給与"
FILED = codes("court-filings").options[1]
OTHER = codes("certification-attachments").options[-1]
LIST = "complaint-to-certification"
TAKEN_FROM = {"電話番号": "事業場電話番号"}  # what the list calls otherwise than the form of the complaint
SAME = "本社情報と同じ"
COPIED = (
    ("head_kana", "workplace_kana"), ("head_name", "workplace_name"), ("head_address", "address"),
    ("head_postal", "workplace_postal"), ("head_phone", "workplace_phone"),
)  # fmt: skip


@cache
def application() -> Any:
    """The class."""
    return registry.load("certification_application")


at = about("certification_application")


# Conditions -----------------------------------------------------------------------------------------------------------------


def wages_unpaid(one: Any) -> bool:
    """定期給与を選んだとき"""
    return WAGES in (one.unpaid or ())


def meeting_known(one: Any) -> bool:
    """債権者会議等の開催を選んだとき"""
    return bool(one.meeting)


def missing(one: Any) -> bool:
    """事業主の行方不明を選んだとき"""
    return bool(one.missing)


def filed(one: Any) -> bool:
    """申立て有りのとき"""
    return bool(one.filing == FILED)


def other_material(one: Any) -> bool:
    """その他を選んだとき"""
    return OTHER in (one.attached or ())


def to_be_moved(one: Any) -> bool:
    """移送するとき"""
    return bool(one.to_office or one.dispatch_number)


def going_with_a_choice() -> list[Item]:
    """The items that are asked for under a condition: those that are closed without it."""
    return [one for one in items_of(application()) if one.enabled is not None]


# A new application ----------------------------------------------------------------------------------------------------------


def begin(desk: Desk, one: Entry) -> None:
    """The day of the operation (ADV-25), the state, and what the complaint passes from whose ledger it is opened (CMP-113)."""
    one.received_on, one.status = desk.today(), RECEIVED
    if one.complaint_id is not None:
        for name, value in passed(desk, one.complaint_id).items():
            setattr(one, name, value)


@cache
def taken_items() -> dict[str, str]:
    """{item here: item of the complaint} of 別表17. Raises KeyError for a label that no form has."""
    here = {one.label: one.name for one in reversed(items_of(application()))}
    there = {one.label: one.name for one in reversed(items_of(registry.load("complaint")))}
    return {
        here[line["to_item"]]: there[TAKEN_FROM.get(line["from_item"], line["from_item"])] for line in rows(LIST)
    }  # fmt: skip


def passed(desk: Desk, id: int) -> dict[str, Any]:
    """The five items that a complaint passes. Raises store.Gone when the desk's office has no such ledger."""
    with desk.reading() as session:
        found: Entry | None = store.fetch(session, registry.load("complaint"), id)
    if found is None or found.office_code != desk.office.code:
        raise store.Gone
    return {name: getattr(found, source) for name, source in taken_items().items()}


def ledger_registered(desk: Desk, one: Any) -> bool:
    """Is it a registered ledger that is still this office's? (CMP-115)"""
    return bool(one is not None and one.id is not None and one.state != MOVED)


def settle(desk: Desk, one: Entry, before: Entry | None) -> None:
    """The number (ADV-15 to 18), the state (ADV-40), the workplace of a linked complaint, nothing of what was not chosen."""
    assert desk.session is not None
    if before is None:
        one.fiscal_year = fiscal_year(desk.today())
        one.serial = numbers.next_number(desk.session, SERIES, one.office_code, one.fiscal_year)
        one.ledger_number = f"{one.fiscal_year}-{one.serial}"
        one.state = one.status = RECEIVED
        one.medium = one.medium or PAPER
    if one.complaint_id is not None and one.workplace_id is None:
        table = table_of(registry.load("complaint"))
        one.workplace_id = desk.session.execute(
            sa.select(table.c.workplace_id).where(table.c.id == one.complaint_id)
        ).scalar()
    for asked in going_with_a_choice():
        if not asked.open_for(one):
            setattr(one, asked.name, [] if asked.kind.name == "rows" else None)


def name_of(one: Entry) -> str:
    """An application is named by its number and applicant."""
    return f"{short_number(one.ledger_number) if one.ledger_number else ''} {one.applicant or ''}".strip()


# What is proposed -----------------------------------------------------------------------------------------------------------


def year_before(one: Any) -> date | None:
    """企業規模(年月日): one year before 申請書受付日 (ADV-30)."""
    return in_years(one.received_on, -1) if one.received_on else None


def same_as_head(desk: Desk | None, one: Entry) -> list[Candidate]:
    """「本社情報と同じ」: name, address, 郵便番号 and telephone of the head office for the workplace (ADV-29)."""
    if not one.head_name:
        return []
    texts = {
        to: item(application(), to).show(getattr(one, source), desk) if getattr(one, source) else ""
        for source, to in COPIED
    }
    return [Candidate(SAME, texts.pop("workplace_name"), tuple(texts.items()))]


# Findings -------------------------------------------------------------------------------------------------------------------


def linked(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: linked to a complaint or a workplace, but for an application that is only passed on (ADV-14, 23, 24)."""
    if one.complaint_id is None and one.workplace_id is None:
        yield at(
            "workplace_id", "申告情報にも事業場基本情報にも関連付けがありません。他の署へ移送する申請ですか。", ASK,
            key="to-be-transferred",
        )  # fmt: skip


def own_complaint(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: the linked ledger is one of the own office (ADV-21)."""
    if desk is None or desk.session is None or one.complaint_id is None:
        return
    table = table_of(registry.load("complaint"))
    found = desk.session.execute(sa.select(table.c.office_code).where(table.c.id == one.complaint_id)).first()
    if found is None or found.office_code != (one.office_code or desk.office.code):
        yield at("complaint_id", "自分の署の申告処理台帳を選んでください（F4）。")


own_complaint.asks_database = True  # type: ignore[attr-defined]


def goes_with(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: what is asked for with a choice is told when it is empty; only warns (ADV-32 to 34, 37, 38)."""
    for asked in going_with_a_choice():
        if asked.open_for(one) and not getattr(one, asked.name):
            yield at(asked.name, f"{asked.enabled.__doc__}に入力する項目です。", WARN)


def days_in_order(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: nothing is received before it has happened; the business begins before it stops."""
    received = one.received_on
    for name in ("retired_on", "filed_on"):
        day = getattr(one, name)
        if day and received and day > received:
            yield at(name, f"申請書受付日（{wareki(received)}）以前の日付を入力してください。")
    if received and desk is not None and received > desk.today():
        yield at("received_on", f"今日（{wareki(desk.today())}）以前の日付を入力してください。")
    if one.opened_on and one.stopped_on and one.stopped_on < one.opened_on:
        yield at("stopped_on", f"事業活動の開始日（{wareki(one.opened_on)}）以後の日付を入力してください。")


def another_office(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: an application is transferred to another 署 (ADV-161)."""
    if desk is not None and one.to_office and one.to_office == (one.office_code or desk.office.code):
        yield at("to_office", "自分の署には移送できません。移送先の署を選んでください。")
    known = codes("offices").get(one.to_office or "")
    if known is not None and known.extra["level"] != "署":
        yield at("to_office", "移送先は署から選んでください。")


def period_in_order(line: Any, one: Any) -> Iterator[Finding]:
    """Rule of a line: a period ends after it begins."""
    if line.starts_on and line.ends_on and line.ends_on < line.starts_on:
        from shuro.standards.certification_application import UnpaidPeriod

        yield finding(item(UnpaidPeriod, "ends_on"), f"始期（{wareki(line.starts_on)}）以後の日付を入力してください。")


RULES = (linked, own_complaint, goes_with, days_in_order, another_office)
