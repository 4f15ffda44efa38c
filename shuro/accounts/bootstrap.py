"""The first administrator, and the way back in: what only somebody at the database itself can do.

There is no default account (ASVS 6.3.2): an empty store has no user, and the first one is made with a random initial
password.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from shuro.accounts import users
from shuro.accounts.desks import office_of, system_desk
from shuro.accounts.realms import Realm
from shuro.accounts.rights import ADMIN, MINISTRY
from shuro.accounts.tables import Account
from shuro.accounts.users import Initial, UserRefused
from shuro.kernel.codes import offices

if TYPE_CHECKING:
    from shuro.kernel.database import Database


def has_users(database: Database, of: Realm) -> bool:
    """Is there any user of the realm, in use or not?"""
    with database.read() as session:
        return session.exec(select(Account.id).where(col(Account.realm) == of.name).limit(1)).first() is not None


def first_admin(
    database: Database,
    clock: Callable[[], datetime],
    of: Realm,
    login: str,
    name: str,
    kana: str,
    *,
    via: str = "command",
) -> Initial:
    """Make the first administrator of an empty realm, a user of 本省 (SYS-50: 本省 adds the others).

    Raises UserRefused when the realm has users already, or an item cannot be stored.
    """
    home = of.home or next(one for one in offices().values() if one.level == MINISTRY)
    return users.create_user(system_desk(database, clock, of, via), login, name, kana, home.code, [ADMIN], first=True)


def rescue_admin(
    database: Database, clock: Callable[[], datetime], of: Realm, login: str, *, via: str = "command"
) -> Initial:
    """A new initial password for an administrator of 本省 whom nobody else can help: put into use, opened, journaled.

    For the person who runs the machine. Raises UserRefused for any other user: those are helped by an administrator.
    """
    desk = system_desk(database, clock, of, via)
    login = of.id_rule.fold(login)
    with database.read() as session:
        account = session.exec(
            select(Account).where(col(Account.realm) == of.name, col(Account.login) == login)
        ).first()
    if account is None or ADMIN not in account.rights or office_of(account).level != MINISTRY:
        said = f"「{login}」は本省の管理者ではありません。本省の管理者の番号を入力してください。"
        raise UserRefused([f"{of.id_rule.label}：{said}"])
    if account.disabled_at is not None:
        users.enable_user(desk, login)
    return users.reset_password(desk, login)
