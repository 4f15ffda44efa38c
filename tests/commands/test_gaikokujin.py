"""`shuro gaikokujin`: users, notices and settings, under the rights of the screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from shuro.commands.exits import Exit
from shuro.kernel.database import Database
from tests.accounts.alien_ways import ADDRESS, FIRST, FRESH, LOGIN, Aliens
from tests.commands.conftest import PHRASE, Shuro
from tests.conftest import Clock


@pytest.fixture
def aliens(here: Database, clock: Clock, people: dict[str, str], shuro: Shuro) -> Aliens:
    """A registered company; the administrator of 本省 is logged in."""
    made = Aliens(here, clock)
    made.registered()
    assert shuro("login", "000001", "--password-stdin", stdin=PHRASE + "\n").code == Exit.OK
    return made


def enter(shuro: Shuro, login: str) -> int:
    """Log in as a user of the system."""
    return shuro("login", login, "--realm", "gaikokujin", "--password-stdin", stdin=FIRST + "\n").code


def test_users(shuro: Shuro, aliens: Aliens) -> None:
    words = ("gaikokujin", "add", "kanri0001", "--kind", "システム管理者", "--name", "国土 太郎")
    made = shuro(*words, "--json")
    assert made.code == Exit.OK and "新規パスワード設定" in made.err
    assert shuro(*words).code == Exit.REJECTED  # it is there already
    aliens.change(made.data["password"], FIRST, FRESH, "kanri0001")
    assert enter(shuro, "kanri0001") == Exit.OK
    lines = {one["login"]: one for one in shuro("gaikokujin", "list", "--json").data}
    assert lines[LOGIN]["state"] == "本登録" and lines["kanri0001"]["kind"] == "システム管理者"
    assert ADDRESS in shuro("gaikokujin", "list").out
    assert shuro("gaikokujin", "edit", LOGIN, "--mail", "new@example.jp").code == Exit.OK
    assert shuro("gaikokujin", "disable", LOGIN).code == Exit.OK
    lines = {one["login"]: one for one in shuro("gaikokujin", "list", "--json").data}
    assert (lines[LOGIN]["hindrance"], lines[LOGIN]["mail"]) == ("停止", "new@example.jp")
    assert shuro("gaikokujin", "disable", "kanri0001").code == Exit.NO_RIGHT  # nobody stops himself
    assert shuro("gaikokujin", "enable", LOGIN).code == Exit.OK and shuro("gaikokujin", "unlock", LOGIN).code == Exit.OK
    secret = shuro("gaikokujin", "reset", LOGIN).out.strip()
    aliens.change(secret, "Kensetsu-9", FRESH)
    assert shuro("gaikokujin", "unlock", "unknown01").code == Exit.REJECTED


@pytest.mark.req("ACC-114")
def test_a_letter_to_a_company(shuro: Shuro, aliens: Aliens, tmp_path: Path) -> None:
    aliens.enrol("shinsa001", "審査者")
    assert enter(shuro, "shinsa001") == Exit.OK
    letter = tmp_path / "letter.txt"
    letter.write_text("6月20日に伺います。\n", "utf-8")
    assert shuro("gaikokujin", "write", LOGIN, "--subject", "巡回指導", "--body", str(letter)).code == Exit.OK
    assert [(to, subject) for to, subject, _ in aliens.mails("g-contact")] == [(ADDRESS, "巡回指導")]
    assert shuro("gaikokujin", "write", LOGIN, "--subject", "巡回指導", "--body", "/nowhere").code == Exit.REJECTED
    assert shuro("gaikokujin", "list").code == Exit.NO_RIGHT


@pytest.mark.req("ACC-109", "ACC-32", "ACC-107")
def test_notices_and_settings(shuro: Shuro, aliens: Aliens) -> None:
    done = shuro(
        "gaikokujin", "notice-add", "--subject", "保守のお知らせ", "--body", "-", stdin="6月20日は停止します。"
    )
    assert done.code == Exit.OK
    number = done.out.strip()
    assert shuro("gaikokujin", "notice-edit", number, "--to", "2026-06-09 09:00").code == Exit.REJECTED
    assert (
        shuro("gaikokujin", "notice-edit", number, "--subject", "停止のお知らせ", "--to", "2026-06-20 09:00").code
        == Exit.OK
    )
    (one,) = shuro("gaikokujin", "notice-list", "--json").data
    assert (one["subject"], one["body"], one["ends"]) == (
        "停止のお知らせ",
        "6月20日は停止します。",
        "2026-06-20 09:00:00",
    )
    assert shuro("gaikokujin", "notice-end", number).code == Exit.OK
    assert "停止のお知らせ" in shuro("gaikokujin", "notice-list").out
    assert shuro("gaikokujin", "notice-edit", "99", "--subject", "x").code == Exit.REJECTED

    assert shuro("gaikokujin", "set", "hours", "05:00-23:00").code == Exit.OK
    assert shuro("gaikokujin", "set", "hours", "いつでも").code == Exit.REJECTED
    assert shuro("gaikokujin", "set", "nothing", "x").code == Exit.USAGE
    assert shuro("gaikokujin", "settings", "--json").data["hours"] == "05:00-23:00"
    assert "ヘルプデスク" in shuro("gaikokujin", "settings").out
    assert enter(shuro, LOGIN) == Exit.OK
    for words in (("notice-list",), ("notice-end", number), ("settings",), ("set", "hours", ""), ("list",)):
        assert shuro("gaikokujin", *words).code == Exit.NO_RIGHT
