"""The whole catalogue: every record type, listing and search screen is what its field file in docs/spec/fields says.

The tests go through the registry, so a new type is covered as soon as it is declared.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shuro.kernel import registry
from shuro.kernel.catalogue import catalogue
from shuro.kernel.checks import check, fill
from shuro.kernel.codelists import codes
from shuro.kernel.conditions import conditions_of
from shuro.kernel.items import AUTO, DUTY, FREE, MUST, NEVER, Item
from shuro.kernel.record import Listing, Record, blank, entry, items_of, rows_of, screen_items, step_of, table_of
from shuro.kernel.register import OWN

FIELDS = Path(__file__).parents[1] / "docs" / "spec" / "fields"
NAMES = tuple(registry.index())
NEEDS = {"registration": MUST, "duty": DUTY, "auto": AUTO, "forbidden": NEVER, "": FREE}
WORD = re.compile(r"[a-z][a-z0-9-]*")

# The kinds that a `type` of the field files may become. Where a file leaves the choice, both are right: a number kept
# as text has its shape checked (code) or not (text).
KINDS_OF_TYPE = {
    "text": {"text", "code"}, "kana": {"kana"}, "longtext": {"longtext"}, "int": {"int"}, "yen": {"yen"},
    "thousand_yen": {"thousand_yen"}, "ratio": {"ratio", "decimal"}, "months": {"int", "months"}, "date": {"date"},
    "datetime": {"datetime"}, "time": {"time", "hours_minutes"}, "hours_minutes": {"hours_minutes"}, "bool": {"flag"},
    "codes": {"choices"}, "postal": {"postal"}, "phone": {"phone"}, "rows": {"rows"}, "code": set(),
}  # fmt: skip
# What the way of entry adds for text, code, codes and rows.
KINDS_OF_INPUT = {
    "select": {"choice"}, "office": {"office"}, "industry": {"industry"}, "law": {"law"}, "link": {"link", "file"},
    "address": {"address"}, "multi": {"choices"}, "key": {"code", "text"}, "date": {"date"},
}  # fmt: skip
FILLED = {"choice", "code", "text", "office", "industry", "law", "link", "address"}  # a code the system fills
OWN_LIMIT = {"phone", "industry"}  # kinds with a length of their own, where the file states none


def kinds_for(line: dict[str, str]) -> set[str]:
    """The kinds that are right for a line of a field file."""
    inputs = set(line["input"].split(","))
    allowed = set(KINDS_OF_TYPE[line["type"]])
    if line["type"] in ("text", "code", "codes", "rows"):
        for word in inputs:
            allowed |= KINDS_OF_INPUT.get(word, set())
    if line["type"] == "code" and inputs == {"auto"}:
        allowed |= FILLED
    if line["type"] == "code" and "key" in inputs:
        allowed |= {"choice", "industry"}  # a typed code that must stand on a list
    return allowed


@cache
def lines_of(spec: str) -> list[dict[str, str]]:
    """The lines of a field file."""
    with (FIELDS / f"{spec}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def differences(one: Item, line: dict[str, str]) -> list[str]:
    """How an item differs from its line, in words."""
    found = []
    for what in ("tab", "section", "label"):
        if getattr(one, what) != line[what]:
            found.append(f"{what} {getattr(one, what)!r}, file {line[what]!r}")
    if one.kind.name not in kinds_for(line):
        found.append(f"kind {one.kind.name}, file {line['input']}/{line['type']}")
    if one.need is not NEEDS[line["required"]]:
        found.append(f"need {one.need.value}, file {line['required'] or 'free'}")
    limit = int(line["max_len"]) if line["max_len"] else None
    if one.max != limit and not (limit is None and one.kind.name in OWN_LIMIT):
        found.append(f"max {one.max}, file {limit}")
    options = tuple(line["options"].split("|")) if line["options"] else ()
    if line["options"].startswith("codes/"):
        options = codes(Path(line["options"]).stem).options if one.kind.name == "choice" else ()
    # where the file states no options, a code list of the chapter gives them
    if one.source is None and options and one.options != options:
        found.append(f"options {one.options}, file {options}")
    inputs = set(line["input"].split(","))
    # the link to the record it hangs on is given by the opening, and may be closed to typing
    if one.kind.name not in ("rows", "link") and one.typed is (inputs == {"auto"}):
        found.append(f"typed {one.typed}, file {line['input']}")
    if ("auto" in inputs) is not (one.auto or one.need is AUTO):
        found.append(f"auto {one.auto}, file {line['input']}")
    return found


def compare(items: tuple[Item, ...], spec: str) -> None:
    """The items are those of the field file, in its order."""
    lines = lines_of(spec)
    assert [one.label for one in items] == [line["label"] for line in lines], spec
    wrong = {one.label: found for one, line in zip(items, lines) if (found := differences(one, line))}
    assert not wrong, spec


@pytest.mark.req("SYS-9")
@pytest.mark.parametrize("name", NAMES)
def test_items_are_those_of_the_field_file(name: str) -> None:
    cls = registry.load(name)
    if cls.spec:
        compare(screen_items(cls), cls.spec)
    for screen in getattr(cls, "search_screens", ()):
        compare(items_of(screen), screen.spec)


def test_no_field_file_belongs_to_two_types() -> None:
    claimed = Counter(
        spec
        for cls in registry.load_all()
        for spec in (cls.spec, *(screen.spec for screen in getattr(cls, "search_screens", ())))
        if spec
    )
    assert [spec for spec, times in claimed.items() if times > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_conditions_and_computations_run_on_an_empty_entry(name: str) -> None:
    cls = registry.load(name)
    one = entry(cls)
    for child in rows_of(cls):
        line = entry(child.row)
        line.of = one
        getattr(one, child.name).append(line)
        ask_items(child.row, line)
    ask_items(cls, one)
    if issubclass(cls, Record):
        fill(cls, one)
        check(cls, one)
    for screen in getattr(cls, "search_screens", ()):
        ask_items(screen, entry(screen))


def ask_items(cls: Any, one: Any) -> None:
    """Run every function of the items of a class."""
    for item in items_of(cls):
        item.due(one)
        item.open_for(one)
        assert item.condition is not None
        for function in (item.fill, item.preset):
            if function is not None:
                function(one)


@pytest.mark.parametrize("name", NAMES)
def test_what_items_name_is_there(name: str) -> None:
    cls = registry.load(name)
    for holder in (cls, *(child.row for child in rows_of(cls)), *getattr(cls, "search_screens", ())):
        names = {item.name for item in items_of(holder)}
        for item in items_of(holder):
            assert item.of is None or item.of in names, f"{name}.{item.name}: of {item.of}"
            if item.kind.name == "link":
                assert item.target in registry.index(), f"{name}.{item.name}: target {item.target}"


@pytest.mark.parametrize("name", [name for name in NAMES if not registry.index()[name].listing])
def test_steps_are_of_one_piece(name: str) -> None:
    cls = registry.load(name)
    items = {item.name for item in items_of(cls)}
    assert len({step.name for step in cls.steps}) == len(cls.steps)
    assert len({step.command for step in cls.steps}) == len(cls.steps)
    for step in cls.steps:
        assert WORD.fullmatch(step.command), f"{name}: {step.name} needs a word for the command line"
        assert set(step.needs) <= items, f"{name}: {step.name}"
        assert step_of(cls, step.command) is step
    if not cls.generated:
        assert any(None in step.starts for step in cls.steps), f"{name}: nothing registers a new one"


@pytest.mark.parametrize("name", NAMES)
def test_what_the_declaration_names_is_there(name: str) -> None:
    cls = registry.load(name)
    source = cls.source if issubclass(cls, Listing) else cls
    columns = {column.name for column in table_of(source).columns}
    assert {name.removeprefix("-") for name in cls.order_by} <= columns, "order_by"
    assert all(condition.item.label for condition in conditions_of(cls))
    for print_ in cls.prints:
        assert WORD.fullmatch(print_.command), print_.label
    for count in cls.counts:
        assert WORD.fullmatch(count.command), count.label
    if not issubclass(cls, Record):
        return
    items = {item.name for item in items_of(cls)}
    hung = {cls.under[0]} if cls.under else set()
    assert set(cls.columns) <= items | set(OWN) | hung, "columns"
    assert set(cls.substring) <= set(blank(cls)), "substring"
    assert set(cls.reference) <= columns, "reference"
    assert set(cls.unique) <= columns, "unique"
    assert set(cls.fixed) <= items, "fixed"
    if cls.under:
        link, above = cls.under
        assert link in columns and above in registry.index(), "under"
    assert all(offer.path for offer in cls.offers), "offers"
    assert all(offer.at for offer in cls.offers) or cls.under, "offers without a record to hang on"


def test_the_menu_knows_what_the_classes_say() -> None:
    for name, known in registry.index().items():
        cls = registry.load(name)
        told = (known.cls, known.subsystem, known.hidden)
        assert told == (cls.__name__, cls.subsystem, getattr(cls, "hidden", False)), name
        realm = next(system.realm for system in registry.systems() if system.name == known.system)
        assert getattr(cls, "realm", "kijun") == realm, name


def test_the_catalogue_describes_every_type_once() -> None:
    described = [record["name"] for system in catalogue()["systems"] for record in system["records"]]
    assert sorted(described) == sorted(name.replace("_", "-") for name in NAMES)
