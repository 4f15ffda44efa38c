"""One test for each requirement of OWASP ASVS 5.0 on authentication, sessions and cryptography, under its number.

Those on certificates (6.5.6, 6.7.1, 6.7.2, 12.1.3) belong to the system that has them. The details of each rule are
tested where the rule is (test_login, test_passwords, test_sessions, test_users, test_mail).
"""

from __future__ import annotations

import base64
import inspect
import re
import statistics
import string
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from shuro.accounts import codes, passwords, sessions, users
from shuro.accounts.bootstrap import has_users
from shuro.accounts.passwords import PasswordRefused, common_words, findings
from shuro.accounts.realms import ASP, GAIKOKUJIN, KIJUN, REALMS, ROKIN, Realm, readable_secret
from shuro.accounts.sessions import PasswordDue, SessionEnded, touch
from shuro.kernel.database import Database
from shuro.kernel.mail_line import MailSettings, Server
from shuro.kernel.sealing import seal, unseal
from tests.accounts.conftest import ADMIN_LOGIN, PHRASE, House
from tests.conftest import Clock

USER, STATION = "012345", "0101"
NEW = "teapots hum at dawn"


@pytest.fixture
def staffed(house: House) -> House:
    """An administrator and one officer of a 署."""
    house.enrol(USER, STATION)
    return house


def ended(house: House, opened: sessions.OpenSession) -> str:
    with pytest.raises(SessionEnded) as over:
        touch(house.database, house.clock, opened)
    return over.value.reason


def test_6_1_1_guessing_is_slowed_and_cannot_shut_anybody_out_for_long(staffed: House) -> None:
    for _ in range(20):
        staffed.refused(USER, "wrong")
    assert staffed.refused(USER) == KIJUN.refused
    staffed.clock.move(minutes=15)
    assert staffed.log_in(USER).failures < 20


def test_6_2_1_a_password_that_stands_alone_has_fifteen_characters() -> None:
    assert findings(KIJUN, "wobbly kettles") and not findings(KIJUN, "wobbly kettles1")
    assert all(of.password.least >= 8 for of in REALMS.values())


def test_6_2_3_changing_asks_for_the_current_password(staffed: House) -> None:
    with pytest.raises(Exception, match="ログインできません"):
        staffed.change(USER, "not the current one", NEW)
    staffed.change(USER, PHRASE, NEW)


def test_6_2_4_the_three_thousand_most_common_passwords_are_refused() -> None:
    words = sorted(common_words())
    assert len(words) >= 3000
    for of in REALMS.values():
        assert all(findings(of, word) for word in words[::25]), of.name


@pytest.mark.parametrize("of", [GAIKOKUJIN, ROKIN, ASP], ids=lambda of: of.name)
def test_6_2_4_common_ones_that_the_printed_rules_let_pass_are_refused_too(of: Realm) -> None:
    """ "top 3000 passwords which match the application's password policy": with what people add to satisfy it."""
    longest = of.password.most - 3
    made = [f"{word.capitalize()}1!" for word in sorted(common_words()) if word.isalpha() and 6 <= len(word) <= longest]
    assert len(made) >= 1000
    assert all(any("よく使われる" in said for said in findings(of, one)) for one in made[::20])
    assert not findings(of, "Wxvyqj17!")


def test_6_2_5_no_composition_is_asked_for_except_where_the_manual_prints_it() -> None:
    assert not findings(KIJUN, "wobblykettlessing")
    assert (KIJUN.password.needs, KIJUN.password.kinds_least) == ((), 0)


def test_6_2_8_the_password_is_taken_as_it_is(staffed: House) -> None:
    staffed.change(USER, PHRASE, "  Wobbly Kettles Sing  ")
    for near in ("Wobbly Kettles Sing", "  wobbly kettles sing  ", "  Wobbly Kettles Sing", "  Wobbly Kettles Sing   "):
        staffed.refused(USER, near)
    staffed.clock.move(minutes=15)
    staffed.log_in(USER, "  Wobbly Kettles Sing  ")


