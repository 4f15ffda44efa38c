"""Users: who may make them, and what an administrator can do to them and cannot.

Who manages whom (SYS-49, SYS-50): an administrator of 本省 everybody, one of a 局 the staff of the 局 and of its 署,
nobody else anybody. A person of another post (併任) is made a user of a further office by 本省 alone, under an ID of
its own, so that every user still belongs to exactly one office (SYS-1). Nobody manages himself: the administrator who
acts remains one, so the last one cannot be lost. An administrator gives initial passwords and never chooses one (ASVS
6.4.6).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from shuro.accounts import passwords, sessions
from shuro.accounts.desks import SYSTEM_OFFICER, locked, office_of, officer_of, subject
from shuro.accounts.realms import Realm, realm
from shuro.accounts.rights import ADMIN, STATION, USER_RIGHTS, require
from shuro.accounts.tables import EXTRA, OWN, Account
from shuro.kernel.audit import append_journal
from shuro.kernel.codes import offices
from shuro.kernel.database import database_of
from shuro.kernel.desk import Desk, Officer
from shuro.kernel.scope import offices_below
from shuro.kernel.steps import NotAllowed
from shuro.kernel.tables import stored_moment

NAME_LONGEST = 40
SELF = "自分自身の登録は変更できません。ほかの管理者に依頼してください。パスワードは「パスワード変更」で変えられます。"


class UserRefused(Exception):
    """What was entered about a user cannot be stored; `sentences` names each item and what would be right."""

    def __init__(self, sentences: list[str]):
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Initial:
    """An initial password to hand over, and the last moment at which it is of use. Shown once, kept nowhere."""

    secret: str
    until: datetime

    def __repr__(self) -> str:
        return f"Initial(until={self.until})"


@dataclass(frozen=True)
class UserLine:
    """A user as administrators see him: no secret in it."""

    id: int
    login: str
    name: str
    kana: str
    office_code: str
    office: str
    posting: str
    rights: tuple[str, ...]
    state: str  # 有効 | 初期パスワード | 待ち | 閉鎖 | 停止
    last_login: datetime | None
    version: int


# Making and changing


def create_user(
    desk: Desk,
    login: str,
    name: str,
    kana: str,
    office_code: str,
    given: Iterable[str] = (),
    *,
    extra: bool = False,
    first: bool = False,
) -> Initial:
    """Make a user and an initial password that is good for one thing, setting a password, for the realm's days.

    `given`: rights of rights.USER_RIGHTS. `extra`: a person of another post, added under SYS-50; the ID then has the
    form of `extra_id_rule`. `first`: only as the first user of the realm. Raises NotAllowed, UserRefused.
    """
    of = realm(desk.officer.realm)
    login, wanted = of.id_rule.fold(login), sorted(set(given))
    name, kana = tidy(name), tidy(kana)
    secret = of.initial_secret()
    hashed = passwords.keep(secret)
    action = "users.add_extra" if extra else "users.manage"
    with _managing(desk, login) as session:
        one_at_a_time(session)
        actor, there = _people(session, desk, login)
        require(actor, action, office_code if office_code in offices() else None)
        found = [*_id_findings(of, login, extra), *findings(of, name, kana, office_code, wanted)]
        if first and session.exec(select(Account.id).where(col(Account.realm) == of.name)).first() is not None:
            found.append("最初の管理者：利用者は既に登録されています。ほかの利用者は管理者が登録してください。")
        elif there is not None:
            found.append(f"{of.id_rule.label}：「{login}」は既に登録されています。別の番号か確かめてください。")
        if found:
            raise UserRefused(found)
        now = stored_moment(desk.now())
        until = now + of.initial_valid
        session.add(
            Account(
                realm=of.name, login=login, name=name, kana=kana, office_code=office_code,
                posting=EXTRA if extra else OWN, rights=wanted, password_hash=hashed, password_set_at=now,
                initial_until=until, created_at=now,
            )
        )  # fmt: skip
        detail = {"name": name, "office": office_code, "rights": wanted, "posting": EXTRA if extra else OWN}
        append_journal(session, desk, "user.create", subject(of.name, login), detail)
    return Initial(secret, until)


def edit_user(
    desk: Desk,
    login: str,
    version: int,
    *,
    name: str | None = None,
    kana: str | None = None,
    office_code: str | None = None,
    given: Iterable[str] | None = None,
) -> int:
    """Change name, kana, office (a transfer) or rights; what is None stays. Holds from the user's next action on.

    `version`: as it was read. The new version. Raises NotAllowed, UserRefused (also when somebody else changed it).
    """

    def change(session: Session, account: Account, actor: Officer) -> dict[str, Any]:
        if account.version != version:
            raise UserRefused(["この利用者は、ほかの管理者が先に変更しました。もう一度開いて確かめてください。"])
        asked = {
            "name": None if name is None else tidy(name), "kana": None if kana is None else tidy(kana),
            "office_code": office_code, "rights": None if given is None else sorted(set(given)),
        }  # fmt: skip
        new: dict[str, Any] = {k: getattr(account, k) if value is None else value for k, value in asked.items()}
        if found := findings(realm(account.realm), **new):
            raise UserRefused(found)
        if new["office_code"] != account.office_code:
            require(actor, _action(account), new["office_code"])
        changed = {key: [getattr(account, key), value] for key, value in new.items() if getattr(account, key) != value}
        for key, value in new.items():
            setattr(account, key, value)
        return changed

    return _change(desk, login, "user.edit", change)


def reset_password(desk: Desk, login: str) -> Initial:
    """Give a new initial password; the old one, sessions, waits and closures end. Raises NotAllowed, UserRefused."""
    of = realm(desk.officer.realm)
    secret = of.initial_secret()
    hashed = passwords.keep(secret)
    until = stored_moment(desk.now()) + of.initial_valid

    def change(session: Session, account: Account, actor: Officer) -> dict[str, Any]:
        account.set_password(hashed, stored_moment(desk.now()))
        account.must_change, account.initial_until = True, until
        _reopen(session, account)
        sessions.close_all(session, account.key, stored_moment(desk.now()), "reset")
        return {"until": until}

    _change(desk, login, "user.reset_password", change)
    return Initial(secret, until)


def unlock(desk: Desk, login: str) -> None:
    """End a wait or a closure and count from nothing again. Raises NotAllowed, UserRefused."""

    def change(session: Session, account: Account, actor: Officer) -> dict[str, Any]:
        return {"failures": _reopen(session, account)}

    _change(desk, login, "user.unlock", change)


def _reopen(session: Session, account: Account) -> int:
    """End waits and closures wherever the realm counts; the failures there were."""
    of, before = realm(account.realm), account.failed
    account.reopen()
    if of.counter is None:
        return before
    from shuro.accounts import attempts

    return attempts.release(session, of, of.counter, account.login)


def disable_user(desk: Desk, login: str) -> None:
    """Take a user out of use; open sessions end at their next action. Nobody is deleted: history names them."""

    def change(session: Session, account: Account, actor: Officer) -> dict[str, Any]:
        account.disabled_at = account.disabled_at or stored_moment(desk.now())
        sessions.close_all(session, account.key, stored_moment(desk.now()), "disabled")
        return {}

    _change(desk, login, "user.disable", change)


def enable_user(desk: Desk, login: str) -> None:
    """Put a user into use again; the password stays. One of another post: by 本省 alone (SYS-50)."""

    def change(session: Session, account: Account, actor: Officer) -> dict[str, Any]:
        require(actor, _action(account), account.office_code)
        account.disabled_at = None
        return {}

    _change(desk, login, "user.enable", change)


def end_sessions(desk: Desk, login: str) -> None:
    """End every open session of a user (ASVS 7.4.5); a new log-in stays possible. Raises NotAllowed, UserRefused."""

    def change(session: Session, account: Account, actor: Officer) -> dict[str, Any]:
        sessions.close_all(session, account.key, stored_moment(desk.now()), "revoked")
        return {}

    _change(desk, login, "user.end_sessions", change)


def list_users(desk: Desk) -> list[UserLine]:
    """The users of the offices an administrator manages, by office and ID. Raises NotAllowed."""
    return _listed(desk)


def find_user(desk: Desk, login: str) -> UserLine:
    """One user an administrator manages. Raises NotAllowed, UserRefused when there is none in his offices."""
    of = realm(desk.officer.realm)
    login = of.id_rule.fold(login)
    found = _listed(desk, col(Account.login) == login)
    if not found:
        raise _nobody(of, login)
    return found[0]


def _listed(desk: Desk, *conditions: Any) -> list[UserLine]:
    require(desk.officer, "users.manage")
    below = offices_below(desk)
    wanted = select(Account).where(col(Account.realm) == desk.officer.realm, *conditions)
    if below is not None:
        wanted = wanted.where(col(Account.office_code).in_(below))
    with desk.database.read() as session:
        found = session.exec(wanted.order_by(col(Account.office_code), col(Account.login)))
        return [_line(one, stored_moment(desk.now())) for one in found]


# What stands behind


def tidy(text: str) -> str:
    """A name as it is stored: NFC, one blank between words, none around them, no control characters."""
    kept = "".join(one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one) not in ("Cc", "Cf"))
    return " ".join(kept.split())


def findings(of: Realm, name: str, kana: str, office_code: str, rights: list[str]) -> list[str]:
    """What is wrong with the entered values of a user, as sentences that name the item."""
    found = []
    if not 1 <= len(name) <= NAME_LONGEST:
        found.append(f"氏名(漢字)：1文字以上{NAME_LONGEST}文字以下で入力してください。")
    if not 1 <= len(kana) <= NAME_LONGEST or not all("ァ" <= one <= "ヶ" or one in "ー・ " for one in kana):
        found.append(f"氏名(カナ)：全角カタカナで{NAME_LONGEST}文字以下で入力してください。")
    place = of.home or offices().get(office_code)
    if place is None:
        found.append(f"所属局署：「{office_code}」という局署コードはありません。局署コード4桁を一つ選んでください。")
    if unknown := [one for one in rights if one not in USER_RIGHTS]:
        found.append(
            f"権限：「{'」「'.join(unknown)}」という権限はありません。「{'」「'.join(USER_RIGHTS)}」から選んでください。"
        )
    if ADMIN in rights and place is not None and place.level == STATION:
        found.append("権限：「利用者の管理」を持てるのは本省と局の職員です。署の職員には付けないでください。")
    return found


def _id_findings(of: Realm, login: str, extra: bool) -> list[str]:
    rule = of.extra_id_rule if extra else of.id_rule
    if rule is None:
        return [f"{of.id_rule.label}：{of.label}では、他の官署に籍のある職員を別に登録することはありません。"]
    sentence = rule.finding(login)
    return [sentence] if sentence else []


@contextmanager
def _managing(desk: Desk, login: str) -> Iterator[Session]:
    """The transaction of an administrator's act; a refusal for want of right is journaled (ASVS 16.3.2)."""
    try:
        with desk.database.write() as session:
            yield session
    except NotAllowed as refusal:
        with desk.database.write() as session:
            append_journal(session, desk, "refused", subject(desk.officer.realm, login), {"sentence": refusal.sentence})
        raise


