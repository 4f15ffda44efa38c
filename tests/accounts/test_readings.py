"""Where the manuals of the accounts contradict themselves or say nothing: what the program does (ACC-239 to ACC-248)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from screens.help import page_text
from shuro.accounts import passwords, settings
from shuro.accounts.asp import management, words
from shuro.accounts.asp.store import AspRefused
from shuro.accounts.messages import message
from shuro.accounts.realms import ASP, GAIKOKUJIN, ROKIN
from shuro.accounts.rokin.rules import INITIAL_REALM
from shuro.kernel.codelists import codes
from shuro.kernel.paths import MANUAL
from tests.accounts.alien_ways import FIRST, FRESH, SECOND, Aliens
from tests.accounts.asp_ways import FIRST as MANAGER
from tests.accounts.asp_ways import SECOND as MEMBER
from tests.accounts.asp_ways import Agency
from tests.conftest import ROOT


@pytest.fixture
def aliens(database: Any, clock: Any, quick_hash_parameters: None) -> Aliens:
    return Aliens(database, clock)


@pytest.mark.req("ACC-239", "ACC-111")
def test_the_mail_of_the_formal_registration_holds_no_password(aliens: Aliens) -> None:
    temporary = aliens.apply()
    assert temporary in aliens.mails("g-temp")[0][2]
    aliens.register(temporary)
    (_, _, body), *more = aliens.mails("g-formal")
    assert temporary not in body and FIRST not in body and "パスワード：" not in body and more == []


@pytest.mark.req("ACC-240", "ACC-84")
def test_a_temporary_password_is_mailed_and_never_the_registered_one(aliens: Aliens) -> None:
    aliens.registered()
    aliens.lose()
    body = aliens.mails("g-lost-pw")[0][2]
    assert FIRST not in body and aliens.mailed("g-lost-pw") != FIRST
    aliens.log_in(FIRST)  # of use until the new one is set
    aliens.change(aliens.mailed("g-lost-pw"), SECOND, FRESH)
    aliens.log_in(SECOND)


@pytest.mark.req("ACC-241", "ACC-12")
def test_the_addresses_that_disagree_are_settings(aliens: Aliens) -> None:
    """Sender, support and start address of a mail are what was set; of the scanned ones none stands in the program."""
    for name, text in (("address", "https://shuro.example.jp"), ("phone", "03-0000-1111"), ("sender", "a@example.jp")):
        settings.change(aliens.ministry, "gaikokujin", name, text)
    aliens.apply()
    body = aliens.mails("g-temp")[0][2]
    assert "https://shuro.example.jp" in body and "03-0000-1111" in body and "03-6625-4476" not in body
    scanned = re.compile(r"gaikokujin-shuro|norvoku|hyoka|gjisk|gisk|keg\.com|gek\.com")
    places = [
        path.name
        for part in ("shuro", "screens")
        for path in sorted((ROOT / part).rglob("*.py"))
        if scanned.search(path.read_text(encoding="utf-8"))
    ]
    assert places == ["settings.py"]  # the printed sender, as the default of its setting


@pytest.mark.req("ACC-242")
def test_labels_and_masks_follow_the_screen_they_stand_on() -> None:
    """ログインID and 「*」 at the log-in, 「●」 on パスワード設定／変更; ユーザーID is the item of rokin."""
    from screens.portal.gaikokujin import LoginScreen
    from screens.portal.gaikokujin_forms import PasswordScreen

    def items(screen: Any) -> dict[str, str]:
        return {one.label: getattr(one, "mask", "") for one in screen.body.form.model.items}

    login, change = items(LoginScreen()), items(PasswordScreen())
    assert list(login) == ["ログインID", "パスワード"] and login["パスワード"] == "*" == GAIKOKUJIN.masks[0]
    assert "ログインID" in change and {change[one] for one in change if "パスワード" in one} == {"●"}
    assert (GAIKOKUJIN.id_rule.label, ROKIN.id_rule.label, ASP.id_rule.label) == (
        "ログインID", "ユーザーID", "メールアドレス",
    )  # fmt: skip


@pytest.mark.req("ACC-243", "ACC-24")
def test_the_table_of_browsers_is_history_and_asks_for_nothing() -> None:
    text = page_text(MANUAL, "alien_portal", "")[0]
    assert "Edge44以上" in text and "Chrome79以上" in text and "この端末版には関係しません" in text
    assert "Internet Explorer" not in text


@pytest.mark.req("ACC-244", "ACC-126")
def test_the_printed_example_has_a_zero_and_is_taken() -> None:
    """Four kinds in exactly eight characters; ROKYO1 (with the letter) and ROKY01r@ (with the digit) are what they are."""
    assert passwords.findings(INITIAL_REALM, "ROKY01r@") == []
    for wrong in ("ROKYO1", "ROKYO1r", "ROKYO1ra", "ROKYOOr@", "roky01r@", "ROKY01r@@"):
        assert passwords.findings(INITIAL_REALM, wrong), wrong


@pytest.mark.req("ACC-245", "ACC-193")
def test_the_chapter_on_renewal_is_called_as_the_menu_of_manuals_prints_it() -> None:
    """Ⅲ or Ⅳ: the page of the member's manual stands under 「Ⅲ. 画面説明(基本機能)」, and nothing else hangs on it."""
    text = page_text(MANUAL, "rokin_member", "")[0]
    chapter = text[text.index("Ⅲ. 画面説明(基本機能)") :]
    assert "更新" in chapter and "Ⅳ. 画面説明" not in text


