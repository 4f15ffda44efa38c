"""Which documents prove a roster, and what is missing of them (CON-50 to CON-56); lists in construction-documents.csv."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from shuro.construction.full_time import ALONE, COUNTED, EMPLOYEE, FAMILY, NONE, OWNER, SMALL, Judgement
from shuro.kernel.calendar import in_years
from shuro.kernel.codelists import codes

NAMES = {one.code: one.name for one in codes("construction-documents")}
NOTICE, LATER, REGISTER, WAGES = (NAMES[code] for code in ("D1", "D2", "D3", "D4"))
PAY, TAX_RETURN, OTHER = (NAMES[code] for code in ("D5", "D6", "D9"))
EMPLOYERS = {one.name: frozenset(one.extra["employer_types"].split("|")) for one in codes("construction-documents")}
# How a document is also called: by the shorter name of the notice (CON-113), and without (写し).
COPY, SHORT = "(写し)", NOTICE.removeprefix("健康保険・")
ALIASES = (
    (SHORT, NOTICE),
    (SHORT.removesuffix(COPY), NOTICE),
    *((kind.removesuffix(COPY), kind) for kind in NAMES.values() if kind.endswith(COPY)),
)
OLD = "決定通知書の通知日から12か月を過ぎています。最新の通知書を添付してください。"
MOST_NAMES = 10  # told in one sentence

Judged = Sequence[tuple[int, Any, Judgement]]  # place of the line, the line, what was found


def fits(kind: str, employer: str) -> bool:
    """Is a document one of those of a 事業者区分 (CON-51, CON-52)?"""
    return bool(EMPLOYERS.get(kind, frozenset()) & {employer, "all"})


def notice_day(documents: Iterable[Any]) -> date | None:
    """The day of the newest 標準報酬決定通知書; the notices of those who joined later have days of their own (CON-53)."""
    return max((one.dated_on for one in documents if one.kind == NOTICE and one.dated_on), default=None)


def is_old(notice: date | None, on: date) -> bool:
    """Is the newest notice older than twelve months on the day of application (CON-50)?"""
    return notice is not None and on > in_years(notice, 1)


def wanted(employer: str, judged: Judged) -> Iterator[tuple[str, str]]:
    """The documents an employer hands in, and when each is needed (CON-51, CON-54)."""
    if employer == ALONE:
        yield TAX_RETURN, "一人親方"
    elif employer == SMALL:
        kinds = {line.kind for _, line, one in judged if one.result == COUNTED}
        if kinds - {OWNER, FAMILY}:
            yield REGISTER, "事業主と専従者以外の人がカウントされるとき"
        if EMPLOYEE in kinds:
            yield WAGES, "従業員がカウントされるとき"
        if FAMILY in kinds:
            yield PAY, "専従者がカウントされるとき"
    else:
        yield NOTICE, employer


def lacking(employer: str, judged: Judged, documents: Sequence[Any]) -> list[str]:
    """A sentence for each document that is missing as a whole."""
    kinds = {one.kind for one in documents}
    return [
        f"「{kind}」が必要です（{when}）。添付してください。"
        for kind, when in wanted(employer, judged)
        if kind not in kinds
    ]


def latecomers(judged: Judged, documents: Sequence[Any]) -> list[int]:
    """The places of those who joined after the notice and are on no later one, counted or not (CON-53).

    Who is not insured is on no notice. A later notice proves nobody who joined after its own day.
    """
    days = [one.dated_on for one in documents if one.kind == LATER]
    late = []
    for at, line, found in judged:
        joined = line.insured_on or line.hired_on
        if found.evidence != "D2" or line.social_insurance == NONE:  # D2: there is a day, and it is after the notice
            continue
        if not any(day is None or day >= joined for day in days):
            late.append(at)
    return late


def to_be_named(line: Any, found: Judgement | None, employer: str | None) -> bool:
    """Must a line name the document it is proved by (CON-56)?"""
    if found is None or (line.kind == OWNER and employer != ALONE):
        return False
    return found.result == COUNTED or bool(found.mark)


def document_of(text: str) -> str | None:
    """The kind of document that a 根拠書類 names, by code or by name, whatever is added to it; None for anything else."""
    if code := re.match(r"D[0-9]", text.strip().upper()):
        return NAMES.get(code[0])
    bare = "".join(text.split())
    if "厚生年金保険被保険者標準報酬決定通知書" in bare or bare.startswith("標準報酬決定通知書"):
        return NOTICE
    found = (kind for kind in NAMES.values() if kind.removesuffix("(写し)").removesuffix("の写し") in bare)
    return max(found, key=len, default=None)


def unattached(text: str, documents: Sequence[Any]) -> str:
    """Why a 根拠書類 cannot be so: it is none of the documents; empty when it is."""
    kinds = list(dict.fromkeys(one.kind for one in documents if one.kind))
    kind = document_of(text)
    if kind in kinds or (kind is None and OTHER in kinds):
        return ""
    can = "、".join(f"「{one}」" for one in kinds) or "先に添付書類"
    return f"「{text}」は添付書類にありません。{can}を入力してください。"


def names(lines: Iterable[Any]) -> str:
    """The names of people, not more than fit into a sentence."""
    known = [line.name or "氏名のない行" for line in lines]
    return "、".join(known[:MOST_NAMES]) + (f"、ほか{len(known) - MOST_NAMES}人" if len(known) > MOST_NAMES else "")
