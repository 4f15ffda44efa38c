"""常勤職員数: who counts as full-time staff, who does not, and by which line of the decision table (CON-72 to CON-110).

The table is data/codes/full-time-decision.csv: every answer is one of its lines. A person is whatever has the
attributes of `shuro.construction.staff.StaffItems`. A fact that is missing is asked for and never guessed, but only
where the answer hangs on it: somebody without insurance does not count, whatever the hours would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from shuro.kernel.codelists import Code, codes
from shuro.kernel.eras import wareki

CORPORATION, LARGE, SMALL, ALONE = codes("full-time-employer-types").options
OFFICER, OWNER, FAMILY, EMPLOYEE = codes("full-time-person-types").options
JAPANESE, FOREIGN = "日本人", "外国人"
FULL, SHORT = "フルタイム", "パートタイム等短時間"
STANDING, OCCASIONAL = "常勤", "非常勤"
OPEN_ENDED, FIXED = "無期", "有期"
PENSION, BUILDERS, NONE = "健康保険・厚生年金保険", "建設国保", "未加入"
JOINED = "加入"
COUNTED, NOT_COUNTED, UNSURE = "カウント", "対象外", "要確認"
AUTOMATIC, BY_HAND_YES, BY_HAND_NO = "自動", "カウントする", "カウントしない"
FIRST_KIND, SECOND_KIND = "特定技能1号", "特定技能2号"

_UNSETTLED = codes("construction-messages").get("cm14").name  # type: ignore[union-attr]

LEAST_DAYS, LEAST_YEAR, LEAST_MINUTES = 5, 217, 30 * 60  # a week, a year, a week (CON-72)


@dataclass(frozen=True)
class Terms:
    """What holds for all people of a roster. Amounts in yen, None where they are not stated (CON-81, CON-92).

    `on`: the day of application, all conditions are tested on it (CON-100). `officer_pay`: monthly, least 標準報酬月額 of
    a 役員; `wages`, `family_pay`: a year; `minimum_wage`: an hour (CON-76). `notice_on`: the day of the newest
    標準報酬決定通知書, if known. `count_second`: 特定技能2号 count as other statuses do (CON-94). `planned`: 1号 to come.
    """

    employer: str
    on: date
    officer_pay: int | None = None
    wages: int | None = None
    family_pay: int | None = None
    minimum_wage: int | None = None
    notice_on: date | None = None
    count_second: bool = False
    planned: int = 0


@dataclass(frozen=True)
class Reason:
    """One rule applied to a person. `case`: of the decision table; `order`: its place in CON-97."""

    order: int
    case: str
    sentence: str
    answer: str = NOT_COUNTED


@dataclass(frozen=True)
class Judgement:
    """What is found of a person: `code` and `evidence` of the table's line, all reasons in the order of CON-97.

    `result` is カウント, 対象外 or 要確認; `own` what the table alone says, before a decision by hand (CON-98).
    `questions`: what must be answered before a 要確認 can be settled. `mark`: beside the name (CON-59 to CON-65).
    """

    result: str
    own: str
    code: str
    reasons: tuple[str, ...]
    questions: tuple[str, ...]
    mark: str
    evidence: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tally:
    """The count of a roster (CON-99, CON-106 to CON-109); numbers of people."""

    judgements: tuple[Judgement, ...]
    counted: int
    unsure: int
    present_first: int
    planned: int
    by_kind: dict[str, tuple[int, int, int]] = field(default_factory=dict)  # counted, not, unsure

    @property
    def first_total(self) -> int:
        """All 1号特定技能外国人: those there and those to come (CON-107)."""
        return self.present_first + self.planned

    @property
    def remaining(self) -> int:
        """How many more could be taken; negative when there are too many (CON-108)."""
        return self.counted - self.first_total

    @property
    def within_cap(self) -> bool:
        """CON-106: equal is allowed."""
        return self.remaining >= 0

    @property
    def provisional(self) -> bool:
        """暫定 while anybody is 要確認 (CON-99)."""
        return self.unsure > 0

    @property
    def refusal(self) -> str:
        """Why the count cannot be handed in, empty when it can (CON-99, CON-108)."""
        if self.provisional:
            return f"{_UNSETTLED}（{self.unsure}人。それまで常勤職員数は暫定です）"
        if not self.within_cap:
            return (
                "1号特定技能外国人の総数が常勤の職員の総数を超えています。"
                f"（1号特定技能外国人{self.first_total}人、常勤の職員{self.counted}人）"
            )
        return ""


# The decision table -----------------------------------------------------------------------------------------------------


@cache
def _table() -> dict[tuple[str, str, str, str], Code]:
    """Lines by employer type, person type as the table writes it, case, and status of an excluded employee."""
    found: dict[tuple[str, str, str, str], Code] = {}
    for line in codes("full-time-decision"):
        status = line.extra["residence_status"] if line.extra["case"] == "excluded" else ""
        key = (line.extra["employer_type"], line.extra["person_type"], line.extra["case"], status)
        if key in found:
            raise ValueError(f"{line.code} repeats {found[key].code}")
        found[key] = line
    return found


def _line(person: Any, terms: Terms, case: str) -> Code:
    """The line of the table for a person and a case. KeyError: a person the employer cannot have (CON-83)."""
    table = _table()
    nation = person.nationality or JAPANESE
    # 専従者 of a larger business have no lines of their own and are judged as employees (CON-86).
    called = EMPLOYEE if _as_employee(person, terms) and case != "as_employee" else person.kind
    for employer in (terms.employer, "all"):
        for kind in (f"{called}({nation})", called, "all"):
            for status in (person.residence_status or "", "excluded group", ""):
                line = table.get((employer, kind or "all", case, status))
                if line is not None:
                    return line
    raise KeyError((terms.employer, person.kind, nation, case))


def _as_employee(person: Any, terms: Terms) -> bool:
    return bool(person.kind == FAMILY and terms.employer == LARGE)


# Statuses and marks ---------------------------------------------------------------------------------------------------------


def excluded(status: str | None, count_second: bool = False) -> bool:
    """True for the 在留資格 that never count (CON-93, CON-94)."""
    one = codes("full-time-residence-statuses").named(status or "")
    return one is not None and one.extra["group"] == "excluded" and not (count_second and status == SECOND_KIND)


def has_left(person: Any, on: date) -> bool:
    """Left on or before the day of application (CON-95)."""
    return person.left_on is not None and person.left_on <= on


def letter(person: Any) -> str:
    """The letter mark: パ, 非, 実, 特 or 建; empty where there is none (CON-60, CON-61, CON-64)."""
    if person.nationality == FOREIGN:
        one = codes("full-time-residence-statuses").named(person.residence_status or "")
        own = one.extra["mark"] if one else ""
        if own and not own.startswith("("):
            return own
    if person.kind == OFFICER:
        return "非" if person.officer_form == OCCASIONAL else ""
    return "パ" if person.kind in (EMPLOYEE, FAMILY) and person.work_form == SHORT else ""


def mark(person: Any) -> str:
    """What is written beside the name: the letter, and the 在留資格 of every foreigner (CON-62, CON-63)."""
    parts = [letter(person)]
    if person.nationality == FOREIGN:
        one = codes("full-time-residence-statuses").named(person.residence_status or "")
        short = one.extra["short_name"] if one else ""
        parts.append((person.other_status or "") if short.startswith("(") else short)
    return "・".join(part for part in parts if part)


def hourly_wage(person: Any) -> int | None:
    """月額賃金 × 12 ÷ (週労働時間 × 52) in yen, fractions cut off (CON-76); None where either is missing."""
    if person.monthly_wage is None or not person.weekly_minutes:
        return None
    return int(person.monthly_wage * 12 * 60 // (person.weekly_minutes * 52))


# Judging a person -----------------------------------------------------------------------------------------------------------


def _asked(order: int, question: str) -> Reason:
    return Reason(order, "missing", question, UNSURE)


def _reasons(person: Any, terms: Terms) -> Iterator[Reason]:
    """Every rule that speaks against counting the person or cannot be answered, in the order of CON-97."""
    if has_left(person, terms.on):
        yield Reason(1, "left", f"{wareki(person.left_on)}に退職しています（申請日 {wareki(terms.on)}以前）。")
    if not person.kind:
        yield _asked(2, "人員区分は何ですか（役員・事業主・専従者・従業員）。")
        return
    if person.kind == OWNER:
        return
    yield from _status(person, terms)
    if person.kind == OFFICER:
        yield from _officer(person, terms)
    elif person.kind == FAMILY and terms.employer == SMALL:
        yield from _pay(person.family_pay, terms.family_pay, "専従者給与", "専従者給与の内訳", listed_only="unlisted")
    else:
        yield from _employee(person, terms)


def _status(person: Any, terms: Terms) -> Iterator[Reason]:
    if person.nationality is None:
        yield _asked(3, "国籍区分は日本人ですか、外国人ですか。")
    elif person.nationality == FOREIGN and not person.residence_status:
        yield _asked(3, "在留資格は何ですか。")
    elif person.nationality == FOREIGN and excluded(person.residence_status, terms.count_second):
        yield Reason(3, "excluded", f"在留資格「{person.residence_status}」は常勤職員に数えません。")


def _officer(person: Any, terms: Terms) -> Iterator[Reason]:
    if person.officer_form is None:
        yield _asked(4, "役員の勤務形態は常勤ですか、非常勤ですか。")
    elif person.officer_form == OCCASIONAL:
        yield Reason(4, "part_time_officer", "非常勤役員は常勤職員に数えません。")
    yield from _insured(person.social_insurance, "社会保険")
    pay, base = person.standard_pay, terms.officer_pay
    if base is None:
        yield Reason(8, "pay_unknown", "役員報酬の基準額はいくらですか（常勤に見合う標準報酬月額）。", UNSURE)
    elif pay is None:
        yield _asked(8, "標準報酬月額はいくらですか。")
    elif pay < base:
        yield Reason(8, "pay_low", f"標準報酬月額{pay:,}円が役員報酬の基準額{base:,}円に足りません。")


def _employee(person: Any, terms: Terms) -> Iterator[Reason]:
    yield from _full_time(person)
    if person.only_here is None:
        yield _asked(6, "申請する事業所のみで勤務していますか。")
    elif not person.only_here:
        yield Reason(6, "elsewhere", "申請する事業所以外でも勤務しています。")
    if terms.employer == SMALL:
        yield from _insured(person.employment_insurance, "雇用保険")
        yield from _pay(person.listed_wages, terms.wages, "収支内訳書の給与賃金", "給与賃金の内訳")
    else:
        yield from _insured(person.social_insurance, "社会保険")
    if person.nationality == JAPANESE:
        yield from _fixed_term(person, terms)


def _full_time(person: Any) -> Iterator[Reason]:
    """CON-72, CON-78."""
    if person.work_form is None:
        yield _asked(5, "勤務形態はフルタイムですか、パートタイム等短時間ですか。")
    elif person.work_form == SHORT:
        yield Reason(5, "part_time", "パートタイム等の短時間労働者は常勤職員に数えません。")
        return
    for value, least, label, unit in (
        (person.weekly_days, LEAST_DAYS, "週労働日数", "日"),
        (person.yearly_days, LEAST_YEAR, "年間労働日数", "日"),
        (person.weekly_minutes, LEAST_MINUTES, "週労働時間", "時間"),
    ):
        if value is None:
            yield _asked(5, f"{label}はいくつですか。")
        elif value < least:
            shown, wanted = (_hours(value), _hours(least)) if unit == "時間" else (str(value), str(least))
            yield Reason(5, "below", f"{label}{shown}{unit}が常勤の{wanted}{unit}に足りません。")


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _insured(value: str | None, label: str) -> Iterator[Reason]:
    if value is None:
        yield _asked(7, f"{label}に加入していますか。")
    elif value == NONE:
        yield Reason(7, "uninsured", f"{label}に加入していません。")


def _pay(
    pay: int | None, base: int | None, label: str, document: str, listed_only: str = "pay_low"
) -> Iterator[Reason]:
    """CON-88 to CON-90: the year's pay in the tax papers; 0 stands for a person who is not listed there."""
    if pay == 0:
        yield Reason(8, listed_only, f"{document}に記載がありません。")
    elif base is None:
        yield Reason(8, "pay_unknown", f"{_base(label)}はいくらですか。", UNSURE)
    elif pay is None:
        yield _asked(8, f"{label}はいくらですか（{document}の年額）。")
    elif pay < base:
        yield Reason(8, "pay_low", f"{label}{pay:,}円が{_base(label)}{base:,}円に足りません。")


