"""外国人就労管理システム: its users and 仮登録, as システム管理者 and 本省 see and help them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from screens.admin.common import by_login, day, letter_items, moment
from screens.admin.declared import Act, AdminList, Column, Typed
from shuro.accounts.gaikokujin import admin
from widgets.plain_items import PlainItem, choice, line

if TYPE_CHECKING:
    from shuro.accounts.gaikokujin.info import UserInfo
    from shuro.accounts.users import Initial
    from shuro.kernel.desk import Desk

REGISTERED, CONTACT = "本登録", "企業への連絡"
HINT = "本人は、「パスワード設定/変更」の「新規パスワード設定」で新しいパスワードを設定します。"


def _enrol_items(_: Any) -> Sequence[PlainItem]:
    return (
        line("login", "ログインID", "registration", max=16, help="半角英数字の混在にて、8から16桁"),
        choice("kind", "利用者区分", admin.KINDS, "registration"),
        *_name_items(),
    )


def _name_items() -> Sequence[PlainItem]:
    return (
        line("name", "氏名", max=40), line("roman", "氏名(ローマ字)", max=60, help="例：Tanaka Taro"),
        line("mail", "メールアドレス", max=254),
    )  # fmt: skip


def _enrol(desk: Desk, _: Any, typed: Typed) -> Initial:
    return admin.enrol(desk, **typed)


def _reissue(desk: Desk, one: UserInfo, typed: Typed) -> Initial:
    return admin.reissue(desk, one.login)


def _edit(desk: Desk, one: UserInfo, typed: Typed) -> str:
    admin.edit(desk, one.login, name=typed["name"], roman=typed["roman"], mail=typed["mail"] or None)
    return f"「{one.login}」を変更しました。"


def _in_use(one: UserInfo) -> bool:
    return one.state == REGISTERED and one.hindrance != "停止"


def state(one: UserInfo) -> str:
    """本登録（ロック）."""
    return one.state + (f"（{one.hindrance}）" if one.hindrance else "")


USERS = AdminList(
    "利用者",
    admin.listed,
    (
        Column("ログインID", lambda one: one.login, 16),
        Column("利用者区分", lambda one: one.kind, 16),
        Column("状態", state, 14),
        Column("氏名", lambda one: one.name, 14),
        Column("パスワード期限", lambda one: day(one.last_day), 14),
        Column("氏名(ローマ字)", lambda one: one.roman),
        Column("メールアドレス", lambda one: one.mail),
        Column("建設業許可番号", lambda one: one.permit),
        Column("パスワード設定日", lambda one: day(one.password_set_on)),
        Column("最後のログイン", lambda one: moment(one.last_login)),
    ),
    lambda one: one.login,
    (
        Act("仮のパスワードの再発行", _reissue,
            lambda one: f"「{one.login}」の仮のパスワードを発行します。今のパスワードは、新しいものを設定するまで使えます。",
            when=_in_use, hint=HINT),
        Act("ロックの解除", by_login(admin.unlock, "のロックを解除しました。"),
            lambda one: f"「{one.login}」のロックを解除します。",
            when=lambda one: one.hindrance in ("ロック", "閉塞")),
        Act("氏名・メールアドレスの変更", _edit, items=lambda one: _name_items(),
            texts=lambda one: {"name": one.name, "roman": one.roman, "mail": one.mail},
            when=lambda one: one.state == REGISTERED),
        Act("利用の停止", by_login(admin.disable, "の利用を停止しました。"),
            lambda one: f"「{one.login}」の利用を停止します。ログイン中のときは、次の操作で終わります。", when=_in_use),
        Act("利用の再開", by_login(admin.enable, "は再び利用できます。"),
            lambda one: f"「{one.login}」の利用の停止を解きます。",
            when=lambda one: one.hindrance == "停止"),
    ),
    (Act("審査者・システム管理者の登録", _enrol, items=_enrol_items, hint=HINT),),
)  # fmt: skip


# What 審査者 write to companies (ACC-114)


def _letter(_: Any) -> Sequence[PlainItem]:
    return letter_items(admin.SUBJECT_LONGEST, admin.BODY_LONGEST)


def _write(desk: Desk, one: UserInfo, typed: Typed) -> str:
    admin.write_to(desk, one.login, typed["title"], typed["body"])
    return f"「{one.login}」への連絡のメールを作りました。"


COMPANIES = AdminList(
    CONTACT,
    admin.companies,
    (
        Column("ログインID", lambda one: one.login, 16),
        Column("建設業許可番号", lambda one: one.permit, 34),
        Column("メールアドレス", lambda one: one.mail, 24),
        Column("氏名", lambda one: one.name),
        Column("状態", state),
    ),
    lambda one: one.login,
    (
        Act("連絡のメール", _write, lambda one: f"{one.mail}に送信します。よろしいですか？", items=_letter, mails=True),
    ),
)  # fmt: skip
