"""Substring search over synthetic workplaces, beside a LIKE scan that finds nothing.

    python -m benchmarks.search [--rows 1000000] [--queries 60] [--engine sqlite|postgresql]

The peer is what a register without an index of its own does: `LIKE '%…%'` over the table, worst case no hit, measured
next to each of ours. Queries are pieces of the texts of random rows: most have hits, and common ones are asked for
often. Every number goes through the whole stack (planner in Python, SQLAlchemy, driver); the better of two runs.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.measure import Result, median, p
from benchmarks.synthetic import FIELDS, workplaces
from shuro.kernel.database import Database, insert_rows
from shuro.kernel.search import SearchIndex, Window, count, create_order_index, page

COLUMNS = ("name", "name_kana", "address", "phone")
LENGTHS = (1, 2, 3, 6)
NEVER = {"name": "鬱蠢", "name_kana": "ヴヱ"}  # what no row holds, for each column searched
PORTION = 100_000
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

METADATA = sa.MetaData()
WORKPLACE = sa.Table(
    "workplace", METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Text, index=name == "office_code") for name in FIELDS[1:-1]),
    sa.Column("workers", sa.Integer),
)  # fmt: skip
INDEX = SearchIndex("workplace", COLUMNS)
ORDER = (WORKPLACE.c.name_kana,)
ID = WORKPLACE.c.id


def run(quick: bool) -> list[Result]:
    """The lines of the benchmark table, both engines: of each length the column with the worse ratio."""
    return [
        result for engine in ENGINES for result in measured(engine, 20_000 if quick else 1_000_000, 10 if quick else 60)
    ]


def measured(engine: str, rows: int, queries: int) -> list[Result]:
    """One engine, filled with `rows` and asked `queries` queries of each length and column; targets hold for 1,000,000."""
    targets = rows >= 1_000_000
    with _database(engine) as database:
        if database is None:
            return []
        results = _fill(database, rows)
        with database.read() as session:
            results += _finding(session, rows, queries, targets)
            results += _screens(session, rows, queries)
            results += _paging(session, rows, targets)
        results += _upkeep(database, rows)
    place = f"search, {ENGINES[engine]}, {rows:,} rows"
    return [Result(**one.__dict__ | {"what": f"{place}: {one.what}"}) for one in results]


@contextmanager
def _database(engine: str) -> Iterator[Database | None]:
    """An empty database on disk, gone afterwards; None where there is no such server."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="shuro-bench-") as folder:
            database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
            database.create_file()
            yield database
            database.close()
        return
    from tests.postgres import Cluster, Unavailable

    try:
        cluster = Cluster()
    except Unavailable as why:
        print(f"PostgreSQL is left out: {why}", file=sys.stderr)
        yield None
        return
    database = Database(cluster.url(cluster.create()))
    try:
        yield database
    finally:
        database.close()
        cluster.stop()


def _fill(database: Database, rows: int) -> list[Result]:
    """Fill the table and the index: times and sizes."""
    with database.engine.begin() as connection:
        METADATA.create_all(connection)
        INDEX.create(connection)
        create_order_index(connection, ORDER, ID)
        create_order_index(connection, ORDER, ID, within=[WORKPLACE.c.office_code])
    plain = indexed = 0.0
    source = workplaces(rows)
    while portion := list(islice(source, PORTION)):
        with database.write() as session:
            plain += _seconds(lambda: insert_rows(session, WORKPLACE, FIELDS, portion))  # noqa: B023
            indexed += _seconds(lambda: INDEX.put_many(session, map(_searched, portion)))  # noqa: B023
    if database.dialect == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    with database.write() as session:
        rebuilt = _seconds(lambda: INDEX.rebuild(session))
    with database.read() as session:
        table, side, grams = (_mebibytes(session, name) for name in ("workplace", INDEX.side_name, INDEX.grams_name))
    return [
        Result("indexing 4 texts, a row", indexed / rows * 1e6, plain / rows * 1e6, "storing the row", "µs"),
        Result("indexing anew", rebuilt, indexed, "filled portion by portion", "s"),
        Result("size of the grams", grams, table, "the table", "MiB"),
        Result("size of grams and folded texts", grams + side, table, "the table", "MiB"),
    ]


