"""『メニュー』 and 利用者情報 of 外国人就労管理システム (ACC-94 to ACC-101, ACC-106)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from screens.portal.form import BACK, Button, Heading, Part, items_form
from screens.portal.frame import SUBJECT
from screens.portal.gaikokujin import AlienScreen, notice_parts
from screens.portal.system_menu import SystemMenu
from widgets.plain_items import line

if TYPE_CHECKING:
    from shuro.accounts.gaikokujin.info import UserInfo
    from shuro.accounts.gaikokujin.menu import MenuEntry
    from shuro.kernel.desk import Desk

MENU = "メニュー"
INFO = Button("利用者情報", "info")
CONTACT = Button("企業への連絡", "contact")
NOTICES = Button("連絡事項の管理", "notices")
ADMIN = Button("利用者・設定の管理", "admin")
HELP = Button("ヘルプ", "help", link=True)


class Menu(SystemMenu, AlienScreen):
    """『メニュー』. `last_day`: of a password whose last week has begun. Leaving it is the log-out."""

    system = "gaikokujin"
    heading = MENU
    topic = "alien_menu"

    def __init__(self, last_day: date | None = None):
        self.last_day = last_day
        self.entries: Sequence[MenuEntry] = ()
        super().__init__(())

    async def started(self) -> None:
        """The password's last week first, then what may be done, and when the system stops."""
        await super().started()
        await self.returned()
        await self.watch_hours()
        if self.last_day is not None:
            await self._warn(self.last_day)

    async def returned(self) -> None:
        """The menu as the plan stands now (ACC-99), with the notices of now."""
        from shuro.accounts.gaikokujin import admin, menu
        from shuro.accounts.settings import may_manage
        from shuro.kernel.drafts import drafts_of

        desk = self.desk
        if self.app.frame is not None:
            self.app.frame.path, self.app.frame.opened = (), None
        self.entries, drafts = await self.working("確認中", lambda: (menu.entries(desk), len(drafts_of(desk))))
        parts: list[Part] = [*notice_parts(await self.notices()), Heading(MENU)]
        parts += [Button(one.name, f"entry {at}") for at, one in enumerate(self.entries)]
        parts += [Button(f"下書き（{drafts}件）", "drafts")] if drafts else []
        parts += [CONTACT] if admin.may_write(desk) else []
        parts += [NOTICES, ADMIN] if may_manage(desk, desk.officer.realm) else []
        self.body.show([*parts, INFO, HELP])

    async def _warn(self, last_day: date) -> None:
        """m15 after each log-in of the last week: it can be closed, or it opens パスワード設定／変更 (ACC-75)."""
        from screens.portal.gaikokujin_forms import PasswordScreen
        from shuro.accounts.messages import message

        sentence = message("m15", 有効期限=f"{last_day.year}年{last_day.month}月{last_day.day}日")
        choices = (("change", "パスワードを変更する"), ("close", "閉じる"))
        if await self.ask(self.heading, sentence, choices, start=1) == "change" and await self.app.open(
            PasswordScreen()
        ):
            self.close()  # the new password has ended the session; the log-in opens (ACC-91)

    # What is pressed

    async def press_entry(self, at: int) -> None:
        """The company's plan, or the list of a kind of records, under its path."""
        from screens.record_form import RecordScreen
        from shuro.kernel import registry

        entry = self.entries[at]
        if not entry.record:
            self.notify(f"「{entry.name}」の手続は、このプログラムでは扱いません。", severity="warning")
            return
        cls = await self.working("準備中", lambda: registry.load(entry.record))
        opened = RecordScreen(cls, entry.id) if entry.own else _list(cls, entry.id)
        if self.app.frame is not None:
            self.app.frame.go_under(entry.name, opened)
        await self.app.open(opened)

    async def press_info(self) -> None:
        """利用者情報."""
        from shuro.accounts.gaikokujin.info import own_info

        desk = self.desk
        opened = InfoScreen(desk, await self.working("確認中", lambda: own_info(desk)))
        if self.app.frame is not None:
            self.app.frame.path = (MENU, opened.heading)
        await self.app.open(opened)

    async def press_contact(self) -> None:
        """企業への連絡, for 審査者 and システム管理者 (ACC-114)."""
        from screens.admin.gaikokujin import COMPANIES
        from screens.admin.screens import ListScreen

        if self.app.frame is not None:
            self.app.frame.path = (MENU, CONTACT.label)
        await self.app.open(ListScreen(COMPANIES, "alien_contact"))

    async def press_notices(self) -> None:
        """連絡事項の管理, for システム管理者."""
        from screens.portal.gaikokujin_notices import NoticeList

        if self.app.frame is not None:
            self.app.frame.path = (MENU, NOTICES.label)
        await self.app.open(NoticeList())

    async def press_admin(self) -> None:
        """Users, settings and mails of the system, for システム管理者."""
        from screens.admin.menu import SystemAdmin

        if self.app.frame is not None:
            self.app.frame.path = (MENU, ADMIN.label)
        await self.app.open(SystemAdmin(self.system))

    async def press_drafts(self) -> None:
        """What was left unfinished; each under the path of the entry it belongs to."""
        from screens.portal.gaikokujin_drafts import Drafts

        await self.app.open(Drafts(self.entries))


def _list(cls: Any, plan: int | None) -> Any:
    """The list of a kind of records; of a company what belongs to its plan, where a new one needs no search of it."""
    from screens.register import Among, RegisterScreen
    from shuro.kernel.record import table_of

    if plan is None or not cls.under:
        return RegisterScreen(cls)
    column = cls.under[0]
    return RegisterScreen(cls, among=Among(SUBJECT, (table_of(cls).c[column] == plan,), {column: plan}))


class InfoScreen(AlienScreen):
    """利用者情報: what is registered, and 氏名 and 氏名(ローマ字), which the user fills in (fields/user-info.csv)."""

    heading = "利用者情報"
    topic = "alien_user"
    main = "store"
    back = "back"

    def __init__(self, desk: Desk, info: UserInfo):
        self.desk = desk
        form = items_form(
            line("name", "氏名", max=40),
            line("roman", "氏名(ローマ字)", max=60,
                 note="氏名に含まれる3文字以上連続する文字は、パスワードに使用できません。", help="例：Tanaka Taro"),
            name=info.name, roman=info.roman,
        )  # fmt: skip
        super().__init__((*lines_of(info), form, Button("登録", "store"), BACK))

    async def press_store(self) -> None:
        """Store the names."""
        from shuro.accounts.gaikokujin.info import set_names
        from shuro.accounts.gaikokujin.reading import FormRefused

        desk, typed = self.desk, self.typed
        try:
            await self.working("登録中", lambda: set_names(desk, typed["name"], typed["roman"]))
        except FormRefused as refused:
            await self.complain_of(refused.findings)
            return
        if self.under is not None:
            self.under.notify("利用者情報を登録しました。")
        self.close()


def lines_of(info: UserInfo) -> list[str]:
    """利用者情報 line by line; what the system has set."""
    pairs = (
        ("利用者区分", info.kind), ("ログインID", info.login), ("メールアドレス", info.mail), ("建設業許可番号", info.permit),
        ("状態", info.state), ("パスワード設定日", str(info.password_set_on or "")),
        ("パスワード有効期限", str(info.last_day or "")),
    )  # fmt: skip
    return [f"　{label}：{text}" for label, text in pairs if text]
