"""`shuro`: opens the workstation; with a word, the command of that name. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer

from shuro.commands.entry import open_screens
from shuro.commands.exits import guarded
from shuro.commands.speech import App, Group

# name -> (help, module): modules with `app`, a Typer of their own
GROUPS: dict[str, tuple[str, str]] = {
    "login": ("ログインする（以後のコマンドはこの職員として働く）", "shuro.commands.session"),
    "logout": ("ログアウトする", "shuro.commands.session"),
    "whoami": ("ログイン中の職員を表示する", "shuro.commands.session"),
    "password": ("自分のパスワードを変更する", "shuro.commands.session"),
    "desk": ("本日の予定を表示する", "shuro.commands.desk"),
    "inbox": ("通達・事務連絡を表示する", "shuro.commands.desk"),
    "practice": ("練習用データベースを作って開く", "shuro.commands.practice"),
    "count": ("集計する", "shuro.commands.count"),
    "report": ("一覧の帳票を出力する", "shuro.commands.report"),
    "calc": ("規則による計算を、過程とともに表示する", "shuro.commands.calc"),
    "batch": ("夜間処理などを実行する", "shuro.commands.batch"),
    "mail": ("メールを送信し、その記録を表示する", "shuro.commands.mail"),
    "gaikokujin": ("外国人就労管理システムの利用者・連絡事項・設定を管理する", "shuro.commands.gaikokujin"),
    "rokin": ("ろうきん賃金控除事務支援システムの契約と利用者を管理する", "shuro.commands.rokin"),
    "cert": ("電子証明書（ろうきん賃金控除事務支援システム）を管理する", "shuro.commands.cert"),
    "asp": ("次世代社労法務システムの契約とアカウントを管理する", "shuro.commands.asp"),
    "user": ("利用者を管理する", "shuro.commands.user"),
    "db": ("データベースを作成・更新・退避・復元・検査する", "shuro.commands.db"),
    "journal": ("業務日誌（改ざん検知付き記録）を検証・表示する", "shuro.commands.journal"),
    "doctor": ("端末と設定を点検する", "shuro.commands.doctor"),
    "catalogue": ("全ての情報の宣言（項目・手順・帳票）を表示する", "shuro.commands.catalogue"),
}


class Later(Group):
    """A command known by name and help; the real one is made when it is called."""

    def __init__(self, name: str, help: str, load: Callable[[], Any], panel: str | None = None):
        super().__init__(name=name, help=help, rich_help_panel=panel)
        self.load = load

    def make_context(self, info_name: Any, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of the real command."""
        return self.load().make_context(info_name, args, parent=parent, **extra)


class Root(Group):
    """The fixed commands, then a group for each record type of the registry."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names in the order of the help page."""
        from shuro.kernel import registry

        return [*GROUPS, *(known.name.replace("_", "-") for known in registry.index().values())]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, not loaded yet; None when there is none."""
        if cmd_name in GROUPS:
            help, module = GROUPS[cmd_name]
            return Later(cmd_name, help, lambda: fixed(cmd_name, module))
        from shuro.kernel import registry

        known = registry.index().get(cmd_name.replace("-", "_"))
        if known is None:
            return None
        return Later(cmd_name, known.label, lambda: of_record(known.name), panel=known.subsystem or known.label)


TOGETHER = ("shuro.commands.session", "shuro.commands.desk")  # modules with several commands, each of them its own word


def fixed(name: str, module: str) -> Any:
    """The command `name` of a module: its own entry where the module has several words, else its whole app."""
    command = typer.main.get_command(import_module(module).app)
    return command.commands[name] if module in TOGETHER else command  # type: ignore[attr-defined]


def of_record(name: str) -> Any:
    """The derived command group of a record type."""
    from shuro.commands.records import group_of

    return typer.main.get_command(group_of(name))


app = App(cls=Root, add_completion=True, no_args_is_help=False, invoke_without_command=True)


@app.callback(invoke_without_command=True)
def start(ctx: typer.Context, version: bool = typer.Option(False, "--version", help="版を表示する")) -> None:
    """就労：労働基準行政の業務を端末で行う。引数なしで業務画面を開く。"""
    if version:
        from importlib.metadata import version as of_package

        print(f"shuro {of_package('shuro')}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        raise typer.Exit(open_screens())


def run() -> None:
    """Run the command of the words; see shuro.commands.entry for none."""
    sys.exit(guarded(lambda: app(standalone_mode=False, prog_name="shuro")))
