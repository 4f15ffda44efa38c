"""What stands above every screen of a user of an outside system: system, user, path, and how to get away (ACC-95)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screens.keys import BY_ID, Keymap
from widgets.cells import Line, fit, spans, width

if TYPE_CHECKING:
    from screens.base import BaseScreen

SYSTEM = "外国人就労管理システム　Alien working management system"
SUBJECT = "建設特定技能受入計画"
OFFERS = (("top", "MENU"), ("logout", "ログアウト"), ("help", "ヘルプ"))


@dataclass
class Frame:
    """`user`: kind of user and ログインID. `path`: from the menu to the work in hand; `opened`: the screen of that work.
    `system`: its name as it stands above all.
    """

    user: str
    keymap: Keymap
    path: tuple[str, ...] = ()
    opened: BaseScreen | None = field(default=None, repr=False)
    system: str = SYSTEM

    def lines(self, cells: int) -> list[Line]:
        """The header, without the title line below it."""
        keys = " ".join(f"{label}({self.keymap.shown(BY_ID[id]).replace('Ctrl+', '^')})" for id, label in OFFERS)
        user = f"ユーザー:{self.user}"
        made = [_line(self.system, "", cells, "heading")]
        if width(user) + width(keys) + 3 <= cells:
            made.append(_line(user, keys, cells))
        else:
            made += [_line(user, "", cells), _line("", keys, cells)]
        return [*made, _line(" > ".join(self.path), "", cells)] if self.path else made

    def go_under(self, name: str, opened: BaseScreen) -> None:
        """An entry of 『メニュー』 of 外国人就労管理システム is opened."""
        self.path, self.opened = (SUBJECT, name) if name != SUBJECT else (SUBJECT,), opened

    def title_of(self, screen: BaseScreen) -> str:
        """The kind of work in brackets, on the screen that the menu opened: 建設特定技能受入計画(新規申請)."""
        if screen is self.opened and len(self.path) > 1:
            return f"{self.path[-2]}({self.path[-1]})"
        return screen.heading


def _line(left: str, right: str, cells: int, style: str = "") -> Line:
    room = max(0, cells - width(right) - 2)
    return spans((f" {fit(left, room)}{right} ", style))
