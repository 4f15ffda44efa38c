"""Who acts: the officer a user is, and the system itself before anybody has logged in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, and_, col, or_, select

from shuro.accounts.realms import Realm, realm
from shuro.accounts.rights import ADMIN, MINISTRY
from shuro.accounts.tables import Account
from shuro.kernel.codes import office
from shuro.kernel.desk import Desk, Office, Officer

if TYPE_CHECKING:
    from shuro.kernel.database import Database

SYSTEM_OFFICER = 0  # the id of no user: log-ins refused, the first administrator, the rescue at the machine itself
SYSTEM_OFFICE = Office("0000", MINISTRY, "システム")


def system_desk(database: Database, clock: Callable[[], datetime], of: Realm, via: str) -> Desk:
    """The system at work for a realm, where no officer is logged in yet. It may manage users and nothing else."""
    officer = Officer(SYSTEM_OFFICER, "system", "システム", SYSTEM_OFFICE, frozenset({ADMIN}), of.name)
    return Desk(officer, database, clock, via)


def office_of(account: Account) -> Office:
    """The one office of a user (SYS-1): that of the realm, or the one of its code. KeyError for a code that is gone."""
    of = realm(account.realm)
    return of.seat(account.office_code) if of.seat else of.home or office(account.office_code)


def officer_of(account: Account) -> Officer:
    """The officer a user is, with the rights and the office as they are stored now; one without a name goes by the ID."""
    named = account.name or account.login
    return Officer(account.key, account.login, named, office_of(account), frozenset(account.rights), account.realm)


def subject(of: str, login: str) -> str:
    """How the journal names a user of a realm."""
    return f"user:{of}/{login}"


def unknown(of: str, login: str) -> str:
    """How the journal names an ID that no user has. It may be a password typed into the wrong item, so only 16 bits of
    its hash are kept: enough to see one ID tried again and again, useless for finding out what it was.
    """
    return subject(of, "?" + hashlib.sha256(login.encode("utf-8", "replace")).hexdigest()[:4])


def counted(of: str, login: str, known: bool) -> str:
    """The subject under which attempts at an ID are counted: the ID, or of one that nobody has a keyed hash.

    It may be a password typed into the wrong item, so the key lies outside the database; and it is whole, because with a
    few bits somebody could fill all counters and see by a lock at the first attempt which IDs nobody has (D-83).
    """
    from shuro.kernel.sealing import named

    return login if known else "?" + named(f"{of}/{login}", "attempts")


def locked(session: Session, of: str, login: str, *also: int) -> dict[str, Account]:
    """The user of this ID, and those with the ids `also`, by ID, held against change until the transaction ends.

    Held in the order of their ids, so that two administrators who act on each other do not wait for one another.
    """
    wanted = or_(and_(col(Account.login) == login, col(Account.realm) == of), col(Account.id).in_(also))
    found = session.exec(select(Account).where(wanted).order_by(col(Account.id)).with_for_update())
    return {one.login: one for one in found}
