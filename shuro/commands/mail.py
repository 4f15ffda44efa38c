"""`shuro mail`: what the systems wrote to people, whether it went out, and sending it (ACC-11); for administrators."""

from __future__ import annotations

from typing import Any

import typer

from shuro.commands.speech import App

app = App(help="メールを送信し、その記録を表示する。")

JSON = typer.Option(False, "--json", help="JSONで出力する")
NUMBER = typer.Argument(..., metavar="番号", help="「shuro mail list」で表示されるメールの番号")


@app.command("send")
def send(as_json: bool = JSON) -> None:
    """送る時刻になったメールを送信する。メールサーバーが設定されていなければ、未送信のまま残す。"""
    from dataclasses import asdict

    from shuro.accounts.post import deliver
    from shuro.commands.exits import Exit, put, say
    from shuro.kernel.mail import require_administrator
    from shuro.kernel.mail_line import server_from_settings

    here = desk()
    require_administrator(here)
    server = server_from_settings()
    done = deliver(here.database, here.clock, server)
    if as_json:
        put(asdict(done))
    else:
        print(f"送信済 {done.sent}件、送信失敗 {done.failed}件、送信待ち {done.waiting}件")
    if server is None:
        say(
            "メールサーバーが設定されていないため、送信していません。mail.toml 又は SHURO_SMTP_HOST で指定してください。"
        )
    if done.failed:
        raise typer.Exit(Exit.TRY_AGAIN)


@app.command("list")
def list_all(
    system: str | None = typer.Option(None, "--system", help="システム（gaikokujin、rokin、asp）"),
    state: str | None = typer.Option(None, "--state", help="状態（未送信、送信中、送信済、送信失敗）"),
    limit: int = typer.Option(200, "--limit", min=1, help="新しい方から何件まで"),
    as_json: bool = JSON,
) -> None:
    """メールの一覧を、新しい順に表示する。"""
    from shuro.commands.exits import Exit, Stop
    from shuro.commands.output import put_list
    from shuro.kernel.mail import STATES, listed

    if state is not None and state not in STATES:
        raise Stop(
            f"--state：「{state}」という状態はありません。「{'」「'.join(STATES)}」から選んでください。", Exit.USAGE
        )
    found = listed(desk(), system=system, state=state, limit=limit)
    lines = [(str(one.id), f"{one.created_at:%Y-%m-%d %H:%M}", one.system, one.kind, one.to, one.state, one.subject,
              one.error) for one in found]  # fmt: skip
    put_list(found, ("番号", "作成日時", "システム", "種類", "宛先", "状態", "件名", "失敗の理由"), lines, as_json)


@app.command("show")
def show(number: int = NUMBER, as_json: bool = JSON) -> None:
    """1通の内容を表示する。送信済のものは、仮パスワードやコードを消してある。表示したことは日誌に残る。"""
    from dataclasses import asdict

    from shuro.commands.exits import put
    from shuro.kernel.mail import body_of
    from shuro.kernel.text import clean

    found = body_of(desk(), number)
    if found is None:
        raise nothing(number)
    one, body = found
    if as_json:
        put(asdict(one) | {"body": body})
        return
    print(
        f"宛先: {clean(one.to)}\n件名: {clean(one.subject)}\n状態: {one.state}"
        + (f"（{one.error}）" if one.error else "")
    )
    print(f"\n{clean(body, multiline=True)}")


@app.command("again")
def again(number: int = NUMBER) -> None:
    """送信に失敗したメールを、もう一度送信待ちにする。"""
    from shuro.commands.exits import Exit, Stop, say
    from shuro.kernel import mail

    here = desk()
    if not mail.again(here, number):
        raise Stop(f"{number}番は、送信に失敗したメールではありません。一覧で状態を確かめてください。", Exit.REJECTED)
    say("送信待ちにしました。「shuro mail send」で送信します。")


def desk() -> Any:
    """The desk of the logged-in officer."""
    from shuro.commands.acting import desk as acting

    return acting()


def nothing(number: int) -> Exception:
    """What is said of a mail that is not there."""
    from shuro.commands.exits import Exit, Stop

    return Stop(f"{number}番のメールはありません。「shuro mail list」で番号を確かめてください。", Exit.REJECTED)
