"""Draws the pictures of the README from the program itself: `make pictures` (python docs/images/make.py).

A practice database of a fixed day is made in a temporary folder, the workstation runs on it without a terminal, keys are
fed to it as an officer would press them, and what stands on the screen is written as SVG beside this file.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from html import escape, unescape
from itertools import groupby
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from screens.workstation import Workstation  # noqa: E402  (first, so that Textual is set up)
from shuro.commands import practice  # noqa: E402
from shuro.kernel import desk  # noqa: E402
from shuro.kernel.text import width  # noqa: E402
from widgets.pane import Key  # noqa: E402

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=desk.TOKYO)
SIZE = (100, 30)
NAMES = {"enter", "tab", *(f"f{n}" for n in range(1, 13))}
# name of the picture -> keys pressed before it is taken, on from the picture before
PICTURES: dict[str, Sequence[str]] = {
    "workplaces": (
        "130101", "enter", practice.PASSWORD, "enter", "enter", "enter",  # log-in, 個別事業場情報管理, 事業場基本情報
        "tab", "tab", "tab", "tab", "製作所", "f5",
    ),
    "supervision": (
        "enter", "f10", "enter", "enter", "enter",  # 業務選択: 監督結果等情報, 新規登録, 当該事業
        "tab", "R8.6.9", "tab", "灯台　健吾", "tab", "災害時監督", "tab",
        "f6", "安衛則101条1項", "tab", "tab", "tab", "是正勧告", "tab", "R8.6.30", "tab", "f7",
    ),
    "report": ("f9", "enter", "f12"),
}  # fmt: skip


def as_keys(words: Sequence[str]) -> list[Key]:
    """Keys by name; any other word is typed character by character."""
    return [key for word in words for key in ([Key(word)] if word in NAMES else [Key("text", one) for one in word])]


async def draw(home: Path) -> dict[str, str]:
    """The pictures by name, as SVG."""
    app: Any = Workstation(home=home, clock=lambda: NOW)
    app.fail_loudly = True
    pictures: dict[str, str] = {}
    async with app.run_test(size=SIZE):
        await app.settled()
        for name, words in PICTURES.items():
            for key in as_keys(words):
                app.feed([key])
                await app.settled()
            app.refresh()
            await asyncio.sleep(0.3)
            pictures[name] = app.export_screenshot(title="就労", simplify=False)
    return pictures


TEXT = re.compile(
    r'(<text class="[^"]*") x="([0-9.]+)" (y="[0-9.]+") textLength="[0-9.]+"( clip-path="[^"]*")>(.*?)</text>'
)
CELL = 12.2  # width of a cell in the drawing
FONTS = "'Noto Sans Mono CJK JP', 'Noto Sans Mono', 'MS Gothic', 'Osaka-Mono', monospace"


def tidied(svg: str) -> str:
    """The SVG without fonts from elsewhere, with names that do not change from run to run, and aligned in any font.

    For the last each run of full-width or half-width characters is a text of its own, stretched to its cells.
    """
    svg = re.sub(r"terminal-\d+", "shuro", svg)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("font-family: Fira Code, monospace;", f"font-family: {FONTS};")
    svg = svg.replace("font-variant-east-asian: full-width;", "")
    return TEXT.sub(lambda found: runs_of(*found.groups()), svg)


def runs_of(head: str, x: str, y: str, clip: str, content: str) -> str:
    """One text of the drawing as runs of equally wide characters."""
    made, at = [], float(x)
    for _, run in groupby(unescape(content), lambda one: width(one) > 1):
        text = "".join(run)
        long = CELL * width(text)
        if text.strip():
            words = escape(text).replace("\xa0", "&#160;")
            made.append(f'{head} x="{at:.1f}" {y} textLength="{long:.1f}"{clip}>{words}</text>')
        at += long
    return "".join(made)


def main() -> None:
    """Make all pictures."""
    with tempfile.TemporaryDirectory(prefix="shuro-pictures-") as folder:
        home = Path(folder)
        with practice.living_in(home):
            desk.wall_clock = lambda: NOW
            practice.fill()
            for name, svg in asyncio.run(draw(home)).items():
                (HERE / f"{name}.svg").write_text(tidied(svg), encoding="utf-8")
                print(HERE / f"{name}.svg")


if __name__ == "__main__":
    main()
