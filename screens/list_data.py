"""The 「データ」 menu of a list: files of what is shown or of whole records, how many there are, the type's statistics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from screens.data_menu import FILES, DataMenu, write_lines
from screens.long_work import Progress
from screens.output_path import ask_path, file_name
from screens.receiving import receives, receiving_entries
from screens.station import Entry, StationScreen
from shuro.kernel.exports import export_table
from shuro.kernel.record import Count, Listing, Report, label_of
from shuro.kernel.register import Register

TITLE = "「データ」メニュー"
Table = Callable[[], tuple[Sequence[str], Iterable[Sequence[Any]]]]


async def open_list_data(screen: StationScreen, register: Register) -> None:
    """F11 on a list."""
    cls: Any = register.cls
    entries = [
        Entry("ファイル出力", lambda: write_list(screen, register), "この一覧の列"),
        Entry("件数", lambda: count_all(screen, register)),
    ]
    if not issubclass(cls, Listing) and not register.where:
        entries.insert(1, Entry("ファイル出力（全項目）", lambda: write_records(screen, register), "取込みと同じ形"))
    if receives(cls) and not register.where:
        entries += receiving_entries(screen, cls)
    reports = getattr(cls, "reports", ())
    entries += [Entry(one.label, _statistic(screen, one, reports)) for one in cls.counts]
    await screen.app.open(DataMenu(TITLE, entries))


async def open_receiving(screen: StationScreen, cls: Any) -> None:
    """F11 before anything was searched: only what comes as a file."""
    await screen.app.open(DataMenu(TITLE, receiving_entries(screen, cls)))


def _statistic(screen: StationScreen, one: Count, reports: Sequence[Report]) -> Any:
    async def show() -> None:
        from screens.statistics import show_statistic

        await show_statistic(screen, one, reports)

    return show


async def write_list(screen: StationScreen, register: Register) -> None:
    """The columns of the list, one line a record (SYS-42)."""
    await write_table(screen, f"{label_of(register.cls)}_一覧", lambda: (register.headings, register.all_lines()))


async def write_records(screen: StationScreen, register: Register) -> None:
    """Every item under the heading that an import reads."""
    desk, cls = screen.desk, register.cls
    texts = {one.name: one.item.show(value, desk) for one, value in register.chosen}
    await write_table(screen, f"{label_of(cls)}_全項目", lambda: export_table(desk, cls, texts))


async def write_table(screen: StationScreen, name: str, table: Table) -> None:
    """Ask for shape and path, then write with progress; Esc stops, and no part of a file stays."""
    kind = await screen.ask("ファイル出力の形式", "形式を選んでください。", FILES)
    if kind is None:
        return
    ending = ".xlsx" if kind == "xlsx" else ".csv"
    path = await ask_path(screen, file_name(name, ending=ending), ending)
    if path is None:
        return

    def work(progress: Progress) -> int:
        headings, lines = table()
        return write_lines(path, kind, headings, _counted(lines, progress))

    number = await screen.run_long("出力中", work, cancel=True)
    screen.notify(f"{number:,}件を{path}に出力しました。")


def _counted(lines: Iterable[Sequence[Any]], progress: Progress) -> Iterator[Sequence[Any]]:
    """The lines, telling how many have passed."""
    for number, line in enumerate(lines, 1):
        if number % 200 == 0:
            progress.report(number)
        yield line


async def count_all(screen: StationScreen, register: Register) -> None:
    """How many there are, exactly."""
    number, more = await screen.run_long("集計中", lambda _: register.count(cap=100_000_000))
    screen.notify(f"{number:,}件{'以上' if more else ''}です。")
