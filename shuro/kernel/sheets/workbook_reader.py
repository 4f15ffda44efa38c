"""Reads one sheet of an .xlsx in a process of its own: `python -P workbook_reader.py PATH [SHEET]`.

Why a process: calamine holds a sheet as a full rectangle, so a file of 600 bytes with a value in A1 and another in
XFD1048576 asks for 512 GiB and aborts the whole program; and a broken file may make it panic. Here the memory is
bounded, the officer's session only sees a reader that ended too early, and what a large import took is given back.

Writes lines of JSON: first {"sheet": name, "merged": ["A1:B2", …]} or {"missing": [names of sheets]} or
{"locked": true} or {"broken": true}; then lists of rows, each row a list of texts; at last null. This file imports
nothing of shuro: it is run by path, whatever the folder.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

MEMORY = 2 << 30  # bytes of address space
SECONDS = 600  # of processor time
BATCH = 256  # rows a line


def as_text(value: Any) -> str:
    """A value as an operator would type it: 2026-04-01, 2026-04-01 09:30, 09:30, 40:00 (a duration), 12, 0.3.

    True is 1, False and None are nothing; text keeps all but its kind of line break. Raises TypeError for other types
    and ValueError for numbers that are none (nan, inf).
    """
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else str(value)
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (float, Decimal)):
        return _number(value)
    if isinstance(value, datetime):
        value = (value.replace(tzinfo=None) + timedelta(microseconds=500_000)).replace(microsecond=0)
        return value.date().isoformat() if value.time() == time() else f"{value.date()} {_clock(value.time())}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return _clock(value)
    if isinstance(value, timedelta):
        return _duration(value)
    raise TypeError(f"no text for {type(value).__name__}")


def _number(value: float | Decimal) -> str:
    """Without an exponent and without .0; spreadsheets keep 15 digits, so the 16th of 0.1+0.2 is noise."""
    exact = value if isinstance(value, Decimal) else Decimal(format(value, ".15g"))
    if not exact.is_finite():
        raise ValueError(f"no text for {value}")
    text = format(exact, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _clock(value: time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{'-' if seconds < 0 else ''}{hours:02}:{minutes:02}" + (f":{rest:02}" if rest else "")


def _bound() -> None:
    """Bound what this process may take, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        _soft, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _name(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _merged(sheet: Any) -> list[str]:
    """The merged ranges that touch the filled part of a sheet."""
    if sheet.end is None:
        return []
    last_row, last_column = sheet.end
    return [
        f"{_name(*start)}:{_name(*end)}"
        for start, end in sheet.merged_cell_ranges or ()
        if start[0] <= last_row and start[1] <= last_column
    ]


def _emit(message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")


def main(path: str, name: str | None) -> None:
    """Write the sheet `name` (the first one when None) of the workbook at `path` to stdout."""
    _bound()
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_path(path)
        if name is not None and name not in book.sheet_names:
            return _emit({"missing": book.sheet_names})
        sheet = book.get_sheet_by_name(name or book.sheet_names[0])
        merged = _merged(sheet)
    except PasswordError:
        return _emit({"locked": True})
    except (CalamineError, IndexError, OSError):
        return _emit({"broken": True})
    _emit({"sheet": sheet.name, "merged": merged})
    batch = []
    for row in sheet.iter_rows():
        batch.append([value if type(value) is str and "\r" not in value else as_text(value) for value in row])
        if len(batch) == BATCH:
            _emit(batch)
            batch = []
    if batch:
        _emit(batch)
    return _emit(None)


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    except BaseException as failure:  # a panic of the Rust library is no Exception
        if not isinstance(failure, MemoryError) and type(failure).__name__ != "PanicException":
            raise
        _emit({"broken": True})
