"""`shuro gaikokujin`: users, notices and settings of 外国人就労管理システム, for its システム管理者 and those of 本省."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from shuro.commands.speech import App

app = App(help="外国人就労管理システムの利用者・連絡事項・設定を管理する。")

SYSTEM = "gaikokujin"
LOGIN = typer.Argument(..., metavar="ログインID", help="利用者のログインID（半角英数字8から16桁）")
NUMBER = typer.Argument(..., metavar="番号", help="「notice-list」で表示される連絡事項の番号")
JSON = typer.Option(False, "--json", help="JSONで出力する")
LARGEST = 1_000_000  # bytes of the file of a body; 10,000 characters are allowed
BODY = typer.Option(..., "--body", help="本文のファイル（UTF-8。- は標準入力）")


def desk() -> Any:
    """The desk of the logged-in officer."""
    from shuro.commands.acting import desk as acting

    return acting()


def act(what: Any, done: str, *given: Any, **more: Any) -> None:
    """Do one thing as the logged-in officer, and say that it is done."""
    from shuro.commands.exits import say

    what(desk(), *given, **more)
    say(done)


# Users


@app.command("list")
def list_users(as_json: bool = JSON) -> None:
    """利用者（仮登録を含む）の一覧を表示する。"""
    from dataclasses import asdict

    from shuro.accounts.gaikokujin.admin import listed
    from shuro.commands.exits import put
    from shuro.commands.output import table

    found = listed(desk())
    if as_json:
        put([asdict(one) for one in found])
        return
    lines = [
        (one.login, one.kind, one.state + (f"（{one.hindrance}）" if one.hindrance else ""), one.name, one.mail, one.permit,
         str(one.last_day or ""), f"{one.last_login:%Y-%m-%d %H:%M}" if one.last_login else "")
        for one in found
    ]  # fmt: skip
    names = (
        "ログインID",
        "利用者区分",
        "状態",
        "氏名",
        "メールアドレス",
        "建設業許可番号",
        "パスワード有効期限",
        "最後のログイン",
    )
    table(names, lines)


@app.command("add")
def add(
    login: str = LOGIN,
    kind: str = typer.Option(..., "--kind", help="審査者 又は システム管理者"),
    name: str = typer.Option(..., "--name", help="氏名"),
    roman: str = typer.Option("", "--roman", help="氏名(ローマ字)"),
    mail: str = typer.Option("", "--mail", help="メールアドレス"),
    as_json: bool = JSON,
) -> None:
    """審査者又はシステム管理者を登録し、仮のパスワードを発行する。"""
    from shuro.accounts.gaikokujin.admin import enrol

    hand_over(login, enrol(desk(), login, kind, name, roman, mail), as_json)


@app.command("reset")
def reset(login: str = LOGIN, as_json: bool = JSON) -> None:
    """仮のパスワードを再発行する（今までのパスワードは、新しいものを設定するまで使える）。"""
    from shuro.accounts.gaikokujin.admin import reissue

    hand_over(login, reissue(desk(), login), as_json)


def hand_over(login: str, initial: Any, as_json: bool) -> None:
    """Show a temporary password once: data on stdout, words on stderr."""
    from shuro.commands.exits import put, say

    if as_json:
        put({"login": login, "password": initial.secret, "until": initial.until})
    else:
        print(initial.secret)
    say(
        f"{login}の仮のパスワードです（{initial.until:%Y-%m-%d %H:%M}まで）。本人に渡してください。"
        "本人は「パスワード設定/変更」の「新規パスワード設定」で新しいパスワードを設定します。二度と表示されません。"
    )


@app.command("edit")
def edit(
    login: str = LOGIN,
    name: str | None = typer.Option(None, "--name", help="氏名"),
    roman: str | None = typer.Option(None, "--roman", help="氏名(ローマ字)"),
    mail: str | None = typer.Option(None, "--mail", help="登録するメールアドレス"),
) -> None:
    """利用者の氏名・メールアドレスを変更する。"""
    from shuro.accounts.gaikokujin import admin

    act(admin.edit, "変更しました。", login, name=name, roman=roman, mail=mail)


@app.command("unlock")
def unlock(login: str = LOGIN) -> None:
    """ロックや閉塞を解く。"""
    from shuro.accounts.gaikokujin import admin

    act(admin.unlock, "解除しました。", login)


@app.command("disable")
def disable(login: str = LOGIN) -> None:
    """利用を停止する。"""
    from shuro.accounts.gaikokujin import admin

    act(admin.disable, "停止しました。", login)


@app.command("enable")
def enable(login: str = LOGIN) -> None:
    """利用の停止を解く。"""
    from shuro.accounts.gaikokujin import admin

    act(admin.enable, "再び利用できます。", login)


@app.command("write")
def write(
    login: str = LOGIN,
    title: str = typer.Option(..., "--subject", help="件名"),
    body: str = BODY,
) -> None:
    """特定技能所属機関の登録メールアドレスに、審査・認定・講習・巡回指導の連絡を送る（審査者、システム管理者）。"""
    from shuro.accounts.gaikokujin import admin

    act(admin.write_to, "送信待ちにしました。「shuro mail send」で送信します。", login, title, text_of(body))


# 連絡事項


@app.command("notice-list")
def notice_list(as_json: bool = JSON) -> None:
    """連絡事項の一覧を、掲載前・掲載後のものも含めて表示する。"""
    from shuro.accounts.notices import listed
    from shuro.commands.exits import put
    from shuro.commands.output import table

    found = listed(desk(), SYSTEM)
    if as_json:
        put([one.model_dump() for one in found])
        return
    lines = [(str(one.id), _told(one.starts), _told(one.ends), one.subject) for one in found]
    table(("番号", "掲載開始日時", "掲載終了日時", "件名"), lines)


STARTS = typer.Option(None, "--from", help="掲載開始日時（例：2026-06-10 09:00。省略すると今から）")
ENDS = typer.Option(None, "--to", help="掲載終了日時（省略すると期限なし）")


@app.command("notice-add")
def notice_add(
    title: str = typer.Option(..., "--subject", help="件名"), body: str = BODY,
    starts: str | None = STARTS, ends: str | None = ENDS,
) -> None:  # fmt: skip
    """連絡事項を登録する。"""
    from shuro.accounts import notices
    from shuro.commands.exits import say

    here = desk()
    begins = here.now() if starts is None else _moment(here, starts)
    print(notices.add(here, SYSTEM, title, text_of(body), begins, None if ends is None else _moment(here, ends)))
    say("連絡事項を登録しました。")


@app.command("notice-edit")
def notice_edit(
    number: int = NUMBER, title: str | None = typer.Option(None, "--subject", help="件名"),
    body: str | None = typer.Option(None, "--body", help="本文のファイル（UTF-8。- は標準入力）"),
    starts: str | None = STARTS, ends: str | None = ENDS,
) -> None:  # fmt: skip
    """連絡事項を変更する。省略した項目はそのまま残る。"""
    from shuro.accounts import notices
    from shuro.commands.exits import Exit, Stop, say

    here = desk()
    one = next((one for one in notices.listed(here, SYSTEM) if one.id == number), None)
    if one is None:
        raise Stop(f"{number}番の連絡事項はありません。「notice-list」で番号を確かめてください。", Exit.REJECTED)
    notices.change(
        here, number, one.version, one.subject if title is None else title, one.body if body is None else text_of(body),
        one.starts if starts is None else _moment(here, starts), one.ends if ends is None else _moment(here, ends),
    )  # fmt: skip
    say("連絡事項を変更しました。")


@app.command("notice-end")
def notice_end(number: int = NUMBER) -> None:
    """連絡事項の掲載を、今終える。"""
    from shuro.accounts import notices

    act(notices.end, "掲載を終えました。", number)


# Settings


@app.command("settings")
def show_settings(as_json: bool = JSON) -> None:
    """設定（利用可能時間帯、ヘルプデスク、差出人など）を表示する。"""
    from shuro.accounts import settings
    from shuro.commands.exits import put
    from shuro.commands.output import table

    here = desk()
    settings.require_manager(here, SYSTEM, "設定の表示")
    with here.database.read() as session:
        found = settings.values(session, SYSTEM)
    if as_json:
        put(found)
    else:
        table(("名前", "設定", "値"), [(name, settings.LABELS[name], value) for name, value in found.items()])


@app.command("set")
def set_value(
    name: str = typer.Argument(..., metavar="名前", help="「settings」で表示される名前（hours、help_desk など）"),
    value: str = typer.Argument(..., metavar="値", help="新しい値（hours は 04:00-01:00 のように）"),
) -> None:
    """設定を変更する。"""
    from shuro.accounts import settings
    from shuro.commands.exits import Exit, Stop

    if name not in settings.DEFAULTS[SYSTEM]:
        names = "、".join(settings.DEFAULTS[SYSTEM])
        raise Stop(f"「{name}」という設定はありません。{names} から選んでください。", Exit.USAGE)
    act(settings.change, "設定を変更しました。", SYSTEM, name, value)


# Reading


def text_of(path: str) -> str:
    """The text of a file, or of standard input for "-". Raises Stop."""
    from shuro.commands.exits import Exit, Stop

    if path == "-":
        return sys.stdin.read()
    from shuro.kernel.typed_files import off_limits

    place = Path(path).expanduser()
    try:
        if not place.is_file() or place.stat().st_size > LARGEST or off_limits(place):
            raise OSError
        return place.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise Stop(
            f"--body：「{path}」を読めません。UTF-8の文章のファイルを指定してください。", Exit.REJECTED
        ) from None


def _moment(here: Any, typed: str) -> datetime:
    """A typed moment. Raises Unreadable."""
    from shuro.kernel.calendar import parse_moment

    return parse_moment(typed, here.now())


def _told(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"
