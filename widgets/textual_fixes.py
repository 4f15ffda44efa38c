"""Every place where Textual (8.2.8) is steered around, with the reason and the upstream number where there is one.

* Kitty "all keys" mode loses text that an IME commits (PR #6544, microsoft/vscode #6112, WezTerm PR #7915): it is
  switched off by TEXTUAL_DISABLE_KITTY_KEY, which Textual reads once, at its first import; screens/__init__.py sets it.
* Keys are messages that widgets forward to one another, so a burst can reach the wrong field, Backspace and text may
  swap (#6605), and the parser turns `ESC 1 a` in a burst into `^ 1 a`: `KeyDriver` decodes the bytes itself and hands
  the keys to the app's one queue.
* A focus change repaints the whole screen (`Screen.focused`): nothing here takes the focus, so it never changes.
* The stock Footer, ToastRack and Tooltip live on each screen and leak or repaint: none is mounted (`quiet`).
* FocusIn/FocusOut of the terminal repaint the screen (`App.app_focus`): the decoder drops them.
* The cursor is hidden for good and only moved with a repaint: `show_cursor` writes it when nothing else is painted, so
  that the IME's window stands at the caret (#1469, #3404).
* The window's size is taken from COLUMNS and LINES where a shell exported them, and then never changes: `KeyDriver` asks
  the terminal itself.
* An unhandled exception prints a traceback with local variables, which may hold what an officer typed: the app
  overrides `_fatal_error`.
"""

from __future__ import annotations

import os
import selectors
import time
from typing import Any

from textual import events, messages
from textual.app import App

from widgets.decoder import ESC_WAIT, Decoder, Report
from widgets.pane import Key

try:
    from textual.drivers.linux_driver import LinuxDriver
except ImportError:  # Windows: the stock driver's key events reach the same queue through App.on_event
    LinuxDriver = None  # type: ignore[assignment,misc]

SYNCHRONIZED_OUTPUT = 2026
READ = 64 * 1024


def quiet(app: App[Any]) -> None:
    """No tooltip, no toast, no command palette, no animation: nothing that paints by itself."""
    app._disable_tooltips = True
    app._disable_notifications = True
    app.animation_level = "none"


def key_of(event: events.Key | events.Paste) -> Key:
    """The key of a Textual event (Pilot, Windows); the driver below does not make such events."""
    if isinstance(event, events.Paste):
        return Key("paste", event.text.replace("\r\n", "\n").replace("\r", "\n"))
    if event.is_printable and event.character:
        return Key("text", event.character)
    return Key({"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter"}.get(event.key, event.key))


def show_cursor(app: App[Any], at: tuple[int, int] | None) -> None:
    """Move and show the terminal's cursor, or hide it; for when no repaint follows that would do it."""
    driver = app._driver
    if driver is None or app.is_headless or not app._running:
        return
    driver.write("\x1b[?25l" if at is None else f"\x1b[{at[1] + 1};{at[0] + 1}H\x1b[?25h")


if LinuxDriver is not None:

    class KeyDriver(LinuxDriver):
        """The terminal's driver with the project's own decoder; keys go to `app.feed` in the order of their bytes."""

        decoder: Decoder

        def _get_terminal_size(self) -> tuple[int, int]:
            """Columns and rows as the terminal says; 80×25 where it does not."""
            for number in (self.fileno, 1, 2):
                try:
                    size = os.get_terminal_size(number)
                except OSError:
                    continue
                if size.columns and size.lines:
                    return size.columns, size.lines
            return 80, 25

        def run_input_thread(self) -> None:
            """Read until the app ends; everything read in one go is handed over in one go."""
            self.decoder = getattr(self._app, "decoder", None) or Decoder()
            wait = getattr(self._app, "esc_wait", ESC_WAIT)
            selector = selectors.DefaultSelector()
            selector.register(self.fileno, selectors.EVENT_READ)
            due: float | None = None
            try:
                while not self.exit_event.is_set():
                    left = 0.1 if due is None else max(0.0, min(0.1, due - time.monotonic()))
                    if selector.select(left):
                        data = os.read(self.fileno, READ)
                        if not data:
                            self._loop.call_soon_threadsafe(self._app.line_lost)  # type: ignore[attr-defined]
                            return
                        self._hand_over(self.decoder.feed(data))
                        due = time.monotonic() + wait if self.decoder.waiting else None
                    elif due is not None and time.monotonic() >= due:
                        self._hand_over(self.decoder.flush())
                        due = time.monotonic() + wait if self.decoder.waiting else None
            except OSError:  # EIO: the terminal is gone
                self._loop.call_soon_threadsafe(self._app.line_lost)  # type: ignore[attr-defined]
            finally:
                selector.close()

        def _hand_over(self, made: list[Key | Report]) -> None:
            """Keys to the queue, answers of the terminal to where they belong."""
            keys = [one for one in made if isinstance(one, Key)]
            if keys:
                self._loop.call_soon_threadsafe(self._app.feed, keys)  # type: ignore[attr-defined]
            for one in made:
                if not isinstance(one, Report):
                    continue
                if one.kind == "cursor":
                    self._loop.call_soon_threadsafe(self._app.cursor_reported, *one.numbers)  # type: ignore[attr-defined]
                elif one.numbers[:1] == (SYNCHRONIZED_OUTPUT,) and one.numbers[1:] > (0,):
                    self.process_message(messages.TerminalSupportsSynchronizedOutput())

else:
    KeyDriver = None  # type: ignore[assignment,misc]
