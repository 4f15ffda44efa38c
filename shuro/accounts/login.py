"""Logging in: one place where a password is compared, counted, and answered for.

The hash is compared first and outside any transaction, because it takes long; then one transaction looks at the
account, decides, counts and writes the journal. What the comparison found is told only there, so that a hundred
attempts at the same time are answered as a hundred in a row (ASVS 6.1.1). For an unknown, waiting, closed or disabled
user the same work is done and the same words are said (ASVS 6.3.8).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from sqlmodel import Session, col, select, update

from shuro.accounts import passwords, sessions
from shuro.accounts.alike import kept_if, store_nothing
from shuro.accounts.desks import counted, locked, officer_of, subject, system_desk, unknown
from shuro.accounts.outcomes import Outcome, Refusal, until_shown
from shuro.accounts.realms import Realm
from shuro.accounts.tables import Account
from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk, Officer
from shuro.kernel.tables import stored_moment

if TYPE_CHECKING:
    from shuro.kernel.database import Database

T = TypeVar("T")
LockedOut = Callable[[Session, Desk, Account, Outcome], None]
INITIAL_OVER = "初期パスワードの期限（{until}）が過ぎています。管理者に初期パスワードの再発行を依頼してください。"
EXPIRED = "パスワードの有効期限が過ぎています。パスワードを変更してください。"
STALE, TOO_SLOW = "stale", "ログインの確認に時間がかかりました。もう一度ログインしてください。"


COUNTED = Outcome()  # a failure that led to nothing more


class LoginRefused(Exception):
    """Nobody is logged in; `sentence` is all the person is told."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


class PasswordExpired(LoginRefused):
    """The password was right and is too old: it is good for setting a new one and for nothing else (ACC-76)."""


@dataclass(frozen=True)
class LoggedIn:
    """A successful log-in. `must_change`: nothing can be done before a new password is set.

    `previous`: the log-in before this one, `failures`: wrong passwords since then, so that the officer notices a
    stranger (ASVS 6.3.5). `last_day`: the password's last valid day when the realm's warning days have begun (ACC-75).
    """

    officer: Officer
    must_change: bool
    session: sessions.OpenSession
    previous: datetime | None = None
    failures: int = 0
    last_day: date | None = None


def log_in(
    database: Database,
    clock: Callable[[], datetime],
    realm: Realm,
    login: str,
    password: str,
    *,
    proof: Any = None,
    via: str = "screen",
    locked_out: LockedOut | None = None,
) -> LoggedIn:
    """Log a user in and begin a session. `login` and `password` as typed; `proof`: what the second factor asks for.

    `locked_out` as in `prove`. Raises LoginRefused with the realm's one sentence for an unknown ID, a wrong password or
    proof, a wait, a closed or a disabled user; with a sentence of its own, only after the right password, when the
    initial password is out of date, and PasswordExpired when the realm's validity is over.
    """

    def enter(session: Session, account: Account, failures: int) -> LoggedIn:
        now = stored_moment(desk.now())
        last = _last_day(realm, account)
        previous, account.last_login = account.last_login, now
        opened = sessions.begin(session, realm, account, now, via)
        officer = officer_of(account)
        append_journal(session, Desk(officer, database, clock, via), "login", subject(realm.name, account.login), {})
        due = last is not None and now.date() >= last - timedelta(days=realm.password.warn_days)
        return LoggedIn(officer, account.must_change, opened, previous, failures, last if due else None)

    desk = system_desk(database, clock, realm, via)
    return prove(desk, realm, login, password, proof, enter, locked_out=locked_out)


def _last_day(realm: Realm, account: Account) -> date | None:
    """The last day a password can be used; the day it was set does not count (ACC-74)."""
    days = realm.password.valid_days
    return None if days is None or account.must_change else account.password_set_at.date() + timedelta(days=days)


def prove(
    desk: Desk,
    realm: Realm,
    login: str,
    password: str,
    proof: Any,
    then: Callable[[Session, Account, int], T],
    *,
    expired_too: bool = False,
    locked_out: LockedOut | None = None,
) -> T:
    """Compare a password with the user's and, when all is right, do `then` in the same transaction.

    `then(session, account, failures)` is given the held account and the failures before. `expired_too`: a password
    whose validity is over is right as well, for setting a new one. `locked_out(session, desk, account, outcome)` is
    called in the transaction in which a user becomes locked or closed (ACC-116); for an ID that nobody has with an account
    that is not stored, and what it writes is undone. Raises LoginRefused, after counting
    and journaling; outside the service hours with their sentence and nothing else done (ACC-105).
    """
    if realm.timed:
        from shuro.accounts import service_hours

        if closed := service_hours.refusal(desk.database, realm, desk.now()):
            raise LoginRefused(closed)
    login = realm.id_rule.fold(login)
    with desk.database.read() as session:
        found = session.exec(
            select(Account.password_hash, Account.password_serial).where(
                col(Account.realm) == realm.name, col(Account.login) == login
            )
        ).first()
    hashed, serial = found if found else (None, None)
    matched = passwords.matches(hashed, password)
    with desk.database.write() as session:
        account = locked(session, realm.name, login).get(login)
        right = matched and account is not None and account.password_serial == serial
        attempt = _Attempt(session, desk, realm, login, account, locked_out)
        refusal = attempt.decide(right, proof, expired_too)
        if refusal is None:
            assert account is not None
            result = then(session, account, attempt.forget())
    if refusal is not None:
        raise refusal
    _renew(desk, realm, login, hashed, password)
    return result


