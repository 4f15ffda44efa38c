"""Limits that no manual prints: tries of a temporary password, mails of an hour to one address; at the limit and one beyond."""

from __future__ import annotations

from typing import Any

import pytest

from shuro.accounts import settings
from shuro.accounts.asp import entry, management, registration, reset
from shuro.accounts.asp.store import AspRefused
from shuro.accounts.gaikokujin.reading import FormRefused
from shuro.accounts.login import LoginRefused
from shuro.accounts.settings import SettingRefused
from tests.accounts.alien_ways import ADDRESS, FIRST, FRESH, LOGIN, LOST_ID, SECOND, Aliens, said
from tests.accounts.asp_ways import ENVIRONMENTS, Agency
from tests.accounts.asp_ways import FIRST as MEMBER
from tests.accounts.asp_ways import SECOND as STRANGER

WRONG = "0aA349#3"
TRIES, MAILS = 10, 5  # the defaults
TEMPORARY_WRONG = "ログインIDと仮パスワードの組み合わせが正しくありません。"


@pytest.fixture
def aliens(database: Any, clock: Any, quick_hash_parameters: None) -> Aliens:
    return Aliens(database, clock)


# Tries ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-44", "ACC-48")
def test_the_tenth_wrong_temporary_password_uses_it_up(aliens: Aliens) -> None:
    """Nine leave it of use. After the tenth the right one is told like a wrong one, and a new 仮申請 may be made at once."""
    secret = aliens.apply()
    for _ in range(TRIES - 1):
        assert said(LoginRefused, aliens.register, WRONG) == TEMPORARY_WRONG
    assert aliens.register(secret).officer.login == LOGIN

    other = {"login": "another01", "login_again": "another01"}
    secret = aliens.apply(**other)
    for _ in range(TRIES):
        assert said(LoginRefused, aliens.register, WRONG, login="another01") == TEMPORARY_WRONG
    assert said(LoginRefused, aliens.register, secret, login="another01") == TEMPORARY_WRONG
    assert aliens.account("another01") is None
    reasons = [row.detail for row in aliens.journal("alien.register.refused")][-3:]
    assert [next(word for word in ("wrong", "spent") if word in one) for one in reasons] == ["wrong", "spent", "spent"]
    again = aliens.apply(**other)  # it is 期限切れ: nobody waits three hours for another's attempts
    assert aliens.register(again, login="another01").officer.login == "another01"


@pytest.mark.req("ACC-84", "ACC-93")
def test_the_tenth_wrong_try_of_a_reissued_password_uses_it_up(aliens: Aliens) -> None:
    """The present password is of use all the time, and another can be asked for."""
    aliens.registered()
    aliens.lose()
    secret = aliens.mailed("g-lost-pw")
    for _ in range(TRIES):
        said(LoginRefused, aliens.change, WRONG, SECOND, FRESH)
    told = said(LoginRefused, aliens.change, WRONG, SECOND, FRESH)
    assert said(LoginRefused, aliens.change, secret, SECOND, FRESH) == told
    assert aliens.log_in(FIRST).officer.login == LOGIN
    aliens.lose()
    for _ in range(TRIES - 1):
        said(LoginRefused, aliens.change, WRONG, SECOND, FRESH)
    aliens.change(aliens.mailed("g-lost-pw"), SECOND, FRESH)
    assert aliens.log_in(SECOND).officer.login == LOGIN


def test_the_number_of_tries_is_a_setting(aliens: Aliens) -> None:
    settings.change(aliens.ministry, "gaikokujin", "tries", "2")
    secret = aliens.apply()
    for _ in range(2):
        said(LoginRefused, aliens.register, WRONG)
    assert said(LoginRefused, aliens.register, secret) == TEMPORARY_WRONG
    for text in ("0", "101", "", "三", "２", "-1", "1.5"):
        refusal = said(SettingRefused, settings.change, aliens.ministry, "gaikokujin", "tries", text)
        assert refusal == "仮パスワードを間違えられる回数：1から100までの半角数字で入力してください。"


# Mails ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-41", "ACC-110")
def test_provisional_passwords_to_one_address_in_an_hour(aliens: Aliens) -> None:
    """The sixth is refused with the moment from which on one may go; then nothing is stored. Other addresses go on."""
    begun = aliens.clock()
    for at in range(MAILS):
        login = f"company{at:02}"
        aliens.apply(login=login, login_again=login)
    sixth = {"login": "company99", "login_again": "company99"}
    refusal = said(FormRefused, aliens.apply, **sixth)
    assert refusal.startswith("メールアドレス：") and "10:00:00以降に" in refusal
    assert len(aliens.mails("g-temp")) == MAILS
    aliens.apply(**sixth, mail="other@example.jp", mail_again="other@example.jp")
    aliens.clock.moment = begun
    aliens.clock.move(minutes=59, seconds=59)
    late = {"login": "company98", "login_again": "company98"}
    said(FormRefused, aliens.apply, **late)
    aliens.clock.move(seconds=1)
    aliens.apply(**late)
    assert [to for to, *_ in aliens.mails("g-temp")].count(ADDRESS) == MAILS + 1


