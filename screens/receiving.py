"""F11 of a list: a file that another system wrote is taken in, and what it brought is completed (CST-46, CST-49)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from screens.confirm import ConfirmScreen
from screens.station import Entry, StationScreen
from screens.typed_name import TypedPath
from shuro.kernel import registry
from shuro.kernel.record import Offer, label_of, table_of
from shuro.kernel.register import Register
from shuro.kernel.sheets import SheetTrouble, read_rows
from shuro.kernel.steps import Step
from widgets.form_model import FormModel
from widgets.form_view import FormView
from widgets.plain_items import line

ENDINGS = (".csv", ".xlsx")
MOST_TOLD = 200  # lines of a file whose faults are shown


def receiving(cls: Any) -> Step | None:
    """The step by which records of the type come as a file; None for types that do not."""
    if getattr(cls, "receive", None) is None:
        return None
    return next((step for step in cls.steps if step.command == "receive"), None)


def completing(cls: Any) -> list[tuple[Any, Offer]]:
    """(type of the same subsystem that comes as a file, entry of its menu) from which records of `cls` are registered."""
    known = registry.index()
    offers = [one for one in getattr(cls, "offers", ()) if one.into and known[one.at].subsystem == cls.subsystem]
    found = [(registry.load(one.at), one) for one in offers]
    return [(other, one) for other, one in found if receiving(other) is not None]


def receives(cls: Any) -> bool:
    """Is there anything to take in at the list of the type?"""
    return receiving(cls) is not None or bool(completing(cls))


def receiving_entries(screen: StationScreen, cls: Any) -> list[Entry]:
    """The entries of the 「データ」 menu of the type's list."""
    made = []
    step = receiving(cls)
    if step is not None:
        made.append(Entry(step.name, lambda: take_in_here(screen, cls), "ファイルから", why_not(screen, step)))
    for other, offer in completing(cls):
        step = receiving(other)
        assert step is not None
        reason = why_not(screen, step)
        made.append(Entry(step.name, _reader(screen, cls, other, offer), "ファイルから", reason))
        made.append(Entry(f"{label_of(other)}からの登録", _completer(screen, cls, other, offer), "読取済み", reason))
    return made


def why_not(screen: StationScreen, step: Step) -> str:
    """Why the officer cannot do it; empty when he can."""
    return "" if step.by.may(screen.desk.officer, None) else f"できるのは{step.by.label}です。"


def _reader(screen: StationScreen, cls: Any, other: Any, offer: Offer) -> Any:
    async def read() -> None:
        done = await take_in(screen, other)
        if done is not None and not done.new:
            tell(screen, other, done)
        elif done is not None and done.new == 1:
            ids = await screen.in_thread("検索中", lambda: waiting(screen, other))
            await complete(screen, cls, offer, ids[-1])
        elif done is not None:
            await complete_all(screen, cls, other, offer)

    return read


def _completer(screen: StationScreen, cls: Any, other: Any, offer: Offer) -> Any:
    async def go() -> None:
        if not await screen.in_thread("検索中", lambda: waiting(screen, other)):
            screen.notify(f"登録していない{label_of(other)}はありません。", severity="warning")
            return
        await complete_all(screen, cls, other, offer)

    return go


def waiting(screen: StationScreen, other: Any) -> list[int]:
    """Records that came and are not completed, in the order they came."""
    return sorted(one.id for one in Register(screen.desk, other, where=(still_open(other),)).all())


def still_open(other: Any) -> Any:
    """The condition of a record that came and is not completed."""
    step = receiving(other)
    assert step is not None
    return table_of(other).c.state == step.after


async def complete_all(screen: StationScreen, cls: Any, other: Any, offer: Offer) -> None:
    """One after another is chosen by its number and completed, until none is left or the officer goes back."""
    from screens.opening import pick_record

    while await screen.in_thread("検索中", lambda: waiting(screen, other)):
        chosen = await pick_record(screen, other, f"登録する{label_of(other)}", (still_open(other),))
        if chosen is None:
            return
        await complete(screen, cls, offer, chosen)


async def complete(screen: StationScreen, cls: Any, offer: Offer, id: int) -> None:
    """The form of the new record, with what came filled in."""
    from screens.opening import open_form

    await open_form(screen, cls, {**dict(offer.given), offer.into: id}, finish=True)


# The file ---------------------------------------------------------------------------------------------------------------


class FileScreen(TypedPath):
    """Asks for a file to read; F4 walks through the folders."""

    def __init__(self, heading: str, typed: str = "", problem: str = ""):
        item = line("path", self.named, "registration", max=400, help=f"F4で選びます（{'、'.join(ENDINGS)}）。")
        super().__init__(FormView(FormModel((item,), texts={"path": typed}), self._browse), heading, "取込み")
        self.problem = problem

    async def started(self) -> None:
        """Say what was wrong with the file that was named before."""
        if self.problem:
            self.notify(self.problem, severity="error")

    async def _browse(self, item: Any, text: str) -> str | None:
        from screens.dialogs.files import browse

        here = Path(text).expanduser().parent if text.strip() else None
        return await browse(self, item, here, ENDINGS)

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Choose, read or go back."""
        return ("back", "pick", ("register", self.verb))

    def checked(self, typed: str) -> Path | str:
        """A file that is there."""
        if not typed:
            return "ファイルの名前を入力するか、F4で選んでください。"
        path = Path(typed).expanduser()
        return path if path.is_file() else "このファイルはありません。名前を確かめるか、F4で選んでください。"


async def take_in(screen: StationScreen, cls: Any) -> Any:
    """Ask for the file, take it in, show what is wrong with its lines; what it did, None when nothing was taken in."""
    step = receiving(cls)
    assert step is not None
    typed, problem = "", ""
    while True:
        path = await screen.app.open(FileScreen(step.name, typed, problem))
        if path is None:
            return None
        try:
            done, lines = await screen.run_long("取込み中", partial(received, screen, cls, path), cancel=True)
        except SheetTrouble as trouble:
            typed, problem = str(path), f"ファイル：{trouble.sentence}"
            continue
        break
    if done.problems:
        faults = [(f"{lines[at - 1]}行目", str(one)) for at, found in done.problems[:MOST_TOLD] for one in found]
        await screen.app.open(ConfirmScreen(f"{step.name}　取り込まなかった行", faults, (("back", "閉じる"),)))
    return done


async def take_in_here(screen: StationScreen, cls: Any) -> None:
    """From the list of what comes: take a file in and say what it did."""
    done = await take_in(screen, cls)
    if done is not None:
        tell(screen, cls, done)


def tell(screen: StationScreen, cls: Any, done: Any) -> None:
    """Say what a file did."""
    step = receiving(cls)
    assert step is not None
    screen.notify(f"{step.name}：{done.sentence}", severity="warning" if done.problems else "information")


def received(screen: StationScreen, cls: Any, path: Path, progress: Any) -> tuple[Any, list[int]]:
    """What the type's own `receive` did, and the line of the file of each row; all of it or nothing is stored."""
    lines: list[int] = []

    def rows() -> Any:
        for row in read_rows(path):
            lines.append(row.line)
            progress.report(len(lines))
            yield row.values

    return cls.receive(screen.desk, rows()), lines
