"""Exit codes, and the one place where what went wrong becomes a sentence on stderr and a code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import Any


class Exit(IntEnum):
    """What a command ends with."""

    OK = 0
    FAILED = 1
    USAGE = 2
    REJECTED = 3  # the input was refused; the findings are on stderr
    NO_RIGHT = 4
    CONFLICT = 5
    TRY_AGAIN = 75


class Stop(Exception):
    """Ends a command with a sentence and a code."""

    def __init__(self, sentence: str, code: Exit = Exit.FAILED):
        super().__init__(sentence)
        self.sentence, self.code = sentence, code


def say(sentence: str) -> None:
    """Words go to stderr, one line each; control characters of data are harmless there."""
    from shuro.kernel.text import clean

    print(clean(sentence, multiline=True), file=sys.stderr)


def put(value: Any) -> None:
    """JSON data to stdout: one document, readable characters, dates as ISO texts."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def guarded(run: Callable[[], Any]) -> int:
    """Run a command; its exit code. Known troubles become their sentence; anything else one without a traceback.

    SHURO_DEBUG=1 shows the traceback of what was not foreseen.
    """
    try:
        run()
        return Exit.OK
    except Exception as problem:  # noqa: BLE001  (the last resort of the command line, ASVS 16.5.4)
        code = told(problem)
        if code is not None:
            return code
        if os.environ.get("SHURO_DEBUG"):
            raise
        say(f"予期しない問題が起きたため、処理を中止しました（{type(problem).__name__}）。登録済みの情報はそのままです。")
        return Exit.FAILED


def told(problem: Exception) -> int | None:
    """The code of a foreseen trouble, its sentences said; None for one that was not foreseen."""
    from shuro.kernel.checks import Severity
    from shuro.kernel.steps import IllegalStep, NotAllowed
    from shuro.kernel.store import Conflict, Gone, Refused
    from shuro.kernel.troubles import StorageTrouble

    if isinstance(problem, Refused):
        for found in problem.findings:
            mark = {Severity.WARN: "警告", Severity.ASK: "確認", Severity.REFUSE: "誤り"}[found.severity]
            say(f"{mark}：{found}" + (f"（登録するときは --accept {found.key}）" if found.key else ""))
        return Exit.REJECTED
    sentences = getattr(problem, "sentences", None) or [getattr(problem, "sentence", None)]
    if sentences == [None]:
        return None
    for sentence in sentences:
        say(sentence)
    if isinstance(problem, Stop):
        return problem.code
    if isinstance(problem, NotAllowed):
        return Exit.NO_RIGHT
    if isinstance(problem, Conflict):
        return Exit.CONFLICT
    if isinstance(problem, (Gone, IllegalStep)):
        return Exit.REJECTED
    if isinstance(problem, StorageTrouble):
        return int(getattr(problem, "exit_code", Exit.FAILED))
    refused = ("SheetTrouble", "DoesNotFit", "Unreadable", "UserRefused", "PasswordRefused")
    return Exit.REJECTED if type(problem).__name__ in refused else Exit.FAILED
