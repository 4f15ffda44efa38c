"""措置簿 as a printed list (SUP-46, SUP-47)."""

from __future__ import annotations

from collections.abc import Sequence

from shuro.kernel.calendar import wareki
from shuro.kernel.codes import offices
from shuro.kernel.desk import Desk
from shuro.kernel.forms import Document, listing
from shuro.kernel.record import Entry

HEADINGS = (
    "監督年月日", "事業場名", "下請区分", "違反法条項", "確認までの間", "是正期日", "再監督年月日", "完結年月日",
    "確認対象事業場", "備考1", "備考2",
)  # fmt: skip
WIDTHS = (9, 22, 6, 24, 7, 11, 9, 9, 8, 9, 12)
ALIGN = ("center", "left", "center", "left", *["center"] * 5, "left", "left")


def book(desk: Desk, found: Sequence[Entry]) -> Document:
    """The lines found, in the order of the book; 備考1 is the 区分 of 措置状況, 備考2 its 備考 (SUP-46)."""
    lines = (cells(one) for one in found)
    return Document("措置簿", [listing("措置簿", HEADINGS, lines, WIDTHS, notes=notes(desk), align=ALIGN)])


def notes(desk: Desk) -> list[str]:
    """Whose list it is and of what day."""
    return [f"{offices()[desk.office.code].name}　　{wareki(desk.today())}現在"]


def cells(one: Entry) -> tuple[str | None, ...]:
    """A line of the book."""
    days = [wareki(day, "plain") if day else "" for day in (one.supervised_on, one.repeated_on, one.closed_on)]
    return (
        days[0], one.name, one.subcontracted, "、".join(one.provisions or ()), "○" if one.until_confirmed else "",
        one.due, days[1], days[2], "○" if one.to_confirm else "", one.closing, one.note,
    )  # fmt: skip
