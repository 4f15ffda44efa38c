"""Files in and out: an import with everything a registration does beside a raw executemany of the same rows."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import ground
from benchmarks.measure import PYTHON, ROOT, Result

TABLES = ("workplace", "workplace_search", "history", "journal", "request_key")


def run(quick: bool) -> list[Result]:
    """Import of csv and xlsx, its memory, and the export of a list."""
    rows = 5_000 if quick else 100_000
    with ground.home() as folder:
        source, book = ground.csv_file(folder / "in.csv", rows), ground.xlsx_file(folder / "in.xlsx", rows)
        csv_time, csv_peak, database = imported(folder, source, "csv")
        _, small_peak, _ = imported(folder, ground.csv_file(folder / "small.csv", rows // 10), "small")
        xlsx_time, xlsx_peak, _ = imported(folder, book, "xlsx")
        floor = raw_insert(folder, database)
        written, peer = export(folder, database, rows)
    words = f"{rows:,} workplaces"
    return [
        Result(f"import of {words} (csv): checks, history, journal, index", csv_time, floor, "raw executemany", "s", 4),
        Result(f"import of {words} (xlsx)", xlsx_time, csv_time, "the same as csv", "s", 2),
        Result("peak memory of that import", csv_peak, small_peak, f"{rows // 10:,} rows", "MiB", 1.3),
        Result("peak memory of the xlsx import", xlsx_peak, csv_peak, "the csv import", "MiB", None),
        Result(f"export of a list of {rows:,} rows to xlsx", written, peer, "openpyxl write-only", "s", 0.25),
    ]


IMPORT = """
import sys, time
from benchmarks.ground import desk_on
from shuro.kernel.database import Database
from shuro.kernel.imports import import_file
from shuro.kernel import registry
cls = registry.load("workplace")
desk = desk_on(Database(sys.argv[1]))
began = time.perf_counter()
report = import_file(desk, cls, sys.argv[2], accept=["duplicate"])
taken = time.perf_counter() - began
assert report.stored == report.read and not report.rejected, report
status = open("/proc/self/status").read()  # ru_maxrss would be the parent's, where that is larger
print(taken, int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""


def imported(folder: Path, source: Path, name: str) -> tuple[float, float, Path]:
    """Seconds, peak MiB and the database of an import in a process of its own."""
    database = ground.fresh(folder, name)
    done = subprocess.run(
        [PYTHON, "-c", IMPORT, str(database.url), str(source)], capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    taken, peak = map(float, done.stdout.split())
    return taken, peak, Path(str(database.path))


def raw_insert(folder: Path, filled: Path) -> float:
    """Seconds to put the rows that the import made into the same tables and indexes, with nothing else done."""
    from shuro.kernel import registry
    from shuro.kernel.search.sqlite import tokens
    from shuro.kernel.store import search_index

    index = search_index(registry.load("workplace"))
    with sqlite3.connect(filled) as old:
        contents: dict[str, tuple[int, list[Any]]] = {}
        for name in TABLES:
            cursor = old.execute(f'SELECT * FROM "{name}"')
            contents[name] = (len(cursor.description), cursor.fetchall())
        names = ", ".join(index.columns)
        texts = old.execute(f'SELECT id, {names} FROM "{index.side_name}"').fetchall()
    documents = [(row[0], tokens(row[1:])) for row in texts]
    target = ground.fresh(folder, "raw")
    target.close()
    began = time.perf_counter()
    with sqlite3.connect(str(target.path), isolation_level=None) as new:
        new.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        portion = 2000
        count = len(documents)
        for start in range(0, count, portion):
            new.execute("BEGIN IMMEDIATE")
            for name, (width, rows) in contents.items():
                holes = ", ".join("?" * width)
                new.executemany(f'INSERT INTO "{name}" VALUES ({holes})', rows[start : start + portion])
            new.executemany(
                f'INSERT INTO "{index.grams_name}" (rowid, grams) VALUES (?, ?)', documents[start : start + portion]
            )
            new.execute("COMMIT")
    return time.perf_counter() - began


def export(folder: Path, database: Path, rows: int) -> tuple[float, float]:
    """Seconds of our list file, and of openpyxl writing the very same cells."""
    from openpyxl import Workbook

    from shuro.kernel import registry
    from shuro.kernel.database import Database
    from shuro.kernel.register import Register
    from shuro.kernel.sheets import write_xlsx

    register = Register(ground.desk_on(Database(f"sqlite:///{database}")), registry.load("workplace"))
    lines = list(register.all_lines())
    wide = [[*line, *line, *line][:20] for line in lines]
    headings = [f"{heading}{copy}" for copy in range(3) for heading in register.headings][:20]
    began = time.perf_counter()
    write_xlsx(folder / "ours.xlsx", headings, wide)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(headings)
    for line in wide:
        sheet.append(line)
    book.save(folder / "peer.xlsx")
    return ours, time.perf_counter() - began


if __name__ == "__main__":
    print("\n".join(str(one) for one in run("--quick" in sys.argv)))
