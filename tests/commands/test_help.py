"""What the command line says about itself, and how it answers what was called wrongly."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import typer

from shuro.commands.exits import Exit
from shuro.commands.main import app
from shuro.commands.speech import help_text
from tests.conftest import ROOT

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


@cache
def tree() -> list[tuple[str, Any, Any]]:
    """(words, command, context) of every command and group there is, but those for developers."""
    return list(below(typer.main.get_command(app), None, "shuro"))


def below(command: Any, parent: Any, name: str) -> Iterator[tuple[str, Any, Any]]:
    real = command.load() if hasattr(command, "load") else command
    ctx = real.context_class(real, info_name=name, parent=parent)
    if not real.hidden:
        yield ctx.command_path, real, ctx
    for word in real.list_commands(ctx) if hasattr(real, "list_commands") else ():
        yield from below(real.get_command(ctx, word), ctx, word)


def test_there_are_commands_for_every_record_type() -> None:
    paths = {path for path, _, _ in tree()}
    assert {"shuro doctor", "shuro batch nightly", "shuro calc day", "shuro db backup", "shuro user add"} <= paths
    assert {f"shuro workplace {word}" for word in (
        "list", "show", "new", "edit", "delete", "import", "export", "history")} <= paths  # fmt: skip
    assert {"shuro supervision-result send", "shuro supervision-result print", "shuro measure-book print"} <= paths
    assert "shuro insurance-application import" in paths
    assert "shuro insurance-application new" not in paths
    assert "shuro insurance-application receive" not in paths


def test_every_command_is_explained_in_japanese() -> None:
    for path, command, _ in tree():
        assert JAPANESE.search(command.help or ""), f"{path} says nothing about itself"


def test_every_argument_and_option_is_explained_in_japanese() -> None:
    for path, command, ctx in tree():
        page = help_text(command, ctx)
        for param in command.get_params(ctx):
            if not param.hidden:
                name = max(param.opts, key=len)
                told = "".join(page.split()).partition(name)[2] if param.param_type_name == "option" else param.help
                assert JAPANESE.search((told or "")[:60]), f"{path}: {name} is not explained"
        assert not re.search(r"<\w+>|\b(TEXT|INTEGER|required|default|Show this)\b", page), path


def test_no_secret_is_ever_an_argument() -> None:
    """ASVS 13.3.1, 14.2.1: what is on the command line stands in the process list and the shell's history."""
    for path, command, _ in tree():
        for param in command.params:
            if re.search("password|secret|token", param.name or ""):
                assert param.is_flag, f"{path} takes a secret as {param.opts}"


def test_lines_of_help_fit_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from shuro.kernel.text import width

    monkeypatch.setenv("COLUMNS", "80")
    for path, command, ctx in tree():
        for line in help_text(command, ctx).splitlines():
            assert width(line) <= 80 or line.startswith("使い方"), f"{path}: {line}"


def test_help_goes_to_stdout(shuro) -> None:
    done = shuro("workplace", "list", "--help")
    assert (done.code, done.err) == (Exit.OK, "")
    assert done.out.startswith("使い方: shuro workplace list [オプション]\n")
    assert "-w, --where 条件=値" in done.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["workplase"], "「workplase」というコマンドはありません。近いもの：workplace"),
        (["workplace", "lst"], "「lst」というコマンドはありません。近いもの：list"),
        (["workplace", "list", "--wher", "x"], "「--wher」というオプションはありません。近いもの：--"),
        (["workplace", "list", "--limit", "x"], "--limit：その値は使えません。1以上100000以下の数字で指定してください。"),
        (["workplace", "list", "--limit", "0"], "--limit：その値は使えません。1以上100000以下の数字で指定してください。"),
        (["journal", "show", "--limit", "9" * 30], "1以上100000以下の数字で指定してください。"),
        (["workplace", "list", "--limit"], "--limit の指定のしかたを確かめてください"),
        (["workplace", "show"], "番号 を指定してください。"),
        (["workplace", "list", "株式会社", "工場"], "「株式会社 工場」は余分です。空白を含む値は引用符"),
        (["user", "add", "130109"], "--name を指定してください。"),
        (["count", "nosuch"], "「nosuch」という集計はありません。"),
        (["report", "nosuch"], "「nosuch」という帳票はありません。"),
    ],
)  # fmt: skip
def test_what_was_called_wrongly_is_told_in_japanese(shuro, words: list[str], sentence: str) -> None:
    done = shuro(*words)
    assert (done.code, done.out) == (Exit.USAGE, "")
    assert sentence in done.err
    assert not re.search("Error|Missing|Invalid|Usage", done.err)


