"""マスターユーザーの初期登録 and the soft keyboard."""

from __future__ import annotations

from typing import Any

import pytest

from screens.portal.form import NO_PASTE
from screens.portal.rokin import ENTRANCE
from screens.portal.rokin_steps import REGISTRATION
from screens.portal.soft_keyboard import RECOMMENDED, SoftKeyboard
from screens.workstation import Workstation
from shuro.accounts.messages import message
from shuro.accounts.rokin import contracts, operators
from tests.accounts.rokin_house import CLOSED, CONTRACT, INITIAL, MASTER, PASSWORD, Rokin, person
from tests.screens.portal.rokin_ways import (
    LOCK,
    MAIL,
    NAME,
    OPEN,
    PERSON,
    TO_ISSUE,
    TO_MASTER,
    at,
    go,
    labels,
    loaded,
    push,
    step_in,
    to_items,
    typed,
    whole_line,
)
from tests.screens.portal.ways import heading, shown, whole
from tests.terminal import press, running
from widgets.pane import Key


@pytest.mark.req("ACC-137", "ACC-141", "ACC-147", "ACC-134")
async def test_the_master_user_registers_himself(
    rokin_entrance: Any, rokin: Rokin, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, while_storing = contracts.register_master, []

    def register(*given: Any) -> str:
        while_storing.append(whole(app))
        return real(*given)

    monkeypatch.setattr(contracts, "register_master", register)
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_MASTER, *OPEN)
        assert step_in(app) == "③初期登録ログイン" and whole_line(app) == "".join(REGISTRATION)
        assert INITIAL not in whole(app) and "●" * 8 in whole(app)
        await press(app, "enter")  # stands on 次へ
        form = app.screen.body.form
        assert heading(app) == "マスターユーザー初期登録" and step_in(app) == "④登録内容入力"
        assert [(one.label, one.need) for one in form.model.items] == [
            (label, "registration")
            for label in (
                "ユーザーID",
                "パスワード",
                "パスワード再入力",
                "ユーザー名",
                "メールアドレス",
                "メールアドレス再入力",
            )
        ]
        await press(app, *PERSON)
        assert PASSWORD not in whole(app) and "●" * len(PASSWORD) in whole(app)
        await press(app, "enter")
        assert "【⑤登録実行】" in while_storing[0]
        assert heading(app) == "登録結果" and step_in(app) == "⑥登録結果"
        assert labels(app) == ["電子証明書発行", "ログイン画面へ"] and MAIL in whole(app)
        account = rokin.account()
        assert (account.login, account.name, account.mail) == (MASTER, NAME, MAIL)
        await press(app, "enter")
        assert heading(app) == "電子証明書発行 ユーザー認証"
        await press(app, "f3")
        assert heading(app) == ENTRANCE


@pytest.mark.req("ACC-147")
async def test_the_result_leads_to_the_entrance_too(rokin_entrance: Any, rokin: Rokin) -> None:
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_items(app)
        await press(app, *PERSON, "f9", "tab", "enter")
        assert heading(app) == ENTRANCE and rokin.account().login == MASTER


@pytest.mark.req("ACC-138", "ACC-148")
async def test_cancelling_shows_the_entrance_and_stores_nothing(rokin_entrance: Any, rokin: Rokin) -> None:
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_MASTER, *OPEN)
        await push(app, "cancel")
        assert heading(app) == ENTRANCE and rokin.journal("contract.open") == []
        app.screen.body.at = 0
        await to_items(app)
        await press(app, *PERSON)
        await push(app, "cancel")
        assert heading(app) == ENTRANCE and rokin.journal("user.create") == []


@pytest.mark.req("ACC-127", "ACC-7", "ACC-137")
async def test_what_is_not_a_contract_number_or_initial_password_is_told(rokin_entrance: Any, rokin: Rokin) -> None:
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_MASTER, "1234567", "enter", "ROKYO1", "f9")
        assert "「1234567」は契約番号の形ではありません。半角数字8桁" in shown(app)
        await press(app, "enter")
        assert at(app) == "number" and typed(app) == {"number": "1234567", "initial": "ROKYO1"}
        await press(app, "ctrl+u", "１２３４５６７８", "f9")  # full-width digits are turned
        assert "6桁です。8桁で入力" in shown(app) and "「r@」" in shown(app)
        await press(app, "enter")
        assert at(app) == "initial" and typed(app)["number"] == CONTRACT
        await press(app, "ctrl+u", "Init#002", "f9")
        assert "契約番号または初期パスワードが正しくありません。" in shown(app)
        await press(app, "enter")
        assert at(app) == "initial" and typed(app) == {"number": CONTRACT, "initial": ""}


