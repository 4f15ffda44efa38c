"""ろうきん賃金控除事務支援システム: what 労金 does for its contracts, their users and certificates (ACC-189 to 199)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screens.admin.common import by_login, day, letter_items, moment
from screens.admin.declared import AGAIN, Act, AdminList, Column, Typed
from screens.portal.form import MASK
from shuro.accounts.rokin import announcing, operators
from widgets.plain_items import PlainItem, line, secret

if TYPE_CHECKING:
    from shuro.accounts.rokin.operators import CertificateLine, ContractLine
    from shuro.accounts.rokin.people import UserLine
    from shuro.kernel.desk import Desk

NORMAL, REVOKED = "正常", "失効"
INITIAL_HELP = "半角8桁。英大文字、英小文字、数字、記号の全て"
REVOKING_ALL = "「{login}」の全ての電子証明書を失効させます。ログイン中のときは、次の操作で終わります。よろしいですか？"
REVOKING_ONE = (
    "「{login}」の電子証明書（シリアル番号 {serial}）を失効させます。ほかに使える電子証明書がなければ、ログイン中のときは、"
    "次の操作で終わります。よろしいですか？"
)


def _initial_items() -> Sequence[PlainItem]:
    return (
        secret("initial", "初期パスワード", mask=MASK, help=INITIAL_HELP),
        secret(f"initial{AGAIN}", "初期パスワード再入力", mask=MASK),
    )


def _why_item() -> PlainItem:
    return line("why", "失効の理由", "registration", max=100, help="例：パソコンの変更")


# Contracts


def _add(desk: Desk, _: Any, typed: Typed) -> str:
    operators.add_contract(desk, typed["number"], typed["name"], typed["initial"])
    return f"契約「{typed['number']}」を登録しました。"


def _migrate(desk: Desk, _: Any, typed: Typed) -> str:
    return f"{operators.migrate_initial(desk)}件の初期パスワードを8桁にしました。"


def _new_initial(desk: Desk, one: ContractLine, typed: Typed) -> str:
    operators.new_initial_password(desk, one.number, typed["initial"])
    return f"契約「{one.number}」の初期パスワードを登録しました。"


def _initialise(desk: Desk, one: ContractLine, typed: Typed) -> str:
    login = operators.initialise(desk, one.number)
    return f"マスターユーザー「{login}」を初期化しました。会員がマスターユーザーの初期登録をやり直します。"


def _release_contract(desk: Desk, one: ContractLine, typed: Typed) -> str:
    operators.release_contract(desk, one.number)
    return f"契約番号「{one.number}」の閉塞を解除しました。"


def _letter(_: Any) -> Sequence[PlainItem]:
    return letter_items(announcing.SUBJECT_LONGEST, announcing.BODY_LONGEST)


def _announce(desk: Desk, one: ContractLine | None, typed: Typed) -> str:
    written = announcing.announce(desk, typed["title"], typed["body"], one.number if one else None)
    return f"お知らせのメールを{written}件作りました。"


CONTRACTS = AdminList(
    "契約",
    operators.list_contracts,
    (
        Column("契約番号", lambda one: one.number, 8),
        Column("会員名", lambda one: one.name, 24),
        Column("状態", lambda one: one.state, 6),
        Column("マスターユーザー", lambda one: one.master, 16),
        Column("利用者数", lambda one: str(one.users), 8),
        Column("届出日", lambda one: day(one.initial_on), 10),
    ),
    lambda one: one.number,
    (
        Act("新しい初期パスワードの登録", _new_initial, items=lambda one: _initial_items()),
        Act("マスターユーザーの初期化", _initialise,
            lambda one: f"マスターユーザー「{one.master}」のユーザーIDとパスワードを初期化します。電子証明書は失効します。"
                        "初期パスワードと一般ユーザーは残ります。",
            when=lambda one: bool(one.master), name=lambda one: one.number),
        Act("閉塞の解除", _release_contract, lambda one: f"契約番号「{one.number}」の{one.state}を解除します。よろしいですか？",
            when=lambda one: one.state != NORMAL),
        Act("お知らせのメール", _announce, lambda one: f"契約「{one.number}」の利用者{one.users}名に送信します。よろしいですか？",
            items=_letter, when=lambda one: one.users > 0, mails=True),
    ),
    (
        Act("契約の登録", _add, items=lambda _: (
            line("number", "契約番号", "registration", max=8, help="半角数字8桁"),
            line("name", "会員名", "registration", max=40), *_initial_items())),
        Act("6桁の初期パスワードの移行", _migrate,
            lambda _: "2024年5月2日以前に交付した6桁の初期パスワードの末尾に「r@」を付けます。8桁のものは変えません。"),
        Act("全契約へのお知らせのメール", _announce, lambda _: "全ての契約の利用者に送信します。よろしいですか？",
            items=_letter, mails=True),
    ),
)  # fmt: skip


# Users


def _rename(desk: Desk, one: UserLine, typed: Typed) -> str:
    operators.change_user_id(desk, one.login, typed["new"])
    return f"ユーザーIDを「{typed['new']}」に変更しました。電子証明書を発行し直してください。"


def _revoke_all(desk: Desk, one: UserLine, typed: Typed) -> str:
    done = operators.revoke(desk, one.login, typed["why"])
    return f"「{one.login}」の電子証明書{len(done)}件を失効させました。新しい電子証明書を発行できます。"


USERS = AdminList(
    "契約ユーザー",
    operators.list_users,
    (
        Column("契約番号", lambda one: one.contract, 8),
        Column("ユーザーID", lambda one: one.login, 12),
        Column("区分", lambda one: one.kind, 16),
        Column("状態", lambda one: one.state, 6),
        Column("電子証明書", lambda one: one.certificate, 20),
        Column("有効期限", lambda one: day(one.last_day), 10),
        Column("ユーザー名", lambda one: one.name),
        Column("メールアドレス", lambda one: one.mail),
    ),
    lambda one: one.login,
    (
        Act("閉塞の解除", by_login(operators.release_user, "の閉塞を解除しました。"),
            lambda one: f"「{one.login}」の{one.state}を解除します。よろしいですか？",
            when=lambda one: one.state != NORMAL),
        Act("電子証明書の失効", _revoke_all, lambda one: REVOKING_ALL.format(login=one.login),
            items=lambda one: (_why_item(),), when=lambda one: one.certificate not in ("未発行", REVOKED)),
        Act("ユーザーIDの変更", _rename,
            lambda one: f"「{one.login}」のユーザーIDを変更します。今の電子証明書は失効します。よろしいですか？",
            items=lambda one: (line("new", "新しいユーザーID", "registration", max=12, help="半角英数字の混在、6文字以上"),)),
    ),
)  # fmt: skip


# Certificates


def _revoke_one(desk: Desk, one: CertificateLine, typed: Typed) -> str:
    operators.revoke(desk, one.login, typed["why"], one.serial)
    return f"「{one.login}」の電子証明書を失効させました。"


def _revocation_list(desk: Desk, _: Any, typed: Typed) -> str:
    return _written(operators.make_revocation_list(desk), typed["path"])


def _authority(desk: Desk, _: Any, typed: Typed) -> str:
    found = operators.authority_certificate(desk)
    if found is None:
        return "認証局はまだありません。最初の電子証明書を発行したときに作られます。"
    return _written(found, typed["path"])


def _written(content: bytes, path: str) -> str:
    from shuro.kernel.sheets import whole_file

    with whole_file(Path(path)) as file:
        file.write(content)
    return f"{path}に出力しました。"


CERTIFICATES = AdminList(
    "電子証明書",
    operators.list_certificates,
    (
        Column("ユーザーID", lambda one: one.login, 12),
        Column("契約番号", lambda one: one.contract, 8),
        Column("状態", lambda one: one.state, 20),
        Column("発行日", lambda one: day(one.issued_at.date() if one.issued_at else None), 10),
        Column("有効期限", lambda one: day(one.last_day), 10),
        Column("失効の理由", lambda one: one.revoked_for, 13),
        Column("インポート", lambda one: moment(one.imported_at)),
        Column("失効日時", lambda one: moment(one.revoked_at)),
        Column("シリアル番号", lambda one: one.serial),
    ),
    lambda one: one.login,
    (
        Act("電子証明書の失効", _revoke_one, lambda one: REVOKING_ONE.format(login=one.login, serial=one.serial),
            items=lambda one: (_why_item(),), when=lambda one: one.state not in ("未発行", REVOKED)),
    ),
    (
        Act("失効リスト（CRL）の出力", _revocation_list, file=lambda _: "失効リスト.crl"),
        Act("認証局の証明書の出力", _authority, file=lambda _: "認証局.pem"),
    ),
)  # fmt: skip
