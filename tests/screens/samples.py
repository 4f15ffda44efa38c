"""Made-up record types for the tests of the screens: nothing of a real system, every habit of one.

Their tables are kept out of the program's metadata; `create_tables` makes them in a test's database.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from shuro.kernel import numbers, store
from shuro.kernel.checks import ASK, Finding, finding
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.forms import Document
from shuro.kernel.forms import Page as Sheet
from shuro.kernel.items import DUTY, MUST, choice, day, integer, kana, longtext, office, rows, tab, text
from shuro.kernel.record import (
    Conditions,
    Count,
    Entry,
    Offer,
    Page,
    Print,
    Record,
    Row,
    Search,
    item,
    parent,
    table_of,
)
from shuro.kernel.registry import Known
from shuro.kernel.steps import BUREAU, REGISTERED, Step, delete, register, update

SYSTEM = "倉庫情報管理システム"
KINDS = ("普通", "冷蔵", "危険物")


def give_number(desk: Desk, one: Entry) -> None:
    """The next number of the office."""
    one.serial = numbers.next_number(desk.session, "depot", one.office_code)


def known_name(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: a name that another 倉庫 has is asked about."""
    if desk is None or desk.session is None or not one.name or one.id is not None:
        return
    table = table_of(Depot)
    found = desk.session.execute(sa.select(table.c.id).where(table.c.name == one.name)).scalars().all()
    if found:
        refers = tuple(f"depot:{id}" for id in found)
        yield finding(item(Depot, "name"), "同じ名称の倉庫が登録されています。", ASK, key="known", refers=refers)


