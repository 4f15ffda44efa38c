"""The screens of ろうきん賃金控除事務支援システム after the log-in: menu, users of the contract, manuals and forms."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from screens import printing
from screens.base import BaseScreen
from screens.help import manual
from screens.portal.rokin_menu import RokinMenu
from screens.workstation import Duty, House, Workstation
from shuro.accounts import attempts, notices, passwords, service_hours, settings
from shuro.accounts.realms import KIJUN, ROKIN
from shuro.accounts.rokin import operators, people
from shuro.accounts.rokin.manuals import MANUALS
from shuro.accounts.sessions import touch
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from tests.accounts.rokin_house import CONTRACT, GENERAL, MASTER, PASSWORD, Rokin, person
from tests.conftest import Clock, MakeDesk
from tests.screens.portal.ways import heading, reach, shown, whole
from tests.terminal import picture, press, running

NEW_PASSWORD = "New#pass01"
CLERK = (GENERAL, "enter", PASSWORD, "enter", PASSWORD, "enter", "事務　一郎", "enter", "clerk001@example.jp", "enter",
         "clerk001@example.jp")  # fmt: skip
Station = Callable[..., Workstation]


@pytest.fixture
def rokin(
    sqlite_database: Database, clock: Clock, make_desk: MakeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Rokin:
    """A contract with its master user; hashes take no time."""
    quick = {"time_cost": 1, "memory_cost": 8, "parallelism": 1, "hash_len": 16, "salt_len": 8}
    monkeypatch.setattr(passwords, "PARAMETERS", quick)
    made = Rokin(sqlite_database, clock, make_desk("0000", database=sqlite_database, rights={"admin"}), tmp_path)
    made.contract()
    made.master()
    return made


class Entrance(BaseScreen):
    """Stands below the menu as the log-in does."""

    heading = "入口"

    def __init__(self, duty: Duty):
        super().__init__()
        self.duty = duty

    async def started(self) -> None:
        """The user is in."""
        await super().started()
        self.app.call_in_turn(self.work)

    async def work(self) -> None:
        """The user's time in the system."""
        self.app.begin_duty(self.duty)  # type: ignore[attr-defined]
        await self.app.open(RokinMenu())
        await self.app.end_duty()  # type: ignore[attr-defined]


@pytest.fixture
def station(rokin: Rokin) -> Station:
    """The workstation of a user of the contract, at the menu."""

    def make(login: str = MASTER, session: Any = None) -> Workstation:
        app = Workstation(first=lambda: Entrance(Duty(rokin.desk(login), session)), clock=rokin.clock)
        app.house = House(rokin.database, KIJUN, rokin.clock)
        return app

    return make


def clerk(rokin: Rokin, login: str = GENERAL) -> str:
    """A 一般ユーザー, registered."""
    return people.register_general(rokin.desk(), person(login))


def logins(rokin: Rokin) -> list[str]:
    """The users of the contract."""
    return [one.login for one in people.inquiry(rokin.desk())]


# メニュー -------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-186", "ACC-193", "ACC-183")
async def test_the_menu_leads_the_printed_ways(rokin: Rokin, station: Station) -> None:
    app = station()
    async with running(app):
        text, at = whole(app), 0
        for part in (
            "システム管理機能",
            "契約ユーザー情報照会",
            "一般ユーザーの登録",
            "共通機能",
            "マニュアル照会",
            "ヘルプ",
        ):
            assert part in text[at:], part
            at = text.index(part, at) + len(part)
        assert "ろうきん賃金控除事務支援システム" in picture(app) and f"マスターユーザー {MASTER}" in picture(app)
        for action, opened, way in (
            ("inquiry", "契約ユーザー情報照会", "メニュー > システム管理機能 > 契約ユーザー情報照会"),
            ("register", "一般ユーザー登録", "メニュー > システム管理機能 > 一般ユーザーの登録"),
            ("manuals", "マニュアル照会", "メニュー > 共通機能 > マニュアル照会"),
        ):
            await reach(app, action)
            await press(app, "enter")
            assert heading(app) == opened and way in picture(app)
            await press(app, "f3")
            assert heading(app) == "メニュー" and " > " not in picture(app)
        await reach(app, "inquiry")
        await press(app, "enter")
        await reach(app, "open 0")
        await press(app, "enter")
        assert heading(app) == "契約ユーザー情報変更"


