"""The 「データ」 menu of a record (SYS-34): its steps beside 登録 and 更新, its history, its file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from screens import form_state
from screens.output_path import ask_path, file_name
from screens.station import Entry, MenuScreen
from screens.typed_name import AskedText, TypedName
from shuro.kernel import registry
from shuro.kernel.checks import show_texts
from shuro.kernel.record import items_of, label_of, title_of
from shuro.kernel.sheets import write_csv, write_xlsx
from shuro.kernel.steps import DELETED, Step

if TYPE_CHECKING:
    from screens.record_form import RecordScreen

TITLE = "「データ」メニュー"
UNSAVED = "登録していない変更があります。先に更新するか、変更を破棄してください。"
FILES = (("xlsx", "Excelブック（.xlsx）"), ("csv", "CSV（.csv、UTF-8）"), ("cp932", "CSV（.csv、シフトJIS）"))


class DataMenu(MenuScreen):
    """Closes after one entry has been done."""

    async def returned(self) -> None:
        """Back to the record."""
        self.close()


async def open_data_menu(screen: RecordScreen) -> None:
    """F11 on a stored record."""
    await screen.view.leave()
    reasons = await screen.in_thread("確認中", lambda: steps_now(screen))
    entries = [Entry(step.name, _taker(screen, step), why_not=why) for step, why in reasons]
    entries.append(Entry("履歴", lambda: _history(screen)))
    entries.append(Entry("ファイル出力", lambda: _file(screen)))
    await screen.app.open(DataMenu(TITLE, entries))


def steps_now(screen: RecordScreen) -> list[tuple[Step, str]]:
    """The steps of the menu with why each cannot be taken now; in a thread."""
    desk, cls, stored = screen.desk, screen.cls, screen.state.stored
    assert stored is not None
    main = form_state.candidates(cls, stored)
    steps = [step for step in cls.steps if step not in main and step.starts != (None,)]
    with desk.database.read() as session:
        here = desk.within(session)
        found = [(step, form_state.refusal(here, cls, step, stored)) for step in steps]
    waiting = screen.view.changed and not screen.state.why_not
    told = [(step, why or (UNSAVED if waiting and not step.edits else "")) for step, why in found]
    return sorted(told, key=lambda one: bool(one[1]))  # what can be done stands first


def _taker(screen: RecordScreen, step: Step) -> Any:
    async def take() -> None:
        await take_other_step(screen, step)

    return take


async def take_other_step(screen: RecordScreen, step: Step) -> None:
    """送付, 移送, 削除 …: what is chosen with it, its question, then the step."""
    from screens.saving import take_step

    given: dict[str, Any] = {}
    for column in step.gives:
        found = await _chosen(screen, step, column)
        if found is None:
            return
        given[column] = found
    for name, label in step.asks:
        typed = await screen.app.open(AskedText(step.name, label))
        if typed is None:
            return
        given[name] = typed
    if step.after == DELETED:
        await _delete(screen, step)
    else:
        await take_step(screen, step, given)


async def _chosen(screen: RecordScreen, step: Step, column: str) -> int | None:
    """The record that the step hangs this one on."""
    from screens.opening import pick_record

    hung = dict([*([screen.cls.under] if screen.cls.under else []), *screen.cls.beside])
    other = await screen.in_thread("準備中", lambda: registry.load(hung[column]))
    return await pick_record(screen, other, f"{step.name}する{label_of(other)}")


async def _delete(screen: RecordScreen, step: Step) -> None:
    """Delete after the record's own name has been typed; the form closes."""
    from screens.saving import delete

    name = title_of(screen.cls, screen.state.stored)
    typed = await screen.app.open(TypedName(step.name, step.confirm, name))
    if typed:
        await delete(screen, step)


async def _history(screen: RecordScreen) -> None:
    from screens.history import HistoryScreen

    assert screen.state.id is not None
    await screen.app.open(HistoryScreen(screen.cls, screen.state.id, screen.state.name))


async def _file(screen: RecordScreen) -> None:
    """Write the record as a list of its items (SYS-42)."""
    kind = await screen.ask("ファイル出力の形式", "形式を選んでください。", FILES)
    if kind is None:
        return
    ending = ".xlsx" if kind == "xlsx" else ".csv"
    path = await ask_path(screen, file_name(label_of(screen.cls), screen.state.name, ending=ending), ending)
    if path is None:
        return
    desk, one = screen.desk, form_state.entry_of(screen.state.model)
    lines = await screen.in_thread("準備中", lambda: record_lines(screen.cls, one, desk.over(one)))
    await screen.run_long("出力中", lambda _: write_lines(path, kind, ("項目", "内容"), lines))
    screen.notify(f"{path}に出力しました。")


def record_lines(cls: type, one: Any, desk: Any) -> list[tuple[str, str]]:
    """(label, text) of all items of a record; of a child table a line for each item of each of its lines."""
    texts = show_texts(cls, one, desk)
    made: list[tuple[str, str]] = []
    for declared in items_of(cls):
        if declared.kind.name != "rows":
            made.append((declared.label, texts[declared.name]))
            continue
        for number, row in enumerate(texts[declared.name], 1):
            made += [(f"{declared.label}{number}／{inner.label}", row[inner.name]) for inner in items_of(declared.row)]
    return made


def write_lines(path: Path, kind: str, headings: Any, lines: Any) -> int:
    """Write a list as xlsx, csv (UTF-8 with BOM) or csv in cp932; the number of lines. Raises SheetTrouble."""
    if kind == "xlsx":
        return write_xlsx(path, headings, lines)
    return write_csv(path, headings, lines, encoding="cp932" if kind == "cp932" else "utf-8-sig")
