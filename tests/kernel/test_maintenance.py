"""Tables and their versions, backup, restore and check, on both engines."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from shuro.kernel import audit, maintenance, numbers, schema
from shuro.kernel.backup import is_empty
from shuro.kernel.database import Database, NotUpgraded, StorageDamaged, StorageTrouble
from shuro.kernel.desk import Desk
from shuro.kernel.journal import key_file
from shuro.kernel.tables import NAMING
from tests.postgres import Washed

# A house of two tables and a search index, in two versions
FIRST = """
revision, down_revision = "0001", None
def upgrade():
    op.create_table("firm", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String, nullable=False))
    op.create_table(
        "worker",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("firm_id", sa.Integer, sa.ForeignKey("firm.id", ondelete="CASCADE", name="fk_worker_firm_id_firm")),
    )
    op.execute("INSERT INTO firm VALUES (1, '会社')")
    op.execute("INSERT INTO worker VALUES (1, 1)")
    op.execute("CREATE TABLE firm_search (id INTEGER PRIMARY KEY, name TEXT)")
    op.execute("CREATE INDEX ix_firm_order ON firm (name, id)")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE firm_grams USING fts5(grams)")
"""
SECOND = """
revision, down_revision = "0002", "0001"
def upgrade():
    with op.batch_alter_table("firm") as firm:
        firm.alter_column("name", type_=sa.Text(), existing_type=sa.String())
        firm.add_column(sa.Column("kana", sa.String))
"""
BROKEN = """
revision, down_revision = "0003", "0002"
def upgrade():
    op.add_column("firm", sa.Column("phone", sa.String))
    op.execute("INSERT INTO no_such_table VALUES (1)")
"""
ORPHAN = """
revision, down_revision = "0003", "0002"
def upgrade():
    op.execute("DELETE FROM firm")
"""
HEAD = "import sqlalchemy as sa\nfrom alembic import op\n"


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations of the test's own."""
    copy = tmp_path / "migrations"
    copy.mkdir()
    for name in ("env.py", "script.py.mako"):
        shutil.copy(schema.MIGRATIONS / name, copy)
    (copy / "versions").mkdir()
    monkeypatch.setattr(schema, "MIGRATIONS", copy)
    return copy / "versions"


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables; the SQLite file is not there either."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/bare/shuro.db")
        yield database
        database.close()
        return
    cluster = request.getfixturevalue("cluster")
    name = cluster.create()
    database = Database(cluster.url(name))
    yield database
    database.close()
    cluster.drop(name)


def write(versions: Path, **migrations: str) -> None:
    """Put migrations into the folder: first=FIRST becomes 0001_first.py."""
    for name, text in migrations.items():
        number = text.split('"')[1]
        (versions / f"{number}_{name}.py").write_text(HEAD + text)


def ask(database: Database, query: str) -> list[tuple]:
    """The rows of a query."""
    with database.read() as session:
        return [tuple(row) for row in session.execute(sa.text(query))]


# Versions of the tables


def test_init_makes_file_and_tables(versions: Path, bare: Database) -> None:
    write(versions, first=FIRST)
    assert maintenance.schema_state(bare).state == ("missing" if bare.dialect == "sqlite" else "empty")
    with pytest.raises(NotUpgraded, match="shuro db init"):
        maintenance.require_current(bare)
    maintenance.init(bare)
    state = maintenance.schema_state(bare)
    assert (state.state, state.found, state.wanted) == ("current", "0001", "0001")
    maintenance.require_current(bare)
    assert ask(bare, "SELECT name FROM firm") == [("会社",)]
    if bare.path:
        assert bare.path.stat().st_mode & 0o777 == 0o600
    maintenance.init(bare)  # again: nothing happens
    assert ask(bare, "SELECT name FROM firm") == [("会社",)]


def test_upgrade_keeps_rows_and_their_links(versions: Path, bare: Database) -> None:
    write(versions, first=FIRST)
    maintenance.init(bare)
    write(versions, second=SECOND)
    state = maintenance.schema_state(bare)
    assert (state.state, state.found, state.wanted) == ("older", "0001", "0002")
    with pytest.raises(NotUpgraded, match="shuro db upgrade"):
        maintenance.require_current(bare)
    maintenance.upgrade(bare)
    assert ask(bare, "SELECT name, kana FROM firm") == [("会社", None)]
    assert ask(bare, "SELECT firm_id FROM worker") == [(1,)]
    maintenance.require_current(bare)


def test_a_migration_that_fails_leaves_the_version_before_it_whole(versions: Path, bare: Database) -> None:
    write(versions, first=FIRST, second=SECOND, broken=BROKEN)
    with pytest.raises((StorageTrouble, sa.exc.DBAPIError)):
        maintenance.init(bare)
    assert maintenance.schema_state(bare).found == "0002"
    with bare.read() as session:
        assert "phone" not in {column["name"] for column in sa.inspect(session.connection()).get_columns("firm")}


