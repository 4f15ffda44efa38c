"""ろうきん賃金控除事務支援システム in real terminals: master user, certificate, log-in, a general user, locks, revocation."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from shuro.accounts.rokin import operators
from shuro.accounts.rokin.workstation import Store
from shuro.kernel.desk import wall_clock
from tests.accounts.rokin_house import CLOSED_USER, CONTRACT, GENERAL, INITIAL, MASTER, PASSWORD, Rokin
from tests.flows.ways import Place, desk_of, says
from tests.terminal import Terminal, keys

WRONG = "Pass#word2"
CLERK_MAIL, MASTER_MAIL = "clerk001@example.jp", "master01@example.jp"
NEW_MASTER = (MASTER, "enter", PASSWORD, "enter", PASSWORD, "enter", "労金　花子", "enter", MASTER_MAIL, "enter",
              MASTER_MAIL, "enter", "enter")  # fmt: skip
NEW_CLERK = (GENERAL, "enter", PASSWORD, "enter", PASSWORD, "enter", "事務　一郎", "enter", CLERK_MAIL, "enter",
             CLERK_MAIL, "f9")  # fmt: skip


class Terminals:
    """Windows of the program at the entrance of rokin, on one clock that can be set forward."""

    def __init__(self, place: Place):
        self.place, self.file, self.ahead = place, Path(place.home) / "clock", 0.0
        self.move(0)
        self.rokin = Rokin(place.database, self.clock, desk_of(place.database, "000001"), place.home)  # type: ignore[arg-type]
        self.rokin.store = Store()
        self.rokin.contract()

    def clock(self) -> datetime:
        """The moment as the windows see it."""
        return wall_clock() + timedelta(minutes=self.ahead)

    def move(self, minutes: float) -> None:
        """Set the clock forward."""
        self.ahead += minutes
        self.file.write_text(str(self.ahead), encoding="utf-8")

    def window(self) -> Terminal:
        """The program, at ろうきん賃金控除事務支援システムログイン画面 by way of the officers' log-in."""
        env = {"SHURO_TEST_CLOCK": str(self.file)}
        made = self.place.window(sys.executable, "-m", "tests.flows.asp_program", env=env)
        made.wait_for("職員番号")
        made.send(keys("f10", "down", "enter"))
        self.at_entrance(made)
        return made

    @staticmethod
    def at_entrance(window: Terminal) -> None:
        """Wait for the entrance with all it has to say."""
        window.wait_for(lambda one: "ログイン画面" in one.lines[0] and says(one, "ただいま受付時間"))

    def register_master(self, window: Terminal) -> None:
        """From the entrance to 登録結果 and on to ユーザー認証."""
        window.send(keys("tab", "enter", CONTRACT, "enter", INITIAL, "enter", "enter"))
        window.wait_for("【④登録内容入力】")
        window.send(keys(*NEW_MASTER))
        window.wait_for("【⑥登録結果】")
        window.send(keys("enter"))

    def certify(self, window: Terminal, login: str) -> Path:
        """From 電子証明書発行 ユーザー認証 to the entrance, with an imported certificate; its file."""
        window.wait_for("【①ユーザー認証】")
        window.send(keys(login, "enter", PASSWORD, "enter", "enter"))
        window.wait_for("【②認証コード入力】")
        window.send(keys(self.rokin.code(), "enter", "enter"))
        window.wait_for("【③発行】")
        window.send(keys("enter"))
        window.wait_for("【⑤発行結果】")
        path = self.rokin.store.saved_files()[0]
        assert says(window, path.name) and login not in [one.login for one in self.rokin.store.held()]
        window.send(keys("enter", "enter", "enter"))  # 開く, and two steps in which all is preset
        window.wait_for("秘密キーのパスワード")
        window.send(keys(PASSWORD, "enter", "enter", "enter"))
        window.wait_for("正しくインポートされました。")
        window.send(keys("enter"))
        window.wait_for(lambda one: says(one, "インポートが完了しました。"))
        window.send(keys("enter"))
        self.at_entrance(window)
        return path

    @staticmethod
    def to_button(window: Terminal, label: str) -> None:
        """To a button of the entrance."""
        for _ in range(6):
            if any(line.startswith(f"> ［ {label} ］") for line in window.lines):
                return
            window.press("up")
        raise AssertionError(window.text)


