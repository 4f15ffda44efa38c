"""TextView: text to read and scroll: help pages, previews of forms, histories. Knows a small part of Markdown."""

from __future__ import annotations

import re

from widgets.cells import Line, cut, drop, fit_line, line_width, spans, width, wrap
from widgets.pane import Key, Pane

_strong = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")
_link = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_divider = re.compile(r"\|?[\s:|-]+\|?")


class TextView(Pane):
    """Text in a pane. `markdown`: headings, lists, tables, code and strong words are drawn, else every line as it is.

    ↑↓ PageUp PageDown Home End scroll; ←→ move sideways where lines are longer than the pane (previews). `start_at`:
    the heading (its text or a part of it) to begin at.
    """

    def __init__(self, text: str, *, markdown: bool = False, start_at: str = ""):
        super().__init__()
        self.text, self.markdown, self.start_at = text, markdown, start_at
        self.top = 0
        self.left = 0
        self._made: tuple[int, list[Line]] | None = None
        self._height = 20

    def lines(self, cells: int) -> list[Line]:
        """The whole text as lines of a pane of `cells`."""
        if self._made is None or self._made[0] != cells:
            made = (
                markdown_lines(self.text, cells) if self.markdown else [spans(line) for line in self.text.split("\n")]
            )
            self._made = (cells, made)
            if self.start_at:
                self.top = self._first_line(made)
                self.start_at = ""
        return self._made[1]

    def _first_line(self, made: list[Line]) -> int:
        """The line of the heading to begin at: the one that is the text (not the title, where a section is called like
        the page), else the first that holds it."""
        heads = ["".join(text for text, how in line if how in ("heading", "title")).strip() for line in made]
        same = (at for at in reversed(range(len(heads))) if heads[at] == self.start_at)
        return next(same, next((at for at, head in enumerate(heads) if self.start_at in head), 0))

    async def take_key(self, key: Key) -> bool:
        """Scroll."""
        steps = {"up": -1, "down": 1, "pageup": 1 - self._height, "pagedown": self._height - 1, "enter": 1}
        if key.name in steps:
            self.top += steps[key.name]
        elif key.name == "text" and key.text in (" ", "\u3000"):
            self.top += self._height - 1
        elif key.name in ("home", "end"):
            self.top = 0 if key.name == "home" else 1_000_000
        elif key.name in ("left", "right"):
            self.left = max(0, self.left + (8 if key.name == "right" else -8))
        else:
            return False
        return True

    def draw(self, cells: int, height: int) -> list[Line]:
        """The lines in sight, and how far down they are."""
        lines = self.lines(cells)
        room = height - 1 if len(lines) > height else height
        self._height = room
        self.top = max(0, min(self.top, len(lines) - room))
        widest = max((sum(width(text) for text, _ in line) for line in lines), default=0)
        self.left = max(0, min(self.left, widest - cells))
        seen = lines[self.top : self.top + room]
        if self.left:
            seen = [drop(line, self.left) for line in seen]
        seen = [fit_line(line, cells) if line_width(line) > cells else line for line in seen]
        if room == height:
            return seen
        last = min(len(lines), self.top + room)
        return [*seen, spans((f"{last * 100 // len(lines)}％（{last}/{len(lines)}行）", "dim"))]


def markdown_lines(text: str, cells: int) -> list[Line]:
    """A subset of Markdown as lines: headings, paragraphs, lists, tables, code blocks, **strong**, `code`."""
    made: list[Line] = []
    rows = text.split("\n")
    at = 0
    while at < len(rows):
        row = rows[at]
        if row.startswith("```"):
            at += 1
            while at < len(rows) and not rows[at].startswith("```"):
                made.append(spans("    ", (rows[at], "")))
                at += 1
        elif row.lstrip().startswith("|"):
            table = []
            while at < len(rows) and rows[at].lstrip().startswith("|"):
                table.append(rows[at])
                at += 1
            made += table_lines(table, cells)
            continue
        elif row.startswith("#"):
            if made and made[-1]:
                made.append(())
            made.append(spans((row.lstrip("#").strip(), "heading")))
        else:
            made += paragraph_lines(row, cells)
        at += 1
    return made


def paragraph_lines(row: str, cells: int) -> list[Line]:
    """One line of Markdown wrapped; of a list with its later lines under its first word."""
    found = re.match(r"(\s*)([-*]|[0-9]+\.)\s+", row)
    lead, rest = (
        ("", row) if not found else (found[1] + ("・" if found[2] in "-*" else found[2] + " "), row[found.end() :])
    )
    rest = _link.sub(r"\1", rest)
    room = max(10, cells - width(lead))
    lines = wrap(_strong.sub(lambda one: one[1] or one[2], rest), room)
    strong = [one[1] or one[2] for one in _strong.finditer(rest)]
    return [spans(lead if not at else " " * width(lead), *emphasised(line, strong)) for at, line in enumerate(lines)]


def emphasised(line: str, words: list[str]) -> Line:
    """The line with those words strong."""
    for word in words:
        if word and word in line:
            before, _, after = line.partition(word)
            return (*spans(before), (word, "strong"), *emphasised(after, words))
    return spans(line)


def table_lines(rows: list[str], cells: int) -> list[Line]:
    """A Markdown table with columns as wide as they need, wrapped in their column where all do not fit."""
    inside = (row.strip().strip("|").split("|") for row in rows if not _divider.fullmatch(row.strip()))
    table = [
        [_strong.sub(lambda one: one[1] or one[2], _link.sub(r"\1", cell.strip())) for cell in row] for row in inside
    ]
    count = max((len(row) for row in table), default=0)
    table = [row + [""] * (count - len(row)) for row in table]
    sizes = [max(width(row[at]) for row in table) for at in range(count)]
    room = cells - 2 * count
    while sum(sizes) > room and max(sizes) > 6:
        sizes[sizes.index(max(sizes))] -= 1
    made: list[Line] = []
    for number, row in enumerate(table):
        parts = [wrap(text, size) if size else [""] for text, size in zip(row, sizes)]
        for line in range(max(len(part) for part in parts)):
            texts = (part[line] if line < len(part) else "" for part in parts)
            words = "  ".join(text + " " * (size - width(text)) for text, size in zip(texts, sizes))
            made.append(spans((cut(words, cells), "heading" if number == 0 else "")))
    return made