def one_at_a_time(session: Session) -> None:
    """Make users one after the other, so that what is not there yet cannot appear meanwhile. SQLite does so anyway."""
    if database_of(session).dialect == "postgresql":
        session.exec(select(func.pg_advisory_xact_lock(func.hashtext("officer"))))


def _people(session: Session, desk: Desk, login: str) -> tuple[Officer, Account | None]:
    """The acting officer as he is stored now, and the user of this ID; both held until the commit.

    Read anew, because an administrator who is just being disabled by another must not act any more.
    """
    me = desk.officer
    if me.id == SYSTEM_OFFICER:
        return me, locked(session, me.realm, login).get(login)
    held = locked(session, me.realm, login, me.id)
    actor = next((one for one in held.values() if one.id == me.id), None)
    if actor is None or actor.disabled_at is not None:
        raise NotAllowed("この操作ができるのは、使用を停止されていない管理者です。もう一度ログインしてください。")
    return officer_of(actor), held.get(login)


def _change(desk: Desk, login: str, action: str, change: Callable[[Session, Account, Officer], dict[str, Any]]) -> int:
    """One act on a stored user by somebody who manages him, never by himself. The user's new version."""
    of = realm(desk.officer.realm)
    login = of.id_rule.fold(login)
    with _managing(desk, login) as session:
        actor, account = _people(session, desk, login)
        require(actor, "users.manage")
        if account is None or not _manages(actor, account):
            raise _nobody(of, login)
        if account.id == actor.id:
            raise NotAllowed(SELF)
        detail = change(session, account, actor)
        account.version += 1
        session.add(account)
        append_journal(session, desk, action, subject(of.name, login), detail)
        return account.version


def _manages(actor: Officer, account: Account) -> bool:
    return actor.office.covers(office_of(account))


def _action(account: Account) -> str:
    """What it takes to give this user an office (SYS-50)."""
    return "users.add_extra" if account.posting == EXTRA else "users.manage"


def _nobody(of: Realm, login: str) -> UserRefused:
    said = f"受け持つ局署に「{login}」という利用者はいません。番号を確かめてください。"
    return UserRefused([f"{of.id_rule.label}：{said}"])


def _line(account: Account, now: datetime) -> UserLine:
    return UserLine(
        account.key, account.login, account.name, account.kana, account.office_code, office_of(account).name,
        account.posting, tuple(account.rights), state(account, now), account.last_login, account.version,
    )  # fmt: skip


def state(account: Account, now: datetime) -> str:
    """The word for what a user can do now, the gravest first."""
    if account.disabled_at is not None:
        return "停止"
    if account.closed_at is not None:
        return "閉鎖"
    if account.wait_until is not None and now < account.wait_until:
        return "待ち"
    return "初期パスワード" if account.must_change else "有効"
