"""The screens on a real terminal: signals, bytes on the line, cursor, window sizes."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import Terminal, keys, terminal

QUIET = 0.4  # seconds without a byte after which the picture is taken as finished


def start(out: Path, *more: str, **options: Any) -> Any:
    return terminal("tests/widgets/demo.py", str(out), *more, **options)


def ready(window: Terminal) -> None:
    window.wait_for("印刷" if "印刷" in window.text else "霞が関")
    window.read(QUIET)


def draft(out: Path) -> Any:
    return json.loads(Path(f"{out}.draft").read_text())


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_lost_line_keeps_what_was_typed(tmp_path: Path, number: signal.Signals) -> None:
    """Every screen on the stack writes its draft, also what stands in an editor, and the program ends."""
    out = tmp_path / "out.json"
    with start(out) as window:
        ready(window)
        window.press("外の入力", "enter", "カナ", "f5", "中の途中")
        os.kill(window.child.pid, number)
        assert window.ended() in (128 + number, -number)
    outer, inner = draft(out)
    assert (outer["complainant"], outer["complainant_kana"]) == ("外の入力", "カナ")
    assert inner["complainant"] == "中の途中"


def test_a_closed_terminal_keeps_what_was_typed(tmp_path: Path) -> None:
    """The window is closed under the program."""
    out = tmp_path / "out.json"
    window = Terminal([sys.executable, "tests/widgets/demo.py", str(out)])
    ready(window)
    window.press("途中の入力")
    os.close(window.child.child_fd)
    window.child.closed = True
    for _ in range(200):
        if not window.child.isalive() and Path(f"{out}.draft").exists():
            break
        os.sched_yield()
        __import__("time").sleep(0.05)
    assert draft(out)[-1]["complainant"] == "途中の入力"
    assert not window.child.isalive()


def test_the_terminal_is_left_as_it_was(tmp_path: Path) -> None:
    """After SIGTERM the alternate screen is left, the cursor shown, pasting unbracketed."""
    out = tmp_path / "out.json"
    with start(out) as window:
        ready(window)
        os.kill(window.child.pid, signal.SIGTERM)
        window.ended()
        end = window.received[-200:]
    assert b"\x1b[?1049l" in end and b"\x1b[?25h" in end and b"\x1b[?2004l" in end


def test_a_tab_costs_few_bytes_and_rest_none(tmp_path: Path) -> None:
    """The whole line for a Tab: at most 500 bytes; nothing at all while the officer rests."""
    with start(tmp_path / "out.json", "long") as window:
        ready(window)
        cost = [window.press("tab") for _ in range(10)]
        assert max(cost) <= 500, cost
        assert window.press("あ") <= 120
        assert window.read(3.0) == 0  # longer than the pause after which drafts are written


def test_the_cursor_stands_at_the_caret(tmp_path: Path) -> None:
    """For the IME's window: in the cell behind the text, in front of it, after full-width characters, in a grid."""
    with start(tmp_path / "out.json") as window:
        ready(window)
        row = next(y for y, line in enumerate(window.lines) if line.startswith("> 申告者氏名"))
        begin = window.cursor[0]
        assert window.cursor == (begin, row)
        assert not window.screen.cursor.hidden
        window.press("全角ABｶﾞ")
        assert window.cursor == (begin + 4 + 2 + 2, row)
        window.press("left", "left", "left")
        assert window.cursor == (begin + 5, row)
        window.press("home")
        assert window.cursor == (begin, row)
        window.press("f6", "f6", "tab", "労働")
        x, y = window.cursor
        assert window.lines[y].startswith("   + 労働")
        assert x == 5 + 4


def test_picture_and_model_agree_after_many_keys(tmp_path: Path) -> None:
    """Only changed cells are repainted; what the terminal shows is nevertheless what a full repaint shows."""
    with start(tmp_path / "out.json") as window:
        ready(window)
        window.press("労働　太郎", "enter", "ロウドウ", "enter", "x", "f6", "S99.1.1", "enter", "enter", "2", "enter")
        window.press("f6", "要旨" * 30, "enter", "次の行", "tab", "甲", "enter", "enter", "12", "f8", "f8", "f7")
        window.read(QUIET)
        before = window.lines
        window.resize(24, 81)
        window.read(QUIET)
        window.resize(24, 80)
        window.read(QUIET)
        assert window.lines == before


