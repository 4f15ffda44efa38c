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
UNPASSED = {"labor_union": "不明", "work_style": "不明・未確認"}  # pass nothing (CST-55)


def caller_phone(one: Any) -> str | None:
    """自宅, else 携帯 (CST-54)."""
    return one.home_phone or one.mobile_phone


def worker_kind(one: Any) -> str | None:
    """労働者の種別 by the name it has in a complaint (CST-56)."""
    known = codes("consultation-worker-kinds").named(one.worker_kind or "")
    return known.extra["complaint_name"] if known else None


# Lines of the list by their from_item, where the value is not simply that of the item of this label.
VALUES: dict[str, Callable[[Any], Any]] = {
    "事業場名": lambda one: (one.workplace_name or "")[:NAME_LENGTH],
    "電話番号(「相談者の情報」タブ画面にある「自宅」、「携帯」)": caller_phone,
    "電話番号(事業場の電話番号)": lambda one: one.workplace_phone,
    "労働者の種別": worker_kind,
    "相談の内容(詳細)": lambda one: (one.detail or "")[:DETAIL_LENGTH],
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