def test_6_2_9_sixty_four_characters_and_more_are_permitted() -> None:
    longest = "wobbly kettles sing of harbours " * 2
    assert len(longest) == 64
    assert not findings(KIJUN, longest + "and of teapots") and KIJUN.password.most >= 256


def test_6_2_10_nobody_has_to_change_except_where_the_manual_prints_it(staffed: House) -> None:
    staffed.clock.move(days=3650)
    assert staffed.log_in(USER).last_day is None
    assert [of.name for of in REALMS.values() if of.password.valid_days] == ["gaikokujin"]


def test_6_2_11_words_of_the_place_are_refused() -> None:
    for of in REALMS.values():
        assert "shuro" in of.password.words
        for word in of.password.words:
            assert any(f"「{word}」" in said for said in findings(of, f"Wx!7{word.upper()}")), (of.name, word)


def test_6_3_2_there_is_no_default_account(database: Database) -> None:
    assert not any(has_users(database, of) for of in REALMS.values())


def test_6_3_3_a_second_factor_is_asked_for_where_a_system_declares_one(staffed: House) -> None:
    staffed.realm = replace(KIJUN, second_factor=lambda session, account, proof: proof == "card")
    staffed.refused(USER)
    staffed.log_in(USER, proof="card")


def test_6_3_4_the_command_line_is_no_weaker_way(staffed: House) -> None:
    for _ in range(5):
        staffed.refused(USER, "wrong", via="command")
    assert staffed.refused(USER) == staffed.refused(USER, via="command") == KIJUN.refused, "one counter for both"


def test_6_3_5_the_officer_is_told_of_the_last_log_in_and_of_failures(staffed: House) -> None:
    before = staffed.log_in(USER)
    staffed.refused(USER, "wrong")
    after = staffed.log_in(USER)
    assert before.previous is None and after.previous is not None and after.failures == 1


def test_6_3_8_unknown_wrong_and_disabled_take_the_same_work(staffed: House, monkeypatch: pytest.MonkeyPatch) -> None:
    users.disable_user(staffed.admin, USER)
    asked: list[bool] = []
    real = passwords.matches
    monkeypatch.setattr(
        passwords, "matches", lambda stored, typed: asked.append(stored is not None) or real(stored, typed)
    )
    told = {staffed.refused(USER), staffed.refused("999999"), staffed.refused(ADMIN_LOGIN, "wrong")}
    assert told == {KIJUN.refused} and asked == [True, False, True], "one hash is computed each time"


def test_6_4_1_initial_secrets_are_random_expire_and_are_good_for_one_thing(house: House) -> None:
    made = users.create_user(house.admin, USER, "山本 一郎", "ヤマモト イチロウ", STATION)
    assert made.secret != users.create_user(house.admin, "012346", "山本", "ヤマモト", STATION).secret
    opened = house.log_in(USER, made.secret).session
    with pytest.raises(PasswordDue):
        touch(house.database, house.clock, opened)
    house.clock.move(days=7, seconds=1)
    assert "期限" in house.refused(USER, made.secret)


def test_6_4_5_a_reminder_comes_before_a_password_ends() -> None:
    assert 0 < GAIKOKUJIN.password.warn_days < (GAIKOKUJIN.password.valid_days or 0)


def test_6_4_6_an_administrator_resets_and_never_chooses(staffed: House) -> None:
    assert not {"password", "secret", "new"} & set(inspect.signature(users.reset_password).parameters)
    made = users.reset_password(staffed.admin, USER)
    staffed.refused(USER)
    assert staffed.log_in(USER, made.secret).must_change


def test_6_5_1_a_one_time_code_is_used_once(database: Database, clock: Clock, quick_hash_parameters: None) -> None:
    with database.write() as session:
        codes.issue(session, ASP, "mail", "a@example.jp", clock(), secret="11693810", valid=timedelta(minutes=30))
        assert codes.check(session, ASP, "mail", "a@example.jp", clock(), "11693810", tries=5) == "ok"
        codes.use(session, ASP, "mail", "a@example.jp", clock())
        assert codes.check(session, ASP, "mail", "a@example.jp", clock(), "11693810", tries=5) == "none"


