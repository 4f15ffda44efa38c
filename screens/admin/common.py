"""The lists that every outside system has: its settings and its mails (ACC-11, 12, 32, 64, 107)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from screens.admin.declared import Act, AdminList, Column, Text, Typed, Work
from widgets.plain_items import PlainItem, PlainKind, choice, line

if TYPE_CHECKING:
    from shuro.kernel.desk import Desk
    from shuro.kernel.mail import MailLine

NO_SERVER = (
    "メールサーバーが設定されていないため、送信していません。mail.toml 又は SHURO_SMTP_HOST で指定してください。"
)
HELP = {
    "hours": "例：04:00-01:00、平日 08:00-20:00。空欄は制限なし",
    "maintenance": "例：2026-06-20 22:00～2026-06-21 06:00。2件以上は「、」で区切る",
    "sender": "例：noreply@example.jp",
}


def day(one: date | None) -> str:
    """A day in a list."""
    return f"{one:%Y-%m-%d}" if one else ""


def moment(one: datetime | None) -> str:
    """A moment in a list."""
    return f"{one:%Y-%m-%d %H:%M}" if one else ""


def letter_items(title: int, body: int) -> Sequence[PlainItem]:
    """件名 and 本文 of a mail that is written here, so many characters at most."""
    return (
        line("title", "件名", "registration", max=title),
        PlainItem("body", "本文", "registration", max=body, lines=100, kind=PlainKind("longtext", "longtext")),
    )


def by_login(work: Callable[[Desk, str], Any], done: str) -> Work:
    """What the core does to a user by his login; `done` says it behind the login."""

    def act(desk: Desk, one: Any, typed: Typed) -> str:
        work(desk, one.login)
        return f"「{one.login}」{done}"

    return act


# Settings


class Setting(NamedTuple):
    """A setting of a system and its value now."""

    system: str
    name: str
    label: str
    value: str


def settings_of(system: str) -> AdminList:
    """設定 of a system: sender, telephone, help desk, service hours, maintenance …"""
    columns = (Column("設定", lambda one: one.label, 34), Column("値", lambda one: one.value, 41))
    change = Act("変更", _change, items=_setting_items, texts=lambda one: {"value": one.value})
    return AdminList("設定", partial(_settings, system), columns, lambda one: one.label, (change,))


def _settings(system: str, desk: Desk) -> Sequence[Setting]:
    from shuro.accounts import settings

    settings.require_manager(desk, system, "設定の表示")
    with desk.database.read() as session:
        found = settings.values(session, system)
    return [Setting(system, name, settings.LABELS[name], value) for name, value in found.items()]


def _setting_items(one: Setting) -> Sequence[PlainItem]:
    from shuro.accounts.settings import LONGEST

    if one.name == "lock":
        return (choice("value", one.label, ("on", "off"), "registration", help="on：6回の間違いで60分のロック"),)
    return (line("value", one.label, max=LONGEST, help=HELP.get(one.name, "")),)


def _change(desk: Desk, one: Setting, typed: Typed) -> str:
    from shuro.accounts import settings

    settings.change(desk, one.system, one.name, typed["value"])
    return f"「{one.label}」を変更しました。"


# Mails


def mails_of(system: str, state: str | None = None) -> AdminList:
    """メールの記録 of a system, the newest first; with `state` those of one state alone."""
    columns = (
        Column("作成日時", lambda one: moment(one.created_at), 16),
        Column("状態", lambda one: one.state, 8),
        Column("宛先", lambda one: one.to, 24),
        Column("件名", lambda one: one.subject, 26),
        Column("種類", lambda one: one.kind),
        Column("送信日時", lambda one: moment(one.sent_at)),
        Column("送信した回数", lambda one: str(one.tries or "")),
        Column("次に送る時刻", lambda one: moment(one.next_try)),
        Column("失敗の理由", lambda one: one.error),
    )
    acts = (
        Act("内容の表示", _body, lambda one: "内容を表示します。表示したことは日誌に残ります。よろしいですか？"),
        Act("もう一度送信待ちにする", _again, lambda one: "このメールを、もう一度送信待ちにします。よろしいですか？",
            when=lambda one: one.state == "送信失敗"),
    )  # fmt: skip
    send = Act("送信", _send, lambda one: "送る時刻になったメールを送信します。よろしいですか？")
    heading = f"{state}のメール" if state else "メールの記録"
    return AdminList(
        heading, partial(_mails, system, state), columns, lambda one: moment(one.created_at), acts, (send,)
    )


def _mails(system: str, state: str | None, desk: Desk) -> Sequence[MailLine]:
    from shuro.kernel.mail import listed

    return listed(desk, system=system, state=state)


def _body(desk: Desk, one: MailLine, typed: Typed) -> str | Text:
    from shuro.kernel.mail import body_of
    from shuro.kernel.text import clean

    found = body_of(desk, one.id)
    if found is None:
        return "このメールは、もうありません。"
    about, body = found
    head = f"宛先：{clean(about.to)}\n件名：{clean(about.subject)}\n状態：{about.state}\n\n"
    return Text(f"メール　{moment(about.created_at)}", head + clean(body, multiline=True))


def _again(desk: Desk, one: MailLine, typed: Typed) -> str:
    from shuro.kernel.mail import again

    return "送信待ちにしました。" if again(desk, one.id) else "送信に失敗したメールではなくなっていました。"


def _send(desk: Desk, _: Any, typed: Typed) -> str:
    from shuro.accounts.post import deliver
    from shuro.kernel.mail import require_administrator
    from shuro.kernel.mail_line import server_from_settings

    require_administrator(desk)
    server = server_from_settings()
    done = deliver(desk.database, desk.clock, server)
    said = f"送信済 {done.sent}件、送信失敗 {done.failed}件、送信待ち {done.waiting}件"
    return said if server is not None else f"{said}。{NO_SERVER}"
