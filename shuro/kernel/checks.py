"""Checks: all findings about an entry, the same for form, import and command.

A finding names the item, says what is wrong and what would be right. REFUSE stops the registration (SYS-10), ASK wants
an answer first (WPL-58), WARN lets the operator go on (SYS-11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from shuro.kernel.items import DUTY, MUST, NEVER, Item, Need
from shuro.kernel.record import Entry, blank, items_of, rows_of
from shuro.kernel.text import Unreadable

if TYPE_CHECKING:
    from shuro.kernel.desk import Desk
    from shuro.kernel.steps import Step


class Severity(IntEnum):
    """How far a finding goes."""

    WARN = 1
    ASK = 2
    REFUSE = 3


WARN, ASK, REFUSE = Severity.WARN, Severity.ASK, Severity.REFUSE
Lines = Callable[[Item], "set[int] | None"]  # places of lines of a child table; None: all


@dataclass(frozen=True)
class Finding:
    """One finding. `item` is the item's name ("" for the whole record), `row` the index of the child line it is in."""

    item: str
    label: str
    severity: Severity
    sentence: str
    rows: str = ""
    row: int | None = None
    key: str = ""  # of an ASK: what the caller accepts by name
    at_once: bool = False  # a form shows it from its opening, not only when the item was visited
    firm: bool = False  # stands in the way of a step that keeps what is unfinished, too
    refers: tuple[str, ...] = ()  # other records the sentence speaks of (`store.subject`), for the screen to open

    def __str__(self) -> str:
        place = f"{self.label}（{self.row + 1}行目）" if self.row is not None else self.label
        return f"{place}：{self.sentence}" if place else self.sentence


def finding(one: Item | None, sentence: str, severity: Severity = REFUSE, **more: Any) -> Finding:
    """A finding about an item (or, with None, about the whole record)."""
    return Finding(one.name if one else "", one.label if one else "", severity, sentence, **more)


VERBS = {
    "choice": "選んでください。", "choices": "選んでください。", "office": "選んでください。", "address": "選んでください。",
    "industry": "選んでください。", "law": "選んでください。", "link": "選んでください。", "flag": "チェックしてください。",
    "rows": "1行以上入力してください。",
}  # fmt: skip


def missing(one: Item, need: Need) -> Finding:
    """The finding for an empty item whose mark is in force (SYS-10, SYS-11)."""
    verb = VERBS.get(one.kind.name, "入力してください。")
    if need is MUST:
        return finding(one, f"登録に必要な項目です。{verb}")
    return finding(one, f"該当するときは{verb}", WARN)


def empty(value: Any) -> bool:
    """Is nothing entered? 0 and False are entries."""
    return value is None or value == "" or value == []


@cache
def marked(cls: type) -> tuple[tuple[str, Item, Finding, Finding], ...]:
    """Name and item of those whose mark can ask for something, and what is said when MUST or DUTY is in force and the
    item empty: compiled once a type, for bulk work.
    """
    asking = (one for one in items_of(cls) if one.must or one.need in (MUST, DUTY, NEVER))
    return tuple((one.name, one, missing(one, MUST), missing(one, DUTY)) for one in asking)


def check(cls: type, one: Entry, step: Step | None = None, desk: Desk | None = None) -> list[Finding]:
    """All findings about an entry before a step: its marks, its rows, the step's needs and the type's own rules.

    `desk` may be None where nothing must be looked up; rules that need it then stay silent.
    """
    found: list[Finding] = []
    for name, declared, must, duty in marked(cls):
        value = getattr(one, name)
        if value is not None and value != "" and value != []:
            if declared.need is NEVER:
                found.append(finding(declared, "この登録では入力できない項目です。空欄にしてください。"))
            continue
        due = declared.due(one)
        if due is MUST or due is DUTY:
            found.append(must if due is MUST else duty)
    for child in rows_of(cls):
        for index, line in enumerate(getattr(one, child.name) or ()):
            found.extend(check_row(child, index, line, one))
    found.extend(not_offered(cls, one, desk))
    if step is not None and step.needs:
        found.extend(needed(cls, one, step, found))
    for rule in getattr(cls, "rules", ()):
        found.extend(rule(one, desk) or ())
    if step is not None and step.partial:
        absent = {id(said) for _, _, must, duty in marked(cls) for said in (must, duty)}
        found = [f if f.firm else replace(f, severity=min(f.severity, WARN)) for f in found if id(f) not in absent]
    return found


def needed(cls: type, one: Entry, step: Step, found: list[Finding]) -> Iterator[Finding]:
    """What the step itself needs and is empty, where nothing was said about it yet."""
    for declared in (item for item in items_of(cls) if item.name in step.needs):
        said = any(f.item == declared.name and f.severity is REFUSE for f in found)
        if empty(getattr(one, declared.name)) and not said:
            verb = VERBS.get(declared.kind.name, "入力してください。")
            yield finding(declared, f"「{step.name}」に必要な項目です。{verb}")


def check_row(child: Item, index: int, line: Entry, one: Entry) -> Iterator[Finding]:
    """The findings of one line of a child table; conditions of its items are given the line, with `of` the record."""
    line.of = one
    for name, declared, must, duty in marked(child.row):
        if empty(getattr(line, name)):
            due = declared.due(line)
            if due is MUST or due is DUTY:
                yield at_row(must if due is MUST else duty, child, index)
    for rule in getattr(child.row, "rules", ()):
        for found in rule(line, one) or ():
            yield at_row(found, child, index)


@cache
def dependent(cls: type) -> tuple[Item, ...]:
    """The items whose options depend on the entry."""
    return tuple(one for one in items_of(cls) if one.depends)


