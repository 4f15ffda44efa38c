"""The one door to SQL: engines, reading and writing transactions, and troubles in words.

`database.read()` sees one moment of the data and can never write; `database.write()` is the one writing transaction,
committed at its end or not at all. SQLite is the default; PostgreSQL is chosen by SHURO_DATABASE_URL.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, QueuePool
from sqlmodel import Session

from shuro.kernel.queue import queued
from shuro.kernel.tables import to_json  # also sets the naming convention before the first table is declared
from shuro.kernel.troubles import (
    NotUpgraded,
    StorageBusy,
    StorageDamaged,
    StorageFull,
    StorageLost,
    StorageTrouble,
    WeakStorage,
    trouble_of,
)

__all__ = [
    "Database", "NotUpgraded", "StorageBusy", "StorageDamaged", "StorageFull", "StorageLost", "StorageTrouble",
    "WeakStorage", "at_end", "database_of", "insert_into", "insert_rows", "open_database", "reserve_ids", "take_turn",
]  # fmt: skip

WRITE_WAIT = 30.0  # seconds a writer stands in the queue before it gives up
BUSY_WAIT = 10.0  # seconds SQLite itself waits for a lock held outside the queue (a checkpoint, another program)
COPY_FROM = 50  # rows from which COPY beats single INSERTs on PostgreSQL

POSTGRES_OPTIONS = {
    # a lock is held for milliseconds here; who waits this long stands behind a hung program
    "lock_timeout": "15s",
    # the longest honest statement is a count over millions of rows
    "statement_timeout": "180s",
    # a stopped program must not keep the head of the journal from all others
    "idle_in_transaction_session_timeout": "120s",
    # an acknowledged registration survives a power cut, whatever the default of the server
    "synchronous_commit": "on",
}
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def open_database(url: str | None = None) -> Database:
    """The database at `url`, at $SHURO_DATABASE_URL, or the SQLite file shuro.db in the home folder of the program.

    Nothing is opened yet. Raises StorageTrouble for a URL that names neither SQLite file nor PostgreSQL database.
    """
    url = url or os.environ.get("SHURO_DATABASE_URL")
    if not url:
        from shuro.kernel import paths

        return Database(URL.create("sqlite", database=str(paths.home() / "shuro.db")))
    return Database(url)


class Database:
    """One database: `dialect` is "sqlite" or "postgresql", `path` the file of the former, `place` its name for people.

    Safe in threads; after a fork the child opens connections of its own.
    """

    def __init__(self, url: str | URL):
        self.url = _understood(url)
        self.dialect = self.url.get_backend_name()
        self.path = Path(self.url.database).absolute() if self.dialect == "sqlite" else None  # type: ignore[arg-type]
        self._thread = threading.local()
        self._guard = threading.Lock()
        self._engines: tuple[Engine, Engine, Engine] | None = None
        self._pid = 0
        self._inherited: list[Any] = []

    def __repr__(self) -> str:
        return f"Database({self.place})"

    @property
    def place(self) -> str:
        """Where the database is, without credentials: the absolute path of the file, or host:port/name."""
        if self.path:
            return str(self.path)
        host = self.url.host or self.url.query.get("host") or "localhost"
        return f"{host}:{self.url.port or self.url.query.get('port') or 5432}/{self.url.database}"

    @property
    def engine(self) -> Engine:
        """The engine, for tests and migrations; work goes through `read` and `write`."""
        return self._open()[0]

    def _open(self) -> tuple[Engine, Engine, Engine]:
        """(engine, for reading, for writing), made at first use and anew in a forked child."""
        with self._guard:
            if self._engines is None or self._pid != os.getpid():
                if self._engines is not None:
                    # the parent's connections must be neither used nor closed here: keep them, untouched
                    self._inherited.append(self._engines)
                self._engines, self._pid = self._make_engines(), os.getpid()
            return self._engines

    def _make_engines(self) -> tuple[Engine, Engine, Engine]:
        if self.path:
            engine = _sqlite_engine(self.path, _synchronous(self.url))
            return engine, engine.execution_options(shuro_reads=True), engine
        engine = _postgres_engine(self.url)
        # One snapshot for everything that is read. Writers stay at READ COMMITTED: what must not run side by side is
        # serialised by row locks (version check in the UPDATE, number series, head of the journal), and a snapshot
        # older than the lock would only turn each wait at the head of the journal into a serialization failure.
        reads = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return engine, reads, engine

    def exists(self) -> bool:
        """True when there is something to connect to; for PostgreSQL the server is only asked when work begins."""
        return self.path is None or self.path.is_file()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the data and cannot write. Raises StorageTrouble."""
        self._must_exist()
        with _in_words("read"), Session(self._open()[1], autoflush=False, expire_on_commit=False) as session:
            session.info["database"] = self
            yield session

    @contextmanager
    def write(self, wait: float = WRITE_WAIT) -> Iterator[Session]:
        """The writing transaction: committed at the end of the block, rolled back when it raises.

        On SQLite it stands in a queue for at most `wait` seconds first. Values read inside cannot change until the
        commit (PostgreSQL: rows that were locked). Not to be nested. Raises StorageTrouble; other exceptions of the
        block pass through.
        """
        self._must_exist()
        if getattr(self._thread, "writes", False):
            raise RuntimeError("a writing transaction inside another one: pass the session on instead")
        self._thread.writes = True
        try:
            with self.queue(wait), _in_words("write"), Session(self._open()[2], expire_on_commit=False) as session:
                session.info.update(database=self, writes=True)
                session.connection()  # begins now, so that all that is read is current
                try:
                    yield session
                    _finish(session)
                except BaseException:
                    session.rollback()
                    raise
        finally:
            self._thread.writes = False

    def queue(self, wait: float = WRITE_WAIT) -> AbstractContextManager[None]:
        """The queue of writers: nobody else writes inside the block. PostgreSQL has its own, nothing is done there."""
        return queued(self.path, wait) if self.path else nullcontext()

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A connection for changing tables, alone in the queue; foreign keys are not enforced on SQLite meanwhile.

        SQLite alters a table by copying it and dropping the old one: enforced keys would delete its child rows.
        """
        with _in_words("write"):
            if not self.path:
                with self.engine.connect() as connection:
                    connection.exec_driver_sql("SET statement_timeout = 0")
                    connection.commit()
                    yield connection
                    connection.detach()  # its settings are not for others
                return
            with self.queue():
                engine = _sqlite_engine(self.path, _synchronous(self.url), foreign_keys=False, poolclass=NullPool)
                with engine.connect() as connection:
                    yield connection

    def create_file(self) -> None:
        """Make the empty SQLite file, readable by its owner only; nothing when it is there, or for PostgreSQL."""
        if self.path:
            with _in_words("write"):
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))

    def close(self) -> None:
        """Give back all connections; the next call opens new ones."""
        with self._guard:
            if self._engines is not None and self._pid == os.getpid():
                self._engines[0].dispose()
            self._engines = None

    def _must_exist(self) -> None:
        if not self.exists():
            raise NotUpgraded(f"データベースがまだありません（{self.place}）。「shuro db init」で作ってください。")


def database_of(session: Session) -> Database:
    """The database a session of `read` or `write` belongs to."""
    return session.info["database"]


def insert_into(database: Database, table: sa.Table) -> Any:
    """INSERT of the engine in use, which knows ON CONFLICT. The other engine's part of SQLAlchemy takes 2 MiB of every
    session, so it is not loaded.
    """
    if database.dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    return insert(table)


def take_turn(session: Session, what: str) -> None:
    """Stand in line for `what`, which all writers change, until the commit; call it before the row is locked.

    Waiters for a row of PostgreSQL are woken to find a newer version of it and line up anew, so that some overtake
    others again and again; an advisory lock is given in the order of asking. The writers of SQLite are in line already.
    """
    if database_of(session).dialect == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(what, 0))))


def at_end(session: Session, act: Callable[[Session], None]) -> None:
    """Run `act(session)` as the last thing before the commit, once however often it is asked for.

    For what takes a lock that everybody needs. Raises RuntimeError outside of `Database.write`, whose commit calls it.
    """
    if not session.info.get("writes"):
        raise RuntimeError("not inside Database.write()")
    acts = session.info.setdefault("at_end", [])
    if act not in acts:
        acts.append(act)


def _finish(session: Session) -> None:
    """Flush, run what stands last, commit."""
    session.flush()
    for act in session.info.pop("at_end", ()):
        act(session)
    with _in_words("commit"):
        session.commit()


@contextmanager
def _in_words(phase: str) -> Iterator[None]:
    """Turn driver errors of the block into StorageTrouble."""
    try:
        yield
    except StorageTrouble:
        raise
    except Exception as error:
        trouble = trouble_of(error, phase)
        if trouble is None:
            raise
        raise trouble from error


# Rows in bulk


def insert_rows(session: Session, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert tuples of values in the order of `columns`; the number of rows.

    For imports: 100,000 rows in well under a second, in flat memory (`rows` may be a generator). Python-side defaults
    of the table do not apply: name every column that must not be NULL.
    """
    dialect = session.get_bind().dialect
    converters = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]
    to_convert = [(place, converter) for place, converter in enumerate(converters) if converter]
    if to_convert:
        rows = (_converted(row, to_convert) for row in rows)
    names = ", ".join(dialect.identifier_preparer.quote(name) for name in columns)
    target = f"{dialect.identifier_preparer.format_table(table)} ({names})"
    session.flush()
    connection = session.connection().connection.driver_connection
    if isinstance(connection, sqlite3.Connection):
        holes = ", ".join("?" * len(columns))
        return connection.executemany(f"INSERT INTO {target} VALUES ({holes})", rows).rowcount
    return _insert_postgres(connection, target, len(columns), iter(rows))


