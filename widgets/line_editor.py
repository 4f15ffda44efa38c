"""Typing itself: one line (LineEditor) and several (TextEditor). Pure: keys in, text and caret out.

The cursor is an index into the graphemes of the text, so that 𠮷 or a letter with a combining mark is one step. Typing
stops at the limit and says so; a paste that had to be cut says how much was left out (never silently).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from widgets.cells import graphemes, width
from widgets.pane import Key

BREAKS = " 　、。,.・/-"


def safe(text: str, multiline: bool) -> str:
    """`shuro.kernel.text.clean`, which is loaded only when there is something to clean."""
    if text.isascii() and text.isprintable():
        return text
    from shuro.kernel.text import clean

    return clean(text, multiline)


@dataclass
class LineEditor:
    """One line of typed text.

    `limit`: characters accepted (None: any number), counted by `count` (half-width ｶﾞ will be one ガ, for example).
    `notice`: a sentence about the last key, such as text that did not fit; empty when there is nothing to say.
    """

    text: str = ""
    limit: int | None = None
    cursor: int = -1  # grapheme index; -1: the end
    count: Callable[[str], int] = len
    multiline = False
    notice: str = field(default="", init=False)
    start: str = field(default="", init=False)  # what Esc brings back
    left: int = field(default=0, init=False)  # first cell of the text that is in sight

    def __post_init__(self) -> None:
        self.start = self.text
        if self.cursor < 0:
            self.cursor = len(self.pieces)

    @property
    def pieces(self) -> list[str]:
        """The graphemes of the text."""
        return graphemes(self.text)

    @property
    def changed(self) -> bool:
        """Has anything been typed since the editor was opened?"""
        return self.text != self.start

    def take_key(self, key: Key) -> bool:
        """One key; False when it does not belong to a line (Enter, arrows up and down, function keys …).

        Esc belongs to it only while there is something to bring back.
        """
        self.notice = ""
        if key.name in ("text", "paste"):
            self.insert(key.text, pasted=key.name == "paste")
            return True
        work = getattr(self, f"key_{key.name.replace('+', '_')}", None)
        return bool(work()) if work else False

    def insert(self, typed: str, pasted: bool = False) -> None:
        """Put text at the cursor, as much as the limit allows."""
        if pasted and not self.multiline:
            typed = " ".join(typed.rstrip("\n").split("\n"))
        pieces = self.pieces
        context = pieces[self.cursor - 1] if self.cursor else ""  # a variation selector belongs to the kanji before it
        added = safe(context + typed, self.multiline).removeprefix(context)
        kept = added if self.fits(added) else self._fitting(added)
        if kept != added:
            lost = len(added) - len(kept)
            said = (
                f"貼り付けた{len(added)}文字のうち、終わりの{lost}文字は入りませんでした"
                if pasted
                else "これ以上入りません"
            )
            self.notice = f"{said}（{self.limit}文字まで）。"
        if kept:
            self._splice(self.cursor, self.cursor, kept)

    def fits(self, added: str) -> bool:
        """Would the text keep its limit with this put at the cursor?"""
        if self.limit is None:
            return True
        pieces = self.pieces
        return self.count("".join(pieces[: self.cursor]) + added + "".join(pieces[self.cursor :])) <= self.limit

    def _fitting(self, added: str) -> str:
        """The longest beginning of `added` that fits; text typed over a full item leaves it as it is."""
        kept = ""
        for one in graphemes(added):
            if not self.fits(kept + one):
                break
            kept += one
        return kept

    def _splice(self, begin: int, end: int, new: str) -> None:
        """Replace graphemes begin…end by `new`; the cursor stands behind it."""
        pieces = self.pieces
        before = "".join(pieces[:begin]) + new
        self.text = before + "".join(pieces[end:])
        self.cursor = min(len(graphemes(before)), len(self.pieces))

    def replace(self, text: str) -> None:
        """Another text (a picked candidate, a converted value); the cursor goes to its end, Esc still undoes it."""
        self.text, self.cursor, self.left = text, len(graphemes(text)), 0

    def key_left(self) -> bool:
        self.cursor = max(0, self.cursor - 1)
        return True

    def key_right(self) -> bool:
        self.cursor = min(len(self.pieces), self.cursor + 1)
        return True

    def key_home(self) -> bool:
        self.cursor = 0
        return True

    def key_end(self) -> bool:
        self.cursor = len(self.pieces)
        return True

    key_ctrl_a, key_ctrl_e = key_home, key_end

    def key_backspace(self) -> bool:
        if self.cursor:
            self._splice(self.cursor - 1, self.cursor, "")
        return True

    def key_delete(self) -> bool:
        if self.cursor < len(self.pieces):
            self._splice(self.cursor, self.cursor + 1, "")
        return True

    def key_ctrl_w(self) -> bool:
        begin, pieces = self.cursor, self.pieces
        while begin and pieces[begin - 1] in BREAKS:
            begin -= 1
        while begin and pieces[begin - 1] not in BREAKS:
            begin -= 1
        self._splice(begin, self.cursor, "")
        return True

    def key_ctrl_u(self) -> bool:
        self.text, self.cursor, self.left = "", 0, 0
        return True

    def key_ctrl_k(self) -> bool:
        self._splice(self.cursor, len(self.pieces), "")
        return True

    def key_escape(self) -> bool:
        if not self.changed:
            return False
        self.replace(self.start)
        return True

    def window(self, cells: int) -> tuple[str, int]:
        """The text in sight in `cells`, and the caret's cell in it; scrolls sideways so that the caret is in sight."""
        pieces = self.pieces
        sizes = [width(one) for one in pieces]
        at = sum(sizes[: self.cursor])
        room = max(2, cells) - 1  # the caret needs a cell behind the text
        if at < self.left:
            self.left = at
        if at > self.left + room:
            self.left = at - room
        total = sum(sizes)
        self.left = max(0, min(self.left, max(0, total - room)))
        begin = used = 0
        while begin < len(pieces) and used < self.left:
            used += sizes[begin]
            begin += 1
        self.left = used
        shown, taken = [], 0
        for one, size in zip(pieces[begin:], sizes[begin:]):
            if taken + size > max(1, cells):
                break
            shown.append(one)
            taken += size
        return "".join(shown), at - used


