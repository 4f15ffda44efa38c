"""Shared by the tests of the agencies' accounts: a contract, its operator, and the short way to an account."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from shuro.accounts.asp import contracts, entry, registration
from shuro.accounts.asp.registration import Details, Registered, Verified
from shuro.accounts.asp.store import AspRefused
from shuro.accounts.asp.tables import AspAccount
from shuro.accounts.desks import officer_of
from shuro.accounts.login import LoggedIn, LoginRefused
from shuro.accounts.realms import ASP
from shuro.accounts.tables import Account
from shuro.kernel import mail
from shuro.kernel.audit import Journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.mail import Mail
from shuro.kernel.sealing import unseal
from tests.conftest import Clock

CUSTOMER, TEL, OFFICE = "281234", "03-1234-5678", "abcd8"
FIRST, SECOND, THIRD = "yamamoto@example.jp", "suzuki@example.jp", "tanaka@free-mail.example"
ENVIRONMENTS = dict(zip((FIRST, SECOND, THIRD), (f"{OFFICE}-01", f"{OFFICE}-02", f"{OFFICE}-03")))
PASSWORD = "Cormorant-2026"


@dataclass
class Agency:
    """A database with a contract of two licences, and short words for what happens in it."""

    database: Database
    clock: Clock
    operator: Desk

    def ask(self, address: str, environment: str = "") -> bool:
        """次へ on the address."""
        return registration.ask_code(self.database, self.clock, environment or ENVIRONMENTS[address], address)

    def code(self, kind: str = "a-code") -> str:
        """The code in the newest mail of a kind."""
        found = re.search(r"コード: (\d{8})", self.bodies(kind)[-1])
        assert found is not None
        return found[1]

    def mails(self, kind: str | None = None) -> list[Mail]:
        """The mails, oldest first."""
        with self.database.read() as session:
            rows = session.exec(select(Mail).order_by(col(Mail.id))).all()
        return [row for row in rows if kind in (None, row.kind)]

    def bodies(self, kind: str | None = None) -> list[str]:
        """Their bodies."""
        return [unseal(self.database, bytes(row.sealed_body), mail.PURPOSE).decode() for row in self.mails(kind)]

    def verified(self, address: str, environment: str = "") -> Verified:
        """An address that was confirmed."""
        of = environment or ENVIRONMENTS[address]
        assert self.ask(address, of)
        return registration.confirm_code(self.database, self.clock, of, address, self.code())

    def register(self, verified: Verified, first: bool = True, **changed: str) -> Registered:
        """次へ on 詳細の追加."""
        return registration.register(self.database, self.clock, verified, details(**changed), first=first)

    def refused(self, verified: Verified, **changed: str) -> AspRefused:
        """Why there was no account; fails when there is one."""
        with pytest.raises(AspRefused) as refusal:
            self.register(verified, **changed)
        return refusal.value

    def enrol(self, address: str, environment: str = "", name: str = "山本社労士") -> None:
        """A registered account, ten minutes ago."""
        self.register(self.verified(address, environment), name=name)
        self.clock.move(minutes=10)

    def sign_in(self, address: str, environment: str = "", password: str = PASSWORD) -> Any:
        """サインイン."""
        of = environment or ENVIRONMENTS[address]
        return entry.sign_in(self.database, self.clock, of, address, password)

    def kept_out(self, address: str, environment: str = "", password: str = PASSWORD) -> str:
        """The sentence of a refused log-in; fails when it succeeds."""
        with pytest.raises(LoginRefused) as refusal:
            self.sign_in(address, environment, password)
        return refusal.value.sentence

    def enter(self, address: str, environment: str = "") -> LoggedIn:
        """Log in, linking the account where that is asked."""
        step = self.sign_in(address, environment)
        if isinstance(step, entry.LinkAsked):
            step = entry.link(self.database, self.clock, step.proved)
        assert isinstance(step, LoggedIn)
        return step

    def member(self, address: str) -> AspAccount:
        """The newest account of an address."""
        with self.database.read() as session:
            mine = select(AspAccount).where(col(AspAccount.address) == address).order_by(col(AspAccount.id).desc())
            found = session.exec(mine).first()
        assert found is not None
        return found

    def members(self) -> int:
        """How many accounts there are that are not deleted."""
        with self.database.read() as session:
            return len(session.exec(select(AspAccount).where(col(AspAccount.deleted_at).is_(None))).all())

    def state(self, address: str) -> str:
        """The state of an address."""
        return registration.state_of(self.database, address, self.clock())

    def desk(self, address: str) -> Desk:
        """The desk of an account."""
        with self.database.read() as session:
            user = session.exec(select(Account).where(Account.login == address, Account.realm == ASP.name)).one()
        return Desk(officer_of(user), self.database, self.clock)

    def journal(self, action: str) -> list[Journal]:
        """The journal's rows of an action."""
        with self.database.read() as session:
            return list(session.exec(select(Journal).where(col(Journal.action) == action).order_by(col(Journal.seq))))


def details(**changed: str) -> Details:
    """詳細の追加 as the contract wants it."""
    values = {"password": PASSWORD, "again": changed.get("password", PASSWORD), "customer_id": CUSTOMER,
              "name": "山本社労士", "tel": TEL}  # fmt: skip
    return Details(**(values | changed))


def built(database: Database, clock: Clock, operator: Desk, licences: int = 2) -> Agency:
    """The agency, its contract entered."""
    contracts.add(operator, CUSTOMER, "山本社会保険労務士事務所", OFFICE, TEL, licences)
    return Agency(database, clock, operator)


ONE_SECOND = timedelta(seconds=1)
