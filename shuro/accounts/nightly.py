"""The accounts' tasks of the night: sessions whose program went away without a log-out are ended in the table too."""

from __future__ import annotations

from sqlmodel import col, select

from shuro.accounts.desks import subject, system_desk
from shuro.accounts.realms import REALMS, Realm
from shuro.accounts.sessions import NOTED_EVERY
from shuro.accounts.tables import Account, UserSession
from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk
from shuro.kernel.nightly import Task
from shuro.kernel.tables import stored_moment


def over(row: UserSession, of: Realm, now: object) -> str | None:
    """Why a session that is still open in the table has ended long ago; None while it may live."""
    if now - row.started > of.absolute:  # type: ignore[operator]
        return "absolute"
    return "idle" if now - row.last_seen > of.idle + NOTED_EVERY else None  # type: ignore[operator]


def end_dead_sessions(desk: Desk, dry: bool) -> int:
    """End the sessions that are over, each with its reason and a journal row."""
    now = stored_moment(desk.now())
    open_ones = select(UserSession, Account).where(
        col(UserSession.ended).is_(None), col(UserSession.officer_id) == col(Account.id)
    )
    opened = desk.database.read() if dry else desk.database.write()
    with opened as session:
        ended = 0
        for row, account in session.exec(open_ones).all():
            of = REALMS[account.realm]
            reason = over(row, of, now)
            if reason is None:
                continue
            ended += 1
            if not dry:
                row.ended, row.reason = now, reason
                session.add(row)
                system = system_desk(desk.database, desk.clock, of, desk.via)
                append_journal(session, system, "logout", subject(of.name, account.login), {"reason": reason})
        return ended


TASKS = (Task("sessions", "期限を過ぎたログインの終了", end_dead_sessions),)
