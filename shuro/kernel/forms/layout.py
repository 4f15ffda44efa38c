"""What a printed form is: a document of pages, each a fine grid (方眼) of A4 paper with boxes of text on it.

Everything here is plain data and measures; nothing knows of spreadsheets. `workbook` draws it as .xlsx, `preview` as text
for the terminal, both from the same declaration. Rows and columns count from 1. Sizes of type are points, of paper mm.

Prints use a Mincho of fixed pitch, so the width of a text is known without a font: one em a full-width character, half an
em a half-width one. What does not fit its box at a readable size is an error (DoesNotFit), never cut and never ####.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from shuro.kernel.text import clean, lines_of, paper_width

# Borders are named by their sides: t b l r thin, T B L R thick.
ALL = "tblr"
NONE = ""
UNDER = "b"

SIZE = 10.5
LEAST = 6.0  # points; smaller type cannot be read after a copy or a fax
PITCH = 1.3  # from one line to the next, in sizes of type
POINT = 25.4 / 72  # mm

_SIDE_ROOM = 1.6  # mm a cell keeps free left and right of its text
_TOP_ROOM = 0.6
_SAFETY = 0.96  # for the roundings of column widths and type in spreadsheet programs


class DoesNotFit(ValueError):
    """A text has no room in its place on a form. `item` is its label, `sentence` says what would be right."""

    def __init__(self, item: str, sentence: str) -> None:
        super().__init__(sentence)
        self.item = item
        self.sentence = sentence


class Struck(str):
    """A text of a list that is printed with a line through it; a terminal shows it between two × (CON-65)."""


@dataclass(frozen=True)
class Box:
    """A text in a rectangle of the grid. `size` is the size of type it is printed in, already fitted."""

    row: int
    col: int
    height: int
    width: int
    text: str = ""
    align: str = "left"  # left | center | right | distributed (均等割り付け)
    valign: str = "center"  # top | center | bottom
    size: float = SIZE
    border: str = NONE
    wrap: bool = True
    bold: bool = False
    vertical: bool = False  # one character below the other (縦書き)
    fill: bool = False  # a light grey ground, for headings
    strike: bool = False  # a line through the text
    flow: str = ""  # the text without the line breaks the form puts in; the preview breaks it for the terminal anew


@dataclass(frozen=True)
class Frame:
    """A thick line around a rectangle of the grid, whatever boxes lie in it."""

    row: int
    col: int
    height: int
    width: int


@dataclass(frozen=True)
class Paper:
    """A sheet of A4 with its margins, in mm; the bottom margin holds the page number."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def room(self) -> tuple[float, float]:
        """Width and height that can be printed on."""
        return self.width - self.left - self.right, self.height - self.top - self.bottom


PORTRAIT = Paper(210, 297, left=20, right=15, top=15, bottom=17)
LANDSCAPE = Paper(297, 210, left=15, right=15, top=18, bottom=17)


