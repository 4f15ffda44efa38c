"""Who works, where and when: the first argument of everything that reads or writes records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from sqlmodel import Session

    from shuro.kernel.database import Database

TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True)
class Office:
    """One 本省, 局 or 署 (SYS-1). `code` is four digits; `bureau` the code of the 局 above a 署, None for 本省 and 局."""

    code: str
    level: str  # 本省 | 局 | 署
    name: str
    bureau: str | None = None
    prefecture: str = ""

    def covers(self, other: Office) -> bool:
        """True when `other` is this office or lies below it: 本省 covers all, a 局 itself and its own 署 (SYS-49)."""
        return self.level == "本省" or self.code == other.code or self.code == other.bureau


@dataclass(frozen=True)
class Officer:
    """A logged-in user. `rights` are names that steps ask for; `admin` is the right to manage users."""

    id: int
    login: str
    name: str
    office: Office
    rights: frozenset[str] = frozenset()
    realm: str = "kijun"


def wall_clock() -> datetime:
    """The present moment in Japan, aware of its zone; the only place where the machine's clock is read."""
    return datetime.now(TOKYO)


@dataclass
class Desk:
    """An officer at work on a database: rights, office, clock and storage in one value. No global state beside it."""

    officer: Officer
    database: Database
    clock: Callable[[], datetime] = wall_clock
    via: str = "screen"  # screen | command | import | batch: written into history and journal
    session: Session | None = field(
        default=None, repr=False
    )  # the transaction in hand, set by Database through `within`
    record_office: Office | None = None  # of the record in hand where it is another office's, set through `over`

    @property
    def office(self) -> Office:
        """The one office the officer belongs to (SYS-1)."""
        return self.officer.office

    @property
    def list_office(self) -> Office:
        """The office whose own code lists count: that of the record in hand, else the officer's."""
        return self.record_office or self.office

    def over(self, one: Any) -> Desk:
        """The same desk over a record: codes that its office has set for itself are named by that office's lists."""
        code = getattr(one, "office_code", None)
        if not code or code == self.list_office.code:
            return self
        from shuro.kernel.codes import offices

        return replace(self, record_office=offices().get(code))

    def now(self) -> datetime:
        """The present moment, Asia/Tokyo, to the second."""
        return self.clock().astimezone(TOKYO).replace(microsecond=0)

    def today(self) -> date:
        """Today's date in Japan."""
        return self.now().date()

    def within(self, session: Session) -> Desk:
        """The same desk inside a transaction, for rules that look things up."""
        return replace(self, session=session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The transaction in hand, or a reading one of its own where there is none. Raises StorageTrouble."""
        if self.session is not None:
            yield self.session
        else:
            with self.database.read() as session:
                yield session
