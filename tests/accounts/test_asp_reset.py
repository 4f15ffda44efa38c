"""パスワードを忘れた方はこちら of 次世代社労法務システム: who has an account gets a code, who has none learns nothing."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from shuro.accounts import sessions
from shuro.accounts.asp import entry, management, reset, words
from shuro.accounts.asp.reset import Confirmed
from shuro.accounts.asp.store import AspRefused
from shuro.accounts.settings import change as change_setting
from tests.accounts.asp_ways import FIRST, SECOND, Agency

NEW = "Guillemot-2027"
NOBODY = "nobody@example.jp"


def ask(agency: Agency, address: str = FIRST) -> str:
    return reset.ask_code(agency.database, agency.clock, address)


def confirm(agency: Agency, typed: str, address: str = FIRST) -> Confirmed:
    return reset.confirm_code(agency.database, agency.clock, address, typed)


def put(agency: Agency, confirmed: Confirmed, new: str = NEW, again: str | None = None) -> None:
    reset.set_password(agency.database, agency.clock, confirmed, new, new if again is None else again)


def refused(act: Any, *given: Any) -> AspRefused:
    with pytest.raises(AspRefused) as refusal:
        act(*given)
    return refusal.value


def other(code: str) -> str:
    """A code that is not it."""
    return f"{(int(code) + 1) % 10**8:08d}"


@pytest.fixture
def member(agency: Agency) -> Agency:
    """FIRST is registered and linked, and could log in."""
    agency.enrol(FIRST)
    agency.enter(FIRST)
    return agency


@pytest.mark.req("ACC-213", "ACC-122")
def test_a_code_to_the_registered_address_and_a_new_password(member: Agency) -> None:
    live = member.enter(FIRST).session
    before = len(member.mails())
    assert ask(member, " YAMAMOTO@example.jp ") == FIRST
    (mail,) = member.mails()[before:]
    assert (mail.kind, mail.recipient) == ("a-code", FIRST), "a code is all that an address ever gets (ACC-122)"
    put(member, confirm(member, member.code()))
    with pytest.raises(sessions.SessionEnded) as over:
        sessions.touch(member.database, member.clock, live)
    assert over.value.reason == "password"
    assert member.kept_out(FIRST) and member.sign_in(FIRST, password=NEW)
    assert [row.subject for row in member.journal("asp.reset_password")] == [f"user:asp/{FIRST}"]
    assert len(member.mails()) == before + 1


@pytest.mark.req("ACC-215", "ACC-8")
def test_the_code_works_once_for_thirty_minutes_and_the_newest_alone(member: Agency) -> None:
    ask(member)
    old = member.code()
    ask(member)
    code = member.code()
    if old != code:
        assert words.WRONG_CODE in refused(confirm, member, old).sentence
    member.clock.move(minutes=30)
    confirm(member, code)
    assert words.NEW_RESET_CODE in refused(confirm, member, code).sentence
    ask(member)
    member.clock.move(minutes=30, seconds=1)
    assert words.NEW_RESET_CODE in refused(confirm, member, member.code()).sentence
    with member.database.read() as session:
        assert code not in str(session.execute(sa.text("SELECT * FROM account_code")).all())


@pytest.mark.parametrize(("seconds", "right"), [(1800, True), (1801, False)])
def test_the_new_password_is_set_within_thirty_minutes_of_the_code(member: Agency, seconds: int, right: bool) -> None:
    ask(member)
    confirmed = confirm(member, member.code())
    member.clock.move(seconds=seconds)
    if right:
        put(member, confirmed)
    else:
        assert refused(put, member, confirmed).sentence == words.RESET_AGAIN
    assert bool(member.journal("asp.reset_password")) is right


def test_a_code_of_one_purpose_is_of_no_use_for_another(member: Agency) -> None:
    ask(member)
    code = member.code()
    from shuro.accounts.asp import registration

    with pytest.raises(AspRefused):
        registration.confirm_code(member.database, member.clock, "abcd8-02", FIRST, code)
    management.set_two_step(member.desk(FIRST), FIRST, True)
    asked = member.sign_in(FIRST)
    assert words.WRONG_CODE in refused(confirm, member, member.code("a-two")).sentence or code == member.code("a-two")
    with pytest.raises(entry.LoginRefused):
        entry.confirm_code(member.database, member.clock, asked.proved, other(member.code("a-two")))


def test_two_step_log_in_is_asked_for_afterwards_as_ever(member: Agency) -> None:
    management.set_two_step(member.desk(FIRST), FIRST, True)
    begun = member.sign_in(FIRST)
    late = member.code("a-two")
    ask(member)
    put(member, confirm(member, member.code()))
    with pytest.raises(entry.LoginRefused, match="もう一度ログイン"):
        entry.confirm_code(member.database, member.clock, begun.proved, late)  # begun with the old password
    assert isinstance(member.sign_in(FIRST, password=NEW), entry.CodeAsked)


@pytest.mark.req("ACC-218", "ACC-72")
def test_the_new_password_is_held_to_the_policy_and_the_way_stays_open(member: Agency) -> None:
    ask(member)
    confirmed = confirm(member, member.code())
    for new, again, said in (("", "", "入力して"), ("short1!", "short1!", "7文字"), (NEW, NEW + "x", "一致しません"),
                             ("Password1!", "Password1!", "よく使われる")):  # fmt: skip
        told = refused(put, member, confirmed, new, again)
        assert said in told.sentence and told.item == "password"
        assert not new or new not in told.sentence
    put(member, confirmed)
    assert refused(put, member, confirmed, "Razorbill-2028").sentence == words.RESET_AGAIN, "once"


def test_waits_for_wrong_passwords_end_with_a_new_one(member: Agency) -> None:
    for _ in range(6):
        member.kept_out(FIRST, password="Wrong-12345")
    member.kept_out(FIRST)  # it waits
    ask(member)
    put(member, confirm(member, member.code()))
    member.sign_in(FIRST, password=NEW)


def told(agency: Agency, address: str) -> list[str]:
    """Everything the screens say about an address in which wrong codes are typed until the waits come."""
    said = [ask(agency, address).replace(address, "")]
    for _ in range(6):
        said.append(refused(confirm, agency, "00000000", address).sentence)
        agency.clock.move(minutes=1)
    agency.clock.move(minutes=20)
    return [*said, refused(confirm, agency, "00000000", address).sentence]


@pytest.mark.parametrize("who", ["unknown", "deleted"])
def test_an_address_without_an_account_is_told_the_same_and_gets_no_mail(
    member: Agency, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.setattr("shuro.accounts.codes.digits", lambda count: "11693810")
    member.enrol(SECOND)
    if who == "deleted":
        management.delete(member.desk(FIRST), SECOND)
    nobody = SECOND if who == "deleted" else NOBODY
    member.clock.set(2026, 6, 11, 9)
    expected = told(member, FIRST)
    before = len(member.mails())
    member.clock.set(2026, 6, 11, 9)
    assert told(member, nobody) == expected
    assert len(member.mails()) == before
    with member.database.read() as session:
        for table in ("account_code", "account_attempt"):
            rows = session.execute(sa.text(f"SELECT subject FROM {table} WHERE purpose = 'reset'")).scalars().all()
            assert rows and nobody not in rows
    assert nobody not in "".join(row.subject for row in member.journal("asp.reset_code"))


def test_even_the_right_code_of_nobody_opens_nothing(member: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuro.accounts.codes.digits", lambda count: "11693810")
    ask(member, NOBODY)
    assert words.WRONG_CODE in refused(confirm, member, "11693810", NOBODY).sentence


@pytest.mark.req("ACC-107")
def test_outside_the_service_hours_nothing_is_done(member: Agency) -> None:
    ask(member)
    confirmed = confirm(member, member.code())
    change_setting(member.operator, "asp", "hours", "10:00-11:00")
    member.clock.set(2026, 6, 11, 9)
    for act, given in ((ask, ()), (confirm, ("1",)), (put, (confirmed,))):
        assert "利用可能時間帯" in refused(act, member, *given).sentence
    member.clock.set(2026, 6, 11, 10)
    ask(member)


@pytest.mark.parametrize("typed", ["", "no address", "a@b@c.jp", "x" * 250 + "@example.jp"])
def test_what_is_no_address_is_named(member: Agency, typed: str) -> None:
    assert refused(ask, member, typed).item == "address"
