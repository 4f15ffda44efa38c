"""Logging in: what is told, what is counted, what waits, also when many try at the same time."""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from shuro.accounts import passwords, users
from shuro.accounts.login import PasswordExpired, log_in
from shuro.accounts.own import change_password
from shuro.accounts.passwords import PasswordRefused
from shuro.accounts.realms import KIJUN, LockRule, PasswordRule, Realm, every
from shuro.kernel.database import Database

from .conftest import ADMIN_LOGIN, PHRASE, House

USER, STATION = "012345", "0101"
WRONG = "wobbly kettles sink"
SAID = KIJUN.refused


def reasons(house: House) -> list[str]:
    return [json.loads(row.detail)["reason"] for row in house.journal("login.refused")]


def fail(house: House, times: int, login: str = USER) -> None:
    """So many counted failures, each after the wait of the one before."""
    for _ in range(times):
        until = house.account(login).wait_until
        if until is not None:
            house.clock.moment = max(house.clock.moment, until.replace(tzinfo=house.clock.moment.tzinfo))
        house.refused(login, WRONG)


def test_a_log_in_gives_the_officer_and_says_what_happened_meanwhile(house: House) -> None:
    house.enrol(USER, STATION)
    first = house.log_in("０１２３４５")
    assert first.officer == house.desk(USER).officer and first.officer.office.name == "札幌中央労働基準監督署"
    assert (first.must_change, first.previous, first.failures, first.last_day) == (False, None, 0, None)
    house.clock.move(hours=3)
    house.refused(USER, WRONG)
    house.refused(USER, WRONG)
    second = house.log_in(USER)
    assert second.failures == 2 and second.previous is not None and second.previous.hour == 9
    assert [row.officer_id for row in house.journal("login")] == [second.officer.id] * 2


# The same words and the same work


