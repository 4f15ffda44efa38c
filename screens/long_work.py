"""Work that may last: in a thread, with progress after a second and a way to stop it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from widgets.message_line import Message

if TYPE_CHECKING:
    from screens.base import BaseScreen

SHOW_AFTER = 1.0  # seconds of silence before progress is shown
STOP_KEYS = ("escape", "f3", "ctrl+c")
T = TypeVar("T")


class Cancelled(Exception):
    """The officer stopped the work; nothing else is wrong."""


class Progress:
    """Given to the work: it reports how far it is and looks whether it shall stop. Safe to use from its thread."""

    def __init__(self, changed: Callable[[], object]):
        self._changed = changed
        self._stop = threading.Event()
        self.words = ""

    def report(self, done: int, total: int | None = None, unit: str = "件") -> None:
        """So much is done (of `total`). Raises Cancelled when the officer stopped the work."""
        self.check()
        words = f"{done:,}{unit}" if total is None else f"{done:,}/{total:,}{unit}（{done * 100 // max(1, total)}％）"
        if words != self.words:
            self.words = words
            self._changed()

    @property
    def stop(self) -> bool:
        """Shall the work stop?"""
        return self._stop.is_set()

    def check(self) -> None:
        """Raises Cancelled when the work shall stop."""
        if self.stop:
            raise Cancelled

    def ask_to_stop(self) -> None:
        """Set by the screen when the officer pressed Esc or F3."""
        self._stop.set()


async def run_long(
    screen: BaseScreen, label: str, work: Callable[[Progress], T], cancel: bool | Callable[[], None] = False
) -> T:
    """See BaseScreen.run_long. Only keys that come after the progress is shown can stop the work: those typed ahead
    were meant for what comes after it."""
    app = screen.app
    loop = asyncio.get_running_loop()
    stirred = asyncio.Event()
    progress = Progress(lambda: loop.call_soon_threadsafe(stirred.set))
    future: asyncio.Future[Any] = loop.run_in_executor(app.threads, work, progress)
    future.add_done_callback(lambda _: stirred.set())
    await asyncio.wait([future], timeout=SHOW_AFTER)
    if not future.done():
        before = screen.message
        with app.watching(STOP_KEYS if cancel else (), stirred.set) as pressed:
            while not future.done():
                if pressed and not progress.stop:
                    progress.ask_to_stop()
                    if callable(cancel):
                        await loop.run_in_executor(None, cancel)
                screen.message = Message(_sentence(label, progress, bool(cancel)))
                screen.redraw()
                await stirred.wait()
                stirred.clear()
        screen.message = before
    try:
        return future.result()
    except Cancelled:
        raise
    except Exception:
        if progress.stop and callable(cancel):  # an interrupted statement fails in its own way
            raise Cancelled from None
        raise


def _sentence(label: str, progress: Progress, can_stop: bool) -> str:
    """What the message line says while the work goes on."""
    if progress.stop:
        return f"{label}を中止しています。"
    return f"{label} {progress.words}".rstrip() + (" ... EscかF3で中止" if can_stop else " ...")
