"""利用者ポータル and ログイン認証 of 外国人就労管理システム (ACC-26 to ACC-33, ACC-55 to ACC-67, ACC-75, 76, 105).

As at every log-in, nothing typed here is kept or offered again (ACC-9).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from screens.portal.form import Button, Heading, Part, PortalForm, items_form
from widgets.cells import wrap
from widgets.plain_items import line, secret

if TYPE_CHECKING:
    from shuro.accounts.login import LoggedIn

PORTAL, LOGIN = "利用者ポータル", "ログイン認証"
BEGIN = Button("仮登録はこちら", "apply", link=True)
FINISH = Button("本登録はこちら", "register", link=True)
ENTER = Button("ログイン画面へ", "log_in", link=True)
HELP = Button("ヘルプ", "help", link=True)
GUIDE = Button("申請の手引き", "guide")
LOST = Button("ID/パスワードを忘れた方はこちら", "lost", link=True)
CHANGE = Button("パスワードを設定、変更する場合はこちら", "change", link=True)
BEGIN_NOTES = (
    "　登録するメールアドレスは、申請する企業のメールアドレスです。このメールアドレスは、後に新規申請の"
    "「特定技能所属機関になろうとする者に関する情報」に表示されます。"
)
FINISH_NOTE = "　利用者仮申請が済み、仮パスワードのメールを受け取った方"
ENTER_NOTE = "　利用者登録が済んでいる方"
NO_NOTICES = "　現在、連絡事項はありません。"


def notice_parts(notices: Sequence[Any]) -> list[Part]:
    """連絡事項 for a screen, newest first as given (ACC-108)."""
    parts: list[Part] = [Heading("連絡事項")]
    for one in notices:
        body = "\n".join(f"　　{row}" for part in one.body.split("\n") for row in wrap(part, 68))
        parts.append(f"　{one.starts:%Y/%m/%d}　{one.subject}\n{body}")
    return parts if notices else [*parts, NO_NOTICES]


class AlienScreen(PortalForm):
    """A screen of 外国人就労管理システム before or after the log-in: what it asks of storage."""

    async def hours(self) -> str:
        """The sentence of m22 while the system is closed; empty while it can be used (ACC-105)."""
        from shuro.accounts import service_hours
        from shuro.accounts.realms import GAIKOKUJIN

        house = self.house
        found = await self.working("確認中", lambda: service_hours.state(house.database, GAIKOKUJIN, house.clock()))
        return found.sentence if found.word == "closed" else ""

    async def open_now(self) -> bool:
        """Can the system be used? If not, the hours are told."""
        if not await self.ready():
            return False
        closed = await self.hours()
        if closed:
            await self.tell(closed)
        return not closed

    async def notices(self) -> Sequence[Any]:
        """The notices to show now."""
        from shuro.accounts import notices
        from shuro.accounts.realms import GAIKOKUJIN

        house = self.house
        return await self.working("確認中", lambda: notices.shown(house.database, GAIKOKUJIN.name, house.clock()))


class Portal(AlienScreen):
    """『利用者ポータル』: the first screen for a 申請者（事業者）; needs no log-in."""

    heading = PORTAL
    topic = "alien_portal"

    def __init__(self) -> None:
        super().__init__(self._parts())

    def _parts(self, closed: str = "", notices: Sequence[Any] = (), help_desk: str = "") -> list[Part]:
        """The seven parts from top to bottom."""
        return [
            *([closed] if closed else []),
            BEGIN, BEGIN_NOTES, FINISH, FINISH_NOTE, ENTER, ENTER_NOTE,
            *notice_parts(notices),
            HELP,
            Heading("ヘルプデスク"), f"　{help_desk}",
            GUIDE,
        ]  # fmt: skip

    async def started(self) -> None:
        """Storage is loaded once the first picture is on the terminal."""
        await super().started()
        self.app.load_behind(self, self.returned)

    async def returned(self) -> None:
        """Show what is to be said now."""
        if await self.ready():
            closed, notices = await self.hours(), await self.notices()
            self.body.show(self._parts(closed, notices, (await self._settings())["help_desk"]))

    async def _settings(self) -> dict[str, str]:
        from shuro.accounts import settings
        from shuro.accounts.realms import GAIKOKUJIN

        database = self.house.database

        def read() -> dict[str, str]:
            with database.read() as session:
                return settings.values(session, GAIKOKUJIN.name)

        return await self.working("確認中", read)

    # What is pressed

    async def press_apply(self) -> None:
        """①: 利用者仮申請."""
        from screens.portal.gaikokujin_forms import ApplicationScreen

        if await self.open_now():
            await self.app.open(ApplicationScreen((await self._settings())["sender"]))
            await self.returned()

    async def press_register(self) -> None:
        """②: 利用者本申請; whoever finishes it is logged in (ACC-53)."""
        from screens.portal.gaikokujin_forms import RegistrationScreen

        if await self.open_now():
            done = await self.app.open(RegistrationScreen())
            if done is not None:
                await self.app.open(LoginScreen(done))
            await self.returned()

    async def press_log_in(self) -> None:
        """③: ログイン認証, which tells the hours itself."""
        if await self.ready():
            await self.app.open(LoginScreen())
            await self.returned()

    async def press_help(self) -> None:
        """⑤: the manual's page for the portal."""
        await self.act_help()

    async def press_guide(self) -> None:
        """⑦: the address of the guide, and its local copy when one is set (ACC-33)."""
        if await self.ready():
            from screens.portal.guide import show_guide

            found = await self._settings()
            await show_guide(self, found["guide"], found["guide_file"])


