"""`shuro asp`: contracts for the operator of 次世代社労法務システム, アカウント管理 for the 管理者 of an agency."""

from __future__ import annotations

from typing import Any

import typer

from shuro.commands.exits import Exit, Stop, put, say
from shuro.commands.output import put_list, table
from shuro.commands.outside import JSON, add_notices_and_settings, desk
from shuro.commands.session import FROM_STDIN
from shuro.commands.speech import App

app = App(help="次世代社労法務システムの契約とアカウントを管理する。")

ADDRESS = typer.Argument(..., metavar="メールアドレス", help="対象のアカウントのメールアドレス")
CUSTOMER = typer.Argument(..., metavar="CustomerId", help="お客様番号（28で始まる6桁）")
ACCOUNT = ("表示名", "メールアドレス", "ASPアカウント", "管理者", "状態", "二段階認証", "登録日時")
TEL = typer.Option(..., "--tel", help="契約の電話番号")


# The entrance


@app.command("login")
def login(address: str = typer.Argument(..., metavar="メールアドレス", help="登録したメールアドレス"),
          password_stdin: bool = FROM_STDIN) -> None:  # fmt: skip
    """ログインする。二段階認証の確認コードと、紐づけの確認も尋ねる（標準入力からは1行ずつ）。"""
    from shuro.accounts.asp import entry, store
    from shuro.accounts.asp.words import LINK
    from shuro.commands.acting import keep
    from shuro.commands.session import secret
    from shuro.kernel.database import open_database
    from shuro.kernel.desk import wall_clock

    database, of = open_database(), store.environment()
    step: Any = _or_stop(
        lambda: entry.sign_in(database, wall_clock, of, address, secret("パスワード", password_stdin), via="command")
    )
    if isinstance(step, entry.CodeAsked):
        _send(database)
        proved, code = step.proved, secret(f"{step.address} に送信した確認コード", password_stdin)
        step = _or_stop(lambda: entry.confirm_code(database, wall_clock, proved, code))
    if isinstance(step, entry.LinkAsked):
        _agreed(LINK, password_stdin)
        linking = step.proved
        step = _or_stop(lambda: entry.link(database, wall_clock, linking))
    keep(step.session)
    say(f"{step.officer.name}としてログインしました。")


@app.command("reset-password")
def reset_password(address: str = typer.Argument(..., metavar="メールアドレス", help="登録したメールアドレス"),
                   password_stdin: bool = FROM_STDIN) -> None:  # fmt: skip
    """忘れたパスワードを、メールで届く確認コードで設定し直す（標準入力からは、コードと新しいパスワードを1行ずつ）。"""
    from shuro.accounts.asp import reset
    from shuro.accounts.asp.words import RESET_DONE, RESET_SENT
    from shuro.commands.session import secret
    from shuro.kernel.database import open_database
    from shuro.kernel.desk import wall_clock

    database = open_database()
    address = reset.ask_code(database, wall_clock, address, via="command")
    _send(database)
    say(f"{RESET_SENT.format(address=address)}。")
    code = secret("確認コード", password_stdin)
    confirmed = reset.confirm_code(database, wall_clock, address, code, via="command")
    new = secret("新しいパスワード", password_stdin)
    again = new if password_stdin else secret("新しいパスワード(再入力)", False)
    reset.set_password(database, wall_clock, confirmed, new, again, via="command")
    say(RESET_DONE)


def _or_stop(work: Any) -> Any:
    """What `work` gives; a refused log-in ends the command."""
    from shuro.accounts.login import LoginRefused

    try:
        return work()
    except LoginRefused as refused:
        raise Stop(refused.sentence, Exit.NO_RIGHT) from None


def _send(database: Any) -> None:
    """Send the code that was just written; where that is not possible the mail waits in the journal of mails."""
    from shuro.accounts.post import deliver
    from shuro.kernel.desk import wall_clock

    deliver(database, wall_clock)


