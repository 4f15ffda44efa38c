"""A workstation without a terminal on a database of its own, with the sample record types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

from screens.workstation import Duty, House, Workstation
from shuro.accounts.realms import KIJUN
from shuro.kernel import registry, store
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from tests.conftest import Clock, MakeDesk
from tests.screens import samples

GROUND = Path(store.__file__).parents[1]


def ground_tables() -> list[Any]:
    """The tables of kernel and accounts: all that screens stand on beside record types."""
    for part in ("kernel", "accounts"):
        for path in sorted((GROUND / part).rglob("*.py")):
            if re.search(r"^class \w+\([^)]*table=True", path.read_text(encoding="utf-8"), re.MULTILINE):
                import_module(".".join(("shuro", *path.relative_to(GROUND).with_suffix("").parts)))
    mappers = SQLModel._sa_registry.mappers
    return [one.local_table for one in mappers if one.class_.__module__.startswith(("shuro.kernel", "shuro.accounts"))]


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with the ground's and the samples' tables."""
    made = Database(f"sqlite:///{tmp_path / 'ground.db'}")
    made.create_file()
    SQLModel.metadata.create_all(made.engine, tables=ground_tables())
    samples.create_tables(made)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def sample_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The samples are all the record types there are."""
    monkeypatch.setattr(registry, "index", samples.index)


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder files are offered to go to."""
    folder = tmp_path / "出力"
    monkeypatch.setenv("SHURO_OUTPUT", str(folder))
    return folder


@pytest.fixture
def officer(ground: Database, make_desk: MakeDesk) -> Desk:
    """An officer of 中央労働基準監督署 at the database of the test."""
    return make_desk("1301", database=ground, name="山本　一郎")


@pytest.fixture
def colleague(ground: Database, make_desk: MakeDesk) -> Desk:
    """Another officer of the same office."""
    return make_desk("1301", database=ground, name="鈴木　次郎")


Station = Callable[..., Workstation]


@pytest.fixture
def station(officer: Desk, clock: Clock) -> Station:
    """A workstation behind the log-in: `station(lambda: MainMenu())`, with the officer at it."""

    def make(first: Callable[[], Any], desk: Desk | None = None) -> Workstation:
        app = Workstation(first=first, duty=Duty(desk or officer))
        app.house = House(officer.database, KIJUN, clock)
        return app

    return make


def depot(desk: Desk, name: str = "第一倉庫", **more: Any) -> int:
    """A registered 倉庫; its id."""
    values = {"name": name, "floor": 100, "opened_on": date(2020, 4, 1), "name_kana": "ソウコ", **more}
    return store.save(desk, samples.Depot, "登録", values, accept=("known",)).id


def stored(desk: Desk, id: int, cls: Any = samples.Depot) -> Any:
    """A record as it is stored."""
    return store.find(desk, cls, id)
