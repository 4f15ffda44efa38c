"""Ways through the screens of 次世代社労法務システム beside the straight one: the link left out, パスワードの入力, mails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shuro.accounts import settings
from shuro.accounts.asp import management, words
from tests.accounts.asp_ways import ENVIRONMENTS, FIRST, PASSWORD, SECOND, Agency
from tests.mailbox import Box
from tests.screens.portal.test_asp import CREATE, loaded, to_forgotten
from tests.screens.portal.ways import heading, shown, whole
from tests.screens.portal.ways_of_mail import arrived
from tests.terminal import picture, press, running

WRONG = "Wrong-one-1"
Code = Callable[[], str]


@pytest.mark.req("ACC-211")
async def test_an_address_alone_does_not_lead_on(entrance: Any, agency: Agency) -> None:
    """Where nobody is registered the words say to begin with the link; where somebody is, that the password is missing."""
    app = entrance()
    async with running(app):
        await loaded(app)
        await press(app, FIRST, "enter", "f9")
        assert words.BEGIN_WITH_LINK in shown(app) and "パスワード：入力してください" in shown(app)
        await press(app, "enter")
        assert FIRST in picture(app) and "> パスワード" in picture(app) and agency.mails() == []
    agency.enrol(FIRST)
    app = entrance()
    async with running(app):
        await loaded(app)
        await press(app, FIRST, "enter", "f9")
        assert "パスワード：入力してください" in shown(app) and words.BEGIN_HERE not in shown(app)


# パスワードの入力 -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def known(entrance: Any, agency: Agency, monkeypatch: pytest.MonkeyPatch) -> Any:
    """On an ASPアカウント that nobody is registered on; FIRST has an account."""
    agency.enrol(FIRST)
    monkeypatch.setenv("SHURO_ASP_ACCOUNT", ENVIRONMENTS[SECOND])
    return entrance


@pytest.mark.req("ACC-213", "ACC-226")
async def test_signing_in_with_the_known_address_leads_to_the_link_question(known: Any, agency: Agency) -> None:
    app = known()
    async with running(app):
        await loaded(app)
        await press(app, *CREATE, FIRST, "f9")
        assert heading(app) == "パスワードの入力"
        await press(app, "f9")
        assert "パスワード：入力してください" in shown(app)
        await press(app, "enter", PASSWORD)
        assert PASSWORD not in picture(app)
        await press(app, "enter", "enter")  # サインイン
        assert words.LINK in shown(app)
        await press(app, "enter")
        assert app.duty is not None and agency.member(FIRST).environment == ENVIRONMENTS[SECOND]


@pytest.mark.req("ACC-213")
async def test_a_wrong_password_there_is_told_and_logs_nobody_in(known: Any, agency: Agency) -> None:
    app = known()
    async with running(app):
        await loaded(app)
        await press(app, *CREATE, FIRST, "f9", WRONG, "f9")
        assert "メールアドレスまたはパスワードが正しくありません。" in shown(app)
        await press(app, "enter")
        assert app.duty is None and heading(app) == "次世代社労法務システム　ログイン" and WRONG not in picture(app)


@pytest.mark.req("ACC-213")
async def test_closing_it_returns_to_the_address(known: Any, agency: Agency) -> None:
    sent = len(agency.mails())
    app = known()
    async with running(app):
        await loaded(app)
        await press(app, *CREATE, FIRST, "f9", PASSWORD, "enter", "down", "down")
        assert "> ［ 閉じる ］" in picture(app)
        await press(app, "enter")
        assert heading(app) == "アカウントの作成　メールアドレス" and FIRST in picture(app)
        assert app.duty is None and len(agency.mails()) == sent
        await press(app, "ctrl+u", SECOND, "f9")
        assert words.CODE_SENT.format(address=SECOND) in shown(app)


# アカウント一覧 --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def staffed(agency: Agency) -> Agency:
    """FIRST (管理者) and SECOND, both linked."""
    for address, name in ((FIRST, "山本"), (SECOND, "鈴木")):
        agency.enrol(address, name=name)
        agency.enter(address)
    return agency


@pytest.mark.req("ACC-231", "ACC-235")
async def test_a_line_of_the_list_has_its_columns_in_eighty_cells(entrance: Any, staffed: Agency) -> None:
    management.set_two_step(staffed.desk(FIRST), SECOND, True)
    app = entrance()
    async with running(app):
        await press(app, FIRST, "enter", PASSWORD, "f9", "1", "enter", "1", "enter")
        lines = [line.strip(" │").split() for line in picture(app).splitlines()]
    first, second = (next(line for line in lines if address in line) for address in (FIRST, SECOND))
    assert first[-5:] == ["山本", FIRST, ENVIRONMENTS[FIRST], "紐づけ済", "管理者"]
    assert second[-5:] == ["鈴木", SECOND, ENVIRONMENTS[SECOND], "紐づけ済", "二段階"]


@pytest.mark.req("ACC-234")
async def test_another_account_under_the_same_address_is_not_deleted(entrance: Any, staffed: Agency) -> None:
    """The list is old: the account was deleted and the address registered anew while the name was being typed."""
    app = entrance()
    async with running(app):
        await press(app, FIRST, "enter", PASSWORD, "f9", "1", "enter", "1", "enter")
        await press(app, "2", "enter", "down", "down", "down", "enter")
        management.delete(staffed.desk(FIRST), SECOND)
        staffed.enrol(SECOND, name="後の人")
        await press(app, "鈴木", "enter")
        assert "表示名：「鈴木」は" in shown(app) and staffed.state(SECOND) == "紐づけ待ち"


# Help and mails --------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-216")
async def test_help_names_the_address_that_codes_come_from(entrance: Any, agency: Agency) -> None:
    settings.change(agency.operator, "asp", "sender", "codes@example.org")
    app = entrance()
    async with running(app):
        await loaded(app)
        await press(app, *CREATE, FIRST, "enter", "f9", "f1")
        text = whole(app)
        assert "確認コードのメールの差出人" in text and "codes@example.org" in text and "迷惑メールの設定" in text


@pytest.fixture
def next_code(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Says what the codes are from now on: they are struck out of what is kept once they are sent."""

    def fix() -> str:
        monkeypatch.setattr("shuro.accounts.codes.digits", lambda count: "11693810")
        return "11693810"

    return fix


