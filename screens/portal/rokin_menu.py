"""メニュー of ろうきん賃金控除事務支援システム: システム管理機能 and 共通機能 (ACC-183 to 194)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from screens.portal.form import Button, Heading, Part
from screens.portal.frame import Frame
from screens.portal.gaikokujin import notice_parts
from screens.portal.rokin_screen import HELP_DESK, RokinScreen, help_desk_lines
from screens.portal.system_menu import SystemMenu

if TYPE_CHECKING:
    from screens.base import BaseScreen
    from shuro.accounts.rokin.people import UserLine

MENU, USERS, COMMON = "メニュー", "システム管理機能", "共通機能"
INQUIRY, REGISTER = Button("契約ユーザー情報照会", "inquiry"), Button("一般ユーザーの登録", "register")
MANUALS = Button("マニュアル照会", "manuals")
HELP = Button("ヘルプ", "help", link=True)
ONLY_MASTER = "できません：マスターユーザーだけが使えます"
RENEW = (
    "電子証明書の有効期限は{day}です。ログイン画面の「電子証明書発行」で更新してください。"
    "更新しないと、翌日からログインできません。"
)


class RokinMenu(SystemMenu, RokinScreen):
    """メニュー. Leaving it is the log-out."""

    system = "rokin"
    heading = MENU
    topic = "rokin_menu"

    def __init__(self) -> None:
        super().__init__(())

    async def started(self) -> None:
        """Who is here, what may be done, and when the system stops."""
        await super().started()
        await self.returned()
        await self.watch_hours()

    async def returned(self) -> None:
        """The menu with the notices and the certificate of now."""
        from shuro.accounts import notices
        from shuro.accounts.rokin import people

        desk, house = self.desk, self.house

        def read() -> tuple[UserLine, Sequence[Any], list[str]]:
            shown = notices.shown(house.database, self.system, house.clock())
            return people.find(desk, desk.officer.login), shown, help_desk_lines(house)

        me, shown, ask = await self.working("確認中", read)
        self._frame(me)
        self.body.show([*self._parts(me, shown), Heading(HELP_DESK), *(f"　{one}" for one in ask)])

    def _frame(self, me: UserLine) -> None:
        self.app.who = f"{me.kind} {me.login}"
        if self.app.frame is None:
            self.app.frame = Frame(self.app.who, self.app.keymap, system=self.realm.label)
        self.app.frame.user, self.app.frame.path = self.app.who, ()

    def _parts(self, me: UserLine, shown: Sequence[Any]) -> list[Part]:
        from shuro.accounts.rokin import rules
        from shuro.accounts.rokin.tables import MASTER

        parts: list[Part] = notice_parts(shown) if shown else []
        if me.certificate == rules.RENEW and me.last_day is not None:
            parts.append(RENEW.format(day=f"{me.last_day:%Y年%-m月%-d日}"))
        register: list[Part] = [REGISTER] if me.kind == MASTER else [f"　　{REGISTER.label}（{ONLY_MASTER}）"]
        return [*parts, Heading(USERS), INQUIRY, *register, Heading(COMMON), MANUALS, HELP]

    async def _open(self, screen: BaseScreen, *path: str) -> None:
        self.go_under(MENU, *path)
        await self.app.open(screen)

    async def press_inquiry(self) -> None:
        """契約ユーザー情報照会."""
        from screens.portal.rokin_users import UserList

        await self._open(UserList(), USERS, INQUIRY.label)

    async def press_register(self) -> None:
        """一般ユーザーの登録."""
        from screens.portal.rokin_users import NewUserForm

        await self._open(NewUserForm(), USERS, REGISTER.label)

    async def press_manuals(self) -> None:
        """マニュアル照会."""
        from screens.portal.rokin_forms import ManualInquiry

        await self._open(ManualInquiry(), COMMON, MANUALS.label)
