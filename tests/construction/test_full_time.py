"""The count of full-time staff: every line of the decision table, every limit, and that there is always one answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.construction import full_time, roster_file, staff
from shuro.construction.full_time import (
    ALONE,
    BUILDERS,
    CORPORATION,
    COUNTED,
    EMPLOYEE,
    FAMILY,
    FIXED,
    FOREIGN,
    FULL,
    JAPANESE,
    JOINED,
    LARGE,
    NONE,
    NOT_COUNTED,
    OCCASIONAL,
    OFFICER,
    OPEN_ENDED,
    OWNER,
    PENSION,
    SHORT,
    SMALL,
    STANDING,
    UNSURE,
    Terms,
    judge,
    tally,
)  # fmt: skip
from shuro.kernel.codelists import codes

DAY = date(2026, 6, 10)
EMPLOYERS = (CORPORATION, LARGE, SMALL)
AMOUNTS = {"officer_pay": 300_000, "wages": 2_400_000, "family_pay": 1_000_000, "minimum_wage": 1_100}
EXCLUDED = [one.name for one in codes("full-time-residence-statuses") if one.extra["group"] == "excluded"]
ALLOWED = [one.name for one in codes("full-time-residence-statuses") if one.extra["group"] == "allowed"]


def terms(employer: str = CORPORATION, **changed: Any) -> Terms:
    return Terms(employer, DAY, **(AMOUNTS | changed))


def person(**changed: Any) -> Any:
    """A regular Japanese employee who counts under every employer that has employees."""
    right = {
        "name": "国土太郎", "kind": EMPLOYEE, "nationality": JAPANESE, "work_form": FULL, "term": OPEN_ENDED,
        "weekly_days": 5, "yearly_days": 217, "weekly_minutes": 1800, "only_here": True, "social_insurance": PENSION,
        "employment_insurance": JOINED, "listed_wages": 2_400_000, "monthly_wage": 180_000,
    }  # fmt: skip
    return SimpleNamespace(**({one.name: None for one in roster_file.ITEMS} | right | changed))


def officer(**changed: Any) -> Any:
    return person(**{"kind": OFFICER, "officer_form": STANDING, "standard_pay": 300_000, "work_form": None} | changed)


def foreigner(**changed: Any) -> Any:
    return person(**{"nationality": FOREIGN, "residence_status": "永住者"} | changed)


def cases() -> Iterator[tuple[str, Terms, Any]]:
    """For each line of the table a person whom it is about."""
    yield "F-01", terms(), person(left_on=DAY)
    yield "F-02", terms(ALONE), person(kind=OWNER)
    yield "F-03", terms(LARGE), person(kind=OWNER, social_insurance=None)
    yield "F-04", terms(SMALL), person(kind=OWNER, employment_insurance=None)
    for start, employer in ((5, CORPORATION), (11, LARGE), (17, SMALL)):
        for at, status in enumerate(EXCLUDED):
            yield f"F-{start + at:02d}", terms(employer), foreigner(residence_status=status)
    yield "F-23", terms(), officer(officer_form=OCCASIONAL)
    yield "F-24", terms(), officer(social_insurance=NONE)
    yield "F-25", terms(), officer()
    yield "F-26", terms(), officer(standard_pay=299_999)
    yield "F-27", terms(officer_pay=None), officer()
    abroad = {"nationality": FOREIGN, "residence_status": "経営・管理"}
    yield "F-28", terms(), officer(nationality=FOREIGN, residence_status="特定技能1号")
    yield "F-29", terms(), officer(officer_form=OCCASIONAL, **abroad)
    yield "F-30", terms(), officer(**abroad)
    yield "F-31", terms(), officer(standard_pay=1, **abroad)
    yield "F-32", terms(officer_pay=None), officer(**abroad)
    yield "F-33", terms(), officer(social_insurance=NONE, **abroad)
    for start, employer in ((34, CORPORATION), (46, LARGE)):
        wrong = [
            {"work_form": SHORT}, {"weekly_days": 4}, {"only_here": False}, {"social_insurance": NONE},
            {"term": FIXED, "monthly_wage": 142_000}, {"term": FIXED}, {},
        ]  # fmt: skip
        for at, changed in enumerate(wrong):
            yield f"F-{start + at:02d}", terms(employer), person(**changed)
        for at, changed in enumerate([*wrong[:4], {}]):
            yield f"F-{start + 7 + at:02d}", terms(employer), foreigner(**changed)
    yield "F-58", terms(LARGE), person(kind=FAMILY)
    yield "F-59", terms(SMALL), foreigner(kind=FAMILY, residence_status="技能実習", family_pay=2_000_000)
    yield "F-60", terms(SMALL), person(kind=FAMILY, family_pay=1_000_000, employment_insurance=None, weekly_days=None)
    yield "F-61", terms(SMALL), person(kind=FAMILY, family_pay=999_999)
    yield "F-62", terms(SMALL), person(kind=FAMILY, family_pay=0)
    yield "F-63", terms(SMALL, family_pay=None), person(kind=FAMILY, family_pay=1_000_000)
    small = [
        {"work_form": SHORT}, {"yearly_days": 216}, {"only_here": False}, {"employment_insurance": NONE},
        {"listed_wages": 2_399_999},
    ]  # fmt: skip
    for at, changed in enumerate(small):
        yield f"F-{64 + at}", terms(SMALL), person(**changed)
        yield f"F-{72 + at}", terms(SMALL), foreigner(**changed)
    yield "F-69", terms(SMALL, wages=None), person()
    yield "F-70", terms(SMALL), person(term=FIXED, monthly_wage=142_000)
    yield "F-71", terms(SMALL), person()
    yield "F-77", terms(SMALL, wages=None), foreigner()
    yield "F-78", terms(SMALL), foreigner()
    yield "F-79", terms(), person(weekly_days=None)


CASES = list(cases())


@pytest.mark.req("CON-83", "CON-84", "CON-85", "CON-87", "CON-88", "CON-89", "CON-90")
@pytest.mark.parametrize("code, held, who", CASES, ids=[case[0] for case in CASES])
def test_every_line_of_the_table(code: str, held: Terms, who: Any) -> None:
    line = codes("full-time-decision").get(code)
    found = judge(who, held)
    assert line is not None
    assert found.code == code, found.reasons
    if code != "F-58":
        assert found.result == line.extra["result"]
    assert found.mark == mark_of(line.extra["mark"], who)
    assert found.evidence == evidence_of(line.extra["evidence"])


def mark_of(wanted: str, who: Any) -> str:
    """The mark that the table writes: 在留資格 stands for the short name of the person's, after a letter with 「・」."""
    status = codes("full-time-residence-statuses").named(who.residence_status or "")
    own, letter = (status.extra["short_name"], status.extra["mark"]) if status else ("", "")
    if wanted == "mark of the status":
        wanted = letter if letter and not letter.startswith("(") else ""
        return "・".join(part for part in (wanted, own) if part)
    if wanted in ("取消線", "as there", ""):
        return own
    if wanted in (own, "在留資格"):
        return own
    return "・".join((wanted.removesuffix("・在留資格"), own)) if own else wanted


