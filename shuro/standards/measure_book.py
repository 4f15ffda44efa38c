"""措置簿: the workplaces on which a measure was taken, and how the case went on (SUP-43 to SUP-47).

Its lines are made, changed and taken out by the registration of 監督結果等情報; an office enters only 措置状況.
Source: docs/spec/supervision.md section 8, docs/spec/fields/measure-book.csv, data/codes/measure-book-kinds.csv.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from shuro.accounts.rights import who
from shuro.kernel import registry, store
from shuro.kernel.calendar import wareki
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import AUTO, choice, choices, day, flag, section, text
from shuro.kernel.record import Entry, Print, Search, entry, table_of
from shuro.kernel.steps import REGISTERED, update
from shuro.standards import measure_book_forms, violations
from shuro.standards.common import OfWorkplace, office_search
from shuro.standards.supervision_rules import REPEAT, SUBCONTRACT, is_repeat

KINDS = codes("measure-book-kinds").options
STATION = who("supervision.register")
WHY = "監督結果等情報による記入"
FINISHED = ("完結", "未完結")

# Lines follow the results -----------------------------------------------------------------------------------------------


def follow(desk: Desk, result: Entry, before: Entry | None = None) -> None:
    """After a result was stored: make, change or take out its line, and bring 再監督年月日 up to date.

    `before`: the result as it was before an 更新.
    """
    line = line_of(desk, result)
    filled = filled_from(result)
    if not filled["measures"]:
        if line is not None:
            store.remove(desk, MeasureBook, line.id, WHY)
    elif line is None:
        store.create(desk, MeasureBook, entry(MeasureBook, office_code=result.office_code, **filled), WHY, REGISTERED)
    else:
        store.amend(desk, MeasureBook, line.id, filled, WHY)
    if filled["measures"] or is_repeat(result) or (before is not None and is_repeat(before)):
        date_repeats(desk, result)


def drop(desk: Desk, result: Entry) -> None:
    """Before a result is deleted: its line goes (SUP-38), and the lines it was the 再監督 of lose its date."""
    line = line_of(desk, result)
    if line is not None:
        store.remove(desk, MeasureBook, line.id, "監督結果等情報の削除による削除")
    date_repeats(desk, result, without=result.id)


def filled_from(result: Entry) -> dict[str, Any]:
    """What a result says in its line: the provisions on which a measure was taken, and by when they are to be corrected."""
    lines = [line for line in result.violations if line.measures]
    return {
        "result_id": result.id,
        "workplace_id": result.workplace_id,
        "subcontractor_id": result.subcontractor_id,
        "supervised_on": result.supervised_on,
        "name": result.name,
        "subcontracted": "下請" if result.target == SUBCONTRACT else None,
        "provisions": violations.texts_of(lines) or None,
        "until_confirmed": any(line.until_confirmed for line in lines),
        "due": "、".join(dict.fromkeys(text for line in lines if (text := violations.due_text(line)))) or None,
        "measures": violations.measures_of(result) or None,
    }


def line_of(desk: Desk, result: Entry) -> Entry | None:
    """The line of a result."""
    assert desk.session is not None
    found = store.entries(desk.session, MeasureBook, table_of(MeasureBook).c.result_id == result.id)
    return found[0] if found else None


def date_repeats(desk: Desk, result: Entry, without: int | None = None) -> None:
    """再監督年月日 of every line of the workplace: the day of the 再(再々)監督 that follows (SUP-44).

    `without`: the id of a result that is about to be deleted. Lines of a subcontractor follow the results about it alone.
    """
    assert desk.session is not None
    book, table = table_of(MeasureBook), table_of(registry.load("supervision_result"))

    def about(of: sa.Table) -> Any:
        same = of.c.subcontractor_id == result.subcontractor_id
        none = of.c.subcontractor_id.is_(None)
        return sa.and_(of.c.workplace_id == result.workplace_id, none if result.subcontractor_id is None else same)

    repeats = sa.select(table.c.supervised_on).where(
        about(table), table.c.supervision_kind == REPEAT, table.c.id != (without or 0)
    )
    days = sorted(desk.session.execute(repeats).scalars())
    for line in desk.session.execute(sa.select(book.c.id, book.c.supervised_on).where(about(book))).all():
        following = next((day for day in days if day > line.supervised_on), None)
        store.amend(desk, MeasureBook, line.id, {"repeated_on": following}, WHY)


# The record -----------------------------------------------------------------------------------------------------------


def name_of(one: Entry) -> str:
    """A line is named by workplace and day."""
    return f"{one.name or ''} {wareki(one.supervised_on) if one.supervised_on else ''}".strip()


def with_measures(desk: Desk, value: list[str]) -> Any:
    """措置内容: any of those named."""
    from shuro.kernel.conditions import holds

    return holds(table_of(MeasureBook).c.measures, value)


def finished(desk: Desk, value: str) -> Any:
    """完結: whether a 完結年月日 was entered (SUP-47)."""
    closed_on = table_of(MeasureBook).c.closed_on
    return closed_on.is_not(None) if value == FINISHED[0] else closed_on.is_(None)


class MeasureBook(OfWorkplace, table=True):
    """措置簿: one line for each result with a 措置内容, a 使用停止等命令, a 緊急措置命令書 or a 警告書 (SUP-43)."""

    supervised_on: date | None = day("監督年月日", AUTO, index=True)
    name: str | None = text("事業場名", AUTO)
    subcontracted: str | None = choice("下請区分", (), AUTO)
    provisions: list[str] | None = choices("違反法条項", (), AUTO)
    until_confirmed: bool | None = flag("確認までの間", AUTO)
    due: str | None = text("是正期日", AUTO)
    repeated_on: date | None = day("再監督年月日", AUTO)
    with section("措置状況"):
        closed_on: date | None = day("完結年月日", when="完結したとき")
        closing: str | None = choice("区分", KINDS)
        to_confirm: bool | None = flag("確認対象事業場", help="是正をこれから確認する事業場にチェックします。")
        note: str | None = text("備考", max=20)

    # beside the items: the result it is made from, whom that is about, and what was done
    result_id: int | None = Field(default=None, foreign_key="supervision_result.id", index=True)
    subcontractor_id: int | None = Field(default=None, index=True)
    measures: list[str] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))

    spec = "measure-book"
    subsystem = "個別事業場情報管理システム"
    generated = True
    scope = "bureau"
    steps = (update(STATION),)
    prints = (Print("措置簿", measure_book_forms.book, "book", of_list=True),)
    columns = (
        "supervised_on", "name", "subcontracted", "provisions", "until_confirmed", "due", "repeated_on", "closed_on",
        "closing", "to_confirm", "note",
    )  # fmt: skip
    searches = (
        office_search("measure_book"), "supervised_on", "name",
        Search("measures", choices("措置内容", (*violations.MEASURES, *violations.URGENT), stored=False), with_measures),
        Search("finished", choice("完結", FINISHED, stored=False), finished),
    )  # fmt: skip
    order_by = ("supervised_on", "id")
    substring = ("name",)
    title = name_of
