"""Forked children for tests of what several officers, or one who is killed, do to a database."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

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


def traced(work: Callable[[Say], None], call: str, *expressions: str, log: str = os.devnull) -> tuple[list[str], bool]:
    """Run `work(say)` in a child under strace, which sees (`log`) its system calls `call` and does what it is told.

    Returns the lines the child said and whether it went on to its end. Leaves the test out where nothing can be traced.
    """
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    held, release = os.pipe()

    def begin(say: Say) -> None:
        os.read(held, 1)
        work(say)

    pid, reader = start(begin)
    trace = ["-e", f"trace={call}", *(part for one in expressions for part in ("-e", one))]
    tracer = subprocess.Popen([strace, "-qq", "-f", "-o", log, *trace, "-p", str(pid)], stderr=subprocess.PIPE)
    while "TracerPid:\t0" in Path(f"/proc/{pid}/status").read_text():
        if tracer.poll() is not None:
            os.write(release, b"x")
            os.waitpid(pid, 0)
            pytest.skip("not allowed to trace a process here")
        time.sleep(0.002)
    os.write(release, b"x")
    with os.fdopen(reader, encoding="utf-8") as said:
        lines = said.read().splitlines()
    _, status = os.waitpid(pid, 0)
    tracer.communicate()
    os.close(held)
    os.close(release)
    return lines, os.WIFEXITED(status)
