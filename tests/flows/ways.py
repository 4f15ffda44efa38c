"""What the tests of whole ways share: officers, the keys of their ways, a place to work with terminals and commands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import select

from shuro.accounts import passwords
from shuro.accounts.bootstrap import first_admin
from shuro.accounts.desks import officer_of, system_desk
from shuro.accounts.own import change_password
from shuro.accounts.realms import KIJUN
from shuro.accounts.tables import Account
from shuro.accounts.users import create_user
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk, wall_clock
from shuro.kernel.drafts import Draft, drafts_of
from shuro.kernel.record import Entry
from tests.conftest import ROOT
from tests.standards.workplaces import registered
from tests.terminal import PATIENCE, Terminal, keys

PHRASE = "wobbly kettles sing"  # the password of everybody
OFFICERS = {"130101": "山本　一郎", "130102": "鈴木　次郎"}  # of 中央労働基準監督署
ME, COLLEAGUE = OFFICERS
THERE = "130201"  # an officer of 上野労働基準監督署, where a test needs one
QUICK = {"time_cost": 1, "memory_cost": 8, "parallelism": 1, "hash_len": 16, "salt_len": 8}

LOGIN = (ME, "enter", PHRASE, "enter")
TO_WORKPLACES = ("個別", "enter", "事業場基本", "enter", "f5")  # the list of the 署's workplaces
NEW_RESULT = ("f10", "監督結果", "enter", "新規", "enter", "当該", "enter")  # from a workplace
WORKPLACE = (
    "f9", "事業場", "enter", "enter", "enter", "未手続", "enter", "ひかりこうぎょう　　ほんしゃ", "enter",
    "光興業㈱　　本社", "enter", "東京都千代田区霞が関", "enter", "1-2-3", "enter", "代表取締役　光　太郎", "enter",
    "30", "enter", "f6", "010602", "enter", "12", "tab", "f9", "enter",
)  # fmt: skip  # from the list: everything of a new workplace, registered


def prepare(database: Database) -> None:
    """An administrator, the officers, and 霞会社, a workplace of their 署."""
    usual = passwords.PARAMETERS
    passwords.PARAMETERS = QUICK
    try:
        first_admin(database, wall_clock, KIJUN, "000001", "田中　花子", "タナカ ハナコ")
        system = system_desk(database, wall_clock, KIJUN, "command")
        for login, name in OFFICERS.items():
            made = create_user(system, login, name, "ショクイン", "1301")
            change_password(database, wall_clock, KIJUN, login, made.secret, PHRASE)
    finally:
        passwords.PARAMETERS = usual
    registered(desk_of(database, ME))


def other_office(place: Place) -> Entry:
    """An officer of 上野労働基準監督署, and the workplace as that office knows it."""
    usual, passwords.PARAMETERS = passwords.PARAMETERS, QUICK
    try:
        system = system_desk(place.database, wall_clock, KIJUN, "command")
        made = create_user(system, THERE, "佐藤　三郎", "サトウ サブロウ", "1302")
        change_password(place.database, wall_clock, KIJUN, THERE, made.secret, PHRASE)
    finally:
        passwords.PARAMETERS = usual
    there = desk_of(place.database, THERE)
    return registered(there, accept=("duplicate",), name="波会社　　波工場", name_kana="ナミ　　ナミ")


def desk_of(database: Database, login: str) -> Desk:
    """The desk of an officer, outside any session."""
    with database.read() as session:
        account = session.exec(select(Account).where(Account.login == login)).one()
        return Desk(officer_of(account), database, wall_clock)


@dataclass
class Place:
    """A prepared database with a data folder of its own; terminals and commands on it."""

    database: Database
    url: str
    home: Path
    stack: ExitStack

    @property
    def env(self) -> dict[str, str]:
        """The settings of a program that works here."""
        return {
            "SHURO_HOME": str(self.home), "SHURO_DATABASE_URL": self.url, "SHURO_OUTPUT": str(self.home / "output"),
            "SHURO_POSTAL": os.environ["SHURO_POSTAL"], "LANG": "C.UTF-8",
        }  # fmt: skip

    def window(self, *argv: str, **more: Any) -> Terminal:
        """`shuro` in a terminal of 80 x 24, closed with the test."""
        more["env"] = {**self.env, **more.get("env", {})}
        made = Terminal(list(argv) or [sys.executable, "-m", "shuro"], **more)
        self.stack.callback(made.close)
        return made

    def run(self, *words: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        """A command, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "shuro", *words], input=stdin, capture_output=True, text=True, cwd=ROOT,
            env={**os.environ, **self.env, **env}, timeout=60,
        )  # fmt: skip

    def told(self, *words: str) -> Any:
        """What a command prints as JSON; it must succeed."""
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def desk(self, login: str = ME) -> Desk:
        """The desk of an officer."""
        return desk_of(self.database, login)

    def drafts(self, login: str = ME) -> list[Draft]:
        """The drafts of an officer."""
        return drafts_of(self.desk(login))

    def wait_for_draft(self, **texts: str) -> Draft:
        """Wait until a draft holds these texts."""
        return until(lambda: next((one for one in self.drafts() if texts.items() <= one.texts.items()), None),
                     lambda: f"no draft with {texts}: {[one.texts for one in self.drafts()]}")  # fmt: skip


