"""The statistics that a record type declares: their conditions are asked, their table is a list to read and to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from screens.base import BoxScreen
from screens.station import StationScreen
from shuro.kernel.record import Count, Print, Report
from shuro.kernel.store import Refused
from shuro.kernel.text import width
from widgets.form_model import FormModel
from widgets.form_view import FormView
from widgets.list_view import Column, ListView, MemoryLines
from widgets.pane import Key
from widgets.plain_items import line

if TYPE_CHECKING:
    from shuro.kernel.desk import Desk
    from shuro.kernel.forms import Document

LABELS = {"year": "年度（西暦）", "office": "局署"}
EMPTY = {"year": "空欄のときは、いまの年（年度）です。", "office": "コード4桁か名称。空欄のときは、自分の局署です。"}
WIDEST, SAMPLE = 30, 200
Table = tuple[Sequence[str], Sequence[Sequence[Any]]]
UNREADABLE = "条件を読み取れません。年は西暦4桁の数字で入力してください（例：2026）。"


class OptionsScreen(BoxScreen):
    """Asks for the conditions of a statistic. Result: {name: text} of those filled in, None when the officer backed out."""

    body: FormView

    def __init__(self, one: Count):
        labels = LABELS | dict(one.labels)
        items = [line(name, labels.get(name, name), max=40, help=EMPTY.get(name, "")) for name in one.options]
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


class StatisticScreen(StationScreen):
    """The table of a statistic; F11 writes it to a file, F12 prints it where it is drawn as a form."""

    body: ListView

    def __init__(
        self,
        one: Count,
        given: dict[str, str],
        table: Table,
        reports: Sequence[Report] = (),
        beside: Sequence[str] = (),
    ):
        self.one, self.given, self.label, self.beside = one, given, one.label, beside
        self.headings, self.raw = table
        self.reports = [report for report in reports if one in report.counts]
        self.lines = [tuple("" if value is None else str(value) for value in cells) for cells in self.raw]
        columns = [
            Column(heading, _cells(at, heading, self.lines), _is_number(at, self.lines))
            for at, heading in enumerate(self.headings)
        ]
        super().__init__(ListView(columns, MemoryLines([(cells, None) for cells in self.lines])), one.label)

    async def started(self) -> None:
        """Say what was asked for, or what is left out: the table itself does not."""
        await super().started()
        labels = LABELS | dict(self.one.labels)
        if self.beside:
            self.notify("　".join(self.beside), severity="warning")
        elif self.given:
            self.notify("条件：" + "、".join(f"{labels.get(name, name)} {text}" for name, text in self.given.items()))

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Read, write and print."""
        return ("help", "back", ("data", "ファイル出力"), *(["print"] if self.one.sheet else []))

    async def act_data(self) -> None:
        """Write the table."""
        from screens.list_data import write_table

        await write_table(self, self.label, lambda: (self.headings, self.lines))

    async def act_print(self) -> None:
        """The form of this table, or the whole report it belongs to."""
        from screens.printing import choose, show_form

        desk, given = self.desk, self.given
        known: list[Count | Report] = [self.one, *self.reports]
        made = [Print(one.label, _drawer(one, given), one.command) for one in known]
        chosen = await choose(self, made)
        if chosen is not None:
            await show_form(self, chosen, lambda: chosen.draw(desk, None), "")


def _drawer(one: Count | Report, given: dict[str, str]) -> Callable[[Desk, Any], Document]:
    return lambda desk, _: one.draw(desk, given)


def _cells(at: int, heading: str, lines: Sequence[Sequence[str]]) -> int:
    return min(WIDEST, max([width(heading), *(width(cells[at]) for cells in lines[:SAMPLE])]))


def _is_number(at: int, lines: Sequence[Sequence[str]]) -> bool:
    return bool(lines) and all(cells[at].replace(",", "").isdigit() for cells in lines[:SAMPLE] if cells[at])


async def show_statistic(screen: StationScreen, one: Count, reports: Sequence[Report] = ()) -> None:
    """Ask for the conditions, count in a thread, show the table; `reports` are those of the record type."""
    given: dict[str, str] | None = await screen.app.open(OptionsScreen(one)) if one.options else {}
    if given is None:
        return
    desk, chosen = screen.desk, given
    try:
        table = await screen.in_thread("集計中", lambda: one.tally(desk, **chosen))
        said = one.beside
        beside = await screen.in_thread("集計中", lambda: said(desk, **chosen)) if said else []
    except Refused as refused:
        screen.notify("　".join(str(found) for found in refused.findings), severity="error")
        return
    except ValueError:
        screen.notify(f"{one.label}：{UNREADABLE}", severity="error")
        return
    await screen.app.open(StatisticScreen(one, chosen, table, reports, beside))
