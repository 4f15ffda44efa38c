"""監督結果等情報: what every 監督指導 found and led to; the source of 監督復命書, 整理簿 and 措置簿 (SUP-6).

Source: docs/spec/supervision.md sections 2 to 7, docs/spec/fields/supervision-result.csv (別表4).
Rules: `supervision_rules`, of the lines `violations`; forms: `supervision_forms`; lines of the 措置簿: `measure_book`.
"""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from shuro.accounts.rights import who
from shuro.kernel import numbers
from shuro.kernel.calendar import wareki
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import (
    AUTO,
    DUTY,
    MUST,
    choice,
    choices,
    code,
    day,
    flag,
    hours_minutes,
    industry,
    integer,
    kana,
    law,
    longtext,
    office,
    phone,
    rows,
    section,
    tab,
    text,
    yen,
)
from shuro.kernel.record import Entry, Listing, Offer, Print, Row, Search, items_of, parent, table_of
from shuro.kernel.scope import offices_below
from shuro.kernel.steps import REGISTERED, Step, delete, register, update
from shuro.kernel.store import same
from shuro.standards import insurance_number, measure_book, supervision_forms, violations
from shuro.standards import supervision_rules as rules_of
from shuro.standards.common import ORDERER as INTO_ORDERER
from shuro.standards.common import SUBCONTRACTOR as INTO_SUBCONTRACTOR
from shuro.standards.common import WORKPLACE as INTO_WORKPLACE
from shuro.standards.common import OfWorkplace, overwrite
from shuro.standards.managed_case import supervision_case
from shuro.standards.supervision_rules import ORDERER, SENT, SUBCONTRACT, TARGETS, TRANSFER, UNSENT

DECISIONS = codes("chief-decisions").options
CORRECTION_STATES = codes("correction-states").options
WAGE_FORMS = codes("wage-forms").options
FOREIGN_EMPLOYMENT = codes("foreign-worker-employment").options
UNIONS = codes("labor-unions").options
URGENT = violations.URGENT
SPECIAL = "本省が特別に指示したとき"
SPECIAL_TARGET = "本省が定めた特別監督対象の事業場のとき"
STATION = who("supervision.register")


class ViolatedProvision(Row, table=True):
    """違反法条項: a violated provision of a supervision, what was done about it and by when it is to be corrected."""

    result_id: int | None = parent("supervision_result")
    provision: str | None = law(
        "法、令、則", DUTY, when="違反を指摘したとき", index=True,
        help="政令又は省令の条文を選ぶと、法・令・則の違反条項が全て定まります。",
    )  # fmt: skip
    supplement: str | None = choice(
        "補完コード", (), DUTY, source=violations.supplement_options, when=violations.takes_supplement, max=2, auto=True,
    )  # fmt: skip
    dispatch: str | None = law("派遣法", DUTY, when="派遣法が適用されるとき", laws=(violations.DISPATCH,), index=True)
    measures: list[str] | None = choices("措置内容", violations.MEASURES, DUTY, when="条文について措置をとったとき")
    due_on: date | None = day("是正期日(年月日)")
    due_kind: str | None = choice("是正期日(即時・是正済・今後)", violations.DUE_KINDS)
    until_confirmed: bool | None = flag("確認までの間", help="是正を確認するまでの間の命令のときにチェックします。")
    confirmed_on: date | None = day("是正確認年月日", when="是正を確認したとき")
    foreigners: list[str] | None = choices(
        "外国人労働者に係る違反", violations.FOREIGN, DUTY, when="違反が外国人労働者に係るとき",
        fill=violations.with_foreigners,
    )  # fmt: skip


ViolatedProvision.rules = violations.rules(ViolatedProvision)


# What a registration brings with it -------------------------------------------------------------------------------------


def give_serial(desk: Desk, one: Entry) -> None:
    """整理番号: a serial from 1 in each 署 and calendar year of 監督年月日 (SUP-12).

    The calendar year, because 監402 and the yearly figures of supervision made from the 整理簿 go by it.
    """
    assert desk.session is not None
    one.year = one.supervised_on.year
    one.serial = numbers.next_number(desk.session, "supervision_result", one.office_code, one.year)


def settle(desk: Desk, one: Entry, before: Entry | None) -> None:
    """A result moved to another year gets a number of that year; its old one stays a gap."""
    if before is not None and before.supervised_on.year != one.supervised_on.year:
        give_serial(desk, one)


