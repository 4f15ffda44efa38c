"""The log-in: 職員番号 and パスワード. Painted before storage is loaded; loading goes on while the officer types.

Nothing typed here is kept or offered again (ACC-9), written to a draft or to a log.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from screens.base import BaseScreen
from widgets.form_model import FormModel, Place
from widgets.form_view import FormView
from widgets.pane import Key
from widgets.plain_items import line, secret

if TYPE_CHECKING:
    from screens.workstation import Workstation
    from shuro.accounts.login import LoggedIn

LOGIN, PASSWORD = Place("login"), Place("password")
WEEKDAYS = "月火水木金土日"


def entrance() -> FormView:
    """An empty form for number and password."""
    items = (
        line(
            "login", "職員番号", "registration", max=20, help="6桁の番号。併任の職員は 012345-1 のように枝番を付けます"
        ),
        secret("password", "パスワード"),
    )
    return FormView(FormModel(items))


class LoginScreen(BaseScreen):
    """See the module's docstring. Closes with the exit code of the program."""

    heading = "就労　ログイン"
    app: Workstation  # type: ignore[assignment]
    body: FormView

    def __init__(self) -> None:
        super().__init__(entrance())

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Log in or leave."""
        return ("help", ("back", "終了"), ("register", "ログイン"), ("menu", "ほかのシステム"))

    def help_topic(self) -> str:
        """The manual's page on the log-in."""
        return "login"

    async def started(self) -> None:
        """Load the storage once the first picture is on the terminal."""
        await super().started()
        self.app.load_behind(self, self._loaded)

    async def _loaded(self) -> None:
        """What keeps anybody from working ends the program with its sentence; what may pass is only said."""
        await self.app.housed(self)

    # Keys

    async def take_key(self, key: Key) -> None:
        """Enter in the password logs in; everywhere else it goes on to the next item."""
        if key.name == "enter" and self.body.model.place == PASSWORD:
            await self.act("register")
            self._hear()
        else:
            await super().take_key(key)

    async def act_back(self) -> None:
        """F3: leave the program."""
        chosen = await self.ask("終了", "就労を終了しますか。", (("yes", "終了する"), ("no", "戻る")))
        if chosen == "yes":
            self.close(0)

    async def act_menu(self) -> None:
        """F10: the entrances of the outside systems (ACC-2)."""
        from screens.portal.entrances import EntranceScreen

        await self.app.open(EntranceScreen())

    async def act_register(self) -> None:
        """Log in, and let the officer work until he leaves or the session ends."""
        await self.body.leave()
        texts = self.body.model.as_texts()
        for place, label in ((LOGIN, "職員番号"), (PASSWORD, "パスワード")):
            if not texts[place.name]:
                await self.body.go(place)
                self.notify(f"{label}：ログインに必要な項目です。入力してください。", severity="error")
                return
        if await self.app.housed(self):
            await self._log_in(texts["login"], texts["password"])

    async def _log_in(self, login: str, password: str) -> None:
        from shuro.accounts.login import LoginRefused, PasswordExpired, log_in

        house = self.app.house
        assert house is not None
        await self._clear_password()
        try:
            done = await self.run_long(
                "確認中", lambda _: log_in(house.database, house.clock, house.realm, login, password)
            )
        except PasswordExpired as refused:
            self.notify(refused.sentence, severity="error")
            await self._change_password(login, refused.sentence)
            return
        except LoginRefused as refused:
            self.notify(refused.sentence, severity="error")
            return
        await self._work(done)

    async def _clear_password(self) -> None:
        """Empty the password and stand there; the number stays while the officer tries again (ACC-63)."""
        self.body.model.put({"password": ""})
        await self.body.go(PASSWORD, left=True)

    async def _change_password(self, login: str, why: str, keep: Any = None) -> bool:
        from screens.password import PasswordScreen

        return bool(await self.app.open(PasswordScreen(login, why, keep)))

    async def _work(self, done: LoggedIn) -> None:
        """The officer's time at the workstation; afterwards an empty log-in."""
        from screens.menu import MainMenu

        self._empty()
        self.app.begin_duty(self.app.duty_of(done))
        if done.must_change and not await self._change_password(
            done.officer.login, "初期パスワードです。新しいパスワードを設定してください。", done.session
        ):
            sentence = await self.app.end_duty()
            self.notify(sentence)
            return
        await self.app.open(MainMenu(greeting(done)))
        sentence = await self.app.end_duty()
        self.notify(sentence)

    def _empty(self) -> None:
        """A form in which nothing of the last officer stands."""
        fresh = entrance()
        fresh.worker = self.body.worker
        self.body = fresh


def greeting(done: LoggedIn) -> str:
    """When the officer was here last and how often somebody tried in vain since (ASVS 6.3.5), and the password's end."""
    from shuro.kernel.calendar import wareki

    parts = []
    if done.previous is None:
        parts.append("はじめてのログインです。")
    else:
        day = f"{wareki(done.previous.date())}({WEEKDAYS[done.previous.weekday()]})"
        parts.append(f"前回のログイン：{day} {done.previous:%H:%M}")
    if done.failures:
        parts.append(
            f"その後、パスワードの誤りが{done.failures}回ありました。心当たりがないときは管理者に連絡してください。"
        )
    if done.last_day is not None:
        parts.append(f"パスワードの有効期限は{wareki(done.last_day)}です。システム設定から変更してください。")
    return "　".join(parts)
