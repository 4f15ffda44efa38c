"""Sessions: from the log-in to the log-out, the end of the time, or the moment somebody takes the right away."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select, update

from shuro.accounts.desks import officer_of, subject, system_desk
from shuro.accounts.realms import Realm
from shuro.accounts.tables import Account, UserSession
from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk, Officer
from shuro.kernel.tables import stored_moment

if TYPE_CHECKING:
    from shuro.kernel.database import Database

NOTED_EVERY = timedelta(seconds=60)  # the program knows its last action exactly; the table is told once a minute

AGAIN = "もう一度ログインしてください。"  # what became of what was being typed is said by the screens, which know it
ENDINGS = {
    "logout": "ログアウトしました。",
    "idle": "{idle}分を超えて操作がなかったため、ログアウトしました。" + AGAIN,
    "absolute": "ログインから{absolute}時間を超えたため、ログアウトしました。" + AGAIN,
    "newer": "同じ利用者のログインが{parallel}件を超えたため、いちばん古いこのログインを終わりました。" + AGAIN,
    "password": "別の端末でパスワードが変更されたため、ログアウトしました。新しいパスワードで" + AGAIN,
    "reset": "管理者がパスワードを再発行したため、ログアウトしました。新しい初期パスワードで" + AGAIN,
    "revoked": "管理者がこのログインを終わらせました。" + AGAIN,
    "hours": "利用可能時間帯が終わったため、ログアウトしました。利用できる時間になってから、" + AGAIN,
    "certificate": "電子証明書が失効したか、有効期限が過ぎたため、ログアウトしました。電子証明書を再発行してから、"
    + AGAIN,
    "disabled": "この利用者は使用を停止されています。管理者に連絡してください。",
}


class SessionEnded(Exception):
    """The session is over; `sentence` says why and what to do, `reason` is the key of ENDINGS."""

    def __init__(self, reason: str, realm: Realm):
        self.reason = reason
        self.sentence = ENDINGS[reason].format(
            idle=int(realm.idle.total_seconds() // 60),
            absolute=int(realm.absolute.total_seconds() // 3600),
            parallel=realm.parallel,
        )
        super().__init__(self.sentence)


class PasswordDue(Exception):
    """The user has an initial password and must change it before anything else."""

    sentence = "初期パスワードのままでは業務を行えません。先に新しいパスワードを設定してください。"

    def __str__(self) -> str:
        return self.sentence


@dataclass
class OpenSession:
    """A session in the hands of the program that holds it. Moments are Asia/Tokyo, stored without zone."""

    realm: Realm
    officer_id: int
    login: str
    via: str
    started: datetime
    seen: datetime  # the last action
    noted: datetime  # the last action the table knows
    token: str = field(repr=False, default="")

    @property
    def key(self) -> str:
        """The id in the table: whoever reads the table cannot take the session over (ASVS 11.5.1)."""
        return hashlib.sha256(self.token.encode()).hexdigest()

    def over(self, now: datetime) -> str | None:
        """ "idle" or "absolute" when more than the realm allows has passed; exactly as much is still allowed."""
        if now - self.started > self.realm.absolute:
            return "absolute"
        return "idle" if now - self.seen > self.realm.idle else None


def begin(session: Session, realm: Realm, account: Account, now: datetime, via: str) -> OpenSession:
    """Start a session inside the log-in's transaction; the user's oldest ones beyond `realm.parallel` end."""
    opened = OpenSession(realm, account.key, account.login, via, now, now, now, secrets.token_urlsafe(16))
    live = session.exec(
        select(UserSession)
        .where(col(UserSession.officer_id) == account.id, col(UserSession.ended).is_(None))
        .order_by(col(UserSession.started).desc())
    ).all()
    living = [one for one in live if _alive(one, realm, now)]
    for old in living[realm.parallel - 1 :]:
        old.ended, old.reason = now, "newer"
        session.add(old)
    session.add(UserSession(id=opened.key, officer_id=account.key, via=via, started=now, last_seen=now))
    return opened


def _alive(row: UserSession, realm: Realm, now: datetime) -> bool:
    """Within its limits? A session whose program died stays open in the table and must not count."""
    return now - row.started <= realm.absolute and now - row.last_seen <= realm.idle + NOTED_EVERY


def close_all(session: Session, officer_id: int, now: datetime, reason: str, keep: OpenSession | None = None) -> None:
    """End every open session of a user inside a transaction, but for the one in hand."""
    others = col(UserSession.id) != (keep.key if keep else "")
    session.exec(
        update(UserSession)
        .where(col(UserSession.officer_id) == officer_id, col(UserSession.ended).is_(None), others)
        .values(ended=now, reason=reason)
    )


def touch(database: Database, clock: Callable[[], datetime], opened: OpenSession) -> Officer:
    """Before every action: the officer with the rights of this moment (ASVS 8.3.2), and the action noted.

    Raises SessionEnded when the time or the service hours (ACC-106) are over, the user is disabled, the password was
    changed elsewhere or the session was ended by somebody; PasswordDue while the initial password is not changed.
    """
    now = _now(clock)
    with database.read() as session:
        row, account = _stored(session, opened)
        reason = row.reason if row.ended else "disabled" if account.disabled_at else opened.over(now)
        if reason is None and opened.realm.still is not None:
            reason = opened.realm.still(session, account, now)
        officer, due = officer_of(account), account.must_change
    if reason is None and opened.realm.timed and _closed(database, opened.realm, now):
        reason = "hours"
    if reason is not None:
        if row.ended is None:
            end(database, clock, opened, reason)
        raise SessionEnded(reason, opened.realm)
    if due:
        raise PasswordDue
    opened.seen = now
    if now - opened.noted >= NOTED_EVERY:
        with database.write() as session:
            session.exec(
                update(UserSession)
                .where(col(UserSession.id) == opened.key, col(UserSession.ended).is_(None))
                .values(last_seen=now)
            )
        opened.noted = now
    return officer


def _closed(database: Database, realm: Realm, now: datetime) -> bool:
    from shuro.accounts import service_hours

    return service_hours.refusal(database, realm, now) is not None


def end(database: Database, clock: Callable[[], datetime], opened: OpenSession, reason: str = "logout") -> None:
    """End a session and write it to the journal; one that has ended stays as it is."""
    now = _now(clock)
    with database.write() as session:
        row, account = _stored(session, opened)
        if row.ended is not None:
            return
        row.ended, row.reason = now, reason
        session.add(row)
        system = system_desk(database, clock, opened.realm, opened.via)
        desk = Desk(officer_of(account), database, clock, opened.via) if reason == "logout" else system
        append_journal(session, desk, "logout", subject(account.realm, account.login), {"reason": reason})


def _stored(session: Session, opened: OpenSession) -> tuple[UserSession, Account]:
    """The rows of a session. SessionEnded when they are gone (a database that was restored)."""
    row = session.get(UserSession, opened.key)
    account = session.get(Account, opened.officer_id)
    if row is None or account is None:
        raise SessionEnded("revoked", opened.realm)
    return row, account


def _now(clock: Callable[[], datetime]) -> datetime:
    """The present moment as tables hold it, to the second as `Desk.now`."""
    return stored_moment(clock()).replace(microsecond=0)
