"""Substring search over synthetic workplaces, beside a LIKE scan that finds nothing.

    python -m benchmarks.search [--rows 1000000] [--queries 60] [--engine sqlite|postgresql]

The peer is what a register without an index of its own does: `LIKE '%…%'` over the table, worst case no hit. Queries
are pieces of the texts of random rows, so most of them have hits and the common ones are asked for often. Every number
goes through the whole stack (planner in Python, SQLAlchemy, driver). Times are milliseconds, the best of two.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.synthetic import FIELDS, workplaces
from shuro.kernel.database import Database, insert_rows
from shuro.kernel.search import SearchIndex, Window, count, create_order_index, page

COLUMNS = ("name", "name_kana", "address", "phone")
LENGTHS = (1, 2, 3, 6)
NEVER = {"name": "鬱蠢", "name_kana": "ヴヱ"}
PORTION = 100_000

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


def run(rows: int = 1_000_000, queries: int = 60, engines: tuple[str, ...] = ("sqlite", "postgresql")) -> list[dict]:
    """Lines of the benchmark table: `what`, `our`, `peer`, `ratio` (our to peer), the peer's name in `beside`."""
    table: list[dict] = []
    for engine in engines:
        with _database(engine) as database:
            table += _measured(database, rows, queries)
    return table


