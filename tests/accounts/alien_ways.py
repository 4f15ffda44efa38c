"""What the tests of the users of 外国人就労管理システム share: forms, the mails they led to, users of each kind."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from shuro.accounts import own
from shuro.accounts.bootstrap import first_admin
from shuro.accounts.desks import officer_of
from shuro.accounts.gaikokujin import admin, change, loss, registration
from shuro.accounts.gaikokujin.change import EXISTING, FRESH, Change
from shuro.accounts.gaikokujin.loss import LOST_ID, LOST_PASSWORD, Loss
from shuro.accounts.gaikokujin.reading import FormRefused
from shuro.accounts.gaikokujin.registration import Application, Formal
from shuro.accounts.login import LoggedIn, LoginRefused, log_in
from shuro.accounts.realms import ADMINISTRATOR, GAIKOKUJIN, KIJUN
from shuro.accounts.tables import Account
from shuro.kernel.audit import Journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.mail import PURPOSE, Mail
from shuro.kernel.sealing import unseal
from tests.conftest import Clock

LOGIN = "r5ph1070"
ADDRESS = "info@kokudo-kensetsu.example.jp"
FORM = Application(LOGIN, LOGIN, ADDRESS, ADDRESS, "13", "般-30", "123456")
FIRST, SECOND, THIRD, FOURTH = "Kensetsu-1", "Kensetsu-2", "Kensetsu-3", "Kensetsu-4"
MINISTRY_LOGIN, MINISTRY_PHRASE = "000001", "wobbly kettles sing"


class Aliens:
    """A database and short words for what the tests do in it."""

    def __init__(self, database: Database, clock: Clock):
        self.database, self.clock = database, clock

    # Mails

    def mails(self, kind: str | None = None) -> list[tuple[str, str, str]]:
        """(recipient, subject, body) of all mails of a kind, the oldest first."""
        with self.database.read() as session:
            rows = session.exec(select(Mail).order_by(col(Mail.id))).all()
        return [
            (one.recipient, one.subject, unseal(self.database, one.sealed_body, PURPOSE).decode())
            for one in rows
            if one.system == "gaikokujin" and kind in (None, one.kind)
        ]

    def mailed(self, kind: str = "g-temp") -> str:
        """The password in the newest mail of a kind."""
        found = re.search(r"パスワード：(\S+)", self.mails(kind)[-1][2])
        assert found is not None
        return found[1]

    # Ways

    def apply(self, **changed: str) -> str:
        """利用者仮申請; the 仮パスワード that was mailed."""
        registration.apply(self.database, self.clock, replace(FORM, **changed))
        return self.mailed()

    def register(self, temporary: str, new: str = FIRST, login: str = LOGIN, again: str | None = None) -> LoggedIn:
        """利用者本申請."""
        form = Formal(login, temporary, new, new if again is None else again)
        return registration.register(self.database, self.clock, form)

    def registered(self, login: str = LOGIN, new: str = FIRST, **changed: str) -> LoggedIn:
        """A 特定技能所属機関 from the 仮申請 to the 本登録."""
        return self.register(self.apply(login=login, login_again=login, **changed), new, login)

    def log_in(self, password: str = FIRST, login: str = LOGIN) -> LoggedIn:
        """ログイン認証."""
        return log_in(self.database, self.clock, GAIKOKUJIN, login, password)

    def lose(self, which: str = LOST_PASSWORD, **changed: str) -> None:
        """ID/パスワード紛失."""
        form = Loss(which, LOGIN, "13", "般-30", "123456", ADDRESS)
        loss.ask(self.database, self.clock, replace(form, **changed))

    def change(self, old: str, new: str, which: str = EXISTING, login: str = LOGIN, again: str | None = None) -> None:
        """パスワード設定／変更."""
        form = Change(which, login, old, new, new if again is None else again)
        change.change(self.database, self.clock, form)

    def enrol(self, login: str, kind: str, name: str = "国土 太郎", password: str = FIRST, **more: str) -> Desk:
        """A 審査者 or システム管理者 who has set a password."""
        made = admin.enrol(self.ministry, login, kind, name, **more)
        self.change(made.secret, password, FRESH, login)
        return self.desk(login)

    # Who and what is there

    @property
    def ministry(self) -> Desk:
        """The administrator of 本省."""
        if not self._known(KIJUN.name, MINISTRY_LOGIN):
            made = first_admin(self.database, self.clock, KIJUN, MINISTRY_LOGIN, "田中 花子", "タナカ ハナコ")
            own.change_password(self.database, self.clock, KIJUN, MINISTRY_LOGIN, made.secret, MINISTRY_PHRASE)
        return self._desk(KIJUN.name, MINISTRY_LOGIN)

    @property
    def administrator(self) -> Desk:
        """A システム管理者."""
        login = "kanri0001"
        return self.desk(login) if self._known("gaikokujin", login) else self.enrol(login, ADMINISTRATOR)

    def desk(self, login: str = LOGIN) -> Desk:
        """The desk of a user as stored now."""
        return self._desk("gaikokujin", login)

    def _known(self, realm: str, login: str) -> bool:
        return bool(self._accounts(realm, login))

    def _desk(self, realm: str, login: str) -> Desk:
        return Desk(officer_of(self._accounts(realm, login)[0]), self.database, self.clock)

    def _accounts(self, realm: str, login: str) -> list[Account]:
        with self.database.read() as session:
            wanted = select(Account).where(col(Account.realm) == realm, col(Account.login) == login)
            return list(session.exec(wanted))

    def account(self, login: str = LOGIN) -> Account | None:
        """The stored user, None when there is none."""
        found = self._accounts("gaikokujin", login)
        return found[0] if found else None

    def journal(self, action: str | None = None) -> list[Journal]:
        """The rows of the journal, in order."""
        with self.database.read() as session:
            rows = session.exec(select(Journal).order_by(col(Journal.seq))).all()
        return [row for row in rows if action in (None, row.action)]


def said(refused: type[Exception], act: Any, *given: Any, **more: Any) -> str:
    """The words of a refusal; fails when there is none."""
    with pytest.raises(refused) as refusal:
        act(*given, **more)
    return str(refusal.value)


def items(act: Any, *given: Any, **more: Any) -> list[str]:
    """The items that a refused form names, in order."""
    with pytest.raises(FormRefused) as refusal:
        act(*given, **more)
    return [one.item for one in refusal.value.findings]


__all__ = [
    "ADDRESS", "EXISTING", "FIRST", "FORM", "FOURTH", "FRESH", "LOGIN", "LOST_ID", "LOST_PASSWORD", "SECOND", "THIRD", "Aliens",
    "LoginRefused", "items", "said",
]  # fmt: skip
