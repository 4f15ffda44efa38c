"""`shuro user`: administrators make and help users; a new user gets an initial password, shown once."""

from __future__ import annotations

import typer

from shuro.commands.speech import App

app = App(help="利用者を管理する。")

NUMBER = typer.Argument(..., metavar="職員番号", help="利用者の職員番号（6桁、併任の職員は枝番付き）")
JSON = typer.Option(False, "--json", help="JSONで出力する")


def hand_over(login: str, initial: object, as_json: bool) -> None:
    """Show an initial password once: data on stdout, words on stderr."""
    from shuro.commands.exits import put, say

    told = {"login": login, "password": initial.secret, "until": initial.until}  # type: ignore[attr-defined]
    if as_json:
        put(told)
    else:
        print(told["password"])
    until = f"{told['until']:%Y-%m-%d %H:%M}"
    say(f"{login}の初期パスワードです（{until}まで、1回限り）。本人に渡してください。二度と表示されません。")


@app.command("first")
def first(
    number: str = NUMBER,
    name: str = typer.Option(..., "--name", help="氏名(漢字)"),
    kana: str = typer.Option(..., "--kana", help="氏名(カナ)"),
    as_json: bool = JSON,
) -> None:
    """利用者が1人もいないデータベースに、最初の管理者（本省）を登録する。"""
    from shuro.accounts.bootstrap import first_admin
    from shuro.accounts.realms import realm
    from shuro.kernel.database import open_database
    from shuro.kernel.desk import wall_clock

    hand_over(number, first_admin(open_database(), wall_clock, realm("kijun"), number, name, kana), as_json)


@app.command("rescue")
def rescue(number: str = NUMBER, as_json: bool = JSON) -> None:
    """本省の管理者の初期パスワードを、この機械の管理者が再発行する。"""
    from shuro.accounts.bootstrap import rescue_admin
    from shuro.accounts.realms import realm
    from shuro.kernel.database import open_database
    from shuro.kernel.desk import wall_clock

    hand_over(number, rescue_admin(open_database(), wall_clock, realm("kijun"), number), as_json)


@app.command("add")
def add(
    number: str = NUMBER,
    name: str = typer.Option(..., "--name", help="氏名(漢字)"),
    kana: str = typer.Option(..., "--kana", help="氏名(カナ)"),
    office: str = typer.Option(..., "--office", help="所属する局署のコード4桁"),
    right: list[str] = typer.Option([], "--right", help="与える権限（admin：利用者の管理）"),
    extra: bool = typer.Option(False, "--extra", help="他の官署に籍のある職員（併任など）を追加する"),
    as_json: bool = JSON,
) -> None:
    """利用者を登録し、初期パスワードを発行する。"""
    from shuro.accounts.users import create_user
    from shuro.commands.acting import desk

    hand_over(number, create_user(desk(), number, name, kana, office, right, extra=extra), as_json)


@app.command("list")
def list_all(as_json: bool = JSON) -> None:
    """管理する利用者の一覧を表示する。"""
    from shuro.accounts.users import list_users
    from shuro.commands.acting import desk
    from shuro.commands.output import put_list

    found = list_users(desk())
    lines = [(one.login, one.name, one.office, "、".join(one.rights), one.state,
              f"{one.last_login:%Y-%m-%d %H:%M}" if one.last_login else "") for one in found]  # fmt: skip
    put_list(found, ("職員番号", "氏名", "局署", "権限", "状態", "最後のログイン"), lines, as_json)


@app.command("edit")
def edit(
    number: str = NUMBER,
    name: str | None = typer.Option(None, "--name", help="氏名(漢字)"),
    kana: str | None = typer.Option(None, "--kana", help="氏名(カナ)"),
    office: str | None = typer.Option(None, "--office", help="異動先の局署のコード4桁"),
    right: list[str] | None = typer.Option(None, "--right", help="権限をこれだけにする"),
    no_rights: bool = typer.Option(False, "--no-rights", help="権限を全て外す"),
) -> None:
    """利用者の氏名・所属・権限を変更する。"""
    from shuro.accounts.users import edit_user, find_user
    from shuro.commands.acting import desk
    from shuro.commands.exits import say

    here = desk()
    given = [] if no_rights else (right or None)
    edit_user(here, number, find_user(here, number).version, name=name, kana=kana, office_code=office, given=given)
    say("変更しました。")


@app.command("reset")
def reset(number: str = NUMBER, as_json: bool = JSON) -> None:
    """初期パスワードを再発行する。"""
    from shuro.accounts.users import reset_password
    from shuro.commands.acting import desk

    hand_over(number, reset_password(desk(), number), as_json)


@app.command("unlock")
def unlock(number: str = NUMBER) -> None:
    """入力の待ち時間や閉鎖を解く。"""
    from shuro.accounts import users

    act(users.unlock, number, "解除しました。")


@app.command("disable")
def disable(number: str = NUMBER) -> None:
    """利用を停止する。"""
    from shuro.accounts import users

    act(users.disable_user, number, "停止しました。")


@app.command("enable")
def enable(number: str = NUMBER) -> None:
    """利用の停止を解く。"""
    from shuro.accounts import users

    act(users.enable_user, number, "再び利用できます。")


@app.command("end-sessions")
def end_sessions(number: str = NUMBER) -> None:
    """この利用者のログインを全て終わらせる。"""
    from shuro.accounts import users

    act(users.end_sessions, number, "ログインを終わらせました。")


def act(what: object, number: str, done: str) -> None:
    """Do one thing to a user as the logged-in administrator."""
    from shuro.commands.acting import desk
    from shuro.commands.exits import say

    what(desk(), number)  # type: ignore[operator]
    say(done)
