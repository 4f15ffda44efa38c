"""外部システムの管理: the lists of the three systems by screen, what is done to a line, and who may."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from sqlmodel import col, select

from screens.admin import asp as asp_lists
from screens.admin import gaikokujin as alien_lists
from screens.admin import officers as officer_lists
from screens.admin import rokin as rokin_lists
from screens.admin.common import mails_of, settings_of
from screens.admin.declared import AdminList
from screens.admin.menu import OutsideMenu, SystemAdmin
from screens.admin.screens import ListScreen
from screens.menu import MainMenu
from screens.portal.asp_accounts import AspMenu
from screens.portal.gaikokujin_notices import NoticeList
from screens.workstation import Duty, House, Workstation
from shuro.accounts import attempts, notices, passwords, service_hours, settings, users
from shuro.accounts.asp import contracts as asp_contracts
from shuro.accounts.gaikokujin import admin as alien_admin
from shuro.accounts.login import LoginRefused, log_in
from shuro.accounts.realms import GAIKOKUJIN, KIJUN, REVIEWER, ROKIN
from shuro.accounts.rokin import operators, people
from shuro.accounts.rokin.contracts import COUNTER
from shuro.accounts.settings import value
from shuro.accounts.tables import Account
from shuro.kernel import mail
from shuro.kernel.audit import Journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.mail_line import NotSent, Server
from tests.accounts import asp_ways
from tests.accounts.alien_ways import FIRST, FRESH, LOGIN, Aliens
from tests.accounts.rokin_house import CONTRACT, GENERAL, INITIAL, MASTER, Rokin, person
from tests.conftest import Clock, MakeDesk
from tests.screens.portal.ways import heading, reach, shown, whole
from tests.terminal import picture, press, running

NEW_INITIAL = "New#ini1"
Station = Callable[..., Workstation]
SERVER = Server("mail.example.jp", 587, "starttls", sender="noreply@example.jp")


@pytest.fixture
def ministry(database: Database, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An administrator of 本省, on both engines; hashes take no time."""
    quick = {"time_cost": 1, "memory_cost": 8, "parallelism": 1, "hash_len": 16, "salt_len": 8}
    monkeypatch.setattr(passwords, "PARAMETERS", quick)
    return make_desk("0000", database=database, rights={"admin"})


@pytest.fixture
def aliens(ministry: Desk, clock: Clock) -> Aliens:
    """外国人就労管理システム."""
    return Aliens(ministry.database, clock)


@pytest.fixture
def rokin(ministry: Desk, clock: Clock, tmp_path: Path) -> Rokin:
    """A contract of rokin with its master user."""
    made = Rokin(ministry.database, clock, ministry, tmp_path)
    made.contract()
    made.master()
    return made


@pytest.fixture
def station(ministry: Desk, clock: Clock) -> Station:
    """The workstation at a list (or another screen) of the administration."""

    def make(of: AdminList | Callable[[], Any], desk: Desk | None = None) -> Workstation:
        first = (lambda: ListScreen(of)) if isinstance(of, AdminList) else of
        app = Workstation(first=first, duty=Duty(desk or ministry))
        app.house = House(ministry.database, KIJUN, clock)
        return app

    return make


def journal(desk: Desk, action: str) -> list[dict[str, Any]]:
    """The details of the journal's rows of an action."""
    with desk.database.read() as session:
        rows = session.exec(select(Journal).where(col(Journal.action) == action).order_by(col(Journal.seq)))
        return [json.loads(row.detail) for row in rows]


async def do(app: Workstation, label: str) -> None:
    """Press a button of the line on top by its words."""
    body = app.screen.body  # type: ignore[attr-defined]
    await reach(app, next(one.action for one in body.buttons if one.label == label))
    await press(app, "enter")


def acts(app: Workstation) -> list[str]:
    """What can be done to the line on top."""
    return [one.label for one in app.screen.body.buttons][:-1]  # type: ignore[attr-defined]


