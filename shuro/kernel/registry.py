"""The record types there are, found in the system packages beside the kernel; nothing lists them by hand.

A system is a sub-package of `shuro` whose `__init__` sets `LABEL`, and `REALM` where its users are not those of kijun.
Names and labels are read from the source text, so that the menu and `shuro --help` know all types without importing one
(importing 130 of them costs half a second).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

DECLARATION = re.compile(
    r'^class (?P<name>\w+)\((?P<bases>[^)]*)\):\n    """(?P<label>[^:\n]+?)(?::|\n|""")'
    r"(?P<rest>(?:(?!^class ).)*)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Known:
    """A record type or listing that exists, without its class: enough for menus and command help."""

    name: str
    label: str
    cls: str
    module: str
    system: str
    subsystem: str
    hidden: bool
    listing: bool


@dataclass(frozen=True)
class System:
    """One of the systems that shuro unites: its package name, its Japanese name, the realm of its users."""

    name: str
    label: str
    folder: Path
    realm: str = "kijun"


@lru_cache(maxsize=1)
def systems() -> tuple[System, ...]:
    """The system packages, in alphabetical order of their folders."""
    found = []
    for init in sorted(Path(__file__).parents[1].glob("*/__init__.py")):
        source = init.read_text(encoding="utf-8")
        label = constant(source, "LABEL")
        if label:
            found.append(System(init.parent.name, label, init.parent, constant(source, "REALM") or "kijun"))
    return tuple(found)


@lru_cache(maxsize=1)
def index() -> dict[str, Known]:
    """Every record type and listing by name, in the order of the modules and of their lines."""
    found: dict[str, Known] = {}
    for system in systems():
        for path in sorted(system.folder.rglob("*.py")):
            module = ".".join(("shuro", *path.relative_to(system.folder.parent).with_suffix("").parts))
            for one in declared(path.read_text(encoding="utf-8"), module, system.name):
                found[one.name] = one
    return found


def declared(source: str, module: str, system: str) -> list[Known]:
    """The record types and listings declared in a module's source text."""
    found = []
    for match in DECLARATION.finditer(source):
        bases = [base.strip() for base in match["bases"].split(",")]
        listing = "Listing" in bases
        if "Row" in bases or not (listing or "table=True" in bases):
            continue
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", match["name"]).lower()
        subsystem = re.search(r"^    subsystem(?:: ClassVar(?:\[str\])?)? = (\S+)", match["rest"], re.MULTILINE)
        hidden = re.search(r"^    hidden(?:: ClassVar(?:\[bool\])?)? = True", match["rest"], re.MULTILINE)
        found.append(
            Known(name, match["label"].strip(), match["name"], module.removesuffix(".__init__"), system,
                  constant(source, subsystem[1]) if subsystem else "", bool(hidden), listing)
        )  # fmt: skip
    return found


def constant(source: str, text: str) -> str:
    """The text that a quoted word, or the name of a constant of the module, stands for; empty when it is neither."""
    if text.startswith('"'):
        return text.strip('"')
    found = re.search(rf'^{re.escape(text)}(?:: \S+)? = "([^"]*)"', source, re.MULTILINE)
    return found[1] if found else ""


def of_realm(realm: str) -> list[Known]:
    """The record types and listings of the systems of one realm, in the order of `index`."""
    realms = {system.name: system.realm for system in systems()}
    return [one for one in index().values() if realms.get(one.system, "kijun") == realm]


def known(name: str) -> Known:
    """The entry of a record type by name (hyphens allowed). Raises KeyError."""
    return index()[name.replace("-", "_")]


def load(name: str) -> Any:
    """The class of a record type or listing, importing its module only now. Raises KeyError."""
    one = known(name)
    return getattr(import_module(one.module), one.cls)


def load_all() -> list[Any]:
    """Every class, for the catalogue, the migrations and the tests of the whole."""
    return [load(name) for name in index()]


def parts(name: str) -> list[Any]:
    """The modules that the systems keep for a purpose, imported: `<name>.py`, then every `<something>_<name>.py`.

    `practice`: data to practise on; `nightly`: tasks of the night; `calculators`: rules to calculate with.
    """
    found = []
    for system in systems():
        files = sorted(system.folder.rglob(f"*{name}.py"), key=lambda path: (path.stem != name, path.as_posix()))
        for path in files:
            if path.stem == name or path.stem.endswith(f"_{name}"):
                words = path.relative_to(system.folder.parent).with_suffix("").parts
                found.append(import_module(".".join(("shuro", *words))))
    return found


def offers_at(name: str) -> list[tuple[Any, Any]]:
    """(record type, Offer) of what the 業務選択メニュー of the records of the type `name` holds (SYS-20), in menu order."""
    types = [cls for cls in load_all() if getattr(cls, "offers", ())]
    return [(cls, offer) for cls in types for offer in cls.offers if (offer.at or (cls.under or ("", ""))[1]) == name]


def tied_to(name: str) -> list[Any]:
    """The record types that hang on records of the type `name` (for its 業務選択メニュー), in menu order."""
    return [cls for cls in load_all() if getattr(cls, "under", None) and cls.under[1] == name]
