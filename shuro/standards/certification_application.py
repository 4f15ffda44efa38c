"""認定申請情報: the application of a worker to certify that a small employer has failed (ADV-14 to ADV-42).

The third link of the chain 相談情報, 申告情報, 未払賃金立替払情報. Source: docs/spec/advance-payment.md sections 2 to 4,
docs/spec/fields/certification-application.csv (別表16). Rules: `certification_rules`; search: `certification_search`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from shuro.kernel.codelists import codes
from shuro.kernel.items import (
    AUTO,
    MUST,
    choice,
    choices,
    code,
    day,
    integer,
    kana,
    link,
    longtext,
    office,
    phone,
    postal,
    rows,
    section,
    tab,
    text,
    yen,
)
from shuro.kernel.record import Offer, Record, Row, parent
from shuro.kernel.steps import STATION, delete, register, update
from shuro.standards import certification_rules as rules_of
from shuro.standards.certification_rules import DECIDED, RECEIVED, REPORTING
from shuro.standards.certification_search import SEARCHES
from shuro.standards.common import two_blanks_in
from shuro.standards.complaint_rules import short_number

NAMES = (
    "「〇〇会社　　〇〇工場」のように、事業の名称、全角の空白2文字、事業場の名称の順に入力します。"
    "F4の「本社情報と同じ」で、本社の名称、所在地、電話番号が入ります。"
)
ADDRESS = "F4で所在地ダイアログから選び、続きを入力します。"
LINES_OF_21: dict[str, Any] = {"max": 189, "lines": 9, "help": "1行21文字で9行まで。"}


class UnpaidPeriod(Row, table=True):
    """未払となっている期間: from when to when the regular wages are unpaid, both days inclusive (ADV-32)."""

    application_id: int | None = parent("certification_application")
    starts_on: date | None = day("始期", MUST)
    ends_on: date | None = day("終期", MUST)

    rules = (rules_of.period_in_order,)


class CertificationApplication(Record, table=True):
    """認定申請情報: an application for the certification of an employer, in the 認定及び確認台帳 (ADV-14)."""

    office_code: str | None = office("受付局署", AUTO)  # type: ignore[assignment]
    ledger_number: str | None = code("台帳番号", AUTO, show_as=short_number)
    received_on: date | None = day("申請書受付日", MUST)
    status: str | None = choice("状態", codes("advance-payment-statuses").options, AUTO)
    applicant_kana: str | None = kana("申請者氏名(カナ)", of="applicant")
    applicant: str | None = text("申請者氏名(漢字)", MUST)
    complaint_id: int | None = link(
        "申告番号", "complaint", AUTO, tied=True, typed=True, help="申告情報関連付け：F4で申告情報を選びます。"
    )
    applicant_address: str | None = text("申請者住所", MUST, help=ADDRESS)
    applicant_postal: str | None = postal("申請者郵便番号")
    applicant_phone: str | None = phone("申請者電話番号")
    head_kana: str | None = kana("本社名称(カナ)", of="head_name")
    head_name: str | None = text("本社名称(漢字)", MUST)
    head_address: str | None = text("本社住所", MUST, help=ADDRESS)
    head_postal: str | None = postal("本社郵便番号")
    head_phone: str | None = phone("本社電話番号")
    with tab("代表者情報"):
        representative_kana: str | None = kana("代表者職氏名(カナ)", of="representative")
        representative: str | None = text("代表者職氏名(漢字)")
        representative_address: str | None = text("代表者住所", help=ADDRESS)
        representative_postal: str | None = postal("代表者郵便番号")
        representative_phone: str | None = phone("代表者電話番号")
    with tab("事業場情報"):
        workplace_id: int | None = link(
            "関連付け事業場", "workplace", AUTO, tied=True, typed=True,
            help="事業場情報関連付け：F4で事業場基本情報を選びます。他の署へ移送する申請だけ、関連付けずに登録できます。",
        )  # fmt: skip
        workplace_kana: str | None = kana("事業場名(カナ)", of="workplace_name")
        workplace_name: str | None = text(
            "事業場名(漢字)", MUST, fill=two_blanks_in("workplace_name"), candidates=rules_of.same_as_head, help=NAMES
        )
        address: str | None = text("事業場所在地", MUST, help=ADDRESS)
        workplace_postal: str | None = postal("事業場郵便番号")
        workplace_phone: str | None = phone("事業場電話番号")
    with tab("詳細情報"):
        retired_on: date | None = day("退職年月日", MUST, help="申請者が退職した日。")
        with section("企業規模"):
            size_on: date | None = day(
                "企業規模(年月日)", preset=rules_of.year_before, help="申請書受付日の1年前の日が入ります。"
            )
            capital: int | None = yen("資本金額", help="その日の資本金額（円）。")
            workers: int | None = integer("労働者数", help="その日の労働者数。")
        opened_on: date | None = day("事業活動の開始日")
        stopped_on: date | None = day("事業活動の停止日")
        with section("未払賃金"):
            unpaid: list[str] | None = choices("未払賃金", ("退職手当", rules_of.WAGES))
            unpaid_periods: ClassVar[Any] = rows(
                "未払となっている期間", UnpaidPeriod, enabled=rules_of.wages_unpaid, whole=True
            )
        clearing_stopped_on: date | None = day("手形交換所取引停止処分日")
        dishonoured_on: date | None = day("手形の不渡日")
        meeting: str | None = choice("債権者会議等の開催", codes("creditor-meetings").options)
        meeting_on: date | None = day("債権者会議等の開催(予定)日", enabled=rules_of.meeting_known)
        missing: str | None = choice("事業主の行方不明", codes("employer-missing").options)
        missing_on: date | None = day("事業主の行方不明日", enabled=rules_of.missing)
    with tab("支払能力"):
        real_estate: str | None = longtext("不動産及び不動産抵当権の状況", **LINES_OF_21)
        movables: str | None = longtext("動産の状況", **LINES_OF_21)
        claims: str | None = longtext("売掛債権・預金・有価証券の状況", **LINES_OF_21)
        borrowing: str | None = longtext("借り入れて賃金を支払える可能性の有無", **LINES_OF_21)
    with tab("その他"):
        remarks: str | None = longtext(
            "その他特記事項", max=296, lines=8,
            help="事業活動の停止、再開の見込み、支払能力などについて。1行37文字で8行まで。",
        )  # fmt: skip
        with section("裁判所の手続き"):
            filing: str | None = choice("裁判所の手続き", codes("court-filings").options)
            court: str | None = text("裁判所名", enabled=rules_of.filed)
            filing_kind: str | None = choice("申立種類", codes("court-procedures").options, enabled=rules_of.filed)
            filed_on: date | None = day("申立日", enabled=rules_of.filed)
    with tab("添付資料・移送情報"):
        attached: list[str] | None = choices("添付資料", codes("certification-attachments").options)
        other_attached: str | None = text("添付資料(その他)", enabled=rules_of.other_material)
        to_office: str | None = office("移送先局署", MUST, when=rules_of.to_be_moved)
        dispatch_number: str | None = text("発出番号", MUST, when=rules_of.to_be_moved)

    # beside the items: the parts of the number, and how the application came in (ADV-194)
    fiscal_year: int | None = None
    serial: int | None = None
    medium: str | None = None

    spec = "certification-application"
    subsystem = "未払賃金立替払情報管理システム"
    scope = "bureau"
    reference = ("office_code", "fiscal_year", "serial")
    offers = (
        Offer(("認定申請",), at="complaint", into="complaint_id", by=STATION, when=rules_of.ledger_registered),
        Offer(("認定申請情報", "新規登録"), at="workplace", into="workplace_id", by=STATION),
        Offer(("認定申請情報", "一覧"), at="workplace", into="workplace_id", listing=True),
    )
    begin = rules_of.begin
    settle = rules_of.settle
    rules = rules_of.RULES
    steps = (
        register(STATION, after=RECEIVED),
        update(STATION, states=(RECEIVED, REPORTING, DECIDED)),
        delete(STATION, states=(RECEIVED,),
               confirm="認定申請情報を取り消します。台帳番号は欠番になります。削除しますか。"),
    )  # fmt: skip
    columns = ("ledger_number", "received_on", "applicant", "workplace_name", "retired_on", "status")
    searches = SEARCHES
    order_by = ("-fiscal_year", "-serial", "id")
    substring = ("applicant", "applicant_kana", "workplace_name", "workplace_kana", "head_name")
    title = rules_of.name_of