def test_a_window_too_small_keeps_the_text(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    with start(out, env={"COLUMNS": "80", "LINES": "24"}) as window:  # left over from a shell: the terminal counts
        ready(window)
        window.press("入力")
        window.resize(20, 60)
        window.wait_for("広げてください")
        window.send(keys("続き", "enter"))
        window.read(QUIET)
        window.resize(30, 100)
        window.wait_for("入力続き")
        window.send(keys("f9"))
        assert window.ended() == 0
        assert json.loads(out.read_text())["complainant"] == "入力続き"


@pytest.mark.parametrize(("cells", "border"), [(1, "─"), (2, "-")])
def test_borders_are_ascii_where_ambiguous_characters_are_wide(tmp_path: Path, cells: int, border: str) -> None:
    """Found by asking the terminal; one that does not answer is taken as narrow."""
    with start(tmp_path / "out.json", ambiguous=cells) as window:
        ready(window)
        window.press("f6")
        line = next(line for line in window.lines if "相手方" in line)
        assert set(line.replace("相手方", "").replace(" ", "")) == {border}
        assert "※" not in window.text


def test_no_answer_to_the_probe_leaves_no_trace(tmp_path: Path) -> None:
    with start(tmp_path / "out.json", answers=False) as window:
        ready(window)
        assert "※" not in window.text and not window.lines[0].startswith("漢")
        assert window.press("\x1b[1;3R") >= 0
        window.press("入力")
        assert "入力" in window.text


def test_trouble_on_a_real_terminal(tmp_path: Path) -> None:
    """No traceback, the work goes on, the log tells."""
    out = tmp_path / "out.json"
    with start(out) as window:
        ready(window)
        window.press("入力", "f11")
        window.wait_for("処理中に問題が起きました")
        assert "Traceback" not in window.text
        window.send(keys("続き", "f9"))
        assert window.ended() == 0
    assert json.loads(out.read_text())["complainant"] == "入力続き"
    (log,) = (tmp_path / "log").glob("*.log")
    assert "ZeroDivisionError" in log.read_text()


@pytest.mark.parametrize("size", [(24, 80), (25, 132), (60, 200)])
def test_every_line_is_drawn_to_its_end(tmp_path: Path, size: tuple[int, int]) -> None:
    """The title bar reaches the right edge, the key bar stands on the last line, whatever the window."""
    with start(tmp_path / "out.json", rows=size[0], columns=size[1]) as window:
        ready(window)
        assert window.screen.buffer[0][size[1] - 1].reverse
        assert "戻る" in window.lines[-1]


BROKEN = """
import sys
from pathlib import Path
from screens.app import ShuroApp
from screens.base import BaseScreen

class Broken(BaseScreen):
    def save_draft_now(self):
        Path(sys.argv[1], "draft").write_text("kept")
    def on_mount(self):
        self.set_timer(0.1, self.fall)
    def fall(self):
        secret = "ひみつの値"
        raise RuntimeError("落ちました")

app = ShuroApp(Broken, home=Path(sys.argv[1]))
app.run(mouse=False)
sys.exit(app.return_code or 0)
"""


def test_when_textual_gives_up_nothing_is_lost_and_nothing_told_that_should_not(tmp_path: Path) -> None:
    """An exception outside a key's work ends the program: with the drafts written, a sentence, and no values shown."""
    with terminal("-c", BROKEN, str(tmp_path)) as window:
        assert window.ended() == 1
        told = window.received.decode()
    assert "入力した内容は下書きに残しました" in told
    assert "ひみつの値" not in told and "Traceback" not in told
    assert (tmp_path / "draft").read_text() == "kept"
    assert "RuntimeError: 落ちました" in next((tmp_path / "log").iterdir()).read_text()


def test_a_lone_escape_undoes_and_one_before_a_digit_is_a_function_key(tmp_path: Path) -> None:
    """Esc with nothing behind it acts after a moment; the digit may come as late as a hand needs."""
    out = tmp_path / "out.json"
    with start(out) as window:
        ready(window)
        window.press("入力")
        window.send(keys("escape"))
        window.wait_for(lambda it: "入力" not in it.text)
        window.press("確定", "enter")
        window.send(keys("escape"))
        window.read(0.1)
        window.send("9")
        assert window.ended() == 0
    assert json.loads(out.read_text())["complainant"] == "確定"
