"""監406報告例規_登録: what a case of unpaid wages, savings or homework pay came to in a year (CMP-92 to CMP-97).

Source: docs/spec/complaint.md section 16, docs/spec/fields/complaint-unpaid.csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from shuro.kernel import store
from shuro.kernel.checks import Finding, finding
from shuro.kernel.desk import Desk
from shuro.kernel.items import AUTO, MUST, choice, integer, section, thousand_yen
from shuro.kernel.record import Entry, Offer, item, table_of
from shuro.kernel.steps import delete, register, update
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_reports import HOMEWORK, KINDS, PHASES, SAVINGS, WAGES
from shuro.standards.complaint_rules import STATION, not_moving
from shuro.standards.complaint_sheet import Sheet, closed_ledger, hold_ledger, ledger_of, sheet_name


def of_wages(one: Any) -> bool:
    """事件の種類が賃金不払事件のとき"""
    return bool(one.case_kind == WAGES)


def of_others(one: Any) -> bool:
    """事件の種類が貯蓄金返還不能事件又は工賃不払事件のとき"""
    return bool(one.case_kind in (SAVINGS, HOMEWORK))


def left(what: str) -> Any:
    """次期繰越, of all kinds together = 前期繰越 + 当期把握 - 解決 - 解決不能; empty while nothing is entered (CMP-97)."""

    def value(one: Any) -> int | None:
        if one.case_kind is None:
            return None
        return sum(rest_of(one, kind, what) for kind, _ in kinds_of(one))

    return value


def rest_of(one: Any, kind: str, what: str) -> int:
    """People or thousand yen of a kind ("regular_" …, "" for savings and homework pay) that go into the next year."""
    signs = (1, 1, -1, -1)
    numbers = (getattr(one, f"{phase}_{kind}{what}") or 0 for phase, _ in PHASES)
    return sum(sign * number for sign, number in zip(signs, numbers, strict=True))


def kinds_of(one: Any) -> tuple[tuple[str, str], ...]:
    """The kinds of wages of an entry as (part of the name, label); one without a label for savings and homework pay."""
    return tuple((f"{kind}_", f"{label} ") for kind, label in KINDS) if of_wages(one) else (("", ""),)


def not_negative(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: 次期繰越 is not negative, neither in all nor of one kind of wages (CMP-97)."""
    if one.case_kind is None:
        return
    for kind, called in kinds_of(one):
        for what, label in (("workers", "対象労働者数"), ("amount", "金額(千円)")):
            rest = rest_of(one, kind, what)
            if rest < 0:
                sentence = (
                    f"{called}{label}は、解決と解決不能の合計が、前期繰越と当期把握の合計を{-rest:,}超えています。"
                    "4つのいずれかを直してください。"
                )
                yield finding(item(ComplaintUnpaid, f"solved_{kind}{what}"), sentence)


