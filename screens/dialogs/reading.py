"""The kana of a name (SYS-24): the suggested reading is shown beside the kanji, corrected where needed, and confirmed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from screens.dialogs.boxes import ItemBox
from screens.dialogs.place import beside, text_of
from shuro.kernel.text import Unreadable
from widgets.cells import Line, fit, spans, wrap
from widgets.item_editor import full_length
from widgets.line_editor import LineEditor
from widgets.pane import Caret, Key, Pane

NO_NAME = "「{label}」が入力されていないので、読みの候補はありません。直接入力してください。"
UNKNOWN = "読みの候補はありません。カナを入力してください。"
SUGGESTED = "候補を入れました。正しければEnterで決定し、違うところは直してください。"


class ReadingView(Pane):
    """The name and its kana to be corrected. `done(text)` on Enter, when the text can be read as kana."""

    def __init__(self, item: Any, name: str, kana: str, words: str, done: Callable[[str], None]):
        super().__init__()
        self.item, self.name, self.words, self.done = item, name, words, done
        self.line = LineEditor(kana, item.max, count=full_length)

    async def take_key(self, key: Key) -> bool:
        """Typing, and Enter."""
        if key.name == "enter":
            try:
                self.done(self.item.show(self.item.read(self.line.text)))
            except Unreadable as problem:
                self.say(str(problem), "wrong")
            return True
        used = self.line.take_key(key)
        if self.line.notice:
            self.say(self.line.notice, "warn")
        return used

    def hint(self) -> str:
        """What kana may be typed."""
        return "ひらがな・半角カナも全角カナに直します。Enterで決定、F3でやめる"

    def draw(self, cells: int, height: int) -> list[Line]:
        """Name, kana, and what the kana is."""
        lines = [spans(("漢字 ", "heading"), line) if not at else spans("     ", line)
                 for at, line in enumerate(wrap(self.name, cells - 6)[:3])]  # fmt: skip
        text, at = self.line.window(cells - 6)
        self.caret = Caret(5 + at, len(lines))
        lines.append(spans(("カナ ", "heading"), (fit(text, cells - 6), "field")))
        return [*lines, (), *(((line, "dim"),) for line in wrap(self.words, cells - 1))]

    def lines_wanted(self, cells: int) -> int:
        """As many lines as it draws."""
        return len(wrap(self.name, cells - 6)[:3]) + 2 + len(wrap(self.words, cells - 1))


class ReadingScreen(ItemBox):
    """Result: the confirmed kana, None when the officer backed out."""

    body: ReadingView

    def __init__(self, item: Any, name: str, kana: str, words: str):
        super().__init__(ReadingView(item, name, kana, words, self.close), f"読みの確認　{item.label}")

    def box_height(self, cells: int, room: int) -> int:
        """As high as its lines."""
        return self.body.lines_wanted(cells)


async def confirm_reading(screen: Any, item: Any, text: str, model: Any) -> str | None:
    """F4 of a kana item that reads another: its suggested reading, or what is typed already, to be confirmed."""
    from shuro.kernel.kana import suggest

    source = next((one for one in beside(model, item) if one.name == item.of), None)
    name = text_of(model, source).strip() if source is not None else ""
    if not name:
        label = source.label if source is not None else item.label
        screen.notify(NO_NAME.format(label=label), severity="warning")
        return None
    found = await screen.run_long("読みを検索中", lambda _: suggest(name))
    typed = text.strip()
    words = SUGGESTED if found and not typed else f"読みの候補：{found}" if found else UNKNOWN
    return await screen.app.open(ReadingScreen(item, name, typed or found or "", words))
