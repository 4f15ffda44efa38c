"""Spreadsheet and text files in: one stream of rows of typed texts, whatever the file is."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from shuro.kernel.sheets import workbook_reader
from shuro.kernel.sheets.guard import LIMITS, Limits, examine_text, examine_workbook, readable
from shuro.kernel.sheets.whole import SheetTrouble
from shuro.kernel.sheets.writing import NEUTRALISED

Grid = Iterator[tuple[int, list[str]]]  # line number, texts by column
_SAMPLE = 1 << 16  # characters of the first line looked at for the separator


class Row(NamedTuple):
    """One line of a file: its number as the spreadsheet or editor shows it, and its texts by heading."""

    line: int
    values: dict[str, str]


def read_rows(
    path: str | Path, *, sheet: str | None = None, known: Collection[str] | None = None, limits: Limits = LIMITS
) -> Iterator[Row]:
    """The lines of an .xlsx (the sheet `sheet`, else the first), .csv or .tsv below its first line, the headings.

    Every value is text as an operator would type it: dates 2026-04-01, moments 2026-04-01 09:30, whole numbers without
    .0, true 1, false and blank nothing. Blank lines are passed over, and the numbers of the others stay right. With
    `known`, headings that are none of these are refused, and one that differs only in width, blanks or line breaks
    (事業場名（漢字） for 事業場名(漢字)) counts as the known one.

    What the file is, its size and its encoding are looked at before this returns; headings and lines while iterating.
    Raises SheetTrouble: not the kind of file its name says, too big, broken, with a password; merged cells, error
    values such as #N/A, doubled, missing or unknown headings, values outside the headings.
    """
    return _rows(_grid(Path(path), sheet, limits), known)


def headings(path: str | Path, *, sheet: str | None = None, limits: Limits = LIMITS) -> list[str]:
    """The headings of a file, left to right. Raises SheetTrouble as `read_rows` does."""
    grid = _grid(Path(path), sheet, limits)
    try:
        return [name for name in _headings(grid, None) if name]
    finally:
        grid.close()  # type: ignore[attr-defined]  # ends the reading process at once


def _grid(path: Path, sheet: str | None, limits: Limits) -> Grid:
    readable(path)
    if path.suffix.lower() != ".xlsx":
        return _text_lines(path, examine_text(path, limits))
    book = examine_workbook(path, limits)
    if sheet is not None and sheet not in book.sheets:
        raise _no_sheet(path, sheet, book.sheets)
    chosen = sheet if sheet is not None else next(iter(book.sheets), None)
    if chosen in book.errors:
        raise SheetTrouble(
            f"シート「{chosen}」のセル {book.errors[chosen]} がエラー値（#N/A など）です。値か空欄に直してください。"
        )
    if chosen in book.uncalculated:
        raise SheetTrouble(
            f"シート「{chosen}」のセル {book.uncalculated[chosen]} の式に計算した値がありません。"
            "Excelで開いて保存し直すか、値を入力してください。"
        )
    return _workbook_lines(path, sheet)


def _rows(grid: Grid, known: Collection[str] | None) -> Iterator[Row]:
    try:
        names = _headings(grid, known)
        width = len(names)
        gaps = [column for column, name in enumerate(names) if not name]
        for line, texts in grid:
            if not any(texts) or not any(text.strip() for text in texts):
                continue
            for column in (*gaps, *range(width, len(texts))):
                if column < len(texts) and texts[column].strip():
                    raise SheetTrouble(
                        f"{line}行目の{column + 1}列目に値がありますが、1行目のその列に見出しがありません。"
                        "見出しを付けるか、値を消してください。"
                    )
            values = dict(zip(names, texts))
            if len(texts) < width:
                values.update(dict.fromkeys(names[len(texts) :], ""))
            values.pop("", None)
            yield Row(line, values)
    finally:
        grid.close()  # type: ignore[attr-defined]  # also when the caller stops half way: ends the reading process


def _headings(grid: Grid, known: Collection[str] | None) -> list[str]:
    """The headings by column ("" where a column has none), checked. All troubles are told at once."""
    line, texts = next(grid, (0, []))
    names = ["".join(text.split("\n")).strip() for text in texts]
    while names and not names[-1]:
        names.pop()
    if line != 1 or not names:
        raise SheetTrouble("1行目に見出しがありません。1行目に項目名を並べてください。")
    troubles = []
    if known is not None:
        like = {_fold(name): name for name in known}
        strange = [name for name in names if name and _fold(name) not in like]
        names = [like.get(_fold(name), name) for name in names]
        if strange and sum(map(bool, names)) == 1:  # a title above the headings stands alone in its line
            troubles.append("1行目に項目名がありません。表題などの行は消して、1行目に項目名を並べてください。")
        if strange:
            troubles.append(
                f"見出し{_quoted(strange)}という項目はありません。項目名を直すか、列を消してください"
                f"（使える見出しは{_quoted(list(known)[:12])}{'など' if len(known) > 12 else ''}）。"
            )
    doubled = [name for name, times in Counter(names).items() if name and times > 1]
    if doubled:
        troubles.append(f"見出し{_quoted(doubled)}が2つ以上あります。1つにしてください。")
    if troubles:
        raise SheetTrouble("\n".join(troubles))
    return names


def _fold(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _quoted(names: Iterable[str]) -> str:
    return "".join(f"「{name}」" for name in names)


def _no_sheet(path: Path, sheet: str, there: Iterable[str]) -> SheetTrouble:
    return SheetTrouble(f"「{path.name}」にシート「{sheet}」がありません。あるシートは{_quoted(there)}です。")


# .xlsx


def _workbook_lines(path: Path, sheet: str | None) -> Grid:
    """The rows of a sheet, read by workbook_reader in a process of its own."""
    command = [sys.executable, "-P", workbook_reader.__file__, str(path.absolute())]
    if sheet is not None:
        command.append(sheet)
    # A session of its own, so that a Ctrl-C meant for the screen does not end it.
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert child.stdout is not None and child.stderr is not None
    try:
        _heard(path, sheet, _next_message(path, child))
        line = 0
        while batch := _next_message(path, child):
            for texts in batch:
                line += 1
                yield line, texts
    finally:
        child.kill()
        child.stdout.close()
        child.stderr.close()
        child.wait()


def _next_message(path: Path, child: subprocess.Popen[bytes]) -> Any:
    """The reader's next line. Raises SheetTrouble when the file ended it, RuntimeError when a fault of its own did."""
    assert child.stdout is not None and child.stderr is not None
    line = child.stdout.readline()
    if not line.endswith(b"\n"):
        words = child.stderr.read()
        if child.wait() == 1:  # a Python traceback; what memory and time limits end, ends by a signal
            raise RuntimeError(f"the workbook reader failed: {words.decode(errors='replace')}")
        raise _unreadable(path)
    message = json.loads(line)
    if isinstance(message, dict) and "broken" in message:
        raise _unreadable(path)
    return message


