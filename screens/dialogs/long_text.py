"""A long text on the whole screen, with its limits in sight (SYS-30). What was typed goes back to the item on F9 and F3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from screens.base import BaseScreen
from widgets.borders import rule
from widgets.cells import Line, cut, fit, spans, width
from widgets.item_editor import line_for
from widgets.line_editor import TextEditor
from widgets.pane import Caret, Key, Pane

NUMBERED = 4  # cells of the line numbers beside the text


class LongTextView(Pane):
    """The text in rows as wide as a printed line, numbered by printed lines; Enter always breaks the line."""

    def __init__(self, item: Any, text: str):
        super().__init__()
        self.item = item
        editor = line_for(item, text)
        assert isinstance(editor, TextEditor)
        self.editor = editor
        self.height = 18

    @property
    def text(self) -> str:
        """What is typed."""
        return self.editor.text

    async def take_key(self, key: Key) -> bool:
        """Typing; PageUp and PageDown move by a screen."""
        editor = self.editor
        if key.name in ("pageup", "pagedown"):
            step = "up" if key.name == "pageup" else "down"
            for _ in range(self.height - 1):
                editor.take_key(Key(step))
            return True
        used = editor.take_key(key)
        if not used and key.name == "enter":
            editor.insert("\n")
            used = True
        if editor.notice:
            self.say(editor.notice, "warn")
        return used or key.name in ("up", "down", "tab", "shift+tab")

    def hint(self) -> str:
        """How to leave."""
        return "Enterで改行、F9・F3で項目に戻す、Escで開く前の文章に戻す"

    def draw(self, cells: int, height: int) -> list[Line]:
        """The rows in sight, and below how much of the limits is used."""
        editor = self.editor
        editor.columns = min(cells - NUMBERED - 2, (editor.per_line or 1000) * 2)
        self.height = max(1, height - 2)
        seen, row, cell = editor.sight(self.height)
        self.caret = Caret(NUMBERED + min(cell, editor.columns), row)
        made = [
            spans((f"{editor.top + at + 1:>3} ", "dim"), (fit(line, editor.columns), "field"))
            for at, line in enumerate(seen)
        ]
        return [*made, *[()] * (self.height - len(made)), rule(cells), self._limits(cells)]

    def _limits(self, cells: int) -> Line:
        """Characters and printed lines used, of those accepted."""
        editor = self.editor
        used = f"{editor.count(self.text.replace(chr(10), '')):,}"
        words = f"文字数 {used}/{editor.limit:,}" if editor.limit else f"文字数 {used}"
        lines = editor.lines_used(self.text) if self.text.strip() else 0
        words += f"　行数 {lines}/{editor.most_lines}" if editor.most_lines else f"　行数 {lines}"
        if editor.per_line and editor.most_lines:
            words += f"　（1行{editor.per_line}文字）"
        place = f"　{editor.place()[0] + 1}行目"
        return spans((cut(words, cells - width(place)), "dim"), (place, "dim"))


class LongTextScreen(BaseScreen):
    """Result: the text, however the officer leaves: nothing typed is lost."""

    body: LongTextView

    def __init__(self, item: Any, text: str):
        super().__init__(LongTextView(item, text), f"文章の入力　{item.label}")

    def actions(self) -> Sequence[Any]:
        """Back to the item, either way."""
        return ("help", "back", ("register", "決定"))

    async def act_back(self) -> None:
        """F3."""
        self.close(self.body.text)

    async def act_register(self) -> None:
        """F9."""
        self.close(self.body.text)


async def edit_text(screen: Any, item: Any, text: str, model: Any) -> str:
    """F4 of a long text."""
    return await screen.app.open(LongTextScreen(item, text))
