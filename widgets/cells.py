"""Text measured in terminal cells, and lines made of styled spans.

A span is (text, style name), a line a tuple of spans. Views draw lists of lines; only screens/base.py turns them into
Textual strips. Everything here works on whole graphemes, so a full-width character is never cut in two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rich.cells import cell_len, split_graphemes

Span = tuple[str, str]
Line = tuple[Span, ...]

BLANK: Line = ()
TAB_SHOWN = " "
CONTROL = re.compile("([\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff])")
CONTROL_SHOWN = "?"
# Joiners and variation selectors change the width of their neighbours differently from terminal to terminal: they are
# kept in the data and left out of the picture. Direction marks could reorder what an officer reads.
UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c\u00ad") | {
    *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0xE0000, 0xE01F0)),
}  # fmt: skip

APART = re.compile(f"{CONTROL.pattern}|([{''.join(sorted(UNSEEN))}]+)")
GROUND = "\u25cc"  # what a combining mark stands on where it has no letter


@lru_cache(maxsize=8192)
def shown(text: str) -> str:
    """The text as it may be drawn: composed, without terminal controls, joiners and direction marks.

    Escape sequences in data lose their first character here and stand as literal text (ASVS 1.3.3).
    """
    if text.isascii() and text.isprintable():
        return text
    made: list[str] = []
    ground = False  # is there a letter that a combining mark could stand on?
    for one in unicodedata.normalize("NFC", text):
        if one in UNSEEN:
            continue
        if CONTROL.match(one):
            made.append(TAB_SHOWN if one in "\t\n\u2028\u2029" else CONTROL_SHOWN)
            ground = False
        else:
            if not ground and not cell_len(one):
                made.append(GROUND)
            made.append(one)
            ground = True
    return "".join(made)


def width(text: str) -> int:
    """Cells that `text` takes when drawn."""
    return cell_len(shown(text))


def graphemes(text: str) -> list[str]:
    """The text in pieces that the cursor steps over as one; joined again they are the text."""
    if text.isascii():
        return list(text)
    found: list[str] = []
    for part in APART.split(text):
        if not part:
            continue
        if CONTROL.fullmatch(part):  # a line break is a piece of its own, not a mark on the letter before it
            found.append(part)
            continue
        pieces = [part] if part[0] in UNSEEN else [part[start:end] for start, end, _ in split_graphemes(part)[0]]
        unseen = part[0] in UNSEEN or not cell_len(pieces[0])
        if found and unseen and not CONTROL.fullmatch(found[-1]):
            found[-1] += pieces.pop(0)  # what is not drawn, and a mark behind it, belong to the letter before
        found += pieces
    return found


def cut(text: str, cells: int) -> str:
    """The longest beginning of `text` that fits into `cells`."""
    if cells <= 0:
        return ""
    if width(text) <= cells:
        return text
    used, kept = 0, []
    for one in graphemes(text):
        used += width(one)
        if used > cells:
            break
        kept.append(one)
    return "".join(kept)


def fit(text: str, cells: int, align: str = "left", more: str = "") -> str:
    """`text` cut and padded with blanks to exactly `cells`; `more` is put where something was cut off."""
    size = width(text)
    if size > cells:
        text = cut(text, cells - width(more)) + more if more and cells >= width(more) else cut(text, cells)
        size = width(text)
    pad = " " * (cells - size)
    return pad + text if align == "right" else text + pad


def wrap(text: str, cells: int) -> list[str]:
    """Lines of at most `cells`, broken anywhere but before closing punctuation; at least one line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0
        for one in graphemes(paragraph):
            size = width(one)
            if used + size > cells and line:
                if one in "、。）」』】,.!?)ー" and used + size <= cells + 2 and len(line) > 1:
                    lines.append(line[:-1])
                    line = line[-1]
                else:
                    lines.append(line)
                    line = ""
                used = width(line)
            line += one
            used += size
        lines.append(line)
    return lines or [""]


def line_width(line: Line) -> int:
    """Cells of a whole line."""
    return sum(width(text) for text, _ in line)


def plain(line: Line) -> str:
    """The text of a line without its styles, as it is drawn."""
    return "".join(shown(text) for text, _ in line)


def fit_line(line: Line, cells: int, style: str = "") -> Line:
    """The line cut or padded (with blanks of `style`) to exactly `cells`."""
    used, spans = 0, []
    for text, how in line:
        size = width(text)
        if used + size > cells:
            text = cut(text, cells - used)
            size = width(text)
            if text:
                spans.append((text, how))
            used += size
            break
        if text:
            spans.append((text, how))
        used += size
    if used < cells:
        spans.append((" " * (cells - used), style))
    return tuple(spans)


def drop(line: Line, cells: int) -> Line:
    """What is right of the first `cells` cells; half a wide character becomes a blank."""
    spans: list[Span] = []
    for text, how in line:
        size = width(text)
        if cells >= size:
            cells -= size
            continue
        if cells:
            left = cut(text, cells)
            rest = text[len(left) :]
            missing = cells - width(left)
            if missing:
                first = graphemes(rest)[0]
                rest = " " * (width(first) - missing) + rest[len(first) :]
            text, cells = rest, 0
        spans.append((text, how))
    return tuple(spans)


def overlay(under: Line, x: int, over: Line, cells: int) -> Line:
    """The line `under` (of `cells`) with `over` laid on it from column `x`."""
    size = line_width(over)
    return fit_line(fit_line(under, x) + over + drop(fit_line(under, cells), x + size), cells)


def changed_part(old: Line, new: Line) -> tuple[int, int] | None:
    """The columns (from, to) in which two lines of the same width differ, or None."""
    if old == new:
        return None
    first = last = start = 0
    room = min(len(old), len(new))
    while first < room and old[first] == new[first]:  # whole spans first: most of a line stays as it is
        start += width(new[first][0])
        first += 1
    while last < room - first and old[-1 - last] == new[-1 - last]:
        last += 1
    end = start + line_width(new[first : len(new) - last])
    before, after = list(_pieces(old[first : len(old) - last])), list(_pieces(new[first : len(new) - last]))
    same = 0
    while same < len(before) and same < len(after) and before[same] == after[same]:
        start += after[same][2]
        same += 1
    room = min(len(before), len(after)) - same
    while room and before[-1] == after[-1]:
        end -= after.pop()[2]
        before.pop()
        room -= 1
    return (start, end) if start < end else None


def _pieces(line: Line) -> Iterator[tuple[str, str, int]]:
    """The graphemes of a line with style and width."""
    for text, how in line:
        for one in graphemes(shown(text)):
            yield one, how, cell_len(one)


def spans(*parts: str | Span) -> Line:
    """A line from texts and spans; empty ones fall away."""
    made = (part if isinstance(part, tuple) else (part, "") for part in parts)
    return tuple(part for part in made if part[0])


def pad_lines(lines: Iterable[Line], height: int) -> list[Line]:
    """Exactly `height` lines: cut, or filled up with blank ones."""
    made = list(lines)[:height]
    return made + [BLANK] * (height - len(made))
