"""What the first menus of the outside systems share: leaving is the log-out, and the service hours are watched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from screens.base import BaseScreen
from screens.portal.form import PortalForm

if TYPE_CHECKING:
    from screens.workstation import Workstation
    from shuro.accounts.realms import Realm
    from shuro.accounts.service_hours import State
    from shuro.kernel.desk import Desk


class FirstMenu(BaseScreen):
    """The first screen of a user of an outside system, whatever it looks like. `system`: the name of its realm."""

    app: Workstation  # type: ignore[assignment]
    system = ""

    @property
    def desk(self) -> Desk:
        """The desk of the user."""
        return self.app.desk

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Leaving is logging out."""
        return ("help", ("back", "ログアウト"))

    async def act_back(self) -> None:
        """F3 asks before it logs out."""
        chosen = await self.ask("ログアウト", "ログアウトしますか。", (("yes", "ログアウトする"), ("no", "戻る")))
        if chosen == "yes":
            self.close()

    # Service hours

    @property
    def realm(self) -> Realm:
        """The rules of the system."""
        from shuro.accounts.realms import realm

        return realm(self.system)

    async def watch_hours(self) -> None:
        """One timer for what comes next: the warning, or the end (ACC-106)."""
        from shuro.accounts import service_hours
        from shuro.kernel.tables import stored_moment

        now = stored_moment(self.desk.clock())
        state = await self._hours()
        if state.word == "closing":
            self.notify(state.sentence, severity="warning")
        if state.until is not None:
            warned = state.until - service_hours.WARNED
            at = warned if now < warned else state.until
            seconds = (at - now) / timedelta(seconds=1)
            self.set_timer(seconds, lambda: self.app.call_in_turn(self.hours_came), name="hours")

    async def hours_came(self) -> None:
        """Warn the user before the end wherever he works (m23); at the end the session is over."""
        if self.app.duty is None or self.app.duty.session is None or self.closed:
            return
        state = await self._hours()
        if state.word == "closed":
            await self.app.ask_session()
            return
        if state.word == "closing" and isinstance(self.app.screen, BaseScreen):
            self.app.screen.notify(state.sentence, severity="warning")
            self.app.screen.redraw()
        await self.watch_hours()

    async def _hours(self) -> State:
        from shuro.accounts import service_hours

        desk, realm = self.desk, self.realm
        return await self.run_long("確認中", lambda _: service_hours.state(desk.database, realm, desk.clock()))


class SystemMenu(FirstMenu, PortalForm):
    """A first menu of sentences and buttons."""

    async def press(self, action: str) -> None:
        """One of the entries; then the menu as it is now."""
        await super().press(action)
        if not self.closed and not self.app.parting:
            await self.renew()

    async def press_help(self) -> None:
        """The page of this screen."""
        await self.act_help()
