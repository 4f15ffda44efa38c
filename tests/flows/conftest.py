"""Whole ways through the program, in real terminals. The database of `ways.prepare` is made once for each engine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from shuro.kernel.database import Database
from tests.flows.ways import Place, prepare
from tests.postgres import Cluster


@pytest.fixture(scope="session")
def prepared_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, postal_table: None) -> Path:
    """The data folder of a prepared SQLite database: its file and the key of its journal."""
    folder = tmp_path_factory.mktemp("prepared")
    shutil.copyfile(sqlite_template, folder / "shuro.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHURO_HOME", str(folder))
        database = Database(f"sqlite:///{folder / 'shuro.db'}")
        prepare(database)
        database.close()
    return folder


@pytest.fixture(scope="session")
def prepared_postgres(
    cluster: Cluster, postgres_template: str, tmp_path_factory: pytest.TempPathFactory, postal_table: None
) -> tuple[str, Path]:
    """The name of a prepared database on the server, and its data folder."""
    folder = tmp_path_factory.mktemp("prepared-pg")
    name = cluster.create(postgres_template)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHURO_HOME", str(folder))
        database = Database(cluster.url(name))
        prepare(database)
        database.close()
    return name, folder


@contextmanager
def copied(prepared: Path, home: Path) -> Iterator[Place]:
    """A copy of the prepared SQLite database in a data folder."""
    shutil.copytree(prepared, home, dirs_exist_ok=True)
    with ExitStack() as stack:
        url = f"sqlite:///{home / 'shuro.db'}"
        database = Database(url)
        stack.callback(database.close)
        yield Place(database, url, home, stack)


@pytest.fixture
def sqlite_place(prepared_sqlite: Path, home: Path) -> Iterator[Place]:
    """A copy of the prepared database on SQLite."""
    with copied(prepared_sqlite, home) as made:
        yield made


@pytest.fixture
def another_place(prepared_sqlite: Path, tmp_path: Path) -> Iterator[Place]:
    """A second copy on SQLite, with a data folder of its own."""
    (tmp_path / "another").mkdir(mode=0o700)
    with copied(prepared_sqlite, tmp_path / "another") as made:
        yield made


@pytest.fixture
def postgres_place(cluster: Cluster, prepared_postgres: tuple[str, Path], home: Path) -> Iterator[Place]:
    """A copy of the prepared database on PostgreSQL."""
    template, folder = prepared_postgres
    shutil.copytree(folder, home, dirs_exist_ok=True)
    name = cluster.create(template)
    with ExitStack() as stack:
        stack.callback(cluster.drop, name)
        database = Database(cluster.url(name))
        stack.callback(database.close)
        yield Place(database, cluster.url(name), home, stack)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    """A copy of the prepared database; the test runs once on each engine."""
    return request.getfixturevalue("sqlite_place" if request.param == "sqlite" else "postgres_place")