@pytest.mark.req("ACC-185", "ACC-187")
async def test_a_general_user_sees_the_users_and_can_change_nothing(rokin: Rokin, station: Station) -> None:
    clerk(rokin)
    app = station(GENERAL)
    async with running(app):
        buttons = [one.action for one in app.screen.body.buttons]  # type: ignore[attr-defined]
        assert buttons == ["inquiry", "manuals", "help"]
        assert "一般ユーザーの登録（できません：マスターユーザーだけが使えます）" in whole(app)
        await press(app, "enter")
        assert MASTER in whole(app) and GENERAL in whole(app)
        assert [one.action for one in app.screen.body.buttons] == ["print", "back"]  # type: ignore[attr-defined]
        await press(app, "f12", "f3")
        assert "更新へ" not in whole(app)


@pytest.mark.req("ACC-95", "ACC-100", "ACC-101")
async def test_menu_and_log_out_from_any_screen_ask_about_what_is_typed(rokin: Rokin, station: Station) -> None:
    app = station()
    async with running(app):
        await reach(app, "register")
        await press(app, "enter", GENERAL, "ctrl+t")
        assert "入力中の内容は保存されていません。移動しますか？" in shown(app)
        await press(app, "down", "enter")
        assert heading(app) == "一般ユーザー登録" and GENERAL in whole(app)
        await press(app, "ctrl+t", "enter")
        assert heading(app) == "メニュー"
        await press(app, "enter", "enter", "ctrl+t")  # nothing typed: no question
        assert heading(app) == "メニュー"
        await press(app, "f3")
        assert "ログアウトしますか。" in shown(app)
        await press(app, "down", "enter")
        assert heading(app) == "メニュー"
        await press(app, "enter", "ctrl+l")
        assert heading(app) == "入口" and app.duty is None and app.frame is None


@pytest.mark.req("ACC-178", "ACC-182")
async def test_the_menu_tells_when_the_certificate_is_to_be_renewed(rokin: Rokin, station: Station) -> None:
    rokin.equip()
    last = "電子証明書の有効期限は2027年6月10日です。"
    rokin.clock.set(2027, 5, 10, 23, 59, 59)
    app = station()
    async with running(app):
        assert last not in whole(app)
        rokin.clock.set(2027, 5, 11, 0, 0, 0)
        await press(app, "enter", "f3")
        assert last in whole(app)


@pytest.mark.req("ACC-106", "ACC-107")
async def test_notices_and_the_end_of_the_hours_reach_the_menu(rokin: Rokin, station: Station) -> None:
    notices.add(rokin.operator, "rokin", "年度末の締切", "3月31日までです。", datetime(2026, 6, 1))
    settings.change(rokin.operator, "rokin", "hours", "平日 08:00-20:00")
    done = rokin.log_in(rokin.equip())
    app = station(session=done.session)
    async with running(app):
        assert "年度末の締切" in whole(app)
        menu = app.screen
        rokin.clock.set(2026, 6, 10, 19, 50)
        done.session.seen = datetime(2026, 6, 10, 19, 50)
        await press(app, "enter")
        app.call_in_turn(menu.hours_came)  # type: ignore[attr-defined]
        await app.settled()
        assert service_hours.SOON in shown(app) and heading(app) == "契約ユーザー情報照会"