def test_6_5_2_codes_are_kept_as_salted_password_hashes(database: Database, clock: Clock) -> None:
    with database.write() as session:
        for who in ("a@example.jp", "b@example.jp"):
            codes.issue(session, ASP, "mail", who, clock(), secret="11693810", valid=timedelta(minutes=30))
    with database.read() as session:
        hashes = session.execute(sa.text("SELECT hash FROM account_code")).scalars().all()
    assert len(set(hashes)) == 2 and all(one.startswith("$argon2id$") for one in hashes)


def test_6_5_3_codes_come_from_a_cryptographic_source() -> None:
    assert re.search(r"^import secrets$", inspect.getsource(codes), re.MULTILINE)
    assert "import random" not in inspect.getsource(codes)
    made = [codes.digits(6) for _ in range(2000)]
    assert all(len(one) == 6 and one.isdigit() for one in made) and len(set(made)) > 1950
    spread = statistics.pstdev("".join(made).count(digit) for digit in string.digits)
    assert spread < 150, "12,000 digits: 1,200 of each, give or take 33"


@pytest.mark.parametrize(("size", "of"), [(6, ROKIN), (8, ASP)], ids=["rokin", "asp"])
def test_6_6_3_guessing_a_code_ends_after_five(
    database: Database, clock: Clock, quick_hash_parameters: None, size: int, of
) -> None:
    with database.write() as session:
        codes.issue(session, of, "mail", "x", clock(), secret="1" * size, valid=timedelta(minutes=30))
        told = [codes.check(session, of, "mail", "x", clock(), "0" * size, tries=5) for _ in range(5)]
        assert told == ["wrong"] * 4 + ["spent"]
        assert codes.check(session, of, "mail", "x", clock(), "1" * size, tries=5) == "spent"


def test_7_1_2_parallel_sessions_are_limited_to_the_declared_number(staffed: House) -> None:
    opened = []
    for _ in range(KIJUN.parallel + 1):
        opened.append(staffed.log_in(USER).session)
        staffed.clock.move(minutes=1)
    assert ended(staffed, opened[0]) == "newer"
    assert all(touch(staffed.database, staffed.clock, one) for one in opened[1:])


def test_7_2_3_a_token_is_random_and_the_table_cannot_give_it_back(staffed: House) -> None:
    tokens = {staffed.log_in(USER).session.token for _ in range(20)}
    assert len(tokens) == 20 and all(len(base64.urlsafe_b64decode(one + "==")) >= 16 for one in tokens)
    with staffed.database.read() as session:
        stored = str(session.execute(sa.text("SELECT * FROM user_session")).all())
    assert not any(one in stored for one in tokens)


def test_7_3_1_a_session_ends_after_half_an_hour_without_an_action(staffed: House) -> None:
    opened = staffed.log_in(USER).session
    staffed.clock.move(minutes=30, seconds=1)
    assert ended(staffed, opened) == "idle"
    assert all(of.idle <= timedelta(minutes=30) for of in REALMS.values())


def test_7_3_2_a_session_ends_after_twelve_hours_whatever_happens(staffed: House) -> None:
    opened = staffed.log_in(USER).session
    for _ in range(24):
        touch(staffed.database, staffed.clock, opened)
        staffed.clock.move(minutes=30)
    staffed.clock.move(seconds=1)
    assert ended(staffed, opened) == "absolute"


def test_7_4_2_taking_a_user_out_of_use_ends_his_sessions(staffed: House) -> None:
    opened = staffed.log_in(USER).session
    users.disable_user(staffed.admin, USER)
    assert ended(staffed, opened) == "disabled"


def test_7_4_3_a_new_password_ends_the_other_sessions(staffed: House) -> None:
    mine, other = staffed.log_in(USER).session, staffed.log_in(USER).session
    staffed.change(USER, PHRASE, NEW, keep=mine)
    assert ended(staffed, other) == "password" and touch(staffed.database, staffed.clock, mine)


