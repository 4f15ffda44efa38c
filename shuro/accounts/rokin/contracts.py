"""契約番号, 初期パスワード and the one マスターユーザー of a contract (ACC-124 to 128, 135 to 150)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from shuro.accounts import attempts, passwords, service_hours
from shuro.accounts.desks import subject, system_desk
from shuro.accounts.login import LoginRefused
from shuro.accounts.outcomes import Refusal
from shuro.accounts.realms import ROKIN, ROKIN_CLOSED
from shuro.accounts.rokin import rules
from shuro.accounts.rokin.rules import NewUser
from shuro.accounts.rokin.tables import MASTER, Contract, Member
from shuro.accounts.tables import Account
from shuro.accounts.users import UserRefused
from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database, take_turn
from shuro.kernel.desk import Desk
from shuro.kernel.tables import stored_moment

Clock = Callable[[], datetime]
COUNTER = "contract"  # a counter apart from that of the users (ACC-157)
WRONG = "契約番号または初期パスワードが正しくありません。"  # m30
TAKEN = "この契約番号のマスターユーザーは既に登録されています。"  # m35
EXISTS = "入力したユーザーIDは既に存在しています。別のIDで登録してください。"  # m34
AGAIN = "初期登録ログインからやり直してください。"


@dataclass(frozen=True)
class Opened:
    """A 契約番号 whose 初期パスワード was right: the way to マスターユーザー初期登録, in this program alone."""

    number: str
    initial_hash: str
    at: datetime

    def __repr__(self) -> str:
        return f"Opened({self.number!r})"


def subject_of(number: str) -> str:
    """How the journal names a contract."""
    return f"contract:rokin/{number}"


def open_contract(database: Database, clock: Clock, number: str, initial: str, via: str = "screen") -> Opened:
    """「次へ」 on マスターユーザー初期登録ログイン (ACC-137); failures are counted per 契約番号 (ACC-140).

    Raises LoginRefused: one sentence for an unknown number and a wrong password; for ロック and 閉塞 their own; that there
    is a master user already (ACC-136), only after the right password.
    """
    desk = system_desk(database, clock, ROKIN, via)
    if said := rules.contract_finding(number) or service_hours.refusal(database, ROKIN, desk.now()):
        raise LoginRefused(said)
    with database.read() as session:
        row = session.get(Contract, number)
    tail, initial = row.initial_tail if row else "", passwords.normal(initial) or ""
    # The hash is of what was stored at first; what the migration put behind it has to be typed too (ACC-125).
    fits = initial.endswith(tail) and len(initial) == (row.initial_length + len(tail) if row else 8)
    matched = passwords.matches(row.initial_hash if row else None, initial.removesuffix(tail) if tail else initial)
    refused: str | None = None
    with database.write() as session:
        now = desk.now()
        blocked = attempts.guard(session, ROKIN, COUNTER, number, now)
        held = session.get(Contract, number, populate_existing=True)
        right = matched and fits and held is not None and row is not None and held.initial_hash == row.initial_hash
        if blocked is not None:
            refused = _told(blocked)
        elif not right:
            outcome = attempts.failed(session, ROKIN, COUNTER, number, now)
            refused = _told(outcome.refusal) if outcome.refusal else WRONG
        else:
            attempts.succeeded(session, ROKIN, COUNTER, number)
            refused = TAKEN if master_of(session, number) is not None else None
        action = "contract.refused" if refused else "contract.open"
        append_journal(session, desk, action, subject_of(number), {"sentence": refused} if refused else {})
    if refused is not None:
        raise LoginRefused(refused)
    assert row is not None
    return Opened(number, row.initial_hash, stored_moment(now))


def _told(refusal: Refusal) -> str:
    """The words of a lock; a closed 契約番号 is the affair of 労金 alone (ACC-156)."""
    return ROKIN_CLOSED if refusal.reason == "closed" else refusal.sentence


def master_of(session: Session, number: str) -> Account | None:
    """The master user of a contract, or None."""
    wanted = select(Account).where(col(Account.id) == col(Member.officer_id), col(Member.master_of) == number)
    return session.exec(wanted).first()


def register_master(database: Database, clock: Clock, opened: Opened, new: NewUser, via: str = "screen") -> str:
    """「登録」 on マスターユーザー初期登録: the user's ID (ACC-141 to 147). The 初期パスワード stays for a later time (ACC-195).

    Raises UserRefused with every finding, also when the ID exists, another master was registered meanwhile or the service
    hours are over.
    """
    desk = system_desk(database, clock, ROKIN, via)
    if closed := service_hours.refusal(database, ROKIN, desk.now()):
        raise UserRefused([closed])

    def still_open(session: Session) -> str | None:
        take_turn(session, f"rokin:contract:{opened.number}")
        held = session.get(Contract, opened.number, populate_existing=True)
        if held is None or held.initial_hash != opened.initial_hash:
            return "契約番号：初期パスワードが変更されました。" + AGAIN
        late = stored_moment(desk.now()) - opened.at > ROKIN.idle
        if late:
            return f"契約番号：{int(ROKIN.idle.total_seconds() // 60)}分を超えて登録されませんでした。" + AGAIN
        return f"契約番号：{TAKEN}" if master_of(session, opened.number) else None

    return add_user(desk, opened.number, MASTER, new, still_open)


def add_user(desk: Desk, number: str, kind: str, new: NewUser, may: Callable[[Session], str | None]) -> str:
    """Store a user of a contract; `may(session)` says in the same transaction why not. Raises UserRefused."""
    login = new.login
    if found := rules.new_user_findings(new):
        raise UserRefused([sentence for _, sentence in found])
    hashed = passwords.keep(new.password)
    with desk.database.write() as session:
        take_turn(session, f"rokin:id:{login}")
        refused = may(session)
        if refused is None and _taken(session, login):
            refused = f"ユーザーID：{EXISTS}"
        if refused is not None:
            raise UserRefused([refused])
        now = stored_moment(desk.now())
        account = Account(
            realm=ROKIN.name, login=login, name=new.name, mail=new.mail, office_code=ROKIN.name, rights=[],
            password_hash=hashed, password_set_at=now, must_change=False, created_at=now,
        )  # fmt: skip
        session.add(account)
        session.flush()
        session.add(
            Member(officer_id=account.key, contract=number, kind=kind, master_of=number if kind == MASTER else None)
        )
        detail = {"contract": number, "kind": kind, "name": new.name}
        append_journal(session, desk, "user.create", subject(ROKIN.name, login), detail)
    return login


def _taken(session: Session, login: str) -> bool:
    """Is there a user of this ID in the whole store? Case is distinguished (ACC-146)."""
    wanted = select(Account.id).where(col(Account.realm) == ROKIN.name, col(Account.login) == login)
    return session.exec(wanted).first() is not None