@pytest.mark.req("ACC-194", "ACC-102", "ACC-103")
@pytest.mark.parametrize(
    "moment, word",
    [((2026, 6, 10, 9, 0), "受付時間内"), ((2026, 6, 10, 18, 0), "受付時間外"), ((2026, 6, 13, 10, 0), "受付時間外")],
)
async def test_the_help_of_every_screen_says_whom_to_ask(
    rokin: Rokin, station: Station, moment: Any, word: str
) -> None:
    rokin.clock.set(*moment)
    app = station()
    async with running(app):
        assert f"ただいま{word}です。" in whole(app)
        await reach(app, "register")
        await press(app, "enter", GENERAL, "enter", "秘", "f1")
        text = whole(app)
        assert "契約ユーザー情報" in text and f"ただいま{word}です。" in text
        for part in ("ろうきんインターネットバンキング(団体向け) ヘルプデスク", "0120-609-575", "9:00-18:00", "お取引店",
                     "控除依頼リスト"):  # fmt: skip
            assert part in text, part
        await press(app, "f3")
        form = app.screen.body.form  # type: ignore[attr-defined]
        assert form.model.place.name == "password" and form.model.texts["login"] == GENERAL and form.editor.text == "秘"


# Users -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-183", "ACC-4")
async def test_the_master_registers_a_general_user(rokin: Rokin, station: Station) -> None:
    app = station()
    async with running(app):
        await reach(app, "register")
        await press(app, "enter")
        text, at = whole(app), 0
        for part in (
            "ユーザーID",
            "パスワード",
            "パスワード再入力",
            "ユーザー名",
            "メールアドレス",
            "メールアドレス再入力",
        ):
            assert part in text[at:], part
            at = text.index(part, at) + len(part)
        await press(app, *CLERK, "f9")
        assert "登録します。よろしいですか？" in shown(app)
        await press(app, "down", "enter")
        assert logins(rokin) == [MASTER] and "事務　一郎" in whole(app) and PASSWORD not in whole(app)
        await press(app, "f9", "enter")
        assert "ユーザーIDとパスワードを本人に伝えてください。" in shown(app) and logins(rokin) == [MASTER, GENERAL]
        await press(app, "enter")
        assert heading(app) == "メニュー"
    assert rokin.account(GENERAL).name == "事務　一郎"
    assert rokin.log_in(rokin.equip(GENERAL)).officer.login == GENERAL


@pytest.mark.req("ACC-5", "ACC-7", "ACC-183", "ACC-146")
async def test_what_is_wrong_with_a_new_user_is_named_and_nothing_is_lost(rokin: Rokin, station: Station) -> None:
    app = station()
    async with running(app):
        await reach(app, "register")
        await press(app, "enter", "f9")
        assert "ユーザーID：必須項目です。" in shown(app)
        await press(
            app, "enter", MASTER, "enter", PASSWORD, "enter", "Other#pw1", "enter", "半角 hanako", "enter", "f9"
        )
        assert "パスワード再入力と違います" in shown(app)
        await press(app, "enter")
        form = app.screen.body.form  # type: ignore[attr-defined]
        assert form.model.place.name == "password" and form.model.texts["login"] == MASTER
        await press(app, "down", "ctrl+u", PASSWORD, "enter", "f9")
        assert "全角20文字以内" in shown(app)
        await press(
            app, "enter", "ctrl+u", "事務　一郎", "enter", "a@example.jp", "enter", "a@example.jp", "f9", "enter"
        )
        assert "入力したユーザーIDは既に存在しています。" in shown(app)
        await press(app, "enter")
        assert heading(app) == "一般ユーザー登録" and "事務　一郎" in whole(app) and logins(rokin) == [MASTER]