# Who may ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-109", "ACC-195")
@pytest.mark.parametrize(
    ("office", "rights", "managing"),
    [("0000", {"admin"}, "all"), ("1300", {"admin"}, "officers"), ("0000", set(), ""), ("1301", set(), "")],
)
async def test_only_administrators_of_the_ministry_get_there(
    station: Station, ministry: Desk, make_desk: MakeDesk, office: str, rights: set[str], managing: str
) -> None:
    desk = make_desk(office, database=ministry.database, rights=rights)
    app = station(MainMenu, desk)
    async with running(app):
        await press(app, "システム設定", "enter")
        text = whole(app)
        assert ("利用者の管理" in text) is bool(managing)
        assert ("外部システムの管理" in text) is bool(managing)
        assert ("本省の管理者だけが使えます" in text) is (managing == "officers")
        if managing:
            await press(app, "外部", "enter")
            assert (heading(app) == "外部システムの管理") is (managing == "all")


@pytest.mark.req("ACC-109", "ACC-195", "ACC-196", "ACC-197", "ACC-198", "ACC-199")
@pytest.mark.parametrize(
    "of",
    [alien_lists.USERS, rokin_lists.CONTRACTS, rokin_lists.USERS, rokin_lists.CERTIFICATES, asp_lists.CONTRACTS,
     asp_lists.ACCOUNTS, settings_of("gaikokujin"), mails_of("rokin"), officer_lists.OFFICERS],
    ids=lambda of: of.heading,
)  # fmt: skip
@pytest.mark.parametrize("office", ["0000", "1301"])
async def test_without_the_right_nothing_is_seen_and_nothing_done(
    station: Station, ministry: Desk, make_desk: MakeDesk, of: AdminList, office: str
) -> None:
    app = station(lambda: ListScreen(of), make_desk(office, database=ministry.database))
    async with running(app):
        assert re.search("管理者|権限を持つ人", shown(app)) and app.screen.body.choices == [("ok", "OK")]  # type: ignore[attr-defined]


@pytest.mark.req("ACC-109")
async def test_a_right_that_is_taken_meanwhile_stops_the_act(
    rokin: Rokin, station: Station, make_desk: MakeDesk
) -> None:
    app = station(rokin_lists.CONTRACTS)
    async with running(app):
        await press(app, "enter")
        app.duty = Duty(make_desk("0000", database=rokin.database))
        await do(app, "マスターユーザーの初期化")
        await press(app, CONTRACT, "enter")
        assert "システム管理者" in shown(app)
    assert operators.list_contracts(rokin.operator)[0].master == MASTER


@pytest.mark.req("ACC-11", "ACC-12", "ACC-32", "ACC-107")
async def test_every_system_has_its_lists(station: Station, ministry: Desk) -> None:
    wanted = {
        "外国人": ("利用者",), "ろうきん": ("契約", "契約ユーザー", "電子証明書"), "次世代": ("契約", "アカウント"),
    }  # fmt: skip
    app = station(OutsideMenu)
    async with running(app):
        for word, own in wanted.items():
            await press(app, word, "enter")
            for name in (*own, "連絡事項", "設定", "未送信のメール", "メールの記録"):
                assert name in picture(app), name
                await press(app, name, "enter")
                assert heading(app) in (name, "連絡事項の管理") and not app.screen.message.sentence  # type: ignore[attr-defined]
                await press(app, "f3")
            await press(app, "f3")


# Lists --------------------------------------------------


