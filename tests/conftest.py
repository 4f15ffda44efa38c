"""What every test finds: databases on both engines, a desk to work at, a clock that stands still.

Databases are equal to a template that each worker makes once.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from shuro.kernel.database import Database
from shuro.kernel.desk import TOKYO, Desk, Office, Officer
from tests.mailbox import box_and_server, serve  # noqa: F401  (fixtures)
from tests.postgres import Cluster, Unavailable, Washed

ROOT = Path(__file__).parents[1]
REQUIREMENT = re.compile(r"^\s*- \*\*([A-Z]{3}-\d+[a-z]?)\*\*", re.MULTILINE)

settings.register_profile("here", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stop the run when a test names a requirement that the specification does not have."""
    known = requirements()
    wrong = [
        f"{item.nodeid}: {name}"
        for item in items
        for mark in item.iter_markers("req")
        for name in mark.args
        if name not in known
    ]
    if wrong:
        raise pytest.UsageError("no such requirement in docs/spec: " + "; ".join(sorted(set(wrong))))


@lru_cache(maxsize=1)
def requirements() -> frozenset[str]:
    """Every requirement id of docs/spec."""
    chapters = (ROOT / "docs" / "spec").glob("*.md")
    return frozenset(name for path in chapters for name in REQUIREMENT.findall(path.read_text(encoding="utf-8")))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own; nothing of the machine's settings reaches it."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("SHURO_HOME", str(folder))
    for name in ("SHURO_DATABASE_URL", "SHURO_JOURNAL_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(scope="session", autouse=True)
def postal_table(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One table of 郵便番号 for the whole run, all workers together, built by the first test that asks for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    os.environ["SHURO_POSTAL"] = str(shared / "postal.sqlite")


# Databases


def build(database: Database) -> None:
    """All tables, by the migrations; from the declarations only while there is no migration yet."""
    from shuro.kernel import maintenance, registry, schema, store

    if maintenance.revisions():
        maintenance.init(database)
        return
    database.create_file()
    schema.house_metadata().create_all(database.engine)
    with database.engine.begin() as connection:
        for cls in registry.load_all():
            if getattr(cls, "substring", ()):
                store.search_index(cls).create(connection)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("template") / "shuro.db"
    database = Database(f"sqlite:///{path}")
    build(database)
    database.close()  # the last connection brings the write-ahead log home into the file
    return path


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The worker's own PostgreSQL server; tests that need one are left out where it cannot be had."""
    try:
        made = Cluster()
    except Unavailable as reason:
        pytest.skip(f"PostgreSQL cannot be had here: {reason}")
    yield made
    made.stop()


@pytest.fixture(scope="session")
def postgres_template(cluster: Cluster) -> str:
    """The name of a PostgreSQL database with all tables and no rows."""
    name = cluster.create()
    database = Database(cluster.url(name))
    build(database)
    database.close()
    return name


@pytest.fixture(scope="session")
def washed(cluster: Cluster, postgres_template: str) -> Washed:
    """Copies of the template, used again and again."""
    return Washed(cluster, postgres_template)


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database, for what does not depend on the engine (screens, forms)."""
    path = tmp_path / "shuro.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def postgres_database(washed: Washed) -> Iterator[Database]:
    """An empty PostgreSQL database. Nothing stays open on it after the test."""
    database = Database(washed.cluster.url(washed.take()))
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database; the test runs once on each engine."""
    return request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database")


# Desks


class Clock:
    """The moment it is, Asia/Tokyo; stands still until set or moved on."""

    def __init__(self, moment: datetime):
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def set(self, *when: int) -> None:
        """Set year, month, day and, where given, hour, minute, second."""
        self.moment = datetime(*when, tzinfo=TOKYO)  # type: ignore[arg-type, misc]

    def move(self, **by: float) -> None:
        """Move on by days=, hours=, minutes= …"""
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    """Wednesday 10 June 2026 (令和8年), 9:00 in Japan."""
    return Clock(datetime(2026, 6, 10, 9, 0, tzinfo=TOKYO))


@lru_cache(maxsize=1)
def offices() -> dict[str, Office]:
    """Every 本省, 局 and 署 of data/codes/offices.csv by its code."""
    with (ROOT / "data" / "codes" / "offices.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Office(row["code"], row["level"], row["name"], row["bureau"] or None, row["prefecture"])
            for row in csv.DictReader(file)
        }


MakeDesk = Callable[..., Desk]


@pytest.fixture
def make_desk(request: pytest.FixtureRequest, clock: Clock) -> MakeDesk:
    """A desk of an office: `make_desk("1301", rights={...})`; each has an officer of its own.

    Works on the test's `database` (both engines) where the test asks for that fixture, else on `sqlite_database`.
    """
    ids = count(1)
    engine = "database" if "database" in request.fixturenames else "sqlite_database"

    def make(
        office_code: str = "1301",
        *,
        rights: frozenset[str] | set[str] = frozenset(),
        database: Database | None = None,
        name: str = "",
        login: str = "",
        realm: str = "kijun",
        via: str = "screen",
    ) -> Desk:
        id = next(ids)
        office = offices()[office_code]
        officer = Officer(id, login or f"officer{id}", name or f"職員{id}", office, frozenset(rights), realm)
        return Desk(officer, database or request.getfixturevalue(engine), clock, via)

    return make


@pytest.fixture
def desk(database: Database, make_desk: MakeDesk) -> Desk:
    """A 署: 中央労働基準監督署 of 東京労働局, on each engine."""
    return make_desk("1301", database=database)


@pytest.fixture
def bureau_desk(database: Database, make_desk: MakeDesk) -> Desk:
    """A 局: 東京労働局, on each engine."""
    return make_desk("1300", database=database)


@pytest.fixture
def ministry_desk(database: Database, make_desk: MakeDesk) -> Desk:
    """本省, on each engine."""
    return make_desk("0000", database=database)


@pytest.fixture
def screen_desk(sqlite_database: Database, make_desk: MakeDesk) -> Desk:
    """The desk of a 署 on SQLite alone, for screens."""
    return make_desk("1301", database=sqlite_database)
