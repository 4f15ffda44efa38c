"""Tables of the accounts: users, their former passwords, their sessions. Moments are Asia/Tokyo without zone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

import shuro.kernel.tables  # noqa: F401  (sets the naming convention before the first table is declared)

OWN, EXTRA = "本務", "併任"


class Account(SQLModel, table=True):
    """A user of a realm; belongs to exactly one office (SYS-1, SYS-50). Users are disabled, never deleted."""

    __tablename__ = "officer"
    __table_args__ = (UniqueConstraint("realm", "login"),)

    id: int | None = Field(default=None, primary_key=True)
    realm: str
    login: str
    name: str
    kana: str = ""
    roman: str | None = None  # 氏名(ローマ字), for the rule on names in passwords (ACC-70)
    mail: str | None = None  # the registered address, in the systems that send mails
    office_code: str = Field(index=True)
    posting: str = OWN  # OWN staff of the office, or EXTRA: of another post, added by 本省 (SYS-50)
    rights: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    password_hash: str  # argon2id with its parameters and salt
    password_serial: int = 1  # counts the passwords set: a log-in that began with an older one is refused
    password_set_at: datetime
    must_change: bool = True
    initial_until: datetime | None = None  # the initial secret is of use up to this moment
    failed: int = 0  # consecutive wrong passwords
    wait_until: datetime | None = None
    closed_at: datetime | None = None  # the lock rule's last step: somebody must open it
    last_login: datetime | None = None
    disabled_at: datetime | None = None
    created_at: datetime
    version: int = 1  # of what administrators change

    @property
    def key(self) -> int:
        """The id of a stored user."""
        assert self.id is not None
        return self.id

    def set_password(self, hashed: str, now: datetime) -> None:
        """Take a new hash; a log-in that compared the old one finds another serial and is refused."""
        self.password_hash, self.password_set_at = hashed, now
        self.password_serial += 1

    def reopen(self) -> None:
        """End waits and closures; wrong passwords count from nothing again."""
        self.failed, self.wait_until, self.closed_at = 0, None, None


class PastPassword(SQLModel, table=True):
    """The hash of a password a user once set, for realms that look back (ACC-71). Initial secrets are not kept."""

    __tablename__ = "officer_password"

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int = Field(foreign_key="officer.id", index=True)
    password_hash: str
    set_at: datetime


class UserSession(SQLModel, table=True):
    """A session from log-in to its end. `id` is the SHA-256 of a random 128-bit token that only the program holds."""

    __tablename__ = "user_session"

    id: str = Field(primary_key=True)
    officer_id: int = Field(foreign_key="officer.id", index=True)
    via: str
    started: datetime
    last_seen: datetime
    ended: datetime | None = None
    reason: str = ""  # why it ended: a key of sessions.ENDINGS