async def test_typing_narrows_a_list_by_columns_out_of_sight_and_comes_back_to_the_line(
    aliens: Aliens, station: Station
) -> None:
    for at in range(1, 30):
        aliens.enrol(f"shinsa{at:02d}", REVIEWER, name=f"審査 {at}郎", mail=f"no{at:02d}@example.jp")
    app = station(alien_lists.USERS)
    async with running(app):
        assert "ログインID" in picture(app) and "1/29件" in picture(app)
        await press(app, "ＮＯ１７", "enter")
        assert heading(app) == "利用者　shinsa17" and "メールアドレス：no17@example.jp" in whole(app)
        await do(app, "利用の停止")
        await press(app, "enter")
        assert (
            "「shinsa17」の利用を停止しました。" in picture(app) and "1/1件" in picture(app) and "停止" in picture(app)
        )
        await press(app, "escape")
        assert heading(app) == "利用者"


# 外国人就労管理システム --------------------------------------------------


@pytest.mark.req("ACC-84", "ACC-43", "ACC-4")
async def test_a_temporary_password_is_issued_shown_once_and_sets_a_new_one(aliens: Aliens, station: Station) -> None:
    aliens.registered()
    app = station(alien_lists.USERS)
    async with running(app):
        await press(app, "enter")
        assert acts(app) == ["仮のパスワードの再発行", "氏名・メールアドレスの変更", "利用の停止"]
        await do(app, "仮のパスワードの再発行")
        assert "発行します" in shown(app)
        await press(app, "down", "enter")
        assert journal(aliens.ministry, "user.reset_password") == [] and heading(app) == f"利用者　{LOGIN}"
        await do(app, "仮のパスワードの再発行")
        await press(app, "enter")
        text = app.screen.body.text  # type: ignore[attr-defined]
        assert LOGIN in text and "2026-06-10 12:00まで" in text and "二度と表示されません" in text
        secret = text.split("\n　")[1].split("\n")[0]
        await press(app, "enter")
        assert secret not in whole(app)
    log_in(aliens.database, aliens.clock, GAIKOKUJIN, LOGIN, FIRST)  # the old one stays until then
    aliens.change(secret, "Neues-Wort-9", FRESH)
    log_in(aliens.database, aliens.clock, GAIKOKUJIN, LOGIN, "Neues-Wort-9")


@pytest.mark.req("ACC-64")
async def test_users_are_made_edited_unlocked_stopped_and_put_back(aliens: Aliens, station: Station) -> None:
    settings.change(aliens.ministry, "gaikokujin", "lock", "on")
    app = station(alien_lists.USERS)
    async with running(app):
        await press(app, "f9", "f9")
        assert "ログインID：必ず入力する項目です。" in shown(app)
        await press(app, "enter", "shinsa01", "enter", "審査者", "enter", "審査 花子", "enter", "f9")
        assert "shinsa01のパスワードです" in shown(app)
        await press(app, "enter")
        assert "審査 花子" in picture(app)
        with aliens.database.write() as session:
            for _ in range(6):
                attempts.failed(session, GAIKOKUJIN, "login", "shinsa01", aliens.clock())
        await app.screen.read()  # type: ignore[attr-defined]
        await press(app, "enter")
        await do(app, "ロックの解除")
        await press(app, "enter", "enter")
        assert "ロックの解除" not in acts(app)
        await do(app, "氏名・メールアドレスの変更")
        await press(app, "ctrl+u", "審査 次郎", "enter", "enter", "no address", "f9")
        assert "メールアドレス" in shown(app) and heading(app) == "氏名・メールアドレスの変更"
        await press(app, "enter")
        await reach(app, "mail")
        await press(app, "ctrl+u", "jiro@example.jp", "f9")
        assert "審査 次郎" in picture(app)
        await press(app, "enter")
        await do(app, "利用の停止")
        await press(app, "enter", "enter")
        assert acts(app) == ["氏名・メールアドレスの変更", "利用の再開"]
        await do(app, "利用の再開")
        await press(app, "enter")
    (one,) = alien_admin.listed(aliens.ministry)
    assert (one.name, one.mail, one.hindrance, one.kind) == ("審査 次郎", "jiro@example.jp", "", "審査者")
    assert [bool(journal(aliens.ministry, f"user.{what}")) for what in ("unlock", "edit", "disable", "enable")] == [
        True
    ] * 4


