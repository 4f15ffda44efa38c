"""`shuro asp`: contracts by the operator, アカウント管理 by the 管理者, and the same entrance as the screen."""

from __future__ import annotations

import pytest

from shuro.commands.exits import Exit
from shuro.kernel.database import Database
from tests.accounts.asp_ways import CUSTOMER, ENVIRONMENTS, FIRST, PASSWORD, SECOND, TEL, Agency
from tests.commands.conftest import PHRASE, Shuro
from tests.conftest import Clock

NEW = ("asp", "contract-add", CUSTOMER, "--name", "山本事務所", "--office", "abcd8", "--tel", TEL, "--licences", "2")


@pytest.fixture
def agency(here: Database, clock: Clock, people: dict[str, str], shuro: Shuro, make_desk) -> Agency:
    """A contract entered by the administrator of 本省, FIRST (管理者) and SECOND registered."""
    shuro("login", "000001", "--password-stdin", stdin=PHRASE + "\n")
    assert shuro(*NEW).code == Exit.OK
    made = Agency(here, clock, make_desk("0000", database=here, rights={"admin"}))
    for address in (FIRST, SECOND):
        made.enrol(address, name=f"名 {address}")
    return made


def enter(shuro: Shuro, monkeypatch: pytest.MonkeyPatch, address: str, *more: str):
    """Log in on the ASPアカウント of an address; `more`: further lines of standard input."""
    monkeypatch.setenv("SHURO_ASP_ACCOUNT", ENVIRONMENTS[address])
    return shuro("asp", "login", address, "--password-stdin", stdin="\n".join((PASSWORD, *more, "")))


def test_contracts(shuro: Shuro, agency: Agency) -> None:
    (line,) = shuro("asp", "contracts", "--json").data
    assert (line["customer_id"], line["licences"], line["registered"], line["manager"]) == (CUSTOMER, 2, 2, FIRST)
    again = shuro(*NEW)
    assert again.code == Exit.REJECTED and "既に登録" in again.err
    assert shuro("asp", "contract-edit", CUSTOMER, "--licences", "5").code == Exit.OK
    assert shuro("asp", "contract-edit", CUSTOMER, "--licences", "0").code == Exit.REJECTED
    assert (
        "山本事務所" in shuro("asp", "contracts").out and shuro("asp", "contracts", "--json").data[0]["licences"] == 5
    )
    assert shuro("asp", "list").code == Exit.NO_RIGHT  # the operator is no 管理者


