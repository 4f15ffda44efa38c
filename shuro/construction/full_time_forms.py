"""常勤職員数算定表: the check sheet of the count, the only number on it that is masked being 被保険者整理番号 (CON-104)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from shuro.construction.full_time import FOREIGN, Tally, Terms, has_left
from shuro.kernel.codelists import codes
from shuro.kernel.eras import wareki
from shuro.kernel.forms import Document, Struck, listing

MASK = "■■■■"
HEADINGS = (
    "番号", "職員種別", "被保険者整理番号", "氏名", "人員区分", "在留資格", "判定", "コード",
    "理由", "根拠書類",
)  # fmt: skip
WIDTHS = (5, 10, 15, 18, 10, 18, 9, 7, 42, 12)
ALIGN = ("right", "center", "center", "left", "center", "left", "center", "center", "left", "left")


def masked(number: str | None) -> str:
    """被保険者整理番号 as it goes out (CON-67, CON-68)."""
    return MASK if number else ""


def check_sheet(people: Sequence[Any], terms: Terms, found: Tally, name: str = "") -> Document:
    """The whole count: head, a line a person, sub-totals by 人員区分, the number and the cap (CON-98, CON-104)."""
    lines: list[tuple[Any, ...]] = [
        (
            at, one.mark, masked(person.insured_number),
            Struck(person.name) if has_left(person, terms.on) else person.name,
            person.kind or "", status(person), one.result, one.code, "　".join((*one.reasons, *one.warnings)),
            person.proof or one.evidence,
        )
        for at, (person, one) in enumerate(zip(people, found.judgements, strict=True), 1)
    ]  # fmt: skip
    lines += [("", "", "", f"小計　{kind}", "", "", f"{counted}人", "", f"対象外{out}人　要確認{unsure}人", "")
              for kind, (counted, out, unsure) in found.by_kind.items()]  # fmt: skip
    lines.append(("", "", "", "常勤職員数", "", "", number(found), "", found.refusal, ""))
    first = f"{found.first_total}人"
    held = f"在籍{found.present_first}人　受入予定{found.planned}人　受入可能な残数{found.remaining}人"
    lines.append(("", "", "", "1号特定技能外国人の総数", "", "", first, "", held, ""))
    lines += [
        ("", "", "", "根拠書類", "", "", "", code, name, "") for code, name in named_proofs(line[-1] for line in lines)
    ]
    page = listing("常勤職員数算定表", HEADINGS, lines, WIDTHS, notes=head(terms, name), align=ALIGN, size=8.0)
    return Document("常勤職員数算定表", [page])


def named_proofs(proofs: Iterable[str]) -> list[tuple[str, str]]:
    """Code and name of the documents that stand by their codes in the last column."""
    used = {word for proof in proofs for word in re.findall(r"D[0-9]+", proof)}
    return [(one.code, one.name) for one in codes("construction-documents") if one.code in used]


def number(found: Tally) -> str:
    """常勤職員数 with 暫定 beside it while somebody is 要確認 (CON-99)."""
    return f"{found.counted}人" + ("（暫定）" if found.provisional else "")


def status(person: Any) -> str:
    """在留資格 in full; empty for a Japanese."""
    if person.nationality != FOREIGN:
        return ""
    return person.other_status or person.residence_status or ""


def head(terms: Terms, name: str) -> list[str]:
    """Who counts, on which day, and with which amounts."""
    amounts = [
        f"{label} {value:,}円"
        for label, value in (
            ("役員報酬の基準額", terms.officer_pay), ("給与賃金の基準額", terms.wages),
            ("専従者給与の基準額", terms.family_pay), ("最低賃金", terms.minimum_wage),
        )
        if value is not None
    ]  # fmt: skip
    first = "　".join(part for part in (name, terms.employer, f"申請日 {wareki(terms.on)}") if part)
    return [first, *(["　".join(amounts)] if amounts else [])]
