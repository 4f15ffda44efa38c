"""Rules of 申告情報: its states, its number, what must be entered when, what is refused (CMP-2 to CMP-60)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from shuro.kernel import kana, numbers, registry, store
from shuro.kernel.calendar import fiscal_year, wareki
from shuro.kernel.checks import ASK, WARN, Finding, finding
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, items_of, table_of
from shuro.kernel.steps import STATION as STATION
from shuro.standards import violations as violations_of
from shuro.standards.common import about, workplace_of

TYPING, OPEN, CLOSED, WAITING, MOVED = codes("complaint-statuses").options
STATUSES = (TYPING, OPEN, CLOSED, WAITING, MOVED)
UNFINISHED, SOLVED, PROSECUTED, ADVANCED, OUT, OTHER = codes("complaint-closings").options
PRIORITY = tuple(
    one.name
    for one in sorted(codes("complaint-closings"), key=lambda one: int(one.extra["priority"] or 0))
    if one.extra["priority"]
)  # fmt: skip  (CMP-33)
MOVED_IN = "移送"
YES = "有"
VIOLATED = "違反有"
# 大分類 that need a 中分類 (CMP-46); all others are deep enough as they are.
WITH_MIDDLE = {"01", "02", "03", "04", "05", "06", "07", "13", "14", "17"}
HOMEWORK_SMALL = {"0108", "0113"}  # 中分類 that a homework case takes down to the 小分類
KIND_OF_SUPERVISION = "申告監督"
SOON = timedelta(days=30)  # before 認定申請期限 (CMP-106)
BETWEEN_NAMES = re.compile("[、，,・]|[ 　]{2,}")


@cache
def complaint() -> Any:
    """The class."""
    return registry.load("complaint")


sentence_at = about("complaint")


# Conditions -----------------------------------------------------------------------------------------------------------------


def never(one: Any) -> bool:
    """システムが入力するとき"""
    return False


def finished(one: Any) -> bool:
    """完結区分が未完結でないとき"""
    return bool(one.outcome and one.outcome != UNFINISHED)


def closed_day_due(one: Any) -> bool:
    """完結区分が未完結でないとき（移送を除く）"""
    return finished(one) and one.outcome != OUT  # the command 移送 enters the day of a transfer (CMP-75)


def of_several(one: Any) -> bool:
    """複数名による申告のとき"""
    return bool(one.several)


def of_bankrupt(one: Any) -> bool:
    """倒産による賃金不払のとき"""
    return bool(one.bankrupt)


def violated(line: Any) -> bool:
    """違反有のとき"""
    return bool(getattr(getattr(line, "of", line), "violated", None) == VIOLATED)


def to_be_moved(one: Any) -> bool:
    """移送するとき"""
    return bool(one.moving)


def not_moving(desk: Desk, one: Any) -> bool:
    """Is 移送 not ticked? (CMP-80)"""
    return not one.moving


def to_be_received(desk: Desk, one: Any) -> bool:
    """Was the case transferred to the office of the desk? (CMP-81)"""
    return one.state == MOVED and one.to_office == desk.office.code


def movable(one: Any) -> bool:
    """移送を終えていないとき"""
    return one.state != MOVED


# A new ledger, its number, its state -----------------------------------------------------------------------------------------


def begin(desk: Desk, one: Entry) -> None:
    """処理状況 登録中, 完結区分 未完結 (CMP-32), what a consultation or the sending office passes (CMP-20, CMP-81)."""
    one.status, one.outcome = TYPING, UNFINISHED
    if one.consultation_id is not None:
        from shuro.standards.consultation_handover import hand_over

        for name, value in hand_over(desk, one.consultation_id, complaint()).items():
            setattr(one, name, value)
        one.consulted = YES
        read_names(one)
    if one.sent_id is not None:
        from shuro.standards.complaint_transfer import take_in

        take_in(desk, one)


def read_names(one: Entry) -> None:
    """The カナ items from the 漢字 items, as if those had been typed (CMP-23)."""
    for declared in items_of(complaint()):
        if declared.of and getattr(one, declared.of) and not getattr(one, declared.name):
            setattr(one, declared.name, kana.suggest(getattr(one, declared.of)))


def shown_number(value: str) -> str:
    """2026-1 as 令和8年度第1号."""
    year, _, serial = value.partition("-")
    return f"{wareki(date(int(year), 4, 1)).split('年')[0]}年度第{int(serial)}号" if serial.isdecimal() else value


def short_number(value: str) -> str:
    """2026-1 as R8-1, for lists."""
    year, _, serial = value.partition("-")
    return f"{wareki(date(int(year), 4, 1), 'plain').split('.')[0]}-{int(serial)}" if serial.isdecimal() else value


def with_sent_number(one: Any, text: str) -> str:
    """受理局署 of a received case with the number of the ledger there (CMP-12)."""
    return f"{text}（{shown_number(one.sent_number)}）" if getattr(one, "sent_number", None) else text


def give_number(desk: Desk, one: Entry) -> None:
    """A serial number within the 年度 of the day of registration, for each office; deleted ones leave gaps (CMP-9 to 11)."""
    assert desk.session is not None
    one.fiscal_year = fiscal_year(desk.today())
    one.serial = numbers.next_number(desk.session, "complaint", one.office_code, one.fiscal_year)
    one.ledger_number = f"{one.fiscal_year}-{one.serial}"


def state_of(one: Any) -> str:
    """The state a registration leads to, by 移送 and 完結区分 (CMP-17)."""
    if one.moving:
        return WAITING
    return OPEN if one.outcome in (None, UNFINISHED) else CLOSED


def outcome_of_tick(desk: Desk, one: Entry) -> None:
    """完結区分 as ticking or unticking 移送 leads to it, before anything is checked (CMP-75)."""
    one.outcome = one.outcome or UNFINISHED
    if one.moving and one.outcome == UNFINISHED:
        one.outcome = OUT
    elif one.outcome in (OUT, UNFINISHED) and unticked(one, desk):
        one.outcome, one.closed_on = UNFINISHED, None


def unticked(one: Entry, desk: Desk | None) -> bool:
    """Was 移送 ticked in the ledger as it is stored, and is no more?"""
    if one.moving or one.id is None or desk is None or desk.session is None:
        return False
    table = table_of(complaint())
    return bool(desk.session.execute(sa.select(table.c.moving).where(table.c.id == one.id)).scalar())


def hold_sources(desk: Desk, one: Entry) -> None:
    """Keep the consultation or the sent ledger that a new one is made of until it is stored: nobody deletes the one, and
    of two officers who take in the other the second is refused (CMP-85, CST-9). Raises store.Gone and store.Refused.
    """
    assert desk.session is not None
    for id, cls in ((one.consultation_id, "consultation"), (one.sent_id, "complaint")):
        if id is not None and store.fetch(desk.session, registry.load(cls), id, lock=True) is None:
            raise store.Gone
    found = list(of_the_station(one, desk))
    if found:
        raise store.Refused(found)


def settle(desk: Desk, one: Entry, before: Entry | None) -> None:
    """Number and state of a ledger (CMP-9, CMP-17); a received case is 申告の経緯 移送 (CMP-82)."""
    if one.status == MOVED:  # the command 移送 has brought it there
        return
    if before is None:
        hold_sources(desk, one)
        give_number(desk, one)
    outcome_of_tick(desk, one)  # an import takes no step
    if one.sent_id is not None:
        one.route = MOVED_IN
    one.state = one.status = state_of(one)


def registered(desk: Desk, one: Entry, before: Entry | None) -> None:
    """A received case brings its sheets along (CMP-83)."""
    if before is None and one.sent_id is not None:
        from shuro.standards.complaint_transfer import bring_sheets

        bring_sheets(desk, one)


def removed(desk: Desk, one: Entry, before: Entry | None) -> None:
    """別紙, 続紙, 付表 and 監406 entries go with the ledger (CMP-14)."""
    for name in ("complaint_attachment", "complaint_journal", "complaint_schedule", "complaint_unpaid"):
        cls = registry.load(name)
        table = table_of(cls)
        assert desk.session is not None
        for sheet in store.entries(desk.session, cls, table.c.complaint_id == one.id):
            store.remove(desk, cls, sheet.id, "申告処理台帳の削除")


def certified(desk: Desk, one: Any) -> bool:
    """Is a 認定申請情報 linked to the ledger?"""
    table = table_of(registry.load("certification_application"))
    tied = sa.select(table.c.id).where(table.c.complaint_id == one.id).limit(1)
    with desk.reading() as session:
        return session.execute(tied).first() is not None


def kept(desk: Desk, one: Entry) -> str | None:
    """Why a ledger cannot be deleted: a 認定申請情報 is linked to it (CMP-15)."""
    return "認定申請情報が関連付けられているため、削除できません。" if certified(desk, one) else None


def deadline_near(desk: Desk, one: Any) -> bool:
    """認定申請期限 within 30 days or over, the case open, no 認定申請情報 linked: marked in the list (CMP-106)."""
    due = one.apply_by is not None and one.apply_by <= desk.today() + SOON and one.outcome == UNFINISHED
    return due and not certified(desk, one)


def name_of(one: Entry) -> str:
    """A ledger is named by its number and complainant."""
    return f"{short_number(one.ledger_number) if one.ledger_number else ''} {one.complainant or ''}".strip()


# Findings -------------------------------------------------------------------------------------------------------------------


def days_in_order(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: 受理, 着手, 完結 in this order (CMP-34)."""
    if one.accepted_on and one.closed_on and one.closed_on < one.accepted_on:
        yield sentence_at("closed_on", f"受理年月日（{wareki(one.accepted_on)}）以後の日付を入力してください。")
    if one.begun_on and one.accepted_on and one.begun_on < one.accepted_on:
        yield sentence_at("begun_on", f"受理年月日（{wareki(one.accepted_on)}）以後の日付を入力してください。")
    if one.begun_on and one.closed_on and one.begun_on > one.closed_on:
        yield sentence_at("begun_on", f"完結年月日（{wareki(one.closed_on)}）以前の日付を入力してください。")


