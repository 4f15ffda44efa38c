"""Codes that a 局 sets for one 年度 and that stand fast once it has begun: 監督重点対象区分 and its twin (SUP-1, SFG-60).

Until the last 開庁日 of March the 局 sets the codes of the coming year as it likes. What it has not set by then is taken
over from the running year by itself; from then on codes can neither be added, changed nor deleted, only the items named
in `additions` can grow until the year is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Session

from shuro.accounts.desks import system_desk
from shuro.accounts.realms import realm
from shuro.accounts.rights import who
from shuro.kernel import codes as code_tables
from shuro.kernel import numbers, store
from shuro.kernel.calendar import Window, fiscal_year, last_open_day, wareki_year
from shuro.kernel.checks import Finding, finding
from shuro.kernel.codelists import Code
from shuro.kernel.desk import Desk
from shuro.kernel.items import office
from shuro.kernel.record import Entry, Record, Search, entry, item, items_of, label_of, record_name, table_of
from shuro.kernel.steps import Step, delete, register, update
from shuro.standards import settings

BUREAU = who("priority_code.register")
SHOWN_YEARS = 10  # 年度 before the coming one that a search offers
TAKEN_OVER = "前年度からの引継ぎ"


def years(desk: Desk) -> list[Code]:
    """年度 to choose from, by western year: the coming one, the running one and those before."""
    coming = coming_year(desk)
    return [
        Code(str(year), wareki_year(year), MappingProxyType({})) for year in range(coming, coming - SHOWN_YEARS, -1)
    ]


def coming_year(desk: Desk) -> int:
    """The 年度 after the running one."""
    return fiscal_year(desk.today()) + 1


def window(label: str, year: int, closed: Iterable[date] = ()) -> Window:
    """When the codes of a 年度 can be set: until the last 開庁日 of the March before it (SUP-1)."""
    return Window(f"{wareki_year(year)}の{label}の登録", None, last_open_day(year, 3, frozenset(closed)))


def is_closed(desk: Desk, year: int) -> bool:
    """Can the codes of a 年度 no longer be set today?"""
    return not window("", year, settings.closed_days(desk)).contains(desk.today())


# Steps ------------------------------------------------------------------------------------------------------------------


def steps_of(label: str) -> tuple[Step, ...]:
    """The steps of a type of yearly codes, called `label` in what is said when its time is over."""

    def too_late(desk: Desk, one: Entry) -> str | None:
        """Why no code of the year can be set or deleted any more (SUP-1, SUP-3)."""
        year = int(one.year) if one.year else coming_year(desk)
        return window(label, year, settings.closed_days(desk)).sentence(desk.today())

    def year_over(desk: Desk, one: Entry) -> str | None:
        """Why a code cannot even be added to: its year is over."""
        if one.year and int(one.year) < fiscal_year(desk.today()):
            return f"{wareki_year(int(one.year))}は終わっているため、{label}は表示だけができます。"
        return None

    return (register(BUREAU, refuse=too_late), update(BUREAU, refuse=year_over), delete(BUREAU, refuse=too_late))


def begin(desk: Desk, one: Entry) -> None:
    """A new code is one of the coming year."""
    one.year = str(coming_year(desk))


def once_a_year(name: str) -> Any:
    """Rule of the type `name`: a 局 uses a code once a year."""

    def rule(one: Entry, desk: Desk | None) -> Iterable[Finding]:
        if desk is None or desk.session is None or not one.code or not one.year:
            return
        from shuro.kernel import registry

        cls = registry.load(name)
        table = table_of(cls)
        same = (table.c.office_code == one.office_code, table.c.year == one.year, table.c.code == one.code)
        found = desk.session.execute(sa.select(table.c.name).where(*same, table.c.id != (one.id or 0))).first()
        if found is not None:
            used = f"{wareki_year(int(one.year))}のコード{one.code}は「{found.name}」に使っています。"
            yield finding(item(cls, "code"), f"{used}別のコードにしてください。")

    rule.asks_database = True  # type: ignore[attr-defined]
    return rule


def settler(name: str) -> Any:
    """`settle` of the type `name`: once the codes of a year stand fast, its `additions` can only grow (SUP-3)."""

    def settle(desk: Desk, one: Entry, before: Entry | None) -> None:
        from shuro.kernel import registry

        if before is None:
            return
        cls = registry.load(name)
        stands = is_closed(desk, int(before.year))
        found = [
            finding(declared, said)
            for declared in items_of(cls)
            if (said := refused_change(cls, declared.name, one, before, stands)) is not None
        ]
        if found:
            raise store.Refused(found)

    return settle


def refused_change(cls: Any, name: str, one: Entry, before: Entry, stands: bool) -> str | None:
    """Why an item may not have its new value; None when it may."""
    old, new = getattr(before, name), getattr(one, name)
    if store.same(old, new) or (not stands and name != "year"):
        return None
    if name in cls.additions:
        gone = set(old or ()) - set(new or ())
        return (
            f"登録した{item(cls, name).label}は、年度の途中では削除できません。追加だけができます。" if gone else None
        )
    if name == "year":
        return "年度は変更できません。別の年度のコードは、新しく登録してください。"
    added = "、".join(f"「{item(cls, addition).label}」" for addition in cls.additions)
    return f"登録の期間を過ぎたため、変更できません（登録済みは「{old}」）。追加できるのは{added}だけです。"


class YearlyCode(Record):
    """A code of a 局 for one 年度. Subclasses declare `year` (choice of `years`), `code`, `name` and their `additions`, and

    steps = steps_of("監督重点対象区分コード")
    settle = settler("supervision_focus")
    rules = (coming_only("supervision_focus"), once_a_year("supervision_focus"))
    """

    additions: ClassVar[tuple[str, ...]] = ()
    begin: ClassVar[Any] = begin
    title: ClassVar[Any] = settings.named_by_code


def bureau_search(name: str) -> Search:
    """The condition 局 of the type `name`, preset with the 局 of the officer's office (SYS-40)."""
    from shuro.kernel import registry

    return Search(
        "office_code",
        office("管轄局署", stored=False),
        lambda desk, value: table_of(registry.load(name)).c.office_code == (bureau_of(value) or value),
        preset=lambda desk: bureau_of(desk.office.code),
    )


