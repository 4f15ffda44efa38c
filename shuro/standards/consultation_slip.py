"""労働相談票 (86001) read by OCR: what stood in the boxes, until an officer has completed and registered it.

The program has no scanner: a file of the reader holds a line for each slip, a column for each box, named as the items of
相談情報 are (CST-49). What is read opens in 「相談情報_登録」 with the boxes filled in; what could not be read stays empty
and is marked (CST-46, CST-47). Source: docs/spec/consultation.md section 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from shuro.kernel import registry, store
from shuro.kernel.checks import REFUSE, Finding, read_texts
from shuro.kernel.columns import known_headings
from shuro.kernel.desk import Desk
from shuro.kernel.items import AUTO, Item, choices, code, link, moment, text
from shuro.kernel.record import Entry, Page, Record, Search, entry, item, items_of, table_of
from shuro.kernel.steps import DELETED, NotAllowed, Step, Who
from shuro.kernel.text import Unreadable, narrow, tidy
from shuro.standards.deposit_rules import read_sheet_number

FORM = "86001"  # 帳票種別番号 (data/codes/consultation-forms.csv)
UNFINISHED, DONE = "未登録", "登録済"
READ = "労働相談票の読取り"
KEEPER = Who("管轄する局・署の職員", frozenset({"局", "署"}))
TAKE_IN = Step(READ, None, UNFINISHED, KEEPER, command="receive")
DETAIL = "相談の内容(詳細)"  # what 別表23 calls the item 相談の内容 of the tab of this name
TWINS = {"相談の内容": "topics", DETAIL: "detail"}  # boxes of the two items that are called the same


# Reading ----------------------------------------------------------------------------------------------------------------


@dataclass
class Received:
    """What a file did: slips taken in, those read before, items that could not be read; `problems` by line."""

    new: int = 0
    known: int = 0
    unread: int = 0
    problems: list[tuple[int, list[Finding]]] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """In words."""
        counts = f"新規{self.new}件、読取済み{self.known}件、誤り{len(self.problems)}件"
        return f"{counts}（読み取れない記入枠{self.unread}か所）。登録は「労働相談票」の一覧から行います。"


def receive(desk: Desk, rows: Iterable[Mapping[str, str]]) -> Received:
    """Take in slips, each a mapping of 帳票種別番号, 帳票読取通番 and the boxes' labels to texts, in one transaction.

    A 帳票読取通番 that the office has read before is passed over. Slips of another form or without a number are left out
    and told in `problems`, with their place in `rows` from 1. Raises NotAllowed for 本省, and StorageTrouble.
    """
    if not TAKE_IN.by.may(desk.officer, None):
        raise NotAllowed(f"{READ}ができるのは{TAKE_IN.by.label}です。")
    done = Received()
    with desk.database.write() as session:
        here = desk.within(session)
        for line, row in enumerate(rows, 1):
            number, found = slip_number(row)
            if found:
                done.problems.append((line, found))
            elif stored(here, number):
                done.known += 1
            else:
                boxes, unread = read_boxes(here, row)
                one = entry(
                    ConsultationSlip, read_number=number, form_number=FORM, read_at=here.now().replace(tzinfo=None),
                    boxes=boxes, unread=unread, unread_labels=labels(unread),
                )  # fmt: skip
                store.create(here, ConsultationSlip, one, READ, UNFINISHED)
                done.new, done.unread = done.new + 1, done.unread + len(unread)
    return done


def slip_number(row: Mapping[str, str]) -> tuple[str, list[Finding]]:
    """The 帳票読取通番 of a line, and what keeps it from being a slip of this form (CST-49)."""
    form, number = narrow(row.get("帳票種別番号") or ""), narrow(row.get("帳票読取通番") or "")
    found = []
    if form != FORM:
        sentence = f"「{form}」の帳票は読み取れません。ここで読み取るのは、{FORM}（労働相談票）です。"
        found.append(Finding("form_number", "帳票種別番号", REFUSE, sentence))
    try:
        number = read_sheet_number(number)
    except Unreadable as problem:
        found.append(Finding("read_number", "帳票読取通番", REFUSE, str(problem)))
    return number, found


def stored(desk: Desk, number: str) -> bool:
    """Has the office read this slip before?"""
    assert desk.session is not None
    table = table_of(ConsultationSlip)
    same = (table.c.office_code == desk.office.code, table.c.read_number == number)
    return desk.session.execute(sa.select(table.c.id).where(*same)).first() is not None


def read_boxes(desk: Desk, row: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """(texts that can be read, texts that cannot), by item name; columns that are no box are passed over (CST-47)."""
    boxes: dict[str, str] = {}
    unread: dict[str, str] = {}
    for label, typed in row.items():
        one = box_of(label)
        if one is None or not tidy(typed or ""):
            continue
        try:
            one.read(typed, desk)
        except Unreadable:
            unread[one.name] = typed
        else:
            boxes[one.name] = typed
    return boxes, unread


def box_of(label: str) -> Item | None:
    """The item of a box, None for a column that is none of the form's."""
    cls = registry.load("consultation")
    if label in TWINS:
        return item(cls, TWINS[label])
    known = known_headings(cls).get(label)
    return known.item if known is not None and known.item.typed else None


