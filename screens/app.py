"""The application: one queue of keys, taken one at a time, and the stack of screens they go to.

Every key, pasted text and call from outside waits in one queue. `open(screen)` takes them one by one, gives each to
the screen and awaits it wholly; a screen that opens another one does so by `await app.open(other)`, which takes the
following keys until `other` closes. So a burst of keys gives exactly what slow typing gives, by construction: there is
no focus, no forwarding and no moment in which a key could find the wrong receiver.

Nothing of storage is imported here: the login screen stands before SQLModel is loaded.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App
from textual.geometry import Offset, Region
from textual.screen import Screen

from screens.base import BaseScreen
from screens.keys import Keymap, WrongKeymap, read_keymap
from widgets.cells import Line
from widgets.decoder import ESC_WAIT, Decoder
from widgets.pane import Key
from widgets.textual_fixes import KeyDriver, key_of, quiet, show_cursor

PAUSE = 2.0  # seconds without a key after which a screen may write its draft
TIDY_EVERY = 60.0  # seconds between two full garbage collections, which wait for a pause
LAST_WAIT = 3.0  # seconds the program has to end by itself once the line is lost
LEAST = (80, 24)
FULL, AMBIGUOUS = "漢", "※"  # asked for at the start: what the terminal gives them
Call = Callable[[], Awaitable[Any]]


class ShuroApp(App[Any]):
    """The workstation. `first` makes the screen it starts with; `home` is the data folder (None: no keymap, no log)."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []
    CSS = ""
    fail_loudly = False  # tests: what a screen raises ends the app instead of being said and logged

    def __init__(self, first: Callable[[], BaseScreen], *, home: Path | None = None, keymap: Keymap | None = None):
        super().__init__(driver_class=KeyDriver, ansi_color=True)
        quiet(self)
        self._first = first
        self._home = home
        self.greeting = ""
        self.keymap = keymap or self._read_keymap()
        self.esc_wait = self.keymap.esc_wait or ESC_WAIT
        self.who = ""  # right part of the title line: officer and office, set at login
        self.mark = ""  # stands before every heading, such as （練習用）
        self.plain_borders = False
        self.decoder = Decoder()
        self.threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="shuro")
        self._queue: deque[Key | Call] = deque()
        self._waiter: asyncio.Future[bool] | None = None
        self._idle_watchers: list[asyncio.Future[None]] = []
        self._watched: tuple[tuple[str, ...], Callable[[], None], list[str]] | None = None
        self._deaf = False
        self._caret: tuple[int, int] | None = None
        self._pump: asyncio.Task[None] | None = None
        self._tidied = -TIDY_EVERY
        self._asked = ""  # the character whose width the terminal was asked for last

    def _read_keymap(self) -> Keymap:
        """The office's keymap; what is wrong with it is said on the first screen."""
        if self._home is None:
            return Keymap()
        try:
            return read_keymap(self._home / "keymap.toml")
        except WrongKeymap as problem:
            self.greeting = str(problem)
            return Keymap()

    # Keys

    def feed(self, keys: Iterable[Key]) -> None:
        """Keys as they were pressed, in order; called in the event loop by the driver, by Pilot's events and by tests."""
        for key in () if self._deaf else keys:
            key = Key(self.keymap.translate(key.name), key.text)
            if self._watched and key.name in self._watched[0]:
                self._watched[2].append(key.name)
                self._watched[1]()
                continue
            self._queue.append(key)
        self._wake()

    def call_in_turn(self, call: Call) -> None:
        """Run a coroutine function between two keys (a session that has ended, a notice that came)."""
        self._queue.append(call)
        self._wake()

    @contextmanager
    def watching(self, names: Sequence[str], stir: Callable[[], None]) -> Iterator[list[str]]:
        """Keys of these names pass the queue by while this lasts, and are listed; `stir` is called at each."""
        pressed: list[str] = []
        before, self._watched = self._watched, (tuple(names), stir, pressed)
        try:
            yield pressed
        finally:
            self._watched = before

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """Keys pressed while this lasts are lost: for a screen that takes no input. Those typed before it still wait."""
        self._deaf = True
        try:
            yield
        finally:
            self._deaf = False

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(True)

    async def on_event(self, event: events.Event) -> None:
        """Keys and pasted text (of Pilot, of a driver that is not ours) go to the queue, all else the usual way."""
        if isinstance(event, (events.Key, events.Paste)):
            self.feed([key_of(event)])
        else:
            await super().on_event(event)

    async def _next(self, screen: BaseScreen) -> Key | Call:
        """The next thing to do; while there is none, the screen may use the pause."""
        rested = False
        while not self._queue or self.too_small:
            for watcher in self._idle_watchers:
                if not watcher.done():
                    watcher.set_result(None)
            self._idle_watchers.clear()
            self._waiter = asyncio.get_running_loop().create_future()
            timer = None if rested else asyncio.get_running_loop().call_later(PAUSE, self._pause_over)
            try:
                typed = await self._waiter
            finally:
                self._waiter = None
                if timer:
                    timer.cancel()
            if not typed:
                rested = True
                await self._guarded(screen, screen.pause)
                screen.redraw()
                self._tidy_memory()
        return self._queue.popleft()

    def _pause_over(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(False)

    def _tidy_memory(self) -> None:
        """Collect garbage while the officer rests: a full collection among loaded modules takes 30 to 80 ms, which
        would otherwise fall upon a key. Modules are taken out of it once, by gc.freeze."""
        now = asyncio.get_running_loop().time()
        if now - self._tidied < TIDY_EVERY:
            return
        gc.collect()
        if self._tidied < 0:
            gc.freeze()
        self._tidied = now

    async def open(self, screen: BaseScreen) -> Any:
        """Show a screen and let it take the keys until it closes; gives back its result."""
        screen.under = self.screen if isinstance(self.screen, BaseScreen) else None
        await self.push_screen(screen)
        try:
            return await self._attend(screen)
        finally:
            if self.is_running:  # else everything is being torn down and nobody would answer
                await self.pop_screen()
                if isinstance(self.screen, BaseScreen):
                    self.screen.redraw()

    async def _attend(self, screen: BaseScreen) -> Any:
        """Keys to a screen that is shown, until it closes."""
        screen.redraw()
        await self._guarded(screen, screen.started)
        screen.redraw()
        taken = 0
        while not screen.closed:
            job = await self._next(screen)
            taken += 1
            if not taken % 32:
                await asyncio.sleep(0)  # signals and timers have their turn in a long burst too
            await self._guarded(screen, job) if callable(job) else await self._guarded(screen, screen.take_key, job)
            if not screen.closed and not self._typing_goes_on(job):
                screen.redraw()
        return screen.result

    def text_waits(self) -> bool:
        """Is the next key in the queue text?"""
        after = self._queue[0] if self._queue else None
        return isinstance(after, Key) and after.name == "text"

    def _typing_goes_on(self, job: Key | Call) -> bool:
        """More text waits behind this text: one picture is enough for both."""
        return isinstance(job, Key) and job.name == "text" and self.text_waits()

    async def settled(self) -> None:
        """Wait until every key fed so far is done with (tests)."""
        watcher: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._idle_watchers.append(watcher)
        self._wake_idle()
        await asyncio.wait([watcher, *([self._pump] if self._pump else [])], return_when=asyncio.FIRST_COMPLETED)

    def _wake_idle(self) -> None:
        """An idle queue answers its watchers at once."""
        if self._waiter is not None and not self._queue:
            for watcher in self._idle_watchers:
                if not watcher.done():
                    watcher.set_result(None)
            self._idle_watchers.clear()

    # Start and end

    def get_default_screen(self) -> Screen[Any]:
        """The first screen is the bottom of the stack."""
        return self._first()

    def on_mount(self) -> None:
        """Start taking keys; from here on a lost line saves what was typed."""
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            gc.set_threshold(10_000, 20, 1_000_000)  # no full collection while keys come: see _tidy_memory
            with suppress(NotImplementedError):  # Windows has no such signals
                for number in (signal.SIGHUP, signal.SIGTERM):
                    loop.add_signal_handler(number, self.line_lost, 128 + number)
        self._pump = asyncio.create_task(self._run(), name="keys")

    async def _run(self) -> None:
        """The first screen until it closes; then the app ends with its result."""
        first = self.screen
        assert isinstance(first, BaseScreen)
        if self.greeting:
            first.notify(self.greeting, severity="warning")
        self.call_later(self._probe)
        self.exit(await self._attend(first))

    async def on_unmount(self) -> None:
        """The app ends: no more keys are taken."""
        if self._pump is not None:
            self._pump.cancel()

    def line_lost(self, code: int = 129) -> None:
        """SIGHUP, SIGTERM or a closed terminal: keep what was typed and go; the terminal may not answer any more."""
        self.save_drafts()
        self.exit(return_code=code)
        last = threading.Timer(LAST_WAIT, os._exit, (code,))  # the way out writes to a terminal that may hang
        last.daemon = True
        last.start()

    def save_drafts(self) -> None:
        """Every screen on the stack writes its draft; one that cannot does not keep the others from it."""
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                try:
                    screen.save_draft_now()
                except Exception as problem:  # noqa: BLE001
                    self.log_trouble(problem)

    # Trouble

    async def _guarded(self, screen: BaseScreen, work: Callable[..., Awaitable[Any]], *given: Any) -> None:
        """Await `work`; what it raises is logged and said in a sentence, and the officer goes on (ASVS 16.5.4)."""
        from screens.long_work import Cancelled

        try:
            await work(*given)
        except Cancelled:
            screen.notify("中止しました。")
        except Exception as problem:  # noqa: BLE001
            self._trouble(screen, problem)

    def _trouble(self, screen: BaseScreen, problem: Exception) -> None:
        """Say it in Japanese: its own sentence where it has one, else that something is wrong and the draft is kept."""
        sentence = getattr(problem, "sentence", None)
        if sentence:
            screen.notify(sentence, severity="error")
            return
        if self.fail_loudly:
            self._handle_exception(problem)
            return
        self.save_drafts()
        where = self.log_trouble(problem)
        told = f"（記録：{where}）" if where else ""
        kept = "処理中に問題が起きました。入力した内容は残っています。続けられないときはF3で戻ってください。"
        screen.notify(kept + told, severity="error")

    def safe_picture(self, screen: BaseScreen, cells: int, height: int) -> list[Line]:
        """The screen's picture; when drawing fails, the last one that was drawn stays."""
        try:
            return screen.picture(cells, height)
        except Exception as problem:  # noqa: BLE001
            if self.fail_loudly:
                raise
            where = self.log_trouble(problem)
            lines = (screen._lines or [()] * height)[:height]
            lines += [()] * (height - len(lines))
            lines[-2] = ((f"誤 画面を表示できません。F3で戻ってください。（記録：{where}）", "wrong"),)
            return lines

    def log_trouble(self, problem: BaseException) -> Path | None:
        """The traceback into the log folder, without the values of variables or of statements. None: not written."""
        if self._home is None:
            return None
        from screens.trouble_log import write_trouble

        return write_trouble(self._home / "log", problem)

    def _fatal_error(self) -> None:
        """Textual cannot go on: keep the drafts, log, and end with a sentence instead of a traceback with values."""
        problem = sys.exc_info()[1]
        self.save_drafts()
        where = self.log_trouble(problem) if problem else None
        told = f"（記録：{where}）" if where else ""
        self._exit_renderables.append(f"画面を続けられないため終了しました。入力した内容は下書きに残しました。{told}")
        self._close_messages_no_wait()

    # The terminal

    @property
    def too_small(self) -> bool:
        """Less than 80×24: nothing is drawn but a sentence, and keys wait."""
        return self.size.width < LEAST[0] or self.size.height < LEAST[1]

    def on_resize(self) -> None:
        """Keys that waited for a larger window go on."""
        self._wake()

    def place_cursor(self, at: tuple[int, int] | None, later: bool = True) -> bool:
        """Where the cursor belongs after the next repaint; True when it is another place than before."""
        moved, self._caret = at != self._caret, at
        if at is not None:
            self.cursor_position = Offset(*at)
        return moved

    def write_cursor(self) -> None:
        """Show the cursor at its place now, when nothing else is painted."""
        show_cursor(self, self._caret)

    def _begin_update(self) -> None:
        """Hide the cursor while a picture is written, so that it does not flicker over a slow line."""
        super()._begin_update()
        if self._driver is not None and not self.is_headless and self._caret is not None:
            self._driver.write("\x1b[?25l")

    def _end_update(self) -> None:
        """The cursor is at the caret again."""
        if self._driver is not None and not self.is_headless:
            self._driver.write("\x1b[?25h" if self._caret is not None else "\x1b[?25l")
        super()._end_update()

    def _probe(self, text: str = FULL) -> None:
        """Ask how wide the terminal draws a full-width character, then an ambiguous one; the answer comes to
        `cursor_reported` or never.
        """
        if self._driver is None or self.is_headless:
            return
        self._asked = text
        self.decoder.expects_cursor = True
        self._driver.write(f"\x1b7\x1b[1;1H{text}\x1b[6n\x1b8")
        self.screen.refresh(Region(0, 0, 4, 1))  # it is wiped away whether an answer comes or not
        self.set_timer(1.5, self._probe_over)

    def _probe_over(self) -> None:
        """No answer: what looks like one later is a key."""
        self.decoder.expects_cursor = False

    def cursor_reported(self, row: int, column: int) -> None:
        """The answer: column 3 after one ※ means that such characters take two cells here."""
        if self._asked == FULL:
            self.full_width_measured(column - 1)
            self.call_later(self._probe, AMBIGUOUS)  # the timer of the answer needs the context of the app
            return
        if column != 3:
            return
        self.plain_borders = True
        if isinstance(self.screen, BaseScreen):
            self.screen._lines = []
            self.screen.redraw()

    def full_width_measured(self, cells: int) -> None:
        """What a full-width character takes here: two cells on a terminal of UTF-8."""

    # What the workstation adds for the users of outside systems

    def title_of(self, screen: BaseScreen) -> str:
        """What the title line calls a screen."""
        return screen.heading

    def banner(self, screen: BaseScreen, cells: int) -> list[Line]:
        """Lines above the title line."""
        return []

    def always(self, screen: BaseScreen) -> Sequence[str]:
        """Actions that every screen offers, beside its own."""
        return ()

    async def to_menu(self, screen: BaseScreen) -> None:
        """MENU; only where `always` offers it."""

    async def log_out(self, screen: BaseScreen) -> None:
        """ログアウト; only where `always` offers it."""

    async def show_help(self, screen: BaseScreen) -> None:
        """F1: replaced by the workstation with the manual's pages; here the keys of the screen."""
        from screens.palette import key_help

        await self.open(key_help(screen.offers(), self.keymap))
