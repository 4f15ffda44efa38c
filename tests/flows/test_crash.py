"""A program that dies at any moment of a real registration leaves it whole or not at all.

A workplace: number of the 署, record, lines of 履歴, journal, search index, idempotency key. `traced` stops the child at a
chosen call to the disk or the server; where there are many, some of them are taken, evenly.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from shuro.kernel import maintenance, registry, store
from shuro.kernel.audit import History, Journal
from shuro.kernel.record import table_of
from tests.flows.ways import Place
from tests.kernel.children import Say, traced
from tests.standards.workplaces import registered

POINTS = 40  # of each kind of call


def registration(place: Place, name: str) -> Callable[[Say], None]:
    """Work for a child: one registration, said with its id when it is acknowledged."""
    desk = place.desk()
    desk.database.close()  # the child makes its own connection, and its own write-ahead log

    def work(say: Say) -> None:
        one = registered(desk, accept=("known",), name=name, address_rest=name)
        say(f"{one.id}\n")
        desk.database.close()

    return work


def examine(place: Place, acknowledged: list[int]) -> None:
    """Everything said is there; every record has number, history, journal and index, and nothing else has."""
    workplace = registry.load("workplace")
    table = table_of(workplace)
    with place.database.read() as session:
        rows = session.execute(sa.select(table.c.id, table.c.key, table.c.name).order_by(table.c.id)).all()
        ids = [row.id for row in rows]
        kept = session.execute(sa.select(History.record_id).where(History.record == "workplace")).scalars().all()
        noted = session.execute(sa.select(Journal.subject).where(Journal.subject.like("workplace:%"))).scalars().all()
        for row in rows:
            found = session.execute(
                sa.select(table.c.id).where(store.search_index(workplace).condition("name", row.name))
            )
            assert row.id in found.scalars().all(), row
    assert set(acknowledged) <= set(ids)
    assert sorted(kept) == ids
    assert sorted(noted) == sorted(f"workplace:{id}" for id in ids)
    assert [row.key for row in rows] == list(range(101, 101 + len(rows)))  # no 事業場キー twice, none lost
    assert maintenance.check(place.database) == []


def at_every_point(place: Place, call: str, log: Path) -> None:
    """Count the calls of one registration, then die at each of them, or at POINTS of them."""
    said, ended = traced(registration(place, "計数会社"), call, log=str(log))
    assert ended and said and said[0].isdigit(), said
    acknowledged = [int(said[0])]
    number = sum(f"{call}(" in line for line in log.read_text(errors="replace").splitlines())
    assert number > 0
    wanted = sorted({1 + round(at * (number - 1) / max(1, POINTS - 1)) for at in range(POINTS)})
    died = 0
    for nth in wanted:
        said, ended = traced(registration(place, f"会社第{nth}"), call, f"inject={call}:signal=KILL:when={nth}")
        acknowledged += [int(line) for line in said]
        died += not ended
        examine(place, acknowledged)
    assert died
    registered(place.desk(), accept=("known",), name="最後の会社")  # nothing is left that would be in the way


@pytest.mark.parametrize("call", ["pwrite64", "fdatasync"])
def test_death_at_a_call_to_the_disk(sqlite_place: Place, tmp_path: Path, call: str) -> None:
    at_every_point(sqlite_place, call, tmp_path / "calls")


def test_death_at_a_message_to_the_server(postgres_place: Place, tmp_path: Path) -> None:
    at_every_point(postgres_place, "sendto", tmp_path / "calls")