# Reading and taking over --------------------------------------------------------------------------------------------------


def year_in_force(desk: Desk) -> int:
    """The latest 年度 whose codes can no longer be set: the coming one after the last 開庁日 of March, else the running."""
    coming = coming_year(desk)
    return coming if is_closed(desk, coming) else coming - 1


def bureau_of(office_code: str) -> str | None:
    """The 局 of an office: itself, or the one above; None for 本省 and unknown codes."""
    office = code_tables.offices().get(office_code)
    if office is None or office.level == "本省":
        return None
    return office.bureau or office.code


def codes_of(desk: Desk, cls: type[Record], year: int, office_code: str) -> list[Entry]:
    """The codes of a 年度 that the 局 of an office has set, by code, with all their items.

    Where it set none in time those of the latest year before it (SUP-2), whether they were already copied or not.
    """
    bureau = bureau_of(office_code)
    if bureau is None:
        return []

    def make(session: Session) -> list[Entry]:
        table = table_of(cls)
        mine = table.c.office_code == bureau
        latest = year
        if is_closed(desk.within(session), year):
            set_before = sa.select(sa.func.max(table.c.year)).where(mine, table.c.year <= str(year))
            latest = session.execute(set_before).scalar() or year
        return store.entries(session, cls, mine, table.c.year == str(latest), order=(table.c.code, table.c.id))

    return settings.once(desk, (record_name(cls), year, bureau), make)


def due(session: Session, cls: type[Record], year: int) -> dict[str, str]:
    """{局: year} of the 局 without a code of `year`, and the latest year before from which it takes them over."""
    table = table_of(cls)
    found: dict[str, set[str]] = {}
    for bureau, one in session.execute(sa.select(table.c.office_code, table.c.year).distinct()):
        found.setdefault(bureau, set()).add(one)
    before = {bureau: {one for one in has if one < str(year)} for bureau, has in found.items() if str(year) not in has}
    return {bureau: max(has) for bureau, has in before.items() if has}


def take_over(desk: Desk, cls: type[Record]) -> int:
    """Copy the codes of every 局 that set none in time into the year that stands fast now; how many (SUP-2).

    Run every night and before the list is shown; what is there already is left alone, however often it runs.
    """
    year = year_in_force(desk)
    with desk.database.read() as session:
        if not due(session, cls, year):
            return 0
    with desk.database.write() as session:
        numbers.next_number(session, f"{record_name(cls)}:taken_over", "", year)  # two at once: one waits for the other
        here = system_desk(desk.database, desk.clock, realm("kijun"), "batch").within(session)
        table = table_of(cls)
        taken = 0
        for bureau, source in sorted(due(session, cls, year).items()):
            for one in store.entries(session, cls, table.c.office_code == bureau, table.c.year == source):
                kept = {declared.name: getattr(one, declared.name) for declared in items_of(cls)}
                made = entry(cls, **kept | {"year": str(year), "office_code": bureau})
                store.create(here, cls, made, f"{TAKEN_OVER}（{label_of(cls)}）")
                taken += 1
    return taken
