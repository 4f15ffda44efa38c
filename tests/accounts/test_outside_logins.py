"""Log-ins of the outside systems: locks that tell nobody who exists, hours, validity, and what is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from shuro.accounts import attempts, realms, sessions, settings, users
from shuro.accounts.bootstrap import first_admin
from shuro.accounts.login import LoggedIn, PasswordExpired
from shuro.accounts.outcomes import Outcome
from shuro.accounts.passwords import PasswordRefused
from shuro.accounts.realms import ASP, GAIKOKUJIN, Realm
from shuro.accounts.sessions import SessionEnded, touch
from shuro.accounts.tables import Account
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from tests.accounts.conftest import ADMIN_LOGIN, House
from tests.conftest import Clock

ROKIN = replace(realms.ROKIN, second_factor=None, still=None)  # its certificates have tests of their own
PEOPLE = {"gaikokujin": "r5ph1070", "rokin": "Rokin01", "asp": "info@office.example.jp"}
RIGHT, WRONG = "Ostrich-7", "Ostrich-8"
LOCKED = "60分間ログイン不可(ロック)です。{until}以降に再度操作してください。"


@pytest.fixture
def enter(database: Database, clock: Clock, quick_hash_parameters: None) -> Any:
    """A house of an outside system with one person in it, whose password is RIGHT."""

    def build(realm: Realm) -> House:
        made = first_admin(database, clock, realm, PEOPLE[realm.name], "田中 太郎", "タナカ タロウ")
        house = House(database, clock, realm)
        house.change(PEOPLE[realm.name], made.secret, RIGHT)
        return house

    return build


@pytest.mark.req("ACC-1")
def test_the_systems_share_no_id_no_password_and_no_lock(enter: Any, house: House) -> None:
    rokin, asp = enter(ROKIN), enter(ASP)
    for _ in range(6):
        rokin.refused("Rokin01", WRONG)
    assert rokin.refused("Rokin01", RIGHT) != ROKIN.refused
    assert asp.log_in(PEOPLE["asp"], RIGHT).officer.realm == "asp"
    assert asp.refused("Rokin01", RIGHT) == ASP.refused
    assert house.log_in(ADMIN_LOGIN).officer.realm == "kijun"
    with rokin.database.write() as session:  # the same ID in another system is another person
        assert attempts.guard(session, GAIKOKUJIN, "login", "Rokin01", rokin.clock()) is None


@pytest.mark.req("ACC-151", "ACC-152", "ACC-153", "ACC-158")
@pytest.mark.parametrize("who", ["Rokin01", "Nobody99"])
def test_a_lock_says_the_same_for_people_who_exist_and_who_do_not(enter: Any, who: str) -> None:
    house = enter(ROKIN)
    assert [house.refused(who, WRONG) for _ in range(5)] == [ROKIN.refused] * 5
    told = LOCKED.format(until="10:00")
    assert house.refused(who, WRONG) == told
    house.clock.move(minutes=59, seconds=59)
    assert house.refused(who, RIGHT) == told
    house.clock.move(seconds=1)
    assert [house.refused(who, WRONG) for _ in range(5)] == [ROKIN.refused] * 5
    assert house.refused(who, WRONG) == LOCKED.format(until="11:00")
    house.clock.move(hours=1)
    for _ in range(5):
        house.refused(who, WRONG)
    assert house.refused(who, WRONG) == ROKIN.closed
    house.clock.move(days=30)
    assert house.refused(who, RIGHT) == ROKIN.closed


@pytest.mark.req("ACC-151", "ACC-155")
def test_a_right_password_counts_from_nothing_locks_included(enter: Any) -> None:
    house = enter(ROKIN)
    for _ in range(4):  # four locks, each followed by a success, never close
        for _ in range(6):
            house.refused("Rokin01", WRONG)
        house.clock.move(hours=1)
        assert house.log_in("Rokin01", RIGHT).failures == 6
    for _ in range(5):
        house.refused("Rokin01", WRONG)
    assert house.log_in("Rokin01", RIGHT).failures == 5


@pytest.mark.req("ACC-151", "ACC-157")
def test_the_counter_outlives_the_program_and_parallel_attempts(enter: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    house = enter(ROKIN)
    with ThreadPoolExecutor(8) as crowd:
        told = list(crowd.map(lambda _: house.refused("Rokin01", WRONG), range(16)))
    assert told.count(ROKIN.refused) == 5 and told.count(LOCKED.format(until="10:00")) == 11
    again = Database(house.database.url)
    with again.read() as session:
        assert attempts.standing(session, ROKIN, "login", "Rokin01", house.clock()).failed == 6
    again.close()


@pytest.mark.req("ACC-116", "ACC-162")
def test_who_becomes_locked_or_closed_is_told_of_in_the_same_transaction(enter: Any) -> None:
    house, told = enter(ROKIN), []

    def note(session: Session, desk: Desk, account: Account, outcome: Outcome) -> None:
        if account.id == 0:  # of an ID that nobody has: whatever is written here is undone
            session.execute(sa.update(Account).values(name="written for nobody"))
            return
        assert session.get(Account, account.id) is account
        told.append((account.login, outcome.newly_locked, outcome.newly_closed, outcome.until))

    for hour in (10, 11, 12):
        for _ in range(8):
            house.refused("Rokin01", WRONG, locked_out=note)
        house.clock.set(2026, 6, 10, hour)
    for _ in range(8):
        house.refused("Nobody99", WRONG, locked_out=note)
    with house.database.read() as session:
        assert "written for nobody" not in session.exec(select(Account.name)).all()
    locks = [(login, locked, closed, until and until.hour) for login, locked, closed, until in told]
    assert locks == [("Rokin01", True, False, 10), ("Rokin01", True, False, 11), ("Rokin01", False, True, None)]
    assert len(house.journal("login.locked")) == 3 and len(house.journal("login.closed")) == 1, "Nobody99 locks as well"


@pytest.mark.req("ACC-64")
def test_the_construction_system_locks_only_when_its_setting_says_so(enter: Any, house: House) -> None:
    building = enter(GAIKOKUJIN)
    for _ in range(40):
        assert building.refused("r5ph1070", WRONG) == GAIKOKUJIN.refused
    assert len(building.journal("login.refused")) == 40
    building.log_in("r5ph1070", RIGHT)
    settings.change(house.admin, "gaikokujin", "lock", "on")
    for _ in range(5):
        building.refused("r5ph1070", WRONG)
    assert building.refused("r5ph1070", WRONG) == LOCKED.format(until="10:00")
    assert building.refused("r5ph1070", RIGHT) == LOCKED.format(until="10:00")
    building.clock.move(hours=1)
    building.log_in("r5ph1070", RIGHT)


def test_the_agency_system_makes_one_wait_in_the_words_of_a_wrong_password(enter: Any) -> None:
    house = enter(ASP)
    for who in (PEOPLE["asp"], "nobody@office.example.jp"):
        assert [house.refused(who, WRONG) for _ in range(6)] == [ASP.refused] * 6
    assert house.refused(PEOPLE["asp"], RIGHT) == ASP.refused
    house.clock.move(seconds=30)
    house.log_in(PEOPLE["asp"], RIGHT)


def test_an_address_is_found_however_its_letters_are_typed_and_an_id_is_not(enter: Any) -> None:
    assert enter(ASP).log_in("INFO@Office.example.jp", RIGHT)
    rokin = enter(ROKIN)
    assert rokin.refused("rokin01", RIGHT) == ROKIN.refused  # ACC-128
    assert rokin.refused("Rokin01", RIGHT.swapcase()) == ROKIN.refused


@pytest.mark.req("ACC-74", "ACC-75", "ACC-76", "ACC-77")
def test_a_password_of_the_construction_system_lasts_a_hundred_and_eighty_days(enter: Any) -> None:
    house = enter(GAIKOKUJIN)
    set_on = house.clock.moment.date()

    def on(days: int, *time: int) -> LoggedIn:
        day = set_on + timedelta(days=days)
        house.clock.set(day.year, day.month, day.day, *time)
        return house.log_in("r5ph1070", RIGHT)

    assert on(172, 23, 59, 59).last_day is None
    assert on(173, 4, 0, 0).last_day == set_on + timedelta(days=180)
    assert on(180, 23, 59, 59).last_day == set_on + timedelta(days=180)
    with pytest.raises(PasswordExpired, match="パスワードの有効期限が過ぎています。パスワードを変更してください。"):
        on(181, 0, 0, 0)
    assert house.refused("r5ph1070", WRONG) == GAIKOKUJIN.refused, "only the right one hears that it is too old"
    house.change("r5ph1070", RIGHT, "Second-22")
    assert house.log_in("r5ph1070", "Second-22").last_day is None
    house.clock.move(days=180)
    assert house.log_in("r5ph1070", "Second-22").last_day is not None


@pytest.mark.req("ACC-70", "ACC-71", "ACC-72", "ACC-77")
def test_a_change_is_checked_with_name_and_history(enter: Any) -> None:
    house = enter(GAIKOKUJIN)
    with house.database.write() as session:
        one = session.exec(select(Account).where(col(Account.realm) == "gaikokujin")).one()
        one.roman = "Kitagawa"
        session.add(one)

    def refused(current: str, new: str) -> list[str]:
        with pytest.raises(PasswordRefused) as refusal:
            house.change("r5ph1070", current, new)
        return refusal.value.sentences

    assert "3文字以上連続" in refused(RIGHT, "12ITA463x")[0]
    assert len(refused(RIGHT, "ita")) == 3
    words = [RIGHT, "Second-22", "Third-333", "Fourth-44"]
    for current, new in zip(words, words[1:]):
        house.change("r5ph1070", current, new)
    for again in words[1:]:
        assert "過去3回" in refused(words[-1], again)[0]
    house.change("r5ph1070", words[-1], RIGHT)  # the fourth last


@pytest.mark.req("ACC-104", "ACC-105", "ACC-106")
def test_outside_the_hours_nobody_enters_and_everybody_leaves(enter: Any) -> None:
    house = enter(GAIKOKUJIN)
    house.clock.set(2026, 6, 11, 0, 40)
    opened = house.log_in("r5ph1070", RIGHT).session
    house.clock.set(2026, 6, 11, 0, 59, 59)
    touch(house.database, house.clock, opened)
    house.clock.set(2026, 6, 11, 1, 0, 0)
    with pytest.raises(SessionEnded, match="利用可能時間帯が終わった"):
        touch(house.database, house.clock, opened)
    hours = "ただいまの時間はシステムを利用できません。利用可能時間帯は、AM4：00～翌AM1：00です。"
    rows = len(house.journal())
    assert house.refused("r5ph1070", RIGHT) == house.refused("r5ph1070", WRONG) == hours
    assert len(house.journal()) == rows, "nothing is tried, so nothing is counted"
    house.clock.set(2026, 6, 11, 3, 59, 59)
    assert house.refused("r5ph1070", RIGHT) == hours
    house.clock.set(2026, 6, 11, 4, 0, 0)
    house.log_in("r5ph1070", RIGHT)
    with pytest.raises(SessionEnded):
        touch(house.database, house.clock, opened)  # it ended for good


@pytest.mark.req("ACC-107")
def test_the_hours_are_a_setting_of_each_system(enter: Any, house: House) -> None:
    rokin, asp = enter(ROKIN), enter(ASP)
    settings.change(house.admin, "rokin", "hours", "平日 08:00-20:00")
    closed = "ただいまの時間はシステムを利用できません。利用可能時間帯は、平日AM8：00～PM8：00です。"
    for moment, open_ in (
        ((2026, 6, 12, 8, 0, 0), True), ((2026, 6, 12, 7, 59, 59), False), ((2026, 6, 12, 19, 59, 59), True),
        ((2026, 6, 12, 20, 0, 0), False), ((2026, 6, 13, 12), False), ((2026, 6, 14, 12), False),
        ((2026, 7, 20, 12), False), ((2026, 12, 30, 12), True), ((2026, 12, 31, 12), False), ((2027, 1, 1, 12), False),
        ((2029, 1, 3, 12), False), ((2029, 1, 4, 12), True),
    ):  # fmt: skip
        rokin.clock.set(*moment)
        if open_:
            rokin.log_in("Rokin01", RIGHT)
        else:
            assert rokin.refused("Rokin01", RIGHT) == closed, moment
        asp.log_in(PEOPLE["asp"], RIGHT)
    settings.change(house.admin, "rokin", "hours", "")
    rokin.clock.set(2026, 6, 13, 3)
    rokin.log_in("Rokin01", RIGHT)


@pytest.mark.req("ACC-10")
def test_each_event_writes_one_row_with_time_system_person_and_result(enter: Any) -> None:
    house = enter(ROKIN)
    house.log_in("Rokin01", RIGHT)
    for _ in range(6):
        house.refused("Rokin01", WRONG)
    house.clock.move(hours=1)
    house.change("Rokin01", RIGHT, "Second-22")
    rows = [(row.action, row.subject) for row in house.journal()]
    him = "user:rokin/Rokin01"
    assert rows == [
        ("user.create", him), ("user.change_password", him), ("login", him), *[("login.refused", him)] * 6,
        ("login.locked", him), ("user.change_password", him),
    ]  # fmt: skip
    assert all(row.at.endswith("+09:00") for row in house.journal())


@pytest.mark.req("ACC-10")
@pytest.mark.parametrize("realm", [GAIKOKUJIN, ROKIN, ASP], ids=lambda realm: realm.name)
def test_who_acts_himself_stands_in_the_journal_as_the_operator(enter: Any, realm: Realm) -> None:
    """A log-in, a log-out and a change of the password are the user's own; who failed to log in was nobody yet."""
    house = enter(realm)
    login, before = PEOPLE[realm.name], len(house.journal())
    done = house.log_in(login, RIGHT)
    sessions.end(house.database, house.clock, done.session)
    house.refused(login, WRONG)
    house.change(login, RIGHT, "Second-22")
    acting = [(row.action, row.officer_id == done.officer.id) for row in house.journal()[before:]]
    assert acting == [("login", True), ("logout", True), ("login.refused", False), ("user.change_password", True)]


