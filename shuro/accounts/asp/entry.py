"""Logging in (ACC-204, ACC-225 to ACC-227, ACC-235): password, the ten minutes, the code where it is on, the link.

A session begins only at the end of this way; nothing that was shown on it is stored. `Proved` is what the program that
asks holds between two steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from shuro.accounts import attempts, codes, service_hours, sessions
from shuro.accounts.asp import confirmation, store, words
from shuro.accounts.asp.confirmation import MINUTES, VALID
from shuro.accounts.asp.tables import AspAccount
from shuro.accounts.desks import officer_of, subject, system_desk
from shuro.accounts.login import LoggedIn, LoginRefused, prove
from shuro.accounts.realms import ASP
from shuro.accounts.tables import Account
from shuro.kernel import mail
from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk

PURPOSE = "two-step"
MAILED = f"{PURPOSE}-{store.MAILS}"  # the counter of codes that were mailed and not typed in
WRONG = "確認コード：コードが正しくないか、有効期間(30分)を過ぎています。"
SPENT = "もう一度ログインすると、新しい確認コードを送信します。"


@dataclass(frozen=True)
class Proved:
    """Who has shown the right password, when, on which ASPアカウント, and what is still asked for.

    `serial`: of the password; one that was changed meanwhile ends the way. `coded`: no 確認コード is asked for any more.
    """

    officer_id: int
    serial: int
    login: str
    environment: str
    at: datetime
    failures: int
    coded: bool
    via: str = "screen"


@dataclass(frozen=True)
class CodeAsked:
    """The password was right; a 確認コード was mailed to `address` (send it with `post.deliver`)."""

    proved: Proved
    address: str


@dataclass(frozen=True)
class LinkAsked:
    """All was right; the account is not linked yet (ACC-226)."""

    proved: Proved


Step = LoggedIn | CodeAsked | LinkAsked


def sign_in(
    database: Database,
    clock: Callable[[], datetime],
    environment: str,
    address: str,
    password: str,
    via: str = "screen",
) -> Step:
    """Compare a password and say what comes next. Raises LoginRefused.

    Unknown address, wrong password and a wait are told in the same words; on an ASPアカウント that nobody is registered on
    they say besides where to begin (ACC-211).
    """

    def then(session: Session, account: Account, failures: int) -> Step | LoginRefused:
        now = store.moment(desk.now())
        member = store.account_of(session, account.key)
        if member is None:
            return LoginRefused(ASP.refused)
        if now < member.ready_at:
            return _refused(session, desk, account, "setting_up", words.IN_TEN_MINUTES)
        proved = Proved(
            account.key, account.password_serial, account.login, environment, now, failures, not member.two_step, via
        )
        if member.two_step:
            return _send_code(session, desk, account, proved)
        return _onward(session, desk, account, member, proved)

    desk = system_desk(database, clock, ASP, via)
    try:
        step = prove(desk, ASP, address, password, None, then)
    except LoginRefused as refused:
        if refused.sentence == ASP.refused and _nobody_on(database, environment):
            raise LoginRefused(ASP.refused + words.BEGIN_WITH_LINK) from None
        raise
    return _told(step)


def confirm_code(database: Database, clock: Callable[[], datetime], proved: Proved, typed: str) -> LoggedIn | LinkAsked:
    """The 確認コード of two-step log-in (ACC-235). Raises LoginRefused; wrong ones are counted apart from passwords."""
    desk = _desk_when_open(database, clock, proved)
    now = desk.now()
    with database.write() as session:
        account, member = _held(session, proved, now)
        step: Step | LoginRefused
        if account is None or member is None:
            step = LoginRefused(words.LOG_IN_AGAIN)
        else:
            word = confirmation.compare(session, PURPOSE, proved.login, now, typed)
            if word == "ok":
                attempts.release(session, ASP, MAILED, proved.login)  # whoever logs in often is no flood
                step = _onward(session, desk, account, member, replace(proved, coded=True))
            else:
                step = _refused(session, desk, account, f"code_{word}", _code_refused(session, proved, word, now))
    return _told(step)  # type: ignore[return-value]


def link(database: Database, clock: Callable[[], datetime], proved: Proved) -> LoggedIn:
    """OK to the question: link the account with the ASPアカウント in use and log in (ACC-226).

    Raises LoginRefused when either is linked already (ACC-227).
    """
    desk = _desk_when_open(database, clock, proved)
    with database.read() as session:
        mine = store.account_of(session, proved.officer_id)
        customer = store.contract_of(session, mine).customer_id if mine else ""
    with database.write() as session:
        store.turn(session, customer)
        account, member = _held(session, proved, desk.now())
        step: Step | LoginRefused
        if account is None or member is None or not proved.coded:
            step = LoginRefused(words.LOG_IN_AGAIN)
        elif (other := _obstacle(session, member, proved.environment)) is not None:
            step = _refused(session, desk, account, "link", other)
        else:
            if member.linked_at is None:
                _link(session, desk, account, member, proved.environment)
            step = _begin(session, desk, account, proved)
    return _told(step)  # type: ignore[return-value]


def _code_refused(session: Session, proved: Proved, word: str, now: datetime) -> str:
    """What is said of a code: the end of a wait, else whether another try or another log-in helps."""
    if word == "waits":
        until = attempts.standing(session, ASP, PURPOSE, proved.login, now).until
        return f"確認コード：{words.CODE_WAITS.format(until=f'{until:%H:%M:%S}')}"
    return WRONG + ("" if word == "wrong" else SPENT)


def _desk_when_open(database: Database, clock: Callable[[], datetime], proved: Proved) -> Desk:
    """The system at work, between two steps. Raises LoginRefused outside the service hours (ACC-105, ACC-107)."""
    desk = system_desk(database, clock, ASP, proved.via)
    if closed := service_hours.refusal(database, ASP, desk.now()):
        raise LoginRefused(closed)
    return desk


# Inside the transaction


def _onward(session: Session, desk: Desk, account: Account, member: AspAccount, proved: Proved) -> Step | LoginRefused:
    """After all that is asked for: the session, or the question about the link."""
    other = _obstacle(session, member, proved.environment)
    if other is not None:
        return _refused(session, desk, account, "link", other)
    if member.linked_at is None:
        return LinkAsked(proved)
    return _begin(session, desk, account, proved)


def _obstacle(session: Session, member: AspAccount, environment: str) -> str | None:
    """Why this account cannot work on this ASPアカウント (ACC-227); None when it can, once linked."""
    if store.contract_of(session, member).office_part != store.office_part(environment):
        return words.OTHER_OFFICE
    if member.linked_at is not None:
        return None if member.environment == environment else words.LINKED_ALREADY
    held = store.holder(session, environment)
    return None if held is None or held.id == member.id else words.LINKED_ALREADY


def _link(session: Session, desk: Desk, account: Account, member: AspAccount, environment: str) -> None:
    member.environment, member.linked_at = environment, store.moment(desk.now())
    member.released_at = None
    session.add(member)
    session.flush()
    append_journal(session, desk, "asp.link", subject(ASP.name, account.login), {"environment": environment})


def _begin(session: Session, desk: Desk, account: Account, proved: Proved) -> LoggedIn:
    now = store.moment(desk.now())
    previous, account.last_login = account.last_login, now
    session.add(account)
    opened = sessions.begin(session, ASP, account, now, proved.via)
    officer = officer_of(account)
    own = Desk(officer, desk.database, desk.clock, proved.via)
    append_journal(session, own, "login", subject(ASP.name, account.login), {"environment": proved.environment})
    return LoggedIn(officer, False, opened, previous, proved.failures)


def _send_code(session: Session, desk: Desk, account: Account, proved: Proved) -> CodeAsked | LoginRefused:
    until = attempts.paced(session, ASP, MAILED, account.login, desk.now())
    if until is not None:
        return _refused(session, desk, account, "often", words.OFTEN.format(until=until))
    code = codes.digits(store.CODE_LENGTH)
    codes.issue(session, ASP, PURPOSE, account.login, desk.now(), secret=code, valid=VALID)
    body = words.TWO_STEP_BODY.format(organisation=words.ORGANISATION, minutes=MINUTES, code=code)
    mail.write(session, desk, system=ASP.name, kind="a-two", to=account.login, subject=words.TWO_STEP_SUBJECT,
               body=body, secret=code)  # fmt: skip
    append_journal(session, desk, "asp.two_step_code", subject(ASP.name, account.login), {})
    return CodeAsked(proved, account.login)


def _held(session: Session, proved: Proved, now: datetime) -> tuple[Account | None, AspAccount | None]:
    """Account and user, if they are still those that showed the password, no more than 30 minutes ago."""
    account = session.get(Account, proved.officer_id, with_for_update=True, populate_existing=True)
    if account is None or account.disabled_at is not None or account.password_serial != proved.serial:
        return None, None
    if store.moment(now) - proved.at > VALID:
        return None, None
    return account, store.account_of(session, account.key)


def _refused(session: Session, desk: Desk, account: Account, reason: str, sentence: str) -> LoginRefused:
    append_journal(session, desk, "login.refused", subject(ASP.name, account.login), {"reason": reason})
    return LoginRefused(sentence)


def _told(step: Step | LoginRefused) -> Step:
    """Raise a refusal, after the commit of what it counted."""
    if isinstance(step, LoginRefused):
        raise step
    return step


def _nobody_on(database: Database, environment: str) -> bool:
    with database.read() as session:
        return store.holder(session, environment) is None
