"""常勤職員数算定: the roster of a plan, its people and what the count makes of them (CON-101 to CON-108)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from shuro.construction import proof, staff
from shuro.construction.common import APPLICANT, REVIEWER, OfOrganisation
from shuro.construction.counting import counted_of, judged, remaining, terms_of, total
from shuro.construction.full_time import CORPORATION, FIXED, JAPANESE
from shuro.construction.full_time_forms import check_sheet
from shuro.construction.plan import DOCUMENTS, AcceptancePlan
from shuro.construction.plan_rules import CERTIFIED, DRAFT, SUBMITTED, properly_masked, said
from shuro.construction.roster_import import QUESTION, SOURCE, take_people
from shuro.kernel import store
from shuro.kernel.checks import WARN, Finding, finding
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.eras import wareki
from shuro.kernel.forms import Document
from shuro.kernel.items import AUTO, FREE, MUST, choice, day, file, flag, integer, rows, section, text, yen
from shuro.kernel.record import Entry, Offer, Print, Row, item, parent, table_of
from shuro.kernel.steps import REGISTERED, Step, delete, register, update


def provisional(one: Any, text: str) -> str:
    """常勤職員数 with 暫定 beside it while somebody is 要確認 (CON-99)."""
    return f"{text}（暫定）" if getattr(one, "unsure", None) else text


def needs_wage(one: Any) -> bool:
    """有期雇用の日本人がいるとき"""
    return any(line.nationality == JAPANESE and line.term == FIXED for line in getattr(one, "people", None) or ())


def not_corporation(one: Any) -> bool:
    """事業者区分が法人でないとき"""
    return bool(one.employer_type and one.employer_type != CORPORATION)


def masked_first(line: Any, one: Any) -> Iterable[Finding]:
    """Rule of a line: a document is taken only after both ticks (CON-69)."""
    if line.document is not None and not properly_masked(line):
        yield finding(item(RosterDocument, "document"), said("cm11"), firm=True)


class RosterDocument(Row, table=True):
    """添付書類: a document the roster is proved by."""

    roster_id: int | None = parent("staff_roster")
    masked: bool | None = flag("被保険者整理番号をマスキングした", MUST)
    only_that: bool | None = flag("その他の部分はマスキングしていない", MUST)
    kind: str | None = choice("書類区分", DOCUMENTS, MUST, aliases=proof.ALIASES)
    dated_on: date | None = day("通知日/発行日")
    document: int | None = file("ファイル", MUST, enabled=properly_masked)

    rules: ClassVar[tuple[Any, ...]] = (masked_first,)


class StaffMember(staff.StaffItems, Row, table=True):
    """常勤職員: a line of the roster."""

    roster_id: int | None = parent("staff_roster")


# Rules ----------------------------------------------------------------------------------------------------------------------


def lines_fit(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: each line, and all of them together, can be as they are (CON-58, CON-91)."""
    if not one.employer_type:
        return
    people = one.people or []
    for at, line in enumerate(people):
        for sentence in staff.impossible(line, one.employer_type, one.applied_on or date.max):
            label, _, words = sentence.partition("：")
            named = next((i for i in staff.StaffItems.items() if i.label == label), None)
            yield finding(named, words or sentence, rows="people", row=at)
    for sentence in staff.of_all(people, one.employer_type):
        yield finding(item(StaffRoster, "people"), sentence)


