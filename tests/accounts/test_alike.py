"""Every door does the same work and says the same for an ID that nobody has as for one whose secret is wrong (ASVS 6.3.8).

Counted are the hashes and the statements of each attempt, by what they do, instead of the time they take.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlalchemy import event
from sqlalchemy.engine import Engine

from shuro.accounts import settings, users
from shuro.accounts.asp import entry, reset
from shuro.accounts.asp import registration as agencies
from shuro.accounts.gaikokujin import change, loss, registration
from shuro.accounts.gaikokujin.change import Change
from shuro.accounts.gaikokujin.loss import Loss
from shuro.accounts.gaikokujin.registration import Formal
from shuro.accounts.login import log_in
from shuro.accounts.own import change_password
from shuro.accounts.realms import GAIKOKUJIN, KIJUN
from shuro.accounts.rokin import contracts, entering
from shuro.kernel import sealing
from tests.accounts.alien_ways import ADDRESS, EXISTING, FRESH, LOGIN, LOST_ID, LOST_PASSWORD, SECOND, Aliens
from tests.accounts.asp_ways import CUSTOMER, ENVIRONMENTS, Agency, details
from tests.accounts.asp_ways import FIRST as MEMBER
from tests.accounts.conftest import House
from tests.accounts.rokin_house import CONTRACT, MASTER, Rokin

WRONG = "Wrong#pw01"
Attempt = tuple[str, int, Counter[str]]  # what is said, hashes computed, statements by what they do


@dataclass
class Work:
    """Counts what an attempt costs."""

    hashes: int = 0
    statements: Counter[str] = field(default_factory=Counter)

    def of(self, act: Callable[[], Any]) -> Attempt:
        """An attempt; whatever it raises is what is said."""
        self.hashes, self.statements = 0, Counter()
        try:
            act()
            said = ""
        except Exception as refused:  # noqa: BLE001  (each door has a refusal of its own)
            said = str(refused)
        return said, self.hashes, self.statements.copy()

    def note(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        """What a statement does: reads, writes (a row or over one) or takes away from a table, ends a savepoint …"""
        verbs = {"INSERT": "write", "UPDATE": "write", "RELEASE": "end", "ROLLBACK": "end"}
        found = re.match(r"\w+", statement)
        table = re.search(r"(?:FROM|INTO|UPDATE) (\w+)", statement)
        assert found is not None
        self.statements[f"{verbs.get(found[0], found[0])} {table[1] if table else ''}"] += 1


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """Counts from now on."""
    counted = Work()
    for name in ("hash", "verify"):
        real = getattr(PasswordHasher, name)

        def counting(me: PasswordHasher, *given: Any, real: Any = real, **more: Any) -> Any:
            counted.hashes += 1
            return real(me, *given, **more)

        monkeypatch.setattr(PasswordHasher, name, counting)
    listening = (
        (Engine, "before_cursor_execute", counted.note),
        (Engine, "commit", lambda connection: counted.statements.update(["COMMIT"])),
    )
    for target, name, act in listening:
        event.listen(target, name, act)
    yield counted
    for target, name, act in listening:
        event.remove(target, name, act)


@dataclass
class Doors:
    """Everybody in one database: an officer, a company and one on its way, a contract with its master, an agency."""

    house: House
    rokin: Rokin
    agency: Agency
    aliens: Aliens

    def officer(self, known: bool) -> Any:
        return log_in(self.house.database, self.house.clock, KIJUN, "012345" if known else "999999", WRONG)

    def officer_change(self, known: bool) -> Any:
        login = "012345" if known else "999999"
        return change_password(self.house.database, self.house.clock, KIJUN, login, WRONG, "teapots hum at dawn")

    def company(self, known: bool) -> Any:
        return log_in(self.house.database, self.house.clock, GAIKOKUJIN, LOGIN if known else "zzzz9999", WRONG)

    def company_change(self, known: bool, which: str = EXISTING) -> Any:
        form = Change(which, LOGIN if known else "zzzz9999", WRONG, SECOND, SECOND)
        return change.change(self.house.database, self.house.clock, form)

    def company_fresh(self, known: bool) -> Any:
        return self.company_change(known, FRESH)

    def company_lost(self, known: bool, which: str = LOST_PASSWORD) -> Any:
        form = Loss(which, LOGIN, "13", "般-30", "123456", ADDRESS if known else "info@kokudo-kensetsa.example.jp")
        return loss.ask(self.house.database, self.house.clock, form)

    def company_lost_id(self, known: bool) -> Any:
        return self.company_lost(known, LOST_ID)

    def formal(self, known: bool) -> Any:
        form = Formal("abcd1234" if known else "zzzz9999", WRONG, SECOND, SECOND)
        return registration.register(self.house.database, self.house.clock, form)

    def formal_examined(self, known: bool) -> Any:
        form = Formal("abcd1234" if known else "zzzz9999", WRONG, SECOND, SECOND)
        return registration.examine_formal(self.house.database, self.house.clock, form)

    def contract(self, known: bool) -> Any:
        return contracts.open_contract(
            self.house.database, self.house.clock, CONTRACT if known else "99999999", "Wr#00001"
        )

    def certificate(self, known: bool) -> Any:
        return entering.authenticate(self.house.database, self.house.clock, MASTER if known else "Nobody01", WRONG)

    def sign_in(self, known: bool) -> Any:
        address = MEMBER if known else "nobody0@example.jp"
        return entry.sign_in(self.house.database, self.house.clock, ENVIRONMENTS[MEMBER], address, WRONG)

    def forgotten(self, known: bool) -> Any:
        reset.ask_code(self.house.database, self.house.clock, MEMBER if known else "nobody0@example.jp")

    def forgotten_code(self, known: bool) -> Any:
        address = MEMBER if known else "nobody0@example.jp"
        return reset.confirm_code(self.house.database, self.house.clock, address, "00000000")


@pytest.fixture
def doors(house: House, rokin: Rokin, agency: Agency, monkeypatch: pytest.MonkeyPatch) -> Doors:
    """All of them; the lock of gaikokujin is on."""
    monkeypatch.setattr("shuro.accounts.codes.digits", lambda count: "11693810"[:count])
    aliens = Aliens(house.database, house.clock)
    house.enrol("012345", "0101")
    aliens.registered()
    aliens.lose()
    aliens.apply(login="abcd1234", login_again="abcd1234")
    settings.change(house.admin, "gaikokujin", "lock", "on")
    rokin.master()
    agency.enrol(MEMBER)
    made = Doors(house, rokin, agency, aliens)
    for known in (True, False):
        made.forgotten(known)
    return made


COUNTING = ("officer", "company", "company_fresh", "contract", "certificate", "sign_in", "forgotten_code")
NAMES = [name for name, value in vars(Doors).items() if callable(value) and not name.startswith("_")]


def test_all_doors_are_here() -> None:
    assert len(NAMES) == 14 and set(COUNTING) < set(NAMES)


@pytest.mark.req("ACC-48", "ACC-63", "ACC-83", "ACC-93")
@pytest.mark.parametrize("door", NAMES)
def test_an_unknown_one_is_answered_and_costs_as_a_wrong_one(doors: Doors, work: Work, door: str) -> None:
    """Eight times in a row, over whatever locks and waits there are."""
    act = getattr(doors, door)
    for turn in range(8):
        known, unknown = work.of(lambda: act(True)), work.of(lambda: act(False))
        assert unknown == known, turn
        assert turn or known[1] >= 1 or door == "company_lost_id"


@pytest.mark.req("ACC-151", "ACC-152", "ACC-158")
@pytest.mark.parametrize("door", COUNTING)
def test_during_a_lock_both_are_told_the_same(doors: Doors, work: Work, door: str) -> None:
    """ロック and 閉塞 are told apart from a wrong secret where the manual wants it, and of nobody as of everybody."""
    act = getattr(doors, door)
    said: list[str] = []
    for _ in range(32):
        known, unknown = work.of(lambda: act(True)), work.of(lambda: act(False))
        assert known == unknown
        said.append(known[0])
        doors.house.clock.move(minutes=10)
    with doors.house.database.read() as session:
        recipients = session.execute(sa.text("SELECT recipient FROM mail")).scalars().all()
    assert recipients and not [one for one in recipients if "nobody" in one], "what was done for nobody is not there"
    closing = {"company", "company_fresh", "contract", "certificate"}
    assert ("閉塞" in said[-1]) is (door in closing)


def test_a_disabled_user_is_answered_as_one_that_is_not_there(doors: Doors, work: Work) -> None:
    users.disable_user(doors.house.admin, "012345")
    assert work.of(lambda: doors.officer(True)) == work.of(lambda: doors.officer(False))


def test_a_registration_tells_not_which_of_number_and_telephone_is_wrong(agency: Agency, work: Work) -> None:
    def attempt(**wrong: str) -> Attempt:
        verified = agency.verified(MEMBER)
        return work.of(lambda: agencies.register(agency.database, agency.clock, verified, details(**wrong), first=True))

    tel, number = attempt(tel="03-0000-0000"), attempt(customer_id="289999")
    assert tel == number == attempt(tel="03-0000-0000", customer_id="289999")
    assert CUSTOMER not in tel[0]


@pytest.mark.req("ACC-8")
def test_a_secret_typed_as_an_id_is_counted_under_a_name_that_only_the_key_gives_back(doors: Doors) -> None:
    typed = "Ostrich77"
    for _ in range(2):
        for realm in (GAIKOKUJIN, KIJUN):
            with pytest.raises(Exception, match="正しくありません|ログインできません"):
                log_in(doors.house.database, doors.house.clock, realm, typed, WRONG)
    with pytest.raises(Exception, match="正しくありません"):
        change.change(doors.house.database, doors.house.clock, Change(FRESH, typed, WRONG, SECOND, SECOND))
    with doors.house.database.read() as session:
        rows = session.execute(sa.text("SELECT subject, failed FROM account_attempt")).all()
        everything = str(rows) + str(session.execute(sa.text("SELECT subject, detail FROM journal")).all())
    name = "?" + sealing.named(f"gaikokujin/{typed}", "attempts")
    assert (name, 3) in [tuple(row) for row in rows], "one counter for log-in and change, of one ID"
    assert "ostrich" not in everything.casefold() and len(name) == 33
    sealing.key_file().unlink()
    assert "?" + sealing.named(f"gaikokujin/{typed}", "attempts") != name
