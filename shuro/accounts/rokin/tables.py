"""Tables: contracts, their users, certificates, the authority that signs them. Moments are Asia/Tokyo without zone."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, SQLModel

import shuro.accounts.tables  # noqa: F401  (users of contracts are users)

MASTER, GENERAL = "マスターユーザー", "一般ユーザー"


class Contract(SQLModel, table=True):
    """A 契約番号 with its 初期パスワード, of which only the hash is kept.

    `initial_length` is 8, or 6 for one that was delivered before 8 were asked for; `initial_tail` is what the migration
    put behind it: "" or "r@" (ACC-125). So nobody has to know the password to lengthen it.
    """

    __tablename__ = "rokin_contract"

    number: str = Field(primary_key=True)
    name: str  # 会員名
    initial_hash: str
    initial_length: int = 8
    initial_tail: str = ""
    initial_on: date  # the day it was delivered or filed
    created_at: datetime


class Member(SQLModel, table=True):
    """A user of a contract: what the common table of users does not hold."""

    __tablename__ = "rokin_member"

    officer_id: int = Field(primary_key=True, foreign_key="officer.id")
    contract: str = Field(foreign_key="rokin_contract.number", index=True)
    kind: str  # MASTER or GENERAL
    master_of: str | None = Field(default=None, unique=True)  # the contract of its one master user (ACC-136)


class Certificate(SQLModel, table=True):
    """A certificate from 「発行」 on. `public` is the certificate itself (DER), which is no secret."""

    __tablename__ = "rokin_certificate"

    id: int | None = Field(default=None, primary_key=True)
    serial: str = Field(unique=True)  # 32 hexadecimal digits
    officer_id: int = Field(foreign_key="officer.id", index=True)
    login: str  # as it was at the issue
    began_at: datetime  # 発行 was pressed
    issued_at: datetime | None = None
    last_day: date | None = Field(default=None, index=True)  # it can be used up to this day
    public: bytes | None = None
    imported_at: datetime | None = None
    machine: str | None = None  # the machine and account it was imported for, as a hash
    replaced_at: datetime | None = None  # a newer one was imported
    revoked_at: datetime | None = None
    revoked_for: str = ""

    @property
    def key(self) -> int:
        """The id of a stored certificate."""
        assert self.id is not None
        return self.id


class Challenge(SQLModel, table=True):
    """A random number that the key of a certificate has to sign; the row goes when it has been of use, once.

    One for each log-in that is under way: two programs with the same certificate do not take the number from each other.
    """

    __tablename__ = "rokin_challenge"

    number: str = Field(primary_key=True)  # 64 hexadecimal digits
    certificate_id: int = Field(foreign_key="rokin_certificate.id", index=True)
    made_at: datetime


class Authority(SQLModel, table=True):
    """The certificate authority: its own certificate and the number of its last list. Its key is not here."""

    __tablename__ = "rokin_authority"

    id: int = Field(primary_key=True)
    public: bytes
    made_at: datetime
    list_number: int = 0
