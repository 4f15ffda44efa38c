"""Memory of a session on the menu and on a form, alone and as one of 20, beside a bare Textual app with SQLModel."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks import ground
from benchmarks.measure import PYTHON, Result, Terminal, median, pss
from benchmarks.app_session import READY

SHOWN = {"menu": "業務メニュー", "form": "事業場基本情報"}


def run(quick: bool) -> list[Result]:
    """PSS once the screen is painted and quiet."""
    many = 3 if quick else 20
    found = []
    with ground.home() as folder:
        database = ground.fresh(folder)
        database.close()
        bare = [PYTHON, "-m", "benchmarks.app_session", "bare"]
        peers = {count: held(bare, READY, count) for count in (1, many)}
        for screen, word in SHOWN.items():
            argv = [PYTHON, "-m", "benchmarks.app_session", "ours", str(database.url), screen]
            for count, place in ((1, "alone"), (many, f"one of {many}")):
                found.append(
                    Result(f"memory (PSS) of a session on the {screen}, {place}", held(argv, word, count), peers[count],
                           "bare Textual app with SQLModel", "MiB", 1.3)
                )  # fmt: skip
    return found


def held(argv: Sequence[str], word: str, count: int) -> float:
    """The median PSS (MiB) of `count` processes at once."""
    terminals: list[Terminal] = []
    try:
        for _ in range(count):
            terminals.append(Terminal(argv))
            terminals[-1].until(word)
        for one in terminals:
            one.quiet(0.3)
        return median(pss(one.pid) for one in terminals)
    finally:
        for one in terminals:
            one.close()