def test_a_migration_that_breaks_a_link_is_undone(versions: Path, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/shuro.db")
    write(versions, first=FIRST, second=SECOND, orphan=ORPHAN)
    with pytest.raises(StorageTrouble, match="worker"):
        maintenance.init(database)
    assert maintenance.schema_state(database).found == "0002"
    assert ask(database, "SELECT name FROM firm") == [("会社",)]
    database.close()


def test_a_newer_database_is_not_touched(versions: Path, bare: Database) -> None:
    write(versions, first=FIRST, second=SECOND)
    maintenance.init(bare)
    next(versions.glob("0002*")).unlink()
    assert maintenance.schema_state(bare).state == "newer"
    for act in (maintenance.upgrade, maintenance.require_current):
        with pytest.raises(NotUpgraded, match="新しいプログラム"):
            act(bare)
    assert maintenance.schema_state(bare).found == "0002"


def test_init_does_not_mix_with_tables_of_others(versions: Path, bare: Database) -> None:
    write(versions, first=FIRST)
    bare.create_file()
    with bare.write() as session:
        session.execute(sa.text("CREATE TABLE theirs (id INTEGER PRIMARY KEY)"))
    with pytest.raises(StorageTrouble, match="theirs"):
        maintenance.init(bare)
    assert maintenance.schema_state(bare).state == "empty"


def test_two_upgrades_at_once_are_one_after_the_other(versions: Path, bare: Database) -> None:
    from tests.kernel.children import run_all

    write(versions, first=FIRST)
    maintenance.init(bare)
    write(versions, second=SECOND)
    assert run_all(3, lambda _: maintenance.upgrade(bare)) == []
    assert maintenance.schema_state(bare).found == "0002"


def test_drift_between_declarations_and_tables_is_told(versions: Path, bare: Database) -> None:
    declared = sa.MetaData(naming_convention=NAMING)
    firm = sa.Table(
        "firm",
        declared,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kana", sa.String),
    )
    sa.Table(
        "worker",
        declared,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("firm_id", sa.Integer, sa.ForeignKey("firm.id", ondelete="CASCADE")),
    )
    write(versions, first=FIRST, second=SECOND)
    maintenance.init(bare)
    assert maintenance.drift(bare, declared) == []  # nor is what the search made, which nothing declares
    firm.append_column(sa.Column("phone", sa.String))
    (told,) = maintenance.drift(bare, declared)
    assert "phone" in told


def test_a_migration_written_from_the_declarations_builds_them(versions: Path, bare: Database) -> None:
    bare.create_file()
    made = maintenance.make_revision(bare, "initial tables")
    assert made.name == "0001_initial_tables.py"
    assert "sqlmodel" not in made.read_text()  # a migration does not change with the code
    maintenance.init(bare)
    assert maintenance.drift(bare) == []
    assert maintenance.make_revision(bare, "more").name == "0002_more.py"


def test_the_declarations_of_the_kernel_keep_the_house_rules() -> None:
    tables = schema.house_metadata().tables.values()
    assert {"history", "journal", "journal_head", "draft", "number_series", "request_key"} <= {t.name for t in tables}
    for table in tables:
        assert all(constraint.name for constraint in table.constraints), table.name
        assert all(index.name for index in table.indexes), table.name
        for column in table.columns:
            assert not (isinstance(column.type, sa.DateTime) and column.type.timezone), f"{table.name}.{column.name}"
        if list(table.primary_key.columns.keys()) == ["id"] and table.c.id.autoincrement == "auto":
            counted = table.dialect_options["sqlite"]["autoincrement"] is True
            assert counted or table.c.id.foreign_keys or not isinstance(table.c.id.type, sa.Integer), table.name


# Backup and restore


def fill(desk: Desk, count: int = 3) -> None:
    """Some numbered registrations."""
    for _ in range(count):
        with desk.database.write() as session:
            number = numbers.next_number(session, "test")
            audit.record_history(session, desk, "test", number, "登録", 1, {"名": [None, "値" * 100]})
            audit.append_journal(session, desk, "test.register", f"test:{number}")


def counted(database: Database) -> tuple[int, int, int]:
    """(last number, history rows, journal rows)."""
    with database.read() as session:
        rows = [session.execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in TABLES]
        return (numbers.peek_number(session, "test") - 1, *rows)  # type: ignore[return-value]


TABLES = (audit.History, audit.Journal)


def test_backup_and_restore_bring_everything_back(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.backup"
    fill(desk)
    maintenance.backup(desk.database, copy)
    fill(desk, 2)
    assert counted(desk.database) == (5, 5, 5)
    maintenance.restore(copy, desk.database, force=True)
    assert counted(desk.database) == (3, 3, 3)
    fill(desk, 1)
    assert counted(desk.database) == (4, 4, 4)
    assert maintenance.check(desk.database) == []
    assert copy.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.glob("*.part")) + list(tmp_path.glob("*.sql")) == []


def test_restore_after_a_signed_head_is_no_tampering(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    maintenance.backup(desk.database, tmp_path / "copy")
    fill(desk)
    audit.sign_head(desk.database, desk.clock)
    maintenance.restore(tmp_path / "copy", desk.database, force=True)
    assert maintenance.check(desk.database) == []


def test_restore_into_an_empty_database(desk: Desk, tmp_path: Path, washed_second: Database) -> None:
    fill(desk)
    maintenance.backup(desk.database, tmp_path / "copy")
    assert is_empty(washed_second)
    maintenance.restore(tmp_path / "copy", washed_second)
    assert counted(washed_second) == (3, 3, 3)
    assert not is_empty(washed_second)


@pytest.fixture
def washed_second(database: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Another empty database on the engine of the test."""
    if database.dialect == "sqlite":
        second = Database(f"sqlite:///{tmp_path}/second.db")
        yield second
        second.close()
        return
    washed: Washed = request.getfixturevalue("washed")
    name = washed.cluster.create(washed.template)
    second = Database(washed.cluster.url(name))
    yield second
    second.close()
    washed.cluster.drop(name)


def test_restore_does_not_overwrite_unasked(desk: Desk, tmp_path: Path) -> None:
    fill(desk, 1)
    maintenance.backup(desk.database, tmp_path / "copy")
    fill(desk, 1)
    with pytest.raises(StorageTrouble, match="--force"):
        maintenance.restore(tmp_path / "copy", desk.database)
    assert counted(desk.database) == (2, 2, 2)


def test_backup_does_not_overwrite_unasked(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "書類.xlsx"
    path.write_text("precious")
    with pytest.raises(StorageTrouble, match="すでにあります"):
        maintenance.backup(desk.database, path)
    assert path.read_text() == "precious"
    maintenance.backup(desk.database, path, force=True)
    assert path.stat().st_size > 1000
    with pytest.raises(StorageTrouble, match="ありません"):
        maintenance.backup(desk.database, tmp_path / "no folder" / "copy")


def test_a_backup_holds_one_moment_while_others_write(desk: Desk, tmp_path: Path) -> None:
    fill(desk, 2)
    with desk.database.write() as session:
        numbers.next_number(session, "test")
        maintenance.backup(desk.database, tmp_path / "copy")  # does not wait for the writer, does not see it
    maintenance.restore(tmp_path / "copy", desk.database, force=True)
    assert counted(desk.database) == (2, 2, 2)


def test_a_file_that_is_no_backup_is_refused(desk: Desk, tmp_path: Path) -> None:
    fill(desk, 1)
    (tmp_path / "letter.txt").write_text("拝啓")
    for name in ("letter.txt", "missing"):
        with pytest.raises(StorageTrouble, match=name):
            maintenance.restore(tmp_path / name, desk.database, force=True)
    assert counted(desk.database) == (1, 1, 1)


def test_a_damaged_backup_is_refused_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    fill(desk, 30)
    maintenance.backup(desk.database, copy)
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2] + b"\x5a" * 3000)
    with pytest.raises(StorageTrouble):
        maintenance.restore(copy, desk.database, force=True)
    assert counted(desk.database) == (30, 30, 30)
    assert maintenance.check(desk.database) == []


def test_a_backup_with_a_tampered_journal_is_only_restored_by_force(screen_desk: Desk, tmp_path: Path) -> None:
    copy, database = tmp_path / "copy", screen_desk.database
    fill(screen_desk)
    maintenance.backup(database, copy)
    with sqlite3.connect(copy) as tampered:
        tampered.execute("UPDATE journal SET subject = 'x' WHERE seq = 2")
    tampered.close()
    second = Database(f"sqlite:///{tmp_path}/second.db")
    with pytest.raises(StorageTrouble, match="2番の日誌の記録"):
        maintenance.restore(copy, second)
    assert not second.exists()
    maintenance.restore(copy, second, force=True)
    assert {finding.part for finding in maintenance.check(second)} == {"journal"}
    second.close()


def test_restore_over_a_damaged_file_sets_it_aside(screen_desk: Desk, tmp_path: Path) -> None:
    database = screen_desk.database
    assert database.path is not None
    fill(screen_desk)
    maintenance.backup(database, tmp_path / "copy")
    database.close()
    database.path.write_bytes(b"garbage" * 5000)
    with pytest.raises(StorageTrouble, match="--force"):
        maintenance.restore(tmp_path / "copy", database)
    maintenance.restore(tmp_path / "copy", database, force=True)
    assert counted(database) == (3, 3, 3)
    (aside,) = tmp_path.glob("shuro.db.damaged-*")
    assert aside.read_bytes().startswith(b"garbage")


def test_readers_go_on_while_a_copy_is_brought_back(screen_desk: Desk, tmp_path: Path) -> None:
    fill(screen_desk, 1)
    maintenance.backup(screen_desk.database, tmp_path / "copy")
    fill(screen_desk, 1)
    other = Database(screen_desk.database.url)
    assert counted(other) == (2, 2, 2)
    with other.read() as session:
        assert numbers.peek_number(session, "test") == 3
        maintenance.restore(tmp_path / "copy", screen_desk.database, force=True)
        assert numbers.peek_number(session, "test") == 3
    assert counted(other) == (1, 1, 1)
    other.close()


def test_a_backup_of_tables_this_program_does_not_know_is_refused(
    versions: Path, bare: Database, tmp_path: Path
) -> None:
    write(versions, first=FIRST, second=SECOND)
    maintenance.init(bare)
    maintenance.backup(bare, tmp_path / "copy")
    next(versions.glob("0002*")).unlink()
    with pytest.raises(StorageTrouble, match="0002"):
        maintenance.restore(tmp_path / "copy", bare, force=True)
    assert ask(bare, "SELECT name FROM firm") == [("会社",)]


def test_an_older_backup_is_restored_and_upgraded(versions: Path, bare: Database, tmp_path: Path) -> None:
    write(versions, first=FIRST)
    maintenance.init(bare)
    with bare.migrating() as connection:
        for table in KERNEL:
            table.create(connection)
        connection.commit()
    maintenance.backup(bare, tmp_path / "copy")
    write(versions, second=SECOND)
    maintenance.upgrade(bare)
    with bare.write() as session:
        session.execute(sa.text("CREATE TABLE later (id INTEGER PRIMARY KEY)"))
    maintenance.restore(tmp_path / "copy", bare, force=True)
    assert maintenance.schema_state(bare).state == "older"
    with bare.read() as session:
        assert "later" not in sa.inspect(session.connection()).get_table_names()
    maintenance.upgrade(bare)
    assert maintenance.schema_state(bare).state == "current"


KERNEL = [SQLModel.metadata.tables[name] for name in ("journal", "journal_head")]


def test_without_the_tools_of_the_server_a_sentence_says_so(
    postgres_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuro.kernel.backup.shutil.which", lambda name: None)
    monkeypatch.setattr("shuro.kernel.backup.Path", lambda *_: tmp_path)
    with pytest.raises(StorageTrouble, match="pg_dumpがありません"):
        maintenance.backup(postgres_database, tmp_path / "copy")


# Check


def test_a_sound_database_has_no_findings(desk: Desk) -> None:
    fill(desk)
    assert maintenance.check(desk.database) == []


def test_the_check_finds_what_each_part_finds(desk: Desk) -> None:
    fill(desk)
    with desk.database.write() as session:
        session.execute(sa.text("UPDATE journal SET subject = 'x' WHERE seq = 2"))
    found = maintenance.check(desk.database, lambda session: ["索引の件数が合いません。"], lambda session: [])
    assert [finding.part for finding in found] == ["journal", "index"]


def test_the_check_finds_rows_that_point_to_nothing(versions: Path, tmp_path: Path) -> None:
    write(versions, first=FIRST, second=SECOND)
    database = Database(f"sqlite:///{tmp_path}/shuro.db")
    maintenance.init(database)
    with database.migrating() as connection:
        for table in KERNEL:
            table.create(connection)
        connection.exec_driver_sql("DELETE FROM firm")
        connection.commit()
    assert [finding.part for finding in maintenance.check(database)] == ["links"]
    database.close()


def test_the_check_finds_damaged_pages(screen_desk: Desk) -> None:
    database = screen_desk.database
    assert database.path is not None
    fill(screen_desk, 100)
    database.close()
    content = bytearray(database.path.read_bytes())
    content[-20_000:-16_000] = b"\x5a" * 4_000
    database.path.write_bytes(content)
    assert "file" in {finding.part for finding in maintenance.check(database)}


def test_the_check_of_no_database_says_so(tmp_path: Path) -> None:
    (finding,) = maintenance.check(Database(f"sqlite:///{tmp_path}/none.db"))
    assert "shuro db init" in finding.sentence


def test_the_key_of_the_journal_is_not_in_a_backup(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    maintenance.backup(desk.database, tmp_path / "copy")
    content = (tmp_path / "copy").read_bytes()
    key = key_file().read_bytes()
    assert key not in content
    assert key.hex().encode() not in content


def test_damage_is_told_apart_from_absence(screen_desk: Desk) -> None:
    database = screen_desk.database
    assert database.path is not None
    database.close()
    database.path.write_bytes(b"garbage" * 5000)
    with pytest.raises(StorageDamaged):
        maintenance.schema_state(database)