@dataclass
class _Attempt:
    """One attempt inside its transaction. Where it is counted depends on the realm: in the row of the user, or in a
    counter of its own, which unknown IDs have too (`Realm.counter`).
    """

    session: Session
    desk: Desk
    realm: Realm
    login: str
    account: Account | None
    locked_out: LockedOut | None

    @property
    def who(self) -> str:
        """How the journal names the user, or the ID that nobody has."""
        return subject(self.realm.name, self.login) if self.account else unknown(self.realm.name, self.login)

    @property
    def counted_as(self) -> str:
        """The subject of the counter."""
        return counted(self.realm.name, self.login, self.account is not None)

    def decide(self, right: bool, proof: Any, expired_too: bool) -> LoginRefused | None:
        """Why the attempt is refused, or None; a failure is counted and journaled here."""
        now = stored_moment(self.desk.now())
        blocked = self._blocked(now)
        if blocked is not None:
            if not self.realm.counter:
                store_nothing(self.session, Account.failed)
            return self._refused(blocked.reason, LoginRefused(blocked.sentence))
        if reason := self._wrong(right, proof):
            if reason == STALE:  # nobody guesses with the right password and the right key
                return self._refused(reason, LoginRefused(TOO_SLOW))
            outcome = self._count(reason, now)
            said = outcome.refusal.sentence if outcome.refusal else self.realm.refused
            return self._refused(reason, LoginRefused(said), outcome)
        account = self.account
        assert account is not None
        if account.must_change and account.initial_until is not None and now > account.initial_until:
            until = account.initial_until
            told = INITIAL_OVER.format(until=f"{until.month}月{until.day}日{until:%H:%M}")
            return self._refused("initial_over", LoginRefused(told))
        last = _last_day(self.realm, account)
        if last is not None and now.date() > last and not expired_too:
            return self._refused("password_expired", PasswordExpired(EXPIRED))
        return None

    def forget(self) -> int:
        """After a right one: count from nothing again. The failures there were."""
        assert self.account is not None
        failures, self.account.failed, self.account.wait_until = self.account.failed, 0, None
        self.session.add(self.account)
        if self.realm.counter:
            from shuro.accounts import attempts

            return attempts.succeeded(self.session, self.realm, self.realm.counter, self.counted_as)
        return failures

    def _blocked(self, now: datetime) -> Refusal | None:
        """The refusal during a wait or after a closure, whatever was typed."""
        account, realm = self.account, self.realm
        if realm.counter:
            from shuro.accounts import attempts

            return attempts.guard(self.session, realm, realm.counter, self.counted_as, now)
        if account is not None and account.closed_at is not None:
            return Refusal(realm.closed or realm.refused, "closed")
        if account is not None and account.wait_until is not None and now < account.wait_until:
            return Refusal((realm.waiting or realm.refused).format(until=until_shown(account.wait_until)), "waiting")
        return None

    def _wrong(self, right: bool, proof: Any) -> str:
        """What is wrong: unknown, disabled, wrong, or a second factor that is stale; empty when nothing is."""
        if self.account is None:
            return "unknown"
        if self.account.disabled_at is not None:
            return "disabled"
        if not right:
            return "wrong"
        factor = self.realm.second_factor
        shown = factor is None or factor(self.session, self.account, proof)
        return "" if shown else STALE if shown is None else "wrong"

    def _count(self, reason: str, now: datetime) -> Outcome:
        """Count a failure; the counter outlives the program and grows under the lock of its row."""
        account, realm = self.account, self.realm
        if realm.counter:
            from shuro.accounts import attempts

            return attempts.failed(self.session, realm, realm.counter, self.counted_as, now)
        if reason != "wrong" or account is None:
            store_nothing(self.session, Account.failed)
            return COUNTED
        account.failed += 1
        wait = realm.lock.wait(account.failed)
        account.wait_until = now + timedelta(seconds=wait) if wait else None
        self.session.add(account)
        if realm.lock.closes_at is not None and account.failed >= realm.lock.closes_at:
            account.closed_at = now
            return Outcome(Refusal(realm.closed or realm.refused, "closed"), newly_closed=True)
        if account.wait_until is None:
            return COUNTED
        told = (realm.waiting or realm.refused).format(until=until_shown(account.wait_until))
        return Outcome(Refusal(told, "waiting"), newly_locked=True, until=account.wait_until)

    def _refused(self, reason: str, said: LoginRefused, outcome: Outcome = COUNTED) -> LoginRefused:
        """Journal a refusal, and a lock or closure that it led to (ACC-10)."""
        detail: dict[str, Any] = {"reason": reason}
        if self.account is not None and not self.realm.counter:
            detail["failures"] = self.account.failed
        append_journal(self.session, self.desk, "login.refused", self.who, detail)
        if self.realm.counter and (outcome.newly_locked or outcome.newly_closed):
            action = "login.closed" if outcome.newly_closed else "login.locked"
            append_journal(self.session, self.desk, action, self.who, {"until": outcome.until})
            if self.locked_out is not None:
                with kept_if(self.session, self.account is not None):
                    self.locked_out(self.session, self.desk, self.account or _nobody(self.realm), outcome)
        return said


def _nobody(realm: Realm) -> Account:
    """Stands in for the user of an ID that nobody has, where what is written is undone at once."""
    return Account(
        id=0, realm=realm.name, login="", name="", mail="nobody@invalid", office_code="", password_hash="",
        password_set_at=datetime.min, created_at=datetime.min,
    )  # fmt: skip


def _renew(desk: Desk, realm: Realm, login: str, hashed: str | None, password: str) -> None:
    """Hash the password anew when the parameters have changed; only after success, so that time tells nothing."""
    if hashed is None or not passwords.outdated(hashed):
        return
    fresh = passwords.keep(password)
    with desk.database.write() as session:
        session.exec(
            update(Account)
            .where(col(Account.realm) == realm.name, col(Account.login) == login, col(Account.password_hash) == hashed)
            .values(password_hash=fresh)
        )
