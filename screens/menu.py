"""The 業務メニュー and the menus of the subsystems (SYS-16 to SYS-18); all of it comes from the registry."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from screens.station import Entry, MenuScreen
from shuro.accounts.rights import ADMIN, MINISTRY
from shuro.kernel import registry
from shuro.kernel.codelists import Code, codes
from shuro.kernel.registry import Known

if TYPE_CHECKING:
    from shuro.kernel.dues import Waiting

MAIN = "業務メニュー"
SETTINGS = "システム設定"
OUTSIDE = "外部システムの管理"
ONLY_MINISTRY = "本省の管理者だけが使えます"
MENU_NAMES = ("システム", "ソリューション")  # endings of subsystem names that give way to メニュー (SYS-17)


def subsystems(realm: str = "kijun") -> dict[str, list[Known]]:
    """The record types and lists of each subsystem of a realm that has any, in the order of the printed list, then the others."""
    listed = codes("subsystems")
    order = {one.name: at for at, one in enumerate(listed)}
    found: dict[str, list[Known]] = {}
    for known in registry.of_realm(realm):
        if known.subsystem and not known.hidden:
            found.setdefault(known.subsystem, []).append(known)
    names = sorted(found, key=lambda name: (name == SETTINGS, order.get(name, len(order))))
    return {name: in_order(found[name], listed.named(name)) for name in names}


def in_order(known: list[Known], subsystem: Code | None) -> list[Known]:
    """First what the list of subsystems says it manages, in that order, then the rest as it is declared."""
    manages = subsystem.extra["manages"] if subsystem else ""
    return sorted(known, key=lambda one: manages.find(one.label) if one.label in manages else len(manages))


def menu_name(subsystem: str) -> str:
    """The name of a subsystem's own menu: 個別事業場情報管理システム has 個別事業場情報管理メニュー (SYS-17)."""
    for ending in MENU_NAMES:
        if subsystem.endswith(ending):
            return subsystem.removesuffix(ending) + "メニュー"
    return subsystem


class MainMenu(MenuScreen):
    """The start screen. Result: None; leaving it is the log-out."""

    def __init__(self, greeting: str = ""):
        self.greeting = greeting
        self._due_note = ""
        self.counting: asyncio.Future[Any] | None = None  # what is due, while a thread counts it
        self._count_again = False
        super().__init__(MAIN, ())

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Leaving is logging out."""
        return ("help", ("back", "ログアウト"))

    def help_topic(self) -> str:
        """The manual's page on the menus."""
        return "menu"

    async def started(self) -> None:
        """What is due comes first, then what the officer left unfinished is offered."""
        await super().started()
        await self.returned()
        if self.greeting:
            self.notify(self.greeting)
        if self._drafts and not self.app.offered_drafts:
            self.app.offered_drafts = True
            await self._resume()
            await self.returned()

    async def returned(self) -> None:
        """Show the menu; what is due is counted meanwhile, and no key waits for it."""
        from shuro.kernel.drafts import drafts_of
        from shuro.kernel.notices import unread

        self._drafts, self._unread = await self.in_thread(
            "確認中", lambda: (len(drafts_of(self.desk)), unread(self.desk))
        )
        self.show(self._entries())
        self._count()

    def _count(self) -> None:
        """Count what is due in a thread, one count at a time; what has changed since it began is counted after it."""
        if self.counting is not None:
            self._count_again = True
            return
        from shuro.kernel import dues

        self.counting = asyncio.get_running_loop().run_in_executor(self.app.threads, dues.waiting, self.desk)
        self.counting.add_done_callback(lambda _: self.app.call_in_turn(self._counted))

    async def _counted(self) -> None:
        """Between two keys: put what is due beside 本日の予定. Given up where the menu is not in front any more."""
        done, self.counting = self.counting, None
        again, self._count_again = self._count_again, False
        assert done is not None
        problem = done.exception()
        if self.closed or self.app.screen is not self:
            return
        if again:
            self._count()
            return
        if problem is not None:
            raise problem
        self._due_note = in_short(done.result())
        self.renew(self._entries())

    def _entries(self) -> list[Entry]:
        entries = [Entry(name, self._opener(name, known)) for name, known in subsystems().items() if name != SETTINGS]
        entries.append(Entry(SETTINGS, self._settings))
        entries.append(Entry("本日の予定", self._due, self._due_note))
        entries.append(Entry("通達・事務連絡", self._inbox, f"未読{self._unread}件" if self._unread else ""))
        if self._drafts:
            entries.append(Entry("下書き", self._resume, f"{self._drafts}件"))
        return entries

    def _opener(self, name: str, known: list[Known]) -> Any:
        async def open_subsystem() -> None:
            await self.app.open(SubsystemMenu(menu_name(name), known))

        return open_subsystem

    async def _settings(self) -> None:
        officer = self.desk.officer
        await self.app.open(SettingsMenu(subsystems().get(SETTINGS, []), officer.rights, officer.office.level))

    async def _due(self) -> None:
        from screens.desk_view import DeskView

        await self.app.open(DeskView())

    async def _inbox(self) -> None:
        from screens.desk_view import Inbox

        await self.app.open(Inbox())

    async def _resume(self) -> None:
        from screens.resume import ResumeScreen

        await self.app.open(ResumeScreen())

    async def act_back(self) -> None:
        """F3 asks before it logs out; Esc in a filter only empties it."""
        if self.body.filter.text:
            self.show(self.entries)
            return
        chosen = await self.ask("ログアウト", "ログアウトしますか。", (("yes", "ログアウトする"), ("no", "戻る")))
        if chosen == "yes":
            self.close()


