"""Escapes and markup in data are letters, secrets are nowhere, a window of another size shows the same text."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from shuro.accounts.asp import reset
from shuro.accounts.bootstrap import rescue_admin
from shuro.accounts.own import change_password
from shuro.accounts.realms import KIJUN
from shuro.accounts.users import reset_password
from shuro.kernel import registry
from shuro.kernel.desk import wall_clock
from shuro.kernel.record import items_of
from tests.accounts.asp_ways import ENVIRONMENTS, FIRST, PASSWORD, built
from tests.conftest import ROOT
from tests.flows.ways import LOGIN, ME, NEW_RESULT, PHRASE, TO_WORKPLACES, Place, register, to_item
from tests.terminal import keys, terminal

TITLE = "\x1b]0;PWNED\x07"  # a terminal would change its title
MARKUP = "[bold]A[/]"
RAW = (b"\x1b]0;PWNED", b"\x1b[31mPWNED", b"\x9b31mPWNED", b"\xc2\x9b31mPWNED")


def clean(data: bytes) -> bool:
    """Did nothing of the data reach the terminal as a control sequence?"""
    return not any(raw in data for raw in RAW)


def test_escapes_stored_by_others_show_as_letters(sqlite_place: Place) -> None:
    """Put into the tables past every check: in list, form, preview and commands they are harmless."""
    hostile = f"[bold]A[/]{TITLE}\x1b[31mPWNED\x9b31mPWNED"
    with sqlite_place.database.write() as session:
        session.execute(sa.text("UPDATE workplace SET name = :name, representative = :name"), {"name": hostile})
    window = sqlite_place.window()
    window.send(keys(*LOGIN, *TO_WORKPLACES))
    window.wait_for("事業場基本情報_一覧")
    window.wait_for("1/1件")
    assert MARKUP[:5] in window.text
    window.send(keys("enter"))
    window.wait_for("事業場基本情報_更新")
    assert MARKUP in window.text and "PWNED" in window.text
    window.send(keys(*NEW_RESULT))
    window.wait_for("監督結果等情報_登録")
    to_item(window, "監督年月日")
    window.send(keys("=", "enter", "enter", "災害時", "enter"))
    register(window, "登録しました")
    window.send(keys("f12"))
    window.wait_for("画面表示")
    assert MARKUP in window.text
    assert clean(window.received)
    assert sqlite_place.run("login", ME, "--password-stdin", stdin=PHRASE + "\n").returncode == 0
    for words in (("workplace", "list"), ("workplace", "show", "1301-101"), ("supervision-result", "list"),
                  ("supervision-result", "print", "report", f"1301-{sqlite_place.desk().today().year}-1")):  # fmt: skip
        done = sqlite_place.run(*words)
        told = (done.stdout + done.stderr).encode()
        assert done.returncode == 0 and b"[bold]" in told and clean(told), told


def test_escapes_pasted_into_a_name_are_taken_out_or_refused(sqlite_place: Place) -> None:
    window = sqlite_place.window()
    window.send(keys(*LOGIN, *TO_WORKPLACES, "enter"))
    window.wait_for("事業場基本情報_更新")
    to_item(window, "代表者職氏名")
    window.send(f"\x1b[200~{MARKUP}{TITLE}\x1b[201~")
    window.read(0.3)
    window.send(keys("enter"))
    register(window, "更新しました")
    assert MARKUP in window.text and clean(window.received)
    with sqlite_place.database.read() as session:
        stored = session.execute(sa.text("SELECT representative FROM workplace")).scalar()
    assert stored.startswith(MARKUP) and not any(ord(one) < 32 for one in stored)


@pytest.mark.req("ACC-9")
def test_no_secret_is_written_anywhere(sqlite_place: Place) -> None:
    """The initial secret, passwords right and wrong: not in the data folder, the arguments or the environment."""
    initial = reset_password(sqlite_place.desk("000001"), ME).secret
    new, wrong = "canary of crooked lamps", "canary with two beaks"
    window = sqlite_place.window()
    window.wait_for("職員番号")  # before that the terminal itself echoes
    window.send(keys(ME, "enter", wrong, "enter"))
    window.wait_for("ログインできません")
    window.send(keys(initial, "enter"))
    window.wait_for("新しいパスワード(再入力)")
    window.send(keys(initial, "enter", new, "enter", new, "enter"))
    window.wait_for("業務メニュー")
    window.send(keys(*TO_WORKPLACES, "f9", "事業場", "enter", "enter", "enter", "未手続", "enter", "カナリア", "enter"))
    sqlite_place.wait_for_draft(name_kana="カナリア")
    process = Path(f"/proc/{window.child.pid}")
    seen = [(process / "cmdline").read_bytes(), (process / "environ").read_bytes(), window.received]
    assert re.search(r"Max core file size\s+0\s+0\s", (process / "limits").read_text())
    assert sqlite_place.run("login", ME, "--password-stdin", stdin=new + "\n").returncode == 0
    files = [path for path in sqlite_place.home.rglob("*") if path.is_file()]
    assert {"shuro.db", "session.json"} <= {path.name for path in files}
    seen += [path.read_bytes() for path in files]
    for secret in (initial, new, wrong):
        assert not [data for data in seen if secret.encode() in data]
    sqlite_place.database.close()


@pytest.mark.req("ACC-8", "ACC-9")
def test_no_secret_of_the_outside_systems_is_written_by_their_commands(sqlite_place: Place) -> None:
    """Secrets go in by standard input and come out nowhere: not in what is printed, nor in any file of the data folder."""
    place = sqlite_place
    env = {"SHURO_ASP_ACCOUNT": ENVIRONMENTS[FIRST]}
    change_password(
        place.database, wall_clock, KIJUN, "000001",
        rescue_admin(place.database, wall_clock, KIJUN, "000001").secret, PHRASE,
    )  # fmt: skip
    operator = place.desk("000001")
    asp = built(place.database, lambda: wall_clock() - timedelta(minutes=11), operator)  # type: ignore[arg-type]
    asp.register(asp.verified(FIRST))
    first, initial, wrong, new = PASSWORD, "Kanar#07", "Kanariya-wrong-1", "Kanariya-2027"
    runs = [
        place.run("login", "000001", "--password-stdin", stdin=PHRASE + "\n"),
        place.run(
            "rokin", "contract-add", "12345678", "--name", "株式会社てすと", "--password-stdin", stdin=initial + "\n"
        ),
        place.run("asp", "login", FIRST, "--password-stdin", stdin=wrong + "\n", **env),
        place.run("asp", "login", FIRST, "--password-stdin", stdin=first + "\nはい\n", **env),
        place.run("login", "r5ph1070", "--realm", "gaikokujin", "--password-stdin", stdin="Kanaria-Wrong-1\n"),
        place.run("asp", "reset-password", FIRST, "--password-stdin", stdin=f"00000000\n{new}\n", **env),
    ]
    assert [one.returncode == 0 for one in runs] == [True, True, False, True, False, False], runs
    confirmed = reset.confirm_code(place.database, wall_clock, FIRST, asp.code())
    reset.set_password(place.database, wall_clock, confirmed, new, new)
    seen = [(one.stdout + one.stderr).encode() for one in runs]
    seen += [path.read_bytes() for path in place.home.rglob("*") if path.is_file()]
    assert len(seen) > 10
    for secret in (first, initial, wrong, new, "Kanaria-Wrong-1"):
        assert not [data for data in seen if secret.encode() in data], secret
    place.database.close()


def test_screens_that_ask_for_secrets_keep_no_drafts() -> None:
    """Drafts are of record types, which have no secret items; a screen with one has nothing to write them with."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "screens").rglob("*.py")}
    asking = [name for name, text in texts.items() if re.search(r"\bsecret\(", text)]
    assert {"login.py", "password.py", "asp.py", "asp_reset.py"} <= set(asking)
    assert not [name for name in asking if re.search(r"draft_keeper|DraftKeeper|save_draft", texts[name])]
    assert not [item for cls in registry.load_all() for item in items_of(cls) if "パスワード" in item.label]


