"""アカウント管理: what the 管理者 can do, what nobody can, and what is free again afterwards; on both engines."""

from __future__ import annotations

import csv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from shuro.accounts import sessions
from shuro.accounts import settings as system_settings
from shuro.accounts.asp import contracts, management, words
from shuro.accounts.asp.store import AspRefused
from shuro.accounts.realms import ASP
from shuro.accounts.rights import allowed
from shuro.kernel.steps import NotAllowed
from tests.accounts.asp_ways import CUSTOMER, ENVIRONMENTS, FIRST, OFFICE, SECOND, THIRD, Agency
from tests.conftest import ROOT


@pytest.fixture
def staffed(agency: Agency) -> Agency:
    """FIRST (管理者) and SECOND are registered and linked; the licences are used up."""
    for address in (FIRST, SECOND):
        agency.enrol(address, name=f"表示名 {address}")
        agency.enter(address)
    return agency


ACTS: list[Callable[[Any, str], Any]] = [
    management.unlink, management.delete, management.hand_over, lambda desk, to: management.set_two_step(desk, to, True),
    lambda desk, to: management.listed(desk), lambda desk, to: management.save_guide(desk, Path("/nowhere/x.md")),
]  # fmt: skip


@pytest.mark.req("ACC-229", "ACC-230", "ACC-231", "ACC-235")
@pytest.mark.parametrize("act", ACTS)
def test_nobody_else_manages(staffed: Agency, act: Callable[[Any, str], Any], make_desk: Any) -> None:
    for desk in (staffed.desk(SECOND), staffed.operator, make_desk("1301", database=staffed.database)):
        with pytest.raises(NotAllowed, match="管理者のアカウント"):
            act(desk, SECOND)
    assert len(staffed.journal("refused")) == 3
    assert staffed.state(SECOND) == "紐づけ済" and not management.is_manager(staffed.desk(SECOND))


@pytest.mark.req("ACC-231", "ACC-220")
def test_the_list_has_its_columns(staffed: Agency) -> None:
    management.set_two_step(staffed.desk(FIRST), SECOND, True)
    lines = management.listed(staffed.desk(FIRST))
    assert [(one.name, one.address, one.environment, one.manager, one.state, one.two_step) for one in lines] == [
        (f"表示名 {FIRST}", FIRST, ENVIRONMENTS[FIRST], True, "紐づけ済", False),
        (f"表示名 {SECOND}", SECOND, ENVIRONMENTS[SECOND], False, "紐づけ済", True),
    ]
    assert lines[0].registered_at < lines[1].registered_at
    with (ROOT / "docs" / "spec" / "fields" / "asp-account-list.csv").open(encoding="utf-8") as file:
        assert [row["label"] for row in csv.DictReader(file)] == [
            "表示名", "メールアドレス", "ASPアカウント", "管理者", "状態", "二段階認証", "登録日時",
        ]  # fmt: skip


@pytest.mark.req("ACC-231", "ACC-209")
def test_the_list_holds_the_own_contract_only(staffed: Agency) -> None:
    contracts.add(staffed.operator, "289999", "鈴木事務所", "wxyz9", "0311112222", 1)
    staffed.register(staffed.verified(THIRD, "wxyz9-01"), customer_id="289999", tel="0311112222")
    assert [one.address for one in management.listed(staffed.desk(FIRST))] == [FIRST, SECOND]
    assert [one.address for one in management.listed(staffed.desk(THIRD))] == [THIRD]
    for act in (management.unlink, management.delete, management.hand_over):
        with pytest.raises(AspRefused, match="この契約にありません"):
            act(staffed.desk(THIRD), SECOND)


@pytest.mark.req("ACC-229", "ACC-238", "ACC-226")
def test_unlinking_ends_the_sessions_and_can_be_undone_by_a_log_in(staffed: Agency) -> None:
    opened = staffed.enter(SECOND).session
    management.unlink(staffed.desk(FIRST), SECOND)
    assert staffed.state(SECOND) == "紐づけ解除"
    with pytest.raises(sessions.SessionEnded):
        sessions.touch(staffed.database, staffed.clock, opened)
    with pytest.raises(AspRefused, match="紐づけられていません"):
        management.unlink(staffed.desk(FIRST), SECOND)
    staffed.enter(SECOND, f"{OFFICE}-04")  # any that is free
    assert staffed.state(SECOND) == "紐づけ済" and staffed.member(SECOND).environment == f"{OFFICE}-04"


@pytest.mark.req("ACC-227", "ACC-229")
def test_the_environment_of_an_unlinked_account_is_free_for_another(staffed: Agency) -> None:
    """A new person registers on it, or one who is unlinked too links with it; the first one has to take another."""
    contracts.change(staffed.operator, CUSTOMER, licences=3)
    management.unlink(staffed.desk(FIRST), SECOND)
    staffed.enrol(THIRD, ENVIRONMENTS[SECOND], name="後の人")
    staffed.enter(THIRD, ENVIRONMENTS[SECOND])
    assert staffed.member(THIRD).environment == ENVIRONMENTS[SECOND]
    assert staffed.kept_out(SECOND) == words.LINKED_ALREADY
    staffed.enter(SECOND, ENVIRONMENTS[THIRD])
    assert staffed.member(SECOND).environment == ENVIRONMENTS[THIRD]