def in_short(waiting: Sequence[Waiting]) -> str:
    """All that waits in a few words: 5件（最も早いもの 令和8年6月10日）; empty for nothing."""
    from shuro.kernel.calendar import wareki

    days = [one.first for one in waiting if one.first]
    total = sum(one.number for one in waiting)
    return (f"{total}件" if total else "") + (f"（最も早いもの {wareki(min(days))}）" if days else "")


class SubsystemMenu(MenuScreen):
    """The record types of a subsystem; an entry opens the register of the type."""

    def __init__(self, heading: str, known: Sequence[Known]):
        super().__init__(heading, [Entry(one.label, self._opener(one)) for one in known])

    def help_topic(self) -> str:
        """The manual's page on the menus."""
        return "menu"

    def _opener(self, known: Known) -> Any:
        async def open_register() -> None:
            from screens.register import RegisterScreen

            cls = await self.in_thread("準備中", lambda: registry.load(known.name))
            await self.app.open(RegisterScreen(cls))

        return open_register


class SettingsMenu(SubsystemMenu):
    """システム設定: the codes that offices set (SYS-46), the officer's own password, and what administrators do."""

    def __init__(self, known: Sequence[Known], rights: frozenset[str] = frozenset(), level: str = ""):
        super().__init__(SETTINGS, known)
        managing: list[Entry] = []
        if ADMIN in rights:
            why_not = "" if level == MINISTRY else ONLY_MINISTRY
            managing = [Entry("利用者の管理", self._officers), Entry(OUTSIDE, self._outside, why_not=why_not)]
        self.show([*self.entries, Entry("パスワードの変更", self._password), *managing])

    async def _officers(self) -> None:
        from screens.admin.officers import OFFICERS
        from screens.admin.screens import ListScreen

        await self.app.open(ListScreen(OFFICERS))

    async def _outside(self) -> None:
        from screens.admin.menu import OutsideMenu

        await self.app.open(OutsideMenu())

    async def _password(self) -> None:
        from screens.password import PasswordScreen

        duty = self.app.duty
        assert duty is not None
        await self.app.open(PasswordScreen(duty.desk.officer.login, keep=duty.session))
