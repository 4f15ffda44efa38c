"""ろうきん賃金控除事務支援システムログイン画面 and ログイン."""

from __future__ import annotations

import asyncio
import random
import re
from typing import Any

import pytest

from screens import workstation as workstation_module
from screens.help import page_text
from screens.portal import rokin_certificate, rokin_import
from screens.portal.entrances import EntranceScreen
from screens.portal.form import PortalForm
from screens.portal.rokin import ENTRANCE
from screens.workstation import House, Workstation
from shuro.accounts.messages import message
from shuro.accounts.rokin import operators, workstation
from shuro.accounts.rokin.workstation import Store
from shuro.accounts.sessions import ENDINGS
from shuro.kernel.paths import MANUAL
from shuro.kernel.troubles import NotUpgraded, StorageLost
from tests.accounts.rokin_house import CLOSED, CONTRACT, GENERAL, INITIAL, MASTER, OTHER_PC, PASSWORD, Rokin, person
from tests.conftest import ROOT
from tests.screens.portal.rokin_ways import (
    LOCK,
    LOG_IN,
    MAIL,
    NAME,
    TO_IMPORT,
    TO_ISSUE,
    TO_MASTER,
    WRONG,
    WRONG_ID,
    at,
    loaded,
    push,
    typed,
)
from tests.screens.portal.ways import heading, shown, whole
from tests.terminal import press, running
from widgets.cells import line_width


@pytest.mark.req("ACC-2")
async def test_the_program_offers_it_between_the_two_other_systems(rokin: Rokin) -> None:
    app = Workstation(clock=rokin.clock)
    async with running(app):
        await press(app, "f10")
        assert isinstance(app.screen, EntranceScreen)
        text = shown(app)
        assert (
            text.index("外国人就労管理") < text.index("ろうきん賃金控除事務支援システム") < text.index("次世代社労法務")
        )
        await press(app, "down", "enter")
        await loaded(app)
        assert heading(app) == ENTRANCE
        await press(app, "f3", "f3")
        assert heading(app) == "就労　ログイン"


@pytest.mark.req("ACC-129", "ACC-130")
async def test_four_buttons_lead_to_three_screens_and_nothing_is_asked_before(rokin_entrance: Any) -> None:
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        assert heading(app) == ENTRANCE and len(app.screen_stack) == 1  # no chooser of certificates
        assert [one.label for one in app.screen.body.buttons if not one.link] == [
            "ログイン", "マスターユーザーの初期登録", "一般ユーザーの初期登録", "電子証明書発行"
        ]  # fmt: skip
        leads = ("ログイン", "マスターユーザー初期登録ログイン", *["電子証明書発行 ユーザー認証"] * 2)
        for action, opened in zip(("log_in", "master", "general", "issue"), leads, strict=True):
            await push(app, action)
            assert heading(app) == opened
            await press(app, "f3")
            assert heading(app) == ENTRANCE and at(app) == action


@pytest.mark.req("ACC-194")
async def test_the_entrance_and_the_help_say_whom_to_ask_and_whether_now(rokin_entrance: Any, rokin: Rokin) -> None:
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        assert "0120-609-575" in whole(app) and "お取引店" in whole(app) and "ただいま受付時間内です。" in whole(app)
        rokin.clock.set(2026, 6, 10, 18, 0, 0)
        await press(app, *TO_MASTER, "f3")
        assert "ただいま受付時間外です。" in whole(app)
        await press(app, "f1")
        told = "".join(app.screen.body.text.split())
        assert told.startswith("#ろうきん賃金控除事務支援システムログイン画面") and "ただいま受付時間外です。" in told


