"""The operators' manual: it says something about everything that is declared, and what it names is there.

F1 opens a page at the heading of the item in hand, so the tests look at the pages as screens.help and TextView do.
"""

from __future__ import annotations

import ast
import csv
import inspect
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from screens.help import page_text, section_of
from screens.keys import ACTIONS, ALIASES, BY_ID, key_label, keymap_from
from screens.record_form import RecordScreen
from screens.workstation import Duty, Workstation
from shuro.commands.calc import calculators
from shuro.commands.main import GROUPS, fixed, of_record
from shuro.kernel import registry, surroundings
from shuro.kernel.conditions import conditions_of
from shuro.kernel.desk import Desk
from shuro.kernel.items import DUTY, MUST, Item
from shuro.kernel.record import Listing, items_of, label_of, rows_of
from shuro.kernel.register import column_items
from shuro.kernel.text import width
from widgets.form_model import Place
from widgets.line_editor import TextEditor
from widgets.pane import Key
from widgets.text_view import TextView

ROOT = Path(__file__).parents[1]
MANUAL = ROOT / "docs" / "manual"
FIELDS = ROOT / "docs" / "spec" / "fields"
NAMES = tuple(registry.index())
PAGES = tuple(sorted(path.stem for path in MANUAL.glob("*.md")))
CELLS = 80  # the narrowest terminal
TABLE = 76  # cells of the widest table: what is wider would be wrapped inside its columns
LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")
CODE = re.compile(r"`([^`]+)`")
LABELS_OF_A_PAGE = re.compile(r"[、／]")


@cache
def text_of(page: str) -> str:
    """A page of the manual."""
    return (MANUAL / f"{page}.md").read_text(encoding="utf-8")


@cache
def headings_of(page: str) -> tuple[str, ...]:
    """Its headings without their signs."""
    return tuple(line.lstrip("#").strip() for line in text_of(page).split("\n") if line.startswith("#"))


@cache
def tables_of(page: str) -> tuple[list[list[str]], ...]:
    """Its tables as rows of cells, the heading first, the divider left out."""
    found: list[list[list[str]]] = []
    inside = False
    for line in text_of(page).split("\n"):
        if line.startswith("|"):
            if not inside:
                found.append([])
            if not re.fullmatch(r"[|\s:-]+", line):
                found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        inside = line.startswith("|")
    return tuple(found)


def shown(cell: str) -> str:
    """A cell as it is drawn."""
    return CODE.sub(r"\1", LINK.sub(r"\1", cell)).replace("**", "")


def names(heading: str, label: str) -> bool:
    """Is it a section about an item of this label?"""
    return heading == label or label in LABELS_OF_A_PAGE.split(heading)


def all_items(cls: Any) -> list[Item]:
    """The items of a type with those of its child tables."""
    return [*items_of(cls), *(line for rows in rows_of(cls) for line in items_of(rows.row))]


@cache
def notes_of(spec: str) -> dict[str, str]:
    """What the field file notes about an item, by label."""
    if not spec:
        return {}
    with (FIELDS / f"{spec}.csv").open(encoding="utf-8", newline="") as file:
        return {line["label"]: line["notes"] for line in csv.DictReader(file)}


def asks_for_words(cls: Any, one: Item) -> bool:
    """Must the manual explain the item? It is marked, limited, computed, preset, or the specification notes something."""
    computed = one.fill or one.preset or one.look or one.auto or one.of
    limited = one.when or one.must or one.enabled
    return bool(one.need in (MUST, DUTY) or computed or limited or one.help or notes_of(cls.spec).get(one.label))


# Coverage -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_type_has_its_page(name: str) -> None:
    assert page_text(MANUAL, name, "")[0], f"docs/manual/{name}.md is missing"
    assert text_of(name).split("\n")[0] == f"# {label_of(registry.load(name))}"


