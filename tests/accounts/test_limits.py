"""Every limit in time of the four systems, at its last second and one second later, by the clock that tests replace (ACC-3).

One table of them all. The tests of each rule say more; here is seen that none was forgotten and that "at exactly" is
everywhere still allowed, and everywhere not a second more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shuro.accounts import settings, users
from shuro.accounts.asp import entry, registration, reset
from shuro.accounts.asp.management import set_two_step
from shuro.accounts.login import LoggedIn, log_in
from shuro.accounts.realms import ASP, GAIKOKUJIN, KIJUN, REALMS, ROKIN
from shuro.accounts.rokin import certificates, contracts, entering
from shuro.accounts.sessions import touch
from tests.accounts.alien_ways import FIRST as COMPANY_PASSWORD
from tests.accounts.alien_ways import FRESH, LOGIN, SECOND
from tests.accounts.asp_ways import ENVIRONMENTS
from tests.accounts.asp_ways import FIRST as MEMBER
from tests.accounts.conftest import ADMIN_LOGIN, PHRASE
from tests.accounts.four_systems import World, ended, failing, session_of
from tests.accounts.rokin_house import CONTRACT, INITIAL, MASTER, person
from tests.accounts.rokin_house import PASSWORD as MASTER_PASSWORD

HOURS_3, MINUTES_60, MINUTES_30 = timedelta(hours=3), timedelta(minutes=60), timedelta(minutes=30)
Act = Callable[[], Any]  # goes through while the limit allows it


# Each prepares, and gives what is tried at the end. -------------------------------------------------------------------


def initial_password(world: World) -> Act:
    made = users.create_user(world.house.admin, "012345", "山本 一郎", "ヤマモト イチロウ", "0101")
    return lambda: world.house.log_in("012345", made.secret)


def provisional_password(world: World) -> Act:
    secret = world.aliens.apply()
    return lambda: world.aliens.register(secret)


def reissued_password(world: World) -> Act:
    world.aliens.registered()
    world.aliens.lose()
    secret = world.aliens.mailed("g-lost-pw")
    return lambda: world.aliens.change(secret, SECOND, FRESH)


def initial_registration(world: World) -> Act:
    opened = world.rokin.opened()
    return lambda: contracts.register_master(*world.given, opened, person())


def certificate_code(world: World) -> Act:
    world.rokin.master()
    ticket = entering.authenticate(*world.given, MASTER, MASTER_PASSWORD)
    return lambda: entering.enter_code(*world.given, ticket, world.rokin.code())


def certificate_issue(world: World) -> Act:
    world.rokin.master()
    ticket = world.rokin.ticket()
    return lambda: entering.issue(*world.given, ticket)


def certificate_proof(world: World) -> Act:
    world.rokin.master()
    held = world.rokin.equip()
    number = certificates.challenge(*world.given, held.serial)

    def act() -> LoggedIn:
        proof = world.rokin.store.proof(held, number, world.house.clock())
        return log_in(*world.given, ROKIN, MASTER, MASTER_PASSWORD, proof=proof)

    return act


def account_code(world: World) -> Act:
    world.agency.ask(MEMBER)
    code = world.agency.code()
    return lambda: registration.confirm_code(*world.given, ENVIRONMENTS[MEMBER], MEMBER, code)


def account_details(world: World) -> Act:
    verified = world.agency.verified(MEMBER)
    return lambda: world.agency.register(verified)


def two_step_code(world: World) -> Act:
    world.agency.enrol(MEMBER)
    set_two_step(world.agency.desk(MEMBER), MEMBER, True)
    asked = world.agency.sign_in(MEMBER)
    code = world.agency.code("a-two")
    return lambda: entry.confirm_code(*world.given, asked.proved, code)


def link(world: World) -> Act:
    world.agency.enrol(MEMBER)
    asked = world.agency.sign_in(MEMBER)
    return lambda: entry.link(*world.given, asked.proved)


def reset_code(world: World) -> Act:
    world.agency.enrol(MEMBER)
    reset.ask_code(*world.given, MEMBER)
    code = world.agency.code()
    return lambda: reset.confirm_code(*world.given, MEMBER, code)


def reset_password(world: World) -> Act:
    confirmed = reset_code(world)()
    return lambda: reset.set_password(*world.given, confirmed, "Guillemot-2027", "Guillemot-2027")


LAST_SECOND = (
    (initial_password, KIJUN.initial_valid), (provisional_password, HOURS_3), (reissued_password, HOURS_3),
    (initial_registration, MINUTES_30), (certificate_code, MINUTES_30), (certificate_issue, MINUTES_30),
    (certificate_proof, timedelta(minutes=2)), (account_code, MINUTES_30), (account_details, MINUTES_30),
    (two_step_code, MINUTES_30), (link, MINUTES_30), (reset_code, MINUTES_30), (reset_password, MINUTES_30),
)  # fmt: skip


@pytest.mark.req("ACC-3", "ACC-43", "ACC-52", "ACC-84", "ACC-93", "ACC-120", "ACC-164", "ACC-215")
@pytest.mark.parametrize("late", [False, True], ids=["last second", "one more"])
@pytest.mark.parametrize(("prepare", "limit"), LAST_SECOND, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_of_use_for_a_time(world: World, prepare: Callable[[World], Act], limit: timedelta, late: bool) -> None:
    act = prepare(world)
    world.house.clock.move(seconds=limit.total_seconds() + late)
    assert failing(act) is late


# Waits: refused up to the last second, and open at the very end ---------------------------------------------------------


def officer_waits(world: World) -> Act:
    for _ in range(5):
        world.house.refused(ADMIN_LOGIN, "wrong")
    return lambda: world.house.log_in(ADMIN_LOGIN, PHRASE)


def company_locked(world: World) -> Act:
    world.aliens.registered()
    settings.change(world.house.admin, "gaikokujin", "lock", "on")
    for _ in range(6):
        assert failing(lambda: world.aliens.log_in("Wrong-pw-1"))
    return lambda: world.aliens.log_in(COMPANY_PASSWORD, LOGIN)


def contract_locked(world: World) -> Act:
    for _ in range(6):
        world.rokin.not_opened(initial="Init#002")
    return lambda: world.rokin.opened(CONTRACT, INITIAL)


def user_locked(world: World) -> Act:
    world.rokin.master()
    for _ in range(6):
        world.rokin.not_authenticated(password="Wrong#pw01")
    return lambda: entering.authenticate(*world.given, MASTER, MASTER_PASSWORD)


def account_set_up(world: World) -> Act:
    world.agency.register(world.agency.verified(MEMBER))
    return lambda: world.agency.sign_in(MEMBER)


def agency_waits(world: World) -> Act:
    world.agency.enrol(MEMBER)
    for _ in range(5):
        world.agency.kept_out(MEMBER, password="Wrong-12345")
    return lambda: world.agency.sign_in(MEMBER)


WAITS = (
    (officer_waits, timedelta(seconds=30)), (company_locked, MINUTES_60), (contract_locked, MINUTES_60),
    (user_locked, MINUTES_60), (account_set_up, timedelta(minutes=10)), (agency_waits, timedelta(seconds=30)),
)  # fmt: skip


@pytest.mark.req("ACC-3", "ACC-64", "ACC-140", "ACC-153", "ACC-225")
@pytest.mark.parametrize(("prepare", "wait"), WAITS, ids=lambda value: getattr(value, "__name__", ""))
def test_what_has_to_be_waited_for(world: World, prepare: Callable[[World], Act], wait: timedelta) -> None:
    act = prepare(world)
    world.house.clock.move(seconds=wait.total_seconds() - 1)
    assert failing(act)
    world.house.clock.move(seconds=1)
    assert not failing(act)


# Days: to their last second -----------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-3", "ACC-74", "ACC-75", "ACC-76")
def test_a_hundred_and_eighty_days_and_the_week_before(world: World) -> None:
    """Set on D: asked to change from D+173 on, of use to D+180."""
    world.aliens.registered()
    clock, begun = world.house.clock, world.house.clock.moment.date()

    def at(days: int, *time: int) -> None:
        day = begun + timedelta(days=days)
        clock.set(day.year, day.month, day.day, *time)

    for days, time, asked in ((172, (23, 59, 59), False), (173, (0, 0, 0), True), (180, (23, 59, 59), True)):
        at(days, *time)
        assert (world.aliens.log_in().last_day == begun + timedelta(days=180)) is asked
    at(181, 0, 0, 0)
    assert failing(world.aliens.log_in)


@pytest.mark.req("ACC-3", "ACC-160", "ACC-177", "ACC-178")
def test_three_hundred_and_sixty_six_days_and_the_thirty_before(world: World) -> None:
    """Issued on D: 更新 from D+335 on, log-in to D+365."""
    world.rokin.master()
    held = world.rokin.equip()
    clock, begun = world.house.clock, world.house.clock.moment.date()

    def at(days: int, *time: int) -> None:
        day = begun + timedelta(days=days)
        clock.set(day.year, day.month, day.day, *time)

    for days, time, renewable in ((334, (23, 59, 59), False), (335, (0, 0, 0), True)):
        at(days, *time)
        assert failing(world.rokin.ticket) is not renewable
    at(365, 23, 59, 59)
    assert not failing(lambda: world.rokin.log_in(held))
    at(366, 0, 0, 0)
    assert failing(lambda: world.rokin.log_in(held)) and not failing(world.rokin.ticket)


@pytest.mark.req("ACC-3", "ACC-104", "ACC-105")
@pytest.mark.parametrize(
    ("time", "open_"), [((0, 59, 59), True), ((1, 0, 0), False), ((3, 59, 59), False), ((4, 0, 0), True)]
)
def test_the_service_hours_of_the_construction_system(world: World, time: tuple[int, ...], open_: bool) -> None:
    world.aliens.registered()
    world.house.clock.set(2026, 6, 11, *time)
    assert failing(world.aliens.log_in) is not open_


# Sessions of each system ---------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-3")
@pytest.mark.parametrize("realm", REALMS)
def test_half_an_hour_without_an_action_ends_a_session(world: World, realm: str) -> None:
    opened = session_of(world, realm)
    assert REALMS[realm].idle == MINUTES_30
    for _ in range(3):
        world.house.clock.move(minutes=30)
        touch(*world.given, opened)
    world.house.clock.move(minutes=30, seconds=1)
    assert ended(world, opened) == "idle" == ended(world, opened)


@pytest.mark.req("ACC-3")
@pytest.mark.parametrize("realm", REALMS)
def test_twelve_hours_end_a_session_whatever_is_done(world: World, realm: str) -> None:
    opened = session_of(world, realm)
    assert REALMS[realm].absolute == timedelta(hours=12)
    for _ in range(24):
        world.house.clock.move(minutes=30)
        touch(*world.given, opened)
    world.house.clock.move(seconds=1)
    assert ended(world, opened) == "absolute"


@pytest.mark.req("ACC-106", "ACC-177")
@pytest.mark.parametrize(
    ("realm", "last", "reason"),
    [("gaikokujin", (2026, 6, 11, 0, 59, 59), "hours"), ("rokin", (2027, 6, 10, 23, 59, 59), "certificate")],
)
def test_what_ends_sessions_at_a_moment_ends_them_then(
    world: World, realm: str, last: tuple[int, ...], reason: str
) -> None:
    """At 1:00, and when the last valid day of the certificate is over."""
    held = session_of(world, realm)
    world.house.clock.set(*last)
    opened = world.aliens.log_in().session if realm == "gaikokujin" else world.rokin.log_in().session
    assert touch(*world.given, opened) and held.token != opened.token
    world.house.clock.move(seconds=1)
    assert ended(world, opened) == reason


def test_the_limits_are_those_that_the_systems_declare() -> None:
    """Whoever adds a limit to a realm finds its line here."""
    assert GAIKOKUJIN.initial_valid == HOURS_3 and (GAIKOKUJIN.password.valid_days, GAIKOKUJIN.password.warn_days) == (
        180,
        7,
    )
    assert [ROKIN.lock.wait(6), ROKIN.lock.closes_at] == [3600, 18] and ASP.lock.wait(5) == KIJUN.lock.wait(5) == 30
    assert {realm.parallel for realm in REALMS.values()} == {3}
