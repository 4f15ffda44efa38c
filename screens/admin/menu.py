"""外部システムの管理: the administration of the three outside systems, for administrators of 本省 (ACC-109, ACC-195)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from screens.admin.common import mails_of, settings_of
from screens.admin.declared import AdminList
from screens.admin.screens import TOPIC, ListScreen
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


class OutsideMenu(MenuScreen):
    """The three systems."""

    def __init__(self) -> None:
        from shuro.accounts.realms import ASP, GAIKOKUJIN, ROKIN

        entries = [Entry(one.label, self._opener(one.name)) for one in (GAIKOKUJIN, ROKIN, ASP)]
        super().__init__(HEADING, entries)

    def help_topic(self) -> str:
        """The manual's page on the administration."""
        return TOPIC

    def _opener(self, system: str) -> Callable[[], Any]:
        async def open_system() -> None:
            await self.app.open(SystemAdmin(system))

        return open_system


class SystemAdmin(MenuScreen):
    """The lists of one system."""

    def __init__(self, system: str) -> None:
        from shuro.accounts.realms import realm
        from shuro.kernel.mail import UNSENT

        self.system = system
        lists = [*own_lists(system), settings_of(system), mails_of(system, UNSENT), mails_of(system)]
        entries = [Entry(one.heading, self._opener(one)) for one in lists]
        entries.insert(len(own_lists(system)), Entry(NOTICES, self._notices))
        super().__init__(f"{realm(system).label}の管理", entries)

    def help_topic(self) -> str:
        """The manual's page on the administration."""
        return TOPIC

    def _opener(self, of: AdminList) -> Callable[[], Any]:
        async def open_list() -> None:
            await self.app.open(ListScreen(of))

        return open_list

    async def _notices(self) -> None:
        from screens.portal.gaikokujin_notices import NoticeList

        await self.app.open(NoticeList(self.system))