@pytest.mark.req("ACC-109")
async def test_the_systems_own_administrator_works_from_its_menu(aliens: Aliens, station: Station) -> None:
    aliens.registered()
    app = station(lambda: SystemAdmin("gaikokujin"), aliens.administrator)
    async with running(app):
        await press(app, "利用者", "enter")
        assert LOGIN in picture(app)
    app = station(lambda: SystemAdmin("rokin"), aliens.administrator)
    async with running(app):
        await press(app, "契約ユ", "enter")
        assert "この操作ができるのは" in shown(app)


# ろうきん --------------------------------------------------


@pytest.mark.req("ACC-124", "ACC-127", "ACC-5", "ACC-8")
async def test_a_contract_is_entered_with_its_initial_password_unseen(rokin: Rokin, station: Station) -> None:
    app = station(rokin_lists.CONTRACTS)
    async with running(app):
        await press(
            app,
            "f9",
            "enter",
            "87654321",
            "enter",
            "株式会社あたらし",
            "enter",
            NEW_INITIAL,
            "enter",
            "Other#1a",
            "enter",
        )
        assert NEW_INITIAL not in whole(app) and "●" * 8 in whole(app)
        await press(app, "f9")
        assert "二つに同じものを入力してください" in shown(app)
        await press(app, "enter")
        assert app.screen.body.form.model.place.name == "initial_again"  # type: ignore[attr-defined]
        await press(app, "ctrl+u", NEW_INITIAL, "f9")
        assert "契約「87654321」を登録しました。" in picture(app) and "株式会社あたらし" in picture(app)
    assert rokin.opened("87654321", NEW_INITIAL)
    assert NEW_INITIAL not in json.dumps(journal(rokin.operator, "contract.add"))


@pytest.mark.req("ACC-198", "ACC-190", "ACC-8")
async def test_a_filed_initial_password_is_stored(rokin: Rokin, station: Station) -> None:
    app = station(rokin_lists.CONTRACTS)
    async with running(app):
        await press(app, "enter")
        await do(app, "新しい初期パスワードの登録")
        await press(app, "kurz", "enter", "kurz", "f9")
        assert "初期パスワード：" in shown(app)
        await press(app, "enter")
        await reach(app, "initial")
        await press(app, "ctrl+u", NEW_INITIAL, "enter", "ctrl+u", NEW_INITIAL, "f9")
        assert "初期パスワードを登録しました" in picture(app)
    operators.initialise(rokin.operator, CONTRACT)
    assert rokin.opened(CONTRACT, NEW_INITIAL) and INITIAL not in rokin.not_opened(CONTRACT, INITIAL)


@pytest.mark.req("ACC-195", "ACC-189", "ACC-150")
async def test_the_master_is_initialised_by_the_number_of_the_contract(rokin: Rokin, station: Station) -> None:
    people.register_general(rokin.desk(), person(GENERAL))
    rokin.equip()
    app = station(rokin_lists.CONTRACTS)
    async with running(app):
        await press(app, "enter")
        await do(app, "マスターユーザーの初期化")
        await press(app, "00000000", "enter")
        assert operators.list_contracts(rokin.operator)[0].master == MASTER
        await press(app, "ctrl+u", CONTRACT, "enter")
        assert f"マスターユーザー「{MASTER}」を初期化しました。" in picture(app)
        await press(app, "enter")
        assert "マスターユーザーの初期化" not in acts(app)
    assert rokin.opened() and rokin.master(login="Second01") == "Second01"
    assert GENERAL in [one.login for one in people.inquiry(rokin.desk("Second01"))]
    assert [one.state for one in operators.list_certificates(rokin.operator, MASTER)] == ["失効"]


