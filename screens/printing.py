"""F12: choose a form, see it on the screen, write it as a workbook or PDF (SYS-43)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screens import form_state
from screens.output_path import ask_path, file_name
from screens.pick import pick_one
from screens.station import StationScreen
from shuro.kernel.forms import Document, DoesNotFit, preview, save_form, to_pdf
from shuro.kernel.record import Print
from shuro.kernel.store import Refused
from widgets.text_view import TextView

if TYPE_CHECKING:
    from screens.base import BaseScreen
    from screens.record_form import RecordScreen
    from shuro.kernel.register import Register

UNSAVED = "更新していない変更は印刷されません。先に更新してください。"


class PreviewScreen(StationScreen):
    """A form as text, to read before it is written; F12 writes it."""

    def __init__(self, document: Document, label: str, name: str):
        super().__init__(TextView(""), f"{label}　画面表示")
        self.document, self.label, self.about = document, label, name

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Read and write."""
        return ("help", "back", ("print", "出力"))

    def help_topic(self) -> str:
        """The manual's page on printing."""
        return "printing"

    async def started(self) -> None:
        """Draw the form for this terminal."""
        document, cells, plain = self.document, self.app.size.width, self.app.plain_borders
        lines = await self.in_thread("準備中", lambda: preview(document, cells, ascii=plain))
        self.body = TextView("\n".join(line.rstrip() for line in lines))

    async def act_print(self) -> None:
        """Write it."""
        kind = await ask_kind(self)
        if kind is None:
            return
        path = await ask_path(self, file_name(self.label, self.about, ending=f".{kind}"), f".{kind}")
        if path is None:
            return
        document = self.document
        said = await self.run_long("出力中", lambda _: write_document(document, path, kind))
        self.notify(said)


async def ask_kind(screen: BaseScreen) -> str | None:
    """The ending of the file to write, asked where this machine can make more than a workbook. None: not at all."""
    if not (shutil.which("soffice") or shutil.which("libreoffice")):
        return "xlsx"
    kinds = (("xlsx", "Excelブック（.xlsx）"), ("pdf", "PDF（.pdf）"))
    return await screen.ask("出力の形式", "形式を選んでください。", kinds)


def write_document(document: Document, path: Path, kind: str) -> str:
    """Write a form as .xlsx or PDF; the sentence for the officer. Raises SheetTrouble."""
    if kind == "xlsx":
        save_form(document, path)
        return f"{path}に出力しました。"
    book = path.with_suffix(".xlsx")
    beside = book.exists()
    source = path.with_name(f".{path.stem}.tmp.xlsx") if beside else book
    save_form(document, source)
    made, problem = to_pdf(source, path)
    if made is not None:
        source.unlink(missing_ok=True)
        return f"{path}に出力しました。"
    if beside:
        source.unlink(missing_ok=True)
        return problem
    return f"{problem}（{book}）"


async def show_form(screen: StationScreen, one: Print, draw: Callable[[], Document], name: str) -> None:
    """Draw a form in a thread and show it; why it cannot be drawn is told with what would be right."""
    try:
        document = await screen.in_thread("作成中", draw)
    except Refused as refused:
        screen.notify(f"「{one.label}」を作成できません。{'　'.join(map(str, refused.findings))}", severity="error")
        return
    except DoesNotFit as problem:
        where = f"{problem.item}：" if problem.item else ""
        screen.notify(f"「{one.label}」を作成できません。{where}{problem.sentence}", severity="error")
        return
    await screen.app.open(PreviewScreen(document, one.label, name))


async def choose(screen: StationScreen, prints: Sequence[Print]) -> Print | None:
    """The form to draw; asked when there are several."""
    if len(prints) < 2:
        return prints[0] if prints else None
    pairs = [(at, f"{at + 1} {one.label}") for at, one in enumerate(prints)]
    picked = await screen.app.open(pick_one("印刷する帳票", pairs))
    return prints[picked[0]] if picked else None


async def print_record(screen: RecordScreen) -> None:
    """F12 on a record: as it is stored, with what is only entered for printing (SYS-31)."""
    state = screen.state
    await screen.view.leave()
    if not state.why_not and unsaved(screen):
        screen.notify(UNSAVED, severity="warning")
        return
    one = await choose(screen, [one for one in screen.cls.prints if not one.of_list])
    if one is None:
        return
    desk, entry = screen.desk, form_state.entry_of(state.model)
    await show_form(screen, one, lambda: one.draw(desk, entry), state.name)


def unsaved(screen: RecordScreen) -> bool:
    """Do stored items differ from the record?"""
    model = screen.state.model
    kept = [item.name for item in model.items if item.typed and (item.stored or item.kind.name == "rows")]
    return any(model.texts[name] != model.start[name] for name in kept)


async def print_list(screen: StationScreen, register: Register) -> None:
    """F12 on a list: forms of all the records found."""
    cls: Any = register.cls
    one = await choose(screen, [one for one in cls.prints if one.of_list])
    if one is None:
        return
    desk = screen.desk
    await show_form(screen, one, lambda: one.draw(desk, listed(register)), "")


def listed(register: Register) -> list[Any]:
    """The entries that a form of a list is given."""
    return list(register.all())
