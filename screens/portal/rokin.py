"""ろうきん賃金控除事務支援システムログイン画面, from which everything begins, and ログイン (ACC-129 to ACC-133).

As at every log-in, nothing typed here is kept or offered again (ACC-9). The entrance is painted before storage is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from screens.portal.form import MASK, Button, Heading, Part, items_form
from screens.portal.rokin_steps import CANCEL, RokinForm
from widgets.plain_items import choice, line, secret

if TYPE_CHECKING:
    from shuro.accounts.login import LoggedIn
    from shuro.accounts.rokin.workstation import Held, Store

ENTRANCE = "ろうきん賃金控除事務支援システムログイン画面"
NOTES = {
    "log_in": "　電子証明書をインポートした端末で利用する方",
    "master": "　「ご利用開始(変更)のお知らせ」と初期パスワードをお持ちの方（最初に一度だけ）",
    "general": "　マスターユーザーに登録された方（電子証明書を発行します）",
    "issue": "　マスターユーザーの電子証明書の発行と、電子証明書の更新・再発行",
}
BUTTONS = (
    Button("ログイン", "log_in"),
    Button("マスターユーザーの初期登録", "master"),
    Button("一般ユーザーの初期登録", "general"),
    Button("電子証明書発行", "issue"),
)  # as printed (ACC-129)
IMPORT = Button("保存した電子証明書ファイルのインポート", "import", link=True)
NONE_HERE = "（この端末にありません）"


class RokinEntrance(RokinForm):
    """See the module's docstring."""

    heading = ENTRANCE
    topic = "rokin"
    back = ""

    def __init__(self) -> None:
        super().__init__(self._parts())

    @staticmethod
    def _parts(help_desk: Sequence[str] = ()) -> list[Part]:
        printed: list[Part] = [part for one in BUTTONS for part in (one, NOTES[one.action])]
        return [*printed, "", IMPORT, Heading("ヘルプデスク"), *(f"　{one}" for one in help_desk)]

    async def started(self) -> None:
        """Storage is loaded once the first picture is on the terminal."""
        await super().started()
        self.app.load_behind(self, self.returned)

    async def returned(self) -> None:
        """Whom to ask, and whether the desk is open now (ACC-194)."""
        if not await self.ready():
            return
        from screens.portal.rokin_screen import help_desk_lines

        house = self.house
        self.body.show(self._parts(await self.working("確認中", lambda: help_desk_lines(house))))

    # What is pressed

    async def press_log_in(self) -> None:
        """ログイン, with the certificates that were imported here."""
        if not await self.ready():
            return
        from shuro.accounts.rokin.workstation import Store

        store = Store()
        await self.app.open(RokinLogin(store, await self.working("確認中", store.held)))
        await self.returned()

    async def press_master(self) -> None:
        """マスターユーザーの初期登録; from its result the issue may follow."""
        from screens.portal.rokin_register import ISSUE_NOW, MasterLogin

        if await self.ready():
            if await self.app.open(MasterLogin()) == ISSUE_NOW:
                await self.press_issue()
            await self.returned()

    async def press_general(self) -> None:
        """一般ユーザーの初期登録, which is the issue of the certificate (ACC-183)."""
        await self.press_issue()

    async def press_issue(self) -> None:
        """電子証明書発行."""
        from screens.portal.rokin_certificate import Authentication

        if await self.ready():
            await self.app.open(Authentication())
            await self.returned()

    async def press_import(self) -> None:
        """A file that was saved at the issue; the newest one is offered (ACC-170)."""
        if not await self.ready():
            return
        from screens.portal.rokin_import import import_certificate
        from shuro.accounts.rokin.workstation import Store

        saved = await self.working("確認中", Store().saved_files)
        await import_certificate(self, str(saved[0]) if saved else "")
        await self.returned()


class RokinLogin(RokinForm):
    """「ログイン」: a certificate of this machine and the password. The ユーザーID is not typed (ACC-131)."""

    heading = "ログイン"
    topic = "rokin#ログイン"
    main = "log_in"

    def __init__(self, store: Store, held: Sequence[Held]):
        self.store, self.held = store, labelled(held)
        labels = tuple(self.held)
        if labels:
            shown = choice("certificate", "電子証明書", labels, "registration", help="F4で一覧")
        else:
            shown = line("certificate", "電子証明書", typed=False)
        text = labels[0] if len(labels) == 1 else "" if labels else NONE_HERE
        form = items_form(shown, secret("password", "パスワード", max=12, mask=MASK), certificate=text)
        super().__init__([form, "", BUTTONS[0], CANCEL])

    async def started(self) -> None:
        """Where there is nothing to choose, only the password is asked for."""
        await super().started()
        if len(self.held) < 2:
            await self.stand_in("password")

    async def press_log_in(self) -> None:
        """ログイン; each refusal has its own words, and nothing but the password is emptied (ACC-132, ACC-133)."""
        from shuro.accounts.login import LoginRefused
        from shuro.accounts.rokin import certificates, entering

        typed = self.typed
        if not self.held:
            await self.complain("password", certificates.NO_CERTIFICATE)
            return
        held, password = self.held.get(typed["certificate"]), typed["password"]
        if held is None:
            await self.complain("certificate", "電子証明書：使う電子証明書を一覧から選んでください。")
            return
        if not password:
            await self.complain("password", "パスワード：必須項目です。ログインパスワードを入力してください。")
            return
        house, store = self.house, self.store
        self.put(password="")
        await self.stand_in("password")
        try:
            done = await self.working(
                "確認中", lambda: entering.log_in(house.database, house.clock, store, held, password)
            )
        except LoginRefused as refused:
            self.send_mails()  # of a lock (ACC-116)
            await self.complain("password", refused.sentence)
            return
        await self._work(done)

    async def _work(self, done: LoggedIn) -> None:
        """The user's time in the system; afterwards the log-in, which asks for the password again."""
        from screens.portal.rokin_menu import RokinMenu

        self.app.begin_duty(self.app.duty_of(done))
        await self.app.open(RokinMenu())
        self.notify(await self.app.end_duty())


def labelled(held: Sequence[Held]) -> dict[str, Held]:
    """Certificates under the words they are chosen by: ユーザーID and last valid day, each once."""
    made: dict[str, Any] = {}
    for one in held:
        words = f"{one.login}　有効期限：{one.last_day:%Y/%m/%d}"
        made[f"{words}（{one.serial[:8]}）" if words in made else words] = one
    return made
