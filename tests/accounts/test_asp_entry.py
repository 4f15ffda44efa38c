"""Logging in to 次世代社労法務システム: the ten minutes, the link, two-step log-in; on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from shuro.accounts import sessions
from shuro.accounts.asp import entry, management, store, words
from shuro.accounts.asp.entry import CodeAsked, LinkAsked
from shuro.accounts.login import LoggedIn, LoginRefused
from shuro.accounts.realms import ASP
from tests.accounts.asp_ways import CUSTOMER, ENVIRONMENTS, FIRST, PASSWORD, SECOND, TEL, Agency

# The ten minutes and the link ------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-225")
def test_a_log_in_is_accepted_from_ten_minutes_on(agency: Agency) -> None:
    agency.register(agency.verified(FIRST))
    agency.clock.move(minutes=9, seconds=59)
    assert agency.kept_out(FIRST) == words.IN_TEN_MINUTES
    assert agency.kept_out(FIRST, password="Wrong-one-1").startswith(ASP.refused)  # only the owner is told
    agency.clock.move(seconds=1)
    assert isinstance(agency.sign_in(FIRST), LinkAsked)


@pytest.mark.req("ACC-226", "ACC-238")
def test_the_link_is_made_by_ok_and_by_nothing_else(agency: Agency) -> None:
    agency.enrol(FIRST)
    asked = agency.sign_in(FIRST)
    assert isinstance(asked, LinkAsked) and agency.state(FIRST) == "紐づけ待ち"
    with agency.database.read() as session:  # キャンセル: nobody is logged in
        assert session.execute(sa.text("SELECT count(*) FROM user_session")).scalar() == 0
    done = entry.link(agency.database, agency.clock, asked.proved)
    assert done.officer.login == FIRST and agency.state(FIRST) == "紐づけ済"
    assert sessions.touch(agency.database, agency.clock, done.session).login == FIRST
    assert isinstance(agency.sign_in(FIRST), LoggedIn)  # asked once


@pytest.mark.req("ACC-226", "ACC-227")
def test_the_environment_in_use_is_linked_if_it_is_free(agency: Agency) -> None:
    agency.enrol(FIRST)
    agency.enrol(SECOND)
    assert agency.kept_out(FIRST, ENVIRONMENTS[SECOND]) == words.LINKED_ALREADY
    agency.enter(FIRST, "abcd8-07")
    assert agency.member(FIRST).environment == "abcd8-07"


@pytest.mark.req("ACC-227", "ACC-207")
def test_one_address_works_on_one_environment_wherever_that_is(agency: Agency) -> None:
    agency.enrol(FIRST)
    agency.enter(FIRST)
    agency.enter(FIRST)  # a second PC: the same ASPアカウント, address and password, no registration
    assert agency.members() == 1
    assert agency.kept_out(FIRST, "abcd8-09") == words.LINKED_ALREADY


@pytest.mark.req("ACC-227")
def test_an_environment_of_another_office_is_never_linked(agency: Agency) -> None:
    agency.enrol(FIRST)
    assert agency.kept_out(FIRST, "wxyz9-01") == words.OTHER_OFFICE
    assert agency.member(FIRST).linked_at is None


@pytest.mark.req("ACC-227")
def test_parallel_links_to_one_environment_make_one(agency: Agency) -> None:
    agency.enrol(FIRST)
    agency.enrol(SECOND)
    asked = [agency.sign_in(one, "abcd8-05") for one in (FIRST, SECOND)]

    def press(one: LinkAsked) -> str:
        try:
            return entry.link(agency.database, agency.clock, one.proved).officer.login
        except LoginRefused as refused:
            return refused.sentence

    with ThreadPoolExecutor(2) as threads:
        found = set(threads.map(press, asked))
    assert words.LINKED_ALREADY in found and len(found & {FIRST, SECOND}) == 1


@pytest.mark.req("ACC-226")
def test_the_question_is_open_for_thirty_minutes(agency: Agency) -> None:
    agency.enrol(FIRST)
    asked = agency.sign_in(FIRST)
    agency.clock.move(minutes=30, seconds=1)
    with pytest.raises(LoginRefused, match="もう一度ログイン"):
        entry.link(agency.database, agency.clock, asked.proved)
    agency.clock.move(seconds=-1)
    assert entry.link(agency.database, agency.clock, asked.proved).officer.login == FIRST


@pytest.mark.req("ACC-226")
def test_who_was_deleted_meanwhile_is_not_linked(agency: Agency) -> None:
    agency.enrol(FIRST)
    agency.enrol(SECOND)
    asked = agency.sign_in(SECOND)
    manager = agency.enter(FIRST)
    management.delete(agency.desk(manager.officer.login), SECOND)
    with pytest.raises(LoginRefused):
        entry.link(agency.database, agency.clock, asked.proved)


# What is told -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-204")
def test_nobody_comes_in_without_a_registered_account(agency: Agency) -> None:
    agency.enrol(FIRST)
    agency.enter(FIRST)
    unknown, wrong = agency.kept_out(SECOND, ENVIRONMENTS[FIRST]), agency.kept_out(FIRST, password="Wrong-one-1")
    assert unknown == wrong == ASP.refused
    with agency.database.read() as session:
        assert session.execute(sa.text("SELECT count(*) FROM user_session")).scalar() == 1


@pytest.mark.req("ACC-211")
def test_on_an_unregistered_environment_the_link_comes_first(agency: Agency) -> None:
    """The same words for an address that is registered elsewhere."""
    agency.enrol(FIRST)
    new = agency.kept_out(SECOND)
    assert "アカウントをお持ちでない場合、作成できます" in new and new.startswith(ASP.refused)
    assert agency.kept_out(FIRST, ENVIRONMENTS[SECOND], "Wrong-one-1") == new


@pytest.mark.req("ACC-236")
def test_no_refusal_tells_telephone_or_licences(agency: Agency) -> None:
    said = agency.kept_out(SECOND) + agency.refused(agency.verified(SECOND), customer_id="289999").sentence
    assert CUSTOMER not in said and store.digits_of_tel(TEL) not in store.digits_of_tel(said) and "契約数" not in said


@pytest.mark.req("ACC-1", "ACC-204")
def test_wrong_passwords_slow_down_and_never_close(agency: Agency) -> None:
    agency.enrol(FIRST)
    for _ in range(5):
        assert agency.kept_out(FIRST, password="Wrong-one-1") == ASP.refused
    agency.clock.move(seconds=29)
    assert agency.kept_out(FIRST) == ASP.refused
    agency.clock.move(seconds=1)
    assert isinstance(agency.sign_in(FIRST), LinkAsked)


# Two-step log-in --------------------------------------------------------------------------------------------------------


@pytest.fixture
def coded(agency: Agency) -> Agency:
    """FIRST is linked and has two-step log-in on."""
    agency.enrol(FIRST)
    agency.enter(FIRST)
    management.set_two_step(agency.desk(FIRST), FIRST, True)
    return agency


@pytest.mark.req("ACC-235", "ACC-120")
def test_each_log_in_asks_for_a_mailed_code(coded: Agency) -> None:
    for number in (1, 2):
        asked = coded.sign_in(FIRST)
        assert isinstance(asked, CodeAsked) and asked.address == FIRST
        assert len(coded.mails("a-two")) == number and coded.mails("a-two")[-1].recipient == FIRST
        assert "30分間のみ" in coded.bodies("a-two")[-1]
        done = entry.confirm_code(coded.database, coded.clock, asked.proved, coded.code("a-two"))
        assert isinstance(done, LoggedIn) and done.officer.login == FIRST


@pytest.mark.req("ACC-235")
def test_two_step_is_optional(coded: Agency) -> None:
    management.set_two_step(coded.desk(FIRST), FIRST, False)
    assert isinstance(coded.sign_in(FIRST), LoggedIn) and coded.mails("a-two") == []


@pytest.mark.req("ACC-120")
@pytest.mark.parametrize("late", [0, 1])
def test_its_code_lasts_thirty_minutes(coded: Agency, late: int) -> None:
    asked = coded.sign_in(FIRST)
    coded.clock.move(minutes=30, seconds=late)
    if late:
        with pytest.raises(LoginRefused):
            entry.confirm_code(coded.database, coded.clock, asked.proved, coded.code("a-two"))
    else:
        assert entry.confirm_code(coded.database, coded.clock, asked.proved, coded.code("a-two"))


@pytest.mark.req("ACC-235")
def test_wrong_codes_use_it_up_and_an_old_one_is_void(coded: Agency) -> None:
    asked = coded.sign_in(FIRST)
    right = coded.code("a-two")
    for _ in range(5):
        with pytest.raises(LoginRefused):
            entry.confirm_code(coded.database, coded.clock, asked.proved, "x")
    coded.clock.move(seconds=30)
    with pytest.raises(LoginRefused, match="もう一度ログイン"):
        entry.confirm_code(coded.database, coded.clock, asked.proved, right)
    again = coded.sign_in(FIRST)
    with pytest.raises(LoginRefused):
        entry.confirm_code(coded.database, coded.clock, again.proved, right)
    coded.clock.move(minutes=2)
    assert entry.confirm_code(coded.database, coded.clock, again.proved, coded.code("a-two"))


@pytest.mark.req("ACC-235")
def test_a_right_code_during_a_wait_is_told_when_it_can_be_typed(coded: Agency) -> None:
    """The wait outlives the code that was guessed at; the next one is of use when it is over."""
    asked = coded.sign_in(FIRST)
    for _ in range(5):
        with pytest.raises(LoginRefused):
            entry.confirm_code(coded.database, coded.clock, asked.proved, "x")
    again = coded.sign_in(FIRST)
    coded.clock.move(seconds=29)
    with pytest.raises(LoginRefused) as refused:
        entry.confirm_code(coded.database, coded.clock, again.proved, coded.code("a-two"))
    assert refused.value.sentence == "確認コード：コードの誤りが続いたため、09:10:30まで入力できません。"
    coded.clock.move(seconds=1)
    assert isinstance(entry.confirm_code(coded.database, coded.clock, again.proved, coded.code("a-two")), LoggedIn)


@pytest.mark.req("ACC-235", "ACC-226")
def test_the_code_comes_before_the_link_and_cannot_be_left_out(coded: Agency) -> None:
    coded.enrol(SECOND)
    management.set_two_step(coded.desk(FIRST), SECOND, True)
    asked = coded.sign_in(SECOND)
    assert isinstance(asked, CodeAsked)
    with pytest.raises(LoginRefused):
        entry.link(coded.database, coded.clock, asked.proved)
    linking = entry.confirm_code(coded.database, coded.clock, asked.proved, coded.code("a-two"))
    assert isinstance(linking, LinkAsked)
    assert entry.link(coded.database, coded.clock, linking.proved).officer.login == SECOND


@pytest.mark.req("ACC-8", "ACC-10")
def test_the_code_is_readable_nowhere_and_log_ins_are_journaled(coded: Agency) -> None:
    asked = coded.sign_in(FIRST)
    code = coded.code("a-two")
    with coded.database.read() as session:
        names = sa.inspect(session.connection()).get_table_names()
        everything = "".join(str(session.execute(sa.text(f'SELECT * FROM "{name}"')).all()) for name in names)
    assert code not in everything and PASSWORD not in everything
    with pytest.raises(LoginRefused):
        entry.confirm_code(coded.database, coded.clock, asked.proved, "x")
    assert [len(coded.journal(one)) for one in ("login", "asp.link", "login.refused", "asp.two_step_code")] == [
        1,
        1,
        1,
        1,
    ]


@pytest.mark.req("ACC-122", "ACC-121")
def test_nothing_but_codes_is_ever_sent(coded: Agency) -> None:
    coded.sign_in(FIRST)
    coded.enrol(SECOND)
    coded.enter(SECOND)
    manager = coded.desk(FIRST)
    management.unlink(manager, SECOND)
    management.hand_over(manager, SECOND)
    assert {one.kind for one in coded.mails()} == {"a-code", "a-two"}
