"""`shuro login`, `logout`, `whoami`, `password`: who the commands act as. A password is typed unseen or read from stdin."""

from __future__ import annotations

import getpass
import sys
from contextlib import suppress

import typer

from shuro.commands.speech import App

app = App(no_args_is_help=False)

FROM_STDIN = typer.Option(False, "--password-stdin", help="パスワードを標準入力の1行目から読む")


def secret(prompt: str, from_stdin: bool) -> str:
    """A secret from the terminal, unseen, or from a line of standard input. Raises Stop where there is neither."""
    from shuro.commands.exits import Exit, Stop

    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Stop("端末がないときは --password-stdin を指定し、標準入力からパスワードを渡してください。", Exit.USAGE)
    return getpass.getpass(f"{prompt}：", stream=sys.stderr)


@app.command()
def login(
    number: str = typer.Argument(..., metavar="職員番号", help="自分の職員番号（6桁、併任の職員は枝番付き）"),
    password_stdin: bool = FROM_STDIN,
    realm: str = typer.Option("kijun", help="利用者の区分"),
) -> None:
    """ログインする。以後のコマンドはこの職員として働く（画面と同じ権限・点検・記録）。"""
    from shuro.accounts.login import LoginRefused, log_in
    from shuro.accounts.realms import realm as of_name
    from shuro.commands.acting import keep
    from shuro.commands.exits import Exit, Stop, say
    from shuro.kernel.database import open_database
    from shuro.kernel.desk import wall_clock

    of = of_name(realm)
    if of.entrance:
        raise Stop(f"{of.label}には「{of.entrance}」でログインしてください。", Exit.USAGE)
    try:
        done = log_in(open_database(), wall_clock, of, number, secret("パスワード", password_stdin),
                      via="command")  # fmt: skip
    except LoginRefused as refused:
        raise Stop(refused.sentence, Exit.NO_RIGHT) from None
    keep(done.session)
    say(f"{done.officer.office.name} {done.officer.name}としてログインしました。")
    if done.must_change:
        say("初期パスワードです。「shuro password」で新しいパスワードを設定してください。")


@app.command()
def logout() -> None:
    """ログアウトする。"""
    from shuro.accounts.sessions import SessionEnded, end
    from shuro.commands.acting import kept, session_file
    from shuro.commands.exits import say
    from shuro.kernel.database import open_database
    from shuro.kernel.desk import wall_clock

    session = kept()
    with suppress(SessionEnded):
        end(open_database(), wall_clock, session)  # type: ignore[arg-type]
    session_file().unlink(missing_ok=True)
    say("ログアウトしました。")


@app.command()
def whoami(as_json: bool = typer.Option(False, "--json", help="JSONで出力する")) -> None:
    """ログイン中の職員を表示する。"""
    from shuro.commands.acting import desk
    from shuro.commands.exits import put

    officer = desk().officer
    told = {"login": officer.login, "name": officer.name, "office": officer.office.code,
            "office_name": officer.office.name, "level": officer.office.level, "rights": sorted(officer.rights)}  # fmt: skip
    if as_json:
        put(told)
    else:
        print(f"{officer.login} {officer.name} {officer.office.name}（{officer.office.level}）")


@app.command()
def password(password_stdin: bool = FROM_STDIN) -> None:
    """自分のパスワードを変更する（現在のもの、新しいものの順に尋ねる。--password-stdin では1行ずつ）。"""
    from shuro.accounts.login import LoginRefused
    from shuro.accounts.own import change_password
    from shuro.accounts.passwords import PasswordRefused
    from shuro.commands.acting import kept
    from shuro.commands.exits import Exit, Stop, say
    from shuro.kernel.database import open_database
    from shuro.kernel.desk import wall_clock

    session = kept()
    current = secret("現在のパスワード", password_stdin)
    new = secret("新しいパスワード", password_stdin)
    if not password_stdin and secret("新しいパスワード（もう一度）", False) != new:
        raise Stop("新しいパスワード：二度の入力が違います。もう一度やり直してください。", Exit.REJECTED)
    try:
        change_password(open_database(), wall_clock, session.realm, session.login, current, new,  # type: ignore[attr-defined]
                        keep=session, via="command")  # type: ignore[arg-type]  # fmt: skip
    except LoginRefused as refused:
        raise Stop(refused.sentence, Exit.NO_RIGHT) from None
    except PasswordRefused as refused:
        raise Stop("\n".join(refused.sentences), Exit.REJECTED) from None
    say("パスワードを変更しました。")
