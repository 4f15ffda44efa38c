"""The workstation: an app that knows the database, the officer and the session; `run` is what `shuro` opens.

The log-in screen is painted before anything of storage is imported; the rest is loaded in a thread while the officer
types. A session that has ended (idle, absolute, taken away) closes every screen down to the log-in, drafts written.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screens.app import Call, ShuroApp
from screens.base import BaseScreen, BoxScreen
from screens.keys import BY_KEY
from widgets.cells import Line
from widgets.form_view import FormView
from widgets.pane import Key

if TYPE_CHECKING:
    from screens.portal.frame import Frame
    from shuro.accounts.login import LoggedIn
    from shuro.accounts.realms import Realm
    from shuro.accounts.sessions import OpenSession
    from shuro.kernel.database import Database
    from shuro.kernel.desk import Desk

NO_USERS = "利用者がまだ登録されていません。「shuro user first」で最初の管理者を登録してから、もう一度開いてください。"
NOT_UTF8 = (
    "端末の文字コードがUTF-8ではないため、画面を開けません（現在：{found}）。{advice}そのあと、もう一度開いてください。"
)
PRACTICE = "（練習用）"
KEPT, LOST = "入力中の内容は下書きに残っています。", "入力中だった内容は保存されていません。"
M_ARENA_MAX = -8  # of mallopt(3)
NO_DATABASE = "データベースがまだありません（{place}）。「shuro db init」で作ってください。"


class NoUsers(Exception):
    """The database has no user who could log in."""

    sentence = NO_USERS
    exit_code = 1


@dataclass
class House:
    """What the workstation works with, once it is loaded: a database that can be used, the realm and the clock."""

    database: Database
    realm: Realm
    clock: Callable[[], datetime]


def share_heap() -> None:
    """Let the threads that come share one heap. glibc gives each its own, which takes 2 MiB of every session for a
    parallelism that Python's threads do not have. Elsewhere nothing happens.
    """
    from ctypes import CDLL

    with suppress(AttributeError, OSError, TypeError):  # another C library, Windows
        CDLL(None).mallopt(M_ARENA_MAX, 1)


def open_house(url: str | None, clock: Callable[[], datetime] | None = None) -> House:
    """Load what storage needs and see that the database can be worked with. Raises StorageTrouble and NoUsers.

    Takes half a second of imports: for a thread, after the first picture.
    """
    from shuro.accounts import login, own  # noqa: F401  (argon2 and the rest, so that the log-in itself is quick)
    from shuro.accounts.bootstrap import has_users
    from shuro.accounts.realms import KIJUN
    from shuro.kernel.database import open_database
    from shuro.kernel.desk import wall_clock
    from shuro.kernel.schema import require_current

    return checked(House(open_database(url), KIJUN, clock or wall_clock), require_current, has_users)


def checked(house: House, require: Callable[[Any], None], has_users: Callable[[Any, Any], bool]) -> House:
    """The house, when its tables are those of this program and there is a user. Raises StorageTrouble and NoUsers."""
    require(house.database)
    if not has_users(house.database, house.realm):
        raise NoUsers
    return house


@dataclass
class Duty:
    """An officer at work: the desk, and the session that keeps it open (None in tests of screens behind the log-in)."""

    desk: Desk
    session: OpenSession | None = field(default=None, repr=False)


class Workstation(ShuroApp):
    """ShuroApp with an officer at it. `first` makes the first screen (default: the log-in)."""

    def __init__(
        self, url: str | None = None, *, first: Callable[[], BaseScreen] | None = None, home: Path | None = None,
        duty: Duty | None = None, clock: Callable[[], datetime] | None = None, **more: Any,
    ):  # fmt: skip
        super().__init__(first or _login, home=home, **more)
        self.url, self.given_clock = url, clock
        self.house: House | None = None
        self.loading: asyncio.Future[House] | None = None
        self.duty: Duty | None = None
        self.parting = ""  # why all screens are closing; empty while the officer works
        self.last_words = ""  # said on stderr after the screens are gone
        self.offered_drafts = False
        self.floor = 1  # screens below the officer's own: those that stay when his session ends
        self.frame: Frame | None = None  # of a user of an outside system
        self.leaving = False  # screens above the menu are closing
        if duty:
            self.begin_duty(duty)

    # Storage

    def load(self) -> asyncio.Future[House]:
        """Begin loading the storage in a thread (again, when it failed before); the future of the house."""
        if self.loading is None or (self.loading.done() and self.loading.exception() is not None):
            share_heap()
            loop = asyncio.get_running_loop()
            self.loading = loop.run_in_executor(self.threads, open_house, self.url, self.given_clock)
        return self.loading

    def load_behind(self, screen: BaseScreen, then: Call) -> None:
        """Load the storage once the first picture of `screen` is on the terminal; `then` follows, between two keys."""

        def load() -> None:
            self.load().add_done_callback(lambda _: self.call_in_turn(then))

        screen.call_after_refresh(load)

    async def housed(self, screen: BaseScreen) -> bool:
        """Wait for the storage. False when it cannot be used: what may pass is said, the rest closes the screen with its
        sentence as the program's last words.
        """
        try:
            self.house = await self.load()
        except Exception as trouble:
            sentence = getattr(trouble, "sentence", None)
            if sentence is None:
                raise
            if getattr(trouble, "exit_code", 1) == 75:
                screen.notify(sentence, severity="error")
            else:
                self.last_words = sentence
                screen.close(1)
            return False
        return True

    # Duty

    @property
    def desk(self) -> Desk:
        """The desk of the officer who is logged in. Raises AssertionError before the log-in."""
        assert self.duty is not None
        return self.duty.desk

    def begin_duty(self, duty: Duty) -> None:
        """An officer sits down."""
        self.duty, self.parting, self.offered_drafts = duty, "", False
        self.floor = len(self.screen_stack) if self._running else 1
        officer = duty.desk.officer
        self.who = f"{officer.office.name} {officer.name}"
        if duty.session is not None and self._running:
            self._watch_idle(duty.session)

    def duty_of(self, done: LoggedIn) -> Duty:
        """The duty that a log-in begins."""
        from shuro.kernel.desk import Desk

        assert self.house is not None
        return Duty(Desk(done.officer, self.house.database, self.house.clock), done.session)

    async def end_duty(self) -> str:
        """The officer leaves: the session ends; gives the sentence to say at the log-in."""
        sentence, self.parting = self.parting, ""
        duty, self.duty, self.who, self.frame = self.duty, None, "", None
        if duty is not None and duty.session is not None and not sentence:
            from shuro.accounts.sessions import ENDINGS, SessionEnded, end

            database, clock, session = duty.desk.database, duty.desk.clock, duty.session
            try:
                await asyncio.get_running_loop().run_in_executor(self.threads, lambda: end(database, clock, session))
                sentence = ENDINGS["logout"]
            except SessionEnded as ended:
                sentence = ended.sentence
        return sentence

    def part(self, sentence: str) -> None:
        """Close every screen down to the first one and go back to the log-in; what was typed is kept as drafts where the
        screen keeps any, and what became of it is told (ACC-106).
        """
        self.save_drafts()
        typed = [one for one in self.screen_stack[self.floor :] if getattr(one, "changed", False)]
        kept = any(type(one).save_draft_now is not BaseScreen.save_draft_now for one in typed)  # type: ignore[attr-defined]
        self.parting = sentence + (KEPT if kept else LOST if typed else "")
        self._close_above(self.floor)

    def _close_above(self, floor: int) -> None:
        for screen in self.screen_stack[floor:]:
            if isinstance(screen, BaseScreen):
                screen.close()

    async def open(self, screen: BaseScreen) -> Any:
        """As ShuroApp; while everything closes nothing new is opened."""
        if self.parting or self.leaving:
            return None
        try:
            return await super().open(screen)
        finally:
            if self.leaving and len(self.screen_stack) <= self.floor + 1:
                self.leaving = False

    # The frame of an outside system

    def title_of(self, screen: BaseScreen) -> str:
        """The title that the menu gave to what it opened."""
        return self.frame.title_of(screen) if self.frame else screen.heading

    def banner(self, screen: BaseScreen, cells: int) -> list[Line]:
        """System, user and path, above every screen of the user."""
        return self.frame.lines(cells) if self.frame and self.duty else []

    def always(self, screen: BaseScreen) -> Sequence[str]:
        """MENU and ログアウト, on every screen but boxes."""
        return ("top", "logout") if self.frame and self.duty and not isinstance(screen, BoxScreen) else ()

    async def to_menu(self, screen: BaseScreen) -> None:
        """MENU: close all above the menu; unsaved input asks first, and stays as a draft (ACC-100)."""
        if len(self.screen_stack) > self.floor + 1 and await self._may_leave(screen, "MENU"):
            self.leaving = True
            self._close_above(self.floor + 1)

    async def log_out(self, screen: BaseScreen) -> None:
        """ログアウト: close the menu too; unsaved input asks first, and stays as a draft (ACC-101)."""
        if await self._may_leave(screen, "ログアウト"):
            self.leaving = len(self.screen_stack) > self.floor + 1
            self._close_above(self.floor)

    async def _may_leave(self, screen: BaseScreen, title: str) -> bool:
        """Is nothing unsaved, or may it be left?"""
        from shuro.accounts.messages import message

        if not any(getattr(one, "changed", False) for one in self.screen_stack[self.floor :]):
            return True
        if await screen.ask(title, message("m24"), (("yes", "はい"), ("no", "いいえ"))) != "yes":
            return False
        self.save_drafts()
        return True

    # Session

    async def _next(self, screen: BaseScreen) -> Key | Call:
        """The next key, if the session still lives; else nothing to do but closing."""
        job = await super()._next(screen)
        session = self.duty.session if self.duty else None
        if session is None or not isinstance(job, Key) or self.parting:
            return job
        return job if await self._goes_on(session, screen, job) else _nothing

    async def _goes_on(self, session: OpenSession, screen: BaseScreen, key: Key) -> bool:
        """Typing keeps the session alive; before actions (and once a minute) the database is asked about it."""
        from shuro.accounts.sessions import NOTED_EVERY
        from shuro.kernel.tables import stored_moment

        now = stored_moment(self.desk.clock()).replace(microsecond=0)
        if session.over(now) is None and not acts(screen, key) and now - session.noted < NOTED_EVERY:
            session.seen = now
            return True
        return await self._still_on(session, screen)

    async def _still_on(self, session: OpenSession, screen: BaseScreen) -> bool:
        """Ask the database whether the session lives; when it does not, everything closes."""
        from shuro.accounts.sessions import PasswordDue, SessionEnded, touch
        from shuro.kernel.tables import stored_moment
        from shuro.kernel.troubles import StorageTrouble

        desk = self.desk
        now = stored_moment(desk.clock()).replace(microsecond=0)
        try:
            loop = asyncio.get_running_loop()
            desk.officer = await loop.run_in_executor(self.threads, touch, desk.database, desk.clock, session)
            self.who = self.frame.user if self.frame else f"{desk.office.name} {desk.officer.name}"
        except SessionEnded as ended:
            self.part(ended.sentence)
            return False
        except PasswordDue:
            session.seen = now  # the screen that sets the new password is the only one open
        except StorageTrouble as trouble:
            if session.over(now) is not None:
                self.part(trouble.sentence)
                return False
            screen.notify(trouble.sentence, severity="error")  # what the key does tells the same again
        return True

    def _watch_idle(self, session: OpenSession) -> None:
        """Leave when nobody has touched a key for longer than the realm allows; one timer, no traffic."""
        from shuro.kernel.tables import stored_moment

        if self.duty is None or self.duty.session is not session:
            return
        now = stored_moment(self.desk.clock())
        left = (session.seen + session.realm.idle - now).total_seconds()
        if left >= 0:
            self.set_timer(left + 1.0, lambda: self._watch_idle(session), name="idle")
        else:
            self.call_in_turn(self.ask_session)

    async def ask_session(self) -> None:
        """The time of the session may be over though nobody has touched a key; then everything closes."""
        duty = self.duty
        if duty is not None and duty.session is not None and not self.parting:
            await self._still_on(duty.session, self.screen)  # type: ignore[arg-type]

    def full_width_measured(self, cells: int) -> None:
        """A terminal of another encoding gives a full-width character not two cells: nobody logs in there (ACC-22)."""
        from shuro.kernel.surroundings import NG, encoding

        characters = encoding("UTF-8", "UTF-8", cells)
        if characters.result == NG:
            self.save_drafts()
            self.last_words = NOT_UTF8.format(found=characters.found, advice=characters.advice)
            self.exit(return_code=1)

    # Help

    async def show_help(self, screen: BaseScreen) -> None:
        """F1: the manual's page of the screen or item in hand."""
        from screens.help import show_help

        await show_help(self, screen)