@dataclass
class TextEditor(LineEditor):
    """Several lines. `per_line`: characters that one printed line holds; a longer line goes on in the next row.

    `most_lines`: printed lines accepted (None: any number). Enter breaks the line; an Enter on an empty line at the end,
    or in an empty text, is not taken: it leaves the item.
    """

    per_line: int | None = None
    most_lines: int | None = None
    columns: int = 60  # cells of a row on the screen; set by the view before keys come
    top: int = field(default=0, init=False)  # first row in sight
    _goal: int | None = field(default=None, init=False)
    multiline = True

    def rows(self) -> list[tuple[int, int]]:
        """The screen rows as (begin, end) grapheme indices; a line break belongs to no row."""
        made, begin, used, held = [], 0, 0, 0
        pieces = self.pieces
        for at, one in enumerate(pieces):
            if one == "\n":
                made.append((begin, at))
                begin, used, held = at + 1, 0, 0
                continue
            size = width(one)
            if used + size > self.columns or (self.per_line and held + len(one) > self.per_line):
                made.append((begin, at))
                begin, used, held = at, 0, 0
            used += size
            held += len(one)
        made.append((begin, len(pieces)))
        return made

    def lines_used(self, text: str) -> int:
        """Printed lines of a text, as the item's check counts them."""
        per_line = self.per_line or 1_000_000
        return sum(max(1, -(-len(line) // per_line)) for line in text.rstrip().split("\n"))

    def fits(self, added: str) -> bool:
        """Characters (line breaks not counted) and printed lines are both limits (SYS-30)."""
        pieces = self.pieces
        text = "".join(pieces[: self.cursor]) + added + "".join(pieces[self.cursor :])
        if self.limit is not None and self.count(text.replace("\n", "")) > self.limit:
            return False
        return self.most_lines is None or self.lines_used(text) <= self.most_lines

    def place(self) -> tuple[int, int]:
        """Row and cell of the caret."""
        rows = self.rows()
        row = max(at for at, (begin, _) in enumerate(rows) if begin <= self.cursor)
        return row, sum(width(one) for one in self.pieces[rows[row][0] : self.cursor])

    def take_key(self, key: Key) -> bool:
        """As for a line; up and down move between rows and are not taken at the first and last row."""
        if key.name not in ("up", "down"):
            self._goal = None
        return super().take_key(key)

    def key_enter(self) -> bool:
        if not self.text or (self.cursor == len(self.pieces) and self.text.endswith("\n")):
            return False
        if not self.fits("\n"):
            self.notice = f"{self.most_lines}行までです。"
            return True
        self._splice(self.cursor, self.cursor, "\n")
        return True

    def key_up(self) -> bool:
        return self._to_row(-1)

    def key_down(self) -> bool:
        return self._to_row(1)

    def _to_row(self, step: int) -> bool:
        row, cell = self.place()
        rows = self.rows()
        if not 0 <= row + step < len(rows):
            return False
        self._goal = cell if self._goal is None else self._goal
        begin, end = rows[row + step]
        used = 0
        for at in range(begin, end + 1):
            last_of_row = at == end
            size = 0 if last_of_row else width(self.pieces[at])
            if last_of_row or used + size > self._goal:
                wrapped = last_of_row and row + step + 1 < len(rows) and rows[row + step + 1][0] == end
                self.cursor = at - 1 if wrapped and at > begin else at
                break
            used += size
        return True

    def key_home(self) -> bool:
        self.cursor = self.rows()[self.place()[0]][0]
        return True

    def key_end(self) -> bool:
        row = self.place()[0]
        rows = self.rows()
        begin, end = rows[row]
        wrapped = row + 1 < len(rows) and rows[row + 1][0] == end
        self.cursor = end - 1 if wrapped and end > begin else end
        return True

    key_ctrl_a, key_ctrl_e = key_home, key_end

    def key_ctrl_k(self) -> bool:
        begin, end = self.rows()[self.place()[0]]
        self._splice(self.cursor, max(self.cursor, end), "")
        return True

    def sight(self, height: int) -> tuple[list[str], int, int]:
        """The rows in sight in `height`, with row and cell of the caret among them; scrolls as needed."""
        rows, (row, cell) = self.rows(), self.place()
        height = max(1, height)
        self.top = max(0, min(self.top, len(rows) - height, row))
        if row >= self.top + height:
            self.top = row - height + 1
        pieces = self.pieces
        seen = ["".join(pieces[begin:end]) for begin, end in rows[self.top : self.top + height]]
        return seen, row - self.top, cell
