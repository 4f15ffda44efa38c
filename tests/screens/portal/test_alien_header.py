"""Header and ways out of every screen of 外国人就労管理システム behind the log-in, and the first wrong item before it."""

from __future__ import annotations

from typing import Any

import pytest

from shuro.accounts import notices
from shuro.accounts.gaikokujin import info
from shuro.kernel.drafts import drafts_of
from tests.accounts.alien_ways import FIRST, LOGIN, Aliens
from tests.screens.portal.test_gaikokujin import ENTER, TO_LOGIN, loaded
from tests.screens.portal.ways import heading, reach, shown
from tests.terminal import picture, press, running

UNSAVED = "入力中の内容は保存されていません。移動しますか？"
MANAGER = "kanri0001"


def path(app: Any) -> str:
    """The line of the path; of a picture at 80 columns it is the third."""
    return picture(app).splitlines()[2].strip()


def title(app: Any) -> str:
    """The title below the path."""
    return picture(app).splitlines()[3].strip()


@pytest.mark.req("ACC-95")
@pytest.mark.parametrize(
    ("action", "shown_path"), [("info", "メニュー > 利用者情報"), ("notices", "メニュー > 連絡事項の管理"),
                               ("admin", "メニュー > 利用者・設定の管理")],
)  # fmt: skip
async def test_the_path_of_what_is_no_procedure(aliens: Aliens, portal: Any, action: str, shown_path: str) -> None:
    aliens.enrol(MANAGER, "システム管理者")
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, MANAGER, "enter", FIRST, "enter")
        await reach(app, action)
        await press(app, "enter")
        assert path(app) == shown_path
        await press(app, "f3")
        assert heading(app) == "メニュー" and ">" not in path(app)


@pytest.mark.req("ACC-95")
async def test_a_draft_is_gone_on_with_under_the_path_of_its_entry(aliens: Aliens, portal: Any) -> None:
    """下書き has a path itself; what is opened there has the title and the path it had when it was begun."""
    aliens.registered()
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, *ENTER, "enter", "法人", "enter", "ctrl+t", "enter")
        assert len(drafts_of(aliens.desk())) == 1
        await reach(app, "drafts")
        await press(app, "enter")
        assert heading(app) == "下書き" and path(app) == "メニュー > 下書き"
        assert "F3でメニューに進みます" in shown(app) and "業務メニュー" not in shown(app)
        await press(app, "enter", "enter")
        assert path(app) == "建設特定技能受入計画 > 新規申請"
        assert title(app).startswith("建設特定技能受入計画(新規申請)") and "法人" in shown(app)
        await press(app, "f3", "down", "enter")
        assert heading(app) == "下書き" and path(app) == "メニュー > 下書き"


@pytest.mark.req("ACC-100", "ACC-101")
@pytest.mark.parametrize("key, left_for", [("ctrl+t", "メニュー"), ("ctrl+l", "ログイン認証")])
@pytest.mark.parametrize("screen", ["利用者情報", "連絡事項", "パスワード設定／変更"])
async def test_leaving_a_form_with_something_typed_asks_first(
    aliens: Aliens, portal: Any, screen: str, key: str, left_for: str
) -> None:
    """MENU and ログアウト alike; いいえ leaves all as it is, and without anything typed nothing is asked."""
    aliens.enrol(MANAGER, "システム管理者")
    if screen == "パスワード設定／変更":
        aliens.clock.set(2026, 12, 1, 9)  # in the last week of the password
    app = portal()
    async with running(app):
        await loaded(app)

        async def open_form() -> None:
            if heading(app) == "ログイン認証":
                await press(app, MANAGER, "enter", FIRST, "enter")
            if screen == "パスワード設定／変更":
                await press(app, "up", "enter")
            else:
                await reach(app, "info" if screen == "利用者情報" else "notices")
                await press(app, "enter", *(["enter"] if screen == "連絡事項" else []))
            assert heading(app) == screen

        await press(app, *TO_LOGIN)
        await open_form()
        if screen != "パスワード設定／変更" or key == "ctrl+l":  # the warning comes but once a log-in
            await press(app, key)
            assert heading(app) == left_for
            await open_form()
        await press(app, *(["tab"] if screen == "パスワード設定／変更" else []), "abc", key)
        assert UNSAVED in shown(app)
        await press(app, "down", "enter")
        assert heading(app) == screen and "abc" in shown(app)
        await press(app, key, "enter")
        assert heading(app) == left_for
    assert info.own_info(aliens.desk(MANAGER)).name == "国土 太郎"
    assert notices.shown(aliens.database, "gaikokujin", aliens.clock()) == []


@pytest.mark.req("ACC-7", "ACC-57")
@pytest.mark.parametrize(
    ("login", "password", "item", "sentence"),
    [("日本", "", "login", "ログインID：半角の英字と数字だけで入力してください。"),
     ("r5ph-107", FIRST, "login", "ログインID：半角の英字と数字だけで入力してください。"),
     ("", "", "login", "ログインID：必ず入力する項目です。"), (LOGIN, "", "password", "パスワード：必ず入力する項目です。")],
)  # fmt: skip
async def test_the_first_wrong_item_of_the_log_in_is_named_and_stood_in(
    aliens: Aliens, portal: Any, login: str, password: str, item: str, sentence: str
) -> None:
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, *([login] if login else []), "tab", *([password] if password else []), "f9")
        assert sentence in shown(app)
        await press(app, "enter")
        assert app.screen.body.form.model.place.name == item and login in shown(app)  # type: ignore[attr-defined]
    assert aliens.journal("login.refused") == []
