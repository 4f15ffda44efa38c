"""A supervision from the log-in to the 台帳, as an officer does it in a terminal, and the same facts by commands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from shuro.kernel.calendar import wareki
from tests.flows.ways import LOGIN, ME, NEW_RESULT, PHRASE, WORKPLACE, Place, log_out, register, to_item
from tests.terminal import Terminal, keys

NAME = "光興業㈱　　本社"


def printed(window: Terminal, folder: Path) -> str:
    """F12: the preview, then the workbook; all texts of the workbook."""
    before = set(folder.glob("*.xlsx"))
    window.press("f12")
    window.wait_for("画面表示")
    window.press("f12")
    if "出力の形式" in window.text:
        window.press("enter")
    window.wait_for("出力先")
    window.press("enter")
    window.wait_for(lambda screen: "に出力しました" in "".join(line.rstrip() for line in screen.lines))
    window.press("f3")
    (path,) = set(folder.glob("*.xlsx")) - before
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None)


@pytest.mark.req(
    "SYS-16", "SYS-17", "SYS-19", "SYS-20", "SYS-32", "SYS-37", "SYS-41", "SUP-6", "SUP-8", "SUP-12", "SUP-13", "SUP-43",
    "SUP-50", "SUP-53", "WPL-1", "WPL-2",
)  # fmt: skip
def test_from_the_log_in_to_the_ledger(place: Place) -> None:
    window = place.window()
    today = wareki(place.desk().today())
    window.send(keys(*LOGIN))
    window.wait_for("業務メニュー")
    window.press("個別", "enter")
    window.wait_for("個別事業場情報管理メニュー")
    window.press("事業場基本", "enter")
    window.wait_for("事業場基本情報_検索")
    window.press("f5")
    window.wait_for("霞会社")

    # the workplace is not there: it is registered, after a look at what was typed
    window.send(keys(*WORKPLACE[:-1]))
    window.wait_for("> 登録する")
    window.send(keys("enter"))
    window.wait_for(f"登録しました（1301-102 {NAME}）")

    # the result of the supervision of today
    window.send(keys(*NEW_RESULT))
    window.wait_for("監督結果等情報_登録")
    assert NAME in window.text
    to_item(window, "監督年月日")
    window.send(keys("=", "enter", "山本　一郎", "enter", "災害時", "enter", "f6", "安衛519-1", "enter", "enter", "enter",
                     "是正勧告", "enter", "+30", "enter"))  # fmt: skip
    register(window, f"登録しました（1301-{place.desk().today().year}-1 {NAME}")
    report = printed(window, place.home / "output")
    assert NAME in report and "第519条" in report and "災害時監督" in report and today in report

    # the decision is entered after the print came back
    window.send(keys("f3", "f3", "f3", "f3"))
    window.wait_for("個別事業場情報管理メニュー")
    window.send(keys("監督結果等", "enter", "f5"))
    window.wait_for("監督結果等情報_一覧")
    window.wait_for("災害時監督")
    window.press("enter")
    window.wait_for("監督結果等情報_更新")
    to_item(window, "署長判決")
    window.send(keys("要是正", "enter"))
    register(window, "更新しました")
    assert "版2" in window.text

    # the line of the 措置簿 is there
    window.send(keys("f3", "f3", "f3"))
    window.wait_for("個別事業場情報管理メニュー")
    window.send(keys("措置簿", "enter", "f5"))
    window.wait_for("措置簿_一覧")
    window.wait_for("光興業")

    # the 移行伺, decided on paper, becomes the 台帳
    window.send(keys("f3", "f3", "事業場基本", "enter"))
    window.wait_for("事業場基本情報_検索")
    to_item(window, "事業場名(漢字)")
    window.send(keys("光興業", "f5"))
    window.wait_for("1/1件")
    window.send(keys("enter", "f10", "監督結果", "enter", "移行伺", "enter"))
    window.wait_for("要監理事業場移行伺_登録")
    to_item(window, "是正督促回数")
    window.send(keys("2", "enter"))
    window.wait_for("> 未是正条文")
    window.send(keys("519", "enter"))
    register(window, "登録しました")
    assert "第519条" in printed(window, place.home / "output")
    to_item(window, "署長決裁")
    window.send(keys(" "))
    register(window, "更新しました")
    log_out(window)

    the_same_by_commands(place)


def the_same_by_commands(place: Place) -> None:
    """What the screens stored, as commands tell it."""
    assert place.run("login", ME, "--password-stdin", stdin=PHRASE + "\n").returncode == 0
    year = place.desk().today().year
    asked = (
        ("supervision-result", "list"), ("supervision-result", "show", f"1301-{year}-1"), ("measure-book", "list"),
        ("managed-workplace-ledger", "list"),
    )  # fmt: skip
    with ThreadPoolExecutor(3) as threads:
        checks = threads.map(lambda words: place.run(*words), (("journal", "verify"), ("db", "check")))
        (result,), whole, (line,), (ledger,) = threads.map(lambda words: place.told(*words), asked)
        assert [(done.returncode, done.stderr) for done in checks if done.returncode] == []
    assert (result["name"], result["decision"], result["supervision_kind"]) == (NAME, "要是正報告", "災害時監督")
    assert str(result["serial"]) == "1"
    assert "第519条第1項" in str(whole["violations"]) and (whole["supervisor"], whole["men"]) == ("山本　一郎", "12")
    assert line["name"] == NAME and "519" in str(line["provisions"])
    assert ledger["name"] == NAME and ledger["moved_on"] == wareki(place.desk().today())
    assert place.drafts() == []
