"""預金管理状況報告: when it can be entered, which sheets belong together, which workplace it is of, what is checked.

Source: docs/spec/workplace.md section 12, data/codes/supervision-windows.csv lines 6 to 8. The record: `deposit_report`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from shuro.kernel import links, registry, store
from shuro.kernel.calendar import (
    ERAS,
    Window,
    first_open_day,
    fiscal_year,
    open_on_or_before,
    parse_year,
    wareki_year,
)
from shuro.kernel.checks import REFUSE, WARN, Finding, finding
from shuro.kernel.codelists import Code
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, item, table_of
from shuro.kernel.text import Unreadable
from shuro.standards import enterprise, insurance_number, settings, workplace_numbers
from shuro.standards.common import workplace_of

MOST_PAGES = 9  # WPL-85
HEAD_OFFICE = "1"  # 区分 of a head office (WPL-78)
YEAR_HINT = "元号のコードと年（例：令和7年度は907）か、令和7、R7、2025 のように入力してください。"


def report_type() -> Any:
    """The record type, loaded late: its module names these rules."""
    return registry.load("deposit_report")


# 年度 and 帳票読取通番 ------------------------------------------------------------------------------------------------------


def read_year(typed: str) -> str:
    """The western year of a 年度 typed as on the form, era code and year (907), or in words. Raises Unreadable."""
    coded = re.fullmatch(r"([13579])[- ]?([0-9]{2})", typed)
    if coded:
        era = next(era for era in ERAS if era.code == coded[1])
        typed = f"{era.name}{coded[2]}年度"
    if not re.search("[0-9元]", typed):
        raise Unreadable(f"「{typed}」は年度として読めません。{YEAR_HINT}")
    return str(parse_year(typed, ERAS[-1].first, default_era=ERAS[-1].code))


def show_year(value: str) -> str:
    """A stored 年度 in words: 令和7年度."""
    return wareki_year(int(value))


def read_sheet_number(typed: str) -> str:
    """A 帳票読取通番, device - date - serial of the day, such as 01-20150420-0003 (WPL-86). Raises Unreadable."""
    found = re.fullmatch(r"([0-9]{2})-?([0-9]{8})-?([0-9]{4})", typed)
    right = "OCIR装置番号2桁、読取年月日8桁、当日の連番4桁を「-」でつないで入力してください（例：01-20150420-0003）。"
    if found is None:
        raise Unreadable(right)
    try:
        datetime.strptime(found[2], "%Y%m%d")  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise Unreadable(f"読取年月日「{found[2]}」という日はありません。{right}") from None
    return "-".join(found.groups())


# Conditions -----------------------------------------------------------------------------------------------------------


def first_sheet(one: Any) -> bool:
    """報告の1枚目のとき"""
    return one.page in (None, 1)


def several_sheets(one: Any) -> bool:
    """報告が2枚以上のとき"""
    return (one.page or 1) > 1 or (one.total_pages or 1) > 1


def head_office(one: Any) -> bool:
    """区分が1（本社）のとき"""
    return one.category == HEAD_OFFICE


def unprotected(line: Any) -> bool:
    """保全措置不要の特殊法人等に該当しないとき"""
    return not line.exempt


def without_measures(line: Any) -> bool:
    """当該年度中の預金の保全の状況が空欄のとき"""
    return not line.protection


def categories(desk: Desk | None) -> list[Code]:
    """区分 as 本省 has set it."""
    return settings.ministry_codes(desk, "deposit-categories")


def kinds(desk: Desk | None) -> list[Code]:
    """預金の種類 as 本省 has set it."""
    return settings.ministry_codes(desk, "deposit-kinds")


def protections(desk: Desk | None) -> list[Code]:
    """預金の保全の状況 as 本省 has set it."""
    return settings.ministry_codes(desk, "deposit-protection")


# Windows (WPL-83) -----------------------------------------------------------------------------------------------------


def entry_window(year: int, closed: frozenset[date] = frozenset()) -> Window:
    """When the reports of a 年度 are entered: until 25 May of the year after, or the last 開庁日 before it."""
    name = f"{wareki_year(year)}の預金管理状況報告"
    return Window(name, None, open_on_or_before(date(year + 1, 5, 25), closed))


def correction_window(year: int, closed: frozenset[date] = frozenset()) -> Window:
    """When mistakes are corrected: from the first 開庁日 of June to 25 June, or the last 開庁日 before it."""
    name = f"{wareki_year(year)}の預金管理状況報告の訂正"
    return Window(name, first_open_day(year + 1, 6, closed), open_on_or_before(date(year + 1, 6, 25), closed))


def year_of(desk: Desk, one: Any) -> int:
    """The 年度 an entry reports: its own, that of its first sheet, else the last one that is over."""
    if one.year:
        return int(one.year)
    with desk.reading() as session:
        main = main_of(session, one)
    return int(main.year) if main and main.year else fiscal_year(desk.today()) - 1


def entry_closed(desk: Desk, one: Any) -> str | None:
    """Why a report can no longer be entered."""
    return entry_window(year_of(desk, one), settings.closed_days(desk)).sentence(desk.today())


def change_closed(desk: Desk, one: Any) -> str | None:
    """Why a report can not be changed or deleted today: it is neither being entered nor corrected."""
    year, closed, today = year_of(desk, one), settings.closed_days(desk), desk.today()
    if entry_window(year, closed).contains(today):
        return None
    return correction_window(year, closed).sentence(today)


# Sheets and workplace ---------------------------------------------------------------------------------------------------


def main_of(session: Session, one: Any) -> Entry | None:
    """The first sheet of the report a further sheet belongs to (WPL-81); None for a first sheet, or when it is not there.

    It is of the same office and workplace, else of the same number, else the first sheet that the OCIR read last
    before this one on the same device and day; where the 年度 is known, of that year.
    """
    if first_sheet(one):
        return None
    cls = report_type()
    table = table_of(cls)
    where = [table.c.office_code == one.office_code, sa.or_(table.c.page.is_(None), table.c.page == 1)]
    order: tuple[Any, ...] = (table.c.year.desc(), table.c.id.desc())
    if one.year:
        where.append(table.c.year == one.year)
    if one.workplace_id is not None:
        where.append(table.c.workplace_id == one.workplace_id)
    elif one.insurance_number:
        where.append(table.c.insurance_number.in_(insurance_number.same(one.insurance_number)))
    elif one.read_number:
        day = one.read_number.rpartition("-")[0]
        where += [table.c.read_number.startswith(f"{day}-", autoescape=True), table.c.read_number < one.read_number]
        order = (table.c.read_number.desc(),)
    else:
        return None
    found = session.execute(sa.select(table.c.id).where(*where).order_by(*order).limit(1)).scalar()
    return store.fetch(session, cls, found) if found is not None else None


def further_sheets(session: Session, main_id: int) -> list[Entry]:
    """The further sheets of a report, by page."""
    table = table_of(report_type())
    order = (table.c.page, table.c.id)
    return store.entries(session, report_type(), table.c.main_id == main_id, order=order)


def numbered(session: Session, office_code: str, number: str | None) -> list[int]:
    """Ids of the workplaces of an office that have the number, at most two."""
    if not number:
        return []
    table = table_of(registry.load("workplace"))
    forms = insurance_number.same(number)
    where = (table.c.office_code == office_code, table.c.insurance_number.in_(forms))
    return list(session.execute(sa.select(table.c.id).where(*where).order_by(table.c.id).limit(2)).scalars())


def settle(desk: Desk, one: Entry, before: Entry | None) -> None:
    """A sheet finds its workplace by its number (WPL-87) and its first sheet; a 年度 that is closed is not left by changing it.

    Raises store.Refused.
    """
    assert desk.session is not None
    if before is not None and before.year != one.year and (closed := change_closed(desk, before)):
        raise store.Refused([finding(item(report_type(), "year"), closed)])
    changed = before is not None and before.insurance_number != one.insurance_number
    if changed or one.workplace_id is None:
        found = numbered(desk.session, one.office_code, one.insurance_number)
        if len(found) == 1:
            one.workplace_id = found[0]
    main = main_of(desk.session, one)
    if main is not None:
        vars(one).update(taken_from(main, one))


def join(desk: Desk, one: Entry, before: Entry | None) -> None:
    """Tie sheets to their first one: this one to its own, or to this first one those that waited for it.

    Called when the sheet is stored, so that the sheets of a file find one another in whatever order they stand.
    """
    assert desk.session is not None
    if not first_sheet(one):
        tie(desk, one)
        return
    table = table_of(report_type())
    waiting = (table.c.office_code == one.office_code, table.c.page > 1, table.c.main_id.is_(None))
    near = [table.c.workplace_id == one.workplace_id] if one.workplace_id is not None else []
    if one.insurance_number:
        near.append(table.c.insurance_number.in_(insurance_number.same(one.insurance_number)))
    if one.read_number:
        day = one.read_number.rpartition("-")[0]
        nameless = (table.c.workplace_id.is_(None), table.c.insurance_number.is_(None))
        near.append(sa.and_(table.c.read_number.startswith(f"{day}-", autoescape=True), *nameless))
    for other in store.entries(desk.session, report_type(), *waiting, sa.or_(sa.false(), *near)):
        tie(desk, other)


def tie(desk: Desk, one: Entry) -> None:
    """Tie a further sheet that is stored already to its first one, where that is there by now."""
    assert desk.session is not None
    main = main_of(desk.session, one) if one.main_id is None else None
    if main is not None:
        store.amend(desk, report_type(), one.id, taken_from(main, one), "1枚目との結合")


def taken_from(main: Entry, one: Entry) -> dict[str, Any]:
    """The columns that tie a further sheet to its first one, with what stands on the first one only (WPL-81)."""
    only_first = ("year", "insurance_number", "workplace_id")
    return {"main_id": main.id} | {name: getattr(one, name) or getattr(main, name) for name in only_first}


def link_sheets(desk: Desk, one: Entry, before: Entry | None) -> None:
    """The further sheets of a report go with it to the workplace it is linked to (WPL-87)."""
    assert desk.session is not None
    for other in further_sheets(desk.session, one.id):
        store.amend(desk, report_type(), other.id, {"workplace_id": one.workplace_id}, "1枚目の関連付け")


def has_sheets(desk: Desk, one: Entry) -> str | None:
    """Why a first sheet cannot be deleted: others belong to it."""
    assert desk.session is not None
    further = registry.load("deposit_continuation")
    rest = len(further_sheets(desk.session, one.id))
    added = len(store.entries(desk.session, further, table_of(further).c.report_id == one.id))
    if not rest + added:
        return None
    return f"この報告には、2枚目以降のシートが{rest}枚、続紙情報が{added}件あります。先にそれらを削除してください。"


def delete_closed(desk: Desk, one: Entry) -> str | None:
    """Why a sheet cannot be deleted."""
    return change_closed(desk, one) or has_sheets(desk, one)


def not_linked(desk: Desk, one: Entry) -> str | None:
    """Why a report cannot be linked: no workplace was chosen, or one of another office."""
    workplace = workplace_of(desk, one)
    if workplace is None:
        return "関連付ける事業場基本情報を選んでください。"
    if workplace.office_code != one.office_code:
        return f"「{links.reference(desk, 'workplace', workplace.id)}」は他の局署の事業場です。自署の事業場を選んでください。"
    return None


# Rules ------------------------------------------------------------------------------------------------------------------


def pages_fit(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: ページ lies between 1 and 総ページ, which is at most 9 (WPL-85)."""
    cls = report_type()
    for name in ("page", "total_pages"):
        if getattr(one, name) == 0:
            yield finding(item(cls, name), f"1から{MOST_PAGES}までで入力してください。")
    if one.page and one.total_pages and one.page > one.total_pages:
        yield finding(item(cls, "page"), f"総ページは{one.total_pages}です。ページは1から{one.total_pages}までです。")


