"""What the parts of this package look up alike, and the order in which they hold things.

Who changes an account holds, in this order: the turn of its contract, the rows, the counters. So two who act on each
other never wait for one another.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, func, select

from shuro.accounts.asp import words
from shuro.accounts.asp.tables import AspAccount, AspContract
from shuro.accounts.realms import ASP
from shuro.accounts.tables import Account
from shuro.kernel.database import take_turn
from shuro.kernel.tables import stored_moment

ENVIRONMENT = r"[a-z0-9]{5}-[0-9]{2}"  # abcd8-01 (account-id-rules.csv, account-asp)
OFFICE_PART = r"[a-z0-9]{5}"
CUSTOMER = r"28[0-9]{4}"
ADDRESS_LONGEST, NAME_LONGEST, TEL_LONGEST, CODE_LENGTH = 254, 256, 20, 8
MAILS = "mails"  # of the counters of codes mailed to an address
HYPHENS = dict.fromkeys(map(ord, "-‐‑‒–—―−ー─"))
PRACTICE = "abcd8-01"  # the ASPアカウント of a practice database


class AspRefused(Exception):
    """Something was not done; `sentences` say why and what would be right.

    `item`: the item to stand in (a field of the screen), "" when none is wrong; `reason`: what kind of refusal it is;
    `title`: the title the message is shown under.
    """

    def __init__(self, sentences: str | list[str], *, item: str = "", reason: str = "refused", title: str = ""):
        self.sentences = [sentences] if isinstance(sentences, str) else list(sentences)
        super().__init__("\n".join(self.sentences))
        self.item, self.reason, self.title = item, reason, title

    @property
    def sentence(self) -> str:
        """All sentences as one text."""
        return "\n".join(self.sentences)


def environment(settings: Mapping[str, str] = os.environ) -> str:
    """The ASPアカウント this program runs for (ACC-205): $SHURO_ASP_ACCOUNT, else the name of the data folder when it is one.

    A practice database has one of its own. Raises AspRefused when nothing names one.
    """
    from shuro.kernel.paths import home, practising

    told = settings.get("SHURO_ASP_ACCOUNT", "").strip() or (PRACTICE if practising() else home().name)
    if re.fullmatch(ENVIRONMENT, told) is None:
        raise AspRefused(words.NO_ENVIRONMENT, reason="environment")
    return told


def half_width(text: str) -> str:
    """Typed letters and digits in half width, blanks around them gone."""
    return unicodedata.normalize("NFKC", text[:1000]).strip()


def digits_of_tel(text: str) -> str:
    """A telephone number for comparing: half width, without hyphens and blanks (ACC-221)."""
    return "".join(half_width(text).translate(HYPHENS).split())


def moment(now: datetime) -> datetime:
    """As tables hold it: Asia/Tokyo without zone, whole seconds."""
    return (stored_moment(now) if now.tzinfo else now).replace(microsecond=0)


def turn(session: Session, customer_id: str) -> AspContract | None:
    """The contract as it is now; nobody else registers, links or manages in it until the transaction ends."""
    take_turn(session, f"asp:{customer_id}")
    wanted = select(AspContract).where(col(AspContract.customer_id) == customer_id)
    return session.exec(wanted.with_for_update().execution_options(populate_existing=True)).first()


def registered(session: Session, contract: AspContract) -> int:
    """How many accounts count against the licences: all but the deleted ones (ACC-223, ACC-234)."""
    mine = col(AspAccount.contract_id) == contract.key, col(AspAccount.deleted_at).is_(None)
    return session.exec(select(func.count()).select_from(AspAccount).where(*mine)).one()


def holder(session: Session, of: str) -> AspAccount | None:
    """The account that an ASPアカウント was registered on or is linked with."""
    return session.exec(select(AspAccount).where(col(AspAccount.environment) == of)).first()


def taken(session: Session, address: str) -> bool:
    """Has the address an account already (ACC-208, ACC-213)?"""
    mine = col(Account.realm) == ASP.name, col(Account.login) == address
    return session.exec(select(Account.id).where(*mine)).first() is not None


def account_of(session: Session, officer_id: int) -> AspAccount | None:
    """The account of a user, as it is now."""
    wanted = select(AspAccount).where(col(AspAccount.officer_id) == officer_id)
    return session.exec(wanted.execution_options(populate_existing=True)).first()


def contract_of(session: Session, account: AspAccount) -> AspContract:
    """The contract of an account, without holding it."""
    found = session.get(AspContract, account.contract_id)
    assert found is not None  # a foreign key
    return found


def office_part(of: str) -> str:
    """The office part of an ASPアカウント: abcd8 of abcd8-01."""
    return of.partition("-")[0]
