"""The users of a contract, seen and changed by its master user (ACC-183 to 188)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from shuro.accounts import attempts, codes, passwords, sessions
from shuro.accounts.desks import subject
from shuro.accounts.realms import ROKIN
from shuro.accounts.rokin import certificates, entering, rules
from shuro.accounts.rokin.contracts import add_user
from shuro.accounts.rokin.rules import Changed, NewUser
from shuro.accounts.rokin.tables import GENERAL, MASTER, Contract, Member
from shuro.accounts.sessions import OpenSession
from shuro.accounts.tables import Account
from shuro.accounts.users import UserRefused
from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk
from shuro.kernel.steps import NotAllowed
from shuro.kernel.tables import stored_moment

NO_LOGIN = "!"  # no hash: no password is the right one
ONLY_MASTER = "{what}：この操作ができるのは、マスターユーザーだけです。マスターユーザーに依頼してください。"
NOBODY = "ユーザーID：「{login}」という利用者は、この契約に登録されていません。一覧で確かめてください。"


@dataclass(frozen=True)
class UserLine:
    """A line of 契約ユーザー情報照会 (ACC-187), and the items of 契約ユーザー情報変更."""

    contract: str
    kind: str
    login: str
    name: str
    mail: str
    state: str  # 正常 | ロック | 閉塞
    certificate: str
    last_day: date | None
    version: int


def is_master(desk: Desk) -> bool:
    """Is the user at this desk the master user of a contract?"""
    with desk.database.read() as session:
        member = session.get(Member, desk.officer.id)
    return member is not None and member.kind == MASTER and desk.officer.realm == ROKIN.name


def contract_of(desk: Desk) -> tuple[str, str]:
    """契約番号 and 会員名 of the user at this desk. Raises NotAllowed for anybody who has none."""
    with desk.database.read() as session:
        number = _member(session, desk, "契約ユーザー情報").contract
        contract = session.get(Contract, number)
        assert contract is not None
        return number, contract.name


def inquiry(desk: Desk) -> list[UserLine]:
    """契約ユーザー情報照会: every user of the contract, the master first. Raises NotAllowed."""
    with desk.database.read() as session:
        number = _member(session, desk, "契約ユーザー情報照会").contract
        return [line_of(session, desk, account, member) for account, member in users_of(session, number)]


def users_of(session: Session, number: str) -> list[tuple[Account, Member]]:
    """The users of a contract who were not deleted, the master first, then by ユーザーID."""
    wanted = select(Account, Member).where(
        col(Account.id) == col(Member.officer_id), col(Member.contract) == number, col(Account.disabled_at).is_(None)
    )
    found = [(account, member) for account, member in session.exec(wanted)]
    return sorted(found, key=lambda one: (one[1].kind != MASTER, one[0].login))


def find(desk: Desk, login: str) -> UserLine:
    """One user of the contract. Raises NotAllowed, UserRefused."""
    for line in inquiry(desk):
        if line.login == login:
            return line
    raise UserRefused([NOBODY.format(login=login)])


def register_general(desk: Desk, new: NewUser) -> str:
    """一般ユーザーの登録 by the master user (ACC-183); the new user's ID. Raises NotAllowed, UserRefused."""

    def may(session: Session) -> str | None:
        _master(session, desk, "一般ユーザーの登録")
        return None

    with desk.database.read() as session:
        number = _master(session, desk, "一般ユーザーの登録").contract
    return add_user(desk, number, GENERAL, new, may)


def change(desk: Desk, login: str, version: int, new: Changed, keep: OpenSession | None = None) -> None:
    """契約ユーザー情報変更 (ACC-186, 188): ユーザー名, メールアドレス, パスワード; never the ユーザーID.

    With a new password the sessions of that user end, but for `keep`. Raises NotAllowed, UserRefused, also when somebody
    else changed the user since `version` was read.
    """
    hashed = passwords.keep(new.password) if new.password and not rules.password_findings(new.password) else None

    def act(session: Session, account: Account, member: Member) -> dict[str, Any]:
        if account.version != version:
            raise UserRefused(["この利用者は、別の端末で先に変更されました。もう一度開いて確かめてください。"])
        if found := rules.changed_findings(new, account.mail or ""):
            raise UserRefused([sentence for _, sentence in found])
        detail: dict[str, Any] = {}
        for item, value in (("name", new.name), ("mail", new.mail)):
            if getattr(account, item) != value:
                detail[item] = [getattr(account, item), value]
                setattr(account, item, value)
        if hashed is not None:
            now = stored_moment(desk.now())
            account.set_password(hashed, now)
            sessions.close_all(session, account.key, now, "password", keep)
            detail["password"] = "変更"
        return detail

    _act(desk, login, "契約ユーザー情報変更", "user.edit", act)


