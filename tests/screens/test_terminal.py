"""The whole workstation in a real terminal: bursts through every screen, lost lines, the program's end."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from shuro.accounts import passwords, users
from shuro.accounts.bootstrap import first_admin
from shuro.accounts.desks import system_desk
from shuro.accounts.own import change_password
from shuro.accounts.realms import KIJUN
from shuro.kernel import store
from shuro.kernel.database import Database
from shuro.kernel.desk import wall_clock
from shuro.kernel.drafts import Draft
from tests.screens import samples
from tests.screens.samples import Depot
from tests.terminal import PATIENCE, Terminal, keys, terminal

PHRASE = "wobbly kettles sing"
LOGIN = ("012345", "enter", PHRASE, "enter")
TO_DEPOTS = ("倉庫", "enter", "倉庫", "enter")


@pytest.fixture
def place(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A migrated database with the samples' tables and the user 012345."""
    quick = {"time_cost": 1, "memory_cost": 8, "parallelism": 1, "hash_len": 16, "salt_len": 8}
    monkeypatch.setattr(passwords, "PARAMETERS", quick)
    samples.create_tables(sqlite_database)
    first_admin(sqlite_database, wall_clock, KIJUN, "000001", "田中　花子", "タナカ ハナコ")
    desk = system_desk(sqlite_database, wall_clock, KIJUN, "command")
    made = users.create_user(desk, "012345", "山本　一郎", "ヤマモト イチロウ", "1301")
    change_password(sqlite_database, wall_clock, KIJUN, "012345", made.secret, PHRASE)
    return sqlite_database


@pytest.fixture
def window(place: Database) -> Iterator[Terminal]:
    """The workstation on it, just started: nothing is painted yet."""
    with terminal("tests/screens/demo.py", f"sqlite:///{place.path}") as made:
        yield made


def depots(database: Database) -> list[Any]:
    """The stored 倉庫."""
    with database.read() as session:
        return store.entries(session, Depot)


def drafts(database: Database) -> list[Draft]:
    """The stored drafts."""
    with database.read() as session:
        return list(session.exec(select(Draft)))


