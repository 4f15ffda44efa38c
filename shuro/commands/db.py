"""`shuro db`: the database as a whole, for the person who runs the machine."""

from __future__ import annotations

from pathlib import Path

import typer

from shuro.commands.speech import App

app = App(help="データベースを作成・更新・退避・復元・検査する。")

FORCE = typer.Option(False, "--force", help="すでにあるものを置き換える")


@app.command("init")
def init() -> None:
    """データベースを新しく作る。"""
    from shuro.commands.exits import say
    from shuro.kernel import paths, postal_table
    from shuro.kernel.database import open_database
    from shuro.kernel.schema import init as make

    database = open_database()
    make(database)
    for folder in (paths.output_folder(), paths.certificate_folder()):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    postal_table.table()  # takes some seconds once; nobody shall wait for it at work
    say(f"データベースを作りました（{database.place}）。次に「shuro user first」で最初の管理者を登録してください。")


@app.command("upgrade")
def upgrade() -> None:
    """データベースの表をこのプログラムの版に合わせる。"""
    from shuro.commands.exits import say
    from shuro.kernel.database import open_database
    from shuro.kernel.schema import upgrade as bring

    bring(open_database())
    say("データベースは最新の版です。")


@app.command("backup")
def backup(path: Path = typer.Argument(..., metavar="ファイル", help="控えのファイル"), force: bool = FORCE) -> None:
    """使用中のまま、データベースの控えをファイルに書き出す。"""
    from shuro.commands.exits import say
    from shuro.kernel.backup import backup as copy
    from shuro.kernel.database import open_database

    copy(open_database(), path, force)
    say(f"{path}に書き出しました。日誌の鍵（journal.key）は別に保管してください。")


@app.command("restore")
def restore(path: Path = typer.Argument(..., metavar="ファイル", help="控えのファイル"), force: bool = FORCE) -> None:
    """控えのファイルからデータベースを復元する。"""
    from shuro.commands.exits import say
    from shuro.kernel.backup import restore as put_back
    from shuro.kernel.database import open_database

    put_back(path, open_database(), force)
    say(f"{path}から復元しました。")


@app.command("check")
def check() -> None:
    """データベースの破損・不整合・改ざんを調べる。"""
    from shuro.commands.exits import Exit, say
    from shuro.kernel.database import open_database
    from shuro.kernel.maintenance import check as examine

    found = examine(open_database(), search_faults)
    for one in found:
        print(one.sentence)
    if found:
        raise typer.Exit(Exit.FAILED)
    say("異常はありません。")


def search_faults(session: object) -> list[str]:
    """What the search indexes say about themselves."""
    from shuro.kernel import registry
    from shuro.kernel.store import search_index

    found: list[str] = []
    for cls in registry.load_all():
        if getattr(cls, "substring", ()):
            found.extend(search_index(cls).check(session))
    return found


@app.command("revision", hidden=True)
def revision(message: str = typer.Argument(...)) -> None:
    """Write a migration from the difference between the declarations and the newest migration (for developers)."""
    from shuro.kernel.database import open_database
    from shuro.kernel.schema import make_revision

    print(make_revision(open_database(), message))
