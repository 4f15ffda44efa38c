"""A roster in a file: one person a line, headings as the labels of 常勤職員 (CON-103). Read whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from shuro.construction import staff
from shuro.kernel.record import items_of
from shuro.kernel.sheets import read_rows, write_xlsx
from shuro.kernel.text import Unreadable

ITEMS = tuple(one for one in items_of(staff.StaffItems) if one.typed)
LABELS = tuple(one.label for one in ITEMS)
NEEDED = ("氏名", "人員区分")
MOST_TOLD = 200  # sentences; a file with more has a fault in a whole column
# What tax papers write for a person who is not in them; 0 is how the count is told (CON-88, CON-90).
NOT_LISTED = {"記載なし", "なし", "無"}
LISTED = {"収支内訳書の給与賃金", "専従者給与"}


@dataclass(frozen=True)
class Roster:
    """The people of a file and their line numbers, or the sentences why it cannot be taken."""

    people: tuple[Any, ...]
    lines: tuple[int, ...]
    rejected: tuple[str, ...]


def read(path: str | Path, employer: str, on: date) -> Roster:
    """Read a roster of .xlsx, .csv or .tsv. Columns may stand in any order and may be left out, but for NEEDED.

    Digits and letters may be full width, dates in 和暦. A value that cannot be read, a line that cannot be as it is and
    a person that stands twice are told with line and item. Raises SheetTrouble for headings and files that are wrong.
    """
    from shuro.kernel.sheets import SheetTrouble

    people: list[Any] = []
    lines: list[int] = []
    told: list[str] = []
    for row in read_rows(path, known=LABELS):
        if not people:
            missing = [label for label in NEEDED if label not in row.values]
            if missing:
                names = "".join(f"「{label}」" for label in missing)
                raise SheetTrouble(f"見出し{names}がありません。1行目に項目名を並べてください。")
        person, wrong = _person(row.values)
        wrong += list(staff.impossible(person, employer, on))
        told += [f"{row.line}行目　{sentence}" for sentence in wrong]
        people.append(person)
        lines.append(row.line)
        if len(told) >= MOST_TOLD:
            told.append(f"誤りが{MOST_TOLD}件になったので、ここで読み取りを止めました。")
            return Roster((), (), tuple(told))
    if not people:
        told.append("職員の行がありません。2行目から1人1行で入力してください。")
    told += staff.of_all(people, employer, lines) if people else ()
    return Roster(tuple(people), tuple(lines), tuple(told))


def _person(values: dict[str, str]) -> tuple[Any, list[str]]:
    """The values of a line by attribute name, and a sentence for each that cannot be read."""
    person = SimpleNamespace(**{one.name: None for one in ITEMS})
    wrong = []
    for one in ITEMS:
        typed = values.get(one.label, "")
        if one.label in LISTED and typed.strip() in NOT_LISTED:
            typed = "0"
        try:
            setattr(person, one.name, one.read(typed))
        except Unreadable as why:
            wrong.append(f"{one.label}：{why}")
    if not values.get("氏名", "").strip():
        wrong.append("氏名：必ず入力する項目です。入力してください。")
    return person, wrong


def write_template(path: str | Path) -> None:
    """An empty roster: the headings, and below them nothing, so that no example is ever counted."""
    write_xlsx(path, LABELS, iter(()), sheet="常勤職員")


def described() -> Iterator[tuple[str, str]]:
    """Each heading with what may stand below it, for the help of the template."""
    for one in ITEMS:
        yield one.label, "・".join(one.options) or one.condition or one.kind.name
