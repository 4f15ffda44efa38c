"""適用情報: what the labour insurance system says about a 労働保険番号, and what follows from it.

It comes only as files of that system. Source: docs/spec/workplace.md (WPL-27, WPL-34, WPL-54, WPL-57).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from shuro.kernel import postal as postal_codes
from shuro.kernel import registry, store
from shuro.kernel.checks import REFUSE, Finding, finding
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import AUTO, Item, choice, code, day, phone, postal, tab, text
from shuro.kernel.record import Entry, Record, entry, items_of, table_of
from shuro.kernel.steps import MINISTRY, REGISTERED, NotAllowed, Step
from shuro.kernel.text import Unreadable, tidy, workplace_name
from shuro.standards import insurance_number, workplace_numbers

RENAMED = "名称等変更"
ENDED = "消滅・有期消滅"
CLOSING = codes("application-abolition-reasons").options  # 適用廃止理由 that close the workplace (WPL-34)
ARRIVAL = "適用情報の受信"
TAKE_IN = Step(ARRIVAL, (None, REGISTERED), REGISTERED, MINISTRY, command="receive")


# Arrival --------------------------------------------------------------------------------------------------------------


@dataclass
class Received:
    """What an arrival did: numbers new, changed and as before; `followed`: workplaces changed; `problems` by line."""

    new: int = 0
    changed: int = 0
    same: int = 0
    followed: int = 0
    problems: list[tuple[int, list[Finding]]] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """In words."""
        counts = f"新規{self.new}件、変更{self.changed}件、変更なし{self.same}件、誤り{len(self.problems)}件"
        return f"{counts}（事業場基本情報への反映{self.followed}件）。"


def receive(desk: Desk, rows: Iterable[Mapping[str, str]]) -> Received:
    """Take in rows of the labour insurance system, each a mapping of item label (or name) to text, in one transaction.

    The state of each number is replaced by what arrived; the workplaces whose main number it is follow (WPL-57). Rows
    that cannot be read are left out and told in `problems`, with their place in `rows` from 1. Raises NotAllowed for
    anybody but 本省, and StorageTrouble.
    """
    if not TAKE_IN.by.may(desk.officer, None):
        raise NotAllowed(f"適用情報の取込みができるのは{TAKE_IN.by.label}です。")
    done = Received()
    with desk.database.write() as session:
        here = desk.within(session)
        for line, row in enumerate(rows, 1):
            values, found = read_row(here, row)
            if found:
                done.problems.append((line, found))
            else:
                take_in(here, values, done)
    return done


def read_row(desk: Desk, row: Mapping[str, str]) -> tuple[dict[str, Any], list[Finding]]:
    """Values by item name, and what could not be read. Columns that are no item are passed over."""
    values: dict[str, Any] = {}
    found: list[Finding] = []
    for one in items_of(InsuranceApplication):
        typed = tidy(row.get(one.label) or row.get(one.name) or "")
        try:
            values[one.name] = value_of(one, typed, desk)
        except Unreadable as problem:
            found.append(finding(one, str(problem)))
    if not found and not values["insurance_number"]:
        sentence = "労働保険番号のない行は取り込めません。番号を入れてください。"
        found.append(Finding("insurance_number", "労働保険番号", REFUSE, sentence))
    return values, found


def value_of(one: Item, typed: str, desk: Desk) -> Any:
    """The value of a text; 更新種別 and 適用廃止理由 have values the manual does not print, which are kept as they come."""
    if one.kind.name == "choice":
        return typed or None
    return one.read(typed, desk)


def take_in(desk: Desk, values: dict[str, Any], done: Received) -> None:
    """Store what arrived about one number, and let its workplaces follow."""
    assert desk.session is not None
    stored = application_of(desk.session, values["insurance_number"])
    if stored is None:
        store.create(desk, InsuranceApplication, entry(InsuranceApplication, **values), ARRIVAL)
        done.new += 1
    else:
        changes = {name: value for name, value in values.items() if name != "insurance_number"}
        changed = store.amend(desk, InsuranceApplication, stored.id, changes, ARRIVAL)
        done.changed, done.same = done.changed + (changed is not None), done.same + (changed is None)
        if changed is None:
            return
    effects = effects_of(values)
    if effects:
        for id in workplace_numbers.following(desk.session, values["insurance_number"]):
            done.followed += store.amend(desk, registry.load("workplace"), id, effects, ARRIVAL) is not None


def effects_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """What an arrival changes on a workplace that is 主: 名称等変更有 (WPL-27) or 廃止年月日 (WPL-34)."""
    if values["update_kind"] == RENAMED:
        return {"name_changed": True}
    if values["update_kind"] == ENDED and values["abolition_reason"] in CLOSING and values["ended_on"]:
        return {"closed_on": values["ended_on"]}
    return {}


def application_of(session: Session, number: str | None) -> Entry | None:
    """The 適用情報 of a number in either of its forms, None without."""
    if not number:
        return None
    table = table_of(InsuranceApplication)
    found = store.entries(session, InsuranceApplication, table.c.insurance_number.in_(insurance_number.same(number)))
    return found[0] if found else None


# The record -------------------------------------------------------------------------------------------------------------


def named_by_number(one: Entry) -> str:
    """適用情報 is named by its number."""
    return insurance_number.display(one.insurance_number or "")


class InsuranceApplication(Record, table=True):
    """適用情報: the present state of one 労働保険番号 in the labour insurance system."""

    __table_args__ = (sa.UniqueConstraint("insurance_number"),)

    with tab("適用情報"):
        insurance_number: str | None = code(
            "労働保険番号", AUTO, max=18, read_as=insurance_number.read, show_as=insurance_number.display
        )
        update_kind: str | None = choice("更新種別", codes("application-update-kinds").options, AUTO)
        abolition_reason: str | None = choice("適用廃止理由", CLOSING, AUTO)
        ended_on: date | None = day("消滅年月日", AUTO)
        business_name: str | None = text("事業の名称", AUTO)
        workplace_name: str | None = text("事業場の名称", AUTO)
        location: str | None = text("所在地", AUTO)
        postal_code: str | None = postal("郵便番号", AUTO)
        telephone: str | None = phone("電話番号", AUTO)

    spec = "insurance-application"
    subsystem = "個別事業場情報管理システム"
    generated = True
    receive = receive
    steps = (TAKE_IN,)
    columns = ("insurance_number", "business_name", "workplace_name", "update_kind", "abolition_reason", "ended_on")
    searches = ("insurance_number", "update_kind", "business_name", "workplace_name", "ended_on")
    order_by = ("insurance_number", "id")
    unique = ("insurance_number",)
    reference = ("insurance_number",)
    title = named_by_number


# Filling in a new workplace ---------------------------------------------------------------------------------------------


def prefill(desk: Desk, number: str) -> dict[str, Any]:
    """Values of 事業場基本情報, by item name, from the 適用情報 of a stored number (WPL-54); {} when there is none.

    What 適用情報 does not say is not among them; the kana of the name are suggested as when it is typed. 所在地 is split
    into its code and 所在地(続き); an address that begins with none of the coded ones goes into 所在地(続き) as it is, for
    the officer to pick the code.
    """
    with desk.reading() as session:
        found = application_of(session, number)
    if found is None:
        return {}
    coded, rest = postal_codes.split_address(found.location or "")
    values = {
        "insurance_number": found.insurance_number,
        "registration_kind": "労働保険番号",
        "name": workplace_name(found.business_name or "", found.workplace_name or ""),
        "address_code": coded.code if coded else None,
        "address_rest": rest[:40],
        "phone_general": found.telephone,
        "closed_on": effects_of(vars(found)).get("closed_on"),
    }
    return {name: value for name, value in values.items() if value}
