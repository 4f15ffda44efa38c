"""次世代社労法務システム: contracts with their CustomerId and licences, and the accounts registered under them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from screens.admin.common import moment
from screens.admin.declared import Act, AdminList, Column, Typed
from shuro.accounts.asp import contracts
from widgets.plain_items import PlainItem, line

if TYPE_CHECKING:
    from shuro.accounts.asp.contracts import ContractLine
    from shuro.accounts.asp.management import AccountLine
    from shuro.kernel.desk import Desk


def number(text: str) -> str:
    """A typed number of licences, in half width. Raises Unreadable."""
    from shuro.kernel.text import Unreadable, narrow

    found = narrow(text).strip()
    if not (found.isascii() and found.isdigit() and len(found) <= 4):
        raise Unreadable("数字で入力してください。")
    return str(int(found))


def _changeable() -> Sequence[PlainItem]:
    return (
        line("name", "契約者名", "registration", max=100),
        line("tel", "Tel", "registration", max=30, help="契約の電話番号"),
        line("licences", "契約数", "registration", reader=number, help="登録できるアカウントの数"),
    )


def _new(_: Any) -> Sequence[PlainItem]:
    return (
        line("customer_id", "CustomerId", "registration", max=6, help="28で始まる半角数字6桁"),
        line("office_part", "ASPアカウント", "registration", max=5, help="事務所の部分（例：abcd8）"),
        *_changeable(),
    )


def _add(desk: Desk, _: Any, typed: Typed) -> str:
    contracts.add(desk, **{**typed, "licences": int(typed["licences"])})  # type: ignore[arg-type]
    return f"契約「{typed['customer_id']}」を登録しました。"


def _change(desk: Desk, one: ContractLine, typed: Typed) -> str:
    contracts.change(desk, one.customer_id, name=typed["name"], tel=typed["tel"], licences=int(typed["licences"]))
    return f"契約「{one.customer_id}」を変更しました。"


CONTRACTS = AdminList(
    "契約",
    contracts.listed,
    (
        Column("CustomerId", lambda one: one.customer_id, 10),
        Column("契約者名", lambda one: one.name, 30),
        Column("事務所", lambda one: one.office_part, 6),
        Column("契約数", lambda one: str(one.licences), 6),
        Column("登録数", lambda one: str(one.registered), 6),
        Column("Tel", lambda one: one.tel, 13),
        Column("管理者", lambda one: one.manager),
        Column("登録日時", lambda one: moment(one.created_at)),
    ),
    lambda one: one.customer_id,
    (
        Act("変更", _change, lambda one: "契約を変更します。契約数を減らしても、登録済みのアカウントはそのまま使えます。",
            items=lambda one: _changeable(),
            texts=lambda one: {"name": one.name, "tel": one.tel, "licences": str(one.licences)}),
    ),
    (Act("契約の登録", _add, items=_new),),
)  # fmt: skip


def _of(text: Callable[[AccountLine], str]) -> Callable[[tuple[str, AccountLine]], str]:
    return lambda pair: text(pair[1])


def _state(desk: Desk, _: Any, typed: Typed) -> str:
    return f"「{typed['address']}」の状態は「{contracts.state_of(desk, typed['address'])}」です。"


# What is done to an account is the 管理者's of the agency alone (ACC-229, ACC-230).
ACCOUNTS = AdminList(
    "アカウント",
    contracts.list_accounts,
    (
        Column("CustomerId", lambda pair: pair[0], 10),
        Column("メールアドレス", _of(lambda one: one.address), 26),
        Column("表示名", _of(lambda one: one.name), 14),
        Column("状態", _of(lambda one: one.state), 10),
        Column("環境", _of(lambda one: one.environment), 8),
        Column("管理者", _of(lambda one: "管理者" if one.manager else ""), 6),
        Column("二段階認証", _of(lambda one: "する" if one.two_step else "しない")),
        Column("登録日時", _of(lambda one: moment(one.registered_at))),
    ),
    _of(lambda one: one.address),
    of_list=(
        Act("メールアドレスの状態", _state, items=lambda _: (
            line("address", "メールアドレス", "registration", max=254, help="登録していないものも調べられます"),)),
    ),
)  # fmt: skip