@pytest.mark.req("ACC-22")
async def test_without_storage_nobody_goes_on(
    rokin_entrance: Any, rokin: Rokin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What may pass is said and can be tried again; anything else closes the screen with its sentence (as at ログイン)."""
    trouble: list[Exception] = [StorageLost()]

    def fail(url: Any, clock: Any = None) -> House:
        raise trouble[0]

    monkeypatch.setattr(workstation_module, "open_house", fail)
    app = rokin_entrance()
    async with running(app):
        for action in ("log_in", "master", "general", "issue", "import"):
            await push(app, action)
            assert heading(app) == ENTRANCE and StorageLost.said in shown(app)
        trouble[0] = NotUpgraded()
        await press(app, "enter")
        for _ in range(500):
            await asyncio.sleep(0.01)
            if app.last_words:
                break
    assert app.last_words == NotUpgraded.said


@pytest.mark.req("ACC-24", "ACC-102")
def test_the_help_of_the_start_keeps_the_printed_tables_of_systems() -> None:
    alien = (MANUAL / "alien_portal.md").read_text("utf-8")
    assert "| OS | Edge44以上 | Chrome79以上 |" in alien
    for system in ("Windows10 Pro(32bit)", "Windows10 Pro(64bit)", "Windows11 Pro(64bit)"):
        assert f"| {system} | ○ | ○ |" in alien
    page = (MANUAL / "rokin.md").read_text("utf-8")
    assert "Windows 11 Home, Pro" in page and "Microsoft Edge(IEモード)" in page


@pytest.mark.req("ACC-124", "ACC-135", "ACC-145")
def test_the_help_says_what_is_needed_and_in_which_order() -> None:
    text = (MANUAL / "rokin_registration.md").read_text("utf-8")
    for needed in (
        "「\"ろうきん\"賃金控除事務支援サービス ご利用開始(変更)のお知らせ」", "契約番号", "初期パスワード", "メールアドレス",
        "ユーザーID",
    ):  # fmt: skip
        assert needed in text, needed
    assert "控え" in text  # of the screen with the address
    start = (MANUAL / "rokin.md").read_text("utf-8")
    order = ["マスターユーザーの初期登録", "電子証明書の発行", "ログイン", "一般ユーザーの登録"]
    steps = [line for line in start.split("\n") if re.match(r"\d\. ", line)][:4]
    assert all(word in line for word, line in zip(order, steps, strict=True)), steps


@pytest.mark.req("ACC-102")
async def test_every_screen_has_its_page(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        pages = {}
        for keys in (("enter",), TO_MASTER, TO_ISSUE, TO_IMPORT):
            await press(app, *keys, "f1")
            pages[app.screen.about.heading] = app.screen.body.text.split("\n")[0].lstrip("# ")
            await press(app, "f3", "f3")
            app.screen.body.at = 0
    assert pages == {
        "ログイン": "ろうきん賃金控除事務支援システムログイン画面",
        "マスターユーザー初期登録ログイン": "マスターユーザーの初期登録",
        "電子証明書発行 ユーザー認証": "電子証明書の発行",
        "証明書のインポートウィザード": "電子証明書の発行",
    }


# ログイン -----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-131", "ACC-9")
async def test_the_certificate_is_preset_and_only_the_password_is_typed(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    rokin.equip()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *LOG_IN)
        assert (
            typed(app) == {"certificate": f"{MASTER}　有効期限：2027/06/10", "password": ""} and at(app) == "password"
        )
        await press(app, "f9")
        assert "パスワード：必須項目です" in shown(app)
        await press(app, "enter", PASSWORD)
        assert PASSWORD not in whole(app) and "●" * len(PASSWORD) in whole(app)
        await press(app, "enter", "enter")
        assert app.duty is not None and app.duty.desk.officer.login == MASTER and heading(app) == "メニュー"
        await press(app, "ctrl+l")
        assert app.duty is None and heading(app) == "ログイン" and typed(app)["password"] == ""
        assert "ログアウトしました" in shown(app)


@pytest.mark.req("ACC-131")
async def test_of_several_users_one_is_chosen(rokin_entrance: Any, rokin: Rokin) -> None:
    from shuro.accounts.rokin import people

    rokin.master()
    people.register_general(rokin.desk(), person(GENERAL))
    rokin.equip(), rokin.equip(GENERAL)
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *LOG_IN)
        assert at(app) == "certificate" and typed(app)["certificate"] == ""
        await press(app, "f9")
        assert "電子証明書：使う電子証明書を一覧から選んでください。" in shown(app)
        await press(app, "enter", "f4")
        assert MASTER in shown(app) and GENERAL in shown(app)
        await press(app, GENERAL, "enter", "down", PASSWORD, "f9")
        assert app.duty is not None and app.duty.desk.officer.login == GENERAL


@pytest.mark.req("ACC-132", "ACC-133", "ACC-158")
async def test_each_refusal_has_its_own_message(
    rokin_entrance: Any, rokin: Rokin, monkeypatch: pytest.MonkeyPatch
) -> None:
    rokin.master()
    app = rokin_entrance()

    async def said() -> str:
        await press(app, *LOG_IN, PASSWORD, "f9")
        found = shown(app)
        await press(app, "enter", "f3")
        assert app.duty is None and heading(app) == ENTRANCE
        return found

    async with running(app):
        await loaded(app)
        assert message("m40") in await said()
        rokin.equip()
        with monkeypatch.context() as other:
            other.setattr(workstation, "this_machine", lambda: OTHER_PC)
            rokin.store.machine = OTHER_PC
            other.setattr(Store, "__init__", lambda self: vars(self).update(vars(rokin.store)))
            assert "別の端末又は別の利用者" in await said()
        rokin.clock.move(days=366)
        assert message("m41") in await said()
        rokin.clock.move(days=-366)
        for _ in range(6):
            rokin.not_authenticated(password=WRONG)
        assert LOCK.search(await said())
        for _ in range(2):
            rokin.clock.move(minutes=60)
            for _ in range(6):
                rokin.not_authenticated(password=WRONG)
        assert CLOSED in await said()
        operators.release_user(rokin.operator, MASTER)
        operators.revoke(rokin.operator, MASTER, "パソコンの変更")
        assert "失効しています" in await said()


@pytest.mark.req("ACC-133", "ACC-151", "ACC-153")
async def test_wrong_passwords_at_the_log_in_lock(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    rokin.equip()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *LOG_IN)
        for _ in range(5):
            await press(app, WRONG, "f9")
            assert WRONG_ID in shown(app)
            await press(app, "enter")
            assert at(app) == "password" and typed(app)["password"] == ""
        await press(app, WRONG, "f9")
        assert LOCK.search(shown(app))
        await press(app, "enter", PASSWORD, "f9")
        assert app.duty is None
        rokin.clock.move(minutes=60)
        await press(app, "enter", PASSWORD, "f9")
        assert app.duty is not None


@pytest.mark.req("ACC-180", "ACC-177")
@pytest.mark.parametrize("end", ["revoked", "over"])
async def test_a_certificate_that_is_revoked_or_over_ends_the_session(
    rokin_entrance: Any, rokin: Rokin, end: str
) -> None:
    rokin.master()
    rokin.equip()
    rokin.clock.set(2027, 6, 10, 23, 59, 0)  # its last day
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *LOG_IN, PASSWORD, "f9")
        assert heading(app) == "メニュー"
        if end == "revoked":
            operators.revoke(rokin.operator, MASTER, "パソコンの変更")
        else:
            rokin.clock.move(minutes=1)
        await press(app, "enter")
        assert app.duty is None and heading(app) == "ログイン"
        assert ENDINGS["certificate"][:30] in shown(app)
        await press(app, PASSWORD, "f9")
        assert app.duty is None and ("失効しています" if end == "revoked" else message("m41")) in shown(app)


def test_nothing_typed_before_the_log_in_is_a_draft() -> None:
    """ACC-9: the screens that take passwords write no drafts."""
    for screen in (rokin_certificate.Authentication, rokin_import.WizardStep):
        assert screen.save_draft_now is PortalForm.save_draft_now


@pytest.mark.req("ACC-201", "ACC-203")
def test_the_manual_recommends_the_soft_keyboard() -> None:
    for page in ("rokin_registration", "rokin_certificate"):
        text, _ = page_text(MANUAL, page, "")
        assert "ソフトウェアキーボード" in text and "お勧め" in text
    assert (ROOT / "docs" / "manual" / "soft_keyboard.md").is_file()


@pytest.mark.parametrize("seed", range(4))
async def test_no_keys_break_a_screen(rokin_entrance: Any, rokin: Rokin, seed: int) -> None:
    """Whatever a screen raises fails the test; every line of every picture is exactly as wide as the terminal."""
    rokin.master()
    if seed % 2:
        rokin.equip()
    dice = random.Random(seed)
    keys = (
        ["enter"] * 6
        + ["tab"] * 4
        + ["shift+tab", "down", "up", "f1", "f3", "f4", "f9", "escape", "pagedown", "ctrl+u"]
    )
    texts = [CONTRACT, INITIAL, MASTER, PASSWORD, MAIL, NAME, "123456", " ", "[b]x[/b]", "ｱﾊﾟｰﾄ", "𠮷", "１２"]
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        app.screen.close = lambda result=None: None
        for _ in range(250):
            await press(app, dice.choice(keys) if dice.random() < 0.7 else dice.choice(texts))
            assert {line_width(line) for line in app.screen._lines} == {80}  # type: ignore[attr-defined]
            if heading(app) == "認証コード入力" and dice.random() < 0.3:
                await press(app, rokin.code(), "f9")
