"""A burst of keys through a real terminal goes through the dialogs as slow typing does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shuro.kernel import postal
from tests.terminal import keys, terminal

TYPED = [
    "f4", "R7.11.2", "2", "right", "backspace", "backspace", "5", "enter", "enter",  # 日付入力ダイアログ
    "f4", "東京", "enter", "千代田", "enter", "霞が関", "enter", "1-2-2", "enter",  # 所在地ダイアログ, then 所在地(続き)
    "f4", "pagedown", "=", "+", "enter", "tab",
    "f4", "安衛則27条", "enter", "第二種圧力容器", "enter", "enter",
    "終わり", "enter",
]  # fmt: skip
WANTED = {
    "received_on": "令和7年11月5日", "place": "東京都千代田区霞が関", "postal_code": "100-0013", "rest": "1-2-2",
    "closed_on": "令和8年6月11日", "provision": "安衛則第27条＋安衛法別表第2第2号", "remark": "終わり",
}  # fmt: skip


@pytest.fixture
def built() -> None:
    """The postal table stands before the program starts; building it is not what is tested."""
    assert postal.by_postal("1000013")


@pytest.mark.req("SYS-22", "SYS-23", "SYS-27")
@pytest.mark.parametrize("slowly", [False, True])
def test_a_burst_is_slow_typing(tmp_path: Path, built: None, slowly: bool) -> None:
    out = tmp_path / "out.json"
    with terminal("tests/screens/dialogs/demo.py", str(out)) as window:
        window.wait_for("受理年月日")
        if slowly:
            for key in TYPED:
                window.send(keys(key))
                window.read(0.02)
        else:
            window.send(keys(*TYPED))
        window.send(keys("f9"))
        assert window.ended() == 0
    made: dict[str, Any] = json.loads(out.read_text())
    assert made == WANTED


def test_the_cursor_stands_where_is_typed(tmp_path: Path, built: None) -> None:
    """The IME's window opens at the caret of the dialog, after full-width text too."""
    with terminal("tests/screens/dialogs/demo.py", str(tmp_path / "out.json")) as window:
        window.wait_for("受理年月日")
        window.press("tab", "f4")
        window.wait_for("所在地ダイアログ")
        window.press("かす")
        window.wait_for("絞り込み かす")
        column, row = window.cursor
        line = window.screen.buffer[row]
        before = "".join(line[x].data for x in range(column))
        assert before.rstrip().endswith("絞り込み かす") and column == len("  │ ") + 9 + 4


def test_borders_hold_where_ambiguous_characters_are_wide(tmp_path: Path, built: None) -> None:
    """On a terminal that draws ─ in two cells the dialog has ASCII borders."""
    with terminal("tests/screens/dialogs/demo.py", str(tmp_path / "out.json"), ambiguous=2) as window:
        window.wait_for("受理年月日")
        window.press("f4")
        window.wait_for("日付入力ダイアログ")
        assert "┌" not in window.text and "+-" in window.text
