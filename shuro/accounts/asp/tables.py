"""Tables of the agencies' accounts: contracts and registered accounts. Moments are Asia/Tokyo without zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Field, SQLModel

import shuro.kernel.tables  # noqa: F401  (sets the naming convention before the first table is declared)

SET_UP = timedelta(minutes=10)  # from the registration to the first log-in (ACC-225)
SETTING_UP, UNLINKED, LINKED, RELEASED, DELETED = "設定中", "紐づけ待ち", "紐づけ済", "紐づけ解除", "削除済"  # ACC-238
UNREGISTERED, CODE_SENT = "未登録", "コード確認待ち"  # states of an address that has no account yet


class AspContract(SQLModel, table=True):
    """A contract: its CustomerId, the telephone number it was made with, and how many accounts it allows.

    `office_part`: the first part of its ASPアカウント (abcd8 of abcd8-01). `manager_id`: the AspAccount that is 管理者; one
    column of the contract, so that there is exactly one from the first registration on (ACC-230). It is no foreign key,
    because the account already points here. `first_id`: the account that was registered first (ACC-229).
    """

    __tablename__ = "asp_contract"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: str = Field(unique=True)
    name: str
    office_part: str = Field(unique=True)
    tel: str  # digits alone
    licences: int
    manager_id: int | None = None
    first_id: int | None = None
    created_at: datetime
    version: int = 1

    @property
    def key(self) -> int:
        """The id of a stored contract."""
        assert self.id is not None
        return self.id


class AspAccount(SQLModel, table=True):
    """A registered account. `environment`: the ASPアカウント it was registered on or is linked with; nobody else's."""

    __tablename__ = "asp_account"

    id: int | None = Field(default=None, primary_key=True)
    contract_id: int = Field(foreign_key="asp_contract.id", index=True)
    officer_id: int = Field(foreign_key="officer.id", unique=True)
    address: str  # as registered; stays in the list after a deletion
    name: str  # 表示名
    environment: str | None = Field(default=None, unique=True)
    two_step: bool = False
    registration: str = Field(unique=True)  # the hash of the registration's own key (ACC-228)
    registered_at: datetime
    linked_at: datetime | None = None
    released_at: datetime | None = None
    deleted_at: datetime | None = None

    @property
    def key(self) -> int:
        """The id of a stored account."""
        assert self.id is not None
        return self.id

    @property
    def ready_at(self) -> datetime:
        """The moment from which a log-in is accepted (ACC-225)."""
        return self.registered_at + SET_UP

    def state(self, now: datetime) -> str:
        """The word of ACC-238 for what the account is at `now` (without zone)."""
        if self.deleted_at is not None:
            return DELETED
        if self.linked_at is not None:
            return LINKED
        if self.released_at is not None:
            return RELEASED
        return SETTING_UP if now < self.ready_at else UNLINKED
