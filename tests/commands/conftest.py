"""The command line in this process: what it prints, and the code it ends with."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from shuro.accounts import passwords
from shuro.accounts.bootstrap import first_admin
from shuro.accounts.own import change_password
from shuro.accounts.realms import KIJUN
from shuro.accounts.users import create_user
from shuro.commands.exits import guarded
from shuro.commands.main import app
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from tests.conftest import Clock

PHRASE = "wobbly kettles sing"  # the password of everybody
QUICK = {"time_cost": 1, "memory_cost": 8, "parallelism": 1, "hash_len": 16, "salt_len": 8}
PEOPLE = {"130001": "1300", "130101": "1301", "130102": "1301", "130201": "1302"}  # beside the administrator 000001


@dataclass(frozen=True)
class Done:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.out)


Shuro = Callable[..., Done]


@pytest.fixture
def shuro(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shuro:
    """Run a command: shuro("workplace", "list", stdin="…")."""

    def run(*words: str, stdin: str = "") -> Done:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = guarded(lambda: app(list(words), standalone_mode=False, prog_name="shuro"))
        out, err = capsys.readouterr()
        return Done(int(code), out, err)

    return run


@pytest.fixture
def fast_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hashed in no time."""
    monkeypatch.setattr(passwords, "PARAMETERS", QUICK)


@pytest.fixture
def here(database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, fast_hashes: None) -> Iterator[Database]:
    """Commands work on the test's database (both engines) and look at its clock."""
    monkeypatch.setattr("shuro.kernel.database.open_database", lambda url=None: database)
    monkeypatch.setattr("shuro.kernel.desk.wall_clock", clock)
    monkeypatch.setattr("shuro.commands.acting.wall_clock", clock)
    yield database


@pytest.fixture
def people(here: Database, clock: Clock) -> dict[str, str]:
    """Users with the password PHRASE: 000001 of 本省, and PEOPLE."""
    from shuro.accounts.desks import officer_of
    from shuro.accounts.tables import Account

    initial = first_admin(here, clock, KIJUN, "000001", "山田 花子", "ヤマダ ハナコ")
    change_password(here, clock, KIJUN, "000001", initial.secret, PHRASE)
    with here.read() as session:
        admin = Desk(officer_of(session.get(Account, 1)), here, clock)
    for login, office in PEOPLE.items():
        initial = create_user(admin, login, f"職員 {login}", "ショクイン", office)
        change_password(here, clock, KIJUN, login, initial.secret, PHRASE)
    return {"000001": "0000", **PEOPLE}


@pytest.fixture
def as_officer(people: dict[str, str], shuro: Shuro) -> Callable[[str], None]:
    """Log somebody in at the command line."""

    def log_in(login: str) -> None:
        done = shuro("login", login, "--password-stdin", stdin=PHRASE + "\n")
        assert done.code == 0, done.err

    return log_in


@pytest.fixture
def station(as_officer: Callable[[str], None]) -> None:
    """An officer of the 署 1301 is logged in."""
    as_officer("130101")