def _heard(path: Path, sheet: str | None, about: dict[str, Any]) -> None:
    """Raise SheetTrouble unless the reader's first words say that rows follow."""
    if "missing" in about:
        raise _no_sheet(path, sheet or "", about["missing"])
    if "locked" in about:
        raise SheetTrouble(
            f"「{path.name}」はパスワードで保護されています。Excelでパスワードを外して保存し直してください。"
        )
    if about["merged"]:
        shown = "、".join(about["merged"][:5]) + ("など" if len(about["merged"]) > 5 else "")
        raise SheetTrouble(
            f"シート「{about['sheet']}」に結合したセル（{shown}）があります。結合を解除して、すべての行に値を入れてください。"
        )


def _unreadable(path: Path) -> SheetTrouble:
    return SheetTrouble(
        f"「{path.name}」は壊れているか、離れたセルに値があって大きすぎるため、読み取れません。"
        "必要な行と列だけを新しいブックに写し、保存し直してください。"
    )


# .csv


def _text_lines(path: Path, encoding: str) -> Grid:
    """The records of a text file with the number of the line each begins on."""
    with open(path, encoding=encoding, newline="") as file:
        separator = _separator(file.readline(_SAMPLE))
        file.seek(0)
        reader = csv.reader(file, delimiter=separator, strict=True)
        begins = 1
        try:
            for record in reader:
                yield begins, [_plain(text) for text in record]
                begins = reader.line_num + 1
        except csv.Error as error:
            raise SheetTrouble(
                f'「{path.name}」の{begins}行目を読み取れません。引用符（"）の対と、1つの値の長さを確かめてください。'
            ) from error


def _separator(first: str) -> str:
    """Tab or comma: whichever the line of headings has more of, outside of quotes."""
    bare = re.sub(r'"[^"]*"', "", first)
    return "\t" if bare.count("\t") > bare.count(",") else ","


def _plain(text: str) -> str:
    """The text without what `write_csv` did to it against formulas, and with plain line breaks."""
    if text[:1] == "'" and NEUTRALISED.match(text):
        text = text[1:]
    return workbook_reader.as_text(text) if "\r" in text else text
