"""Bytes of the terminal to keys, without loss and without guessing by time where it can be helped.

Textual's own parser waits after Esc for 100 ms and swallows or alters what follows in a burst (`ESC 1 a b c` gives
`^ 1 a b c`); here Esc followed by a digit is the function key (the alias of the key table), Esc followed by anything
that starts no sequence is Esc and then that key, and only an Esc with nothing behind it waits for `ESC_WAIT`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from widgets.pane import Key

ESC_WAIT = 0.4  # seconds in which a digit after Esc still makes a function key
ESC = "\x1b"
PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"
LONGEST = 64  # characters of a control sequence; longer ones are noise

ESC_DIGITS = {**{str(n): f"f{n}" for n in range(1, 10)}, "0": "f10", "-": "f11", "^": "f12", "=": "f12"}
CONTROLS = {
    "\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace", "\x08": "backspace", "\x00": "ctrl+space",
    "\x1c": "ctrl+backslash", "\x1d": "ctrl+right_square_bracket", "\x1e": "ctrl+circumflex_accent",
    "\x1f": "ctrl+underscore", **{chr(n): f"ctrl+{chr(n + 96)}" for n in range(1, 27) if n not in (8, 9, 10, 13)},
}  # fmt: skip
FINALS = {
    "A": "up", "B": "down", "C": "right", "D": "left", "E": "begin", "F": "end", "H": "home",
    "P": "f1", "Q": "f2", "R": "f3", "S": "f4", "Z": "shift+tab", "M": "enter",
}  # fmt: skip
NUMBERS = {
    1: "home", 2: "insert", 3: "delete", 4: "end", 5: "pageup", 6: "pagedown", 7: "home", 8: "end",
    11: "f1", 12: "f2", 13: "f3", 14: "f4", 15: "f5", 17: "f6", 18: "f7", 19: "f8", 20: "f9", 21: "f10",
    23: "f11", 24: "f12", 25: "f13", 26: "f14", 28: "f15", 29: "f16", 31: "f17", 32: "f18", 33: "f19", 34: "f20",
}  # fmt: skip
LINUX = {"A": "f1", "B": "f2", "C": "f3", "D": "f4", "E": "f5"}
MODIFIERS = ((4, "ctrl"), (2, "alt"), (1, "shift"))
_csi = re.compile(r"\x1b\[([<=>?]?)([0-9;:]*)([ -/]*)([@-~])")
_rxvt_shift = re.compile(r"\x1b\[([0-9]{1,2})\$")  # no proper sequence, so the grammar above does not know it
_report = re.compile(r"\x1b\[([0-9]+);([0-9]+)R")


@dataclass(frozen=True)
class Report:
    """An answer of the terminal: `kind` is "cursor" (numbers: row, column, from 1) or "mode" (numbers: mode, state)."""

    kind: str
    numbers: tuple[int, ...]


class Decoder:
    """Feed bytes, get keys and reports. `expects_cursor`: a cursor report was asked for (it looks like shifted F3).

    `mouse`: clicks were asked for.
    """

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._paste: list[str] | None = None  # the parts of a paste under way
        self._pasted = ""
        self.expects_cursor = False
        self.mouse = False

    @property
    def waiting(self) -> bool:
        """Does it hold an unfinished sequence that `flush` would settle?"""
        return bool(self._rest or self._paste)

    def feed(self, data: bytes) -> list[Key | Report]:
        """The keys that are certain after these bytes."""
        self._rest += self._utf8.decode(data)
        return list(self._take(final=False))

    def flush(self) -> list[Key | Report]:
        """Nothing came for ESC_WAIT: a lone Esc is Esc, and of a paste that was interrupted what is there counts."""
        if self._paste is None:
            return list(self._take(final=True))
        part, self._paste = "".join(self._paste), []
        return [Key("paste", unix_lines(part))] if part else []

    def _take(self, final: bool) -> Iterator[Key | Report]:
        text, at = self._rest, 0
        while at < len(text):
            if self._paste is not None:
                at = self._pasting(text, at)
                if self._paste is None:
                    yield Key("paste", self._pasted)
                    continue
                break
            one = text[at]
            if one != ESC:
                yield plain_key(one)
                at += 1
                continue
            size, got = self._escape(text, at, final)
            if not size:
                break
            at += size
            if got is not None:
                yield got
        self._rest = text[at:]

    def _pasting(self, text: str, at: int) -> int:
        """Collect pasted text from `at`; ends the paste when its end stands there."""
        end = text.find(PASTE_END, at)
        if end < 0:
            # keep what may be the beginning of the end mark
            stop = max(at, len(text) - len(PASTE_END) + 1)
            stop = next((i for i in range(stop, len(text)) if PASTE_END.startswith(text[i:])), len(text))
            self._paste.append(text[at:stop])  # type: ignore[union-attr]
            return stop
        self._paste.append(text[at:end])  # type: ignore[union-attr]
        self._pasted = unix_lines("".join(self._paste))  # type: ignore[arg-type]
        self._paste = None
        return end + len(PASTE_END)

    def _escape(self, text: str, at: int, final: bool) -> tuple[int, Key | Report | None]:
        """Length and meaning of what begins with Esc at `at`; length 0: more must come first."""
        rest = text[at : at + LONGEST]
        if len(rest) == 1:
            return (1, Key("escape")) if final else (0, None)
        if rest[1] in ESC_DIGITS:
            return 2, Key(ESC_DIGITS[rest[1]])
        if rest[1] == "O":
            return self._single_shift(rest, final)
        if rest[1] == "[":
            return self._sequence(rest, final)
        if rest[1] == "]":
            return self._string(text[at : at + 4096], final)
        return 1, Key("escape")

    def _single_shift(self, rest: str, final: bool) -> tuple[int, Key | Report | None]:
        """ESC O x: function and cursor keys in application mode."""
        if len(rest) == 2:
            return (1, Key("escape")) if final else (0, None)
        name = FINALS.get(rest[2])
        return (3, Key(name)) if name else (1, Key("escape"))

    def _sequence(self, rest: str, final: bool) -> tuple[int, Key | Report | None]:
        """ESC [ …: cursor and function keys, paste marks, answers."""
        if rest.startswith("\x1b[["):  # the Linux console
            if len(rest) == 3:
                return (1, Key("escape")) if final else (0, None)
            return (4, Key(LINUX[rest[3]])) if rest[3] in LINUX else (1, Key("escape"))
        shifted = _rxvt_shift.match(rest)
        if shifted:
            return shifted.end(), sequence_key(shifted[1], "$")
        found = _csi.match(rest)
        if found is None:
            unfinished = re.fullmatch(r"\x1b\[[<=>?]?[0-9;:]*[ -/]*", rest) is not None and len(rest) < LONGEST
            return (0, None) if unfinished and not final else (1, Key("escape"))
        whole, private, numbers, _, last = found[0], found[1], found[2], found[3], found[4]
        if whole == PASTE_START:
            self._paste = []
            return len(whole), None
        if private == "?" and last == "y":
            return len(whole), Report("mode", tuple(int(n) for n in numbers.split(";") if n))
        if self.expects_cursor and _report.match(whole):
            self.expects_cursor = False
            return len(whole), Report("cursor", tuple(map(int, numbers.split(";"))))
        if self.mouse and private == "<" and last == "M":
            return len(whole), click_key(numbers)
        if private or whole in ("\x1b[I", "\x1b[O"):
            return len(whole), None
        return len(whole), sequence_key(numbers, last)

    def _string(self, rest: str, final: bool) -> tuple[int, Key | Report | None]:
        """ESC ] … (an answer of the terminal in a string): ended by BEL or ESC \\, passed over."""
        if rest == "\x1b]":
            return (1, Key("escape")) if final else (0, None)
        if not rest[2].isdigit():
            return 1, Key("escape")
        end = re.search(r"\x07|\x1b\\", rest)
        if end:
            return end.end(), None
        return (0, None) if not final and len(rest) < 4096 else (1, Key("escape"))


def unix_lines(text: str) -> str:
    """Line ends as \\n: terminals paste \\r."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def plain_key(one: str) -> Key:
    """The key of one character outside any sequence."""
    if one in CONTROLS:
        return Key(CONTROLS[one])
    return Key("text", one)


def click_key(numbers: str) -> Key | None:
    """The left button pressed at column and row (SGR: from 1; `text` of the key: "x;y" from 0); None for anything else."""
    parts = numbers.split(";")
    if len(parts) != 3 or parts[0] != "0" or not all(one.isdigit() and int(one) for one in parts[1:]):
        return None
    return Key("click", f"{int(parts[1]) - 1};{int(parts[2]) - 1}")


def sequence_key(numbers: str, last: str) -> Key | None:
    """The key of a control sequence: parameters and final character; None for one that is no key."""
    parts = [part.split(":")[0] for part in numbers.split(";")]
    values = [int(part) if part else 0 for part in parts]
    if last == "~":
        name = NUMBERS.get(values[0])
    elif last in "^$@" and values[0]:  # rxvt: ctrl, shift, both
        name = NUMBERS.get(values[0])
        return Key({"^": "ctrl+", "$": "shift+", "@": "ctrl+shift+"}[last] + name) if name else None
    else:
        name = FINALS.get(last)
    if name is None:
        return None
    bits = values[1] - 1 if len(values) > 1 and values[1] > 1 else 0
    held = [word for bit, word in MODIFIERS if bits & bit]
    return Key("+".join([*held, name]) if name != "shift+tab" else name)
