"""`shuro desk` and `shuro inbox`: what waits at the officer's desk, and the notices to the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import typer

from shuro.commands.speech import App

app = App(no_args_is_help=False)
JSON = typer.Option(False, "--json", help="JSONで出力する")


@app.command("desk")
def desk_view(
    name: str | None = typer.Argument(None, metavar="名前", help="その一覧を表示する（省くと件数を表示する）"),
    as_json: bool = JSON,
) -> None:
    """本日の予定を表示する。"""
    from shuro.commands.acting import desk
    from shuro.commands.exits import Exit, Stop, put
    from shuro.commands.output import table
    from shuro.kernel import dues, registry
    from shuro.kernel.record import title_of

    here = desk()
    if name is None:
        counts = [(one.due.name, one.due.label, one.number, text(one.first)) for one in dues.waiting(here)]
        counts += [(name, label, number, "") for name, label, number in beside(here) if number]
        if as_json:
            put([dict(zip(("name", "label", "number", "first"), line)) for line in counts])
        else:
            told = [(one, what, str(number), day) for one, what, number, day in counts]
            table(("名前", "内容", "件数", "最も早い日"), told)
        return
    known_dues = dues.all_dues(here.officer.realm)
    due = next((one for one in known_dues if one.name == name), None)
    if name == "unread-notices":
        inbox_list(True, as_json)
        return
    if name == "drafts":
        raise Stop("下書きは業務画面で開きます（業務メニューの「下書き」）。", Exit.USAGE)
    if due is None:
        known = "、".join([*(one.name for one in known_dues), "unread-notices"])
        raise Stop(f"「{name}」という予定はありません。{known}から選んでください。", Exit.USAGE)
    cls = registry.load(due.record)
    lines = [
        (one.id, title_of(cls, one), text(getattr(one, due.by) if due.by else None)) for one in dues.behind(here, due)
    ]
    if as_json:
        put([{"id": id, "title": title, "day": day} for id, title, day in lines])
    else:
        table(("番号", "情報", "期日"), [(str(id), title, day) for id, title, day in lines])


inbox = App(no_args_is_help=False, invoke_without_command=True)
app.add_typer(inbox, name="inbox")
NUMBER = typer.Argument(..., metavar="番号", help="通達の番号（list で表示される）")


@inbox.callback(invoke_without_command=True)
def inbox_start(ctx: typer.Context) -> None:
    """通達・事務連絡を表示する。"""
    if ctx.invoked_subcommand is None:
        inbox_list(False, False)


@inbox.command("list")
def inbox_list(unread: bool = typer.Option(False, "--unread", help="未読のものだけ"), as_json: bool = JSON) -> None:
    """自分の官署に届いた通達の一覧を、未読のものから表示する。"""
    from shuro.commands.acting import desk
    from shuro.commands.exits import put
    from shuro.commands.output import table
    from shuro.kernel import notices
    from shuro.kernel.codes import offices

    found = notices.inbox(desk(), unread_only=unread)
    if as_json:
        put([plain(one) for one in found])
        return
    table(("番号", "状態", "受信", "発信", "件名"), [
        (str(one.id), "既読" if one.read_at else "未読", f"{one.sent_at:%Y-%m-%d %H:%M}",
         offices()[one.from_office].name, one.title)
        for one in found
    ])  # fmt: skip


@inbox.command("show")
def inbox_show(number: int = NUMBER, as_json: bool = JSON) -> None:
    """通達の内容を表示する。未読のものは未読のまま残る。"""
    from shuro.kernel import notices

    say_notice(notices.shown, number, as_json)


@inbox.command("read")
def inbox_read(number: int = NUMBER, as_json: bool = JSON) -> None:
    """通達を開く。最初に開いた職員と日時が記録される。"""
    from shuro.kernel import notices

    say_notice(notices.opened, number, as_json)


def say_notice(take: Callable[[Any, int], Any], number: int, as_json: bool) -> None:
    """Print a notice. Raises Stop when none of this number came to the office."""
    from shuro.commands.acting import desk
    from shuro.commands.exits import Exit, Stop, put
    from shuro.kernel.text import clean

    try:
        one = take(desk(), number)
    except KeyError:
        raise Stop(f"この局署に届いた番号{number}の通達はありません。", Exit.REJECTED) from None
    if as_json:
        put(plain(one))
    else:
        print(clean(one.body, multiline=True))


def beside(here: Any) -> list[tuple[str, str, int]]:
    """What waits besides records: notices nobody has opened, and the officer's own drafts."""
    from shuro.kernel.drafts import drafts_of
    from shuro.kernel.notices import unread

    return [("unread-notices", "未読の通達・事務連絡", unread(here)), ("drafts", "下書き", len(drafts_of(here)))]


def text(day: Any) -> str:
    """A day as an ISO text; empty for none."""
    return day.isoformat() if day else ""


def plain(one: Any) -> dict[str, Any]:
    """A notice for programs: moments as ISO texts."""
    return asdict(one) | {"sent_at": text(one.sent_at), "read_at": text(one.read_at)}