def after(desk: Desk, one: Entry, before: Entry | None) -> None:
    """What follows 登録 and 更新: the overwriting (SUP-11) and the 措置簿 (SUP-43, SUP-44)."""
    carry_over(desk, one, before)
    measure_book.follow(desk, one, before)


def carry_over(desk: Desk, one: Entry, before: Entry | None) -> None:
    """Overwrite the items of the records a result is about (SUP-11).

    On 更新 only what was changed goes over: what was learned of the workplace since the registration stays. 業種 of a
    委託者 is that of the work given out (WPL-46), so it never becomes the 業種 of 事業場情報1.
    """
    said = copy(one)
    for item in items_of(SupervisionResult) if before is not None else ():
        if same(getattr(one, item.name), getattr(before, item.name)):
            setattr(said, item.name, None)
    if one.target == SUBCONTRACT:
        overwrite(desk, SupervisionResult, said, into=INTO_SUBCONTRACTOR)
        return
    if one.target == ORDERER:
        overwrite(desk, SupervisionResult, said, into=INTO_ORDERER)
        said.industry_code = None
    overwrite(desk, SupervisionResult, said, into=INTO_WORKPLACE)


def before_removal(desk: Desk, one: Entry, before: Entry | None) -> None:
    """With a result its entry of the 措置簿 goes; provisions go with the record, the 整理簿 is made of results (SUP-38)."""
    measure_book.drop(desk, one)


def name_of(one: Entry) -> str:
    """A result is named by workplace and day."""
    return f"{one.name or ''} {wareki(one.supervised_on) if one.supervised_on else ''}".strip()


# Sight and search -------------------------------------------------------------------------------------------------------


def sent_here(desk: Desk) -> Any:
    """Results of other offices that were sent to this one, or to one below it (SUP-42)."""
    table = table_of(SupervisionResult)
    below = offices_below(desk)
    here = table.c.to_office.in_(below) if below is not None else sa.true()
    return sa.and_(table.c.state == SENT, here)


def of_office(desk: Desk, value: str) -> Any:
    """管轄局署: the office that registered, or that a result was sent to as one of its own."""
    table = table_of(SupervisionResult)
    return sa.or_(table.c.office_code == value, sa.and_(table.c.state == SENT, table.c.to_office == value))


def with_measures(desk: Desk, value: list[str]) -> Any:
    """措置内容, in a line or at the bottom of the tab: any of those named."""
    from shuro.kernel.conditions import holds

    table, line = table_of(SupervisionResult), table_of(ViolatedProvision)
    lines = sa.select(line.c.id).where(line.c.result_id == table.c.id, holds(line.c.measures, value))
    return sa.or_(sa.exists(lines), table.c.urgent_measure.in_(value))


OFFICE = Search("office_code", office("管轄局署", stored=False), of_office, preset=lambda desk: desk.office.code)
MEASURES = Search("measures", choices("措置内容", (*violations.MEASURES, *URGENT), stored=False), with_measures)
STATE = Search(
    "state", choices("状態", (REGISTERED, UNSENT, SENT), stored=False),
    lambda desk, value: table_of(SupervisionResult).c.state.in_(value),
)  # fmt: skip
SEARCHES = (
    OFFICE, "supervised_on", "supervision_kind", "serial", "name", "address", "industry_code", "focus",
    "special_target_1", "special_target_2", "supervisor", "violations.provision", "violations.dispatch", MEASURES,
    "decision", "correction_state", "target", STATE,
)  # fmt: skip


