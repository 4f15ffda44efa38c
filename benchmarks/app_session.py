"""A session under a pseudo terminal, for its memory.

    python -m benchmarks.app_session ours URL menu|form    the workstation: an officer at the menu, or entering a workplace
    python -m benchmarks.app_session bare                  a line of text, beside SQLModel with one table
"""

from __future__ import annotations

import sys
from typing import Any

READY = "SHURO-READY"


def ours(url: str, what: str) -> None:
    """The workstation behind its log-in."""
    from benchmarks.ground import desk_on
    from screens.menu import MainMenu
    from screens.record_form import RecordScreen
    from screens.workstation import Duty, House, Workstation
    from shuro.accounts.realms import KIJUN
    from shuro.kernel import registry
    from shuro.kernel.database import Database

    desk = desk_on(Database(url))

    def form() -> RecordScreen:
        return RecordScreen(registry.load("workplace"))

    app = Workstation(url, first=form if what == "form" else MainMenu, duty=Duty(desk))
    app.house = House(desk.database, KIJUN, desk.clock)
    app.run(mouse=False)


def bare() -> None:
    """What any program with a screen and a table holds."""
    from sqlmodel import Field, Session, SQLModel, create_engine, select
    from textual.app import App
    from textual.widgets import Static

    class Note(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        text: str

    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    session = Session(engine)
    session.add(Note(text=READY))
    session.commit()
    line = session.exec(select(Note)).one().text

    class Bare(App[None]):
        ENABLE_COMMAND_PALETTE = False

        def compose(self) -> Any:
            yield Static(line)

    Bare().run()


if __name__ == "__main__":
    what, *given = sys.argv[1:]
    ours(*given) if what == "ours" else bare()
