"""`shuro practice`: a database to practise on, of invented workplaces, with users whose password everybody knows.

It lies with its journal and its sessions in a folder of its own below the data folder, so nothing of it can touch the
real ones. What stands in it comes from the systems: see `registry.parts("practice")`.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from shuro.commands.speech import App

app = App(no_args_is_help=False)

PASSWORD = "asagao-to-himawari"  # of every user of a practice database, and of nothing else
OWN_SETTINGS = ("SHURO_DATABASE_URL", "SHURO_JOURNAL_KEY_FILE", "SHURO_SESSION_FILE")


@app.command()
def practice(
    reset: bool = typer.Option(False, "--reset", help="作り直す（練習で入力したものは消える）"),
    no_open: bool = typer.Option(False, "--no-open", help="業務画面を開かない"),
    no_input: bool = typer.Option(False, "--no-input", help="Enterキーを待たずに開く"),
    as_json: bool = typer.Option(False, "--json", help="利用者の一覧をJSONで出力する（業務画面は開かない）"),
) -> None:
    """練習用データベースを作って開く。2回目からは前回の続きを開く。"""
    from shuro.commands.entry import NO_TERMINAL, open_screens
    from shuro.commands.exits import Exit, put, say

    opening = not (no_open or as_json)
    if opening and not (sys.stdin.isatty() and sys.stdout.isatty()):
        say(NO_TERMINAL)
        raise typer.Exit(Exit.USAGE)
    folder = ready(reset)
    if as_json:
        put({"home": str(folder), "password": PASSWORD, "users": users(), "outside": outside()})
        return
    show(folder)
    if opening:
        if not no_input:
            input("Enterキーを押すと業務画面を開きます。")
        with living_in(folder):
            raise typer.Exit(open_screens())


def ready(reset: bool) -> Path:
    """The folder of a practice database that can be used; made when it is not there, and anew on `reset`."""
    from shuro.commands.exits import say
    from shuro.kernel import paths

    folder = paths.home() / "practice"
    if reset or not (folder / "shuro.db").is_file():
        say("練習用データベースを作っています（20秒ほどかかります）…")
        make(folder)
    else:
        bring_up_to_date(folder)
    (folder / paths.PRACTICE_MARK).touch(mode=0o600)
    return folder


def bring_up_to_date(folder: Path) -> None:
    """Upgrade an older practice database. Raises StorageTrouble for one of a newer program."""
    from shuro.kernel.database import open_database
    from shuro.kernel.schema import upgrade

    with living_in(folder):
        database = open_database()
        upgrade(database)
        database.close()


def make(folder: Path) -> None:
    """Make the database in a folder beside, then put it in place: what is interrupted leaves nothing half done."""
    new = folder.with_name("practice.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    try:
        with living_in(new):
            fill()
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


@contextmanager
def living_in(folder: Path) -> Iterator[None]:
    """Everything of this process happens in that data folder, with the usual settings; the postal table stays shared."""
    from shuro.kernel import postal_table

    shared = str(postal_table.table())
    before = {name: os.environ.pop(name, None) for name in (*OWN_SETTINGS, "SHURO_HOME", "SHURO_POSTAL")}
    os.environ.update(SHURO_HOME=str(folder), SHURO_POSTAL=shared)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


# What stands in it ------------------------------------------------------------------------------------------------------


class Moving:
    """A clock that is set by hand: what happened long ago is written when it would have been."""

    def __init__(self, moment: datetime):
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def set(self, moment: datetime) -> None:
        """Let it be this moment."""
        self.moment = moment


def fill() -> None:
    """Tables, users, and what every system has to practise on."""
    from shuro.accounts.practice import practice as practice_outside
    from shuro.kernel import registry, schema
    from shuro.kernel.database import open_database
    from shuro.kernel.desk import wall_clock

    database = open_database()
    schema.init(database)
    clock = Moving(wall_clock())
    desks = make_users(database, clock)
    practice_outside(desks, clock.set)
    for part in registry.parts("practice"):
        part.practice(desks, clock.set)
    database.close()


def users() -> list[dict[str, Any]]:
    """The users of data/practice/officers.csv."""
    import csv

    from shuro.kernel import codes, paths

    with (paths.DATA / "practice" / "officers.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return [
        {**line, "office_name": codes.office(line["office"]).name, "rights": line["rights"].split()} for line in lines
    ]


def outside() -> list[dict[str, str]]:
    """The users and contracts of the outside systems."""
    from shuro.accounts.practice import LINES

    return [one._asdict() for one in LINES]


def make_users(database: Any, clock: Callable[[], datetime]) -> dict[str, Any]:
    """Register the users, the administrator of 本省 first, each with the password of practice; a desk for each office."""
    from shuro.accounts.bootstrap import first_admin
    from shuro.accounts.login import log_in
    from shuro.accounts.own import change_password
    from shuro.accounts.realms import KIJUN
    from shuro.accounts.sessions import end
    from shuro.accounts.users import create_user
    from shuro.kernel.desk import Desk

    desks: dict[str, Any] = {}
    for one in users():
        if not desks:
            initial = first_admin(database, clock, KIJUN, one["login"], one["name"], one["kana"])
        else:
            admin = next(iter(desks.values()))
            initial = create_user(admin, one["login"], one["name"], one["kana"], one["office"], one["rights"])
        change_password(database, clock, KIJUN, one["login"], initial.secret, PASSWORD, via="command")
        done = log_in(database, clock, KIJUN, one["login"], PASSWORD, via="command")
        end(database, clock, done.session)
        desks.setdefault(one["office"], Desk(done.officer, database, clock))
    return desks


# What is said -----------------------------------------------------------------------------------------------------------


def show(folder: Path) -> None:
    """Who can log in, and how commands reach the same database."""
    from shuro.commands.exits import say
    from shuro.commands.output import table

    lines = [
        (one["login"], one["name"], one["office_name"], "利用者の管理" if "admin" in one["rights"] else "")
        for one in users()
    ]
    table(("職員番号", "氏名", "局署", "権限"), lines)
    print(f"\nパスワード（全員同じ）: {PASSWORD}\n")
    found = [
        (f"{one['system'].removesuffix('システム')}：{one['label']}", one["login"], one["password"])
        for one in outside()
    ]
    table(("ほかのシステム（ログイン画面でF10）", "IDなど", "パスワードなど"), found)
    print()
    say(f"コマンドで使うときは、先に export SHURO_HOME={folder} を実行してください。")