def _converted(row: Sequence[Any], to_convert: list[tuple[int, Any]]) -> list[Any]:
    """The row with the values at some places in the form the driver takes."""
    made = list(row)
    for place, converter in to_convert:
        made[place] = converter(made[place])
    return made


def _insert_postgres(connection: Any, target: str, width: int, rows: Iterator[Sequence[Any]]) -> int:
    few = list(islice(rows, COPY_FROM))
    with connection.cursor() as cursor:
        if len(few) < COPY_FROM:
            if few:
                cursor.executemany(f"INSERT INTO {target} VALUES ({', '.join(['%s'] * width)})", few)
            return len(few)
        with cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in chain(few, rows):
                copy.write_row(row)
        return cursor.rowcount


def reserve_ids(session: Session, table: sa.Table, count: int) -> list[int]:
    """`count` ids of a table that nobody else gets, rising, for rows inserted in bulk with their child rows."""
    if count < 1:
        return []
    if database_of(session).dialect == "sqlite":
        # alone in the writing transaction; sqlite_sequence remembers ids of deleted rows
        highest = session.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))).scalar_one()
        given = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = max(highest, session.execute(given, {"name": table.name}).scalar() or 0)
        return list(range(last + 1, last + 1 + count))
    query = sa.text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return list(session.execute(query, {"name": table.name, "count": count}).scalars())


