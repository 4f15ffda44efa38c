"""What the measures of long lists share: an engine, invented records written past the program, searches through it.

A search goes through the whole stack: conditions as they are typed in, the lines of the first page as texts out. The floor
is the same page without any condition.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import ground
from benchmarks.measure import Result, p

RUNS, PAGE, PORTION, LIMIT = 5, 50, 50_000, 100.0  # times, lines, rows, ms
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
OFFICE_COLUMN = "office_code"


@contextmanager
def opened(engine: str) -> Iterator[Any]:
    """An empty database with all tables, gone afterwards; None where there is no such server."""
    from shuro.kernel.database import Database
    from shuro.kernel.schema import init

    if engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="shuro-bench-") as folder:
            database = ground.fresh(Path(folder))
            yield database
            database.close()
        return
    with ground.postgres() as url:
        if url is None:
            yield None
            return
        database = Database(url)
        init(database)
        yield database
        database.close()


def desk_in(database: Any, code: str) -> Any:
    """The desk of an officer of an office."""
    from shuro.kernel.codes import office
    from shuro.kernel.desk import Desk, Officer, wall_clock

    return Desk(Officer(1, "130101", "測定", office(code)), database, wall_clock)


def fill(
    database: Any,
    record: str,
    columns: Sequence[str],
    searched: Sequence[str],
    source: Iterator[tuple[Any, ...]],
    beside: Callable[[Any, list[tuple[Any, ...]]], None] = lambda session, portion: None,
) -> Counter[str]:
    """Write rows and their search index, with what `beside` writes for each portion; how many each office has."""
    from shuro.kernel import registry, store
    from shuro.kernel.database import insert_rows
    from shuro.kernel.record import table_of

    cls = registry.load(record)
    index, table = store.search_index(cls), table_of(cls)
    at, office = [columns.index(name) for name in searched], columns.index(OFFICE_COLUMN)
    sizes: Counter[str] = Counter()
    while portion := list(islice(source, PORTION)):
        sizes.update(row[office] for row in portion)
        with database.write() as session:
            insert_rows(session, table, columns, portion)
            beside(session, portion)
            index.put_many(session, ((row[0], *(row[place] for place in at)) for row in portion))
    if database.dialect == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    return sizes


def searched_in(what: str, desk: Any, record: str, searches: Sequence[dict[str, str]]) -> Result:
    """Each search several times by one desk, the slowest 5 % told beside the page without any condition."""
    seconds(desk, {}, record)  # what is loaded and built once is no part of a search
    times = {str(texts): [seconds(desk, texts, record) * 1000 for _ in range(RUNS)] for texts in searches}
    everything = [one for several in times.values() for one in several]
    slowest = max(times, key=lambda texts: min(times[texts]))
    note = f"slowest: {slowest} {min(times[slowest]):.0f} ms"
    return Result(f"{what}, p95", p(everything, 95), p(times["{}"], 95), "no condition", target=LIMIT, absolute=True,
                  note=note)  # fmt: skip


def seconds(desk: Any, texts: dict[str, str], record: str) -> float:
    """A search from its typed conditions to the texts of its first page."""
    from shuro.kernel import registry
    from shuro.kernel.register import Register

    cls = registry.load(record)
    began = time.perf_counter()
    Register(desk, cls, texts).first(PAGE)
    return time.perf_counter() - began


def main(about: str | None, measured: Callable[[str, int], list[Result]], rows: int) -> None:
    """Print the lines of one engine or both."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=rows)
    parser.add_argument("--engine", choices=list(ENGINES))
    asked = parser.parse_args()
    for engine in (asked.engine,) if asked.engine else ENGINES:
        for one in measured(engine, asked.rows):
            print(f"{one.what:90} {one.ours_words:>12} {one.peer_words}  {one.verdict}", flush=True)
