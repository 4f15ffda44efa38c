"""The queue of keys, screens on screens, long work, trouble: in this process."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from screens import long_work
from screens.app import ShuroApp
from screens.base import BaseScreen
from screens.keys import ACTIONS, Keymap
from screens.long_work import Cancelled
from screens.pick import pick_one
from tests.terminal import as_keys, picture, press, running
from widgets.cells import Line
from widgets.pane import Caret, Key, Pane


class Words(Pane):
    """Shows what was typed; Enter ends a word."""

    def __init__(self) -> None:
        super().__init__()
        self.words = [""]

    def draw(self, width: int, height: int) -> list[Line]:
        self.caret = Caret(len(self.words[-1]), len(self.words) - 1)
        return [((word, ""),) for word in self.words]

    async def take_key(self, key: Key) -> bool:
        if key.name == "text":
            await asyncio.sleep(0)  # others get their turn: order must hold nevertheless
            self.words[-1] += key.text
        elif key.name == "enter":
            self.words.append("")
        else:
            return False
        return True


class Screen(BaseScreen):
    """One with every kind of action the tests need."""

    body: Words
    heading = "試験画面"
    secret = "パスワード" + "123"

    def __init__(self) -> None:
        super().__init__(Words())
        self.made: list[Any] = []
        self.work: Any = None
        self.drafts = 0

    def actions(self) -> Any:
        return ("help", "draft", "back", "search", ("data", "データ", False), "menu", "print", ("register", "送る"))

    async def act_search(self) -> None:
        self.made.append(await self.app.open(Screen()))

    async def act_register(self) -> None:
        self.close(list(self.body.words))

    async def act_menu(self) -> None:
        self.made.append(await self.ask("確認", "登録しますか。", (("register", "登録"), ("draft", "下書き"))))

    async def act_print(self) -> None:
        self.made.append(await self.run_long("出力中", self.work, cancel=True))

    async def act_draft(self) -> None:
        raise ZeroDivisionError(f"何か\n[SQL: {self.secret}]")

    def save_draft_now(self) -> None:
        self.drafts += 1


def app_of(**more: Any) -> tuple[ShuroApp, Screen]:
    screen = Screen()
    return ShuroApp(lambda: screen, **more), screen


async def test_keys_go_to_the_screen_that_slow_typing_would_reach() -> None:
    """A burst that opens two screens, types in each and closes them."""
    app, screen = app_of()
    async with running(app):
        await press(app, "外", "enter", "f5", "中", "f5", "奥", "f9", "戻", "f9", "又")
        assert screen.body.words == ["外", "又"]
        assert screen.made == [["中戻"]]


async def test_pilot_and_pasted_text_take_the_same_queue() -> None:
    app, screen = app_of()
    async with running(app) as pilot:
        await pilot.press("a", "enter", "b")
        await app.settled()
        assert screen.body.words == ["a", "b"]


async def test_calls_from_outside_wait_their_turn() -> None:
    """A notice that comes while keys are in the queue runs between two of them."""
    app, screen = app_of()
    async with running(app):

        async def note() -> None:
            screen.body.words[-1] += "!"

        app.feed(as_keys(["ab"]))
        app.call_in_turn(note)
        app.feed(as_keys(["c"]))
        await app.settled()
        assert screen.body.words == ["ab!c"]


async def test_a_question_is_answered_by_arrows_and_enter() -> None:
    """Letters mean nothing in it; Esc and F3 give None."""
    app, screen = app_of()
    async with running(app):
        await press(app, "f10", "y", "enter", "f10", "down", "enter", "f10", "escape", "f10", "f3")
        assert screen.made == ["register", "draft", None, None]
        app.feed(as_keys(["f10"]))
        await app.settled()
        shown = picture(app)
        assert "登録しますか。" in shown and "試験画面" in shown
        await press(app, "escape")


async def test_actions_not_offered_say_so() -> None:
    app, screen = app_of()
    async with running(app):
        await press(app, "f11")
        assert "いまは「データ」を使えません" in picture(app)
        await press(app, "f4")
        assert "この画面では使いません" in picture(app)


async def test_help_and_palette_come_from_the_key_table() -> None:
    app, screen = app_of()
    async with running(app):
        await press(app, "f1")
        shown = picture(app)
        assert "Esc 9" in shown and "送る" in shown and "データ" not in shown.split("入力と移動")[0]
        await press(app, "escape", "ctrl+p", "検索", "enter", "中", "f9")
        assert screen.made == [["中"]]


async def test_a_keymap_moves_actions() -> None:
    """Screens and views know default keys only; the bar shows the key to press."""
    app, screen = app_of(keymap=Keymap({"f2": "f9", "f9": "f2"}))
    async with running(app):
        assert "F2送る" in picture(app)
        await press(app, "f5", "x", "f2")
        assert screen.made == [["x"]]


async def test_long_work_gives_its_result_and_keys_wait() -> None:
    app, screen = app_of()
    screen.work = lambda progress: threading.current_thread().name
    async with running(app):
        await press(app, "f12", "x")
        assert screen.made[0].startswith("shuro")
        assert screen.body.words == ["x"]


async def test_long_work_shows_progress_and_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Esc stops it once its progress is shown; an Esc typed ahead waits for what comes after."""
    monkeypatch.setattr(long_work, "SHOW_AFTER", 0.05)
    app, screen = app_of()
    stopped = []

    def work(progress: Any) -> None:
        try:
            for number in range(2000):
                progress.report(number, 2000)
                time.sleep(0.005)
        except Cancelled:
            stopped.append(True)
            raise

    screen.work = work
    async with running(app):
        app.feed(as_keys(["f12", "a"]))
        while "出力中" not in screen.message.sentence or "％" not in screen.message.sentence:
            await asyncio.sleep(0.01)
        app.feed(as_keys(["b", "escape", "c"]))
        await app.settled()
        assert stopped == [True]
        assert screen.body.words == ["abc"]
        assert not screen.closed