def not_before_1950(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: 開設年月日 lies after 1949."""
    if one.opened_on and one.opened_on < date(1950, 1, 1):
        yield finding(item(Depot, "opened_on"), "昭和25年1月1日以後の日を入力してください。")


def sheet(desk: Desk, one: Entry) -> Document:
    """倉庫票."""
    page = Sheet("倉庫票")
    page.pair(1, 1, 2, (6, 20), "名称", one.name)
    page.pair(3, 1, 2, (6, 20), "摘要", one.remark)
    return Document("倉庫票", [page])


def roll(desk: Desk, many: list[Entry]) -> Document:
    """倉庫名簿."""
    page = Sheet("倉庫名簿")
    page.table(1, 1, ("番号", "名称"), [(one.serial, one.name) for one in many], (6, 20))
    return Document("倉庫名簿", [page])


def facts(desk: Desk, one: Entry) -> list[tuple[str, str]]:
    """参考情報."""
    return [("見出し", ""), ("名称の長さ", f"{len(one.name or '')}文字"), ("[bold]印[/bold]", "`そのまま`")]


def sent_only_cold(desk: Desk, one: Entry) -> str | None:
    """送付 is for 冷蔵 only."""
    return None if one.kind == "冷蔵" else "送付できるのは種別が「冷蔵」の倉庫です。"


def by_kind(desk: Desk, year: str | None = None) -> tuple[list[str], list[list[Any]]]:
    """How many 倉庫 of each 種別 were opened in a year (ValueError for a text that is no year) or ever."""
    with desk.database.read() as session:
        found = store.entries(session, Depot)
    wanted = [one for one in found if year is None or one.opened_on.year == int(year)]
    return ["種別", "数"], [[kind, sum(one.kind == kind for one in wanted)] for kind in KINDS]


class DepotKeeper(Row, table=True):
    """管理者の行"""

    depot_id: int | None = parent("depot")
    keeper: str | None = text("管理者名", MUST, max=20)
    since: date | None = day("選任年月日")


class Depot(Record, table=True):
    """倉庫: a made-up record with everything a form can have."""

    serial: int | None = integer("番号", typed=False)
    name: str | None = text("名称", MUST, max=20)
    name_kana: str | None = kana("名称(カナ)", DUTY, of="name", max=40)
    with tab("内容"):
        opened_on: date | None = day("開設年月日", DUTY)
        kind: str | None = choice("種別", KINDS)
        floor: int | None = integer("面積", MUST, max=5)
        note: str | None = longtext("備考", max=60, lines=3)
        keepers: ClassVar[Any] = rows("管理者", DepotKeeper)
    with tab("印刷"):
        remark: ClassVar[Any] = text("摘要", max=20, stored=False, help="印刷だけに使います。")

    subsystem = SYSTEM
    steps = (
        register(),
        update(),
        delete(),
        Step(
            "送付", REGISTERED, "送付済", command="send", edits=False, refuse=sent_only_cold, confirm="送付しますか。"
        ),
    )
    rules = (known_name, not_before_1950)
    number = give_number
    pages = (Page("参考", facts, lambda desk, one: {"kind": "冷蔵", "floor": 120}),)
    prints = (Print("倉庫票", sheet, "sheet"), Print("倉庫名簿", roll, "roll", of_list=True))
    counts = (Count("種別ごとの数", "kinds", by_kind, ("year",)),)
    columns = ("serial", "name", "kind", "opened_on")
    searches = (
        "name", "opened_on",
        Search("kind", choice("種別", KINDS, stored=False), lambda desk, value: table_of(Depot).c.kind == value),
    )  # fmt: skip
    reference = ("serial",)


class Round(Record, table=True):
    """巡回記録: hangs on a 倉庫, and its list must be narrowed by a day."""

    depot_id: int | None = Field(default=None, foreign_key="depot.id")
    walked_on: date | None = day("巡回年月日", MUST)
    found: str | None = text("所見", max=40)
    purpose: str | None = choice("目的", ("定期", "臨時"), typed=False)

    subsystem = SYSTEM
    under = ("depot_id", "depot")
    fixed = ("purpose",)
    offers = (
        Offer(("巡回", "新規登録", "定期"), given=(("purpose", "定期"),)),
        Offer(("巡回", "新規登録", "臨時"), given=(("purpose", "臨時"),)),
        Offer(("巡回", "一覧"), listing=True),
    )
    columns = ("walked_on", "purpose", "found")
    searches = (
        Search("day", day("巡回年月日", MUST, stored=False), lambda desk, value: table_of(Round).c.walked_on == value),
    )


class Plan(Record, table=True):
    """保管計画: can be entered in its window only, which is over."""

    goal: str | None = text("目標", MUST, max=20)

    subsystem = "保管計画システム"
    steps = (
        register(refuse=lambda desk, one: "保管計画の登録期間（4月1日から5月31日まで）は終わりました。"),
        update(BUREAU),
        delete(),
    )
    columns = ("goal",)


class PlanSearch(Conditions):
    """保管計画検索: finds 保管計画 or 倉庫."""

    target: str | None = choice("検索対象", ("保管計画", "倉庫"), MUST)
    words: str | None = text("語", max=20, enabled=lambda one: one.target == "倉庫")

    @staticmethod
    def begin(desk: Desk, one: Entry) -> None:  # type: ignore[override]
        one.target = "保管計画"

    @staticmethod
    def finds(one: Entry) -> type[Record]:  # type: ignore[override]
        return Depot if one.target == "倉庫" else Plan

    @staticmethod
    def narrow(desk: Desk, one: Entry) -> list[Any]:  # type: ignore[override]
        return [table_of(Depot).c.name.contains(one.words)] if one.words else []


Plan.search_screens = (PlanSearch,)  # type: ignore[attr-defined]


class Office(Record, table=True):
    """局署掲示: has 管轄局署 as an item to search by."""

    office_code: str | None = office("管轄局署", typed=False)  # type: ignore[assignment]
    note: str | None = text("掲示", MUST, max=20)

    subsystem = "システム設定"
    columns = ("office_code", "note")
    searches = ("office_code", "note")


SAMPLES = (Depot, Round, Plan, Office)
TABLES = [table_of(cls) for cls in (Depot, DepotKeeper, Round, Plan, Office)]
for _table in TABLES:
    for _key in _table.foreign_keys:
        _ = _key.column  # found now, while the tables know each other
for _table in TABLES:
    SQLModel.metadata.remove(_table)


def index() -> dict[str, Known]:
    """The registry of the samples."""
    names = {"depot": Depot, "round": Round, "plan": Plan, "office": Office}
    return {
        name: Known(
            name, (cls.__doc__ or "").split(":")[0], cls.__name__, __name__, "samples", cls.subsystem, False, False
        )
        for name, cls in names.items()
    }


def create_tables(database: Database) -> None:
    """The samples' tables in a database."""
    with database.engine.begin() as connection:
        for table in TABLES:
            table.create(connection)
