"""Logging in, the own password, the end of a session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from screens import login as login_module
from screens import workstation as workstation_module
from screens.workstation import House, NoUsers, Workstation
from shuro.accounts import passwords, sessions, users
from shuro.accounts.bootstrap import first_admin
from shuro.accounts.desks import system_desk
from shuro.accounts.own import change_password
from shuro.accounts.realms import KIJUN
from shuro.kernel.database import Database
from shuro.kernel.drafts import Draft
from shuro.kernel.troubles import NotUpgraded, StorageLost
from tests.conftest import Clock
from tests.terminal import picture, press, running

PHRASE = "wobbly kettles sing"
NEW = "quiet otters paint"
LOGIN = ("012345", "enter", PHRASE, "enter")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time."""
    quick = {"time_cost": 1, "memory_cost": 8, "parallelism": 1, "hash_len": 16, "salt_len": 8}
    monkeypatch.setattr(passwords, "PARAMETERS", quick)


@pytest.fixture
def house(ground: Database, clock: Clock) -> House:
    """A database with a user 012345 of 中央労働基準監督署, who has set PHRASE, and 012346, who has not."""
    first_admin(ground, clock, KIJUN, "000001", "田中　花子", "タナカ ハナコ")
    desk = system_desk(ground, clock, KIJUN, "command")
    made = users.create_user(desk, "012345", "山本　一郎", "ヤマモト イチロウ", "1301")
    change_password(ground, clock, KIJUN, "012345", made.secret, PHRASE)
    return House(ground, KIJUN, clock)


@pytest.fixture
def entrance(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Workstation]:
    """The workstation at its log-in."""
    monkeypatch.setattr(workstation_module, "open_house", lambda url, clock=None: house)
    return lambda: Workstation(clock=house.clock)


def drafts(house: House) -> list[Draft]:
    """All drafts there are."""
    from sqlmodel import select

    with house.database.read() as session:
        return list(session.exec(select(Draft)))


async def ended(app: Workstation) -> None:
    """Wait until the program has ended."""
    for _ in range(200):
        if not app.is_running or app._exit:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the program goes on")


@pytest.mark.req("SYS-16")
async def test_number_and_password_open_the_menu(entrance: Any) -> None:
    """Who and where stands in the title line; the last log-in is told."""
    app = entrance()
    async with running(app):
        await press(app, *LOGIN)
        shown = picture(app)
        assert "業務メニュー" in shown and "中央労働基準監督署 山本 一郎" in shown and "はじめてのログイン" in shown


async def test_a_burst_logs_in_and_goes_on(entrance: Any) -> None:
    """Number, password and the keys for the menu in one write, before the storage is loaded."""
    app = entrance()
    async with running(app):
        await press(app, *LOGIN, "1", "enter")
        assert "倉庫情報管理メニュー" in picture(app)


async def test_a_wrong_password_says_one_sentence_and_keeps_the_number(entrance: Any) -> None:
    """The same words for a wrong number; the password is emptied and never shown."""
    app = entrance()
    said = []
    async with running(app):
        await press(app, "012345", "enter", "wrong words here", "enter")
        shown = picture(app)
        assert "wrong" not in shown and "012345" in shown and "> パスワード" in shown
        said.append(app.screen.message.sentence)  # type: ignore[attr-defined]
        await press(app, "up", "ctrl+u", "999999", "enter", PHRASE, "enter")
        said.append(app.screen.message.sentence)  # type: ignore[attr-defined]
        assert said[0] == said[1] and "違うため" in said[0]
        await press(app, "up", "ctrl+u", *LOGIN)
        assert "業務メニュー" in picture(app)


async def test_the_next_log_in_tells_of_failures(entrance: Any, clock: Clock) -> None:
    """前回のログイン and how often somebody tried in vain since (ASVS 6.3.5)."""
    app = entrance()
    async with running(app):
        await press(app, *LOGIN, "f3", "enter")
        assert "ログアウトしました" in picture(app) and "012345" not in picture(app)
        clock.move(hours=1)
        await press(app, "012345", "enter", "wrong words here", "enter", PHRASE, "enter")
        shown = picture(app)
        assert "前回のログイン：令和8年6月10日(水) 09:00" in shown and "誤りが1回" in shown.replace("\n", "")


async def test_missing_entries_are_named(entrance: Any) -> None:
    """Neither is asked of the database."""
    app = entrance()
    async with running(app):
        await press(app, "f9")
        assert "職員番号：ログインに必要な項目です" in picture(app)
        await press(app, "012345", "f9")
        assert "パスワード：ログインに必要な項目です" in picture(app)