@pytest.mark.req("ACC-246", "ACC-225")
def test_the_words_of_the_message_box_are_used(agency: Agency) -> None:
    agency.register(agency.verified(MANAGER))
    told = agency.kept_out(MANAGER)
    assert told == words.IN_TEN_MINUTES and "10分ほどしたらメニュー右上からログインしてください" in told
    assert "10 分後にログインから" not in told


@pytest.mark.req("ACC-247", "ACC-229")
def test_both_readings_about_the_first_manager_hold(agency: Agency) -> None:
    """Nobody but the 管理者 unlinks or deletes, and the first one is neither unlinked nor deleted, also afterwards."""
    from shuro.kernel.steps import NotAllowed

    for address in (MANAGER, MEMBER):
        agency.enrol(address)
        agency.enter(address)
    for act in (management.unlink, management.delete):
        with pytest.raises(NotAllowed):
            act(agency.desk(MEMBER), MANAGER)
    management.hand_over(agency.desk(MANAGER), MEMBER)
    for act in (management.unlink, management.delete):
        with pytest.raises(AspRefused):
            act(agency.desk(MEMBER), MANAGER)
    assert agency.state(MANAGER) == "紐づけ済"


@pytest.mark.req("ACC-248")
def test_what_the_seeds_do_not_hold_is_there_and_told_as_our_own() -> None:
    """Each gap: what fills it, and that the decisions name it."""
    for code in ("m02", "m04", "m15", "m16", "m19", "m20", "m21", "m23", "m24"):  # texts the manual does not print
        assert message(code, 有効期限="2026年12月7日")
    assert {one.code for one in codes("account-messages")} >= {"m01", "m05", "m22"}  # those it prints
    fields = ROOT / "docs" / "spec" / "fields"
    for name in (
        "general-user-registration",
        "contract-user",
        "rokin-login-id-request",
        "initial-password-notification",
    ):
        assert "decision" in (fields / f"{name}.csv").read_text(encoding="utf-8") or "reconstructed" in (
            fields / f"{name}.csv"
        ).read_text(encoding="utf-8"), name
    entry = decision("What the account manuals leave out")
    for gap in (
        "メニュー",
        "別紙3",
        "契約ユーザー",
        "一般ユーザーの登録",
        "契約ユーザー情報照会",
        "帳票",
        "FAQ 10",
        "管理者用操作マニュアル",
    ):
        assert gap in entry, gap


def decision(title: str) -> str:
    """The entry of docs/decisions.md with this title."""
    text = Path(ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    found = re.search(rf"^## D-\d+ {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]
