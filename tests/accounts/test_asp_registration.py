"""Making an account of 次世代社労法務システム: address, code, details, the first one, licences; on both engines."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from shuro.accounts.asp import contracts, registration, store, words
from shuro.accounts.asp.registration import FirstAsked
from shuro.accounts.asp.store import AspRefused
from shuro.kernel.database import StorageTrouble
from shuro.kernel.steps import NotAllowed
from tests.accounts.asp_ways import CUSTOMER, ENVIRONMENTS, FIRST, PASSWORD, SECOND, TEL, THIRD, Agency, details
from tests.conftest import ROOT

# The ASPアカウント and the address -----------------------------------------------------------------------------------------


@pytest.mark.req("ACC-205")
def test_the_environment_is_named_by_a_setting_or_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.environment({"SHURO_ASP_ACCOUNT": "abcd8-01"}) == "abcd8-01"
    monkeypatch.setenv("SHURO_HOME", str(tmp_path / "wxyz9-12"))
    assert store.environment({}) == "wxyz9-12"
    for wrong in ("abcd8", "abcd8-1", "ABCD8-01", "abcd8-001", "abcd-01", "abcd8-01 x"):
        with pytest.raises(AspRefused, match="abcd8-01"):
            store.environment({"SHURO_ASP_ACCOUNT": wrong})


@pytest.mark.req("ACC-212", "ACC-119")
def test_the_address_is_sent_a_code_of_eight_digits(agency: Agency) -> None:
    assert agency.ask(FIRST)
    (sent,) = agency.mails()
    assert (sent.system, sent.kind, sent.recipient) == ("asp", "a-code", FIRST)
    (body,) = agency.bodies()
    assert "次世代社労法務システム のアプリとリソース" in body and "30分間のみ" in body and "無視してください" in body
    assert f"アカウント確認コード: {agency.code()}" in body
    registration.confirm_code(agency.database, agency.clock, ENVIRONMENTS[FIRST], FIRST, agency.code())


@pytest.mark.req("ACC-208")
@pytest.mark.parametrize("address", ["a@gmail.example", "Taro.Yamada+asp@sub.example.co.jp", "x" * 64 + "@example.jp"])
def test_any_address_that_can_receive_mail(agency: Agency, address: str) -> None:
    assert agency.ask(address, "abcd8-01") and agency.mails()[0].recipient == address.casefold()


@pytest.mark.parametrize("address", ["", "yamada", "a@b@c", "a b@example.jp", "x@", "@example.jp", "x" * 65 + "@a.jp"])
def test_what_is_no_address_is_named(agency: Agency, address: str) -> None:
    with pytest.raises(AspRefused) as refusal:
        agency.ask(address, "abcd8-01")
    assert refusal.value.item == "address" and refusal.value.sentence.startswith("メールアドレス：")
    assert agency.mails() == []


@pytest.mark.req("ACC-213", "ACC-208")
def test_a_registered_address_gets_no_code(agency: Agency) -> None:
    agency.enrol(FIRST)
    sent = len(agency.mails())
    assert agency.ask(FIRST, "abcd8-02") is False
    assert agency.ask(FIRST.upper(), "abcd8-02") is False
    assert len(agency.mails()) == sent


@pytest.mark.req("ACC-206", "ACC-227")
def test_an_environment_is_registered_once(agency: Agency) -> None:
    agency.enrol(FIRST)
    with pytest.raises(AspRefused, match="既に紐づけられています"):
        agency.ask(SECOND, ENVIRONMENTS[FIRST])
    assert agency.ask(SECOND)  # an added one has to be registered


@pytest.mark.req("ACC-206", "ACC-208")
def test_two_on_the_way_with_one_environment_or_one_address(agency: Agency) -> None:
    one, two = agency.verified(FIRST), agency.verified(SECOND, ENVIRONMENTS[FIRST])
    same = agency.verified(FIRST, "abcd8-03")
    agency.register(one)
    assert agency.refused(two).reason == agency.refused(same).reason == "taken"
    assert agency.members() == 1


@pytest.mark.req("ACC-211")
def test_registration_begins_on_the_second_of_february(agency: Agency) -> None:
    agency.clock.set(2026, 2, 1, 23, 59, 59)
    with pytest.raises(AspRefused, match="2026年2月2日"):
        agency.ask(FIRST)
    agency.clock.move(seconds=1)
    assert agency.ask(FIRST)


# The code ---------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-215")
def test_a_code_lasts_thirty_minutes(agency: Agency) -> None:
    agency.ask(FIRST)
    agency.clock.move(minutes=30, seconds=1)
    with pytest.raises(AspRefused, match="30分"):
        confirm(agency, agency.code())
    agency.ask(FIRST)  # a new one can be asked for
    agency.clock.move(minutes=30)
    assert confirm(agency, agency.code()).address == FIRST


def confirm(agency: Agency, typed: str) -> registration.Verified:
    return registration.confirm_code(agency.database, agency.clock, ENVIRONMENTS[FIRST], FIRST, typed)


@pytest.mark.req("ACC-215", "ACC-214")
def test_a_wrong_code_makes_nothing(agency: Agency) -> None:
    agency.ask(FIRST)
    right = agency.code()
    wrong = f"{(int(right) + 1) % 10**8:08d}"
    for _ in range(4):
        with pytest.raises(AspRefused) as refusal:
            confirm(agency, wrong)
        assert refusal.value.sentence == words.WRONG_CODE and refusal.value.item == "code"
    pasted = " " + right.translate({48 + n: 0xFF10 + n for n in range(10)}) + "\n"
    assert confirm(agency, pasted).address == FIRST  # full width and blanks come with pasting
    with pytest.raises(AspRefused):
        confirm(agency, right)  # it is used up
    assert agency.members() == 0


@pytest.mark.req("ACC-215")
def test_after_five_wrong_codes_only_a_new_one_helps(agency: Agency) -> None:
    agency.ask(FIRST)
    right = agency.code()
    for _ in range(5):
        with pytest.raises(AspRefused):
            confirm(agency, "x")
    with pytest.raises(AspRefused) as refusal:
        confirm(agency, right)
    assert refusal.value.reason == "waits" and "09:00:30" in refusal.value.sentence
    agency.clock.move(seconds=29)
    agency.ask(FIRST)
    with pytest.raises(AspRefused):
        confirm(agency, agency.code())
    agency.clock.move(seconds=1)
    with pytest.raises(AspRefused):
        confirm(agency, right)  # the older one is void
    agency.clock.move(seconds=60)
    assert confirm(agency, agency.code()).address == FIRST


@pytest.mark.req("ACC-8", "ACC-119")
def test_no_secret_is_readable_anywhere(agency: Agency) -> None:
    """A canary: neither the code nor the password in any table."""
    verified = agency.verified(FIRST)
    code = agency.code()
    agency.register(verified)
    with agency.database.read() as session:
        names = sa.inspect(session.connection()).get_table_names()
        everything = "".join(str(session.execute(sa.text(f'SELECT * FROM "{name}"')).all()) for name in names)
    assert FIRST in everything
    assert code not in everything and PASSWORD not in everything and verified.key not in everything
    assert code not in repr(verified) and PASSWORD not in repr(details()) and verified.key not in repr(verified)


# The details ------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-217", "ACC-219", "ACC-224")
def test_items_are_checked_before_everything_else(agency: Agency) -> None:
    verified = agency.verified(FIRST)
    for item in registration.ITEMS:
        refusal = agency.refused(verified, **{item: " "})
        assert refusal.item == item and registration.ITEMS[item] in refusal.sentence
    for wrong in ("181234", "28123", "2812345", "28123a", "29 1234"):
        assert agency.refused(verified, customer_id=wrong, password="x").item == "customer_id"
    assert agency.members() == 0


@pytest.mark.req("ACC-218", "ACC-224", "ACC-5")
def test_then_the_password_then_the_second_one_then_the_contract_then_the_licences(agency: Agency) -> None:
    contracts.change(agency.operator, CUSTOMER, licences=1)
    agency.enrol(FIRST)
    verified = agency.verified(SECOND)
    wrong = {"password": "abcdefgh", "again": "other", "tel": "03-0000-0000"}
    assert "文字の種類" in agency.refused(verified, **wrong).sentence
    assert "再入力" in agency.refused(verified, **wrong | {"password": "abcdefg1X"}).sentence
    assert agency.refused(verified, tel="03-0000-0000").sentence == words.NO_MATCH
    assert agency.refused(verified).reason == "full"


@pytest.mark.req("ACC-218")
@pytest.mark.parametrize(
    ("password", "right"), [("Wbcdef12", True), ("Wbcde12", False), ("wbcdefg1", False), ("wbcdef1!", True)]
)
def test_the_password_keeps_its_policy(agency: Agency, password: str, right: bool) -> None:
    found = registration.findings(details(password=password))
    assert (found == []) is right and all(item == "password" for item, _ in found)


@pytest.mark.req("ACC-220")
@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=256))
def test_any_display_name_up_to_256_characters(name: str) -> None:
    assert registration.findings(details(name=name)) == []


@pytest.mark.req("ACC-220")
def test_a_display_name_of_257_characters_is_too_long(agency: Agency) -> None:
    assert registration.findings(details(name="山" * 256)) == []
    assert registration.findings(details(name="山" * 257))[0][0] == "name"
    assert registration.findings(details(name="山本　一郎 A-1")) == []
    assert registration.findings(details(name="山本\x1b[31m"))[0][0] == "name"
    agency.register(agency.verified(FIRST), name="社労士A1")
    assert agency.member(FIRST).name == "社労士A1"


@pytest.mark.req("ACC-221")
@pytest.mark.parametrize(
    "tel", ["0312345678", "03-1234-5678", "０３－１２３４－５６７８", "03 1234 5678", "03ー1234ー5678"]
)
def test_the_telephone_number_is_compared_without_hyphens_and_width(agency: Agency, tel: str) -> None:
    agency.register(agency.verified(FIRST), tel=tel)
    assert agency.members() == 1


@pytest.mark.req("ACC-221")
@given(st.integers(0, 10**9 - 1), st.lists(st.integers(0, 9), max_size=4))
def test_hyphens_and_width_never_change_the_digits(number: int, places: list[int]) -> None:
    digits = f"{number:010d}"
    written = "".join("－" * places.count(at) + chr(0xFF10 + int(one)) for at, one in enumerate(digits))
    assert store.digits_of_tel(written) == digits


@pytest.mark.req("ACC-222")
def test_either_wrong_or_both_say_the_same_and_it_can_be_tried_again(agency: Agency) -> None:
    verified = agency.verified(FIRST)
    refusals = [
        agency.refused(verified, tel="03-1234-5679"),
        agency.refused(verified, customer_id="281235"),
        agency.refused(verified, customer_id="281235", tel="03-1234-5679"),
    ]
    assert {one.sentence for one in refusals} == {words.NO_MATCH} and agency.members() == 0
    agency.register(verified)
    assert agency.members() == 1


@pytest.mark.req("ACC-222", "ACC-227")
def test_an_environment_of_another_office_does_not_match(agency: Agency) -> None:
    assert agency.refused(agency.verified(FIRST, "wxyz9-01")).sentence == words.NO_MATCH


@pytest.mark.req("ACC-222")
def test_guessing_the_contract_is_slowed_down(agency: Agency) -> None:
    verified = agency.verified(FIRST)
    for number in range(5):
        assert agency.refused(verified, tel=f"03-0000-000{number}").sentence == words.NO_MATCH
    agency.clock.move(seconds=29)
    assert agency.refused(verified).reason == "waiting"  # the right one as well
    agency.clock.move(seconds=1)
    agency.register(verified)
    assert len(agency.journal("asp.register_refused")) == 5


@pytest.mark.req("ACC-215")
def test_the_details_must_follow_within_thirty_minutes(agency: Agency) -> None:
    verified = agency.verified(FIRST)
    agency.clock.move(minutes=30, seconds=1)
    assert agency.refused(verified).reason == "expired"
    agency.clock.move(seconds=-1)
    assert agency.register(verified).manager


# The first one, licences, parallel presses ------------------------------------------------------------------------------


@pytest.mark.req("ACC-209")
def test_the_first_of_a_contract_is_warned_and_becomes_the_manager(agency: Agency) -> None:
    """Whatever the number of its ASPアカウント."""
    verified = agency.verified(THIRD)
    with pytest.raises(FirstAsked) as asked:
        agency.register(verified, first=False)
    assert "「管理者」となります" in asked.value.sentence and "責任者" in asked.value.sentence
    assert agency.members() == 0
    assert agency.register(verified).manager
    assert not agency.register(agency.verified(FIRST), first=False).manager  # nobody is asked any more
    assert contracts.listed(agency.operator)[0].manager == THIRD


@pytest.mark.req("ACC-223", "ACC-236")
def test_more_accounts_than_licences_are_refused(agency: Agency) -> None:
    agency.enrol(FIRST)
    agency.enrol(SECOND)
    verified = agency.verified(THIRD)
    refusal = agency.refused(verified)
    assert refusal.title == "アカウント作成エラー"
    assert refusal.sentence == "登録アカウントがいっぱいです。現在の契約数は2アカウントです。"
    unmatched = agency.refused(verified, tel="03-0000-0000")  # who does not know the contract is told no number
    assert unmatched.sentence == words.NO_MATCH and TEL not in unmatched.sentence
    contracts.change(agency.operator, CUSTOMER, licences=3)
    agency.register(verified)
    assert agency.members() == 3


@pytest.mark.req("ACC-223", "ACC-209", "ACC-230")
def test_parallel_registrations_keep_licences_and_one_manager(agency: Agency) -> None:
    verified = [agency.verified(f"u{n}@example.jp", f"abcd8-{n:02d}") for n in range(1, 9)]

    def press(one: registration.Verified) -> str:
        try:
            return "manager" if agency.register(one).manager else "made"
        except AspRefused as refusal:
            return refusal.reason

    with ThreadPoolExecutor(8) as threads:
        found = sorted(threads.map(press, verified))
    assert found == ["full"] * 6 + ["made", "manager"] and agency.members() == 2


@pytest.mark.req("ACC-206", "ACC-208")
def test_parallel_registrations_of_one_environment_make_one_account(agency: Agency) -> None:
    contracts.change(agency.operator, CUSTOMER, licences=50)
    verified = [agency.verified(f"u{n}@example.jp", "abcd8-01") for n in range(4)]
    verified += [agency.verified("u0@example.jp", f"abcd8-0{n}") for n in range(2, 6)]

    def press(one: registration.Verified) -> str:
        try:
            return agency.register(one) and "made"
        except AspRefused as refusal:
            return refusal.reason

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(press, verified))
    assert agency.members() == found.count("made") <= 2 and set(found) == {"made", "taken"}
    with agency.database.read() as session:
        rows = session.execute(sa.text("SELECT environment, address FROM asp_account")).all()
    assert len({row[0] for row in rows}) == len({row[1] for row in rows}) == len(rows)


@pytest.mark.req("ACC-228")
def test_repeated_presses_make_one_account(agency: Agency) -> None:
    verified = agency.verified(FIRST)
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: agency.register(verified), range(4)))
    assert agency.members() == 1 and len(set(made)) == 1 and made[0].manager
    assert len(agency.journal("asp.register")) == 1


@pytest.mark.req("ACC-228")
def test_a_temporary_failure_leaves_nothing_and_the_same_press_completes(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = agency.verified(FIRST)

    def broken(*_: object) -> None:
        raise StorageTrouble("")

    with monkeypatch.context() as patch:
        patch.setattr(registration, "append_journal", broken)
        with pytest.raises(StorageTrouble):
            agency.register(verified)
    assert agency.members() == 0
    agency.register(verified)
    assert agency.members() == 1


# Contracts, states, sentences ---------------------------------------------------------------------------------------------


def test_contracts_are_for_the_operator(agency: Agency) -> None:
    agency.enrol(FIRST)
    with pytest.raises(NotAllowed):
        contracts.listed(agency.desk(FIRST))
    with pytest.raises(NotAllowed):
        contracts.change(agency.desk(FIRST), CUSTOMER, licences=99)


@pytest.mark.parametrize("wrong", [
    {"customer_id": "271234"}, {"name": ""}, {"office_part": "abc"}, {"tel": "x"}, {"licences": 0}, {"licences": 100},
])  # fmt: skip
def test_a_contract_that_cannot_be_is_refused(agency: Agency, wrong: dict[str, object]) -> None:
    values = {"customer_id": "289999", "name": "鈴木事務所", "office_part": "wxyz9", "tel": "0311112222", "licences": 3}
    with pytest.raises(AspRefused):
        contracts.add(agency.operator, **(values | wrong))  # type: ignore[arg-type]
    contracts.add(agency.operator, **values)  # type: ignore[arg-type]
    with pytest.raises(AspRefused, match="既に登録"):
        contracts.add(agency.operator, **values)  # type: ignore[arg-type]
    assert [one.customer_id for one in contracts.listed(agency.operator)] == [CUSTOMER, "289999"]


@pytest.mark.req("ACC-238", "ACC-215")
def test_the_states_on_the_way_to_an_account(agency: Agency) -> None:
    assert agency.state(FIRST) == "未登録"
    agency.ask(FIRST)
    agency.clock.move(minutes=30)
    assert agency.state(FIRST) == "コード確認待ち"
    agency.clock.move(seconds=1)
    assert agency.state(FIRST) == "未登録"
    agency.register(agency.verified(FIRST))
    agency.clock.move(minutes=9, seconds=59)
    assert agency.state(FIRST) == "設定中"
    agency.clock.move(seconds=1)
    assert agency.state(FIRST) == "紐づけ待ち"


@pytest.mark.req("ACC-10")
def test_every_event_is_journaled(agency: Agency) -> None:
    agency.ask(FIRST)
    with pytest.raises(AspRefused):
        confirm(agency, "x")
    agency.enrol(FIRST)
    assert agency.journal("asp.code") and agency.journal("asp.code_refused") and agency.journal("asp.register")


@pytest.mark.req("ACC-217", "ACC-225", "ACC-226", "ACC-223", "ACC-229")
def test_the_sentences_are_the_printed_ones() -> None:
    with (ROOT / "data" / "codes" / "account-messages.csv").open(encoding="utf-8") as file:
        printed = {row["code"]: row["name"] for row in csv.DictReader(file)}
    ours = {
        "m60": words.MORE_NEEDED, "m61": words.CODE_SENT, "m62": words.OTHER_ADDRESS, "m63": words.FULL,
        "m64": words.IN_TEN_MINUTES, "m65": words.LINK, "m66": words.TROUBLE, "m67": words.NO_MATCH,
        "m68": words.WRONG_CODE, "m69": words.FIRST, "m70": words.LINKED_ALREADY, "m71": words.MANAGER_STAYS,
    }  # fmt: skip
    plain = {
        code: text.replace("{address}", "{メールアドレス}").replace("{licences}", "{契約数}")
        for code, text in ours.items()
    }
    assert plain == {code: printed[code] for code in plain}
