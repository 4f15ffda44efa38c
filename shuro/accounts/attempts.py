"""Wrong passwords and codes of the outside systems: counters kept apart by system, purpose and person (ACC-151 to 157).

A counter stands in a row of its own, so that unknown IDs are counted like known ones and a lock tells nobody which IDs
exist; it outlives the program and is changed by one transaction at a time. `purpose`: what is tried ("login",
"contract"); `subject`: who is tried (an ID, a 契約番号), never a secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Field, Session, SQLModel

from shuro.accounts import settings
from shuro.accounts.outcomes import Outcome, Refusal, until_shown
from shuro.accounts.realms import LockRule, Realm
from shuro.kernel.database import take_turn
from shuro.kernel.tables import stored_moment

HOUR = timedelta(hours=1)


class Attempt(SQLModel, table=True):
    """The failures of one person at one thing since the last success; or the mails of an hour to an address (`paced`)."""

    __tablename__ = "account_attempt"

    realm: str = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    failed: int = 0  # consecutive; failures during a lock are not counted (ACC-152)
    wait_until: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """How a counter stands: 正常, ロック (until when) or 閉塞, and the failures since the last success."""

    word: str = "正常"
    until: datetime | None = None
    failed: int = 0


def rule(session: Session, realm: Realm) -> LockRule | None:
    """The lock in force: the realm's own, or the one that its setting switches on (ACC-64); None while it is off. Then
    failures stand in the journal alone, and what was counted before holds nobody up.
    """
    if realm.lock_when_set is None:
        return realm.lock
    return realm.lock_when_set if settings.value(session, realm.name, "lock") == "on" else None


def guard(session: Session, realm: Realm, purpose: str, subject: str, now: datetime) -> Refusal | None:
    """The refusal of an attempt during a lock or after a closure, whatever was typed; None when it may be tried.

    Exactly at the end of a lock it may (ACC-153). Nobody else counts this person until the transaction ends.
    """
    row = _held(session, realm, purpose, subject)
    at = _plain(now)
    if row is None or rule(session, realm) is None:
        return None
    if row.closed_at is not None:
        return Refusal(realm.closed or realm.refused, "closed")
    if row.wait_until is not None and at < row.wait_until:
        return _waiting(realm, row.wait_until)
    return None


def failed(session: Session, realm: Realm, purpose: str, subject: str, now: datetime) -> Outcome:
    """Count a failure inside the caller's writing transaction, after `guard` let it pass."""
    lock = rule(session, realm)
    if lock is None:
        release(session, realm, purpose, subject)
        return Outcome()
    row = _held(session, realm, purpose, subject)
    if row is None:
        row = Attempt(realm=realm.name, purpose=purpose, subject=subject)
    at = _plain(now)
    row.failed += 1
    wait = lock.wait(row.failed)
    row.wait_until = at + timedelta(seconds=wait) if wait else None
    if lock.closes_at is not None and row.failed >= lock.closes_at:
        row.closed_at, row.wait_until = at, None
    session.add(row)
    session.flush()
    if row.closed_at is not None:
        return Outcome(Refusal(realm.closed or realm.refused, "closed"), newly_closed=True)
    if row.wait_until is not None:
        return Outcome(_waiting(realm, row.wait_until), newly_locked=True, until=row.wait_until)
    return Outcome()


def succeeded(session: Session, realm: Realm, purpose: str, subject: str) -> int:
    """A right one: failures and locks count from nothing again (ACC-155). The failures there were."""
    return release(session, realm, purpose, subject)


def release(session: Session, realm: Realm, purpose: str, subject: str) -> int:
    """End lock and closure and set the counters to 0 (ACC-197). The failures there were."""
    row = _held(session, realm, purpose, subject)
    if row is None:
        return 0
    session.delete(row)
    session.flush()
    return row.failed


def paced(session: Session, realm: Realm, purpose: str, subject: str, now: datetime) -> datetime | None:
    """Count a mail that somebody asks for: None while the setting "mails" allows it, else from when on one more may go.

    The hour begins with the first of them and is over 60 minutes later to the second. In the caller's writing transaction.
    """
    row, at = _held(session, realm, purpose, subject), _plain(now)
    most = settings.count(session, realm.name, "mails")
    if row is None:
        row = Attempt(realm=realm.name, purpose=purpose, subject=subject)
    if row.wait_until is None or at >= row.wait_until:
        row.failed, row.wait_until = 0, at + HOUR
    row.failed += 1
    session.add(row)
    session.flush()
    return row.wait_until if row.failed > most else None


def standing(session: Session, realm: Realm, purpose: str, subject: str, now: datetime) -> Standing:
    """How a counter stands, for lists and for those who help; changes nothing."""
    row = session.get(Attempt, (realm.name, purpose, subject))
    if row is None or rule(session, realm) is None:
        return Standing()
    if row.closed_at is not None:
        return Standing("閉塞", None, row.failed)
    if row.wait_until is not None and _plain(now) < row.wait_until:
        return Standing("ロック", row.wait_until, row.failed)
    return Standing("正常", None, row.failed)


def _held(session: Session, realm: Realm, purpose: str, subject: str) -> Attempt | None:
    """The row as it is now; nobody else touches it, or makes it, until the transaction ends."""
    take_turn(session, f"attempt:{realm.name}:{purpose}:{subject}")
    return session.get(Attempt, (realm.name, purpose, subject), populate_existing=True)


def _waiting(realm: Realm, until: datetime) -> Refusal:
    return Refusal((realm.waiting or realm.refused).format(until=until_shown(until)), "waiting")


def _plain(now: datetime) -> datetime:
    return (stored_moment(now) if now.tzinfo else now).replace(microsecond=0)