def until(found: Callable[[], Any], words: Callable[[], str]) -> Any:
    """What `found` gives as soon as it gives something; AssertionError with `words` when it never does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if made := found():
            return made
        time.sleep(0.05)
    raise AssertionError(words())


def slowly(window: Terminal, *names: str) -> None:
    """Key by key, each painted before the next."""
    for name in names:
        window.send(keys(name))
        window.read(0.06)


def to_item(window: Terminal, label: str) -> None:
    """Enter from item to item until the one of this label is in hand; each key waits for what the last one did."""
    window.wait_for(in_hand)
    for _ in range(60):
        here = in_hand(window)
        if any(label in line for line in here):
            return
        window.send(keys("enter"))
        window.wait_for(lambda one, here=here: in_hand(one) not in ([], here))
    raise AssertionError(f"no way to {label}:\n{window.text}")


def to_page(window: Terminal, name: str) -> None:
    """F6 from page to page until the one of this name is shown."""
    for _ in range(20):
        window.read(0.1)
        if f"[{name}]" in window.text:
            return
        window.press("f6")
    raise AssertionError(f"no page {name}:\n{window.text}")


def in_hand(window: Terminal) -> list[str]:
    """The lines of the item in hand, as the sign before them says."""
    return [line for line in window.lines if line.startswith(">")]


def log_out(window: Terminal) -> None:
    """From anywhere without changes back to the log-in, and out of the program."""
    for _ in range(12):
        window.press("f3")
        if "ログアウトしますか" in window.text:
            break
    window.press("enter")
    window.wait_for("職員番号")
    window.press("f3", "enter")
    assert window.ended() == 0


def register(window: Terminal, said: str = "しました") -> None:
    """F9; the look at what was typed, or at warnings, is answered with Enter; what is said at the end is waited for."""
    window.read(0.1)
    window.send(keys("f9"))
    window.wait_for(lambda one: asks(one) or says(one, said))
    if asks(window):
        window.send(keys("enter"))
        window.wait_for(lambda one: says(one, said))


def transfer(window: Terminal) -> None:
    """F11 「移送」 of a ledger that was approved: the question, the reminder of what goes by post, the end."""
    window.send(keys("f11"))
    window.wait_for("「データ」メニュー")
    window.send(keys("移送", "enter"))
    window.wait_for("この台帳を移送します")
    window.send(keys("enter"))
    window.wait_for("郵送し")
    window.send(keys("enter"))
    window.wait_for(lambda one: says(one, "「移送」を行いました"))


def receive(window: Terminal) -> None:
    """From the menu by the notice of a transfer to the ledger that was sent, by 「受付」 to the new one of this office."""
    window.send(keys("通達", "enter"))
    window.wait_for("申告処理台帳の移送について")
    window.send(keys("1", "enter"))
    window.wait_for("中央労働基準監督署長")
    window.send(keys("enter"))
    window.wait_for("申告処理台帳_表示")
    window.send(keys("f10", "受付", "enter"))
    window.wait_for("申告処理台帳_登録")


def asks(window: Terminal) -> bool:
    """Is the question open whether to register or update?"""
    return "> 登録する" in window.text or "> 更新する" in window.text


BETWEEN = re.compile(r"[\s│]")  # what may come between words where a line is broken


def says(window: Terminal, words: str) -> bool:
    """Are the words on the screen, broken into lines or not, in a box or not?"""
    return BETWEEN.sub("", words) in BETWEEN.sub("", window.text)
