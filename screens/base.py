"""The base of all screens: title line, body, message and key bar, drawn line by line; and the keys on their way.

A screen is a `Pane` (its body) and the actions that work on it. To write one:

    class Register(BaseScreen):
        heading = "申告情報_検索/一覧"

        def __init__(self, ...):
            super().__init__(ListView(...))

        def actions(self):
            return ("help", "back", "search", ("register", "新規登録"))

        async def act_search(self):            # one coroutine an action: act_<id of the key table>, here or on the body
            chosen = await self.app.open(SearchConditions(...))   # keys go there until it closes; its result comes back

    screen.close(result) ends a screen. `await self.ask(…)`, `await self.run_long(…)` and `self.notify(…)` are here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from screens.keys import BY_ID, BY_KEY, Action
from widgets.borders import boxed, in_ascii
from widgets.cells import Line, changed_part, cut, fit_line, line_width, overlay, pad_lines, spans, wrap
from widgets.key_bar import KeyHint, key_line
from widgets.message_line import Message, message_lines
from widgets.pane import Caret, Key, Pane
from widgets.styles import strip_of
from widgets.title_bar import title_line

if TYPE_CHECKING:
    from screens.app import ShuroApp
    from screens.long_work import Progress

TOO_SMALL = "画面を80×24以上に広げてください"
WEIGHTS = {"information": "note", "warning": "warn", "error": "wrong"}
RANKS = {"back": 0, "help": 1, "register": 1, "problem": 2, "pick": 2, "draft": 3, "search": 3}
T = TypeVar("T")


class Offer(NamedTuple):
    """An action as a screen offers it now: its id of the key table, another word for it here, or not usable now."""

    id: str
    label: str = ""
    enabled: bool = True

    @property
    def action(self) -> Action:
        """Its line of the key table."""
        return BY_ID[self.id]

    @property
    def words(self) -> str:
        """What it is called on this screen."""
        return self.label or self.action.label


class BaseScreen(Screen[Any]):
    """A screen: `heading` names it, `body` is the view in its middle. See the module's docstring."""

    DEFAULT_CSS = "BaseScreen { layout: vertical; overflow: hidden; background: transparent; }"
    AUTO_FOCUS = ""
    app: ShuroApp  # type: ignore[assignment]

    heading: str = ""

    def __init__(self, body: Pane | None = None, heading: str = ""):
        super().__init__()
        self.body = body or Pane()
        self.heading = heading or self.heading
        self.message = Message()
        self.closed = False
        self.result: Any = None
        self.under: BaseScreen | None = None
        self.caret: Caret | None = None
        self._lines: list[Line] = []

    # What a screen says about itself

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """The actions that work now, in the order of the key bar: ids, or (id, other label[, enabled])."""
        return ("help", "back")

    def offers(self) -> list[Offer]:
        """`actions` in full, and what the frame of an outside system offers on every screen."""
        given = (*self.actions(), *self.app.always(self))
        return [Offer(one) if isinstance(one, str) else Offer(*one) for one in given]

    def state_line(self) -> str:
        """The right part of the title line: officer, office, state of the record."""
        return self.app.who

    def help_topic(self) -> str:
        """The page of the manual (and the item on it, after a #) that F1 opens; empty: the keys of this screen."""
        return ""

    def save_draft_now(self) -> None:
        """Write what is typed as a draft, at once and without awaiting: the line may be lost the next moment."""

    async def pause(self) -> None:
        """The officer has typed nothing for two seconds; called once a pause, on the screen on top."""

    async def started(self) -> None:
        """The screen is mounted and drawn for the first time; keys typed meanwhile wait until this returns."""
        await self.body.start()

    # Keys

    async def take_key(self, key: Key) -> None:
        """One key: an action of this screen, else the body's, else Esc and Ctrl+C go back. Later keys wait."""
        action = BY_KEY.get(key.name)
        self.message = Message()
        self.body.text_waits = self.app.text_waits()
        if action and not action.move:
            await self.act(action.id)
        elif not await self.body.take_key(key) and key.name in ("escape", "ctrl+c"):
            await self.act("back")
        self._hear()

    def _hear(self) -> None:
        """What the body has to say about the last key."""
        if self.body.said[0]:
            self.message = Message(*self.body.said)
            self.body.say("")

    def said_lines(self, cells: int) -> list[Line]:
        """The message area: what was said, else the body's hint."""
        if self.message.sentence:
            return message_lines(self.message, cells)
        return [((cut(self.body.hint(), cells - 1), "dim"),)]

    async def act(self, action: str) -> None:
        """Do an action by its id, if it is offered now; otherwise say that it does nothing here."""
        offer = next((one for one in self.offers() if one.id == action), None)
        if offer is None and action != "palette":
            if action != "back":
                self.notify(
                    f"{BY_ID[action].label}（{self.app.keymap.shown(BY_ID[action])}）はこの画面では使いません。"
                )
            return
        if offer is not None and not offer.enabled:
            self.notify(f"いまは「{offer.words}」を使えません。", severity="warning")
            return
        handler = getattr(self, f"act_{action}", None) or getattr(self.body, f"act_{action}")
        await handler()

    async def act_back(self) -> None:
        """F3 and Esc: leave without a result."""
        self.close()

    async def act_help(self) -> None:
        """F1: the manual's page, or the keys of this screen."""
        await self.app.show_help(self)

    async def act_top(self) -> None:
        """MENU: back to the first menu of an outside system."""
        await self.app.to_menu(self)

    async def act_logout(self) -> None:
        """ログアウト from any screen of an outside system."""
        await self.app.log_out(self)

    async def act_palette(self) -> None:
        """Ctrl+P: choose among the actions that work now."""
        from screens.palette import Palette

        chosen = await self.app.open(Palette(self.offers(), self.app.keymap))
        if chosen:
            await self.act(chosen[0])

    def close(self, result: Any = None) -> None:
        """End this screen; `app.open` that opened it returns `result` after the key in hand."""
        self.closed, self.result = True, result

    # Saying, asking, working

    def notify(self, message: str, *, severity: str = "information", **_: Any) -> None:  # type: ignore[override]
        """Say a sentence in the message line, until the next key. `severity`: information | warning | error."""
        self.message = Message(message, WEIGHTS[severity])

    async def ask(self, title: str, text: str, choices: Sequence[tuple[str, str]], start: int = 0) -> str | None:
        """A question in a box: choices are (id, label), picked by arrows and Enter. None: Esc or F3."""
        from screens.ask import AskScreen

        return await self.app.open(AskScreen(title, text, choices, start))

    async def run_long(self, label: str, work: Callable[[Progress], T], cancel: bool | Callable[[], None] = False) -> T:
        """Run `work(progress)` in a thread and give back what it returns; raises what it raises.

        After a second its progress is shown; with `cancel`, Esc or F3 pressed from then on stop it: `progress.stop`
        becomes True (and a callable `cancel` is called), and `Cancelled` is raised here. Other keys wait.
        """
        from screens.long_work import run_long

        return await run_long(self, label, work, cancel)

    # Drawing

    def picture(self, cells: int, height: int) -> list[Line]:
        """All lines of the screen; sets `caret`."""
        if self.app.too_small:
            self.caret = None
            return pad_lines([spans(part) for part in wrap(TOO_SMALL, max(2, cells))], height)
        said = self.said_lines(cells)
        title = title_line(self.app.mark + self.app.title_of(self), self.state_line(), cells)
        top = [*self.app.banner(self, cells), title]
        room = height - 1 - len(top) - len(said)
        lines = pad_lines(self.body.draw(cells, room), room)
        spot = self.body.caret
        self.caret = Caret(min(spot.x, cells - 1), spot.y + len(top)) if spot and spot.y < room else None
        return [*top, *lines, *said, self.key_bar(cells)]

    def key_bar(self, cells: int) -> Line:
        """The last line: what works now."""
        keymap = self.app.keymap
        hints = [
            KeyHint(keymap.shown(one.action), one.label if 0 < len(one.label) <= 2 else one.action.short, one.words,
                    RANKS.get(one.id, 5))
            for one in self.offers() if one.enabled
        ]  # fmt: skip
        return key_line(hints, cells)

    def last_picture(self, cells: int, height: int) -> list[Line]:
        """The lines as they were drawn last, for a box laid over them."""
        fits = len(self._lines) == height and line_width(self._lines[0]) == cells
        return list(self._lines if fits else self.picture(cells, height))

    def redraw(self) -> None:
        """Draw anew and repaint only the cells that changed; moves the terminal's cursor to the caret."""
        if self.body.worker is None:  # a body may be exchanged for another at any time
            self.body.worker = lambda label, work: self.run_long(label, lambda progress: work())
        cells, height = self.app.size
        if not self.is_current or not cells or not height:
            return
        lines = [fit_line(line, cells) for line in self.app.safe_picture(self, cells, height)]
        old, self._lines = self._lines, lines
        at = (self.caret.x, self.caret.y) if self.caret else None
        if len(old) != height or (old and line_width(old[0]) != cells):
            self.app.place_cursor(at)
            self.refresh()
            return
        parts = [(y, part) for y in range(height) if (part := changed_part(old[y], lines[y]))]
        moved = self.app.place_cursor(at, later=bool(parts))
        if parts:
            self.refresh(*(Region(start, y, end - start, 1) for y, (start, end) in parts))
        elif moved:
            self.app.write_cursor()

    def render_line(self, y: int) -> Strip:
        """Textual asks for a line of the picture."""
        cells = self.size.width
        if y >= len(self._lines):
            return strip_of((), cells)
        line = self._lines[y]
        return strip_of(in_ascii(line) if self.app.plain_borders else line, cells)

    def on_resize(self) -> None:
        """The terminal has another size: draw everything."""
        self._lines = []
        self.redraw()


class BoxScreen(BaseScreen):
    """A screen drawn as a box over the one below, which stays visible around it."""

    most_width = 76

    def box_height(self, cells: int, room: int) -> int:
        """Lines the body wants inside the box."""
        return room

    def picture(self, cells: int, height: int) -> list[Line]:
        """The screen below, with its title, and the box in the middle."""
        if self.under is None or self.app.too_small:
            return super().picture(cells, height)
        lines = self.under.last_picture(cells, height)
        said = self.said_lines(cells)
        room = height - 4 - len(said)
        size = min(self.most_width, cells - 4)
        inner = min(room, max(1, self.box_height(size - 4, room)))
        body = pad_lines(self.body.draw(size - 4, inner), inner)
        x, y = (cells - size) // 2, 1 + (room - inner) // 2
        for at, line in enumerate(boxed(self.heading, body, size)):
            lines[y + at] = overlay(lines[y + at], x, line, cells)
        spot = self.body.caret
        self.caret = Caret(x + 2 + spot.x, y + 1 + spot.y) if spot else None
        return [*lines[: height - 1 - len(said)], *said, self.key_bar(cells)]