@pytest.mark.req("ACC-187", "ACC-156")
async def test_the_inquiry_shows_every_user_with_state_and_certificate(rokin: Rokin, station: Station) -> None:
    rokin.equip()
    clerk(rokin)
    with rokin.database.write() as session:
        for _ in range(18):
            attempts.failed(session, ROKIN, "login", GENERAL, rokin.clock())
            rokin.clock.move(hours=1)
    app = station()
    async with running(app):
        await press(app, "enter")
        text = whole(app)
        for part in (CONTRACT, f"更新へ　{MASTER}　労金　花子",
                     "マスターユーザー　状態：正常　電子証明書：有効（有効期限：2027年6月10日）",
                     f"更新へ　{GENERAL}", "一般ユーザー　状態：閉塞　電子証明書：未発行"):  # fmt: skip
            assert part in text, part
        await reach(app, "open 1")
        await press(app, "enter")
        assert "閉塞した一般ユーザーは、削除してから登録し直してください。" in whole(app)


@pytest.mark.req("ACC-188", "ACC-186", "ACC-149")
async def test_name_address_and_password_can_be_changed_and_the_id_cannot(rokin: Rokin, station: Station) -> None:
    clerk(rokin)
    app = station()
    async with running(app):
        await press(app, "enter")
        await reach(app, "open 1")
        await press(app, "enter")
        text = whole(app)
        for part in (f"契約番号：{CONTRACT}", "ユーザー区分：一般ユーザー", f"ユーザーID：{GENERAL}", "状態：正常",
                     "電子証明書の状態：未発行", "電子証明書の有効期限：", "新しいパスワード再入力"):  # fmt: skip
            assert part in text, part
        assert "login" not in app.screen.body.form.model.by_name  # type: ignore[attr-defined]
        await press(app, "ctrl+u", "事務　次郎", "enter", "ctrl+u", "new@example.jp", "f9")
        assert "メールアドレス再入力：必須項目です。" in shown(app)
        await press(app, "enter")
        await reach(app, "mail_again")
        await press(app, "new@example.jp", "enter", NEW_PASSWORD, "enter", NEW_PASSWORD, "f9")
        assert "更新します。よろしいですか？" in shown(app)
        await press(app, "down", "enter")
        assert rokin.account(GENERAL).name == "労金　花子"
        await press(app, "f9", "enter")
        assert heading(app) == "契約ユーザー情報照会" and "更新しました" in shown(app) and "事務　次郎" in whole(app)
    account = rokin.account(GENERAL)
    assert (account.name, account.mail) == ("事務　次郎", "new@example.jp")
    assert passwords.matches(account.password_hash, NEW_PASSWORD)


@pytest.mark.req("ACC-188")
async def test_the_own_session_goes_on_with_a_new_password(rokin: Rokin, station: Station) -> None:
    done = rokin.log_in(rokin.equip())
    other = rokin.log_in()
    app = station(session=done.session)
    async with running(app):
        await press(app, "enter", "enter")
        await reach(app, "password")
        await press(app, NEW_PASSWORD, "enter", NEW_PASSWORD, "f9", "enter")
        assert heading(app) == "契約ユーザー情報照会"
        touch(rokin.database, rokin.clock, done.session)
        with pytest.raises(Exception, match="パスワード"):
            touch(rokin.database, rokin.clock, other.session)


async def test_of_two_who_change_a_user_the_later_is_told(rokin: Rokin, station: Station) -> None:
    app = station()
    async with running(app):
        await press(app, "enter", "enter", "ctrl+u", "変更　花子", "enter")
        line = people.find(rokin.desk(), MASTER)
        people.change(rokin.desk(), MASTER, line.version, people.Changed("先に　変更", line.mail))
        await press(app, "f9", "enter")
        assert "別の端末で先に変更されました" in shown(app)
        await press(app, "enter")
        assert "変更　花子" in whole(app) and rokin.account().name == "先に　変更"


