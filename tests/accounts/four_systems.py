"""Somebody of each of the four systems, in one database: what the tests of all of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from shuro.accounts.sessions import OpenSession, SessionEnded, touch
from tests.accounts.alien_ways import Aliens
from tests.accounts.asp_ways import FIRST as MEMBER
from tests.accounts.asp_ways import Agency
from tests.accounts.conftest import ADMIN_LOGIN, House
from tests.accounts.rokin_house import Rokin


@dataclass
class World:
    """Everybody in one database with one clock."""

    house: House
    rokin: Rokin
    agency: Agency

    @property
    def aliens(self) -> Aliens:
        return Aliens(self.house.database, self.house.clock)

    @property
    def given(self) -> tuple[Any, Any]:
        return self.house.database, self.house.clock


def failing(act: Callable[[], Any]) -> bool:
    """Is it refused, in words of ours?"""
    try:
        act()
    except Exception as refused:  # noqa: BLE001  (each has a refusal of its own)
        assert type(refused).__module__.startswith("shuro."), refused
        return True
    return False


def session_of(world: World, realm: str) -> OpenSession:
    """A session of somebody of the system."""
    if realm == "kijun":
        return world.house.log_in(ADMIN_LOGIN).session
    if realm == "gaikokujin":
        world.aliens.registered()
        return world.aliens.log_in().session
    if realm == "rokin":
        world.rokin.master()
        return world.rokin.log_in(world.rokin.equip()).session
    world.agency.enrol(MEMBER)
    return world.agency.enter(MEMBER).session


def ended(world: World, opened: OpenSession) -> str:
    with pytest.raises(SessionEnded) as over:
        touch(*world.given, opened)
    return over.value.reason
