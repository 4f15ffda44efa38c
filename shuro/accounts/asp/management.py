"""アカウント管理 (ACC-229 to ACC-235): what the 管理者 of a CustomerId does to the other accounts, and nobody else.

The right is not one of `shuro.accounts.rights`: it is the one account that the contract names (ACC-210, ACC-230), read
anew in each transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from shuro.accounts import attempts, codes, sessions
from shuro.accounts.asp import entry, reset, store, words
from shuro.accounts.asp.store import AspRefused
from shuro.accounts.asp.tables import AspAccount, AspContract
from shuro.accounts.desks import subject
from shuro.accounts.realms import ASP
from shuro.accounts.tables import Account
from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk
from shuro.kernel.steps import NotAllowed

NO_HASH = "-"  # of a deleted user: no password is ever right
GUIDE = "asp_manager.md"  # 管理者用操作マニュアル, a page of docs/manual


@dataclass(frozen=True)
class AccountLine:
    """A line of アカウント一覧 (fields/asp-account-list.csv)."""

    id: int
    name: str
    address: str
    environment: str  # "" when not linked
    manager: bool
    state: str
    two_step: bool
    registered_at: datetime


def is_manager(desk: Desk) -> bool:
    """Is this user the 管理者 of its CustomerId now? For menus; what is done asks again."""
    if desk.officer.realm != ASP.name:
        return False
    with desk.database.read() as session:
        mine = store.account_of(session, desk.officer.id)
        return mine is not None and store.contract_of(session, mine).manager_id == mine.id


def listed(desk: Desk) -> list[AccountLine]:
    """アカウント一覧, in the order of registration, deleted ones too. Raises NotAllowed for all but the 管理者."""
    with _managing(desk, "アカウント一覧") as (session, contract, _):
        mine = select(AspAccount).where(col(AspAccount.contract_id) == contract.key).order_by(col(AspAccount.id))
        return [line_of(one, contract, store.moment(desk.now())) for one in session.exec(mine)]


def unlink(desk: Desk, address: str) -> None:
    """紐づけ解除: the account keeps its licence and can be linked again; its sessions end. Raises NotAllowed, AspRefused."""
    with _managing(desk, "紐づけ解除") as (session, contract, _):
        account, user = _other(session, contract, address)
        if account.linked_at is None:
            raise AspRefused(words.NOT_LINKED.format(address=account.address))
        old, now = account.environment, store.moment(desk.now())
        account.environment, account.linked_at, account.released_at = None, None, now
        session.add(account)
        sessions.close_all(session, user.key, now, "revoked")
        append_journal(session, desk, "asp.unlink", subject(ASP.name, account.address), {"environment": old})


def delete(desk: Desk, address: str, name: str | None = None) -> None:
    """削除: licence, ASPアカウント and address are free again (ACC-234); the row stays for list and journal.

    `name`: the 表示名 that the 管理者 typed or saw, which has to be that of the account there is now (SYS-35). Raises
    NotAllowed, AspRefused.
    """
    with _managing(desk, "削除") as (session, contract, _):
        account, user = _other(session, contract, address)
        if name is not None and name.strip() != account.name:
            raise AspRefused(words.OTHER_NAME.format(name=name, address=account.address))
        old, now = account.environment, store.moment(desk.now())
        account.environment, account.linked_at, account.deleted_at, account.two_step = None, None, now, False
        user.login, user.mail, user.disabled_at = f"#{user.key}", None, now
        user.set_password(NO_HASH, now)
        session.add(account)
        session.add(user)
        sessions.close_all(session, user.key, now, "disabled")
        for counter in (ASP.counter, entry.PURPOSE, reset.PURPOSE):
            attempts.release(session, ASP, str(counter), account.address)
        for code in (entry.PURPOSE, reset.PURPOSE):
            codes.use(session, ASP, code, account.address, now)
        append_journal(session, desk, "asp.delete", subject(ASP.name, account.address), {"environment": old})


def hand_over(desk: Desk, address: str) -> None:
    """管理者の変更: another registered account becomes the 管理者 and this one ceases to be (ACC-230).

    Raises NotAllowed, AspRefused.
    """
    with _managing(desk, "管理者の変更") as (session, contract, me):
        account = _registered(session, contract, address)
        if account.id == me.id:
            raise AspRefused(words.MANAGER_ALREADY.format(address=account.address))
        contract.manager_id = account.key
        session.add(contract)
        append_journal(session, desk, "asp.hand_over", subject(ASP.name, account.address), {"from": me.address})


def set_two_step(desk: Desk, address: str, on: bool) -> None:
    """Two-step log-in of an account, the own one too: from its next log-in on. Raises NotAllowed, AspRefused."""
    with _managing(desk, "二段階認証") as (session, contract, _):
        account = _registered(session, contract, address)
        account.two_step = on
        session.add(account)
        append_journal(session, desk, "asp.two_step", subject(ASP.name, account.address), {"on": on})


def save_guide(desk: Desk, path: Path) -> None:
    """Save the 管理者用操作マニュアル (ACC-232): whole or not at all. Raises NotAllowed, SheetTrouble."""
    from shuro.kernel.paths import MANUAL
    from shuro.kernel.sheets import whole_file

    with _managing(desk, "管理者用操作マニュアル"):
        text = (MANUAL / GUIDE).read_text(encoding="utf-8")
    with whole_file(path) as file:
        file.write(text.encode("utf-8"))


# What stands behind


@contextmanager
def _managing(desk: Desk, what: str) -> Iterator[tuple[Session, AspContract, AspAccount]]:
    """The transaction of the 管理者, who is one until it ends; everybody else's attempt is journaled and refused."""
    sentence = words.MANAGER_ONLY.format(what=what)
    try:
        with desk.database.write() as session:
            yield session, *_manager(session, desk, sentence)
    except NotAllowed:
        with desk.database.write() as session:
            who = subject(desk.officer.realm, desk.officer.login)
            append_journal(session, desk, "refused", who, {"sentence": sentence})
        raise


