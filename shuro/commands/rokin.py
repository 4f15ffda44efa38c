"""`shuro rokin`: what 労金 does for the contracts of ろうきん賃金控除事務支援システム (ACC-189 to 199); for administrators.

初期パスワード is typed unseen or read from standard input, never given as an argument.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from shuro.commands.exits import Exit, Stop, say
from shuro.commands.output import put_list
from shuro.commands.outside import BODY, JSON, SUBJECT, add_notices_and_settings, desk, text_of
from shuro.commands.session import FROM_STDIN
from shuro.commands.speech import App

app = App(help="ろうきん賃金控除事務支援システムの契約と利用者を管理する。")

CONTRACT = typer.Argument(..., metavar="契約番号", help="契約番号（半角数字8桁）")
NEW_USER = typer.Argument(..., metavar="新しいユーザーID", help="変更後のユーザーID（まだ使われていないもの）")
USER = typer.Argument(..., metavar="ユーザーID", help="ユーザーID（大文字と小文字は区別されます）")
COLUMNS = ("契約番号", "会員名", "初期パスワード", "交付日")
FILE = typer.Argument(..., help="契約番号、会員名、初期パスワード、交付日の列がある .csv 又は .xlsx")


@app.command("contracts")
def contracts(as_json: bool = JSON) -> None:
    """契約の一覧を表示する。"""
    from shuro.accounts.rokin.operators import list_contracts

    found = list_contracts(desk())
    lines = [
        (one.number, one.name, f"{one.initial_on:%Y-%m-%d}", one.state, one.master, str(one.users)) for one in found
    ]
    put_list(
        found, ("契約番号", "会員名", "初期パスワードの届出日", "状態", "マスターユーザー", "利用者数"), lines, as_json
    )


@app.command("users")
def users(as_json: bool = JSON) -> None:
    """全ての契約の利用者の一覧を、状態とともに表示する。"""
    from shuro.accounts.rokin.operators import list_users

    found = list_users(desk())
    lines = [
        (one.contract, one.login, one.name, one.kind, one.mail, one.state, one.certificate,
         f"{one.last_day:%Y-%m-%d}" if one.last_day else "")
        for one in found
    ]  # fmt: skip
    names = ("契約番号", "ユーザーID", "ユーザー名", "区分", "メールアドレス", "状態", "電子証明書", "有効期限")
    put_list(found, names, lines, as_json)


@app.command("contract-add")
def contract_add(
    number: str = CONTRACT, name: str = typer.Option(..., "--name", help="会員名"), password_stdin: bool = FROM_STDIN
) -> None:
    """契約を登録し、届け出られた初期パスワードを登録する。"""
    from shuro.accounts.rokin.operators import add_contract
    from shuro.commands.session import secret

    add_contract(desk(), number, name, secret("初期パスワード", password_stdin))
    say("契約を登録しました。")


@app.command("take-over")
def take_over(
    file: Path = FILE,
) -> None:
    """旧システムの契約を、初期パスワードのまま登録する（全件か、1件も登録しないか）。"""
    from shuro.accounts.rokin import operators
    from shuro.kernel.sheets import read_rows

    rows = [operators.Old(**_old(row.line, row.values)) for row in read_rows(file, known=COLUMNS)]
    count = operators.take_over(desk(), rows)
    say(f"{count}件の契約を登録しました。ファイルには初期パスワードがあります。不要になったら消去してください。")


def _old(line: int, values: dict[str, str]) -> dict[str, Any]:
    """A line of the file. Raises Stop for a day that cannot be read."""
    from datetime import date

    number, name, initial, delivered = (values.get(column, "") for column in COLUMNS)
    try:
        day = date.fromisoformat(delivered)
    except ValueError:
        raise Stop(
            f"{line}行目　交付日：「{delivered[:20]}」を読めません。2024-05-02 のように入力してください。",
            Exit.REJECTED,
        ) from None
    return {"number": number, "name": name, "initial": initial, "delivered": day}


@app.command("migrate-initial")
def migrate_initial() -> None:
    """2024年5月2日以前に交付した6桁の初期パスワードの末尾に「r@」を付ける（1回だけ。8桁のものは変えない）。"""
    from shuro.accounts.rokin.operators import migrate_initial as migrate

    say(f"{migrate(desk())}件の初期パスワードを8桁にしました。")


@app.command("initialise")
def initialise(number: str = CONTRACT) -> None:
    """マスターユーザーのログインID・パスワードを初期化する（電子証明書は失効。初期パスワードと一般ユーザーは残る）。"""
    from shuro.accounts.rokin.operators import initialise as act

    login = act(desk(), number)
    say(f"マスターユーザー「{login}」を初期化しました。会員がマスターユーザーの初期登録をやり直します。")


@app.command("announce")
def announce(
    title: str = SUBJECT, body: str = BODY,
    contract: str | None = typer.Option(None, "--contract", metavar="契約番号", help="その契約の利用者だけに送る"),
    everybody: bool = typer.Option(False, "--all", help="全ての契約の利用者に送る"),
) -> None:  # fmt: skip
    """契約の利用者の登録メールアドレスに、お知らせのメールを送る。"""
    from shuro.accounts.rokin import announcing

    if (contract is None) is not everybody:
        raise Stop("送る相手を、--contract 契約番号 か --all の一方で指定してください。", Exit.USAGE)
    written = announcing.announce(desk(), title, text_of(body), contract)
    say(f"{written}件を送信待ちにしました。「shuro mail send」で送信します。")


@app.command("release")
def release(
    contract: str | None = typer.Option(None, "--contract", help="閉塞を解除する契約番号"),
    user: str | None = typer.Option(None, "--user", help="閉塞を解除するユーザーID"),
) -> None:
    """契約番号又はユーザーの閉塞（ロック）を解除する。"""
    from shuro.accounts.rokin import operators

    if (contract is None) == (user is None):
        raise Stop("--contract（契約番号）か --user（ユーザーID）のどちらか一つを指定してください。", Exit.USAGE)
    if contract is not None:
        operators.release_contract(desk(), contract)
    else:
        operators.release_user(desk(), str(user))
    say("閉塞を解除しました。")


@app.command("initial-password")
def initial_password(number: str = CONTRACT, password_stdin: bool = FROM_STDIN) -> None:
    """新しく届け出られた初期パスワードを登録する。"""
    from shuro.accounts.rokin.operators import new_initial_password
    from shuro.commands.session import secret

    new_initial_password(desk(), number, secret("初期パスワード", password_stdin))
    say("初期パスワードを登録しました。")


@app.command("change-user-id")
def change_user_id(user: str = USER, new: str = NEW_USER) -> None:
    """ユーザーIDを変更する（古いユーザーIDの電子証明書は失効する）。"""
    from shuro.accounts.rokin.operators import change_user_id as act

    act(desk(), user, new)
    say(f"ユーザーIDを「{new}」に変更しました。電子証明書を発行し直してください。")


add_notices_and_settings(app, "rokin")
