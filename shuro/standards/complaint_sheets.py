"""What hangs on a 申告処理台帳: 別紙, 続紙, 付表, and the entries for 監406 (CMP-36, 37, 56, 61-71, 92-97).

Field files: complaint-attachment, complaint-journal, complaint-schedule, complaint-unpaid.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from shuro.kernel import store
from shuro.kernel.checks import Finding, finding
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import (
    AUTO,
    DUTY,
    MUST,
    choice,
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
    thousand_yen,
)  # fmt: skip
from shuro.kernel.record import Entry, Offer, Print, Record, Row, item, parent, table_of
from shuro.kernel.steps import delete, register, update
from shuro.standards import complaint_forms as forms
from shuro.standards.complaint import Complaint, UnpaidYear
from shuro.standards.complaint_rules import MOVED, STATION, YES, shown_number

CONSENT = codes("consent").options
WITH_DAYS = "請求と回答の年月日も書きます。"


def ledger_of(desk: Desk, one: Any) -> Entry | None:
    """The ledger that a sheet hangs on."""
    if one.complaint_id is None:
        return None
    with desk.reading() as session:
        return store.fetch(session, Complaint, one.complaint_id)


def closed_ledger(desk: Desk, one: Entry) -> str | None:
    """Why a sheet cannot be changed: its ledger was transferred away (CMP-18), or it is another office's."""
    ledger = ledger_of(desk, one)
    if ledger is None:
        return "申告処理台帳を登録してから、その業務選択メニューで開いてください。"
    if ledger.office_code != desk.office.code:
        return "この台帳の管轄局署の職員だけが登録できます。"
    return "移送した台帳に属するため、変更できません。" if ledger.state == MOVED else None


def begin_sheet(desk: Desk, one: Entry) -> None:
    """The number of the ledger."""
    ledger = ledger_of(desk, one)
    one.ledger_number = ledger.ledger_number if ledger else None


def named(label: str) -> Any:
    """A sheet is named by its ledger."""

    def name_of(one: Entry) -> str:
        return f"{shown_number(one.ledger_number) if getattr(one, 'ledger_number', None) else ''}{label}"

    return name_of


class Sheet(Record):
    """A record that hangs on one 申告処理台帳 and goes with it."""

    complaint_id: int | None = Field(default=None, foreign_key="complaint.id", index=True)

    under: ClassVar[Any] = ("complaint_id", "complaint")
    scope: ClassVar[str] = "bureau"


def steps(then: Any = None) -> tuple[Any, ...]:
    """登録, 更新, 削除 by the 署 of the ledger."""
    return (
        register(STATION, refuse=closed_ledger, then=then),
        update(STATION, refuse=closed_ledger, then=then),
        delete(STATION, refuse=closed_ledger, then=then),
    )


# 別紙 --------------------------------------------------------------------------------------------------------------------------


class FurtherComplainant(Row, table=True):
    """申告者: another person who complains on the same case."""

    sheet_id: int | None = parent("complaint_attachment")
    complainant: str | None = text("申告者氏名(漢字)")
    complainant_kana: str | None = kana("申告者氏名(カナ)", of="complainant")
    address: str | None = text("申告者住所")
    phone: str | None = phone("申告者電話番号")
    disclosure: str | None = choice("申告者の氏名を明らかにすること", CONSENT, DUTY)


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
    steps = steps()
    prints = (Print("申告処理台帳別紙", forms.attachment, "attachment"),)
    title = named("別紙")


# 続紙 --------------------------------------------------------------------------------------------------------------------------


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
    """A new page gets the next number."""
    if before is None and one.page is None:
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
    title = named("続紙")


# 付表 --------------------------------------------------------------------------------------------------------------------------

CONSTRUCTION, DISPATCH = codes("complaint-schedule-work-styles").options
ATTITUDE, PROOF, PAPERS = (("認めている", "認めていない"), ("証拠あり", "証拠なし"), ("添付書類あり", "添付書類なし"))


def construction(one: Any) -> bool:
    """就労（建設）のとき"""
    return bool(getattr(one, "of", one).work_style == CONSTRUCTION)


