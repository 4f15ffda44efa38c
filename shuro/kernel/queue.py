"""The queue of writers before a SQLite file: a file lock, where they sleep in the kernel and wake in turn.

SQLite's own waiting polls with growing pauses, so that under eight writers some starve for seconds.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shuro.kernel.troubles import StorageBusy


@contextmanager
def queued(database: Path, wait: float) -> Iterator[None]:
    """Be alone in writing the SQLite file inside the block. Raises StorageBusy after `wait` seconds in the queue."""
    descriptor = _open(database)
    _take(descriptor, wait)
    try:
        yield
    finally:
        # by hand: a child forked meanwhile shares the lock and would keep it after our close
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _open(database: Path) -> int:
    """The lock file beside the database, open to the same people as the database."""
    lock = database.with_name(database.name + ".lock")
    try:
        return os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        descriptor = os.open(lock, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.fchmod(descriptor, database.stat().st_mode & 0o666)
        return descriptor


def _take(descriptor: int, wait: float) -> None:
    """Lock the file, which stays open. On StorageBusy (or an interruption) it is closed, then or a little later."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    except BlockingIOError:
        pass
    # flock knows no time limit, and asking again and again would lose the turn: a thread stands in the queue for us
    taken, guard, left = threading.Event(), threading.Lock(), threading.Event()

    def stand() -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with guard:
            if left.is_set():
                os.close(descriptor)
            else:
                taken.set()

    threading.Thread(target=stand, name="shuro-queue", daemon=True).start()
    try:
        got = taken.wait(wait)
    except BaseException:
        _leave(descriptor, taken, guard, left)
        raise
    if not got and not _leave(descriptor, taken, guard, left, keep=True):
        raise StorageBusy(
            f"ほかの登録が続いているため、{wait:g}秒待っても書き込めませんでした。"
            "少し待ってから、もう一度実行してください。"
        )


def _leave(
    descriptor: int, taken: threading.Event, guard: threading.Lock, left: threading.Event, keep: bool = False
) -> bool:
    """Leave the queue. True when the turn came at that very moment and is kept (`keep`)."""
    with guard:
        if not taken.is_set():
            left.set()
            return False
        if not keep:
            fcntl.flock(descriptor, fcntl.LOCK_UN)
            os.close(descriptor)
        return keep
