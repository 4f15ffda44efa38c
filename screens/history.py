"""The history of a record: its steps, newest first, and what each of them changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from screens.page_text import PageText, Pair
from screens.station import StationScreen
from shuro.kernel.audit import History, history_of
from shuro.kernel.calendar import wareki
from shuro.kernel.checks import show_texts
from shuro.kernel.codes import offices
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, blank, items_of, label_of, record_name
from shuro.kernel.register import OWN, own_item
from widgets.list_view import Column, ListView, MemoryLines

COLUMNS = (Column("日時", 22), Column("版", 4, True), Column("手続", 14), Column("職員", 14),
           Column("変更した項目", 40))  # fmt: skip
VIA = {"screen": "画面", "command": "コマンド", "import": "取込み", "batch": "夜間処理"}


def labels_of(cls: type) -> dict[str, str]:
    """Item and own column names with their labels."""
    return {name: label for name, (label, _) in OWN.items()} | {item.name: item.label for item in items_of(cls)}


def line_of(cls: type, step: History) -> tuple[str, ...]:
    """One step as a line of the list."""
    labels = labels_of(cls)
    names = "、".join(labels.get(name, name) for name in in_order(cls, step.changes))
    return (moment(step.at), str(step.version), step.step, step.officer_name, names)


def in_order(cls: type, names: Iterable[str]) -> list[str]:
    """Names of items in screen order, the record's own columns first."""
    order = {item.name: at for at, item in enumerate(items_of(cls))}
    return sorted(names, key=lambda name: order.get(name, -1))


def moment(at: datetime) -> str:
    """A moment of the history."""
    return f"{wareki(at.date())} {at:%H:%M}"


def shown(cls: type, name: str, value: Any, desk: Desk) -> str:
    """The text of a value as the history keeps it (JSON)."""
    item = next((one for one in items_of(cls) if one.name == name), None)
    if item is None:
        item = own_item(name) if name in OWN else None
    if item is None or value is None:
        return "" if value is None else str(value)
    if item.kind.name == "rows":
        lines = [Entry(**{**blank(item.row), **from_json(item.row, line)}) for line in value]
        return "\n".join(
            "／".join(text for text in show_texts(item.row, line, desk).values() if text) for line in lines
        )
    return item.show(from_json(cls, {name: value}).get(name, value), desk)


def from_json(cls: type, values: dict[str, Any]) -> dict[str, Any]:
    """Values of the history with dates and moments as they were before they became JSON."""
    kinds = {item.name: item.kind.name for item in items_of(cls)}
    makers = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}
    return {
        name: makers[kinds[name]](value) if kinds.get(name) in makers and isinstance(value, str) else value
        for name, value in values.items()
    }


def details(cls: type, step: History, desk: Desk) -> list[Pair]:
    """What a step changed, item by item."""
    labels, office = labels_of(cls), offices().get(step.office_code)
    lines: list[Pair] = [
        ("日時", moment(step.at)), ("手続", f"{step.step}（版{step.version}、{VIA.get(step.via, step.via)}）"),
        ("職員", f"{office.name if office else step.office_code} {step.officer_name}"),
    ]  # fmt: skip
    for name in in_order(cls, step.changes):
        label = labels.get(name, name)
        old, new = (shown(cls, name, value, desk) for value in step.changes[name])
        if old:
            lines += [(label, ""), ("前", old), ("後", new or "（空欄）")]
        else:
            lines.append((label, new or "（空欄）"))
    return lines


class HistoryScreen(StationScreen):
    """The steps of a record; Enter shows one."""

    body: ListView

    def __init__(self, cls: type, id: int, name: str):
        super().__init__(ListView(COLUMNS, MemoryLines(()), self._open), f"{label_of(cls)}　履歴　{name}")
        self.cls, self.record_id = cls, id

    def help_topic(self) -> str:
        """The manual's page on the history."""
        return "history"

    async def started(self) -> None:
        """Fetch the steps."""
        desk, cls, id = self.desk, self.cls, self.record_id

        def fetch() -> list[tuple[tuple[str, ...], History]]:
            with desk.database.read() as session:
                return [(line_of(cls, step), step) for step in history_of(session, record_name(cls), id)]

        await self.body.show(MemoryLines(await self.in_thread("検索中", fetch)))

    async def _open(self, line: Any) -> None:
        desk, cls, step = self.desk, self.cls, line.value
        lines = await self.in_thread("準備中", lambda: details(cls, step, desk))
        await self.app.open(DetailsScreen(lines, self.heading))


class DetailsScreen(StationScreen):
    """What one step changed."""

    def __init__(self, lines: Sequence[Pair], heading: str):
        super().__init__(PageText(lines), heading)
