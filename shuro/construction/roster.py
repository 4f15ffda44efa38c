"""常勤職員数算定: the roster of a plan, its people and what the count makes of them (CON-101 to CON-108)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from shuro.construction import full_time, staff
from shuro.construction.common import APPLICANT, REVIEWER, OfOrganisation
from shuro.construction.counting import counted_of, judged, plain, remaining, terms_of, total
from shuro.construction.full_time import CORPORATION, FIXED, JAPANESE
from shuro.construction.full_time_forms import check_sheet
from shuro.construction.plan import DOCUMENTS, AcceptancePlan
from shuro.construction.plan_rules import CERTIFIED, DRAFT, SUBMITTED, said
from shuro.construction.roster_import import QUESTION, SOURCE, take_people
from shuro.kernel import store
from shuro.kernel.checks import WARN, Finding, finding
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.forms import Document
from shuro.kernel.items import AUTO, FREE, MUST, choice, day, file, flag, integer, rows, section, text, yen
from shuro.kernel.record import Entry, Offer, Print, Row, item, parent, table_of
from shuro.kernel.steps import REGISTERED, Step, delete, register, update


def needs_wage(one: Any) -> bool:
    """有期雇用の日本人がいるとき"""
    return any(line.nationality == JAPANESE and line.term == FIXED for line in getattr(one, "people", None) or ())


def not_corporation(one: Any) -> bool:
    """事業者区分が法人でないとき"""
    return bool(one.employer_type and one.employer_type != CORPORATION)


class RosterDocument(Row, table=True):
    """添付書類: a document the roster is proved by."""

    roster_id: int | None = parent("staff_roster")
    kind: str | None = choice("書類区分", DOCUMENTS, MUST)
    document: int | None = file("ファイル", MUST)
    dated_on: date | None = day("通知日/発行日")
    masked: bool | None = flag("被保険者整理番号をマスキングした", MUST)
    only_that: bool | None = flag("その他の部分はマスキングしていない", MUST)


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
    """Rule: who joined after the notice needs the other notice (CON-53); amounts need their tax papers (CON-54)."""
    terms = terms_of(one)
    if terms is None:
        return
    kinds = {line.kind for line in one.documents or ()}
    wanted = {code.code: code.name for code in codes("construction-documents")}
    for at, line in enumerate(one.people or ()):
        found = judged(line)
        if found is None or found.result != full_time.COUNTED or not found.evidence:
            continue
        for proof in found.evidence.replace(" and ", "/").split("/"):
            alone = found.evidence in ("D2", "D1", "D3 and D4", "D4", "D5", "D6")
            if alone and wanted[proof] not in kinds:
                sentence = f"{line.name or ''}さんには「{wanted[proof]}」が必要です。添付書類に加えてください。"
                yield finding(item(StaffMember, "proof"), sentence, WARN, rows="people", row=at)


def count_goes_to_plan(desk: Desk, one: Entry, before: Entry | None) -> None:
    """⑮ of a plan that is still being written takes the number of the roster (CON-30)."""
    session = desk.session
    assert session is not None and one.plan_id is not None
    plan = store.fetch(session, AcceptancePlan, one.plan_id)
    if plan is not None and plan.state == DRAFT:
        store.amend(desk, AcceptancePlan, plan.id, {"staff_count": one.counted}, "常勤職員数算定による入力")


def findings_for_plan(desk: Desk, plan: Entry, where: Any) -> Iterable[Finding]:
    """What 確認 of a plan says of its roster (CON-30, CON-99, CON-108)."""
    table = table_of(StaffRoster)
    assert desk.session is not None
    id = desk.session.execute(sa.select(table.c.id).where(table.c.plan_id == plan.id)).scalar()
    one = store.fetch(desk.session, StaffRoster, id) if id is not None else None
    found = counted_of(one) if one is not None else None
    if found is None:
        return
    if found.provisional:
        yield finding(where, said("cm14"))
    elif not found.within_cap:
        yield finding(where, found.refusal)
    if plan.staff_count is not None and plan.staff_count != found.counted:
        yield finding(where, f"{said('cm12')}（入力{plan.staff_count}人、職員名簿{found.counted}人）")


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
    terms = terms_of(one)
    people = [plain(line) for line in one.people or ()]
    assert terms is not None
    return check_sheet(people, terms, full_time.tally(people, terms), one.name or "")


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
        counted: int | None = integer("常勤職員数", AUTO, fill=total("counted"))
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
    rules = (lines_fit, employees_fit, settled, proved)
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