async def test_an_initial_password_must_be_changed_first(entrance: Any, house: House) -> None:
    """Nothing else can be done; all that is wrong with the new one is listed; then the menu opens."""
    desk = system_desk(house.database, house.clock, KIJUN, "command")
    secret = users.create_user(desk, "012346", "鈴木　次郎", "スズキ ジロウ", "1301").secret
    app = entrance()
    async with running(app):
        await press(app, "012346", "enter", secret, "enter")
        assert "パスワードの変更" in picture(app) and "初期パスワードです" in picture(app)
        await press(app, secret, "enter", "suzuki", "enter", "suzuki", "enter")
        asked = picture(app)
        assert "1. パスワード：6文字です" in asked and "2. パスワード：" in asked
        await press(app, "enter", NEW, "enter", "another otter paints", "enter")
        assert "二度の入力が違います" in picture(app)
        await press(app, NEW, "enter", NEW, "enter")
        assert "業務メニュー" in picture(app) and "パスワードを変更しました" not in picture(app).splitlines()[0]
    assert log_in_works(house, "012346", NEW)


def log_in_works(house: House, login: str, password: str) -> bool:
    """Does the password open the door?"""
    from shuro.accounts.login import log_in

    return log_in(house.database, house.clock, KIJUN, login, password).officer.login == login


async def test_leaving_the_change_of_an_initial_password_logs_out(entrance: Any, house: House) -> None:
    """There is no way around it."""
    desk = system_desk(house.database, house.clock, KIJUN, "command")
    secret = users.create_user(desk, "012346", "鈴木　次郎", "スズキ ジロウ", "1301").secret
    app = entrance()
    async with running(app):
        await press(app, "012346", "enter", secret, "enter", "f3")
        assert "ログイン" in picture(app) and "業務メニュー" not in picture(app) and app.duty is None


async def test_the_own_password_is_changed_in_the_settings(entrance: Any, house: House) -> None:
    """The current one is asked; a copied second entry is refused (ACC-5); the session goes on."""
    app = entrance()
    async with running(app):
        await press(app, *LOGIN, "パスワード", "enter")
        assert "システム設定" not in picture(app)
        await press(app, "ctrl+u", "設定", "enter", "パスワード", "enter")
        assert "パスワードの変更" in picture(app)
        await press(app, "not my words at all", "enter", NEW, "enter", NEW, "enter")
        assert "> 現在のパスワード" in picture(app)
        from widgets.pane import Key

        await press(app, PHRASE, "enter", "end")
        app.screen.body.model.put({"again": ""})  # type: ignore[attr-defined]
        await press(app, "enter")
        app.feed([Key("paste", NEW)])
        await app.settled()
        assert "貼り付けられません" in picture(app)
        await press(app, NEW, "enter")
        assert "パスワードを変更しました" in picture(app)
        await press(app, "f3", "1", "enter")
        assert "倉庫情報管理メニュー" in picture(app)
    assert log_in_works(house, "012345", NEW)


# The end of a session


TYPED = ("1", "enter", "1", "enter", "f9", "書きかけ", "enter")


async def test_an_idle_session_keeps_drafts_and_goes_back_to_the_log_in(
    entrance: Any, house: House, clock: Clock
) -> None:
    """After more than 30 minutes the next key ends it: nothing typed is lost, the sentence says why."""
    app = entrance()
    async with running(app):
        await press(app, *LOGIN, *TYPED)
        clock.move(minutes=31)
        await press(app, "x")
        shown = picture(app)
        assert "30分を超えて操作がなかった" in shown.replace("\n", "") and "> 職員番号" in shown and "山本" not in shown
        assert [draft.texts["name"] for draft in drafts(house)] == ["書きかけ"]
        await press(app, *LOGIN)
        assert "下書き" in picture(app)
        await press(app, "enter", "enter")
        assert "倉庫_登録" in picture(app) and "書きかけ" in picture(app)


async def test_typing_keeps_a_session_alive(entrance: Any, clock: Clock) -> None:
    """A form that takes an hour to fill ends no session."""
    app = entrance()
    async with running(app):
        await press(app, *LOGIN, *TYPED)
        for _ in range(4):
            clock.move(minutes=20)
            await press(app, "ア")
        await press(app, "f7", "f6")
        assert "倉庫_登録" in picture(app)


