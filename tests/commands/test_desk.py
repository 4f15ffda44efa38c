"""`shuro desk` and `shuro inbox`: what waits, and what came from other offices, for people and for scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shuro.accounts.desks import officer_of
from shuro.accounts.tables import Account
from shuro.commands.exits import Exit
from shuro.kernel import notices
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.drafts import save_draft
from tests.standards.complaints import complained


@pytest.fixture
def mine(here: Database, clock: Any, station: None) -> Desk:
    """The desk of the officer who is logged in: 130101 of the 署 1301."""
    return own_desk(here, clock, "130101")


def own_desk(database: Database, clock: Any, login: str) -> Desk:
    """The desk of a user."""
    import sqlalchemy as sa

    with database.read() as session:
        account = session.execute(sa.select(Account).where(Account.login == login)).scalar_one()
        return Desk(officer_of(account), database, clock)


def told(desk: Desk) -> int:
    """A notice from the office of the desk to 1301."""
    with desk.database.write() as session:
        return notices.send(session, desk, to_office="1301", kind="transfer", title="移送について", body="本文\x1b[31m")


@pytest.mark.req("CMP-30")
def test_counts_and_the_lists_behind_them(shuro: Callable[..., Any], mine: Desk) -> None:
    assert shuro("desk", "--json").data == []
    one = complained(mine)
    save_draft(mine, "complaint", 0, {"complainant": "霧"})
    assert shuro("desk", "--json").data == [
        {"name": "complaints-not-begun", "label": "処理に着手していない申告", "number": 1, "first": "2026-06-01"},
        {"name": "drafts", "label": "下書き", "number": 1, "first": ""},
    ]
    (line,) = shuro("desk", "complaints-not-begun", "--json").data
    assert (line["id"], line["day"]) == (one.id, "2026-06-01")
    assert "処理に着手していない申告" in shuro("desk").out
    wrong = shuro("desk", "nothing")
    assert wrong.code == Exit.USAGE and "complaints-not-begun" in wrong.err
    assert shuro("desk", "drafts").code == Exit.USAGE


@pytest.mark.req("OTH-142")
def test_the_inbox_is_listed_shown_and_read(shuro: Callable[..., Any], mine: Desk, here: Database, clock: Any) -> None:
    other = own_desk(here, clock, "130201")
    first, second = told(other), told(other)
    assert [one["id"] for one in shuro("inbox", "list", "--json").data] == [second, first]
    assert shuro("inbox").out == shuro("inbox", "list").out != ""
    assert shuro("inbox", "show", str(first), "--json").data["read_at"] == ""
    assert shuro("desk", "--json").data[-1]["number"] == 2
    assert shuro("inbox", "read", str(first), "--json").data["read_by"] == mine.officer.name
    assert [one["id"] for one in shuro("inbox", "list", "--unread", "--json").data] == [second]
    assert [one["id"] for one in shuro("desk", "unread-notices", "--json").data] == [second]
    shown = shuro("inbox", "show", str(second)).out
    assert shown.startswith("本文") and "\x1b" not in shown
    for words in (("show", "99"), ("read", "99")):
        done = shuro("inbox", *words)
        assert (done.code, done.err) == (Exit.REJECTED, "この局署に届いた番号99の通達はありません。\n")