@contextmanager
def _database(engine: str) -> Iterator[Database]:
    """An empty database on disk, gone afterwards."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="shuro-bench-") as folder:
            database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
            database.create_file()
            yield database
            database.close()
        return
    from tests.postgres import Cluster

    cluster = Cluster()
    database = Database(cluster.url(cluster.create()))
    try:
        yield database
    finally:
        database.close()
        cluster.stop()


def _measured(database: Database, rows: int, queries: int) -> list[dict]:
    place = f"{database.dialect} {rows:,}"
    table = _build(database, rows, place)
    with database.read() as session:
        scan = {column: _scan(session, column) for column in NEVER}
        pieces = {(c, n): _pieces(session, c, n, rows, queries) for c in NEVER for n in LENGTHS}
        for (column, length), texts in pieces.items():
            what = f"{place} {column} {length}"
            found = _times(texts, lambda text, column=column: _page(session, column, text, ()))
            table += _lines(f"{what} first 50", found, scan[column], "LIKE without hit")
            found = _times(texts, lambda text, column=column: _page(session, column, text, ORDER))
            table += _lines(f"{what} first 50 by kana", found, scan[column], "LIKE without hit")
            found = _times(texts, lambda text, column=column: _count(session, column, text))
            table += _lines(f"{what} count to 10,000", found, scan[column], "LIKE without hit")
        for column, text in NEVER.items():
            found = _times([text], lambda text, column=column: _page(session, column, text, ORDER))
            table += _lines(f"{place} {column} no hit by kana", found, scan[column], "LIKE without hit", "p50")
        table += _screens(session, pieces, scan, place)
        table += _pages(session, rows, place)
    return table + _upkeep(database, rows, place)


def _build(database: Database, rows: int, place: str) -> list[dict]:
    """Fill the table and the index; their sizes and times."""
    with database.engine.begin() as connection:
        METADATA.create_all(connection)
        create_order_index(connection, ORDER, ID)
        INDEX.create(connection)
    plain = indexed = 0.0
    source = workplaces(rows)
    while portion := list(islice(source, PORTION)):
        with database.write() as session:
            plain += _timed(lambda: insert_rows(session, WORKPLACE, FIELDS, portion))  # noqa: B023
            indexed += _timed(lambda: INDEX.put_many(session, (_searched(row) for row in portion)))  # noqa: B023
    if database.dialect == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    with database.write() as session:
        rebuild = _timed(lambda: INDEX.rebuild(session))
    with database.read() as session:
        sizes = {name: _size(session, name) for name in ("workplace", INDEX.side_name, INDEX.grams_name)}
    own = sizes[INDEX.side_name] + sizes[INDEX.grams_name]
    micro = 1e6 / rows
    return [
        _line(f"{place} filled, µs a row of 4 texts", indexed * micro, plain * micro, "the rows themselves"),
        _line(f"{place} grams made anew, s", rebuild, indexed, "filled row by row"),
        _line(f"{place} folded texts and grams, MiB", own, sizes["workplace"], "table"),
        _line(f"{place} grams alone, MiB", sizes[INDEX.grams_name], sizes["workplace"], "table"),
    ]


def _searched(row: tuple) -> tuple:
    return (row[0], row[2], row[3], row[4], row[5])


def _size(session: Session, name: str) -> float:
    """MiB of a table or index (an FTS5 table with its shadows; a PostgreSQL table without its indexes)."""
    if session.get_bind().dialect.name == "postgresql":
        return session.execute(sa.text("SELECT pg_relation_size(:name)"), {"name": name}).scalar_one() / 2**20
    query = sa.text("SELECT sum(pgsize) FROM dbstat WHERE name = :name OR name LIKE :name || '\\_%' ESCAPE '\\'")
    alone = sa.text("SELECT sum(pgsize) FROM dbstat WHERE name = :name")
    chosen = query if name == INDEX.grams_name else alone
    return session.execute(chosen, {"name": name}).scalar_one() / 2**20


def _scan(session: Session, column: str) -> float:
    statement = sa.select(ID).where(WORKPLACE.c[column].contains(NEVER[column], autoescape=True)).limit(50)
    return min(_timed(lambda: session.execute(statement).all()) for _ in range(3)) * 1e3


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


def _screens(session: Session, pieces: dict, scan: dict, place: str) -> list[dict]:
    """Searches as a register makes them: two texts in one 署, one text in a 局, by kana, with the count."""
    names, kana = pieces["name", 2], pieces["name_kana", 3]
    office = WORKPLACE.c.office_code == "1305"
    bureau = WORKPLACE.c.office_code.in_([f"13{number:02d}" for number in range(1, 29)])

    def screen(clauses: list, narrow: list) -> None:
        page(session, sa.select(WORKPLACE), clauses, ORDER, 50, id=ID, narrow=narrow)
        count(session, sa.select(ID), clauses, id=ID, narrow=narrow)

    one_office = _times(
        list(zip(names, kana)),
        lambda two: screen([INDEX.condition("name", two[0]), INDEX.condition("name_kana", two[1])], [office]),
    )
    one_bureau = _times(names, lambda text: screen([INDEX.condition("name", text)], [bureau]))
    return _lines(f"{place} screen: name and kana, one office", one_office, scan["name"], "LIKE without hit") + _lines(
        f"{place} screen: name, one bureau", one_bureau, scan["name"], "LIKE without hit"
    )


def _pages(session: Session, rows: int, place: str) -> list[dict]:
    """A page in the middle of the whole table by key, beside OFFSET."""
    window = Window(sa.select(WORKPLACE), ORDER, ID)
    offset = window.first(50).offset(rows // 2)
    by_offset = min(_timed(lambda: session.execute(offset).all()) for _ in range(3)) * 1e3
    middle = tuple(session.execute(window.first(1).offset(rows // 2)).one()[-2:])
    first = _times(range(20), lambda _: window.page(session, 50))
    after = _times(range(20), lambda _: window.page(session, 50, after=middle))
    before = _times(range(20), lambda _: window.page(session, 50, before=middle))
    return [
        *_lines(f"{place} page after the middle", after, by_offset, "OFFSET"),
        *_lines(f"{place} page after the middle", after, sorted(first)[len(first) // 2] * 1e3, "first page", "p50"),
        *_lines(f"{place} page before the middle", before, by_offset, "OFFSET"),
    ]


def _upkeep(database: Database, rows: int, place: str) -> list[dict]:
    """More rows, into the full index, in bulk and one by one."""
    more = list(workplaces(11_000, seed=2, start=rows + 1))
    with database.write() as session:
        plain = _timed(lambda: insert_rows(session, WORKPLACE, FIELDS, more))
        bulk = _timed(lambda: INDEX.put_many(session, (_searched(row) for row in more[:10_000])))
    single = 0.0
    for row in more[10_000:]:
        with database.write() as session:
            texts = dict(zip(COLUMNS, _searched(row)[1:]))
            single += _timed(lambda: INDEX.put(session, row[0], texts))  # noqa: B023
    return [
        _line(f"{place} upkeep in bulk, µs a row of 4 texts", bulk * 100, plain / 11_000 * 1e6, "the rows themselves"),
        _line(f"{place} upkeep of one record, ms", single, 0, ""),
    ]


def _timed(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _times(values: Any, act: Callable[[Any], Any]) -> list[float]:
    """Seconds for each value, the better of two."""
    return [min(_timed(lambda: act(value)) for _ in range(2)) for value in values]  # noqa: B023


def _lines(what: str, seconds: list[float], peer: float, beside: str, which: str = "") -> list[dict]:
    ordered = sorted(seconds)
    middle, late = ordered[len(ordered) // 2] * 1e3, ordered[round(0.95 * (len(ordered) - 1))] * 1e3
    return [
        _line(f"{what}, {name} ms", value, peer, beside)
        for name, value in (("p50", middle), ("p95", late))
        if which in ("", name)
    ]


def _line(what: str, our: float, peer: float, beside: str) -> dict:
    return {"what": what, "our": our, "peer": peer, "ratio": our / peer if peer else None, "beside": beside}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"])
    asked = parser.parse_args()
    engines = (asked.engine,) if asked.engine else ("sqlite", "postgresql")
    for one in run(asked.rows, asked.queries, engines):
        ratio = f"{one['ratio']:8.3f}" if one["ratio"] is not None else " " * 8
        print(f"{one['what']:64} {one['our']:9.2f} {one['peer']:9.2f} {ratio}  {one['beside']}", flush=True)


if __name__ == "__main__":
    main()