@pytest.mark.req("ACC-197", "ACC-156")
async def test_a_closed_user_and_a_closed_contract_are_released(rokin: Rokin, station: Station) -> None:
    with rokin.database.write() as session:
        for counter, name in (("login", MASTER), (COUNTER, CONTRACT)):
            for at in range(18):
                attempts.failed(session, ROKIN, counter, name, rokin.clock() + timedelta(hours=at))
    rokin.clock.move(hours=20)
    app = station(rokin_lists.USERS)
    async with running(app):
        assert "閉塞" in picture(app)
        await press(app, "enter")
        await do(app, "閉塞の解除")
        assert "閉塞を解除します。よろしいですか？" in shown(app)
        await press(app, "enter")
        assert "閉塞を解除しました" in picture(app)
    app = station(rokin_lists.CONTRACTS)
    async with running(app):
        await press(app, "enter")
        await do(app, "閉塞の解除")
        await press(app, "enter", "enter")
        assert "閉塞の解除" not in acts(app)
    assert people.find(rokin.desk(), MASTER).state == "正常" and rokin.ticket()
    assert operators.list_contracts(rokin.operator)[0].state == "正常"


@pytest.mark.req("ACC-199", "ACC-149")
async def test_a_user_id_is_changed(rokin: Rokin, station: Station) -> None:
    rokin.equip()
    app = station(rokin_lists.USERS)
    async with running(app):
        await press(app, "enter")
        await do(app, "ユーザーIDの変更")
        await press(app, "kurz", "f9", "enter")
        assert "ユーザーID：" in shown(app) and rokin.account(MASTER)
        await press(app, "enter", "ctrl+u", "Renamed1", "f9", "enter")
        assert "ユーザーIDを「Renamed1」に変更しました。" in picture(app)
    assert rokin.account("Renamed1").name == "労金　花子"
    assert [one.state for one in operators.list_certificates(rokin.operator, MASTER)] == ["失効"]


@pytest.mark.req("ACC-196", "ACC-180")
@pytest.mark.parametrize("of", [rokin_lists.USERS, rokin_lists.CERTIFICATES], ids=["user", "certificate"])
async def test_a_certificate_is_revoked_for_a_reason(rokin: Rokin, station: Station, of: AdminList) -> None:
    held = rokin.equip()
    app = station(of)
    async with running(app):
        assert "有効" in picture(app)
        await press(app, "enter")
        await do(app, "電子証明書の失効")
        await press(app, "f9")
        assert "失効の理由：必ず入力する項目です。" in shown(app)
        await press(app, "enter", "パソコンの変更", "f9", "enter")
        assert "失効させました" in picture(app)
        await press(app, "enter")
        assert "電子証明書の失効" not in acts(app)
    (one,) = operators.list_certificates(rokin.operator, MASTER)
    assert (one.state, one.revoked_for) == ("失効", "パソコンの変更")
    assert "失効" in rokin.refused(held)


@pytest.mark.req("ACC-238")
async def test_the_state_of_an_address_without_an_account_is_told(
    ministry: Desk, station: Station, clock: Clock
) -> None:
    agency = asp_ways.built(ministry.database, clock, ministry)
    agency.ask(asp_ways.FIRST)
    app = station(asp_lists.ACCOUNTS)
    async with running(app):
        for address, state in ((asp_ways.FIRST, "コード確認待ち"), (asp_ways.SECOND, "未登録")):
            await press(app, "f9", address, "f9")
            assert f"「{address}」の状態は「{state}」です。" in shown(app)
        await press(app, "f9", "nothing", "f9")
        assert "メールアドレス：" in shown(app)


@pytest.mark.req("ACC-196", "ACC-178")
async def test_of_two_certificates_the_chosen_one_is_revoked(rokin: Rokin, station: Station) -> None:
    """The newest stands first: the renewal whose file was lost."""
    old = rokin.equip()
    rokin.clock.set(2027, 5, 11)
    rokin.issue()
    app = station(rokin_lists.CERTIFICATES)
    async with running(app):
        assert "発行済(未インポート)" in picture(app) and "更新可能" in picture(app)
        await press(app, "enter")
        await do(app, "電子証明書の失効")
        await press(app, "電子証明書ファイルの紛失", "f9")
        assert "シリアル番号" in shown(app)
        await press(app, "enter")
        assert "失効させました" in picture(app)
    assert [one.state for one in operators.list_certificates(rokin.operator, MASTER)] == ["失効", "更新可能"]
    assert rokin.log_in(old)


