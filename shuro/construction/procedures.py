"""What a company reports after its plan was certified: changes, people who came and left, what stands in the way.

The manuals only name these procedures (CON-6, CON-7); items and states are our own decision. Each is written (作成中),
handed in (申請中), and received (受理) or sent back (差戻し) by a 審査者. A received change is carried into the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from shuro.construction.common import APPLICANT, EXAMINER, REVIEWER, OfOrganisation, exactly
from shuro.construction.plan import CANCELLED, AcceptancePlan
from shuro.construction.plan_rules import CERTIFIED, said
from shuro.kernel import registry, store
from shuro.kernel.checks import ASK, WARN, Finding, check, finding, read_texts
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import (
    AUTO,
    DUTY,
    FREE,
    MUST,
    Item,
    choice,
    code,
    day,
    file,
    integer,
    kana,
    longtext,
    rows,
    text,
)  # fmt: skip
from shuro.kernel.record import Entry, Offer, Page, Row, item, items_of, parent, rows_of, table_of
from shuro.kernel.steps import Step, delete
from shuro.kernel.text import Unreadable, narrow

WRITING, HANDED_IN, RETURNED, RECEIVED = "作成中", "申請中", "差戻し", "受理"
STATUSES = tuple(name for name in codes("full-time-residence-statuses").options if name.startswith("特定"))
# Which items a notice is enough for; all others are applied for (decision).
NOTIFIED = (
    "representative", "postal_code", "prefecture", "address", "telephone", "fax", "manager_post", "manager_name", "body_kind",
    "body",
)  # fmt: skip


@cache
def changeable(notified: bool) -> dict[str, Item]:
    """The items of a plan that a change may be about, by label: those of a notice or those of an application."""
    fit = [one for one in items_of(AcceptancePlan) if one.typed and one.kind.name not in ("rows", "file")]
    return {one.label: one for one in fit if (one.name in NOTIFIED) is notified and one.name != "message"}


def plan_of(desk: Desk, one: Any) -> Entry | None:
    """The plan a procedure belongs to."""
    if one.plan_id is None:
        return None
    with desk.reading() as session:
        return store.fetch(session, AcceptancePlan, one.plan_id)


def not_certified(desk: Desk, one: Entry) -> str | None:
    """Why a procedure cannot be begun or handed in: only a certified plan has them (CON-6)."""
    plan = plan_of(desk, one)
    if plan is None or plan.state == CERTIFIED:
        return None
    return f"計画は「{plan.state}」です。この手続ができるのは、認定された計画です。"


def under_certified(desk: Desk, one: Any) -> bool:
    """Is the plan in whose menu an entry stands certified? Before that there are no procedures (CON-6)."""
    return bool(one.state == CERTIFIED)


def offered(label: str) -> tuple[Offer, ...]:
    """A procedure in the menu of a certified plan: its company begins one, both sides look at those there are."""
    return (
        Offer((label, "新規"), by=APPLICANT, when=under_certified),
        Offer((label, "一覧"), listing=True, when=under_certified),
    )


def begin(desk: Desk, one: Entry) -> None:
    """The company of the plan."""
    plan = plan_of(desk, one)
    one.company = plan.name if plan else None


def hand_in(desk: Desk, one: Entry) -> None:
    """申請日; what was sent back before is settled."""
    one.applied_on, one.returned_reason = desk.today(), None


def receive(desk: Desk, one: Entry) -> None:
    """受理日 and the 審査者."""
    one.received_on, one.reviewer = desk.today(), desk.officer.name


def for_reviewers(cls_name: str) -> Any:
    """A 審査者 sees what was handed in."""

    def shared(desk: Desk) -> Any:
        if desk.office.level != REVIEWER:
            return sa.false()
        return table_of(registry.load(cls_name)).c.state.in_((HANDED_IN, RECEIVED))

    return shared


def review(desk: Desk, one: Entry) -> list[tuple[str, str]]:
    """What the review has come to."""
    return [("状態", one.state or WRITING), ("審査者", one.reviewer or ""), ("差戻し理由", one.returned_reason or "")]


def steps(then: Any = None) -> tuple[Step, ...]:
    """The steps of a procedure; `then`: what its receipt does to the plan, which is certified then.

    A report of what has happened may still be received when the plan has been cancelled meanwhile.
    """
    open_states = (None, WRITING, RETURNED)
    return (
        Step("申請", open_states, HANDED_IN, APPLICANT, "submit", refuse=not_certified, brings=hand_in,
             confirm="申請します。よろしいですか？", leaves=True),
        Step("一時保存", open_states, WRITING, APPLICANT, "save", refuse=not_certified, partial=True),
        Step("受理", HANDED_IN, RECEIVED, EXAMINER, "receive", brings=receive, edits=False, then=then,
             refuse=not_certified if then else None, confirm="受理します。よろしいですか？"),
        Step("差戻し", HANDED_IN, RETURNED, EXAMINER, "return", edits=False, leaves=True,
             asks=(("returned_reason", "差戻し理由"),)),
        delete(APPLICANT, states=(WRITING, RETURNED)),
    )  # fmt: skip


def name_of(one: Entry) -> str:
    """A procedure is named by its company and the day."""
    return f"{one.company or ''}　{one.applied_on.isoformat() if one.applied_on else WRITING}"


class Procedure(OfOrganisation):
    """What all procedures have beside their own items."""

    plan_id: int | None = Field(default=None, foreign_key="acceptance_plan.id", index=True)
    reviewer: str | None = None
    returned_reason: str | None = None

    under: ClassVar[Any] = ("plan_id", "acceptance_plan")
    begin: ClassVar[Any] = begin
    pages: ClassVar[Any] = (Page("審査", review),)
    title: ClassVar[Any] = name_of
    columns: ClassVar[Any] = ("company", "applied_on", "state", "received_on")
    searches: ClassVar[Any] = ("company", "applied_on", "received_on")
    order_by: ClassVar[Any] = ("-applied_on", "-id")


# Changes ---------------------------------------------------------------------------------------------------------------------


class ApplicationLine(Row, table=True):
    """変更事項: an item that changes, applied for."""

    procedure_id: int | None = parent("plan_change_application")
    changed: str | None = choice("変更する項目", tuple(changeable(False)), MUST)
    was: str | None = text("変更前", AUTO)
    now: str | None = text("変更後", MUST, max=100)


class NoticeLine(Row, table=True):
    """変更事項: an item that changed, notified."""

    procedure_id: int | None = parent("plan_change_notice")
    changed: str | None = choice("変更する項目", tuple(changeable(True)), MUST)
    was: str | None = text("変更前", AUTO)
    now: str | None = text("変更後", MUST, max=100)


def texts_of(lines: Iterable[Any]) -> tuple[dict[str, str], dict[str, int]]:
    """What is typed for the plan's items by name, and in which line."""
    labels = changeable(True) | changeable(False)
    texts: dict[str, str] = {}
    places: dict[str, int] = {}
    for at, line in enumerate(lines or ()):
        if line.changed in labels and line.now and (name := labels[line.changed].name) not in texts:
            texts[name], places[name] = line.now, at
    return texts, places


