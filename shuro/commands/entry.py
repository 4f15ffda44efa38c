"""The entry point of the package: `shuro` alone opens the workstation, with a word the command of that name runs.

Typer and the commands are loaded for a word only: they would take a third of the time to the painted log-in.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

NO_TERMINAL = "shuroの画面は端末で開いてください。コマンドの一覧は「shuro --help」で表示されます。"
USAGE = 2  # as exits.Exit.USAGE
COMPLETING = "_SHURO_COMPLETE"  # a shell asks for completions: no word either, but a command


def open_screens(url: str | None = None) -> int:
    """Open the workstation in this terminal; exit code 2 with a sentence where there is no terminal.

    The one place where the core meets the screens, imported here and nowhere else.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(NO_TERMINAL, file=sys.stderr)
        return USAGE
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    from shuro.kernel.tty import unseen

    with unseen(sys.stdin.fileno()):  # officers type ahead of the log-in's first picture
        from screens.workstation import run as run_screens

        return int(run_screens(url) or 0)


def leave_no_core() -> None:
    """A crash writes no memory, in which secrets were typed, into a file, nor do programs that are started from here."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run() -> None:
    """Open the workstation or run a command, and end with its exit code."""
    leave_no_core()
    if len(sys.argv) > 1 or COMPLETING in os.environ:
        from shuro.commands.main import run as run_command

        run_command()
        return
    try:
        code = open_screens()
    except Exception as problem:  # noqa: BLE001  (the sentence and code of the command line's last resort)
        code = _told(problem)
    sys.exit(code)


def _told(problem: Exception) -> int:
    """Say what went wrong as a command does; its exit code."""
    from shuro.commands.exits import guarded

    def again() -> None:
        raise problem

    return guarded(again)
