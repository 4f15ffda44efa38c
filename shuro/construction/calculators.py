"""Rules of 外国人就労管理システム to calculate with: the full-time staff of a roster (CON-72 to CON-110)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from shuro.construction import full_time, proof, roster_file
from shuro.construction.full_time_forms import check_sheet, masked, named_proofs, number, status
from shuro.kernel.calculators import Calculator, Input, Stage, Worked
from shuro.kernel.codelists import codes
from shuro.kernel.eras import parse_day, wareki
from shuro.kernel.text import Unreadable, narrow

YES = {"1", "はい", "yes", "true"}


def of_full_time_staff(texts: Sequence[str], today: date) -> Worked:
    """Count the people of a roster file and explain every line."""
    path, typed, employees, on, officer, wages, family, minimum, notice, planned, second, name = texts
    employer = employer_type(typed)
    day = parse_day(on, today) if on else today
    if employees:
        agrees(employer, whole(employees, "常時雇用している従業員の数"))
    terms = full_time.Terms(
        employer, day, yen(officer, "役員報酬の基準額"), yen(wages, "給与賃金の基準額"), yen(family, "専従者給与の基準額"),
        yen(minimum, "最低賃金"), parse_day(notice, today) if notice else None, narrow(second).casefold() in YES,
        whole(planned, "受入予定数") if planned else 0,
    )  # fmt: skip
    roster = roster_file.read(path, employer, day)
    if roster.rejected:
        return Worked([], {"rejected": list(roster.rejected)}, list(roster.rejected))
    found = full_time.tally(roster.people, terms)
    people = list(zip(roster.lines, roster.people, found.judgements, strict=True))
    stages = [Stage(f"{line}行目 {shown(person, terms)}", told(one), "　".join((*one.reasons, *one.warnings)))
              for line, person, one in people]  # fmt: skip
    stages += [*totals(found), *documents(found, terms)]
    result = {
        "employer_type": employer, "date": day.isoformat(), "full_time": found.counted, "provisional": found.provisional,
        "unsure": found.unsure, "first_kind": found.first_total, "remaining": found.remaining,
        "within_cap": found.within_cap, "refusal": found.refusal,
        "by_kind": {kind: dict(zip(("counted", "not_counted", "unsure"), n)) for kind, n in found.by_kind.items()},
        "documents": dict(proofs(found)), "notice_is_old": proof.is_old(terms.notice_on, day),
        "people": [
            {"line": line, "name": person.name, "insured_number": masked(person.insured_number), "kind": person.kind,
             "residence_status": status(person), **asdict(one)}
            for line, person, one in people
        ],
    }  # fmt: skip
    return Worked(stages, result, print=lambda: check_sheet(roster.people, terms, found, name))


def proofs(found: full_time.Tally) -> list[tuple[str, str]]:
    """Code and name of the documents that prove the people."""
    return named_proofs(one.evidence for one in found.judgements)


def documents(found: full_time.Tally, terms: full_time.Terms) -> list[Stage]:
    """The documents by name, and that the notice is old (CON-50, CON-51)."""
    stages = [Stage(f"根拠書類 {code}", name) for code, name in proofs(found)]
    if terms.notice_on is not None and proof.is_old(terms.notice_on, terms.on):
        stages.append(Stage("標準報酬決定通知書の通知日", wareki(terms.notice_on), proof.OLD))
    return stages


def shown(person: Any, terms: full_time.Terms) -> str:
    """A name as a terminal shows it: between × when the person has left (CON-65)."""
    return f"×{person.name}×" if full_time.has_left(person, terms.on) else str(person.name)


def told(one: full_time.Judgement) -> str:
    """The answer, the line of the table, the mark beside the name, the document."""
    parts = [one.result, one.code, f"職員種別「{one.mark}」" if one.mark else "", one.evidence]
    return " ".join(part for part in parts if part)


def totals(found: full_time.Tally) -> list[Stage]:
    """The sums below the people."""
    by_kind = [
        Stage(f"小計 {kind}", f"{counted}人", f"対象外{out}人、要確認{unsure}人")
        for kind, (counted, out, unsure) in found.by_kind.items()
    ]
    cap = f"在籍{found.present_first}人、受入予定{found.planned}人"
    return [
        *by_kind,
        Stage("常勤職員数", number(found), found.refusal),
        Stage("1号特定技能外国人の総数", f"{found.first_total}人", cap),
        Stage("受入可能な残数", f"{found.remaining}人", "常勤職員数を超えて受け入れることはできない"),
    ]


def employer_type(typed: str) -> str:
    """The 事業者区分 of a code or name. Raises Unreadable."""
    known = codes("full-time-employer-types")
    one = known.get(narrow(typed).upper()) or known.named(typed.strip())
    if one is None:
        can = "、".join(f"{line.code}（{line.name}）" for line in known)
        raise Unreadable(f"事業者区分は {can} のいずれかで指定してください。")
    return one.name


def agrees(employer: str, employees: int) -> None:
    """常時雇用している従業員の数 must fit the 事業者区分 (CON-58). Raises Unreadable."""
    right = {full_time.LARGE: employees >= 5, full_time.SMALL: employees <= 4, full_time.ALONE: employees == 0}
    if not right.get(employer, True):
        raise Unreadable(f"常時雇用している従業員の数{employees}人は、事業者区分「{employer}」に合いません。")


def yen(typed: str, label: str) -> int | None:
    """An amount, None where nothing was typed. Raises Unreadable."""
    return whole(typed, label) if typed else None


def whole(typed: str, label: str) -> int:
    """A whole number of a typed text. Raises Unreadable."""
    digits = narrow(typed).replace(",", "").rstrip("円人")
    if not digits.isdecimal() or len(digits) > 12:
        raise Unreadable(f"{label}は数字で入力してください（例：1050）。")
    return int(digits)


def option(name: str, label: str, help: str, default: str = "") -> Input:
    """An input that a command takes as `--name`."""
    return Input(label, help, default, name)


CALCULATORS = (
    Calculator(
        "full-time-staff", "常勤職員数の算定",
        (
            Input("名簿", "1人1行の名簿（.xlsx、.csv）。見出しは --template で作る様式のとおり"),
            option("employer", "事業者区分", "C（法人）、S5・S4（個人事業主 5名以上・4名以下）、H（一人親方）", "C"),
            option("employees", "常時雇用している従業員の数", "事業者区分と合うかを確かめる"),
            option("date", "申請日", "省くと今日（例：R8.6.10）"),
            option("officer-pay", "役員報酬の基準額", "常勤に見合う標準報酬月額（円）。省くと役員は要確認になる"),
            option("wages", "給与賃金の基準額", "個人事業主4名以下の従業員の年額（円）"),
            option("family-pay", "専従者給与の基準額", "個人事業主4名以下の専従者の年額（円）"),
            option("minimum-wage", "最低賃金", "都道府県の時間額（円）。有期の日本人がいるときに要る"),
            option("notice", "標準報酬決定通知書の通知日", "これより後に資格を取得した人は別の通知書が要る"),
            option("planned", "受入予定数", "新たに受け入れる1号特定技能外国人の数"),
            option("count-second", "特定技能2号を数える", "1とすると特定技能2号も数える"),
            option("name", "商号又は名称", "算定表に印刷する名前"),
        ),
        of_full_time_staff,
        roster_file.write_template,
    ),
)  # fmt: skip