# Engines


def _understood(url: str | URL) -> URL:
    """The URL with its driver named. Raises StorageTrouble for anything but a SQLite file or PostgreSQL."""
    wanted = "データベースの指定は「sqlite:////フォルダー/ファイル名」か「postgresql://利用者@ホスト/名前」の形にしてください。"
    try:
        made = make_url(url.replace("postgres://", "postgresql://", 1) if isinstance(url, str) else url)
    except (ArgumentError, ValueError):
        raise StorageTrouble(wanted) from None
    kind = made.get_backend_name()
    if kind not in ("sqlite", "postgresql") or not made.database or made.database == ":memory:":
        raise StorageTrouble(wanted)
    return made.set(drivername="sqlite+pysqlite") if kind == "sqlite" else _encrypted(made)


def _encrypted(url: URL) -> URL:
    """A PostgreSQL URL whose line over the network is encrypted unless it says otherwise itself (ASVS 12.3.1).

    sslmode=require keeps listeners out; where the server has a certificate of a known authority, put
    `?sslmode=verify-full&sslrootcert=...` into the URL, which also proves that it is the right server.
    """
    host = str(url.query.get("host", url.host or ""))
    if host and host not in LOCAL_HOSTS and not host.startswith("/") and "sslmode" not in url.query:
        url = url.update_query_dict({"sslmode": "require"})
    return url.set(drivername="postgresql+psycopg")


