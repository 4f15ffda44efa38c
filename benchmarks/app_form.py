"""A form of 120 items in six tab pages, for benchmarks.forms and benchmarks.memory: `ours` or `stock` (stock widgets).

F5 opens the form; READY is on the screen before it, PAGE-END at the end of its first page.
"""

from __future__ import annotations

import sys
from typing import Any, ClassVar

ITEMS, PER_PAGE = 120, 20
KINDS = ("text", "text", "text", "choice", "text", "text", "text", "choice", "text", "flag")


def label(at: int) -> str:
    """The label of an item; the last of a page is the word that is waited for."""
    return f"項目{at:03d}" + ("PAGE-END" if at % PER_PAGE == PER_PAGE - 1 else "")


def declared() -> type:
    """A declaration of the items, with their checks, as a record type makes it."""
    from shuro.kernel.items import DUTY, choice, flag, tab, text
    from shuro.kernel.record import Conditions

    members: dict[str, Any] = {"__doc__": "測定: a form of 120 items", "__module__": __name__}
    options = tuple(f"選択肢{n}" for n in range(20))
    for page in range(ITEMS // PER_PAGE):
        with tab(f"頁{page + 1}"):
            for at in range(page * PER_PAGE, (page + 1) * PER_PAGE):
                kind = KINDS[at % 10]
                made = {"choice": lambda name: choice(name, options, DUTY, stored=False),
                        "flag": lambda name: flag(name, stored=False),
                        "text": lambda name: text(name, DUTY, max=40, stored=False)}[kind](label(at))  # fmt: skip
                members[f"item_{at:03d}"] = made
    members["__annotations__"] = {name: ClassVar[Any] for name in members if name.startswith("item")}
    return type("Measured", (Conditions,), members)


def ours() -> None:
    """The program's own application, screen and form."""
    from screens.app import ShuroApp
    from screens.base import BaseScreen
    from widgets.form_model import FormModel
    from widgets.form_view import FormView

    record = declared()

    class Form(BaseScreen):
        heading = "FORM"

        def __init__(self) -> None:
            super().__init__(FormView(FormModel.of_class(record)))

        def actions(self) -> Any:
            return ("help", "back", "next_page", "previous_page")

    class First(BaseScreen):
        heading = "READY"

        def actions(self) -> Any:
            return ("help", "back", "search")

        async def act_search(self) -> None:
            await self.app.open(Form())

    ShuroApp(First).run(mouse=False)


def stock() -> None:
    """The same of Textual's own widgets, all mounted."""
    from textual.app import App
    from textual.containers import Horizontal, VerticalScroll
    from textual.screen import Screen
    from textual.widgets import Checkbox, Input, Label, Select, Static, TabbedContent, TabPane

    def field(at: int) -> Horizontal:
        kind = KINDS[at % 10]
        if kind == "choice":
            box: Any = Select([(f"選択肢{n}", n) for n in range(20)], allow_blank=True, compact=True)
        elif kind == "flag":
            box = Checkbox("該当", compact=True)
        else:
            box = Input(compact=True)
            box.cursor_blink = False
        return Horizontal(Label(label(at), classes="label"), box, classes="row")

    class Form(Screen):
        CSS = ".row {height: 1;} .label {width: 22;} Input, Select {width: 40;} TabbedContent {height: 1fr;}"

        def compose(self) -> Any:
            yield Static("FORM")
            with TabbedContent():
                for page in range(ITEMS // PER_PAGE):
                    with TabPane(f"頁{page + 1}"), VerticalScroll():
                        for at in range(page * PER_PAGE, (page + 1) * PER_PAGE):
                            yield field(at)

        def on_mount(self) -> None:
            self.call_after_refresh(lambda: self.query(Input).first().focus())

    class Stock(App):
        ENABLE_COMMAND_PALETTE = False
        BINDINGS = [("f5", "open", "open"), ("f3", "close", "close")]

        def compose(self) -> Any:
            yield Static("READY")

        def action_open(self) -> None:
            self.push_screen(Form())

        def action_close(self) -> None:
            self.pop_screen()

    Stock().run()


if __name__ == "__main__":
    {"ours": ours, "stock": stock}[sys.argv[1]]()
