"""パスワードを忘れた方はこちら: a code to the registered address, then a new password (the link of ACC-213).

What the person is told, and the work that is done, are the same for an address that nobody has: for it too a code is
made and compared, which is mailed to nobody. Two-step log-in is asked for at the log-in afterwards as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from shuro.accounts import attempts, codes, own, passwords, service_hours
from shuro.accounts.alike import kept_if
from shuro.accounts.asp import confirmation, entry, registration, store, words
from shuro.accounts.asp.confirmation import MINUTES, VALID
from shuro.accounts.asp.store import AspRefused
from shuro.accounts.desks import counted, locked, subject, system_desk, unknown
from shuro.accounts.realms import ASP
from shuro.accounts.tables import Account
from shuro.kernel import mail
from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk

PURPOSE = "reset"  # of the codes, and of the counter of wrong ones
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Confirmed:
    """Whose address was confirmed. `serial`: of the password; one that was changed meanwhile ends the way."""

    officer_id: int
    serial: int
    until: datetime


def ask_code(database: Database, clock: Clock, address: str, via: str = "screen") -> str:
    """Mail a code to an address that has an account; the address as it is stored. Nobody is told whether it has one.

    The mail stands in the journal of mails when this returns; send it with `post.deliver`. More mails an hour than the
    setting "mails" allows are not sent, and the last code stays of use; that too is told to nobody. Raises AspRefused for
    what is no address, and outside the service hours.
    """
    desk = _desk(database, clock, via)
    address, code = registration.checked_address(address), codes.digits(store.CODE_LENGTH)
    with database.write() as session:
        account = _account(session, address)
        who = counted(ASP.name, address, account is not None)
        often = attempts.paced(session, ASP, f"{PURPOSE}-{store.MAILS}", who, desk.now()) is not None
        with kept_if(session, not often):
            codes.issue(session, ASP, PURPOSE, who, desk.now(), secret=code, valid=VALID)
        body = words.RESET_BODY.format(organisation=words.ORGANISATION, minutes=MINUTES, code=code)
        with kept_if(session, account is not None and not often):
            mail.write(session, desk, system=ASP.name, kind="a-code", to=address, subject=words.CODE_SUBJECT,
                       body=body, secret=code)  # fmt: skip
        append_journal(session, desk, "asp.reset_code", _named(address, account), {"reason": "often"} if often else {})
    return address


def confirm_code(database: Database, clock: Clock, address: str, typed: str, via: str = "screen") -> Confirmed:
    """The right code of the last 30 minutes (ACC-215). Raises AspRefused; wrong ones are counted, five use a code up."""
    desk = _desk(database, clock, via)
    address, now = ASP.id_rule.fold(address), desk.now()
    with database.write() as session:
        account = _account(session, address)
        who = counted(ASP.name, address, account is not None)
        word = confirmation.compare(session, PURPOSE, who, now, typed)
        until = attempts.standing(session, ASP, PURPOSE, who, now).until
        action = "asp.reset_confirmed" if word == "ok" else "asp.code_refused"
        append_journal(session, desk, action, _named(address, account), {"reason": word, "of": PURPOSE})
    if word == "waits":
        raise AspRefused(words.CODE_WAITS.format(until=f"{until:%H:%M:%S}"), item="code", reason="waits")
    if word != "ok" or account is None:
        more = words.NEW_RESET_CODE if word != "wrong" else ""
        raise AspRefused(words.WRONG_CODE + more, item="code", reason="code")
    return Confirmed(account.key, account.password_serial, store.moment(now) + VALID)


def findings(new: str, again: str) -> list[str]:
    """What is wrong with the new password and its second writing, as sentences (policy pw-asp, ACC-218)."""
    if not new or not again:
        return ["パスワード：新しいパスワードを、二つの項目に同じように入力してください。"]
    broken = passwords.findings(ASP, new)
    return broken or ([] if new == again else [registration.NOT_EQUAL])


def set_password(
    database: Database, clock: Clock, confirmed: Confirmed, new: str, again: str, via: str = "screen"
) -> None:
    """Store the new password: sessions and begun log-ins end, waits for wrong passwords as well. Raises AspRefused."""
    desk = _desk(database, clock, via)
    if found := findings(new, again):
        raise AspRefused(found, item="password", reason="items")
    hashed = passwords.keep(new)
    with database.write() as session:
        account = session.get(Account, confirmed.officer_id, with_for_update=True, populate_existing=True)
        late = store.moment(desk.now()) > confirmed.until
        if late or account is None or account.disabled_at is not None or account.password_serial != confirmed.serial:
            raise AspRefused(words.RESET_AGAIN, reason="expired")
        own.take_password(session, desk, ASP, account, hashed, action="asp.reset_password")
        for counter in (str(ASP.counter), entry.MAILED):
            attempts.release(session, ASP, counter, account.login)


def _desk(database: Database, clock: Clock, via: str) -> Desk:
    """The system at work. Raises AspRefused outside the service hours (ACC-107)."""
    desk = system_desk(database, clock, ASP, via)
    if closed := service_hours.refusal(database, ASP, desk.now()):
        raise AspRefused(closed, reason="closed")
    return desk


def _account(session: Session, address: str) -> Account | None:
    """The user of an address, held; a deleted one has none any more."""
    found = locked(session, ASP.name, address).get(address)
    return found if found is not None and found.disabled_at is None else None


def _named(address: str, account: Account | None) -> str:
    return unknown(ASP.name, address) if account is None else subject(ASP.name, address)
