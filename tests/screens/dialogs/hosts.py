"""A form over which the dialogs open in tests, and pictures that are checked for their borders."""

from __future__ import annotations

from typing import Any

from screens.app import ShuroApp
from screens.base import BaseScreen
from screens.dialogs import after_leaving, pick_for
from tests.terminal import picture, press
from widgets.cells import line_width, width
from widgets.form_model import FormModel, Place
from widgets.form_view import FormView


class HostScreen(BaseScreen):
    """A form whose F4 opens the dialogs; F9 closes it with its texts. `picked`: what the dialogs gave back."""

    heading = "試験_登録"

    def __init__(self, model: FormModel):
        self.picked: list[Any] = []
        super().__init__(FormView(model, self.pick, self.after))

    async def pick(self, item: Any, text: str) -> Any:
        got = await pick_for(self, item, text, self.body.model)
        self.picked.append(got)
        return got

    async def after(self, item: Any, value: Any) -> Any:
        return await after_leaving(self, item, value, self.body.model)

    def help_topic(self) -> str:
        return f"sample#{self.body.item.label}"

    def actions(self) -> Any:
        return ("help", "back", "pick", "register")

    async def act_register(self) -> None:
        await self.body.leave()
        self.close(self.body.model.as_texts())


def host(items: Any, desk: Any = None, entry: Any = None, **texts: str) -> ShuroApp:
    """An app with a form of a record class or of items; `texts` are typed already."""
    if isinstance(items, type):
        model = FormModel.of_class(items, entry, desk=desk, texts=texts)
    else:
        model = FormModel(items, desk=desk, texts=texts)
    return ShuroApp(lambda: HostScreen(model))


def form(app: ShuroApp) -> HostScreen:
    """The form at the bottom."""
    screen = app.screen_stack[0]
    assert isinstance(screen, HostScreen)
    return screen


def texts(app: ShuroApp) -> dict[str, Any]:
    """What stands in the form."""
    return form(app).body.model.texts


def goto(app: ShuroApp, name: str, row: int = -1, column: str = "") -> None:
    """Put the cursor on an item of the form, or on a cell of a child table."""
    body = form(app).body
    body.model.place = Place(name, row, column)
    body._open()


async def pick(app: ShuroApp, name: str, *keys: str) -> Any:
    """Open the dialog of an item with F4 and press keys in it; what it gave back, None while it is still open."""
    before = len(form(app).picked)
    goto(app, name)
    await press(app, "f4", *keys)
    return form(app).picked[-1] if len(form(app).picked) > before else None


def framed(app: ShuroApp) -> str:
    """The picture, proved to be 24 lines of 80 cells in which a box has straight sides."""
    screen = app.screen
    lines = screen.picture(app.size.width, app.size.height)
    assert len(lines) == app.size.height
    text = picture(app)
    rows = text.split("\n")
    tops = [row.index("┌") for row in rows if "┌" in row]
    assert all(line_width(line) <= app.size.width for line in lines)
    if tops:
        top = next(at for at, row in enumerate(rows) if "┌" in row)
        bottom = next(at for at, row in enumerate(rows) if "└" in row)
        left, right = width(rows[top].split("┌")[0]), width(rows[top].split("┐")[0])
        for row in rows[top + 1 : bottom]:
            places = _cells_of(row, "│")
            assert left in places and right in places, f"a side is broken:\n{text}"
        assert _cells_of(rows[bottom], "└") == [left] and _cells_of(rows[bottom], "┘") == [right]
    return text


def _cells_of(row: str, sign: str) -> list[int]:
    """The columns, in cells, at which a sign stands."""
    return [width(row[:at]) for at, one in enumerate(row) if one == sign]
