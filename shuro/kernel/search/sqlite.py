"""The search index on SQLite: a contentless FTS5 table of marked pairs beside the folded texts.

`workplace_search` holds the folded texts, one column an item; `workplace_grams` one document a row, whose tokens are
the pairs, each behind the letter of its column ("a田中"). Marked tokens make columns separate lists, so the smallest
kind of FTS5 index (detail=none) answers for one column without reading the others: a quarter of the size of a phrase
index over the same texts, measured, and as fast up to six characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Session

from shuro.kernel.search.grams import pairs, picked

if TYPE_CHECKING:
    from shuro.kernel.search.index import Contains, SearchIndex

Texts = tuple[str, ...]

MARKS = ascii_lowercase
BULK_MEMORY = 32 << 20  # bytes FTS5 gathers before it writes a segment while everything is indexed anew
USUAL_MEMORY = 1 << 20  # its default

# The tokenizer "ascii" splits at ASCII signs and keeps everything else: ASCII goes in full width.
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def create(connection: Connection, index: SearchIndex) -> None:
    """Make both tables. The key to the record is checked at the commit: a record cannot go and leave its texts."""
    texts = ", ".join(f'"{name}" TEXT NOT NULL' for name in index.columns)
    connection.exec_driver_sql(
        f'CREATE TABLE "{index.side_name}" (id INTEGER NOT NULL PRIMARY KEY REFERENCES "{index.table}" (id) '
        f"DEFERRABLE INITIALLY DEFERRED, {texts})"
    )
    # prefix=2: a list for each mark and first character, so that one character is one look-up
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE \"{index.grams_name}\" USING fts5(grams, content='', tokenize='ascii', detail=none, "
        "prefix=2)"
    )


def drop(connection: Connection, index: SearchIndex) -> None:
    """Remove both tables."""
    connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{index.grams_name}"')
    connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{index.side_name}"')


def tokens(texts: Sequence[str]) -> str:
    """The document of a row: the marked pairs of its folded texts."""
    wide = "\n".join(texts).translate(_WIDE).split("\n")
    return " ".join([mark + pair for mark, text in zip(MARKS, wide) if text for pair in pairs(text)])


def change(session: Session, index: SearchIndex, old: dict[int, Texts], new: dict[int, Texts]) -> None:
    """Take the grams of `old` texts out and put those of `new` in. Rows by id; `old` must be what was put in before.

    A contentless table of SQLite before 3.43 has no DELETE: it is told the old document. One statement does both, id
    by id upward, because FTS5 writes a segment each time an id is lower than the one before.
    """
    rows: list[tuple[str | None, int, str]] = []
    for id in sorted(old.keys() | new.keys()):
        if id in old:
            rows.append(("delete", id, tokens(old[id])))
        if id in new:
            rows.append((None, id, tokens(new[id])))
    name = index.grams_name
    _driver(session).executemany(f'INSERT INTO "{name}" ("{name}", rowid, grams) VALUES (?, ?, ?)', rows)


def regrams(session: Session, index: SearchIndex) -> None:
    """Index the folded texts anew, in flat memory."""
    name, driver = index.grams_name, _driver(session)
    command = f'INSERT INTO "{name}" ("{name}", rank) VALUES (?, ?)'
    driver.execute(command, ("delete-all", None))
    driver.execute(command, ("hashsize", BULK_MEMORY))
    texts = ", ".join(f'"{column}"' for column in index.columns)
    rows = driver.execute(f'SELECT id, {texts} FROM "{index.side_name}" ORDER BY id')
    driver.executemany(
        f'INSERT INTO "{name}" (rowid, grams) VALUES (?, ?)', ((id, tokens(texts)) for id, *texts in rows)
    )
    driver.execute(command, ("optimize", None))
    driver.execute(command, ("hashsize", USUAL_MEMORY))


def candidates(index: SearchIndex, conditions: Sequence[Contains]) -> sa.Select:
    """Ids of all rows that hold the pairs of all conditions, a few too many for three characters and more."""
    grams = _grams(index)
    return sa.select(grams.c.rowid.label("id")).where(_match(index, conditions))


def hits(index: SearchIndex, conditions: Sequence[Contains]) -> sa.Select:
    """Ids of the rows that fulfil all conditions: the candidates, where needed confirmed by the folded text."""
    unsure = [one for one in conditions if not one.exact]
    if not unsure:
        return candidates(index, conditions)
    side, grams = index.side(), _grams(index)
    joined = grams.join(side, side.c.id == grams.c.rowid)
    confirmed = (holds(side, one) for one in unsure)
    return sa.select(side.c.id).select_from(joined).where(_match(index, conditions), *confirmed)


def holds(side: Any, condition: Contains) -> sa.ColumnElement[bool]:
    """A row of the folded texts fulfils the condition."""
    return sa.or_(*(sa.func.instr(side.c[name], condition.text) > 0 for name in condition.columns))


def among(column: Any, ids: Sequence[int]) -> sa.ColumnElement[bool]:
    """`column` is one of `ids`, however many, as one parameter."""
    listed = sa.func.json_each("[" + ",".join(map(str, ids)) + "]")
    return column.in_(sa.select(sa.literal_column("value")).select_from(listed))


def check(session: Session, index: SearchIndex, sample: dict[int, Texts]) -> list[int]:
    """Ids of sampled rows whose grams and folded texts disagree: grams that are missing, or left over elsewhere."""
    wrong = []
    grams, side = _grams(index), index.side()
    for id, texts in sample.items():
        words = [f'"{token}"' for token in dict.fromkeys(tokens(texts).split())]
        lost = 0
        for start in range(0, len(words), 100):  # FTS5 takes at most 256 words in one expression
            here = sa.select(grams.c.rowid).where(_matches(index, " ".join(words[start : start + 100])))
            lost += session.execute(here.where(grams.c.rowid == id)).first() is None
        ghosts = 0
        for column, text in zip(index.columns, texts):
            if len(text) > 1 and len(pairs(text)[0]) == 2:
                pair = index.contains(column, pairs(text)[0])
                listed = candidates(index, [pair]).limit(50).subquery()
                known = sa.exists().where(side.c.id == listed.c.id, holds(side, pair))
                ghosts += session.execute(sa.select(listed.c.id).where(~known)).first() is not None
        if lost or ghosts:
            wrong.append(id)
    return wrong


def indexed(session: Session, index: SearchIndex) -> int:
    """How many rows the index itself holds."""
    return session.execute(sa.text(f'SELECT count(*) FROM "{index.grams_name}_docsize"')).scalar_one()


def _match(index: SearchIndex, conditions: Sequence[Contains]) -> sa.ColumnElement[bool]:
    return _matches(index, " AND ".join(f"({_words(index, one)})" for one in conditions))


def _matches(index: SearchIndex, words: str) -> sa.ColumnElement[bool]:
    return sa.literal_column(f'"{index.grams_name}"').op("MATCH", is_comparison=True)(words)


def _words(index: SearchIndex, condition: Contains) -> str:
    """The FTS5 expression of a condition. Nothing typed can be taken for syntax: all of ASCII is full width by now."""
    wide = condition.text.translate(_WIDE)
    star = "*" if len(wide) == 1 else ""
    ways = []
    for name in condition.columns:
        mark = MARKS[index.columns.index(name)]
        ways.append(" AND ".join(f'"{mark}{pair}"{star}' for pair in picked(wide)))
    return ways[0] if len(ways) == 1 else " OR ".join(f"({way})" for way in ways)


def _grams(index: SearchIndex) -> Any:
    return sa.table(index.grams_name, sa.column("rowid", sa.Integer))


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection
