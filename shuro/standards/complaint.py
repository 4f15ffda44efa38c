"""申告情報: a complaint that a 署 has accepted, kept in one 申告処理台帳 (CMP-1).

The second link of the chain 相談情報, 申告情報, 未払賃金立替払情報. Source: docs/spec/complaint.md,
docs/spec/fields/complaint.csv (別表13). Rules and states: `complaint_rules`; 別紙: `complaint_attachment`; 続紙:
`complaint_journal`; 付表: `complaint_schedule`; 監406 entries: `complaint_unpaid`; transfer: `complaint_transfer`; search:
`complaint_search`; forms: `complaint_forms`; 監401 and 監406: `complaint_reports`, `complaint_report_forms`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from shuro.kernel.codelists import codes
from shuro.kernel.items import (
    AUTO,
    DUTY,
    MUST,
    choice,
    choices,
    code,
    day,
    flag,
    industry,
    integer,
    kana,
    law,
    link,
    longtext,
    office,
    phone,
    rows,
    tab,
    text,
)
from shuro.kernel.record import Offer, Print, Record, Row, parent
from shuro.kernel.steps import Step, delete, register, update
from shuro.standards import complaint_forms, complaint_report_forms, complaint_search, complaint_transfer, violations
from shuro.standards import complaint_rules as rules_of
from shuro.standards.common import two_blanks_in
from shuro.standards.complaint_rules import CLOSED, MOVED, OPEN, STATION, WAITING

CONSENT = codes("consent").options
MAIN_ITEMS = codes("complaint-main-items").options
NAMES = "「〇〇会社　　〇〇工場」のように、事業の名称、全角の空白2文字、事業場の名称の順に入力します。"
CONTACTS = "1つだけ入力し、他の連絡先は「申告の内容」に区別して書きます。"
TWO = "2人まで。空欄にして、印刷した台帳に手書きすることもできます。"


class ComplaintViolation(Row, table=True):
    """違反条文: a violated provision that a complaint supervision found (CMP-52, CMP-53)."""

    complaint_id: int | None = parent("complaint")
    provision: str | None = law("法、令、則", MUST, when=rules_of.violated, index=True)
    dispatch: str | None = law("派遣法", DUTY, when="派遣法が適用されるとき", laws=(violations.DISPATCH,), index=True)


class UnpaidYear(Row, table=True):
    """監406報告例規_登録: a year that has been entered with 「入力年追加」 (CMP-93)."""

    complaint_id: int | None = parent("complaint")
    year: int | None = integer("入力年", AUTO)
    case_kind: str | None = choice("事件の種類", codes("complaint-unpaid-kinds").options, AUTO)


class Complaint(Record, table=True):
    """申告情報: the 申告処理台帳 of a complaint (CMP-1)."""

    __table_args__ = (  # what is due at a 署 is counted each time its menu is shown; what was sent here is in every list
        sa.Index("ix_complaint_not_begun", "office_code", "state", "begun_on", "accepted_on"),
        sa.Index("ix_complaint_deadline", "office_code", "outcome", "apply_by"),
        sa.Index("ix_complaint_sent_here", "to_office", "state"),
    )

    office_code: str | None = office("管轄局署", AUTO)  # type: ignore[assignment]
    ledger_number: str | None = code("申告処理台帳番号", AUTO, show_as=rules_of.short_number)
    status: str | None = choice("処理状況", rules_of.STATUSES, AUTO)
    complainant_kana: str | None = kana("申告者氏名(カナ)", DUTY, of="complainant")
    complainant: str | None = text("申告者氏名(漢字)", MUST, help="1人だけ。他の申告者は申告処理台帳別紙に入力します。")
    complainant_phone: str | None = phone("申告者電話番号", DUTY, help=CONTACTS)
    complainant_address: str | None = text("申告者住所", DUTY, help="F4で所在地ダイアログから選び、続きを入力します。")
    workplace_kana: str | None = kana("事業場の名称(カナ)", DUTY, of="workplace_name")
    workplace_name: str | None = text(
        "事業場の名称(漢字)", MUST, max=80, fill=two_blanks_in("workplace_name"), help=NAMES
    )
    address: str | None = text("事業場所在地", DUTY, help="F4で所在地ダイアログから選び、続きを入力します。")
    workplace_phone: str | None = phone("事業場電話番号", DUTY, help=CONTACTS)
    with tab("台帳情報"):
        accepted_on: date | None = day("受理年月日", MUST)
        begun_on: date | None = day("処理着手年月日", DUTY, when="処理に着手したとき")
        receivers: str | None = text("受付者氏名", help=TWO)
        handlers: str | None = text("担当者氏名", help=TWO)
        closed_on: date | None = day("完結年月日", MUST, when=rules_of.closed_day_due)
        outcome: str | None = choice(
            "完結区分", codes("complaint-closings").options, DUTY,
            help="複数に該当するときは、解決、司法、立替払、その他、移送の順で先のものを選びます。",
        )  # fmt: skip
    with tab("申告者情報"):
        several: bool | None = flag("複数名による申告", DUTY, when="2人以上が1件について申告したとき")
        others: int | None = integer("外○名", DUTY, when=rules_of.of_several, help="申告者氏名の人の他の人数。")
        disclosure: str | None = choice(
            "申告者の氏名を明らかにすること",
            CONSENT,
            DUTY,
            help="申告者により異なるときは「否」とし、別紙に各人の諾否を書きます。",
        )
        position: str | None = text("事業場内の地位", DUTY)
        work_style: str | None = choice("就労形態", codes("complaint-work-styles").options)
        worker_kind: str | None = choice(
            "労働者の種別", codes("complaint-worker-kinds").options, DUTY, when="いずれかに該当するとき",
            help="複数に該当するときは、一覧で先にあるものを選びます。",
        )  # fmt: skip
        route: str | None = choice("申告の経緯", codes("complaint-routes").options, DUTY)
        bankrupt: bool | None = flag("倒産による賃金不払", DUTY, when="未払賃金立替払制度の対象と見込まれるとき")
        apply_by: date | None = day(
            "認定申請期限年月日", DUTY, when=rules_of.of_bankrupt,
            reckoned=("退職した日", rules_of.certification_deadline),
            help="退職した日の翌日から6か月以内。F4のダイアログでF4を押すと、退職した日から計算します。",
        )  # fmt: skip
        consulted: str | None = choice("関連労働相談票有無", ("有",), AUTO)
    with tab("被申告者情報"):
        workplace_id: int | None = link(
            "事業場キー", "workplace", AUTO, tied=True, typed=True,
            help="F4で事業場基本情報を選び、関連付けます。管轄外で移送するときだけ、関連付けなくても登録できます。",
        )  # fmt: skip
        industry_code: str | None = industry("事業の種類", MUST, when=rules_of.finished, least=2)
        representative: str | None = text("事業の代表者", DUTY, help="職名と氏名。")
        workers: int | None = integer("労働者数", DUTY, help="事業場全体の人数。")
        labor_union: str | None = choice("労働組合", ("有", "無"), DUTY)
        matters: str | None = longtext("申告事項", MUST, max=400, help="申告の要点（例：賃金不払い）。")
    with tab("違反条文"):
        violated: str | None = choice(
            "違反有、違反無", codes("complaint-violations").options, DUTY, when="申告監督を行ったとき"
        )
        violations: ClassVar[Any] = rows("違反条文", ComplaintViolation, whole=False)
        supervised_on: date | None = day("監督実施年月日", DUTY, help="この事業場の最初の申告監督の日。")
    with tab("申告処理状況"):
        main_items: list[str] | None = choices("主要事項別申告事項", MAIN_ITEMS, MUST)
        violated_items: list[str] | None = choices(
            "主要事項別違反事項", MAIN_ITEMS, DUTY, when="主要事項別申告事項に違反が認められたとき"
        )
    with tab("不払等情報"):
        unpaid_years: ClassVar[Any] = rows(
            "監406報告例規_登録", UnpaidYear, DUTY, when=rules_of.never, whole=True,
            help="F10の「入力年追加」で入力した年です。",
        )  # fmt: skip
    with tab("申告の内容"):
        content: str | None = longtext(
            "申告の内容", DUTY, max=800, lines=16,
            help="1行50文字で16行まで。続きは別紙に書きます。個別労働関係紛争についての都道府県労働局長の助言・指導を"
            "申告者が求めたときは、その紛争の概要も簡潔に書きます。",
        )  # fmt: skip
        migrant: bool | None = flag("出稼労働者賃金不払事案", DUTY, when="該当するとき")
        dispatched: bool | None = flag("派遣労働者賃金不払事案", DUTY, when="該当するとき")
        homework: bool | None = flag("家内労働事案", DUTY, when="該当するとき")
        whistle: bool | None = flag("公益通報", DUTY, when="該当するとき")
    with tab("移送情報"):
        moving: bool | None = flag("移送", MUST, when=rules_of.never, enabled=rules_of.movable)
        from_office: str | None = office("受理局署", AUTO, drawn=rules_of.with_sent_number)
        to_office: str | None = office("処理局署", MUST, when=rules_of.to_be_moved)
        direct: str | None = choice("処理経過直接連絡", CONSENT, MUST, when=rules_of.to_be_moved)
        schedule: str | None = choice("付表の有無", ("有",), AUTO)
        dispatch_number: str | None = text("発出番号", MUST, when=rules_of.to_be_moved)

    # beside the items: the parts of the number, the consultation it came from, the ledger of the sending office
    fiscal_year: int | None = None
    serial: int | None = None
    consultation_id: int | None = Field(default=None, foreign_key="consultation.id", index=True)
    sent_id: int | None = Field(default=None, foreign_key="complaint.id", index=True)
    sent_number: str | None = None
    moved_on: date | None = None

    spec = "complaint"
    subsystem = "申告情報管理システム"
    heading = "申告処理台帳"
    scope = "bureau"
    beside = (("consultation_id", "consultation"),)
    reference = ("office_code", "fiscal_year", "serial")
    offers = (
        Offer(("申告",), at="consultation", by=STATION),
        Offer(("受付",), at="complaint", into="sent_id", by=STATION, when=rules_of.to_be_received),
        Offer(("申告情報", "新規登録"), at="workplace", into="workplace_id", by=STATION),
        Offer(("申告情報", "一覧"), at="workplace", into="workplace_id", listing=True),
    )
    begin = rules_of.begin
    settle = rules_of.settle
    rules = rules_of.RULES
    steps = (
        register(STATION, after="", brings=rules_of.outcome_of_tick, then=rules_of.registered),
        update(STATION, states=(OPEN, CLOSED, WAITING), brings=rules_of.outcome_of_tick),
        Step("移送", WAITING, MOVED, STATION, command="transfer", edits=False, refuse=complaint_transfer.refusal,
             brings=complaint_transfer.leave, then=complaint_transfer.send,
             confirm=complaint_transfer.QUESTION, told=complaint_transfer.REMINDER),
        delete(STATION, states=(OPEN, CLOSED, WAITING), refuse=rules_of.kept, then=rules_of.removed,
               confirm="台帳と、その別紙、続紙、付表を削除します。番号は欠番になります。削除しますか。"),
    )  # fmt: skip
    prints = (
        Print("申告処理台帳", complaint_forms.ledger, "ledger"),
        Print("申告処理台帳索引簿", complaint_forms.index_book, "index", of_list=True),
        Print("申告処理台帳の移送について", complaint_forms.transfer_notice, "transfer-notice"),
    )
    counts = complaint_report_forms.COUNTS
    reports = complaint_report_forms.REPORTS
    columns = (
        "ledger_number", "accepted_on", "complainant", "workplace_name", "matters", "status", "outcome", "apply_by",
    )  # fmt: skip
    marks = (("apply_by", rules_of.deadline_near),)
    searches = complaint_search.SEARCHES
    shared = complaint_transfer.receivers
    order_by = ("-fiscal_year", "-serial", "id")
    substring = ("complainant", "complainant_kana", "workplace_name", "workplace_kana", "address", "representative", "matters",
                 "receivers", "handlers")  # fmt: skip
    title = rules_of.name_of