def year_of_case(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: the year is one in which the case was there, the next one at most (CMP-93)."""
    if desk is None or one.year is None:
        return
    ledger = ledger_of(desk, one)
    last = desk.today().year + 1
    first = min(ledger.accepted_on.year if ledger is not None and ledger.accepted_on else last, last)
    if not first <= one.year <= last:
        sentence = f"受理年月日の年から来年まで（{first}年から{last}年まで）を西暦4桁で入力してください。"
        yield finding(item(ComplaintUnpaid, "year"), sentence)


year_of_case.asks_database = True  # type: ignore[attr-defined]


def one_a_year(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: one entry a year and case (CMP-96)."""
    if desk is None or desk.session is None or one.year is None:
        return
    table = table_of(ComplaintUnpaid)
    same = sa.select(table.c.id).where(
        table.c.complaint_id == one.complaint_id, table.c.year == one.year, table.c.id != (one.id or 0)
    )
    if desk.session.execute(same.limit(1)).first():
        yield finding(item(ComplaintUnpaid, "year"), f"{one.year}年の入力は既にあります。その情報を更新してください。")


one_a_year.asks_database = True  # type: ignore[attr-defined]


def settle_unpaid(desk: Desk, one: Entry, before: Entry | None) -> None:
    """One entry a year, also when two officers make it at the same time (CMP-96)."""
    hold_ledger(desk, one, before)
    found = list(one_a_year(one, desk)) if before is None else []
    if found:
        raise store.Refused(found)


def begin_unpaid(desk: Desk, one: Entry) -> None:
    """This year; 前期繰越 is the 次期繰越 of the latest year before (CMP-96)."""
    table = table_of(ComplaintUnpaid)
    one.year = desk.today().year
    with desk.reading() as session:
        found = store.entries(session, ComplaintUnpaid, table.c.complaint_id == one.complaint_id,
                              order=(table.c.year.desc(), table.c.id.desc()))  # fmt: skip
    if not found:
        return
    last = found[0]
    one.year, one.case_kind = (last.year or one.year) + 1, last.case_kind
    for kind, _ in kinds_of(last):
        for what in ("workers", "amount"):
            setattr(one, f"carried_{kind}{what}", rest_of(last, kind, what))


def sent_away(desk: Desk, one: Entry) -> str | None:
    """Why 監406 is not entered: the case is transferred, so the receiving office enters it (CMP-80, CMP-94)."""
    ledger = ledger_of(desk, one)
    if ledger is not None and ledger.moving:
        return "移送する申告の監406は、移送を受けた署が入力します。"
    return closed_ledger(desk, one)


def years_of_ledger(desk: Desk, one: Entry, before: Entry | None) -> None:
    """The tab 「不払等情報」 of the ledger lists the years entered (CMP-93)."""
    assert desk.session is not None
    table = table_of(ComplaintUnpaid)
    chosen = sa.select(table.c.id, table.c.year, table.c.case_kind).where(table.c.complaint_id == one.complaint_id)
    gone = one.id if before is one else None
    found = desk.session.execute(chosen.order_by(table.c.year, table.c.id)).all()
    lines = [Entry(year=row.year, case_kind=row.case_kind) for row in found if row.id != gone]
    store.amend(desk, Complaint, one.complaint_id, {"unpaid_years": lines}, "監406の入力")


class ComplaintUnpaid(Sheet, table=True):
    """監406報告例規_登録: what a case of unpaid wages, savings or homework pay came to in a year (CMP-92 to CMP-97)."""

    year: int | None = integer("入力年", MUST)
    case_kind: str | None = choice("事件の種類", (WAGES, SAVINGS, HOMEWORK), MUST)
    with section("前期繰越"):
        carried_regular_workers: int | None = integer("定期給与 対象労働者数", enabled=of_wages)
        carried_regular_amount: int | None = thousand_yen("定期給与 金額(千円)", enabled=of_wages)
        carried_retirement_workers: int | None = integer("退職金 対象労働者数", enabled=of_wages)
        carried_retirement_amount: int | None = thousand_yen("退職金 金額(千円)", enabled=of_wages)
        carried_other_workers: int | None = integer("その他 対象労働者数", enabled=of_wages)
        carried_other_amount: int | None = thousand_yen("その他 金額(千円)", enabled=of_wages)
        carried_workers: int | None = integer("対象労働者数", enabled=of_others)
        carried_amount: int | None = thousand_yen("金額(千円)", enabled=of_others)
    with section("当期把握"):
        found_regular_workers: int | None = integer("定期給与 対象労働者数", enabled=of_wages)
        found_regular_amount: int | None = thousand_yen("定期給与 金額(千円)", enabled=of_wages)
        found_retirement_workers: int | None = integer("退職金 対象労働者数", enabled=of_wages)
        found_retirement_amount: int | None = thousand_yen("退職金 金額(千円)", enabled=of_wages)
        found_other_workers: int | None = integer("その他 対象労働者数", enabled=of_wages)
        found_other_amount: int | None = thousand_yen("その他 金額(千円)", enabled=of_wages)
        found_workers: int | None = integer("対象労働者数", enabled=of_others)
        found_amount: int | None = thousand_yen("金額(千円)", enabled=of_others)
    with section("解決"):
        solved_regular_workers: int | None = integer("定期給与 対象労働者数", enabled=of_wages)
        solved_regular_amount: int | None = thousand_yen("定期給与 金額(千円)", enabled=of_wages)
        solved_retirement_workers: int | None = integer("退職金 対象労働者数", enabled=of_wages)
        solved_retirement_amount: int | None = thousand_yen("退職金 金額(千円)", enabled=of_wages)
        solved_other_workers: int | None = integer("その他 対象労働者数", enabled=of_wages)
        solved_other_amount: int | None = thousand_yen("その他 金額(千円)", enabled=of_wages)
        solved_workers: int | None = integer("対象労働者数", enabled=of_others)
        solved_amount: int | None = thousand_yen("金額(千円)", enabled=of_others)
    with section("解決不能"):
        hopeless_regular_workers: int | None = integer("定期給与 対象労働者数", enabled=of_wages)
        hopeless_regular_amount: int | None = thousand_yen("定期給与 金額(千円)", enabled=of_wages)
        hopeless_retirement_workers: int | None = integer("退職金 対象労働者数", enabled=of_wages)
        hopeless_retirement_amount: int | None = thousand_yen("退職金 金額(千円)", enabled=of_wages)
        hopeless_other_workers: int | None = integer("その他 対象労働者数", enabled=of_wages)
        hopeless_other_amount: int | None = thousand_yen("その他 金額(千円)", enabled=of_wages)
        hopeless_workers: int | None = integer("対象労働者数", enabled=of_others)
        hopeless_amount: int | None = thousand_yen("金額(千円)", enabled=of_others)
    with section("次期繰越"):
        next_workers: int | None = integer("対象労働者数", AUTO, fill=left("workers"))
        next_amount: int | None = thousand_yen("金額(千円)", AUTO, fill=left("amount"))

    spec = "complaint-unpaid"
    subsystem = "申告情報管理システム"
    hidden = True
    offers = (Offer(("入力年追加",), by=STATION, when=not_moving), Offer(("不払等情報", "一覧"), listing=True))
    begin = begin_unpaid
    settle = settle_unpaid
    rules = (not_negative, year_of_case, one_a_year)
    steps = (
        register(STATION, refuse=sent_away, then=years_of_ledger),
        update(STATION, refuse=sent_away, then=years_of_ledger),
        delete(STATION, refuse=sent_away, then=years_of_ledger),
    )
    columns = ("year", "case_kind", "next_workers", "next_amount")
    order_by = ("complaint_id", "year", "id")
    title = sheet_name("監406")
