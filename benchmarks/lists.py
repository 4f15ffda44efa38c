"""A list of 1,000,000 workplaces beside one of 1,000 and beside a DataTable of 1,000: opening, down, page down."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from benchmarks import ground
from benchmarks.measure import PYTHON, Result, Terminal, median, p
from benchmarks.synthetic import workplaces

F5, F3, DOWN, PAGE = b"\x1b[15~", b"\x1bOR", b"\x1b[B", b"\x1b[6~"
HEADING = "事業場キー"


def filled(folder, rows: int) -> str:  # noqa: ANN001
    """The URL of a database of so many workplaces, written past the program: only the list reads it."""
    database = ground.fresh(folder, f"list{rows}")
    database.close()
    names = ("id", "version", "state", "office_code", "registered_by", "updated_by", "key", "name", "name_kana",
             "insurance_number", "workers", "industry_code", "kinds", "registration_kind")  # fmt: skip
    with sqlite3.connect(str(database.path)) as db:
        db.executemany(
            f"INSERT INTO workplace ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            ((row[0], 1, "登録済", ground.OFFICE, "測定", "測定", row[0] + 100, row[2], row[3],
              f"13101{row[0] % 1_000_000:06d}000", row[7], "010602", '["事業場"]', "労働保険番号")
             for row in workplaces(rows)),
        )  # fmt: skip
    return str(database.url)


def run(quick: bool) -> list[Result]:
    """The three lists in turns."""
    many = 50_000 if quick else 1_000_000
    found: dict[str, dict[str, list[float]]] = {}
    with ground.home() as folder:
        large, small = filled(folder, many), filled(folder, 1_000)
        cases = {"large": ["ours", large], "small": ["ours", small], "stock": ["stock", small, "1000"]}
        for _ in range(2 if quick else 5):
            for name, words in cases.items():
                measure(words, found.setdefault(name, {"open": [], "down": [], "page": []}))
    size = f"{many:,} workplaces"

    def middle(case: str, what: str) -> float:
        return median(found[case][what]) * 1000

    return [
        Result(f"list of {size}: opening", middle("large", "open"), middle("small", "open"), "1,000", target=1.5),
        Result(f"list of {size}: cursor down", middle("large", "down"), middle("small", "down"), "1,000", target=1.5),
        Result(f"list of {size}: page down", middle("large", "page"), middle("small", "page"), "1,000", target=1.5),
        Result(f"list of {size}: page down, p95", p(found["large"]["page"], 95) * 1000,
               p(found["small"]["page"], 95) * 1000, "1,000"),
        Result(f"list of {size}: opening", middle("large", "open"), middle("stock", "open"), "DataTable of 1,000", target=0.2),
    ]  # fmt: skip


def measure(words: list[str], into: dict[str, list[float]]) -> Any:
    """Open the list thrice, then move in it."""
    terminal = Terminal([PYTHON, "-m", "benchmarks.app_list", *words], rows=40)
    try:
        terminal.until("READY")
        terminal.quiet(0.5)
        for at in range(4):
            terminal.forget()
            began = terminal.send(F5)
            terminal.until(HEADING)
            last = terminal.quiet(0.3)
            if at:  # the first opening loads code
                into["open"].append(max((last or 0) - began, 0.0))
            if at < 3:
                terminal.send(F3)
                terminal.quiet(0.3)
        for _ in range(40):
            into["down"].append(terminal.key(DOWN)[1])
        for _ in range(20):
            into["page"].append(terminal.key(PAGE)[1])
            time.sleep(0.01)
    finally:
        terminal.close()
