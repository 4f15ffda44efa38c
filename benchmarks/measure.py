"""What all benchmarks share: results, percentiles, processes under a pseudo terminal, memory of a process."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Result:
    """One line of the table. `ours` and `peer` in `unit`; `target`: the ratio (or, with `absolute`, `ours`) at most."""

    what: str
    ours: float
    peer: float | None = None
    peer_name: str = ""
    unit: str = "ms"
    target: float | None = None
    absolute: bool = False
    least: bool = False  # the target is a least, not a most
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours in units of the peer."""
        return None if not self.peer else self.ours / self.peer

    @property
    def met(self) -> bool | None:
        """Is the target met? None without one."""
        value = self.ours if self.absolute else self.ratio
        if self.target is None or value is None:
            return None
        return value >= self.target if self.least else value <= self.target

    @property
    def verdict(self) -> str:
        """The last column."""
        words = {True: "met", False: "**missed**", None: ""}[self.met]
        return f"{words} {self.note}".strip()

    @property
    def ours_words(self) -> str:
        """Our number with its unit."""
        return number(self.ours, self.unit)

    @property
    def peer_words(self) -> str:
        """The peer's number with its name."""
        return "" if self.peer is None else f"{number(self.peer, self.unit)} ({self.peer_name})"

    @property
    def target_words(self) -> str:
        """The target as the table shows it."""
        sign = "≥" if self.least else "≤"
        return f"{sign} {number(self.target or 0, self.unit)}" if self.absolute else f"{sign} {self.target:g} ×"

    def as_dict(self) -> dict[str, Any]:
        """For the JSON file."""
        return asdict(self) | {"ratio": self.ratio, "met": self.met}


def number(value: float, unit: str) -> str:
    """A number as people read it."""
    digits = 0 if value >= 100 or unit in ("bytes", "rows") else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def p(values: Sequence[float], percent: float) -> float:
    """A percentile (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(percent / 100 * (len(ordered) - 1))))]


median = statistics.median


def interleaved(runs: int, *cases: Callable[[], float]) -> list[float]:
    """The median of each case, run in turns so that a slow minute hits all of them."""
    taken: list[list[float]] = [[] for _ in cases]
    for _ in range(runs):
        for at, case in enumerate(cases):
            taken[at].append(case())
    return [median(values) for values in taken]


def process_seconds(argv: Sequence[str], env: dict[str, str] | None = None) -> float:
    """Seconds of a whole process."""
    began = time.perf_counter()
    done = subprocess.run(
        argv, env=os.environ | (env or {}), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT
    )
    taken = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"{argv} ended with {done.returncode}: {done.stderr[-500:].decode(errors='replace')}")
    return taken


class Terminal:
    """A program under a pseudo terminal: what it writes, when, and how many bytes."""

    def __init__(self, argv: Sequence[str], rows: int = 40, columns: int = 120, env: dict[str, str] | None = None):
        self.began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.chdir(ROOT)
            told = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"} | (env or {})
            os.execvpe(argv[0], list(argv), told)
        self.seen = b""

    def until(self, word: str, timeout: float = 60.0) -> float:
        """Seconds since the start at which `word` had arrived. Raises TimeoutError."""
        wanted, start = word.encode(), 0
        end = time.perf_counter() + timeout
        while time.perf_counter() < end:
            if wanted in self.seen[max(0, start - len(wanted)) :]:
                return time.perf_counter() - self.began
            start = len(self.seen)
            self._read(0.5)
        raise TimeoutError(f"「{word}」 did not come: {self.seen[-600:]!r}")

    def _read(self, wait: float) -> int:
        ready, _, _ = select.select([self.fd], [], [], wait)
        if not ready:
            return 0
        try:
            got = os.read(self.fd, 65536)
        except OSError:
            return 0
        self.seen += got
        return len(got)

    def quiet(self, wait: float = 0.15) -> float | None:
        """Read until nothing comes for `wait` seconds; the moment of the last bytes."""
        last = None
        while self._read(wait):
            last = time.perf_counter()
        return last

    def forget(self) -> None:
        """Start looking from here."""
        self.seen = b""

    def send(self, data: bytes) -> float:
        """Write keys; the moment."""
        moment = time.perf_counter()
        os.write(self.fd, data)
        return moment

    def key(self, data: bytes, settle: float = 0.04) -> tuple[float, float, int]:
        """Send one key: seconds to the first byte of the answer, to the last one, and how many bytes there were."""
        self.forget()
        moment = self.send(data)
        if not self._read(5.0):
            raise TimeoutError("no answer to a key")
        first = time.perf_counter() - moment
        last = self.quiet(settle)
        return first, (last - moment) if last else first, len(self.seen)

    def close(self) -> None:
        """End it."""
        try:
            os.kill(self.pid, signal.SIGTERM)
            for _ in range(200):
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    break
                time.sleep(0.01)
            else:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        except ProcessLookupError:
            pass
        os.close(self.fd)


def pss(pid: int) -> float:
    """Proportional memory of a process in MiB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ValueError("no Pss")


PYTHON = sys.executable
