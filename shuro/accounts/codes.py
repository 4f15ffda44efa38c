"""One-time codes and temporary passwords (ACC-42, 43, 84, 119, 120, 164): issued, compared, used up.

One row for each system, purpose and person: a newer code takes the place of the older one. Only the argon2id hash is
kept (ACC-8; ASVS 6.5.2), and the same work is done when there is no code at all.
"""

from __future__ import annotations

import secrets
import string
from datetime import datetime, timedelta

from sqlmodel import Field, Session, SQLModel

from shuro.accounts import passwords
from shuro.accounts.alike import store_nothing
from shuro.accounts.realms import Realm
from shuro.kernel.database import take_turn
from shuro.kernel.tables import stored_moment

SYMBOLS = "!#$%&*+-=?@"  # of the printable ones, those that no Japanese keyboard or font shows as another
GROUPS = (string.ascii_uppercase, string.ascii_lowercase, string.digits, SYMBOLS)


class Code(SQLModel, table=True):
    """The code in force, or the last one. Moments are Asia/Tokyo without zone."""

    __tablename__ = "account_code"

    realm: str = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    hash: str
    issued_at: datetime
    valid_until: datetime
    wrong: int = 0
    used_at: datetime | None = None


def issue(
    session: Session, realm: Realm, purpose: str, subject: str, now: datetime, *, secret: str, valid: timedelta
) -> None:
    """Put a code into force for `valid` from now on (the last second included); older ones are void from now on."""
    at = _plain(now)
    row = _held(session, realm, purpose, subject)
    if row is None:
        row = Code(realm=realm.name, purpose=purpose, subject=subject, hash="", issued_at=at, valid_until=at)
    row.hash, row.issued_at, row.valid_until = passwords.keep(secret), at, at + valid
    row.wrong, row.used_at = 0, None
    session.add(row)
    session.flush()


def check(
    session: Session, realm: Realm, purpose: str, subject: str, now: datetime, typed: str, *, tries: int | None
) -> str:
    """Compare what was typed: "ok", "wrong", "expired", "none" or "spent". Does not use the code up.

    `tries`: after so many wrong ones the code is "spent", whatever is typed; None: no limit. "none": no code was issued
    or it is used up. "expired" is only told for the right code. In the caller's writing transaction, which counts.
    """
    row = _held(session, realm, purpose, subject)
    matched = passwords.matches(row.hash if row else None, typed)
    if row is None or row.used_at is not None:
        store_nothing(session, Code.wrong)
        return "none"
    if tries is not None and row.wrong >= tries:
        store_nothing(session, Code.wrong)
        return "spent"
    if not matched:
        row.wrong += 1
        session.add(row)
        session.flush()
        return "spent" if tries is not None and row.wrong >= tries else "wrong"
    return "ok" if _plain(now) <= row.valid_until else "expired"


def use(session: Session, realm: Realm, purpose: str, subject: str, now: datetime) -> None:
    """Use the code up: it never works again."""
    row = _held(session, realm, purpose, subject)
    if row is not None:
        row.used_at = _plain(now)
        session.add(row)
        session.flush()


def valid_until(session: Session, realm: Realm, purpose: str, subject: str) -> datetime | None:
    """The last second at which the code in force is of use (it may have passed); None without one, or when used up."""
    row = session.get(Code, (realm.name, purpose, subject))
    return None if row is None or row.used_at is not None else row.valid_until


def digits(count: int) -> str:
    """A random code of so many digits; the first may be 0."""
    return "".join(secrets.choice(string.digits) for _ in range(count))


def temporary_password(length: int = 8) -> str:
    """A random password with an upper-case letter, a lower-case letter, a digit and a symbol at least (ACC-42)."""
    letters = [secrets.choice(group) for group in GROUPS]
    letters += [secrets.choice("".join(GROUPS)) for _ in range(length - len(GROUPS))]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def _held(session: Session, realm: Realm, purpose: str, subject: str) -> Code | None:
    """The row as it is now; nobody else touches it, or makes it, until the transaction ends."""
    take_turn(session, f"code:{realm.name}:{purpose}:{subject}")
    return session.get(Code, (realm.name, purpose, subject), populate_existing=True)


def _plain(now: datetime) -> datetime:
    return (stored_moment(now) if now.tzinfo else now).replace(microsecond=0)