def _searched(row: tuple) -> tuple:
    return (row[0], *row[2:6])


def _mebibytes(session: Session, name: str) -> float:
    """Of a table without its indexes, an index, or an FTS5 table with its shadows."""
    if session.get_bind().dialect.name == "postgresql":
        return session.execute(sa.text("SELECT pg_relation_size(:name)"), {"name": name}).scalar_one() / 2**20
    shadows = " OR name LIKE :name || '\\_%' ESCAPE '\\'" if name == INDEX.grams_name else ""
    query = sa.text(f"SELECT sum(pgsize) FROM dbstat WHERE name = :name{shadows}")
    return session.execute(query, {"name": name}).scalar_one() / 2**20


def _finding(session: Session, rows: int, queries: int, targets: bool) -> list[Result]:
    """The first 50 by id and by kana, and counts, for each length; p95 of the column with the worse ratio."""
    kinds: dict[str, tuple[Callable[[str, str], Any], float | None]] = {
        "first 50": (lambda column, text: _page(session, column, text, ()), 0.05),
        "first 50 by kana": (lambda column, text: _page(session, column, text, ORDER), 0.5),
        "count to 10,000": (lambda column, text: _count(session, column, text), None),
    }
    results = []
    for kind, (act, target) in kinds.items():
        for length in LENGTHS:
            found = []
            for column in NEVER:
                scan = _scan(session, column)
                texts = _pieces(session, column, length, rows, queries)
                times = _times(texts, lambda text, column=column: act(column, text))  # noqa: B023
                what = f"{kind}, {length} character{'s' * (length > 1)}, p95"
                note = f"{column}, p50 {median(times) * 1e3:.1f} ms"
                found.append(
                    Result(what, p(times, 95) * 1e3, (scan + _scan(session, column)) / 2, "LIKE without a hit",
                           target=target if targets else None, note=note)
                )  # fmt: skip
            results.append(max(found, key=lambda one: one.ratio or 0))
    return results


def _scan(session: Session, column: str) -> float:
    """Milliseconds of a LIKE scan that finds nothing."""
    statement = sa.select(ID).where(WORKPLACE.c[column].contains(NEVER[column], autoescape=True)).limit(50)
    return _least(2, lambda: session.execute(statement).all()) * 1e3


def _pieces(session: Session, column: str, length: int, rows: int, queries: int) -> list[str]:
    """Distinct pieces of texts of random rows."""
    chance = random.Random(7)
    found: dict[str, None] = {}
    for _ in range(queries * 20):
        row = sa.select(WORKPLACE.c[column]).where(WORKPLACE.c.id == chance.randint(1, rows))
        text = session.execute(row).scalar_one()
        if len(text) >= length:
            start = chance.randint(0, len(text) - length)
            found[text[start : start + length]] = None
        if len(found) >= queries:
            break
    return list(found)


def _page(session: Session, column: str, text: str, order: tuple) -> Any:
    return page(session, sa.select(WORKPLACE), [INDEX.condition(column, text)], order, 50, id=ID)


def _count(session: Session, column: str, text: str) -> Any:
    return count(session, sa.select(ID), [INDEX.condition(column, text)], id=ID)


