"""Contracts of rokin: 初期パスワード and its migration, マスターユーザーの初期登録, locks per 契約番号; on both engines."""

from __future__ import annotations

import csv
import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.accounts.rokin import contracts, operators, rules
from shuro.accounts.rokin.operators import Old
from shuro.accounts.rokin.rules import new_user_findings
from shuro.accounts.users import UserRefused
from shuro.kernel.database import Database
from tests.accounts.rokin_house import CLOSED, CONTRACT, INITIAL, LOCKED, MASTER, PASSWORD, Rokin, person
from tests.conftest import ROOT

OTHER = "87654321"
WRONG = "Wrong#01"


# 初期パスワード --------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-125", "ACC-126")
def test_six_characters_are_lengthened_once_and_eight_stay(rokin: Rokin) -> None:
    old = [
        Old("10000001", "古い会員", "ROKYO1", date(2024, 5, 2)),
        Old("10000002", "小文字だけ", "abcdef", date(2020, 4, 1)),
        Old("10000003", "8文字", "Init#002", date(2024, 5, 2)),
        Old("10000004", "末尾が同じ", "abcdr@", date(2020, 4, 1)),
    ]
    assert operators.take_over(rokin.operator, old) == 4
    assert rokin.not_opened("10000001", "ROKYO1r@") == contracts.WRONG, "not before the migration"
    assert operators.migrate_initial(rokin.operator) == 3
    assert operators.migrate_initial(rokin.operator) == 0
    for number, initial in (("10000001", "ROKYO1r@"), ("10000002", "abcdefr@"), ("10000003", "Init#002"),
                            ("10000004", "abcdr@r@"), (CONTRACT, INITIAL)):  # fmt: skip
        assert rokin.opened(number, initial).number == number
    for number, initial in (("10000001", "ROKYO1"), ("10000001", "ROKYO1r@r@"), ("10000003", "Init#002r@"),
                            ("10000004", "abcdr@"), ("10000002", "ABCDEFr@")):  # fmt: skip
        assert rokin.not_opened(number, initial) == contracts.WRONG
    assert len(rokin.journal("contract.migrate")) == 3


@pytest.mark.req("ACC-125")
def test_six_characters_are_of_the_days_up_to_2_may_2024_alone(rokin: Rokin) -> None:
    with pytest.raises(UserRefused) as refused:
        operators.take_over(rokin.operator, [
            Old("10000001", "前日", "ROKYO1", date(2024, 5, 2)), Old("10000002", "翌日", "ROKYO1", date(2024, 5, 3)),
            Old("10000003", "7文字", "ROKYO12", date(2020, 1, 1)), Old("10000003", "全角", "ＲＯＫＹＯ１", date(2020, 1, 1)),
        ])  # fmt: skip
    said = refused.value.sentences
    assert [one[:3] for one in said[:3]] == ["2件目", "3件目", "4件目"] and "2024年5月2日" in said[0]
    assert "10000003" in said[3] and len(said) == 4
    assert [line.number for line in operators.list_contracts(rokin.operator)] == [CONTRACT], "all or none"


@pytest.mark.req("ACC-198")
@pytest.mark.parametrize(
    "initial, right",
    [("Init#003", True), ("Init#03", False), ("Init#0003", False), ("INIT#003", False), ("init#003", False),
     ("Init#abc", False), ("Init0003", False), ("Init#00あ", False)],
)  # fmt: skip
def test_a_newly_filed_initial_password_has_eight_characters_of_four_kinds(
    rokin: Rokin, initial: str, right: bool
) -> None:
    if not right:
        with pytest.raises(UserRefused) as refused:
            operators.new_initial_password(rokin.operator, CONTRACT, initial)
        assert all(one.startswith("初期パスワード：") for one in refused.value.sentences)
        assert rokin.opened()
        return
    operators.new_initial_password(rokin.operator, CONTRACT, initial)
    assert rokin.opened(initial=initial)
    assert rokin.not_opened() == contracts.WRONG


@pytest.mark.req("ACC-190", "ACC-198")
def test_a_filed_one_takes_the_place_of_a_migrated_one_whole(rokin: Rokin) -> None:
    operators.take_over(rokin.operator, [Old(OTHER, "古い会員", "ROKYO1", date(2024, 5, 2))])
    operators.migrate_initial(rokin.operator)
    operators.new_initial_password(rokin.operator, OTHER, "Init#009")
    assert rokin.opened(OTHER, "Init#009") and rokin.not_opened(OTHER, "ROKYO1r@")
    assert operators.migrate_initial(rokin.operator) == 0


