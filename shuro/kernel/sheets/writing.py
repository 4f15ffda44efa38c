"""Lists out, as a spreadsheet or as text: streaming, a few MiB of memory whatever the number of lines.

The .xlsx is written by hand because the sheet is the one thing that is long: openpyxl's write-only mode takes 14 times
as long and XlsxWriter 9 times. Texts are inline strings, so no text can ever be a formula.
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from html import escape  # not xml.sax.saxutils, which imports urllib.request: 17 ms
from itertools import chain, islice
from pathlib import Path
from typing import Any

from shuro.kernel.sheets import ooxml
from shuro.kernel.sheets.whole import SheetTrouble, whole_file
from shuro.kernel.sheets.workbook_reader import as_text

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767  # of one cell

_FLUSH = 512  # rows between two writes
_REMEMBERED = 20_000  # texts whose XML is kept; lists repeat names of offices, states and kinds
_EXACT = 10**15  # spreadsheets keep 15 digits of a number
_FIRST_DAY = date(1900, 3, 1)  # before it the day numbers of spreadsheets are wrong (a 29 February 1900)
_EPOCH = date(1899, 12, 30).toordinal()

# What an XML text may not hold, and what a reader would take for such an escape (_x000B_).
_ESCAPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")  # half a surrogate pair and the like: no text holds these
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_SIGNS = "=+\\-@＝＋－＠"
_RISKY = frozenset("=+-@＝＋－＠\t\r")
_HARMLESS = re.compile(f"[{_SIGNS}]|[+\\-＋－]?[0-9０-９][0-9０-９ ,.()\\-]*")
NEUTRALISED = re.compile(f"'+[{_SIGNS}\t\r]")


def write_xlsx(
    path: str | Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    sheet: str = "一覧",
    widths: Sequence[float] | None = None,
) -> int:
    """Write a list as an Excel workbook of one sheet and give the number of lines below the headings.

    The headings are bold, stay on the screen, repeat on every printed page and carry a filter; the print is A4 across,
    as wide as the paper, with n / N ページ. `widths` are column widths in half-width characters, otherwise taken from
    the headings and the first lines. Values: text, int, float, Decimal, date and datetime (real dates, yyyy/mm/dd),
    time, True (1), False and None (blank); whole numbers beyond 15 digits and days before 1900-03-01 become text,
    because spreadsheets would change them.

    Raises SheetTrouble, leaving no part of a file: more than 1,048,575 lines, a text of more than 32,767 characters, a
    full disk. Raises ValueError when a line has not as many values as there are headings, TypeError for another value.
    """
    if not 0 < len(headings) <= MOST_COLUMNS:
        raise ValueError(f"{len(headings)} columns")
    source = iter(rows)
    first = list(islice(source, 100))
    columns = widths or _widths(headings, first)
    name = ooxml.sheet_name(sheet)
    with whole_file(path) as file:
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for part, text in ooxml.FIXED_PARTS.items():
                    archive.writestr(ooxml.entry(part), text)
                with archive.open(ooxml.entry(ooxml.SHEET_PART), "w") as long:
                    count = _sheet(long, headings, chain(first, source), columns)
                archive.writestr(ooxml.entry("xl/workbook.xml"), ooxml.workbook(name, len(headings), count + 1))
        except RuntimeError as error:  # zipfile's word for a part beyond 2 GiB
            raise SheetTrouble(
                f"「{Path(path).name}」は大きすぎて書き込めません。条件を絞って件数を減らしてください。"
            ) from error
    return count


def write_csv(
    path: str | Path, headings: Sequence[str], rows: Iterable[Sequence[Any]], *, encoding: str = "utf-8-sig"
) -> int:
    """Write a list as a text file with commas and CRLF and give the number of lines below the headings.

    `encoding` is "utf-8-sig" (with the mark Excel needs) or "cp932"; with cp932 a character that does not fit is
    refused, never replaced (〜 − ‖ ¢ £ ¬ go out as their twins of the same shape, the only ones CP932 has). Values
    become text as `read_rows` gives them (dates 2026-04-01); control characters are left out.

    Against formulas (OWASP CSV injection, ASVS 1.2.10) a text that begins with = + - @, their full-width forms, tab or
    CR gets an apostrophe before it. Numbers and telephone numbers (-5, +81-3-1234-5678) and a lone sign (－ for "none")
    do not: they can only compute a number. `read_rows` takes the apostrophe away again. Raises SheetTrouble and
    ValueError as `write_xlsx` does.
    """
    if encoding not in ("utf-8-sig", "cp932"):
        raise ValueError(encoding)
    count = 0
    with whole_file(path) as file:
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\r\n")
        lines = chain([headings], rows)
        while batch := list(islice(lines, _FLUSH)):
            writer.writerows(_text_lines(headings, batch))
            mark = encoding == "utf-8-sig" and count
            try:
                file.write(buffer.getvalue().encode("utf-8" if mark else encoding))
            except UnicodeEncodeError as error:
                raise _no_code(headings, batch, count + 1, encoding) from error
            buffer.seek(0)
            buffer.truncate()
            count += len(batch)
    return count - 1


# .csv


def _text_lines(headings: Sequence[str], batch: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    width = len(headings)
    for values in batch:
        if len(values) != width:
            raise ValueError(f"{len(values)} values for {width} headings")
        yield [_harmless(value if type(value) is str else as_text(value)) for value in values]


def _harmless(text: str) -> str:
    if not text:
        return text
    if not text.isprintable():
        text = _CONTROL.sub("", text)
    if text[:1] in _RISKY and not _HARMLESS.fullmatch(text) or text[:1] == "'" and NEUTRALISED.match(text):
        return f"'{text}"
    return text


def _no_code(headings: Sequence[str], batch: Sequence[Sequence[Any]], line: int, encoding: str) -> SheetTrouble:
    """The first character of a batch that has no code, told by line and item."""
    for number, values in enumerate(batch, line):
        for heading, value in zip(headings, values):
            for character in value if isinstance(value, str) else "":
                try:
                    character.encode(encoding)
                except UnicodeEncodeError:
                    known = unicodedata.name(character, "")
                    named = f"「{character}」（U+{ord(character):04X} {known}）" if known else f"U+{ord(character):04X}"
                    if encoding == "cp932":
                        return SheetTrouble(
                            f"{number}行目の「{heading}」の文字{named}はShift_JIS（CP932）にありません。"
                            "UTF-8で出力するか、別の文字に直してください。"
                        )
                    return _half(number, heading)
    raise AssertionError("every character of the batch has a code")


def _half(number: int, heading: str) -> SheetTrouble:
    return SheetTrouble(f"{number}行目の「{heading}」に壊れた文字があります。その文字を入力し直してください。")


# .xlsx


def _sheet(part: Any, headings: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[float]) -> int:
    """Write the XML of the sheet to `part` and give the number of lines below the headings."""
    width = len(headings)
    cell = _cells()
    part.write(ooxml.sheet_head(widths).encode())
    lines = ["<row>" + "".join([_text_cell(name, ooxml.HEADING) for name in headings]) + "</row>"]
    count = 0
    for values in rows:
        count += 1
        if len(values) != width:
            raise ValueError(f"{len(values)} values for {width} headings")
        if count >= MOST_ROWS:
            raise SheetTrouble(
                f"Excelブックの1つのシートには{MOST_ROWS - 1:,}件までしか出力できません。"
                "条件を絞って件数を減らすか、CSVで出力してください。"
            )
        try:
            lines.append("<row>" + "".join(map(cell, values)) + "</row>")
        except ValueError as error:
            raise _refused(headings, values, cell, count + 1) from error
        if len(lines) >= _FLUSH:
            part.write("".join(lines).encode())
            lines.clear()
    part.write("".join(lines).encode())
    part.write(ooxml.sheet_tail(width, count + 1).encode())
    return count


def _refused(headings: Sequence[str], values: Sequence[Any], cell: Callable[[Any], str], line: int) -> SheetTrouble:
    """What is wrong with the first value of a line that has no cell."""
    for heading, value in zip(headings, values):
        try:
            cell(value)
        except ValueError:
            if not isinstance(value, str):
                raise
            if len(value) > MOST_CHARACTERS:
                return SheetTrouble(
                    f"{line}行目の「{heading}」は{len(value):,}文字あります。"
                    f"Excelの1つのセルに入る{MOST_CHARACTERS:,}文字以内に直してください。"
                )
            return _half(line, heading)
    raise AssertionError("every value of the line has a cell")


def _cells() -> Callable[[Any], str]:
    """A function from a value to its XML that remembers the texts it has made."""
    remembered: dict[str, str] = {}

    def cell(value: Any) -> str:
        if type(value) is str:
            made = remembered.get(value)
            if made is None:
                made = _text_cell(value)
                if len(value) <= 80:
                    if len(remembered) >= _REMEMBERED:
                        remembered.clear()
                    remembered[value] = made
            return made
        if value is None or value is False:
            return "<c/>"
        if type(value) is int and -_EXACT < value < _EXACT:
            return f"<c><v>{value}</v></c>"
        return _other_cell(value)

    return cell


def _other_cell(value: Any) -> str:
    if value is True:
        return "<c><v>1</v></c>"
    if isinstance(value, str):
        return _text_cell(str(value))
    if isinstance(value, (float, Decimal)):
        if not math.isfinite(value):
            raise ValueError(f"no text for {value}")
        if isinstance(value, Decimal) and len(value.as_tuple().digits) > 15:
            return _text_cell(as_text(value))
        return f"<c><v>{value}</v></c>"
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        if day < _FIRST_DAY:
            return _text_cell(as_text(value))
        if isinstance(value, datetime):
            return f'<c s="{ooxml.MOMENT}"><v>{day.toordinal() - _EPOCH + _of_day(value.time()):.15g}</v></c>'
        return f'<c s="{ooxml.DAY}"><v>{day.toordinal() - _EPOCH}</v></c>'
    if isinstance(value, time):
        return f'<c s="{ooxml.CLOCK}"><v>{_of_day(value):.15g}</v></c>'
    return _text_cell(as_text(value))


def _of_day(value: time) -> float:
    return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400


def _text_cell(text: str, style: int | None = None) -> str:
    """A cell that holds text and nothing else. Raises ValueError when it is too long or not text at all."""
    if not text:
        return "<c/>" if style is None else f'<c s="{style}"/>'
    if len(text) > MOST_CHARACTERS or _NO_CHARACTER.search(text):
        raise ValueError("text")
    if style is None:
        style = ooxml.QUOTED if text[0] in _RISKY or text[0] == "'" else ooxml.WRAPPED if "\n" in text else 0
    if "_x" in text or not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() or "\n" in text else ""
    named = f' s="{style}"' if style else ""
    return f'<c{named} t="inlineStr"><is><t{space}>{escape(text, quote=False)}</t></is></c>'


def _widths(headings: Sequence[str], first: Sequence[Sequence[Any]]) -> list[float]:
    """Column widths in half-width characters: room for the headings and the first lines, 6 to 50."""
    found = []
    for column, heading in enumerate(headings):
        texts = [heading, *(as_text(line[column]) for line in first if column < len(line) and line[column] is not None)]
        found.append(min(50.0, max(6.0, 2.0 + max(_breadth(text) for text in texts))))
    return found


def _breadth(text: str) -> int:
    return max(sum(1 + (unicodedata.east_asian_width(c) in "WFA") for c in line) for line in text[:200].split("\n"))