def year_is_over(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: what is reported stands at the end of the 年度."""
    if desk is not None and one.year and int(one.year) >= fiscal_year(desk.today()):
        last = show_year(str(fiscal_year(desk.today()) - 1))
        yield finding(item(report_type(), "year"), f"まだ終わっていない年度です。報告の対象は{last}までです。")


year_is_over.asks_database = True  # type: ignore[attr-defined]


def worth_reporting(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: without deposits at the beginning and during the year there is nothing to report (WPL-84).

    The form has neither number; a year that ends without deposits is when the paper must be looked at.
    """
    if one.lines and all(line.amount == 0 for line in one.lines):
        sentence = "当該年度末の預金額が0です。年度初めの預金額も0で、年度中の受入れもないときは、報告の義務がなく登録しません。"
        yield finding(None, sentence, WARN)


def known_sheets(entries: Sequence[Entry], desk: Desk | None) -> dict[int, list[Finding]]:
    """Refuse a sheet that is there already: by its 帳票読取通番, or by year, number and page; for several at once."""
    if desk is None or desk.session is None:
        return {}
    table = table_of(report_type())
    found: dict[int, list[Finding]] = {}
    seen: set[tuple[Any, ...]] = set()
    for index, one in enumerate(entries):
        said: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        if one.read_number:
            said["読取", one.read_number] = (table.c.read_number == one.read_number,)
        if one.year and one.insurance_number:
            page = one.page or 1
            forms = insurance_number.same(one.insurance_number)
            said[one.year, forms[0], page] = (
                table.c.office_code == one.office_code, table.c.year == one.year,
                table.c.insurance_number.in_(forms), sa.func.coalesce(table.c.page, 1) == page,
            )  # fmt: skip
        for key, where in said.items():
            stored = sa.select(table.c.id).where(*where, table.c.id != (one.id or 0)).limit(1)
            held = desk.session.execute(stored).scalar()
            if held is not None or key in seen:
                found.setdefault(index, []).append(already(one, key, held))
        seen.update(said)
    return found


def already(one: Entry, key: tuple[Any, ...], held: int | None) -> Finding:
    """The finding for a sheet that is there already."""
    refers = (store.subject(report_type(), held),) if held is not None else ()
    if key[0] == "読取":
        sentence = f"帳票読取通番{one.read_number}のシートは、既に登録されています。"
    else:
        what = f"{show_year(one.year)}、{insurance_number.display(one.insurance_number)}の{one.page or 1}ページ"
        sentence = f"{what}は、既に登録されています。訂正するときは、登録済みのものを更新してください。"
    return finding(None, sentence, REFUSE, refers=refers)


def known_sheet(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: see `known_sheets`."""
    return known_sheets([one], desk).get(0, ())


known_sheet.many = known_sheets  # type: ignore[attr-defined]


def fits_workplace(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: what the linked workplace says of the report: its number (WPL-79), and whether it is a head office (WPL-78)."""
    if desk is None or desk.session is None:
        return
    workplace = workplace_of(desk, one)
    if workplace is None:
        return
    cls = report_type()
    known = [workplace.insurance_number]
    book = workplace_numbers.link_of(desk.session, workplace.id)
    if book is not None:
        known += [book.primary, *(line.number for line in book.secondaries)]
    forms = {form for number in known if number for form in insurance_number.same(number)}
    if one.insurance_number and forms and one.insurance_number not in forms:
        shown = insurance_number.display(workplace.insurance_number or known[1])
        yield finding(
            item(cls, "insurance_number"), f"事業場基本情報の労働保険番号は{shown}です。番号を確かめてください。", WARN
        )
    if head_office(one) and enterprise.above(desk.session, workplace.id):
        sentence = "区分1は、事業場が本社のときだけ用います。企業全体情報では、この事業場の上位に別の事業場があります。"
        yield finding(item(cls, "category"), sentence, WARN)


fits_workplace.asks_database = True  # type: ignore[attr-defined]

RULES = (pages_fit, year_is_over, worth_reporting, known_sheet, fits_workplace)


def one_of_two(line: Any, one: Any) -> Iterable[Finding]:
    """Rule of a line: 保全の状況 or 特殊法人等, not both (WPL-82)."""
    if line.protection and line.exempt:
        sentence = "当該年度中の預金の保全の状況も入力されています。どちらか一方を入力してください。"
        yield Finding("exempt", "保全措置不要の特殊法人等", WARN, sentence)
