"""What is typed on the forms: read, and what is wrong with it, item by item (ACC-5, ACC-7; data/codes/account-id-rules.csv).

Every form is checked here and not in its screen, so that commands and screens refuse the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from shuro.accounts import service_hours
from shuro.accounts.desks import system_desk
from shuro.accounts.login import LoginRefused
from shuro.accounts.realms import GAIKOKUJIN
from shuro.kernel.codelists import codes
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.mail import address_finding
from shuro.kernel.text import narrow

MAIL_LONGEST = 254
Clock = Callable[[], datetime]


class Finding(NamedTuple):
    """What is wrong with an item (its name in the form), and what would be right; the sentence names the item."""

    item: str
    sentence: str


class FormRefused(Exception):
    """A form cannot be taken; `findings` in the order of its items. Nothing was stored."""

    def __init__(self, findings: Iterable[Finding]):
        self.findings = list(findings)
        self.sentences = [one.sentence for one in self.findings]
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True)
class PermitNumber:
    """A 建設業許可番号: the code of its 許可行政庁, 許可( ) as 般-30, 第 号 without leading zeros."""

    authority: str
    kind: str
    number: str

    def __str__(self) -> str:
        found = codes("construction-permit-authorities").get(self.authority)
        return f"{found.name if found else self.authority}許可（{self.kind}）第{self.number}号"


def desk_when_open(database: Database, clock: Clock, via: str) -> Desk:
    """The system at work for somebody who is not logged in. Raises LoginRefused outside the service hours (ACC-105)."""
    desk = system_desk(database, clock, GAIKOKUJIN, via)
    if closed := service_hours.refusal(database, GAIKOKUJIN, desk.now()):
        raise LoginRefused(closed)
    return desk


def missing(label: str) -> str:
    """The sentence about an empty 〈必須〉 item."""
    return f"{label}：必ず入力する項目です。入力してください。"


def login_id(typed: str) -> tuple[str, str | None]:
    """(ログインID as it is stored, what is wrong with it) (ACC-36)."""
    rule = GAIKOKUJIN.id_rule
    login = rule.fold(typed)
    return login, rule.finding(login) if login else missing(rule.label)


def address(typed: str) -> tuple[str, str | None]:
    """(メールアドレス, what is wrong with it). Free mail is advised against, not refused (ACC-37)."""
    mail = narrow(typed.strip())
    if not mail:
        return mail, missing("メールアドレス")
    if len(mail) > MAIL_LONGEST:
        return mail, f"メールアドレス：{len(mail)}文字です。{MAIL_LONGEST}文字以下で入力してください。"
    found = address_finding(mail)
    return mail, f"メールアドレス：{found}" if found else None


def permit(authority: str, kind: str, number: str) -> tuple[PermitNumber, list[Finding]]:
    """(建設業許可番号, what is wrong with its three items). `authority`: code or name of the 許可行政庁."""
    known = codes("construction-permit-authorities")
    code = known.get(authority.strip()) or known.named(authority.strip())
    kind, number = narrow(kind).replace(" ", ""), narrow(number).replace(" ", "")
    found = []
    if code is None:
        found.append(Finding("authority", "建設業許可番号(許可行政庁)：一覧から許可行政庁を選択してください。"))
    if not _fits("permit-paren", kind):
        said = "「般」か「特」、ハイフン、許可の年を入力してください（例：般-30）。"
        found.append(Finding("kind", f"許可( )：{said}" if kind else missing("許可( )")))
    if not _fits("permit-number", number):
        said = "許可番号を半角数字6桁以内で入力してください（例：123456）。"
        found.append(Finding("number", f"第 号：{said}" if number else missing("第 号")))
    if found:
        return PermitNumber("", kind, number), found
    assert code is not None
    letter, _, year = kind.partition("-")
    return PermitNumber(code.code, f"{letter}-{int(year)}", number.lstrip("0") or "0"), []


def _fits(rule: str, text: str) -> bool:
    """Is the text what a line of account-id-rules.csv describes?"""
    found = codes("account-id-rules").get(rule)
    assert found is not None
    return text.isprintable() and re.fullmatch(found.extra["pattern"].strip("^$"), text) is not None
