"""`shuro cert`: the certificates of ろうきん賃金控除事務支援システム: list, 失効, the signed list of revoked ones (CRL)."""

from __future__ import annotations

from pathlib import Path

import typer

from shuro.commands.exits import Exit, Stop, say
from shuro.commands.output import put_list
from shuro.commands.outside import JSON, desk
from shuro.commands.speech import App

app = App(help="電子証明書（ろうきん賃金控除事務支援システム）を管理する。")

USER = typer.Argument(..., metavar="ユーザーID", help="ユーザーID（大文字と小文字は区別されます）")
OUTPUT = typer.Option(None, "--output", help="出力先のファイル（指定しなければ標準出力）")


@app.command("list")
def list_all(
    user: str | None = typer.Option(None, "--user", help="このユーザーIDのものだけ"), as_json: bool = JSON
) -> None:
    """電子証明書の一覧を、新しい順に表示する（本省の管理者）。"""
    from shuro.accounts.rokin.operators import list_certificates

    found = list_certificates(desk(), user)
    lines = [
        (one.login, one.contract, one.state, f"{one.issued_at:%Y-%m-%d}" if one.issued_at else "",
         f"{one.last_day:%Y-%m-%d}" if one.last_day else "", one.revoked_for, one.serial)
        for one in found
    ]  # fmt: skip
    put_list(
        found, ("ユーザーID", "契約番号", "状態", "発行日", "有効期限", "失効の理由", "シリアル番号"), lines, as_json
    )


@app.command("revoke")
def revoke(
    user: str = USER,
    why: str = typer.Option(..., "--why", help="失効の理由（例：パソコンの変更）"),
    serial: str | None = typer.Option(None, "--serial", help="このシリアル番号のものだけ（省略すると全て）"),
) -> None:
    """ユーザーの電子証明書を失効させる（使える電子証明書がなくなれば、ログインは次の操作で終わる）。"""
    from shuro.accounts.rokin.operators import revoke as act

    done = act(desk(), user, why, serial)
    say(f"「{user}」の電子証明書{len(done)}件を失効させました。新しい電子証明書を発行できます。")


@app.command("crl")
def crl(output: Path | None = OUTPUT) -> None:
    """失効した電子証明書のリスト（CRL）を、認証局の署名付きで出力する。"""
    from shuro.accounts.rokin.operators import make_revocation_list

    _put(make_revocation_list(desk()), output)


@app.command("authority")
def authority(output: Path | None = OUTPUT) -> None:
    """認証局の証明書を出力する。"""
    from shuro.accounts.rokin.operators import authority_certificate

    found = authority_certificate(desk())
    if found is None:
        raise Stop("認証局はまだありません。最初の電子証明書を発行したときに作られます。", Exit.REJECTED)
    _put(found, output)


def _put(content: bytes, output: Path | None) -> None:
    """PEM to a file, whole or not at all, or to standard output."""
    from shuro.kernel.sheets import whole_file

    if output is None:
        print(content.decode(), end="")
        return
    with whole_file(output) as file:
        file.write(content)
    say(f"{output}に出力しました。")
