"""Forked children for tests of what several officers, or one who is killed, do to a database."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable

Say = Callable[[str], None]


def run_all(count: int, work: Callable[[int], None]) -> list[str]:
    """Run `work(number)` in `count` children at once; the tracebacks of those that failed."""
    readers = [start(lambda say, number=number: work(number)) for number in range(count)]
    failures = []
    for pid, reader in readers:
        with os.fdopen(reader, encoding="utf-8") as file:
            said = file.read()
        os.waitpid(pid, 0)
        if said:
            failures.append(said)
    return failures


def start(work: Callable[[Say], None]) -> tuple[int, int]:
    """Fork a child that runs `work(say)`: (its pid, the end of a pipe from which all it says, and its traceback, come)."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    try:
        os.close(reader)
        work(lambda text: os.write(writer, text.encode()) and None)
    except BaseException:
        os.write(writer, traceback.format_exc().encode())
    finally:
        os._exit(0)


def killed_after(lines: int, work: Callable[[Say], None]) -> list[str]:
    """Run `work(say)` in a child and kill it (SIGKILL) as soon as it has said `lines` lines; all whole lines it said."""
    pid, reader = start(work)
    with os.fdopen(reader, encoding="utf-8") as file:
        said = [file.readline() for _ in range(lines)]
        os.kill(pid, signal.SIGKILL)
        said += file.readlines()
    os.waitpid(pid, 0)
    return [line.strip() for line in said if line.endswith("\n")]
