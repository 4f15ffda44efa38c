"""What keeps a database healthy: its tables (schema), copies (backup) and a check of everything that can be checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from shuro.kernel.backup import backup, is_empty, restore
from shuro.kernel.database import Database, StorageTrouble
from shuro.kernel.journal import verify
from shuro.kernel.schema import (
    SchemaState,
    drift,
    init,
    make_revision,
    require_current,
    revisions,
    schema_state,
    upgrade,
)

__all__ = [
    "Finding", "SchemaState", "backup", "check", "drift", "init", "is_empty", "make_revision", "require_current",
    "restore", "revisions", "schema_state", "upgrade",
]  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """Something wrong with a database. `part`: file | links | schema | journal | index; `sentence` in Japanese."""

    part: str
    sentence: str


def check(database: Database, *more: Callable[[Session], Iterable[str]]) -> list[Finding]:
    """Check pages, links between tables, version of the tables, journal and what `more` checks; [] when all is well.

    `more`: functions of a reading session that give sentences, for the search index and others above this module.
    Reads everything once; officers go on working. Raises StorageTrouble only when the database is out of reach.
    """
    state = schema_state(database)
    if state.state in ("missing", "empty"):
        return [Finding("schema", state.sentence)]
    found = [] if state.state == "current" else [Finding("schema", state.sentence)]
    try:
        with database.read() as session:
            found += [Finding("journal", fault.sentence) for fault in verify(session)]
            found += _sqlite_findings(session) if database.dialect == "sqlite" else _postgres_findings(session)
            for one in more:
                found += [Finding("index", sentence) for sentence in one(session)]
    except StorageTrouble as trouble:
        if trouble.exit_code == 75:
            raise
        found.append(Finding("file", trouble.sentence))
    return found


def _sqlite_findings(session: Session) -> list[Finding]:
    run = session.connection().exec_driver_sql
    pages = [row[0] for row in run("PRAGMA integrity_check(20)")]
    found = [Finding("file", f"データベースのファイルに誤りがあります（{text}）。") for text in pages if text != "ok"]
    links = run("PRAGMA foreign_key_check").fetchmany(20)
    found += [Finding("links", f"表「{row[0]}」の行{row[1]}が指す「{row[2]}」の行がありません。") for row in links]
    return found


def _postgres_findings(session: Session) -> list[Finding]:
    """PostgreSQL checks its pages when it reads them (with checksums) and its links always: what is left to see."""
    indexes = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
    links = "SELECT conrelid::regclass::text || '.' || conname FROM pg_constraint WHERE NOT convalidated"
    found = [
        Finding("file", f"索引「{name}」が完成していません。REINDEX INDEX を実行してください。")
        for name in session.execute(sa.text(indexes)).scalars()
    ]
    found += [
        Finding("links", f"制約「{name}」が確かめられていません。VALIDATE CONSTRAINT を実行してください。")
        for name in session.execute(sa.text(links)).scalars()
    ]
    return found
