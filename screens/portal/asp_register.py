"""Making an account of 次世代社労法務システム (ACC-212 to ACC-228), one screen a step."""

from __future__ import annotations

from typing import Any

from screens.portal.asp_form import CANCEL, NEXT, AspForm
from screens.portal.form import MASK, Button
from shuro.accounts.asp import words
from widgets.plain_items import line, secret

BACK = "back"  # the result of コードの入力 when ← was pressed


async def make_account(screen: AspForm) -> tuple[str, str] | None:
    """From the link to 確認. (address, password) when a known address was signed in with instead; else None."""
    environment, address = screen.environment, ""  # type: ignore[attr-defined]
    while True:
        got: Any = await screen.app.open(AddressScreen(environment, address))
        if not isinstance(got, str):
            return got
        address = got
        verified = await screen.app.open(CodeScreen(environment, address))
        if verified == BACK:
            continue
        if verified is not None:
            await screen.app.open(DetailsScreen(verified))
        return None


class AddressScreen(AspForm):
    """アカウント作成(メールアドレス). Result: the address a code was sent to; (address, password) from パスワードの入力."""

    heading = "アカウントの作成　メールアドレス"

    def __init__(self, environment: str, address: str = ""):
        items = (line("address", "メールアドレス", "registration", max=254, help="メールを受け取れるアドレス"),)
        super().__init__(items, (NEXT, CANCEL), address=address)
        self.environment = environment

    async def press_next(self) -> None:
        """Send the code; a registered address opens パスワードの入力 instead (ACC-213)."""
        from shuro.accounts.asp import registration
        from shuro.accounts.asp.store import AspRefused

        if await self.missing():
            return
        house, environment, typed = self.house, self.environment, self.typed["address"]
        sent = await self.tried(
            "address",
            "準備中",
            lambda: registration.ask_code(house.database, house.clock, environment, typed),
            AspRefused,
        )
        if sent is None:
            return
        address = registration.checked_address(typed)
        if sent:
            self.send_mails()
            self.close(address)
            return
        known = await self.app.open(KnownScreen(address))
        if known is not None:
            self.close((address, known))


class KnownScreen(AspForm):
    """パスワードの入力: the address is registered already. Result: the password when サインイン was pressed."""

    heading = "パスワードの入力"

    def __init__(self, address: str):
        super().__init__(
            (secret("password", "パスワード", mask=MASK),),
            (
                Button("サインイン", "sign_in"),
                Button(words.FORGOTTEN, "forgotten", link=True),
                Button("閉じる", "cancel"),
            ),
            (address, words.OTHER_ADDRESS),
        )
        self.address = address

    async def press_sign_in(self) -> None:
        """サインイン with this address."""
        if not await self.missing():
            self.close(self.typed["password"])

    async def press_forgotten(self) -> None:
        """パスワードを忘れた方はこちら: a new password, by a code to the registered address."""
        from screens.portal.asp_reset import reset_password

        await reset_password(self, self.address)
        await self.stand_in("password")


class CodeScreen(AspForm):
    """コードの入力. Result: the confirmed address, BACK to correct it, None when it was left."""

    heading = "コードの入力"

    def __init__(self, environment: str, address: str):
        super().__init__(
            (line("code", "コードの入力", "registration", max=40, help="8桁の数字（貼り付けることもできます）"),),
            (NEXT, Button(f"← {address}", BACK), CANCEL),
            (words.CODE_SENT.format(address=address), "届かないときはF1の「よくある質問」を見てください。"),
        )
        self.environment, self.address = environment, address

    async def press_back(self) -> None:
        """←: correct the address (ACC-214)."""
        self.close(BACK)

    async def press_next(self) -> None:
        """Compare the code."""
        from shuro.accounts.asp import registration
        from shuro.accounts.asp.store import AspRefused

        if await self.missing():
            return
        house, environment, address, code = self.house, self.environment, self.address, self.typed["code"]
        verified = await self.tried(
            "code", "確認中", lambda: registration.confirm_code(house.database, house.clock, environment, address, code),
            AspRefused,
        )  # fmt: skip
        if verified is not None:
            self.close(verified)


class DetailsScreen(AspForm):
    """詳細の追加. Result: True when the account was made, None when it was left."""

    heading = "詳細の追加"

    def __init__(self, verified: Any):
        items = (
            secret(
                "password", "パスワード", mask=MASK, help="8文字以上、英小文字・英大文字・数字・記号のうち3種類以上"
            ),
            secret("again", "パスワードを再入力してください", mask=MASK),
            line("customer_id", "CustomerId", "registration", max=20, help="お客様番号：28で始まる6桁"),
            line(
                "name",
                "表示名",
                "registration",
                max=256,
                help="アカウント一覧に表示する名前（事務所で付け方を決めてください）",
            ),
            line("tel", "Tel", "registration", max=20, help="契約の電話番号（ハイフンはあってもなくてもかまいません）"),
        )
        super().__init__(items, (NEXT, CANCEL), (words.MORE_NEEDED,))
        self.verified = verified

    async def press_next(self) -> None:
        """Make the account; a temporary trouble offers the same press again, which never makes a second one."""
        from shuro.accounts.asp.registration import FirstAsked
        from shuro.accounts.asp.store import AspRefused
        from shuro.kernel.troubles import StorageTrouble

        first = False
        while True:
            try:
                await self._register(first)
            except FirstAsked as asked:
                first = await self.ask("管理者", asked.sentence, (("yes", "はい"), ("no", "いいえ"))) == "yes"
                if not first:
                    return
            except AspRefused as refused:
                await self.ask(refused.title or self.heading, refused.sentence, (("ok", "OK"),))
                await self.stand_in(refused.item)
                return
            except StorageTrouble:
                again = await self.ask(self.heading, words.TROUBLE, (("next", "次へ"), ("cancel", "キャンセル")))
                if again != "next":
                    if again == "cancel":
                        self.close()
                    return
            else:
                await self.ask(words.READY_TITLE, words.IN_TEN_MINUTES, (("ok", "OK"),))
                self.close(True)
                return

    async def _register(self, first: bool) -> None:
        from shuro.accounts.asp import registration

        house, verified = self.house, self.verified
        details = registration.Details(**self.typed)
        await self.working(
            "作成中", lambda: registration.register(house.database, house.clock, verified, details, first=first)
        )