class SupervisionResult(OfWorkplace, table=True):
    """監督結果等情報: the result of one 監督指導 of a workplace, a 委託者, a 寄宿舎 or a subcontractor (SUP-6)."""

    __table_args__ = (sa.UniqueConstraint("office_code", "year", "serial"),)

    with tab("監督結果等情報"):
        serial: int | None = integer("整理番号", AUTO)
        target: str | None = choice("事業場区分", TARGETS, AUTO)
        home_work: str | None = text("委託業務", DUTY, when=rules_of.of_orderer, auto=True, typed=False)
        insurance_number: str | None = code("労働保険番号", AUTO, max=18, show_as=insurance_number.display)
        registration_kind: str | None = choice("登録区分", (), AUTO)
        name_kana: str | None = kana("事業場名(カナ)", AUTO, max=80, typed=True, enabled=rules_of.of_dormitory)
        name: str | None = text("事業場名(漢字)", AUTO, max=80, typed=True, enabled=rules_of.of_dormitory)
        address: str | None = text("所在地", AUTO, typed=True, enabled=rules_of.of_dormitory)
        industry_code: str | None = industry("業種", DUTY, auto=True)
        with section("監督結果情報1"):
            supervised_on: date | None = day(
                "監督年月日", MUST, index=True, help="2日以上にわたるときは、その最終日を入力します。"
            )
            supervisor: str | None = text(
                "監督官氏名", max=20, help="空欄にして、監督復命書に手書きすることもできます。"
            )
            supervision_kind: str | None = choice("監督等種別", rules_of.KINDS, MUST)
            focus: str | None = choice(
                "監督重点対象", (), MUST, source=rules_of.focus_options, when=rules_of.is_regular
            )
            special_target_1: str | None = choice(
                "特別監督対象1", (), DUTY, source=rules_of.special_options("特別監督対象1"), when=SPECIAL_TARGET
            )
            special_target_2: str | None = choice(
                "特別監督対象2", (), DUTY, source=rules_of.special_options("特別監督対象2"), when=SPECIAL_TARGET
            )
            interviewee: ClassVar[Any] = text(
                "面接者職氏名", max=25, stored=False,
                help="保存されません。監督復命書に印刷するときに入力するか、監督復命書に手書きします。",
            )  # fmt: skip
            decision: str | None = choice(
                "署長判決", DECISIONS, when="署長の判決があったとき",
                help="判決伺として先に入力し、判決が異なるときに直すこともできます。",
            )  # fmt: skip
            correction_state: str | None = choice("是正状態", CORRECTION_STATES, MUST, when=rules_of.is_repeat)
        with section("監督結果情報2"):
            men: int | None = integer("労働者数(男)", DUTY, auto=True)
            women: int | None = integer("労働者数(女)", DUTY, auto=True)
            workers_total: int | None = integer(
                "労働者数(事業場全体)", DUTY, must=rules_of.numbers_changed, auto=True,
                help="労働者数のいずれかを変更したときは、必ず入力します。不明のときは0。",
            )  # fmt: skip
            dispatched: int | None = integer("労働者数(派遣)", DUTY, auto=True)
            part_time: int | None = integer("労働者数(パート)", DUTY, auto=True)
            fixed_term: int | None = integer("労働者数(有期契約)", DUTY, auto=True)
            minors: int | None = integer("労働者数(年少者)", DUTY, auto=True)
            foreigners: int | None = integer("労働者数(外国人)", DUTY, auto=True)
            disabled: int | None = integer("労働者数(障害者)", DUTY, auto=True)
            special_1: int | None = integer("労働者数(特別1)", when=SPECIAL, auto=True)
            special_2: int | None = integer("労働者数(特別2)", when=SPECIAL, auto=True)
            enterprise_workers: int | None = integer("労働者数(企業全体)", DUTY, auto=True)
            home_men: int | None = integer(
                "家内労働者数(男)", DUTY, when=rules_of.of_orderer, enabled=rules_of.of_orderer, auto=True
            )
            home_women: int | None = integer(
                "家内労働者数(女)", DUTY, when=rules_of.of_orderer, enabled=rules_of.of_orderer, auto=True
            )
            home_total: int | None = integer(
                "家内労働者数(営業所全体)", DUTY, when=rules_of.of_orderer, enabled=rules_of.of_orderer, auto=True
            )
            home_minors: int | None = integer(
                "家内労働者数(年少者)", DUTY, when=rules_of.of_orderer, enabled=rules_of.of_orderer, auto=True
            )
        with section("監督結果情報3"):
            foreign_employment: str | None = choice(
                "外国人労働者雇用区分", FOREIGN_EMPLOYMENT, DUTY, when=rules_of.employs_foreigners
            )
            weekly_hours: int | None = hours_minutes("週所定労働時間", DUTY, auto=True)
            phone: str | None = phone("電話番号", DUTY, auto=True)
            wage_form: str | None = choice("最も賃金の低い者の額(賃金形態)", WAGE_FORMS, DUTY)
            lowest_wage: int | None = yen("最も賃金の低い者の額", DUTY)
            company: str | None = choice("店社", (), DUTY, source=rules_of.companies, max=3, auto=True)
            representative: str | None = text("代表者職氏名", DUTY, max=30, auto=True)
            labor_union: str | None = choice("労働組合", UNIONS, DUTY, auto=True)
    with tab("違反条項"):
        with section("違反法条項"):
            violations: ClassVar[Any] = rows("違反法条項", ViolatedProvision)
        with section("画面下部"):
            urgent_measure: str | None = choice(
                "措置内容", URGENT, DUTY, when="緊急措置命令書又は安衛法第99条の警告書を交付したとき",
                help="根拠の条文は入力しません。",
            )  # fmt: skip
    with tab("指導事項"):
        guidance: list[str] | None = choices(
            "指導事項", source=rules_of.guidance_items, need=DUTY, when="指導票又は通達で定める指導文書を交付したとき"
        )
        notice_breaches: list[str] | None = choices(
            "告示違反事項", source=rules_of.notice_items, need=DUTY, when="改善基準の違反を指摘したとき"
        )
    with tab("参考事項・意見"):
        opinion: str | None = longtext(
            "参考事項・意見", max=1400, lines=35,
            help="1行40文字で35行まで。5行目までは監督復命書に、6行目からは続紙に印刷します。",
        )  # fmt: skip

    # beside the items: the 下請情報 it is about, the office of the workplace (移送関係), the year of the 整理番号 and the
    # numbers of workers that stood in the form when it was opened (SUP-10)
    subcontractor_id: int | None = Field(default=None, foreign_key="subcontractor.id", index=True)
    to_office: str | None = Field(default=None, index=True)
    year: int | None = None
    preset_numbers: dict[str, int | None] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))

    spec = "supervision-result"
    subsystem = "個別事業場情報管理システム"
    scope = "bureau"
    beside = (("subcontractor_id", "subcontractor"),)
    fixed = ("target",)
    offers = (
        *(Offer(("監督結果等情報", "新規登録", target), given=(("target", target),),
                picks=("subcontractor_id",) if target == SUBCONTRACT else ())
          for target in TARGETS),
        Offer(("監督結果等情報", "監督・安全衛生指導等履歴"), listing=True),
        Offer(("監督結果等情報", "新規登録"), given=(("target", SUBCONTRACT),), at="subcontractor"),
    )  # fmt: skip
    begin = rules_of.begin
    number = give_serial
    settle = settle
    shared: ClassVar[Any] = sent_here
    open_case: ClassVar[Any] = supervision_case
    rules = rules_of.RULES
    steps = (
        register(STATION, after="", then=after),  # 登録済, of a 移送関係 未送付: `begin` says which
        update(STATION, states=(REGISTERED, UNSENT), then=after),
        Step(
            "送付", UNSENT, SENT, STATION, command="send", needs=("decision",), edits=False,
            confirm="送付すると、事業場を管轄する局署がこの監督復命書を表示・印刷できるようになり、内容は変更できなくなります。送付しますか。",
        ),
        delete(STATION, states=(REGISTERED, UNSENT), then=before_removal),
    )  # fmt: skip
    prints = (
        Print("監督復命書", supervision_forms.report, "report"),
    )  # fmt: skip
    columns = (
        "supervised_on", "serial", "supervision_kind", "target", "name", "address", "industry_code", "workers_total",
        "decision", "correction_state", "state",
    )  # fmt: skip
    searches = SEARCHES
    order_by = ("-supervised_on", "-serial", "id")
    substring = ("name", "address", "supervisor")
    reference = ("office_code", "year", "serial")
    title = name_of


def transferred(desk: Desk) -> Any:
    """Only results registered as 移送関係."""
    return table_of(SupervisionResult).c.target == TRANSFER


class TransferredSupervision(Listing):
    """移送関係監督検索及び送付: the results registered as 移送関係 and whether they were sent (SUP-42)."""

    supervised_on: date | None = day("監督年月日", AUTO)
    serial: int | None = integer("整理番号", AUTO)
    supervision_kind: str | None = choice("監督等種別", rules_of.KINDS, AUTO)
    name: str | None = text("事業場名", AUTO)
    to_office: str | None = office("送付先", AUTO)
    decision: str | None = choice("署長判決", DECISIONS, AUTO)
    state: str | None = choice("状態", (UNSENT, SENT), AUTO)

    subsystem = "個別事業場情報管理システム"
    source = SupervisionResult
    only = transferred
    searches = (OFFICE, "supervised_on", "serial", "name", "decision", STATE)
    order_by = ("supervised_on", "serial", "id")