def _synchronous(url: URL) -> str:
    """`?synchronous=` of a SQLite URL, FULL when not given. Raises WeakStorage for less than FULL."""
    asked = str(url.query.get("synchronous", "FULL")).upper()
    if asked not in ("FULL", "EXTRA"):
        raise WeakStorage
    return asked


def _sqlite_engine(path: Path, synchronous: str, foreign_keys: bool = True, poolclass: Any = QueuePool) -> Engine:
    """An engine on a SQLite file that is there.

    Connections are pooled (and handed between threads, one at a time): opening one parses the tables of 130 records,
    and closing the last one ends in a checkpoint.
    """
    kept = {} if poolclass is NullPool else {"pool_size": 4, "max_overflow": 28, "pool_timeout": WRITE_WAIT}
    engine = sa.create_engine(
        "sqlite+pysqlite://",
        creator=lambda: _open_sqlite(path, synchronous, foreign_keys),
        poolclass=poolclass,
        json_serializer=to_json,
        **kept,
    )
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_sqlite(path: Path, synchronous: str, foreign_keys: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",  # a mistyped name must not make an empty database
        uri=True,
        timeout=BUSY_WAIT,
        isolation_level=None,  # BEGIN is ours: the driver's own is deferred and fails when it has to become a writer
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA journal_size_limit = 67108864")
        if mode != "wal":
            raise StorageTrouble(
                "データベースのあるフォルダーでは、安全な書き込み（WAL）ができません。手元のディスクに置いてください。"
            )
        if connection.execute("PRAGMA synchronous").fetchone()[0] < 2:
            raise WeakStorage
    except BaseException:
        connection.close()
        raise
    return connection


def _begin_sqlite(connection: Connection) -> None:
    """BEGIN for readers, BEGIN IMMEDIATE for writers: a reader that turns writer would fail at once when others write.

    `query_only` makes sure that no reader ever tries.
    """
    reads = connection.get_execution_options().get("shuro_reads", False)
    driver = connection.connection.driver_connection
    driver.execute(f"PRAGMA query_only = {'ON' if reads else 'OFF'}")  # type: ignore[union-attr]
    driver.execute("BEGIN" if reads else "BEGIN IMMEDIATE")  # type: ignore[union-attr]


def _postgres_engine(url: URL) -> Engine:
    """An engine on PostgreSQL whose connections are tried before use: a server that came back is used at once."""
    options = " ".join(f"-c {name}={value}" for name, value in POSTGRES_OPTIONS.items())
    connect = {"options": options, "connect_timeout": 10, "keepalives_idle": 30, "tcp_user_timeout": 30_000}
    return sa.create_engine(
        url,
        connect_args={"application_name": "shuro", **connect},
        pool_size=4,
        max_overflow=12,
        pool_timeout=WRITE_WAIT,
        pool_pre_ping=True,
        pool_recycle=1800,
        json_serializer=to_json,
    )