@pytest.mark.req("ACC-184", "ACC-156")
async def test_a_general_user_is_deleted_by_name_and_registered_again(rokin: Rokin, station: Station) -> None:
    clerk(rokin)
    rokin.equip(GENERAL)
    app = station()
    async with running(app):
        await press(app, "enter")
        await reach(app, "open 0")
        await press(app, "enter")
        assert "delete" not in [one.action for one in app.screen.body.buttons]  # type: ignore[attr-defined]
        await press(app, "f3")
        await reach(app, "open 1")
        await press(app, "enter")
        await reach(app, "delete")
        await press(app, "enter", "別の名前", "enter")
        assert logins(rokin) == [MASTER, GENERAL]
        await press(app, "ctrl+u", "労金　花子", "enter")
        assert heading(app) == "契約ユーザー情報照会" and "削除しました" in shown(app) and logins(rokin) == [MASTER]
        await press(app, "f3")
        await reach(app, "register")
        await press(app, "enter", *CLERK, "f9", "enter", "enter")
    assert logins(rokin) == [MASTER, GENERAL]
    assert [one.state for one in operators.list_certificates(rokin.operator, GENERAL)] == ["失効"]


# Printing --------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files go; a machine without LibreOffice, whose viewer notes what it opens."""
    monkeypatch.setattr(printing.shutil, "which", lambda name: None)
    folder = tmp_path / "出力"
    monkeypatch.setenv("SHURO_OUTPUT", str(folder))
    viewer = tmp_path / "viewer"
    viewer.write_text(
        f'#!/bin/sh\nprintf %s "$1" > "{tmp_path}/opening" && mv "{tmp_path}/opening" "{tmp_path}/opened"\n'
    )
    viewer.chmod(viewer.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("SHURO_PDF_VIEWER", str(viewer))
    return folder


def cells(path: Path) -> list[str]:
    """All texts of a workbook."""
    return [
        str(one.value)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for one in row
        if one.value
    ]


def opened(tmp_path: Path) -> str:
    """What the viewer was started with; waits for its process."""
    os.wait()
    return (tmp_path / "opened").read_text()


@pytest.mark.req("ACC-25", "ACC-23", "ACC-21")
async def test_a_list_is_printed_after_ok_and_opened(
    rokin: Rokin, station: Station, paper: Path, tmp_path: Path
) -> None:
    app = station()
    async with running(app):
        await press(app, "enter")
        before = picture(app)
        await reach(app, "print")
        await press(app, "enter")
        assert "「契約ユーザー情報一覧」を印刷します。" in shown(app) and "OK" in shown(app)
        await press(app, "down", "enter")
        assert not paper.exists() and heading(app) == "契約ユーザー情報照会"
        await press(app, "f12", "enter")
        assert "出力先" in shown(app) and not list(paper.glob("*"))
        await press(app, "enter")
        file = paper / "契約ユーザー情報一覧.xlsx"
        assert f"ファイル名：{file.name}" in shown(app) and str(file) in shown(app) and "開く" in shown(app)
        await press(app, "enter")
        assert opened(tmp_path) == str(file)
        assert heading(app) == "契約ユーザー情報照会" and app.screen.body.parts  # type: ignore[attr-defined]
        await reach(app, "open 0")
        assert picture(app) == before
    assert {MASTER, "労金　花子", "マスターユーザー", "正常", "未発行", f"契約番号　{CONTRACT}"} <= set(cells(file))


@pytest.mark.req("ACC-191", "ACC-189", "ACC-193")
async def test_the_request_is_filled_in_and_printed(rokin: Rokin, station: Station, paper: Path) -> None:
    app = station()
    async with running(app):
        await reach(app, "manuals")
        await press(app, "enter")
        assert "【帳票】ログインID/パスワード依頼書" in whole(app)
        await reach(app, "request")
        await press(app, "enter")
        assert (
            f"契約番号：{CONTRACT}" in whole(app) and "株式会社てすと" in whole(app) and "令和8年6月10日" in whole(app)
        )
        await press(app, "f9")
        assert "依頼内容：" in shown(app) and "1つ以上選んでください" in shown(app)
        await press(app, "enter")
        assert app.screen.body.form.model.place.name == "wanted"  # type: ignore[attr-defined]
        await press(app, "f4", " ", " ", "enter")
        assert "電子証明書の失効、ログインID・パスワードの初期化" in whole(app)
        await press(app, "enter", "その他", "enter", "機器の故障のため", "enter", "大阪支店", "f12", "enter", "enter")
        file = paper / "ログインID_パスワード依頼書.xlsx"
        assert file.name in shown(app)
        await press(app, "down", "enter")
        assert heading(app) == "【帳票】ログインID/パスワード依頼書" and "機器の故障のため" in whole(app)
    found = set(cells(file))
    assert {"株式会社てすと", CONTRACT, "■ 電子証明書の失効", "■ ログインID・パスワードの初期化", "■ その他", "機器の故障のため",
            "大阪支店", "依頼日　令和8年6月10日", "届出印"} <= found  # fmt: skip


@pytest.mark.req("ACC-191")
async def test_the_reason_in_words_is_for_other_reasons_alone(rokin: Rokin, station: Station, paper: Path) -> None:
    app = station()
    async with running(app):
        await reach(app, "manuals")
        await press(app, "enter")
        await reach(app, "request")
        await press(app, "enter")
        await reach(app, "wanted")
        await press(app, "1", "enter", "パソコンの変更", "enter")
        assert app.screen.body.form.model.place.name == "branch"  # type: ignore[attr-defined]
        await press(app, "shift+tab", "ctrl+u", "その他", "enter", "enter", "大阪支店", "f9")
        assert "依頼理由が「その他」のときは" in shown(app)
        await press(app, "enter")
        assert app.screen.body.form.model.place.name == "other"  # type: ignore[attr-defined]
    assert not paper.exists()


@pytest.mark.req("ACC-192", "ACC-190", "ACC-193")
async def test_the_filing_is_printed_without_a_password(rokin: Rokin, station: Station, paper: Path) -> None:
    app = station()
    async with running(app):
        await reach(app, "manuals")
        await press(app, "enter")
        await reach(app, "filing")
        await press(app, "enter")
        items = app.screen.body.form.model.by_name  # type: ignore[attr-defined]
        assert list(items) == ["day", "member"] and "手書きで記入" in whole(app)
        await press(app, "ctrl+u", "f9")
        assert "届出日：必須項目です。" in shown(app)
        await press(app, "enter", "r8.6.1", "enter", "f9", "enter", "enter")
    found = cells(paper / "初期パスワード届出書(会員向け).xlsx")
    assert "届出日　令和8年6月1日" in found and CONTRACT in found and "初期パスワード" in found


@pytest.mark.req("ACC-193", "ACC-24")
async def test_the_manuals_are_read_and_saved(rokin: Rokin, station: Station, paper: Path) -> None:
    app = station()
    async with running(app):
        await reach(app, "manuals")
        await press(app, "enter")
        for at, (name, words) in enumerate(
            (("操作マニュアル【会員編】(本文)", ("Ⅲ. 画面説明(基本機能)", "6. 電子証明書の更新・再発行", "366日")),
             ("操作マニュアル【共通編】", ("別紙3.", "Windows 11 Home、Windows 11 Pro", "Microsoft Edge(IEモード)")))
        ):  # fmt: skip
            await reach(app, f"manual {at}")
            await press(app, "enter")
            assert heading(app) == name
            for part in words:
                assert part in whole(app), part
            await press(app, "f12", "enter")
            saved = (paper / f"{name}.md").read_text(encoding="utf-8")
            assert saved == (manual() / f"{MANUALS[at].page}.md").read_text(encoding="utf-8")
            await press(app, "f3")
    with pytest.raises(Exception, match="契約ユーザーだけ"):
        people.contract_of(Desk(rokin.operator.officer, rokin.database, rokin.clock))