async def test_nobody_at_the_desk_is_logged_out_without_a_key(
    entrance: Any, house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on the screen does not stay there."""
    app = entrance()
    async with running(app):
        await press(app, *LOGIN, *TYPED)
        clock.move(minutes=31)
        app._watch_idle(app.duty.session)  # what the timer calls
        for _ in range(300):
            if "操作がなかった" in picture(app):
                break
            await asyncio.sleep(0.01)
        assert "操作がなかった" in picture(app)


async def test_a_session_taken_away_ends_at_the_next_action(entrance: Any, house: House) -> None:
    """An administrator's act holds at once, inside a question over a form as well."""
    app = entrance()
    async with running(app):
        await press(app, *LOGIN, *TYPED, "f3")
        assert "変更があります" in picture(app)
        users.end_sessions(system_desk(house.database, house.clock, KIJUN, "command"), "012345")
        await press(app, "enter")
        assert "管理者がこのログインを終わらせました" in picture(app)
        assert [draft.texts["name"] for draft in drafts(house)] == ["書きかけ"]


async def test_rights_are_those_of_the_moment(entrance: Any, house: House) -> None:
    """A transfer to another office shows at the next action (ASVS 8.3.2)."""
    app = entrance()
    async with running(app):
        await press(app, *LOGIN)
        desk = system_desk(house.database, house.clock, KIJUN, "command")
        line = users.find_user(desk, "012345")
        users.edit_user(desk, "012345", line.version, office_code="1302")
        await press(app, "1", "enter")
        assert app.desk.office.code == "1302"


async def test_logging_out_ends_the_session(entrance: Any, house: House) -> None:
    """Its token is of no use any more."""
    app = entrance()
    async with running(app):
        await press(app, *LOGIN)
        session = app.duty.session
        await press(app, "f3", "enter")
        with pytest.raises(sessions.SessionEnded):
            sessions.touch(house.database, house.clock, session)


# What keeps the workstation from working


@pytest.mark.req("ACC-22")
@pytest.mark.parametrize(("trouble", "words"), [(NotUpgraded(), "shuro db upgrade"), (NoUsers(), "shuro user first")])
async def test_what_must_be_done_first_ends_the_program_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception, words: str
) -> None:
    """Exit code 1; the sentence is for stderr."""

    def fail(url: Any, clock: Any = None) -> House:
        raise trouble

    monkeypatch.setattr(workstation_module, "open_house", fail)
    app = Workstation()
    async with running(app):
        await ended(app)
    assert app.return_value == 1 and words in app.last_words


@pytest.mark.req("ACC-22")
async def test_a_database_out_of_reach_can_be_tried_again(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    """What may pass is said, no log-in is possible, and the next one tries again."""
    answers: list[Any] = [StorageLost(), StorageLost(), house]

    def open_house(url: Any, clock: Any = None) -> House:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(workstation_module, "open_house", open_house)
    app = Workstation(clock=house.clock)
    async with running(app):
        await press(app, *LOGIN)
        assert "つながりません" in picture(app) and "> " in picture(app)
        await press(app, "f9")
        while "つながりません" in picture(app):
            await press(app, "f9")
        assert "業務メニュー" in picture(app)


@pytest.mark.req("ACC-22")
def test_no_screen_is_opened_where_it_cannot_be_shown(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """Another encoding or no database: a sentence and exit code 1, before anything is loaded."""
    assert workstation_module.run() == 1
    assert "shuro db init" in capsys.readouterr().err

    class Out:
        encoding = "euc_jp"

    monkeypatch.setattr(workstation_module.sys, "stdout", Out())
    assert "euc_jp" in workstation_module.obstacle("sqlite:///x.db")


async def test_f3_at_the_log_in_ends_the_program_after_a_question(entrance: Any) -> None:
    """戻る stays; 終了する leaves with exit code 0."""
    app = entrance()
    async with running(app):
        await press(app, "f3", "down", "enter")
        assert "> 職員番号" in picture(app)
        app.feed([])
        await press(app, "f3")
        from tests.terminal import as_keys

        app.feed(as_keys(["enter"]))
        await ended(app)
    assert app.return_value == 0


def test_the_greeting_warns_of_an_ending_password() -> None:
    """The last day of a password that ends soon is told."""
    from datetime import date, datetime
    from types import SimpleNamespace

    done = SimpleNamespace(previous=datetime(2026, 6, 9, 17, 0), failures=0, last_day=date(2026, 6, 15))
    assert "令和8年6月15日" in login_module.greeting(done)  # type: ignore[arg-type]
