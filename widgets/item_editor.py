"""ItemEditor: the typing of one item, whatever its kind. It knows the habits of the kinds that are more than text.

* choice: part of a name, code or reading shows the candidates; ↑↓ go through them. As long as nothing is typed, ←→ and
  the blank step through the options.
* flag: the blank turns it over, 1 and 0 set it.
* date: + and - on a date that stands there go a day on or back; = alone is today (the kind reads it).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from widgets.candidates import SLOW, Choice, candidates, options_of, taken
from widgets.cells import graphemes, width
from widgets.line_editor import LineEditor, TextEditor
from widgets.pane import Key

CHOOSING = frozenset({"choice", "choices", "office", "industry", "law", "address"})
SECRET = "*"
LONGEST_SECRET = 128
LONGEST = {"text": 4000, "kana": 4000, "longtext": 20_000, "choices": 4000}  # where an item states no length itself
LONGEST_OTHER = 300  # dates, numbers, codes, names looked up


def full_length(text: str) -> int:
    """Characters of a text once half-width kana stands full width (ｶﾞ is one)."""
    if text.isascii():
        return len(text)
    from shuro.kernel.text import full_kana

    return len(full_kana(text))


def line_for(item: Any, text: str) -> LineEditor:
    """The editor of an item's text, with the limits that typing stops at (SYS-30)."""
    kind = item.kind.name
    usual = LONGEST.get(kind, LONGEST_OTHER)
    if kind == "longtext":
        per_line = item.max // item.lines if item.max and item.lines else None
        return TextEditor(text, item.max or usual, per_line=per_line, most_lines=item.lines)
    if kind in ("text", "kana"):
        return LineEditor(text, item.max or usual, count=full_length)
    if kind in ("phone", "code") and getattr(item, "read_as", None) is None:
        return LineEditor(text, item.max or usual)
    return LineEditor(text, LONGEST_SECRET if kind == "secret" else usual)


class ItemEditor:
    """One item in hand. `text` is what is typed; `offered` the candidates below it, `chosen` the one marked (-1: none).

    `options` are those of a choice; None until they are loaded (`load_options`, in a thread where a database keeps them).
    """

    def __init__(self, item: Any, text: str, desk: Any = None, value: Any = None):
        self.item, self.desk, self.value = item, desk, value
        self.line = line_for(item, text)
        self.offered: list[Choice] = []
        self.chosen = -1
        self.stepping = False
        self.options: list[Choice] | None = None if self.kind in ("choice", "choices") else []

    def load_options(self) -> list[Choice]:
        """The options of a choice as they are now."""
        self.options = options_of(self.item, self.desk)
        return self.options

    @property
    def kind(self) -> str:
        """The name of the item's kind."""
        return self.item.kind.name

    @property
    def text(self) -> str:
        """What is typed."""
        return self.line.text

    @property
    def notice(self) -> str:
        """A sentence about the last key."""
        return self.line.notice

    @property
    def slow(self) -> bool:
        """Do its candidates come from a database?"""
        return self.kind in SLOW

    def take_key(self, key: Key) -> bool:
        """One key; False when it is not about this item's text. `refresh_offers` follows when the text has changed."""
        self.line.notice = ""
        untouched = not self.line.changed or self.stepping
        if self.offered and key.name in ("up", "down"):
            self.chosen = max(-1, min(len(self.offered) - 1, self.chosen + (1 if key.name == "down" else -1)))
            return True
        if self.kind == "flag":
            return self._flag(key)
        if untouched and self.kind in ("choice", "date"):
            step = self._step(key)
            if step and (self._step_choice(step) if self.kind == "choice" else self._step_day(step)):
                self.stepping = True
                return True
        if untouched and self.kind == "choice" and key.name in ("text", "paste"):
            self.line.replace("")  # part of an option is none: what is typed takes the place of the whole
        if self.line.take_key(key):
            self.stepping = self.stepping and key.name in ("left", "right", "home", "end")
            return True
        return False

    def _step(self, key: Key) -> int:
        """Which way a key steps through options or days."""
        if self.kind == "date":
            return {"+": 1, "＋": 1, "-": -1, "－": -1, "ー": -1}.get(key.text, 0) if key.name == "text" else 0
        if key.name == "text" and key.text in (" ", "\u3000"):
            return 1
        return {"right": 1, "left": -1}.get(key.name, 0)

    def _step_choice(self, step: int) -> bool:
        if not self.options:
            return False
        texts = ["", *(one.text for one in self.options)]
        at = texts.index(self.text) if self.text in texts else 0
        self.line.replace(texts[(at + step) % len(texts)])
        return True

    def _step_day(self, step: int) -> bool:
        if self.value is None:
            return False
        self.value = self.value + timedelta(days=step)
        self.line.replace(self.item.show(self.value, self.desk))
        return True

    def _flag(self, key: Key) -> bool:
        on = self.item.show(True, self.desk)
        word = key.text.strip() if key.name in ("text", "paste") else ""
        if key.name == "text" and key.text in (" ", "\u3000"):
            self.line.replace("" if self.text else on)
        elif word in ("1", "１", "レ", on):
            self.line.replace(on)
        elif word in ("0", "０") or key.name in ("backspace", "delete", "ctrl+u"):
            self.line.replace("")
        elif key.name in ("text", "paste"):
            self.line.notice = "空白で切り替えます（1：該当、0：非該当）。"
        else:
            return self.line.take_key(key) if key.name in ("escape", "left", "right", "home", "end") else False
        return True

    def refresh_offers(self) -> None:
        """Look the candidates up for what is typed now; in a worker thread when `slow`."""
        self.chosen = -1
        wanted = self.line.changed and not self.stepping and self.kind in CHOOSING
        self.offered = candidates(self.item, self.text, self.options or ()) if wanted else []

    def settled_text(self) -> tuple[str, str]:
        """The text to leave the item with, and a sentence when the candidates do not decide: the marked one, else what
        is typed if it can be read, else the only one there is."""
        typed = self.text
        if not self.offered:
            return typed, ""
        if self.chosen >= 0:
            return taken(self.item, typed, self.offered[self.chosen]), ""
        from shuro.kernel.text import Unreadable

        try:
            self.item.read(typed, self.desk)
        except Unreadable:
            if len(self.offered) == 1:
                return taken(self.item, typed, self.offered[0]), ""
            return typed, f"候補が{len(self.offered)}あります。↓で選ぶか、続けて入力してください。"
        return typed, ""

    def rows(self, cells: int) -> tuple[list[str], int, int]:
        """The typed text in rows of `cells`, with row and cell of the caret."""
        if isinstance(self.line, TextEditor):
            return self.line.sight(10_000)
        pieces = graphemes(self.text)
        if self.kind == "secret":
            pieces = [getattr(self.item, "mask", SECRET)] * len(pieces)
        rows, used, caret = [""], 0, (0, 0)
        for at, one in enumerate(pieces):
            size = width(one)
            if used + size > cells:
                rows.append("")
                used = 0
            if at == self.line.cursor:
                caret = (len(rows) - 1, used)
            rows[-1] += one
            used += size
        if self.line.cursor >= len(pieces):
            if used >= cells:
                rows.append("")
                used = 0
            caret = (len(rows) - 1, used)
        return rows, *caret
