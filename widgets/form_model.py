"""FormModel: the items of one record, what is typed in them, where the operator stands and what is wrong. Pure.

The texts are the form (`texts`: item name → text, child tables as lists of such dicts); the entry holds the values read
from them. Leaving an item reads its text, shows it converted, runs every fill and condition of the record and gathers
the findings: the same ones that command and import get (shuro.kernel.checks).

The items may be those of a record class (`of_class`) or any list of objects that look like them (the login screen's are
made without loading SQLModel, see plain_items.py).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from types import SimpleNamespace
from typing import Any, NamedTuple

from widgets.row_table import RowTable

WARN, ASK, REFUSE = 1, 2, 3
SIGNS = {WARN: "警", ASK: "確", REFUSE: "誤"}
UNCONFIRMED = "読みは候補です。正しければEnterで確定し、違うときは直してください。"
FIRST_PAGE = "基本"


class Place(NamedTuple):
    """Where something stands: an item, or a cell of a child table (`name` the table, `row` from 0, `column` the item)."""

    name: str
    row: int = -1
    column: str = ""


NOWHERE = Place("")


class Problem(NamedTuple):
    """A finding as the form shows it. `place.name` is empty when it concerns the whole record."""

    place: Place
    severity: int
    sentence: str
    missing: bool = False


class Left(NamedTuple):
    """What came of leaving an item: `wrong` when its text cannot stay as it is, `notice` what was converted."""

    wrong: bool = False
    notice: str = ""


class FormModel:
    """See the module's docstring. Whoever changes `texts` or `entry` from outside calls `recompute()` afterwards.

    `entry`: the values to start from; `before`: the stored record (None: a new one); `step`: what F9 will do, for its
    `needs`; `read_only`: everything is shown, nothing can be typed (SYS-55); `reading(text)`: suggests the kana of a
    name or gives None (SYS-24); `check(entry)`: findings of a form that is no record class.
    """

    label_cells = 0  # the widest label, in a form whose labels must be read whole; 0: a third of the screen

    def __init__(
        self, items: Sequence[Any], *, cls: type | None = None, entry: Any = None, texts: dict[str, Any] | None = None,
        desk: Any = None, step: Any = None, read_only: bool = False, reading: Callable[[str], str | None] | None = None,
        check: Callable[[Any], Iterable[Any]] | None = None,
    ):  # fmt: skip
        self.items = tuple(items)
        self.by_name = {one.name: one for one in self.items}
        self.cls, self.desk, self.step, self.read_only = cls, desk, step, read_only
        self._reading, self._check = reading, check
        self.entry = entry if entry is not None else self._blank()
        self.pages = list(dict.fromkeys(one.tab for one in self.items)) or [""]
        self.tables = {one.name: RowTable(one, self) for one in self.items if one.kind.name == "rows"}
        self.unreadable: dict[Place, str] = {}
        self.suggested: set[Place] = set()
        self.visited: set[Place] = set()
        self.extra: list[Problem] = []
        self.problems: list[Problem] = []
        self.judged = False  # True: findings of items not yet visited are shown too
        self.version = 1  # changes whenever anything but the text in the editor may have changed
        self._look_again = True  # items that stand in other records are read anew
        self._head: list[Any] = []  # the values beside the tables when all lines were last filled
        self.options: dict[str, list[Any]] = {}  # of choices whose list is the same all the time, once it is loaded
        self._order = {one.name: at for at, one in enumerate(self.items)}
        self._shown_at: tuple[int, list[Problem], dict[Place, Problem], dict[int, list[int]]] = (-1, [], {}, {})
        self.texts: dict[str, Any] = {one.name: self._shown(one) for one in self.items}
        self._last = self._snapshot() if getattr(self.entry, "id", None) is not None else None
        self._fill()
        self.start = {name: [dict(line) for line in text] if isinstance(text, list) else text
                      for name, text in self.texts.items()}  # fmt: skip
        if texts:
            self._restore(texts)
            self._last = self._snapshot()
        self.recompute()
        self.place = self._first_place()

    @classmethod
    def of_class(cls, record: type, entry: Any = None, **more: Any) -> FormModel:
        """The form of a record, row or listing class; `entry` is a new, empty one when not given."""
        from shuro.kernel.record import entry as new_entry
        from shuro.kernel.record import items_of

        return cls(items_of(record), cls=record, entry=entry if entry is not None else new_entry(record), **more)

    def _blank(self) -> Any:
        empty: dict[str, Any] = {one.name: [] if one.kind.name == "rows" else None for one in self.items}
        return SimpleNamespace(**empty)

    def _shown(self, item: Any) -> Any:
        """The text of an item's value; of a child table one dict a line."""
        value = getattr(self.entry, item.name, None)
        if item.kind.name == "rows":
            return self.tables[item.name].shown(value or [])
        return self.bound(item, self.entry).show(value, self.desk)

    @staticmethod
    def bound(item: Any, owner: Any) -> Any:
        """The item with the options it has for what else is entered."""
        return item.bound(owner) if owner is not None and getattr(item, "depends", False) else item

    def _restore(self, texts: dict[str, Any]) -> None:
        """Take over the texts of a draft: each is read as if it had just been left."""
        for name, typed in texts.items():
            item = self.by_name.get(name)
            if item is None:
                continue
            if item.kind.name == "rows":
                self.tables[name].restore(typed)
            elif typed != self.texts[name]:
                self.texts[name] = typed
                self._read(Place(name))

    # Places

    def item_at(self, place: Place) -> Any:
        """The item of a place; in a child table that of the column."""
        if place.column:
            return self.tables[place.name].by_name[place.column]
        return self.by_name[place.name]

    def text_at(self, place: Place) -> str:
        """What is typed at a place."""
        return self.tables[place.name].text(place) if place.column else self.texts.get(place.name, "")

    def owner(self, place: Place) -> Any:
        """The entry that holds the place's value: the record's, or a line's (None in the line not yet begun)."""
        return self.tables[place.name].line(place.row) if place.column else self.entry

    def value_at(self, place: Place) -> Any:
        """The value read at a place, None where there is none."""
        return getattr(self.owner(place), place.column or place.name, None)

    def page_of(self, place: Place) -> int:
        """The number of the page a place is on."""
        item = self.by_name.get(place.name)
        return self.pages.index(item.tab) if item else 0

    @property
    def page(self) -> int:
        """The number of the page in hand."""
        return self.page_of(self.place)

    def page_items(self, page: int) -> list[Any]:
        """The items of a page in screen order."""
        return [one for one in self.items if one.tab == self.pages[page]]

    def page_label(self, page: int) -> str:
        """The name of a page; items above the tabs have a page of their own."""
        return self.pages[page] or FIRST_PAGE

    def is_open(self, item: Any, owner: Any) -> bool:
        """Can the operator type into it now? In a form that is only read the cursor may stand everywhere."""
        return self.read_only or bool(item.open_for(owner))

    def stops(self, page: int) -> list[Place]:
        """Where the cursor can stand on a page, in order."""
        return list(self.walk(page, 1))

    def walk(self, page: int, step: int, start: Place = NOWHERE) -> Iterator[Place]:
        """The same from the item or line of `start` on, forward (+1) or backward (-1); a long table is not gone through."""
        begun = not start.name
        for item in self.page_items(page)[::step]:
            here = item.name == start.name
            begun = begun or here
            if begun and item.kind.name == "rows":
                yield from self.tables[item.name].walk(step, start.row if here else None)
            elif begun and self.is_open(item, self.entry):
                yield Place(item.name)

    def stands(self, place: Place, page: int) -> bool:
        """Can the cursor stand at a place, and is it on this page?"""
        item = self.by_name.get(place.name)
        if item is None or self.pages[page] != item.tab:
            return False
        if item.kind.name != "rows":
            return not place.column and self.is_open(item, self.entry)
        return bool(place.column) and place in self.tables[item.name].stops_of(place.row)

    def _rank(self, place: Place) -> tuple[int, int, int]:
        """The order of places on a page."""
        column = self.tables[place.name].names.index(place.column) if place.column else -1
        return self._order[place.name], place.row, column

    def _first_place(self) -> Place:
        found = (one for page in range(len(self.pages)) for one in self.walk(page, 1))
        return next(found, Place(self.items[0].name) if self.items else NOWHERE)

    def beside(self, step: int, across: bool = True) -> Place | None:
        """The place after (+1) or before (-1) the one in hand, going over to other pages when `across`."""
        here = self._rank(self.place)
        near = self.walk(self.page, step, self.place)
        found = next((one for one in near if (self._rank(one) > here if step > 0 else self._rank(one) < here)), None)
        page = self.page + step
        while found is None and across and 0 <= page < len(self.pages):
            found = next(self.walk(page, step), None)
            page += step
        return found

    def page_start(self, page: int) -> Place | None:
        """The first place of a page; on a page without any, its first item (it is shown only)."""
        items = self.page_items(page)
        return next(self.walk(page, 1), Place(items[0].name) if items else None)

    # Typing

    def leave(self, text: str) -> Left:
        """Take `text` for the place in hand: read it, show it converted, run the whole record's fills and conditions."""
        if self.read_only or not self.place.name:
            return Left()
        place, item = self.place, self.item_at(self.place)
        self.visited.add(place)
        before = self.text_at(place)
        if text == before and place not in self.suggested and place not in self.unreadable:
            self.version += 1
            return Left(self._is_wrong(place))
        self._set(place, text)
        self.suggested.discard(place)
        self.extra = [one for one in self.extra if one.place not in (place, NOWHERE)]
        self._read(place)
        shown = self.text_at(place)
        read = {place}
        if text != before:
            read |= self._suggest(place, item)
        self.recompute(read=read)
        told = item.kind.name in ("text", "kana", "code", "phone") and shown != text and text.strip()
        return Left(self._is_wrong(place), f"「{text}」を「{shown}」に直しました。" if told else "")

    def _set(self, place: Place, text: str) -> None:
        if place.column:
            self.tables[place.name].set_text(place, text)
        else:
            self.texts[place.name] = text

    def _read(self, place: Place) -> None:
        """Value and converted text of what is typed at a place."""
        from shuro.kernel.text import Unreadable

        owner, typed = self.owner(place), self.text_at(place)
        self.unreadable.pop(place, None)
        if owner is None:
            return
        item = self.bound(self.item_at(place), owner)
        self._look_again = self._look_again or item.kind.name == "link"
        try:
            value = item.read(typed, self.desk)
        except Unreadable as problem:
            self.unreadable[place] = str(problem)
            setattr(owner, item.name, None)
            return
        setattr(owner, item.name, value)
        self._set(place, item.show(value, self.desk))

    def _is_wrong(self, place: Place) -> bool:
        """Does something stand at the place that keeps the record from being registered? An empty item is not wrong."""
        if not self.text_at(place).strip():
            return False
        return any(one.place == place and one.severity == REFUSE for one in self.problems)

    def _suggest(self, place: Place, item: Any) -> set[Place]:
        """Fill the kana items that read this one and have nothing of their own (SYS-24); where they stand."""
        filled: set[Place] = set()
        if self._reading is None:
            return filled
        siblings = self.tables[place.name].columns if place.column else self.items
        for other in siblings:
            if getattr(other, "of", None) != item.name or other.kind.name != "kana":
                continue
            spot = place._replace(column=other.name) if place.column else Place(other.name)
            if self.text_at(spot) and spot not in self.suggested:
                continue
            typed = self.text_at(place)
            kana = self._reading(typed) if typed else None
            self._set(spot, kana or "")
            self._read(spot)
            filled.add(spot)
            self.suggested.discard(spot)
            if kana and spot not in self.unreadable:
                self.suggested.add(spot)
        return filled

    def put(self, texts: dict[str, str]) -> None:
        """Texts that a dialog or rule gives for items by name (in a child table: of the line in hand)."""
        read = set()
        for name, text in texts.items():
            here = self.place
            in_row = here.column and name in self.tables[here.name].by_name
            place = here._replace(column=name) if in_row else Place(name)
            self._set(place, text)
            self.suggested.discard(place)
            self._read(place)
            read.add(place)
        self.recompute(read=read)

    # Rules

    def recompute(self, changed: bool = True, read: Collection[Place] | None = None) -> None:
        """Run fills, presets and checks of the whole record and gather the problems.

        `read`: the only places that have other values than before; None: any may have.
        """
        self.version += 1
        if changed and not self.read_only:
            self._fill(read)
        found = [self._problem(one) for one in self._findings()]
        for place, sentence in self.unreadable.items():
            found = [one for one in found if one.place != place]
            found.append(Problem(place, REFUSE, sentence))
        found.extend(Problem(place, WARN, UNCONFIRMED, missing=True) for place in self.suggested)
        found.extend(one for one in self.extra if one not in found)
        self.problems = sorted(found, key=self._problem_rank)

    def _fill(self, read: Collection[Place] | None = None) -> None:
        """Computed and preset values, and their texts. A preset is set anew only when its computation has changed."""
        if self.cls is None:
            return
        from shuro.kernel.checks import fill, presetters

        filled: dict[str, set[int] | None] = {}

        def lines(child: Any) -> set[int] | None:
            filled[child.name] = self._lines_to_fill(child.name, read)
            return filled[child.name]

        fill(self.cls, self.entry, self._last, self.desk if self._look_again else None, lines)
        self._look_again = False
        self._last = self._snapshot() if presetters(self.cls) else None
        for item in self.items:
            if item.kind.name == "rows":
                self.tables[item.name].take_filled(filled.get(item.name))
            elif computed(item):
                self._take_filled(item)
        self._head = self._head_values()

    def _lines_to_fill(self, table: str, read: Collection[Place] | None) -> set[int] | None:
        """The lines of a table that have changed; None, which is all, when what stands beside the table has."""
        if read is None or any(place.name != table for place in read) or self._head != self._head_values():
            return None
        return {place.row for place in read}

    def _head_values(self) -> list[Any]:
        """The values of the record but for its tables."""
        return [getattr(self.entry, name, None) for name in self.by_name if name not in self.tables]

    def _snapshot(self) -> Any:
        """The values as they are now, lines of tables included."""
        made = copy.copy(self.entry)
        for name in self.tables:
            setattr(made, name, [copy.copy(line) for line in getattr(made, name, None) or ()])
        return made

    def _take_filled(self, item: Any) -> None:
        place = Place(item.name)
        value = getattr(self.entry, item.name)
        if value is None and place in self.unreadable:
            return
        self.unreadable.pop(place, None)
        self.texts[item.name] = self.bound(item, self.entry).show(value, self.desk)

    def _findings(self) -> list[Any]:
        """What the record's own checks say; child lines with nothing in them are left out."""
        if self.read_only:
            return []
        if self.cls is None:
            return list(self._check(self.entry)) if self._check else []
        from shuro.kernel.checks import check

        held = {name: list(getattr(self.entry, name) or ()) for name in self.tables}
        kept: dict[str, list[int]] = {}
        for name, table in self.tables.items():
            kept[name] = table.filled_rows()
            setattr(self.entry, name, [held[name][at] for at in kept[name]])
        try:
            found = check(self.cls, self.entry, self.step, self.desk)
        finally:
            for name, lines in held.items():
                setattr(self.entry, name, lines)
        return [_in_row(one, kept[one.rows][one.row]) if one.rows and one.row is not None else one for one in found]

    def _problem(self, found: Any) -> Problem:
        place = Place(found.rows, found.row, found.item) if found.rows and found.row is not None else Place(found.item)
        if place.name not in self.by_name or (place.column and place.column not in self.tables[place.name].by_name):
            return Problem(NOWHERE, int(found.severity), str(found))
        return Problem(place, int(found.severity), found.sentence, missing=not (found.at_once or self.text_at(place)))

    def _problem_rank(self, problem: Problem) -> tuple[int, ...]:
        if not problem.place.name:
            return (-1, -1, -1, -1, -problem.severity)
        return (self.page_of(problem.place), *self._rank(problem.place), -problem.severity)

    def show_findings(self, findings: Iterable[Any]) -> None:
        """Findings of a refused registration: they stand until their item is changed, and all others are shown too."""
        self.judged = True
        self.extra = [self._problem(one) for one in findings]
        self.recompute(changed=False)

    def shown_problems(self) -> list[Problem]:
        """The problems to show now: of an item not yet visited only once the record has been judged as a whole."""
        if self._shown_at[0] != self.version:
            seen = [one for one in self.problems if self.judged or not one.missing or one.place in self.visited]
            gravest: dict[Place, Problem] = {}
            counts: dict[int, list[int]] = {}
            for one in seen:
                if one.place not in gravest or one.severity > gravest[one.place].severity:
                    gravest[one.place] = one
                counts.setdefault(self.page_of(one.place), [0, 0])[one.severity == WARN] += 1
            self._shown_at = (self.version, seen, gravest, counts)
        return self._shown_at[1]

    def problem_at(self, place: Place) -> Problem | None:
        """The gravest problem to show at a place."""
        self.shown_problems()
        return self._shown_at[2].get(place)

    def page_problems(self, page: int) -> tuple[int, int]:
        """How many refusals and questions, and how many warnings, a page shows."""
        self.shown_problems()
        hard, soft = self._shown_at[3].get(page, (0, 0))
        return hard, soft

    def next_problem(self) -> Problem | None:
        """The next problem after the place in hand, from page to page and round again (F8); None: there is none."""
        self.judged = True
        self.version += 1
        found = [one for one in self.problems if one.place.name]
        here = (self.page, *self._rank(self.place)) if self.place.name else (-1,)
        after = [one for one in found if self._problem_rank(one)[:-1] > here]
        return next(iter(after or found or self.problems), None)

    @cached_property
    def asks_database(self) -> bool:
        """Do the record's rules or options look into the database? Then leaving an item is work for a thread."""
        if self.desk is None or self.cls is None:
            return False
        rules = getattr(self.cls, "rules", ())
        listed = [*self.items, *(one for table in self.tables.values() for one in table.columns)]
        return any(getattr(rule, "asks_database", False) for rule in rules) or any(
            getattr(one, "depends", False) or getattr(one, "look", None) for one in listed
        )

    @property
    def changed(self) -> bool:
        """Has anything been typed since the form was opened?"""
        return self.texts != self.start

    def as_texts(self) -> dict[str, Any]:
        """A copy of the texts for a draft or for shuro.kernel.checks.read_texts; empty lines of tables fall away."""
        made = dict(self.texts)
        for name, table in self.tables.items():
            made[name] = [dict(self.texts[name][at]) for at in table.filled_rows()]
        return made


def computed(item: Any) -> bool:
    """Does the system give the item's value, always or as a preset?"""
    return any(getattr(item, how, None) is not None for how in ("fill", "preset", "look"))


def _in_row(found: Any, row: int) -> Any:
    """The same finding at another line of its table."""
    from dataclasses import replace

    return found if found.row == row else replace(found, row=row)
