"""Numbers given in order (台帳番号, 事業場キー, 整理番号), and keys that make a registration safe to repeat."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel

from shuro.kernel.database import StorageBusy, at_end, database_of, insert_into, take_turn
from shuro.kernel.desk import wall_clock
from shuro.kernel.tables import stored_moment


class NumberSeries(SQLModel, table=True):
    """The last number given in a series of an office and year ("" and 0 where the series has none)."""

    __tablename__ = "number_series"

    series: str = Field(primary_key=True)
    office: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int


class RequestKey(SQLModel, table=True):
    """A registration that was made under a key which its sender can send again."""

    __tablename__ = "request_key"

    key: str = Field(primary_key=True)
    record: str
    record_id: int
    at: datetime = Field(index=True)


SERIES: sa.Table = NumberSeries.__table__  # type: ignore[attr-defined]
KEYS: sa.Table = RequestKey.__table__  # type: ignore[attr-defined]


class AlreadyDone(StorageBusy):
    """The same registration was committed by a twin of this request meanwhile; repeating it finds the result."""

    said = "同じ登録がすでに済んでいます。もう一度実行すると、その結果を表示します。"


def next_number(session: Session, series: str, office: str = "", year: int = 0, first: int = 1) -> int:
    """The next number of a series, never given before and never again; a registration that fails leaves no number.

    `first`: what the series starts with (事業場キー: 101, SYS-3); a `first` raised later makes it go on from there.
    A record deleted later leaves a gap (ADV-99). Raises RuntimeError outside of a writing transaction.
    """
    counted = session.info.get("counted")
    if counted is None:
        return reserve(session, series, office, year, first, 1)[0]
    key = (series, office, year)
    if key in counted:
        counted[key] = max(counted[key] + 1, first)
    else:
        counted[key] = reserve(session, series, office, year, first, 1)[0]
    return counted[key]


def count_on(session: Session) -> None:
    """From here to the commit `next_number` counts in memory after it has taken a series once; for imports.

    The series stay locked until the commit, before which the last numbers are written.
    """
    session.info["counted"] = {}
    at_end(session, _write_counted)


def _write_counted(session: Session) -> None:
    """The last number of every series that was counted on in memory."""
    for (series, office, year), last in session.info.pop("counted", {}).items():
        where = (SERIES.c.series == series, SERIES.c.office == office, SERIES.c.year == year)
        session.execute(sa.update(SERIES).where(*where).values(last=last))


def reserve(session: Session, series: str, office: str = "", year: int = 0, first: int = 1, count: int = 1) -> range:
    """The next `count` numbers of a series at once, for imports. The series stays locked until the commit."""
    if not session.info.get("writes"):
        raise RuntimeError("not inside Database.write()")
    if count < 1:
        return range(0)
    take_turn(session, f"{series}|{office}|{year}")
    ahead = insert_into(database_of(session), SERIES).values(
        series=series, office=office, year=year, last=first + count - 1
    )
    going_on = sa.case((SERIES.c.last < first, first - 1), else_=SERIES.c.last) + count
    given = ahead.on_conflict_do_update(index_elements=["series", "office", "year"], set_={"last": going_on})
    last = session.execute(given.returning(SERIES.c.last)).scalar_one()
    return range(last - count + 1, last + 1)


def peek_number(session: Session, series: str, office: str = "", year: int = 0, first: int = 1) -> int:
    """The number `next_number` would give now; another officer may still get it first."""
    where = (SERIES.c.series == series, SERIES.c.office == office, SERIES.c.year == year)
    last = session.execute(sa.select(SERIES.c.last).where(*where)).scalar()
    return first if last is None else max(last + 1, first)


def hold(session: Session, series: str, office: str = "", year: int = 0) -> None:
    """Let nobody else take from a series until the commit, without taking from it; for numbers given out of order."""
    take_turn(session, f"{series}|{office}|{year}")
    where = (SERIES.c.series == series, SERIES.c.office == office, SERIES.c.year == year)
    session.execute(sa.select(SERIES.c.last).where(*where).with_for_update())  # SQLite ignores it: its writers queue


def already_done(session: Session, key: str) -> tuple[str, int] | None:
    """(record, record_id) that was registered under the key, None when it was not."""
    found = session.execute(sa.select(KEYS.c.record, KEYS.c.record_id).where(KEYS.c.key == key)).first()
    return (found.record, found.record_id) if found else None


def remember(session: Session, key: str, record: str, record_id: int, at: datetime | None = None) -> None:
    """Keep the key with what was registered under it, in the same transaction.

    `at` only says when the key may be forgotten. Raises AlreadyDone when a twin of the request has been quicker.
    """
    values = {"key": key, "record": record, "record_id": record_id, "at": stored_moment(at or wall_clock())}
    kept = insert_into(database_of(session), KEYS).values(values).on_conflict_do_nothing().returning(KEYS.c.key)
    if session.execute(kept).first() is None:
        raise AlreadyDone


def forget_requests(session: Session, before: datetime) -> int:
    """Delete the keys remembered before a moment; the number of them. For the nightly batch: nobody waits for days.

    Those of imported rows stay: the same file may come again after a year and must still store nothing twice.
    """
    old = (KEYS.c.at < stored_moment(before), KEYS.c.key.not_like("import:%"))
    gone = sa.delete(KEYS).where(*old).returning(KEYS.c.key)
    return len(session.execute(gone).all())
