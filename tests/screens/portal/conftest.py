"""Somebody of each outside system, and the workstation at its entrance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from screens import workstation as workstation_module
from screens.portal.asp import AspLogin
from screens.portal.gaikokujin import Portal
from screens.portal.rokin import RokinEntrance
from screens.workstation import House, Workstation
from shuro.accounts import passwords
from shuro.accounts.realms import KIJUN
from shuro.accounts.rokin.workstation import Store
from shuro.kernel import registry
from shuro.kernel.database import Database
from shuro.kernel.mail_line import Server
from shuro.kernel.registry import index as real_index
from tests.accounts.alien_ways import Aliens
from tests.accounts.asp_ways import ENVIRONMENTS, FIRST, Agency, built
from tests.accounts.rokin_house import Rokin
from tests.conftest import Clock, MakeDesk
from tests.mailbox import Box


@pytest.fixture
def aliens(sqlite_database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Aliens:
    """A database; hashes take no time, and the record types are the real ones."""
    quick = {"time_cost": 1, "memory_cost": 8, "parallelism": 1, "hash_len": 16, "salt_len": 8}
    monkeypatch.setattr(passwords, "PARAMETERS", quick)
    monkeypatch.setattr(registry, "index", real_index)
    house = House(sqlite_database, KIJUN, clock)
    monkeypatch.setattr(workstation_module, "open_house", lambda url, clock=None: house)
    return Aliens(sqlite_database, clock)


@pytest.fixture
def portal(aliens: Aliens) -> Callable[[], Workstation]:
    """The workstation at 利用者ポータル."""
    return lambda: Workstation(first=Portal, clock=aliens.clock)


@pytest.fixture
def agency(sqlite_database: Database, clock: Clock, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> Agency:
    """A contract of two licences, hashes that take no time, the ASPアカウント of FIRST in use."""
    quick = {"time_cost": 1, "memory_cost": 8, "parallelism": 1, "hash_len": 16, "salt_len": 8}
    monkeypatch.setattr(passwords, "PARAMETERS", quick)
    monkeypatch.setenv("SHURO_ASP_ACCOUNT", ENVIRONMENTS[FIRST])
    return built(sqlite_database, clock, make_desk("0000", database=sqlite_database, rights={"admin"}))


@pytest.fixture
def entrance(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Workstation]:
    """The workstation at the log-in of 次世代社労法務システム."""
    house = House(agency.database, KIJUN, agency.clock)
    monkeypatch.setattr(workstation_module, "open_house", lambda url, clock=None: house)
    return lambda: Workstation(first=AspLogin, clock=agency.clock)


@pytest.fixture
def rokin(
    sqlite_database: Database, clock: Clock, make_desk: MakeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Rokin:
    """A contract; the certificate folder of this machine; hashes take no time."""
    quick = {"time_cost": 1, "memory_cost": 8, "parallelism": 1, "hash_len": 16, "salt_len": 8}
    monkeypatch.setattr(passwords, "PARAMETERS", quick)
    monkeypatch.setattr(registry, "index", real_index)
    monkeypatch.setenv("SHURO_CERTIFICATES", str(tmp_path / "certificates"))
    monkeypatch.setenv("SHURO_OUTPUT", str(tmp_path / "出力"))
    house = House(sqlite_database, KIJUN, clock)
    monkeypatch.setattr(workstation_module, "open_house", lambda url, clock=None: house)
    made = Rokin(sqlite_database, clock, make_desk("0000", database=sqlite_database, rights={"admin"}), tmp_path)
    made.store = Store()
    made.contract()
    return made


@pytest.fixture
def mailbox(box_and_server: tuple[Box, Server], monkeypatch: pytest.MonkeyPatch) -> Box:
    """The mail server of this machine, as its settings name it."""
    box, server = box_and_server
    monkeypatch.setenv("SHURO_SMTP_HOST", server.host)
    monkeypatch.setenv("SHURO_SMTP_PORT", str(server.port))
    monkeypatch.setenv("SHURO_SMTP_SECURITY", "none")
    return box


@pytest.fixture
def rokin_entrance(rokin: Rokin) -> Callable[[], Workstation]:
    """The workstation at ろうきん賃金控除事務支援システムログイン画面."""
    return lambda: Workstation(first=RokinEntrance, clock=rokin.clock)
