"""However a session ends in the middle of typing, what was typed is offered at the next log-in."""

from __future__ import annotations

import os
import signal

import pytest

from tests.flows.ways import LOGIN, NEW_RESULT, TO_WORKPLACES, Place, register, says, to_item, until
from tests.terminal import Terminal, keys

TYPED = ("f9", "事業場", "enter", "enter", "enter", "未手続", "enter", "ノコルカイシャ", "enter", "残る会社", "enter")


def ended(window: Terminal, how: str) -> None:
    """The line is lost in one of four ways."""
    if how == "closed":
        window.child.ptyproc.fileobj.close()
        return
    os.kill(window.child.pid, getattr(signal, how))


def gone(window: Terminal) -> bool:
    """Has the program ended?"""
    return not window.child.isalive()


@pytest.mark.parametrize("how", ["SIGKILL", "SIGHUP", "SIGTERM", "closed"])
def test_the_form_is_offered_at_the_next_log_in(sqlite_place: Place, how: str) -> None:
    window = sqlite_place.window()
    window.send(keys(*LOGIN, *TO_WORKPLACES, *TYPED, "東京都千代田区霞が関", "enter", "1-2-3"))
    window.wait_for(lambda one: "事業場基本情報_登録" in one.text and "1-2-3" in one.text)
    if how == "SIGKILL":  # the item in hand is kept after two seconds of pause; only what comes later may be missing
        sqlite_place.wait_for_draft(address_rest="1-2-3")
        window.send("4567")
    ended(window, how)
    until(lambda: how == "closed" or gone(window), lambda: f"still running:\n{window.text}")
    draft = sqlite_place.wait_for_draft(name="残る会社", address_rest="1-2-3")
    assert draft.texts["name_kana"] == "ノコルカイシャ"

    again = sqlite_place.window()
    again.send(keys(*LOGIN))
    again.wait_for("登録していない下書きがあります")
    assert "事業場基本情報" in again.text and "新規" in again.text
    again.send(keys("enter"))
    again.wait_for("> 続きから")
    again.send(keys("enter"))
    again.wait_for("残る会社")
    again.wait_for(lambda one: any(line.startswith("> 所在地(続き)") and "1-2-3" in line for line in one.lines))
    if how != "SIGHUP":
        return
    again.send(keys("enter", "enter", "5", "enter", "f6", "010602", "enter"))
    register(again, "登録しました")
    assert sqlite_place.drafts() == []


def test_a_line_of_a_table_in_hand_is_kept(sqlite_place: Place) -> None:
    """Hang-up inside the lines of 違反法条項, of a record that hangs on a workplace."""
    window = sqlite_place.window()
    window.send(keys(*LOGIN, *TO_WORKPLACES, "enter", *NEW_RESULT))
    window.wait_for("監督結果等情報_登録")
    to_item(window, "監督年月日")
    window.send(
        keys("=", "enter", "山本", "enter", "災害時", "enter", "f6", "安衛519-1", "enter", "enter", "enter", "是正勧")
    )
    window.wait_for(lambda one: "第519条第1項" in one.text and "是正勧" in one.text)
    assert says(window, "是正期日(年月日)") and says(window, "是正期日(即時・是正済・今後)")  # told apart at 80 columns
    ended(window, "SIGHUP")
    until(lambda: gone(window), lambda: f"still running:\n{window.text}")
    draft = sqlite_place.wait_for_draft(supervisor="山本")
    (line,) = draft.texts["violations"]
    assert "519" in line["provision"] and line["measures"] == "是正勧"
    again = sqlite_place.window()
    again.send(keys(*LOGIN, "enter", "enter"))
    again.wait_for(lambda one: "監督結果等情報_登録" in one.text and "第519条第1項" in one.text)
    assert "霞会社" in again.text
