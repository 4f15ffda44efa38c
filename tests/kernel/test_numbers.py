"""Numbers in order, each given once, and registrations that can be repeated."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuro.kernel import numbers
from shuro.kernel.database import Database, StorageBusy
from shuro.kernel.numbers import (
    SERIES,
    AlreadyDone,
    already_done,
    forget_requests,
    next_number,
    peek_number,
    remember,
    reserve,
)
from tests.kernel.children import run_all


def test_numbers_rise_by_one_in_each_series_office_and_year(database: Database) -> None:
    with database.write() as session:
        assert [next_number(session, "complaint", "1301", 2026) for _ in range(3)] == [1, 2, 3]
        assert next_number(session, "complaint", "1302", 2026) == 1
        assert next_number(session, "complaint", "1301", 2027) == 1
        assert next_number(session, "advance_payment", "1301", 2026) == 1
    with database.write() as session:
        assert next_number(session, "complaint", "1301", 2026) == 4


def test_a_series_begins_where_it_is_told_to(database: Database) -> None:
    with database.write() as session:
        assert [next_number(session, "workplace", "1301", first=101) for _ in range(2)] == [101, 102]
        assert next_number(session, "workplace", "1301", first=500) == 500
        assert next_number(session, "workplace", "1301", first=1) == 501


def test_a_registration_that_fails_uses_up_no_number(database: Database) -> None:
    with pytest.raises(KeyError), database.write() as session:
        next_number(session, "complaint")
        raise KeyError
    with database.write() as session:
        assert next_number(session, "complaint") == 1


def test_a_block_of_numbers_is_given_once(database: Database) -> None:
    with database.write() as session:
        assert next_number(session, "workplace", "1301", first=101) == 101
        assert list(reserve(session, "workplace", "1301", first=101, count=1000)) == list(range(102, 1102))
        assert list(reserve(session, "workplace", "1301", first=101, count=0)) == []
        assert next_number(session, "workplace", "1301", first=101) == 1102


def test_looking_at_the_next_number_does_not_take_it(database: Database) -> None:
    with database.read() as session:
        assert peek_number(session, "workplace", "1301", first=101) == 101
    with database.write() as session:
        next_number(session, "workplace", "1301", first=101)
    with database.read() as session:
        assert peek_number(session, "workplace", "1301", first=101) == 102
        assert peek_number(session, "workplace", "1301", first=500) == 500


def test_a_number_is_only_given_inside_a_writing_transaction(database: Database) -> None:
    with database.read() as session, pytest.raises(RuntimeError):
        next_number(session, "complaint")


def test_no_number_is_given_twice_to_officers_at_once(database: Database) -> None:
    given: list[int] = []

    def work() -> None:
        for _ in range(10):
            with database.write() as session:
                given.append(next_number(session, "complaint", "1301", 2026))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 61))


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(0, 20)), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_whatever_is_asked_for_no_number_comes_twice(sqlite_database: Database, asked: list[tuple[int, int]]) -> None:
    got: list[int] = []
    with sqlite_database.write() as session:
        session.execute(sa.delete(SERIES))
        for first, count in asked:
            block = reserve(session, "series", first=first, count=count)
            assert len(block) == count
            assert all(number >= first for number in block)
            got += block
    assert got == sorted(set(got))


# Registrations that are sent again


def test_a_registration_sent_again_is_found(database: Database, clock) -> None:
    with database.write() as session:
        assert already_done(session, "key-1") is None
        remember(session, "key-1", "complaint", 7, clock())
    with database.read() as session:
        assert already_done(session, "key-1") == ("complaint", 7)
        assert already_done(session, "key-2") is None


def test_of_two_twins_one_registers(database: Database) -> None:
    def work(number: int) -> None:
        try:
            with database.write() as session:
                if already_done(session, "key") is None:
                    next_number(session, "complaint")
                    remember(session, "key", "complaint", number)
        except AlreadyDone:
            pass

    assert run_all(4, work) == []
    with database.read() as session:
        assert peek_number(session, "complaint") == 2


def test_the_slower_twin_is_told_to_look_again(database: Database) -> None:
    with database.write() as session:
        remember(session, "key", "complaint", 1)
    with pytest.raises(AlreadyDone) as raised, database.write() as session:
        next_number(session, "complaint")
        remember(session, "key", "complaint", 2)
    assert isinstance(raised.value, StorageBusy)
    assert "すでに済んでいます" in raised.value.sentence
    with database.read() as session:
        assert peek_number(session, "complaint") == 1
        assert already_done(session, "key") == ("complaint", 1)


def test_old_keys_are_forgotten(database: Database, clock) -> None:
    with database.write() as session:
        remember(session, "old", "complaint", 1, clock())
        clock.move(days=10)
        remember(session, "new", "complaint", 2, clock())
        clock.move(days=-5)
        assert forget_requests(session, clock()) == 1
        assert already_done(session, "old") is None
        assert already_done(session, "new") == ("complaint", 2)


def test_numbers_counted_in_memory_are_the_same_numbers(database):
    with database.write() as session:
        assert numbers.next_number(session, "ledger", "1301", first=101) == 101
    with database.write() as session:
        numbers.count_on(session)
        given = [numbers.next_number(session, "ledger", "1301", first=101) for _ in range(5)]
        other = [numbers.next_number(session, "ledger", "1302", first=101) for _ in range(2)]
    assert given == [102, 103, 104, 105, 106]
    assert other == [101, 102]
    with database.write() as session:
        assert numbers.next_number(session, "ledger", "1301", first=101) == 107
        assert numbers.next_number(session, "ledger", "1302", first=101) == 103


def test_a_failed_import_gives_its_counted_numbers_back(database):
    with pytest.raises(ZeroDivisionError), database.write() as session:
        numbers.count_on(session)
        numbers.next_number(session, "ledger", "1301", first=101)
        numbers.next_number(session, "ledger", "1301", first=101)
        raise ZeroDivisionError
    with database.write() as session:
        assert numbers.next_number(session, "ledger", "1301", first=101) == 101
