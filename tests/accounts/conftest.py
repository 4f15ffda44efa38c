"""Shared by the tests of the accounts: a house with people in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from shuro.accounts import passwords
from shuro.accounts.bootstrap import first_admin
from shuro.accounts.desks import officer_of
from shuro.accounts.login import LoggedIn, LoginRefused, log_in
from shuro.accounts.own import change_password
from shuro.accounts.realms import KIJUN, Realm
from shuro.accounts.tables import Account
from shuro.accounts.users import create_user
from shuro.kernel.audit import Journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from tests.accounts.asp_ways import Agency, built
from tests.accounts.rokin_house import Rokin
from tests.conftest import Clock

ADMIN_LOGIN = "000001"
PHRASE = "wobbly kettles sing"  # the password of everybody in the house


@pytest.fixture
def quick_hash_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time, for tests of what is done with them."""
    monkeypatch.setattr(
        passwords,
        "PARAMETERS",
        {"time_cost": 1, "memory_cost": 8, "parallelism": 1, "hash_len": 16, "salt_len": 8},
    )


@dataclass
class House:
    """A database with an administrator of 本省, and short words for what the tests do in it."""

    database: Database
    clock: Clock
    realm: Realm = KIJUN

    @property
    def admin(self) -> Desk:
        """The desk of the administrator of 本省."""
        return self.desk(ADMIN_LOGIN)

    def desk(self, login: str) -> Desk:
        """The desk of a user as he is stored now."""
        return Desk(officer_of(self.account(login)), self.database, self.clock, "screen")

    def account(self, login: str) -> Account:
        """The stored user."""
        with self.database.read() as session:
            return session.exec(
                select(Account).where(col(Account.login) == login, col(Account.realm) == self.realm.name)
            ).one()

    def enrol(self, login: str, office: str, rights: Iterable[str] = (), extra: bool = False) -> None:
        """A user who has set PHRASE as his password."""
        made = create_user(self.admin, login, "山本 一郎", "ヤマモト イチロウ", office, rights, extra=extra)
        self.change(login, made.secret, PHRASE)

    def log_in(self, login: str, password: str = PHRASE, **more: Any) -> LoggedIn:
        """Log in by the front door."""
        return log_in(self.database, self.clock, self.realm, login, password, **more)

    def refused(self, login: str, password: str = PHRASE, **more: Any) -> str:
        """The sentence of a refusal; fails when the log-in succeeds."""
        with pytest.raises(LoginRefused) as refusal:
            self.log_in(login, password, **more)
        return refusal.value.sentence

    def change(self, login: str, current: str, new: str, **more: Any) -> None:
        """Change a password."""
        change_password(self.database, self.clock, self.realm, login, current, new, **more)

    def journal(self, action: str | None = None) -> list[Journal]:
        """The rows of the journal, in order."""
        with self.database.read() as session:
            rows = session.exec(select(Journal).order_by(col(Journal.seq))).all()
        return [row for row in rows if action in (None, row.action)]


@pytest.fixture
def house(database: Database, clock: Clock, quick_hash_parameters: None) -> House:
    """A database with one administrator of 本省 who has set PHRASE."""
    made = first_admin(database, clock, KIJUN, ADMIN_LOGIN, "田中 花子", "タナカ ハナコ")
    built = House(database, clock)
    built.change(ADMIN_LOGIN, made.secret, PHRASE)
    return built


@pytest.fixture
def declare(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[[Realm], House]:
    """Another realm in the same database, with an administrator of its own under the same ID."""

    def build(realm: Realm) -> House:
        from shuro.accounts import realms

        monkeypatch.setitem(realms.REALMS, realm.name, realm)
        made = first_admin(house.database, house.clock, realm, ADMIN_LOGIN, "田中 花子", "タナカ ハナコ")
        built = House(house.database, house.clock, realm)
        built.change(ADMIN_LOGIN, made.secret, PHRASE)
        return built

    return build


@pytest.fixture
def agency(database: Database, clock: Clock, make_desk: Any, quick_hash_parameters: None) -> Agency:
    """A contract of 次世代社労法務システム with two licences and no account yet, on each engine."""
    return built(database, clock, make_desk("0000", database=database, rights={"admin"}))


@pytest.fixture
def rokin(database: Database, clock: Clock, make_desk: Any, tmp_path: Path, quick_hash_parameters: None) -> Rokin:
    """A contract of rokin, and the desk of an administrator who acts for 労金; on both engines."""
    built = Rokin(database, clock, make_desk("0000", database=database, rights={"admin"}), tmp_path)
    built.contract()
    return built


@pytest.fixture
def world(house: House, rokin: Rokin, agency: Agency) -> Any:
    """All four systems, at a moment as clocks give it: not on the full second."""
    from tests.accounts.four_systems import World

    house.clock.moment = house.clock.moment.replace(microsecond=400_000)
    return World(house, rokin, agency)
