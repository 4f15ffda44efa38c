"""労働条件関係情報: the labour conditions of a workplace, as supervision and other work show them (WPL-89, WPL-90).

Source: docs/spec/workplace.md section 13, docs/spec/fields/working-conditions.csv.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa

from shuro.kernel import store
from shuro.kernel.checks import Finding, finding
from shuro.kernel.desk import Desk
from shuro.kernel.items import AUTO, DUTY, day, hours_minutes, longtext, rows, text
from shuro.kernel.record import Entry, Offer, Row, entry, parent, table_of
from shuro.kernel.steps import STATION_OR_BUREAU, delete, register, update
from shuro.standards.common import OfWorkplace, needs_workplace, of_own_office, office_search, overwrite, workplace_of

NOTIFIED = "就業規則の届出による記入"


class WorkRulesNotification(Row, table=True):
    """就業規則届出履歴: one notification of work rules."""

    conditions_id: int | None = parent("working_conditions")
    notified_on: date | None = day("届出年月日", AUTO)
    kind: str | None = text("届出区分", AUTO)


def one_a_workplace(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: a workplace has one record of its labour conditions."""
    if desk is None or desk.session is None or one.workplace_id is None:
        return
    other = conditions_of(desk, one.workplace_id)
    if other is not None and other.id != one.id:
        yield finding(
            None,
            "この事業場の労働条件関係情報は既に登録されています。登録済みのものを更新してください。",
            refers=(store.subject(WorkingConditions, other.id),),
        )


one_a_workplace.asks_database = True  # type: ignore[attr-defined]


def after(desk: Desk, one: Entry, before: Entry | None) -> None:
    """週所定労働時間 goes into 事業場情報1 (WPL-49)."""
    overwrite(desk, WorkingConditions, one)


def named(one: Entry) -> str:
    """There is one a workplace: it is named by its kind."""
    return "労働条件関係情報"


class WorkingConditions(OfWorkplace, table=True):
    """労働条件関係情報: what is known of the labour conditions of a workplace (WPL-89)."""

    __table_args__ = (sa.UniqueConstraint("workplace_id"),)

    weekly_hours: int | None = hours_minutes(
        "週所定労働時間", DUTY, help="登録すると、事業場情報1の週所定労働時間も変わります。"
    )
    notifications: ClassVar[Any] = rows("就業規則届出履歴", WorkRulesNotification, AUTO)
    others: str | None = longtext("その他の労働条件項目")

    spec = "working-conditions"
    subsystem = "個別事業場情報管理システム"
    offers = (Offer(("労働条件関係情報",), alone=True),)
    steps = (
        register(STATION_OR_BUREAU, then=after), update(STATION_OR_BUREAU, then=after), delete(STATION_OR_BUREAU),
    )  # fmt: skip
    rules = (needs_workplace, of_own_office, one_a_workplace)
    columns = ("office_code", "workplace_id", "weekly_hours", "updated_at")
    searches = (office_search("working_conditions"), "weekly_hours")
    order_by = ("id",)
    title = named


def conditions_of(desk: Desk, workplace_id: int) -> Entry | None:
    """The 労働条件関係情報 of a workplace, None without."""
    table = table_of(WorkingConditions)
    with desk.reading() as session:
        found = store.entries(session, WorkingConditions, table.c.workplace_id == workplace_id)
    return found[0] if found else None


def note_notification(desk: Desk, workplace_id: int, notified_on: date, kind: str) -> None:
    """Add a line to 就業規則届出履歴 because work rules were notified (WPL-90); inside the transaction in hand.

    Makes the record of the workplace where there is none. The same notification is written once.
    """
    assert desk.session is not None
    line = entry(WorkRulesNotification, notified_on=notified_on, kind=kind)
    stored = conditions_of(desk, workplace_id)
    if stored is None:
        made = entry(WorkingConditions, workplace_id=workplace_id, notifications=[line])
        workplace = workplace_of(desk, made)
        made.office_code = workplace.office_code if workplace else desk.office.code
        store.create(desk, WorkingConditions, made, NOTIFIED)
        return
    known = {(one.notified_on, one.kind) for one in stored.notifications}
    if (notified_on, kind) not in known:
        lines = sorted([*stored.notifications, line], key=lambda one: one.notified_on or date.min)
        store.amend(desk, WorkingConditions, stored.id, {"notifications": lines}, NOTIFIED)
