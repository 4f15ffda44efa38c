"""A PostgreSQL server of the tests' own: made at first use, gone with the test run, never the machine's."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

import psycopg

ROLE = "shuro"
# dies with the test run, however that ends: the pipe to it closes, and the server is shut down
KEEPER = (
    'postgres="$1"; shift; "$postgres" "$@" & server=$!; cat >/dev/null; kill -QUIT $server; wait; rm -rf "$FOLDER"'
)
SETTINGS = {
    "listen_addresses": "",  # reachable by its socket alone
    "fsync": "off",  # nothing here is kept: durability is the server's own affair, tested by its makers
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "autovacuum": "off",
    "max_wal_size": "256MB",
    "log_min_messages": "fatal",
}


class Unavailable(Exception):
    """PostgreSQL cannot be had here; the text says why."""


class Cluster:
    """A running server: `url(name)` of a database on it; `create`, `drop` databases.

    `durable`: with the server's own settings, for measuring; tests throw everything away and need no disk.
    """

    def __init__(self, durable: bool = False) -> None:
        self.settings = {} if durable else SETTINGS
        self.bin = _binaries()
        user = _ordinary_user()
        self.folder = Path(tempfile.mkdtemp(prefix="shuro-pg-"))  # pytest's own folders are closed to other users
        self._as = {}
        if user is not None:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self._environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "FOLDER": str(self.folder)}
        self._names = count(1)
        try:
            self._initialise()
            self._start()
        except Exception:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def url(self, name: str) -> str:
        """The URL of a database of the server."""
        return f"postgresql://{ROLE}@/{name}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """A new database, a copy of `template`; its name."""
        name = f"test_{next(self._names)}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        """Throw a database away, whoever is still connected."""
        self._admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def end_sessions(self, name: str) -> int:
        """Cut every connection to a database, as a restart of the server would; the number of them."""
        found = self._admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        ).fetchall()
        return len(found)

    def stop(self) -> None:
        """Shut the server down and remove its files."""
        self._admin.close()
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _initialise(self) -> None:
        arguments = ["--no-sync", "--auth=trust", f"--username={ROLE}", "--encoding=UTF8", "--locale=C.UTF-8"]
        run = subprocess.run(
            [self.bin / "initdb", *arguments, "-D", self.folder / "data"],
            **self._as, env=self._environment, cwd=self.folder, capture_output=True, text=True,
        )  # fmt: skip
        if run.returncode:
            raise Unavailable(f"initdb failed: {run.stderr.strip()[-200:]}")

    def _start(self) -> None:
        settings = [f"-c{name}={value}" for name, value in self.settings.items()]
        self._server = subprocess.Popen(
            ["sh", "-c", KEEPER, "sh", self.bin / "postgres", "-D", self.folder / "data", "-k", self.folder, *settings],
            **self._as, env=self._environment, cwd=self.folder, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(600):
            try:
                self._admin = psycopg.connect(self.url("postgres"), autocommit=True)
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise Unavailable("the server did not start within 30 seconds")


class Washed:
    """One copy of a template for many tests, one after another: `take` gives it as the template is.

    Copying a database of 300 tables costs a quarter of a second, deleting a test's few rows a hundredth. Where a test
    changed tables, or rows that the template brought, a fresh copy is made.
    """

    def __init__(self, cluster: Cluster, template: str):
        self.cluster, self.template = cluster, template
        self.name = ""

    def take(self) -> str:
        """The name of a database equal to the template."""
        if not self.name or not self._wash():
            self._renew()
        return self.name

    def _renew(self) -> None:
        if self.name:
            self.cluster.drop(self.name)
        self.name = self.cluster.create(self.template)
        with psycopg.connect(self.cluster.url(self.name), autocommit=True) as connection:
            self._seeded = self._filled(connection)
            self._print = self._fingerprint(connection)

    def _wash(self) -> bool:
        """Delete what the last test left. False when that is not enough."""
        self.cluster.end_sessions(self.name)
        try:
            with psycopg.connect(self.cluster.url(self.name), autocommit=True) as connection:
                connection.execute("SET lock_timeout = '5s'")
                if self._fingerprint(connection) != self._print:
                    return False
                left = [name for name in self._filled(connection) if name not in self._seeded]
                # foreign keys and triggers have nothing to say when everything goes
                connection.execute("SET session_replication_role = replica")
                if left:
                    connection.execute(";".join(f'DELETE FROM public."{name}"' for name in left))
                connection.execute("SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence")
            return True
        except psycopg.OperationalError:
            return False

    def _filled(self, connection: psycopg.Connection) -> list[str]:
        """The tables that take room, rows or not."""
        query = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        return [row[0] for row in connection.execute(f"{query} AND pg_relation_size(oid) > 0 ORDER BY 1")]

    def _fingerprint(self, connection: psycopg.Connection) -> list[tuple]:
        """Changes when a table, column, index or function does, or a row that the template brought."""
        newest = "SELECT count(*), max(xmin::text::bigint) FROM"
        seeded = [f'public."{name}"' for name in self._seeded]
        watched = ["pg_attribute", "pg_constraint", "pg_proc", "pg_trigger", *seeded]
        return [connection.execute(f"{newest} {table}").fetchone() for table in watched]


def _binaries() -> Path:
    """The folder of the newest installed server."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Unavailable("no initdb on $PATH or in /usr/lib/postgresql/*/bin")


def _ordinary_user() -> pwd.struct_passwd | None:
    """Whom the server runs as: None for ourselves; it refuses to run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unavailable("running as root, and there is no ordinary user to run it as")