def opened(path: Path) -> str:
    """What OpenSSL reads in a PKCS#12 file with the password of the log-in."""
    done = subprocess.run(
        ["openssl", "pkcs12", "-in", str(path), "-passin", f"pass:{PASSWORD}", "-nodes"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.req(
    "ACC-2", "ACC-129", "ACC-131", "ACC-132", "ACC-133", "ACC-134", "ACC-135", "ACC-137", "ACC-147", "ACC-151", "ACC-154",
    "ACC-161", "ACC-163", "ACC-166", "ACC-168", "ACC-169", "ACC-170", "ACC-172", "ACC-173", "ACC-176", "ACC-180", "ACC-183",
)  # fmt: skip
def test_from_the_first_registration_to_the_closing(place: Place) -> None:
    terminals = Terminals(place)
    rokin = terminals.rokin

    # the master user: registration, certificate, log-in
    window = terminals.window()
    terminals.register_master(window)
    path = terminals.certify(window, MASTER)
    assert path.stat().st_mode & 0o077 == 0
    if shutil.which("openssl"):
        content = opened(path)
        assert f"CN = {MASTER}" in content.replace("CN=", "CN = ") and "BEGIN PRIVATE KEY" in content
    terminals.to_button(window, "ログイン")
    window.send(keys("enter", PASSWORD, "enter", "enter"))
    window.wait_for("システム管理機能")
    assert MASTER in window.text

    # a general user, who gets a certificate of his own on this machine and logs in
    window.send(keys("tab", "enter"))
    window.wait_for("一般ユーザー登録")
    window.send(keys(*NEW_CLERK))
    window.wait_for("登録します。よろしいですか？")
    window.send(keys("enter"))
    window.wait_for(lambda one: says(one, "本人に伝えてください。"))
    window.send(keys("enter"))
    window.wait_for("システム管理機能")
    clerk = terminals.window()
    clerk.send(keys("tab", "tab", "enter"))
    terminals.certify(clerk, GENERAL)
    assert [one.login for one in rokin.store.held()] == [GENERAL, MASTER]
    terminals.to_button(clerk, "ログイン")
    clerk.send(keys("enter", GENERAL, "enter", PASSWORD, "enter", "enter"))
    clerk.wait_for("システム管理機能")
    assert GENERAL in clerk.text and "マスターユーザーだけが使えます" in clerk.text

    # 労金 revokes the master's certificate: his next action ends the session, and it opens no door any more
    operators.revoke(rokin.operator, MASTER, "パソコンの変更")
    window.send(keys("enter"))
    window.wait_for(lambda one: says(one, "電子証明書が失効したか、有効期限が過ぎたため、ログアウトしました。"))
    window.send(keys(PASSWORD, "enter", "enter"))
    window.wait_for("この電子証明書は失効しています。")
    assert rokin.journal("login.refused")

    # six wrong passwords lock the clerk, the third lock closes him
    clerk.press("f3", "enter")
    clerk.wait_for("ログアウトしました")
    for lock in range(1, 4):
        for failure in range(1, 7):
            clerk.send(keys(WRONG, "enter", "enter"))
            said = "閉塞" if lock == 3 else "ロック"
            clerk.wait_for("ユーザーIDまたはパスワードが正しくありません。" if failure < 6 else said)
            clerk.send(keys("enter"))
            clerk.wait_for(lambda one: "> OK" not in one.text)
        clerk.send(keys(PASSWORD, "enter", "enter"))
        clerk.wait_for(said)
        clerk.send(keys("enter"))
        clerk.wait_for(lambda one: "> OK" not in one.text)
        terminals.move(60)
    clerk.send(keys(PASSWORD, "enter", "enter"))
    clerk.wait_for(lambda one: says(one, CLOSED_USER))
    assert [len(rokin.mails(kind)) for kind in ("r-lock", "r-closed")] == [2, 1]
    assert {mail for mail, _ in rokin.mails("r-closed")} == {CLERK_MAIL}


@pytest.mark.req("ACC-131", "ACC-168", "ACC-170")
def test_a_burst_of_keys_gives_what_slow_typing_gives(sqlite_place: Place) -> None:
    """Everything that is known beforehand, typed in one piece; the file is imported later, from the entrance."""
    terminals = Terminals(sqlite_place)
    window = terminals.window()
    window.send(keys("tab", "enter", CONTRACT, "enter", INITIAL, "enter", "enter", *NEW_MASTER, "enter",
                     MASTER, "enter", PASSWORD, "enter", "enter"))  # fmt: skip
    window.wait_for("【②認証コード入力】")
    window.send(keys(terminals.rokin.code(), "enter", "enter"))
    window.wait_for("【③発行】")
    window.send(keys("enter"))
    window.wait_for("【⑤発行結果】")
    window.send(keys("f3", "enter"))  # closed although it is not imported
    terminals.at_entrance(window)
    window.send(keys("up", "up", "enter", "enter", "enter", PASSWORD, "enter", "enter", "enter"))
    window.wait_for("正しくインポートされました。")
    window.send(keys("enter", "down", "enter", PASSWORD, "enter", "enter"))
    window.wait_for("システム管理機能")
    assert [one.login for one in terminals.rokin.store.held()] == [MASTER]


@pytest.mark.req("ACC-201")
def test_clicks_are_told_while_the_soft_keyboard_is_open_and_no_longer(sqlite_place: Place) -> None:
    """Otherwise the terminal keeps its mouse for marking text."""
    on, off = b"\x1b[?1000h", b"\x1b[?1000l"
    terminals = Terminals(sqlite_place)
    window = terminals.window()
    window.send(keys("tab", "tab", "tab", "enter", MASTER, "enter"))
    window.wait_for("【①ユーザー認証】")
    assert on not in window.received
    window.send(keys("f4"))
    window.wait_for("パスワード用ソフトウェアキーボード")
    assert on in window.received
    row = next(y for y, line in enumerate(window.lines) if " N   O   P " in line)
    column = next(x for x in range(80) if window.screen.buffer[row][x].data == "P")
    window.send(f"\x1b[<0;{column + 1};{row + 1}M\x1b[<0;{column + 1};{row + 1}m")
    window.wait_for("1文字")
    window.wait_for(lambda one: ">P<" in one.text)
    window.send(keys("f3"))
    window.wait_for(lambda one: "1文字削除" not in one.text)
    window.read()
    assert window.received.rindex(off) > window.received.rindex(on)
