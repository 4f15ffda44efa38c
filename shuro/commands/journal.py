"""`shuro journal`: the chained record of who did what."""

from __future__ import annotations

import typer

from shuro.commands.speech import App

app = App(help="業務日誌（改ざん検知付きの記録）を検証・表示する。")


@app.command("verify")
def verify(as_json: bool = typer.Option(False, "--json", help="JSONで出力する")) -> None:
    """変更・削除・入替え・切詰めがないか、日誌の全ての行を検証する。"""
    from shuro.commands.exits import Exit, put, say
    from shuro.kernel import audit
    from shuro.kernel.database import open_database

    with open_database().read() as session:
        faults = audit.verify(session)
    if as_json:
        put([{"seq": fault.seq, "sentence": fault.sentence} for fault in faults])
    else:
        for fault in faults:
            print(fault.sentence)
    if faults:
        raise typer.Exit(Exit.FAILED)
    say("日誌に異常はありません。")


@app.command("sign")
def sign() -> None:
    """その時点の日誌の先頭を、データベースの外のファイルに署名して控える（夜間処理でも行う）。"""
    from shuro.commands.exits import say
    from shuro.kernel import audit
    from shuro.kernel.database import open_database

    audit.sign_head(open_database())
    say(f"{audit.heads_file()}に控えました。")


@app.command("show")
def show(
    limit: int = typer.Option(50, "--limit", "-n", min=1, max=100_000, metavar="行数", help="新しい方から表示する行数"),
    subject: str | None = typer.Option(None, "--subject", help="対象（例：workplace:12）"),
    as_json: bool = typer.Option(False, "--json", help="JSONで出力する"),
) -> None:
    """日誌を新しい順に表示する（利用者の管理の権限が要る）。"""
    from shuro.accounts.rights import require
    from shuro.commands.acting import desk
    from shuro.commands.exits import put
    from shuro.kernel.audit import journal_rows
    from shuro.kernel.scope import offices_below

    here = desk()
    require(here.officer, "users.manage")
    with here.database.read() as session:
        rows = journal_rows(session, limit, offices_below(here), subject)
    if as_json:
        put(rows)
        return
    for row in rows:
        print(f"{row['seq']} {row['at']} {row['office_code']} 職員{row['officer_id']} {row['action']} {row['subject']}")
