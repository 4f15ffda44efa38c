"""The 「データ」 menu of a list: files of what is shown or of whole records, how many there are, the type's counts."""

from __future__ import annotations

from typing import Any

from screens.data_menu import FILES, DataMenu, write_lines
from screens.long_work import Progress
from screens.output_path import ask_path, file_name
from screens.station import Entry, StationScreen
from shuro.kernel.exports import export_table
from shuro.kernel.record import Listing, label_of
from shuro.kernel.register import Register
from widgets.list_view import ListView

TITLE = "「データ」メニュー"


async def open_list_data(screen: StationScreen, cls: Any, register: Register, view: ListView) -> None:
    """F11 on a list."""
    entries = [
        Entry("ファイル出力", lambda: write_list(screen, cls, register), "この一覧の列"),
        Entry("件数", lambda: count_all(screen, register)),
    ]
    if not issubclass(cls, Listing) and not register.where:
        entries.insert(
            1, Entry("ファイル出力（全項目）", lambda: write_records(screen, cls, register), "取込みと同じ形")
        )
    await screen.app.open(DataMenu(TITLE, entries))


async def write_list(screen: StationScreen, cls: Any, register: Register) -> None:
    """The columns of the list, one line a record (SYS-42)."""
    await _write(screen, cls, "一覧", lambda: (register.headings, register.all_lines()))


async def write_records(screen: StationScreen, cls: Any, register: Register) -> None:
    """Every item under the heading that an import reads."""
    desk = screen.desk
    texts = {one.name: one.item.show(value, desk) for one, value in register.chosen}
    await _write(screen, cls, "全項目", lambda: export_table(desk, cls, texts))


async def _write(screen: StationScreen, cls: Any, what: str, table: Any) -> None:
    """Ask for shape and path, then write with progress; Esc stops, and no part of a file stays."""
    kind = await screen.ask("ファイル出力の形式", "", FILES)
    if kind is None:
        return
    ending = ".xlsx" if kind == "xlsx" else ".csv"
    path = await ask_path(screen, file_name(label_of(cls), what, ending=ending), ending)
    if path is None:
        return

    def work(progress: Progress) -> int:
        headings, lines = table()
        return write_lines(path, kind, headings, _counted(lines, progress))

    number = await screen.run_long("出力中", work, cancel=True)
    screen.notify(f"{number:,}件を{path}に出力しました。")


def _counted(lines: Any, progress: Progress) -> Any:
    """The lines, telling how many have passed."""
    for number, line in enumerate(lines, 1):
        if number % 200 == 0:
            progress.report(number)
        yield line


async def count_all(screen: StationScreen, register: Register) -> None:
    """How many there are, exactly."""
    number, more = await screen.run_long("集計中", lambda _: register.count(cap=100_000_000))
    screen.notify(f"{number:,}件{'以上' if more else ''}です。")
