"""A system that closes while somebody is on his way refuses the next step, and the way goes on when it is open again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shuro.accounts import service_hours, settings
from tests.accounts.four_systems import World
from tests.accounts.test_limits import (
    Act,
    account_code,
    account_details,
    certificate_code,
    certificate_issue,
    certificate_proof,
    initial_registration,
    link,
    provisional_password,
    reissued_password,
    reset_code,
    reset_password,
    two_step_code,
)

STEPS = {
    "gaikokujin": (provisional_password, reissued_password),
    "rokin": (initial_registration, certificate_code, certificate_issue, certificate_proof),
    "asp": (account_code, account_details, two_step_code, link, reset_code, reset_password),
}
ALL = [(system, step) for system, steps in STEPS.items() for step in steps]


@pytest.mark.req("ACC-105", "ACC-107")
@pytest.mark.parametrize(("system", "prepare"), ALL, ids=lambda value: getattr(value, "__name__", value))
def test_every_step_of_a_way_keeps_the_hours(world: World, system: str, prepare: Callable[[World], Act]) -> None:
    act, now = prepare(world), world.house.clock()
    later, last = (now + timedelta(hours=hours) for hours in (1, 2))
    settings.change(world.house.admin, system, "hours", f"{later:%H:%M}-{last:%H:%M}")
    told = service_hours.CLOSED.format(hours=service_hours.Hours(later.time(), last.time()))
    with pytest.raises(Exception, match="利用可能時間帯") as refused:
        act()
    assert getattr(refused.value, "sentence", None) == told or told in getattr(refused.value, "sentences", ())
    settings.change(world.house.admin, system, "hours", "")
    act()  # nothing was used up or counted
