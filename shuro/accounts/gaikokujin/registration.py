"""利用者仮申請 and 利用者本申請: how a 特定技能所属機関 becomes a user (ACC-34 to ACC-54)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from shuro.accounts import attempts, codes, passwords, sessions, settings
from shuro.accounts.desks import officer_of, subject, unknown
from shuro.accounts.gaikokujin import mails
from shuro.accounts.gaikokujin.reading import (
    Clock,
    Finding,
    FormRefused,
    PermitNumber,
    address,
    desk_when_open,
    login_id,
    missing,
    permit,
)
from shuro.accounts.gaikokujin.tables import Permit, Provisional
from shuro.accounts.login import LoggedIn, LoginRefused
from shuro.accounts.messages import message
from shuro.accounts.own import remember
from shuro.accounts.passwords import Person
from shuro.accounts.realms import GAIKOKUJIN
from shuro.accounts.tables import Account
from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database, take_turn
from shuro.kernel.desk import Desk
from shuro.kernel.tables import stored_moment

PURPOSE = "provisional"  # of the 仮パスワード among the codes
VALID = GAIKOKUJIN.initial_valid
MAILS = "mails"  # of the counter of 仮パスワード sent to an address
OFTEN = (
    "メールアドレス：このアドレスに1時間に送る仮パスワードのメールの数を超えました。"
    "届いたメールを確かめるか、{until:%H:%M:%S}以降にもう一度仮申請してください。"
)
SAME_AS_TEMPORARY = "新規パスワード：仮パスワードと同じです。別の文字列にしてください。"


@dataclass(frozen=True)
class Application:
    """利用者仮申請 as typed (fields/provisional-registration.csv). `authority`: code or name of the 許可行政庁."""

    login: str
    login_again: str
    mail: str
    mail_again: str
    authority: str
    kind: str
    number: str


@dataclass(frozen=True)
class Formal:
    """利用者本申請 as typed (fields/formal-registration.csv)."""

    login: str
    temporary: str
    new: str
    again: str

    def __repr__(self) -> str:
        return f"Formal({self.login!r})"


# 利用者仮申請


def examine(database: Database, clock: Clock, form: Application, via: str = "screen") -> None:
    """All checks of 利用者仮申請, before its question is asked (ACC-40). Raises FormRefused, LoginRefused when closed."""
    desk = desk_when_open(database, clock, via)
    login = _read(form)[0]
    with database.read() as session:
        taken = _taken(session, login, stored_moment(desk.now()))
    if taken:
        raise FormRefused([_used()])


def apply(database: Database, clock: Clock, form: Application, via: str = "screen") -> None:
    """Store the 仮登録 and mail its 仮パスワード, which is of use for 3 hours (ACC-41 to ACC-44).

    An expired 仮登録 of the same ログインID gives way. So many mails an hour go to one address as the setting "mails" says.
    Raises FormRefused, LoginRefused when closed; then nothing is
    stored and no mail is written.
    """
    desk = desk_when_open(database, clock, via)
    login, mail, number = _read(form)
    now = stored_moment(desk.now())
    secret = codes.temporary_password()
    with database.write() as session:
        take_turn(session, f"alien:{login}")
        if _taken(session, login, now):
            raise FormRefused([_used()])
        if (until := attempts.paced(session, GAIKOKUJIN, MAILS, mail, now)) is not None:
            raise FormRefused([Finding("mail", OFTEN.format(until=until))])
        old = session.get(Provisional, login)
        if old is not None:
            session.delete(old)
            session.flush()
        codes.issue(session, GAIKOKUJIN, PURPOSE, login, now, secret=secret, valid=VALID)
        session.add(
            Provisional(
                login=login, mail=mail, permit_authority=number.authority, permit_kind=number.kind,
                permit_number=number.number, applied_at=now, until=now + VALID,
            )
        )  # fmt: skip
        mails.temporary(session, desk, mail, secret, now + VALID)
        append_journal(session, desk, "alien.apply", subject(GAIKOKUJIN.name, login), {"until": now + VALID})


def _read(form: Application) -> tuple[str, str, PermitNumber]:
    """ログインID, メールアドレス and 建設業許可番号 of a form. Raises FormRefused with all findings, in screen order."""
    found = []
    login, wrong = login_id(form.login)
    if wrong:
        found.append(Finding("login", wrong))
    elif form.login.strip() != form.login_again.strip():
        found.append(Finding("login", f"ログインID：{message('m13')}"))
    mail, wrong = address(form.mail)
    if wrong:
        found.append(Finding("mail", wrong))
    elif form.mail.strip() != form.mail_again.strip():
        found.append(Finding("mail", f"メールアドレス：{message('m13')}"))
    number, more = permit(form.authority, form.kind, form.number)
    if found or more:
        raise FormRefused([*found, *more])
    return login, mail, number


def _taken(session: Session, login: str, now: datetime) -> bool:
    """Does the ID belong to a user, or to a 仮登録 whose 仮パスワード is still of use (ACC-44)?"""
    mine = select(Account.id).where(col(Account.realm) == GAIKOKUJIN.name, col(Account.login) == login)
    if session.exec(mine).first() is not None:
        return True
    waiting = session.get(Provisional, login)
    return waiting is not None and now <= waiting.until


def _used() -> Finding:
    return Finding("login", f"ログインID：{message('m14')}")


# 利用者本申請


def examine_formal(database: Database, clock: Clock, form: Formal, via: str = "screen") -> None:
    """The checks of 利用者本申請 before its question (ACC-48, 49, 51, 52). Raises as `register`; stores nothing but the
    journal's line about a refusal.
    """
    desk = desk_when_open(database, clock, via)
    login = _read_formal(form)
    with database.write() as session:
        refusal, _ = _prove(session, desk, login, form.temporary)
    if refusal is not None:
        raise refusal


def register(database: Database, clock: Clock, form: Formal, via: str = "screen") -> LoggedIn:
    """Make the user: 本登録, 仮パスワード used up, mail to the registered address, logged in (ACC-53).

    Raises FormRefused for items; LoginRefused with m11 for a wrong ログインID or 仮パスワード, with m05 when the 3 hours
    are over, with the hours when closed. Then nothing is registered.
    """
    desk = desk_when_open(database, clock, via)
    login = _read_formal(form)
    hashed = passwords.keep(form.new)
    done = None
    with database.write() as session:
        refusal, waiting = _prove(session, desk, login, form.temporary)
        if refusal is None:
            assert waiting is not None
            done = _enter(session, desk, waiting, hashed)
    if done is None:
        assert refusal is not None
        raise refusal
    return done


def _read_formal(form: Formal) -> str:
    """The ログインID of a form. Raises FormRefused with all findings, in screen order."""
    found = []
    login = GAIKOKUJIN.id_rule.fold(form.login)
    for item, label, text in (
        ("login", "ログインID", login), ("temporary", "仮パスワード", form.temporary), ("new", "新規パスワード", form.new),
    ):  # fmt: skip
        if not text:
            found.append(Finding(item, missing(label)))
    if form.new:
        found += new_findings(form.new, form.again, Person(login))
        if passwords.normal(form.new) == passwords.normal(form.temporary):
            found.append(Finding("new", SAME_AS_TEMPORARY))
    if found:
        raise FormRefused(found)
    return login


def new_findings(new: str, again: str, person: Person, former: tuple[str, ...] = ()) -> list[Finding]:
    """What is wrong with 新規パスワード and its 再確認: the pair first, then every broken rule (ACC-5, 49, 72)."""
    if new != again:
        return [Finding("new", f"新規パスワード：{message('m13')}")]
    return [Finding("new", f"新規{one}") for one in passwords.findings(GAIKOKUJIN, new, person, former)]


def _prove(session: Session, desk: Desk, login: str, typed: str) -> tuple[LoginRefused | None, Provisional | None]:
    """The 仮登録 of a right ログインID and 仮パスワード, or why not, journaled; held until the transaction ends."""
    take_turn(session, f"alien:{login}")
    waiting = session.get(Provisional, login, populate_existing=True)
    tries = settings.count(session, GAIKOKUJIN.name, "tries")
    found = codes.check(session, GAIKOKUJIN, PURPOSE, login, desk.now(), typed, tries=tries)
    if waiting is not None and found == "ok":
        return None, waiting
    _expire(session, login if found == "spent" else "", stored_moment(desk.now()))
    who = unknown(GAIKOKUJIN.name, login) if waiting is None else subject(GAIKOKUJIN.name, login)
    reason = "wrong" if waiting is None or found == "none" else found
    append_journal(session, desk, "alien.register.refused", who, {"reason": reason})
    return LoginRefused(message("m05" if reason == "expired" else "m11")), None


def _expire(session: Session, login: str, now: datetime) -> None:
    """A 仮パスワード that was tried too often opens nothing any more: its 仮登録 is 期限切れ, a new one may be made (ACC-44).

    The statement is the same for nobody ("").
    """
    gone = now.replace(microsecond=0) - timedelta(seconds=1)
    over = update(Provisional).where(col(Provisional.login) == login, col(Provisional.until) > gone).values(until=gone)
    session.exec(over, execution_options={"synchronize_session": False})


def _enter(session: Session, desk: Desk, waiting: Provisional, hashed: str) -> LoggedIn:
    """The account, the permit, the first session; the 仮登録 and its 仮パスワード are gone."""
    now = stored_moment(desk.now())
    account = Account(
        realm=GAIKOKUJIN.name, login=waiting.login, name="", mail=waiting.mail, office_code=waiting.login,
        password_hash=hashed, password_set_at=now, must_change=False, last_login=now, created_at=now,
    )  # fmt: skip
    session.add(account)
    session.flush()
    remember(session, GAIKOKUJIN, account, now)
    session.add(
        Permit(officer_id=account.key, permit_authority=waiting.permit_authority, permit_kind=waiting.permit_kind,
               permit_number=waiting.permit_number)
    )  # fmt: skip
    codes.use(session, GAIKOKUJIN, PURPOSE, waiting.login, desk.now())
    session.delete(waiting)
    mails.formal(session, desk, waiting.mail, waiting.login)
    officer = officer_of(account)
    own, who = Desk(officer, desk.database, desk.clock, desk.via), subject(GAIKOKUJIN.name, waiting.login)
    append_journal(session, own, "alien.register", who, {})
    opened = sessions.begin(session, GAIKOKUJIN, account, now, desk.via)
    append_journal(session, own, "login", who, {})
    return LoggedIn(officer, False, opened)