def test_a_group_without_a_command_shows_its_help(shuro) -> None:
    done = shuro("workplace")
    assert (done.code, done.out) == (Exit.USAGE, "")
    assert "検索して一覧を表示する" in done.err


def test_an_unforeseen_trouble_is_one_sentence(shuro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuro.commands.calc.today", lambda: 1 / 0)
    done = shuro("calc", "day", "今日")
    assert done.code == Exit.FAILED
    assert done.err == (
        "予期しない問題が起きたため、処理を中止しました（ZeroDivisionError）。登録済みの情報はそのままです。\n"
    )
    monkeypatch.setenv("SHURO_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        shuro("calc", "day", "今日")


README = (ROOT / "README.md").read_text(encoding="utf-8").replace("\\\n", " ")
CALLS = re.compile(r"(?:^[$#] |\| |sudo .*/|&& )(shuro [a-z].*)$", re.MULTILINE)


@pytest.mark.parametrize("line", CALLS.findall(README))
def test_the_readme_calls_commands_that_are_there(line: str) -> None:
    words = shlex.split(line.partition("#")[0].partition("&&")[0])
    path = max((path for path, _, _ in tree() if words[: path.count(" ") + 1] == path.split()), key=len)
    command = next(command for known, command, _ in tree() if known == path)
    assert path != "shuro"
    assert hasattr(command, "list_commands") is False
    options = {name for param in command.params for name in param.opts} | {"--help"}
    assert {word for word in words if word.startswith("--")} <= options


# In a process of its own ----------------------------------------------------------------------------------------------------


def process(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """`shuro …` without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "shuro", *words], cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        timeout=120, **more,
    )  # fmt: skip


@pytest.mark.parametrize("words", [(), ("practice",)])
def test_the_screens_need_a_terminal(words: tuple[str, ...]) -> None:
    done = process(*words)
    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    assert done.stderr == "shuroの画面は端末で開いてください。コマンドの一覧は「shuro --help」で表示されます。\n"


def test_help_loads_nothing_heavy() -> None:
    """DESIGN 7: `shuro --help` in under 0.2 s."""
    code = (
        "import sys; sys.argv = ['shuro', '--help']\n"
        "from shuro.commands.main import run\n"
        "try: run()\n"
        "except SystemExit as end: print('END', end.code, *sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    code_and_modules = done.stdout.rpartition("END ")[2].split()
    assert code_and_modules[0] == "0"
    loaded = {name.partition(".")[0] for name in code_and_modules}
    assert not loaded & {"textual", "sqlmodel", "sqlalchemy", "pydantic", "openpyxl", "argon2", "alembic", "screens"}
    assert not any(name.startswith("shuro.standards") for name in code_and_modules)


def test_output_that_nobody_reads_any_more_is_no_traceback() -> None:
    pipe = subprocess.run(
        f"{sys.executable} -m shuro calc open-days R8.1.1 500 | head -1", shell=True, cwd=ROOT, capture_output=True,
        text=True, timeout=120,
    )  # fmt: skip
    assert pipe.stdout == "令和8年1月1日（木曜日）: 起算日（当日は数えない）\n"
    assert pipe.stderr == ""


@pytest.mark.parametrize(
    ("typed", "place", "offered"),
    [
        ("shuro workpl", 1, {"workplace", "workplace-merge"}),
        ("shuro workplace li", 2, {"list"}),
        ("shuro workplace list --wh", 3, {"--where"}),
        ("shuro workplace list --where industry", 4, {"industry_code="}),
        ("shuro workplace new --set registration_kind=労働保険未", 4, {"registration_kind=労働保険未手続"}),
        ("shuro calc open-", 2, {"open-days", "open-month"}),
    ],
)  # fmt: skip
def test_completion(typed: str, place: int, offered: set[str]) -> None:
    asked = {"_SHURO_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(place)}
    done = process(env={**os.environ, **asked})
    assert set(done.stdout.split()) == offered
