"""What the records of the ten tied subsystems share: the workplace they hang on, and the overwriting of its items.

Source: docs/spec/systems.md (SYS-7, SYS-38), docs/spec/workplace.md section 6, data/codes/overwrite-rules.csv.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from shuro.kernel import registry, store
from shuro.kernel.checks import Finding, empty, finding
from shuro.kernel.codelists import codes
from shuro.kernel.codes import offices, offices_of
from shuro.kernel.desk import Desk
from shuro.kernel.items import Item, office
from shuro.kernel.record import Entry, Record, Search, item, items_of, label_of, table_of
from shuro.kernel.text import two_blanks


def needs_workplace(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: a tied record is opened from its workplace and never stands alone (SYS-7, SYS-19)."""
    if one.workplace_id is None:
        sentence = "事業場基本情報が選ばれていません。先に事業場基本情報を検索し、業務選択メニューから開いてください。"
        yield finding(None, sentence)


class OfWorkplace(Record):
    """A record that hangs on one 事業場基本情報 and is reached from it (SYS-7).

    A type whose field file has the link as an item declares it again: `workplace_id: int | None = link("事業場",
    "workplace", MUST, tied=True)`. A type with rules of its own names `needs_workplace` among them.
    """

    workplace_id: int | None = Field(default=None, foreign_key="workplace.id", index=True)

    under: ClassVar[tuple[str, str] | None] = ("workplace_id", "workplace")
    rules: ClassVar[tuple[Any, ...]] = (needs_workplace,)


def about(record: str) -> Callable[..., Finding]:
    """Makes findings about the items of a record type: `at(item, sentence, …)`; the rest as in `checks.finding`."""

    def at(name: str, sentence: str, *more: Any, **named: Any) -> Finding:
        return finding(item(registry.load(record), name), sentence, *more, **named)

    return at


def workplace_of(desk: Desk, one: Any) -> Entry | None:
    """The 事業場基本情報 a tied record hangs on, in the transaction of the desk or a reading of its own."""
    if one.workplace_id is None:
        return None
    with desk.reading() as session:
        return store.fetch(session, registry.load("workplace"), one.workplace_id)


def two_blanks_in(name: str) -> Callable[[Any], str | None]:
    """The `fill` of an item that takes 「〇〇会社　　〇〇工場」: runs of blanks are two full-width ones (SYS-25)."""

    def value(one: Any) -> str | None:
        typed: str | None = getattr(one, name)
        return two_blanks(typed) if typed else typed

    return value


