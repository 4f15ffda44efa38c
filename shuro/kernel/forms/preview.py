"""Forms as text: what a print will hold, drawn with lines in the cells of a terminal, from the same declaration.

Not a picture of the paper: the edges of the boxes keep their order and roughly their places, while rows take as many lines
of the terminal as their texts need, so that all of a form can be read before it is printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from shuro.kernel.forms.layout import ALL, NONE, Box, Document, Page
from shuro.kernel.text import pad, width, wrap

_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_LINES = dict(zip(range(16), " ╵╷│╴┘┐┤╶└┌├─┴┬┼"))
_PLAIN = {bits: " " if not bits else "|" if bits < _LEFT else "-" if not bits & 3 else "+" for bits in range(16)}


def preview(document: Document, cells: int = 80, *, ascii: bool = False) -> list[str]:
    """The document as lines of text, all equally wide: at most `cells`, unless its boxes are too many for that.

    Under every sheet of paper stands its n / N ページ. With `ascii` the boxes are drawn with + - | for terminals whose
    line-drawing characters are two cells wide.
    """
    papers = [paper for page in document.pages for paper in _papers(page, cells, ascii)]
    breadth = max([cells, *(width(line) for paper in papers for line in paper)])
    lines: list[str] = []
    for number, paper in enumerate(papers, 1):
        foot = f"{number} / {len(papers)} ページ"
        paper = [*paper, " " * max(0, (breadth - width(foot)) // 2) + foot]
        lines += [""] * bool(lines) + paper
    return [pad(line, breadth) for line in lines]


def _papers(page: Page, cells: int, ascii: bool) -> list[list[str]]:
    """The lines of each sheet of paper of a page, the repeated rows at the top of each."""
    frames = [Box(frame.row, frame.col, frame.height, frame.width, border=ALL) for frame in page.frames]
    boxes = [*page.boxes, *frames]
    columns = _columns(page, boxes, cells)
    starts = (page.repeat, *page.breaks)
    ends = (*page.breaks, page.rows)
    head = [box for box in boxes if box.row <= page.repeat]
    body: dict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        if box.row > page.repeat:
            body[sum(box.row > start for start in starts)].append(box)
    papers = []
    for number, (start, end) in enumerate(zip(starts, ends), 1):
        # The rows of a later sheet come up to stand right below the repeated ones.
        moved = [replace(box, row=box.row - start + page.repeat) for box in body[number]]
        papers.append(_draw([*head, *moved], columns, page.repeat + end - start, ascii))
    return papers


@dataclass(frozen=True)
class _Columns:
    """Where the edges between columns stand: the cell of edge n (the left side of column n + 1), and the whole width."""

    place: dict[int, int]
    breadth: int


def _columns(page: Page, boxes: list[Box], cells: int) -> _Columns:
    """Give every edge of a box a cell: near its place on paper, and far enough from the others for the texts."""
    edges = sorted({edge for box in boxes for edge in (box.col - 1, box.col - 1 + box.width)} | {0})
    spans = [(box.col - 1, box.col - 1 + box.width, 1 + _least(box)) for box in boxes]
    spans += [(left, right, 1) for left, right in zip(edges, edges[1:])]
    first = _earliest(edges, spans)
    breadth = max(cells, first[edges[-1]] + 1)
    mirrored = _earliest([-edge for edge in reversed(edges)], [(-right, -left, least) for left, right, least in spans])
    last = {edge: breadth - 1 - mirrored[-edge] for edge in edges}
    widths = page.column_widths
    total = sum(widths)
    ideal = {edge: round(sum(widths[:edge]) / total * (breadth - 1)) for edge in edges}
    place = _earliest(edges, spans, {edge: min(ideal[edge], last[edge]) for edge in edges})
    return _Columns(place, breadth)


def _least(box: Box) -> int:
    """Cells a box needs inside: room for one character of its text, for all of a number that is not to be broken."""
    if not box.wrap and not box.vertical:
        return max(map(width, box.text.split("\n")))
    return max((width(character) for character in box.text), default=0)


def _earliest(
    edges: list[int], spans: Iterable[tuple[int, int, int]], wished: dict[int, int] | None = None
) -> dict[int, int]:
    """The least places of edges, in order, that keep every span (edge, later edge, distance) and come up to the wished."""
    before: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for left, right, least in spans:
        before[right].append((left, least))
    place: dict[int, int] = {}
    for edge in edges:
        wish = wished[edge] if wished else 0
        place[edge] = max([wish, *(place[left] + least for left, least in before[edge])])
    return place


def _draw(boxes: list[Box], columns: _Columns, rows: int, ascii: bool) -> list[str]:
    """The lines of one sheet of paper."""
    texts = {id(box): _broken(box, columns) for box in boxes}
    lined = {edge for box in boxes for edge in _horizontal_edges(box)}
    edges = sorted({edge for box in boxes for edge in (box.row - 1, box.row - 1 + box.height)} | {0, rows})
    covered = {row for box in boxes for row in range(box.row, box.row + box.height)}
    # A span of rows is as high as the line at its upper edge and its text; rows that hold nothing are one blank line.
    spans = [
        (box.row - 1, box.row - 1 + box.height, (box.row - 1 in lined) + max(len(texts[id(box)]), 1)) for box in boxes
    ]
    spans += [
        (upper, lower, (upper in lined) + (lower < rows and upper + 1 not in covered))
        for upper, lower in zip(edges, edges[1:])
    ]
    place = _earliest(edges, spans)
    canvas = _Canvas(columns.breadth, place[edges[-1]] + (edges[-1] in lined))
    for box in boxes:
        top, bottom = place[box.row - 1], place[box.row - 1 + box.height]
        left, right = columns.place[box.col - 1], columns.place[box.col - 1 + box.width]
        canvas.border(box.border.lower(), top, bottom, left, right)
        inside = (top + (box.row - 1 in lined), bottom)
        canvas.write(texts[id(box)], box, inside, left + 1, right - left - 1)
    return canvas.lines(_PLAIN if ascii else _LINES)


def _horizontal_edges(box: Box) -> list[int]:
    sides = box.border.lower()
    return [edge for side, edge in (("t", box.row - 1), ("b", box.row - 1 + box.height)) if side in sides]


def _broken(box: Box, columns: _Columns) -> list[str]:
    """The text of a box in lines as wide as the terminal leaves it."""
    if box.text == NONE:
        return []
    if box.vertical:
        return list(box.text)
    room = columns.place[box.col - 1 + box.width] - columns.place[box.col - 1] - 1
    return [
        piece for line in wrap(box.flow or box.text, room) for piece in ([line] if width(line) <= room else list(line))
    ]


class _Canvas:
    """A rectangle of terminal cells to write texts and lines on."""

    def __init__(self, breadth: int, height: int) -> None:
        self._bits = [[0] * breadth for _ in range(height)]
        self._texts: dict[tuple[int, int], str] = {}

    def border(self, sides: str, top: int, bottom: int, left: int, right: int) -> None:
        """Draw the given sides (t b l r) of a rectangle whose edges stand in the given cells."""
        for side, line in (("t", top), ("b", bottom)):
            if side in sides:
                for cell in range(left, right + 1):
                    self._bits[line][cell] |= (_RIGHT if cell < right else 0) | (_LEFT if cell > left else 0)
        for side, cell in (("l", left), ("r", right)):
            if side in sides:
                for line in range(top, bottom + 1):
                    # An edge without a line of its own takes no line of text, so there may be none below the last.
                    if line < len(self._bits):
                        self._bits[line][cell] |= (_DOWN if line < bottom else 0) | (_UP if line > top else 0)

    def write(self, texts: list[str], box: Box, inside: tuple[int, int], left: int, room: int) -> None:
        """Write lines of text into a box, aligned as it says; `inside` are its first line and the one after its last."""
        first, after = inside
        spare = max(0, after - first - len(texts))
        first += {"top": 0, "center": spare // 2, "bottom": spare}[box.valign]
        for number, text in enumerate(texts):
            shown = _aligned(text, box.align, room)
            self._texts[first + number, left] = shown

    def lines(self, drawn: dict[int, str]) -> list[str]:
        """The lines of text, lines drawn with the given characters."""
        written: dict[int, dict[int, str]] = defaultdict(dict)
        for (line, cell), text in self._texts.items():
            written[line][cell] = text
        return [self._line(bits, written[number], drawn) for number, bits in enumerate(self._bits)]

    @staticmethod
    def _line(bits: list[int], texts: dict[int, str], drawn: dict[int, str]) -> str:
        made, cell = [], 0
        while cell < len(bits):
            text = texts.get(cell, "")
            made.append(text or drawn[bits[cell]])
            cell += width(text) or 1
        return "".join(made)


def _aligned(text: str, align: str, room: int) -> str:
    """The text in its place in `room` cells, without the blanks after it."""
    spare = room - width(text)
    gaps = len(text) - 1
    if align == "distributed" and 0 < gaps <= spare:
        parts = [text[0]]
        for number, character in enumerate(text[1:]):
            parts.append(" " * (spare * (number + 1) // gaps - spare * number // gaps) + character)
        return "".join(parts)
    before = {"center": spare // 2, "distributed": spare // 2, "right": spare}.get(align, 0)
    return " " * max(0, before) + text