async def test_the_signed_list_of_revoked_certificates_is_written(
    rokin: Rokin, station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHURO_OUTPUT", str(tmp_path / "出力"))
    rokin.equip()
    operators.revoke(rokin.operator, MASTER, "紛失")
    app = station(rokin_lists.CERTIFICATES)
    async with running(app):
        await press(app, "f9", "enter", "enter")
        assert "に出力しました。" in picture(app)
        await press(app, "f9", "down", "enter", "enter")
    crl = x509.load_pem_x509_crl((tmp_path / "出力" / "失効リスト.crl").read_bytes())
    issuer = x509.load_pem_x509_certificate((tmp_path / "出力" / "認証局.pem").read_bytes())
    assert len(list(crl)) == 1 and crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]


# 次世代社労法務システム --------------------------------------------------


@pytest.mark.req("ACC-219", "ACC-221", "ACC-223")
async def test_contracts_of_agencies_are_entered_and_their_licences_changed(
    ministry: Desk, station: Station, clock: Clock
) -> None:
    app = station(asp_lists.CONTRACTS)
    async with running(app):
        await press(
            app,
            "f9",
            "123456",
            "enter",
            asp_ways.OFFICE,
            "enter",
            "山本事務所",
            "enter",
            asp_ways.TEL,
            "enter",
            "二",
            "f9",
        )
        assert "契約数：数字で入力してください。" in shown(app)
        await press(app, "enter", "ctrl+u", "１", "f9")
        assert "CustomerId：28で始まる" in shown(app)
        await press(app, "enter")
        await reach(app, "customer_id")
        await press(app, "ctrl+u", asp_ways.CUSTOMER, "f9")
        assert "を登録しました" in picture(app)
        agency = asp_ways.Agency(ministry.database, clock, ministry)
        agency.enrol(asp_ways.FIRST)
        assert "契約数は1アカウント" in str(agency.refused(agency.verified(asp_ways.SECOND)))
        await press(app, "enter")
        await do(app, "変更")
        await reach(app, "licences")
        await press(app, "ctrl+u", "2", "f9", "enter")
        assert "を変更しました" in picture(app)
        agency.enrol(asp_ways.SECOND)
    (one,) = asp_contracts.listed(ministry)
    assert (one.licences, one.registered, one.name) == (2, 2, "山本事務所")
    app = station(asp_lists.ACCOUNTS)
    async with running(app):
        assert asp_ways.FIRST in picture(app) and asp_ways.SECOND in picture(app)
        await press(app, "enter")
        assert acts(app) == [] and "二段階認証：しない" in whole(app)


# 設定, 連絡事項, メール ------------------------------


@pytest.mark.req("ACC-12", "ACC-32", "ACC-107")
@pytest.mark.parametrize(
    ("system", "label", "name", "text", "wrong"),
    [("gaikokujin", "ヘルプデスク", "help_desk", "サポートセンター 03-1111-2222", ""),
     ("gaikokujin", "メールの差出人アドレス", "sender", "noreply@example.jp", "山本"),
     ("rokin", "利用可能時間帯", "hours", "平日 08:00-20:00", "いつでも"),
     ("asp", "保守の予定", "maintenance", "2026-06-20 22:00～2026-06-21 06:00", "明日の夜"),
     ("gaikokujin", "ロック", "lock", "on", "はい")],
)  # fmt: skip
async def test_settings_are_shown_and_changed(
    ministry: Desk, station: Station, system: str, label: str, name: str, text: str, wrong: str
) -> None:
    app = station(settings_of(system))
    async with running(app):
        await press(app, label, "enter")
        await do(app, "変更")
        if wrong:
            await press(app, "ctrl+u", wrong, "f9")
            assert f"{label}：" in shown(app)
            with ministry.database.read() as session:
                assert value(session, system, name) == settings.DEFAULTS[system][name]
            await press(app, "enter")
        await press(app, "ctrl+u", text, "f9")
        assert f"「{label}」を変更しました。" in picture(app) and text[:20] in picture(app)
    with ministry.database.read() as session:
        assert value(session, system, name) == text
    assert journal(ministry, "setting.change")[0]["new"] == text