def evidence_of(wanted: str) -> str:
    """The evidence that the table writes; who has left a 法人 is proved by what proves those who are there."""
    return {"none": "", "D1/D3": "D1/D2"}.get(wanted, wanted)


@pytest.mark.req("CON-83")
def test_no_line_of_the_table_is_left_out() -> None:
    assert {case[0] for case in CASES} == {line.code for line in codes("full-time-decision")}


@pytest.mark.req("CON-72")
@pytest.mark.parametrize(
    "changed, result",
    [
        ({"weekly_days": 5}, COUNTED), ({"weekly_days": 4}, NOT_COUNTED), ({"yearly_days": 217}, COUNTED),
        ({"yearly_days": 216}, NOT_COUNTED), ({"weekly_minutes": 1800}, COUNTED), ({"weekly_minutes": 1799}, NOT_COUNTED),
    ],
)  # fmt: skip
def test_the_limits_of_full_time(changed: dict[str, Any], result: str) -> None:
    for employer in EMPLOYERS:
        assert judge(person(**changed), terms(employer)).result == result
        assert judge(foreigner(**changed), terms(employer)).result == result


@pytest.mark.req("CON-73")
def test_work_elsewhere_too_is_not_counted() -> None:
    found = judge(person(only_here=False), terms())
    assert (found.result, found.reasons) == (NOT_COUNTED, ("申請する事業所以外でも勤務しています。",))


