"""What is done at the same moment, as by several officers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What works give that are begun at the same moment, each in a thread; what it raised where it raised something."""
    together = Barrier(len(works))

    def done(work: Callable[[], Any]) -> Any:
        together.wait()
        try:
            return work()
        except Exception as problem:
            return problem

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(done, works))
