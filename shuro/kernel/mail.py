"""Mails: written into the journal of mails in the transaction of their cause, sent from there afterwards (ACC-11).

The journal is the table `mail`. A body lies there sealed; after sending, its secrets (a temporary password, a code) are
struck out. A mail is never sent twice: who sends it first notes 送信中 in a transaction of its own, so two senders never
hold the same mail, and what a sender leaves in that state when it dies, or when the line breaks after the whole mail
was handed over and before the server's answer, is not sent again by itself. It may have arrived, and a second code would
make people doubt which one counts; a mail that did not arrive is asked for again by the person who waits for it, or sent
by an administrator with `again`. Its Message-ID stays the same then, so that receiving systems can tell.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

from sqlmodel import Field, Session, SQLModel, col, or_, select

from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database, database_of, take_turn
from shuro.kernel.desk import TOKYO, Desk
from shuro.kernel.sealing import SealBroken, seal, unseal
from shuro.kernel.steps import NotAllowed
from shuro.kernel.tables import stored_moment

if TYPE_CHECKING:
    from shuro.kernel.mail_line import Line, NotSent, Server

UNSENT, SENDING, SENT, FAILED = "未送信", "送信中", "送信済", "送信失敗"
STATES = (UNSENT, SENDING, SENT, FAILED)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)  # before the second try; doubled up to the longest
TRIES = 20  # then it is given up: more than two days after the first
ABANDONED = timedelta(minutes=30)  # a mail 送信中 for longer has lost its sender
STRUCK = "●●●●●●"
PURPOSE = "mail"
SENDER_GONE = "送信の途中でプログラムが終わったため、届いたかどうか分かりません。"


class Mail(SQLModel, table=True):
    """A mail and what became of it. Moments are Asia/Tokyo without zone."""

    __tablename__ = "mail"

    id: int | None = Field(default=None, primary_key=True)
    system: str
    kind: str  # a code of data/codes/account-mails.csv
    recipient: str
    subject: str
    sealed_body: bytes
    secrets: bytes | None = None  # sealed too: what is struck out after sending, one a line
    state: str = Field(default=UNSENT, index=True)
    created_at: datetime
    sent_at: datetime | None = None
    tries: int = 0
    next_try: datetime | None = None  # None: only when an administrator says `again`
    taken_at: datetime | None = None  # since when it is 送信中
    error: str = ""
    message_id: str
    once: str | None = Field(default=None, unique=True)


@dataclass(frozen=True)
class Sent:
    """What a run of the queue did: mails sent, failed, and those still waiting (未送信 or 送信失敗 with a next try)."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class MailLine:
    """A mail as administrators see it in the list: without its body."""

    id: int
    created_at: datetime
    system: str
    kind: str
    to: str
    subject: str
    state: str
    sent_at: datetime | None
    tries: int
    next_try: datetime | None
    error: str


# Writing


def address_finding(text: str) -> str | None:
    """What is wrong with a mail address, as a sentence that says what would be right; None when it can be used."""
    if text.isascii() and re.fullmatch(
        r"[^@\s<>(),;:\"\\\[\]\x00-\x1f\x7f]{1,64}@[^@\s<>(),;:\"\\\x00-\x1f\x7f]{1,189}", text
    ):
        return None
    return "「名前@会社.jp」の形のメールアドレスを一つ、半角で入力してください。"


def write(
    session: Session,
    desk: Desk,
    *,
    system: str,
    kind: str,
    to: str,
    subject: str,
    body: str,
    once: str | None = None,
    secret: str | tuple[str, ...] = (),
) -> int | None:
    """Write a mail in the caller's transaction; its id. None when one with the same `once` was written already.

    `secret`: the texts inside `body` that are struck out when it has been sent. Raises ValueError for an address or a
    subject that cannot stand in a mail's head: check them before (`address_finding`).
    """
    if address_finding(to) is not None or any(not letter.isprintable() for letter in subject):
        raise ValueError("no address, or a subject of more than one line")
    database = database_of(session)
    if once is not None and _written(session, once):
        return None
    hidden = [one for one in ((secret,) if isinstance(secret, str) else secret) if one]
    now = stored_moment(desk.now())
    new = Mail(
        system=system, kind=kind, recipient=to, subject=subject, sealed_body=seal(database, body.encode(), PURPOSE),
        secrets=seal(database, "\n".join(hidden).encode(), PURPOSE) if hidden else None, created_at=now, next_try=now,
        message_id=f"<{secrets.token_hex(16)}@shuro.internal>", once=once,
    )  # fmt: skip
    session.add(new)
    session.flush()
    append_journal(session, desk, "mail.write", f"mail:{new.id}", {"system": system, "kind": kind})
    return new.id


