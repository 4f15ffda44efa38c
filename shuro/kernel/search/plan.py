"""How a page of a search is found: by the index, by the order, or by what else narrows.

Few hits are sorted; many are found by walking the order until the page is full. Either way in the other's place is a
hundred times slower, and no engine knows how many rows hold a substring, so the index is asked for a limited number of
candidates first. All ways end in one kind of statement: the caller's select, confined to a list of ids, with the
substring conditions confirmed by the folded texts. No engine can plan that one badly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isqrt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from shuro.kernel.search import postgres, sqlite
from shuro.kernel.search.index import Contains, SearchIndex, engine_of
from shuro.kernel.search.window import Page, Window

LEAST_FEW, MOST_FEW = 2_000, 20_000
FIRST_STEP, LAST_STEP = 256, 16_384  # ids a walk takes at a time, doubling


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
    texts, others = _parted(clauses)
    narrow = _real(narrow)
    window = Window(base, tuple(order), id).where(*others, *narrow)
    backward = last or before is not None
    key = before if backward else after
    if texts:
        rows = _searched(session, window, texts, narrow, limit + 1, key, backward)
    else:
        rows = window.fetch(session, limit + 1, key, backward)
    return window.made(rows, limit, backward)


def count(
    session: Session, base: sa.Select, clauses: Sequence[Any], *, id: Any, narrow: Sequence[Any] = (), cap: int = 10_000
) -> tuple[int, bool]:
    """The number of rows that fulfil all `clauses` and `narrow`, at most `cap`, and whether there are more."""
    texts, others = _parted(clauses)
    narrow = _real(narrow)
    window = Window(base, (), id).where(*others, *narrow)
    if not texts:
        return window.count(session, cap)
    groups = _grouped(texts, id)
    checked = _confirmed(session, window, groups)
    few, _ = _few(session, groups, narrow, id, cap)
    if few is not None:
        return checked.where(few).count(session, cap)
    if narrow:  # an index of the database leads to the rows; those that hold the texts are everywhere
        return checked.count(session, cap)
    if engine_of(session) is postgres:
        return window.where(*texts).count(session, cap)
    # a sub-select with a limit is read row by row, only as far as the cap asks; IN would collect all hits first
    hits = sqlite.hits(groups[0].index, groups[0].texts).limit(-1).subquery()
    return _confirmed(session, window, groups[1:]).where(groups[0].on == hits.c.id).count(session, cap)


@dataclass
class _Group:
    """Conditions on texts of the same row: the index answers them together."""

    index: SearchIndex
    on: Any
    texts: list[Contains]


def _parted(clauses: Sequence[Any]) -> tuple[list[Contains], list[Any]]:
    texts = [one for one in clauses if isinstance(one, Contains)]
    return texts, [one for one in clauses if not isinstance(one, Contains)]


def _real(conditions: Sequence[Any]) -> list[Any]:
    """The conditions that say anything: an officer of 本省 has the scope "true"."""
    return [one for one in conditions if not isinstance(one, sa.True_)]


def _grouped(texts: Sequence[Contains], id: Any) -> list[_Group]:
    groups: list[_Group] = []
    for one in texts:
        on = id if one.on is None else one.on
        for group in groups:
            if group.index == one.index and group.on is on:
                group.texts.append(one)
                break
        else:
            groups.append(_Group(one.index, on, [one]))
    return groups


def _confirmed(session: Session, window: Window, groups: Sequence[_Group]) -> Window:
    """The rows of the window whose folded texts fulfil the conditions."""
    return window.where(*(one.confirmed(session, group.on) for group in groups for one in group.texts))


def _searched(
    session: Session, window: Window, texts: Sequence[Contains], narrow: Sequence[Any], need: int, key: tuple | None,
    backward: bool,
) -> list[Any]:  # fmt: skip
    """Up to `need` rows beyond `key`, the nearest first."""
    groups = _grouped(texts, window.id)
    checked = _confirmed(session, window, groups)
    if window.by_id and len(groups) == 1 and groups[0].on is window.id and engine_of(session) is sqlite:
        steps = _hits_by_id(session, window, groups[0], key, backward)
        return _collected(session, checked, steps, need, backward) or []
    highest = groups[0].index.highest(session)
    # where sorting k hits costs as much as walking until `need` of them are met: k = rows / k * need
    most = min(max(LEAST_FEW, isqrt(need * highest)), MOST_FEW)
    few, about = _few(session, groups, narrow, window.id, most)
    if few is not None:
        return replace(checked.where(few), hidden=True).fetch(session, need, key, backward)
    rows = _collected(session, checked, _ids_in_order(session, window, key, backward), need, backward, most=about)
    if rows is not None:
        return rows
    return replace(window.where(*texts), hidden=True).fetch(session, need, key, backward)


def _few(
    session: Session, groups: Sequence[_Group], narrow: Sequence[Any], id: Any, most: int
) -> tuple[Any | None, int]:
    """(a condition of at most `most` rows among which all hits are, about their number); (None, number) without one."""
    among = engine_of(session).among
    fewest = 0
    for group in groups:
        ids, about = _candidates(session, group, most)
        if ids is not None:
            return among(group.on, ids), len(ids)
        fewest = min(fewest or about, about)
    if narrow:
        narrowed = list(session.scalars(sa.select(id).where(*narrow).limit(most + 1)))
        if len(narrowed) <= most:
            return among(id, narrowed), len(narrowed)
    return None, fewest


def _candidates(session: Session, group: _Group, most: int) -> tuple[list[int] | None, int]:
    """(ids that may fulfil the conditions of the group, their number), or (None, about how many) for over `most`."""
    engine, highest = engine_of(session), group.index.highest(session)
    if engine is postgres:
        about = session.execute(postgres.estimate(group.index, group.texts, highest)).scalar_one()
        if about > 2 * most:
            return None, about
    ids = list(session.scalars(engine.candidates(group.index, group.texts).limit(most + 1)))
    if len(ids) <= most:
        return ids, len(ids)
    # ids come in the order the rows were written: what share of the table they took to find tells how many there are
    return None, highest * len(ids) // max(ids)


def _collected(
    session: Session, checked: Window, steps: Iterator[list[int]], need: int, backward: bool, most: int | None = None
) -> list[Any] | None:
    """`need` rows found among lists of ids that come in the order of the window; None when `most` ids do not do."""
    sorted_, among = replace(checked, hidden=True), engine_of(session).among
    rows: list[Any] = []
    seen = 0
    for ids in steps:
        rows += sorted_.where(among(checked.id, ids)).fetch(session, need - len(rows), None, backward)
        seen += len(ids)
        if len(rows) >= need:
            break
        if most is not None and seen > most:
            return None
    return rows


def _steps() -> Iterator[int]:
    step = FIRST_STEP
    while True:
        yield step
        step = min(2 * step, LAST_STEP)


def _ids_in_order(session: Session, window: Window, key: tuple | None, backward: bool) -> Iterator[list[int]]:
    """All ids beyond `key` in the order of the window, whatever else it asks: read from the index of that order."""
    plain = Window(sa.select(window.id), window.order, window.id)
    for step in _steps():
        rows = plain.fetch(session, step, key, backward)
        if rows:
            yield [row[0] for row in rows]
            key = tuple(rows[-1][1:])
        if len(rows) < step:
            return


def _hits_by_id(
    session: Session, window: Window, group: _Group, key: tuple | None, backward: bool
) -> Iterator[list[int]]:
    """Candidates beyond `key` by id, the order FTS5 itself keeps: read only as far as needed, be they few or many."""
    down = window.keys[0].down != backward
    candidates = sqlite.candidates(group.index, group.texts)
    id = candidates.selected_columns.id
    ordered = candidates.order_by(id.desc() if down else id)
    last = key[0] if key else None
    for step in _steps():
        ids = list(session.scalars((ordered if last is None else ordered.where(_past(id, last, down))).limit(step)))
        if ids:
            yield ids
            last = ids[-1]
        if len(ids) < step:
            return


def _past(id: Any, last: int, down: bool) -> Any:
    return id < last if down else id > last