@pytest.mark.req("ACC-212", "ACC-119")
async def test_the_code_of_a_registration_is_sent_at_once(
    entrance: Any, agency: Agency, mailbox: Box, next_code: Code
) -> None:
    code = next_code()
    app = entrance()
    async with running(app):
        await loaded(app)
        await press(app, *CREATE, FIRST, "f9")
        (mail,) = await arrived(mailbox, 1)
    assert mail["To"] == FIRST and code in mail.get_content()


@pytest.mark.req("ACC-119", "ACC-213")
async def test_the_code_for_a_forgotten_password_is_sent_at_once(
    entrance: Any, agency: Agency, mailbox: Box, next_code: Code
) -> None:
    agency.enrol(FIRST)
    code = next_code()
    app = entrance()
    async with running(app):
        await loaded(app)
        await to_forgotten(app)
        await press(app, FIRST, "f9")
        mails = await arrived(mailbox, 2)  # the one of the registration waited
    assert any(code in mail.get_content() for mail in mails)


@pytest.mark.req("ACC-120", "ACC-235")
async def test_the_code_of_a_log_in_is_sent_at_once(
    entrance: Any, agency: Agency, mailbox: Box, next_code: Code
) -> None:
    agency.enrol(FIRST)
    agency.enter(FIRST)
    management.set_two_step(agency.desk(FIRST), FIRST, True)
    code = next_code()
    app = entrance()
    async with running(app):
        await press(app, FIRST, "enter", PASSWORD, "f9")
        mails = await arrived(mailbox, 2)
    assert any(mail["To"] == FIRST and code in mail.get_content() for mail in mails)