@pytest.mark.req("ACC-124")
def test_the_name_of_a_member_is_one_line_of_text(rokin: Rokin) -> None:
    for name in ("会員\n二行", "\x1b[2J会員", "会員\u202e逆", "　 ", "会" * 41):
        with pytest.raises(UserRefused, match="会員名："):
            operators.add_contract(rokin.operator, OTHER, name, INITIAL)
        with pytest.raises(UserRefused, match="会員名："):
            operators.take_over(rokin.operator, [Old(OTHER, name, INITIAL, date(2026, 1, 1))])
    operators.add_contract(rokin.operator, OTHER, " 労金　商会　", INITIAL)
    operators.take_over(rokin.operator, [Old("10000001", "\t葛\U000e0100城会 ", INITIAL, date(2026, 1, 1))])
    assert [one.name for one in operators.list_contracts(rokin.operator)] == [
        "葛\U000e0100城会", "株式会社てすと", "労金　商会",
    ]  # fmt: skip


@pytest.mark.req("ACC-127")
@pytest.mark.parametrize("number, right", [("12345678", True), ("1234567", False), ("123456789", False), ("1234567a", False),
                                           ("１２３４５６７８", False), ("", False), ("12345678\n", False)])  # fmt: skip
def test_a_contract_number_has_eight_half_width_digits(number: str, right: bool) -> None:
    said = rules.contract_finding(number)
    assert (said is None) == right and (right or (said or "").startswith("契約番号："))


# 初期登録ログイン -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-124", "ACC-128", "ACC-137")
def test_number_and_initial_password_open_the_registration(rokin: Rokin) -> None:
    assert rokin.opened().number == CONTRACT
    for number, initial in ((CONTRACT, INITIAL.upper()), (OTHER, INITIAL), (CONTRACT, ""), (CONTRACT, INITIAL[:7])):
        assert rokin.not_opened(number, initial) == contracts.WRONG
    assert rokin.not_opened("123", INITIAL).startswith("契約番号：")


@pytest.mark.req("ACC-136")
def test_one_master_user_for_a_contract(rokin: Rokin) -> None:
    opened = rokin.opened()
    rokin.master()
    assert rokin.not_opened() == contracts.TAKEN
    assert rokin.not_opened(initial=WRONG) == contracts.WRONG, "who has no password learns nothing"
    with pytest.raises(UserRefused) as refused:
        contracts.register_master(rokin.database, rokin.clock, opened, person("Second02"))
    assert contracts.TAKEN in refused.value.sentences[0]


@pytest.mark.req("ACC-136")
def test_of_many_registrations_at_once_one_succeeds(rokin: Rokin) -> None:
    opened = rokin.opened()

    def attempt(at: int) -> bool:
        try:
            contracts.register_master(rokin.database, rokin.clock, opened, person(f"Master{at:02}"))
        except UserRefused:
            return False
        return True

    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(attempt, range(6))) == 1
    assert operators.list_contracts(rokin.operator)[0].users == 1


@pytest.mark.req("ACC-140", "ACC-151", "ACC-152", "ACC-153", "ACC-158")
def test_six_failures_lock_the_contract_for_sixty_minutes(rokin: Rokin) -> None:
    assert [rokin.not_opened(initial=WRONG) for _ in range(5)] == [contracts.WRONG] * 5
    assert rokin.not_opened(initial=WRONG) == LOCKED.format(until="10:00")
    rokin.clock.move(minutes=59, seconds=59)
    assert rokin.not_opened() == LOCKED.format(until="10:00")
    rokin.clock.move(seconds=1)
    assert rokin.opened()
    assert [rokin.not_opened(initial=WRONG) for _ in range(5)] == [contracts.WRONG] * 5
    assert rokin.mails() == [], "no address is registered yet (ACC-116)"


@pytest.mark.req("ACC-140", "ACC-154", "ACC-156", "ACC-197")
def test_the_third_lock_closes_the_contract_until_rokin_releases_it(rokin: Rokin) -> None:
    for _ in range(3):
        for _ in range(6):
            rokin.not_opened(initial=WRONG)
        rokin.clock.move(hours=1)
    rokin.clock.move(days=365)
    assert rokin.not_opened() == CLOSED and "労金" in CLOSED
    assert operators.list_contracts(rokin.operator)[0].state == "閉塞"
    operators.release_contract(rokin.operator, CONTRACT)
    assert [rokin.not_opened(initial=WRONG) for _ in range(5)] == [contracts.WRONG] * 5, "both counters are 0"
    assert rokin.opened()