def _base(label: str) -> str:
    return "専従者給与の基準額" if label.startswith("専従者") else "給与賃金の基準額"


def _fixed_term(person: Any, terms: Terms) -> Iterator[Reason]:
    """A Japanese on a fixed term is paid the 最低賃金 at least (CON-75, CON-76)."""
    if person.term is None:
        yield _asked(8, "雇用期間は無期ですか、有期ですか。")
    if person.term != FIXED:
        return
    wage = hourly_wage(person)
    if terms.minimum_wage is None:
        yield _asked(8, "最低賃金はいくらですか（都道府県の時間額）。")
    elif wage is None:
        if person.monthly_wage is None:
            yield _asked(8, "月額賃金はいくらですか。")
    elif wage < terms.minimum_wage:
        yield Reason(8, "wage_low", f"時間換算額{wage:,}円が最低賃金{terms.minimum_wage:,}円に足りません。")


def judge(person: Any, terms: Terms) -> Judgement:
    """The one answer for a person (CON-83, CON-96 to CON-98).

    A rule that surely excludes comes before a question, so nothing is asked that cannot change the answer; among
    several the first of CON-97 gives the table's line. Raises KeyError for a person that the employer cannot have, such
    as a 役員 of a 個人事業主 (`staff.impossible` tells them).
    """
    reasons = tuple(_reasons(person, terms))
    against = [one for one in reasons if one.answer == NOT_COUNTED]
    questions = () if against else tuple(one.sentence for one in reasons)
    first = against[0] if against else reasons[0] if reasons else None
    own = first.answer if first else COUNTED
    line = _line(person, terms, first.case if first else _good_case(person, terms))
    sentences = [one.sentence for one in (against or reasons)] or [_good_words(person)]
    if _as_employee(person, terms) and line.extra["case"] not in ("left", "missing"):
        sentences.append(f"専従者は従業員の行（{line.code}）により判定します。")
        line = _line(person, terms, "as_employee")
    result = own
    if own == UNSURE and person.decision in (BY_HAND_YES, BY_HAND_NO):
        result = COUNTED if person.decision == BY_HAND_YES else NOT_COUNTED
        sentences.append(f"判断：{person.decision}（{person.decision_reason or ''}）")
    return Judgement(
        result, own, line.code, tuple(sentences), questions, mark(person), _evidence(person, terms, line),
        tuple(_warnings(person, reasons)),
    )  # fmt: skip


