"""The entrances of the outside systems, from the opening screen of the program (ACC-2)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from screens.station import Entry, MenuScreen

HEADING = "利用するシステム"
# label, what opens, its class among the screens of this package
ENTRANCES = (
    ("外国人就労管理システム", "利用者ポータル", "gaikokujin", "Portal"),
    ("ろうきん賃金控除事務支援システム", "ログイン画面", "rokin", "RokinEntrance"),
    ("次世代社労法務システム", "ログイン", "asp", "AspLogin"),
)


class EntranceScreen(MenuScreen):
    """The entrances; each is loaded when it is opened. Needs no log-in."""

    def __init__(self) -> None:
        entries = [Entry(label, self._opener(module, name), f"（{opens}）") for label, opens, module, name in ENTRANCES]
        super().__init__(HEADING, entries)

    def help_topic(self) -> str:
        """The manual's page on the log-in."""
        return "login"

    def _opener(self, module: str, name: str) -> Callable[[], Any]:
        async def open_entrance() -> None:
            await self.app.open(getattr(import_module(f"screens.portal.{module}"), name)())

        return open_entrance