LOADING = """
import sys, termios, types

def state(when):
    flags = termios.tcgetattr(0)[3]
    print(when, bool(flags & termios.ECHO), bool(flags & termios.ICANON), flush=True)

def run(url):
    state("loading")
    print("typed", [sys.stdin.buffer.raw.read(1) for _ in range(4)], flush=True)

sys.modules["screens.workstation"] = types.SimpleNamespace(run=run)
from shuro.commands.entry import open_screens
state("before")
open_screens()
state("after")
"""


def test_what_is_typed_while_the_screens_are_loaded_is_not_echoed() -> None:
    """A password typed ahead stays unseen; BackSpace and Enter come as they were typed; afterwards all is as before."""
    with terminal("-c", LOADING) as window:
        window.wait_for("loading False False")
        window.send("S\x7f\r!")
        window.wait_for("after True True")
        assert "before True True" in window.text
        assert b"S\x08" not in window.received and "typed [b'S', b'\\x7f', b'\\r', b'!']" in window.text
        assert window.text.count("!") == 1


@pytest.mark.req("ACC-15")
@pytest.mark.parametrize(("rows", "columns"), [(24, 80), (50, 160)])
def test_a_window_that_shrinks_while_typing_keeps_the_text(sqlite_place: Place, rows: int, columns: int) -> None:
    window = sqlite_place.window(rows=rows, columns=columns)
    window.send(keys(*LOGIN, *TO_WORKPLACES, "enter"))
    window.wait_for("事業場基本情報_更新")
    assert "霞会社　　霞工場" in window.text
    to_item(window, "代表者職氏名")
    window.send("代表　打")
    window.wait_for("代表　打")
    window.resize(15, 50)
    window.wait_for("80×24以上")
    window.send("ちかけ")
    window.read(0.3)
    window.resize(rows, columns)
    window.wait_for(
        lambda one: any(line.startswith("> 代表者職氏名") and "代表　打ちかけ" in line for line in one.lines)
    )
    window.send(keys("enter"))
    register(window, "更新しました")
    with sqlite_place.database.read() as session:
        assert session.execute(sa.text("SELECT representative FROM workplace")).scalar() == "代表　打ちかけ"
