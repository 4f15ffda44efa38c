"""確認コード: compared, counted and used up in one place, whatever they are for (ACC-119, ACC-120, ACC-215)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from shuro.accounts import attempts, codes
from shuro.accounts.asp import store
from shuro.accounts.realms import ASP

VALID = timedelta(minutes=30)  # of a code, and of what was begun with it
TRIES = 5  # wrong codes after which only a new one helps
MINUTES = int(VALID.total_seconds() // 60)


def compare(session: Session, purpose: str, subject: str, now: datetime, typed: str) -> str:
    """ok, wrong, or why another code is needed: spent, expired, none; waits during the wait after wrong ones.

    The waits grow with each wrong code and outlive it: a new code does not make guessing quicker. In the caller's writing
    transaction.
    """
    if attempts.guard(session, ASP, purpose, subject, now) is not None:
        return "waits"
    word = codes.check(session, ASP, purpose, subject, now, store.half_width(typed), tries=TRIES)
    if word == "ok":
        codes.use(session, ASP, purpose, subject, now)
        attempts.succeeded(session, ASP, purpose, subject)
    elif word in ("wrong", "spent"):
        attempts.failed(session, ASP, purpose, subject, now)
    return word
