"""A workstation on the real record types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from screens.workstation import Duty, House, Workstation
from shuro.accounts.realms import KIJUN
from shuro.kernel.desk import Desk
from tests.conftest import Clock


@pytest.fixture(autouse=True)
def sample_registry() -> None:
    """Not the samples of the other screen tests: the registry as it is."""


@pytest.fixture
def officer(screen_desk: Desk) -> Desk:
    """An officer of a 署 at a database with all tables."""
    return screen_desk


@pytest.fixture
def station(officer: Desk, clock: Clock) -> Callable[..., Workstation]:
    """A workstation behind the log-in."""

    def make(first: Callable[[], Any]) -> Workstation:
        app = Workstation(first=first, duty=Duty(officer))
        app.house = House(officer.database, KIJUN, clock)
        return app

    return make
