"""The whole declaration as data: what `shuro catalogue --json` prints and the tests compare with the field files."""

from __future__ import annotations

from typing import Any

from shuro.kernel import registry
from shuro.kernel.items import Item
from shuro.kernel.record import Listing, items_of, record_name, screen_items, table_of


def catalogue() -> dict[str, Any]:
    """{"systems": [{"name", "label", "records": [...]}]}; see README for the keys of a record."""
    found: dict[str, list[dict[str, Any]]] = {system.name: [] for system in registry.systems()}
    for known in registry.index().values():
        found[known.system].append(describe(registry.load(known.name), known))
    return {
        "systems": [
            {"name": system.name, "label": system.label, "records": found[system.name]} for system in registry.systems()
        ]
    }


def describe(cls: Any, known: registry.Known) -> dict[str, Any]:
    """One record type or listing."""
    listing = issubclass(cls, Listing)
    source = cls.source if listing else cls
    return {
        "name": record_name(cls).replace("_", "-"),
        "label": known.label,
        "subsystem": cls.subsystem,
        "table": table_of(source).name,
        "spec": f"{cls.spec}.csv" if cls.spec else "",
        "items": [describe_item(one, cls) for one in screen_items(cls)],
        "steps": [
            {
                "name": step.name,
                "command": step.command,
                "from": list(step.starts),
                "to": step.after,
                "by": step.by.label,
            }
            for step in getattr(cls, "steps", ())
        ],
        "prints": [{"name": one.command, "label": one.label} for one in cls.prints],
        "searches": [one if isinstance(one, str) else one.name for one in cls.searches],
        "columns": list(getattr(cls, "columns", ())) or [one.name for one in items_of(cls)],
        "pages": [one.label for one in getattr(cls, "pages", ())],
        "counts": [{"name": one.command, "label": one.label} for one in cls.counts],
        "search_screens": [
            {"spec": f"{screen.spec}.csv", "items": [describe_item(one, screen) for one in items_of(screen)]}
            for screen in getattr(cls, "search_screens", ())
        ],
    }


def describe_item(one: Item, cls: Any) -> dict[str, Any]:
    """One item: `need` is registration, duty, auto, forbidden or free."""
    return {
        "name": one.name,
        "label": one.label,
        "tab": one.tab,
        "section": one.section,
        "kind": one.kind.name,
        "need": one.need.value if one.need.value else "free",
        "max": one.max,
        "options": list(one.options),
        "when": one.condition,
        "auto": one.auto or one.need.value == "auto",
    }