@pytest.mark.req("CON-75", "CON-76")
def test_the_wage_an_hour_of_a_fixed_term() -> None:
    """143,000 × 12 ÷ (30 × 52) is exactly 1,100; one yen less a month gives 1,099."""
    right = person(term=FIXED, monthly_wage=143_000)
    assert full_time.hourly_wage(right) == 1_100
    assert judge(right, terms()).result == COUNTED
    short = person(term=FIXED, monthly_wage=142_999)
    assert full_time.hourly_wage(short) == 1_099
    assert judge(short, terms()).result == NOT_COUNTED
    assert judge(person(term=FIXED), terms(minimum_wage=None)).questions == (
        "最低賃金はいくらですか（都道府県の時間額）。",
    )


@pytest.mark.req("CON-77")
def test_a_foreigner_on_a_fixed_term_has_no_wage_condition() -> None:
    assert judge(foreigner(term=FIXED, monthly_wage=1), terms(minimum_wage=None)).result == COUNTED


@pytest.mark.req("CON-78")
def test_short_time_never_counts_and_full_time_below_warns() -> None:
    assert judge(person(work_form=SHORT, weekly_minutes=2400), terms()).result == NOT_COUNTED
    assert judge(person(weekly_days=4), terms()).warnings == (
        "勤務形態がフルタイムですが、労働日数又は労働時間が常勤の定義に足りません。",
    )
    assert judge(person(), terms()).warnings == ()


@pytest.mark.req("CON-79", "CON-80", "CON-81", "CON-82")
def test_officers() -> None:
    assert judge(officer(weekly_days=1, yearly_days=1, only_here=False), terms()).result == COUNTED
    assert judge(officer(social_insurance=NONE), terms()).result == NOT_COUNTED
    asked = judge(officer(), terms(officer_pay=None))
    assert asked.result == UNSURE and "役員報酬の基準額" in asked.questions[0]
    occasional = judge(officer(officer_form=OCCASIONAL), terms())
    assert (occasional.result, occasional.mark) == (NOT_COUNTED, "非")


@pytest.mark.req("CON-57")
def test_builders_insurance_counts() -> None:
    for employer in (CORPORATION, LARGE):
        assert judge(person(social_insurance=BUILDERS), terms(employer)).result == COUNTED


@pytest.mark.req("CON-86")
def test_family_of_a_larger_business_is_judged_as_employees_are() -> None:
    for changed in ({}, {"weekly_days": 4}, {"social_insurance": NONE}, {"work_form": SHORT}, {"weekly_days": None}):
        for make in (person, foreigner):
            of_family, of_employee = (
                judge(make(kind=FAMILY, **changed), terms(LARGE)),
                judge(make(**changed), terms(LARGE)),
            )
            assert of_family.result == of_employee.result
            assert of_family.reasons[0] == of_employee.reasons[0]


@pytest.mark.req("CON-92")
@pytest.mark.parametrize("gone", ["wages", "family_pay"])
def test_an_amount_that_is_not_stated_is_asked_for(gone: str) -> None:
    who = person() if gone == "wages" else person(kind=FAMILY, family_pay=1_000_000)
    found = judge(who, terms(SMALL, **{gone: None}))
    assert found.result == UNSURE and "の基準額はいくらですか" in found.questions[0]


@pytest.mark.req("CON-93")
def test_the_groups_of_residence_statuses() -> None:
    for status in EXCLUDED:
        assert judge(foreigner(residence_status=status), terms()).result == NOT_COUNTED
    for status in ALLOWED:
        assert judge(foreigner(residence_status=status, other_status="医療"), terms()).result == COUNTED


@pytest.mark.req("CON-94")
def test_the_second_kind_counts_only_where_it_is_set_so() -> None:
    second = foreigner(residence_status="特定技能2号")
    assert judge(second, terms()).result == NOT_COUNTED
    assert "特定技能2号" in judge(second, terms()).warnings
    assert judge(second, terms(count_second=True)).result == COUNTED
    assert judge(foreigner(residence_status="特定技能1号"), terms(count_second=True)).result == NOT_COUNTED


@pytest.mark.req("CON-95", "CON-100")
def test_who_left_by_the_day_of_application() -> None:
    assert judge(person(left_on=DAY), terms()).result == NOT_COUNTED
    assert judge(person(left_on=DAY + timedelta(days=1)), terms()).result == COUNTED


@pytest.mark.req("CON-96", "CON-97")
def test_all_reasons_in_their_order_and_the_line_of_the_first() -> None:
    found = judge(person(left_on=DAY, work_form=SHORT, only_here=False, social_insurance=NONE), terms())
    assert found.code == "F-01"
    assert [reason[:4] for reason in found.reasons] == ["令和8年", "パートタ", "申請する", "社会保険"]
    assert judge(foreigner(residence_status="技能実習", work_form=SHORT), terms()).code == "F-07"
    assert judge(person(work_form=SHORT, only_here=False), terms()).code == "F-34"
    assert judge(person(only_here=False, social_insurance=NONE), terms()).code == "F-36"