@pytest.mark.parametrize("name", NAMES)
def test_items_that_need_words_have_them(name: str) -> None:
    cls = registry.load(name)
    told = set(headings_of(name))
    cells = {
        part for table in tables_of(name) for row in table for cell in row for part in re.split("[、／]", shown(cell))
    }
    silent = [
        one.label
        for one in all_items(cls)
        if asks_for_words(cls, one)
        and one.label not in cells
        and not any(names(heading, one.label) for heading in told)
    ]
    assert silent == []


@pytest.mark.parametrize("name", NAMES)
def test_help_on_an_item_lands_on_its_section(name: str) -> None:
    cls = registry.load(name)
    headings = headings_of(name)
    for one in all_items(cls):
        wanted = section_of(text_of(name), one)
        if not names(wanted, one.label):
            continue
        assert wanted in headings
        view = TextView(text_of(name), markdown=True, start_at=wanted)
        lines = view.lines(CELLS)
        assert "".join(part for part, _ in lines[view.top]).strip() == wanted, one.label


@pytest.mark.parametrize("name", NAMES)
def test_sections_on_items_are_about_items_that_are_there(name: str) -> None:
    cls = registry.load(name)
    below = False
    labels = {one.label for one in all_items(cls)}
    places = {place for one in all_items(cls) for place in (one.tab, one.section) if place}
    for line in text_of(name).split("\n"):
        if line.startswith("## "):
            below = line.removeprefix("## ") == "項目" or line.endswith("の頁")
        elif line.startswith("### ") and below:
            *place, label = line.removeprefix("### ").split("／")
            assert label in labels and set(place) <= places, line


