"""Counters of wrong secrets under parallel attempts, and after a restart, of every door: none counts too few.

Eight threads try at the same moment, on both engines; what is over the limit is refused whatever is typed, and a program
that is started anew goes on counting where the last one stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import col, select

from shuro.accounts import attempts, settings
from shuro.accounts.asp import entry, registration, reset
from shuro.accounts.codes import Code
from shuro.accounts.gaikokujin.change import Change, change
from shuro.accounts.login import log_in
from shuro.accounts.realms import ASP, GAIKOKUJIN, KIJUN, ROKIN, Realm
from shuro.accounts.rokin import contracts, entering
from shuro.accounts.tables import Account
from shuro.kernel.database import Database
from tests.accounts.alien_ways import FIRST as RIGHT_ALIEN
from tests.accounts.alien_ways import FRESH, LOGIN, SECOND, Aliens
from tests.accounts.asp_ways import ENVIRONMENTS, PASSWORD, Agency, details
from tests.accounts.asp_ways import FIRST as MEMBER
from tests.accounts.asp_ways import SECOND as NEWCOMER
from tests.accounts.conftest import ADMIN_LOGIN, PHRASE, House
from tests.accounts.rokin_house import CONTRACT, INITIAL, MASTER, Rokin
from tests.accounts.rokin_house import PASSWORD as MASTER_PASSWORD

TRIES = 24
WRONG = "Wrong#pw01"


@dataclass
class Door:
    """One thing that is tried: `attempt(database, secret)` raises while it is refused; `counted(database)` the failures."""

    attempt: Callable[[Database, str], Any]
    right: str
    wrong: str
    counted: Callable[[Database], int]
    least: int  # failures after which the next try is refused whatever is typed


def of_attempts(realm: Realm, purpose: str, subject: str, clock: Any) -> Callable[[Database], int]:
    def counted(database: Database) -> int:
        with database.read() as session:
            return attempts.standing(session, realm, purpose, subject, clock()).failed

    return counted


def of_code(purpose: str) -> Callable[[Database], int]:
    def counted(database: Database) -> int:
        with database.read() as session:
            return session.exec(select(Code.wrong).where(col(Code.purpose) == purpose)).one()

    return counted


def kijun(house: House, rokin: Rokin, agency: Agency) -> Door:
    def counted(database: Database) -> int:
        with database.read() as session:
            mine = col(Account.realm) == KIJUN.name, col(Account.login) == ADMIN_LOGIN
            return session.exec(select(Account.failed).where(*mine)).one()

    return Door(lambda db, it: log_in(db, house.clock, KIJUN, ADMIN_LOGIN, it), PHRASE, WRONG, counted, 5)


def company(house: House, rokin: Rokin, agency: Agency) -> Door:
    Aliens(house.database, house.clock).registered()
    settings.change(house.admin, "gaikokujin", "lock", "on")
    counted = of_attempts(GAIKOKUJIN, "login", LOGIN, house.clock)
    return Door(lambda db, it: log_in(db, house.clock, GAIKOKUJIN, LOGIN, it), RIGHT_ALIEN, WRONG, counted, 6)


def company_reissued(house: House, rokin: Rokin, agency: Agency) -> Door:
    aliens = Aliens(house.database, house.clock)
    aliens.registered()
    aliens.lose()
    settings.change(house.admin, "gaikokujin", "lock", "on")
    counted = of_attempts(GAIKOKUJIN, "login", LOGIN, house.clock)

    def attempt(database: Database, secret: str) -> None:
        change(database, house.clock, Change(FRESH, LOGIN, secret, SECOND, SECOND))

    return Door(attempt, aliens.mailed("g-lost-pw"), WRONG, counted, 6)


def contract(house: House, rokin: Rokin, agency: Agency) -> Door:
    counted = of_attempts(ROKIN, contracts.COUNTER, CONTRACT, house.clock)
    return Door(
        lambda db, it: contracts.open_contract(db, house.clock, CONTRACT, it), INITIAL, "Init#002", counted, 6
    )  # fmt: skip


def certificate(house: House, rokin: Rokin, agency: Agency) -> Door:
    rokin.master()
    counted = of_attempts(ROKIN, "login", MASTER, house.clock)
    return Door(
        lambda db, it: entering.authenticate(db, house.clock, MASTER, it), MASTER_PASSWORD, WRONG, counted, 6
    )  # fmt: skip


def certificate_code(house: House, rokin: Rokin, agency: Agency) -> Door:
    rokin.master()
    ticket = entering.authenticate(rokin.database, rokin.clock, MASTER, MASTER_PASSWORD)
    code = rokin.code()
    return Door(
        lambda db, it: entering.enter_code(db, house.clock, ticket, it), code, other(code), of_code(entering.PURPOSE), 5
    )  # fmt: skip


def rokin_login(house: House, rokin: Rokin, agency: Agency) -> Door:
    """With a certificate, whose numbers are good once: the attempts stand in line for a number of their own."""
    from threading import Lock

    rokin.master()
    held, turn = rokin.equip(), Lock()
    counted = of_attempts(ROKIN, "login", MASTER, house.clock)

    def attempt(database: Database, secret: str) -> Any:
        with turn:
            return entering.log_in(database, house.clock, rokin.store, held, secret)

    return Door(attempt, MASTER_PASSWORD, WRONG, counted, 6)


def agency_login(house: House, rokin: Rokin, agency: Agency) -> Door:
    agency.enrol(MEMBER)
    counted = of_attempts(ASP, "login", MEMBER, house.clock)
    return Door(
        lambda db, it: entry.sign_in(db, house.clock, ENVIRONMENTS[MEMBER], MEMBER, it), PASSWORD, WRONG, counted, 5
    )  # fmt: skip


def agency_code(house: House, rokin: Rokin, agency: Agency) -> Door:
    agency.ask(NEWCOMER)
    code = agency.code()

    def attempt(database: Database, typed: str) -> Any:
        return registration.confirm_code(database, house.clock, ENVIRONMENTS[NEWCOMER], NEWCOMER, typed)

    return Door(attempt, code, other(code), of_code(registration.PURPOSE), 5)


def agency_contract(house: House, rokin: Rokin, agency: Agency) -> Door:
    """The telephone number is what is guessed."""
    verified = agency.verified(NEWCOMER)
    counted = of_attempts(ASP, registration.CONTRACT, NEWCOMER, house.clock)

    def attempt(database: Database, tel: str) -> Any:
        return registration.register(database, house.clock, verified, details(tel=tel), first=True)

    return Door(attempt, "03-1234-5678", "03-0000-0000", counted, 5)


def agency_two_step(house: House, rokin: Rokin, agency: Agency) -> Door:
    from shuro.accounts.asp.management import set_two_step

    agency.enrol(MEMBER)
    set_two_step(agency.desk(MEMBER), MEMBER, True)
    asked = agency.sign_in(MEMBER)
    code = agency.code("a-two")
    return Door(
        lambda db, it: entry.confirm_code(db, house.clock, asked.proved, it), code, other(code), of_code(entry.PURPOSE), 5
    )  # fmt: skip


def agency_reset(house: House, rokin: Rokin, agency: Agency) -> Door:
    agency.enrol(MEMBER)
    reset.ask_code(agency.database, agency.clock, MEMBER)
    code = agency.code()
    return Door(
        lambda db, it: reset.confirm_code(db, house.clock, MEMBER, it), code, other(code), of_code(reset.PURPOSE), 5
    )  # fmt: skip


def other(code: str) -> str:
    """A code that is not it."""
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}d}"


DOORS = (
    kijun, company, company_reissued, contract, certificate, certificate_code, rokin_login, agency_login, agency_code,
    agency_contract, agency_two_step, agency_reset,
)  # fmt: skip


@pytest.fixture(params=DOORS, ids=lambda build: build.__name__)
def door(request: pytest.FixtureRequest, house: House, rokin: Rokin, agency: Agency) -> Door:
    """Each of them, in one database."""
    return request.param(house, rokin, agency)


def refused(door: Door, database: Database, secret: str) -> str:
    with pytest.raises(Exception) as refusal:  # noqa: B017, PT011  (each door has a refusal of its own)
        door.attempt(database, secret)
    assert type(refusal.value).__module__.startswith("shuro."), refusal.value
    return str(refusal.value)


@pytest.mark.req("ACC-140", "ACC-151", "ACC-152", "ACC-157", "ACC-162", "ACC-164")
def test_of_many_attempts_at_once_as_many_count_as_are_allowed(door: Door, house: House) -> None:
    with ThreadPoolExecutor(8) as crowd:
        said = list(crowd.map(lambda _: refused(door, house.database, door.wrong), range(TRIES)))
    assert len(said) == TRIES and door.counted(house.database) == door.least
    again = Database(house.database.url)  # as a program that is started anew
    try:
        assert door.counted(again) == door.least
        refused(door, again, door.right)
        assert door.counted(again) == door.least, "what is refused during a lock is not counted"
    finally:
        again.close()


@pytest.mark.req("ACC-151", "ACC-155")
def test_one_less_than_allowed_leaves_it_open_also_after_a_restart(door: Door, house: House) -> None:
    before = house.database
    for turn in range(door.least - 1):
        again = Database(before.url)
        refused(door, again, door.wrong)
        assert door.counted(again) == turn + 1
        again.close()
    again = Database(before.url)
    door.attempt(again, door.right)
    again.close()


def test_a_right_one_among_many_wrong_ones_gets_through_before_the_lock_or_not_at_all(
    house: House, rokin: Rokin
) -> None:
    """Whatever the order was: when it got through, the count began anew with it."""
    rokin.master()
    store = house.database

    def attempt(turn: int) -> bool:
        try:
            entering.authenticate(store, house.clock, MASTER, MASTER_PASSWORD if turn == 4 else WRONG)
        except Exception:  # noqa: BLE001
            return False
        return True

    with ThreadPoolExecutor(8) as crowd:
        through = list(crowd.map(attempt, range(TRIES)))
    assert through.count(True) <= 1 and not any(through[:4] + through[5:])
    assert of_attempts(ROKIN, "login", MASTER, house.clock)(store) == 6