def of_own_office(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: only the 管轄局署 of the workplace registers this about it (SYS-51 and where a chapter says so)."""
    if desk is None or desk.session is None or one.id is not None:
        return
    workplace = workplace_of(desk, one)
    if workplace is not None and workplace.office_code != desk.office.code:
        known = codes("offices").get(workplace.office_code)
        name = known.name if known else workplace.office_code
        yield finding(None, f"この事業場の管轄局署は{name}です。登録できるのは{name}の職員です。")


of_own_office.asks_database = True  # type: ignore[attr-defined]


def office_search(name: str, offered: frozenset[str] | None = None) -> Search:
    """The condition 管轄局署 of a type that shows no such item, preset with the officer's own office (SYS-40).

    A 局 stands for itself and its 署, the 本省 for all. `offered`: see `record.Search`.
    """
    return Search(
        "office_code",
        office("管轄局署", stored=False),
        lambda desk, value: of_office(table_of(registry.load(name)).c.office_code, value),
        preset=lambda desk: desk.office.code,
        offered=offered,
    )


def of_office(column: Any, code: str) -> Any:
    """The condition that a column holds this office or one below it."""
    known = offices().get(code)
    if known is None or known.level == "署":
        return column == code
    return sa.true() if known.level == "本省" else column.in_([code, *(one.code for one in offices_of(code))])


# Automatic overwriting --------------------------------------------------------------------------------------------------

WORKPLACE = ("事業場基本情報", "事業場情報1")
ORDERER = ("委託者情報",)
SUBCONTRACTOR = ("下請情報",)

# target of a rule: record type, the column of the source record that points to it, and the tab its items stand on
TARGETS = {
    "事業場基本情報": ("workplace", "workplace_id", ""),
    "事業場情報1": ("workplace", "workplace_id", "事業場情報1"),
    "委託者情報": ("workplace", "workplace_id", "委託者情報"),
    "下請情報": ("subcontractor", "subcontractor_id", ""),
}

# where a source record names the item otherwise than its target, in the order in which they are looked for
ALSO_CALLED = {
    ("事業場基本情報", "電話番号(総務)"): ("電話番号",),
    ("事業場基本情報", "電話番号(安全衛生)"): ("電話番号",),
    ("事業場基本情報", "労働者数"): ("労働者数(事業場全体)", "在籍労働者数"),
    ("事業場情報1", "労働者数(事業場全体)"): ("労働者数",),
    ("下請情報", "労働者数(企業全体)"): ("労働者数",),
}


@dataclass(frozen=True)
class Rule:
    """A line of data/codes/overwrite-rules.csv: `label` of `target` follows the source record; `base`: its base date."""

    label: str
    target: str
    base: str


@cache
def rules_of(source: str) -> tuple[Rule, ...]:
    """The rules of a source record, by its name in the list of rules."""
    return tuple(
        Rule(one.name, one.extra["target"], one.extra["base_date"])
        for one in codes("overwrite-rules")
        if one.extra["source_record"] == source
    )


def overwrite(
    desk: Desk,
    cls: type[Record],
    one: Entry,
    *,
    into: tuple[str, ...] = WORKPLACE,
    source: str | None = None,
    base_date: date | None = None,
) -> None:
    """Overwrite the items that follow this registration, inside its transaction (SYS-38, WPL-48 to WPL-53).

    Called from the `then` of 登録 and 更新 of the source record:
    `then=lambda desk, one, before: overwrite(desk, SupervisionResult, one)`.

    `one`: the stored source record, with `workplace_id` (or `subcontractor_id`) of what it overwrites. `into`: the
    targets concerned: WORKPLACE as a rule, ORDERER for a result of a 委託者, SUBCONTRACTOR for one of a 下請事業.
    `source`: the record's name in data/codes/overwrite-rules.csv, where that is not its label (安全衛生管理体制情報).
    `base_date`: default the rule's own: 健診年月日 of the record, else its 登録年月日.

    An item is overwritten by the item of the same label (or of ALSO_CALLED), never by an empty one. 労働者数 and
    週所定労働時間 take the base date along and keep a value with a later one; the numbers of 事業場情報1 go with
    労働者数 (open point of docs/spec/workplace.md: both are set to the same number).
    """
    assert desk.session is not None
    said = {item.label: getattr(one, item.name) for item in reversed(items_of(cls))}
    name = source or label_of(cls)
    for target, column in dict.fromkeys(TARGETS[part][:2] for part in into):
        id = getattr(one, column, None)
        stored = store.fetch(desk.session, registry.load(target), id, lock=True) if id is not None else None
        if stored is None:
            continue
        changed: dict[str, Any] = {}
        for rule in rules_of(name):
            value = value_for(rule, said)
            if rule.target in into and TARGETS[rule.target][0] == target and not empty(value):
                based = base_date or said.get(rule.base) or one.registered_at.date()
                changed |= change(rule, value, based, stored)
        store.amend(desk, registry.load(target), stored.id, changed, f"{name}による更新")


def value_for(rule: Rule, said: dict[str, Any]) -> Any:
    """What the source record says, by label, about the item of a rule; None when it has no such item."""
    labels = (rule.label, *ALSO_CALLED.get((rule.target, rule.label), ()))
    return next((said[label] for label in labels if label in said), None)


def change(rule: Rule, value: Any, based: date, stored: Entry) -> dict[str, Any]:
    """The columns that a rule changes in the stored target, its date included; nothing when a later value stands there."""
    target, _, tab = TARGETS[rule.target]
    cls = registry.load(target)
    followed = labelled(cls, tab, rule.label).name
    dated = date_beside(cls, rule.label)
    if dated is None:
        return {followed: value}
    shown = getattr(stored, dated)
    if shown is not None and shown > based:
        return {}
    return {followed: value, dated: based} if rule.base else {followed: value}


@cache
def labelled(cls: type[Record], tab: str, label: str) -> Item:
    """The item with this label on this tab page. Raises KeyError."""
    for one in items_of(cls):
        if (one.tab, one.label) == (tab, label):
            return one
    raise KeyError(f"{cls.__name__}: no item {label} on {tab or 'the head'}")


@cache
def date_beside(cls: type[Record], label: str) -> str | None:
    """The name of the date shown to the right of an item (WPL-32, WPL-40): 労働者数(男) has that of 労働者数."""
    beside = f"{label.split('(')[0]}の最新年月日"
    return next((item.name for item in items_of(cls) if item.label == beside), None)
