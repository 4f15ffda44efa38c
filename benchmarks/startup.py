"""Starting: `shuro --help` beside a bare Typer `--help`; exec to the painted log-in screen beside a bare Textual app."""

from __future__ import annotations

import tempfile

from benchmarks.measure import PYTHON, Result, Terminal, interleaved, process_seconds

BARE_TYPER = """
import typer
app = typer.Typer()
@app.command()
def one(name: str = "x"): "One."
@app.command()
def two(name: str = "y"): "Two."
app()
"""
BARE_TEXTUAL = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    ENABLE_COMMAND_PALETTE = False
    def compose(self):
        yield Static("READY")
Bare().run()
"""
OURS = "import sys; sys.argv = ['shuro', *sys.argv[1:]]; from shuro.commands.entry import run; run()"


def run(quick: bool) -> list[Result]:
    """Both lines; whole processes in turns."""
    runs = 5 if quick else 21
    help_ours, help_bare = interleaved(
        runs,
        lambda: process_seconds([PYTHON, "-c", OURS, "--help"]),
        lambda: process_seconds([PYTHON, "-c", BARE_TYPER, "--help"]),
    )
    with tempfile.TemporaryDirectory() as home:
        env = {"SHURO_HOME": home}
        process_seconds([PYTHON, "-c", OURS, "db", "init"], env)
        process_seconds([PYTHON, "-c", OURS, "user", "first", "000001", "--name", "試験", "--kana", "シケン"], env)
        paint_ours, paint_bare = interleaved(
            runs,
            lambda: painted([PYTHON, "-c", OURS], "職員番号", env),
            lambda: painted([PYTHON, "-c", BARE_TEXTUAL], "READY", {}),
        )
    return [
        Result("`shuro --help`", help_ours * 1000, help_bare * 1000, "bare Typer --help", target=1.5),
        Result(
            "exec to the painted log-in screen", paint_ours * 1000, paint_bare * 1000, "bare Textual app", target=1.25
        ),
    ]


def painted(argv: list[str], word: str, env: dict[str, str]) -> float:
    """Seconds from exec until `word` is on the screen."""
    terminal = Terminal(argv, env=env)
    try:
        return terminal.until(word)
    finally:
        terminal.close()
