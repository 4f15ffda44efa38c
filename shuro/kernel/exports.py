"""Files of whole records: every item under the heading that an import reads, so that a file can be fed again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shuro.kernel.columns import Heading, headings, parents
from shuro.kernel.desk import Desk
from shuro.kernel.links import reference
from shuro.kernel.record import Record, rows_of
from shuro.kernel.register import Register


def export_table(
    desk: Desk, cls: type[Record], conditions: dict[str, str], *, template: bool = False
) -> tuple[list[str], Iterator[list[str]]]:
    """Headings and lines of the records that meet the conditions; `template`: only what an operator fills, no lines.

    The lines are read while they are taken. Child tables get as many columns as the longest record found needs.
    """
    register = Register(desk, cls, conditions)
    above = parents(cls)
    lines = 3 if template else longest(register, cls)
    wanted = [one for one in headings(cls, lines) if one.item.typed or one.item.name in cls.fixed or not template]
    wanted = [one for one in wanted if one.item.stored]
    names = [*above, *(one.text for one in wanted)]
    if template:
        return names, iter(())
    return names, (line_of(desk, one, wanted, above) for one in register.all())


def longest(register: Register, cls: type[Record]) -> int:
    """The most lines any found record has in a child table."""
    if not rows_of(cls):
        return 0
    return max((len(getattr(one, child.name)) for one in register.all() for child in rows_of(cls)), default=0)


def line_of(desk: Desk, one: Any, wanted: list[Heading], above: dict[str, tuple[str, str]]) -> list[str]:
    """The texts of one record under the headings, those of the records it hangs on first."""
    ids = [(record, getattr(one, column)) for column, record in above.values()]
    here = desk.over(one)
    texts = [reference(desk, record, id) if id is not None else "" for record, id in ids]
    for heading in wanted:
        owner = one
        if heading.rows is not None:
            rows = getattr(one, heading.rows.name)
            owner = rows[heading.line] if heading.line < len(rows) else None
        texts.append(heading.item.told(getattr(owner, heading.item.name, None), here, owner))
    return texts
