"""A contract of rokin, and the workstation at its entrance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from screens import workstation as workstation_module
from screens.portal.rokin import RokinEntrance
from screens.workstation import House, Workstation
from shuro.accounts import passwords
from shuro.accounts.realms import KIJUN
from shuro.accounts.rokin.workstation import Store
from shuro.kernel import registry
from shuro.kernel.database import Database
from shuro.kernel.registry import index as real_index
from tests.accounts.rokin_house import Rokin
from tests.conftest import Clock, MakeDesk


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
def rokin_entrance(rokin: Rokin) -> Callable[[], Workstation]:
    """The workstation at ろうきん賃金控除事務支援システムログイン画面."""
    return lambda: Workstation(first=RokinEntrance, clock=rokin.clock)