def _screens(session: Session, rows: int, queries: int) -> list[Result]:
    """Searches as a register makes them, first page and count together."""
    names, kana = (_pieces(session, column, length, rows, queries) for column, length in zip(NEVER, (2, 3)))
    office = WORKPLACE.c.office_code.in_(["1305"])
    bureau = WORKPLACE.c.office_code.in_([f"13{number:02d}" for number in range(1, 29)])

    def screen(clauses: list, narrow: list) -> None:
        page(session, sa.select(WORKPLACE), clauses, ORDER, 50, id=ID, narrow=narrow)
        count(session, sa.select(ID), clauses, id=ID, narrow=narrow)

    def plainly(condition: Any) -> float:
        ordered = sa.select(WORKPLACE).where(condition).order_by(*ORDER, ID).limit(50)
        number = sa.select(sa.func.count()).select_from(sa.select(ID).where(condition).limit(10_001).subquery())
        return _least(2, lambda: (session.execute(ordered).all(), session.execute(number).all())) * 1e3

    scan = _scan(session, "name")
    both = [[INDEX.condition(column, text) for column, text in zip(NEVER, pair)] for pair in zip(names, kana)]
    in_office = _times(both, lambda clauses: screen(clauses, [office]))
    in_bureau = _times(names, lambda text: screen([INDEX.condition("name", text)], [bureau]))
    results = [
        Result("screen of a 署, name and kana, p95", p(in_office, 95) * 1e3, scan, "LIKE without a hit",
               note=f"p50 {median(in_office) * 1e3:.1f} ms"),
        Result("screen of the largest 局, name, p95", p(in_bureau, 95) * 1e3, scan, "LIKE without a hit",
               note=f"p50 {median(in_bureau) * 1e3:.1f} ms"),
    ]  # fmt: skip
    for what, condition in {"a 署": office, "the largest 局": bureau, "no hit": WORKPLACE.c.workers < 0}.items():
        ours = median(_times(range(5), lambda _, condition=condition: screen([], [condition]))) * 1e3
        results.append(Result(f"screen of {what}, no text", ours, plainly(condition), "plain ORDER BY and LIMIT"))
    return results


def _paging(session: Session, rows: int, targets: bool) -> list[Result]:
    """A page in the middle of the whole table."""
    window = Window(sa.select(WORKPLACE), ORDER, ID)
    deep = window.first(50).offset(rows // 2)
    by_offset = _least(2, lambda: session.execute(deep).all()) * 1e3
    middle = tuple(session.execute(window.first(1).offset(rows // 2)).one()[-2:])
    after = median(_times(range(20), lambda _: window.page(session, 50, after=middle))) * 1e3
    before = median(_times(range(20), lambda _: window.page(session, 50, before=middle))) * 1e3
    target = 0.05 if targets else None
    return [
        Result("page after the middle", after, by_offset, "OFFSET", target=target),
        Result("page before the middle", before, by_offset, "OFFSET", target=target),
    ]


def _upkeep(database: Database, rows: int) -> list[Result]:
    """More rows into the full index, in bulk and one by one."""
    bulk, single = 10_000, 500
    more = list(workplaces(bulk + single, seed=2, start=rows + 1))
    with database.write() as session:
        plain = _seconds(lambda: insert_rows(session, WORKPLACE, FIELDS, more)) / len(more)
        indexed = _seconds(lambda: INDEX.put_many(session, map(_searched, more[:bulk]))) / bulk
    alone = 0.0
    for row in more[bulk:]:
        with database.write() as session:
            alone += _seconds(lambda: INDEX.put(session, row[0], dict(zip(COLUMNS, _searched(row)[1:]))))  # noqa: B023
    return [
        Result("upkeep of 4 texts in bulk, a row", indexed * 1e6, plain * 1e6, "storing the row", "µs"),
        Result("upkeep of one record", alone / single * 1e3),
    ]


def _seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _least(runs: int, act: Callable[[], Any]) -> float:
    return min(_seconds(act) for _ in range(runs))


def _times(values: Iterable[Any], act: Callable[[Any], Any]) -> list[float]:
    """Seconds for each value, the better of two."""
    return [_least(2, lambda: act(value)) for value in values]  # noqa: B023


def main() -> None:
    """Print the lines of one engine or both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--engine", choices=list(ENGINES))
    asked = parser.parse_args()
    for engine in (asked.engine,) if asked.engine else ENGINES:
        for one in measured(engine, asked.rows, asked.queries):
            ratio = "" if one.ratio is None else f"{one.ratio:.3f} ×"
            print(f"{one.what:82} {one.ours_words:>12} {ratio:>9} {one.peer_words}  {one.verdict}", flush=True)


if __name__ == "__main__":
    main()
