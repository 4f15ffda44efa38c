"""常勤職員数の数え方: what システム管理者 sets for all rosters, and the recount that follows (CON-94, CON-105)."""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa

from shuro.construction.bodies import KEEPER
from shuro.construction.plan import AcceptancePlan
from shuro.construction.plan_rules import DRAFT
from shuro.kernel import store
from shuro.kernel.audit import TABLE as HISTORY
from shuro.kernel.database import take_turn
from shuro.kernel.desk import Desk
from shuro.kernel.items import flag
from shuro.kernel.record import Count, Entry, Record, table_of
from shuro.kernel.registry import load
from shuro.kernel.steps import REGISTERED, IllegalStep, NotAllowed, Step, register, update

RECOUNTED = "数え方の変更による再計算"


def second_counts(desk: Desk) -> bool:
    """Is 特定技能2号 counted? No, until it is set (CON-94)."""
    table = table_of(CountingSetting)
    with desk.reading() as session:
        return bool(session.execute(sa.select(table.c.count_second)).scalar())


def only_one(desk: Desk, one: Entry) -> None:
    """There is one setting."""
    assert desk.session is not None
    take_turn(desk.session, "counting-setting")
    if desk.session.execute(sa.select(table_of(CountingSetting).c.id)).first():
        raise IllegalStep("常勤職員数の数え方は登録済みです。その情報を更新してください。")


def recount(desk: Desk, one: Any = None, before: Any = None) -> None:
    """Count every roster of a plan that is still being written again; the numbers go into the plans too.

    Inside the transaction of the desk.
    """
    session = desk.session
    assert session is not None
    roster, plan = load("staff_roster"), table_of(AcceptancePlan)
    table = table_of(roster)
    wanted = sa.select(table.c.id).join(plan, plan.c.id == table.c.plan_id).where(plan.c.state == DRAFT)
    second = second_counts(desk)
    for id in session.scalars(wanted.order_by(table.c.id)).all():
        was = store.fetch(session, roster, id)
        now = store.amend(desk, roster, id, {"count_second": second}, RECOUNTED)
        if was is not None and now is not None and was.counted != now.counted:
            store.amend(desk, AcceptancePlan, now.plan_id, {"staff_count": now.counted}, RECOUNTED)


def changed_numbers(desk: Desk, **options: Any) -> tuple[list[str], list[list[Any]]]:
    """The rosters whose number a recount changed, the latest first (CON-105). Raises NotAllowed."""
    if not KEEPER.may(desk.officer, None):
        raise NotAllowed(f"この一覧を見られるのは{KEEPER.label}です。")
    roster = table_of(load("staff_roster"))
    wanted = (
        sa.select(roster.c.name, HISTORY.c.at, HISTORY.c.changes)
        .join(roster, roster.c.id == HISTORY.c.record_id)
        .where(HISTORY.c.record == "staff_roster", HISTORY.c.step == RECOUNTED)
    )
    with desk.reading() as session:
        found = session.execute(wanted.order_by(HISTORY.c.id.desc())).all()
    lines = [
        [row.at.strftime("%Y/%m/%d %H:%M"), row.name, *row.changes["counted"]]
        for row in found
        if "counted" in row.changes
    ]
    return ["再計算の日時", "商号又は名称", "前の常勤職員数", "常勤職員数"], lines


def name_of(one: Entry) -> str:
    """There is one."""
    return "常勤職員数の数え方"


class CountingSetting(Record, table=True):
    """常勤職員数の数え方: whether 特定技能2号 is counted; changing it counts all open rosters again."""

    count_second: bool | None = flag(
        "特定技能2号を数える", help="チェックすると、特定技能2号も他の在留資格と同じに数えます。"
    )

    realm: ClassVar[str] = "gaikokujin"
    subsystem = "建設特定技能受入計画"
    number = only_one
    steps = (
        register(KEEPER, then=recount),
        update(KEEPER, then=recount),
        Step("再計算", REGISTERED, REGISTERED, KEEPER, "recount", edits=False, then=recount,
             confirm="申請していない計画の名簿を全て数え直します。よろしいですか？"),
    )  # fmt: skip
    title = name_of
    columns = ("count_second",)
    counts = (Count("再計算で変わった常勤職員数", "recounted-rosters", changed_numbers),)