@dataclass
class Page:
    """One sheet of paper of a form, or a list that runs over several (`breaks`, made by `listing`).

    `columns` is a number of equal columns or the relative widths of columns; `heights` gives the heights of rows in mm,
    otherwise `rows` rows share the paper. Defaults give squares of about 4.4 mm.
    """

    name: str
    landscape: bool = False
    columns: int | tuple[float, ...] = 0
    rows: int = 0
    boxes: list[Box] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    repeat: int = 0  # so many first rows come again at the top of every further sheet of paper
    breaks: tuple[int, ...] = ()  # a new sheet of paper begins after these rows
    heights: tuple[float, ...] = ()
    _taken: dict[tuple[int, int], Box] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.columns = self.columns or (60 if self.landscape else 40)
        self.rows = self.rows or (39 if self.landscape else 60)

    @property
    def paper(self) -> Paper:
        return LANDSCAPE if self.landscape else PORTRAIT

    @property
    def column_widths(self) -> tuple[float, ...]:
        """Widths of the columns in mm; together the room of the paper."""
        room = self.paper.room[0]
        if isinstance(self.columns, int):
            return (room / self.columns,) * self.columns
        return tuple(room * width / sum(self.columns) for width in self.columns)

    @property
    def row_heights(self) -> tuple[float, ...]:
        """Heights of the rows in mm."""
        return self.heights or (self.paper.room[1] / self.rows,) * self.rows

    @property
    def papers(self) -> int:
        """Sheets of paper the page takes."""
        return len(self.breaks) + 1

    def box(
        self,
        row: int,
        col: int,
        height: int,
        width: int,
        text: str | int | None = "",
        *,
        item: str = "",
        align: str = "left",
        valign: str = "center",
        size: float = SIZE,
        least: float = LEAST,
        border: str = ALL,
        wrap: bool = True,
        bold: bool = False,
        vertical: bool = False,
        fill: bool = False,
    ) -> Box:
        """Put a text into `height` × `width` squares and give the box.

        The type shrinks from `size` in half points until the text fits, over several lines where `wrap`, and no further
        than `least`. Raises DoesNotFit (with `item`, the label of what is printed) when it still does not, and
        ValueError for a box outside the grid or over another one.
        """
        shown = _shown(text)
        room = self.room(row, col, height, width)
        fitted = _fitted_vertical(shown, room, size, least) if vertical else _fitted(shown, room, size, least, wrap)
        if fitted is None:
            raise _too_long(item or shown[:10], shown, room, least, wrap)
        return self._put(Box(row, col, height, width, shown, align, valign, fitted, border, wrap, bold, vertical, fill))

    def label(self, row: int, col: int, height: int, width: int, text: str, **more: Any) -> Box:
        """A text without a border: titles, addressees, notes. `more` as in `box`."""
        return self.box(row, col, height, width, text, **{"border": NONE, **more})

    def pair(
        self, row: int, col: int, height: int, widths: tuple[int, int], label: str, text: str | int | None, **more: Any
    ) -> Box:
        """A label box and, right of it, the box of its value; the value's `item` is the label. `more` is of the value."""
        self.box(row, col, height, widths[0], label, align="distributed" if len(label) < 8 else "center")
        return self.box(row, col + widths[0], height, widths[1], text, **{"item": label, **more})

    def text(
        self,
        row: int,
        col: int,
        height: int,
        width: int,
        text: str | Sequence[str] | None,
        *,
        item: str,
        per_line: int,
        lines: int,
        size: float = SIZE,
        border: str = ALL,
    ) -> Box:
        """A long text broken at `per_line` full-width characters (two half-width ones count as one), at most `lines` lines.

        `text` may be lines already broken (`text.lines_of`), for a continuation sheet. The type is as large as `per_line`
        characters and `lines` lines let it be, at most `size`. Raises DoesNotFit for too many lines, ValueError when the
        box is too small for what it is declared to hold.
        """
        broken = lines_of(_shown(text), per_line) if isinstance(text, str) or text is None else list(text)
        if len(broken) > lines:
            raise DoesNotFit(
                item,
                f"「{item}」は1行{per_line}文字で{lines}行まで印刷できます（現在{len(broken)}行）。短くしてください。",
            )
        breadth = max([per_line, *map(ems, broken)])
        wide, high = self.room(row, col, height, width)
        fitted = math.floor(min(size, wide / breadth / POINT, high / type_height(lines, 1)) * 4) / 4
        if fitted < 5:
            raise ValueError(f"{item}: {lines} lines of {per_line} characters in {wide:.0f} x {high:.0f} mm")
        # A full line goes on in the next; one that ends before had a line break of its own.
        flow = "".join(line if paper_width(line) > 2 * per_line - 2 else line + "\n" for line in broken).rstrip("\n")
        shown = "\n".join(broken)
        return self._put(Box(row, col, height, width, shown, valign="top", size=fitted, border=border, flow=flow))

    def table(
        self,
        row: int,
        col: int,
        headings: Sequence[str],
        lines: Sequence[Sequence[str | int | None]],
        widths: Sequence[int],
        *,
        room: int | None = None,
        height: int = 2,
        heading_height: int = 2,
        align: Sequence[str] | None = None,
        size: float = SIZE,
    ) -> int:
        """A table with `headings` (none: no heading row) and give the first free row below it.

        `widths` in squares; `room` lines are drawn, blank where there is no more to print, as forms have them. Headings
        name the items in errors. Raises ValueError for more lines than room: split them before (`spread`).
        """
        room = len(lines) if room is None else room
        if len(lines) > room:
            raise ValueError(f"{len(lines)} lines in a table of {room}")
        starts = [col + sum(widths[:place]) for place in range(len(widths))]
        for name, start, width in zip(headings, starts, widths):
            self.box(row, start, heading_height, width, name, align="center", size=size, fill=True)
        row += heading_height if headings else 0
        for number in range(room):
            line = lines[number] if number < len(lines) else [""] * len(widths)
            for place, (value, start, width) in enumerate(zip(line, starts, widths, strict=True)):
                self.box(
                    row, start, height, width, value,
                    item=headings[place] if headings else "", align=align[place] if align else "left", size=size,
                )  # fmt: skip
            row += height
        return row

    def frame(self, row: int, col: int, height: int, width: int) -> None:
        """Draw a thick line around a part of the form."""
        self.frames.append(Frame(row, col, height, width))

    def room(self, row: int, col: int, height: int, width: int) -> tuple[float, float]:
        """Width and height in mm that text has in a box. Raises ValueError outside the grid."""
        if (
            min(row, col, height, width) < 1
            or row + height - 1 > self.rows
            or col + width - 1 > len(self.column_widths)
        ):
            raise ValueError(f"box {row},{col} {height}x{width} outside {self.rows}x{len(self.column_widths)}")
        wide = sum(self.column_widths[col - 1 : col - 1 + width])
        high = sum(self.row_heights[row - 1 : row - 1 + height])
        return (wide - _SIDE_ROOM) * _SAFETY, high - _TOP_ROOM

    def _put(self, box: Box) -> Box:
        places = [(r, c) for r in range(box.row, box.row + box.height) for c in range(box.col, box.col + box.width)]
        over = next((self._taken[place] for place in places if place in self._taken), None)
        if over:
            raise ValueError(
                f"box {box.text!r} at {box.row},{box.col} lies over {over.text!r} at {over.row},{over.col}"
            )
        self._taken.update(dict.fromkeys(places, box))
        self.boxes.append(box)
        return box