def _manager(session: Session, desk: Desk, sentence: str) -> tuple[AspContract, AspAccount]:
    me = store.account_of(session, desk.officer.id) if desk.officer.realm == ASP.name else None
    if me is None:
        raise NotAllowed(sentence)
    contract = store.turn(session, store.contract_of(session, me).customer_id)
    me = store.account_of(session, desk.officer.id)  # as it is after whoever was before in the turn
    if contract is None or me is None or me.deleted_at is not None or contract.manager_id != me.id:
        raise NotAllowed(sentence)
    return contract, me


def _registered(session: Session, contract: AspContract, address: str) -> AspAccount:
    """The account of this address in the contract. Raises AspRefused when there is none, or no longer."""
    folded = ASP.id_rule.fold(address)
    mine = col(AspAccount.contract_id) == contract.key, col(AspAccount.address) == folded
    live = select(AspAccount).where(*mine, col(AspAccount.deleted_at).is_(None))
    found = session.exec(live.execution_options(populate_existing=True)).first()
    if found is None:
        raise AspRefused(words.NO_ACCOUNT.format(address=address))
    return found


def _other(session: Session, contract: AspContract, address: str) -> tuple[AspAccount, Account]:
    """An account that can be unlinked or deleted, with its held user: neither the 管理者 nor the first one (ACC-229)."""
    account = _registered(session, contract, address)
    if account.id in (contract.manager_id, contract.first_id):
        raise AspRefused(words.MANAGER_STAYS, reason="manager")
    user = session.get(Account, account.officer_id, with_for_update=True, populate_existing=True)
    assert user is not None  # a foreign key
    return account, user


def line_of(account: AspAccount, contract: AspContract, now: datetime) -> AccountLine:
    """An account as its 管理者 and the operator of the system see it."""
    linked = account.environment if account.linked_at is not None else None
    return AccountLine(
        account.key, account.name, account.address, linked or "", account.id == contract.manager_id, account.state(now),
        account.two_step, account.registered_at,
    )  # fmt: skip
