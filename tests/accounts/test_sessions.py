"""Sessions: how long they live, and what ends them at the next action."""

from __future__ import annotations

import json

import pytest
from sqlmodel import col, select

from shuro.accounts import sessions, users
from shuro.accounts.realms import KIJUN
from shuro.accounts.rights import ADMIN
from shuro.accounts.sessions import OpenSession, PasswordDue, SessionEnded, touch
from shuro.accounts.tables import UserSession
from shuro.kernel.desk import Officer

from .conftest import ADMIN_LOGIN, PHRASE, House

USER, STATION, BUREAU = "012345", "0101", "0100"


def act(house: House, opened: OpenSession) -> Officer:
    return touch(house.database, house.clock, opened)


def ended(house: House, opened: OpenSession) -> str:
    """Why the session is over."""
    with pytest.raises(SessionEnded) as over:
        act(house, opened)
    assert over.value.sentence and "{" not in over.value.sentence
    with pytest.raises(SessionEnded) as again:
        act(house, opened)
    assert again.value.reason == over.value.reason, "and it stays over"
    return over.value.reason


def stored(house: House) -> list[UserSession]:
    with house.database.read() as session:
        return list(session.exec(select(UserSession).order_by(col(UserSession.started))))


@pytest.fixture
def opened(house: House) -> OpenSession:
    house.enrol(USER, STATION)
    return house.log_in(USER).session


def test_thirty_minutes_without_an_action_are_allowed_and_not_a_second_more(house: House, opened: OpenSession) -> None:
    for _ in range(3):
        house.clock.move(minutes=30)
        assert act(house, opened).login == USER
    house.clock.move(minutes=30, seconds=1)
    assert ended(house, opened) == "idle"
    assert "30分を超えて操作がなかったため" in sessions.SessionEnded("idle", KIJUN).sentence
    assert json.loads(house.journal("logout")[-1].detail) == {"reason": "idle"}


def test_a_short_action_counts_for_the_idle_time_as_well(house: House, opened: OpenSession) -> None:
    house.clock.move(seconds=59)
    act(house, opened)
    house.clock.move(minutes=30)
    act(house, opened)


def test_twelve_hours_are_allowed_and_not_a_second_more(house: House, opened: OpenSession) -> None:
    for _ in range(24):
        house.clock.move(minutes=30)
        act(house, opened)
    house.clock.move(seconds=1)
    assert ended(house, opened) == "absolute"


def test_the_table_is_told_of_actions_once_a_minute(house: House, opened: OpenSession) -> None:
    begun = stored(house)[-1].last_seen
    house.clock.move(seconds=59)
    act(house, opened)
    assert stored(house)[-1].last_seen == begun
    house.clock.move(seconds=1)
    act(house, opened)
    assert (stored(house)[-1].last_seen - begun).total_seconds() == 60


def test_rights_and_office_change_at_the_next_action(house: House) -> None:
    house.enrol(USER, BUREAU)
    opened = house.log_in(USER).session
    assert act(house, opened).rights == frozenset()
    version = users.edit_user(house.admin, USER, users.find_user(house.admin, USER).version, given=[ADMIN])
    assert act(house, opened).rights == {ADMIN}
    version = users.edit_user(house.admin, USER, version, given=[])
    users.edit_user(house.admin, USER, version, office_code=STATION)
    officer = act(house, opened)
    assert (officer.rights, officer.office.code) == (frozenset(), STATION)


def test_a_disabled_user_is_out_at_the_next_action(house: House, opened: OpenSession) -> None:
    users.disable_user(house.admin, USER)
    assert ended(house, opened) == "disabled"
    users.enable_user(house.admin, USER)
    assert ended(house, opened) == "disabled", "the old session does not come back"
    act(house, house.log_in(USER).session)


def test_a_new_password_ends_all_sessions_but_the_one_in_hand(house: House, opened: OpenSession) -> None:
    other = house.log_in(USER).session
    stranger = house.log_in(ADMIN_LOGIN).session
    house.change(USER, PHRASE, "teapots hum at dawn", keep=opened)
    assert ended(house, other) == "password"
    assert act(house, opened).login == USER
    assert act(house, stranger).login == ADMIN_LOGIN


def test_a_reset_password_ends_all_sessions(house: House, opened: OpenSession) -> None:
    users.reset_password(house.admin, USER)
    assert ended(house, opened) == "reset"


def test_an_administrator_ends_the_sessions_of_a_user(house: House, opened: OpenSession) -> None:
    users.end_sessions(house.admin, USER)
    assert ended(house, opened) == "revoked"
    act(house, house.log_in(USER).session)


def test_a_fourth_session_ends_the_oldest(house: House) -> None:
    house.enrol(USER, STATION)
    open_ones = []
    for _ in range(4):
        open_ones.append(house.log_in(USER).session)
        house.clock.move(seconds=1)
    assert ended(house, open_ones[0]) == "newer"
    for one in open_ones[1:]:
        act(house, one)


def test_sessions_of_programs_that_died_do_not_count(house: House) -> None:
    house.enrol(USER, STATION)
    for _ in range(3):
        house.log_in(USER)
    house.clock.move(minutes=31, seconds=1)
    kept = [house.log_in(USER).session for _ in range(3)]
    for one in kept:
        act(house, one)


def test_with_an_initial_password_nothing_can_be_done_but_change_it(house: House) -> None:
    made = users.create_user(house.admin, USER, "山本 一郎", "ヤマモト イチロウ", STATION)
    entered = house.log_in(USER, made.secret)
    with pytest.raises(PasswordDue):
        act(house, entered.session)
    house.change(USER, made.secret, PHRASE, keep=entered.session)
    assert act(house, entered.session).login == USER


def test_logging_out_is_final_and_journaled(house: House, opened: OpenSession) -> None:
    sessions.end(house.database, house.clock, opened)
    sessions.end(house.database, house.clock, opened)
    rows = house.journal("logout")
    assert [(row.officer_id, row.subject) for row in rows] == [(opened.officer_id, f"user:kijun/{USER}")]
    assert ended(house, opened) == "logout"


def test_a_token_is_random_and_only_its_hash_is_stored(house: House, opened: OpenSession) -> None:
    other = house.log_in(USER).session
    assert opened.token != other.token and len(opened.token) == 22, "128 bits"
    assert opened.token not in repr(opened)
    keys = {row.id for row in stored(house)}
    assert {opened.key, other.key} <= keys and not {opened.token, other.token} & keys


def test_a_token_that_is_not_in_the_table_is_no_session(house: House, opened: OpenSession) -> None:
    forged = OpenSession(
        KIJUN, opened.officer_id, USER, "screen", opened.started, opened.seen, opened.noted, opened.key
    )
    with pytest.raises(SessionEnded):
        act(house, forged)
