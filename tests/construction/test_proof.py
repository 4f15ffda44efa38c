"""What proves a roster: the documents of each employer, their days, a document for everybody; on both engines."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shuro.construction import proof
from shuro.construction.counting import judged, terms_of
from shuro.construction.full_time import ALONE, CORPORATION, FAMILY, LARGE, NONE, OWNER, SHORT, SMALL, judge
from shuro.construction.plan import AcceptancePlan
from shuro.construction.roster import StaffRoster
from shuro.construction.staff import attached, to_be_proved
from shuro.kernel import attachments, store
from shuro.kernel.checks import WARN, Finding
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry
from shuro.kernel.store import Refused, Saved
from tests.construction.test_full_time import officer, person, terms
from tests.construction.test_plan import refused, stored, submit
from tests.construction.test_roster import draft, roster
from tests.construction.test_roster_file import COLUMNS, written
from tests.construction.test_roster_file import line as file_line

DAY = date(2026, 6, 10)
NOTICED = date(2025, 9, 1)  # of the notice in `application`
OF_A_PERSON = {"business_kind": "個人事業主", "corporate_number": "0" * 13, "staff_count": None}


@pytest.fixture
def paper(company: Desk, a_file: Any) -> Any:
    """Makes a document of ⑯."""

    def make(kind: str, dated_on: date | None = None) -> Entry:
        return Entry(
            kind=kind, document=attachments.attach(company, a_file()), dated_on=dated_on, masked=True, only_that=True,
            receipt="税務署の受付印" if kind == proof.TAX_RETURN else None,
        )  # fmt: skip

    return make


def handed_in(desk: Desk, plan: int) -> list[Finding]:
    """What 申請 refuses; empty when the plan was handed in."""
    now = stored(desk, plan)
    try:
        store.save(desk, AcceptancePlan, "申請", {}, id=now.id, version=now.version)
    except Refused as refusal:
        return [found for found in refusal.findings if found.severity is not WARN]
    return []


def sentences(found: list[Finding]) -> str:
    return " ".join(str(one) for one in found)


def of_person(desk: Desk, application: Any, papers: list[Entry]) -> Saved:
    return draft(desk, application, **OF_A_PERSON, staff_documents=papers)


# The age of the notice ------------------------------------------------------------------------------------------------------


@pytest.mark.req("CON-50")
@pytest.mark.parametrize(
    "notice, on, old",
    [
        (date(2025, 6, 10), DAY, False), (date(2025, 6, 9), DAY, True), (None, DAY, False),
        (date(2024, 2, 29), date(2025, 2, 28), False), (date(2024, 2, 29), date(2025, 3, 1), True),
        (date(2023, 2, 28), date(2024, 2, 29), True),
    ],
)  # fmt: skip
def test_a_notice_is_old_after_twelve_months(notice: date | None, on: date, old: bool) -> None:
    assert proof.is_old(notice, on) is old


@pytest.mark.req("CON-50")
@pytest.mark.parametrize("day, old", [(date(2025, 6, 10), False), (date(2025, 6, 9), True)])
def test_plan_and_roster_warn_of_an_old_notice(
    company: Desk, application: Any, paper: Any, day: date, old: bool
) -> None:
    """A notice of somebody who joined later does not make the other one new."""
    papers = [paper(proof.NOTICE, day), paper(proof.LATER, date(2026, 5, 1))]
    plan = draft(company, application, staff_count=None, staff_documents=papers)
    saved = roster(company, plan.id, [person(insured_number="1")])
    assert (proof.OLD in sentences(saved.warnings)) is old
    now = stored(company, plan.id)
    done = store.save(company, AcceptancePlan, "申請", {}, id=now.id, version=now.version)
    assert (proof.OLD in sentences(done.warnings)) is old


# The documents of each employer ---------------------------------------------------------------------------------------------


@pytest.mark.req("CON-51", "CON-52")
def test_a_corporation_hands_in_the_notice(company: Desk, application: Any, paper: Any) -> None:
    found = refused(company, application(company, staff_documents=[paper(proof.OTHER)]))
    assert [one.item for one in found] == ["staff_documents"] and f"「{proof.NOTICE}」が必要です" in sentences(found)
    submit(company, application(company, staff_documents=[paper(proof.OTHER), paper(proof.NOTICE, NOTICED)]))


@pytest.mark.req("CON-51")
def test_a_large_business_of_a_person_hands_in_the_notice(company: Desk, application: Any, paper: Any) -> None:
    plan = of_person(company, application, [paper(proof.REGISTER)])
    people = [person(kind=OWNER, insured_number=None), person(name="国土花子", insured_number="2")]
    saved = roster(company, plan.id, people, employer_type=LARGE, employees=5)
    assert "の書類ではありません" in sentences(saved.warnings) and proof.NOTICE in sentences(saved.warnings)
    told = sentences(handed_in(company, plan.id))
    assert f"「{proof.REGISTER}」は{LARGE}の書類ではありません" in told and f"「{proof.NOTICE}」が必要です" in told


@pytest.mark.req("CON-51")
def test_who_works_alone_hands_in_the_tax_return(company: Desk, application: Any, paper: Any) -> None:
    plan = of_person(company, application, [paper(proof.NOTICE, NOTICED)])
    alone = person(kind=OWNER, insured_number=None, proof="確定申告書")
    roster(company, plan.id, [alone], employer_type=ALONE, employees=0)
    told = sentences(handed_in(company, plan.id))
    assert f"「{proof.TAX_RETURN}」が必要です" in told and "の書類ではありません" in told
    assert "根拠書類が添付されていません：国土太郎" in told
    now = stored(company, plan.id)
    papers = {"staff_documents": [paper(proof.TAX_RETURN)]}
    store.save(company, AcceptancePlan, "申請", papers, id=now.id, version=now.version)


@pytest.mark.req("CON-55")
def test_the_tax_return_stands_in_the_plan_where_its_receipt_is_asked(
    company: Desk, application: Any, paper: Any
) -> None:
    plan = of_person(company, application, [paper(proof.OTHER)])
    values = {"documents": [paper(proof.TAX_RETURN)]}
    alone = Entry(**{**vars(person(kind=OWNER)), "proof": "D6"})
    head = {"employer_type": ALONE, "employees": 0, "planned": 0, "people": [alone]}
    store.save(company, StaffRoster, "登録", head | values, given={"plan_id": plan.id})
    assert f"「{proof.TAX_RETURN}」が必要です" in sentences(handed_in(company, plan.id))


@pytest.mark.req("CON-51", "CON-54")
@pytest.mark.parametrize(
    "who, wanted",
    [
        ({}, [proof.REGISTER, proof.WAGES]),
        ({"kind": FAMILY, "family_pay": 1_000_000}, [proof.PAY]),
        ({"work_form": SHORT}, []),
    ],
)  # fmt: skip
def test_a_small_business_hands_in_what_proves_those_counted(
    company: Desk, application: Any, paper: Any, who: dict[str, Any], wanted: list[str]
) -> None:
    plan = of_person(company, application, [paper(proof.OTHER)])
    amounts = {"wages": 2_400_000, "family_pay": 1_000_000, "employer_type": SMALL, "employees": 4}
    people = [person(kind=OWNER, insured_number=None), person(name="国土花子", insured_number="2", proof="別紙", **who)]
    saved = roster(company, plan.id, people, **amounts)
    told = handed_in(company, plan.id)
    for kind in (proof.REGISTER, proof.WAGES, proof.PAY):
        for said in (sentences(told), sentences(saved.warnings)):
            assert (f"「{kind}」が必要です" in said) is (kind in wanted)
    if wanted:
        now = stored(company, plan.id)
        more = {"staff_documents": [*now.staff_documents, *(paper(kind) for kind in wanted)]}
        store.save(company, AcceptancePlan, "一時保存", more, id=now.id, version=now.version)
        assert handed_in(company, plan.id) == []


# Those who joined later -------------------------------------------------------------------------------------------------------


@pytest.mark.req("CON-53")
@pytest.mark.parametrize("joined, proved_by", [(date(2025, 9, 1), "D1"), (date(2025, 9, 2), "D2")])
def test_only_the_day_of_the_notice_tells_who_joined_later(
    company: Desk, application: Any, paper: Any, joined: date, proved_by: str
) -> None:
    papers = [paper(proof.NOTICE, NOTICED), paper(proof.LATER, date(2025, 10, 20))]
    plan = draft(company, application, staff_count=None, staff_documents=papers)
    late = person(name="国土花子", insured_number="2", insured_on=joined)
    saved = roster(company, plan.id, [person(insured_number="1"), late])
    found = terms_of(saved.entry)
    assert found is not None and found.notice_on == NOTICED
    answer = judged(saved.entry.people[1])
    assert answer is not None and answer.evidence == proved_by
    assert handed_in(company, plan.id) == []


@pytest.mark.req("CON-53")
@pytest.mark.parametrize("changed", [{}, {"work_form": SHORT}, {"hired_on": date(2025, 10, 1), "insured_on": None}])
def test_who_joined_later_needs_the_other_notice(
    company: Desk, application: Any, paper: Any, changed: dict[str, Any]
) -> None:
    """Counted or not; by 資格取得年月日, where that is not known by 雇用年月日; a notice from before proves nothing."""
    plan = draft(company, application, staff_count=None)
    late = person(
        **{"name": "国土花子", "insured_number": "2", "insured_on": date(2025, 10, 1), "proof": "D1"} | changed
    )
    saved = roster(company, plan.id, [person(insured_number="1"), late])
    assert any(f"国土花子さんには「{proof.LATER}」" in one.sentence and one.row == 1 for one in saved.warnings)
    wanted = f"⑯常勤職員数を明らかにする文書：「{proof.LATER}」が必要な職員がいます：国土花子。"
    assert wanted in sentences(handed_in(company, plan.id))
    for day, enough in ((date(2025, 9, 30), False), (date(2025, 10, 1), True)):
        now = stored(company, plan.id)
        first = [line for line in now.staff_documents if line.kind == proof.NOTICE]
        more = {"staff_documents": [*first, paper(proof.LATER, day)]}
        store.save(company, AcceptancePlan, "一時保存", more, id=now.id, version=now.version)
        assert (handed_in(company, plan.id) == []) is enough


@pytest.mark.req("CON-53")
def test_a_notice_added_to_the_roster_is_enough(company: Desk, application: Any, paper: Any) -> None:
    plan = draft(company, application, staff_count=None)
    late = person(name="国土花子", insured_number="2", insured_on=date(2025, 10, 1), proof="D2")
    saved = roster(company, plan.id, [person(insured_number="1"), late])
    papers = {"documents": [*saved.entry.documents, paper(proof.LATER)]}
    store.save(company, StaffRoster, "更新", papers, id=saved.id, version=saved.version)
    assert handed_in(company, plan.id) == []


@pytest.mark.req("CON-53")
def test_who_is_not_insured_is_on_no_notice(company: Desk, application: Any) -> None:
    plan = draft(company, application, staff_count=None)
    late = person(name="国土花子", insured_number="2", hired_on=date(2026, 1, 1), social_insurance=NONE)
    roster(company, plan.id, [person(insured_number="1"), late])
    assert handed_in(company, plan.id) == []


# A document for everybody -----------------------------------------------------------------------------------------------------


@pytest.mark.req("CON-56")
def test_everybody_counted_or_marked_names_a_document(company: Desk, application: Any) -> None:
    plan = draft(company, application, staff_count=None)
    people = [
        person(insured_number="1"),
        person(name="国土花子", insured_number="2", weekly_days=4),  # neither counted nor marked
        person(name="国土次郎", insured_number="3", work_form=SHORT),  # marked
        officer(name="国土三郎", insured_number="4"),
    ]
    saved = roster(company, plan.id, people)
    lines = [Entry(**{**vars(line), "proof": None}) for line in saved.entry.people]
    saved = store.save(company, StaffRoster, "更新", {"people": lines}, id=saved.id, version=saved.version)
    assert [one.row for one in saved.warnings if one.item == "proof"] == [0, 2, 3]
    told = sentences(handed_in(company, plan.id))
    assert "根拠書類を入力してください：国土太郎、国土次郎、国土三郎。" in told


@pytest.mark.req("CON-56")
@pytest.mark.parametrize("employer, asked", [(LARGE, False), (SMALL, False), (ALONE, True)])
def test_an_owner_names_none_unless_alone(employer: str, asked: bool) -> None:
    line = Entry(**vars(person(kind=OWNER)))
    line.of = Entry(
        employer_type=employer, applied_on=DAY, officer_pay=None, wages=None, family_pay=None, minimum_wage=None,
        documents=[], count_second=None, planned=0,
    )  # fmt: skip
    assert to_be_proved(line) is asked


@pytest.mark.req("CON-56")
def test_a_named_document_is_attached(company: Desk, application: Any, paper: Any) -> None:
    plan = draft(company, application, staff_count=None)
    saved = roster(company, plan.id, [person(insured_number="1", proof="雇用保険被保険者台帳 2枚目")])
    (told,) = [one for one in saved.warnings if one.item == "proof"]
    assert (
        told.sentence == f"「雇用保険被保険者台帳 2枚目」は添付書類にありません。「{proof.NOTICE}」を入力してください。"
    )
    assert "根拠書類が添付されていません：国土太郎。" in sentences(handed_in(company, plan.id))
    line = saved.entry.people[0]
    line.of = saved.entry
    assert [one.text for one in attached(company, line)] == [proof.NOTICE]  # what F4 offers


@pytest.mark.req("CON-56", "CON-113")
@pytest.mark.parametrize(
    "text, kind",
    [
        ("D2", proof.LATER), ("d1 3枚目", proof.NOTICE), (proof.NOTICE, proof.NOTICE), (proof.LATER, proof.LATER),
        ("厚生年金保険被保険者標準報酬決定通知書", proof.NOTICE), ("標準報酬決定通知書", proof.NOTICE),
        ("健康保険・厚生年金保険被保険者資格取得確認及び標準報酬決定通知書", proof.LATER),
        ("確定申告書", proof.TAX_RETURN), (proof.WAGES, proof.WAGES), ("別紙", None), ("D8", None),
    ],
)  # fmt: skip
def test_documents_are_known_by_code_and_name(text: str, kind: str | None) -> None:
    assert proof.document_of(text) == kind


def test_anything_else_may_be_named_where_other_documents_are_attached() -> None:
    other = [SimpleNamespace(kind=proof.OTHER)]
    assert proof.unattached("建設国保の証明", other) == "" and proof.unattached("D1", other)
    assert "先に添付書類を入力してください" in proof.unattached("建設国保の証明", [])


@pytest.mark.req("CON-83")
@pytest.mark.parametrize(
    "employer, kind, evidence",
    [(CORPORATION, None, "D1"), (LARGE, None, "D1"), (LARGE, OWNER, ""), (SMALL, None, "D3"), (ALONE, OWNER, "")],
)
def test_who_has_left_is_proved_by_what_the_employer_hands_in(employer: str, kind: str | None, evidence: str) -> None:
    who = person(left_on=DAY, **({"kind": kind} if kind else {}))
    found = judge(who, terms(employer, notice_on=NOTICED))
    assert (found.code, found.evidence) == ("F-01", evidence)


# The roster against the plan ----------------------------------------------------------------------------------------------


@pytest.mark.req("CON-13", "CON-58")
def test_the_roster_is_of_the_kind_of_employer_that_the_plan_says(company: Desk, application: Any) -> None:
    plan = draft(company, application, staff_count=None)
    with pytest.raises(Refused, match="事業者区分：計画の事業者区分は「法人」です"):
        roster(company, plan.id, [person(kind=OWNER)], employer_type=ALONE, employees=0)
    roster(company, plan.id, [person(insured_number="1")])
    now = stored(company, plan.id)
    changed = {"business_kind": "個人事業主", "corporate_number": "0" * 13}
    store.save(company, AcceptancePlan, "一時保存", changed, id=now.id, version=now.version)
    told = handed_in(company, plan.id)
    assert [one.item for one in told] == ["business_kind"] and "「法人」です" in sentences(told)


@pytest.mark.req("CON-95", "CON-100")
def test_people_are_counted_on_the_day_the_plan_is_handed_in(company: Desk, clock: Any, application: Any) -> None:
    plan = draft(company, application, staff_count=None)
    leaving = person(name="国土花子", insured_number="2", left_on=date(2026, 7, 1))
    saved = roster(company, plan.id, [person(insured_number="1"), leaving])
    assert (saved.entry.counted, stored(company, plan.id).staff_count) == (2, 2)
    clock.move(days=60)
    told = sentences(handed_in(company, plan.id))
    assert "（入力2人、職員名簿1人）" in told and "申請日の令和8年8月9日で数えます" in told
    again = store.save(
        company, StaffRoster, "更新", {"applied_on": date(2026, 8, 9)}, id=saved.id, version=saved.version
    )
    assert (again.entry.counted, stored(company, plan.id).staff_count) == (1, 1)
    clock.move(days=1)  # the number is the same: the roster only takes the day
    assert handed_in(company, plan.id) == []
    with company.database.read() as session:
        now = store.fetch(session, StaffRoster, saved.id)
    assert now is not None and now.applied_on == date(2026, 8, 10)
    assert stored(company, plan.id).applied_on == date(2026, 8, 10)


# The calculator --------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CON-50", "CON-51", "CON-53", "CON-96")
def test_the_calculator_names_the_documents_and_tells_of_an_old_notice(shuro: Any, tmp_path: Path) -> None:
    lines = [file_line(1, "国土太郎"), file_line(2, "国土花子", 資格取得年月日="R7.10.1")]
    path = written(tmp_path / "a.csv", lines, (*COLUMNS, "資格取得年月日"))
    command = ("calc", "full-time-staff", str(path), "--date", "R8.6.10", "--notice")
    out = shuro(*command, "R7.6.9").out
    assert f"根拠書類 D2: {proof.LATER}" in out and proof.OLD in out
    assert f"根拠書類 D1: {proof.NOTICE}" in out
    assert proof.OLD not in shuro(*command, "R7.6.10").out
    told = shuro(*command, "R7.6.9", "--json").data["result"]
    assert told["documents"] == {"D1": proof.NOTICE, "D2": proof.LATER} and told["notice_is_old"] is True
