"""The end of the service hours, for whoever is logged in: warned, logged out, and told what became of what he typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from screens.portal.system_menu import FirstMenu
from screens.workstation import KEPT, LOST
from shuro.accounts import service_hours, settings
from shuro.kernel.drafts import drafts_of
from tests.accounts.alien_ways import Aliens
from tests.accounts.asp_ways import FIRST, PASSWORD, Agency
from tests.conftest import Clock
from tests.screens.portal.test_asp import loaded as agency_loaded
from tests.screens.portal.test_gaikokujin import ENTER, TO_LOGIN, loaded
from tests.screens.portal.ways import heading, reach, shown
from tests.terminal import press, running

NIGHT = (2026, 6, 11)


class Timers(list[tuple[float, Callable[[], Any]]]):
    """The timers that menus set for the hours, newest last: seconds, and what they do."""

    async def run_out(self, app: Any, clock: Clock) -> None:
        """The newest one's time has come."""
        seconds, act = self[-1]
        clock.move(seconds=seconds)
        if app.duty is not None and app.duty.session is not None:  # somebody types now and then
            app.duty.session.seen = clock().replace(tzinfo=None)
        act()
        await app.settled()


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> Timers:
    """Caught instead of run."""
    caught = Timers()

    def set_timer(self: Any, seconds: float, act: Callable[[], Any], *, name: str) -> None:
        assert name == "hours"
        caught.append((seconds, act))

    monkeypatch.setattr(FirstMenu, "set_timer", set_timer)
    return caught


@pytest.mark.req("ACC-106")
@pytest.mark.parametrize(
    ("at", "seconds"), [((0, 30, 0), 1200), ((0, 49, 59), 1), ((0, 50, 0), 600), ((0, 59, 59), 1), ((12, 0, 0), 46200)]
)
async def test_one_timer_is_set_for_the_warning_or_the_end(
    aliens: Aliens, portal: Any, timers: Timers, at: Any, seconds: int
) -> None:
    """Who logs in in the last ten minutes is warned at once."""
    aliens.registered()
    aliens.clock.set(*NIGHT, *at)
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, *ENTER)
        assert heading(app) == "メニュー"
        assert [one for one, _ in timers] == [seconds]
        assert (service_hours.SOON in shown(app)) is (at[0] == 0 and at[1] >= 50)


@pytest.mark.req("ACC-106")
async def test_the_timers_lead_from_the_log_in_to_the_end(aliens: Aliens, portal: Any, timers: Timers) -> None:
    """A form that keeps drafts: what was typed is there, and the words say so."""
    aliens.registered()
    aliens.clock.set(*NIGHT, 0, 30)
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, *ENTER, "enter", "法人", "enter")
        assert service_hours.SOON not in shown(app)
        await timers.run_out(app, aliens.clock)
        assert service_hours.SOON in shown(app) and app.duty is not None
        await timers.run_out(app, aliens.clock)
        assert heading(app) == "ログイン認証" and app.duty is None and len(timers) == 2
        assert "利用可能時間帯が終わったため、ログアウトしました。利用できる時間になってから、" in shown(app)
        assert KEPT in shown(app) and len(drafts_of(aliens.desk())) == 1


@pytest.mark.req("ACC-106")
@pytest.mark.parametrize("typed", ["田中", ""])
async def test_a_screen_without_drafts_tells_that_what_was_typed_is_lost(
    aliens: Aliens, portal: Any, timers: Timers, typed: str
) -> None:
    """And where nothing was typed, nothing is said about it."""
    aliens.registered()
    aliens.clock.set(*NIGHT, 0, 55)
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, *ENTER)
        await reach(app, "info")
        await press(app, "enter", *([typed] if typed else []))
        assert heading(app) == "利用者情報"
        await timers.run_out(app, aliens.clock)
        assert heading(app) == "ログイン認証" and drafts_of(aliens.desk()) == []
        assert KEPT not in shown(app) and (LOST in shown(app)) is bool(typed)


@pytest.mark.req("ACC-106", "ACC-107")
@pytest.mark.parametrize("setting", ["hours", "maintenance"])
async def test_a_user_of_an_agency_is_warned_and_logged_out(
    entrance: Any, agency: Agency, timers: Timers, setting: str
) -> None:
    """Before the end of the hours, and before a planned stop."""
    agency.enrol(FIRST)
    agency.enter(FIRST)
    now = agency.clock()
    begins, ends = (now + timedelta(minutes=minutes) for minutes in (15, 45))
    value = f"{ends:%H:%M}-{begins:%H:%M}" if setting == "hours" else f"{begins:%Y-%m-%d %H:%M}～{ends:%Y-%m-%d %H:%M}"
    settings.change(agency.operator, "asp", setting, value)
    app = entrance()
    async with running(app):
        await agency_loaded(app)
        await press(app, FIRST, "enter", PASSWORD, "enter", "enter")
        assert heading(app) == "社労法務システム" and service_hours.SOON not in shown(app)
        assert 290 <= timers[-1][0] <= 300
        await press(app, "enter")
        assert heading(app) == "アカウント管理"
        await timers.run_out(app, agency.clock)
        assert service_hours.SOON in shown(app)
        await timers.run_out(app, agency.clock)
        assert app.duty is None and "利用可能時間帯が終わったため" in shown(app)
