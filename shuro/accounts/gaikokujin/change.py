"""パスワード設定／変更: the present password or a re-issued one becomes a new one (ACC-86 to ACC-93)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from shuro.accounts import attempts, codes, own, passwords, settings
from shuro.accounts.desks import counted, locked, subject, unknown
from shuro.accounts.gaikokujin.loss import PURPOSE
from shuro.accounts.gaikokujin.reading import Clock, Finding, FormRefused, desk_when_open, missing
from shuro.accounts.login import LoginRefused
from shuro.accounts.messages import message
from shuro.accounts.passwords import PasswordRefused
from shuro.accounts.realms import GAIKOKUJIN
from shuro.accounts.tables import Account
from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk

FRESH, EXISTING = "新規パスワード設定", "既存パスワード変更"
WHICH = (FRESH, EXISTING)
COUNTER = "login"  # a wrong 旧パスワード counts as one at the log-in


@dataclass(frozen=True)
class Change:
    """パスワード設定／変更 as typed (fields/password-change.csv)."""

    which: str
    login: str
    old: str
    new: str
    again: str

    def __repr__(self) -> str:
        return f"Change({self.which!r}, {self.login!r})"


def examine(database: Database, clock: Clock, form: Change, via: str = "screen") -> None:
    """All checks before the question is asked, as those of `change`; stores nothing but what a log-in counts too. Raises as
    `change`.
    """
    desk = desk_when_open(database, clock, via)
    login = _read(form)
    if form.which == EXISTING:
        with _named():
            own.examine_password(database, clock, GAIKOKUJIN, login, form.old, form.new, via=via)
    else:
        _take_fresh(desk, login, form, examining=True)


def change(database: Database, clock: Clock, form: Change, via: str = "screen") -> None:
    """Set the new password; all sessions of the user end, its 180 days begin (ACC-77, 89 to 91).

    既存パスワード変更 asks for the present password, expired or not; 新規パスワード設定 for a re-issued one of the last 3
    hours. Raises FormRefused for items, LoginRefused with one sentence for a wrong ログインID or 旧パスワード (ACC-93) or
    when closed, PasswordRefused with every rule that the new password breaks, at once and only to who knows the old one: a
    rule speaks of the user's name (ACC-72). Then nothing is stored.
    """
    desk = desk_when_open(database, clock, via)
    login = _read(form)
    if form.which == EXISTING:
        with _named():
            own.change_password(database, clock, GAIKOKUJIN, login, form.old, form.new, via=via)
        with database.write() as session:  # one that was re-issued meanwhile opens nothing any more
            codes.use(session, GAIKOKUJIN, PURPOSE, login, desk.now())
    else:
        _take_fresh(desk, login, form)


@contextmanager
def _named() -> Iterator[None]:
    """What is wrong with the new password under the name that it has on this screen (ACC-7)."""
    try:
        yield
    except PasswordRefused as refused:
        told = [one if one == own.CHANGED_MEANWHILE else f"新規{one}" for one in refused.sentences]
        raise PasswordRefused(told) from None


def _take_fresh(desk: Desk, login: str, form: Change, examining: bool = False) -> None:
    """新規パスワード設定 with a re-issued password. Raises as `change`."""
    refusal: Exception | None = None
    with desk.database.write() as session:
        account = locked(session, GAIKOKUJIN.name, login).get(login)
        refusal = _prove(session, desk, login, account, form.old)
        if refusal is None:
            assert account is not None
            refusal = _take(session, desk, account, form.new, examining)
    if refusal is not None:
        with _named():
            raise refusal


def _read(form: Change) -> str:
    """The ログインID of a form. Raises FormRefused with all findings, in screen order."""
    found = []
    if form.which not in WHICH:
        found.append(Finding("which", f"設定/変更区分：「{'」「'.join(WHICH)}」から選択してください。"))
    login = GAIKOKUJIN.id_rule.fold(form.login)
    for item, label, text in (
        ("login", "ログインID", login), ("old", "旧パスワード", form.old), ("new", "新規パスワード", form.new),
    ):  # fmt: skip
        if not text:
            found.append(Finding(item, missing(label)))
    if form.new and form.new != form.again:
        found.append(Finding("new", f"新規パスワード：{message('m13')}"))
    if found:
        raise FormRefused(found)
    return login


def _prove(session: Session, desk: Desk, login: str, account: Account | None, typed: str) -> LoginRefused | None:
    """None for a re-issued password that is still of use; else the refusal, counted and journaled as at the log-in."""
    now, tried = desk.now(), counted(GAIKOKUJIN.name, login, account is not None)
    blocked = attempts.guard(session, GAIKOKUJIN, COUNTER, tried, now)
    tries = settings.count(session, GAIKOKUJIN.name, "tries")
    found = codes.check(session, GAIKOKUJIN, PURPOSE, login, now, typed, tries=tries)
    in_use = account is not None and account.disabled_at is None
    if blocked is None and in_use and found == "ok":
        attempts.succeeded(session, GAIKOKUJIN, COUNTER, login)
        return None
    who = unknown(GAIKOKUJIN.name, login) if account is None else subject(GAIKOKUJIN.name, login)
    reason = blocked.reason if blocked else found if in_use else "unknown" if account is None else "disabled"
    append_journal(session, desk, "login.refused", who, {"reason": reason, "of": "reissue"})
    outcome = attempts.failed(session, GAIKOKUJIN, COUNTER, tried, now) if blocked is None else None
    if outcome is not None and (outcome.newly_locked or outcome.newly_closed):
        action = "login.closed" if outcome.newly_closed else "login.locked"
        append_journal(session, desk, action, who, {"until": outcome.until})
    said = blocked or (outcome.refusal if outcome else None)
    return LoginRefused(said.sentence if said else message("m12"))


def _take(session: Session, desk: Desk, account: Account, new: str, examining: bool) -> PasswordRefused | None:
    """Store the new password and use the re-issued one up; or every rule it breaks, the re-issued one still of use.

    `examining`: the rules alone.
    """
    former = own.former_of(session, GAIKOKUJIN, account)
    if found := passwords.findings(GAIKOKUJIN, new, own.person_of(account), former):
        return PasswordRefused(found)
    if examining:
        return None
    own.take_password(session, desk, GAIKOKUJIN, account, passwords.keep(new), action="user.set_password")
    codes.use(session, GAIKOKUJIN, PURPOSE, account.login, desk.now())
    return None
