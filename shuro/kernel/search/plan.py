"""How a page of a search is found: by the index, by the order, or by what else narrows.

Few hits are sorted; of many, the order is walked until the page is full. Either way in the other's place is a hundred
times slower, and no engine knows how many rows hold a substring, or where in the order they stand. So the index is
asked for a limited number of candidates first; when there are more, a sample of them tells how far a walk would go.
All ways end in one kind of statement: the caller's select, confined to a list of ids. No engine can plan that badly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import operators
from sqlmodel import Session

from shuro.kernel.search import postgres, sqlite
from shuro.kernel.search.index import Contains, SearchIndex, engine_of
from shuro.kernel.search.window import Page, Window

LEAST_FEW, MOST_FEW = 2_000, 20_000  # ids that are sorted
FIRST_STEP, LAST_STEP = 256, 16_384  # ids a walk takes at a time, doubling
TRIAL = 1_000  # ids walked before anything is known: a text that is everywhere fills the page with them
SAMPLE = 500  # candidates looked at to see where hits stand in the order


def page(
    session: Session, base: sa.Select, clauses: Sequence[Any], order: Sequence[Any], limit: int, *, id: Any,
    after: tuple | None = None, before: tuple | None = None, last: bool = False, narrow: Sequence[Any] = (),
) -> Page:  # fmt: skip
    """One page of the rows of `base` that fulfil all `clauses` and `narrow` (SYS-39), in `order`.

    `base`: a plain select (no order, limit, grouping, DISTINCT) from the table whose key column is `id`.
    `clauses`: SQL conditions; those made by `SearchIndex.condition` are looked up in the index.
    `narrow`: conditions on the same table that a database index serves, such as the office scope or a day; together
    they are tried as a way to the rows when the texts alone do not narrow enough.
    `order`: columns of the table of `id`; ties are broken by it. The page is the first, the one `after` or `before` a
    key of an earlier page, or the `last`.
    """
    ask = _question(session, base, clauses, order, id, narrow)
    backward = last or before is not None
    key = before if backward else after
    if ask.groups or ask.window.base.whereclause is not None:
        rows = _searched(ask, limit + 1, key, backward)
    else:
        rows = ask.window.fetch(session, limit + 1, key, backward)
    return ask.window.made(rows, limit, backward)


def count(
    session: Session, base: sa.Select, clauses: Sequence[Any], *, id: Any, narrow: Sequence[Any] = (), cap: int = 10_000
) -> tuple[int, bool]:
    """The number of rows that fulfil all `clauses` and `narrow`, at most `cap`, and whether there are more."""
    ask = _question(session, base, clauses, (), id, narrow)
    if not ask.groups:
        return ask.window.count(session, cap)
    if ask.texts_alone:
        return _count_texts(ask, cap)
    few, rarest = _few(ask, cap)
    if few is not None:
        return few.count(session, cap)
    checked = ask.window.where(*ask.confirmed())
    assert rarest is not None
    if ask.narrow and Window(sa.select(id).where(*ask.narrow), (), id).count(session, rarest.about)[0] < rarest.about:
        return checked.count(session, cap)  # fewer rows are narrowed down to than hold the texts
    if engine_of(session) is postgres:
        return ask.window.where(*ask.texts).count(session, cap)
    # a sub-select with a limit is read row by row, only as far as the cap asks; IN would collect all hits first
    first = ask.groups[0]
    hits = sqlite.hits(first.index, first.texts).limit(-1).subquery()
    return ask.window.where(first.on == hits.c.id, *ask.confirmed(first)).count(session, cap)


# The question


@dataclass
class _Group:
    """Conditions on texts of the same row: the index answers them together."""

    index: SearchIndex
    on: Any
    texts: list[Contains]


@dataclass
class _Question:
    """What is asked, its conditions apart: `window` has all but the texts, `narrow` is a part of it."""

    session: Session
    window: Window
    groups: list[_Group]
    narrow: list[Any]
    texts_alone: bool  # nothing but texts of the table itself narrows

    @property
    def texts(self) -> list[Contains]:
        return [one for group in self.groups for one in group.texts]

    def confirmed(self, but: _Group | None = None) -> list[Any]:
        """The conditions on texts asked of the folded texts; without those of one group that is already confirmed."""
        asked = (group for group in self.groups if group is not but)
        return [one.confirmed(self.session, group.on) for group in asked for one in group.texts]

    def among(self, column: Any, ids: Sequence[int], *more: Any) -> Window:
        """The window confined to a list of ids, for statements that sort what they find."""
        return self.window.where(engine_of(self.session).among(column, ids), *more).sorted()


def _question(
    session: Session, base: sa.Select, clauses: Sequence[Any], order: Sequence[Any], id: Any, narrow: Sequence[Any]
) -> _Question:
    texts = [one for one in clauses if isinstance(one, Contains)]
    # an officer of 本省 has the scope "true", which says nothing
    narrow = [one for one in narrow if not isinstance(one, sa.True_)]
    others = [one for one in clauses if not isinstance(one, (Contains, sa.True_))]
    groups: list[_Group] = []
    for one in texts:
        on = id if one.on is None else one.on
        for group in groups:
            if group.index == one.index and group.on is on:
                group.texts.append(one)
                break
        else:
            groups.append(_Group(one.index, on, [one]))
    plain = base.whereclause is None and len(base.get_final_froms()) == 1
    alone = plain and not others and not narrow and len(groups) == 1 and groups[0].on is id
    return _Question(session, Window(base, tuple(order), id).where(*others, *narrow), groups, narrow, alone)


# Few hits


@dataclass
class _Candidates:
    """`ids` that may fulfil the conditions of a group, None for too many; about how many; a sample of them."""

    group: _Group
    ids: list[int] | None
    about: int
    sample: list[int]


def _few(ask: _Question, most: int) -> tuple[Window | None, _Candidates | None]:
    """(the window confined to at most `most` ids with all hits among them, or None; what is known of the rarest text)."""
    rarest: _Candidates | None = None
    for group in ask.groups:
        found = _candidates(ask.session, group, most)
        if found.ids is not None:
            sure = engine_of(ask.session) is postgres or all(one.exact for one in group.texts)
            return ask.among(group.on, found.ids, *ask.confirmed(group if sure else None)), found
        if rarest is None or found.about < rarest.about:
            rarest = found
    if ask.narrow:
        id = ask.window.id
        ids = list(ask.session.scalars(sa.select(id).where(*ask.narrow).limit(most + 1)))
        if len(ids) <= most:
            return ask.among(id, ids, *ask.confirmed()), rarest
    return None, rarest


def _candidates(session: Session, group: _Group, most: int) -> _Candidates:
    engine, highest = engine_of(session), group.index.highest(session)
    if engine is postgres:
        about, sample = session.execute(postgres.estimate(group.index, group.texts, highest, SAMPLE)).one()
        if about > 2 * most:
            return _Candidates(group, None, about, sample or [])
    ids = list(session.scalars(engine.candidates(group.index, group.texts).limit(most + 1)))
    if len(ids) <= most:
        return _Candidates(group, ids, len(ids), [])
    # ids come in the order the rows were written: what share of the table they took to find tells how many there are
    return _Candidates(group, None, highest * len(ids) // max(ids), ids[:: max(1, len(ids) // SAMPLE)])


def _count_texts(ask: _Question, cap: int) -> tuple[int, bool]:
    """Counted in the index: every row of it is a row of the table."""
    session, group = ask.session, ask.groups[0]
    engine = engine_of(session)
    hits = engine.hits(group.index, group.texts)
    if engine is postgres:
        highest = group.index.highest(session)
        about, _ = session.execute(postgres.estimate(group.index, group.texts, highest, 0)).one()
        hits = postgres.hits(group.index, group.texts, common=about > highest // 10)
    limited = hits.limit(cap + 1).subquery()
    n = session.execute(sa.select(sa.func.count()).select_from(limited)).scalar_one()
    return min(n, cap), n > cap


# Pages


def _searched(ask: _Question, need: int, key: tuple | None, backward: bool) -> list[Any]:
    """Up to `need` rows beyond `key`, the nearest first."""
    if ask.window.by_id:
        if not ask.groups:
            return ask.window.fetch(ask.session, need, key, backward)
        if len(ask.groups) == 1 and ask.groups[0].on is ask.window.id:
            return _walked(ask, _hits_by_id(ask, key, backward), need, backward)
    if not ask.groups and any(map(_one_value, ask.narrow)):
        return ask.window.fetch(ask.session, need, key, backward)
    highest = ask.session.execute(sa.select(sa.func.coalesce(sa.func.max(ask.window.id), 0))).scalar_one()
    # where sorting k hits costs as much as walking until `need` of them are met: k = rows / k * need
    most = min(max(LEAST_FEW, isqrt(need * highest)), MOST_FEW)
    few, rarest = _few(ask, most)
    if few is not None:
        return _fetched(ask, few, need, key, backward)
    steps = _Steps(_ids_in_order(ask, key, backward))
    rows = _walked(ask, steps.up_to(TRIAL), need, backward)
    if len(rows) >= need or steps.ended:
        return rows
    if rarest is not None:
        ahead = _distance(ask, rarest, need, highest, key, backward)
        narrowed = _narrowed(ask, ahead)
        if narrowed is not None:  # the scope leaves fewer rows than lie before the end of the page
            return _fetched(ask, narrowed, need, key, backward)
        if ahead is not None and ahead <= rarest.about:
            rows += _walked(ask, steps.up_to(2 * rarest.about), need - len(rows), backward)
            if len(rows) >= need or steps.ended:
                return rows
    others = _others(ask, most) if ask.window.base.whereclause is not None else None
    if others is not None:
        return _fetched(ask, others, need, key, backward)
    if rarest is None:  # over `most` rows, which the order meets soon
        rows += _walked(ask, steps.up_to(4 * need * highest // most), need - len(rows), backward)
        if len(rows) >= need or steps.ended:
            return rows
    scope = _narrowed(ask, None) if ask.groups else None
    return _fetched(ask, scope or ask.window.where(*ask.texts).sorted(), need, key, backward)


def _one_value(condition: Any) -> bool:
    """The condition confines a column to a single value, as the scope of a 署 does: the order within it has an index."""
    operator, right = getattr(condition, "operator", None), getattr(condition, "right", None)
    return operator is operators.eq or (operator is operators.in_op and len(getattr(right, "value", None) or ()) == 1)


def _others(ask: _Question, most: int) -> Window | None:
    """The window confined to the rows that all conditions but the texts leave, when they are at most `most`."""
    ids = list(ask.session.scalars(ask.window.ids().base.limit(most + 1)))
    return ask.among(ask.window.id, ids, *ask.confirmed()) if len(ids) <= most else None


def _narrowed(ask: _Question, most: int | None) -> Window | None:
    """The window confined to the rows that the scope leaves, when they are at most `most` (and not too many): each is
    looked at, where common texts have longer lists."""
    if not ask.narrow:
        return None
    most = MOST_FEW if most is None else min(most, MOST_FEW)
    ids = list(ask.session.scalars(sa.select(ask.window.id).where(*ask.narrow).limit(most + 1)))
    if len(ids) > most:
        return None
    own = _own_texts(ask)
    return ask.among(ask.window.id, _holding(ask, own, ids), *ask.confirmed(own))


def _own_texts(ask: _Question) -> _Group | None:
    """The conditions on texts of the table itself."""
    return next((group for group in ask.groups if group.on is ask.window.id), None)


def _holding(ask: _Question, own: _Group | None, ids: list[int]) -> list[int]:
    """Those of `ids` that fulfil the conditions of `own`: the small table first, of most ids nothing else has to be read."""
    if own is None:
        return ids
    side, engine = own.index.side(), engine_of(ask.session)
    holds = (engine.holds(side, one) for one in own.texts)
    return list(ask.session.scalars(sa.select(side.c.id).where(engine.among(side.c.id, ids), *holds)))


def _fetched(ask: _Question, window: Window, need: int, key: tuple | None, backward: bool) -> list[Any]:
    """Rows of a window that sorts: sorted as ids and keys, and only the page read whole."""
    found = window.ids().fetch(ask.session, need, key, backward)
    if not found:
        return []
    return ask.among(window.id, [row[0] for row in found]).fetch(ask.session, need, None, backward)


def _walked(ask: _Question, steps: Iterator[list[int]], need: int, backward: bool) -> list[Any]:
    """`need` rows, or fewer when the steps end: lists of ids in the order of the window, confirmed by the texts."""
    own = _own_texts(ask)
    rows: list[Any] = []
    for step in steps:
        ids = _holding(ask, own, step)
        if ids:
            found = ask.among(ask.window.id, ids, *ask.confirmed(own))
            rows += found.fetch(ask.session, need - len(rows), None, backward)
        if len(rows) >= need:
            break
    return rows


def _distance(
    ask: _Question, rarest: _Candidates, need: int, highest: int, key: tuple | None, backward: bool
) -> int | None:
    """About how many ids lie between `key` and the last row of the page; None when there is no telling.

    The rows of the sample that fulfil all conditions stand in the order as all hits do: the nth of them tells the
    place of the page's last row, and an even sample of the table how many rows come before that place.
    """
    nth = max(1, -(-need * len(rarest.sample) // rarest.about))
    some = ask.among(rarest.group.on, rarest.sample, *ask.confirmed()).ids()
    found = some.fetch(ask.session, nth, key, backward)
    if len(found) < nth:
        return None
    id = ask.window.id
    even = range(1, highest + 1, max(1, highest // SAMPLE))
    table = Window(sa.select(id), ask.window.order, id).sorted()
    past = sa.or_(*table.ranges(tuple(found[-1][1:]), backward))
    ahead = sa.select(sa.func.count() - sa.func.count(sa.case((past, 1)))).select_from(*table.base.get_final_froms())
    beyond = [] if key is None else [sa.or_(*table.ranges(key, backward))]
    among = engine_of(ask.session).among(id, even)
    return ask.session.execute(ahead.where(among, *beyond)).scalar_one() * highest // len(even)


class _Steps:
    """Lists of ids, some now and the rest later; `ended` when there are no more."""

    def __init__(self, source: Iterator[list[int]]):
        self.source, self.ended = source, False

    def up_to(self, most: int) -> Iterator[list[int]]:
        """Lists until more than `most` ids have been given."""
        given = 0
        while given <= most:
            ids = next(self.source, None)
            if ids is None:
                self.ended = True
                return
            given += len(ids)
            yield ids


def _sizes() -> Iterator[int]:
    size = FIRST_STEP
    while True:
        yield size
        size = min(2 * size, LAST_STEP)


def _ids_in_order(ask: _Question, key: tuple | None, backward: bool) -> Iterator[list[int]]:
    """All ids beyond `key` in the order of the window, whatever else is asked: read from the index of that order.

    Within the office where the reader is confined to one: the order within it has an index too.
    """
    scope = [one for one in ask.narrow if _one_value(one)]
    table = Window(sa.select(ask.window.id).where(*scope), ask.window.order, ask.window.id)
    for size in _sizes():
        rows = table.fetch(ask.session, size, key, backward)
        if rows:
            yield [row[0] for row in rows]
            key = tuple(rows[-1][1:])
        if len(rows) < size:
            return


def _hits_by_id(ask: _Question, key: tuple | None, backward: bool) -> Iterator[list[int]]:
    """Hits beyond `key` by id, read from the index as far as needed."""
    group, session = ask.groups[0], ask.session
    down = ask.window.keys[0].down != backward
    last = key[0] if key else None
    if engine_of(session) is postgres:
        few = _candidates(session, group, LEAST_FEW // 2).ids
        if few is not None:  # GIN gives all of them in no order
            yield sorted((id for id in few if last is None or (id < last if down else id > last)), reverse=down)
            return
        hits = postgres.hits(group.index, group.texts, common=True)
    else:  # FTS5 keeps its lists by id and reads them from any place
        hits = sqlite.candidates(group.index, group.texts)
    id = hits.selected_columns.id
    ordered = hits.order_by(id.desc() if down else id)
    for size in _sizes():
        beyond = [] if last is None else [id < last if down else id > last]
        ids = list(session.scalars(ordered.where(*beyond).limit(size)))
        if ids:
            yield ids
            last = ids[-1]
        if len(ids) < size:
            return
