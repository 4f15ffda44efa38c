"""The screens of 外国人就労管理システム: 利用者ポータル, registration, log-in, loss, change, menu, header, notices."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest

from screens.help import page_text
from screens.portal.entrances import EntranceScreen
from screens.portal.form import PortalForm
from screens.portal.gaikokujin import LoginScreen
from screens.workstation import Workstation
from shuro.accounts import notices, settings
from shuro.accounts.gaikokujin import info
from shuro.accounts.sessions import touch
from shuro.kernel.drafts import drafts_of
from shuro.kernel.paths import MANUAL
from tests.accounts.alien_ways import ADDRESS, FIRST, LOGIN, SECOND, Aliens
from tests.terminal import picture, press, running
from widgets.pane import Key

APPLY = (LOGIN, "enter", LOGIN, "enter", ADDRESS, "enter", ADDRESS, "enter")
PERMIT = ("東京", "enter", "般-30", "enter", "123456", "enter")
ENTER = (LOGIN, "enter", FIRST, "enter")
TO_LOGIN = ("tab", "tab", "enter")  # from the portal


async def loaded(app: Workstation) -> None:
    """Wait until the portal has shown what storage says."""
    for _ in range(200):
        await app.settled()
        if "サポートセンター" in str(getattr(app.screen.body, "parts", "")):  # type: ignore[attr-defined]
            return
        await asyncio.sleep(0.01)
    raise AssertionError(picture(app))


def whole(app: Workstation) -> str:
    """All that the screen on top has to show, not only what is in sight, without line breaks."""
    body = app.screen.body  # type: ignore[attr-defined]
    lines = body._all(78)[0] if hasattr(body, "_all") else body.draw(78, 1000)
    return "".join("".join(text for text, _ in line).strip(" │") for line in lines)


def shown(app: Workstation) -> str:
    """The picture without its line breaks."""
    return "".join(line.strip(" │") for line in picture(app).splitlines())


async def reach(app: Workstation, action: str) -> None:
    """Tab to the item or button of this name."""
    body = app.screen.body  # type: ignore[attr-defined]
    for _ in range(40):
        if action == (body.form.model.place.name if body.at is None else body.buttons[body.at].action):
            return
        await press(app, "tab")
    raise AssertionError(picture(app))


def heading(app: Workstation) -> str:
    """What the screen on top is called."""
    return app.screen.heading  # type: ignore[attr-defined, no-any-return]


# 利用者ポータル --------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-26", "ACC-27", "ACC-28", "ACC-29", "ACC-30", "ACC-31", "ACC-32", "ACC-33")
async def test_the_portal_holds_its_seven_parts_and_opens_them(aliens: Aliens, portal: Any) -> None:
    notices.add(aliens.ministry, "gaikokujin", "保守のお知らせ", "6月20日は停止します。", datetime(2026, 6, 1))
    settings.change(aliens.ministry, "gaikokujin", "help_desk", "サポートセンター 電話：03-1111-2222 平日")
    settings.change(aliens.ministry, "gaikokujin", "guide", "https://www.mlit.go.jp/tebiki")
    app = portal()
    async with running(app):
        await loaded(app)
        text, at = whole(app), 0
        for part in (
            "仮登録はこちら", "申請する企業のメールアドレス", "特定技能所属機関になろうとする者に関する情報", "本登録はこちら",
            "ログイン画面へ", "連絡事項", "保守のお知らせ", "6月20日は停止します。", "ヘルプ", "ヘルプデスク", "03-1111-2222",
            "申請の手引き",
        ):  # fmt: skip
            assert part in text[at:], part
            at = text.index(part, at) + len(part)
        for number, opened in enumerate(("利用者仮申請", "利用者本申請", "ログイン認証")):
            await press(app, *["tab"] * number, "enter")
            assert heading(app) == opened
            await press(app, "f3")
            assert heading(app) == "利用者ポータル"
            await press(app, *["shift+tab"] * number)
        await press(app, *["tab"] * 3, "enter")
        assert "利用者ポータル" in shown(app) and "選べるもの" in shown(app)  # the help of this screen
        await press(app, "f3", "tab", "enter")
        assert "https://www.mlit.go.jp/tebiki" in shown(app) and "手元の手引き" not in shown(app)


@pytest.mark.req("ACC-33")
async def test_a_local_copy_of_the_guide_is_opened(aliens: Aliens, portal: Any, tmp_path: Any) -> None:
    copy = tmp_path / "手引き.md"
    copy.write_text("# 申請の手引き\n\n第一章のことば\n", "utf-8")
    settings.change(aliens.ministry, "gaikokujin", "guide_file", str(copy))
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *["tab"] * 4, "enter", "enter")
        assert "第一章のことば" in shown(app)


@pytest.mark.req("ACC-105")
@pytest.mark.parametrize(
    "at, open_", [((0, 59, 59), True), ((1, 0, 0), False), ((3, 59, 59), False), ((4, 0, 0), True)]
)
async def test_while_closed_the_portal_and_the_log_in_show_the_hours(
    aliens: Aliens, portal: Any, at: Any, open_: bool
) -> None:
    aliens.registered()
    aliens.clock.set(2026, 6, 11, *at)
    app = portal()
    async with running(app):
        await loaded(app)
        hours = "利用可能時間帯は、AM4：00～翌AM1：00です。"
        assert (hours in whole(app)) is not open_
        await press(app, "enter")
        assert heading(app) == "利用者仮申請" if open_ else hours in shown(app)
        await press(app, "f3", *TO_LOGIN)
        assert (hours in whole(app)) is not open_
        await press(app, *ENTER)
        assert (app.duty is not None) is open_
        if not open_:
            assert hours in shown(app)


# 利用者仮申請 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-34", "ACC-35", "ACC-36", "ACC-37", "ACC-39")
async def test_the_application_shows_its_items_and_notes(aliens: Aliens, portal: Any) -> None:
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, "enter")
        text, at = whole(app), 0
        for part in (
            "ログインID", "ログインID(再確認)",
            "↑半角英数字の混在にて、8から16桁で入力してください。システム利用時に必要となりますので、忘れないようにしてください。",
            "メールアドレス", "メールアドレス(再確認)", "必ず企業のメールアドレスで", "受入れ後講習や巡回指導", "admin@gek.com",
            "フリーメール", "建設業許可番号(許可行政庁)", "選択してください", "許可( )", "第 号", "戻る", "利用者仮申請",
        ):  # fmt: skip
            assert part in text[at:], part
            at = text.index(part, at) + len(part)
        await press(app, *APPLY, "f3")
        assert heading(app) == "利用者ポータル" and aliens.mails() == []


@pytest.mark.req("ACC-40", "ACC-41", "ACC-4")
async def test_an_application_is_confirmed_and_mailed(aliens: Aliens, portal: Any) -> None:
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, "enter", *APPLY, *PERMIT, "tab", "enter")
        assert "仮申請します。よろしいですか？" in shown(app) and "はい" in shown(app) and "いいえ" in shown(app)
        await press(app, "down", "enter")  # いいえ
        assert heading(app) == "利用者仮申請" and aliens.mails() == []
        assert LOGIN in whole(app) and "東京都知事" in whole(app)
        await press(app, "f9", "enter")
        assert "仮申請が完了しました。" in shown(app) and len(aliens.mails("g-temp")) == 1
        await press(app, "enter")
        assert heading(app) == "利用者ポータル"


@pytest.mark.req("ACC-38", "ACC-5", "ACC-7")
async def test_a_wrong_item_is_named_and_stood_in_and_everything_stays(aliens: Aliens, portal: Any) -> None:
    app = portal()
    async with running(app):
        await loaded(app)
        await press(
            app, "enter", LOGIN, "enter", "r5ph1071", "enter", ADDRESS, "enter", ADDRESS, "enter", *PERMIT, "f9"
        )
        assert "再確認の値が一致していません。" in shown(app)
        await press(app, "enter")
        form = app.screen.body.form  # type: ignore[attr-defined]
        assert form.model.place.name == "login" and form.model.texts["login_again"] == "r5ph1071"
        app.feed([Key("down"), Key("ctrl+u"), Key("paste", LOGIN)])
        await app.settled()
        assert "貼り付けられません" in shown(app)
        await press(app, LOGIN, "f9")
        assert "仮申請します" in shown(app)


@pytest.mark.req("ACC-6")
async def test_keys_go_through_items_and_buttons(aliens: Aliens, portal: Any) -> None:
    app = portal()

    def at() -> str:
        body = app.screen.body  # type: ignore[attr-defined]
        return body.form.model.place.name if body.at is None else body.buttons[body.at].action

    async with running(app):
        await loaded(app)
        await press(app, "enter")
        order = ["login", "login_again", "mail", "mail_again", "authority", "kind", "number", "back", "apply"]
        for key in ("tab", "enter"):
            found = []
            for _ in order:
                found.append(at())
                await press(app, "tab" if at() == "back" else key)  # Enter on a button presses it
                if at() == "apply":
                    break
            assert [*found, at()] == order
            for name in reversed(order[:-1]):
                await press(app, "shift+tab")
                assert at() == name
        await press(app, "abc", "backspace")
        assert app.screen.body.form.editor.text == "ab"  # type: ignore[attr-defined]


# 利用者本申請 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-46", "ACC-47", "ACC-51", "ACC-53", "ACC-94")
async def test_the_formal_registration_leads_to_the_menu(aliens: Aliens, portal: Any) -> None:
    secret = aliens.apply()
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, "tab", "enter")
        text = whole(app)
        for part in ("仮パスワード", "新規パスワード(再確認)", "↑システムログイン時に使用するパスワードを登録します。",
                     "英字大文字・小文字と数字または記号の混在にて、8から64桁で入力してください。"):  # fmt: skip
            assert part in text
        await press(app, LOGIN, "enter", secret, "enter", FIRST, "enter", FIRST, "enter")
        assert FIRST not in whole(app) and secret not in whole(app)
        await press(app, "tab", "enter")
        assert "登録します。よろしいですか？" in shown(app)
        await press(app, "down", "enter")
        assert aliens.account() is None and heading(app) == "利用者本申請"
        await press(app, "f9", "enter")
        assert "登録が完了しました。" in shown(app) and aliens.account() is not None
        await press(app, "enter")
        assert heading(app) == "メニュー" and app.duty is not None
        await press(app, "ctrl+l")
        assert heading(app) == "ログイン認証" and app.duty is None


@pytest.mark.req("ACC-50", "ACC-52", "ACC-48")
async def test_what_is_refused_at_the_formal_registration(aliens: Aliens, portal: Any) -> None:
    secret = aliens.apply()
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, "tab", "enter", LOGIN, "enter", "0aA349#3", "enter", FIRST, "enter", FIRST, "enter", "f9")
        assert "ログインIDと仮パスワードの組み合わせが正しくありません。" in shown(app)
        aliens.clock.move(hours=3, seconds=1)
        await press(app, "enter", "down", "ctrl+u", secret, "f9")
        assert "有効期限を過ぎたため、仮パスワードは無効となりました。再度、仮申請を行ってください。" in shown(app)
        await press(app, "enter", "f3")
        assert heading(app) == "利用者ポータル" and aliens.account() is None


@pytest.mark.req("ACC-72")
async def test_all_broken_rules_are_told_at_once(aliens: Aliens, portal: Any) -> None:
    secret = aliens.apply()
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, "tab", "enter", LOGIN, "enter", secret, "enter", "short", "enter", "short", "enter", "f9")
        assert "8文字以上64文字以下" in shown(app) and "英大文字" in shown(app)


# ログイン認証 --------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-55", "ACC-56", "ACC-57", "ACC-58", "ACC-59", "ACC-60", "ACC-61", "ACC-62")
async def test_the_keys_of_the_log_in(aliens: Aliens, portal: Any) -> None:
    aliens.registered()
    notices.add(aliens.ministry, "gaikokujin", "保守のお知らせ", "本文", datetime(2026, 6, 1))
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN)
        text, at = whole(app), 0
        for part in ("ログインID", "パスワード", "ログイン", "ID/パスワードを忘れた方はこちら",
                     "パスワードを設定、変更する場合はこちら", "連絡事項", "保守のお知らせ"):  # fmt: skip
            assert part in text[at:], part
            at = text.index(part, at) + len(part)
        body = app.screen.body  # type: ignore[attr-defined]
        await press(app, "山本", "enter")
        assert body.form.model.place.name == "login" and "半角の英字と数字だけ" in whole(app)
        await press(app, "ctrl+u", LOGIN, "x", "backspace", "tab")  # Tab confirms ログインID
        assert body.form.model.place.name == "password" and body.form.model.texts["login"] == LOGIN
        await press(app, FIRST)
        assert "*" * len(FIRST) in whole(app) and "*" * (len(FIRST) + 1) not in whole(app) and FIRST not in whole(app)
        await press(app, "tab")
        assert body.at == 0 and app.duty is None  # Tab stands on 「ログイン」 and does not log in
        await press(app, "shift+tab", "enter")  # Enter in パスワード is 「ログイン」
        assert heading(app) == "メニュー"


@pytest.mark.req("ACC-63", "ACC-9", "ACC-67")
async def test_a_wrong_log_in_keeps_the_id_and_empties_the_password(aliens: Aliens, portal: Any) -> None:
    aliens.registered()
    aliens.apply(login="waiting01", login_again="waiting01")
    app = portal()
    said = []
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN)
        for login in (LOGIN, "unknown01", "waiting01"):
            await press(app, "up", "ctrl+u", login, "enter", "Wrong-123", "enter")
            said.append("ログインIDまたはパスワードが正しくありません。" in shown(app))
            await press(app, "enter")
            model = app.screen.body.form.model  # type: ignore[attr-defined]
            assert (model.texts["login"], model.texts["password"], model.place.name) == (login, "", "password")
        assert said == [True] * 3
        await press(app, "up", "ctrl+u", *ENTER, "ctrl+l")
        model = app.screen.body.form.model  # type: ignore[attr-defined]
        assert (model.texts["login"], model.texts["password"]) == ("", "")  # nothing is offered again


@pytest.mark.req("ACC-65", "ACC-66", "ACC-78", "ACC-86", "ACC-85", "ACC-92")
async def test_the_links_of_the_log_in_and_the_ways_back(aliens: Aliens, portal: Any) -> None:
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN)
        for steps, opened in ((3, "ID/パスワード紛失"), (1, "パスワード設定／変更")):
            await press(app, *["tab"] * steps, "enter")
            assert heading(app) == opened and "ログイン画面へ" in whole(app)
            await press(app, "f3")
            assert heading(app) == "ログイン認証"
    assert aliens.mails() == []


@pytest.mark.req("ACC-75", "ACC-76", "ACC-86")
async def test_the_last_week_and_the_end_of_a_password(aliens: Aliens, portal: Any) -> None:
    aliens.registered()
    app = portal()
    async with running(app):
        await loaded(app)
        for moment, warned in (((2026, 11, 29, 23, 59, 59), False), ((2026, 11, 30, 4, 0, 0), True),
                               ((2026, 12, 7, 23, 59, 59), True)):  # fmt: skip
            aliens.clock.set(*moment)
            await press(app, *(TO_LOGIN if heading(app) == "利用者ポータル" else ()), *ENTER)
            assert ("パスワードの有効期限は2026年12月7日です。パスワードを変更してください。" in shown(app)) is warned
            await press(app, *(("enter",) if warned else ()))  # 閉じる
            assert heading(app) == "メニュー"
            await press(app, "ctrl+l")
        aliens.clock.set(2026, 12, 8, 0, 0, 0)
        await press(app, *ENTER)
        assert "パスワードの有効期限が過ぎています。パスワードを変更してください。" in shown(app) and app.duty is None
        await press(app, "up", "enter")
        assert heading(app) == "パスワード設定／変更"
        await press(app, "tab", LOGIN, "enter", FIRST, "enter", SECOND, "enter", SECOND, "enter", "f9", "enter")
        assert heading(app) == "ログイン認証"
        await press(app, "up", "ctrl+u", LOGIN, "enter", SECOND, "enter")
        assert heading(app) == "メニュー"


@pytest.mark.req("ACC-75")
async def test_the_warning_opens_the_change_and_the_log_in_follows(aliens: Aliens, portal: Any) -> None:
    aliens.registered()
    aliens.clock.set(2026, 12, 1, 9, 0, 0)
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, *ENTER, "up", "enter")
        assert heading(app) == "パスワード設定／変更"
        await press(app, "tab", LOGIN, "enter", FIRST, "enter", SECOND, "enter", SECOND, "enter", "f9", "enter")
        assert heading(app) == "ログイン認証" and app.duty is None


# ID/パスワード紛失 and パスワード設定／変更 ------------------------------------------------------------------------------------


@pytest.mark.req("ACC-79", "ACC-80")
async def test_with_a_lost_id_nothing_stands_in_the_login_id(aliens: Aliens, portal: Any) -> None:
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, "tab", "tab", "tab", "enter")
        form = app.screen.body.form  # type: ignore[attr-defined]
        assert form.model.texts["which"] == "ID紛失"
        text = whole(app)
        assert "システムに登録した建設業許可番号" in text and "登録した受入企業のメールアドレス" in text
        await press(app, "tab")
        assert form.model.place.name == "authority"  # ログインID takes no input
        await press(app, "shift+tab", "right", "tab", "abc", "enter")
        assert form.model.texts["which"] == "パスワード紛失" and form.model.texts["login"] == "abc"
        await press(app, "shift+tab", "shift+tab", "left", "tab")
        assert (form.model.texts["which"], form.model.texts["login"]) == ("ID紛失", "")
        assert form.model.place.name == "authority"


@pytest.mark.req("ACC-82", "ACC-83")
@pytest.mark.parametrize("number, sent", [("123456", 1), ("654321", 0)])
async def test_the_same_words_whether_somebody_was_found_or_not(
    aliens: Aliens, portal: Any, number: str, sent: int
) -> None:
    aliens.registered()
    app = portal()
    loss = ("tab", "ctrl+u", "東京", "enter", "般-30", "enter", number, "enter", ADDRESS, "enter", "enter")
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, "tab", "tab", "tab", "enter", *loss)
        assert "再発行します。よろしいですか？" in shown(app)
        await press(app, "down", "enter")
        assert heading(app) == "ID/パスワード紛失" and aliens.mails("g-lost-id") == []
        await press(app, "f9", "enter")
        assert "登録されているメールアドレス宛に送信しました。" in shown(app)
        await press(app, "enter")
        assert heading(app) == "ログイン認証" and len(aliens.mails("g-lost-id")) == sent


@pytest.mark.req("ACC-87", "ACC-88", "ACC-89", "ACC-91", "ACC-93", "ACC-5")
async def test_a_password_is_changed(aliens: Aliens, portal: Any) -> None:
    aliens.registered()
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, *["tab"] * 4, "enter")
        form = app.screen.body.form  # type: ignore[attr-defined]
        assert form.model.texts["which"] == "既存パスワード変更"
        assert "※英字大文字・小文字と数字または記号の混在にて、8から64桁で入力してください。" in whole(app)
        await press(app, "tab", LOGIN, "enter", "Wrong-123", "enter", SECOND, "enter")
        app.feed([Key("paste", SECOND)])
        await press(app, "x")
        assert "●" * 9 in whole(app) and "Wrong" not in whole(app) and form.editor.text == "x"  # no pasting
        await press(app, "ctrl+u", SECOND, "enter")
        assert app.screen.body.buttons[0].label == "パスワード設定/変更"  # type: ignore[attr-defined]
        await press(app, "enter")
        assert "ログインIDまたはパスワードが正しくありません。" in shown(app)
        await press(app, "enter", "down", "ctrl+u", FIRST, "f9")
        assert "登録します。よろしいですか？" in shown(app)
        await press(app, "down", "enter")  # いいえ
        aliens.log_in(FIRST)
        await press(app, "f9", "enter")
        assert heading(app) == "ログイン認証"
        aliens.log_in(SECOND)


# メニュー ------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-95", "ACC-96", "ACC-97", "ACC-98")
async def test_the_menu_and_the_header_of_a_company(aliens: Aliens, portal: Any) -> None:
    aliens.registered()
    notices.add(aliens.ministry, "gaikokujin", "保守のお知らせ", "本文", datetime(2026, 6, 1))
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, *ENTER)
        menu = shown(app)
        assert menu.index("メニュー") < menu.index("連絡事項") < menu.index("保守のお知らせ") < menu.index("新規申請")
        assert "計画確認" not in menu and "連絡事項の管理" not in menu
        title = next(line for line in picture(app).splitlines() if line.lstrip().startswith("メニュー"))
        assert title.rstrip().endswith(f"特定技能所属機関 {LOGIN}")  # the user, on the right side
        await press(app, "enter")
        lines = picture(app).splitlines()
        assert "外国人就労管理システム" in lines[0] and "Alien working management system" in lines[0]
        assert f"ユーザー:特定技能所属機関 {LOGIN}" in lines[1]
        assert all(word in lines[1] for word in ("MENU", "ログアウト", "ヘルプ"))
        assert lines[2].strip() == "建設特定技能受入計画 > 新規申請"
        assert lines[3].strip().startswith("建設特定技能受入計画(新規申請)")
        assert all(len(line) <= 80 for line in lines)


@pytest.mark.req("ACC-99")
async def test_a_certified_plan_changes_the_menu_at_the_next_display(aliens: Aliens, portal: Any) -> None:
    from shuro.construction.plan import AcceptancePlan
    from shuro.kernel import store
    from shuro.kernel.record import table_of

    aliens.registered()
    plan = store.save(aliens.desk(), AcceptancePlan, "一時保存", {})
    table = table_of(AcceptancePlan)
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, *ENTER)
        assert "新規申請" in shown(app)
        for state, there, gone in (("未認定", "計画確認", "新規申請"), ("認定済", "計画取消申請", "新規申請")):
            with aliens.database.write() as session:
                session.execute(table.update().where(table.c.id == plan.id).values(state=state))
            await reach(app, "info")
            await press(app, "enter", "f3")  # any way there and back
            assert there in whole(app) and gone not in whole(app)
        await reach(app, "entry 0")
        await press(app, "enter")
        assert "建設特定技能受入計画(計画確認)" in shown(app) and "認定済" in shown(app)
        await press(app, "ctrl+t")
        await reach(app, "entry 2")  # a procedure: its list, and a new one without a search for the plan
        await press(app, "enter")
        assert "建設特定技能受入計画(変更届出)" in shown(app)
        await press(app, "f9")
        assert "変更届出_登録" in shown(app) and app.screen.state.given == {"plan_id": plan.id}  # type: ignore[attr-defined]


@pytest.mark.req("ACC-100", "ACC-101")
async def test_menu_and_log_out_ask_only_when_something_is_unsaved(aliens: Aliens, portal: Any) -> None:
    aliens.registered()
    app = portal()
    question = "入力中の内容は保存されていません。移動しますか？"
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, *ENTER, "enter", "ctrl+t")
        assert heading(app) == "メニュー"  # nothing was typed: nothing is asked
        await press(app, "enter", "法人", "enter", "ctrl+t")
        assert question in shown(app)
        await press(app, "down", "enter")
        assert "建設特定技能受入計画(新規申請)" in shown(app) and "法人" in shown(app)
        await press(app, "ctrl+t", "enter")
        assert heading(app) == "メニュー" and len(drafts_of(aliens.desk())) == 1
        await press(app, "enter", "enter")  # on with the draft
        await press(app, "up", "ctrl+u", "個人", "enter", "ctrl+l")
        assert question in shown(app)
        session = app.duty.session  # type: ignore[union-attr]
        await press(app, "enter")
        assert heading(app) == "ログイン認証" and app.duty is None
        with pytest.raises(Exception, match="ログアウトしました"):
            touch(aliens.database, aliens.clock, session)  # type: ignore[arg-type]
        await press(app, *ENTER)
        assert heading(app) == "メニュー"


@pytest.mark.req("ACC-106")
async def test_the_end_of_the_service_is_warned_of_and_ends_the_session(aliens: Aliens, portal: Any) -> None:
    aliens.registered()
    aliens.clock.set(2026, 6, 11, 0, 49, 59)
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, *ENTER)
        menu = app.screen
        assert "まもなくシステムが停止します" not in shown(app)
        await press(app, "enter", "法人", "enter")
        aliens.clock.set(2026, 6, 11, 0, 50, 0)
        app.call_in_turn(menu.hours_came)  # type: ignore[attr-defined]
        await app.settled()
        assert "まもなくシステムが停止します。入力中の内容を保存してください。" in shown(app)
        aliens.clock.set(2026, 6, 11, 0, 59, 59)
        app.call_in_turn(menu.hours_came)  # type: ignore[attr-defined]
        await app.settled()
        assert app.duty is not None
        aliens.clock.set(2026, 6, 11, 1, 0, 0)
        app.call_in_turn(menu.hours_came)  # type: ignore[attr-defined]
        await app.settled()
        assert heading(app) == "ログイン認証" and app.duty is None
        assert "利用可能時間帯が終わったため" in shown(app)
        assert len(drafts_of(aliens.desk())) == 1  # what was typed is kept


@pytest.mark.req("ACC-97", "ACC-109")
async def test_an_administrator_manages_notices_and_others_do_not(aliens: Aliens, portal: Any) -> None:
    aliens.enrol("kanri0001", "システム管理者")
    aliens.enrol("shinsa001", "審査者")
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, "shinsa001", "enter", FIRST, "enter")
        labels = [one.label for one in app.screen.body.buttons]  # type: ignore[attr-defined]
        assert "建設特定技能受入計画" in labels and "連絡事項の管理" not in labels and "新規申請" not in labels
        await press(app, "ctrl+l", "kanri0001", "enter", FIRST, "enter")
        labels = [one.label for one in app.screen.body.buttons]  # type: ignore[attr-defined]
        await press(app, *["tab"] * labels.index("連絡事項の管理"), "enter", "enter")
        await press(app, "保守のお知らせ", "enter", "6月20日", "tab", "tab", "2026-06-09 09:00", "tab", "f9")
        assert "掲載開始日時より前です" in shown(app)
        await press(app, "enter")
        await reach(app, "ends")
        await press(app, "ctrl+u", "f9")
        (one,) = notices.shown(aliens.database, "gaikokujin", aliens.clock())
        assert (one.subject, one.body) == ("保守のお知らせ", "6月20日")
        assert "保守のお知らせ" in whole(app)
        await press(app, "tab", "enter", "変更", "f9")
        (one,) = notices.shown(aliens.database, "gaikokujin", aliens.clock())
        assert one.subject == "保守のお知らせ変更"
        await press(app, "enter")
        await reach(app, "end")
        await press(app, "enter", "enter")
        assert notices.shown(aliens.database, "gaikokujin", aliens.clock()) == []


async def test_user_information_is_shown_and_names_are_filled_in(aliens: Aliens, portal: Any) -> None:
    aliens.registered()
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, *ENTER, "tab", "enter")
        text = whole(app)
        assert all(part in text for part in (ADDRESS, "東京都知事許可（般-30）第123456号", "本登録", "2026-12-07"))
        await press(app, "田中", "enter", "たなか", "f9")
        assert "半角の英字で" in shown(app)
        await press(app, "enter", "ctrl+u", "Tanaka", "f9")
        assert heading(app) == "メニュー"
    found = info.own_info(aliens.desk())
    assert (found.name, found.roman) == ("田中", "Tanaka")


# Help and entrances ---------------------------------------------------------------------------------------------------------


def screens_below(of: type[PortalForm]) -> set[type[PortalForm]]:
    """All screens of 外国人就労管理システム."""
    from screens.portal import gaikokujin_forms, gaikokujin_menu, gaikokujin_notices

    assert gaikokujin_forms and gaikokujin_menu and gaikokujin_notices
    found = {one for one in of.__subclasses__() if one.__module__.startswith("screens.portal.gaikokujin")}
    return found | {deeper for one in found for deeper in screens_below(one)}


@pytest.mark.req("ACC-102", "ACC-45", "ACC-73")
def test_every_screen_has_a_help_page_of_its_own_name() -> None:
    screens = {one for one in screens_below(PortalForm) if one.heading}
    assert len(screens) == 10
    for one in screens:
        text = page_text(MANUAL, one.topic, "")[0]
        own = {"連絡事項": "連絡事項の管理"}.get(one.heading, one.heading)
        assert text.split("\n")[0] == f"# {own}", one
    assert "SPF" in page_text(MANUAL, "alien_application", "")[0]
    assert "自動転送" in page_text(MANUAL, "alien_application", "")[0]
    told = page_text(MANUAL, "alien_password", "")[0]
    assert "知られないように" in told and "忘れないように" in told


@pytest.mark.req("ACC-95", "ACC-100", "ACC-102", "ACC-103")
@pytest.mark.parametrize(
    "login, kind", [("shinsa001", "審査者"), ("kanri0001", "システム管理者"), (LOGIN, "特定技能所属機関")]
)
async def test_every_later_screen_has_the_header_its_help_and_the_way_to_the_menu(
    aliens: Aliens, portal: Any, login: str, kind: str
) -> None:
    """Each entry of the menu of each kind of user; the pages of help are as many as the screens."""
    if kind == "特定技能所属機関":
        aliens.registered()
    else:
        aliens.enrol(login, kind)
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, login, "enter", FIRST, "enter")
        buttons = [one for one in app.screen.body.buttons if one.action != "help"]  # type: ignore[attr-defined]
        pages = set()
        for button in buttons:
            await reach(app, button.action)
            await press(app, "enter")
            before = picture(app)
            lines = before.splitlines()
            assert "外国人就労管理システム" in lines[0] and "Alien working management system" in lines[0], button
            assert f"ユーザー:{kind} {login}" in lines[1], button
            assert all(word in lines[1] for word in ("MENU", "ログアウト", "ヘルプ")), button
            assert lines[2].strip() in (
                button.label,
                f"建設特定技能受入計画 > {button.label}",
                f"メニュー > {button.label}",
            )
            await press(app, "f1")
            pages.add(app.screen.body.text.split("\n")[0])  # type: ignore[attr-defined]
            await press(app, "f3")
            assert picture(app) == before, button  # ACC-103
            await press(app, "ctrl+t")
            assert heading(app) == "メニュー", button
        assert len(pages) == len(buttons)


@pytest.mark.req("ACC-103", "ACC-102")
async def test_closing_the_help_changes_nothing(aliens: Aliens, portal: Any) -> None:
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, "enter", LOGIN, "enter", "r5p")
        before = picture(app)
        await press(app, "f1")
        assert "SPFレコード" in "".join(app.screen.body.text.split())  # type: ignore[attr-defined]
        await press(app, "f3")
        assert picture(app) == before


@pytest.mark.req("ACC-2")
async def test_the_program_opens_the_entrances(aliens: Aliens, monkeypatch: pytest.MonkeyPatch) -> None:
    assert aliens.ministry.officer.login == "000001"
    app = Workstation(clock=aliens.clock)
    async with running(app):
        await press(app, "f10")
        assert isinstance(app.screen, EntranceScreen)
        assert "外国人就労管理システム" in shown(app) and "次世代社労法務システム" in shown(app)
        await press(app, "enter")
        await loaded(app)
        assert heading(app) == "利用者ポータル"
        await press(app, "f3", "f3")
        assert heading(app).startswith("就労")


def test_nothing_typed_at_the_log_in_is_a_draft() -> None:
    """ACC-9: the screens that take passwords write no drafts."""
    assert LoginScreen.save_draft_now is PortalForm.save_draft_now
