"""Coming in: the log-in with certificate and password, and the two steps before a certificate is issued (ACC-131 to 133,
159 to 165).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from shuro.accounts import codes, login, service_hours
from shuro.accounts.desks import subject, system_desk
from shuro.accounts.login import LoggedIn, LoginRefused, prove
from shuro.accounts.realms import ROKIN
from shuro.accounts.rokin import certificates, mails, rules
from shuro.accounts.rokin.certificates import CertificateRefused, Issued
from shuro.accounts.rokin.tables import Member
from shuro.accounts.rokin.workstation import Held, Store
from shuro.accounts.tables import Account
from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database
from shuro.kernel.tables import stored_moment

Clock = Callable[[], datetime]
PURPOSE = "certificate"
CODE_VALID = timedelta(minutes=mails.CODE_MINUTES)
CODE_TRIES = 5
BEFORE_CERTIFICATE = replace(ROKIN, second_factor=None)  # 電子証明書発行 ユーザー認証: who has no certificate yet

WRONG_CODE = "認証コードが正しくありません。メールの認証コード（半角数字6桁）を入力してください。"  # m37
START_AGAIN = "「電子証明書発行 ユーザー認証」からやり直してください。"
SENTENCES = {
    "wrong": WRONG_CODE,
    "expired": f"認証コードの有効期間（{mails.CODE_MINUTES}分）が過ぎています。" + START_AGAIN,
    "none": "この認証コードは既に使われています。" + START_AGAIN,
    "spent": f"認証コードの誤りが{CODE_TRIES}回になりました。" + START_AGAIN,
}


@dataclass
class Ticket:
    """Somebody on the way to a certificate: password proved, then the code. Lives in the program alone, for one issue."""

    account_id: int
    login: str
    mail: str
    password_serial: int
    password: str = field(repr=False)
    code_at: datetime | None = None  # when the right code was typed
    spent: bool = False


class CodeRefused(Exception):
    """The 認証コード is not right, or the system is closed (`sentence`); `again`: it can be typed once more, else everything
    begins at ユーザー認証.
    """

    def __init__(self, word: str, sentence: str = ""):
        self.sentence = sentence or SENTENCES[word]
        self.again = word in ("wrong", "closed")
        super().__init__(self.sentence)


def log_in(database: Database, clock: Clock, store: Store, held: Held, password: str, via: str = "screen") -> LoggedIn:
    """Log in with a certificate that was imported here and its user's password.

    Raises LoginRefused: for the certificate with the words of its case, before the password is looked at; for the
    password, a lock or a closure as the realm says (ACC-132, 133).
    """
    try:
        number = certificates.challenge(database, clock, held.serial)
        proof = store.proof(held, number, clock())
    except CertificateRefused as refused:
        raise LoginRefused(refused.sentence) from None
    with database.read() as session:
        said = certificates.refusal(session, proof, clock())
        row = certificates.proved(session, proof, clock())
        account = session.get(Account, row.officer_id) if row is not None else None
    if said is not None or account is None:
        _note_refusal(database, clock, held, said or certificates.NO_CERTIFICATE, via)
        raise LoginRefused(said or certificates.NO_CERTIFICATE)
    return login.log_in(
        database, clock, ROKIN, account.login, password, proof=proof, via=via, locked_out=mails.locked_out
    )


def _note_refusal(database: Database, clock: Clock, held: Held, said: str, via: str) -> None:
    """A log-in that failed for its certificate is journaled like every other (ACC-10)."""
    desk = system_desk(database, clock, ROKIN, via)
    with database.write() as session:
        detail = {"reason": "certificate", "serial": held.serial[:40], "sentence": said}
        append_journal(session, desk, "login.refused", f"user:{ROKIN.name}", detail)


def authenticate(database: Database, clock: Clock, user: str, password: str, via: str = "screen") -> Ticket:
    """「認証」 on 電子証明書発行 ユーザー認証: the password, then whether a certificate may be issued (ACC-161).

    The 認証コード is mailed; an older code is void from now on. Raises LoginRefused (counted, ACC-162) and
    CertificateRefused (ACC-160).
    """
    desk = system_desk(database, clock, ROKIN, via)

    def begin(session: Session, account: Account, failures: int) -> Ticket | str:
        now = stored_moment(desk.now())
        if session.get(Member, account.key) is None:
            return "この利用者は電子証明書を使いません。労金へお問い合わせください。"
        rows = [certificates.life(row) for row in certificates.of_user(session, account.key)]
        if said := rules.issue_refused(rows, now):
            return said
        code = codes.digits(6)
        codes.issue(session, ROKIN, PURPOSE, account.login, now, secret=code, valid=CODE_VALID)
        mails.send_code(session, desk, account, code, now + CODE_VALID)
        append_journal(session, desk, "code.send", subject(ROKIN.name, account.login), {"purpose": "電子証明書発行"})
        return Ticket(account.key, account.login, account.mail or "", account.password_serial, password)

    got = prove(desk, BEFORE_CERTIFICATE, user, password, None, begin, locked_out=mails.locked_out)
    if isinstance(got, str):
        raise CertificateRefused(got)
    return got


def enter_code(database: Database, clock: Clock, ticket: Ticket, typed: str, via: str = "screen") -> None:
    """「認証」 on 認証コード入力: the second step (ACC-163, 164). A right code is used up. Raises CodeRefused."""
    desk = system_desk(database, clock, ROKIN, via)
    if closed := service_hours.refusal(database, ROKIN, desk.now()):
        raise CodeRefused("closed", closed)
    with database.write() as session:
        now = stored_moment(desk.now())
        word = codes.check(session, ROKIN, PURPOSE, ticket.login, now, typed, tries=CODE_TRIES)
        if word == "ok":
            codes.use(session, ROKIN, PURPOSE, ticket.login, now)
        detail = {"result": word}
        append_journal(session, desk, "code.check", subject(ROKIN.name, ticket.login), detail)
    if word != "ok":
        raise CodeRefused(word)
    ticket.code_at = now


def issue(database: Database, clock: Clock, ticket: Ticket, via: str = "screen") -> Issued:
    """「発行」: the certificate of who went through both steps; its file is locked with the log-in password (ACC-166, 175).

    Within 30 minutes of the code, inside the service hours, once. Raises CertificateRefused.
    """
    desk = system_desk(database, clock, ROKIN, via)
    if closed := service_hours.refusal(database, ROKIN, desk.now()):
        raise CertificateRefused(closed)
    now = stored_moment(desk.now())
    late = ticket.code_at is None or now - ticket.code_at > CODE_VALID
    with database.read() as session:
        account = session.get(Account, ticket.account_id)
    changed = account is None or account.password_serial != ticket.password_serial or account.login != ticket.login
    if late or ticket.spent or changed:
        raise CertificateRefused("電子証明書を発行できません。" + START_AGAIN)
    made = certificates.issue(desk, ticket.account_id, ticket.password)
    ticket.spent = True
    return made