@pytest.mark.req("ACC-229", "ACC-230", "ACC-231", "ACC-235")
def test_the_manager_manages(shuro: Shuro, agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    assert enter(shuro, monkeypatch, SECOND, "はい").code == Exit.OK
    assert shuro("asp", "list").code == Exit.NO_RIGHT
    assert enter(shuro, monkeypatch, FIRST, "はい").code == Exit.OK
    assert shuro("asp", "two-step", SECOND, "--on").code == Exit.OK
    assert [(one["address"], one["two_step"]) for one in shuro("asp", "list", "--json").data] == [
        (FIRST, False), (SECOND, True),
    ]  # fmt: skip
    assert "紐づけ済" in shuro("asp", "list").out
    assert shuro("asp", "unlink", SECOND).code == Exit.OK and agency.state(SECOND) == "紐づけ解除"
    assert shuro("asp", "delete", SECOND, "--name", "別の名").code == Exit.REJECTED
    assert agency.state(SECOND) == "紐づけ解除"
    assert shuro("asp", "delete", SECOND, "--name", f"名 {SECOND}").code == Exit.OK and agency.state(SECOND) == "削除済"
    assert shuro("asp", "delete", FIRST, "--name", f"名 {FIRST}").code == Exit.REJECTED


@pytest.mark.req("ACC-229", "ACC-233", "ACC-234")
def test_the_name_is_that_of_the_account_there_is_now(
    shuro: Shuro, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that was registered anew, also in full width; a deleted row with another name does not count."""
    enter(shuro, monkeypatch, FIRST, "はい")
    assert shuro("asp", "delete", SECOND, "--name", f"名 {SECOND}").code == Exit.OK
    assert shuro("asp", "delete", SECOND, "--name", f"名 {SECOND}").code == Exit.REJECTED
    agency.enrol(SECOND, name="新しい名")
    enter(shuro, monkeypatch, FIRST)
    full = SECOND.translate({one: one + 0xFEE0 for one in range(0x21, 0x7F)})
    for address in (SECOND, full, SECOND.upper()):
        done = shuro("asp", "delete", address, "--name", f"名 {SECOND}")
        assert done.code == Exit.REJECTED and done.err.startswith("表示名：")
    assert agency.state(SECOND) == "紐づけ待ち"
    assert shuro("asp", "delete", full, "--name", "新しい名").code == Exit.OK and agency.state(SECOND) == "削除済"


@pytest.mark.req("ACC-238")
def test_the_operator_sees_the_state_of_any_address(
    shuro: Shuro, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state(address: str) -> str:
        return shuro("asp", "state", address).out.strip()

    assert state("new@example.jp") == "未登録" and state(FIRST) == "紐づけ待ち"
    agency.ask("new@example.jp", "abcd8-03")
    assert state("ＮＥＷ@example.jp") == "コード確認待ち"
    agency.clock.move(minutes=30, seconds=1)
    shuro("login", "000001", "--password-stdin", stdin=PHRASE + "\n")
    assert state("new@example.jp") == "未登録"
    assert shuro("asp", "state", "nothing").code == Exit.REJECTED
    enter(shuro, monkeypatch, FIRST, "はい")
    assert shuro("asp", "state", SECOND).code == Exit.NO_RIGHT


@pytest.mark.req("ACC-226")
def test_without_yes_nothing_is_linked(shuro: Shuro, agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    assert enter(shuro, monkeypatch, FIRST, "いいえ").code == Exit.REJECTED
    assert enter(shuro, monkeypatch, FIRST).code == Exit.REJECTED
    assert agency.state(FIRST) == "紐づけ待ち"


@pytest.mark.req("ACC-204", "ACC-225", "ACC-226", "ACC-235")
def test_there_is_no_other_way_in(shuro: Shuro, agency: Agency) -> None:
    """The common log-in would ask neither for code nor link."""
    done = shuro("login", FIRST, "--realm", "asp", "--password-stdin", stdin=PASSWORD + "\n")
    assert done.code == Exit.USAGE and "shuro asp login" in done.err
    assert agency.state(FIRST) == "紐づけ待ち" and agency.journal("login")[-1].subject != f"user:asp/{FIRST}"


@pytest.mark.req("ACC-205")
def test_the_environment_must_be_set(shuro: Shuro, agency: Agency) -> None:
    done = shuro("asp", "login", FIRST, "--password-stdin", stdin=PASSWORD + "\n")
    assert done.code == Exit.REJECTED and "SHURO_ASP_ACCOUNT" in done.err


@pytest.mark.req("ACC-235")
def test_a_code_is_asked_for(shuro: Shuro, agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(shuro, monkeypatch, FIRST, "はい")
    shuro("asp", "two-step", FIRST, "--on")
    refused = enter(shuro, monkeypatch, FIRST, "00")
    assert refused.code == Exit.NO_RIGHT and "確認コード" in refused.err
    monkeypatch.setattr("shuro.accounts.codes.digits", lambda count: "11693810")
    assert enter(shuro, monkeypatch, FIRST, "11693810").code == Exit.OK


@pytest.mark.req("ACC-213", "ACC-215", "ACC-218")
def test_a_forgotten_password_is_set_anew(shuro: Shuro, agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuro.accounts.codes.digits", lambda count: "11693810")
    new = "Guillemot-2027"
    for lines, said in (("11693811\n", "コードが正しくない"), ("11693810\nPassword1!\n", "よく使われる")):
        done = shuro("asp", "reset-password", FIRST, "--password-stdin", stdin=lines)
        assert done.code == Exit.REJECTED and said in done.err and "11693810" not in done.out + done.err
    nobody = shuro("asp", "reset-password", "nobody@example.jp", "--password-stdin", stdin="1\n")
    assert nobody.code == Exit.REJECTED and nobody.err.replace("nobody@example.jp", FIRST) == shuro(
        "asp", "reset-password", FIRST, "--password-stdin", stdin="1\n"
    ).err  # fmt: skip
    done = shuro("asp", "reset-password", FIRST, "--password-stdin", stdin=f"11693810\n{new}\n")
    assert done.code == Exit.OK and new not in done.out + done.err
    monkeypatch.setenv("SHURO_ASP_ACCOUNT", ENVIRONMENTS[FIRST])
    stdin = f"{new}\nはい\n"
    assert shuro("asp", "login", FIRST, "--password-stdin", stdin=stdin).code == Exit.OK
