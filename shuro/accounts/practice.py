"""Users, contracts and a customer of the outside systems to practise with: `practice(desks, at)`, after those of kijun.

Each comes in by its own door, as in real use: forms, the 仮パスワード of a mail, the contract that 労金 keeps. All names
are invented.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import col, select

from shuro.accounts.asp import contracts as customers
from shuro.accounts.asp.store import PRACTICE
from shuro.accounts.gaikokujin import admin, change, registration
from shuro.accounts.gaikokujin.change import FRESH, Change
from shuro.accounts.gaikokujin.registration import Application, Formal
from shuro.accounts.realms import ADMINISTRATOR, REVIEWER
from shuro.accounts.rokin import operators
from shuro.kernel.desk import Desk
from shuro.kernel.mail import PURPOSE, Mail
from shuro.kernel.sealing import unseal

MINISTRY = "0000"
PASSWORD = "Asagao-2026"  # of the users below, of a practice database alone
INITIAL = "Asagao-1"  # 初期パスワード of the contract; it has exactly 8 characters
COMPANY, EXAMINER, MANAGER = "kensetsu01", "shinsa0001", "kanrisha01"
CONTRACT, MEMBER = "12345678", "株式会社灯台守商事"
CUSTOMER, OFFICE, TEL = "280001", "灯台社会保険労務士事務所", "03-1111-2222"


class Line(NamedTuple):
    """What somebody who practises types: the system, what it is, its ID or number, its password."""

    system: str
    label: str
    login: str
    password: str


LINES = (
    Line("外国人就労管理システム", "特定技能所属機関", COMPANY, PASSWORD),
    Line("外国人就労管理システム", REVIEWER, EXAMINER, PASSWORD),
    Line("外国人就労管理システム", ADMINISTRATOR, MANAGER, PASSWORD),
    Line("ろうきん賃金控除事務支援システム", "契約番号と初期パスワード", CONTRACT, INITIAL),
    Line("次世代社労法務システム", "CustomerIdとTel", CUSTOMER, TEL),
)


def practice(desks: Mapping[str, Desk], at: Callable[[datetime], None]) -> None:
    """Make what `LINES` names. `desks`: by office, that of 本省 among them; `at` sets the clock."""
    ministry = desks[MINISTRY]
    # yesterday morning: an hour at which all systems are open
    at((ministry.clock() - timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0))
    _company(ministry)
    _staff(ministry, EXAMINER, REVIEWER, "深雪 早苗", "Miyuki Sanae")
    _staff(ministry, MANAGER, ADMINISTRATOR, "風間野 拓也", "Kazamano Takuya")
    operators.add_contract(ministry, CONTRACT, MEMBER, INITIAL)
    customers.add(ministry, CUSTOMER, OFFICE, PRACTICE.split("-")[0], TEL, 2)


def _company(desk: Desk) -> None:
    """仮申請, the mail with the 仮パスワード, 本申請."""
    database, clock, mail = desk.database, desk.clock, "info@kensetsu.example.jp"
    registration.apply(database, clock, Application(COMPANY, COMPANY, mail, mail, "13", "般-30", "123456"), "command")
    with database.read() as session:
        written = session.exec(select(Mail).order_by(col(Mail.id).desc()).limit(1)).one()
    found = re.search(r"パスワード：(\S+)", unseal(database, written.sealed_body, PURPOSE).decode())
    assert found is not None
    registration.register(database, clock, Formal(COMPANY, found[1], PASSWORD, PASSWORD), "command")


def _staff(desk: Desk, login: str, kind: str, name: str, roman: str) -> None:
    """A user whom an administrator enrols, with the password of practice."""
    initial: Any = admin.enrol(desk, login, kind, name, roman)
    change.change(desk.database, desk.clock, Change(FRESH, login, initial.secret, PASSWORD, PASSWORD), "command")
