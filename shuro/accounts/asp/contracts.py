"""Contracts: what the operator of the system keeps about each CustomerId, and what registrations are compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, select

from shuro.accounts.asp import store
from shuro.accounts.asp.store import AspRefused
from shuro.accounts.asp.tables import AspAccount, AspContract
from shuro.accounts.settings import require_manager
from shuro.accounts.users import one_at_a_time
from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk

if TYPE_CHECKING:
    from shuro.accounts.asp.management import AccountLine

NAME_LONGEST = 100
LICENCES_MOST = 99  # the ASPアカウント of an office have two digits


@dataclass(frozen=True)
class ContractLine:
    """A contract as the operator sees it."""

    customer_id: str
    name: str
    office_part: str
    tel: str
    licences: int
    registered: int
    manager: str  # the mail address of the 管理者; "" before the first registration
    version: int
    created_at: datetime


def add(desk: Desk, customer_id: str, name: str, office_part: str, tel: str, licences: int) -> None:
    """Enter a contract. Raises NotAllowed, AspRefused."""
    require_manager(desk, "asp", "契約の登録")
    new = AspContract(
        customer_id=store.half_width(customer_id), name=" ".join(name.split()), tel=store.digits_of_tel(tel),
        office_part=store.half_width(office_part), licences=licences, created_at=store.moment(desk.now()),
    )  # fmt: skip
    found = _findings(new)
    with desk.database.write() as session:
        one_at_a_time(session)
        for column, label in ((AspContract.customer_id, "CustomerId"), (AspContract.office_part, "ASPアカウント")):
            value = getattr(new, column.key)  # type: ignore[attr-defined]
            if session.exec(select(AspContract.id).where(col(column) == value)).first() is not None:
                found.append(f"{label}：「{value}」の契約は既に登録されています。契約の一覧で確かめてください。")
        if found:
            raise AspRefused(found)
        session.add(new)
        session.flush()
        append_journal(session, desk, "asp.contract", _named(new), _told(new))


def change(
    desk: Desk, customer_id: str, *, name: str | None = None, tel: str | None = None, licences: int | None = None
) -> None:
    """Change a contract; what is None stays. Registered accounts stay even when they are more than the licences now.

    Raises NotAllowed, AspRefused.
    """
    require_manager(desk, "asp", "契約の変更")
    with desk.database.write() as session:
        held = store.turn(session, store.half_width(customer_id))
        if held is None:
            raise AspRefused(_nobody(customer_id))
        old = _told(held)
        held.name = held.name if name is None else " ".join(name.split())
        held.tel = held.tel if tel is None else store.digits_of_tel(tel)
        held.licences = held.licences if licences is None else licences
        if found := _findings(held):
            raise AspRefused(found)
        held.version += 1
        session.add(held)
        append_journal(session, desk, "asp.contract", _named(held), {"old": old, "new": _told(held)})


def listed(desk: Desk) -> list[ContractLine]:
    """All contracts by CustomerId. Raises NotAllowed."""
    require_manager(desk, "asp", "契約の一覧")
    with desk.database.read() as session:
        live = col(AspAccount.deleted_at).is_(None)
        grouped = select(AspAccount.contract_id, func.count()).where(live).group_by(col(AspAccount.contract_id))
        counts = {contract: count for contract, count in session.exec(grouped)}
        found = session.exec(select(AspContract).order_by(col(AspContract.customer_id)))
        return [_line(session, one, counts.get(one.key, 0)) for one in found]


def list_accounts(desk: Desk) -> list[tuple[str, AccountLine]]:
    """The accounts of all contracts, each with its CustomerId, deleted ones too. Raises NotAllowed."""
    from shuro.accounts.asp.management import line_of

    require_manager(desk, "asp", "アカウントの一覧")
    wanted = select(AspAccount, AspContract).where(col(AspAccount.contract_id) == col(AspContract.id))
    with desk.database.read() as session:
        found = session.exec(wanted.order_by(col(AspContract.customer_id), col(AspAccount.id)))
        return [(of.customer_id, line_of(one, of, store.moment(desk.now()))) for one, of in found]


def state_of(desk: Desk, address: str) -> str:
    """The state of an address (ACC-238), registered or not, for those who help. Raises NotAllowed, AspRefused."""
    from shuro.accounts.asp import registration

    require_manager(desk, "asp", "メールアドレスの状態")
    return registration.state_of(desk.database, registration.checked_address(address), desk.now())


def _line(session: Session, contract: AspContract, count: int) -> ContractLine:
    manager = session.get(AspAccount, contract.manager_id) if contract.manager_id else None
    return ContractLine(
        contract.customer_id, contract.name, contract.office_part, contract.tel, contract.licences, count,
        manager.address if manager else "", contract.version, contract.created_at,
    )  # fmt: skip


def _findings(contract: AspContract) -> list[str]:
    found = []
    if re.fullmatch(store.CUSTOMER, contract.customer_id) is None:
        found.append("CustomerId：28で始まる半角数字6桁で入力してください（例：281234）。")
    if not 1 <= len(contract.name) <= NAME_LONGEST or not contract.name.isprintable():
        found.append(f"契約者名：1文字以上{NAME_LONGEST}文字以下で入力してください。")
    if re.fullmatch(store.OFFICE_PART, contract.office_part) is None:
        found.append("ASPアカウント：事務所の部分を、半角の英小文字と数字5桁で入力してください（例：abcd8）。")
    if re.fullmatch(rf"[0-9]{{1,{store.TEL_LONGEST}}}", contract.tel) is None:
        found.append("Tel：契約の電話番号を数字で入力してください。ハイフンはあってもなくてもかまいません。")
    if not 1 <= contract.licences <= LICENCES_MOST:
        found.append(f"契約数：1から{LICENCES_MOST}までの数で入力してください。")
    return found


def _nobody(customer_id: str) -> str:
    return f"CustomerId：「{customer_id}」の契約はありません。契約の一覧で確かめてください。"


def _named(contract: AspContract) -> str:
    return f"asp_contract:{contract.customer_id}"


def _told(contract: AspContract) -> dict[str, object]:
    return {"name": contract.name, "tel": contract.tel, "licences": contract.licences}
