"""FormPicture: the page of a form as lines, kept up to date with as little work as the last key demands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from widgets.cells import Line
from widgets.form_layout import Block, PageLayout, drawn, problem_lines
from widgets.form_model import NOWHERE, FormModel, Place
from widgets.item_editor import ItemEditor
from widgets.pane import Caret


class FormPicture:
    """Blocks of the page in hand, and which of their lines are in sight.

    After a change of the model all blocks are compared with what they showed before; while typing only the block in
    hand is drawn again. `cells` and `height` are those of the last picture. `peek`: in a form for reading, the line of
    the item in hand that must be in sight.
    """

    def __init__(self, model: FormModel):
        self.model = model
        self.cells, self.height = 80, 20
        self.top = 0  # first line of the page in sight
        self.peek = 0
        self._blocks: dict[str, Block] = {}
        self._heads: dict[str, bool] = {}  # items with a section heading above them
        self._sizes: dict[str, list[int]] = {}  # lines of the rows of tables
        self._looks: dict[str, tuple[Any, Block]] = {}  # what a block was drawn from
        self._drawn: tuple[Any, ...] = ()

    def draw(self, editor: ItemEditor | None, cells: int, height: int) -> tuple[list[Line], Caret | None]:
        """The lines in sight, and the caret among them."""
        self.cells, self.height = cells, height
        caret = self._update(editor)
        at, size = self.span_in_hand()
        self._scroll(at + self.peek, 1 if self.peek else size, sum(len(block.lines) for block in self._blocks.values()))
        seen = self._in_sight()
        if caret is None or not self.top <= caret.y < self.top + height:
            return seen, None
        return seen, Caret(min(caret.x, cells - 1), caret.y - self.top)

    def _in_sight(self) -> list[Line]:
        """The lines that fit on the screen."""
        seen: list[Line] = []
        above = 0
        for block in self._blocks.values():
            seen += block.lines[max(0, self.top - above) : max(0, self.top + self.height - above)]
            above += len(block.lines)
        return seen

    def _update(self, editor: ItemEditor | None) -> Caret | None:
        """Bring the blocks up to date; gives the caret in the whole page."""
        model = self.model
        page = PageLayout(model, model.page, self.cells, self.height, self._sizes)
        now = (model.page, self.cells, model.version, self.height)
        if now != self._drawn:
            if now[:2] != self._drawn[:2]:
                self._looks.clear()
                self._sizes.clear()
                self._blocks = {}
            self._drawn = now
            self._blocks = self._all_blocks(page)
        above = 0
        for name, block in self._blocks.items():
            if name and name == model.place.name:
                made, caret = page.block(model.by_name[name], self._heads.get(name, False), editor)
                self.top += grown_above(self.top - above, block.starts, made.starts)
                self._blocks[name] = made
                return Caret(caret.cell, above + caret.line) if caret else None
            above += len(block.lines)
        return None

    def _all_blocks(self, page: PageLayout) -> dict[str, Block]:
        """All blocks of the page; those that look as before are kept, the one in hand is drawn by `_update`."""
        model = self.model
        made: dict[str, Block] = {"": Block("", self._whole_problems(), {})}
        self._heads = {}
        section = ""
        for item in model.page_items(page.page):
            head = self._heads[item.name] = item.section != section
            section = item.section
            if item.name == model.place.name:
                self._looks.pop(item.name, None)
                made[item.name] = self._blocks.get(item.name) or Block(item.name, [()], {})
            elif item.kind.name == "rows":
                made[item.name] = page.block(item, head, None)[0]
            else:
                made[item.name] = self._kept(page, item, head)
        return made

    def _kept(self, page: PageLayout, item: Any, head: bool) -> Block:
        """The block of an item, drawn again only when something it shows has changed."""
        model, place = self.model, Place(item.name)
        look = (
            drawn(item, model.entry, model.texts[item.name]), str(item.due(model.entry)), model.is_open(item, model.entry),
            model.problem_at(place), place in model.suggested,
        )  # fmt: skip
        kept = self._looks.get(item.name)
        if kept is None or kept[0] != look:
            kept = self._looks[item.name] = (look, page.block(item, head, None)[0])
        return kept[1]

    def _whole_problems(self) -> list[Line]:
        """What concerns the whole record, at the top of every page."""
        found = [one for one in self.model.shown_problems() if one.place == NOWHERE]
        return [line for one in found for line in problem_lines(one._replace(missing=False), 0, self.cells)]

    def line_of(self, place: Place) -> int:
        """The line of the page a place stands on."""
        above = 0
        for block in self._blocks.values():
            if block.name == place.name:
                return above + block.line_of(place)
            above += len(block.lines)
        return 0

    def span_in_hand(self) -> tuple[int, int]:
        """First line and number of lines that must be in sight: of the item in hand, in a table of its line."""
        above = 0
        place = self.model.place
        for name, block in self._blocks.items():
            if name and name == place.name:
                if not place.column:
                    return above, len(block.lines)
                first = block.spots.get(place, 0)
                later = [at for at in block.spots.values() if at > first]
                return above + first, min(later, default=len(block.lines)) - first
            above += len(block.lines)
        return 0, 1

    def _scroll(self, at: int, size: int, total: int) -> None:
        """Keep what is in hand in sight; jump half a screen, so that not every Tab repaints everything."""
        room = self.height
        size = min(size, room)
        if at < self.top:
            self.top = at - room // 2
        elif at + size > self.top + room:
            self.top = at - room // 2 if size <= room // 2 else at + size - room
        self.top = max(0, min(self.top, total - room))


def grown_above(line: int, before: Sequence[int], after: Sequence[int]) -> int:
    """By how much the rows of a table above a line of it have grown: what is in sight is not to move for that."""
    row = bisect_right(before, line) - 1
    return after[row] - before[row] if row > 0 and len(before) == len(after) else 0
