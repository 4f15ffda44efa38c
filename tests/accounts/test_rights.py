"""The table of docs/spec/systems.md chapter 9, cell by cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from shuro.accounts.rights import ADMIN, LEVELS, RIGHTS, allowed, require, who
from shuro.kernel.codes import office
from shuro.kernel.desk import Officer
from shuro.kernel.steps import NotAllowed

MINISTRY, BUREAU, STATION = "0000", "0100", "0101"
OTHER_BUREAU, OTHER_STATION, SISTER = "0200", "0201", "0102"


def officer(code: str, *rights: str) -> Officer:
    return Officer(1, "012345", "田中 花子", office(code), frozenset(rights))


# action: who may for the own office (本省, 局, 署)
TABLE = {
    "workplace.register": (False, True, True),
    "supervision.register": (False, False, True),
    "priority_code.register": (False, True, False),
    "special_target.register": (True, False, False),
    "chain_code.national": (True, False, False),
    "chain_code.use": (True, True, True),
    "free_code.register": (False, True, True),
    "watched_workplaces.search": (False, True, True),
    "company.search": (True, True, True),
    "plan.enter": (False, False, True),
    "plan.agree": (False, True, False),
    "monthly_report.send": (False, True, True),
    "monthly_report.receive": (True, True, False),
    "monthly_report.accept_change": (True, True, False),
    "users.manage": (False, False, False),
    "users.add_extra": (False, False, False),
}


@pytest.mark.req("SYS-47", "SYS-49")
@pytest.mark.parametrize("action", RIGHTS)
def test_each_level_may_what_the_table_says(action: str) -> None:
    assert tuple(allowed(officer(code), action) for code in (MINISTRY, BUREAU, STATION)) == TABLE[action]
    assert who(action) is RIGHTS[action].who and who(action).levels <= set(LEVELS)


def test_every_action_names_a_requirement_of_the_specification() -> None:
    spec = (Path(__file__).parents[2] / "docs/spec/systems.md").read_text(encoding="utf-8")
    assert all(f"**{right.bound}**" in spec and right.label for right in RIGHTS.values())


@pytest.mark.req("SYS-49")
@pytest.mark.parametrize(
    ("action", "actor", "of", "may"),
    [
        ("watched_workplaces.search", BUREAU, STATION, True),
        ("watched_workplaces.search", BUREAU, OTHER_STATION, False),
        ("watched_workplaces.search", STATION, SISTER, False),
        ("watched_workplaces.search", STATION, STATION, True),
        ("company.search", STATION, OTHER_STATION, True),
        ("monthly_report.accept_change", MINISTRY, BUREAU, True),
        ("monthly_report.accept_change", MINISTRY, STATION, False),
        ("monthly_report.accept_change", MINISTRY, MINISTRY, False),
        ("monthly_report.accept_change", BUREAU, STATION, True),
        ("monthly_report.accept_change", BUREAU, BUREAU, False),
        ("monthly_report.accept_change", BUREAU, OTHER_STATION, False),
        ("monthly_report.accept_change", BUREAU, "9999", False),
        ("monthly_report.receive", MINISTRY, BUREAU, True),
        ("plan.agree", BUREAU, STATION, True),
        ("plan.agree", BUREAU, OTHER_STATION, False),
    ],
)
def test_the_office_of_the_record_decides_too(action: str, actor: str, of: str, may: bool) -> None:
    assert allowed(officer(actor), action, of) is may


@pytest.mark.req("SYS-51")
def test_results_of_supervision_are_registered_by_the_station_of_the_workplace_alone() -> None:
    for code in (MINISTRY, BUREAU, SISTER, OTHER_STATION):
        assert not allowed(officer(code), "supervision.register", STATION)
    assert allowed(officer(STATION), "supervision.register", STATION)


@pytest.mark.req("SYS-50")
def test_users_are_managed_downwards_by_those_who_have_the_right() -> None:
    below = (MINISTRY, BUREAU, STATION, OTHER_BUREAU, OTHER_STATION)
    assert [allowed(officer(MINISTRY, ADMIN), "users.manage", one) for one in below] == [True] * 5
    assert [allowed(officer(BUREAU, ADMIN), "users.manage", one) for one in below] == [False, True, True, False, False]
    assert not any(allowed(officer(STATION, ADMIN), "users.manage", one) for one in below)
    assert not any(allowed(officer(MINISTRY), "users.manage", one) for one in below)
    assert [allowed(officer(MINISTRY, ADMIN), "users.add_extra", one) for one in below] == [True] * 5
    assert not any(allowed(officer(BUREAU, ADMIN), "users.add_extra", one) for one in below)


def test_a_refusal_names_the_action_and_who_may() -> None:
    with pytest.raises(NotAllowed) as refusal:
        require(officer(BUREAU), "supervision.register")
    assert refusal.value.sentence == (
        "監督結果等情報の登録・更新・削除：この操作ができるのは、対象の局署を受け持つ署の職員です。"
    )
    with pytest.raises(NotAllowed) as refusal:
        require(officer(STATION, ADMIN), "users.manage")
    assert "利用者の管理」の権限を持つ人" in refusal.value.sentence
    with pytest.raises(KeyError):
        allowed(officer(BUREAU), "no.such")