def dispatch(one: Any) -> bool:
    """派遣のとき"""
    return bool(one.work_style == DISPATCH)


def deducted(one: Any) -> bool:
    """控除・返済が有のとき"""
    return bool(one.deductions == YES)


class SchedulePeriod(Row, table=True):
    """工事期間: from and to."""

    schedule_id: int | None = parent("complaint_schedule")
    since: date | None = day("自")
    until: date | None = day("至")


def schedule_there(desk: Desk, one: Entry, before: Entry | None) -> None:
    """付表の有無 of the ledger follows (CMP-66)."""
    assert desk.session is not None
    table = table_of(ComplaintSchedule)
    there = desk.session.execute(sa.select(table.c.id).where(table.c.complaint_id == one.complaint_id).limit(1)).first()
    gone = before is one  # a deletion is told with the record itself
    store.amend(desk, Complaint, one.complaint_id, {"schedule": YES if there and not gone else None}, "付表の登録")


class ComplaintSchedule(Sheet, table=True):
    """申告処理台帳付表: the schedule of an unpaid wage case of construction or dispatch that is to be transferred (CMP-65)."""

    complainant: str | None = text("申告者の氏名", DUTY)
    address: str | None = text("就労(派遣)時の申告者の住所", DUTY)
    work_style: str | None = choice("申告者の就労形態", (CONSTRUCTION, DISPATCH), DUTY)
    with tab("事業場情報"):
        with section("建設1、建設2"):
            contractor: str | None = text("最上位の元請", DUTY, when=construction)
            site: str | None = text("工事の名称", DUTY, when=construction)
            site_address: str | None = text("所在地", DUTY, when=construction)
            periods: ClassVar[Any] = rows("工事期間", SchedulePeriod, DUTY, when=construction, whole=True)
            introducer: str | None = text("就労の際の紹介者", DUTY, when=construction)
            relation: str | None = text("被申告者の上位系列関係", DUTY, when=construction)
        with section("派遣"):
            user_company: str | None = text("派遣先事業場", DUTY, when=dispatch)
            commander: str | None = text("当該派遣労働者を直接指揮命令する者の職氏名", DUTY, when=dispatch)
            user_address: str | None = text("所在地", DUTY, when=dispatch)
            business: str | None = text("派遣業務内容", DUTY, when=dispatch)
            dispatch_period: str | None = text("派遣期間", DUTY, when=dispatch)
    with tab("契約時の労働条件"):
        employment_period: str | None = text("雇用(派遣)期間", DUTY)
        wage_period: str | None = text("賃金計算期間", DUTY)
        pay_day: str | None = text("賃金支払日", DUTY)
        wage_form: str | None = text("賃金形態(定額・出来高)及び賃金額(計算方法・手当等)", DUTY)
        notice: str | None = choice("雇入通知書・就業条件を明示した書面", ("有", "無"), DUTY)
    with tab("賃金支払の請求経過"):
        retired_on: str | None = text("退職(帰郷)年月日", DUTY)
        why: str | None = longtext(
            "同上の理由と、そのときの使用者との折衝及び使用者の回答",
            DUTY,
            max=240,
            help="請求と回答の年月日も書きます。",
        )
        claimed: str | None = longtext(
            "退職(復職)後の使用者に対する請求の有無とその内容", DUTY, max=240, help="請求の年月日も書きます。"
        )
    with tab("不払賃金情報"):
        unpaid: str | None = text("不払賃金について", DUTY, max=60)
        with section("不払額計算期間"):
            basis_period: str | None = text("不払額の計算基礎となる期間", DUTY)
        with section("不払額計算内訳"):
            reckoning: str | None = longtext("不払額の計算内訳", DUTY, max=665)
        with section("控除・返済種別内訳"):
            deductions: str | None = choice(
                "賃金から控除を予定されているもの及び返済すべきものの有無", ("有", "無"), DUTY
            )
            deducted: str | None = longtext("種別内訳金額", DUTY, max=350, when=deducted)
        with section("その他"):
            attitude: str | None = choice("不払に対する使用者の態度", ATTITUDE, DUTY)
            proof: str | None = choice("不払に対する使用者の態度(証拠)", PROOF, DUTY)
            papers: str | None = choice("不払に対する使用者の態度(添付書類)", PAPERS, DUTY)
            remarks: str | None = longtext("備考", DUTY, max=385, when="特に記すことがあるとき")

    spec = "complaint-schedule"
    subsystem = "申告情報管理システム"
    hidden = True
    offers = (Offer(("付表入力",), alone=True),)
    steps = steps(schedule_there)
    prints = (Print("申告処理台帳付表", forms.schedule, "schedule"),)
    title = named("付表")


