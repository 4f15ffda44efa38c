"""外部システムの管理: the administration of the three outside systems, for administrators of 本省 (ACC-109, ACC-195)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from screens.admin.common import mails_of, settings_of
from screens.admin.declared import AdminList
from screens.admin.screens import TOPIC, ListScreen
from screens.base import BaseScreen
from screens.station import Entry, MenuScreen

HEADING = "外部システムの管理"
NOTICES = "連絡事項"


def own_lists(system: str) -> Sequence[AdminList]:
    """The lists that only one system has; loaded when its menu is opened."""
    if system == "gaikokujin":
        from screens.admin import gaikokujin

        return (gaikokujin.USERS,)
    if system == "rokin":
        from screens.admin import rokin

        return (rokin.CONTRACTS, rokin.USERS, rokin.CERTIFICATES)
    from screens.admin import asp

    return (asp.CONTRACTS, asp.ACCOUNTS)


class AdminMenu(MenuScreen):
    """A menu of the administration."""

    def help_topic(self) -> str:
        """The manual's page on the administration."""
        return TOPIC

    def entry(self, label: str, make: Callable[[], BaseScreen]) -> Entry:
        """A line of the menu that opens a screen."""

        async def open_screen() -> None:
            await self.app.open(make())

        return Entry(label, open_screen)


class OutsideMenu(AdminMenu):
    """The three systems."""

    def __init__(self) -> None:
        from shuro.accounts.realms import ASP, GAIKOKUJIN, ROKIN

        entries = [self.entry(one.label, partial(SystemAdmin, one.name)) for one in (GAIKOKUJIN, ROKIN, ASP)]
        super().__init__(HEADING, entries)


class SystemAdmin(AdminMenu):
    """The lists of one system."""

    def __init__(self, system: str) -> None:
        from screens.portal.gaikokujin_notices import NoticeList
        from shuro.accounts.realms import realm
        from shuro.kernel.mail import UNSENT

        def lists(*found: AdminList) -> list[Entry]:
            return [self.entry(one.heading, partial(ListScreen, one)) for one in found]

        entries = [
            *lists(*own_lists(system)),
            self.entry(NOTICES, partial(NoticeList, system)),
            *lists(settings_of(system), mails_of(system, UNSENT), mails_of(system)),
        ]
        super().__init__(f"{realm(system).label}の管理", entries)