@pytest.mark.req("ACC-83", "ACC-112", "ACC-113")
@pytest.mark.parametrize("which, kind", [("パスワード紛失", "g-lost-pw"), (LOST_ID, "g-lost-id")])
def test_mails_of_the_loss_in_an_hour(aliens: Aliens, which: str, kind: str) -> None:
    """The sixth is not sent, and the answer is the same; what was re-issued last stays of use."""
    aliens.registered()
    for _ in range(MAILS + 1):
        aliens.lose(which)
    assert len(aliens.mails(kind)) == MAILS
    action = "alien.lost_password" if kind == "g-lost-pw" else "alien.lost_id"
    assert (len(aliens.journal(action)), len(aliens.journal(f"{action}.refused"))) == (MAILS, 1)
    if kind == "g-lost-pw":
        aliens.change(aliens.mailed(kind), SECOND, FRESH)
    for _ in range(MAILS + 1):  # requests that fit nobody take none of it
        aliens.lose(which, number="999999")
    aliens.clock.move(hours=1)
    aliens.lose(which)
    assert len(aliens.mails(kind)) == MAILS + 1


@pytest.mark.req("ACC-119", "ACC-212")
def test_codes_to_an_address_that_registers(agency: Agency) -> None:
    for _ in range(MAILS):
        agency.ask(STRANGER)
    with pytest.raises(AspRefused, match="10:00:00以降に") as refused:
        agency.ask(STRANGER)
    assert refused.value.item == "address" and len(agency.mails("a-code")) == MAILS
    of = ENVIRONMENTS[STRANGER]
    assert registration.confirm_code(agency.database, agency.clock, of, STRANGER, agency.code())  # the last is of use
    agency.clock.move(hours=1)
    agency.ask(STRANGER)
    assert len(agency.mails("a-code")) == MAILS + 1


@pytest.mark.req("ACC-119", "ACC-213")
def test_codes_for_a_forgotten_password(agency: Agency) -> None:
    """Told to nobody: an address that nobody has is answered the same."""
    agency.enrol(MEMBER)
    sent = len(agency.mails("a-code"))
    for _ in range(MAILS + 1):
        assert reset.ask_code(agency.database, agency.clock, MEMBER) == MEMBER
        assert reset.ask_code(agency.database, agency.clock, "nobody@example.jp") == "nobody@example.jp"
    assert len(agency.mails("a-code")) == sent + MAILS
    assert reset.confirm_code(agency.database, agency.clock, MEMBER, agency.code())
    agency.clock.move(hours=1)
    reset.ask_code(agency.database, agency.clock, MEMBER)
    assert len(agency.mails("a-code")) == sent + MAILS + 1


@pytest.mark.req("ACC-120", "ACC-235")
def test_codes_of_the_two_step_log_in(agency: Agency) -> None:
    agency.enrol(MEMBER)
    agency.enter(MEMBER)
    management.set_two_step(agency.desk(MEMBER), MEMBER, True)
    for _ in range(MAILS):
        assert isinstance(agency.sign_in(MEMBER), entry.CodeAsked)
    assert "コードのメールの数を超えました。10:10:00以降に" in agency.kept_out(MEMBER)
    assert len(agency.mails("a-two")) == MAILS
    agency.clock.move(hours=1)
    assert isinstance(agency.sign_in(MEMBER), entry.CodeAsked)


@pytest.mark.req("ACC-204", "ACC-235")
def test_who_types_the_codes_logs_in_as_often_as_there_is_work(agency: Agency) -> None:
    """Only codes that nobody typed in are a flood. A password set anew by mail counts from nothing too."""
    agency.enrol(MEMBER)
    agency.enter(MEMBER)
    management.set_two_step(agency.desk(MEMBER), MEMBER, True)
    for _ in range(3 * MAILS):
        asked = agency.sign_in(MEMBER)
        assert entry.confirm_code(agency.database, agency.clock, asked.proved, agency.code("a-two"))
    for _ in range(MAILS):
        agency.sign_in(MEMBER)
    agency.kept_out(MEMBER)
    reset.ask_code(agency.database, agency.clock, MEMBER)
    confirmed = reset.confirm_code(agency.database, agency.clock, MEMBER, agency.code())
    reset.set_password(agency.database, agency.clock, confirmed, "Guillemot-2027", "Guillemot-2027")
    assert isinstance(agency.sign_in(MEMBER, password="Guillemot-2027"), entry.CodeAsked)