@pytest.mark.req("ACC-8")
@pytest.mark.parametrize("realm", [GAIKOKUJIN, ROKIN, ASP], ids=lambda realm: realm.name)
def test_no_password_comes_to_lie_anywhere(enter: Any, realm: Realm) -> None:
    """The canaries: right, wrong, typed into the wrong item, and one that breaks the rules."""
    house = enter(realm)
    login = PEOPLE[realm.name]
    house.log_in(login, RIGHT)
    house.refused(login, WRONG)
    house.refused("Ostrich-9", "x")
    with pytest.raises(PasswordRefused) as refusal:
        house.change(login, RIGHT, "ostrich")
    assert "strich" not in str(refusal.value)
    with house.database.read() as session:
        tables = sa.inspect(session.connection()).get_table_names()
        everything = "".join(str(session.execute(sa.text(f'SELECT * FROM "{one}"')).all()) for one in tables)
    assert login in everything and "strich" not in everything


def test_an_outside_person_sees_and_may_nothing_of_the_offices(enter: Any, house: House) -> None:
    """Their one office has no level of 本省, 局 or 署: no right hangs on it."""
    from shuro.accounts.rights import RIGHTS, allowed

    for realm in (GAIKOKUJIN, ROKIN, ASP):
        officer = enter(realm).log_in(PEOPLE[realm.name], RIGHT).officer
        assert not any(allowed(officer, action) for action in RIGHTS)
        assert not officer.office.covers(house.admin.office)
    assert [line.login for line in users.list_users(house.admin)] == [ADMIN_LOGIN]
