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
from shuro.accounts.desks import locked, officer_of, subject, system_desk, unknown
from shuro.accounts.realms import Realm
from shuro.accounts.tables import Account
from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk, Officer
from shuro.kernel.tables import stored_moment

if TYPE_CHECKING:
    from shuro.kernel.database import Database

T = TypeVar("T")
INITIAL_OVER = "初期パスワードの期限（{until}）が過ぎています。管理者に初期パスワードの再発行を依頼してください。"
EXPIRED = "パスワードの有効期限が過ぎています。パスワードを変更してください。"


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
) -> LoggedIn:
    """Log a user in and begin a session. `login` and `password` as typed; `proof`: what the second factor asks for.

    Raises LoginRefused with the realm's one sentence for an unknown ID, a wrong password or proof, a wait, a closed or
    a disabled user; with a sentence of its own, only after the right password, when the initial password is out of
    date, and PasswordExpired when the realm's validity is over.
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
    return prove(desk, realm, login, password, proof, enter)


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
) -> T:
    """Compare a password with the user's and, when all is right, do `then` in the same transaction.

    `then(session, account, failures)` is given the held account and the failures before. `expired_too`: a password
    whose validity is over is right as well, for setting a new one. Raises LoginRefused, after counting and journaling.
    """
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
        now = stored_moment(desk.now())
        reason, refusal = _decide(session, realm, account, right, proof, now, expired_too)
        if refusal is None:
            assert account is not None
            failures, account.failed, account.wait_until = account.failed, 0, None
            session.add(account)
            result = then(session, account, failures)
        else:
            who = subject(realm.name, login) if account else unknown(realm.name, login)
            count = {"failures": account.failed} if account else {}
            append_journal(session, desk, "login.refused", who, {"reason": reason, **count})
    if refusal is not None:
        raise refusal
    _renew(desk, realm, login, hashed, password)
    return result


def _decide(
    session: Session, realm: Realm, account: Account | None, right: bool, proof: Any, now: datetime, expired_too: bool
) -> tuple[str, LoginRefused | None]:
    """Why the attempt is refused and what is said, or ("", None); a wrong password is counted here."""
    said = LoginRefused(realm.refused)
    if account is None:
        return "unknown", said
    if account.closed_at is not None:
        return "closed", LoginRefused(realm.closed or realm.refused)
    if account.wait_until is not None and now < account.wait_until:
        return "waiting", LoginRefused((realm.waiting or realm.refused).format(until=f"{account.wait_until:%H:%M}"))
    if account.disabled_at is not None:
        return "disabled", said
    if not right or (realm.second_factor is not None and not realm.second_factor(session, account, proof)):
        return "wrong", LoginRefused(_count(session, realm, account, now))
    if account.must_change and account.initial_until is not None and now > account.initial_until:
        until = account.initial_until
        return "initial_over", LoginRefused(INITIAL_OVER.format(until=f"{until.month}月{until.day}日{until:%H:%M}"))
    last = _last_day(realm, account)
    if last is not None and now.date() > last and not expired_too:
        return "password_expired", PasswordExpired(EXPIRED)
    return "", None


def _count(session: Session, realm: Realm, account: Account, now: datetime) -> str:
    """Count a wrong password; the sentence for it. The counter outlives the program and grows under the row's lock."""
    account.failed += 1
    wait = realm.lock.wait(account.failed)
    account.wait_until = now + timedelta(seconds=wait) if wait else None
    sentence = realm.refused
    if wait and realm.waiting:
        sentence = realm.waiting.format(until=f"{account.wait_until:%H:%M}")
    if realm.lock.closes_at is not None and account.failed >= realm.lock.closes_at:
        account.closed_at = now
        sentence = realm.closed or sentence
    session.add(account)
    return sentence


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
