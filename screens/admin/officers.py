"""利用者の管理 of 労働基準行政情報システム: the officers of the offices that an administrator looks after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from screens.admin.common import by_login, moment
from screens.admin.declared import Act, AdminList, Column, Typed
from shuro.accounts import users
from shuro.accounts.rights import ADMIN
from widgets.plain_items import PlainItem, choice, line

if TYPE_CHECKING:
    from shuro.accounts.users import Initial, UserLine
    from shuro.kernel.desk import Desk

OWN, EXTRA = "本務", "併任など（他の官署に籍のある職員）"
YES, NO = "与える", "与えない"
HINT = "1回だけ使えます。本人は、ログインして新しいパスワードを設定します。"


def _changeable() -> Sequence[PlainItem]:
    return (
        line("name", "氏名(漢字)", "registration", max=40), line("kana", "氏名(カナ)", "registration", max=40),
        line("office", "所属する局署", "registration", max=4, help="局署のコード4桁"),
        choice("admin", "利用者の管理の権限", (NO, YES), "registration"),
    )  # fmt: skip


def _new(_: Any) -> Sequence[PlainItem]:
    return (
        line("login", "職員番号", "registration", max=8, help="半角数字6桁。併任の職員は「-1」のような枝番を付ける"),
        choice("posting", "籍", (OWN, EXTRA), "registration"),
        *_changeable(),
    )


def _rights(typed: Typed) -> list[str]:
    return [ADMIN] if typed["admin"] == YES else []


def _create(desk: Desk, _: Any, typed: Typed) -> Initial:
    return users.create_user(
        desk, typed["login"], typed["name"], typed["kana"], typed["office"], _rights(typed),
        extra=typed["posting"] == EXTRA,
    )  # fmt: skip


def _edit(desk: Desk, one: UserLine, typed: Typed) -> str:
    users.edit_user(
        desk, one.login, one.version, name=typed["name"], kana=typed["kana"], office_code=typed["office"],
        given=_rights(typed),
    )  # fmt: skip
    return f"「{one.login}」を変更しました。"


def _reset(desk: Desk, one: UserLine, typed: Typed) -> Initial:
    return users.reset_password(desk, one.login)


def _texts(one: UserLine) -> Typed:
    given = YES if ADMIN in one.rights else NO
    return {"name": one.name, "kana": one.kana, "office": one.office_code, "admin": given}


OFFICERS = AdminList(
    "利用者の管理",
    users.list_users,
    (
        Column("職員番号", lambda one: one.login, 8),
        Column("氏名", lambda one: one.name, 20),
        Column("局署", lambda one: one.office, 22),
        Column("状態", lambda one: one.state, 14),
        Column("権限", lambda one: "管理" if one.rights else "", 6),
        Column("氏名(カナ)", lambda one: one.kana),
        Column("最後のログイン", lambda one: moment(one.last_login)),
    ),
    lambda one: one.login,
    (
        Act("氏名・所属・権限の変更", _edit, items=lambda one: _changeable(), texts=_texts),
        Act("初期パスワードの再発行", _reset,
            lambda one: f"「{one.login}」の初期パスワードを発行します。今のパスワードとログインは使えなくなります。",
            when=lambda one: one.state != "停止", hint=HINT),
        Act("待ち・閉鎖の解除", by_login(users.unlock, "の待ち・閉鎖を解除しました。"),
            lambda one: f"「{one.login}」の{one.state}を解除します。", when=lambda one: one.state in ("待ち", "閉鎖")),
        Act("ログインを終わらせる", by_login(users.end_sessions, "のログインを終わらせました。"),
            lambda one: f"「{one.login}」のログインを全て終わらせます。", when=lambda one: one.state != "停止"),
        Act("利用の停止", by_login(users.disable_user, "の利用を停止しました。"),
            lambda one: f"「{one.login}」の利用を停止します。ログイン中のときは、次の操作で終わります。",
            when=lambda one: one.state != "停止"),
        Act("利用の再開", by_login(users.enable_user, "は再び利用できます。"),
            lambda one: f"「{one.login}」の利用の停止を解きます。",
            when=lambda one: one.state == "停止"),
    ),
    (Act("利用者の登録", _create, items=_new, hint=HINT),),
)  # fmt: skip
