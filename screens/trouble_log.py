"""What went wrong, for those who maintain the program: a file a day, readable by its owner alone."""

from __future__ import annotations

import os
import re
import time
import traceback
from pathlib import Path

MOST_WORDS = 400


def write_trouble(folder: Path, problem: BaseException) -> Path | None:
    """Append the traceback to today's file in `folder`; None when it cannot be written. No values of variables and no
    parameters of statements are written (ASVS 16.2.5), and no line breaks of the message (ASVS 16.4.1)."""
    path = folder / f"shuro-{time.strftime('%Y%m%d')}.log"
    told = re.sub(r"\[(SQL|parameters):.*", "[…]", str(problem), flags=re.DOTALL)
    if hasattr(problem, "orig"):  # of a database: below the first line it repeats the row, at its end a value
        told = re.sub(r': ".*"$', ': "…"', told.split("\n")[0])
    words = re.sub(r"\s+", " ", told)[:MOST_WORDS]
    frames = "".join(traceback.format_tb(problem.__traceback__))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {type(problem).__name__}: {words}\n{frames}\n")
    except OSError:
        return None
    return path