def _good_case(person: Any, terms: Terms) -> str:
    if person.kind == OWNER:
        return "owner"
    fixed = person.kind in (EMPLOYEE, FAMILY) and person.nationality == JAPANESE and person.term == FIXED
    return "counted_fixed" if fixed and terms.employer in (CORPORATION, LARGE) else "counted"


def _good_words(person: Any) -> str:
    return "事業主は常に1人と数えます。" if person.kind == OWNER else "常勤職員の要件を全て満たしています。"


def _evidence(person: Any, terms: Terms, line: Code) -> str:
    """The documents that prove it; of D1 and D2 the one that the day of joining points to (CON-51, CON-53).

    Who has left (D1/D3) is proved by what the employer hands in of those who are there.
    """
    proof = line.extra["evidence"]
    if proof == "D1/D3":
        if person.kind == OWNER or terms.employer in (SMALL, ALONE):
            return "D3" if terms.employer == SMALL and person.kind == EMPLOYEE else ""
    elif proof != "D1/D2":
        return "" if proof == "none" else proof
    if terms.notice_on is None:
        return "D1/D2"
    joined = person.insured_on or person.hired_on
    return "D2" if joined is not None and joined > terms.notice_on else "D1"


def _warnings(person: Any, reasons: Sequence[Reason]) -> Iterator[str]:
    if person.work_form == FULL and any(one.case == "below" for one in reasons):
        yield "勤務形態がフルタイムですが、労働日数又は労働時間が常勤の定義に足りません。"
    if person.residence_status == SECOND_KIND:
        yield SECOND_KIND


# Counting a roster -----------------------------------------------------------------------------------------------------------


def tally(people: Iterable[Any], terms: Terms) -> Tally:
    """Judge everybody and count (CON-99, CON-107)."""
    judged: list[Judgement] = []
    kinds: dict[str, list[int]] = {}
    first = 0
    for person in people:
        one = judge(person, terms)
        judged.append(one)
        first += person.residence_status == FIRST_KIND and not has_left(person, terms.on)
        row = kinds.setdefault(person.kind or "不明", [0, 0, 0])
        row[(COUNTED, NOT_COUNTED, UNSURE).index(one.result)] += 1
    counted = sum(one.result == COUNTED for one in judged)
    unsure = sum(one.result == UNSURE for one in judged)
    return Tally(
        tuple(judged), counted, unsure, first, terms.planned, {kind: (n[0], n[1], n[2]) for kind, n in kinds.items()}
    )
