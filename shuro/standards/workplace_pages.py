"""The tab pages of 事業場基本情報 that are only read: 適用情報, 管理状況1 and 管理状況2 (WPL-54, WPL-55)."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from shuro.kernel import registry
from shuro.kernel.calendar import wareki
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, Page, items_of, label_of, table_of
from shuro.kernel.scope import scoped
from shuro.standards import workplace_numbers
from shuro.standards.insurance_application import InsuranceApplication, application_of, prefill

SINGLE = "個別事業場情報管理システム"  # 管理状況1 shows its records, 管理状況2 those of the other tied subsystems


def application_lines(desk: Desk, one: Entry) -> list[tuple[str, str]]:
    """The 適用情報 of the entered number, and whether the number is 主."""
    if not one.insurance_number:
        return [("適用情報", "労働保険番号を入力すると表示します。")]
    with desk.reading() as session:
        found = application_of(session, one.insurance_number)
        rank = workplace_numbers.rank_of(session, one)
    if found is None:
        return [("適用情報", "この労働保険番号の適用情報はありません。"), ("主従", rank)]
    lines = [(item.label, item.show(getattr(found, item.name), desk)) for item in items_of(InsuranceApplication)]
    return [*lines, ("主従", rank)]


def take_application(desk: Desk, one: Entry) -> dict[str, Any]:
    """適用情報 offers to fill in a new record in one step."""
    return prefill(desk, one.insurance_number) if one.insurance_number else {}


def single_lines(desk: Desk, one: Entry) -> list[tuple[str, str]]:
    """管理状況1: the records of 個別事業場情報管理システム, and the former names."""
    former = [
        ("旧事業場名", f"{name['name']}（{wareki(date.fromisoformat(name['until']))}まで）")
        for name in one.former_names or ()
    ]
    return former + [line for subsystem, cls in tied() if subsystem == SINGLE for line in [counted(desk, cls, one)]]


def other_lines(desk: Desk, one: Entry) -> list[tuple[str, str]]:
    """管理状況2: the records of the other tied subsystems, each under its heading."""
    lines: list[tuple[str, str]] = []
    heading = ""
    for subsystem, cls in tied():
        if subsystem == SINGLE:
            continue
        if subsystem != heading:
            lines.append((subsystem, ""))
            heading = subsystem
        lines.append(counted(desk, cls, one))
    return lines


def tied() -> list[tuple[str, Any]]:
    """(subsystem, record type) of all that hang on a workplace, subsystem by subsystem in menu order."""
    types = [(cls.subsystem, cls) for cls in registry.tied_to("workplace") if not cls.hidden]
    order = {subsystem: place for place, subsystem in enumerate(dict.fromkeys(subsystem for subsystem, _ in types))}
    return sorted(types, key=lambda one: order[one[0]])


def counted(desk: Desk, cls: Any, one: Entry) -> tuple[str, str]:
    """How many records of a type the workplace has in sight of the officer, and when the latest was registered."""
    table = table_of(cls)
    mine = table.c[cls.under[0]] == one.id
    statement = sa.select(sa.func.count(), sa.func.max(table.c.registered_at)).where(mine, scoped(desk, cls))
    with desk.reading() as session:
        number, latest = session.execute(statement).one() if one.id is not None else (0, None)
    return label_of(cls), f"{number}件　最新 {wareki(latest.date())}" if latest is not None else "0件"


PAGES = (
    Page("適用情報", application_lines, take_application),
    Page("管理状況1", single_lines),
    Page("管理状況2", other_lines),
)
