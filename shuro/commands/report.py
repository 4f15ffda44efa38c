"""`shuro report NAME`: the printed forms that are drawn from a list of records."""

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
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="ファイル", help="出力先の .xlsx（省くと画面に表示）"
    ),
    pdf: bool = typer.Option(False, "--pdf", help="PDFも作る（LibreOfficeがあるとき）"),
    as_json: bool = typer.Option(False, "--json", help="帳票の一覧をJSONで出力する"),
) -> None:
    """検索した情報の一覧から帳票を出力する。名前を省くと、ある帳票の一覧を表示する。"""
    from shuro.commands.acting import desk
    from shuro.commands.arguments import conditions
    from shuro.commands.exits import put
    from shuro.commands.output import output_form, table
    from shuro.kernel.register import Register

    if name is None:
        known = [(name_of(cls, one), one.label) for cls, one in all_reports()]
        if as_json:
            put([{"name": word, "label": label} for word, label in known])
        else:
            table(("名前", "帳票"), known)
        return
    cls, one = named(name)
    here = desk()
    found = list(Register(here, cls, conditions(cls, where)).all())
    output_form(one.draw(here, found), one.label, output, pdf)


def all_reports() -> list[tuple[Any, Any]]:
    """(record type or listing, Print) of every form that is drawn from a list."""
    from shuro.kernel import registry

    return [(cls, one) for cls in registry.load_all() for one in cls.prints if one.of_list]


def name_of(cls: Any, one: Any) -> str:
    """The word for a form: that of its record type, with its own where the type has several."""
    from shuro.kernel.record import record_name

    name = record_name(cls).replace("_", "-")
    return name if sum(other.of_list for other in cls.prints) == 1 else f"{name}-{one.command}"


def named(name: str) -> tuple[Any, Any]:
    """The form of this name or label. Raises Stop."""
    from shuro.commands.exits import Exit, Stop

    for cls, one in all_reports():
        if name in (name_of(cls, one), one.label):
            return cls, one
    raise Stop(f"「{name}」という帳票はありません。「shuro report」で一覧を表示します。", Exit.USAGE)