def not_offered(cls: type, one: Entry, desk: Desk | None) -> Iterator[Finding]:
    """Findings for values that are not among the options the entry leaves them, in the record and in its lines."""
    for declared in dependent(cls):
        value = getattr(one, declared.name)
        options = declared.source(desk, one) if declared.source and not empty(value) else None
        if options is None:
            continue
        known = {option.code for option in options}
        wrong = [code for code in (value if isinstance(value, list) else [value]) if code not in known]
        if wrong:
            names = "、".join(option.name or option.code for option in options[:6]) + ("…" if len(options) > 6 else "")
            right = f"選べるのは{names}です。" if names else "空欄にしてください。"
            yield finding(declared, f"「{'、'.join(wrong)}」は、ここでは選べません。{right}")
    for child in rows_of(cls):
        for index, line in enumerate(getattr(one, child.name) or ()) if dependent(child.row) else ():
            line.of = one
            yield from (at_row(found, child, index) for found in not_offered(child.row, line, desk))


def at_row(found: Finding, child: Item, index: int) -> Finding:
    """The same finding, placed in a line of a child table."""
    return replace(found, rows=child.name, row=index)


def fill(
    cls: type, one: Entry, before: Entry | None = None, desk: Desk | None = None, lines: Lines | None = None
) -> None:
    """Run every `fill` of the type and of its rows, in screen order (DESIGN: all of them, each time).

    `before`: the record as it is stored, for the items that are only preset; in a new one these are filled while they are
    empty. `desk`: for the items that are looked up. `lines(child)`: the places of the lines to be filled, for a form that
    knows which have changed; without it, or where it gives None, all are.
    """
    for name, function in fillers(cls):
        setattr(one, name, function(one))
    for name, function in presetters(cls):
        value = function(one)
        new = getattr(one, name) is None if before is None else value != function(before)
        if value is not None and new:
            setattr(one, name, value)
    for child in rows_of(cls):
        wanted = lines(child) if lines is not None else None
        for at, line in enumerate(getattr(one, child.name) or ()):
            if wanted is None or at in wanted:
                fill_line(child, at, line, one)
    look(cls, one, desk)


def fill_line(child: Item, at: int, line: Entry, one: Entry) -> None:
    """Run every `fill` of one line, which is given its record and its place in it."""
    line.of, line.position = one, at
    for name, function in fillers(child.row):
        setattr(line, name, function(line))


def look(cls: type, one: Entry, desk: Desk | None) -> None:
    """Read the items that stand in other records (`Item.look`); nothing without a desk."""
    if desk is not None:
        for name, function in lookers(cls):
            setattr(one, name, function(desk, one))


@cache
def fillers(cls: type) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """Name and function of the computed items."""
    return tuple((one.name, one.fill) for one in items_of(cls) if one.fill is not None)


@cache
def presetters(cls: type) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """Name and function of the items that are preset."""
    return tuple((one.name, one.preset) for one in items_of(cls) if one.preset is not None)


@cache
def lookers(cls: type) -> tuple[tuple[str, Callable[[Any, Any], Any]], ...]:
    """Name and function of the items that are looked up."""
    return tuple((one.name, one.look) for one in items_of(cls) if one.look is not None)


def read_texts(
    cls: type, texts: dict[str, Any], desk: Desk | None = None, into: Entry | None = None
) -> tuple[dict[str, Any], list[Finding]]:
    """Values and findings of typed texts by item name; child tables are lists of such dicts.

    Texts of items that cannot be read stay out of the values and stand in the findings; items not named are not touched.
    Items whose options depend on what else is entered are read last; `into`: the entry the texts go into (not changed).
    """
    values: dict[str, Any] = {}
    found: list[Finding] = []
    for one in sorted((one for one in items_of(cls) if one.name in texts), key=lambda one: one.depends):
        typed = texts[one.name]
        if one.kind.name == "rows":
            values[one.name], wrong = read_rows(one, typed, desk, into)
            found.extend(wrong)
            continue
        try:
            around = Entry(**{**(vars(into) if into else blank(cls)), **values}) if one.depends else None
            values[one.name] = one.read(typed, desk, around)
        except Unreadable as problem:
            found.append(finding(one, str(problem)))
    return values, found


def read_rows(
    child: Item, lines: list[dict[str, str]], desk: Desk | None, into: Entry | None = None
) -> tuple[list[Entry], list[Finding]]:
    """The lines of a child table from their texts; wholly empty lines fall away."""
    from shuro.kernel.record import entry

    read: list[Entry] = []
    found: list[Finding] = []
    for index, texts in enumerate(lines):
        if not any(str(typed).strip() for typed in texts.values()):
            continue
        values, wrong = read_texts(child.row, texts, desk, entry(child.row, of=into))
        read.append(entry(child.row, **values))
        found.extend(at_row(one, child, index) for one in wrong)
    return read, found


def show_texts(cls: type, one: Entry, desk: Desk | None = None, *, outside: bool = False) -> dict[str, Any]:
    """The texts of an entry as a form shows them; `read_texts` of the result is the entry again.

    `outside`: as they go out into files and to commands (`Item.told`).
    """
    texts: dict[str, Any] = {}
    desk = desk.over(one) if desk is not None else None
    for declared in items_of(cls):
        value = getattr(one, declared.name, None)
        if declared.kind.name == "rows":
            texts[declared.name] = [show_texts(declared.row, line, desk, outside=outside) for line in value or ()]
        else:
            texts[declared.name] = (declared.told if outside else declared.show)(value, desk, one)
    return texts