def labels(unread: Mapping[str, str]) -> str | None:
    """The labels of the boxes that could not be read, in the order of the items."""
    return "、".join(named(one) for one in items_of(registry.load("consultation")) if one.name in unread) or None


def named(one: Item) -> str:
    """The label of an item, that of 相談の内容(詳細) told apart from the topics."""
    return DETAIL if one.name == "detail" else one.label


# Completing -------------------------------------------------------------------------------------------------------------


def fill_in(desk: Desk, one: Entry) -> None:
    """Put what was read from its slip into a new 相談情報. Raises store.Gone for a slip the officer cannot see."""
    with desk.reading() as session:
        slip = store.fetch(session, ConsultationSlip, one.slip_id)
    if slip is None or slip.office_code != desk.office.code:
        raise store.Gone
    cls = registry.load("consultation")
    values, _ = read_texts(cls, slip.boxes or {}, desk, one)
    for name, value in values.items():
        setattr(one, name, value)
    one.unread = slip.unread or None
    if "received_on" in (slip.unread or {}):
        one.received_on = None


def box_lines(desk: Desk, one: Any) -> list[tuple[str, str]]:
    """Every box as it was read; those that could not be read say so."""
    lines = []
    for declared in items_of(registry.load("consultation")):
        if declared.name in (one.boxes or {}):
            lines.append((named(declared), one.boxes[declared.name]))
        elif declared.name in (one.unread or {}):
            lines.append((named(declared), f"【読取不能】{one.unread[declared.name]}"))
    return lines


def in_state(desk: Desk, value: list[str]) -> Any:
    """Slips that are still to be completed, or done."""
    return table_of(ConsultationSlip).c.state.in_(value)


def name_of(one: Any) -> str:
    """A slip is named by its number."""
    return one.read_number or ""


class ConsultationSlip(Record, table=True):
    """労働相談票: a slip that was read by OCR, and the 相談情報 that was registered from it (CST-44 to CST-49)."""

    __table_args__ = (sa.UniqueConstraint("office_code", "read_number"),)

    read_number: str | None = code("帳票読取通番", AUTO, max=16, read_as=read_sheet_number)
    form_number: str | None = code("帳票種別番号", AUTO)
    read_at: datetime | None = moment("読取日時", AUTO)
    unread_labels: str | None = text("読み取れない記入枠", AUTO)
    consultation_id: int | None = link("相談情報", "consultation", AUTO)

    # the texts of the boxes by item name of 相談情報: those that can be read, those that cannot
    boxes: dict[str, str] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    unread: dict[str, str] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))

    subsystem = "相談情報管理システム"
    scope = "office"
    generated = True
    receive = receive
    pages = (Page("記入枠", box_lines),)
    steps = (
        TAKE_IN,
        Step("破棄", UNFINISHED, DELETED, KEEPER, command="discard", edits=False,
             confirm="読み取った内容を破棄します。"),
    )  # fmt: skip
    columns = ("read_number", "read_at", "state", "unread_labels", "consultation_id")
    searches = ("read_number", "read_at", Search("state", choices("状態", (UNFINISHED, DONE), stored=False), in_state))
    order_by = ("-read_number", "id")
    reference = ("read_number",)
    title: ClassVar[Any] = name_of