@pytest.mark.req("ACC-106", "ACC-107", "ACC-105")
async def test_a_planned_stop_keeps_users_out_and_is_told(aliens: Aliens, station: Station) -> None:
    aliens.registered()
    app = station(settings_of("gaikokujin"))
    async with running(app):
        await press(app, "保守", "enter")
        await do(app, "変更")
        await press(app, "2026-06-10 12:00～2026-06-10 13:30", "f9")
    for at, word in (((11, 49, 59), "open"), ((11, 50, 0), "closing"), ((12, 0, 0), "closed"), ((13, 29, 59), "closed"),
                     ((13, 30, 0), "open")):  # fmt: skip
        aliens.clock.set(2026, 6, 10, *at)
        assert service_hours.state(aliens.database, GAIKOKUJIN, aliens.clock()).word == word, at
    aliens.clock.set(2026, 6, 10, 12, 30)
    with pytest.raises(LoginRefused, match="6月10日 12：00～6月10日 13：30"):
        log_in(aliens.database, aliens.clock, GAIKOKUJIN, LOGIN, FIRST)


@pytest.mark.req("ACC-109", "ACC-108")
async def test_notices_of_any_system_are_written(ministry: Desk, station: Station, clock: Clock) -> None:
    app = station(lambda: NoticeList("rokin"))
    async with running(app):
        await press(app, "enter", "年度末の締切", "enter", "3月31日までです。", "f9")
        assert "年度末の締切" in whole(app)
    assert [one.subject for one in notices.shown(ministry.database, "rokin", clock())] == ["年度末の締切"]
    assert notices.shown(ministry.database, "gaikokujin", clock()) == []


async def test_notices_of_the_agencies_stand_in_their_menu(ministry: Desk, station: Station, clock: Clock) -> None:
    agency = asp_ways.built(ministry.database, clock, ministry)
    agency.enrol(asp_ways.FIRST)
    app = station(AspMenu, agency.desk(asp_ways.FIRST))
    async with running(app):
        assert "連絡事項" not in picture(app)
    notices.add(ministry, "asp", "料率の改定", "4月から変わります。", datetime(2026, 6, 1))
    app = station(AspMenu, agency.desk(asp_ways.FIRST))
    async with running(app):
        await press(app, "連絡", "enter")
        assert "料率の改定" in picture(app) and "4月から変わります。" in picture(app)


@pytest.mark.req("ACC-11")
async def test_unsent_mails_are_displayed_and_the_reading_is_journaled(aliens: Aliens, station: Station) -> None:
    secret = aliens.apply()
    app = station(mails_of("gaikokujin", mail.UNSENT))
    async with running(app):
        assert "未送信" in picture(app) and "1/1件" in picture(app)
        await press(app, "f9", "enter")
        assert "送信待ち 1件" in shown(app) and "メールサーバーが設定されていない" in shown(app)
        await press(app, "enter")
        assert acts(app) == ["内容の表示"] and secret not in whole(app)
        await do(app, "内容の表示")
        assert "日誌に残ります" in shown(app)
        await press(app, "enter")
        assert secret in whole(app) and "宛先：" in whole(app)
        await press(app, "f3", "f3")
    assert journal(aliens.ministry, "mail.show") == [{"state": "未送信"}]
    app = station(mails_of("rokin"))
    async with running(app):
        assert "0/0件" in picture(app)