# 監406 -------------------------------------------------------------------------------------------------------------------------

WAGES, SAVINGS, HOMEWORK = codes("complaint-unpaid-kinds").options
PHASES = (("carried", "前期繰越"), ("found", "当期把握"), ("solved", "解決"), ("hopeless", "解決不能"))


def of_wages(one: Any) -> bool:
    """事件の種類が賃金不払事件のとき"""
    return bool(one.case_kind == WAGES)


def of_others(one: Any) -> bool:
    """事件の種類が貯蓄金返還不能事件又は工賃不払事件のとき"""
    return bool(one.case_kind in (SAVINGS, HOMEWORK))


def summed(one: Any, phase: str, what: str) -> int:
    """People or thousand yen of a phase: of the three kinds of wages, or of savings and homework pay."""
    if of_wages(one):
        return sum(getattr(one, f"{phase}_{kind}_{what}") or 0 for kind in ("regular", "retirement", "other"))
    return getattr(one, f"{phase}_{what}") or 0


def left(what: str) -> Any:
    """次期繰越 = 前期繰越 + 当期把握 - 解決 - 解決不能; empty while nothing is entered (CMP-97)."""

    def value(one: Any) -> int | None:
        if one.case_kind is None:
            return None
        signs = (1, 1, -1, -1)
        return sum(sign * summed(one, phase, what) for sign, (phase, _) in zip(signs, PHASES, strict=True))

    return value


def not_negative(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: 次期繰越 is not negative (CMP-97)."""
    for name, label in (("next_workers", "対象労働者数"), ("next_amount", "金額(千円)")):
        value = getattr(one, name)
        if value is not None and value < 0:
            sentence = (
                f"解決と解決不能の合計が、前期繰越と当期把握の合計を{-value:,}超えています。{label}を直してください。"
            )
            yield finding(item(ComplaintUnpaid, name), sentence)


def one_a_year(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: one entry a year and case (CMP-96)."""
    if desk is None or desk.session is None or one.year is None:
        return
    table = table_of(ComplaintUnpaid)
    same = sa.select(table.c.id).where(
        table.c.complaint_id == one.complaint_id, table.c.year == one.year, table.c.case_kind == one.case_kind,
        table.c.id != (one.id or 0),
    )  # fmt: skip
    if desk.session.execute(same.limit(1)).first():
        yield finding(item(ComplaintUnpaid, "year"), f"{one.year}年の入力は既にあります。その情報を更新してください。")


one_a_year.asks_database = True  # type: ignore[attr-defined]


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
    kinds = ("regular_", "retirement_", "other_") if of_wages(last) else ("",)
    for kind in kinds:
        for what in ("workers", "amount"):
            values = [getattr(last, f"{phase}_{kind}{what}") or 0 for phase, _ in PHASES]
            setattr(one, f"carried_{kind}{what}", values[0] + values[1] - values[2] - values[3])


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
    offers = (Offer(("入力年追加",)), Offer(("不払等情報", "一覧"), listing=True))
    begin = begin_unpaid
    rules = (not_negative, one_a_year)
    steps = (
        register(STATION, refuse=sent_away, then=years_of_ledger),
        update(STATION, refuse=sent_away, then=years_of_ledger),
        delete(STATION, refuse=sent_away, then=years_of_ledger),
    )
    columns = ("year", "case_kind", "next_workers", "next_amount")
    order_by = ("complaint_id", "year", "id")
    title = named("監406")


__all__ = ["ComplaintAttachment", "ComplaintJournal", "ComplaintSchedule", "ComplaintUnpaid", "UnpaidYear"]
