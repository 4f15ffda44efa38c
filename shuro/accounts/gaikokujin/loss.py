"""ID/パスワード紛失: the ログインID or a re-issued password by mail to the registered address (ACC-78 to ACC-85).

Whether a request fitted a user is told to nobody but the owner of the address: the answer, and the work done for it,
are the same (ACC-83).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from shuro.accounts import attempts, codes
from shuro.accounts.alike import kept_if
from shuro.accounts.desks import counted, subject, unknown
from shuro.accounts.gaikokujin import mails
from shuro.accounts.gaikokujin.reading import (
    Clock,
    Finding,
    FormRefused,
    PermitNumber,
    address,
    desk_when_open,
    missing,
    permit,
)
from shuro.accounts.gaikokujin.tables import Permit
from shuro.accounts.realms import GAIKOKUJIN
from shuro.accounts.tables import Account
from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.tables import stored_moment

LOST_ID, LOST_PASSWORD = "ID紛失", "パスワード紛失"
WHICH = (LOST_ID, LOST_PASSWORD)
PURPOSE = "reissue"  # of the re-issued password among the codes
MAILS = "lost"  # of the counter of mails to an address
VALID = GAIKOKUJIN.initial_valid


@dataclass(frozen=True)
class Loss:
    """ID/パスワード紛失 as typed (fields/credential-loss.csv). With ID紛失 `login` counts for nothing (ACC-80)."""

    which: str
    login: str
    authority: str
    kind: str
    number: str
    mail: str


def examine(database: Database, clock: Clock, form: Loss, via: str = "screen") -> None:
    """The checks of the items, before the question is asked. Raises FormRefused, LoginRefused when closed."""
    desk_when_open(database, clock, via)
    _read(form)


def ask(database: Database, clock: Clock, form: Loss, via: str = "screen") -> None:
    """Mail what was lost, if everything fits a registered user in use; else only the journal hears of it (ACC-81 to 84).

    A re-issued password is of use for 3 hours; older ones are void, the user's own stays. The same ID紛失 of a company
    with several users names all their IDs. No more mails an hour go to an address than the setting "mails" says, and that
    too is told to nobody. Raises FormRefused, LoginRefused when closed.
    """
    desk = desk_when_open(database, clock, via)
    login, number, mail = _read(form)
    with database.write() as session:
        fitting = _fitting(session, login, number, mail)
        often = attempts.paced(session, GAIKOKUJIN, MAILS, counted(GAIKOKUJIN.name, mail, bool(fitting)), desk.now())
        with kept_if(session, bool(fitting) and often is None):  # the same work for nobody, undone
            if form.which == LOST_PASSWORD:
                _reissue(session, desk, fitting[0].login if fitting else "", mail)
            else:
                mails.lost_id(session, desk, mail, [one.login for one in fitting])
        action = "alien.lost_password" if form.which == LOST_PASSWORD else "alien.lost_id"
        for one in fitting:
            name = action if often is None else f"{action}.refused"
            append_journal(
                session, desk, name, subject(GAIKOKUJIN.name, one.login), {"reason": "often"} if often else {}
            )
        if not fitting:
            append_journal(session, desk, f"{action}.refused", unknown(GAIKOKUJIN.name, login or mail), {})


def _read(form: Loss) -> tuple[str, PermitNumber, str]:
    """ログインID (empty with ID紛失), 建設業許可番号, メールアドレス. Raises FormRefused, findings in screen order."""
    found = []
    if form.which not in WHICH:
        found.append(Finding("which", f"設定/変更区分：「{'」「'.join(WHICH)}」から選択してください。"))
    login = GAIKOKUJIN.id_rule.fold(form.login) if form.which == LOST_PASSWORD else ""
    if form.which == LOST_PASSWORD and not login:
        found.append(Finding("login", missing("ログインID")))
    number, more = permit(form.authority, form.kind, form.number)
    mail, wrong = address(form.mail)
    found += more
    if wrong:
        found.append(Finding("mail", wrong))
    if found:
        raise FormRefused(found)
    return login, number, mail


def _fitting(session: Session, login: str, number: PermitNumber, mail: str) -> list[Account]:
    """The users in use that all typed values are registered for, held; the oldest first."""
    wanted = (
        select(Account)
        .join(Permit, col(Permit.officer_id) == col(Account.id))
        .where(
            col(Account.realm) == GAIKOKUJIN.name, col(Account.disabled_at).is_(None), col(Account.mail) == mail,
            col(Permit.permit_authority) == number.authority, col(Permit.permit_kind) == number.kind,
            col(Permit.permit_number) == number.number,
        )
        .order_by(col(Account.id))
    )  # fmt: skip
    if login:
        wanted = wanted.where(col(Account.login) == login)
    return list(session.exec(wanted.with_for_update(of=Account)))


def _reissue(session: Session, desk: Desk, login: str, to: str) -> None:
    """A temporary password for a user, and its mail."""
    secret = codes.temporary_password()
    codes.issue(session, GAIKOKUJIN, PURPOSE, login, desk.now(), secret=secret, valid=VALID)
    mails.lost_password(session, desk, to, secret, stored_moment(desk.now()) + VALID)
