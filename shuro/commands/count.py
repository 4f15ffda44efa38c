"""`shuro count NAME`: the statistics that the record types declare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from shuro.commands.speech import App

app = App(no_args_is_help=False)


@app.command()
def count(
    name: str | None = typer.Argument(None, metavar="集計", help="集計の名前（省くと、ある集計の一覧を表示する）"),
    sets: list[str] = typer.Option([], "--set", "-s", metavar="条件=値", help="集計の条件（例：year=2025）"),
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="ファイル", help="ファイル（.xlsx、.csv）に出力する"
    ),
    encoding: str = typer.Option(
        "utf-8-sig", "--encoding", metavar="文字コード", help="csvの文字コード（utf-8-sig、cp932）"
    ),
    as_json: bool = typer.Option(False, "--json", help="JSONで出力する"),
) -> None:
    """集計する。名前を省くと、ある集計の一覧を表示する。"""
    from shuro.commands.acting import desk
    from shuro.commands.exits import put, say
    from shuro.commands.output import table, write_list

    if name is None:
        overview(as_json)
        return
    one = named(name)
    here, given = desk(), options(one, sets)
    headings, lines = tallied(here, one, given)
    for sentence in one.beside(here, **given) if one.beside else ():
        say(sentence)
    if output is not None:
        number = write_list(output, headings, (texts(line) for line in lines), encoding)
        say(f"{one.label}（{number}行）を{output}に出力しました。")
    elif as_json:
        put([dict(zip(headings, line)) for line in lines])
    else:
        table(tuple(headings), [texts(line) for line in lines])


def all_counts() -> list[tuple[str, Any]]:
    """(label of the record type, Count) of every statistic."""
    from shuro.kernel import registry
    from shuro.kernel.record import label_of

    return [(label_of(cls), one) for cls in registry.load_all() for one in cls.counts]


def overview(as_json: bool) -> None:
    """Say what can be counted."""
    from shuro.commands.exits import put
    from shuro.commands.output import table

    known = [(one.command, one.label, "、".join(one.options), record) for record, one in all_counts()]
    if as_json:
        names = ("name", "label", "options", "record")
        put([dict(zip(names, line)) for line in known])
    else:
        table(("名前", "集計", "条件", "情報"), known)


def named(name: str) -> Any:
    """The statistic of this name or label. Raises Stop."""
    from shuro.commands.exits import Exit, Stop

    for _, one in all_counts():
        if name in (one.command, one.label):
            return one
    raise Stop(f"「{name}」という集計はありません。「shuro count」で一覧を表示します。", Exit.USAGE)


def options(one: Any, sets: list[str]) -> dict[str, str]:
    """The conditions of a statistic by name. Raises Stop."""
    from shuro.commands.exits import Exit, Stop

    given: dict[str, str] = {}
    for word in sets:
        name, equals, value = word.partition("=")
        if not equals or name not in one.options:
            usable = f"使える条件：{'、'.join(one.options)}" if one.options else "この集計に条件はありません。"
            raise Stop(f"「{word}」は「条件=値」の形にしてください。{usable}", Exit.USAGE)
        given[name] = value
    return given


def tallied(desk: Any, one: Any, given: dict[str, str]) -> Any:
    """Headings and lines. Raises Refused, and Stop for a value that is none of its condition."""
    return readable(given, lambda: one.tally(desk, **given))


def readable(given: dict[str, str], work: Callable[[], Any]) -> Any:
    """What `work` gives. Raises Refused, and Stop for a value that is none of its condition."""
    from shuro.commands.exits import Exit, Stop

    try:
        return work()
    except ValueError as problem:
        if hasattr(problem, "sentence"):  # a text that has no room on a form
            raise
        shown = "、".join(f"{name}={value}" for name, value in given.items())
        raise Stop(f"「{shown}」を読み取れません。年は西暦4桁の数字で指定してください。", Exit.USAGE) from problem


def texts(line: list[Any]) -> tuple[str, ...]:
    """A line as texts."""
    return tuple("" if value is None else str(value) for value in line)
