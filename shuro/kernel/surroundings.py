"""Can the program work here? Checks of terminal, folders, database and programs (ACC-13 to ACC-21), each with advice.

Every check is a function of what was found, so that it can be asked from a command, from a log-in screen (ACC-22) and
from a test; `shuro.kernel.tty` finds out what the terminal does.
"""

from __future__ import annotations

import locale
import os
import shlex
import shutil
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shuro.kernel.text import width
from shuro.kernel.troubles import StorageTrouble

if TYPE_CHECKING:
    from shuro.kernel.database import Database

OK, WARNING, NG = "OK", "警告", "NG"
NEEDED, COMFORTABLE = (80, 24), (100, 30)
COLOURS = 256
MARKS = ("○", "△", "－", "①", "⑳", "●", "※")
FULL_WIDTH = ("漢", "カ", "Ａ")
NO_TERMINAL = "端末がないため、調べていません。端末の上で実行してください。"
VIEWER = "xdg-open"


@dataclass(frozen=True)
class Check:
    """One check: OK, 警告 or NG, its name, what was found, and for 警告 and NG what to change."""

    result: str
    name: str
    found: str
    advice: str = ""

    def __str__(self) -> str:
        told = f"{self.result}  {self.name}：{self.found}"
        return f"{told}　→ {self.advice}" if self.advice else told


# The terminal -------------------------------------------------------------------------------------------------------------


def locale_encoding() -> str:
    """The encoding of the user's locale, such as UTF-8."""
    try:
        locale.setlocale(locale.LC_CTYPE, "")
    except locale.Error:
        return f"不明（ロケール「{os.environ.get('LC_ALL') or os.environ.get('LANG') or ''}」がこの機械にない）"
    return locale.nl_langinfo(locale.CODESET)


def is_utf8(name: str | None) -> bool:
    """Is this the name of UTF-8?"""
    return (name or "").lower().replace("-", "").replace("_", "") == "utf8"


def encoding(of_locale: str, of_output: str | None, cells: int | None = None) -> Check:
    """文字コード (ACC-14): the locale, our output and, as far as it could be asked, the terminal are UTF-8.

    `cells`: the columns that the terminal gave one full-width character; a terminal of another encoding gives not two.
    """
    name = "文字コード"
    if not is_utf8(of_locale):
        advice = "LANG=ja_JP.UTF-8（なければ C.UTF-8）を設定してください。"
        return Check(NG, name, of_locale, advice)
    if not is_utf8(of_output):
        return Check(NG, name, of_output or "不明", "PYTHONIOENCODING などの設定を外し、UTF-8で出力してください。")
    if cells not in (None, 2):
        advice = "端末（PuTTYなど）の文字コードの設定をUTF-8にしてください。"
        return Check(NG, name, f"端末はUTF-8ではない（全角1文字が{cells}桁）", advice)
    return Check(OK, name, "UTF-8")


def size(columns: int | None, lines: int | None) -> Check:
    """画面の大きさ (ACC-15)."""
    name = "画面の大きさ"
    if columns is None or lines is None:
        return Check(WARNING, name, "不明", NO_TERMINAL)
    found = f"{columns}×{lines}"
    if columns < NEEDED[0] or lines < NEEDED[1]:
        return Check(NG, name, found, f"端末の窓を{NEEDED[0]}×{NEEDED[1]}以上に広げるか、文字を小さくしてください。")
    if columns < COMFORTABLE[0] or lines < COMFORTABLE[1]:
        advice = f"{COMFORTABLE[0]}×{COMFORTABLE[1]}以上にすると、一覧の列が多く表示されます。"
        return Check(WARNING, name, found, advice)
    return Check(OK, name, found)


def colours(number: int | None) -> Check:
    """色数 (ACC-16). Fewer colours lose nothing that words and marks do not say as well."""
    name = "色数"
    if number is None:
        return Check(WARNING, name, "不明", NO_TERMINAL)
    if number < COLOURS:
        advice = "端末の種類（TERM）を xterm-256color などにしてください。このままでも使えます。"
        return Check(WARNING, name, f"{number}色", advice)
    return Check(OK, name, f"{number}色")


