"""`shuro doctor`: is this terminal and this machine fit for the program? One line a check (ACC-13)."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from typing import Any

import typer

from shuro.commands.speech import App

app = App(no_args_is_help=False)


@app.command()
def doctor(
    interactive: bool = typer.Option(False, "--interactive", help="キーを押して、届くかどうかも調べる"),
    as_json: bool = typer.Option(False, "--json", help="JSONで出力する"),
) -> None:
    """端末と設定を点検する。直すことがあれば、その方法も表示する。"""
    from shuro.commands.exits import Exit, put
    from shuro.kernel.surroundings import NG

    found = examined(interactive)
    if as_json:
        put([asdict(one) for one in found])
    else:
        for one in found:
            print(one)
    if any(one.result == NG for one in found):
        raise typer.Exit(Exit.FAILED)


def examined(interactive: bool) -> list[Any]:
    """All checks, in the order of the specification. Raises Stop when keys are to be asked for without a terminal."""
    from shuro.commands.exits import Exit, Stop
    from shuro.kernel import paths, surroundings, tty
    from shuro.kernel.database import open_database

    # what is found goes to stdout, which may be a file: the terminal is asked beside it
    terminal = sys.stdin.isatty() and sys.stderr.isatty()
    if interactive and not terminal:
        raise Stop("キー入力は端末の上でだけ調べられます。--interactive を外すか、端末で実行してください。", Exit.USAGE)
    measured, columns, lines, number = {}, None, None, None
    if terminal:
        measured = tty.measure((*surroundings.FULL_WIDTH, *surroundings.MARKS), target=sys.stderr.fileno())
        columns, lines = (number or None for number in os.get_terminal_size(sys.stderr.fileno()))
        number = surroundings.known_colours(os.environ)
    found = [
        surroundings.encoding(
            surroundings.locale_encoding(), sys.stdout.encoding, measured.get(surroundings.FULL_WIDTH[0])
        ),
        surroundings.size(columns, lines),
        surroundings.colours(number),
        surroundings.character_widths(measured),
    ]
    if interactive:
        reached = tty.ask_keys(lambda words: print(words, file=sys.stderr, flush=True), target=sys.stderr.fileno())
        found.append(surroundings.keys(reached))
    return [
        *found,
        surroundings.folders(paths.output_folder(), paths.certificate_folder()),
        surroundings.database(open_database),
        surroundings.viewer(os.environ),
    ]
