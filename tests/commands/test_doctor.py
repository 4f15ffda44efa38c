"""`shuro doctor`: every check on what it may find, and the questions to a real (pseudo) terminal."""

from __future__ import annotations

import os
import re
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
import sqlalchemy as sa

from shuro.commands.exits import Exit
from shuro.kernel import paths, surroundings, tty
from shuro.kernel.database import Database, StorageLost
from shuro.kernel.surroundings import NG, OK, WARNING
from tests.conftest import ROOT

POSITION = re.compile(rb"\r([^\r\x1b]*)\x1b\[6n")


# What is found and what is said about it ------------------------------------------------------------------------------------


@pytest.mark.req("ACC-14")
@pytest.mark.parametrize(
    ("of_locale", "of_output", "cells", "result", "found"),
    [
        ("UTF-8", "utf-8", 2, OK, "UTF-8"), ("utf8", "UTF8", None, OK, "UTF-8"),
        ("EUC-JP", "utf-8", 2, NG, "EUC-JP"), ("ANSI_X3.4-1968", "utf-8", None, NG, "ANSI_X3.4-1968"),
        ("UTF-8", "euc_jp", 2, NG, "euc_jp"), ("UTF-8", None, 2, NG, "不明"),
        ("UTF-8", "utf-8", 3, NG, "端末はUTF-8ではない（全角1文字が3桁）"),
    ],
)  # fmt: skip
def test_encoding(of_locale: str, of_output: str | None, cells: int | None, result: str, found: str) -> None:
    check = surroundings.encoding(of_locale, of_output, cells)
    assert (check.result, check.name, check.found) == (result, "文字コード", found)
    assert bool(check.advice) == (result != OK)


@pytest.mark.req("ACC-15")
@pytest.mark.parametrize(
    ("columns", "lines", "result"),
    [(100, 30, OK), (99, 30, WARNING), (100, 29, WARNING), (80, 24, WARNING), (79, 24, NG), (80, 23, NG),
     (79, 60, NG), (200, 60, OK), (None, None, WARNING)],
)  # fmt: skip
def test_size(columns: int | None, lines: int | None, result: str) -> None:
    check = surroundings.size(columns, lines)
    assert check.result == result
    assert check.found == ("不明" if columns is None else f"{columns}×{lines}")
    assert ("80×24以上" in check.advice) == (result == NG)


@pytest.mark.req("ACC-16")
def test_colours() -> None:
    assert [surroundings.colours(number).result for number in (256, 1 << 24, 255, 8, 0, None)] == [
        OK, OK, WARNING, WARNING, WARNING, WARNING,
    ]  # fmt: skip
    assert surroundings.known_colours({"TERM": "xterm-256color"}) == 256
    assert surroundings.known_colours({"TERM": "xterm", "COLORTERM": "truecolor"}) == 1 << 24
    assert surroundings.known_colours({"TERM": "vt100"}) == 0
    assert surroundings.known_colours({"TERM": "no-such-terminal"}) == 0
    assert surroundings.known_colours({}) == 0


@pytest.mark.req("ACC-17")
def test_the_seven_marks_are_looked_at(ready, sit) -> None:
    """Each of them, and full-width characters: drawn at the terminal, and the position of the cursor asked for."""
    assert surroundings.MARKS == ("○", "△", "－", "①", "⑳", "●", "※")
    at = sit()
    at.rest()
    drawn = [one.decode() for one in POSITION.findall(at.heard)]
    assert [one for one in drawn if one in surroundings.MARKS] == list(surroundings.MARKS)
    assert set(drawn) & set(surroundings.FULL_WIDTH)


@pytest.mark.req("ACC-17")
def test_character_widths() -> None:
    right = dict.fromkeys(surroundings.FULL_WIDTH, 2) | dict.fromkeys(surroundings.MARKS, 1) | {"－": 2}
    assert surroundings.character_widths(right).result == OK
    check = surroundings.character_widths(right | {"①": 2, "※": 2})
    assert (check.result, check.found) == (WARNING, "①が2桁（想定1桁）、※が2桁（想定1桁）")
    assert "半角" in check.advice
    assert surroundings.character_widths({}).result == WARNING


@pytest.mark.req("ACC-18")
def test_keys() -> None:
    assert surroundings.keys({"Tab": True, "F1": True}) == surroundings.Check(OK, "キー入力", "Tab、F1 が届いた")
    check = surroundings.keys({"Tab": True, "Shift+Tab": False, "F1": False})
    assert (check.result, check.found) == (NG, "Shift+Tab、F1 が届かない")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """An output folder and a certificate folder as they should be."""
    output, certificates = tmp_path / "out put", tmp_path / "certificates"
    output.mkdir()
    certificates.mkdir(mode=0o700)
    return output, certificates


