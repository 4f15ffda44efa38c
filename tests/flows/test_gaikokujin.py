"""外国人就労管理システム in a real terminal, with a real mail server: from the 仮申請 to a password that was lost.

The clock begins at ten in the morning, wherever the test runs: at night the system is closed (ACC-104).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from shuro.accounts.gaikokujin import menu
from shuro.kernel.desk import wall_clock
from tests.accounts.alien_ways import ADDRESS, FIRST, LOGIN, SECOND, THIRD, Aliens
from tests.flows.ways import Place, says, until
from tests.mailbox import Box
from tests.terminal import Terminal, keys

PERMIT = ("東京", "enter", "般-30", "enter", "123456", "enter")


class Morning:
    """A clock that the windows and the test share; it begins at 10:00 of the next day in Japan."""

    def __init__(self, place: Place):
        self.file = Path(place.home) / "clock"
        now = wall_clock()
        start = (now + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
        self.ahead = (start - now) / timedelta(minutes=1)
        self.move(0)

    def __call__(self) -> Any:
        """The present moment of the windows."""
        return wall_clock() + timedelta(minutes=self.ahead)

    def move(self, minutes: float) -> None:
        """Set the clock forward."""
        self.ahead += minutes
        self.file.write_text(str(self.ahead), encoding="utf-8")


def window_of(place: Place, clock: Morning, **env: str) -> Terminal:
    """The program at 利用者ポータル."""
    env = {"SHURO_TEST_CLOCK": str(clock.file), **env}
    window = place.window(sys.executable, "-m", "tests.flows.asp_program", env=env)
    window.wait_for("職員番号")
    window.send(keys("f10", "enter"))
    window.wait_for("サポートセンター")
    return window


def enter(window: Terminal, login: str, password: str) -> None:
    """From the portal or ログイン認証 to the menu."""
    if "利用者ポータル" in window.lines[0]:
        window.send(keys("tab", "tab", "enter"))
        window.wait_for("ログイン認証")
    window.send(keys(login, "enter", password, "enter"))
    window.wait_for("MENU")


def leave(window: Terminal) -> None:
    """ログアウト, from anywhere without changes."""
    window.send(keys("ctrl+l"))
    window.wait_for("ログアウトしました")


def answered(window: Terminal, question: str) -> None:
    """F9, and はい to its question."""
    window.send(keys("f9"))
    window.wait_for(lambda one: says(one, question))
    window.send(keys("enter"))


@pytest.mark.req(
    "ACC-11", "ACC-26", "ACC-40", "ACC-41", "ACC-53", "ACC-56", "ACC-62", "ACC-63", "ACC-65", "ACC-66", "ACC-82", "ACC-84",
    "ACC-91", "ACC-93", "ACC-101", "ACC-110", "ACC-111", "ACC-113",
)  # fmt: skip
def test_from_the_first_mail_to_a_lost_password(place: Place, serve: Callable[..., tuple[Box, int]]) -> None:
    box, port = serve()
    clock = Morning(place)
    aliens = Aliens(place.database, clock)  # type: ignore[arg-type]
    window = window_of(place, clock, SHURO_SMTP_HOST="127.0.0.1", SHURO_SMTP_PORT=str(port))
    mails: list[EmailMessage] = []

    def mailed(subject: str) -> str:
        """The body of the next mail, which comes by itself."""
        count = len(mails)
        until(lambda: len(box.mails) > count, lambda: f"no mail about {subject}")
        mails.append(box.mails[count])
        assert mails[-1]["To"] == ADDRESS and subject in mails[-1]["Subject"]
        return str(mails[-1].get_content())

    def secret(subject: str) -> str:
        found = re.search(r"パスワード：(\S+)", mailed(subject))
        assert found is not None
        return found[1]

    def fill_change(old: str, new: str, *which: str) -> None:
        """Fill パスワード設定／変更, from ログイン認証."""
        window.send(keys("tab", "tab", "tab", "tab", "enter"))
        window.wait_for("パスワード設定／変更")
        window.send(keys(*which, "enter", LOGIN, "enter", old, "enter", new, "enter", new, "enter"))

    def change(old: str, new: str, *which: str) -> None:
        fill_change(old, new, *which)
        answered(window, "登録します。よろしいですか？")

    # 仮登録: the 仮パスワード comes by mail
    window.send(keys("enter", LOGIN, "enter", LOGIN, "enter", ADDRESS, "enter", ADDRESS, "enter", *PERMIT))
    answered(window, "仮申請します。よろしいですか？")
    window.wait_for("仮申請が完了しました。")
    window.send(keys("enter"))
    temporary = secret("仮パスワード")

    # 本登録, which leads into the menu; its mail holds no password
    window.send(keys("down", "enter", LOGIN, "enter", temporary, "enter", FIRST, "enter", FIRST, "enter"))
    answered(window, "登録します。よろしいですか？")
    window.wait_for("登録が完了しました。")
    window.send(keys("enter"))
    window.wait_for("新規申請")
    told = mailed("本登録完了")
    assert temporary not in told and FIRST not in told and LOGIN in told
    leave(window)

    # in again, out again, another password
    enter(window, LOGIN, FIRST)
    leave(window)
    change(FIRST, SECOND)
    window.wait_for("パスワードを登録しました。")
    window.send(keys(LOGIN, "enter", FIRST, "enter"))
    window.wait_for("正しくありません")
    window.send(keys("enter", SECOND, "enter"))
    window.wait_for("新規申請")
    leave(window)

    # lost: the re-issued one is of use for three hours, and the present one until then
    def lose() -> str:
        window.send(keys("tab", "tab", "tab", "enter"))
        window.wait_for("ID/パスワード紛失")
        window.send(keys("right", "enter", LOGIN, "enter", *PERMIT, ADDRESS, "enter"))
        answered(window, "再発行します。よろしいですか？")
        window.wait_for("OK")
        window.send(keys("enter"))
        window.wait_for("ログイン認証")
        return secret("パスワード再発行")

    late = lose()
    clock.move(181)
    fill_change(late, THIRD, "left")
    window.send(keys("f9"))
    window.wait_for("正しくありません")
    window.send(keys("enter", "f3", *["shift+tab"] * 4))  # from the link it was opened by
    window.wait_for("> ログインID")
    fresh = lose()
    assert fresh != late
    change(fresh, THIRD, "left")
    window.wait_for("パスワードを登録しました。")
    enter(window, LOGIN, THIRD)
    window.wait_for("新規申請")
    assert menu.plan_state(aliens.desk()) == "未登録"
    assert [one.get_content() for one in box.mails] == [one.get_content() for one in mails]  # and no mail more
    leave(window)
    window.send(keys("f3", "f3", "f3", "f3", "enter"))
    assert window.ended() == 0