@pytest.mark.req("ACC-140", "ACC-158", "ACC-128")
async def test_six_failures_lock_the_contract_and_three_locks_close_it(rokin_entrance: Any, rokin: Rokin) -> None:
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_MASTER, CONTRACT, "enter")
        for lock in range(3):
            for _ in range(6):
                await press(app, INITIAL.swapcase(), "f9")
                said = shown(app)
                await press(app, "enter")
            assert (LOCK.search(said) is not None) is (lock < 2)
            await press(app, INITIAL, "f9")
            assert "ロック" in shown(app) or CLOSED in shown(app)
            await press(app, "enter")
            rokin.clock.move(minutes=60)
        assert CLOSED in said and "労金" in said
        operators.release_contract(rokin.operator, CONTRACT)
        await press(app, INITIAL, "f9")
        assert heading(app) == "マスターユーザー初期登録"


@pytest.mark.req("ACC-136")
async def test_a_second_master_user_is_refused(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_MASTER, *OPEN, "f9")
        assert message("m35") in shown(app)


@pytest.mark.req("ACC-7", "ACC-5", "ACC-142", "ACC-143", "ACC-144")
async def test_a_wrong_item_is_named_and_everything_typed_stays(rokin_entrance: Any, rokin: Rokin) -> None:
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_items(app)
        items = [MASTER, "short", "short", "ろうきん　はなこ", MAIL, "other@example.jp"]
        await press(app, *(key for item in items for key in (item, "enter")))
        await press(app, "f9")
        assert "パスワード：" in shown(app) and "8文字以上12文字以下" in shown(app) and "英大文字" in shown(app)
        await press(app, "enter")
        assert at(app) == "password" and list(typed(app).values()) == items
        await press(app, "ctrl+u", PASSWORD, "enter", "ctrl+u")
        app.feed([Key("paste", PASSWORD)])
        await app.settled()
        assert NO_PASTE in shown(app)
        await press(app, PASSWORD, "f9")
        assert "メールアドレス再入力と違います" in shown(app)
        await press(app, "enter")
        assert at(app) == "mail"
        await press(app, "down", "ctrl+u", MAIL, "f9")
        assert heading(app) == "登録結果"


@pytest.mark.req("ACC-144")
async def test_a_name_is_turned_full_width(rokin_entrance: Any, rokin: Rokin) -> None:
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_items(app)
        await go(app, "name")
        await press(app, "ﾛｳｷﾝ Hana", "enter")
        assert typed(app)["name"] == "ロウキン　Ｈａｎａ"


@pytest.mark.req("ACC-146")
async def test_an_id_that_exists_has_to_be_another_one(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.contract("87654321", "Init#009")
    contracts.register_master(rokin.database, rokin.clock, rokin.opened("87654321", "Init#009"), person())
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_items(app)
        await press(app, *PERSON, "f9")
        assert message("m34") in shown(app)
        await press(app, "enter")
        assert at(app) == "login" and typed(app)["mail_again"] == MAIL
        await press(app, "ctrl+u", MASTER.upper(), "f9")  # another one: case is distinguished
        assert heading(app) == "登録結果" and rokin.account(MASTER.upper()).name == NAME


@pytest.mark.req("ACC-137")
async def test_after_a_long_pause_it_begins_at_the_log_in_with_what_was_typed(
    rokin_entrance: Any, rokin: Rokin
) -> None:
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_items(app)
        await press(app, *PERSON)
        rokin.clock.move(minutes=30, seconds=1)
        await press(app, "f9")
        assert "初期登録ログインからやり直してください。" in shown(app)
        await press(app, "enter")
        assert heading(app) == "マスターユーザー初期登録ログイン" and typed(app)["number"] == CONTRACT
        await press(app, INITIAL, "f9")
        kept = typed(app)
        assert (kept["login"], kept["name"], kept["mail"], kept["mail_again"]) == (MASTER, NAME, MAIL, MAIL)
        assert kept["password"] == kept["password_again"] == ""


# ソフトウェアキーボード --------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-139", "ACC-200", "ACC-203")
async def test_the_soft_keyboard_fills_the_password_in_hand(rokin_entrance: Any, rokin: Rokin) -> None:
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_MASTER)
        await soft_for(app, "initial", "初期パスワード")
        await press(app, "f3")
        app.screen.body.at = 0
        await to_items(app)
        await soft_for(app, "password", "パスワード")
        await soft_for(app, "password_again", "パスワード再入力")
        await press(app, "f3")
        app.screen.body.at = 0
        await press(app, *TO_ISSUE)
        await soft_for(app, "password", "パスワード")


async def soft_for(app: Workstation, item: str, label: str) -> None:
    """The screen recommends the keyboard, and what is chosen on it goes into the item that had the focus."""
    assert RECOMMENDED in whole(app)
    await go(app, item)
    await press(app, "f4")
    assert isinstance(app.screen, SoftKeyboard) and label in shown(app)
    await press(app, "enter", "right", "enter", "tab", "tab", "tab", "enter")  # two characters, 確定
    assert typed(app)[item] == "AB" and at(app) == item
    await push(app, "soft")  # for the last password that had the focus
    last = app.screen.under.soft[-1]  # type: ignore[attr-defined]
    await press(app, "enter", "tab", "tab", "tab", "enter")
    assert typed(app)[last] == "A" and at(app) == last
    await go(app, item)
    await press(app, "f4", "enter", "enter", "f3")  # 閉じる leaves it
    assert typed(app)[item] == ("A" if item == last else "AB")