def readable(cls: Any) -> Any:
    """Rule: 変更後 is what the plan can hold, with all its rules (CON-15 to CON-35); each item stands once."""

    def rule(one: Entry, desk: Desk | None) -> Iterator[Finding]:
        seen = set()
        for at, line in enumerate(one.lines or ()):
            if line.changed and line.changed in seen:
                yield finding(item(cls(), "changed"), "同じ項目は1行にまとめてください。", rows="lines", row=at)
            seen.add(line.changed)
        texts, places = texts_of(one.lines)
        plan = plan_of(desk, one) if desk is not None and desk.session is not None else None
        values, wrong = read_texts(AcceptancePlan, texts, desk, plan)
        where, lines = item(cls(), "now"), item(type_of(cls()), "lines")
        for found in wrong:
            if plan is not None or not item(AcceptancePlan, found.item).depends:  # those hang on what the plan holds
                sentence = f"「{found.label}」は{found.sentence}"
                yield finding(where, sentence, rows="lines", row=places[found.item])
        for found in followed(desk, plan, values) if desk is not None and plan is not None else ():
            answered = found.severity is ASK and one.state == HANDED_IN  # by the company
            severity = WARN if answered else found.severity
            place = {"rows": "lines", "row": places[found.item]} if found.item in places else {}
            yield finding(where if place else lines, f"「{found.label}」：{found.sentence}", severity,
                          key=found.key, **place)  # fmt: skip

    rule.asks_database = True  # type: ignore[attr-defined]
    return rule


def type_of(row: Any) -> Any:
    """The procedure whose lines are of a type."""
    return PlanChangeNotice if row is NoticeLine else PlanChangeApplication


def followed(desk: Desk, plan: Entry, values: dict[str, Any]) -> Iterator[Finding]:
    """What the rules of a plan say of changed values and did not say before."""
    after = store.duplicate(AcceptancePlan, plan)
    for name, value in values.items():
        setattr(after, name, value)
    said_before = {(found.item, found.sentence) for found in check(AcceptancePlan, plan, None, desk)}
    for found in check(AcceptancePlan, after, None, desk):
        of_the_roster = found.item == "staff_count" and found.sentence.startswith(said("cm12"))
        if (found.item, found.sentence) not in said_before and not of_the_roster:
            yield found
    if "staff_count" in values:
        yield from against_roster(desk, plan, values["staff_count"])


