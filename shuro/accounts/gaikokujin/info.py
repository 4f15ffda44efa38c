"""利用者情報: what is registered of a user, read by the user and by システム管理者 (fields/user-info.csv)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from shuro.accounts import attempts
from shuro.accounts.desks import locked, office_of, subject
from shuro.accounts.gaikokujin.reading import Finding, FormRefused, PermitNumber
from shuro.accounts.gaikokujin.tables import Permit, Provisional
from shuro.accounts.realms import GAIKOKUJIN, ORGANISATION
from shuro.accounts.tables import Account
from shuro.accounts.users import tidy
from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk
from shuro.kernel.tables import stored_moment

PROVISIONAL, EXPIRED, FORMAL = "仮登録", "期限切れ", "本登録"
NAME_LONGEST, ROMAN_LONGEST = 40, 60


@dataclass(frozen=True)
class UserInfo:
    """利用者情報. `state`: 仮登録, 期限切れ or 本登録; `hindrance`: 停止, ロック or 閉塞, else empty. No secret in it."""

    kind: str
    login: str
    mail: str
    permit: str
    name: str
    roman: str
    state: str
    hindrance: str = ""
    password_set_on: date | None = None
    last_day: date | None = None
    last_login: datetime | None = None


def own_info(desk: Desk) -> UserInfo:
    """What is registered of the user at the desk."""
    with desk.database.read() as session:
        account = session.get(Account, desk.officer.id)
        assert account is not None
        return of_account(session, account, session.get(Permit, account.key), stored_moment(desk.now()))


def of_account(session: Session, account: Account, permit: Permit | None, now: datetime) -> UserInfo:
    """利用者情報 of a registered user."""
    counter = GAIKOKUJIN.counter
    assert counter is not None and GAIKOKUJIN.password.valid_days is not None
    standing = attempts.standing(session, GAIKOKUJIN, counter, account.login, now).word
    hindrance = "停止" if account.disabled_at else "" if standing == "正常" else standing
    set_on = account.password_set_at.date()
    return UserInfo(
        office_of(account).level, account.login, account.mail or "", str(number_of(permit)) if permit else "",
        account.name, account.roman or "", FORMAL, hindrance, set_on,
        set_on + timedelta(days=GAIKOKUJIN.password.valid_days), account.last_login,
    )  # fmt: skip


def of_provisional(waiting: Provisional, now: datetime) -> UserInfo:
    """利用者情報 of a 仮登録; 期限切れ once its 3 hours are over (ACC-44)."""
    state = PROVISIONAL if now <= waiting.until else EXPIRED
    return UserInfo(ORGANISATION, waiting.login, waiting.mail, str(number_of(waiting)), "", "", state)


def number_of(row: Permit | Provisional) -> PermitNumber:
    """The 建設業許可番号 of a stored row."""
    return PermitNumber(row.permit_authority, row.permit_kind, row.permit_number)


def set_names(desk: Desk, name: str, roman: str) -> None:
    """Store 氏名 and 氏名(ローマ字) of the user at the desk; both may be empty. Raises FormRefused.

    The rule on names in passwords holds for the next password (ACC-70).
    """
    name, roman = tidy(name), tidy(roman)
    if found := name_findings(name, roman):
        raise FormRefused(found)
    with desk.database.write() as session:
        account = locked(session, GAIKOKUJIN.name, desk.officer.login)[desk.officer.login]
        take_names(session, desk, account, name, roman)


def take_names(session: Session, desk: Desk, account: Account, name: str, roman: str) -> None:
    """Store checked names of a held user, in the caller's transaction, journaled with old and new."""
    detail = {"name": [account.name, name], "roman": [account.roman or "", roman]}
    account.name, account.roman = name, roman or None
    account.version += 1
    session.add(account)
    append_journal(session, desk, "user.edit", subject(GAIKOKUJIN.name, account.login), detail)


def name_findings(name: str, roman: str) -> list[Finding]:
    """What is wrong with tidied names."""
    found = []
    if len(name) > NAME_LONGEST:
        found.append(Finding("name", f"氏名：{len(name)}文字です。{NAME_LONGEST}文字以下で入力してください。"))
    if len(roman) > ROMAN_LONGEST or not re.fullmatch(r"[A-Za-z .'-]*", roman):
        said = f"半角の英字で{ROMAN_LONGEST}文字以下で入力してください（例：Tanaka Taro）。"
        found.append(Finding("roman", f"氏名(ローマ字)：{said}"))
    return found


def registered_values(desk: Desk) -> dict[str, str]:
    """What the 利用者仮申請 of the user at the desk said, for a new application: the registered address is its
    ⑨メールアドレス (ACC-54), the permit its ⑬許可番号. Empty for a user who is no 特定技能所属機関.
    """
    with desk.reading() as session:
        found = session.execute(
            select(Account.mail, Permit.permit_authority, Permit.permit_kind, Permit.permit_number)
            .join(Permit, col(Permit.officer_id) == col(Account.id))
            .where(col(Account.id) == desk.officer.id, col(Account.realm) == desk.officer.realm)
        ).first()
    return {} if found is None else dict(found._mapping)