def employees_fit(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: 常時雇用している従業員数 fits 事業者区分 (CON-58)."""
    from shuro.construction.calculators import agrees
    from shuro.kernel.text import Unreadable

    if one.employer_type and one.employees is not None:
        try:
            agrees(one.employer_type, one.employees)
        except Unreadable as wrong:
            yield finding(item(StaffRoster, "employees"), str(wrong))


def settled(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: what keeps the count from being handed in, told while the roster is typed (CON-99, CON-108)."""
    found = counted_of(one)
    if found is not None and found.refusal:
        yield finding(item(StaffRoster, "counted"), found.refusal, WARN)


def proved(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: what will be missing at 確認 is told while the roster is typed (CON-50, CON-51, CON-53, CON-54, CON-56)."""
    documents, found = one.documents or [], judgements(one)
    where = item(StaffRoster, "documents")
    if one.applied_on and proof.is_old(proof.notice_day(documents), one.applied_on):
        yield finding(where, proof.OLD, WARN)
    for at, line in enumerate(documents):
        if one.employer_type and line.kind and not proof.fits(line.kind, one.employer_type):
            said_of = f"{one.employer_type}の書類ではありません。"
            yield finding(item(RosterDocument, "kind"), said_of, WARN, rows="documents", row=at)
    if one.employer_type and documents:
        for sentence in proof.lacking(one.employer_type, found, documents):
            yield finding(where, sentence, WARN)
    named = item(StaffMember, "proof")
    for at in proof.latecomers(found, documents):
        sentence = f"{one.people[at].name or ''}さんには「{proof.LATER}」が必要です。添付書類に加えてください。"
        yield finding(named, sentence, WARN, rows="people", row=at)
    for at, line in enumerate(one.people or ()):
        if line.proof and (wrong := proof.unattached(line.proof, documents)):
            yield finding(named, wrong, WARN, rows="people", row=at)


def judgements(one: Entry) -> list[tuple[int, Any, Any]]:
    """Place, line and answer of everybody of whom there is an answer."""
    found = []
    for at, line in enumerate(one.people or ()):
        line.of = one
        if (answer := judged(line)) is not None:
            found.append((at, line, answer))
    return found


def of_its_plan(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: 事業者区分 is that of the plan (CON-13, CON-58)."""
    if desk is None or desk.session is None or one.plan_id is None:
        return
    plan = store.fetch(desk.session, AcceptancePlan, one.plan_id)
    if plan is not None and not same_kind(plan, one):
        sentence = f"計画の事業者区分は「{plan.business_kind}」です。同じ区分を選ぶか、計画を直してください。"
        yield finding(item(StaffRoster, "employer_type"), sentence)


of_its_plan.asks_database = True  # type: ignore[attr-defined]


def same_kind(plan: Entry, one: Entry) -> bool:
    """Do plan and roster speak of the same kind of employer, as far as both say it?"""
    if not plan.business_kind or not one.employer_type:
        return True
    return bool((plan.business_kind == CORPORATION) is (one.employer_type == CORPORATION))


def count_goes_to_plan(desk: Desk, one: Entry, before: Entry | None) -> None:
    """⑮ of a plan that is still being written takes the number of the roster (CON-30)."""
    session = desk.session
    assert session is not None and one.plan_id is not None
    plan = store.fetch(session, AcceptancePlan, one.plan_id)
    if plan is not None and plan.state == DRAFT:
        store.amend(desk, AcceptancePlan, plan.id, {"staff_count": one.counted}, "常勤職員数算定による入力")


def roster_of(desk: Desk, plan: int) -> Entry | None:
    """The roster of a plan."""
    table = table_of(StaffRoster)
    assert desk.session is not None
    id = desk.session.execute(sa.select(table.c.id).where(table.c.plan_id == plan)).scalar()
    return store.fetch(desk.session, StaffRoster, id) if id is not None else None


def as_of_today(desk: Desk, plan: Entry) -> None:
    """The roster of a plan that is handed in is counted for this day, whatever day it was typed on (CON-100)."""
    one = roster_of(desk, plan.id)
    if one is not None:
        store.amend(desk, StaffRoster, one.id, {"applied_on": desk.today()}, "計画の申請による申請日")


def findings_for_plan(desk: Desk, plan: Entry) -> Iterable[Finding]:
    """What 確認 of a plan says of its roster, as of the day of application (CON-30, CON-53, CON-99, CON-100, CON-108)."""
    one = roster_of(desk, plan.id)
    if one is None:
        return
    typed_for, one.applied_on = one.applied_on, desk.today()
    if not same_kind(plan, one):
        sentence = f"常勤職員数算定の事業者区分は「{one.employer_type}」です。どちらかを直してください。"
        yield finding(item(AcceptancePlan, "business_kind"), sentence)
        return
    found, where = counted_of(one), item(AcceptancePlan, "staff_count")
    if found is None:
        return
    if found.provisional:
        yield finding(where, said("cm14"))
    elif not found.within_cap:
        yield finding(where, found.refusal)
    if plan.staff_count is not None and plan.staff_count != found.counted:
        sentence = f"{said('cm12')}（入力{plan.staff_count}人、職員名簿{found.counted}人）"
        if typed_for != desk.today():
            sentence += (
                f"人数は申請日の{wareki(desk.today())}で数えます。職員名簿の申請日を今日にして更新してください。"
            )
        yield finding(where, sentence)
    yield from unproved(plan, one)


def unproved(plan: Entry, one: Entry) -> Iterator[Finding]:
    """What a plan cannot be handed in without: its documents, and a document for everybody (CON-51, CON-53 to CON-56).

    What was added to the roster counts, but for a 確定申告書: how it was received is asked in ⑯ (CON-55).
    """
    where = item(AcceptancePlan, "staff_documents")
    handed_in = list(plan.staff_documents or ())
    for at, line in enumerate(handed_in):
        if line.kind and one.employer_type != CORPORATION and not proof.fits(line.kind, one.employer_type):
            sentence = f"「{line.kind}」は{one.employer_type}の書類ではありません。"
            yield finding(where, sentence, rows="staff_documents", row=at)
    one.documents = handed_in + [line for line in one.documents or () if line.kind != proof.TAX_RETURN]
    found = judgements(one)
    if one.employer_type != CORPORATION:  # a 法人 is told by the plan's own rule
        for sentence in proof.lacking(one.employer_type, found, one.documents):
            yield finding(where, sentence)
    late = [one.people[at] for at in proof.latecomers(found, one.documents)]
    if late:
        yield finding(where, f"「{proof.LATER}」が必要な職員がいます：{proof.names(late)}。添付してください。")
    nameless = [line for _, line, answer in found
                if not line.proof and proof.to_be_named(line, answer, one.employer_type)]  # fmt: skip
    if nameless:
        yield finding(where, f"常勤職員数算定で根拠書類を入力してください：{proof.names(nameless)}。")
    wrong = [line for _, line, _ in found if line.proof and proof.unattached(line.proof, one.documents)]
    if wrong:
        yield finding(where, f"常勤職員数算定の根拠書類が添付されていません：{proof.names(wrong)}。")


def by_the_setting(desk: Desk, one: Entry) -> None:
    """特定技能2号 is counted as システム管理者 has set it (CON-94)."""
    from shuro.construction.counting_setting import second_counts

    one.count_second = second_counts(desk)


def people_of_the_file(desk: Desk, one: Entry) -> None:
    """The lines are those of a file, counted as set (CON-94, CON-103)."""
    by_the_setting(desk, one)
    take_people(desk, one, item(StaffRoster, "people"))


def of_open_plan(desk: Desk, one: Entry) -> str | None:
    """Why a roster cannot be changed: its plan was handed in."""
    if one.plan_id is None:
        return None
    with desk.reading() as session:
        table = table_of(AcceptancePlan)
        state = session.execute(sa.select(table.c.state).where(table.c.id == one.plan_id)).scalar()
    return None if state == DRAFT else f"計画は「{state}」です。申請した計画の常勤職員数算定は変更できません。"


def begin_roster(desk: Desk, one: Entry) -> None:
    """Name, kind and documents of the plan; 申請日 is preset with today (CON-100)."""
    one.applied_on = desk.today()
    with desk.reading() as session:
        plan = store.fetch(session, AcceptancePlan, one.plan_id) if one.plan_id is not None else None
    if plan is None:
        return
    one.name = plan.name
    one.employer_type = CORPORATION if plan.business_kind == CORPORATION else None
    one.documents = [
        Entry(
            kind=line.kind, document=line.document, dated_on=line.dated_on, masked=line.masked, only_that=line.only_that
        )
        for line in plan.staff_documents or ()
    ]


def sheet(desk: Desk, one: Entry) -> Document:
    """常勤職員数算定表 (CON-104)."""
    terms, found = terms_of(one), counted_of(one)
    assert terms is not None and found is not None
    return check_sheet(one.people or (), terms, found, one.name or "")


def for_reviewers(desk: Desk) -> Any:
    """A 審査者 sees the rosters of the plans that were handed in."""
    if desk.office.level != REVIEWER:
        return sa.false()
    plan = table_of(AcceptancePlan)
    handed_in = sa.select(plan.c.id).where(plan.c.state.in_((SUBMITTED, CERTIFIED)))
    return table_of(StaffRoster).c.plan_id.in_(handed_in)


def name_of(one: Entry) -> str:
    """A roster is named by its company."""
    return f"{one.name or ''}　常勤職員数算定"


class StaffRoster(OfOrganisation, table=True):
    """常勤職員数算定: who counts as full-time staff of a company on the day of application (CON-101)."""

    plan_id: int | None = Field(default=None, foreign_key="acceptance_plan.id", index=True)
    with section("事業者"):
        name: str | None = text("商号又は名称", AUTO, max=100)
        employer_type: str | None = choice("事業者区分", codes("full-time-employer-types").options, MUST)
        employees: int | None = integer("常時雇用している従業員数", MUST, max=5, when=not_corporation)
        applied_on: date | None = day("申請日", MUST)
    with section("基準額"):
        officer_pay: int | None = yen("役員報酬の基準額", help="空欄のとき、役員は要確認になります。")
        wages: int | None = yen("給与賃金の基準額", help="個人事業主(常時雇用4名以下)。年額。")
        family_pay: int | None = yen("専従者給与の基準額", help="個人事業主(常時雇用4名以下)。年額。")
        minimum_wage: int | None = yen("最低賃金", MUST, when=needs_wage, help="都道府県の時間額。")
    with section("添付書類"):
        documents: ClassVar[Any] = rows("添付書類", RosterDocument, MUST, whole=True)
    with section("集計"):
        counted: int | None = integer("常勤職員数", AUTO, fill=total("counted"), drawn=provisional)
        unsure: int | None = integer("要確認者数", AUTO, fill=total("unsure"))
        present_first: int | None = integer("1号特定技能外国人の在籍数", AUTO, fill=total("present_first"))
        planned: int | None = integer("1号特定技能外国人の受入予定数", MUST, max=4)
        first_total: int | None = integer("1号特定技能外国人の総数", AUTO, fill=total("first_total"))
        remaining: int | None = integer("受入可能な残数", AUTO, fill=remaining)
    with section("常勤職員"):
        people: ClassVar[Any] = rows("常勤職員", StaffMember, FREE)

    count_second: bool | None = None  # set by システム管理者 for all (CON-94)

    spec = "full-time-roster"
    subsystem = "建設特定技能受入計画"
    under = ("plan_id", "acceptance_plan")
    offers = (Offer(("常勤職員数算定",), alone=True),)
    shared = for_reviewers
    begin = begin_roster
    rules = (lines_fit, employees_fit, of_its_plan, settled, proved)
    steps = (
        register(APPLICANT, refuse=of_open_plan, brings=by_the_setting, then=count_goes_to_plan),
        update(APPLICANT, refuse=of_open_plan, brings=by_the_setting, then=count_goes_to_plan),
        Step("名簿取込", REGISTERED, REGISTERED, APPLICANT, "read-file", refuse=of_open_plan, edits=False,
             asks=(("source", SOURCE),), brings=people_of_the_file, then=count_goes_to_plan, confirm=QUESTION),
        delete(APPLICANT, refuse=of_open_plan),
    )  # fmt: skip
    prints = (Print("常勤職員数算定表", sheet, "check-sheet"),)
    columns = ("name", "employer_type", "applied_on", "counted", "unsure", "first_total", "remaining")
    searches = ("name", "applied_on")
    title = name_of