def _written(session: Session, once: str) -> bool:
    """Is there a mail with this `once`? Two writers of the same one stand in line."""
    take_turn(session, f"mail:{once}")
    return session.exec(select(Mail.id).where(col(Mail.once) == once)).first() is not None


# Sending


def send_due(
    database: Database,
    clock: Callable[[], datetime],
    server: Server | None,
    senders: Mapping[str, str] | None = None,
    line: Callable[[Server], Line] | None = None,
) -> Sent:
    """Send what is due, the oldest first. Without a server nothing is sent and everything stays 未送信.

    `senders`: the sender's address of each system; else the server's. A failure stays with its reason and is tried again
    after 1, 2, 4 … minutes, at most 4 hours; what the server refuses for good is not. When the server cannot be reached
    the run ends there. Raises StorageTrouble.
    """
    if server is None:
        return Sent(waiting=_waiting(database))
    from shuro.kernel import mail_line

    _give_up_abandoned(database, clock)
    sent = failed = 0
    with (line or mail_line.Line)(server) as open_line:
        while (mail := _take_next(database, clock)) is not None:
            try:
                open_line.send(_message(database, mail, (senders or {}).get(mail.system) or server.sender))
            except SealBroken as broken:  # every other mail would fail too: the key is not there
                _failed(database, clock, mail, mail_line.NotSent(broken.sentence, again=True))
                raise
            except mail_line.NotSent as trouble:
                _failed(database, clock, mail, trouble)
                failed += 1
                if trouble.unreachable:
                    break
            else:
                _done(database, clock, mail)
                sent += 1
    return Sent(sent, failed, _waiting(database))


def due(database: Database, clock: Callable[[], datetime]) -> int:
    """How many mails are due."""
    with database.read() as session:
        return len(session.exec(select(Mail.id).where(*_due(stored_moment(clock())))).all())


def _due(now: datetime) -> tuple:
    return col(Mail.state).in_((UNSENT, FAILED)), col(Mail.next_try) <= now


def _waiting(database: Database) -> int:
    still = or_(col(Mail.state) == UNSENT, col(Mail.next_try).is_not(None))
    with database.read() as session:
        return len(session.exec(select(Mail.id).where(still, col(Mail.state).in_((UNSENT, FAILED)))).all())


def _take_next(database: Database, clock: Callable[[], datetime]) -> Mail | None:
    """The oldest mail that is due, noted as 送信中 and committed before anything goes over the line."""
    now = stored_moment(clock())
    with database.write() as session:
        first = select(Mail).where(*_due(now)).order_by(col(Mail.id)).limit(1).with_for_update(skip_locked=True)
        mail = session.exec(first).first()
        if mail is None:
            return None
        mail.state, mail.taken_at, mail.next_try = SENDING, now, None
        mail.tries += 1
        session.add(mail)
    return mail


def _done(database: Database, clock: Callable[[], datetime], mail: Mail) -> None:
    with database.write() as session:
        held = session.get(Mail, mail.id, with_for_update=True)
        if held is None:
            return
        held.state, held.sent_at, held.error, held.taken_at = SENT, stored_moment(clock()), "", None
        _strike(database, held)
        session.add(held)


def _strike(database: Database, mail: Mail) -> None:
    """Take the secrets out of the body; what is kept no longer opens anything."""
    if mail.secrets is None:
        return
    body = unseal(database, mail.sealed_body, PURPOSE).decode()
    for secret in unseal(database, mail.secrets, PURPOSE).decode().split("\n"):
        body = body.replace(secret, STRUCK) if secret else body
    mail.sealed_body, mail.secrets = seal(database, body.encode(), PURPOSE), None


