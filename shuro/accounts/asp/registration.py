"""Making an account (ACC-206 to ACC-225): the address, the code, the details; one transaction each.

What the person has shown so far lives in the program that asks (`Verified`), never in the database in a readable form.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, col, select

from shuro.accounts import attempts, codes, passwords, service_hours
from shuro.accounts.asp import confirmation, store, words
from shuro.accounts.asp.confirmation import MINUTES, VALID
from shuro.accounts.asp.store import AspRefused
from shuro.accounts.asp.tables import CODE_SENT, DELETED, UNREGISTERED, AspAccount, AspContract
from shuro.accounts.desks import subject, system_desk, unknown
from shuro.accounts.outcomes import Outcome, Refusal
from shuro.accounts.realms import ASP
from shuro.accounts.tables import Account
from shuro.accounts.users import one_at_a_time
from shuro.kernel import mail
from shuro.kernel.audit import append_journal
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk

OPENS = date(2026, 2, 2)  # the first day of registrations (ACC-211)
PURPOSE = "register"
CONTRACT = "contract"  # the counter of wrong CustomerId or Tel
CONTROL = ("Cc", "Cf", "Cs", "Zl", "Zp")  # characters that are no text: control, direction, line ends, halves
ITEMS = {"password": "パスワード", "again": "パスワードを再入力してください", "customer_id": "CustomerId",
         "name": "表示名", "tel": "Tel"}  # fmt: skip
NOT_EQUAL = "パスワード：再入力したパスワードと一致しません。両方を入力し直してください。"


@dataclass(frozen=True)
class Verified:
    """An address that was confirmed, on the way to an account. `until`: the last second at which it can become one."""

    environment: str
    address: str
    until: datetime
    key: str = field(repr=False)  # makes repeated presses one registration (ACC-228)


@dataclass(frozen=True)
class Details:
    """詳細の追加 as typed."""

    password: str = field(repr=False)
    again: str = field(repr=False)
    customer_id: str
    name: str
    tel: str


@dataclass(frozen=True)
class Registered:
    """An account that was made. `ready_at`: from when on it can log in; `manager`: it is the first of its contract."""

    ready_at: datetime
    manager: bool


class FirstAsked(Exception):
    """Everything is right, and the account would be the first of its contract: ask, and come again with `first=True`."""

    sentence = f"{words.FIRST_WHO}{words.FIRST}"


# The address


def needs_account(database: Database, environment: str) -> bool:
    """Is nobody registered on this ASPアカウント yet, so that the log-in screen begins with the link (ACC-211)?"""
    with database.read() as session:
        return store.holder(session, environment) is None


def ask_code(
    database: Database, clock: Callable[[], datetime], environment: str, address: str, via: str = "screen"
) -> bool:
    """Mail a code to an address (ACC-212, ACC-119); False when it has an account already (ACC-213), then none is sent.

    The mail stands in the journal of mails when this returns; send it with `post.deliver`. Raises AspRefused.
    """
    desk = system_desk(database, clock, ASP, via)
    address = checked_address(address)
    _require_open(database, desk.now())
    code = codes.digits(store.CODE_LENGTH)
    with database.write() as session:
        if store.taken(session, address):
            return False
        if store.holder(session, environment) is not None:
            raise AspRefused(words.LINKED_ALREADY, reason="environment")
        if (until := attempts.paced(session, ASP, store.MAILS, address, desk.now())) is not None:
            raise AspRefused(f"メールアドレス：{words.OFTEN.format(until=until)}", item="address", reason="often")
        codes.issue(session, ASP, PURPOSE, address, desk.now(), secret=code, valid=VALID)
        body = words.CODE_BODY.format(organisation=words.ORGANISATION, minutes=MINUTES, code=code)
        mail.write(session, desk, system=ASP.name, kind="a-code", to=address, subject=words.CODE_SUBJECT,
                   body=body, secret=code)  # fmt: skip
        append_journal(session, desk, "asp.code", subject(ASP.name, address), {"environment": environment})
    return True


def checked_address(typed: str) -> str:
    """The address as it is stored. Raises AspRefused."""
    address = ASP.id_rule.fold(typed)
    sentence = ASP.id_rule.finding(address)
    if sentence is None and (len(address) > store.ADDRESS_LONGEST or mail.address_finding(address) is not None):
        sentence = f"メールアドレス：{mail.address_finding(address) or '254文字以下で入力してください。'}"
    if sentence is not None:
        raise AspRefused(sentence, item="address")
    return address


def _require_open(database: Database, now: datetime) -> None:
    if now.date() < OPENS:
        raise AspRefused(words.NOT_YET_OPEN, reason="closed")
    if closed := service_hours.refusal(database, ASP, now):
        raise AspRefused(closed, reason="closed")


# The code


def confirm_code(
    database: Database, clock: Callable[[], datetime], environment: str, address: str, typed: str, via: str = "screen"
) -> Verified:
    """The address is the person's own when the code is right and not older than 30 minutes (ACC-215).

    Raises AspRefused; a wrong code is counted, and after five of them only a new one is of use.
    """
    desk = system_desk(database, clock, ASP, via)
    address, now = ASP.id_rule.fold(address), desk.now()
    _require_open(database, now)
    with database.write() as session:
        word = confirmation.compare(session, PURPOSE, address, now, typed)
        until = attempts.standing(session, ASP, PURPOSE, address, now).until
        if word != "ok":
            append_journal(session, desk, "asp.code_refused", unknown(ASP.name, address), {"reason": word})
    if word == "waits":
        raise AspRefused(words.CODE_WAITS.format(until=f"{until:%H:%M:%S}"), item="code", reason="waits")
    if word != "ok":
        more = words.NEW_CODE if word in ("spent", "expired", "none") else ""
        raise AspRefused(words.WRONG_CODE + more, item="code", reason="code")
    return Verified(environment, address, store.moment(now) + VALID, secrets.token_urlsafe(16))


# The details


def findings(details: Details) -> list[tuple[str, str]]:
    """(item, sentence) of what is wrong with 詳細の追加, in the order of ACC-224: formats, password, second password."""
    found = []
    for item, label in ITEMS.items():
        if not getattr(details, item).strip():
            found.append((item, f"{label}：アカウントの作成に必要な項目です。入力してください。"))
    if found:
        return found
    if re.fullmatch(store.CUSTOMER, store.half_width(details.customer_id)) is None:
        found.append(("customer_id", "CustomerId：28で始まる半角数字6桁のお客様番号を入力してください。"))
    name = display_name(details.name)
    if not 1 <= len(name) <= store.NAME_LONGEST or any(unicodedata.category(one) in CONTROL for one in name):
        found.append(("name", f"表示名：1文字以上{store.NAME_LONGEST}文字以下の文字で入力してください。"))
    tel = store.digits_of_tel(details.tel)
    if not tel.isascii() or not tel.isdigit() or len(details.tel.strip()) > store.TEL_LONGEST:
        found.append(("tel", "Tel：契約の電話番号を数字で入力してください。ハイフンはあってもなくてもかまいません。"))
    if found:
        return found
    broken = passwords.findings(ASP, details.password)
    if broken:
        return [("password", sentence) for sentence in broken]
    if details.password != details.again:
        return [("password", NOT_EQUAL)]
    return []


def display_name(typed: str) -> str:
    """表示名 as it is stored: any characters, blanks around them gone (ACC-220)."""
    return typed.strip()


def register(
    database: Database,
    clock: Callable[[], datetime],
    verified: Verified,
    details: Details,
    *,
    first: bool = False,
    via: str = "screen",
) -> Registered:
    """Make the account (ACC-222 to ACC-225). The same `verified` again gives the same account, never a second one.

    `first`: the person has agreed to become 管理者. Raises FirstAsked, AspRefused, StorageTrouble (then nothing was
    made, or all of it: call it again).
    """
    desk = system_desk(database, clock, ASP, via)
    _require_open(database, desk.now())
    if found := findings(details):
        raise AspRefused([sentence for _, sentence in found], item=found[0][0], reason="items")
    if store.moment(desk.now()) > verified.until:
        raise AspRefused(words.TOO_LONG, reason="expired")
    hashed = passwords.keep(details.password)
    with database.write() as session:
        one_at_a_time(session)
        made = _Registration(session, desk, verified, details).make(hashed, first)
    if isinstance(made, AspRefused):  # after the commit: a wrong CustomerId is counted
        raise made
    return made


@dataclass
class _Registration:
    """One press of 次へ inside its transaction."""

    session: Session
    desk: Desk
    verified: Verified
    details: Details

    def make(self, hashed: str, first: bool) -> Registered | AspRefused:
        """The account, or why there is none; raises FirstAsked and refusals that count nothing."""
        contract = store.turn(self.session, store.half_width(self.details.customer_id))
        if (before := self._made_before()) is not None:
            return Registered(before.ready_at, contract is not None and contract.first_id == before.id)
        waits = attempts.guard(self.session, ASP, CONTRACT, self.verified.address, self.desk.now())
        if waits is not None:
            return self._waiting(waits)
        if contract is None or not self._matches(contract):
            return self._no_match()
        if store.registered(self.session, contract) >= contract.licences:
            told = words.FULL.format(licences=contract.licences)
            raise AspRefused(told, reason="full", title=words.FULL_TITLE)
        taken = store.taken(self.session, self.verified.address)
        if taken or store.holder(self.session, self.verified.environment) is not None:
            raise AspRefused(words.LINKED_ALREADY, reason="taken")
        if contract.manager_id is None and not first:
            raise FirstAsked
        attempts.succeeded(self.session, ASP, CONTRACT, self.verified.address)
        return self._store(contract, hashed)

    def _made_before(self) -> AspAccount | None:
        mine = col(AspAccount.registration) == _hash(self.verified.key)
        return self.session.exec(select(AspAccount).where(mine)).first()

    def _matches(self, contract: AspContract) -> bool:
        """Tel and the office of the ASPアカウント in use; which of them is wrong is told to nobody (ACC-222)."""
        same_tel = contract.tel == store.digits_of_tel(self.details.tel)
        return same_tel and contract.office_part == store.office_part(self.verified.environment)

    def _no_match(self) -> AspRefused:
        address, now = self.verified.address, self.desk.now()
        outcome: Outcome = attempts.failed(self.session, ASP, CONTRACT, address, now)
        detail = {"reason": "contract", "locked": outcome.newly_locked}
        append_journal(self.session, self.desk, "asp.register_refused", subject(ASP.name, address), detail)
        return AspRefused(words.NO_MATCH, item="customer_id", reason="contract")

    def _waiting(self, waits: Refusal) -> AspRefused:
        standing = attempts.standing(self.session, ASP, CONTRACT, self.verified.address, self.desk.now())
        return AspRefused(words.CONTRACT_WAITS.format(until=f"{standing.until:%H:%M:%S}"), reason=waits.reason)

    def _store(self, contract: AspContract, hashed: str) -> Registered:
        now, address = store.moment(self.desk.now()), self.verified.address
        name = display_name(self.details.name)
        user = Account(
            realm=ASP.name, login=address, name=name, mail=address, office_code=ASP.name, password_hash=hashed,
            password_set_at=now, must_change=False, created_at=now,
        )  # fmt: skip
        self.session.add(user)
        self.session.flush()
        new = AspAccount(
            contract_id=contract.key, officer_id=user.key, address=address, name=name,
            environment=self.verified.environment, registration=_hash(self.verified.key), registered_at=now,
        )  # fmt: skip
        self.session.add(new)
        self.session.flush()
        manager = contract.manager_id is None
        if manager:
            contract.manager_id = contract.first_id = new.key
            self.session.add(contract)
        detail = {"customer_id": contract.customer_id, "environment": new.environment, "manager": manager}
        append_journal(self.session, self.desk, "asp.register", subject(ASP.name, address), detail)
        return Registered(new.ready_at, manager)


# States


def state_of(database: Database, address: str, now: datetime) -> str:
    """The state of an address (ACC-238): of its account, else コード確認待ち while a code is valid, else 未登録."""
    address, at = ASP.id_rule.fold(address), store.moment(now)
    with database.read() as session:
        newest = select(AspAccount).where(col(AspAccount.address) == address).order_by(col(AspAccount.id).desc())
        found = session.exec(newest).first()
        if found is not None and found.deleted_at is None:
            return found.state(at)
        until = codes.valid_until(session, ASP, PURPOSE, address)
        if until is not None and at <= until:
            return CODE_SENT
        return DELETED if found is not None else UNREGISTERED


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
