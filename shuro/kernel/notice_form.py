"""The sheet of a notice between offices (別紙3 to 別紙7), drawn from its text as it was sent (OTH-139, OTH-141)."""

from __future__ import annotations

from shuro.kernel.forms import Document, Page

HEAD = 7  # number, date, to, from, title, one sentence, 記; the items follow


def sheet(title: str, body: str) -> Document:
    """The printed notice. `body`: its lines in the order of the form, HEAD of them before the items.

    A text of another shape is printed line by line below its title.
    """
    lines, page = body.split("\n"), Page(title)
    if len(lines) < HEAD:
        page.label(3, 1, 3, 40, title, size=14, align="center")
        for at, line in enumerate(lines):
            page.label(8 + 3 * at, 2, 3, 38, line)
        return Document(title, [page])
    number, day, to, sender, heading, sentence, below, *items = lines
    page.label(3, 22, 2, 18, number, align="right")
    page.label(5, 22, 2, 18, day, align="right")
    page.label(9, 2, 2, 24, to)
    page.label(13, 20, 2, 20, sender, align="right")
    page.label(18, 1, 3, 40, heading, size=14, align="center")
    page.label(23, 2, 4, 38, f"　{sentence}")
    page.label(29, 1, 2, 40, below, align="center")
    for at, line in enumerate(items):
        page.label(33 + 3 * at, 4, 3, 35, line)
    return Document(title, [page])
