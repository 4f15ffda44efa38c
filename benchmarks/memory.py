"""Memory of a session on the menu and on a form, alone and as one of 20, beside a bare Textual app with SQLModel."""

from __future__ import annotations

from benchmarks import ground
from benchmarks.measure import PYTHON, Result, Terminal, median, pss

OURS = [PYTHON, "-m", "shuro"]
PASSWORD = "asagao to himawari to asa"
BARE = """
import sqlmodel
from textual.app import App
from textual.widgets import Static
class Bare(App):
    ENABLE_COMMAND_PALETTE = False
    def compose(self):
        yield Static("READY")
Bare().run()
"""


def run(quick: bool) -> list[Result]:
    """Menu and form of the real program, one session and several at once."""
    many = 4 if quick else 20
    with ground.home() as folder:
        prepare(folder, many)
        bare_alone, bare_many = bare(1), bare(many)
        menu_alone, form_alone = sessions(1)
        menu_many, form_many = sessions(many)
    peer = "bare Textual with SQLModel"
    return [
        Result("memory of a session on the menu, alone", menu_alone, bare_alone, peer, "MiB", 1.3),
        Result("memory of a session on a form, alone", form_alone, bare_alone, peer, "MiB", 1.3),
        Result(f"memory of a session on the menu, one of {many}", menu_many, bare_many, peer, "MiB", 1.3),
        Result(f"memory of a session on a form, one of {many}", form_many, bare_many, peer, "MiB", 1.3),
    ]


def login(at: int) -> str:
    """The ID of an officer."""
    return f"{130100 + at}"


def prepare(folder, officers: int) -> None:  # noqa: ANN001
    """A database, shuro.db of the data folder, with officers whose password is known."""
    from shuro.accounts.desks import system_desk
    from shuro.accounts.own import change_password
    from shuro.accounts.realms import KIJUN
    from shuro.accounts.users import create_user
    from shuro.kernel.desk import wall_clock

    database = ground.fresh(folder, "shuro")
    desk = system_desk(database, wall_clock, KIJUN, "command")
    for at in range(officers):
        initial = create_user(desk, login(at), "測定 太郎", "ソクテイ タロウ", ground.OFFICE)
        change_password(database, wall_clock, KIJUN, login(at), initial.secret, PASSWORD)
    database.close()


def sessions(count: int) -> tuple[float, float]:
    """Median PSS in MiB of `count` sessions on the menu, then on the form of a new workplace."""
    open_ones = [Terminal(OURS, rows=24, columns=80) for _ in range(count)]
    try:
        for at, one in enumerate(open_ones):
            one.until("職員番号")
            one.quiet(0.3)
            one.send(f"{login(at)}\r{PASSWORD}\r".encode())
        for one in open_ones:
            one.until("個別事業場情報管理システム", 120)
            one.quiet(1.0)
        menu = median([pss(one.pid) for one in open_ones])
        for one in open_ones:
            one.send(b"\r")
            one.until("事業場基本情報")
            one.send(b"\r")
            one.until("管轄局署")
            one.send(b"\x1b[20~")
            one.until("事業場区分")
            one.quiet(1.0)
        return menu, median([pss(one.pid) for one in open_ones])
    finally:
        for one in open_ones:
            one.close()


def bare(count: int) -> float:
    """Median PSS in MiB of `count` bare apps."""
    open_ones = [Terminal([PYTHON, "-c", BARE], rows=24, columns=80) for _ in range(count)]
    try:
        for one in open_ones:
            one.until("READY")
            one.quiet(0.5)
        return median([pss(one.pid) for one in open_ones])
    finally:
        for one in open_ones:
            one.close()
