"""パスワード用ソフトウェアキーボード: characters chosen with the arrows and Enter, or with the mouse (ACC-200 to ACC-203).

No key of the real keyboard types here, so that a program that records keystrokes learns nothing. What is typed is shown
as ● only. The layout of the original (別紙3) is not known: letters, digits and symbols stand in the order of ASCII.
"""

from __future__ import annotations

from widgets.cells import Line, spans, width
from widgets.pane import Caret, Key, Pane

ROWS = (
    "ABCDEFGHIJKLM", "NOPQRSTUVWXYZ", "abcdefghijklm", "nopqrstuvwxyz", "0123456789",
    "!\"#$%&'()*+", ",-./:;<=>?@", "[\\]^_`{|}~",
)  # fmt: skip
DELETE, CLEAR, TAKE, CLOSE = "1文字削除", "クリア", "確定", "閉じる"
BUTTONS = (DELETE, CLEAR, TAKE, CLOSE)
KEY_CELLS = 4
DOT = "●"
HEAD = 3  # lines above the first row of keys
NOT_TYPED = (
    "ソフトウェアキーボードの表示中は、キーボードの文字は入力できません。矢印キーで選び、Enterで入力してください。"
)
LONGEST = 64


class SoftKeyboardView(Pane):
    """The keys, what is typed, the buttons. `typed`: the characters chosen so far; `done`: 確定 or 閉じる was pressed.

    `label`: the item it types for; `limit`: characters the item takes.
    """

    def __init__(self, label: str, limit: int | None = None):
        super().__init__()
        self.label, self.limit = label, limit or LONGEST
        self.typed = ""
        self.done = ""
        self.row, self.column = 0, 0

    @property
    def on_buttons(self) -> bool:
        """Does the cursor stand among the buttons?"""
        return self.row == len(ROWS)

    # Keys

    async def take_key(self, key: Key) -> bool:
        """Arrows and Tab move, Enter presses; text and paste are refused."""
        steps = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
        if key.name in steps:
            self._move(*steps[key.name])
        elif key.name == "tab":
            self._along(1)
        elif key.name == "shift+tab":
            self._along(-1)
        elif key.name == "enter":
            self._press()
        elif key.name in ("text", "paste", "backspace", "delete"):
            self.say(NOT_TYPED, "warn")
        else:
            return False
        return True

    def _move(self, rows: int, columns: int) -> None:
        """One key on; past an edge to the other side."""
        if rows:
            before = self._size()
            share = self.column / max(1, before - 1)
            was_buttons = self.on_buttons
            self.row = (self.row + rows) % (len(ROWS) + 1)
            size = self._size()
            self.column = round(share * (size - 1)) if was_buttons or self.on_buttons else min(self.column, size - 1)
        self.column = (self.column + columns) % self._size()

    def _along(self, step: int) -> None:
        """Tab: from the keys to the buttons, along them, and back to the keys."""
        if not self.on_buttons:
            self.row, self.column = len(ROWS), 0 if step > 0 else len(BUTTONS) - 1
        elif 0 <= self.column + step < len(BUTTONS):
            self.column += step
        else:
            self.row, self.column = 0, 0

    def _size(self) -> int:
        return len(BUTTONS) if self.on_buttons else len(ROWS[self.row])

    def _press(self) -> None:
        """What the key or button in hand does."""
        if not self.on_buttons:
            if len(self.typed) >= self.limit:
                self.say(f"{self.label}：これ以上入りません（{self.limit}文字まで）。", "warn")
            else:
                self.typed += ROWS[self.row][self.column]
            return
        name = BUTTONS[self.column]
        if name == DELETE:
            self.typed = self.typed[:-1]
        elif name == CLEAR:
            self.typed = ""
        else:
            self.done = name

    def click(self, x: int, y: int) -> bool:
        """The mouse pressed a cell of the view: the key or button there is pressed; False: nothing is there."""
        row = y - HEAD
        if 0 <= row < len(ROWS) and 0 <= x // KEY_CELLS < len(ROWS[row]) and x >= 0:
            self.row, self.column = row, x // KEY_CELLS
        elif row == len(ROWS) + 1:
            found = next((at for at, (first, last) in enumerate(self._spans_of_buttons()) if first <= x < last), None)
            if found is None:
                return False
            self.row, self.column = len(ROWS), found
        else:
            return False
        self._press()
        return True

    # Drawing

    def hint(self) -> str:
        """How to go about."""
        return "矢印で選んでEnter（マウスでも選べます）　Tabで1文字削除・クリア・確定・閉じる"

    @staticmethod
    def lines_wanted() -> int:
        """Lines for all of it."""
        return HEAD + len(ROWS) + 2

    def draw(self, cells: int, height: int) -> list[Line]:
        """Label and length, the keys, the buttons."""
        shown = DOT * min(len(self.typed), max(0, cells - width(self.label) - 12))
        lines: list[Line] = [
            spans((self.label, "heading"), " ", (shown, "mask"), (f" {len(self.typed)}文字", "dim")),
            spans(("キー入力を記録するプログラムへの対策になります。", "dim")),
            (),
        ]
        for row, keys in enumerate(ROWS):
            lines.append(spans(*(self._key(one, row == self.row and at == self.column) for at, one in enumerate(keys))))
        lines.append(())
        lines.append(spans(*(self._button(at) for at in range(len(BUTTONS)))))
        if self.on_buttons:
            self.caret = Caret(self._spans_of_buttons()[self.column][0], HEAD + len(ROWS) + 1)
        else:
            self.caret = Caret(self.column * KEY_CELLS, HEAD + self.row)
        return lines[:height]

    @staticmethod
    def _key(character: str, here: bool) -> tuple[str, str]:
        return (f">{character}< " if here else f" {character}  ", "chosen" if here else "")

    def _button(self, at: int) -> tuple[str, str]:
        here = self.on_buttons and at == self.column
        return (f"{'>' if here else ' '}［ {BUTTONS[at]} ］ ", "chosen" if here else "button")

    @staticmethod
    def _spans_of_buttons() -> list[tuple[int, int]]:
        """First cell of each button and the one behind it."""
        found, x = [], 0
        for label in BUTTONS:
            size = width(f" ［ {label} ］ ")
            found.append((x, x + size))
            x += size
        return found
