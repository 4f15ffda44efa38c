"""Questions to the terminal itself: how wide it draws a character, and which keys reach us (ACC-17, ACC-18)."""

from __future__ import annotations

import os
import re
import select
import termios
import tty
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

PATIENCE = 1.0  # seconds a terminal on a slow line may take to answer
KEY_PATIENCE = 20.0  # seconds a person may take to find a key
INTERRUPT = b"\x03"
POSITION = re.compile(rb"\x1b\[(\d+);(\d+)R")
PASTED = re.compile(rb"\x1b\[200~.*\x1b\[201~", re.DOTALL)
PASTING_ON, PASTING_OFF = b"\x1b[?2004h", b"\x1b[?2004l"
KEYS: dict[str, tuple[bytes, ...]] = {
    "Tab": (b"\t",), "Shift+Tab": (b"\x1b[Z",), "Enter": (b"\r", b"\n"), "Backspace": (b"\x7f", b"\x08"),
    "Esc": (b"\x1b",), "F1": (b"\x1bOP", b"\x1b[11~", b"\x1b[[A", b"\x1b[P"),
}  # fmt: skip
PASTE = "貼付け"


@contextmanager
def raw(fd: int) -> Iterator[None]:
    """The terminal hands every byte on at once and echoes nothing inside the block."""
    before = termios.tcgetattr(fd)
    try:
        tty.setraw(fd)
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSAFLUSH, before)


@contextmanager
def unseen(fd: int) -> Iterator[None]:
    """Inside the block keys wait as they were typed, and are not echoed: a password typed ahead stays unseen, and
    BackSpace and Enter reach the screens that are still being loaded. Ctrl+C still interrupts.

    Does nothing where `fd` is no terminal, and nothing at the end when it is gone by then.
    """
    try:
        before = termios.tcgetattr(fd)
    except termios.error:
        yield
        return
    quiet = termios.tcgetattr(fd)
    quiet[0] &= ~(termios.ICRNL | termios.IXON)
    quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    termios.tcsetattr(fd, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(fd, termios.TCSANOW, before)


def heard(fd: int, enough: Callable[[bytes], bool], seconds: float) -> bytes:
    """What comes until it is enough, or until nothing has come for so long."""
    data = b""
    while not enough(data) and select.select([fd], [], [], seconds)[0]:
        more = os.read(fd, 1024)
        if not more:
            break
        data += more
    return data


def measure(texts: Iterable[str], source: int = 0, target: int = 1, seconds: float = PATIENCE) -> dict[str, int]:
    """The cells that the terminal gives each text, drawn at the beginning of the line and wiped away again.

    Empty where it does not answer. `source` and `target` are file descriptors of the terminal.
    """
    found: dict[str, int] = {}
    with raw(source):
        for text in texts:
            os.write(target, b"\r" + text.encode() + b"\x1b[6n")
            answer = POSITION.search(heard(source, lambda data: POSITION.search(data) is not None, seconds))
            os.write(target, b"\r\x1b[K")
            if answer is None:
                return {}
            found[text] = int(answer[2]) - 1
    return found


def ask_keys(
    say: Callable[[str], None], source: int = 0, target: int = 1, seconds: float = KEY_PATIENCE
) -> dict[str, bool]:
    """Which keys reach the program: each is asked for by `say`; another key, Ctrl+C or silence means it does not."""
    reached: dict[str, bool] = {}
    with raw(source):
        os.write(target, PASTING_ON)
        try:
            for name, codes in KEYS.items():
                say(f"{name} を押してください。\r")
                reached[name] = pressed(source, seconds) in codes
            say("何か1文字以上を貼り付けてください。\r")
            pasted = heard(source, lambda data: PASTED.search(data) is not None or data == INTERRUPT, seconds)
            reached[PASTE] = PASTED.search(pasted) is not None
        finally:
            os.write(target, PASTING_OFF)
    return reached


def pressed(fd: int, seconds: float) -> bytes:
    """The bytes of the next key: a sequence comes in one piece, or its rest a moment later."""
    data = heard(fd, lambda data: bool(data), seconds)
    return data + heard(fd, lambda data: False, 0.05) if data.startswith(b"\x1b") else data
