"""How commands put records, lists and forms out: data to stdout or a file, words to stderr."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from shuro.commands.exits import Exit, Stop, put, say


def shown(desk: Any, cls: Any, one: Any) -> dict[str, Any]:
    """A record as data: its own columns and the texts of its items by name."""
    from shuro.kernel.checks import show_texts
    from shuro.kernel.links import reference_of

    told = {"id": one.id, "reference": reference_of(cls, one), "version": one.version, "state": one.state}
    if cls.under:
        told[cls.under[0]] = getattr(one, cls.under[0])
    return told | show_texts(cls, one, desk, outside=True)


def changes_told(cls: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes of a step with the values that only the screen shows veiled."""
    from shuro.kernel.record import items_of

    def veiled(items: Any, values: dict[str, Any]) -> dict[str, Any]:
        hidden = {item.name: item.veil for item in items if item.veil}
        return {name: hidden.get(name, value) if value else value for name, value in values.items()}

    told = dict(changes)
    for item in items_of(cls):
        if item.name in told and item.kind.name == "rows":
            told[item.name] = [[veiled(items_of(item.row), line) for line in side or ()] for side in told[item.name]]
        elif item.name in told and item.veil:
            told[item.name] = [item.veil if side else side for side in told[item.name]]
    return told


def table(headings: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> None:
    """Aligned columns on stdout, wide characters counted as two."""
    from shuro.kernel.text import clean, pad, width

    rows = [headings, *(tuple(clean(cell) for cell in line) for line in lines)]
    widths = [max(width(row[i]) for row in rows) for i in range(len(headings))]
    for row in rows:
        print("  ".join(pad(cell, size) for cell, size in zip(row, widths)).rstrip())


def put_list(found: Iterable[Any], headings: tuple[str, ...], lines: Iterable[tuple[str, ...]], as_json: bool) -> None:
    """What was found (dataclasses) as JSON data, or as a table of `lines`, one for each."""
    if as_json:
        put([asdict(one) for one in found])
    else:
        table(headings, lines)


def write_list(path: Path, headings: Any, lines: Any, encoding: str = "utf-8-sig") -> int:
    """A list file, .xlsx or .csv by its ending (SYS-42); the number of lines. Raises Stop and SheetTrouble."""
    from shuro.kernel.sheets import write_csv, write_xlsx

    if encoding not in ("utf-8-sig", "cp932"):
        raise Stop(f"--encoding：「{encoding}」は使えません。utf-8-sig か cp932 を指定してください。", Exit.USAGE)
    if path.suffix.lower() == ".xlsx":
        return write_xlsx(path, headings, lines)
    if path.suffix.lower() == ".csv":
        return write_csv(path, headings, lines, encoding=encoding)
    raise Stop("出力先は .xlsx か .csv のファイル名にしてください。", Exit.USAGE)


def report(desk: Any, cls: Any, saved: Any, as_json: bool, done: str) -> None:
    """Say what a registration did."""
    from shuro.kernel.links import reference_of

    for warning in saved.warnings:
        say(f"警告：{warning}")
    if as_json:
        put(shown(desk, cls, saved.entry))
    else:
        print(reference_of(cls, saved.entry))
    say(done)


def output_form(document: Any, label: str, output: Path | None, pdf: bool) -> None:
    """Show a form as text, or write it as a workbook and, where wished, as a PDF beside it."""
    from shuro.kernel.forms import preview, save_form, to_pdf

    if output is None:
        if pdf:
            raise Stop(
                "--pdf のときは --output で出力先の .xlsx を指定してください（PDFはその隣に作ります）。", Exit.USAGE
            )
        print("\n".join(line.rstrip() for line in preview(document)))
        return
    if output.suffix.lower() != ".xlsx":
        raise Stop(
            "帳票の出力先は .xlsx のファイル名にしてください（PDFは --pdf を付けると隣に作ります）。", Exit.USAGE
        )
    save_form(document, output)
    say(f"{label}を{output}に出力しました。")
    if pdf:
        made, problem = to_pdf(output)
        if made is None:
            raise Stop(problem, Exit.FAILED)
        say(f"PDFを{made}に出力しました。")