def _failed(database: Database, clock: Callable[[], datetime], mail: Mail, trouble: NotSent) -> None:
    now = stored_moment(clock())
    with database.write() as session:
        held = session.get(Mail, mail.id, with_for_update=True)
        if held is None:
            return
        held.state, held.error, held.taken_at = FAILED, trouble.sentence, None
        again = trouble.again and held.tries < TRIES
        held.next_try = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** (held.tries - 1)) if again else None
        session.add(held)


def _give_up_abandoned(database: Database, clock: Callable[[], datetime]) -> None:
    """Mails whose sender died: they may have arrived, so they are not sent again by themselves."""
    before = stored_moment(clock()) - ABANDONED
    with database.write() as session:
        lost = select(Mail).where(col(Mail.state) == SENDING, col(Mail.taken_at) < before).with_for_update()
        for mail in session.exec(lost):
            mail.state, mail.error, mail.taken_at = FAILED, SENDER_GONE, None
            session.add(mail)


def _message(database: Database, mail: Mail, sender: str) -> EmailMessage:
    """The mail as it goes over the line. Raises SealBroken, and NotSent while no sender is set."""
    from shuro.kernel.mail_line import NotSent

    if address_finding(sender) is not None:
        said = f"差出人のアドレスが設定されていません（{mail.system}）。「名前@会社.jp」の形で設定してください。"
        raise NotSent(said, again=True)
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, mail.recipient, mail.subject
    made["Date"] = format_datetime(mail.created_at.replace(tzinfo=TOKYO))
    made["Message-ID"] = mail.message_id
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(unseal(database, mail.sealed_body, PURPOSE).decode(), charset="utf-8", cte="base64")
    return made


# For administrators


def listed(desk: Desk, *, system: str | None = None, state: str | None = None, limit: int = 200) -> list[MailLine]:
    """The newest mails, as far as the administrator may see them. Raises NotAllowed."""
    wanted = select(Mail).where(*_visible(desk))
    if system is not None:
        wanted = wanted.where(col(Mail.system) == system)
    if state is not None:
        wanted = wanted.where(col(Mail.state) == state)
    with desk.database.read() as session:
        found = session.exec(wanted.order_by(col(Mail.id).desc()).limit(limit))
        return [_line(mail) for mail in found]


def body_of(desk: Desk, mail_id: int) -> tuple[MailLine, str] | None:
    """A mail with its body (secrets of one that was sent are struck out); None when there is none. Raises NotAllowed.

    Who read it is journaled: before it is sent the body may hold a secret.
    """
    with desk.database.write() as session:
        mail = session.exec(select(Mail).where(col(Mail.id) == mail_id, *_visible(desk))).first()
        if mail is None:
            return None
        append_journal(session, desk, "mail.show", f"mail:{mail_id}", {"state": mail.state})
        return _line(mail), unseal(desk.database, mail.sealed_body, PURPOSE).decode()


def again(desk: Desk, mail_id: int) -> bool:
    """Make a failed mail due now, with the same Message-ID; False when there is no failed one. Raises NotAllowed."""
    with desk.database.write() as session:
        failed = select(Mail).where(col(Mail.id) == mail_id, col(Mail.state) == FAILED, *_visible(desk))
        mail = session.exec(failed.with_for_update()).first()
        if mail is None:
            return False
        mail.next_try, mail.tries = stored_moment(desk.now()), 0
        session.add(mail)
        append_journal(session, desk, "mail.again", f"mail:{mail_id}", {})
        return True


def require_administrator(desk: Desk) -> None:
    """Raise NotAllowed unless the officer is an administrator of 本省 or of an outside system."""
    ours = desk.officer.realm != "kijun" or desk.office.level == "本省"
    if "admin" not in desk.officer.rights or not ours:
        raise NotAllowed("メールの記録：扱えるのは、本省の管理者とそのシステムの管理者です。")


def _visible(desk: Desk) -> tuple:
    """Administrators of 本省 see all mails, those of a system its own. Raises NotAllowed for everybody else."""
    require_administrator(desk)
    return () if desk.officer.realm == "kijun" else (col(Mail.system) == desk.officer.realm,)


def _line(mail: Mail) -> MailLine:
    assert mail.id is not None
    return MailLine(
        mail.id, mail.created_at, mail.system, mail.kind, mail.recipient, mail.subject, mail.state, mail.sent_at,
        mail.tries, mail.next_try, mail.error,
    )  # fmt: skip