def against_roster(desk: Desk, plan: Entry, number: int) -> Iterator[Finding]:
    """A new ⑮ keeps to the cap; that it is not the number of the roster, which is closed, is only told (CON-30, CON-106)."""
    from shuro.construction.roster import roster_of

    one, where = roster_of(desk, plan.id), item(AcceptancePlan, "staff_count")
    if one is None:
        return
    if (one.first_total or 0) > number:
        yield finding(where, f"{said('cm13')}（1号特定技能外国人{one.first_total}人、常勤の職員{number}人）")
    elif one.counted != number:
        yield finding(where, f"{said('cm12')}（変更後{number}人、職員名簿{one.counted}人）", WARN)


def note_before(desk: Desk, one: Entry, before: Entry | None) -> None:
    """変更前 is what the plan holds when the change is written down."""
    plan = plan_of(desk, one)
    labels = changeable(True) | changeable(False)
    for line in one.lines or ():
        target = labels.get(line.changed or "")
        if target is not None and plan is not None and one.state not in (HANDED_IN, RECEIVED):
            line.was = target.show(getattr(plan, target.name), desk) or None


def carry(desk: Desk, one: Entry, before: Entry | None) -> None:
    """A received change goes into the plan."""
    changes, _ = read_texts(AcceptancePlan, texts_of(one.lines)[0], desk, plan_of(desk, one))
    store.amend(desk, AcceptancePlan, one.plan_id, changes, f"{one.applied_on:%Y-%m-%d}の変更の受理")


class PlanChangeApplication(Procedure, table=True):
    """変更申請: asks to change the certified plan."""

    company: str | None = text("商号又は名称", AUTO)
    lines: ClassVar[Any] = rows("変更事項", ApplicationLine, MUST)
    changed_on: date | None = day("変更予定年月日", MUST)
    reason: str | None = longtext("変更の理由", MUST, max=1000)
    proof: int | None = file("変更を確認する書類", DUTY)
    applied_on: date | None = day("申請日", AUTO)
    received_on: date | None = day("受理日", AUTO)

    subsystem = "建設特定技能受入計画"
    offers = offered("変更申請")
    shared = for_reviewers("plan_change_application")
    rules = (readable(lambda: ApplicationLine),)
    settle = note_before
    steps = steps(carry)


class PlanChangeNotice(Procedure, table=True):
    """変更届出: tells of a change that needs no permission."""

    company: str | None = text("商号又は名称", AUTO)
    lines: ClassVar[Any] = rows("変更事項", NoticeLine, MUST)
    changed_on: date | None = day("変更年月日", MUST)
    reason: str | None = longtext("変更の理由", MUST, max=1000)
    proof: int | None = file("変更を確認する書類", DUTY)
    applied_on: date | None = day("届出日", AUTO)
    received_on: date | None = day("受理日", AUTO)

    subsystem = "建設特定技能受入計画"
    offers = offered("変更届出")
    shared = for_reviewers("plan_change_notice")
    rules = (readable(lambda: NoticeLine),)
    settle = note_before
    steps = steps(carry)


# People ------------------------------------------------------------------------------------------------------------------------


def card_number(typed: str) -> str:
    """在留カード番号: two letters, eight digits, two letters. Raises Unreadable."""
    number = narrow(typed).replace("-", "").replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9]{8}[A-Z]{2}", number):
        raise Unreadable("英字2桁、数字8桁、英字2桁で入力してください（例：AB12345678CD）。")
    return number


def past(of: str, *names: str) -> Any:
    """Rule of the type `of`: these days lie not in the future; its lines are asked too."""

    def rule(one: Entry, desk: Desk | None) -> Iterator[Finding]:
        if desk is None:
            return
        cls = registry.load(of)
        for name in names:
            if hasattr(one, name) and getattr(one, name) and getattr(one, name) > desk.today():
                yield finding(item(cls, name), "今日以前の日付を入力してください。")
        for child in rows_of(cls):
            for at, line in enumerate(getattr(one, child.name) or ()):
                for name in names:
                    if getattr(line, name, None) and getattr(line, name) > desk.today():
                        yield finding(
                            item(child.row, name), "今日以前の日付を入力してください。", rows=child.name, row=at
                        )

    return rule