def test_7_4_5_an_administrator_ends_sessions(staffed: House) -> None:
    opened = staffed.log_in(USER).session
    users.end_sessions(staffed.admin, USER)
    assert ended(staffed, opened) == "revoked"


def test_7_5_1_before_a_new_password_one_proves_who_one_is_inside_a_session_too(staffed: House) -> None:
    opened = staffed.log_in(USER).session
    with pytest.raises(Exception, match="ログインできません"):
        staffed.change(USER, "", NEW, keep=opened)


def test_8_3_2_rights_change_at_the_next_action(staffed: House) -> None:
    users.create_user(staffed.admin, "010000", "局 花子", "キョク ハナコ", "0100")
    made = users.reset_password(staffed.admin, "010000")
    staffed.change("010000", made.secret, PHRASE)
    opened = staffed.log_in("010000").session
    assert not touch(staffed.database, staffed.clock, opened).rights
    version = users.find_user(staffed.admin, "010000").version
    users.edit_user(staffed.admin, "010000", version, given=["admin"])
    assert touch(staffed.database, staffed.clock, opened).rights == {"admin"}


def test_11_3_2_sealing_is_authenticated_and_never_the_same_twice(database: Database) -> None:
    one, two = seal(database, b"x" * 64, "mail"), seal(database, b"x" * 64, "mail")
    assert one != two and unseal(database, one, "mail") == unseal(database, two, "mail")
    for place in range(len(one)):
        broken = one[:place] + bytes([one[place] ^ 1]) + one[place + 1 :]
        with pytest.raises(Exception, match="封"):
            unseal(database, broken, "mail")


def test_11_4_2_passwords_are_kept_with_argon2id_at_or_above_the_floor() -> None:
    values = dict(part.split("=") for part in passwords.keep(NEW).split("$")[3].split(","))
    assert int(values["m"]) >= 19 * 1024 and int(values["t"]) >= 2 and int(values["p"]) >= 1


def test_11_5_1_random_secrets_have_a_hundred_and_twenty_eight_bits() -> None:
    from math import log2

    from shuro.accounts.realms import CLEAR_LETTERS

    secret = readable_secret()
    assert len(secret.replace("-", "")) * log2(len(CLEAR_LETTERS)) >= 128


@pytest.mark.parametrize("host", ["mail.example.jp", "192.0.2.1", "127.0.0.1.example.jp"])
def test_12_3_1_nothing_goes_over_the_network_in_clear(host: str) -> None:
    with pytest.raises(MailSettings, match="none"):
        Server(host, 25, "none")
    assert Server("localhost", 25, "none").security == "none"
    remote = Database(f"postgresql://shuro@{host}/shuro")
    assert remote.url.query["sslmode"] == "require"


def test_15_4_2_what_was_compared_is_checked_again_in_the_transaction_that_acts(
    staffed: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = passwords.matches

    def slow(stored: str | None, typed: str) -> bool:
        matched = real(stored, typed)
        monkeypatch.setattr(passwords, "matches", real)
        users.reset_password(staffed.admin, USER)  # while the comparison runs
        return matched

    monkeypatch.setattr(passwords, "matches", slow)
    assert staffed.refused(USER) == KIJUN.refused


def test_16_2_5_no_secret_is_written_into_the_journal(staffed: House) -> None:
    staffed.refused(USER, "a wrong ostrich phrase")
    staffed.refused("ostrich", "x")
    with pytest.raises(PasswordRefused):
        staffed.change(USER, PHRASE, "ostrich")
    assert "ostrich" not in "".join(str(row) for row in staffed.journal())


def test_16_3_1_log_ins_and_their_refusals_are_journaled(staffed: House) -> None:
    staffed.log_in(USER)
    staffed.refused(USER, "wrong")
    assert [row.action for row in staffed.journal()][-2:] == ["login", "login.refused"]
