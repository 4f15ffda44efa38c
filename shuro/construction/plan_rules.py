"""Rules of 建設特定技能受入計画: what stops 確認, what only warns, the lists to choose from (CON-15 to CON-45)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from shuro.construction import proof
from shuro.kernel.checks import ASK, WARN, Finding, finding
from shuro.kernel.codelists import Code, codes
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, item
from shuro.kernel.text import Unreadable

DRAFT, SUBMITTED, CERTIFIED = "一時保存", "未認定", "認定済"
CORPORATION, PERSON = "法人", "個人事業主"
KINDS_OF_BODY = ("特定技能外国人受入事業実施法人", "当該法人を構成する建設業団体")
RECEIPTS = ("税務署の受付印", "電子申告の受付画面の印刷")


def said(code: str) -> str:
    """A message of data/codes/construction-messages.csv."""
    found = codes("construction-messages").get(code)
    assert found is not None
    return found.name


@cache
def _plan() -> Any:
    from shuro.construction.plan import AcceptancePlan

    return AcceptancePlan


def AUTHORITIES(desk: Desk | None) -> list[Code]:  # noqa: N802  (a list to choose from, like the constants beside it)
    """許可行政庁: the minister and the 47 governors."""
    return list(codes("construction-permit-authorities"))


def AREAS(desk: Desk | None) -> list[Code]:  # noqa: N802
    """都道府県, under the same numbers."""
    return [Code(one.code, one.extra["prefecture"], {}) for one in AUTHORITIES(desk) if one.extra["prefecture"]]


def bodies(desk: Desk | None, one: Any) -> list[Code]:
    """The bodies of the kind chosen: those of the printed list and those システム管理者 has added (CON-34)."""
    from shuro.construction.bodies import known_bodies

    return [body for body in known_bodies(desk) if body.extra["kind"] == getattr(one, "body_kind", None)]


# Items ----------------------------------------------------------------------------------------------------------------------


def plain_phone(digits: str) -> str:
    """⑦⑧: 10 or 11 half-width digits that begin with 0, without hyphen (CON-21, CON-22). Raises Unreadable."""
    bare = digits.replace("-", "")
    if not re.fullmatch(r"0[0-9]{9,10}", bare):
        raise Unreadable("0から始まる10桁か11桁の半角数字を、ハイフンなしで入力してください（例：0312341111）。")
    return bare


def is_tax_return(line: Any) -> bool:
    """書類区分が確定申告書の写しのとき"""
    return bool(line.kind == proof.TAX_RETURN)


def properly_masked(line: Any) -> bool:
    """マスキングの2つの確認をチェックしたとき"""
    return bool(line.masked and line.only_that)


def masked_first(line: Any, one: Any) -> Iterable[Finding]:
    """Rule of a line: a document is taken only after both ticks (CON-69)."""
    if line.document is not None and not properly_masked(line):
        from shuro.construction.plan import StaffDocument

        yield finding(item(StaffDocument, "document"), said("cm11"), firm=True)


def full_width_name(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: ② in full width; a blank only where the registry has one (CON-16)."""
    name = one.name or ""
    if re.search(r"[\x21-\x7e\uff61-\uff9f]", name):
        yield finding(item(_plan(), "name"), said("cm04"))
    if re.search(r"\s", name.strip()):
        yield finding(item(_plan(), "name"), said("cm05"), ASK, key="blank-in-name")


def no_blank_in_names(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: ③ and ⑪ without a blank between family and given name (CON-17, CON-25)."""
    for name in ("representative", "manager_name"):
        if re.search(r"\s", getattr(one, name) or ""):
            yield finding(item(_plan(), name), said("cm06"))


def number_of_the_kind(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: zeros are the number of a 個人事業主 and of nobody else (CON-15, CON-115)."""
    if one.corporate_number is None or one.business_kind is None:
        return
    zeros = one.corporate_number == "0" * 13
    if one.business_kind == PERSON and not zeros:
        yield finding(item(_plan(), "corporate_number"), "個人事業主は0を13個入力してください。")
    if one.business_kind == CORPORATION and zeros:
        yield finding(item(_plan(), "corporate_number"), "法人は登記された13桁の法人番号を入力してください。")


def known_postal_code(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: ④ is a 郵便番号 that exists; else it only warns, as new numbers come every month (CON-18)."""
    from shuro.kernel.postal import by_postal

    if one.postal_code and not by_postal(one.postal_code):
        yield finding(item(_plan(), "postal_code"), said("cm07"), WARN)


def permits_agree(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: ⑫ and ⑬ agree about there being several permits; only warns (CON-28)."""
    copies = one.permit_copies or []
    several = len(copies) > 1 or any(line.several for line in copies)
    if one.permit_others and copies and not several:
        sentence = (
            "⑬の「他」をチェックしたときは、全ての許可証を⑫に添付するか「複数の許可を含む」をチェックしてください。"
        )
        yield finding(item(_plan(), "permit_copies"), sentence, WARN)
    if several and not one.permit_others:
        sentence = "⑫に複数の許可証があります。許可が複数あるときはチェックしてください。"
        yield finding(item(_plan(), "permit_others"), sentence, WARN)


def permit_day(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: ⑭ is not after the day of application (CON-29)."""
    if desk is not None and one.permitted_on and one.permitted_on > desk.today():
        yield finding(item(_plan(), "permitted_on"), "申請日以前の日付を入力してください。")


def recent_notice(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: the newest 決定通知書 is not older than twelve months; only warns (CON-50)."""
    if desk is not None and proof.is_old(proof.notice_day(one.staff_documents or []), desk.today()):
        yield finding(item(_plan(), "staff_documents"), proof.OLD, WARN)


def documents_of_the_employer(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: a 法人 of any size hands in the notice and no document of others (CON-51, CON-52).

    Which of the others a 個人事業主 is, the roster knows (`roster.findings_for_plan`).
    """
    documents = one.staff_documents or []
    if one.business_kind != CORPORATION or not documents:
        return
    for at, line in enumerate(documents):
        if line.kind and not proof.fits(line.kind, CORPORATION):
            sentence = f"法人は「{proof.NOTICE}」などを添付してください。"
            yield finding(item(_plan(), "staff_documents"), sentence, rows="staff_documents", row=at)
    for sentence in proof.lacking(CORPORATION, (), documents):
        yield finding(item(_plan(), "staff_documents"), sentence)


def roster_agrees(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: ⑮ is the number of the roster, where there is one; the roster is settled and keeps to the cap (CON-30, CON-108)."""
    if desk is None or desk.session is None or one.id is None:
        return
    from shuro.construction.roster import findings_for_plan

    yield from findings_for_plan(desk, one)


def sent_back(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: what a 審査者 sent it back for stands at its item until the plan is handed in again (CON-5)."""
    reason, about = getattr(one, "returned_reason", None), getattr(one, "returned_item", None) or ""
    if not reason:
        return
    named = next((declared for declared in _plan().items() if declared.label.startswith(about.strip() or "\0")), None)
    about = "" if named else f"（{about}）"
    yield finding(named, f"審査者から差戻されました{about}。{reason}", WARN, at_once=True)


roster_agrees.asks_database = True  # type: ignore[attr-defined]

RULES = (
    full_width_name, no_blank_in_names, number_of_the_kind, known_postal_code, permits_agree, permit_day, recent_notice,
    documents_of_the_employer, roster_agrees, sent_back,
)  # fmt: skip