LOW = {"term": FIXED, "monthly_wage": 142_000}


@pytest.mark.req("CON-97")
@pytest.mark.parametrize(
    "code, employer, who",
    [
        ("F-01", LARGE, person(kind=OWNER, left_on=DAY)),  # 退職, 事業主
        ("F-01", CORPORATION, foreigner(residence_status="技能実習", left_on=DAY)),  # 退職, 在留資格
        ("F-03", LARGE, foreigner(kind=OWNER, residence_status="技能実習")),  # 事業主, 在留資格
        ("F-28", CORPORATION, officer(nationality=FOREIGN, residence_status="技能実習", officer_form=OCCASIONAL)),
        ("F-07", CORPORATION, foreigner(residence_status="技能実習", work_form=SHORT)),  # 在留資格, 短時間
        ("F-07", CORPORATION, foreigner(residence_status="技能実習", weekly_days=4)),  # 在留資格, 常勤の定義
        ("F-23", CORPORATION, officer(officer_form=OCCASIONAL, social_insurance=NONE)),  # 役員の勤務形態, 保険
        ("F-34", CORPORATION, person(work_form=SHORT, only_here=False)),  # 短時間, 勤務場所
        ("F-35", CORPORATION, person(weekly_days=4, only_here=False)),  # 常勤の定義, 勤務場所
        ("F-36", CORPORATION, person(only_here=False, social_insurance=NONE)),  # 勤務場所, 保険
        ("F-66", SMALL, person(only_here=False, employment_insurance=NONE)),
        ("F-24", CORPORATION, officer(social_insurance=NONE, standard_pay=1)),  # 保険, 報酬
        ("F-37", CORPORATION, person(social_insurance=NONE, **LOW)),  # 保険, 賃金
        ("F-67", SMALL, person(employment_insurance=NONE, listed_wages=1)),
        ("F-38", CORPORATION, person(**LOW)),  # 賃金, カウント
        ("F-26", CORPORATION, officer(standard_pay=1)),
    ],
)  # fmt: skip
def test_of_two_lines_that_apply_the_first_is_shown(code: str, employer: str, who: Any) -> None:
    assert judge(who, terms(employer)).code == code


@pytest.mark.req("CON-98")
def test_a_decision_by_hand_settles_only_what_is_unsure() -> None:
    by_hand = {"decision": full_time.BY_HAND_YES, "decision_reason": "登記と出勤簿により常勤を確認"}
    settled = judge(officer(**by_hand), terms(officer_pay=None))
    assert (settled.result, settled.own) == (COUNTED, UNSURE)
    assert "登記と出勤簿により常勤を確認" in settled.reasons[-1]
    assert judge(person(work_form=SHORT, **by_hand), terms()).result == NOT_COUNTED
    assert judge(person(decision=full_time.BY_HAND_NO, decision_reason="理由"), terms()).result == COUNTED


@pytest.mark.req("CON-60", "CON-61", "CON-62", "CON-63", "CON-64", "CON-66", "CON-111")
@pytest.mark.parametrize(
    "who, mark",
    [
        (person(), ""), (person(work_form=SHORT), "パ"), (officer(officer_form=OCCASIONAL), "非"),
        (foreigner(residence_status="技能実習"), "実・技能実習"),
        (foreigner(residence_status="特定活動(特定技能移行予定)"), "特・特定活動"),
        (foreigner(residence_status="特定技能1号"), "特定技能1号"), (foreigner(), "永住"),
        (foreigner(residence_status="技術・人文知識・国際業務"), "技人国"),
        (foreigner(work_form=SHORT), "パ・永住"),
        (officer(nationality=FOREIGN, residence_status="経営・管理", officer_form=OCCASIONAL), "非・経営"),
        (foreigner(residence_status="特定活動(外国人建設就労者)"), "建・特定活動"),
        (foreigner(residence_status="その他", other_status="医療"), "医療"),
    ],
)  # fmt: skip
def test_marks_beside_the_name(who: Any, mark: str) -> None:
    assert full_time.mark(who) == mark


