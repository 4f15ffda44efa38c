"""What the tests of rokin begin with: contracts, a master user on his way to a certificate, and operators of 労金."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import col, select

from shuro.accounts.desks import officer_of
from shuro.accounts.login import LoggedIn, LoginRefused
from shuro.accounts.realms import ROKIN
from shuro.accounts.rokin import contracts, entering, operators
from shuro.accounts.rokin.certificates import CertificateRefused, Issued
from shuro.accounts.rokin.rules import NewUser
from shuro.accounts.rokin.workstation import Held, Machine, Store, import_file
from shuro.accounts.tables import Account
from shuro.kernel.audit import Journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.mail import Mail, body_of
from tests.conftest import Clock

CONTRACT, INITIAL = "12345678", "Init#001"
MASTER, GENERAL = "Master01", "Clerk001"
PASSWORD = "Pass#word1"
PC = Machine("machine-one", "1000:hanako")
OTHER_PC = Machine("machine-two", "1000:hanako")
OTHER_ACCOUNT = Machine("machine-one", "1001:taro")


def person(login: str = MASTER, **other: str) -> NewUser:
    """A user as typed; `other` replaces items."""
    items = {
        "login": login, "password": PASSWORD, "password_again": PASSWORD, "name": "労金　花子",
        "mail": f"{login.lower()}@example.jp", "mail_again": f"{login.lower()}@example.jp",
    }  # fmt: skip
    return NewUser(**(items | other))


@dataclass
class Rokin:
    """A database with one contract, and short words for what the tests do in it."""

    database: Database
    clock: Clock
    operator: Desk
    folder: Path
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store(self.folder / "certificates", PC)

    def on(self, machine: Machine) -> Store:
        """The same folder, as it looks on another machine or to another account."""
        return Store(self.store.folder, machine)

    def contract(self, number: str = CONTRACT, initial: str = INITIAL) -> None:
        operators.add_contract(self.operator, number, "株式会社てすと", initial)

    def opened(self, number: str = CONTRACT, initial: str = INITIAL) -> contracts.Opened:
        return contracts.open_contract(self.database, self.clock, number, initial)

    def master(self, **other: str) -> str:
        """The master user, registered."""
        return contracts.register_master(self.database, self.clock, self.opened(), person(**other))

    def account(self, login: str = MASTER) -> Account:
        with self.database.read() as session:
            return session.exec(select(Account).where(col(Account.realm) == "rokin", col(Account.login) == login)).one()

    def desk(self, login: str = MASTER) -> Desk:
        return Desk(officer_of(self.account(login)), self.database, self.clock, "screen")

    def mails(self, kind: str | None = None) -> list[tuple[str, str]]:
        """(recipient, body) of the mails written so far."""
        with self.database.read() as session:
            rows = session.exec(select(Mail).where(col(Mail.system) == "rokin").order_by(col(Mail.id))).all()
        found = [row for row in rows if kind in (None, row.kind)]
        return [(row.recipient, body_of(self.operator, row.id)[1]) for row in found]  # type: ignore[index, arg-type]

    def code(self) -> str:
        """The 認証コード of the newest mail."""
        return self.mails("r-code")[-1][1].partition("認証コード：")[2][:6]

    def ticket(self, login: str = MASTER, password: str = PASSWORD) -> entering.Ticket:
        """Through both steps before an issue."""
        ticket = entering.authenticate(self.database, self.clock, login, password)
        entering.enter_code(self.database, self.clock, ticket, self.code())
        return ticket

    def issue(self, login: str = MASTER, password: str = PASSWORD) -> Issued:
        return entering.issue(self.database, self.clock, self.ticket(login, password))

    def install(self, issued: Issued, password: str = PASSWORD, store: Store | None = None) -> Held:
        here = store or self.store
        return import_file(self.database, self.clock, here, here.save_file(issued), password)

    def equip(self, login: str = MASTER) -> Held:
        """A certificate, issued and imported."""
        return self.install(self.issue(login))

    def log_in(self, held: Held | None = None, password: str = PASSWORD, store: Store | None = None) -> LoggedIn:
        here = store or self.store
        return entering.log_in(self.database, self.clock, here, held or here.held()[0], password)

    def refused(self, held: Held | None = None, password: str = PASSWORD, store: Store | None = None) -> str:
        """The sentence of a refused log-in."""
        try:
            self.log_in(held, password, store)
        except LoginRefused as refused:
            return refused.sentence
        raise AssertionError("the log-in was not refused")

    def not_authenticated(self, login: str = MASTER, password: str = PASSWORD) -> str:
        """The sentence of a refused ユーザー認証."""
        try:
            entering.authenticate(self.database, self.clock, login, password)
        except (LoginRefused, CertificateRefused) as refused:
            return refused.sentence
        raise AssertionError("ユーザー認証 was not refused")

    def not_opened(self, number: str = CONTRACT, initial: str = INITIAL) -> str:
        """The sentence of a refused 初期登録ログイン."""
        try:
            self.opened(number, initial)
        except LoginRefused as refused:
            return refused.sentence
        raise AssertionError("初期登録ログイン was not refused")

    def journal(self, action: str) -> list[Journal]:
        with self.database.read() as session:
            rows = session.exec(select(Journal).order_by(col(Journal.seq))).all()
        return [row for row in rows if row.action == action]


REFUSED = ROKIN.refused
LOCKED = "60分間ログイン不可(ロック)です。{until}以降に再度操作してください。"
CLOSED = "ログイン不可(閉塞)です。労金へお問い合わせください。"
CLOSED_USER = CLOSED + "一般ユーザーの方は、マスターユーザーへお問い合わせください。"