@pytest.mark.parametrize("name", NAMES)
def test_conditions_columns_and_prints_are_named(name: str) -> None:
    cls, text = registry.load(name), text_of(name)
    if issubclass(cls, Listing):
        told = {part for table in tables_of(name) for row in table for part in LABELS_OF_A_PAGE.split(shown(row[0]))}
        assert [one.label for one in column_items(cls) if one.label not in told] == []
    else:
        labels = {one.item.label.removesuffix("(自)").removesuffix("(至)") for one in conditions_of(cls)}
        assert sorted(label for label in labels if label not in text) == []
    assert [one.label for one in cls.prints if one.label not in text] == []
    assert [one.command for one in cls.counts if one.command not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_steps_are_told_where_they_are_more_than_usual(name: str) -> None:
    text = text_of(name)
    steps = [step.name for step in getattr(registry.load(name), "steps", ())]
    assert [step for step in steps if step not in ("適用情報の受信",) and step not in text] == []


async def test_f1_opens_the_section_of_the_item_in_hand(screen_desk: Desk) -> None:
    app = Workstation(first=lambda: RecordScreen(registry.load("workplace")), duty=Duty(screen_desk))
    async with app.run_test(size=(CELLS, 24)):
        await app.settled()
        form = app.screen
        for item, heading in (("key", "事業場キー"), ("industry_code", "事業場情報1／業種"),
                              ("home_industry_code", "委託者情報／業種")):  # fmt: skip
            form.view.model.place = Place(item)
            app.feed([Key("f1")])
            await app.settled()
            assert "".join(text for text, _ in app.screen.picture(CELLS, 24)[1]).strip() == heading
            app.feed([Key("f3")])
            await app.settled()
            assert app.screen is form


def test_every_screen_that_names_a_page_finds_it() -> None:
    named: set[str] = set()
    for path in sorted((ROOT / "screens").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "help_topic":
                strings = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
                named |= {one for one in strings if isinstance(one, str) and re.fullmatch("[a-z_]+", one)}
    assert {"login", "menu", "printing"} <= named
    assert sorted(named - set(PAGES)) == []


# Shape ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_pages_keep_to_the_markdown_that_is_drawn(page: str) -> None:
    text = text_of(page)
    assert text.startswith("# ") and text.endswith("\n") and not text.endswith("\n\n")
    before = ""
    for number, line in enumerate(text.split("\n"), 1):
        kind = next(
            (name for name, shape in SHAPES.items() if re.match(shape, line)), "paragraph" if line.strip() else "blank"
        )
        assert line == line.rstrip() and "\t" not in line, f"{page}:{number}"
        # lines of one paragraph are drawn one below the other, so a paragraph stands on one line
        assert kind in ("blank", "item", "table") or before in ("", "blank"), f"{page}:{number} {line}"
        assert kind != "item" or before in ("blank", "item"), f"{page}:{number} {line}"
        assert line.count("**") % 2 == 0 and line.count("`") % 2 == 0, f"{page}:{number}"
        before = kind


SHAPES = {"heading": r"#{1,3} \S", "item": r"(- |[0-9]+\. )\S", "table": r"\|", "code": "```", "html": "<"}


@pytest.mark.parametrize("page", PAGES)
def test_no_table_is_wider_than_the_screen(page: str) -> None:
    for table in tables_of(page):
        count = len(table[0])
        assert {len(row) for row in table} == {count}, f"{page}: {table[0]}"
        columns = [max(width(shown(row[at])) for row in table) for at in range(count)]
        assert sum(columns) + 2 * (count - 1) <= TABLE, f"{page}: {table[0]} {columns}"


@pytest.mark.parametrize("page", PAGES)
def test_no_heading_is_wider_than_the_screen_or_said_twice(page: str) -> None:
    headings = headings_of(page)
    # a label that is longer than the screen is broken there as on the form
    items = {one.label for name in NAMES for one in items_of(registry.load(name))}
    assert all(width(one) < CELLS for one in headings if one not in items)
    assert len(set(headings[1:])) == len(headings) - 1  # an item may be called as the page is


FORBIDDEN = re.compile(
    r"\b(SYS|WPL|SUP|JUD|CST|CMP|ADV|SFG|ACD|MAC|PNE|MEA|MWX|OTH|ACC|CON)-\d|TODO|FIXME|invalid|不正|003:\d|reconstructed",
    re.IGNORECASE,
)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_speaks_of_what_is_not_the_operators(page: str) -> None:
    assert FORBIDDEN.findall(text_of(page)) == []


# What is named --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_pages(page: str) -> None:
    for words, target in LINK.findall(text_of(page)):
        assert target.endswith(".md") and target.removesuffix(".md") in PAGES, f"{page}: {words} -> {target}"


def test_every_page_is_reached_from_the_first_one() -> None:
    seen, waiting = {"index"}, ["index"]
    while waiting:
        for _, target in LINK.findall(text_of(waiting.pop())):
            page = target.removesuffix(".md")
            if page not in seen:
                seen.add(page)
                waiting.append(page)
    assert sorted(set(PAGES) - seen) == []


KEY = re.compile(
    r"(?<![A-Za-z0-9])(F[0-9]{1,2}|Esc [0-9^-](?=[^0-9])|(?:Ctrl|Shift|Alt)\+[A-Za-z0-9]+|"
    r"PageUp|PageDown|BackSpace|Delete|Home|End|Enter|Tab|Esc)(?![A-Za-z0-9+])"
)
IN_VIEWS = {"Home", "End", "Ctrl+Home", "Ctrl+End", "Ctrl+PageUp", "Ctrl+PageDown"}  # of lists, forms and the calendar


def known_keys() -> set[str]:
    """Every key that does something: of the key table, and of the editor of typed text."""
    typing = {name.removeprefix("key_").replace("_", "+") for name in dir(TextEditor) if name.startswith("key_")}
    return (
        {key_label(one.key) for one in ACTIONS} | set(ALIASES.values()) | {key_label(one) for one in typing} | IN_VIEWS
    )


@pytest.mark.parametrize("page", PAGES)
def test_keys_that_are_named_do_something(page: str) -> None:
    text = CODE.sub("", text_of(page))
    assert sorted(set(KEY.findall(text)) - known_keys()) == []


def test_the_page_on_keys_lists_the_key_table() -> None:
    rows = [row for table in tables_of("keys") for row in table]
    told = {(row[0], row[2] if len(row) == 4 and row[1] in (*ALIASES.values(), "") else row[1]) for row in rows}
    missing = [one.label for one in ACTIONS if (key_label(one.key), one.label) not in told and one.id not in LOOSELY]
    assert missing == []
    for one in ACTIONS:
        if one.key in ALIASES:
            assert [key_label(one.key), ALIASES[one.key], one.label] in [row[:3] for row in rows]
    named = {cell for row in rows for cell in row}
    assert sorted(set(BY_ID) - named) == [], "names for the keymap file"


LOOSELY = {"leave"}  # Ctrl+C is told in a sentence


def test_the_example_of_a_keymap_file_is_read() -> None:
    lines = [one for one in CODE.findall(text_of("keys")) if re.match(r"\w+ = ", one) and "操作" not in one]
    assert len(lines) == 3
    keymap = keymap_from(tomllib.loads("[keys]\n" + "\n".join(lines)))
    assert keymap.keys["f10"] == BY_ID["register"].key and keymap.keys["f9"] == BY_ID["menu"].key


# Commands -------------------------------------------------------------------------------------------------------------


def commands_in(page: str) -> list[list[str]]:
    """Every `shuro …` that a page names, as words."""
    return [one.split()[1:] for one in CODE.findall(text_of(page)) if re.match(r"shuro( |$)", one)]


@cache
def command(name: str) -> Any:
    """The click command of a word after `shuro`."""
    if name in GROUPS:
        return fixed(name, GROUPS[name][1])
    return of_record(registry.known(name).name)


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_are_named_are_there(page: str) -> None:
    for words in commands_in(page):
        if not words or words[0].startswith("-"):
            continue
        found = command(words[0])
        inner = found.list_commands(None) if hasattr(found, "list_commands") else []
        if len(words) > 1 and inner and not words[1].startswith("-"):
            assert words[1] in inner, f"{page}: shuro {' '.join(words)}"
            found = found.get_command(None, words[1])
        options = {flag for one in found.params for flag in (*one.opts, *one.secondary_opts)} | {"--help"}
        assert [one for one in words if one.startswith("-") and one != "-" and one not in options] == [], words


def test_checks_calculators_and_statistics_are_listed() -> None:
    told = {shown(row[0]) for page in ("commands", "trouble") for table in tables_of(page) for row in table}
    assert [one.name for one in calculators() if one.name not in told] == []
    assert [one.command for name in NAMES for one in registry.load(name).counts if one.command not in told] == []
    named = {
        function.__name__: re.search(r'name = "([^"]+)"', inspect.getsource(function))
        for function in (getattr(surroundings, one) for one in vars(surroundings))
        if inspect.isfunction(function)
    }
    checks = {found[1] for found in named.values() if found}
    checks.add("データベース")  # named by a constant there
    assert len(checks) == 8 and sorted(checks - told) == []


def test_the_page_on_commands_lists_them_all() -> None:
    told = {words[0] for words in commands_in("commands") if words}
    assert sorted(set(GROUPS) - told) == []
    steps = {step.command for name in NAMES for step in getattr(registry.load(name), "steps", ())}
    steps -= {"register", "update", "receive"}  # they are called new, edit and import
    cells = {shown(row[0]) for table in tables_of("commands") for row in table}
    assert sorted(steps - cells) == []
    assert sorted({one.command for name in NAMES for one in registry.load(name).prints} - cells) == []


# Glossary and decisions -------------------------------------------------------------------------------------------------


def glossary() -> dict[str, str]:
    """Japanese term → its English name, of every line of docs/glossary.md."""
    found: dict[str, str] = {}
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) >= 2 and not set(cells[0]) <= set("- :"):
            for term in re.split("[、,] ?", cells[0]):
                found[term] = cells[1]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_glossary_names_every_type(name: str) -> None:
    label = registry.index()[name].label
    assert label in glossary(), label
    assert name in re.split(r"[`,\s()]+", glossary()[label]) or name.replace("_", " ") in glossary()[label].casefold()


def test_decisions_are_numbered_without_gaps() -> None:
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    numbers = [int(one) for one in re.findall(r"^## D-(\d+) \S", text, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_typer_groups_can_be_opened() -> None:
    assert isinstance(command("db"), typer.main.TyperGroup)
