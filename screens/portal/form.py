"""The ground of the screens of the outside systems: sentences, items, buttons and links, in one order of keys (ACC-6).

A screen gives its parts from top to bottom: a text is printed, items are typed into, a `Button` is pressed. Tab and
Enter go from one to the next, Shift+Tab and the arrows back; Enter on a button or link presses it, and an item can press
one by Enter itself (`enter_presses`). What is longer than the window follows the cursor and scrolls by PageUp, PageDown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from screens.base import BaseScreen
from widgets.cells import Line, spans, wrap
from widgets.form_model import NOWHERE, FormModel, Place
from widgets.form_view import FormView
from widgets.pane import Caret, Key, Pane

if TYPE_CHECKING:
    from screens.workstation import House, Workstation
    from shuro.accounts.asp.store import AspRefused
    from shuro.accounts.login import LoginRefused

T = TypeVar("T")
NO_PASTE = "再確認の項目には貼り付けられません。もう一度入力してください。"
YES_NO = (("yes", "はい"), ("no", "いいえ"))
MASK = "●"  # for each letter of a password, where it is not said otherwise


class Heading(NamedTuple):
    """A heading between the parts."""

    text: str


class Button(NamedTuple):
    """A button, or a link. `action` names the coroutine `press_<action>` of the screen; of one in a list its number follows
    (`open 3`), which the coroutine is given.
    """

    label: str
    action: str
    link: bool = False

    @property
    def words(self) -> str:
        """How it is drawn: what it is does not hang on a colour (ACC-16)."""
        return f"＿{self.label}＿" if self.link else f"［ {self.label} ］"


BACK = Button("戻る", "back")
Part = str | Heading | Button | FormView


def items_form(*items: Any, **texts: str) -> FormView:
    """A part with items; `texts`: what stands in them at first, by name, and is not lost by leaving."""
    model = FormModel(items, texts=dict(texts) or None)
    model.start = dict(model.texts)
    return FormView(model)


class PortalView(Pane):
    """The parts and what is in hand: the form (`at` None) or the button of that number. `pressed`: by the last key."""

    def __init__(self, parts: Iterable[Part], again: Iterable[str] = (), enter_presses: dict[str, str] | None = None):
        super().__init__()
        self.again, self.enter_presses = frozenset(again), dict(enter_presses or {})
        self.parts: list[Part] = []
        self.at: int | None = None
        self.pressed = ""
        self.top = 0
        self._peeking = False
        self._height = 10
        self.show(parts)

    def show(self, parts: Iterable[Part]) -> None:
        """Other parts; what is in hand stays in hand when it is still there."""
        held = self.buttons[self.at] if self.at is not None and self.at < len(self.buttons) else None
        self.parts = list(parts)
        if held in self.buttons:
            self.at = self.buttons.index(held)
        elif self.form is None or (self.at is not None and self.buttons):
            self.at = min(self.at or 0, max(0, len(self.buttons) - 1))
        else:
            self.at = None

    @property
    def form(self) -> FormView | None:
        """The part with items."""
        return next((one for one in self.parts if isinstance(one, FormView)), None)

    @property
    def buttons(self) -> list[Button]:
        """Buttons and links from top to bottom."""
        return [one for one in self.parts if isinstance(one, Button)]

    # Keys

    async def take_key(self, key: Key) -> bool:
        """Scrolling by screenfuls, else the form's while it is in hand, else moving among the buttons and pressing."""
        if key.name in ("pageup", "pagedown"):
            self.top += (self._height - 1) * (1 if key.name == "pagedown" else -1)
            self._peeking = True
            return True
        self._peeking = False
        if self.at is None:
            return await self._in_form(key)
        if key.name == "enter":
            self.pressed = self.buttons[self.at].action if self.buttons else ""
        elif key.name in ("tab", "down", "right"):
            await self._to(self.at + 1)
        elif key.name in ("shift+tab", "up", "left"):
            await self._to(self.at - 1)
        else:
            return False
        return True

    async def _in_form(self, key: Key) -> bool:
        form = self.form
        assert form is not None
        form.text_waits, form.worker = self.text_waits, self.worker
        name = form.model.place.name
        offered = form.editor is not None and bool(form.editor.offered)
        if key.name == "paste" and name in self.again:
            self.say(NO_PASTE, "warn")
            return True
        if key.name == "enter" and name in self.enter_presses and not offered:
            await form.leave()
            self.pressed = self.enter_presses[name]
            return True
        if key.name in ("enter", "tab", "down") and not offered and form.model.beside(1) is None and self.buttons:
            if key.name != "tab" and self._writes(form, key):
                return True
            left = await form.leave()
            if not left.wrong:
                self.at = 0
                return True
        taken = await form.take_key(key)
        self.said, form.said = form.said, ("", "note")
        return taken

    def _writes(self, form: FormView, key: Key) -> bool:
        """Does the key break or change the line in a text of several?"""
        editor = form.editor
        if editor is None or not getattr(editor.line, "multiline", False) or not editor.take_key(key):
            return False
        if editor.notice:
            self.say(editor.notice, "warn")
        return True

    async def _to(self, at: int) -> None:
        """Another button; before the first one stands the form's last item, after the last one its first."""
        count = len(self.buttons)
        if 0 <= at < count:
            self.at = at
        elif self.form is None:
            self.at = at % max(1, count)
        else:
            stops = self.form.model.stops(0)
            self.at = None
            await self.form.go(stops[-1 if at < 0 else 0], left=True)

    def hint(self) -> str:
        """What helps with the thing in hand."""
        if self.at is None and self.form is not None:
            return self.form.hint()
        return "Enterで選択、Tabで次、Shift+Tabで前"

    # Drawing

    def draw(self, cells: int, height: int) -> list[Line]:
        """The parts around what is in hand; below them, where there are more, how far down they are."""
        lines, span, caret = self._all(cells)
        room = height if len(lines) <= height else height - 1
        self._height = max(1, room)
        if not self._peeking:
            first, last = span
            if last - first < room:
                self.top = min(self.top, first) if first < self.top else max(self.top, last + 1 - room)
            else:
                self.top = first
        self.top = max(0, min(self.top, len(lines) - room))
        at = None if caret is None else caret.y - self.top
        self.caret = Caret(caret.x, at) if caret is not None and at is not None and 0 <= at < room else None
        seen = lines[self.top : self.top + room]
        if len(lines) > height:
            seen.append(spans((f"PageDownで続きを表示（{min(len(lines), self.top + room)}/{len(lines)}行）", "dim")))
        return seen

    def _all(self, cells: int) -> tuple[list[Line], tuple[int, int], Caret | None]:
        """All lines, the first and last of what is in hand, and the caret among them."""
        lines: list[Line] = []
        span, caret, number, held = (0, 0), None, 0, False
        for part in self.parts:
            start = len(lines)
            if isinstance(part, FormView):
                lines += part.draw(cells, 10_000) if self.at is None else self._at_rest(part, cells)
                if self.at is None:
                    spot = part.caret
                    caret = Caret(spot.x, start + spot.y) if spot else None
                    first, size = part.picture.span_in_hand()
                    span = (start + first, start + first + size - 1)
            elif isinstance(part, Button):
                here = number == self.at
                lines.append(spans((("> " if here else "  ") + part.words, "chosen" if here else "")))
                span = (start, start) if here else span
                held = here
                number += 1
                continue
            elif isinstance(part, Heading):
                lines.append(spans((part.text, "heading")))
            else:
                lines += [spans(row) for text in part.split("\n") for row in wrap(text, cells - 2) or [""]]
                span = (span[0], len(lines) - 1) if held else span  # the words below a button belong to it
            held = False
        if self.at == 0 and self.form is None:
            span = (
                (0, span[1]) if span[1] < self._height else span
            )  # what is printed above the first button is read too
        return lines, span, caret

    @staticmethod
    def _at_rest(form: FormView, cells: int) -> list[Line]:
        """The items while a button is in hand: none of them is marked."""
        model, held = form.model, form.model.place
        model.place = NOWHERE
        model.version += 1
        try:
            return form.picture.draw(None, cells, 10_000)[0]
        finally:
            model.place = held
            model.version += 1


