"""The ground of the screens of 次世代社労法務システム: sentences, items, then buttons and links, in one order of keys.

Tab and Enter go from item to item and on to the buttons, Shift+Tab and the arrows back; Enter on a button or link
presses it (ACC-6).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from screens.base import BaseScreen
from widgets.cells import Line, spans, wrap
from widgets.form_model import FormModel, Place
from widgets.form_view import FormView
from widgets.pane import Caret, Key, Pane

if TYPE_CHECKING:
    from screens.workstation import House, Workstation

T = TypeVar("T")
LABEL_CELLS = 32  # 「パスワードを再入力してください」 stands there whole
NO_PASTE = "再入力の項目には貼り付けられません。もう一度入力してください。"
NOT_SENT = "メールを送信できませんでした。しばらくしても届かないときは、もう一度やり直してください。"


class Press(NamedTuple):
    """A button or a link. `id` names the coroutine `press_<id>` of the screen."""

    id: str
    label: str
    link: bool = False

    @property
    def words(self) -> str:
        """How it is drawn."""
        return f"＿{self.label}＿" if self.link else f"［ {self.label} ］"


class PressForm(Pane):
    """A form with sentences above and things to press below. `pressed`: what was pressed by the last key."""

    def __init__(self, sentences: Sequence[str], form: FormView, presses: Sequence[Press]):
        super().__init__()
        self.sentences, self.form, self.presses = list(sentences), form, list(presses)
        self.at: int | None = None  # the press in hand; None: in the form
        self.pressed = ""

    async def take_key(self, key: Key) -> bool:
        """The form's, until it is left at its end; then among the buttons."""
        if self.at is None:
            return await self._in_form(key)
        if key.name == "enter":
            self.pressed = self.presses[self.at].id
        elif key.name in ("tab", "down", "right"):
            await self._to(self.at + 1)
        elif key.name in ("shift+tab", "up", "left"):
            await self._to(self.at - 1)
        else:
            return False
        return True

    async def _in_form(self, key: Key) -> bool:
        form = self.form
        form.text_waits, form.worker = self.text_waits, self.worker
        name = form.model.place.name
        if key.name == "paste" and name == "again":
            self.say(NO_PASTE, "warn")
            return True
        if key.name in ("enter", "tab", "down") and form.model.beside(1) is None and not _offers(form):
            await form.leave()
            self.at = 0
            return True
        taken = await form.take_key(key)
        self.said, form.said = form.said, ("", "note")
        return taken

    async def _to(self, at: int) -> None:
        """Another press; before the first one stands the form's last item, after the last one its first."""
        if 0 <= at < len(self.presses):
            self.at = at
        else:
            stops = self.form.model.stops(0)
            self.at = None
            await self.form.go(stops[-1 if at < 0 else 0], left=True)

    def hint(self) -> str:
        """How to go about."""
        if self.at is None:
            return self.form.hint()
        return "Enterで選択、Tabで次、Shift+Tabで前"

    def draw(self, cells: int, height: int) -> list[Line]:
        """Sentences, form, buttons."""
        head = [spans(row) for sentence in self.sentences for row in wrap(sentence, cells)]
        head += [()] if head else []
        foot = [()] + [self._drawn(at) for at in range(len(self.presses))]
        self.caret = None
        room = max(1, height - len(head) - len(foot))
        lines = self.form.draw(cells, room)
        if self.at is not None:
            lines = [_unmarked(line) for line in lines]
        spot = self.form.caret
        if spot is not None and self.at is None:
            self.caret = Caret(spot.x, spot.y + len(head))
        return [*head, *lines, *foot]

    def _drawn(self, at: int) -> Line:
        here = at == self.at
        return spans((("> " if here else "  ") + self.presses[at].words, "chosen" if here else ""))


def _unmarked(line: Line) -> Line:
    """A line of the form without the sign of the item in hand: a button is in hand."""
    if line and line[0][0].startswith(">"):
        return ((" " + line[0][0][1:], line[0][1]), *line[1:])
    return line


def _offers(form: FormView) -> bool:
    """Are candidates shown, among which the arrows move?"""
    return bool(form.editor is not None and form.editor.offered)


class AspScreen(BaseScreen):
    """A screen before the log-in. Subclasses give items and presses; the first press is what F9 does too."""

    app: Workstation  # type: ignore[assignment]
    body: PressForm

    def __init__(self, items: Sequence[Any], presses: Sequence[Press], sentences: Sequence[str] = (), **texts: str):
        model = FormModel(items, texts=dict(texts) or None)
        model.label_cells = LABEL_CELLS
        super().__init__(PressForm(sentences, FormView(model), presses))

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """The first button by F9; leaving."""
        return ("help", "back", ("register", self.body.presses[0].label))

    def help_topic(self) -> str:
        """The manual's page on the accounts."""
        return "asp"

    @property
    def house(self) -> House:
        """The loaded storage."""
        assert self.app.house is not None
        return self.app.house

    @property
    def typed(self) -> dict[str, str]:
        """What is typed, by item."""
        return self.body.form.model.as_texts()

    async def take_key(self, key: Key) -> None:
        """Press what was pressed, once the key is done with."""
        await super().take_key(key)
        if self.body.pressed:
            pressed, self.body.pressed = self.body.pressed, ""
            await self.press(pressed)

    async def act_register(self) -> None:
        """F9: the first button."""
        await self.press(self.body.presses[0].id)

    async def press(self, id: str) -> None:
        """Do what a button or link stands for."""
        if self.body.at is None:
            await self.body.form.leave()
        act: Callable[[], Awaitable[None]] = getattr(self, f"press_{id}")
        await act()

    async def press_cancel(self) -> None:
        """キャンセル and ← leave without a result."""
        self.close()

    async def complain(self, item: str, sentence: str) -> None:
        """Say what is wrong and stand in its item; all that was typed stays (ACC-7)."""
        await self.stand_in(item)
        self.notify(sentence, severity="error")

    async def stand_in(self, item: str) -> None:
        """Put the cursor into an item."""
        form = self.body.form
        if item in form.model.by_name:
            self.body.at = None
            await form.go(Place(item), left=True)

    async def missing(self) -> bool:
        """Is an item empty? It is named and stood in."""
        for item in self.body.form.model.items:
            if not self.typed[item.name].strip():
                await self.complain(item.name, f"{item.label}：入力してください。")
                return True
        return False

    async def tell(self, title: str, sentence: str) -> None:
        """A message with OK."""
        await self.ask(title, sentence, (("ok", "OK"),))

    async def working(self, label: str, work: Callable[[], T]) -> T:
        """Work on storage away from the event loop; raises what it raises."""
        return await self.run_long(label, lambda _: work())

    async def send_mails(self) -> None:
        """Send what was just written (ACC-119: at once); what cannot be sent waits in the journal of mails."""
        from shuro.accounts.post import deliver
        from shuro.kernel.mail_line import MailSettings
        from shuro.kernel.troubles import StorageTrouble

        house = self.house
        try:
            done = await self.working("送信中", lambda: deliver(house.database, house.clock))
        except (MailSettings, StorageTrouble):
            self.notify(NOT_SENT, severity="warning")
        else:
            if done.failed:
                self.notify(NOT_SENT, severity="warning")
