"""受入事業実施法人・建設業団体: the list behind ⑲, which システム管理者 keeps (CON-34)."""

from __future__ import annotations

from typing import ClassVar

import sqlalchemy as sa

from shuro.construction.common import ADMINISTRATOR
from shuro.construction.plan_rules import KINDS_OF_BODY
from shuro.kernel.checks import finding
from shuro.kernel.codelists import Code, codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import MUST, choice, text
from shuro.kernel.record import Entry, Record, item, table_of
from shuro.kernel.registry import load
from shuro.kernel.steps import Who, delete, register, update
from shuro.kernel.store import Refused

KEEPER = Who(ADMINISTRATOR, levels=frozenset({ADMINISTRATOR}), where="any")


def named(one: Entry) -> str:
    """A body is called by its name."""
    return one.name or ""


def chosen_by(desk: Desk, one: Entry) -> int:
    """In how many plans a body is chosen."""
    plan = table_of(load("acceptance_plan"))
    with desk.reading() as session:
        wanted = sa.select(sa.func.count()).select_from(plan).where(plan.c.body == f"B{one.id}")
        return int(session.execute(wanted).scalar_one())


def in_use(desk: Desk, one: Entry) -> str | None:
    """Why a body cannot be deleted: plans would show nothing but its number."""
    number = chosen_by(desk, one)
    return f"{number}件の計画がこの団体を選んでいるため、削除できません。" if number else None


def same_list(desk: Desk, one: Entry, before: Entry | None) -> None:
    """A body that plans have chosen stays in the list they chose it from. Raises Refused."""
    if before is not None and one.kind != before.kind and (number := chosen_by(desk, one)):
        sentence = f"{number}件の計画がこの団体を選んでいます。「{before.kind}」のままにしてください。"
        raise Refused([finding(item(ConstructionBody, "kind"), sentence)])


class ConstructionBody(Record, table=True):
    """受入団体: a body that a company can belong to."""

    kind: str | None = choice("区分", KINDS_OF_BODY, MUST)
    name: str | None = text("団体名", MUST, max=60)

    realm: ClassVar[str] = "gaikokujin"
    subsystem = "建設特定技能受入計画"
    steps = (register(KEEPER), update(KEEPER), delete(KEEPER, refuse=in_use))
    settle = same_list
    title = named
    columns = ("kind", "name")
    searches = ("kind", "name")
    unique = ("name",)
    order_by = ("kind", "name", "id")


def known_bodies(desk: Desk | None) -> list[Code]:
    """The bodies of the printed list, then those that were added; the kind in `extra`."""
    printed = list(codes("construction-organisations"))
    if desk is None:
        return printed
    table = table_of(ConstructionBody)
    with desk.reading() as session:
        added = session.execute(
            sa.select(table.c.id, table.c.name, table.c.kind).order_by(table.c.name, table.c.id)
        ).all()
    return [*printed, *(Code(f"B{row.id}", row.name, {"kind": row.kind}) for row in added)]
