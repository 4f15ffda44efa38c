"""What can go wrong with storage, each with a sentence for the officer, and the table from driver errors to them."""

from __future__ import annotations

import errno
import sqlite3
from typing import Any

from sqlalchemy import exc


class StorageTrouble(Exception):
    """Storage cannot do what was asked. `sentence`: what to tell the officer; `exit_code`: of a command that met it."""

    exit_code = 1
    said = "データベースを使えません。"

    def __init__(self, sentence: str | None = None):
        self.sentence = sentence or self.said
        super().__init__(self.sentence)


class StorageBusy(StorageTrouble):
    """Others held what was needed for too long; the same call may go through later."""

    exit_code = 75
    said = "ほかの登録が続いているため、書き込めませんでした。少し待ってから、もう一度実行してください。"


class StorageLost(StorageTrouble):
    """The server or the file is out of reach. `unsure`: it went away during COMMIT, so the outcome is not known."""

    exit_code = 75
    said = "データベースにつながりません。何も登録されていません。少し待ってから、もう一度実行してください。"
    said_unsure = (
        "登録の途中でデータベースとの接続が切れ、登録できたかどうか分かりません。"
        "もう一度同じ登録を実行してください（すでに登録されていれば、二重には登録されません）。"
    )

    def __init__(self, sentence: str | None = None, unsure: bool = False):
        super().__init__(sentence or (self.said_unsure if unsure else self.said))
        self.unsure = unsure


class StorageFull(StorageTrouble):
    """No room left on the disk; nothing of the transaction was stored."""

    said = (
        "ディスクの空きがないため、登録できませんでした。何も登録されていません。"
        "空きを作ってから、もう一度実行してください。"
    )


class StorageDamaged(StorageTrouble):
    """The file or a page of it is not what was written."""

    said = (
        "データベースが壊れています。使うのを止め、「shuro db check」で確かめてから、"
        "控えを「shuro db restore」で戻してください。"
    )


class NotUpgraded(StorageTrouble):
    """The tables are not those of this program: missing, older or newer."""

    said = "データベースの形がこのプログラムと合いません。「shuro db upgrade」を実行してください。"


class WeakStorage(StorageTrouble):
    """A setting would let an acknowledged registration be lost."""

    said = (
        "登録した内容が停電で失われる設定（synchronous が FULL より弱い）では使えません。FULL か EXTRA にしてください。"
    )


NOT_WRITABLE = "データベースのファイルに書き込めません。ファイルとフォルダーの書き込み権を確かめてください。"

# Whole codes first, then their low bytes: the code proper, without its circumstances (rescode.html of the SQLite manual).
SQLITE_TROUBLES: dict[int, type[StorageTrouble]] = {
    sqlite3.SQLITE_IOERR_SHMSIZE: StorageFull,  # the index of the write-ahead log could not grow
    sqlite3.SQLITE_BUSY: StorageBusy,
    sqlite3.SQLITE_LOCKED: StorageBusy,
    sqlite3.SQLITE_FULL: StorageFull,
    sqlite3.SQLITE_CORRUPT: StorageDamaged,
    sqlite3.SQLITE_NOTADB: StorageDamaged,
    sqlite3.SQLITE_IOERR: StorageLost,
    sqlite3.SQLITE_CANTOPEN: StorageLost,
}

# Whole SQLSTATE codes first, then their classes (appendix A of the PostgreSQL manual).
POSTGRES_TROUBLES: dict[str, type[StorageTrouble]] = {
    "53100": StorageFull,
    "53200": StorageBusy,
    "53300": StorageBusy,
    "55P03": StorageBusy,  # lock_timeout
    "57014": StorageBusy,  # statement_timeout
    "40001": StorageBusy,
    "40P01": StorageBusy,  # deadlock
    "25P03": StorageLost,  # idle_in_transaction_session_timeout
    "42P01": NotUpgraded,
    "57P": StorageLost,  # the server is shutting down, or ended this session
    "08": StorageLost,
    "XX": StorageDamaged,
    "58": StorageLost,  # an error of the server's own disk
}


def trouble_of(error: BaseException, phase: str = "write") -> StorageTrouble | None:
    """The storage trouble behind an exception, or None when it is something else (a rule broken, a bug).

    `phase`: read | write | commit. A connection lost in COMMIT leaves the outcome open; a write refused in a reading
    transaction is a bug and no trouble of the storage.
    """
    if isinstance(error, exc.TimeoutError):
        return StorageBusy()
    if isinstance(error, exc.DBAPIError):
        return trouble_of(error.orig, phase) if error.orig is not None else None
    if isinstance(error, OSError):
        return StorageFull() if error.errno in (errno.ENOSPC, errno.EDQUOT) else None
    if isinstance(error, sqlite3.Error):
        return _sqlite_trouble(error, phase)
    if type(error).__module__.startswith("psycopg"):
        return _postgres_trouble(error, phase)
    return None


def _sqlite_trouble(error: sqlite3.Error, phase: str) -> StorageTrouble | None:
    code = getattr(error, "sqlite_errorcode", 0)
    if code & 0xFF == sqlite3.SQLITE_READONLY:
        return None if phase == "read" else StorageTrouble(NOT_WRITABLE)
    if code == sqlite3.SQLITE_ERROR and str(error).startswith("no such table"):
        return NotUpgraded()
    if str(error).startswith("Could not decode to UTF-8"):  # the driver's own: nothing else is ever written
        return StorageDamaged()
    kind = SQLITE_TROUBLES.get(code) or SQLITE_TROUBLES.get(code & 0xFF)
    return kind() if kind else None


def _postgres_trouble(error: Any, phase: str) -> StorageTrouble | None:
    from psycopg import OperationalError

    state = error.sqlstate
    if state is None:  # it never reached a server that could give a state
        return StorageLost(unsure=phase == "commit") if isinstance(error, OperationalError) else None
    kind = next((POSTGRES_TROUBLES[key] for key in (state, state[:3], state[:2]) if key in POSTGRES_TROUBLES), None)
    if kind is StorageLost:
        return StorageLost(unsure=phase == "commit")
    return kind() if kind else None
