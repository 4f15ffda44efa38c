"""The password of one's own: what a user changes without an administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from shuro.accounts import passwords, sessions
from shuro.accounts.desks import locked, office_of, officer_of, subject, system_desk
from shuro.accounts.login import prove
from shuro.accounts.passwords import PasswordRefused, Person
from shuro.accounts.realms import Realm
from shuro.accounts.tables import Account, PastPassword
from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.tables import stored_moment

CHANGED_MEANWHILE = "パスワード：今、別の端末で変更されました。もう一度ログインして確かめてください。"


def change_password(
    database: Database,
    clock: Callable[[], datetime],
    of: Realm,
    login: str,
    current: str,
    new: str,
    *,
    keep: sessions.OpenSession | None = None,
    proof: Any = None,
    via: str = "screen",
) -> None:
    """Set a new password; the current one is asked for and counted like a log-in; all sessions but `keep` end.

    An initial password is a current one; `proof` as in `log_in`. Raises LoginRefused for the current, PasswordRefused
    for the new password.
    """
    desk = system_desk(database, clock, of, via)
    account = _examined(desk, of, login, current, new, proof)
    hashed = passwords.keep(new)
    with database.write() as session:
        held = locked(session, of.name, account.login)[account.login]
        if held.password_serial != account.password_serial or held.disabled_at is not None:
            raise PasswordRefused([CHANGED_MEANWHILE])
        take_password(session, desk, of, held, hashed, keep)


def examine_password(
    database: Database,
    clock: Callable[[], datetime],
    of: Realm,
    login: str,
    current: str,
    new: str,
    via: str = "screen",
) -> None:
    """See that `change_password` would go through, before a question is asked. The current one is counted like a log-in.

    Only who knows it is told by which rules the new one is measured: they hold words of the user (ACC-72). Raises as
    `change_password`.
    """
    _examined(system_desk(database, clock, of, via), of, login, current, new, None)


def _examined(desk: Desk, of: Realm, login: str, current: str, new: str, proof: Any) -> Account:
    """The user of a right current password, when the new one breaks no rule."""

    def read(session: Session, account: Account, failures: int) -> tuple[Account, Person, tuple[str, ...]]:
        return account, person_of(account), former_of(session, of, account)

    account, person, former = prove(desk, of, login, current, proof, read, expired_too=True)
    if found := passwords.findings(of, new, person, former):
        raise PasswordRefused(found)
    return account


def person_of(account: Account) -> Person:
    """The user's own words, which rules on passwords speak of."""
    return Person(account.login, account.name, account.kana, office_of(account).name, account.roman or "")


def former_of(session: Session, of: Realm, account: Account) -> tuple[str, ...]:
    """The hashes a new password must differ from, the present one first (ACC-71)."""
    past = session.exec(
        select(PastPassword.password_hash)
        .where(col(PastPassword.officer_id) == account.id)
        .order_by(col(PastPassword.id).desc())
        .limit(of.password.history)
    )
    return tuple(dict.fromkeys((account.password_hash, *past)))


def take_password(
    session: Session,
    desk: Desk,
    of: Realm,
    held: Account,
    hashed: str,
    keep: sessions.OpenSession | None = None,
    action: str = "user.change_password",
) -> None:
    """Give a held user a password that was checked, in the caller's transaction: validity begins anew (ACC-77), all
    sessions but `keep` end, the hash is remembered for the history, the act is journaled as the user's own.
    """
    now = stored_moment(desk.now())
    held.set_password(hashed, now)
    held.must_change, held.initial_until = False, None
    session.add(held)
    session.flush()
    remember(session, of, held, now)
    sessions.close_all(session, held.key, now, "password", keep)
    own = Desk(officer_of(held), desk.database, desk.clock, desk.via)
    append_journal(session, own, action, subject(of.name, held.login), {})


def remember(session: Session, of: Realm, account: Account, now: datetime) -> None:
    """Keep a hash that was just set for as long as the realm's rule looks back, and no longer."""
    if of.password.history == 0:
        return
    session.add(PastPassword(officer_id=account.key, password_hash=account.password_hash, set_at=now))
    session.flush()
    kept = session.exec(
        select(PastPassword.id)
        .where(col(PastPassword.officer_id) == account.id)
        .order_by(col(PastPassword.id).desc())
        .limit(of.password.history)
    ).all()
    session.exec(
        delete(PastPassword).where(col(PastPassword.officer_id) == account.id, col(PastPassword.id).not_in(kept))
    )
