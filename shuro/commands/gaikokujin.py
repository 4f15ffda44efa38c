"""`shuro gaikokujin`: users, notices and settings of 外国人就労管理システム, for its システム管理者 and those of 本省."""

from __future__ import annotations

from typing import Any

import typer

from shuro.commands.exits import put, say
from shuro.commands.output import put_list
from shuro.commands.outside import BODY, JSON, act, add_notices_and_settings, desk, text_of
from shuro.commands.speech import App

app = App(help="外国人就労管理システムの利用者・連絡事項・設定を管理する。")

SYSTEM = "gaikokujin"
LOGIN = typer.Argument(..., metavar="ログインID", help="利用者のログインID（半角英数字8から16桁）")


# Users


@app.command("list")
def list_users(as_json: bool = JSON) -> None:
    """利用者（仮登録を含む）の一覧を表示する。"""
    from shuro.accounts.gaikokujin.admin import listed

    found = listed(desk())
    lines = [
        (one.login, one.kind, one.state + (f"（{one.hindrance}）" if one.hindrance else ""), one.name, one.mail, one.permit,
         str(one.last_day or ""), f"{one.last_login:%Y-%m-%d %H:%M}" if one.last_login else "")
        for one in found
    ]  # fmt: skip
    names = (
        "ログインID", "利用者区分", "状態", "氏名", "メールアドレス", "建設業許可番号", "パスワード有効期限", "最後のログイン",
    )  # fmt: skip
    put_list(found, names, lines, as_json)


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


add_notices_and_settings(app, SYSTEM)
