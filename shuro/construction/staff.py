"""常勤職員: a line of the roster from which the full-time staff are counted (docs/spec/fields/full-time-roster.csv).

Conditions of the items and rules within a line and over all lines; the count itself is in `full_time`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from shuro.construction import counting, proof
from shuro.construction import full_time as rules_of
from shuro.construction.counting import ALLOWED
from shuro.construction.full_time import (
    ALONE,
    CORPORATION,
    EMPLOYEE,
    FAMILY,
    FIXED,
    FOREIGN,
    FULL,
    JAPANESE,
    LARGE,
    OFFICER,
    OWNER,
    SMALL,
)
from shuro.construction.full_time_forms import MASK
from shuro.kernel.codelists import codes
from shuro.kernel.items import (
    AUTO,
    DUTY,
    MUST,
    Candidate,
    choice,
    day,
    flag,
    hours_minutes,
    integer,
    longtext,
    section,
    text,
    yen,
)  # fmt: skip
from shuro.kernel.record import Row

STATUSES = codes("full-time-residence-statuses").options


def foreign(line: Any) -> bool:
    """国籍区分が外国人のとき"""
    return bool(line.nationality == FOREIGN)


def other_status(line: Any) -> bool:
    """在留資格がその他のとき"""
    return bool(line.residence_status == "その他")


def officer(line: Any) -> bool:
    """人員区分が役員のとき"""
    return bool(line.kind == OFFICER)


def employee(line: Any) -> bool:
    """人員区分が従業員のとき"""
    return bool(line.kind == EMPLOYEE)


def full_timer(line: Any) -> bool:
    """人員区分が従業員で勤務形態がフルタイムのとき"""
    return bool(line.kind == EMPLOYEE and line.work_form == FULL)


def not_owner(line: Any) -> bool:
    """事業者区分が法人又は個人事業主(常時雇用5名以上)で、人員区分が事業主でないとき"""
    return bool(line.kind not in (None, OWNER) and _employer(line) in (CORPORATION, LARGE))


def small_employee(line: Any) -> bool:
    """事業者区分が個人事業主(常時雇用4名以下)で、人員区分が従業員のとき"""
    return bool(line.kind == EMPLOYEE and _employer(line) == SMALL)


def small_family(line: Any) -> bool:
    """事業者区分が個人事業主(常時雇用4名以下)で、人員区分が専従者のとき"""
    return bool(line.kind == FAMILY and _employer(line) == SMALL)


def fixed_japanese(line: Any) -> bool:
    """日本人の従業員で雇用期間が有期のとき"""
    return bool(line.kind == EMPLOYEE and line.nationality == JAPANESE and line.term == FIXED)


def decided(line: Any) -> bool:
    """判断が自動でないとき"""
    return bool(line.decision and line.decision != rules_of.AUTOMATIC)


def to_be_proved(line: Any) -> bool:
    """カウントされるか職員種別の付く人のとき(事業主は一人親方のみ)"""
    return proof.to_be_named(line, counting.judged(line), _employer(line))


def attached(desk: Any, line: Any) -> list[Candidate]:
    """The documents that are attached to the roster, for 根拠書類."""
    documents = getattr(getattr(line, "of", None), "documents", None) or ()
    return [Candidate(kind, kind) for kind in dict.fromkeys(one.kind for one in documents if one.kind)]


def crossed(line: Any, text: str) -> str:
    """A name as a terminal shows it: between × when the person has left by the day of application (CON-65)."""
    on = getattr(getattr(line, "of", None), "applied_on", None)
    return f"×{text}×" if on is not None and rules_of.has_left(line, on) else text


def _employer(line: Any) -> str | None:
    whole = getattr(line, "of", None)
    return getattr(whole, "employer_type", None)


class StaffItems(Row):
    """常勤職員の項目. Names and days of a person, what the work is like, and what the count says of it."""

    with section("本人"):
        place: int | None = integer("番号", AUTO, fill=counting.place)
        mark: str | None = text("職員種別", AUTO, fill=counting.part("mark"))
        insured_number: str | None = text("被保険者整理番号", max=10, help="印刷と出力では■■■■になります。", veil=MASK)
        name: str | None = text("氏名", MUST, max=40, drawn=crossed)
        kind: str | None = choice("人員区分", codes("full-time-person-types").options, MUST)
        nationality: str | None = choice("国籍区分", (JAPANESE, FOREIGN), MUST)
        residence_status: str | None = choice("在留資格", STATUSES, MUST, when=foreign)
        other_status: str | None = text("在留資格(その他)", MUST, max=20, when=other_status)
    with section("勤務"):
        officer_form: str | None = choice(
            "役員の勤務形態", (rules_of.STANDING, rules_of.OCCASIONAL), MUST, when=officer
        )
        work_form: str | None = choice("勤務形態", (FULL, rules_of.SHORT), MUST, when=employee)
        term: str | None = choice("雇用期間", (rules_of.OPEN_ENDED, FIXED), MUST, when=employee)
        weekly_days: int | None = integer("週労働日数", MUST, max=1, when=full_timer)
        yearly_days: int | None = integer("年間労働日数", MUST, max=3, when=full_timer)
        weekly_minutes: int | None = hours_minutes("週労働時間", MUST, max=5, when=full_timer)
        only_here: bool | None = flag("申請する事業所のみで勤務")
    with section("保険"):
        social_insurance: str | None = choice(
            "社会保険", (rules_of.PENSION, rules_of.BUILDERS, rules_of.NONE), MUST, when=not_owner
        )
        employment_insurance: str | None = choice(
            "雇用保険", (rules_of.JOINED, rules_of.NONE), MUST, when=small_employee
        )
        insured_on: date | None = day("資格取得年月日")
    with section("賃金"):
        standard_pay: int | None = yen("標準報酬月額", MUST, when=officer)
        monthly_wage: int | None = yen("月額賃金", MUST, when=fixed_japanese)
        hourly_wage: int | None = yen("時間換算額", AUTO, fill=counting.wage)
        listed_wages: int | None = yen("収支内訳書の給与賃金", MUST, when=small_employee)
        family_pay: int | None = yen("専従者給与", MUST, when=small_family)
    with section("異動"):
        hired_on: date | None = day("雇用年月日")
        left_on: date | None = day("退職年月日")
    with section("判定"):
        proof: str | None = text("根拠書類", DUTY, when=to_be_proved, candidates=attached)
        result: str | None = choice(
            "判定", (rules_of.COUNTED, rules_of.NOT_COUNTED, rules_of.UNSURE), AUTO, fill=counting.part("result")
        )
        result_code: str | None = text("判定コード", AUTO, fill=counting.part("code"))
        reasons: str | None = longtext("判定理由", AUTO, fill=counting.reasons)
        decision: str | None = choice("判断", (rules_of.AUTOMATIC, rules_of.BY_HAND_YES, rules_of.BY_HAND_NO))
        decision_reason: str | None = longtext("判断理由", MUST, max=200, when=decided)

    rules: ClassVar[tuple[Any, ...]] = ()


# Rules over a line and over the roster ------------------------------------------------------------------------------------


def impossible(person: Any, employer: str, on: date) -> Iterator[str]:
    """Why a line cannot be as it is: sentences that name the item (CON-58, CON-91 and the notes of the field file)."""
    if person.kind and employer not in ALLOWED[person.kind]:
        can = "、".join(kind for kind, types in ALLOWED.items() if employer in types)
        yield f"人員区分：「{person.kind}」は{employer}では使えません。{can}から選んでください。"
    if person.weekly_days is not None and not 1 <= person.weekly_days <= 7:
        yield "週労働日数：1から7までの数字で入力してください。"
    if person.yearly_days is not None and person.yearly_days > 366:
        yield "年間労働日数：366以下の数字で入力してください。"
    if person.weekly_minutes is not None and not 0 < person.weekly_minutes <= 168 * 60:
        yield "週労働時間：0より多く168時間以下で入力してください（例：40:00）。"
    if person.hired_on and person.hired_on > on:
        yield "雇用年月日：申請日以前の日付を入力してください。"
    if person.hired_on and person.left_on and person.left_on < person.hired_on:
        yield "退職年月日：雇用年月日以後の日付を入力してください。"
    if person.nationality == JAPANESE and person.residence_status:
        yield "在留資格：日本人には入力できません。国籍区分か在留資格を直してください。"
    if decided(person) and not person.decision_reason:
        yield "判断理由：判断を「自動」以外にするときは、理由を入力してください。"


def of_all(people: Sequence[Any], employer: str, lines: Sequence[int] = ()) -> Iterator[str]:
    """Why the lines together cannot be: owners, numbers that stand twice (CON-91). `lines`: of the file they came from."""
    owners = [at for at, person in enumerate(people, 1) if person.kind == OWNER]
    if employer != CORPORATION and len(owners) != 1:
        where = f"：{_places(owners, lines)}" if owners else ""
        yield f"人員区分：事業主は1人だけ入力してください（現在{len(owners)}人{where}）。"
    if employer == ALONE and len(people) > 1:
        yield f"一人親方は事業主1人だけです（現在{len(people)}人）。"
    yield from doubled(people, lines)


def doubled(people: Sequence[Any], lines: Sequence[int] = ()) -> Iterator[str]:
    """The same person twice: by 被保険者整理番号, or by name where no number tells two people apart."""
    by_number: dict[str, list[int]] = {}
    by_name: dict[str, list[int]] = {}
    for at, person in enumerate(people, 1):
        if person.insured_number:
            by_number.setdefault(person.insured_number, []).append(at)
        by_name.setdefault("".join((person.name or "").split()), []).append(at)
    for places in by_number.values():
        if len(places) > 1:
            yield f"被保険者整理番号：同じ番号が{_places(places, lines)}にあります。同じ人を2度入力していないか確かめてください。"
    for name, places in by_name.items():
        numbers = {people[at - 1].insured_number for at in places}
        if name and len(places) > 1 and (None in numbers or "" in numbers):
            yield f"氏名：「{name}」が{_places(places, lines)}にあります。別の人なら被保険者整理番号を入力してください。"


def _places(places: Iterable[int], lines: Sequence[int]) -> str:
    return "、".join(f"{lines[at - 1]}行目" if lines else f"{at}人目" for at in places)