async def test_trouble_is_said_logged_and_the_work_goes_on(tmp_path: Path) -> None:
    """No traceback on the screen, no values in the log, drafts written, later keys taken."""
    app, screen = app_of(home=tmp_path)
    async with running(app):
        app.fail_loudly = False
        await press(app, "f2")
        shown = picture(app)
        assert "処理中に問題が起きました" in shown and "Traceback" not in shown and "ZeroDivision" not in shown
        assert screen.drafts == 1
        await press(app, "続き")
        assert screen.body.words == ["続き"]
    (log,) = (tmp_path / "log").iterdir()
    told = log.read_text()
    assert "ZeroDivisionError: 何か […]" in told and "act_draft" in told and Screen.secret not in told
    assert log.stat().st_mode & 0o077 == 0


async def test_a_picture_that_cannot_be_drawn_keeps_the_last_one(tmp_path: Path) -> None:
    app, screen = app_of(home=tmp_path)
    async with running(app):
        await press(app, "ab")
        app.fail_loudly = False
        good = screen.body.draw
        screen.body.draw = lambda *_: 1 // 0  # type: ignore[assignment,method-assign]
        await press(app, "c")
        assert "画面を表示できません" in "".join(text for line in screen._lines for text, _ in line)
        screen.body.draw = good  # type: ignore[method-assign]
        await press(app, "d")
        assert "abcd" in picture(app)


async def test_an_error_with_a_sentence_says_it() -> None:
    """Errors of the core that know what to tell the officer are no trouble."""

    class Refused(Exception):
        sentence = "ディスクの空きがないため、登録できませんでした。"

    def work(progress: Any) -> None:
        raise Refused

    app, screen = app_of()
    screen.work = work
    async with running(app):
        await press(app, "f12")
        assert Refused.sentence in picture(app)
        assert screen.drafts == 0


async def test_small_windows_keep_what_is_typed_until_they_grow() -> None:
    """Below 80×24 nothing but a sentence is shown; keys wait."""
    app, screen = app_of()
    async with running(app, (60, 20)) as pilot:
        assert "画面を80×24以上に広げてください" in picture(app)
        app.feed(as_keys(["abc"]))
        await pilot.pause()
        assert screen.body.words == [""]
        await pilot.resize_terminal(80, 24)
        await app.settled()
        assert screen.body.words == ["abc"]
        assert "試験画面" in picture(app)
        await pilot.resize_terminal(79, 24)
        assert "広げて" in picture(app)


async def test_ctrl_c_leaves_like_f3() -> None:
    app, screen = app_of()
    async with running(app):
        await press(app, "f5", "x", "ctrl+c", "y")
        assert screen.made == [None]
        assert screen.body.words == ["y"]


async def test_a_pause_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while without keys the screen on top may write its draft; once a pause."""
    monkeypatch.setattr("screens.app.PAUSE", 0.03)
    app, screen = app_of()
    pauses = []

    async def pause() -> None:
        pauses.append(True)

    screen.pause = pause  # type: ignore[method-assign]
    async with running(app):
        await asyncio.sleep(0.15)
        assert len(pauses) == 1
        await press(app, "x")
        await asyncio.sleep(0.15)
        assert len(pauses) == 2


async def test_the_key_bar_fits_eighty_columns_with_every_key() -> None:
    """All twelve function keys at once."""

    class Full(Screen):
        def actions(self) -> Any:
            return [one.id for one in ACTIONS if not one.move]

    screen = Full()
    app = ShuroApp(lambda: screen)
    async with running(app):
        bar = picture(app).split("\n")[-1]
        for number, word in ((1, "説明"), (9, "登録"), (11, "データ"), (12, "印刷")):
            assert f"{number}{word}" in bar


async def test_pickers_filter_and_give_values() -> None:
    app, screen = app_of()
    got: list[Any] = []

    async def ask() -> None:
        got.append(
            await app.open(pick_one("局署", [("01", "01 東京局"), ("27", "27 大阪局"), ("28", "28 兵庫局")], "27"))
        )

    async with running(app):
        for typed in (["enter"], ["東", "enter"], ["2", "down", "enter"], ["escape"]):
            app.call_in_turn(ask)
            app.feed(as_keys(typed))
            await app.settled()
        assert got == [["27"], ["01"], ["28"], None]


async def test_a_box_over_wide_text_keeps_its_borders() -> None:
    """Full-width characters cut by the box's edges become blanks; every side stands in one column."""
    from widgets.cells import graphemes, width

    app, screen = app_of()
    async with running(app):
        for shift in ("", "x"):
            screen.body.words = [shift + "全角の長い文章がここに並んでいます" * 3 for _ in range(20)]
            await press(app, "f10")
            lines = ["".join(text for text, _ in line) for line in app.screen._lines]
            assert {width(line) for line in lines} == {80}
            columns = set()
            for line in lines:
                at = 0
                for one in graphemes(line):
                    if one in "│┌└":
                        columns.add(at)
                    at += width(one)
            assert len(columns) == 2
            await press(app, "escape")
