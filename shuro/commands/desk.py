"""`shuro desk` and `shuro inbox`: what waits at the officer's desk, and the notices to the office."""

from __future__ import annotations

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
        found = dues.waiting(here)
        if as_json:
            put([{"name": one.due.name, "label": one.due.label, "number": one.number, "first": text(one.first)}
                 for one in found])  # fmt: skip
        else:
            table(("名前", "内容", "件数", "最も早い日"), [(one.due.name, one.due.label, str(one.number), text(one.first))
                                                for one in found])  # fmt: skip
        return
    due = next((one for one in dues.all_dues() if one.name == name), None)
    if due is None:
        known = "、".join(one.name for one in dues.all_dues())
        raise Stop(f"「{name}」という予定はありません。{known}から選んでください。", Exit.USAGE)
    cls = registry.load(due.record)
    lines = [
        (one.id, title_of(cls, one), text(getattr(one, due.by) if due.by else None)) for one in dues.behind(here, due)
    ]
    if as_json:
        put([{"id": id, "title": title, "day": day} for id, title, day in lines])
    else:
        table(("番号", "情報", "期日"), [(str(id), title, day) for id, title, day in lines])


@app.command("inbox")
def inbox(
    number: int | None = typer.Argument(None, metavar="番号", help="その通達を開く（省くと一覧を表示する）"),
    as_json: bool = JSON,
) -> None:
    """通達・事務連絡を表示する。"""
    from shuro.commands.acting import desk
    from shuro.commands.exits import Exit, Stop, put
    from shuro.commands.output import table
    from shuro.kernel import notices
    from shuro.kernel.codes import offices

    here = desk()
    if number is None:
        found = notices.inbox(here)
        if as_json:
            put([plain(one) for one in found])
        else:
            table(("番号", "状態", "受信", "発信", "件名"), [
                (str(one.id), "既読" if one.read_at else "未読", f"{one.sent_at:%Y-%m-%d %H:%M}",
                 offices()[one.from_office].name, one.title)
                for one in found
            ])  # fmt: skip
        return
    try:
        one = notices.opened(here, number)
    except KeyError:
        raise Stop(f"この局署に届いた番号{number}の通達はありません。", Exit.FAILED) from None
    if as_json:
        put(plain(one))
    else:
        print(one.body)


def text(day: Any) -> str:
    """A day as an ISO text; empty for none."""
    return day.isoformat() if day else ""


def plain(one: Any) -> dict[str, Any]:
    """A notice for programs: moments as ISO texts."""
    return asdict(one) | {"sent_at": text(one.sent_at), "read_at": text(one.read_at)}