@dataclass
class Document:
    """A printed form: its name and its pages in order."""

    name: str
    pages: list[Page] = field(default_factory=list)

    @property
    def papers(self) -> int:
        """Sheets of paper the document takes."""
        return sum(page.papers for page in self.pages)


def cells(document: Document) -> dict[tuple[int, int, int], str]:
    """The printed texts by page, row and column of their box's first square (all from 1): what golden tests compare."""
    return {
        (number, box.row, box.col): box.text
        for number, page in enumerate(document.pages, 1)
        for box in page.boxes
        if box.text
    }


def ems(text: str) -> float:
    """The printed width of a line in sizes of type: a full-width character 1, a half-width one 0.5."""
    return paper_width(text) / 2


def type_height(lines: int, size: float) -> float:
    """The height in mm of so many lines of type."""
    return (1.1 + PITCH * (lines - 1)) * size * POINT if lines else 0.0


def spread(things: Sequence[Any], first: int, rest: int | None = None) -> list[list[Any]]:
    """Lines of text or of a table by sheet: at most `first` on the form, then at most `rest` on each continuation sheet.

    Always gives the form's own part, also when it is empty; `rest` is `first` unless given.
    """
    rest = first if rest is None else rest
    parts = [list(things[:first])]
    parts += [list(things[start : start + rest]) for start in range(first, len(things), rest)]
    return parts


def continuation(
    name: str,
    item: str,
    broken: Sequence[str],
    *,
    per_line: int,
    lines: int,
    head: Sequence[tuple[str, str | int | None]] = (),
) -> list[Page]:
    """Continuation sheets (続紙) of a long text: as many as its lines need, none when there are no lines.

    `broken` are the lines that did not fit on the form (`spread(lines_of(text, per_line), first)`), `lines` how many one
    sheet takes, `head` pairs of label and value at the top that say what the sheet belongs to (CMP-64).
    """
    pages: list[Page] = []
    for part in spread(broken, lines) if broken else []:
        page = Page(f"{name} {len(pages) + 1}" if pages else name)
        page.label(1, 1, 3, 40, name, size=16, align="center")
        row = 5
        for place in range(0, len(head), 2):
            for column, (label, value) in zip((1, 21), head[place : place + 2]):
                page.pair(row, column, 2, (7, 13), label, value)
            row += 2
        row += 1 if head else 0
        page.box(row, 1, 2, 40, item, align="center", fill=True)
        page.text(row + 2, 1, page.rows - row - 1, 40, part, item=item, per_line=per_line, lines=lines)
        pages.append(page)
    return pages


