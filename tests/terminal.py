"""Two ways to run the screens in tests.

`Terminal` runs a program under a real pseudo-terminal and keeps its picture (pyte): for bursts, bytes, signals, the
cursor. `running(app)` runs an app in this process without a terminal; `press` feeds it keys and waits until they are
done with: for everything else, since it costs a millisecond a key.
"""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pexpect
import pyte

from widgets.pane import Key

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 30.0  # seconds a test waits for something that must come
F_KEYS = {f"f{n}": code for n, code in enumerate(
    ("\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~", "\x1b[20~", "\x1b[21~",
     "\x1b[23~", "\x1b[24~"), 1)}  # fmt: skip
SEQUENCES = {
    "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "escape": "\x1b", "backspace": "\x7f", "delete": "\x1b[3~",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "ctrl+home": "\x1b[1;5H", "ctrl+end": "\x1b[1;5F",
    "ctrl+pageup": "\x1b[5;5~", "ctrl+pagedown": "\x1b[6;5~", **F_KEYS,
    **{f"ctrl+{chr(96 + n)}": chr(n) for n in range(1, 27)},
}  # fmt: skip


def keys(*names: str) -> str:
    """The bytes of keys by name; a name that is no key stands for itself as text: keys("株式会社A", "enter")."""
    return "".join(SEQUENCES.get(name, name) for name in names)


class Terminal:
    """A program under a pty of rows × columns. Everything it writes goes to the picture and into `received`.

    `answers`: answer the cursor position request, as real terminals do; `ambiguous`, `full`: cells of an ambiguous and
    of a full-width character.
    """

    def __init__(
        self, argv: Sequence[str], *, rows: int = 24, columns: int = 80, env: dict[str, str] | None = None,
        answers: bool = True, ambiguous: int = 1, full: int = 2,
    ):  # fmt: skip
        paths = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part)
        environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": paths, **(env or {})}
        self.child = pexpect.spawn(
            argv[0], list(argv[1:]), dimensions=(rows, columns), encoding=None, env=environment, cwd=str(ROOT)
        )
        self.child.delaybeforesend = None
        self.child.ptyproc.delayafterclose = 0.05
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.received = b""
        self.answers, self.ambiguous, self.full = answers, ambiguous, full

    def read(self, seconds: float = 0.05) -> int:
        """Take what the program writes until nothing came for so long; gives the number of bytes."""
        count = 0
        while select.select([self.child.child_fd], [], [], seconds)[0]:
            try:
                data = os.read(self.child.child_fd, 65536)
            except OSError:
                break
            if not data:
                break
            count += len(data)
            self.received += data
            self.stream.feed(data)
            if self.answers and b"\x1b[6n" in data:
                cells = self.full if "漢\x1b[6n".encode() in data else self.ambiguous
                os.write(self.child.child_fd, f"\x1b[1;{1 + cells}R".encode())
        return count

    def send(self, text: str) -> None:
        """Write keys to the program all at once."""
        data = text.encode()
        while data:
            data = data[os.write(self.child.child_fd, data[:4096]) :]
            self.read(0)

    def press(self, *names: str) -> int:
        """Send keys by name, wait until the picture is quiet; gives the number of bytes written for it."""
        self.send(keys(*names))
        return self.read(0.25)

    def wait_for(self, what: str | Callable[[Terminal], bool]) -> None:
        """Read until the text (or condition) is on the screen. Raises AssertionError with the picture otherwise."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.read(0.02)
            if what(self) if callable(what) else what in self.text:
                return
        raise AssertionError(f"{what!r} never came; the screen shows:\n{self.text}")

    @property
    def lines(self) -> list[str]:
        """The picture, line by line; a full-width character counts as one."""
        return [
            "".join(self.screen.buffer[y][x].data for x in range(self.screen.columns)) for y in range(self.screen.lines)
        ]

    @property
    def text(self) -> str:
        """The whole picture."""
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the terminal's cursor, from 0."""
        return self.screen.cursor.x, self.screen.cursor.y

    def resize(self, rows: int, columns: int) -> None:
        """Another window size."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def ended(self, seconds: float = PATIENCE) -> int:
        """Wait for the program to end; gives its exit code (minus the signal that ended it)."""
        until = time.monotonic() + seconds
        while self.child.isalive() and time.monotonic() < until:
            self.read(0.05)
        assert not self.child.isalive(), f"still running:\n{self.text}"
        self.read(0.05)
        return self.child.exitstatus if self.child.exitstatus is not None else -(self.child.signalstatus or 0)

    def close(self) -> None:
        """End the program, if it still runs."""
        self.child.close(force=True)


@contextmanager
def terminal(*argv: str, **more: Any) -> Any:
    """A Python program in a Terminal for the length of a `with` block: terminal("-m", "shuro")."""
    made = Terminal([sys.executable, *argv], **more)
    try:
        yield made
    finally:
        made.close()


@asynccontextmanager
async def running(app: Any, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Any]:
    """A ShuroApp without a terminal, started and idle; what its screens raise fails the test."""
    app.fail_loudly = True
    async with app.run_test(size=size) as pilot:
        await app.settled()
        yield pilot


def as_keys(names: Iterable[str]) -> list[Key]:
    """Keys by name; a name that is no key is typed character by character."""
    made: list[Key] = []
    for name in names:
        made.extend([Key(name)] if name in SEQUENCES else [Key("text", one) for one in name])
    return made


async def press(app: Any, *names: str) -> None:
    """Feed keys (all at once, as a burst) and wait until they are done with."""
    app.feed(as_keys(names))
    await app.settled()


def picture(app: Any) -> str:
    """The picture of the screen on top as text."""
    from widgets.cells import plain

    screen = app.screen
    return "\n".join(plain(line).rstrip() for line in screen.picture(app.size.width, app.size.height))
