"""お知らせ mails: what 労金 tells the users of a contract, or of all (ACC-118). Their list in 別紙 is not in the seed."""

from __future__ import annotations

from sqlmodel import Session, col, select

from shuro.accounts.realms import ROKIN
from shuro.accounts.rokin import mails
from shuro.accounts.rokin.contracts import subject_of
from shuro.accounts.rokin.tables import Contract, Member
from shuro.accounts.settings import require_manager
from shuro.accounts.tables import Account
from shuro.accounts.users import UserRefused
from shuro.kernel.audit import append_journal
from shuro.kernel.desk import Desk
from shuro.kernel.text import clean

SUBJECT_LONGEST, BODY_LONGEST = 60, 2000


def announce(desk: Desk, title: str, body: str, number: str | None = None) -> int:
    """Write a mail to every user in use of the contract `number`, or of all contracts; how many were written.

    In one transaction: all of them, or none. They wait in the journal of mails (ACC-11). Raises NotAllowed, UserRefused.
    """
    require_manager(desk, ROKIN.name, "お知らせのメール")
    title, body = title.strip(), body.strip()
    if found := _findings(title, body):
        raise UserRefused(found)
    with desk.database.write() as session:
        if number is not None and session.get(Contract, number) is None:
            raise UserRefused([f"契約番号：「{number[:40]}」は登録されていません。番号を確かめてください。"])
        written = sum(mails.info(session, desk, one, title, body) for one in _users(session, number))
        if not written:
            whose = f"「{number}」に" if number else ""
            raise UserRefused([f"契約番号：{whose}登録された利用者がいないため、送る相手がいません。"])
        about = f"contract:{ROKIN.name}" if number is None else subject_of(number)
        append_journal(session, desk, "rokin.announce", about, {"title": title, "mails": written})
    return written


def _users(session: Session, number: str | None) -> list[Account]:
    wanted = (
        select(Account)
        .where(col(Account.id) == col(Member.officer_id), col(Account.disabled_at).is_(None))
        .order_by(col(Member.contract), col(Account.login))
    )
    if number is not None:
        wanted = wanted.where(col(Member.contract) == number)
    return list(session.exec(wanted))


def _findings(title: str, body: str) -> list[str]:
    found = []
    if not 1 <= len(title) <= SUBJECT_LONGEST or clean(title) != title:
        found.append(f"件名：1行で、1文字以上{SUBJECT_LONGEST}文字以下で入力してください。")
    if not 1 <= len(body) <= BODY_LONGEST or clean(body, multiline=True) != body:
        found.append(f"本文：1文字以上{BODY_LONGEST}文字以下の文字で入力してください。")
    return found