class PortalForm(BaseScreen):
    """A screen of an outside system. Subclasses give their parts and a coroutine `press_<action>` for each button."""

    app: Workstation  # type: ignore[assignment]
    body: PortalView
    main = ""  # the action that F9 does too
    back = ""  # the action that F3 and Esc do; empty: the screen closes without a result
    soft: Sequence[str] = ()  # passwords that the soft keyboard fills, by `Button(soft_keyboard.BUTTON, "soft")`
    topic = ""  # the page of the manual

    def __init__(
        self, parts: Iterable[Part], heading: str = "", *, again: Iterable[str] = (),
        enter_presses: dict[str, str] | None = None,
    ):  # fmt: skip
        super().__init__(PortalView(parts, again, enter_presses), heading)
        self._soft = ""  # of `soft`, the item that has or last had the focus

    def help_topic(self) -> str:
        """The screen's own page of the manual (ACC-102)."""
        return self.topic

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """The main button by F9, the button that leads back by F3."""
        named = {one.action: one.label for one in self.body.buttons}
        back: Any = ("back", named[self.back]) if self.back in named else "back"
        main: list[Any] = [("register", named[self.main])] if self.main in named else []
        pick = ["pick"] if self.body.form is not None else []
        return ("help", back, *pick, *main)

    # What is typed

    @property
    def changed(self) -> bool:
        """Is there something that would be lost?"""
        return self.body.form is not None and self.body.form.changed

    @property
    def typed(self) -> dict[str, str]:
        """What is typed, by item."""
        assert self.body.form is not None
        return self.body.form.model.as_texts()

    def put(self, **texts: str) -> None:
        """Texts for items."""
        assert self.body.form is not None
        self.body.form.model.put(texts)

    async def stand_in(self, item: str) -> None:
        """Put the cursor into an item that can be typed into."""
        form = self.body.form
        if form is not None and Place(item) in form.model.stops(0):
            self.body.at = None
            await form.go(Place(item), left=True)

    async def complain(self, item: str, *sentences: str) -> None:
        """Say what is wrong, to be answered with OK, then stand in the item; all that was typed stays (ACC-7)."""
        await self.tell(*sentences)
        await self.stand_in(item)

    async def complain_of(self, findings: Sequence[tuple[str, str]]) -> None:
        """Findings in screen order: those of the first item are told, and the cursor stands there."""
        item = findings[0][0]
        await self.complain(item, *(sentence for name, sentence in findings if name == item))

    # Questions

    async def confirm(self, question: str) -> bool:
        """A question with はい and いいえ; only はい is a yes (ACC-4)."""
        return await self.ask(self.heading, question, YES_NO) == "yes"

    async def tell(self, *sentences: str, button: str = "OK") -> None:
        """A message with one button."""
        await self.ask(self.heading, "\n".join(sentences), (("ok", button),))

    # Pressing

    async def take_key(self, key: Key) -> None:
        """Press what was pressed, once the key is done with."""
        self._note_soft()
        await super().take_key(key)
        self._note_soft()
        if self.body.pressed:
            pressed, self.body.pressed = self.body.pressed, ""
            await self.press(pressed)

    async def press(self, action: str) -> None:
        """Do what a button or link stands for."""
        if self.body.form is not None and self.body.at is None:
            await self.body.form.leave()
        name, *numbers = action.split(" ")
        act: Callable[..., Awaitable[None]] = getattr(self, f"press_{name}")
        await act(*map(int, numbers))

    async def press_back(self) -> None:
        """Leave; what was typed is asked about first."""
        from shuro.accounts.messages import message

        if not self.changed or await self.confirm(message("m24")):
            self.close()

    async def returned(self) -> None:
        """Show what is to be shown now: what was opened from here may have changed it."""

    async def renew(self) -> None:
        """The screen as it is now; what was said stays."""
        said = self.message
        await self.returned()
        self.message = said

    def _note_soft(self) -> None:
        form = self.body.form
        if form is not None and self.body.at is None and form.model.place.name in self.soft:
            self._soft = form.model.place.name

    async def press_soft(self) -> None:
        """「ソフトウェアキーボード」: for the password that has or last had the focus (ACC-200)."""
        from screens.portal.soft_keyboard import type_softly

        form = self.body.form
        assert form is not None and self.soft
        name = self._soft or self.soft[0]
        item = form.model.by_name[name]
        typed = await type_softly(self, item.label, item.max)
        if typed is not None:
            self.put(**{name: typed})
        await self.stand_in(name)

    async def act_register(self) -> None:
        """F9: the main button."""
        await self.press(self.main)

    async def act_back(self) -> None:
        """F3: the button that leads back."""
        if self.back:
            await self.press(self.back)
        else:
            self.close()

    async def act_pick(self) -> None:
        """F4: the options of a choice, as a list."""
        form = self.body.form
        item = form.item if form is not None and self.body.at is None else None
        if form is None or item is None or not item.options or form.editor is None:
            self.notify("この項目に候補はありません。")
            return
        from screens.pick import pick_one, pick_several

        if item.kind.name == "choices":
            picker = pick_several(item.label, item.options, form.editor.text.split("、"))
        else:
            picker = pick_one(item.label, [(one, one) for one in item.options])
        chosen = await self.app.open(picker)
        if chosen:
            form.editor.line.replace("、".join(one for one in item.options if one in chosen))
            await form.leave()

    # Storage

    @property
    def house(self) -> House:
        """The loaded storage."""
        assert self.app.house is not None
        return self.app.house

    async def ready(self) -> bool:
        """The storage, waited for; False when it cannot be used (said, or the screen closed with the exit code)."""
        return await self.app.housed(self)

    async def working(self, label: str, work: Callable[[], T]) -> T:
        """Work on storage away from the event loop; raises what it raises."""
        return await self.run_long(label, lambda _: work())

    async def tried(
        self, item: str, label: str, work: Callable[[], T], refusal: type[AspRefused] | type[LoginRefused]
    ) -> T | None:
        """What the work gives, or None after a refusal, which was said at its item."""
        try:
            return await self.working(label, work)
        except refusal as refused:
            await self.complain(item, refused.sentence)
            return None

    def send_mails(self) -> None:
        """Begin to send what was just written."""
        send_soon(self.app)


def send_soon(app: Workstation) -> None:
    """Begin to send the mails that were just written, and wait for nothing: how long it takes must not tell whether there
    was a mail at all (ACC-83). What cannot be sent now waits in the journal of mails.
    """
    from shuro.accounts.post import deliver
    from shuro.kernel.mail_line import MailSettings
    from shuro.kernel.troubles import StorageTrouble

    house = app.house
    assert house is not None

    def send() -> None:
        with suppress(MailSettings, StorageTrouble):
            deliver(house.database, house.clock)

    app.threads.submit(send)