def test_all_refusals_say_the_same_and_do_the_same_work(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for login in (USER, "022222", "033333", "044444"):
        house.enrol(login, STATION)
    fail(house, 5, "022222")
    fail(house, 100, "033333")
    users.disable_user(house.admin, "044444")
    before = len(house.journal())
    house.clock.moment = house.account("022222").wait_until.replace(tzinfo=house.clock.moment.tzinfo) - timedelta(
        seconds=1
    )
    compared: list[bool] = []
    real = passwords.matches

    def counting(stored: str | None, typed: str) -> bool:
        compared.append(stored is None)
        return real(stored, typed)

    monkeypatch.setattr(passwords, "matches", counting)
    told = [
        house.refused("099999", WRONG),  # unknown
        house.refused("no such form", WRONG),
        house.refused("", ""),
        house.refused(USER, WRONG),
        house.refused("022222"),  # the right password during a wait
        house.refused("033333"),  # … when closed
        house.refused("044444"),  # … when disabled
    ]
    assert told == [SAID] * 7
    assert compared == [True, True, True, False, False, False, False], "one comparison each, known or not"
    assert reasons(house)[-7:] == ["unknown"] * 3 + ["wrong", "waiting", "closed", "disabled"]
    assert len(house.journal()) == before + 7


def test_an_unknown_id_is_not_written_down(house: House) -> None:
    typed = "my-secret-password-in-the-wrong-item"
    house.refused(typed, "")
    house.refused(typed, "")
    rows = house.journal("login.refused")
    assert rows[-1].subject == rows[-2].subject and rows[-1].subject.startswith("user:kijun/?")
    assert len(rows[-1].subject) == len("user:kijun/?") + 4
    assert (rows[-1].officer_id, rows[-1].via) == (0, "screen")


def dump(database: Database) -> str:
    """Every value of every table as text."""
    with database.read() as session:
        connection = session.connection()
        names = sa.inspect(connection).get_table_names()
        return "\n".join(
            repr(tuple(row)) for name in names for row in connection.execute(sa.text(f'SELECT * FROM "{name}"'))
        )


def test_no_password_comes_to_lie_in_any_table(house: House) -> None:
    canary, mistyped = "kanarienvogel 鴎 7 Zwitschern", "kanarienvogel 鴎 7 zwitschern"
    made = users.create_user(house.admin, USER, "山本 一郎", "ヤマモト イチロウ", STATION)
    house.refused(USER, mistyped)
    house.refused(mistyped, canary)
    opened = house.log_in(USER, made.secret).session
    with pytest.raises(PasswordRefused):
        house.change(USER, made.secret, "shuro" + canary)
    house.change(USER, made.secret, canary)
    house.log_in(USER, canary)
    again = users.reset_password(house.admin, USER)
    text = dump(house.database)
    assert "山本 一郎" in text, "the dump shows what is stored"
    for secret in (canary, mistyped, made.secret, again.secret, opened.token, PHRASE, "Zwitschern", "zwitschern"):
        assert secret not in text
        assert json.dumps(secret)[1:-1] not in text


# Counting and waiting


@pytest.mark.parametrize("engine_again", [False, True], ids=["same", "restarted"])
def test_each_failure_waits_as_long_as_the_curve_says(house: House, engine_again: bool) -> None:
    house.enrol(USER, STATION)
    for failure in range(1, 14):
        house.refused(USER, WRONG)
        if engine_again:
            house = House(Database(house.database.url), house.clock)
        wait = KIJUN.lock.wait(failure)
        assert house.account(USER).failed == failure
        if wait:
            house.clock.move(seconds=wait - 1)
            assert house.refused(USER) == SAID, "one second before the end even the right password waits"
            assert house.account(USER).failed == failure, "and nothing is counted"
            house.clock.move(seconds=1)
    assert reasons(house) == ["wrong"] * 5 + ["waiting", "wrong"] * 8 + ["waiting"]
    assert house.log_in(USER).failures == 13
    assert (house.account(USER).failed, house.account(USER).wait_until) == (0, None)
    if engine_again:
        house.database.close()


def test_the_hundredth_failure_closes_until_somebody_opens(house: House) -> None:
    house.enrol(USER, STATION)
    fail(house, 99)
    assert house.account(USER).closed_at is None
    fail(house, 1)
    house.clock.move(days=30)
    assert house.refused(USER) == SAID and house.account(USER).failed == 100
    users.unlock(house.admin, USER)
    assert house.log_in(USER).failures == 0


def test_the_ninety_ninth_failure_does_not_close(house: House) -> None:
    house.enrol(USER, STATION)
    fail(house, 99)
    house.clock.move(minutes=15)
    assert house.log_in(USER).failures == 99


def test_one_user_does_not_make_another_wait(house: House) -> None:
    house.enrol(USER, STATION)
    house.enrol("022222", STATION)
    fail(house, 20)
    assert house.log_in("022222").failures == 0


# At the same time


def all_at_once(house: House, tries: list[str], monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Each password in a thread of its own; all are compared before the first is answered. Who got in?"""
    real, together = passwords.matches, threading.Barrier(len(tries), timeout=30)
    entered = [False] * len(tries)

    def meeting(stored: str | None, typed: str) -> bool:
        found = real(stored, typed)
        together.wait()
        return found

    def attempt(index: int) -> None:
        try:
            house.log_in(USER, tries[index])
            entered[index] = True
        except Exception as refusal:  # noqa: BLE001 (a thread's exception would be lost)
            assert str(refusal) == SAID, refusal

    monkeypatch.setattr(passwords, "matches", meeting)
    crowd = [threading.Thread(target=attempt, args=(index,)) for index in range(len(tries))]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    monkeypatch.setattr(passwords, "matches", real)
    return entered


def test_many_wrong_passwords_at_once_count_like_one_after_the_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.enrol(USER, STATION)
    assert not any(all_at_once(house, [f"{WRONG} {n}" for n in range(12)], monkeypatch))
    assert house.account(USER).failed == 5
    assert sorted(reasons(house)) == ["waiting"] * 7 + ["wrong"] * 5


def test_the_right_password_among_many_at_once_is_one_of_the_free_ones_or_refused(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.enrol(USER, STATION)
    fail(house, 4)
    entered = all_at_once(house, [WRONG] * 6 + [PHRASE], monkeypatch)
    assert sum(entered[:6]) == 0
    told = reasons(house)[4:]
    if entered[6]:  # it was answered first: the others count anew, up to the next wait
        assert len(told) == 6 and told.count("wrong") == 5
    else:
        assert told.count("wrong") == 1 and told.count("waiting") == 6


def guess(url: Any, at: Any, count: int, results: Any) -> None:
    """In a process of its own: so many wrong passwords."""
    database = Database(url)
    for _ in range(count):
        try:
            log_in(database, lambda: at, KIJUN, USER, WRONG)
            results.put("in")
        except Exception as refusal:  # noqa: BLE001
            results.put(str(refusal))
    database.close()


def test_many_programs_at_once_count_together(house: House) -> None:
    house.enrol(USER, STATION)
    house.database.close()
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    programs = [
        context.Process(target=guess, args=(house.database.url, house.clock.moment, 4, results)) for _ in range(3)
    ]
    for one in programs:
        one.start()
    told = [results.get(timeout=60) for _ in range(12)]
    for one in programs:
        one.join()
    assert told == [SAID] * 12
    assert house.account(USER).failed == 5
    assert sorted(reasons(house)) == ["waiting"] * 7 + ["wrong"] * 5


def test_a_password_changed_while_it_is_compared_is_no_longer_right(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.enrol(USER, STATION)
    real = passwords.matches

    def slow(stored: str | None, typed: str) -> bool:
        monkeypatch.setattr(passwords, "matches", real)
        found = real(stored, typed)
        house.change(USER, PHRASE, "teapots hum at dawn, softly")
        return found

    monkeypatch.setattr(passwords, "matches", slow)
    assert house.refused(USER) == SAID


# Initial passwords


def test_an_initial_password_is_good_for_seven_days_and_for_one_thing(house: House) -> None:
    made = users.create_user(house.admin, USER, "山本 一郎", "ヤマモト イチロウ", STATION)
    house.clock.move(days=7)
    assert house.log_in(USER, made.secret).must_change
    house.clock.move(seconds=1)
    told = house.refused(USER, made.secret)
    assert "初期パスワードの期限（6月17日09:00）が過ぎています" in told
    assert house.refused(USER, WRONG) == SAID, "only who has it is told"
    again = users.reset_password(house.admin, USER)
    assert again.secret != made.secret
    assert house.refused(USER, made.secret) == SAID
    with pytest.raises(PasswordRefused):
        house.change(USER, again.secret, again.secret)
    house.change(USER, again.secret, PHRASE)
    house.clock.move(days=8)
    assert not house.log_in(USER).must_change
    assert house.refused(USER, again.secret) == SAID


# New parameters


def test_new_parameters_are_taken_over_at_the_next_log_in(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.enrol(USER, STATION)
    before = house.account(USER)
    monkeypatch.setitem(passwords.PARAMETERS, "time_cost", 3)
    house.refused(USER, WRONG)
    assert house.account(USER).password_hash == before.password_hash
    house.log_in(USER)
    after = house.account(USER)
    assert "t=3" in after.password_hash and not passwords.outdated(after.password_hash)
    assert after.password_serial == before.password_serial
    house.log_in(USER)


# Other realms, as declarations

STAMPED = replace(
    KIJUN,
    name="stamped",
    lock=LockRule(every(6, 3600), closes_at=18),
    waiting="60分間ログイン不可(ロック)です。{until}以降に再度操作してください。",
    closed="ログイン不可(閉塞)です。労金へお問い合わせください。",
)
AGING = replace(
    KIJUN,
    name="aging",
    password=PasswordRule(8, 64, history=3, valid_days=180, warn_days=7, common=False, own_words=False),
)


def test_realms_share_no_user_no_password_and_no_wait(house: House, declare: Callable[[Realm], House]) -> None:
    other = declare(replace(KIJUN, name="other"))
    other.change(ADMIN_LOGIN, PHRASE, "another realm, another phrase")
    assert house.log_in(ADMIN_LOGIN).officer.realm == "kijun"
    assert house.refused(ADMIN_LOGIN, "another realm, another phrase") == SAID
    fail(house, 6, ADMIN_LOGIN)
    assert other.log_in(ADMIN_LOGIN, "another realm, another phrase").officer.realm == "other"
    house.clock.move(hours=1)
    house.enrol(USER, STATION)
    assert other.refused(USER) == SAID
    assert [line.login for line in users.list_users(other.admin)] == [ADMIN_LOGIN]


def test_a_printed_lock_is_a_declaration(declare: Callable[[Realm], House]) -> None:
    house = declare(STAMPED)
    for lock in (1, 2):
        for _ in range(5):
            assert house.refused(ADMIN_LOGIN, WRONG) == SAID
        told = house.refused(ADMIN_LOGIN, WRONG)
        assert told == f"60分間ログイン不可(ロック)です。{9 + lock:02d}:00以降に再度操作してください。"
        house.clock.move(minutes=59, seconds=59)
        assert house.refused(ADMIN_LOGIN) == told
        house.clock.move(seconds=1)
    for _ in range(5):
        assert house.refused(ADMIN_LOGIN, WRONG) == SAID
    assert house.refused(ADMIN_LOGIN, WRONG) == STAMPED.closed
    house.clock.move(days=1)
    assert house.refused(ADMIN_LOGIN) == STAMPED.closed


def test_a_right_password_ends_the_count_of_a_printed_lock(declare: Callable[[Realm], House]) -> None:
    house = declare(STAMPED)
    for _ in range(4):
        for _ in range(5):
            house.refused(ADMIN_LOGIN, WRONG)
        house.log_in(ADMIN_LOGIN)


def test_a_printed_validity_is_a_declaration(declare: Callable[[Realm], House]) -> None:
    house = declare(AGING)
    start = house.clock.moment
    house.clock.moment = start + timedelta(days=172)
    assert house.log_in(ADMIN_LOGIN).last_day is None
    house.clock.moment = start + timedelta(days=173)
    assert house.log_in(ADMIN_LOGIN).last_day == (start + timedelta(days=180)).date()
    house.clock.moment = (start + timedelta(days=180)).replace(hour=23, minute=59, second=59)
    house.log_in(ADMIN_LOGIN)
    house.clock.move(seconds=1)
    with pytest.raises(PasswordExpired):
        house.log_in(ADMIN_LOGIN)
    assert house.refused(ADMIN_LOGIN, WRONG) == SAID
    house.change(ADMIN_LOGIN, PHRASE, "Second-2222")
    assert house.log_in(ADMIN_LOGIN, "Second-2222").last_day is None


def test_a_printed_history_is_a_declaration(declare: Callable[[Realm], House]) -> None:
    house = declare(AGING)
    words = [PHRASE, "Second-2222", "Third-33333", "Fourth-4444"]
    for current, new in zip(words, words[1:]):
        for again in words[: words.index(new)]:
            with pytest.raises(PasswordRefused) as refusal:
                house.change(ADMIN_LOGIN, current, again)
            assert refusal.value.sentences == [
                "パスワード：過去3回までに設定したパスワードと同じ文字列は使用できません。"
            ]
        house.change(ADMIN_LOGIN, current, new)
    house.change(ADMIN_LOGIN, words[-1], PHRASE)  # the fourth last


def test_a_second_factor_is_a_declaration(declare: Callable[[Realm], House]) -> None:
    house = declare(replace(KIJUN, name="other"))  # its administrator enters without, the first time
    guarded = replace(house.realm, second_factor=lambda session, account, proof: proof == f"card of {account.login}")
    house.realm = guarded
    assert house.refused(ADMIN_LOGIN) == SAID
    assert house.refused(ADMIN_LOGIN, proof="card of 022222") == SAID
    assert house.account(ADMIN_LOGIN).failed == 2
    assert house.refused(ADMIN_LOGIN, WRONG, proof=f"card of {ADMIN_LOGIN}") == SAID
    assert house.log_in(ADMIN_LOGIN, proof=f"card of {ADMIN_LOGIN}").failures == 3
    with pytest.raises(Exception, match="ログインできません"):
        change_password(house.database, house.clock, guarded, ADMIN_LOGIN, PHRASE, "teapots hum at dawn")