def wait_for_draft(database: Database, name: str) -> None:
    """Wait until the draft holds the name."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if any(draft.texts.get("name") == name for draft in drafts(database)):
            return
        time.sleep(0.05)
    raise AssertionError(f"no draft of {name}: {drafts(database)}")


@pytest.mark.req("SYS-16", "SYS-32", "SYS-41")
def test_a_whole_session_in_one_burst(place: Database, window: Terminal) -> None:
    """From the log-in to the log-out, typed before anything is on the screen: every key finds its screen."""
    window.send(keys(
        *LOGIN, *TO_DEPOTS, "f9", "第一倉庫", "enter", "だいいち", "enter", "R2.4.1", "enter", "冷蔵", "enter", "120", "enter",
        "備考", "tab", "倉庫　守", "enter", "R3.1.1", "enter", "f9", "enter",
        "f10", "1", "enter", "1", "enter", "2", "enter", "R8.6.2", "enter", "鍵を替えた", "f9", "enter", "f3",
        "f3", "f5", "enter", "end", "改", "f9", "f11", "2", "enter", "enter", "f3",
        "f3", "f3", "f3", "f3", "enter", "f3", "enter"))  # fmt: skip
    assert window.ended() == 0
    (one,) = depots(place)
    assert (one.name, one.name_kana, one.kind, one.floor, one.note) == ("第一倉庫改", "ダイイチ", "冷蔵", 120, "備考")
    assert [line.keeper for line in one.keepers] == ["倉庫　守"] and one.state == "送付済"
    with place.read() as session:
        (made,) = store.entries(session, samples.Round)
    assert (made.depot_id, made.found, made.purpose) == (one.id, "鍵を替えた", "臨時")
    assert drafts(place) == []


def test_slow_typing_gives_the_same(place: Database, window: Terminal) -> None:
    """The same kind of keys one by one, each painted before the next; the password is never on the screen."""
    window.wait_for("職員番号")
    for key in (*LOGIN, *TO_DEPOTS, "f9", "第一倉庫", "enter", "enter", "enter", "enter", "120", "f9", "enter"):
        window.send(keys(key))
        window.read(0.05)
        assert "wobbly" not in window.text
    window.wait_for("登録しました")
    assert depots(place)[0].floor == 120


@pytest.mark.parametrize("how", ["hangup", "terminate", "closed"])
def test_a_lost_line_keeps_what_was_typed(place: Database, window: Terminal, how: str) -> None:
    """SIGHUP, SIGTERM or a terminal that is gone: the item in hand is in the draft as well."""
    window.send(keys(*LOGIN, *TO_DEPOTS, "f9", "書きかけの倉庫"))
    window.wait_for(lambda one: "倉庫_登録" in one.text and "書きかけの倉庫" in one.text)
    if how == "closed":
        window.child.ptyproc.fileobj.close()
    else:
        os.kill(window.child.pid, signal.SIGHUP if how == "hangup" else signal.SIGTERM)
    wait_for_draft(place, "書きかけの倉庫")


def test_a_killed_program_loses_at_most_the_item_in_hand(place: Database, window: Terminal) -> None:
    """kill -9: what was left before is in the draft; the next log-in offers it and goes on with it."""
    window.send(keys(*LOGIN, *TO_DEPOTS, "f9", "残る倉庫", "enter", "ノコル", "enter"))
    wait_for_draft(place, "残る倉庫")
    os.kill(window.child.pid, signal.SIGKILL)
    with terminal("tests/screens/demo.py", f"sqlite:///{place.path}") as again:
        again.send(keys(*LOGIN))
        again.wait_for("残る倉庫")
        again.send(keys("enter", "enter", "enter", "enter", "80", "f9", "enter"))
        again.wait_for("登録しました")
    assert depots(place)[0].name == "残る倉庫" and drafts(place) == []


@pytest.mark.req("ACC-22")
def test_an_older_database_is_told_and_the_exit_code_is_1(home: Path, tmp_path: Path) -> None:
    """A file that has no tables of ours; and none at all, before a screen is opened."""
    (tmp_path / "empty.db").touch()
    with terminal("tests/screens/demo.py", f"sqlite:///{tmp_path / 'empty.db'}") as window:
        assert window.ended() == 1
        assert "shuro db" in window.text
    with terminal("-m", "shuro") as window:
        assert window.ended() == 1
        assert "shuro db init" in window.text


@pytest.mark.req("ACC-22")
def test_without_users_nobody_can_log_in(sqlite_database: Database) -> None:
    """The sentence names the command that makes the first one."""
    with terminal("tests/screens/demo.py", f"sqlite:///{sqlite_database.path}") as window:
        assert window.ended() == 1
        assert "shuro user first" in window.text.replace("\n", "")


@pytest.mark.req("ACC-22", "ACC-15")
def test_a_small_window_lets_nobody_in_until_it_is_large_enough(place: Database) -> None:
    """The size is asked for; the keys wait and count once the window is larger."""
    with terminal("tests/screens/demo.py", f"sqlite:///{place.path}", rows=20, columns=70) as window:
        window.wait_for("80×24以上")
        window.send(keys(*LOGIN))
        window.read(0.3)
        assert "業務メニュー" not in window.text
        window.resize(30, 100)
        window.wait_for("業務メニュー")


def test_the_log_in_is_painted_before_storage_is_loaded() -> None:
    """Nothing of SQLAlchemy, SQLModel, argon2 or Typer is imported for the first picture."""
    import subprocess
    import sys

    code = (
        "import sys\nimport shuro.commands.entry\n"
        "from screens.login import LoginScreen\nfrom screens.workstation import Workstation\n"
        "LoginScreen()\nprint([name for name in ('sqlalchemy', 'sqlmodel', 'argon2', 'typer', 'openpyxl')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