class AcceptedPerson(Row, table=True):
    """受け入れた者: a 特定技能外国人 who came."""

    procedure_id: int | None = parent("acceptance_report")
    name: str | None = text("氏名", MUST, max=60)
    name_kana: str | None = kana("氏名(カナ)", FREE, of="name", max=60)
    nation: str | None = text("国籍・地域", MUST, max=30)
    born_on: date | None = day("生年月日", MUST)
    residence_status: str | None = choice("在留資格", STATUSES, MUST)
    card: str | None = code("在留カード番号", MUST, max=12, read_as=card_number)
    technician: str | None = code("技能者ID", MUST, max=14, read_as=exactly(14, "12345678901234"))
    work: str | None = text("従事する業務", MUST, max=40)
    accepted_on: date | None = day("受入年月日", MUST)


class AcceptanceReport(Procedure, table=True):
    """受入報告書: who came under the plan and when."""

    company: str | None = text("商号又は名称", AUTO)
    people: ClassVar[Any] = rows("受け入れた者", AcceptedPerson, MUST)
    remarks: str | None = longtext("備考", max=400)
    applied_on: date | None = day("報告日", AUTO)
    received_on: date | None = day("受理日", AUTO)

    subsystem = "建設特定技能受入計画"
    offers = offered("受入報告書")
    shared = for_reviewers("acceptance_report")
    rules = (past("acceptance_report", "accepted_on", "born_on"),)
    steps = steps()


class RetiredPerson(Row, table=True):
    """退職した者: a 特定技能外国人 who left."""

    procedure_id: int | None = parent("retirement_report")
    name: str | None = text("氏名", MUST, max=60)
    card: str | None = code("在留カード番号", MUST, max=12, read_as=card_number)
    left_on: date | None = day("退職年月日", MUST)
    why: str | None = choice("退職の理由", ("帰国", "転職", "在留資格の変更", "契約期間の満了", "死亡", "その他"), MUST)
    more: str | None = text("理由の詳細", MUST, max=100, when=lambda line: line.why == "その他")


class RetirementReport(Procedure, table=True):
    """退職報告書: who left and why."""

    company: str | None = text("商号又は名称", AUTO)
    people: ClassVar[Any] = rows("退職した者", RetiredPerson, MUST)
    remarks: str | None = longtext("備考", max=400)
    applied_on: date | None = day("報告日", AUTO)
    received_on: date | None = day("受理日", AUTO)

    subsystem = "建設特定技能受入計画"
    offers = offered("退職報告書")
    shared = for_reviewers("retirement_report")
    rules = (past("retirement_report", "left_on"),)
    steps = steps()


class DiscontinuanceReport(Procedure, table=True):
    """継続不可事由発生報告書: something stands in the way of going on with the acceptance."""

    company: str | None = text("商号又は名称", AUTO)
    happened_on: date | None = day("事由の発生年月日", MUST)
    why: str | None = choice(
        "継続できない事由", ("経営の悪化", "倒産", "建設業許可の失効", "失踪", "長期の休業", "その他"), MUST
    )
    persons: int | None = integer("対象となる人数", MUST, max=4)
    names: str | None = longtext("対象となる者の氏名", MUST, max=1000)
    circumstances: str | None = longtext("事由の詳細", MUST, max=1000)
    measures: str | None = longtext("講じた措置と今後の予定", MUST, max=1000)
    applied_on: date | None = day("報告日", AUTO)
    received_on: date | None = day("受理日", AUTO)

    subsystem = "建設特定技能受入計画"
    offers = offered("継続不可事由発生報告書")
    shared = for_reviewers("discontinuance_report")
    rules = (past("discontinuance_report", "happened_on"),)
    steps = steps()


def nobody_left(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: a plan is cancelled when nobody works under it any more."""
    if one.remaining:
        yield finding(
            item(PlanCancellation, "remaining"),
            "在籍する者がいるときは取り消せません。先に退職報告書を提出してください。",
        )


def cancel(desk: Desk, one: Entry, before: Entry | None) -> None:
    """The plan is no longer in force; a new one can be applied for."""
    store.amend(desk, AcceptancePlan, one.plan_id, {"state": CANCELLED, "status": None}, "計画取消申請の受理")


class PlanCancellation(Procedure, table=True):
    """計画取消申請: asks that the certification be cancelled."""

    company: str | None = text("商号又は名称", AUTO)
    ends_on: date | None = day("取消しを希望する年月日", MUST)
    remaining: int | None = integer("在籍する1号特定技能外国人の数", MUST, max=4)
    reason: str | None = longtext("取消しの理由", MUST, max=1000)
    applied_on: date | None = day("申請日", AUTO)
    received_on: date | None = day("受理日", AUTO)

    subsystem = "建設特定技能受入計画"
    offers = offered("計画取消申請")
    shared = for_reviewers("plan_cancellation")
    rules = (nobody_left,)
    steps = steps(cancel)