@pytest.mark.req("ACC-223", "ACC-229")
def test_an_unlinked_account_keeps_its_licence(staffed: Agency) -> None:
    management.unlink(staffed.desk(FIRST), SECOND)
    assert staffed.refused(staffed.verified(THIRD)).reason == "full"


@pytest.mark.req("ACC-234", "ACC-233", "ACC-238")
def test_a_deleted_account_frees_licence_environment_and_address(staffed: Agency) -> None:
    opened = staffed.enter(SECOND).session
    management.delete(staffed.desk(FIRST), SECOND)
    assert staffed.state(SECOND) == "削除済" and staffed.members() == 1
    assert management.listed(staffed.desk(FIRST))[1].state == "削除済"
    with pytest.raises(sessions.SessionEnded):
        sessions.touch(staffed.database, staffed.clock, opened)
    assert staffed.kept_out(SECOND).startswith(ASP.refused)
    staffed.enrol(THIRD, ENVIRONMENTS[SECOND])  # a new address on the same ASPアカウント: the way to change an address
    staffed.enter(THIRD, ENVIRONMENTS[SECOND])
    management.delete(staffed.desk(FIRST), THIRD)
    staffed.enrol(SECOND)  # and the old address again
    assert staffed.enter(SECOND).officer.login == SECOND


@pytest.mark.req("ACC-229")
@pytest.mark.parametrize("act", [management.unlink, management.delete])
def test_the_first_account_and_the_manager_stay(staffed: Agency, act: Callable[[Any, str], None]) -> None:
    with pytest.raises(AspRefused) as refusal:
        act(staffed.desk(FIRST), FIRST)
    assert refusal.value.sentence == words.MANAGER_STAYS
    management.hand_over(staffed.desk(FIRST), SECOND)
    for address in (FIRST, SECOND):  # the first one even after it has handed over, and the one that is 管理者 now
        with pytest.raises(AspRefused, match="できません"):
            act(staffed.desk(SECOND), address)
    assert staffed.state(FIRST) == staffed.state(SECOND) == "紐づけ済"


@pytest.mark.req("ACC-230")
def test_the_role_is_handed_over_whole(staffed: Agency) -> None:
    management.hand_over(staffed.desk(FIRST), SECOND)
    assert not management.is_manager(staffed.desk(FIRST)) and management.is_manager(staffed.desk(SECOND))
    with pytest.raises(NotAllowed):
        management.hand_over(staffed.desk(FIRST), FIRST)
    assert [one.manager for one in management.listed(staffed.desk(SECOND))] == [False, True]
    with pytest.raises(AspRefused, match="既に管理者"):
        management.hand_over(staffed.desk(SECOND), SECOND)
    (row,) = staffed.journal("asp.hand_over")
    assert row.subject == f"user:asp/{SECOND}"


@pytest.mark.req("ACC-230")
def test_parallel_hand_overs_leave_one_manager(staffed: Agency) -> None:
    contracts.change(staffed.operator, CUSTOMER, licences=6)
    others = [f"u{n}@example.jp" for n in range(4)]
    for number, address in enumerate(others):
        staffed.enrol(address, f"{OFFICE}-1{number}")
    desk = staffed.desk(FIRST)

    def press(address: str) -> bool:
        try:
            management.hand_over(desk, address)
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(press, others))
    assert done.count(True) == 1
    (winner,) = [address for address, won in zip(others, done) if won]
    assert [one.address for one in management.listed(staffed.desk(winner)) if one.manager] == [winner]


@pytest.mark.req("ACC-230", "ACC-229")
def test_a_hand_over_and_a_deletion_of_the_same_account(staffed: Agency) -> None:
    """Whichever comes first, the 管理者 is an account that is there."""
    desk = staffed.desk(FIRST)

    def press(act: Callable[[Any, str], None]) -> bool:
        try:
            act(desk, SECOND)
        except (AspRefused, NotAllowed):
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(press, (management.hand_over, management.delete)))
    manager = contracts.listed(staffed.operator)[0].manager
    assert sorted(done) == [False, True] and staffed.state(manager) == "紐づけ済"


@pytest.mark.req("ACC-210")
def test_the_role_is_a_right_to_nothing_else(staffed: Agency) -> None:
    desk = staffed.desk(FIRST)
    assert management.is_manager(desk) and not desk.officer.rights
    assert not system_settings.may_manage(desk, "asp") and not allowed(desk.officer, "users.manage")


@pytest.mark.req("ACC-232")
def test_the_guide_is_saved_whole(staffed: Agency, tmp_path: Path) -> None:
    path = tmp_path / "管理者用操作マニュアル.md"
    management.save_guide(staffed.desk(FIRST), path)
    assert path.read_text(encoding="utf-8").startswith("# 管理者用操作マニュアル")


@pytest.mark.req("ACC-10")
def test_acts_are_journaled_with_who_did_them(staffed: Agency) -> None:
    desk = staffed.desk(FIRST)
    management.set_two_step(desk, SECOND, True)
    management.unlink(desk, SECOND)
    management.delete(desk, SECOND)
    for action in ("asp.two_step", "asp.unlink", "asp.delete"):
        (row,) = staffed.journal(action)
        assert row.subject == f"user:asp/{SECOND}" and row.officer_id == desk.officer.id