def _agreed(question: str, from_stdin: bool) -> None:
    """Go on only after はい: at the terminal, or as the next line of standard input."""
    import sys

    if not from_stdin and not sys.stdin.isatty():
        raise Stop(f"{question} 端末又は画面から答えてください。", Exit.REJECTED)
    if not from_stdin:
        print(f"{question}（はい／いいえ）：", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != "はい":
        raise Stop("紐づけずに終わりました。", Exit.REJECTED)


# アカウント管理


@app.command("list")
def list_accounts(as_json: bool = JSON) -> None:
    """アカウント一覧を表示する（管理者だけ）。"""
    from shuro.accounts.asp.management import listed

    found = listed(desk())
    put_list(found, ACCOUNT, [_account(one) for one in found], as_json)


def _account(one: Any) -> tuple[str, ...]:
    """The line of an account."""
    registered, two_step = f"{one.registered_at:%Y-%m-%d %H:%M}", "する" if one.two_step else "しない"
    return one.name, one.address, one.environment, "管理者" if one.manager else "", one.state, two_step, registered


@app.command("unlink")
def unlink(address: str = ADDRESS) -> None:
    """アカウントの紐づけを解除する（管理者だけ）。"""
    from shuro.accounts.asp import management

    management.unlink(desk(), address)
    say("紐づけを解除しました。")


@app.command("delete")
def delete(
    address: str = ADDRESS,
    name: str = typer.Option(..., "--name", help="確かめのため、削除するアカウントの表示名"),
) -> None:
    """アカウントを削除する（管理者だけ）。契約数、ASPアカウント、メールアドレスが空く。"""
    from shuro.accounts.asp import management

    management.delete(desk(), address, name)
    say("アカウントを削除しました。")


@app.command("hand-over")
def hand_over(address: str = ADDRESS) -> None:
    """管理者を、登録済みのほかのアカウントに替える（管理者だけ）。"""
    from shuro.accounts.asp import management

    management.hand_over(desk(), address)
    say("管理者を変更しました。")


@app.command("two-step")
def two_step(
    address: str = ADDRESS, on: bool = typer.Option(..., "--on/--off", help="二段階認証をする／しない")
) -> None:
    """アカウントの二段階認証を切り替える（管理者だけ）。"""
    from shuro.accounts.asp import management

    management.set_two_step(desk(), address, on)
    say(f"二段階認証を「{'する' if on else 'しない'}」にしました。")


# Contracts


@app.command("contracts")
def contracts(as_json: bool = JSON) -> None:
    """契約の一覧を表示する（本省の管理者）。"""
    from shuro.accounts.asp.contracts import listed

    found = listed(desk())
    lines = [
        (one.customer_id, one.name, one.office_part, one.tel, str(one.licences), str(one.registered), one.manager)
        for one in found
    ]
    put_list(found, ("CustomerId", "契約者名", "ASPアカウント", "Tel", "契約数", "登録数", "管理者"), lines, as_json)


@app.command("contract-add")
def contract_add(
    customer_id: str = CUSTOMER,
    name: str = typer.Option(..., "--name", help="契約者名"),
    office: str = typer.Option(..., "--office", help="ASPアカウントの事務所の部分（例：abcd8）"),
    tel: str = TEL,
    licences: int = typer.Option(..., "--licences", help="契約数"),
) -> None:
    """契約を登録する（本省の管理者）。"""
    from shuro.accounts.asp.contracts import add

    add(desk(), customer_id, name, office, tel, licences)
    say("契約を登録しました。")


@app.command("contract-edit")
def contract_edit(
    customer_id: str = CUSTOMER,
    name: str | None = typer.Option(None, "--name", help="契約者名"),
    tel: str | None = typer.Option(None, "--tel", help="契約の電話番号"),
    licences: int | None = typer.Option(None, "--licences", help="契約数"),
) -> None:
    """契約を変更する（本省の管理者）。契約数を減らしても、登録済みのアカウントはそのまま使える。"""
    from shuro.accounts.asp.contracts import change

    change(desk(), customer_id, name=name, tel=tel, licences=licences)
    say("契約を変更しました。")


@app.command("accounts")
def accounts(as_json: bool = JSON) -> None:
    """全ての契約のアカウントの一覧を、状態とともに表示する（本省の管理者）。"""
    from dataclasses import asdict

    from shuro.accounts.asp.contracts import list_accounts

    found = list_accounts(desk())
    if as_json:
        put([{"customer_id": customer} | asdict(one) for customer, one in found])
        return
    table(("CustomerId", *ACCOUNT), [(customer, *_account(one)) for customer, one in found])


@app.command("state")
def state(address: str = typer.Argument(..., metavar="メールアドレス", help="登録に使うメールアドレス")) -> None:
    """メールアドレスの状態（未登録、コード確認待ち、設定中 など）を表示する（本省の管理者）。"""
    from shuro.accounts.asp.contracts import state_of

    print(state_of(desk(), address))


add_notices_and_settings(app, "asp")