def moved_with_tick(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: 完結区分 移送 only together with 移送 (CMP-35); where 移送 is unticked now, 未完結 follows (CMP-75)."""
    if one.outcome == OUT and not one.moving and not unticked(one, desk):
        yield sentence_at("outcome", "「移送」にするときは、移送情報の「移送」をチェックしてください。")


moved_with_tick.asks_database = True  # type: ignore[attr-defined]


def closed_by_outcome(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: an open case has no 完結年月日: the reports count a case as closed from that day on (CMP-31, CMP-91)."""
    if one.closed_on and not finished(one) and not one.moving and not unticked(one, desk):
        # at 完結区分, which comes after the day: whoever types both in their order is not stopped between them
        sentence = "「未完結」です。完結区分を選ぶか、完結年月日を空欄にしてください。"
        yield sentence_at("outcome", sentence)


closed_by_outcome.asks_database = True  # type: ignore[attr-defined]


def moved_in_by_transfer(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: 申告の経緯 移送 only in the office that received the case by transfer (CMP-42)."""
    if one.route == MOVED_IN and one.sent_id is None:
        sentence = "「移送」は、移送を受けた署の台帳だけのものです。口頭又は文書から選んでください。"
        yield sentence_at("route", sentence)


def deep_industry(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: 事業の種類 of a closed case goes as deep as the reports need (CMP-46)."""
    if finished(one) and one.industry_code:
        wanted = depth_wanted(one)
        if len(one.industry_code) < wanted:
            level = {4: "中分類", 6: "小分類"}[wanted]
            yield sentence_at("industry_code", f"完結した事件は{level}まで選んでください（F4）。")


def depth_wanted(one: Any) -> int:
    """Digits of 事業の種類 that a closed case needs: 2, 4 or 6 (CMP-46)."""
    code = one.industry_code or ""
    if one.homework and code[:4] in HOMEWORK_SMALL:
        return 6
    if one.homework and code[:2] == "01" and len(code) == 2:
        return 4
    return 4 if code[:2] in WITH_MIDDLE else 2


def articles_named(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: 違反有 names the articles (CMP-6, CMP-52), 違反無 names none."""
    lines = [line for line in one.violations or () if line.provision or line.dispatch]
    if one.violated == VIOLATED and not lines:
        yield sentence_at("violations", "違反有のときは、違反した法、令、則の条文を選んでください。")
    if one.violated and one.violated != VIOLATED and lines:
        yield sentence_at("violations", "違反無のときは、条文を空欄にしてください。")


def violated_among_claimed(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: 主要事項別違反事項 are among 主要事項別申告事項 (CMP-88)."""
    strange = [name for name in one.violated_items or () if name not in (one.main_items or ())]
    if strange:
        yield sentence_at(
            "violated_items", f"「{'、'.join(strange)}」は主要事項別申告事項にありません。先に選んでください。"
        )


def schedule_reminded(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: a migrant's or dispatched worker's case is transferred with its 付表; only warns (CMP-71)."""
    if one.moving and (one.migrant or one.dispatched) and not one.schedule:
        yield sentence_at(
            "schedule",
            "付表がありません。出稼労働者・派遣労働者の賃金不払事案では、先に付表を入力します。",
            WARN,
        )


def two_names(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: 受付者氏名 and 担当者氏名 take two names each; only warns (CMP-29)."""
    for name in ("receivers", "handlers"):
        if len([part for part in BETWEEN_NAMES.split(getattr(one, name) or "") if part.strip()]) > 2:
            yield sentence_at(name, "2人まで入力できます。", WARN)


def linked_workplace(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: without a link only to be transferred (CMP-50); a received case needs its own (CMP-84)."""
    if one.workplace_id is not None or one.status == MOVED:
        return
    if one.sent_id is not None:
        yield sentence_at("workplace_id", "移送を受けた申告は、事業場基本情報に関連付けて登録してください（F4）。")
    elif one.id is None or one.state != WAITING:
        sentence = "関連付けがありません。事業場が管轄外にあり、移送するために受理したものですか。"
        yield sentence_at("workplace_id", sentence, ASK, key="outside-district")


def linked_to_own(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: a ledger is linked to a workplace of its own 署 (CMP-49, CMP-50, CMP-81); a link that stands is kept."""
    if desk is None or desk.session is None or one.workplace_id is None:
        return
    table = table_of(complaint())
    stood = sa.select(table.c.workplace_id).where(table.c.id == (one.id or 0))
    if desk.session.execute(stood).scalar() == one.workplace_id:
        return
    workplace = workplace_of(desk, one)
    if workplace is not None and workplace.office_code != (one.office_code or desk.office.code):
        known = codes("offices").get(workplace.office_code)
        sentence = f"この事業場の管轄局署は{known.name if known else workplace.office_code}です。"
        right = "自分の署の事業場基本情報を選んでください（F4）。管轄外のため移送する申告は、空欄のままにします。"
        yield sentence_at("workplace_id", sentence + right)


linked_to_own.asks_database = True  # type: ignore[attr-defined]


def passed_in_part(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: what of a consultation has no room in the ledger is told of; only warns (CST-53, CMP-56)."""
    if desk is None or desk.session is None or one.id is not None or one.consultation_id is None:
        return
    from shuro.standards.consultation_handover import rest_of

    for label, sentence in rest_of(desk, one.consultation_id).items():
        name = next(declared.name for declared in items_of(complaint()) if declared.label == label)
        yield sentence_at(name, sentence, WARN)


passed_in_part.asks_database = True  # type: ignore[attr-defined]


def own_office(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: a case is not transferred to the own office (CMP-74)."""
    if desk is not None and one.moving and one.to_office and one.to_office == (one.office_code or desk.office.code):
        yield sentence_at("to_office", "自分の署には移送できません。移送先の署を選んでください。")
    known = codes("offices").get(one.to_office or "")
    if one.moving and known is not None and known.extra["level"] != "署":
        yield sentence_at("to_office", "移送先は署から選んでください。")


def supervision_reminded(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: the 監督結果等情報 of the complaint supervision is registered too; a reminder (CMP-55)."""
    if desk is None or desk.session is None or not one.supervised_on or one.workplace_id is None:
        return
    table = table_of(registry.load("supervision_result"))
    there = sa.select(table.c.id).where(
        table.c.workplace_id == one.workplace_id, table.c.supervised_on == one.supervised_on,
        table.c.supervision_kind == KIND_OF_SUPERVISION,
    )  # fmt: skip
    if desk.session.execute(there.limit(1)).first() is None:
        sentence = "この日の監督結果等情報（申告監督）がありません。監督結果等情報も登録してください。"
        yield sentence_at("supervised_on", sentence, WARN)


supervision_reminded.asks_database = True  # type: ignore[attr-defined]


def of_the_station(one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Rule: a received case was sent to this office and is taken in once (CMP-81, CMP-85)."""
    if desk is None or desk.session is None or one.sent_id is None or one.id is not None:
        return
    table = table_of(complaint())
    sent = desk.session.execute(sa.select(table.c.to_office, table.c.state).where(table.c.id == one.sent_id)).first()
    if sent is None or sent.state != MOVED or sent.to_office != desk.office.code:
        yield finding(None, "この署へ移送された申告ではありません。「移送情報検索/一覧」から開いてください。")
    elif desk.session.execute(sa.select(table.c.id).where(table.c.sent_id == one.sent_id).limit(1)).first():
        yield finding(None, "この移送された申告は、既に登録されています。")


of_the_station.asks_database = True  # type: ignore[attr-defined]

RULES = (
    days_in_order, moved_with_tick, closed_by_outcome, moved_in_by_transfer, deep_industry, articles_named,
    violated_among_claimed, schedule_reminded, two_names, linked_workplace, linked_to_own, passed_in_part,
    own_office, supervision_reminded, of_the_station,
)  # fmt: skip


# Deadline -------------------------------------------------------------------------------------------------------------------


def certification_deadline(retired_on: date) -> date:
    """The last day to apply for certification: six months counted from the day after retirement (賃確法施行規則第9条, CMP-44).

    The period ends with the day before the one that answers to its first; where the month has no such day, with its last.
    """
    first = retired_on + timedelta(days=1)
    month = first.month + 6
    year, month = first.year + (month - 1) // 12, (month - 1) % 12 + 1
    try:
        return date(year, month, first.day) - timedelta(days=1)
    except ValueError:
        following = date(year + month // 12, month % 12 + 1, 1)
        return following - timedelta(days=1)


def copied(one: Entry) -> dict[str, Any]:
    """The values of all items of a ledger that go with a transfer (CMP-83)."""
    kept = {
        "office_code", "ledger_number", "status", "workplace_id", "moving", "to_office", "direct", "dispatch_number",
        "from_office", "route", "outcome", "closed_on", "schedule", "unpaid_years",
    }  # fmt: skip
    return {i.name: getattr(one, i.name) for i in items_of(complaint()) if i.name not in kept and i.stored}


def provisions(one: Any) -> str:
    """The violated provisions of a ledger as a list shows them."""
    texts: Iterable[str] = (
        violations_of.provision_text(Entry(supplement=None, **vars(line))) for line in one.violations or ()
    )
    return "、".join(texts)