def acts(screen: BaseScreen, key: Key) -> bool:
    """Does the key do something beyond typing and moving: an F-key, or Enter outside a form?"""
    action = BY_KEY.get(key.name)
    if key.name == "enter":
        return not isinstance(screen.body, FormView)
    return action is not None and not action.move


async def _nothing() -> None:
    """In place of a key that came too late."""


def _login() -> BaseScreen:
    """The log-in of the system this terminal works for: where an ASPアカウント is set, that of 次世代社労法務システム."""
    if os.environ.get("SHURO_ASP_ACCOUNT"):
        from screens.portal.asp import AspLogin

        return AspLogin()
    from screens.login import LoginScreen

    return LoginScreen()


def obstacle(url: str | None) -> str:
    """What can be seen before anything is loaded to keep the screens from opening (ACC-22); empty: nothing."""
    from shuro.kernel.surroundings import NG, encoding, locale_encoding

    characters = encoding(locale_encoding(), sys.stdout.encoding)
    if characters.result == NG:
        return NOT_UTF8.format(found=characters.found, advice=characters.advice)
    if not url and not os.environ.get("SHURO_DATABASE_URL"):
        from shuro.kernel import paths

        place = paths.home() / "shuro.db"
        if not place.is_file():
            return NO_DATABASE.format(place=place)
    return ""


def run(url: str | None = None) -> int:
    """Open the workstation on the database at `url` (default: $SHURO_DATABASE_URL, else the one in the home folder).

    The exit code: 0 after leaving by the log-in screen, 1 with a sentence on stderr when it cannot be used.
    """
    from shuro.kernel.paths import home, practising

    problem = obstacle(url)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    app = Workstation(url, home=home())
    app.mark = PRACTICE if practising() and not url else ""
    code = app.run(mouse=False)
    if app.last_words:
        print(app.last_words, file=sys.stderr)
    return int(app.return_code or code or 0)
