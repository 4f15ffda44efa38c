"""Copies of the whole database while others work, and bringing one back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL

from shuro.kernel.database import Database, StorageDamaged, StorageFull, StorageTrouble
from shuro.kernel.journal import note_renewal, verify
from shuro.kernel.schema import revisions, schema_state

SQLITE_MAGIC, POSTGRES_MAGIC = b"SQLite format 3\0", b"PGDMP"


def backup(database: Database, path: Path, force: bool = False) -> None:
    """Copy the database, as it is at this moment, to the file `path`; officers go on working.

    SQLite: a database file; PostgreSQL: an archive of pg_dump. Written beside it, checked, then renamed: an existing
    file (only with `force`) is replaced whole or not at all. The key of the journal is not in it: keep it elsewhere.
    Raises StorageTrouble.
    """
    path = path.absolute()
    if path == database.path:
        raise StorageTrouble("データベースそのものには書き出せません。別のファイル名を指定してください。")
    if path.exists() and not force:
        raise StorageTrouble(
            f"{path}はすでにあります。別のファイル名を指定するか、上書き（--force）を指定してください。"
        )
    if not path.parent.is_dir():
        raise StorageTrouble(f"フォルダー{path.parent}がありません。あるフォルダーを指定してください。")
    try:
        with _written_whole(path) as part:
            if database.dialect == "sqlite":
                _copy_sqlite(database, part)
            else:
                _postgres_tool("pg_dump", database, "--format=custom", f"--file={part}")
    except StorageFull:
        raise StorageFull(f"{path.parent}に空きがないため、控えを作れませんでした。") from None


def restore(path: Path, database: Database, force: bool = False) -> None:
    """Put the copy at `path` in the place of the database; whole or not at all.

    The copy is verified first: readable to its last page, of a form this program knows, its journal in order. Over a
    database that holds anything, or with a journal that is not in order, only with `force`. The tables may be older
    than the program: `upgrade` afterwards. Raises StorageTrouble.
    """
    if not path.is_file():
        raise StorageTrouble(f"控えのファイル{path}がありません。")
    with path.open("rb") as file:
        start = file.read(16)
    expected = SQLITE_MAGIC if database.dialect == "sqlite" else POSTGRES_MAGIC
    if not start.startswith(expected):
        raise StorageTrouble(f"{path}は、{database.dialect}のデータベースの控えではありません。")
    if not force and not is_empty(database):
        raise StorageTrouble(
            f"{database.place}にはすでに情報が登録されています。置き換えるときは、上書き（--force）を指定してください。"
        )
    if database.dialect == "sqlite":
        _restore_sqlite(path.absolute(), database, force)
    else:
        _restore_postgres(path.absolute(), database)
    database.close()
    note_renewal(database)


def is_empty(database: Database) -> bool:
    """True when no table has a row (the version of the tables does not count); a damaged database is not empty."""
    if not database.exists():
        return True
    try:
        with database.read() as session:
            names = set(sa.inspect(session.connection()).get_table_names()) - {"alembic_version"}
            return not any(session.execute(sa.select(sa.exists().select_from(sa.table(n)))).scalar() for n in names)
    except StorageDamaged:
        return False


@contextmanager
def _written_whole(path: Path) -> Iterator[Path]:
    """A file name beside `path`, for its owner only; at the end of the block it lies on the disk and becomes `path`."""
    part = path.with_name(f"{path.name}.{token_hex(4)}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
        _sync(part)
        os.replace(part, path)
        _sync(path.parent)
    except OSError as error:
        raise StorageTrouble(f"{path}に書き込めません（{error.strerror}）。") from error
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# SQLite


def _copy_sqlite(database: Database, part: Path) -> None:
    with database.read() as session, closing(sqlite3.connect(part)) as copy:
        session.connection().connection.driver_connection.backup(copy)  # type: ignore[union-attr]
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise StorageDamaged


def _restore_sqlite(path: Path, database: Database, force: bool) -> None:
    """Verify a scratch copy beside the database, then copy it in as one writing transaction: readers see old or new."""
    assert database.path is not None
    scratch = database.path.with_name(f"{database.path.name}.{token_hex(4)}.part")
    try:
        scratch.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(path, scratch)
        scratch.chmod(0o600)
        _verify_copy(Database(URL.create("sqlite", database=str(scratch))), path, force)
        database.create_file()
        with database.queue():
            _set_damaged_aside(database)
            with closing(sqlite3.connect(scratch)) as copy, closing(sqlite3.connect(database.path)) as live:
                live.execute("PRAGMA journal_mode = WAL")
                live.execute("PRAGMA synchronous = FULL")
                copy.backup(live)
    except OSError as error:
        raise StorageTrouble(f"{path}を戻せません（{error.strerror}）。") from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise StorageFull("ディスクに空きがないため、控えを戻せませんでした。") from error
        raise
    finally:
        for suffix in ("", "-wal", "-shm", ".lock"):
            scratch.with_name(scratch.name + suffix).unlink(missing_ok=True)


def _verify_copy(copy: Database, path: Path, force: bool) -> None:
    """Raise StorageTrouble unless the copy is sound. The daily heads are not asked: they know of later days."""
    try:
        with copy.read() as session:
            connection = session.connection()
            sound = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar() == "ok"
            sound = sound and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
    except StorageDamaged:
        sound = False
    try:
        if not sound:
            raise StorageDamaged(f"控え{path}は壊れています。別の控えを指定してください。")
        state = schema_state(copy)
        if state.state in ("empty", "newer"):
            raise StorageTrouble(f"控え{path}は、このプログラムで使える形ではありません（{state.found or '版なし'}）。")
        with copy.read() as session:
            faults = verify(session, Path(os.devnull))
        if faults and not force:
            raise StorageTrouble(
                f"控え{path}の日誌に誤りがあります（{faults[0].sentence}）。"
                "それでも戻すときは、上書き（--force）を指定してください。"
            )
    finally:
        copy.close()


def _set_damaged_aside(database: Database) -> None:
    """Rename a file that SQLite cannot open, so that the copy can take its place and nothing is thrown away."""
    assert database.path is not None
    try:
        with closing(sqlite3.connect(database.path)) as live:
            live.execute("PRAGMA schema_version").fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise
        mark = token_hex(4)
        for suffix in ("", "-wal", "-shm"):
            file = database.path.with_name(database.path.name + suffix)
            if file.exists():
                file.rename(file.with_name(f"{file.name}.damaged-{mark}"))
        database.create_file()


# PostgreSQL


def _restore_postgres(path: Path, database: Database) -> None:
    """Turn the archive into a script (which reads it to its end), then run the script in one transaction."""
    script = path.with_name(f"{path.name}.{token_hex(4)}.sql")
    try:
        os.close(os.open(script, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        unpack = ("--clean", "--if-exists", "--no-owner", f"--file={script}", str(path))
        _postgres_tool("pg_restore", database, *unpack, connects=False)
        _require_known(script, path)
        with database.read() as session:
            tables = sa.inspect(session.connection()).get_table_names()
            quote = session.get_bind().dialect.identifier_preparer.quote
        # also the tables that the copy does not know
        drop = f"DROP TABLE IF EXISTS {', '.join(map(quote, tables))} CASCADE" if tables else "SELECT 1"
        run = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", f"--command={drop}")
        _postgres_tool("psql", database, *run, f"--file={script}")
    except OSError as error:
        raise StorageTrouble(f"{path}を戻せません（{error.strerror}）。") from error
    finally:
        script.unlink(missing_ok=True)


def _require_known(script: Path, path: Path) -> None:
    """Raise StorageTrouble unless the revision written in the script is one this program knows."""
    found = None
    with script.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("COPY public.alembic_version "):
                found = next(lines, "").strip()
                break
    known = revisions()
    if known and found not in known:
        raise StorageTrouble(f"控え{path}は、このプログラムで使える形ではありません（{found or '版なし'}）。")


def _postgres_tool(name: str, database: Database, *arguments: str, connects: bool = True) -> None:
    """Run a program of PostgreSQL on the database; the password goes by the environment, where `ps` does not show it."""
    from psycopg.conninfo import make_conninfo

    url = database.url
    environment = {**os.environ, "PGOPTIONS": "-c lock_timeout=15s", "PGCONNECT_TIMEOUT": "10"}
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    named: dict[str, Any] = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "dbname": url.database,
        **url.query,
    }
    target = (f"--dbname={make_conninfo(**named)}", "--no-password") if connects else ()
    run = subprocess.run([_found(name), *target, *arguments], env=environment, capture_output=True, text=True)
    if run.returncode:
        words = " ".join(run.stderr.split())[-300:]
        if "No space left on device" in words:
            raise StorageFull
        raise StorageTrouble(f"PostgreSQLの{name}が失敗しました（{words}）。何も変わっていません。")


def _found(name: str) -> str:
    """The path of a PostgreSQL program: from $PATH, else the newest that is installed. Raises StorageTrouble."""
    found = shutil.which(name)
    if found is None:
        installed = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
        found = max(map(str, installed), key=lambda p: float(Path(p).parts[-3]), default=None)
    if found is None:
        raise StorageTrouble(f"PostgreSQLの{name}がありません。PostgreSQLのクライアントプログラムを入れてください。")
    return found
