"""`shuro report NAME`: the printed forms that are drawn from a list of records, and the reports made of statistics."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from shuro.commands.speech import App

app = App(no_args_is_help=False)


@app.command()
def report(
    name: str | None = typer.Argument(None, metavar="帳票", help="帳票の名前（省くと、ある帳票の一覧を表示する）"),
    where: list[str] = typer.Option(
        [], "--where", "-w", metavar="条件=値", help="検索条件。繰り返すと全てを満たすもの"
    ),
    sets: list[str] = typer.Option([], "--set", "-s", metavar="条件=値", help="集計の条件（例：year=2025）"),
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="ファイル", help="出力先の .xlsx（省くと画面に表示）"
    ),
    pdf: bool = typer.Option(False, "--pdf", help="PDFも作る（LibreOfficeがあるとき）"),
    as_json: bool = typer.Option(False, "--json", help="帳票の一覧をJSONで出力する"),
) -> None:
    """検索した情報の一覧や集計から帳票を出力する。名前を省くと、ある帳票の一覧を表示する。"""
    from shuro.commands.exits import put
    from shuro.commands.output import output_form, table

    if name is None:
        known = [(name_of(cls, one), one.label) for cls, one in all_reports()]
        known += [(one.command, one.label) for one in of_statistics()]
        if as_json:
            put([{"name": word, "label": label} for word, label in known])
        else:
            table(("名前", "帳票"), known)
        return
    label, document = drawn(name, where, sets)
    output_form(document, label, output, pdf)


def all_reports() -> list[tuple[Any, Any]]:
    """(record type or listing, Print) of every form that is drawn from a list."""
    from shuro.kernel import registry

    return [(cls, one) for cls in registry.load_all() for one in cls.prints if one.of_list]


def of_statistics() -> list[Any]:
    """Every Report, and every Count that can be drawn by itself."""
    from shuro.kernel import registry

    return [
        one
        for cls in registry.load_all()
        for one in (*getattr(cls, "reports", ()), *(count for count in cls.counts if count.sheet))
    ]


def name_of(cls: Any, one: Any) -> str:
    """The word for a form: that of its record type, with its own where the type has several."""
    from shuro.kernel.record import record_name

    name = record_name(cls).replace("_", "-")
    return name if sum(other.of_list for other in cls.prints) == 1 else f"{name}-{one.command}"


def drawn(name: str, where: list[str], sets: list[str]) -> tuple[str, Any]:
    """(label, document) of the form of this name or label, with its conditions. Raises Stop and Refused."""
    from shuro.commands.acting import desk
    from shuro.commands.count import options, readable
    from shuro.commands.exits import Exit, Stop

    count = next((one for one in of_statistics() if name in (one.command, one.label)), None)
    if count is not None:
        if where:
            raise Stop("集計の帳票の条件は、--where でなく --set で指定してください。", Exit.USAGE)
        given = options(count, sets)
        return count.label, readable(given, lambda: count.draw(desk(), given))
    found = next(((cls, one) for cls, one in all_reports() if name in (name_of(cls, one), one.label)), None)
    if found is None:
        raise Stop(f"「{name}」という帳票はありません。「shuro report」で一覧を表示します。", Exit.USAGE)
    if sets:
        raise Stop("一覧の帳票の条件は、--set でなく --where で指定してください。", Exit.USAGE)
    cls, one = found
    return one.label, of_list(desk(), cls, one, where)


def of_list(here: Any, cls: Any, one: Any, where: list[str]) -> Any:
    """The form of the records that a search finds."""
    from shuro.commands.arguments import conditions
    from shuro.kernel.register import Register

    return one.draw(here, list(Register(here, cls, conditions(cls, where)).all()))
