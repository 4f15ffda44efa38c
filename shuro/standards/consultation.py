"""相談情報: one consultation of a worker or another person at a 局 or 署 (CST-1).

The first link of the chain 相談情報, 申告情報, 未払賃金立替払情報. Source: docs/spec/consultation.md,
docs/spec/fields/consultation.csv (別表23). Rules: `consultation_rules`; topics: `consultation_topics`; search:
`consultation_search`; the 相談票: `consultation_forms`; slips read by OCR: `consultation_slip`; the items a complaint
takes over: `consultation_handover`; counts: `consultation_statistics`.
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
    day,
    industry,
    integer,
    link,
    longtext,
    office,
    phone,
    section,
    tab,
    text,
)
from shuro.kernel.record import Offer, Print, Record
from shuro.kernel.steps import REGISTERED, Step, Who, delete, register, update
from shuro.standards import consultation_forms, consultation_search, consultation_statistics, consultation_topics
from shuro.standards import consultation_rules as rules_of
from shuro.standards.common import two_blanks_in

KEEPER = Who("管轄する局・署の職員", frozenset({"局", "署"}))  # of its own office (CST-2)
UNIONS = codes("consultation-unions").options
SIZES = codes("consultation-workplace-sizes").options
CONSENT = codes("consent").options
NAMES = "「〇〇会社　　〇〇工場」のように、事業の名称、全角の空白2文字、事業場の名称の順に入力します。"
SEVERAL = "相談者が複数のときは、「相談の内容(詳細)」タブの「相談の内容」に各人の必要な情報を入力します。"
FIRST_OF = "複数に該当するときは、一覧で先にあるものを選びます。"


class Consultation(Record, table=True):
    """相談情報: what a worker or another person consulted the office about, and what became of it (CST-1)."""

    office_code: str | None = office("管轄局署", AUTO)  # type: ignore[assignment]
    received_on: date | None = day("受付年月日", MUST, help="郵送などによる相談は、局署に届いた日を入力します。")
    method: str | None = choice("相談方法", codes("consultation-methods").options, MUST)
    minutes: int | None = integer(
        "相談時間", MUST, max=3, fill=rules_of.minutes, help="相談に要した時間（分）。FAX・郵送等のときは0になります。"
    )
    receiver_kind: str | None = choice("受付担当職員区分", codes("consultation-receivers").options)
    receiver: str | None = text("受付担当職員氏名", help="空欄にして、相談票に手書きすることもできます。")
    workplace_name: str | None = text(
        "事業場名", fill=two_blanks_in("workplace_name"), help=f"特定の事業場についての相談のときに入力します。{NAMES}"
    )
    representative: str | None = text("代表者職氏名")
    address: str | None = text("所在地", help="F4で所在地ダイアログから選べます。")
    contact: str | None = text("担当者職氏名", help="事業場の労務管理の担当者の職名と氏名。")
    workplace_phone: str | None = phone("電話番号")
    fax: str | None = phone("FAX")
    size: str | None = choice("事業場の規模", SIZES)
    labor_union: str | None = choice("労働組合", UNIONS)
    industry_code: str | None = industry("業種")
    workplace_id: int | None = link(
        "関連付け事業場", "workplace", AUTO, tied=True, help="登録した後に、F11の「関連付け」で選びます。"
    )
    with tab("相談者の情報"):
        caller: str | None = text(
            "相談者氏名", DUTY, help=f"分からないときは「労働者の家族」「不明」などと入力します。{SEVERAL}"
        )
        disclosure: str | None = choice(
            "氏名の公表", CONSENT, DUTY, when=rules_of.name_known,
            help="法令や制度の問合せなどで事業場への公表が問題にならないときは、空欄のままで構いません。"
            "複数の相談者で諾否が異なるときは「否」を選びます。",
        )  # fmt: skip
        gender: str | None = choice("性別", codes("consultation-genders").options, DUTY)
        home_address: str | None = text("住所", help="分からないときは「不明」などと入力します。")
        with section("電話番号"):
            home_phone: str | None = phone("自宅")
            mobile_phone: str | None = phone("携帯")
        with section("相談者に関する事項"):
            caller_kind: str | None = choice("相談者", codes("consultation-persons").options, DUTY)
            work_style: str | None = choice(
                "就労形態", codes("consultation-work-styles").options, DUTY, when=rules_of.of_worker,
                enabled=rules_of.of_worker, fill=rules_of.only_of_worker("work_style"),
            )  # fmt: skip
            worker_kind: str | None = choice(
                "労働者の種別", codes("consultation-worker-kinds").options, DUTY, when=rules_of.of_worker,
                enabled=rules_of.of_worker, fill=rules_of.only_of_worker("worker_kind"), help=FIRST_OF,
            )  # fmt: skip
    with tab("相談の内容"):
        topics: list[str] | None = choices(
            "相談の内容", source=consultation_topics.topics, need=DUTY, max=consultation_topics.MOST,
            help="6個まで選べます。「局1」「署1」などは、局署がシステム設定で内容を定めたものだけが選べます。",
        )  # fmt: skip
        classes: list[str] | None = choices("相談の区分", codes("consultation-classes").options, DUTY)
    with tab("相談の内容(詳細)"):
        detail: str | None = longtext("相談の内容", DUTY, max=1932, lines=42, help="1行46文字で42行まで。")
    with tab("処理結果"):
        outcome: str | None = choice("処理1(完結)", codes("consultation-result-1-closing").options, DUTY)
        advice: str | None = choice("処理2(局長の助言・指導)", codes("consultation-result-2-advice").options)
        mediation: str | None = choice("処理3(あっせん)", codes("consultation-result-3-mediation").options)
        referrals: list[str] | None = choices("処理4(他機関紹介)", codes("consultation-result-4-referral").options)
        handovers: list[str] | None = choices(
            "処理5(行政指導等担当部署への取次)", codes("consultation-result-5-handover").options
        )
    with tab("処理状況・意見"):
        opinion: str | None = longtext("処理状況・意見", DUTY, max=1012, lines=22, help="1行46文字で22行まで。")
    with tab("指示欄"):
        instructions: str | None = longtext("指示欄", max=322, lines=7, help="署長などの指示。1行46文字で7行まで。")

    # beside the items: the slip it was read from, and what could not be read in its boxes, by item name (CST-47)
    slip_id: int | None = None
    unread: dict[str, str] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))

    spec = "consultation"
    subsystem = "相談情報管理システム"
    scope = "office"
    beside = (("workplace_id", "workplace"),)
    offers = (
        Offer(("相談情報_登録",), at="consultation_slip", into="slip_id", by=KEEPER),
        Offer(("関連労働相談票",), at="complaint", opens="consultation_id", when=rules_of.of_complaint),
    )
    begin = rules_of.begin
    settle = rules_of.settle
    rules = rules_of.RULES
    steps = (
        register(KEEPER, refuse=rules_of.slip_gone, then=rules_of.registered),
        update(KEEPER),
        Step("関連付け", REGISTERED, "", KEEPER, command="link", edits=False, gives=("workplace_id",)),
        delete(KEEPER, refuse=rules_of.complained, then=rules_of.before_removal),
    )
    prints = (Print("相談票", consultation_forms.sheet, "sheet"),)
    counts = consultation_statistics.COUNTS
    columns = ("id", "received_on", "method", "workplace_name", "caller", "caller_kind", "outcome")
    searches = consultation_search.SEARCHES
    order_by = ("-received_on", "id")
    substring = ("workplace_name", "caller", "receiver", "detail")
    title: ClassVar[Any] = rules_of.name_of