@pytest.mark.req("ACC-157")
def test_the_counter_of_the_contract_is_apart_from_those_of_users(rokin: Rokin) -> None:
    rokin.master()
    for _ in range(6):
        rokin.not_opened(initial=WRONG)
    assert rokin.ticket().login == MASTER
    rokin.contract(OTHER)
    assert rokin.opened(OTHER)


@pytest.mark.req("ACC-140")
def test_parallel_attempts_are_counted_as_many(rokin: Rokin) -> None:
    with ThreadPoolExecutor(8) as crowd:
        told = list(crowd.map(lambda _: rokin.not_opened(initial=WRONG), range(16)))
    assert told.count(contracts.WRONG) == 5 and told.count(LOCKED.format(until="10:00")) == 11
    again = Database(rokin.database.url)
    assert Rokin(again, rokin.clock, rokin.operator, rokin.folder).not_opened() == LOCKED.format(until="10:00")
    again.close()


# マスターユーザー初期登録 ----------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-135", "ACC-147")
def test_the_master_is_stored_and_the_certificate_comes_next(rokin: Rokin) -> None:
    assert rokin.master() == MASTER
    account = rokin.account()
    assert (account.name, account.mail, account.must_change) == ("労金　花子", "master01@example.jp", False)
    line = operators.list_contracts(rokin.operator)[0]
    assert (line.master, line.users) == (MASTER, 1)
    assert rokin.store.held() == []
    rokin.equip()
    assert rokin.log_in().officer.login == MASTER


@pytest.mark.req("ACC-141", "ACC-142", "ACC-143", "ACC-144", "ACC-145")
@pytest.mark.parametrize(
    "item, text, right",
    [
        ("login", "", False), ("login", "abc12", False), ("login", "abc123", True), ("login", "abcdefghij12", True),
        ("login", "abcdefghij123", False), ("login", "abcdef", False), ("login", "123456", False),
        ("login", "ａｂｃ１２３", False), ("login", "abc 123", False),
        ("password", "", False), ("password", "Pass#w1", False), ("password", "Pass#wd1", True),
        ("password", "Pass#word123", True), ("password", "Pass#word1234", False), ("password", "pass#word1", False),
        ("password", "PASS#WORD1", False), ("password", "Pass#words", False), ("password", "Password1", False),
        ("name", "", False), ("name", "あ" * 20, True), ("name", "あ" * 21, False), ("name", "ｱｲｳ", False),
        ("name", "労金 花子", False), ("name", "ロウキン　花子", True), ("name", "　", False), ("name", "abc", False),
        ("mail", "", False), ("mail", f"{'a' * 39}@example.jp"[:50], True), ("mail", f"{'a' * 39}@example.jpx", False),
        ("mail", "ａ@example.jp", False), ("mail", "example.jp", False), ("mail", "a b@example.jp", False),
    ],
)  # fmt: skip
def test_each_item_is_held_to_its_rule(item: str, text: str, right: bool) -> None:
    typed = {"mail": "a@example.jp", "mail_again": "a@example.jp", item: text}
    if item in ("password", "mail"):
        typed[f"{item}_again"] = text
    found = new_user_findings(person(**typed))
    assert (found == []) == right
    label = {"login": "ユーザーID", "password": "パスワード", "name": "ユーザー名", "mail": "メールアドレス"}[item]
    assert all(where == item and said.startswith(f"{label}：") for where, said in found)


@pytest.mark.req("ACC-143", "ACC-145")
@pytest.mark.parametrize("item", ["password", "mail"])
def test_what_is_typed_twice_must_be_equal(rokin: Rokin, item: str) -> None:
    other = {"password": "Pass#word2", "mail": "Master01@example.jp"}[item]
    for again in (other, ""):
        found = new_user_findings(person(**{f"{item}_again": again}))
        assert [where for where, _ in found] == [item]
        with pytest.raises(UserRefused):
            rokin.master(**{f"{item}_again": again})
    assert operators.list_contracts(rokin.operator)[0].users == 0, "nothing is stored"


@pytest.mark.req("ACC-142", "ACC-146")
def test_an_id_exists_once_in_the_whole_store_and_case_is_distinguished(rokin: Rokin) -> None:
    rokin.master()
    rokin.contract(OTHER)
    opened = rokin.opened(OTHER)
    with pytest.raises(UserRefused) as refused:
        contracts.register_master(rokin.database, rokin.clock, opened, person(MASTER))
    assert contracts.EXISTS in refused.value.sentences[0]
    assert contracts.register_master(rokin.database, rokin.clock, opened, person(MASTER.lower())) == "master01"
    assert rokin.not_authenticated(MASTER.upper()) == "ユーザーIDまたはパスワードが正しくありません。"


