"""What システム管理者 do: make 審査者 and システム管理者, help users, look at all of them; 審査者 write to companies.

Everything here asks `settings.require_manager`: a システム管理者 of this system, or an administrator of 本省. A
temporary password that an administrator hands over is set as one of the loss form is: on パスワード設定／変更 with
新規パスワード設定, within 3 hours (ACC-84).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, select

from shuro.accounts import attempts, codes, passwords, sessions
from shuro.accounts.desks import locked, subject
from shuro.accounts.gaikokujin import loss, mails
from shuro.accounts.gaikokujin.info import UserInfo, name_findings, of_account, of_provisional, take_names
from shuro.accounts.gaikokujin.reading import Finding, FormRefused, address, login_id
from shuro.accounts.gaikokujin.tables import Permit, Provisional
from shuro.accounts.messages import message
from shuro.accounts.realms import ADMINISTRATOR, GAIKOKUJIN, ORGANISATION, REVIEWER
from shuro.accounts.rights import ADMIN
from shuro.accounts.settings import require_manager
from shuro.accounts.tables import Account
from shuro.accounts.users import Initial, tidy
from shuro.kernel.audit import append_journal
from shuro.kernel.database import take_turn
from shuro.kernel.desk import Desk
from shuro.kernel.steps import NotAllowed
from shuro.kernel.tables import stored_moment

KINDS = (REVIEWER, ADMINISTRATOR)  # made by an administrator; a 特定技能所属機関 registers itself
COMPANIES_REGISTER = (
    f"利用者区分：「{'」「'.join(KINDS)}」から選んでください。{ORGANISATION}は利用者ポータルで登録します。"
)
SUBJECT_LONGEST, BODY_LONGEST = 100, 10000


def enrol(desk: Desk, login: str, kind: str, name: str, roman: str = "", mail: str = "") -> Initial:
    """Make a 審査者 or システム管理者, and the temporary password to hand over. Raises NotAllowed, FormRefused."""
    require_manager(desk, GAIKOKUJIN.name, "利用者の登録")
    name, roman = tidy(name), tidy(roman)
    login, wrong = login_id(login)
    found = [Finding("login", wrong)] if wrong else []
    if kind not in KINDS:
        found.append(Finding("kind", COMPANIES_REGISTER))
    found += name_findings(name, roman)
    if mail:
        mail, wrong = address(mail)
        found += [Finding("mail", wrong)] if wrong else []
    if found:
        raise FormRefused(found)
    nobody_knows = passwords.keep(codes.temporary_password(32))  # until a password is set there is none to log in with
    with desk.database.write() as session:
        take_turn(session, f"alien:{login}")
        now = stored_moment(desk.now())
        waiting = session.get(Provisional, login)
        if _account(session, login) is not None or (waiting is not None and now <= waiting.until):
            raise FormRefused([Finding("login", f"ログインID：{message('m14')}")])
        account = Account(
            realm=GAIKOKUJIN.name, login=login, name=name, roman=roman or None, mail=mail or None, office_code=kind,
            rights=[ADMIN] if kind == ADMINISTRATOR else [], password_hash=nobody_knows, password_set_at=now,
            must_change=False, created_at=now,
        )  # fmt: skip
        session.add(account)
        detail = {"name": name, "kind": kind, "mail": mail}
        append_journal(session, desk, "user.create", subject(GAIKOKUJIN.name, login), detail)
        return _hand_over(session, desk, login)


def _hand_over(session: Session, desk: Desk, login: str) -> Initial:
    secret, until = codes.temporary_password(), stored_moment(desk.now()) + loss.VALID
    codes.issue(session, GAIKOKUJIN, loss.PURPOSE, login, desk.now(), secret=secret, valid=loss.VALID)
    return Initial(secret, until)


def reissue(desk: Desk, login: str) -> Initial:
    """A temporary password for a user to set a new one with; the present one stays. Raises NotAllowed, FormRefused."""

    def act(session: Session, account: Account) -> dict[str, Any]:
        made.append(_hand_over(session, desk, account.login))
        return {"until": made[0].until}

    made: list[Initial] = []
    _change(desk, login, "user.reset_password", "パスワードの再発行", act)
    return made[0]


def edit(desk: Desk, login: str, *, name: str | None = None, roman: str | None = None, mail: str | None = None) -> None:
    """Change 氏名, 氏名(ローマ字) or the registered address; what is None stays. Raises NotAllowed, FormRefused."""

    def act(session: Session, account: Account) -> dict[str, Any]:
        names = tidy(account.name if name is None else name), tidy((account.roman or "") if roman is None else roman)
        found, new = name_findings(*names), account.mail
        if mail is not None:
            new, wrong = address(mail)
            found += [Finding("mail", wrong)] if wrong else []
        if found:
            raise FormRefused(found)
        if names != (account.name, account.roman or ""):
            take_names(session, desk, account, *names)
        old, account.mail = account.mail, new
        return {"mail": [old, new]}

    _change(desk, login, "user.edit", "利用者情報の変更", act)


def unlock(desk: Desk, login: str) -> None:
    """End ロック or 閉塞, where the lock is switched on (ACC-64). Raises NotAllowed, FormRefused."""

    def act(session: Session, account: Account) -> dict[str, Any]:
        assert GAIKOKUJIN.counter is not None
        return {"failures": attempts.release(session, GAIKOKUJIN, GAIKOKUJIN.counter, account.login)}

    _change(desk, login, "user.unlock", "ロックの解除", act)


def disable(desk: Desk, login: str) -> None:
    """Take a user out of use; sessions end. Never oneself. Raises NotAllowed, FormRefused."""

    def act(session: Session, account: Account) -> dict[str, Any]:
        if desk.officer.realm == GAIKOKUJIN.name and account.id == desk.officer.id:
            raise NotAllowed("自分自身の利用は停止できません。ほかのシステム管理者に依頼してください。")
        account.disabled_at = account.disabled_at or stored_moment(desk.now())
        sessions.close_all(session, account.key, stored_moment(desk.now()), "disabled")
        return {}

    _change(desk, login, "user.disable", "利用の停止", act)


def enable(desk: Desk, login: str) -> None:
    """Put a user into use again; the password stays. Raises NotAllowed, FormRefused."""

    def act(session: Session, account: Account) -> dict[str, Any]:
        account.disabled_at = None
        return {}

    _change(desk, login, "user.enable", "利用の再開", act)


def listed(desk: Desk) -> list[UserInfo]:
    """All users and 仮登録, by ログインID. Raises NotAllowed."""
    require_manager(desk, GAIKOKUJIN.name, "利用者の一覧")
    now = stored_moment(desk.now())
    with desk.database.read() as session:
        permits = {one.officer_id: one for one in session.exec(select(Permit))}
        users = session.exec(select(Account).where(col(Account.realm) == GAIKOKUJIN.name)).all()
        found = [of_account(session, one, permits.get(one.key), now) for one in users]
        found += [of_provisional(one, now) for one in session.exec(select(Provisional))]
    return sorted(found, key=lambda one: one.login)


def may_write(desk: Desk) -> bool:
    """Is this a 審査者 or システム管理者, who write to companies?"""
    return desk.officer.realm == GAIKOKUJIN.name and desk.office.level in KINDS


def _require_writer(desk: Desk) -> None:
    if not may_write(desk):
        raise NotAllowed("連絡のメール：送れるのは、審査者とシステム管理者です。")


def companies(desk: Desk) -> list[UserInfo]:
    """The companies that can be written to, by ログインID. Raises NotAllowed."""
    _require_writer(desk)
    now = stored_moment(desk.now())
    wanted = (
        select(Account, Permit)
        .where(col(Permit.officer_id) == col(Account.id), col(Account.realm) == GAIKOKUJIN.name)
        .order_by(col(Account.login))
    )
    with desk.database.read() as session:
        return [of_account(session, one, permit, now) for one, permit in session.exec(wanted) if one.mail]


def write_to(desk: Desk, login: str, title: str, body: str) -> None:
    """Mail a company about 審査, 認定, 受入れ後講習 or 巡回指導, to its registered address (ACC-114).

    By a 審査者 or システム管理者. Raises NotAllowed, FormRefused.
    """
    _require_writer(desk)
    login, title, body = GAIKOKUJIN.id_rule.fold(login), title.strip(), body.strip()
    found = []
    if not 1 <= len(title) <= SUBJECT_LONGEST or not title.isprintable():
        found.append(Finding("title", f"件名：1行で、1文字以上{SUBJECT_LONGEST}文字以下で入力してください。"))
    if not 1 <= len(body) <= BODY_LONGEST:
        found.append(Finding("body", f"本文：1文字以上{BODY_LONGEST}文字以下で入力してください。"))
    if found:
        raise FormRefused(found)
    with desk.database.write() as session:
        account = _account(session, login)
        if account is None or account.mail is None or session.get(Permit, account.key) is None:
            raise FormRefused([_nobody(login, f"本登録された{ORGANISATION}")])
        mails.contact(session, desk, account.mail, title, body)
        append_journal(session, desk, "alien.contact", subject(GAIKOKUJIN.name, login), {"title": title})


def _account(session: Session, login: str) -> Account | None:
    return locked(session, GAIKOKUJIN.name, login).get(login)


def _change(desk: Desk, login: str, action: str, what: str, act: Callable[[Session, Account], dict[str, Any]]) -> None:
    """One act on a registered user, journaled with what it gives."""
    require_manager(desk, GAIKOKUJIN.name, what)
    login = GAIKOKUJIN.id_rule.fold(login)
    with desk.database.write() as session:
        account = _account(session, login)
        if account is None:
            raise FormRefused([_nobody(login, "本登録された利用者")])
        detail = act(session, account)
        account.version += 1
        session.add(account)
        append_journal(session, desk, action, subject(GAIKOKUJIN.name, login), detail)


def _nobody(login: str, whom: str) -> Finding:
    return Finding("login", f"ログインID：「{login}」という{whom}はいません。一覧でログインIDを確かめてください。")