@pytest.mark.req("ACC-19")
def test_folders(folders: tuple[Path, Path], tmp_path: Path) -> None:
    output, certificates = folders
    assert surroundings.folders(output, certificates).result == OK
    certificates.chmod(0o750)
    check = surroundings.folders(output, certificates)
    assert (check.result, check.advice) == (NG, f"chmod 700 {certificates} で、本人だけが読めるようにしてください。")
    certificates.chmod(0o700)
    check = surroundings.folders(tmp_path / "a b", tmp_path / "c")
    assert check.result == NG
    assert check.advice == (
        f"mkdir -p -m 700 '{tmp_path}/a b' で「a b」を作ってください。mkdir -p -m 700 {tmp_path}/c で「c」を作ってください。"
    )
    (tmp_path / "file").touch()
    assert surroundings.folders(tmp_path / "file", certificates).result == NG


@pytest.mark.req("ACC-19")
@pytest.mark.parametrize("which", [0, 1], ids=["output", "certificates"])
def test_a_folder_that_cannot_be_written(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    monkeypatch.setattr("os.access", lambda path, how: path != folders[which])  # root may write everywhere
    check = surroundings.folders(*folders)
    assert (check.result, check.advice) == (
        NG,
        f"「{folders[which]}」に書き込めるようにするか、別のフォルダーを設定してください。",
    )


@pytest.mark.req("ACC-19")
def test_which_folders(monkeypatch: pytest.MonkeyPatch, home: Path, tmp_path: Path) -> None:
    monkeypatch.delenv("SHURO_OUTPUT", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert (paths.output_folder(), paths.certificate_folder()) == (tmp_path / "shuro-output", home / "certificates")
    monkeypatch.setenv("SHURO_OUTPUT", "~/here")
    monkeypatch.setenv("SHURO_CERTIFICATES", "/there")
    assert (paths.output_folder(), paths.certificate_folder()) == (tmp_path / "here", Path("/there"))


@pytest.mark.req("ACC-20")
def test_database(database: Database, tmp_path: Path) -> None:
    check = surroundings.database(lambda: database)
    assert (check.result, check.advice) == (OK, "")
    assert check.found.startswith(f"{database.place}（版0")
    with database.engine.begin() as connection:
        version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        check = surroundings.database(lambda: database)
    finally:
        with database.engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = :one"), {"one": version})
    assert check.result == NG
    assert "新しいプログラムを使ってください。" in check.advice
    missing = surroundings.database(lambda: Database(f"sqlite:///{tmp_path}/no.db"))
    assert (missing.result, missing.found) == (NG, f"{tmp_path}/no.db")
    assert "「shuro db init」で作ってください。" in missing.advice


@pytest.mark.req("ACC-20")
def test_a_database_out_of_reach() -> None:
    def opened() -> Database:
        raise StorageLost

    check = surroundings.database(opened)
    assert (check.result, check.found, check.advice) == (NG, "不明", StorageLost.said)


@pytest.mark.req("ACC-21")
def test_viewer(tmp_path: Path) -> None:
    program = tmp_path / "show"
    program.touch(0o755)
    assert surroundings.viewer({"PATH": str(tmp_path), "SHURO_PDF_VIEWER": "show --page 1"}).result == OK
    for command in ("other", "", "show '"):
        check = surroundings.viewer({"PATH": str(tmp_path), "SHURO_PDF_VIEWER": command})
        assert check.result == WARNING
        assert "SHURO_PDF_VIEWER" in check.advice


# The command -------------------------------------------------------------------------------------------------------------------

NAMES = ["文字コード", "画面の大きさ", "色数", "文字幅", "出力フォルダー", "データベース", "表示プログラム"]


@pytest.fixture
def ready(shuro, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which everything is as it should be."""
    monkeypatch.setenv("SHURO_OUTPUT", str(folders[0]))
    monkeypatch.setenv("SHURO_CERTIFICATES", str(folders[1]))
    monkeypatch.setenv("SHURO_PDF_VIEWER", sys.executable)
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")
    assert shuro("db", "init").code == Exit.OK


@pytest.mark.req("ACC-13")
def test_one_line_a_check_and_exit_0(shuro, ready) -> None:
    done = shuro("doctor")
    lines = done.out.splitlines()
    assert [re.split("  |：", line)[1] for line in lines] == NAMES
    assert [line.split("  ")[0] for line in lines] == [OK, WARNING, WARNING, WARNING, OK, OK, OK]
    assert all("→" in line for line in lines if line.startswith(WARNING))
    assert (done.code, done.err) == (Exit.OK, "")
    told = shuro("doctor", "--json").data
    assert [set(one) for one in told] == [{"result", "name", "found", "advice"}] * len(NAMES)


@pytest.mark.req("ACC-13")
def test_any_ng_is_exit_1(shuro, ready, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHURO_OUTPUT", str(tmp_path / "no"))
    monkeypatch.setenv("SHURO_DATABASE_URL", "mysql://x")
    done = shuro("doctor", "--json")
    assert done.code == Exit.FAILED
    assert {one["name"]: one["result"] for one in done.data if one["result"] == NG} == {
        "出力フォルダー": NG, "データベース": NG,
    }  # fmt: skip


def test_keys_are_not_asked_for_without_a_terminal(shuro, ready) -> None:
    done = shuro("doctor", "--interactive")
    assert (done.code, done.out) == (Exit.USAGE, "")


# A real terminal ------------------------------------------------------------------------------------------------------------


class Sitting:
    """`shuro doctor` under a pseudo-terminal that answers as a terminal of these widths does."""

    def __init__(self, *words: str, size: tuple[int, int] = (40, 120), wide: str = "", answers: bool = True):
        environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "shuro", "doctor", *words],
            dimensions=size,
            env=environment,
            cwd=str(ROOT),
            timeout=60,
        )
        self.child.delaybeforesend = None
        self.wide, self.answers, self.heard, self.asked = wide, answers, b"", 0

    def read(self) -> bytes:
        """The next piece it writes; questions about the cursor are answered."""
        piece = self.child.read_nonblocking(4096, timeout=60)
        self.heard += piece
        questions = POSITION.findall(self.heard) if self.answers else []
        for text in (one.decode() for one in questions[self.asked :]):
            cells = sum(2 if one in self.wide or ord(one) > 0x2FFF else 1 for one in text)
            self.child.send(f"\x1b[1;{1 + cells}R")
        self.asked = len(questions)
        return piece

    def until(self, words: str) -> None:
        """Read until it has written these words after what was read before."""
        start = len(self.heard)
        while words.encode() not in self.heard[start:]:
            self.read()

    def rest(self) -> dict[str, str]:
        """Read to the end; {check: its line}."""
        try:
            while True:
                self.read()
        except pexpect.EOF:
            self.child.wait()
        text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.heard.decode())
        found = re.findall(r"(?:OK|警告|NG)  ([^：\r\n]+)：[^\r\n]*", text)
        return {name: next(line for line in re.split("[\r\n]+", text) if f"  {name}：" in line) for name in found}


@pytest.fixture
def sit() -> Iterator[type[Sitting]]:
    yield Sitting


@pytest.mark.req("ACC-13", "ACC-15", "ACC-16", "ACC-17")
def test_at_a_good_terminal(ready, sit) -> None:
    at = sit()
    lines = at.rest()
    assert list(lines) == NAMES
    assert all(line.startswith("OK") for line in lines.values()), lines
    assert "120×40" in lines["画面の大きさ"]
    assert at.child.exitstatus == 0


@pytest.mark.req("ACC-15", "ACC-17")
def test_at_a_small_terminal_with_wide_marks(ready, sit) -> None:
    at = sit(size=(20, 70), wide="○※")
    lines = at.rest()
    assert lines["画面の大きさ"].startswith("NG  画面の大きさ：70×20")
    assert lines["文字幅"].startswith("警告  文字幅：○が2桁（想定1桁）、※が2桁（想定1桁）")
    assert at.child.exitstatus == 1


@pytest.mark.req("ACC-17")
def test_at_a_terminal_that_does_not_answer(ready, sit) -> None:
    at = sit(answers=False)
    lines = at.rest()
    assert lines["文字幅"].startswith("警告  文字幅：測れない")
    assert lines["文字コード"].startswith("OK")
    assert at.child.exitstatus == 0


@pytest.mark.req("ACC-18")
def test_keys_that_reach_the_program(ready, sit) -> None:
    at = sit("--interactive")
    for name, bytes in (("Tab", "\t"), ("Shift+Tab", "\x1b[Z"), ("Enter", "\r"), ("Backspace", "\x7f"), ("Esc", "\x1b"),
                        ("F1", "\x1bOP")):  # fmt: skip
        at.until(f"{name} を押してください。")
        at.child.send(bytes)
    at.until("貼り付けてください。")
    assert b"\x1b[?2004h" in at.heard
    at.child.send("\x1b[200~株式会社\r\n\x1b[201~")
    lines = at.rest()
    assert lines["キー入力"] == "OK  キー入力：Tab、Shift+Tab、Enter、Backspace、Esc、F1、貼付け が届いた"
    assert at.child.exitstatus == 0


@pytest.mark.req("ACC-18")
def test_keys_that_something_else_takes(ready, sit) -> None:
    at = sit("--interactive")
    for name, bytes in (("Tab", "\t"), ("Shift+Tab", "\t"), ("Enter", "\r"), ("Backspace", "\x7f"), ("Esc", "\x1b"),
                        ("F1", "\x03")):  # fmt: skip
        at.until(f"{name} を押してください。")
        at.child.send(bytes)
    at.until("貼り付けてください。")
    at.child.send("\x03")
    lines = at.rest()
    assert lines["キー入力"].startswith("NG  キー入力：Shift+Tab、F1、貼付け が届かない")
    assert at.child.exitstatus == 1


def test_the_terminal_is_left_as_it_was() -> None:
    ours, theirs = os.openpty()
    before = termios.tcgetattr(theirs)
    with pytest.raises(RuntimeError), tty.raw(theirs):
        assert termios.tcgetattr(theirs) != before
        raise RuntimeError
    assert termios.tcgetattr(theirs) == before
    for end in (ours, theirs):
        os.close(end)