def known_colours(environment: Mapping[str, str]) -> int:
    """How many colours the terminal says it has, by its environment and the terminfo database."""
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return 1 << 24
    term = environment.get("TERM", "")
    if "256color" in term or "direct" in term:
        return COLOURS
    import curses

    try:
        curses.setupterm(term or "dumb", 1)
        return max(0, curses.tigetnum("colors"))
    except curses.error:
        return 0


def character_widths(measured: Mapping[str, int] | None) -> Check:
    """文字幅 (ACC-17): does the terminal give full-width characters and marks the cells that we count with?"""
    name = "文字幅"
    if not measured:
        advice = "カーソル位置を答えない端末か、端末の外です。罫線がずれて見えるときは、別の端末で試してください。"
        return Check(WARNING, name, "測れない", advice)
    wrong = {one: cells for one, cells in measured.items() if cells != width(one)}
    if not wrong:
        return Check(OK, name, f"{''.join(measured)} が想定どおり")
    shown = "、".join(f"{one}が{cells}桁（想定{width(one)}桁）" for one, cells in wrong.items())
    advice = "端末の設定で、幅があいまいな文字を「半角」（narrow）にしてください。"
    return Check(WARNING, name, shown, advice)


def keys(reached: Mapping[str, bool]) -> Check:
    """キー入力 (ACC-18): which keys reached the program."""
    name = "キー入力"
    missing = [key for key, came in reached.items() if not came]
    if missing:
        advice = (
            "端末や入力の補助ソフトがこのキーを使っていないか確かめてください。F1などは Esc のあとの数字でも使えます。"
        )
        return Check(NG, name, f"{'、'.join(missing)} が届かない", advice)
    return Check(OK, name, f"{'、'.join(reached)} が届いた")


# The machine --------------------------------------------------------------------------------------------------------------


def folders(output: Path, certificates: Path) -> Check:
    """出力フォルダー (ACC-19): both are there and can be written, and nobody else can read the certificates."""
    name = "出力フォルダー"
    problems = [trouble for folder in (output, certificates) if (trouble := folder_trouble(folder))]
    if not problems and certificates.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        problems.append(f"chmod 700 {shlex.quote(str(certificates))} で、本人だけが読めるようにしてください。")
    if problems:
        return Check(NG, name, f"{output}、{certificates}", "".join(problems))
    return Check(OK, name, f"{output}、{certificates}")


def folder_trouble(folder: Path) -> str:
    """What keeps files from being written into a folder, as advice; empty when nothing does."""
    if not folder.is_dir():
        return f"mkdir -p -m 700 {shlex.quote(str(folder))} で「{folder.name}」を作ってください。"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"「{folder}」に書き込めるようにするか、別のフォルダーを設定してください。"
    return ""


def database(opened: Callable[[], Database]) -> Check:
    """データベース (ACC-20): reachable, and of the version of this program. `opened` gives it, or raises StorageTrouble."""
    from shuro.kernel.schema import schema_state  # here: the terminal is looked at before storage is loaded

    name, place = "データベース", "不明"
    try:
        one = opened()
        place = one.place
        state = schema_state(one)
    except StorageTrouble as trouble:
        return Check(NG, name, place, trouble.sentence)
    if state.state != "current":
        return Check(NG, name, one.place, state.sentence)
    return Check(OK, name, f"{one.place}（版{state.found or 'なし'}）")


def viewer(environment: Mapping[str, str]) -> Check:
    """表示プログラム (ACC-21): the command for opening a PDF, $SHURO_PDF_VIEWER or xdg-open."""
    name = "表示プログラム"
    command = environment.get("SHURO_PDF_VIEWER", "") or VIEWER
    try:
        program = (shlex.split(command) or [VIEWER])[0]
    except ValueError:
        program = command
    if shutil.which(program, path=environment.get("PATH")) is None:
        advice = (
            "SHURO_PDF_VIEWER に、PDFを開くコマンドを設定してください。このままでは印刷はファイルの保存だけになります。"
        )
        return Check(WARNING, name, f"「{program}」がない", advice)
    return Check(OK, name, command)
