"""A burst of keys through a real terminal gives exactly what slow typing gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import Terminal, keys, terminal

TYPED = [
    "株式会社ＡX", "backspace", "enter", "カブシキガイシャエー", "tab", "7000012050002", "enter",
    "R7.11.22", "enter", "移送", "enter", "R7.12.1", "enter", "東京労働局", "enter",
    "03-12345", "left", "backspace", "4", "end", "6", "enter", "１２０", "enter", "1234567", "tab", " ", "enter",
    "賃金不払、解雇", "enter",
    "一行目", "enter", "二行目", "enter", "enter",
    "労働　太郎", "enter", "R7.1.31", "enter", "25万", "ctrl+u", "250000", "enter", "遅配", "enter",
    "労働　花子", "enter", "enter", "300,000", "enter", "enter", "enter", "摘要ba", "backspace", "ckspace", "enter",
]  # fmt: skip
WANTED = {
    "complainant": "株式会社Ａ", "complainant_kana": "カブシキガイシャエー", "number": "7000012050002",
    "received_on": "令和7年11月22日", "outcome": "移送", "closed_on": "令和7年12月1日", "reason": "東京労働局",
    "tel": "03-123456", "workers": "120", "wages": "1,234,567", "double": "2,469,134", "foreign": "該当",
    "topics": "賃金不払、解雇", "summary": "一行目\n二行目",
    "unpaid": [
        {"worker": "労働　太郎", "since": "令和7年1月31日", "amount": "250,000", "note": "遅配"},
        {"worker": "労働　花子", "since": "", "amount": "300,000", "note": ""},
    ],
    "remark": "摘要bckspace", "more": [],
}  # fmt: skip


def start(out: Path, *more: str, **options: Any) -> Any:
    return terminal("tests/widgets/demo.py", str(out), *more, **options)


def result(window: Terminal, out: Path) -> Any:
    assert window.ended() == 0
    return json.loads(out.read_text())


def test_burst_is_slow_typing(tmp_path: Path) -> None:
    """Enter, Tab, Backspace, arrows, full-width text and a function key in one write: every item is right."""
    out = tmp_path / "out.json"
    with start(out) as window:
        window.wait_for("申告者氏名")
        window.send(keys(*TYPED, "f9"))
        assert result(window, out) == WANTED


def test_slow_typing_gives_the_same(tmp_path: Path) -> None:
    """The same keys one by one, each painted before the next."""
    out = tmp_path / "out.json"
    with start(out) as window:
        window.wait_for("申告者氏名")
        for key in TYPED:
            window.send(keys(key))
            window.read(0.02)
        window.send(keys("f9"))
        assert result(window, out) == WANTED


def test_keys_before_the_first_picture_count(tmp_path: Path) -> None:
    """What is typed while the program starts goes into the first item."""
    out = tmp_path / "out.json"
    with start(out) as window:
        window.read(0.5)
        window.send(keys("早い入力", "enter", "f9"))
        assert result(window, out)["complainant"] == "早い入力"


@pytest.mark.parametrize("alias", [False, True])
def test_keys_wait_for_a_screen_that_opens(tmp_path: Path, alias: bool) -> None:
    """F5 opens a slow screen in the middle of a burst, F9 closes it: each key finds its screen; Esc-digit is the same."""
    out = tmp_path / "out.json"
    f5, f9 = ("\x1b5", "\x1b9") if alias else ("f5", "f9")
    with start(out) as window:
        window.wait_for("申告者氏名")
        window.send(keys("外", "enter", f5, "中", "enter", "ナカ", f9, "ソト", "enter", "123", f9))
        made = result(window, out)
    assert (made["complainant"], made["complainant_kana"], made["number"]) == ("外", "ソト", "123")
    assert [(one["complainant"], one["complainant_kana"]) for one in made["more"]] == [("中", "ナカ")]


def test_a_paste_is_one_key_and_a_cut_is_told(tmp_path: Path) -> None:
    """A bracketed paste lands in the item in hand; what did not fit is said."""
    out = tmp_path / "out.json"
    with start(out) as window:
        window.wait_for("申告者氏名")
        window.send("\x1b[200~" + "長" * 25 + "\x1b[201~")
        window.wait_for("終わりの5文字は入りませんでした")
        window.send(keys("enter", "f9"))
        assert result(window, out)["complainant"] == "長" * 20
