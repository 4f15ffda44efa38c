"""Border characters and their plain substitutes.

Views draw borders with the narrow line characters, always in spans of the style "border", and hidden passwords in
spans of the style "mask". A terminal that gives ambiguous characters two cells (found by the start-up probe) would
break both, so there they are drawn in ASCII.
"""

from __future__ import annotations

from widgets.cells import Line, fit, fit_line, spans, width

ASCII = str.maketrans("─│┌┐└┘├┤┬┴┼━", "-|++++++++++="[:12])
PLAIN = {"border": ASCII, "mask": str.maketrans("●", "*")}


def in_ascii(line: Line) -> Line:
    """The line with its borders and masks in ASCII; data is left alone."""
    return tuple((text.translate(PLAIN[how]), how) if how in PLAIN else (text, how) for text, how in line)


def rule(cells: int, title: str = "", style: str = "heading") -> Line:
    """A horizontal line with an optional title in it."""
    if not title:
        return (("─" * cells, "border"),)
    head = f" {title} "
    return fit_line(spans(("──", "border"), (head, style), ("─" * max(0, cells - 2 - width(head)), "border")), cells)


def boxed(title: str, lines: list[Line], cells: int) -> list[Line]:
    """The lines in a box of `cells` columns (two for the sides, two for the margins inside)."""
    inner = cells - 4
    head = f" {fit(title, min(width(title), cells - 6))} " if title else ""
    top = spans(("┌─", "border"), (head, "heading"), ("─" * (cells - 3 - width(head)) + "┐", "border"))
    bottom = (("└" + "─" * (cells - 2) + "┘", "border"),)
    sides = [spans(("│", "border"), " ", *fit_line(line, inner), " ", ("│", "border")) for line in lines]
    return [top, *sides, bottom]