@pytest.mark.req("ACC-141")
@pytest.mark.parametrize("late", [0, 1])
def test_the_way_from_the_password_to_the_registration_is_open_for_half_an_hour(rokin: Rokin, late: int) -> None:
    opened = rokin.opened()
    rokin.clock.move(minutes=30, seconds=late)
    if late:
        with pytest.raises(UserRefused):
            contracts.register_master(rokin.database, rokin.clock, opened, person())
    else:
        assert contracts.register_master(rokin.database, rokin.clock, opened, person()) == MASTER


def test_a_new_initial_password_closes_the_way(rokin: Rokin) -> None:
    opened = rokin.opened()
    operators.new_initial_password(rokin.operator, CONTRACT, "Init#009")
    with pytest.raises(UserRefused):
        contracts.register_master(rokin.database, rokin.clock, opened, person())


@pytest.mark.req("ACC-8")
def test_no_secret_is_left_anywhere(rokin: Rokin) -> None:
    """A canary: passwords and codes, right and wrong, in no column of no table and in no file of the data folder."""
    import sqlalchemy as sa

    rokin.master()
    wrong = "Canary#99"
    rokin.not_authenticated(password=wrong)
    rokin.not_opened(initial="Canary#9")
    held = rokin.equip()
    code = rokin.code()
    rokin.refused(held, wrong)
    rokin.log_in(held)
    with rokin.database.read() as session:
        tables = sa.inspect(session.connection()).get_table_names()
        dump = "".join(str(session.execute(sa.text(f'SELECT * FROM "{table}"')).all()) for table in tables)
    texts = [dump, *(path.read_bytes().decode("latin-1") for path in rokin.store.folder.iterdir())]
    for secret in (PASSWORD, INITIAL, wrong, "Canary#9"):
        assert all(secret not in text for text in texts)
    assert f"'{code}'" not in dump and f"認証コード：{code}" not in dump


@pytest.mark.req("ACC-1", "ACC-10")
def test_acts_are_journaled_and_only_administrators_may_do_them(rokin: Rokin, make_desk: object) -> None:
    from shuro.kernel.steps import NotAllowed

    officer = make_desk("1301", database=rokin.database, rights={"admin"})  # type: ignore[operator]
    rokin.master()
    acts = [
        lambda desk: operators.initialise(desk, CONTRACT), lambda desk: operators.revoke(desk, MASTER, "試験"),
        lambda desk: operators.release_user(desk, MASTER), lambda desk: operators.release_contract(desk, CONTRACT),
        lambda desk: operators.new_initial_password(desk, CONTRACT, "Init#009"),
        lambda desk: operators.change_user_id(desk, MASTER, "Master02"), operators.list_contracts,
        operators.list_certificates, operators.make_revocation_list, operators.migrate_initial,
        lambda desk: operators.add_contract(desk, OTHER, "会員", INITIAL),
        lambda desk: operators.take_over(desk, [Old(OTHER, "会員", INITIAL, date(2026, 1, 1))]),
    ]  # fmt: skip
    for act, desk in itertools.product(acts, (officer, rokin.desk())):
        with pytest.raises(NotAllowed):
            act(desk)
    assert rokin.account().disabled_at is None
    assert [row.subject for row in rokin.journal("contract.add")] == [f"contract:rokin/{CONTRACT}"]
    assert rokin.journal("user.create") and rokin.journal("contract.open") and len(rokin.journal("refused")) >= 16


@given(st.text(max_size=30))
@pytest.mark.req("ACC-144")
def test_whatever_is_typed_gets_a_sentence_or_passes(text: str) -> None:
    for finding in (rules.name_finding, rules.mail_finding, rules.login_finding, rules.contract_finding):
        said = finding(text)
        assert said is None or said.endswith("。")


def test_id_rules_are_those_of_the_code_list() -> None:
    import re

    with (ROOT / "data" / "codes" / "account-id-rules.csv").open(encoding="utf-8", newline="") as file:
        patterns = {row["code"]: row["pattern"] for row in csv.DictReader(file)}
    for text in ("abc12", "abc123", "abcdefghij12", "abcdefghij123", "Abc１２３", "abcdef"):
        assert bool(re.fullmatch(patterns["id-rokin"].strip("^$"), text)) == (rules.login_finding(text) is None)
    import datetime

    name = rules.file_name("abc123", datetime.datetime(2026, 6, 10, 9, 5, 7))
    assert re.fullmatch(patterns["p12-rokin"].strip("^$"), name)