def delete(desk: Desk, login: str) -> None:
    """Delete a 一般ユーザー (ACC-184): certificate revoked, sessions ended, the ID free again. Raises NotAllowed, UserRefused."""

    def act(session: Session, account: Account, member: Member) -> dict[str, Any]:
        if member.kind == MASTER:
            raise UserRefused(["ユーザーID：マスターユーザーは削除できません。労金に初期化を依頼してください。"])
        retire(session, desk, account, "利用者の削除")
        return {}

    _act(desk, login, "一般ユーザーの削除", "user.delete", act)


def retire(session: Session, desk: Desk, account: Account, why: str) -> None:
    """Take a held user out for good, in the caller's transaction. The row stays, because journals name it; its ID is free."""
    now = stored_moment(desk.now())
    certificates.revoke(session, desk, account, why)
    sessions.close_all(session, account.key, now, "disabled")
    attempts.release(session, ROKIN, "login", account.login)
    codes.use(session, ROKIN, entering.PURPOSE, account.login, now)
    account.login, account.disabled_at, account.mail = f"{account.login}#{account.key}", now, None
    account.set_password(NO_LOGIN, now)
    session.add(account)
    session.flush()


# What stands behind


def _member(session: Session, desk: Desk, what: str) -> Member:
    """The user at the desk as one of a contract, as he is stored now. Raises NotAllowed."""
    account = session.get(Account, desk.officer.id, populate_existing=True)
    member = session.get(Member, desk.officer.id, populate_existing=True)
    if member is None or account is None or account.disabled_at is not None or desk.officer.realm != ROKIN.name:
        raise NotAllowed(f"{what}：この操作ができるのは、ろうきん賃金控除事務支援システムの契約ユーザーだけです。")
    return member


def _master(session: Session, desk: Desk, what: str) -> Member:
    member = _member(session, desk, what)
    if member.kind != MASTER:
        raise NotAllowed(ONLY_MASTER.format(what=what))
    return member


def _act(
    desk: Desk, login: str, what: str, action: str, act: Callable[[Session, Account, Member], dict[str, Any]]
) -> None:
    """One act of the master user on a user of the same contract; a refusal for want of right is journaled."""
    try:
        with desk.database.write() as session:
            number = _master(session, desk, what).contract
            account, member = held_user(session, login)
            if account is None or member is None or member.contract != number:
                raise UserRefused([NOBODY.format(login=login)])
            detail = act(session, account, member)
            account.version += 1
            session.add(account)
            append_journal(session, desk, action, subject(ROKIN.name, login), detail)
    except NotAllowed as refusal:
        with desk.database.write() as session:
            append_journal(session, desk, "refused", subject(ROKIN.name, login), {"sentence": refusal.sentence})
        raise


def held_user(session: Session, login: str) -> tuple[Account | None, Member | None]:
    """The user of an ID and what rokin knows of him, held against change until the commit."""
    wanted = select(Account.id).where(col(Account.realm) == ROKIN.name, col(Account.login) == login)
    found = session.exec(wanted).first()
    account = certificates.held(session, found) if found is not None else None
    if account is None or account.disabled_at is not None or account.login != login:  # renamed while we stood in line
        return None, None
    return account, session.get(Member, account.key)


def line_of(session: Session, desk: Desk, account: Account, member: Member) -> UserLine:
    """A user as the inquiry and the operators see him."""
    state, last = certificates.standing(session, account.key, desk.now())
    word = attempts.standing(session, ROKIN, "login", account.login, desk.now()).word
    return UserLine(
        member.contract, member.kind, account.login, account.name, account.mail or "", word, state, last,
        account.version,
    )  # fmt: skip
