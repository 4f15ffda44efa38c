"""次世代社労法務システム in real terminals: an account, the ten minutes, the link, a second account, full licences, unlinking."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from shuro.accounts.asp import words
from shuro.accounts.desks import system_desk
from shuro.accounts.realms import KIJUN
from shuro.kernel.desk import wall_clock
from tests.accounts.asp_ways import CUSTOMER, ENVIRONMENTS, FIRST, PASSWORD, SECOND, TEL, THIRD, Agency, built
from tests.flows.ways import Place, says
from tests.terminal import Terminal, keys

DETAILS = (PASSWORD, "enter", PASSWORD, "enter", CUSTOMER, "enter", "山本　一郎", "enter", TEL, "enter", "enter")


class Terminals:
    """Windows of the program on an ASPアカウント each, all on one clock that can be set forward."""

    def __init__(self, place: Place):
        self.place, self.file, self.ahead = place, Path(place.home) / "clock", 0.0
        self.move(0)
        operator = system_desk(place.database, wall_clock, KIJUN, "command")
        self.agency: Agency = built(place.database, self.clock, operator)  # type: ignore[arg-type]

    def clock(self) -> datetime:
        """The moment as the windows see it."""
        return wall_clock() + timedelta(minutes=self.ahead)

    def move(self, minutes: float) -> None:
        """Set the clock forward."""
        self.ahead += minutes
        self.file.write_text(str(self.ahead), encoding="utf-8")

    def window(self, address: str) -> Terminal:
        """The program on the ASPアカウント of an address, at its log-in."""
        env = {"SHURO_ASP_ACCOUNT": ENVIRONMENTS[address], "SHURO_TEST_CLOCK": str(self.file)}
        made = self.place.window(sys.executable, "-m", "tests.flows.asp_program", env=env)
        made.wait_for(lambda one: ENVIRONMENTS[address] in one.lines[0])
        return made

    def to_details(self, window: Terminal, address: str) -> None:
        """From the log-in by the link, address and code to 詳細の追加, which is filled and sent."""
        window.send(keys("tab", "tab", "tab", "enter", address, "enter", "enter"))
        window.wait_for(lambda one: says(one, words.CODE_SENT.format(address=address)))
        window.send(keys(self.agency.code(), "enter", "enter"))
        window.wait_for("詳細の追加")
        window.send(keys(*DETAILS))

    def create(self, window: Terminal, address: str) -> None:
        """Make an account up to 確認."""
        self.to_details(window, address)
        window.wait_for(lambda one: "続けますか" in one.text or "OK" in one.text)
        if "続けますか" in window.text:
            window.send(keys("enter"))
        window.wait_for("10分ほどしたら")
        window.send(keys("enter"))
        window.wait_for("サインイン")

    def link(self, window: Terminal, address: str) -> None:
        """The first log-in, ten minutes later."""
        window.send(keys(address, "enter", PASSWORD, "enter", "enter"))
        window.wait_for("紐づけが必要です")
        window.send(keys("enter"))
        window.wait_for("アカウント管理")


@pytest.mark.req(
    "ACC-204", "ACC-206", "ACC-209", "ACC-211", "ACC-212", "ACC-214", "ACC-217", "ACC-223", "ACC-225", "ACC-226",
    "ACC-229", "ACC-231", "ACC-238",
)  # fmt: skip
def test_from_the_first_start_to_unlinking(place: Place) -> None:
    terminals = Terminals(place)
    agency = terminals.agency
    window = terminals.window(FIRST)
    assert words.BEGIN_HERE in window.text
    terminals.create(window, FIRST)
    assert agency.state(FIRST) == "設定中"

    # nine minutes later it is too early
    terminals.move(9)
    window.send(keys(FIRST, "enter", PASSWORD, "enter", "enter"))
    window.wait_for("10分ほどしたら")
    window.send(keys("enter"))
    window.wait_for("> パスワード")
    terminals.move(1)
    window.send(keys(PASSWORD, "enter", "enter"))
    window.wait_for("紐づけが必要です")
    window.send(keys("enter"))
    window.wait_for("アカウント管理")
    assert agency.state(FIRST) == "紐づけ済"

    # a second account on another ASPアカウント; then the licences are used up
    other = terminals.window(SECOND)
    terminals.create(other, SECOND)
    terminals.move(10)
    terminals.link(other, SECOND)
    third = terminals.window(THIRD)
    terminals.to_details(third, THIRD)
    third.wait_for(words.FULL_TITLE)
    assert says(third, "現在の契約数は2アカウントです。") and agency.members() == 2

    # the 管理者 unlinks the second one, whose session ends
    window.send(keys("1", "enter"))
    window.wait_for("アカウント一覧")
    window.send(keys("1", "enter"))
    window.wait_for(SECOND)
    window.send(keys("2", "enter"))
    window.wait_for("登録日時")
    window.send(keys("down", "down", "enter"))
    window.wait_for("紐づけを解除しますか")
    window.send(keys("enter"))
    window.wait_for("紐づけを解除しました")
    assert agency.state(SECOND) == "紐づけ解除"
    other.send(keys("1", "enter"))
    other.wait_for(lambda one: says(one, "管理者がこのログインを終わらせました"))
    other.send(keys(SECOND, "enter", PASSWORD, "enter", "enter"))
    other.wait_for("紐づけが必要です")

    # leaving, and every start asks for the password again
    window.press("f3", "f3", "f3")
    window.send(keys("enter"))
    window.wait_for("ログアウトしました")
    window.press("f3")
    window.send(keys("enter"))
    assert window.ended() == 0
    again = terminals.window(FIRST)
    assert words.BEGIN_HERE not in again.text and FIRST not in again.text


def test_the_program_of_an_environment_opens_its_log_in(sqlite_place: Place) -> None:
    """`shuro` itself, where an ASPアカウント is set."""
    window = sqlite_place.window(env={"SHURO_ASP_ACCOUNT": ENVIRONMENTS[FIRST]})
    window.wait_for("サインイン")
    window.wait_for(ENVIRONMENTS[FIRST])
