"""What a complaint takes over from the consultation it is made of: the 13 items of 別表14 (CST-52 to CST-58).

Which item goes into which is data/codes/consultation-to-complaint.csv; items are found by the labels that stand there, so
the table below only names those that a label alone does not find, and the values that become others. The consultation is
not changed (CST-58).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from shuro.kernel import registry, store
from shuro.kernel.codelists import codes, rows
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, Record, items_of

RECORD = "consultation"
LIST = "consultation-to-complaint"
NAME_LENGTH, DETAIL_LENGTH = 80, 800  # characters that are passed (CST-53)
DETAIL_LINES, PER_LINE = 16, 50  # that 申告の内容 holds (CMP-56)
NAME_CUT = (
    f"相談情報の事業場名が{NAME_LENGTH}文字を超えるため、初めの{NAME_LENGTH}文字だけが入っています。確かめてください。"
)
DETAIL_CUT = (
    f"相談の内容(詳細)が{DETAIL_LINES}行（{DETAIL_LENGTH}文字）を超えるため、続きは入っていません。"
    "登録した後、F10の「別紙入力」で続きを入力してください。"
)
UNPASSED = {"labor_union": "不明", "work_style": "不明・未確認"}  # pass nothing (CST-55)


def caller_phone(one: Any) -> str | None:
    """自宅, else 携帯 (CST-54)."""
    return one.home_phone or one.mobile_phone


def worker_kind(one: Any) -> str | None:
    """労働者の種別 by the name it has in a complaint (CST-56)."""
    known = codes("consultation-worker-kinds").named(one.worker_kind or "")
    return known.extra["complaint_name"] if known else None


def name_passed(one: Any) -> str:
    """What 事業場の名称(漢字) takes of 事業場名 (CST-53)."""
    return (one.workplace_name or "")[:NAME_LENGTH]


def detail_passed(one: Any) -> str:
    """What 申告の内容 takes of the detail: its first characters, as many lines as it holds (CST-53, CMP-56)."""
    kept: list[str] = []
    room = DETAIL_LINES
    for line in (one.detail or "")[:DETAIL_LENGTH].split("\n"):
        if room <= 0:
            break
        kept.append(line[: room * PER_LINE])
        room -= max(1, -(-len(line) // PER_LINE))
    return "\n".join(kept).rstrip()


def rest_of(desk: Desk, id: int) -> dict[str, str]:
    """{label of the complaint's item: sentence} of what of a consultation was not passed for want of room."""
    with desk.reading() as session:
        one = store.fetch(session, registry.load(RECORD), id)
    if one is None:
        return {}
    cut = {
        "事業場の名称(漢字)": NAME_CUT if name_passed(one) != (one.workplace_name or "") else "",
        "申告の内容": DETAIL_CUT if detail_passed(one) != (one.detail or "").rstrip() else "",
    }
    return {label: sentence for label, sentence in cut.items() if sentence}


# Lines of the list by their from_item, where the value is not simply that of the item of this label.
VALUES: dict[str, Callable[[Any], Any]] = {
    "事業場名": name_passed,
    "電話番号(「相談者の情報」タブ画面にある「自宅」、「携帯」)": caller_phone,
    "電話番号(事業場の電話番号)": lambda one: one.workplace_phone,
    "労働者の種別": worker_kind,
    "相談の内容(詳細)": detail_passed,
}


@cache
def values_of() -> dict[str, Callable[[Any], Any]]:
    """{to_item: its value of a consultation} of all lines of the list. Raises KeyError for a label no item has."""
    names = {one.label: one.name for one in reversed(items_of(registry.load(RECORD)))}

    def plain(name: str) -> Callable[[Any], Any]:
        return lambda one: getattr(one, name) if getattr(one, name) != UNPASSED.get(name) else None

    return {
        line["to_item"]: VALUES.get(line["from_item"]) or plain(names[line["from_item"]]) for line in rows(LIST)
    }  # fmt: skip


def passed(one: Any, cls: type[Record]) -> dict[str, Any]:
    """Values by item name of a new complaint (`cls`) from a consultation; empty ones are left out.

    Raises KeyError when the complaint has no item of a label of the list.
    """
    names = {item.label: item.name for item in reversed(items_of(cls))}
    said = {names[label]: value(one) for label, value in values_of().items()}
    return {name: value for name, value in said.items() if value not in (None, "")}


def hand_over(desk: Desk, id: int, cls: type[Record]) -> dict[str, Any]:
    """`passed` of the consultation `id`, for the `begin` of the complaint that is opened from it.

    Raises store.Gone when there is no such consultation for the officer.
    """
    with desk.reading() as session:
        one: Entry | None = store.fetch(session, registry.load(RECORD), id)
        if one is None or one.office_code != desk.office.code:
            raise store.Gone
    return passed(one, cls)