class LoginScreen(AlienScreen):
    """『ログイン認証』. `entered`: somebody who is logged in already, by his 本登録. Result: None."""

    heading = LOGIN
    topic = "alien_login"
    main = "log_in"

    def __init__(self, entered: LoggedIn | None = None):
        self.entered = entered
        self.shown: Sequence[Any] = ()
        self.closed_now = ""
        super().__init__(self._parts(), enter_presses={"password": "log_in"})

    def _parts(self) -> list[Part]:
        form = items_form(
            line("login", "ログインID", "registration", max=16, reader=half_width, help="半角英数字"),
            secret("password", "パスワード", mask="*"),
        )
        return self._around(form)

    def _around(self, form: Any) -> list[Part]:
        return [*([self.closed_now] if self.closed_now else []), form, Button("ログイン", "log_in"), LOST, CHANGE,
                *notice_parts(self.shown)]  # fmt: skip

    async def started(self) -> None:
        """連絡事項 and hours; who comes from the 本登録 goes on to the menu."""
        await super().started()
        if self.entered is not None:
            entered, self.entered = self.entered, None
            await self._work(entered)
        await self._renew()

    async def _renew(self) -> None:
        self.shown, self.closed_now = await self.notices(), await self.hours()
        self.body.show(self._around(self.body.form))

    # What is pressed

    async def press_log_in(self) -> None:
        """ログイン."""
        from shuro.accounts.gaikokujin.reading import missing
        from shuro.accounts.login import LoginRefused, PasswordExpired, log_in
        from shuro.accounts.realms import GAIKOKUJIN

        typed = self.typed
        assert self.body.form is not None
        unread = {one.place.name: one.sentence for one in self.body.form.model.problems}
        for item in self.body.form.model.items:  # the first wrong one in screen order (ACC-7)
            if item.name in unread or not typed[item.name]:
                said = f"{item.label}：{unread[item.name]}" if item.name in unread else missing(item.label)
                await self.complain(item.name, said)
                return
        house, login, password = self.house, typed["login"], typed["password"]
        self.put(password="")
        await self.stand_in("password")
        try:
            done = await self.working(
                "確認中", lambda: log_in(house.database, house.clock, GAIKOKUJIN, login, password)
            )
        except PasswordExpired as refused:
            await self._warn(refused.sentence)
        except LoginRefused as refused:
            await self.complain("password", refused.sentence)
        else:
            await self._work(done)
            await self._renew()

    async def press_lost(self) -> None:
        """ID/パスワードを忘れた方はこちら."""
        from screens.portal.gaikokujin_forms import LossScreen

        if await self.open_now() and await self.app.open(LossScreen()):
            await self.stand_in("login")

    async def press_change(self) -> None:
        """パスワードを設定、変更する場合はこちら."""
        from screens.portal.gaikokujin_forms import PasswordScreen

        if await self.open_now() and await self.app.open(PasswordScreen()):
            await self.stand_in("login")  # with the new password

    async def _warn(self, sentence: str) -> None:
        """m15 and m16: the message can be closed, or it opens パスワード設定／変更 (ACC-75, ACC-76)."""
        chosen = await self.ask(
            self.heading, sentence, (("change", "パスワードを変更する"), ("close", "閉じる")), start=1
        )
        if chosen == "change":
            await self.press_change()

    async def _work(self, done: LoggedIn) -> None:
        """The user's time in the system; afterwards an empty ログイン認証 (ACC-101)."""
        from screens.portal.frame import Frame
        from screens.portal.gaikokujin_menu import Menu

        self.body.show(self._parts())
        self.body.at = None
        duty = self.app.duty_of(done)
        self.app.begin_duty(duty)
        self.app.who = f"{duty.desk.office.level} {duty.desk.officer.login}"
        self.app.frame = Frame(self.app.who, self.app.keymap)
        await self.app.open(Menu(done.last_day))
        self.notify(await self.app.end_duty())


def half_width(text: str) -> str:
    """ログインID: half-width letters and digits only (ACC-57). Raises Unreadable."""
    from shuro.kernel.text import Unreadable, narrow

    login = narrow(text)
    if not (login.isascii() and login.isalnum()):
        raise Unreadable("半角の英字と数字だけで入力してください。")
    return login
