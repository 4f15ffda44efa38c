"""The substring index of one table: made, kept and checked; and the condition that uses it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal
from sqlmodel import Session

from shuro.kernel.database import insert_rows
from shuro.kernel.search import grams, postgres, sqlite
from shuro.kernel.search.sqlite import Texts

BATCH = 1000
SAMPLE = 100  # rows that `check` looks at closely

_OWN_NAMES = re.compile(r"_search$|_grams(_data|_idx|_docsize|_config|_content)?$|^ix_.*_order(_office_code)?$")

Values = str | Iterable[str | None] | None


def engine_of(session: Session | Connection) -> ModuleType:
    """The module that speaks to the session's engine: `sqlite` or `postgres`."""
    bind = session.get_bind() if isinstance(session, Session) else session
    return {"sqlite": sqlite, "postgresql": postgres}[bind.dialect.name]


def is_search_name(name: str) -> bool:
    """True for tables and indexes this package makes: no model declares them, so migrations must not compare them."""
    return bool(_OWN_NAMES.search(name))


@dataclass(frozen=True)
class SearchIndex:
    """Finds rows of `table` (integer key `id`) by any part of the texts that `columns` name.

    The folded texts lie in the table `<table>_search`, the grams in `<table>_grams`. Whoever writes a record calls
    `put` or `remove` in the same transaction; the texts may be anything that is shown for an item, not only a column.
    """

    table: str
    columns: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.columns) <= len(sqlite.MARKS):
            raise ValueError(f"{self.table}: 1 to {len(sqlite.MARKS)} searched columns, not {len(self.columns)}")

    @property
    def side_name(self) -> str:
        """The table of folded texts."""
        return f"{self.table}_search"

    @property
    def grams_name(self) -> str:
        """The FTS5 table (SQLite) or the GIN index (PostgreSQL)."""
        return f"{self.table}_grams"

    def side(self) -> Any:
        """The table of folded texts for statements, a new one each time: statements may need it twice."""
        return sa.table(self.side_name, sa.column("id", sa.Integer), *(sa.column(c, sa.Text) for c in self.columns))

    # Made and removed, by migrations

    def create(self, connection: Connection) -> None:
        """Make the tables, empty; the table searched must be there. Fill them with `put_many` from its rows."""
        engine_of(connection).create(connection, self)

    def drop(self, connection: Connection) -> None:
        """Remove what `create` made; nothing when it is not there."""
        engine_of(connection).drop(connection, self)

    # Kept, by whoever writes records

    def put(self, session: Session, id: int, texts: Mapping[str, Values]) -> None:
        """Index a new or changed record: a text (or several) for every column. Raises KeyError when one is missing."""
        self.put_many(session, [(id, *(texts[name] for name in self.columns))])

    def put_many(self, session: Session, rows: Iterable[Sequence[Any]]) -> int:
        """Index many records, tuples of id and the texts in the order of `columns`; the number of rows.

        `rows` may be a generator; ids that rise are the fastest. Rows indexed before are replaced.
        """
        done = 0
        highest = self.highest(session)
        rows = iter(rows)
        while batch := {row[0]: tuple(map(grams.key, row[1:])) for row in islice(rows, BATCH)}:
            old = self._stored(session, batch) if min(batch) <= highest else {}
            changed = {id: texts for id, texts in batch.items() if old.get(id) != texts}
            self._write(session, {id: old[id] for id in changed if id in old}, changed)
            highest = max(highest, *batch)
            done += len(batch)
        return done

    def remove(self, session: Session, *ids: int) -> None:
        """Take records out of the index; nothing for those that are not in it."""
        old = self._stored(session, ids)
        if old:
            side = self.side()
            session.connection().execute(sa.delete(side).where(engine_of(session).among(side.c.id, list(old))))
            if engine_of(session) is sqlite:
                sqlite.change(session, self, old, {})

    def _stored(self, session: Session, ids: Iterable[int]) -> dict[int, Texts]:
        """The folded texts of those of `ids` that are indexed."""
        side = self.side()
        stored = sa.select(*side.c).where(engine_of(session).among(side.c.id, list(ids)))
        return {id: tuple(texts) for id, *texts in session.connection().execute(stored)}

    def _write(self, session: Session, old: dict[int, Texts], new: dict[int, Texts]) -> None:
        side = self.side()
        insert_rows(session, side, ("id", *self.columns), [(id, *texts) for id, texts in new.items() if id not in old])
        if old:
            change = sa.update(side).where(side.c.id == sa.bindparam("this"))
            values = change.values({name: sa.bindparam(f"text_{name}") for name in self.columns})
            names = ("this", *(f"text_{name}" for name in self.columns))
            rows = [dict(zip(names, (id, *new[id]))) for id in old]
            session.connection().execute(values, rows)
        if engine_of(session) is sqlite:
            sqlite.change(session, self, old, new)

    def rebuild(self, session: Session, rows: Iterable[Sequence[Any]] | None = None) -> None:
        """Index anew, from `rows` as `put_many` takes them, or from the folded texts that are there.

        `rows` are needed when the folding itself has changed.
        """
        if rows is None:
            engine_of(session).regrams(session, self)
            return
        session.connection().execute(sa.delete(self.side()))
        if engine_of(session) is sqlite:
            sqlite.regrams(session, self)
        self.put_many(session, rows)

    def check(self, session: Session) -> list[str]:
        """What is wrong with the index, in sentences; empty when all is well.

        Every record has its texts and nothing else has; on SQLite, where the grams are ours to keep, their number
        agrees and a sample of rows evenly over the table is compared gram by gram.
        """
        found = []
        main, side = sa.table(self.table, sa.column("id", sa.Integer)), self.side()
        lost = sa.select(sa.func.count()).where(~sa.exists().where(side.c.id == main.c.id)).select_from(main)
        over = sa.select(sa.func.count()).where(~sa.exists().where(main.c.id == side.c.id)).select_from(side)
        missing, left = session.execute(lost).scalar_one(), session.execute(over).scalar_one()
        if missing:
            found.append(f"検索用の索引「{self.side_name}」に{missing}件の記録がありません。索引を作り直してください。")
        if left:
            found.append(
                f"検索用の索引「{self.side_name}」に削除された記録が{left}件残っています。索引を作り直してください。"
            )
        if engine_of(session) is sqlite:
            texts = session.execute(sa.select(sa.func.count()).select_from(side)).scalar_one()
            held = sqlite.indexed(session, self)
            wrong = sqlite.check(session, self, self._sample(session))
            if held != texts:
                found.append(
                    f"検索用の索引「{self.grams_name}」は{held}件で、「{self.side_name}」の{texts}件と合いません。"
                    "索引を作り直してください。"
                )
            if wrong:
                found.append(
                    f"検索用の索引「{self.grams_name}」の中身が記録と合いません（{len(wrong)}件、例：id {wrong[0]}）。"
                    "索引を作り直してください。"
                )
        return found

    def _sample(self, session: Session) -> dict[int, Texts]:
        side = self.side()
        low, high = session.execute(sa.select(sa.func.min(side.c.id), sa.func.max(side.c.id))).one()
        if low is None:
            return {}
        ids = {low + (high - low) * step // SAMPLE for step in range(SAMPLE + 1)}
        return self._stored(session, ids)

    # Asked

    def highest(self, session: Session) -> int:
        """The highest id in the index, 0 when it is empty: about the number of rows, at no cost."""
        return session.execute(sa.select(sa.func.coalesce(sa.func.max(self.side().c.id), 0))).scalar_one()

    def condition(self, column: str | None, text: str, on: Any = None) -> sa.ColumnElement[bool]:
        """The condition that the text of `column` (None: of any column) contains `text`, both folded.

        It stands in any statement that selects from the table, beside other conditions; `on` names the column that
        holds the id where that is not the table's own, such as Complaint.workplace_id. A text that folds to nothing
        does not narrow (SYS-39). `page` and `count` see the condition in their clauses and plan for it.
        """
        wanted = self.contains(column, text, on)
        return wanted if wanted.text else sa.true()

    def contains(self, column: str | None, text: str, on: Any = None) -> Contains:
        """As `condition`, always a Contains."""
        if column is not None and column not in self.columns:
            raise KeyError(f"{self.table}: no searched column {column}")
        return Contains(self, (column,) if column else self.columns, grams.key(text), on)

    def find(
        self, session: Session, column: str | None, text: str, *, id: Any, order: Sequence[Any] = (), limit: int = 50,
        after: tuple | None = None, where: Any = None,
    ) -> list[int]:  # fmt: skip
        """The ids of one page of hits; see `plan.page`. `id` is the table's key column, `where` one more condition."""
        from shuro.kernel.search.plan import page

        clauses = [self.condition(column, text), *([] if where is None else [where])]
        found = page(session, sa.select(id), clauses, order, limit, id=id, after=after)
        return [key[-1] for key in found.keys]

    def count(
        self, session: Session, column: str | None, text: str, *, id: Any, cap: int = 10_000, where: Any = None
    ) -> tuple[int, bool]:
        """The number of hits, at most `cap`, and whether there are more; see `plan.count`."""
        from shuro.kernel.search.plan import count

        clauses = [self.condition(column, text), *([] if where is None else [where])]
        return count(session, sa.select(id), clauses, id=id, cap=cap)


class Contains(sa.ColumnElement):
    """The SQL condition that one of `columns` contains the folded `text`; see SearchIndex.condition.

    It compiles to a sub-select on the index of whichever engine runs the statement. Where the planner already knows
    the ids, `confirmed` asks the folded text alone.
    """

    inherit_cache = True
    type = sa.Boolean()
    _traverse_internals = [
        ("sqlite", InternalTraversal.dp_clauseelement),
        ("postgresql", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, index: SearchIndex, columns: tuple[str, ...], text: str, on: Any = None):
        self.index, self.columns, self.text, self.on = index, columns, text, on
        id = sa.literal_column(f"{index.table}.id", sa.Integer) if on is None else on
        self.sqlite = id.in_(sqlite.hits(index, [self]))
        self.postgresql = id.in_(postgres.hits(index, [self]))

    def self_group(self, against: Any = None) -> Contains:
        """Itself: it is a condition already. SQLAlchemy would add "= 1", and SQLite then looks through the table."""
        return self

    @property
    def exact(self) -> bool:
        """One or two characters: the index knows them as they are, there is nothing to confirm."""
        return len(self.text) <= 2

    def confirmed(self, session: Session, id: Any) -> Any:
        """The same condition asked of the folded text of the row `id`: for rows that something else has found.

        A scalar sub-select and not EXISTS: engines turn EXISTS into joins and then read the wrong table first.
        """
        side = self.index.side()
        return sa.select(engine_of(session).holds(side, self)).where(side.c.id == id).scalar_subquery()


@compiles(Contains, "sqlite")
def _on_sqlite(element: Contains, compiler: Any, **options: Any) -> str:
    return compiler.process(element.sqlite, **options)


@compiles(Contains, "postgresql")
def _on_postgresql(element: Contains, compiler: Any, **options: Any) -> str:
    return compiler.process(element.postgresql, **options)
