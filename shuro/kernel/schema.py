"""The tables of a database and their versions: Alembic migrations, run alike on both engines.

Revisions are files `NNNN_words.py` in shuro/migrations/versions, numbered without gaps, so that the newest one is known
without loading Alembic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Session, SQLModel

from shuro.kernel.database import Database, NotUpgraded, StorageTrouble
from shuro.kernel.search import is_search_name

PACKAGE = Path(__file__).parents[1]
MIGRATIONS = PACKAGE / "migrations"
TABLE_CLASS = re.compile(r"^class \w+\([^)]*table=True", re.MULTILINE)
UPGRADE_LOCK = 7_230_613_471  # any number that nothing else uses


@dataclass(frozen=True)
class SchemaState:
    """`state`: missing | empty | older | newer | current; `found`/`wanted`: revisions; `sentence`: for people."""

    state: str
    found: str | None
    wanted: str | None
    sentence: str


SENTENCES = {
    "missing": "データベースがまだありません（{place}）。「shuro db init」で作ってください。",
    "empty": "データベースに表がまだありません（{place}）。「shuro db init」で作ってください。",
    "older": "データベースの形が古いままです（{found}、このプログラムは{wanted}）。「shuro db upgrade」を実行してください。",
    "newer": "データベースの形（{found}）は、このプログラム（{wanted}）より新しいものです。新しいプログラムを使ってください。",
    "current": "データベースの形は最新です（{found}）。",
}


def revisions() -> list[str]:
    """The revisions this program knows, oldest first."""
    return sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


def schema_state(database: Database) -> SchemaState:
    """How the tables of a database stand to this program. Raises StorageTrouble when it cannot be reached."""
    known = revisions()
    wanted = known[-1] if known else None
    if not database.exists():
        state, found = "missing", None
    else:
        with database.read() as session:
            state, found = _compared(session, known)
    sentence = SENTENCES[state].format(place=database.place, found=found or "版なし", wanted=wanted or "版なし")
    return SchemaState(state, found, wanted, sentence)


def _compared(session: Session, known: list[str]) -> tuple[str, str | None]:
    tables = sa.inspect(session.connection()).get_table_names()
    found = None
    if "alembic_version" in tables:
        found = session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if found is None:
        # a program without migrations (a test of a part) takes the tables as they are
        return ("current" if tables and not known else "empty"), None
    if found not in known:
        return "newer", found
    return ("current" if found == known[-1] else "older"), found


def require_current(database: Database) -> None:
    """Raise NotUpgraded with what to do unless the tables are those of this program. Costs one or two queries."""
    state = schema_state(database)
    if state.state != "current":
        raise NotUpgraded(state.sentence)


def init(database: Database) -> None:
    """Make the database file where there is none, and all tables. Raises StorageTrouble when strange tables are there."""
    database.create_file()
    state = schema_state(database)
    if state.state == "empty":
        with database.read() as session:
            strange = sa.inspect(session.connection()).get_table_names()
        if set(strange) - {"alembic_version"}:
            raise StorageTrouble(
                f"{database.place}には、このプログラムのものではない表（{strange[0]} など）があります。"
            )
    upgrade(database)


def upgrade(database: Database) -> None:
    """Bring the tables to the newest revision, one transaction a migration; nothing when they are there already."""
    from alembic import command

    if schema_state(database).state == "newer":
        require_current(database)
    command.upgrade(_config(database), "head")


def make_revision(database: Database, message: str) -> Path:
    """Write the next migration from the difference between the declarations and an upgraded database; its file.

    For developers: read what it wrote before keeping it.
    """
    from alembic import command

    number = f"{int(revisions()[-1]) + 1 if revisions() else 1:04d}"
    made = command.revision(_config(database, house_metadata()), message, autogenerate=True, rev_id=number)
    return Path(made.path)  # type: ignore[union-attr, arg-type]


def drift(database: Database, metadata: sa.MetaData | None = None) -> list[str]:
    """How the tables of an upgraded database differ from the declarations; [] when a migration is not missing."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with database.migrating() as connection:
        options = {**house_options(connection), "target_metadata": metadata or house_metadata()}
        context = MigrationContext.configure(connection, opts=options)
        return [repr(difference) for difference in compare_metadata(context, options["target_metadata"])]


def house_metadata() -> sa.MetaData:
    """The declarations of all tables: imports every module of the package that declares one."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if TABLE_CLASS.search(path.read_text(encoding="utf-8")):
            import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"))
    return SQLModel.metadata


def _config(database: Database, metadata: sa.MetaData | None = None) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes.update(database=database, metadata=metadata)
    return config


# What shuro/migrations/env.py uses


def house_options(connection: Connection) -> dict[str, Any]:
    """Options of Alembic's migration context, the same for running, comparing and writing migrations."""
    return {
        "render_as_batch": True,  # SQLite alters most things by copying the table
        "compare_type": True,
        "transaction_per_migration": True,
        "transactional_ddl": True,  # Alembic thinks SQLite cannot; our BEGIN IMMEDIATE can
        "include_object": include_object,
        "render_item": partial(_rendered, connection),
        "on_version_apply": _check_foreign_keys,
    }


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Nobody else upgrades meanwhile: an advisory lock on PostgreSQL (SQLite's writers queue anyway)."""
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({UPGRADE_LOCK})")
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.exec_driver_sql(f"SELECT pg_advisory_unlock({UPGRADE_LOCK})")
        connection.commit()


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, compared_to: Any) -> bool:
    """False for what the search makes by hand in migrations: its tables, what hangs on them, and indexes of orders."""
    table = getattr(getattr(thing, "table", None), "name", "")
    names = (name, table) if kind in ("table", "index") else (table,)
    return not any(one and is_search_name(one) for one in names)


def _rendered(connection: Connection, kind: str, thing: Any, context: Any) -> Any:
    """Write our own column types as the plain types they are stored as: a migration must not change with the code."""
    if kind != "type" or not isinstance(thing, sa.types.TypeDecorator):
        return False
    return f"sa.{thing.impl_instance!r}"


def _check_foreign_keys(ctx: Any, **_: Any) -> None:
    """Foreign keys are off while SQLite tables are copied: a migration that breaks one is rolled back."""
    if ctx.connection.dialect.name == "sqlite":
        broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise StorageTrouble(
                f"表「{broken[0]}」の行が、ない行（{broken[2]}）を指すことになるため、更新を取り消しました。"
            )
