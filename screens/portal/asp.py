"""The log-in of 次世代社労法務システム (ACC-204, ACC-211, ACC-225 to ACC-227, ACC-235) and what it leads to.

As at every log-in, nothing typed here is kept or offered again (ACC-9). Its first picture stands before storage is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screens.portal.asp_form import CANCEL, NEXT, AspForm
from screens.portal.form import MASK, Button
from shuro.accounts.asp import words
from widgets.plain_items import line, secret

if TYPE_CHECKING:
    from shuro.accounts.asp.entry import Step
    from shuro.accounts.login import LoggedIn

LINKING = "紐づけの確認"
SIGN_IN = Button("サインイン", "sign_in")
CREATE = Button(words.BEGIN_HERE, "create", link=True)
FORGOTTEN = Button(words.FORGOTTEN, "forgotten", link=True)


class AspLogin(AspForm):
    """See the module's docstring. Closes with the exit code of the program."""

    heading = "次世代社労法務システム　ログイン"

    def __init__(self) -> None:
        items = (
            line("address", "メールアドレス", "registration", max=254),
            secret("password", "パスワード", mask=MASK),
        )
        super().__init__(items, (SIGN_IN, CREATE, FORGOTTEN))
        self.environment = ""

    def state_line(self) -> str:
        """The ASPアカウント in use."""
        return self.environment

    def actions(self) -> Any:
        """Leaving ends the program."""
        return ("help", ("back", "終了"), ("register", "サインイン"))

    async def started(self) -> None:
        """Load the storage once the first picture is on the terminal."""
        await super().started()
        self.app.load_behind(self, self.ready)

    async def ready(self) -> bool:
        """Storage and ASPアカウント, waited for; False when either cannot be used (said, or the screen closed)."""
        if not await super().ready():
            return False
        from shuro.accounts.asp.store import AspRefused, environment

        try:
            told = environment()
        except AspRefused as refused:
            self.app.last_words = refused.sentence
            self.close(1)
            return False
        await self._offer_link(told)
        self.environment = told  # shown once the link is right
        return True

    async def _offer_link(self, environment: str) -> None:
        """The link is there while nobody is registered on this ASPアカウント (ACC-211)."""
        from shuro.accounts.asp.registration import needs_account

        database = self.house.database
        needed = await self.working("確認中", lambda: needs_account(database, environment))
        kept = [one for one in self.body.parts if one not in (CREATE, FORGOTTEN)]
        self.body.show([*kept, CREATE, FORGOTTEN] if needed else [*kept, FORGOTTEN])

    async def act_back(self) -> None:
        """F3: leave the program."""
        chosen = await self.ask("終了", "終了しますか。", (("yes", "終了する"), ("no", "戻る")))
        if chosen == "yes":
            self.close(0)

    # What is pressed

    async def press_create(self) -> None:
        """The link: make an account."""
        if not await self.ready():
            return
        from screens.portal.asp_register import make_account

        known = await make_account(self)
        await self.stand_in("address")
        await self._offer_link(self.environment)
        if known is not None:
            await self._sign_in(*known)

    async def press_forgotten(self) -> None:
        """The link: a new password, by a code to the registered address."""
        if not await self.ready():
            return
        from screens.portal.asp_reset import reset_password

        address = await reset_password(self, self.typed["address"].strip())
        if address is not None:
            self.put(address=address, password="")
        await self.stand_in("address" if address is None else "password")

    async def press_sign_in(self) -> None:
        """サインイン. Where nobody is registered, an address alone does not lead on: begin with the link (ACC-211)."""
        if self.typed["address"].strip() and not self.typed["password"].strip():
            if await self.ready():
                begin = words.BEGIN_WITH_LINK if CREATE in self.body.buttons else ""
                await self.complain("password", f"パスワード：入力してください。{begin}")
            return
        if await self.missing() or not await self.ready():
            return
        address, password = self.typed["address"], self.typed["password"]
        self.put(password="")
        await self.stand_in("password")
        await self._sign_in(address, password)

    async def _sign_in(self, address: str, password: str) -> None:
        """Password, code, link, one after the other; each refusal is said and nobody is logged in."""
        from shuro.accounts.asp import entry
        from shuro.accounts.login import LoginRefused

        house, environment = self.house, self.environment
        try:
            step: Step | None = await self.working(
                "確認中", lambda: entry.sign_in(house.database, house.clock, environment, address, password)
            )
            if isinstance(step, entry.CodeAsked):
                self.send_mails()
                step = await self.app.open(TwoStepScreen(step))
            if isinstance(step, entry.LinkAsked):
                step = await self._link(step)
        except LoginRefused as refused:
            title = words.READY_TITLE if refused.sentence == words.IN_TEN_MINUTES else self.heading
            await self.ask(title, refused.sentence, (("ok", "OK"),))
            return
        if step is not None:
            await self._work(step)  # type: ignore[arg-type]

    async def _link(self, asked: Any) -> LoggedIn | None:
        """The question; キャンセル leaves the account unlinked and logs nobody in (ACC-226)."""
        from shuro.accounts.asp import entry

        house = self.house
        chosen = await self.ask(LINKING, words.LINK, (("cancel", "キャンセル"), ("ok", "OK")), start=1)
        if chosen != "ok":
            return None
        return await self.working("紐づけ中", lambda: entry.link(house.database, house.clock, asked.proved))

    async def _work(self, done: LoggedIn) -> None:
        """The user's time in the system; afterwards an empty log-in, which asks for the password again (ACC-204)."""
        from screens.portal.asp_accounts import AspMenu

        self.put(address="", password="")
        await self.stand_in("address")
        self.app.begin_duty(self.app.duty_of(done))
        await self.app.open(AspMenu())
        sentence = await self.app.end_duty()
        await self._offer_link(self.environment)
        self.notify(sentence)


class TwoStepScreen(AspForm):
    """二段階認証: the 確認コード. Result: what comes next, None when it was left."""

    heading = "二段階認証"

    def __init__(self, asked: Any):
        super().__init__(
            (line("code", "確認コード", "registration", max=40, help="8桁の数字（貼り付けることもできます）"),),
            (NEXT, CANCEL),
            (words.CODE_SENT.format(address=asked.address), "コードの有効期間は30分間です。"),
        )
        self.asked = asked

    async def press_next(self) -> None:
        """Compare the code."""
        from shuro.accounts.asp import entry
        from shuro.accounts.login import LoginRefused

        if await self.missing():
            return
        house, proved, code = self.house, self.asked.proved, self.typed["code"]
        step = await self.tried(
            "code", "確認中", lambda: entry.confirm_code(house.database, house.clock, proved, code), LoginRefused
        )
        if step is not None:
            self.close(step)
