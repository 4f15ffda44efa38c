"""申告処理台帳付表: the schedule of an unpaid wage case that is to be transferred (CMP-65 to CMP-71).

Source: docs/spec/complaint.md section 12, docs/spec/fields/complaint-schedule.csv.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa

from shuro.kernel import store
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import DUTY, choice, day, longtext, rows, section, tab, text
from shuro.kernel.record import Entry, Offer, Print, Row, parent, table_of
from shuro.standards import complaint_forms as forms
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_rules import YES
from shuro.standards.complaint_sheet import Sheet, hold_ledger, ledger_of, sheet_name, sheet_steps

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


def begin_schedule(desk: Desk, one: Entry) -> None:
    """Complainant and address of the ledger; 就労 for a migrant's case, 派遣 for a dispatched worker's (CMP-67)."""
    ledger = ledger_of(desk, one)
    if ledger is not None:
        one.complainant, one.address = ledger.complainant, ledger.complainant_address
        one.work_style = CONSTRUCTION if ledger.migrant else DISPATCH if ledger.dispatched else None


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
    begin = begin_schedule
    settle = hold_ledger
    steps = sheet_steps(schedule_there)
    prints = (Print("申告処理台帳付表", forms.schedule, "schedule"),)
    title = sheet_name("付表")
