"""Exit codes, and the one place where what went wrong becomes a sentence on stderr and a code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import Any

from typer import Abort


class Exit(IntEnum):
    """What a command ends with."""

    OK = 0
    FAILED = 1
    USAGE = 2
    REJECTED = 3  # the input was refused; the findings are on stderr
    NO_RIGHT = 4
    CONFLICT = 5
    TRY_AGAIN = 75


INTERRUPTED = 130  # what a shell gives a command that Ctrl-C ended


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

    What was called wrongly is told with how it is called. SHURO_DEBUG=1 shows the traceback of what was not foreseen.
    """
    try:
        code = run()
        sys.stdout.flush()
        if code == INTERRUPTED:
            say("中断しました。")
        return int(code) if isinstance(code, int) else Exit.OK
    except BrokenPipeError:  # who read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED
    except Exception as problem:  # noqa: BLE001  (the last resort of the command line, ASVS 16.5.4)
        code = told(problem)
        if code is not None:
            return code
        if os.environ.get("SHURO_DEBUG"):
            raise
        say(
            f"予期しない問題が起きたため、処理を中止しました（{type(problem).__name__}）。登録済みの情報はそのままです。"
        )
        return Exit.FAILED


def told(problem: Exception) -> int | None:
    """The code of a foreseen trouble, its sentences said; None for one that was not foreseen."""
    from shuro.commands.speech import is_usage_error, usage_sentence

    if isinstance(problem, Abort):
        say("中止しました。")
        return Exit.FAILED
    if is_usage_error(problem):
        say(usage_sentence(problem))
        return Exit.USAGE
    from shuro.kernel.checks import Severity
    from shuro.kernel.steps import IllegalStep, NotAllowed
    from shuro.kernel.store import Conflict, Gone, Refused
    from shuro.kernel.text import Unreadable
    from shuro.kernel.troubles import StorageTrouble

    if isinstance(problem, Refused):
        for found in problem.findings:
            mark = {Severity.WARN: "警告", Severity.ASK: "確認", Severity.REFUSE: "誤り"}[found.severity]
            say(f"{mark}：{found}" + (f"（登録するときは --accept {found.key}）" if found.key else ""))
        return Exit.REJECTED
    if isinstance(problem, Unreadable):
        say(str(problem))
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
        for line in differing(problem):
            say(line)
        return Exit.CONFLICT
    if isinstance(problem, (Gone, IllegalStep)):
        return Exit.REJECTED
    if isinstance(problem, StorageTrouble):
        return int(getattr(problem, "exit_code", Exit.FAILED))
    refused = ("SheetTrouble", "DoesNotFit", "UserRefused", "PasswordRefused", "AspRefused", "FormRefused", "NoticeRefused",
               "SettingRefused")  # fmt: skip
    return Exit.REJECTED if type(problem).__name__ in refused else Exit.FAILED


def differing(problem: Any) -> list[str]:
    """What two people entered, item by item, and the version that stands now."""
    from shuro.kernel.checks import show_texts
    from shuro.kernel.record import entry, items_of

    cls = problem.cls
    mine = show_texts(cls, entry(cls, **problem.mine))
    theirs = show_texts(cls, entry(cls, **problem.theirs))
    lines = [
        f"{one.label}：入力は「{mine[one.name]}」、{problem.by}の更新は「{theirs[one.name]}」"
        for one in items_of(cls)
        if one.name in problem.mine and one.kind.name != "rows"
    ]
    return [*lines, f"現在の版は{problem.version}です。内容を確かめてから、もう一度実行してください。"]
