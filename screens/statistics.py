"""The statistics that a record type declares: their conditions are asked, their table is a list to read and to write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from screens.base import BoxScreen
from screens.station import StationScreen
from shuro.kernel.record import Count
from shuro.kernel.store import Refused
from shuro.kernel.text import width
from widgets.form_model import FormModel
from widgets.form_view import FormView
from widgets.list_view import Column, ListView, MemoryLines
from widgets.pane import Key
from widgets.plain_items import line

LABELS = {"year": ("年度", "西暦4桁。空欄はこの年度"), "office": ("局署", "コード4桁か名称。空欄は自分の局署")}
WIDEST, SAMPLE = 30, 200
UNREADABLE = "条件を読み取れません。年は西暦4桁の数字で入力してください（例：2026）。"


class OptionsScreen(BoxScreen):
    """Asks for the conditions of a statistic. Result: {name: text} of those filled in, None when the officer backed out."""

    body: FormView

    def __init__(self, one: Count):
        items = [line(name, *_labelled(name), max=40) for name in one.options]
        super().__init__(FormView(FormModel(items)), one.label)

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Count or go back."""
        return ("back", ("register", "集計"))

    def box_height(self, cells: int, room: int) -> int:
        """A line an item."""
        return min(room, len(self.body.model.items) + 1)

    async def take_key(self, key: Key) -> None:
        """Enter in the last item counts."""
        if key.name == "enter" and self.body.model.place.name == self.body.model.items[-1].name:
            await self.act("register")
        else:
            await super().take_key(key)

    async def act_register(self) -> None:
        """Count with what stands there."""
        await self.body.leave()
        self.close({name: text for name, text in self.body.model.as_texts().items() if text})


def _labelled(name: str) -> tuple[str]:
    return (LABELS.get(name, (name, ""))[0],)


class StatisticScreen(StationScreen):
    """The table of a statistic; F11 writes it to a file."""

    body: ListView

    def __init__(self, one: Count, headings: Sequence[str], lines: Sequence[Sequence[str]]):
        self.headings, self.lines, self.label = headings, lines, one.label
        columns = [
            Column(heading, _cells(at, heading, lines), _is_number(at, lines)) for at, heading in enumerate(headings)
        ]
        super().__init__(ListView(columns, MemoryLines([(cells, None) for cells in lines])), one.label)

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Read and write."""
        return ("help", "back", ("data", "ファイル出力"))

    async def act_data(self) -> None:
        """Write the table."""
        from screens.list_data import write_table

        await write_table(self, self.label, lambda: (self.headings, self.lines))


def _cells(at: int, heading: str, lines: Sequence[Sequence[str]]) -> int:
    return min(WIDEST, max([width(heading), *(width(cells[at]) for cells in lines[:SAMPLE])]))


def _is_number(at: int, lines: Sequence[Sequence[str]]) -> bool:
    return bool(lines) and all(cells[at].replace(",", "").isdigit() for cells in lines[:SAMPLE] if cells[at])


async def show_statistic(screen: StationScreen, one: Count) -> None:
    """Ask for the conditions, count in a thread, show the table."""
    given: dict[str, str] | None = await screen.app.open(OptionsScreen(one)) if one.options else {}
    if given is None:
        return
    desk, chosen = screen.desk, given
    try:
        headings, lines = await screen.in_thread("集計中", lambda: one.tally(desk, **chosen))
    except Refused as refused:
        screen.notify("　".join(str(found) for found in refused.findings), severity="error")
        return
    except ValueError:
        screen.notify(f"{one.label}：{UNREADABLE}", severity="error")
        return
    texts = [tuple("" if value is None else str(value) for value in cells) for cells in lines]
    await screen.app.open(StatisticScreen(one, headings, texts))
