"""A list of workplaces, for benchmarks.lists: `ours URL` (the program's list over its register) or `stock URL ROWS`.

F5 opens the list; READY is on the screen before it, 事業場キー in its headings.
"""

from __future__ import annotations

import sys
from typing import Any


def ours(url: str) -> None:
    """ListView over kernel.register."""
    from benchmarks.ground import desk_on
    from screens.app import ShuroApp
    from screens.base import BaseScreen
    from shuro.kernel import registry
    from shuro.kernel.database import Database
    from shuro.kernel.register import Register
    from widgets.list_view import ListView, columns_of

    desk, cls = desk_on(Database(url)), registry.load("workplace")

    class Listed(BaseScreen):
        heading = "LIST"

        def __init__(self) -> None:
            register = Register(desk, cls)
            super().__init__(ListView(columns_of(register.items), register))

        def actions(self) -> Any:
            return ("help", "back")

    class First(BaseScreen):
        heading = "READY"

        def actions(self) -> Any:
            return ("help", "back", "search")

        async def act_search(self) -> None:
            await self.app.open(Listed())

    ShuroApp(First).run(mouse=False)


def stock(url: str, rows: int) -> None:
    """A DataTable of the same columns and rows."""
    from textual.app import App
    from textual.widgets import DataTable, Static

    from benchmarks.ground import desk_on
    from shuro.kernel import registry
    from shuro.kernel.database import Database
    from shuro.kernel.register import Register

    register = Register(desk_on(Database(url)), registry.load("workplace"))

    class Stock(App):
        ENABLE_COMMAND_PALETTE = False
        BINDINGS = [("f5", "open", "open"), ("f3", "close", "close")]
        CSS = "DataTable {height: 1fr;}"

        def compose(self) -> Any:
            yield Static("READY")

        async def action_open(self) -> None:
            table = DataTable(cursor_type="row")
            await self.mount(table)
            table.add_columns(*register.headings)
            table.add_rows(line.cells for line in register.first(rows))
            table.focus()

        async def action_close(self) -> None:
            await self.query("DataTable").remove()

    Stock().run()


if __name__ == "__main__":
    if sys.argv[1] == "ours":
        ours(sys.argv[2])
    else:
        stock(sys.argv[2], int(sys.argv[3]))
