"""Transactions, their isolation and what happens when storage fails, on both engines."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from secrets import token_hex

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from shuro.kernel import audit, drafts
from shuro.kernel.database import (
    COPY_FROM,
    Database,
    NotUpgraded,
    StorageBusy,
    StorageDamaged,
    StorageFull,
    StorageLost,
    StorageTrouble,
    WeakStorage,
    at_end,
    insert_rows,
    open_database,
    reserve_ids,
)
from shuro.kernel.desk import Desk
from shuro.kernel.numbers import KEYS
from shuro.kernel.tables import NAMING
from tests.kernel.children import run_all, start
from tests.postgres import Washed

VALUES = sa.Table(
    "test_values",
    sa.MetaData(naming_convention=NAMING),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer),
    sa.Column("text", sa.String),
    sa.Column("day", sa.Date),
    sa.Column("moment", sa.DateTime),
    sa.Column("flag", sa.Boolean),
    sa.Column("amount", sa.Numeric(12, 2)),
    sa.Column("set", sa.JSON),
    sqlite_autoincrement=True,
)
FIELDS = [column.name for column in VALUES.columns if column.name != "id"]


def total(database: Database) -> int:
    """How many rows `add` wrote."""
    with database.read() as session:
        return session.execute(sa.select(sa.func.count()).select_from(KEYS)).scalar_one()


def add(session: Session, number: int = 1, text: str = "") -> None:
    """Write one row of a table that is there anyway."""
    values = {"key": token_hex(8), "record": text, "record_id": number, "at": datetime(2026, 6, 10)}
    session.execute(sa.insert(KEYS).values(values))


# Transactions


def test_a_write_is_stored_at_the_end_of_its_block(database: Database) -> None:
    with database.write() as session:
        add(session)
        assert total(database) == 0
    assert total(database) == 1


def test_nothing_is_stored_when_the_block_raises(database: Database) -> None:
    with pytest.raises(KeyError), database.write() as session:
        add(session)
        raise KeyError
    assert total(database) == 0


def test_a_reader_cannot_write_and_that_is_no_trouble_of_the_storage(database: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError) as raised, database.read() as session:
        session.execute(sa.select(KEYS)).all()
        add(session)
    assert not isinstance(raised.value, StorageTrouble)
    assert total(database) == 0


def test_a_connection_that_read_can_write_afterwards(database: Database) -> None:
    for _ in range(3):
        with database.read() as session:
            session.execute(sa.select(KEYS)).all()
        with database.write() as session:
            add(session)
    assert total(database) == 3


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.read() as session:
        before = session.execute(sa.select(sa.func.count()).select_from(KEYS)).scalar_one()
        with database.write() as writer:
            add(writer)
        after = session.execute(sa.select(sa.func.count()).select_from(KEYS)).scalar_one()
    assert (before, after) == (0, 0)
    assert total(database) == 1


def test_a_writing_transaction_inside_another_is_a_mistake(database: Database) -> None:
    with pytest.raises(RuntimeError, match="inside another"), database.write() as session:
        add(session)
        with database.write():
            pass
    assert total(database) == 0
    with database.write() as session:
        add(session)
    assert total(database) == 1


def test_what_stands_last_runs_once_after_everything_else(database: Database) -> None:
    seen = []

    def last(session: Session) -> None:
        seen.append(session.execute(sa.select(sa.func.count()).select_from(KEYS)).scalar_one())

    with database.write() as session:
        at_end(session, last)
        add(session)
        at_end(session, last)
        add(session)
    assert seen == [2]
    with database.read() as session, pytest.raises(RuntimeError):
        at_end(session, last)


def test_a_failure_of_what_stands_last_undoes_everything(database: Database) -> None:
    def fail(session: Session) -> None:
        raise StorageTrouble

    with pytest.raises(StorageTrouble), database.write() as session:
        add(session)
        at_end(session, fail)
    assert total(database) == 0


# Many at once


def test_eight_processes_read_then_write_and_none_fails(desk: Desk) -> None:
    database = desk.database
    with database.write() as session:
        add(session, 0)

    def work(_: int) -> None:
        for _ in range(50):
            with database.write() as session:
                held = session.execute(sa.select(KEYS.c.record_id).with_for_update()).one()
                session.execute(sa.update(KEYS).values(record_id=held.record_id + 1))
                audit.append_journal(session, desk, "count", "cell", {"number": held.record_id + 1})

    assert run_all(8, work) == []
    with database.read() as session:
        assert session.execute(sa.select(KEYS.c.record_id)).scalar_one() == 400
        assert session.execute(sa.select(sa.func.count()).select_from(audit.Journal)).scalar_one() == 400
    with database.read() as session:
        assert audit.verify(session) == []


def test_threads_share_a_database(database: Database) -> None:
    failures = []

    def work() -> None:
        try:
            for _ in range(10):
                with database.write() as session:
                    add(session)
                total(database)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert total(database) == 80


def test_a_fork_leaves_the_connections_of_its_parent_alone(database: Database) -> None:
    with database.read() as session:
        session.execute(sa.select(KEYS)).all()

        def work(_: int) -> None:
            with database.write() as own:
                add(own)

        assert run_all(3, work) == []
        assert session.execute(sa.select(KEYS)).all() == []  # the parent still stands in its own transaction
    assert total(database) == 3


# Waiting


def test_the_queue_of_writers_has_an_end_and_whoever_left_it_holds_nothing(sqlite_database: Database) -> None:
    lock = os.open(f"{sqlite_database.path}.lock", os.O_RDONLY | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(StorageBusy) as raised, sqlite_database.write(wait=0.05):
        pytest.fail("two writers at once")
    assert raised.value.exit_code == 75
    assert "少し待って" in raised.value.sentence
    fcntl.flock(lock, fcntl.LOCK_UN)
    os.close(lock)
    for _ in range(2):
        with sqlite_database.write(wait=10):
            pass


def test_the_lock_file_is_open_to_the_same_people_as_the_database(sqlite_database: Database) -> None:
    assert sqlite_database.path is not None
    sqlite_database.path.chmod(0o660)
    with sqlite_database.write():
        pass
    assert Path(f"{sqlite_database.path}.lock").stat().st_mode & 0o777 == 0o660


def test_a_row_that_another_holds_is_waited_for_and_then_busy(postgres_database: Database) -> None:
    with postgres_database.write() as session:
        add(session)
    other = Database(postgres_database.url)
    with postgres_database.write() as session:
        session.execute(sa.update(KEYS).values(record_id=2))
        waiter = threading.Thread(target=_expect_busy, args=(other, busy := []))
        waiter.start()
        waiter.join()
    other.close()
    assert busy == [75]


def _expect_busy(database: Database, found: list[int]) -> None:
    try:
        with database.write() as session:
            session.execute(sa.text("SET LOCAL lock_timeout = '50ms'"))
            session.execute(sa.update(KEYS).values(record_id=3))
    except StorageBusy as busy:
        found.append(busy.exit_code)


# Failures


def test_a_full_disk_is_told_and_leaves_everything_intact(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        add(session)
        pages = session.execute(sa.text("PRAGMA page_count")).scalar_one()
        session.execute(sa.text(f"PRAGMA max_page_count = {pages + 10}"))
    with pytest.raises(StorageFull) as raised, sqlite_database.write() as session:
        for number in range(100):
            add(session, number, "満" * 10_000)
    assert "空き" in raised.value.sentence
    assert total(sqlite_database) == 1
    with sqlite_database.write() as session:
        session.execute(sa.text("PRAGMA max_page_count = 1000000"))
        assert session.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
        add(session)
    assert total(sqlite_database) == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder that holds 4 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("no right to mount a small disk here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_really_full_disk_is_told_and_leaves_everything_intact(small_disk: Path) -> None:
    database = Database(f"sqlite:///{small_disk}/small.db")
    database.create_file()
    KEYS.create(database.engine)
    with database.write() as session:
        add(session)
    with pytest.raises(StorageFull), database.write() as session:
        for number in range(1000):
            add(session, number, "満" * 10_000)
    assert total(database) == 1
    with database.write() as session:
        add(session)
        assert session.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
    assert total(database) == 2
    database.close()


def test_a_full_disk_of_the_server_is_told(postgres_database: Database) -> None:
    with pytest.raises(StorageFull), postgres_database.write() as session:
        session.execute(sa.text("DO $$ BEGIN RAISE EXCEPTION 'disk' USING ERRCODE = '53100'; END $$"))


def test_a_lost_connection_is_told_and_the_next_call_works(postgres_database: Database, washed: Washed) -> None:
    with pytest.raises(StorageLost) as raised, postgres_database.write() as session:
        add(session)
        assert washed.cluster.end_sessions(washed.name) >= 1
        add(session)
    assert raised.value.exit_code == 75
    assert not raised.value.unsure
    assert "何も登録されていません" in raised.value.sentence
    with postgres_database.write() as session:
        add(session)
    assert total(postgres_database) == 1


def test_a_connection_lost_in_commit_leaves_the_outcome_open(postgres_database: Database, washed: Washed) -> None:
    with pytest.raises(StorageLost) as raised, postgres_database.write() as session:
        add(session)
        washed.cluster.end_sessions(washed.name)
    assert raised.value.unsure
    assert "分かりません" in raised.value.sentence


def test_an_idle_pool_outlives_a_restart_of_the_server(postgres_database: Database, washed: Washed) -> None:
    assert total(postgres_database) == 0
    washed.cluster.end_sessions(washed.name)
    assert total(postgres_database) == 0


def test_no_server_is_told() -> None:
    nowhere = Database("postgresql://somebody@/nothing?host=/nonexistent")
    with pytest.raises(StorageLost), nowhere.read() as session:
        session.connection()


def test_a_file_that_is_no_database_is_told(sqlite_database: Database) -> None:
    assert sqlite_database.path is not None
    sqlite_database.close()
    sqlite_database.path.write_bytes(b"not a database " * 1000)
    with pytest.raises(StorageDamaged) as raised, sqlite_database.read() as session:
        session.connection()
    assert "shuro db restore" in raised.value.sentence


def test_a_damaged_page_is_told(sqlite_database: Database) -> None:
    assert sqlite_database.path is not None
    with sqlite_database.write() as session:
        for number in range(200):
            add(session, number, "行" * 1000)
    sqlite_database.close()
    content = bytearray(sqlite_database.path.read_bytes())
    content[len(content) // 2 :] = b"\x5a" * (len(content) - len(content) // 2)
    sqlite_database.path.write_bytes(content)
    with pytest.raises(StorageDamaged), sqlite_database.read() as session:
        session.execute(sa.select(KEYS)).all()


def test_a_missing_file_is_not_made_by_accident(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/mistyped.db")
    for opened in (database.read, database.write):
        with pytest.raises(NotUpgraded, match="shuro db init"), opened():
            pass
    assert list(tmp_path.glob("mistyped*")) == []


def test_missing_tables_are_told(database: Database) -> None:
    with pytest.raises(NotUpgraded, match="shuro db upgrade"), database.read() as session:
        session.execute(sa.text("SELECT * FROM no_such_table"))


def test_a_file_without_write_permission_is_told(sqlite_database: Database) -> None:
    if os.getuid() == 0:
        pytest.skip("root may write everywhere")
    assert sqlite_database.path is not None
    sqlite_database.close()
    sqlite_database.path.chmod(0o400)
    with pytest.raises(StorageTrouble), sqlite_database.write() as session:
        session.execute(sa.text("CREATE TABLE x (a)"))


# Durability


@pytest.mark.parametrize("weak", ["OFF", "NORMAL", "0", "1"])
def test_weaker_durability_is_refused(sqlite_database: Database, weak: str) -> None:
    database = Database(f"sqlite:///{sqlite_database.path}?synchronous={weak}")
    with pytest.raises(WeakStorage, match="FULL"), database.read():
        pytest.fail("opened")


def test_every_connection_is_durable_and_keeps_foreign_keys(sqlite_database: Database) -> None:
    with sqlite_database.read() as first, sqlite_database.write() as second:
        for session in (first, second):
            run = session.connection().exec_driver_sql
            assert run("PRAGMA synchronous").scalar() == 2
            assert run("PRAGMA journal_mode").scalar() == "wal"
            assert run("PRAGMA foreign_keys").scalar() == 1
            assert run("PRAGMA busy_timeout").scalar() == 10_000


def test_the_server_acknowledges_only_what_it_has_written(postgres_database: Database) -> None:
    with postgres_database.write() as session:
        assert session.execute(sa.text("SHOW synchronous_commit")).scalar() == "on"
        assert session.execute(sa.text("SHOW lock_timeout")).scalar() == "15s"
        assert session.execute(sa.text("SHOW idle_in_transaction_session_timeout")).scalar() == "2min"


# Rows in bulk


def test_rows_in_bulk_come_back_as_they_were(database: Database) -> None:
    texts = ["", "普通", "タブ\t改行\n復帰\r", "\\N \\. \\\\", "𠮷 髙 '\" ;--", None]
    rows = [
        (
            number,
            texts[number % len(texts)],
            date(2026, 6, number % 28 + 1),
            datetime(2026, 6, 10, 9, number % 60, 1),
            number % 2 == 0,
            Decimal(number) / 4,
            {"項目": [None, "値\n", number], "日": date(2026, 4, 1)},
        )
        for number in range(COPY_FROM * 3)
    ]
    VALUES.create(database.engine)
    for count in (0, 1, COPY_FROM - 1, COPY_FROM, COPY_FROM * 3):
        with database.write() as session:
            session.execute(sa.delete(VALUES))
            assert insert_rows(session, VALUES, FIELDS, iter(rows[:count])) == count
        with database.read() as session:
            stored = session.execute(sa.select(VALUES).order_by(VALUES.c.id)).all()
        assert [tuple(row)[1:-1] for row in stored] == [row[:-1] for row in rows[:count]]
        assert [row.set for row in stored] == [{"項目": [None, "値\n", n], "日": "2026-04-01"} for n in range(count)]


def draft_row(id: int, record: str) -> tuple:
    """A row of the table of drafts, in the order of its columns."""
    return (id, 1, record, id, "", {}, {}, None, "", datetime(2026, 6, 10))


DRAFT = [column.name for column in drafts.TABLE.columns]


def test_rows_in_bulk_do_not_overtake_objects_that_wait_to_be_written(database: Database) -> None:
    with database.write() as session:
        session.add(drafts.Draft(officer_id=1, record="first", saved_at=datetime(2026, 6, 10)))
        insert_rows(session, drafts.TABLE, DRAFT[1:], [draft_row(2, "second")[1:]])
        order = sa.select(drafts.TABLE.c.record).order_by(drafts.TABLE.c.id)
        assert session.execute(order).scalars().all() == ["first", "second"]


def test_reserved_ids_are_nobody_elses(database: Database) -> None:
    with database.write() as session:
        first = reserve_ids(session, drafts.TABLE, 3)
        insert_rows(session, drafts.TABLE, DRAFT, [draft_row(id, "draft") for id in first])
    with database.write() as session:
        session.execute(sa.delete(drafts.TABLE))
        second = reserve_ids(session, drafts.TABLE, 2)
        assert reserve_ids(session, drafts.TABLE, 0) == []
    assert first == [1, 2, 3]
    assert second == [4, 5]


def test_the_id_of_a_deleted_row_is_not_given_again(desk: Desk) -> None:
    with desk.database.write() as session:
        audit.record_history(session, desk, "test", 1, "登録", 1, {})
        session.execute(sa.delete(audit.History))
        audit.record_history(session, desk, "test", 2, "登録", 1, {})
        assert session.execute(sa.select(audit.History.id)).scalar_one() == 2


# Where the database is


def test_the_database_is_found_by_url_environment_or_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_database().path == home / "shuro.db"
    monkeypatch.setenv("SHURO_DATABASE_URL", "postgres://clerk:secret@db.example/labour")
    assert open_database().dialect == "postgresql"
    assert open_database("sqlite:////srv/shuro.db").path == Path("/srv/shuro.db")


def test_a_relative_file_does_not_move_with_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    database = Database("sqlite:///here.db")
    monkeypatch.chdir("/")
    assert database.path == tmp_path / "here.db"


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://host/name", "postgresql://host", "shuro.db"]
)
def test_other_urls_are_refused_in_words(url: str) -> None:
    with pytest.raises(StorageTrouble, match="sqlite:///"):
        Database(url)


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://clerk@db.example/labour", "require"),
        ("postgresql://clerk@db.example/labour?sslmode=verify-full", "verify-full"),
        ("postgresql://clerk@localhost/labour", None),
        ("postgresql://clerk@/labour?host=/run/postgresql", None),
        ("postgresql:///labour", None),
        ("postgresql://clerk@/labour?host=db.example", "require"),
    ],
)
def test_the_line_over_the_network_is_encrypted(url: str, mode: str | None) -> None:
    assert Database(url).url.query.get("sslmode") == mode


def test_credentials_are_not_in_the_name_of_the_place() -> None:
    database = Database("postgresql://clerk:secret@db.example:6432/labour")
    assert database.place == "db.example:6432/labour"
    assert "secret" not in repr(database)


def test_importing_opens_nothing_and_stays_light() -> None:
    code = (
        "import sys, shuro.kernel.database; "
        "print([m for m in ('alembic', 'psycopg', 'openpyxl', 'textual', 'typer') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert run.stdout.strip() == "[]", run.stderr


def test_a_child_born_in_a_transaction_does_not_keep_the_lock(sqlite_database: Database) -> None:
    waits, release = os.pipe()
    with sqlite_database.queue():
        pid, _ = start(lambda say: os.read(waits, 1) and None)
    with sqlite_database.write(wait=5):
        pass  # the child lives and holds a copy of the lock's descriptor
    os.write(release, b"x")
    os.waitpid(pid, 0)
