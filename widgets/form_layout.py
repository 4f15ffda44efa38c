"""How a page of a form looks: each item a block of lines, child tables as grids; everything 80 columns can hold.

    > 申告者氏名(漢字)        必 労働　太郎
      受理年月日              必 R7.1.1
                                 誤 相談年月日以後の日を入力してください。
      完結区分                必 誤 登録に必要な項目です。選んでください。

What is wrong stands below the value, what is missing in its place: an empty item left behind moves no line. Marks:
必 MUST in force, 要 DUTY in force, 自 filled by the system, 読 a suggested reading. `>` is the item in hand.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from widgets.borders import rule
from widgets.cells import Line, cut, fit, graphemes, line_width, shown, spans, width, wrap
from widgets.form_model import SIGNS, WARN, FormModel, Place, Problem
from widgets.item_editor import SECRET, ItemEditor
from widgets.line_editor import TextEditor

LABEL = 26  # cells of the longest label in 80 columns
MARGIN = 2
MARKS = {"registration": ("必", "must"), "duty": ("要", "duty")}
UNITS = {"yen": "円", "thousand_yen": "千円"}
LONGTEXT_ROWS = 8
LEAST_COLUMN, MOST_COLUMN = 6, 32
CELLS_OF_KIND = {"date": 16, "datetime": 22, "yen": 13, "thousand_yen": 13, "int": 7, "ratio": 6, "hours_minutes": 11,
                 "flag": 5, "phone": 16, "postal": 9, "office": 18, "address": 24, "industry": 24, "law": 22,
                 "file": 32}  # fmt: skip
MORE = ".."
FEW = 40  # rows of a table that are all drawn, whether in sight or not


class Block(NamedTuple):
    """The lines of one item. `spots`: of each place in it the line it stands on (a child table has many).

    Of a long table only the lines around the item in hand are drawn, the others are empty for now and as many as they
    had or are likely to have. `starts`: the line on which each row of a table begins.
    """

    name: str
    lines: list[Line]
    spots: dict[Place, int]
    starts: Sequence[int] = ()

    def line_of(self, place: Place) -> int:
        """The line a place stands on, or the row that it is in."""
        beginning = self.starts[place.row] if 0 <= place.row < len(self.starts) else 0
        return self.spots.get(place, beginning)


class Caret(NamedTuple):
    """Line and cell of the caret inside a block."""

    line: int
    cell: int


def label_room(model: FormModel, page: int, cells: int) -> int:
    """Cells for the labels of a page: as wide as the longest, within a third of the screen or what the form says."""
    longest = max((width(label) for label in labels_before_values(model, page, cells)), default=8)
    return max(8, min(longest, model.label_cells or (LABEL if cells <= 100 else cells // 3)))


def labels_before_values(model: FormModel, page: int, cells: int) -> Iterator[str]:
    """The labels that stand before their values: of items, and of columns of tables too wide for a grid."""
    for item in model.page_items(page):
        if item.kind.name != "rows":
            yield item.label
        elif not column_sizes(columns := model.tables[item.name].columns, cells - 7):
            yield from (one.label for one in columns)


def label_rows(label: str, cells: int) -> list[str]:
    """A label in rows of `cells`; what stands in brackets at its end is not torn: 営業所の所在地 / (都道府県)."""
    rows = wrap(label, cells)
    before, bracket, rest = label.rpartition("(")
    if before and width(rest) < cells and bracket + rest not in rows[-1]:
        return [*wrap(before.rstrip(), cells), bracket + rest]
    return rows


def mark_of(model: FormModel, item: Any, owner: Any, place: Place) -> tuple[str, str]:
    """The sign between label and value, and its style."""
    if place in model.suggested:
        return "読", "suggested"
    if not item.typed:
        return "自", "dim"
    return MARKS.get(str(item.due(owner)), ("  ", ""))


def problem_lines(problem: Problem | None, indent: int, cells: int) -> list[Line]:
    """The sentence of a problem under its item; that of a missing value stands beside (`missing_words`)."""
    if problem is None or problem.missing:
        return []
    return [spans(" " * indent, part) for part in problem_words(problem, max(10, cells - indent))]


def problem_words(problem: Problem, cells: int) -> list[tuple[str, str]]:
    """Sign and sentence in rows of `cells`, each with its style."""
    style = "warn" if problem.severity == WARN else "wrong"
    return [(text, style) for text in wrap(f"{SIGNS[problem.severity]} {problem.sentence}", cells)]


def missing_words(problem: Problem | None, cells: int) -> tuple[str, str]:
    """What is missing, in one row of `cells`; empty when nothing is."""
    if problem is None or not problem.missing or cells < 4:
        return "", ""
    rows = problem_words(problem, 1000)
    return fit(rows[0][0], min(cells, width(rows[0][0])), more=MORE), rows[0][1]


def drawn(item: Any, owner: Any, text: str) -> str:
    """The text of an item as it is looked at while nobody types in it."""
    how = getattr(item, "drawn", None)
    return how(owner, text) if how is not None and text and owner is not None else text


def value_rows(item: Any, text: str, cells: int) -> list[str]:
    """A value in rows of `cells`, a password never."""
    if item.kind.name == "secret":
        return [cut(getattr(item, "mask", SECRET) * len(graphemes(text)), cells)]
    if item.kind.name == "flag":
        return ["[レ] " + text if text else "[  ]"]
    rows = [""]
    used = 0
    for one in graphemes(shown(text)):
        size = width(one)
        if used + size > cells:
            rows.append("")
            used = 0
        rows[-1] += one
        used += size
    return rows


class PageLayout:
    """Draws the items of one page. `labels` cells for the labels, `cells` in all, `height` lines in sight.

    `sizes`: how many lines each row of a table had when it was last drawn, by the table's name; kept up to date.
    """

    def __init__(
        self, model: FormModel, page: int, cells: int, height: int = 20, sizes: dict[str, list[int]] | None = None
    ):
        self.model, self.page, self.cells, self.height = model, page, cells, height
        self.sizes = sizes if sizes is not None else {}
        self.labels = label_room(model, page, cells)
        self.indent = MARGIN + self.labels + 4  # where the values begin
        self.room = cells - self.indent - 1

    def block(self, item: Any, heading: bool, editor: ItemEditor | None) -> tuple[Block, Caret | None]:
        """The block of an item; with `editor` when it is the one in hand."""
        top = [rule(self.cells, item.section)] if heading and item.section else []
        if item.kind.name == "rows":
            lines, spots, starts, caret = TableLayout(self, item).draw(editor)
        else:
            lines, caret = self._item(item, Place(item.name), self.model.entry, editor)
            spots, starts = {Place(item.name): 0}, []
        if top:
            spots = {place: at + 1 for place, at in spots.items()}
            starts = [at + 1 for at in starts]
            caret = Caret(caret.line + 1, caret.cell) if caret else None
        return Block(item.name, top + lines, spots, starts), caret

    def _item(self, item: Any, place: Place, owner: Any, editor: ItemEditor | None) -> tuple[list[Line], Caret | None]:
        """Label, mark, value and problem of one item outside a grid."""
        in_hand = self.model.place == place
        if item.kind.name == "longtext":
            return self._longtext(item, place, owner, editor if in_hand else None)
        mark, how = mark_of(self.model, item, owner, place)
        sign, label_style = (">", "here") if in_hand else (" ", "" if self.model.is_open(item, owner) else "dim")
        label, *more_label = label_rows(item.label, self.labels)
        head = (f"{sign} ", label_style), (fit(label, self.labels), label_style), (" ", ""), (mark, how), (" ", "")
        unit = UNITS.get(item.kind.name, "")
        room = self.room - width(unit) - 1 if unit else self.room
        problem = self.model.problem_at(place)
        caret = None
        if in_hand and editor is not None:
            rows, row, cell = editor.rows(room)
            if item.kind.name == "flag":
                rows, row, cell = value_rows(item, editor.text, room), 0, 1
            caret = Caret(row, self.indent + cell)
            rows = rows if editor.text else [getattr(item, "blank", "")]
            field = self._field(item, rows, room)
            values: list[Line] = [((fit(text, field), "field"),) for text in rows]
        else:
            style = "suggested" if place in self.model.suggested else ""
            text = drawn(item, owner, self.model.text_at(place))
            values = [((row, style),) for row in value_rows(item, text, room)]
            if not text and (blank := getattr(item, "blank", "")):
                values = [((f"{blank} ", "dim"),)]
            if not text and not in_hand:
                values[0] = (*values[0], missing_words(problem, room - width(values[0][0][0])))
        if unit and (in_hand or self.model.text_at(place)):
            values[-1] = (*values[-1], (f" {unit}", "dim"))
        below = zip_longest(more_label, values[1:], fillvalue=())
        lines = [spans(*head, *values[0])]
        for words, more in below:
            part = (fit(words or "", self.indent - MARGIN), label_style if words else "")
            lines.append(spans(" " * MARGIN, part, *more))
        if in_hand and editor is not None:
            lines += self.offers(editor)
        return lines + problem_lines(problem, self.indent, self.cells) + self._note(item), caret

    def _note(self, item: Any) -> list[Line]:
        """What is printed under an item of a form that is no record."""
        note = getattr(item, "note", "")
        return [spans("    ", (row, "dim")) for row in wrap(note, self.cells - 6)] if note else []

    def _field(self, item: Any, rows: list[str], room: int) -> int:
        """How wide the typing field is drawn: as long as the item can be, where that is known."""
        known = CELLS_OF_KIND.get(item.kind.name) or (item.max * 2 + 1 if item.max else room)
        if item.kind.name == "choice" and item.options:
            known = max(LEAST_COLUMN, *(width(option) + 1 for option in item.options))
        return min(room, max(known, *(width(text) + 1 for text in rows)))

    def _longtext(
        self, item: Any, place: Place, owner: Any, editor: ItemEditor | None
    ) -> tuple[list[Line], Caret | None]:
        """A text of several lines under its label, as wide as a printed line where that is known."""
        mark, how = mark_of(self.model, item, owner, place)
        in_hand = self.model.place == place
        style = "here" if in_hand else "" if self.model.is_open(item, owner) else "dim"
        text = editor.text if editor else self.model.text_at(place)
        used = f"{len(text.replace(chr(10), '')):,}/{item.max:,}文字" if item.max else ""
        limit = f"{used} {item.lines}行まで" if item.lines else used
        head = spans((">" if in_hand else " ", style), (f" {item.label}", style), " ", (mark, how), " ", (limit, "dim"))
        problem = self.model.problem_at(place)
        if not text and not in_hand:
            head = (*head, *spans(" ", missing_words(problem, self.cells - line_width(head) - 1)))
        line = editor.line if editor else TextEditor(text, cursor=0)
        assert isinstance(line, TextEditor)
        line.per_line = item.max // item.lines if item.max and item.lines else None
        line.columns = min(self.cells - 6, line.per_line * 2 if line.per_line else 72)
        count = len(line.rows())
        whole = in_hand and self.model.read_only
        rows, row, cell = line.sight(count if whole else min(max(count, 2), LONGTEXT_ROWS))
        if editor is None:
            if not whole and count > LONGTEXT_ROWS:
                rows[-1] = fit(rows[-1], line.columns - 14) + f" （全{count}行）"
            body = [spans("    ", text) for text in rows]
            caret = None
        else:
            rows += [""] * (2 - len(rows))
            body = [spans("    ", (fit(text, line.columns + 1), "field")) for text in rows]
            caret = Caret(1 + row, 4 + cell)
        return [head, *body, *problem_lines(problem, 4, self.cells)], caret

    def offers(self, editor: ItemEditor, most: int = 7) -> list[Line]:
        """The candidates below the item in hand, the marked one in sight."""
        count = len(editor.offered)
        first = max(0, min(editor.chosen - most // 2, count - most))
        lines: list[Line] = []
        for at in range(first, min(count, first + most)):
            text = fit(editor.offered[at].shown, min(self.room, 46), more=MORE)
            on = at == editor.chosen
            lines.append(spans(" " * self.indent, ("> " if on else "  ", ""), (text, "chosen" if on else "")))
        if count > most:
            lines.append(spans(" " * self.indent, (f"  全{count}件 ↓で選ぶ".replace("↓", "下矢印"), "dim")))
        return lines


class TableLayout:
    """A child table: a grid with one line a row where the columns fit, else each line as a small form."""

    def __init__(self, page: PageLayout, item: Any):
        self.page, self.item, self.model = page, item, page.model
        self.table = self.model.tables[item.name]
        self.sizes = column_sizes(self.table.columns, page.cells - 7)

    def draw(self, editor: ItemEditor | None) -> tuple[list[Line], dict[Place, int], list[int], Caret | None]:
        """Lines, the line of each place, where each row begins, and the caret."""
        mark, how = mark_of(self.model, self.item, self.model.entry, Place(self.item.name))
        here = self.model.place.name == self.item.name
        count = len(self.table.texts)
        head = spans((">" if here else " ", "here"), (f" {self.item.label}", "here" if here else ""), " ", (mark, how),
                     (f" {count}行" if count else "", "dim"))  # fmt: skip
        problem = self.model.problem_at(Place(self.item.name))
        if problem and problem.missing:
            head = (*head, *spans(" ", missing_words(problem, self.page.cells - line_width(head) - 1)))
        lines = [head, *problem_lines(problem, 4, self.page.cells)]
        spots: dict[Place, int] = {Place(self.item.name): 0}
        caret = None
        if self.sizes:
            lines.append(self._heading())
        rows = count + (0 if self.model.read_only or not self._open else 1)
        drawn, starts = self._rows(rows, editor), []
        for row, size in enumerate(self._sizes(rows)):
            starts.append(len(lines))
            if row not in drawn:
                lines += [()] * size
                continue
            made, places, spot = drawn[row]
            spots.update({place: len(lines) + at for place, at in places.items()})
            caret = Caret(len(lines) + spot.line, spot.cell) if spot else caret
            lines += made
        return lines, spots, starts, caret

    def _sizes(self, rows: int) -> list[int]:
        """The lines of each row: as last drawn, or what a row in order needs."""
        known = self.page.sizes.get(self.item.name)
        if known is None or len(known) != rows:
            known = self.page.sizes[self.item.name] = [1 if self.sizes else len(self.table.columns) + 1] * rows
        return known

    def _rows(
        self, rows: int, editor: ItemEditor | None
    ) -> dict[int, tuple[list[Line], dict[Place, int], Caret | None]]:
        """The rows that can come into sight with the item in hand, each drawn; of a short table all."""
        sizes, drawn = self._sizes(rows), {}

        def draw(some: Sequence[int], room: int) -> None:
            for row in some:
                if room <= 0:
                    return
                drawn[row] = (self._row if self.sizes else self._small_form)(row, editor)
                sizes[row] = len(drawn[row][0])
                room -= sizes[row]

        place, room = self.model.place, self.page.height
        if rows <= FEW:
            draw(range(rows), sys.maxsize)
        elif place.name == self.item.name and 0 <= place.row < rows:
            draw((place.row,), room)
            draw(range(place.row + 1, rows), room)
            draw(range(place.row - 1, -1, -1), room)
        else:
            draw(range(rows), room)
            draw(range(rows - 1, -1, -1), room)
        return drawn

    @property
    def _open(self) -> bool:
        return bool(self.item.open_for(self.model.entry))

    def _heading(self) -> Line:
        """The labels of the columns."""
        cells = ((fit(one.label, size), "heading") for one, size in zip(self.table.columns, self.sizes))
        return spans("     ", *(part for cell in cells for part in (cell, ("│", "border"))))

    def _row(self, row: int, editor: ItemEditor | None) -> tuple[list[Line], dict[Place, int], Caret | None]:
        """One line of the grid, and under it what is wrong in it."""
        new = row >= len(self.table.texts)
        parts: list[Any] = [(f"{'+' if new else row + 1:>4} ", "dim")]
        places: dict[Place, int] = {}
        problems: list[Line] = []
        offers: list[Line] = []
        caret, x = None, 5
        for one, size in zip(self.table.columns, self.sizes):
            place = Place(self.item.name, row, one.name)
            places[place] = 0
            if self.model.place == place and editor is not None:
                if one.kind.name == "flag":
                    text, cell = value_rows(one, editor.text, size)[0], 1
                elif one.kind.name == "longtext":
                    text, cell = _one_row(editor, size)
                else:
                    text, cell = editor.line.window(size)
                parts.append((fit(text, size), "field"))
                caret = Caret(0, x + cell)
                offers = self.page.offers(editor)
            else:
                text = drawn(one, self.table.line(row), self.model.text_at(place)).replace("\n", " ")
                if one.kind.name == "flag":
                    text = "レ" if text else ""
                problem = self.model.problem_at(place)
                lacking = problem if problem and problem.missing and not text else None
                right = "right" if one.kind.name in ("int", "yen", "thousand_yen", "ratio") else "left"
                on = "here" if self.model.place == place else "suggested" if place in self.model.suggested else ""
                if lacking:
                    parts.append((fit(SIGNS[lacking.severity], size), "warn" if lacking.severity == WARN else "wrong"))
                else:
                    parts.append((fit(text, size, right, MORE), on))
            parts.append(("│", "border"))
            x += size + 1
            problems += self._problem(place, one)
        return [spans(*parts), *offers, *problems], places, caret

    def _problem(self, place: Place, column: Any) -> list[Line]:
        problem = self.model.problem_at(place)
        if problem is None or problem.missing:
            return []
        return problem_lines(problem._replace(sentence=f"{column.label}：{problem.sentence}"), 5, self.page.cells)

    def _small_form(self, row: int, editor: ItemEditor | None) -> tuple[list[Line], dict[Place, int], Caret | None]:
        """A line of a table too wide for a grid, item under item; of the line not yet begun only its first item."""
        new = row >= len(self.table.texts)
        lines: list[Line] = [(("    " + ("新しい行" if new else f"{row + 1}行目"), "heading"),)]
        places: dict[Place, int] = {}
        caret = None
        owner = self.table.line(row)
        for one in self.table.columns[:1] if new else self.table.columns:
            place = Place(self.item.name, row, one.name)
            places[place] = len(lines)
            made, spot = self.page._item(one, place, owner or self.model.entry, editor)
            caret = Caret(len(lines) + spot.line, spot.cell) if spot else caret
            lines += made
        return lines, places, caret


def _one_row(editor: ItemEditor, size: int) -> tuple[str, int]:
    """A text of several lines in a cell: the row of the caret."""
    line = editor.line
    line.columns = max(2, size - 1)  # type: ignore[attr-defined]
    rows, row, cell = line.sight(1)  # type: ignore[attr-defined]
    return rows[row], cell


def column_sizes(columns: tuple[Any, ...], cells: int) -> list[int]:
    """Cells of each column of a grid, or none when they do not fit side by side."""
    wanted = []
    for one in columns:
        size = CELLS_OF_KIND.get(one.kind.name) or (one.max * 2 if one.max else 20)
        if one.options:
            size = max(width(option) for option in one.options) + 1
        if one.kind.name in ("int", "code") and one.max:
            size = one.max + 2
        wanted.append(max(LEAST_COLUMN, min(MOST_COLUMN, max(size, min(width(one.label), 12)))))
    room = cells - len(columns)
    least = [min(size, max(LEAST_COLUMN, min(16, size))) for size in wanted]
    if sum(least) > room:
        return []
    while sum(wanted) > room:
        widest = max(range(len(wanted)), key=lambda at: wanted[at] - least[at])
        wanted[widest] -= 1
    for at, one in enumerate(columns):  # what is left over lets headings be read whole
        wanted[at] += max(0, min(room - sum(wanted), width(one.label) - wanted[at]))
    return wanted