def listing(
    title: str,
    headings: Sequence[str],
    lines: Iterable[Sequence[str | int | None]],
    widths: Sequence[float],
    *,
    notes: Sequence[str] = (),
    align: Sequence[str] | None = None,
    landscape: bool = True,
    rows_per_page: int = 25,
    size: float = 9.0,
) -> Page:
    """A list that runs over as many sheets of paper as it needs, with title, notes and headings again on each.

    `widths` are the relative widths of the columns (they become real columns, so that the file can be sorted); `notes`
    are lines below the title such as the office and the day. A line is as high as its longest cell; a sheet ends after
    `rows_per_page` lines or when it is full. Raises DoesNotFit for a text that would take more than half a sheet.
    """
    page = Page(title, landscape=landscape, columns=tuple(widths), rows=1)
    count = len(widths)
    align = align or ["left"] * count
    inner = [(width - _SIDE_ROOM) * _SAFETY for width in page.column_widths]
    paper_height = page.paper.room[1]
    boxes = [Box(1, 1, 1, count, _shown(title), align="center", size=14)]
    boxes += [Box(2 + place, 1, 1, count, _shown(note), align="right") for place, note in enumerate(notes)]
    heights = [9.0] + [6.0] * len(notes)
    header = [_shown(name) for name in headings]
    heights.append(_line_height(header, header, inner, size, paper_height / 2))
    boxes += [
        Box(len(heights), place, 1, 1, name, align="center", size=size, border=ALL, fill=True)
        for place, name in enumerate(header, 1)
    ]
    repeat, head_height = len(heights), sum(heights)
    breaks, used, on_sheet = [], head_height, 0
    for line in lines:
        texts = [_shown(value) for value in line]
        high = _line_height(header, texts, inner, size, paper_height / 2)
        if on_sheet == rows_per_page or on_sheet and used + high > paper_height:
            breaks.append(len(heights))
            used, on_sheet = head_height, 0
        heights.append(high)
        used, on_sheet = used + high, on_sheet + 1
        boxes += [
            Box(len(heights), place, 1, 1, text, align=side, size=size, border=ALL, strike=isinstance(value, Struck))
            for place, (text, side, value) in enumerate(zip(texts, align, line, strict=True), 1)
        ]
    page.boxes, page.rows, page.heights = boxes, len(heights), tuple(heights)
    page.repeat, page.breaks = repeat, tuple(breaks)
    return page


def _line_height(names: Sequence[str], texts: Sequence[str], inner: Sequence[float], size: float, most: float) -> float:
    """The height in mm of a line of a list: that of the cell with the most lines of type."""
    count = max(_count(text, wide / (size * POINT)) for text, wide in zip(texts, inner, strict=True))
    high = type_height(max(count, 1), size) + _TOP_ROOM + 1.6
    if high > most:
        name, text, wide = max(zip(names, texts, inner), key=lambda one: _count(one[1], one[2] / (size * POINT)))
        raise _too_long(name, text, (wide, most), size, True)
    return high


def _shown(text: str | int | None) -> str:
    """What is printed: text without control characters (no cell of a spreadsheet may hold them), None nothing."""
    if text is None:
        return ""
    if isinstance(text, (str, int)) and not isinstance(text, bool):
        return clean(str(text), multiline=True).rstrip("\n")
    raise TypeError(f"a form prints text, not {type(text).__name__}")


def _count(text: str, breadth: float) -> int:
    """Lines of type a text takes where a line holds `breadth` ems.

    A spreadsheet program may end a line early, so as not to begin the next with a closing mark: one em is kept for it.
    """
    if not text:
        return 0
    return sum(max(1, math.ceil(ems(line) / breadth if ems(line) <= breadth else ems(line) / max(breadth - 1, 0.5)))
               for line in text.split("\n"))  # fmt: skip


def _fitted(text: str, room: tuple[float, float], size: float, least: float, wrap: bool) -> float | None:
    """The largest size of type, in half points, at which the text fits; None when it does not at `least`."""
    while size >= least:
        breadth = room[0] / (size * POINT)
        one_line = all(ems(line) <= breadth for line in text.split("\n"))
        fits = type_height(_count(text, breadth), size) <= room[1] and breadth >= 1 and (wrap or one_line)
        if fits or not text:
            return size
        size -= 0.5
    return None


def _fitted_vertical(text: str, room: tuple[float, float], size: float, least: float) -> float | None:
    while size >= least:
        if len(text) * size * 1.1 * POINT <= room[1] and size * POINT <= room[0]:
            return size
        size -= 0.5
    return None


def _too_long(item: str, text: str, room: tuple[float, float], least: float, wrap: bool) -> DoesNotFit:
    breadth = room[0] / (least * POINT)
    lines = max(1, 1 + int((room[1] / (least * POINT) - 1.1) / PITCH)) if wrap else 1
    most = max(1, int(breadth)) if lines == 1 else max(1, int(breadth) - 1) * lines
    return DoesNotFit(
        item,
        f"「{item}」の{len(text)}文字は印刷の欄に入りません。全角で約{most}文字（改行は{lines - 1}回）までに短くしてください。",
    )
