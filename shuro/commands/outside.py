"""What the command groups of the outside systems share: notices (連絡事項), settings, and who they act as."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from shuro.commands.exits import Exit, Stop, put, say
from shuro.commands.output import table

JSON = typer.Option(False, "--json", help="JSONで出力する")
NUMBER = typer.Argument(..., metavar="番号", help="「notice-list」で表示される連絡事項の番号")
LARGEST = 1_000_000  # bytes of the file of a body; 10,000 characters are allowed
BODY = typer.Option(..., "--body", help="本文のファイル（UTF-8。- は標準入力）")
NEW_BODY = typer.Option(None, "--body", help="本文のファイル（UTF-8。- は標準入力）")
SUBJECT = typer.Option(..., "--subject", help="件名")
NEW_SUBJECT = typer.Option(None, "--subject", help="件名")
STARTS = typer.Option(None, "--from", help="掲載開始日時（例：2026-06-10 09:00。省略すると今から）")
ENDS = typer.Option(None, "--to", help="掲載終了日時（省略すると期限なし）")
NAME = typer.Argument(..., metavar="名前", help="「settings」で表示される名前（hours、help_desk など）")
VALUE = typer.Argument(..., metavar="値", help="新しい値（hours は 04:00-01:00 のように）")


def desk() -> Any:
    """The desk of the logged-in officer."""
    from shuro.commands.acting import desk as acting

    return acting()


def act(what: Any, done: str, *given: Any, **more: Any) -> None:
    """Do one thing as the logged-in officer, and say that it is done."""
    what(desk(), *given, **more)
    say(done)


def add_notices_and_settings(app: Any, system: str) -> None:
    """Give a command group the commands on the notices and settings of its system (ACC-12, 32, 107, 109)."""
    add_notices(app, system)

    @app.command("settings")
    def show_settings(as_json: bool = JSON) -> None:
        """設定（利用可能時間帯、保守の予定、ヘルプデスク、差出人など）を表示する。"""
        list_settings(system, as_json)

    @app.command("set")
    def set_value(name: str = NAME, value: str = VALUE) -> None:
        """設定を変更する。"""
        change_setting(system, name, value)


def add_notices(app: Any, system: str) -> None:
    """The commands on the notices."""

    @app.command("notice-list")
    def notice_list(as_json: bool = JSON) -> None:
        """連絡事項の一覧を、掲載前・掲載後のものも含めて表示する。"""
        list_notices(system, as_json)

    @app.command("notice-add")
    def notice_add(
        title: str = SUBJECT, body: str = BODY, starts: str | None = STARTS, ends: str | None = ENDS
    ) -> None:
        """連絡事項を登録する。"""
        add_notice(system, title, body, starts, ends)

    @app.command("notice-edit")
    def notice_edit(
        number: int = NUMBER, title: str | None = NEW_SUBJECT, body: str | None = NEW_BODY,
        starts: str | None = STARTS, ends: str | None = ENDS,
    ) -> None:  # fmt: skip
        """連絡事項を変更する。省略した項目はそのまま残る。"""
        edit_notice(system, number, title, body, starts, ends)

    @app.command("notice-end")
    def notice_end(number: int = NUMBER) -> None:
        """連絡事項の掲載を、今終える。"""
        from shuro.accounts import notices

        here = desk()
        found(here, system, number)
        notices.end(here, number)
        say("掲載を終えました。")


# 連絡事項


def list_notices(system: str, as_json: bool) -> None:
    """All notices of a system."""
    from shuro.accounts.notices import listed

    lines = listed(desk(), system)
    if as_json:
        put([one.model_dump() for one in lines])
        return
    told = [(str(one.id), _told(one.starts), _told(one.ends), one.subject) for one in lines]
    table(("番号", "掲載開始日時", "掲載終了日時", "件名"), told)


def add_notice(system: str, title: str, body: str, starts: str | None, ends: str | None) -> None:
    """A new notice; its number goes to standard output."""
    from shuro.accounts import notices

    here = desk()
    begins = here.now() if starts is None else _moment(here, starts)
    print(notices.add(here, system, title, text_of(body), begins, None if ends is None else _moment(here, ends)))
    say("連絡事項を登録しました。")


def edit_notice(
    system: str, number: int, title: str | None, body: str | None, starts: str | None, ends: str | None
) -> None:
    """Change what is given; what is None stays."""
    from shuro.accounts import notices

    here = desk()
    one = found(here, system, number)
    notices.change(
        here, number, one.version, one.subject if title is None else title, one.body if body is None else text_of(body),
        one.starts if starts is None else _moment(here, starts), one.ends if ends is None else _moment(here, ends),
    )  # fmt: skip
    say("連絡事項を変更しました。")


def found(here: Any, system: str, number: int) -> Any:
    """The notice of the system with this number. Raises Stop when it has none."""
    from shuro.accounts.notices import listed

    one = next((one for one in listed(here, system) if one.id == number), None)
    if one is None:
        raise Stop(f"{number}番の連絡事項はありません。「notice-list」で番号を確かめてください。", Exit.REJECTED)
    return one


# Settings


def list_settings(system: str, as_json: bool) -> None:
    """All settings of a system."""
    from shuro.accounts import settings

    here = desk()
    settings.require_manager(here, system, "設定の表示")
    with here.database.read() as session:
        values = settings.values(session, system)
    if as_json:
        put(values)
    else:
        table(("名前", "設定", "値"), [(name, settings.LABELS[name], value) for name, value in values.items()])


def change_setting(system: str, name: str, value: str) -> None:
    """Change one setting. Raises Stop for a name that the system has not."""
    from shuro.accounts import settings

    if name not in settings.DEFAULTS[system]:
        names = "、".join(settings.DEFAULTS[system])
        raise Stop(f"「{name}」という設定はありません。{names} から選んでください。", Exit.USAGE)
    act(settings.change, "設定を変更しました。", system, name, value)


# Reading


def text_of(path: str) -> str:
    """The text of a file, or of standard input for "-". Raises Stop."""

    if path == "-":
        return sys.stdin.read()
    from shuro.kernel.typed_files import off_limits

    place = Path(path).expanduser()
    try:
        if not place.is_file() or place.stat().st_size > LARGEST or off_limits(place):
            raise OSError
        return place.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise Stop(
            f"--body：「{path}」を読めません。UTF-8の文章のファイルを指定してください。", Exit.REJECTED
        ) from None


def _moment(here: Any, typed: str) -> datetime:
    """A typed moment. Raises Unreadable."""
    from shuro.kernel.calendar import parse_moment

    return parse_moment(typed, here.now())


def _told(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"
