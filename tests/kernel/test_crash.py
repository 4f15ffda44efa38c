"""Whatever moment a program dies or its disk fails: what was acknowledged is there, and nothing is there by half."""

from __future__ import annotations

from itertools import count

import pytest
import sqlalchemy as sa

from shuro.kernel import audit, numbers
from shuro.kernel.database import Database, StorageTrouble
from shuro.kernel.desk import Desk
from tests.kernel.children import Say, killed_after, traced

ENOUGH = 150  # points after which a loop over them must have come to its end


def register(desk: Desk) -> int:
    """A numbered registration of four rows: number, history, journal, head of the journal."""
    with desk.database.write() as session:
        number = numbers.next_number(session, "test")
        audit.record_history(session, desk, "test", number, "登録", 1, {"number": [None, number]})
        audit.append_journal(session, desk, "test.register", f"test:{number}")
    return number


def examine(database: Database, acknowledged: int) -> None:
    """Nothing acknowledged is missing, nothing is there by half, the journal is in order, the file is sound."""
    with database.read() as session:
        assert audit.verify(session) == []
        last = numbers.peek_number(session, "test") - 1
        kept = session.execute(sa.select(audit.History.record_id).order_by(audit.History.record_id)).scalars().all()
        noted = session.execute(sa.select(audit.Journal.subject).order_by(audit.Journal.seq)).scalars().all()
        if database.dialect == "sqlite":
            assert session.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
    assert last >= acknowledged
    assert kept == list(range(1, last + 1))
    assert noted == [f"test:{number}" for number in kept]


@pytest.mark.parametrize("acknowledged", [0, 1, 5, 20])
def test_kill_9_loses_nothing_acknowledged_and_leaves_nothing_half(desk: Desk, acknowledged: int) -> None:
    def work(say: Say) -> None:
        while True:
            say(f"{register(desk)}\n")

    said = killed_after(acknowledged, work)
    assert [int(number) for number in said] == list(range(1, len(said) + 1))
    examine(desk.database, len(said))


# At every single call


def with_fault(desk: Desk, call: str, nth: int, fault: str) -> tuple[list[str], bool]:
    """Let a child register three times, and at its `nth` system call of a kind something happen to it.

    Returns what it said (numbers and names of troubles) and whether it went on to its end.
    """

    def work(say: Say) -> None:
        for _ in range(3):
            try:
                say(f"{register(desk)}\n")
            except StorageTrouble as trouble:
                say(f"{type(trouble).__name__}\n")
        desk.database.close()

    return traced(work, call, f"inject={call}:{fault}:when={nth}")


@pytest.mark.parametrize("call", ["pwrite64", "fdatasync", "ftruncate", "unlink"])
def test_death_at_any_call_to_the_disk(screen_desk: Desk, call: str) -> None:
    register(screen_desk)
    known = 1
    for nth in count(1):
        screen_desk.database.close()  # the write-ahead log is made anew each time
        said, ended = with_fault(screen_desk, call, nth, "signal=KILL")
        known = max([known, *map(int, said)])
        examine(screen_desk.database, known)
        assert nth < ENOUGH
        if ended:
            break
    assert nth > 1


def test_death_at_any_message_to_the_server(postgres_database: Database, make_desk) -> None:
    desk = make_desk(database=postgres_database)
    register(desk)
    known = 1
    for nth in count(1):
        desk.database.close()
        said, ended = with_fault(desk, "sendto", nth, "signal=KILL")
        known = max([known, *map(int, said)])
        examine(desk.database, known)
        assert nth < ENOUGH
        if ended:
            break
    assert nth > 10


@pytest.mark.parametrize(
    ("call", "error", "trouble"), [("pwrite64", "ENOSPC", "StorageFull"), ("fdatasync", "EIO", "StorageLost")]
)
def test_a_disk_that_fails_once_at_any_call(screen_desk: Desk, call: str, error: str, trouble: str) -> None:
    register(screen_desk)
    known, told = 1, 0
    for nth in count(1):
        screen_desk.database.close()
        said, ended = with_fault(screen_desk, call, nth, f"error={error}")
        assert ended
        troubles = [line for line in said if not line.isdigit()]
        assert set(troubles) <= {trouble}
        known = max([known, *(int(line) for line in said if line.isdigit())])
        examine(screen_desk.database, known)
        told += len(troubles)
        assert nth < ENOUGH
        if nth > 20 and not troubles:
            break
    assert told > 1
