"""Notices, settings and users of the outside systems by command: the same for each system, under the rights of the screens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shuro.accounts import notices, service_hours
from shuro.accounts.realms import realm
from shuro.commands.exits import Exit
from shuro.kernel.database import Database
from tests.accounts import asp_ways
from tests.accounts.rokin_house import CONTRACT, MASTER, Rokin
from tests.commands.conftest import Shuro
from tests.conftest import Clock, MakeDesk


@pytest.fixture
def operator(
    here: Database, clock: Clock, make_desk: MakeDesk, tmp_path: Path, as_officer: Callable[[str], None]
) -> Rokin:
    """The administrator of 本省 is logged in."""
    as_officer("000001")
    return Rokin(here, clock, make_desk("0000", database=here, rights={"admin"}), tmp_path)


@pytest.mark.req("ACC-12", "ACC-32", "ACC-107", "ACC-109")
@pytest.mark.parametrize("system", ["gaikokujin", "rokin", "asp"])
def test_every_system_has_notices_and_settings(operator: Rokin, shuro: Shuro, system: str) -> None:
    number = shuro(system, "notice-add", "--subject", "保守", "--body", "-", stdin="停止します。").out.strip()
    assert [one.subject for one in notices.shown(operator.database, system, operator.clock())] == ["保守"]
    other = "asp" if system == "rokin" else "rokin"
    assert shuro(other, "notice-end", number).code == Exit.REJECTED
    assert shuro(system, "notice-end", number).code == Exit.OK
    operator.clock.move(minutes=1)
    assert notices.shown(operator.database, system, operator.clock()) == []

    assert shuro(system, "set", "maintenance", "今夜").code == Exit.REJECTED
    assert shuro(system, "set", "maintenance", "2026-06-10 09:00～2026-06-10 10:00").code == Exit.OK
    assert shuro(system, "settings", "--json").data["maintenance"] == "2026-06-10 09:00～2026-06-10 10:00"
    assert service_hours.state(operator.database, realm(system), operator.clock()).word == "closed"


def test_users_and_accounts_are_listed_with_their_states(operator: Rokin, shuro: Shuro) -> None:
    operator.contract()
    operator.master()
    (one,) = shuro("rokin", "users", "--json").data
    assert (one["contract"], one["login"], one["state"], one["certificate"]) == (CONTRACT, MASTER, "正常", "未発行")
    assert MASTER in shuro("rokin", "users").out
    agency = asp_ways.built(operator.database, operator.clock, operator.operator)
    agency.enrol(asp_ways.FIRST)
    (account,) = shuro("asp", "accounts", "--json").data
    assert (account["customer_id"], account["address"], account["state"]) == (
        asp_ways.CUSTOMER,
        asp_ways.FIRST,
        "紐づけ待ち",
    )
    assert asp_ways.FIRST in shuro("asp", "accounts").out


def test_without_the_right_there_are_no_lists(here: Database, shuro: Shuro, as_officer: Callable[[str], None]) -> None:
    as_officer("130101")
    for words in (("rokin", "users"), ("asp", "accounts"), ("rokin", "settings"), ("asp", "notice-list")):
        assert shuro(*words).code == Exit.NO_RIGHT, words