@pytest.mark.req("ACC-11")
async def test_a_failed_mail_is_sent_again(aliens: Aliens, station: Station) -> None:
    class Refusing:
        """A line to a server that takes nothing."""

        def __init__(self, server: Server):
            pass

        def __enter__(self) -> Refusing:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def send(self, _: object) -> None:
            raise NotSent("宛先がありません。", again=False)

    aliens.apply()
    mail.send_due(aliens.database, aliens.clock, SERVER, line=Refusing)  # type: ignore[arg-type]
    app = station(mails_of("gaikokujin"))
    async with running(app):
        await press(app, "enter")
        assert "失敗の理由：宛先がありません。" in whole(app)
        await do(app, "もう一度送信待ちにする")
        await press(app, "enter")
        assert "送信待ちにしました。" in picture(app)
    assert mail.due(aliens.database, aliens.clock) == 1


# 利用者の管理 --------------------------------------------------


@pytest.fixture
def administrator(ministry: Desk, make_desk: MakeDesk) -> Desk:
    """An administrator of 本省 who is a stored user."""
    initial = users.create_user(
        ministry_of(ministry), "000001", "管理　太郎", "カンリ　タロウ", "0000", ["admin"], first=True
    )
    assert initial.secret
    with ministry.database.read() as session:
        account = session.exec(select(Account).where(Account.login == "000001")).one()
    from shuro.accounts.desks import officer_of

    return Desk(officer_of(account), ministry.database, ministry.clock)


def ministry_of(desk: Desk) -> Desk:
    """The desk that makes the first user."""
    from shuro.accounts.desks import system_desk

    return system_desk(desk.database, desk.clock, KIJUN, "command")


@pytest.mark.req("SYS-49", "SYS-50")
async def test_officers_are_made_moved_helped_and_stopped(administrator: Desk, station: Station) -> None:
    app = station(officer_lists.OFFICERS, administrator)
    async with running(app):
        await press(app, "f9", "012345", "enter", "本務", "enter", "山本　一郎", "enter", "ヤマモト　イチロウ", "enter", "1301",
                    "enter", "与えない", "f9")  # fmt: skip
        assert "012345のパスワードです" in shown(app)
        await press(app, "enter", "012345", "enter")
        await do(app, "氏名・所属・権限の変更")
        await reach(app, "office")
        await press(app, "ctrl+u", "1300", "enter", "ctrl+u", "与える", "f9")
        assert "東京労働局" in picture(app) and "管理" in picture(app)
        await press(app, "enter")
        await do(app, "初期パスワードの再発行")
        await press(app, "enter")
        assert "二度と表示されません" in shown(app)
        await press(app, "enter", "enter")
        await do(app, "利用の停止")
        await press(app, "enter")
        assert "停止" in picture(app)
        await press(app, "enter")
        await do(app, "利用の再開")
        await press(app, "enter", "ctrl+u", "000001", "enter")
        await do(app, "利用の停止")
        await press(app, "enter")
        assert "自分自身" in shown(app)
    one = users.find_user(administrator, "012345")
    assert (one.office_code, one.rights, one.state) == ("1300", ("admin",), "初期パスワード")


def test_the_moments_of_stops_are_read() -> None:
    two = service_hours.stops("2026-06-21 00:00~2026-06-21 01:00、2026-06-20 22:00～2026-06-20 23:00")
    assert two is not None and [one.begins.day for one in two] == [20, 21]
    assert service_hours.stops("") == []
    for wrong in ("2026-06-20 22:00", "2026-06-20 22:00～2026-06-20 22:00", "2026-13-01 00:00～2026-13-02 00:00"):
        assert service_hours.stops(wrong) is None
    at = datetime(2026, 6, 20, 21, 55)
    state = service_hours.state_at(at, None, two)
    assert (state.word, state.until) == ("closing", datetime(2026, 6, 20, 22, 0))
