"""電子証明書発行 and the import."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from screens.portal.rokin import ENTRANCE
from screens.portal.rokin_steps import ISSUE
from shuro.accounts.messages import message
from shuro.accounts.rokin import certificates, entering, rules, workstation
from shuro.kernel.troubles import StorageLost
from tests.accounts.rokin_house import MASTER, PASSWORD, Rokin
from tests.screens.portal.rokin_ways import (
    LOCK,
    MAIL,
    TO_IMPORT,
    TO_ISSUE,
    WRONG,
    WRONG_ID,
    at,
    certificate,
    certificate_count,
    labels,
    loaded,
    now,
    push,
    step_in,
    to_code,
    to_result,
    typed,
    whole_line,
)
from tests.screens.portal.ways import heading, shown, whole
from tests.terminal import as_keys, press, running


@pytest.mark.req("ACC-134", "ACC-161", "ACC-163", "ACC-165", "ACC-166", "ACC-168", "ACC-169")
async def test_from_the_password_to_the_certificate(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    app = rokin_entrance()
    steps = []
    async with running(app):
        await loaded(app)
        await press(app, *TO_ISSUE)
        steps.append(step_in(app))
        assert whole_line(app) == "".join(ISSUE)
        await press(app, MASTER, "enter", PASSWORD)
        assert PASSWORD not in whole(app) and "●" * len(PASSWORD) in whole(app)
        await press(app, "enter", "enter")
        assert heading(app) == "認証コード入力" and [mail for mail, _ in rokin.mails("r-code")] == [MAIL]
        steps.append(step_in(app))
        text = whole(app)
        assert MAIL in text and "契約ユーザー情報変更" in text and "【帳票】ログインID/パスワード依頼書" in text
        await press(app, rokin.code(), "enter", "enter")
        steps.append(step_in(app))
        assert heading(app) == "電子証明書発行" and rokin.journal("certificate.issue") == []
        await press(app, "enter")
        steps.append(step_in(app))
        assert heading(app) == "電子証明書発行結果"
        row = certificate(rokin)
        path = rokin.store.folder / f"{MASTER}{row.issued_at:%Y%m%d%H%M%S}.p12"
        text = whole(app)
        for part in (MASTER, row.serial, "2026年6月10日", "2027年6月10日", str(path)):
            assert part in text, part
        assert path.stat().st_mode & 0o077 == 0 and workstation.open_file(path, PASSWORD)[1].serial_number
    assert steps == ["①ユーザー認証", "②認証コード入力", "③発行", "⑤発行結果"]


@pytest.mark.req("ACC-161", "ACC-163", "ACC-166")
async def test_where_cancelling_leads(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_code(app)
        await push(app, "cancel")
        assert heading(app) == "電子証明書発行 ユーザー認証" and typed(app) == {"login": MASTER, "password": ""}
        await press(app, PASSWORD, "f9", rokin.code(), "f9")  # the code of before is void
        assert "認証コードが正しくありません" in shown(app)
        await press(app, "enter", "ctrl+u", rokin.code(), "f9")
        assert heading(app) == "電子証明書発行"
        await push(app, "cancel")
        assert heading(app) == ENTRANCE and rokin.journal("certificate.begin") == []
        await press(app, "enter")
        await push(app, "cancel")
        assert heading(app) == ENTRANCE


@pytest.mark.req("ACC-161", "ACC-7", "ACC-162", "ACC-158", "ACC-116", "ACC-152")
async def test_wrong_passwords_lock_the_user_and_he_is_told(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_ISSUE, "abc", "enter", PASSWORD, "f9")
        assert "半角英数字の混在にて、6から12桁" in shown(app)
        await press(app, "enter", "ctrl+u", MASTER, "down", "ctrl+u", "f9")
        assert "パスワード：必須項目です" in shown(app)
        await press(app, "enter")
        for _ in range(5):
            await press(app, WRONG, "f9")
            assert WRONG_ID in shown(app)
            await press(app, "enter")
            assert at(app) == "password" and typed(app) == {"login": MASTER, "password": ""}
        await press(app, WRONG, "f9")
        assert LOCK.search(shown(app)) and rokin.mails("r-code") == []
        assert [one for one, _ in rokin.mails("r-lock")] == [MAIL]
        await press(app, "enter", PASSWORD, "f9")
        assert LOCK.search(shown(app))


@pytest.mark.req("ACC-164")
async def test_five_wrong_codes_lead_back_to_the_user_authentication(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_code(app)
        await press(app, "f9")
        assert "認証コード：必須項目です" in shown(app)
        wrong = f"{(int(rokin.code()) + 1) % 1_000_000:06d}"
        for _ in range(4):
            await press(app, "enter", "ctrl+u", wrong, "f9")
            assert "認証コードが正しくありません" in shown(app)
        await press(app, "enter", "f9")
        assert "認証コードの誤りが5回になりました" in shown(app)
        await press(app, "enter")
        assert heading(app) == "電子証明書発行 ユーザー認証"
        await press(app, PASSWORD, "f9")
        await press(app, rokin.code(), "f9")
        assert heading(app) == "電子証明書発行"


@pytest.mark.req("ACC-160", "ACC-171", "ACC-178", "ACC-179")
async def test_while_one_is_valid_no_second_one_is_issued(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    rokin.equip()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_ISSUE, MASTER, "enter", PASSWORD, "f9")
        assert "既に電子証明書が発行されています。" in shown(app) and rokin.mails("r-code")[1:] == []
        await press(app, "enter", "f3")
        app.screen.body.at = 0
        rokin.clock.move(days=335)  # 更新 by the same button
        await to_result(app, rokin)
        await press(app, "f3", "enter")
        app.screen.body.at = 0
        rokin.clock.move(days=370)  # 再発行 after its end
        await to_result(app, rokin)


@pytest.mark.req("ACC-166")
async def test_a_ticket_that_is_too_old_leads_back(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_code(app)
        await press(app, rokin.code(), "f9")
        rokin.clock.move(minutes=30, seconds=1)
        await press(app, "enter")
        assert "「電子証明書発行 ユーザー認証」からやり直してください。" in shown(app)
        await press(app, "enter")
        assert heading(app) == "電子証明書発行 ユーザー認証" and certificate_count(rokin) == 0


@pytest.mark.req("ACC-167", "ACC-134")
async def test_while_issuing_no_key_is_taken(
    rokin_entrance: Any, rokin: Rokin, monkeypatch: pytest.MonkeyPatch
) -> None:
    rokin.master()
    go_on, real = threading.Event(), entering.issue

    def slow(*given: Any) -> Any:
        assert go_on.wait(30)
        return real(*given)

    monkeypatch.setattr(entering, "issue", slow)
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_code(app)
        await press(app, rokin.code(), "f9")
        app.feed(as_keys(["enter"]))
        for _ in range(500):
            await asyncio.sleep(0.01)
            if heading(app) == "電子証明書発行中" and app._deaf:
                break
        assert step_in(app) == "④発行中" and "電子証明書発行中" in shown(app) and app.screen.offers() == []
        app.feed(as_keys(["enter", "f3", "enter"]))
        go_on.set()
        await app.settled()
        assert heading(app) == "電子証明書発行結果"


@pytest.mark.req("ACC-167")
async def test_an_issue_that_storage_kept_from_being_made_can_be_tried_again(
    rokin_entrance: Any, rokin: Rokin, monkeypatch: pytest.MonkeyPatch
) -> None:
    rokin.master()
    real = entering.issue

    def fail(*given: Any) -> Any:
        raise StorageLost

    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_code(app)
        await press(app, rokin.code(), "f9")
        monkeypatch.setattr(entering, "issue", fail)
        await press(app, "enter")
        assert heading(app) == "電子証明書発行" and StorageLost.said in shown(app)
        monkeypatch.setattr(entering, "issue", real)
        await press(app, "enter")
        assert heading(app) == "電子証明書発行結果"


# 発行結果 and the import --------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-168", "ACC-170", "ACC-176", "ACC-4")
async def test_closing_before_the_import_asks_and_the_file_is_imported_later(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_result(app, rokin)
        await push(app, "close")
        assert "インポートが完了していません。画面を閉じますか？" in shown(app)
        await press(app, "down", "enter")
        assert heading(app) == "電子証明書発行結果"
        await press(app, "f3", "enter")
        assert heading(app) == ENTRANCE and rokin.store.held() == []
        app.screen.body.at = 0
        await press(app, *TO_IMPORT)  # the entrance offers the newest saved file
        assert heading(app) == "証明書のインポートウィザード"
        await press(app, "enter", "enter", PASSWORD, "enter", "enter", "enter")
        assert "正しくインポートされました。" in shown(app)
        await press(app, "enter")
        assert heading(app) == ENTRANCE and [one.login for one in rokin.store.held()] == [MASTER]


@pytest.mark.req("ACC-172", "ACC-173", "ACC-170", "ACC-134", "ACC-176")
async def test_the_steps_of_the_import(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_result(app, rokin)
        path = rokin.store.saved_files()[0]
        await push(app, "open")
        assert typed(app) == {"place": "現在のユーザー(C)"} and labels(app) == ["次へ", "キャンセル"]
        assert step_in(app) == "⑥インポート"
        await push(app, "next")
        assert typed(app) == {"path": str(path)} and "次へ" in labels(app)
        await push(app, "next")
        assert typed(app) == {"extended": "該当", "password": ""} and at(app) == "password" and "次へ" in labels(app)
        await press(app, PASSWORD)
        assert PASSWORD not in whole(app)
        await push(app, "next")
        assert typed(app) == {"automatic": "該当"} and labels(app) == ["完了", "戻る", "キャンセル"]
        assert "証明書の種類に基づいて、自動的に証明書ストアを選択する(U)" in whole(app)
        await push(app, "next")
        assert (
            message("m38") in shown(app) and rules.state_of(certificates.life(certificate(rokin)), now(rokin)) == "有効"
        )
        await press(app, "enter")
        assert heading(app) == "電子証明書発行結果" and step_in(app) == "⑥インポート" and at(app) == "close"
        await press(app, "enter")
        assert heading(app) == ENTRANCE  # without a question


@pytest.mark.req("ACC-172", "ACC-174", "ACC-7")
async def test_what_is_wrong_in_the_wizard_is_told_and_can_be_corrected(
    rokin_entrance: Any, rokin: Rokin, tmp_path: Path
) -> None:
    rokin.master()
    elsewhere = tmp_path / "usb.p12"
    elsewhere.write_bytes(rokin.issue().p12)
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_IMPORT, "f9", "f9")
        assert "ファイル名：必須項目です" in shown(app)
        await press(app, "enter", str(tmp_path / "none.p12"), "f9")
        assert "を読めません" in shown(app)
        await press(app, "enter")
        assert typed(app) == {"path": str(tmp_path / "none.p12")}
        await press(app, "ctrl+u", str(elsewhere), "f9", "f9")
        assert "秘密キーのパスワード：必須項目です" in shown(app)
        await press(app, "enter", WRONG, "up", " ", "f9")
        assert "全ての拡張プロパティを含める(A)：選択が必要です" in shown(app)
        await press(app, "enter", "1", "f9", "f9")
        assert "秘密キーのパスワードが違うか、ファイルが壊れています。" in shown(app) and rokin.store.held() == []
        await press(app, "enter")
        assert at(app) == "password" and typed(app)["password"] == ""
        await push(app, "back")
        assert typed(app) == {"path": str(elsewhere)}
        await press(app, "f9", PASSWORD, "f9", "f9")
        assert message("m38") in shown(app)


@pytest.mark.req("ACC-172")
async def test_f4_lists_the_saved_files(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    saved = rokin.store.save_file(rokin.issue())
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_IMPORT, "f9", "shift+tab", "ctrl+u", "f4")
        assert saved.name in shown(app)
        await press(app, "enter")
        assert typed(app) == {"path": str(saved)}


@pytest.mark.req("ACC-23", "ACC-169")
async def test_a_copy_goes_where_the_user_says(rokin_entrance: Any, rokin: Rokin, tmp_path: Path) -> None:
    rokin.master()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_result(app, rokin)
        written = rokin.store.saved_files()[0]
        assert str(written) in whole(app)  # nothing is written silently
        await push(app, "save")
        assert written.name in shown(app)  # the offered name
        await press(app, "ctrl+u", str(tmp_path / "控え.p12"), "enter")
        copy = tmp_path / "控え.p12"
        assert copy.read_bytes() == written.read_bytes() and copy.stat().st_mode & 0o077 == 0
        assert "に保存しました。" in shown(app) and heading(app) == "電子証明書発行結果"


@pytest.mark.req("ACC-171", "ACC-169")
async def test_a_folder_that_cannot_be_used_does_not_lose_the_certificate(
    rokin_entrance: Any, rokin: Rokin, tmp_path: Path
) -> None:
    rokin.master()
    rokin.store.folder.mkdir(mode=0o755)
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_result(app, rokin)
        assert "ほかの人も使える状態です" in whole(app) and "開く" not in labels(app)
        await push(app, "save")
        await press(app, "ctrl+u", str(tmp_path / "控え.p12"), "enter")
        assert "開く" in labels(app) and str(tmp_path / "控え.p12") in whole(app)
        rokin.store.folder.chmod(0o700)
        await push(app, "open")
        await press(app, "f9", "f9", PASSWORD, "f9", "f9")
        assert message("m38") in shown(app)