@pytest.mark.req("CON-99", "CON-106", "CON-107", "CON-108", "CON-109")
def test_the_total_and_the_cap() -> None:
    first = foreigner(residence_status="特定技能1号")
    gone = foreigner(residence_status="特定技能1号", left_on=DAY)
    found = tally([person(), first, gone], terms(planned=0))
    assert (found.counted, found.first_total, found.remaining, found.within_cap) == (1, 1, 0, True)
    assert found.refusal == ""
    over = tally([person(), first], terms(planned=1))
    assert not over.within_cap
    assert over.refusal.startswith("1号特定技能外国人の総数が常勤の職員の総数を超えています。")
    assert "2人" in over.refusal and "1人" in over.refusal
    assert not tally([first], terms()).within_cap
    unsure = tally([person(weekly_days=None), person()], terms())
    assert unsure.provisional and "1人" in unsure.refusal


@pytest.mark.req("CON-53")
def test_who_joined_after_the_notice_needs_the_other_notice() -> None:
    held = terms(notice_on=date(2025, 9, 1))
    assert judge(person(insured_on=date(2025, 9, 1)), held).evidence == "D1"
    assert judge(person(insured_on=date(2025, 9, 2)), held).evidence == "D2"
    assert judge(person(hired_on=date(2025, 9, 2)), held).evidence == "D2"


# One answer for everybody ---------------------------------------------------------------------------------------------------

maybe = st.none()


@st.composite
def anybody(draw: Any) -> tuple[Any, Terms]:
    """Any person whom an employer can have, with any facts missing."""
    employer = draw(st.sampled_from((*EMPLOYERS, ALONE)))
    kinds = [kind for kind, types in staff.ALLOWED.items() if employer in types]
    nation = draw(st.sampled_from((JAPANESE, FOREIGN, None)))
    who = person(
        kind=draw(st.sampled_from((*kinds, None))),
        nationality=nation,
        residence_status=draw(st.sampled_from((*staff.STATUSES, None))) if nation == FOREIGN else None,
        work_form=draw(st.sampled_from((FULL, SHORT, None))),
        officer_form=draw(st.sampled_from((STANDING, OCCASIONAL, None))),
        term=draw(st.sampled_from((OPEN_ENDED, FIXED, None))),
        weekly_days=draw(maybe | st.integers(1, 7)),
        yearly_days=draw(maybe | st.integers(200, 230)),
        weekly_minutes=draw(maybe | st.integers(1790, 1810)),
        only_here=draw(st.sampled_from((True, False, None))),
        social_insurance=draw(st.sampled_from((PENSION, BUILDERS, NONE, None))),
        employment_insurance=draw(st.sampled_from((JOINED, NONE, None))),
        standard_pay=draw(maybe | st.integers(299_990, 300_010)),
        monthly_wage=draw(maybe | st.integers(142_000, 144_000)),
        listed_wages=draw(maybe | st.just(0) | st.integers(2_399_990, 2_400_010)),
        family_pay=draw(maybe | st.just(0) | st.integers(999_990, 1_000_010)),
        left_on=draw(maybe | st.dates(DAY - timedelta(days=2), DAY + timedelta(days=2))),
    )
    stated = {name: draw(st.sampled_from((amount, None))) for name, amount in AMOUNTS.items()}
    return who, terms(employer, **stated)


@pytest.mark.req("CON-83", "CON-97")
@given(anybody())
def test_everybody_gets_one_answer_and_unsure_ones_a_question(drawn: tuple[Any, Terms]) -> None:
    who, held = drawn
    found = judge(who, held)
    line = codes("full-time-decision").get(found.code)
    assert line is not None
    assert line.extra["result"] == found.own or found.code == "F-58"
    assert bool(found.questions) == (found.result == UNSURE)
    assert found.reasons


@given(anybody(), st.sampled_from(["weekly_days", "yearly_days", "only_here", "social_insurance", "standard_pay"]))
def test_a_fact_that_is_taken_away_never_makes_anybody_count(drawn: tuple[Any, Terms], gone: str) -> None:
    who, held = drawn
    before = judge(who, held).result
    setattr(who, gone, None)
    if before != COUNTED:
        assert judge(who, held).result != COUNTED


@given(st.lists(anybody(), max_size=8))
def test_the_total_is_the_number_of_those_counted(drawn: list[tuple[Any, Terms]]) -> None:
    held = terms()
    people = [who for who, own in drawn if own.employer == CORPORATION]
    found = tally(people, held)
    assert found.counted == sum(judge(who, held).result == COUNTED for who in people)
    assert sum(map(sum, found.by_kind.values())) == len(people)
