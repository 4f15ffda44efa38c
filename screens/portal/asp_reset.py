"""パスワードを忘れた方はこちら (the link of ACC-213): the address, the code, the new password, one screen a step.

What is shown is the same whether the address has an account or not.
"""

from __future__ import annotations

from typing import Any

from screens.portal.asp_form import CANCEL, NEXT, AspForm
from screens.portal.form import MASK, Button
from shuro.accounts.asp import words
from widgets.plain_items import line, secret

BACK = "back"  # the result of the code's screen when ← was pressed
TITLE = "パスワードの再設定"


async def reset_password(screen: AspForm, address: str = "") -> str | None:
    """From the link to the new password; the address it was set for, None when the way was left."""
    while True:
        asked: str | None = await screen.app.open(ForgottenScreen(address))
        if asked is None:
            return None
        address = asked
        confirmed: Any = await screen.app.open(ResetCodeScreen(address))
        if confirmed == BACK:
            continue
        if confirmed is not None and await screen.app.open(NewPasswordScreen(confirmed)):
            return address
        return None


class ResetForm(AspForm):
    """The ground of the three steps."""

    topic = "asp#パスワードを忘れたとき"


class ForgottenScreen(ResetForm):
    """The address. Result: the address a code was sent to, if it has an account."""

    heading = f"{TITLE}　メールアドレス"

    def __init__(self, address: str = ""):
        items = (line("address", "メールアドレス", "registration", max=254, help="登録したメールアドレス"),)
        super().__init__(
            items, (NEXT, CANCEL), ("登録したメールアドレスに、確認コードを送信します。",), address=address
        )

    async def press_next(self) -> None:
        """Send the code."""
        from shuro.accounts.asp import reset
        from shuro.accounts.asp.store import AspRefused

        if await self.missing():
            return
        house, typed = self.house, self.typed["address"]
        address = await self.tried(
            "address", "準備中", lambda: reset.ask_code(house.database, house.clock, typed), AspRefused
        )
        if address is not None:
            self.send_mails()
            self.close(address)


class ResetCodeScreen(ResetForm):
    """The code. Result: the confirmed address, BACK to correct it, None when it was left."""

    heading = f"{TITLE}　コードの入力"

    def __init__(self, address: str):
        super().__init__(
            (line("code", "コードの入力", "registration", max=40, help="8桁の数字（貼り付けることもできます）"),),
            (NEXT, Button(f"← {address}", BACK), CANCEL),
            (words.RESET_SENT.format(address=address), "届かないときはF1の説明を見てください。"),
        )
        self.address = address

    async def press_back(self) -> None:
        """←: correct the address, or ask for another code."""
        self.close(BACK)

    async def press_next(self) -> None:
        """Compare the code."""
        from shuro.accounts.asp import reset
        from shuro.accounts.asp.store import AspRefused

        if await self.missing():
            return
        house, address, code = self.house, self.address, self.typed["code"]
        confirmed = await self.tried(
            "code", "確認中", lambda: reset.confirm_code(house.database, house.clock, address, code), AspRefused
        )
        if confirmed is not None:
            self.close(confirmed)


class NewPasswordScreen(ResetForm):
    """The new password, twice. Result: True when it was set."""

    heading = f"{TITLE}　新しいパスワード"

    def __init__(self, confirmed: Any):
        kinds = "8文字以上、英小文字・英大文字・数字・記号のうち3種類以上"
        super().__init__(
            (secret("password", "パスワード", mask=MASK, help=kinds),
             secret("again", "パスワードを再入力してください", mask=MASK)),
            (Button("設定", "set"), CANCEL),
            ("新しいパスワードを入力してください。",),
        )  # fmt: skip
        self.confirmed = confirmed

    async def press_set(self) -> None:
        """Store it; what is wrong with it is named and can be typed anew."""
        from shuro.accounts.asp import reset
        from shuro.accounts.asp.store import AspRefused

        if await self.missing():
            return
        house, confirmed, typed = self.house, self.confirmed, self.typed
        try:
            await self.working(
                "設定中",
                lambda: reset.set_password(house.database, house.clock, confirmed, typed["password"], typed["again"]),
            )
        except AspRefused as refused:
            if refused.item:
                await self.complain(refused.item, *refused.sentences)
            else:
                await self.tell(refused.sentence)
                self.close()
            return
        await self.tell(words.RESET_DONE)
        self.close(True)
