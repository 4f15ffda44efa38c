"""利用者仮申請, 利用者本申請, ID/パスワード紛失 and パスワード設定／変更 (ACC-34 to ACC-54, ACC-78 to ACC-93).

What is right is judged in shuro.accounts.gaikokujin; here it is asked for, told, and the cursor put where it belongs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from screens.portal.form import Button, items_form
from screens.portal.gaikokujin import AlienScreen
from widgets.plain_items import PlainItem, choice, line, secret

CHOOSE = "選択してください"
BACK = "back"


def permit_items() -> tuple[PlainItem, ...]:
    """建設業許可番号: 許可行政庁 from a list, 許可( ), 第 号."""
    from shuro.kernel.codelists import codes

    names = codes("construction-permit-authorities").options
    return (
        choice("authority", "建設業許可番号(許可行政庁)", names, "registration", reader=_authority,
               blank=CHOOSE, help="名称の一部（例：東京）か2桁の番号を入力。F4で一覧"),
        line("kind", "　許可( )", "registration", max=5, help="例：般-30"),
        line("number", "　第 号", "registration", max=6, help="半角数字6桁以内"),
    )  # fmt: skip


def _authority(text: str) -> str:
    """The name of a 許可行政庁 for its name or code. Raises Unreadable."""
    from shuro.kernel.codelists import codes
    from shuro.kernel.text import Unreadable, narrow

    known = codes("construction-permit-authorities")
    found = known.get(narrow(text)) or known.named(text.strip())
    if found is None:
        raise Unreadable("一覧から選んでください。名称の一部を入力すると候補が出ます。")
    return found.name


def word(code: str) -> str:
    """A sentence of data/codes/account-messages.csv."""
    from shuro.accounts.messages import message

    return message(code)


class AlienForm(AlienScreen):
    """A form with 戻る or ログイン画面へ: what is refused is told, and what was typed stays."""

    back = BACK

    async def press_back(self) -> None:
        """Leave; nothing is stored."""
        self.close()

    async def taken(self, label: str, work: Callable[[], Any]) -> bool:
        """Do `work`; its result is in `self.result`. False when it was refused, which is told where it belongs."""
        from shuro.accounts.gaikokujin.reading import FormRefused
        from shuro.accounts.login import LoginRefused
        from shuro.accounts.passwords import PasswordRefused

        try:
            self.result = await self.working(label, work)
        except FormRefused as refused:
            await self.complain_of(refused.findings)
        except PasswordRefused as refused:
            await self.complain("new", *refused.sentences)
        except LoginRefused as refused:
            await self.complain("login", refused.sentence)
        else:
            return True
        return False


class ApplicationScreen(AlienForm):
    """「利用者仮申請」. `sender`: the address that mails come from."""

    heading = "利用者仮申請"
    topic = "alien_application"
    main = "apply"

    def __init__(self, sender: str) -> None:
        receivable = f"「{sender}」からのメールを受信できるように設定してください。"
        form = items_form(
            line("login", "ログインID", "registration", max=16),
            line("login_again", "ログインID(再確認)", "registration", max=16, note=word("m06")),
            line("mail", "メールアドレス", "registration", max=254),
            line(
                "mail_again",
                "メールアドレス(再確認)",
                "registration",
                max=254,
                note=word("m07") + receivable + word("m08"),
            ),
            *permit_items(),
        )
        form.model.label_cells = 28
        super().__init__(
            (form, Button("戻る", BACK), Button("利用者仮申請", "apply")), again=("login_again", "mail_again")
        )

    async def press_apply(self) -> None:
        """Check, ask, store, mail (ACC-40, ACC-41)."""
        from shuro.accounts.gaikokujin import registration

        house, form = self.house, registration.Application(**self.typed)
        if not await self.taken("確認中", lambda: registration.examine(house.database, house.clock, form)):
            return
        if not await self.confirm(word("m01")):
            return
        if await self.taken("登録中", lambda: registration.apply(house.database, house.clock, form)):
            self.send_mails()
            await self.tell(word("m02"), button="はい")
            self.close()


class RegistrationScreen(AlienForm):
    """「利用者本申請」. Result: the log-in of the new user, None when it was left."""

    heading = "利用者本申請"
    topic = "alien_registration"
    main = "register"

    def __init__(self) -> None:
        form = items_form(
            line("login", "ログインID", "registration", max=16),
            secret("temporary", "仮パスワード"),
            secret("new", "新規パスワード"),
            secret("again", "新規パスワード(再確認)", note=word("m10") + word("m09")),
        )
        super().__init__((form, Button("戻る", BACK), Button("利用者本申請", "register")), again=("again",))

    async def press_register(self) -> None:
        """Check, ask, register, log in (ACC-51 to ACC-53)."""
        from shuro.accounts.gaikokujin import registration

        house, form = self.house, registration.Formal(**self.typed)
        if not await self.taken("確認中", lambda: registration.examine_formal(house.database, house.clock, form)):
            return
        if not await self.confirm(word("m03")):
            return
        if await self.taken("登録中", lambda: registration.register(house.database, house.clock, form)):
            done = self.result
            self.send_mails()
            await self.tell(word("m04"), button="はい")
            self.close(done)


class LossScreen(AlienForm):
    """「ID/パスワード紛失」. Result: True when a request was made."""

    heading = "ID/パスワード紛失"
    topic = "alien_loss"
    main = "reissue"

    def __init__(self) -> None:
        from shuro.accounts.gaikokujin.loss import LOST_ID, LOST_PASSWORD

        form = items_form(
            choice("which", "設定/変更区分", (LOST_ID, LOST_PASSWORD), "registration", help="左右の矢印で切り替え"),
            line("login", "ログインID", max=16, open_when=lambda entry: entry.which == LOST_PASSWORD),
            *permit_items()[:2],
            _noted(permit_items()[2], "システムに登録した建設業許可番号を入力してください。"),
            line("mail", "メールアドレス", "registration", max=254, note="登録した受入企業のメールアドレスを入力してください。"),
            which=LOST_ID,
        )  # fmt: skip
        form.after = self._chosen
        form.model.label_cells = 28
        super().__init__((form, Button("再発行 (メール送信)", "reissue"), Button("ログイン画面へ", BACK)))

    async def _chosen(self, item: Any, value: Any) -> dict[str, str] | None:
        """With ID紛失 nothing stands in ログインID (ACC-80)."""
        from shuro.accounts.gaikokujin.loss import LOST_PASSWORD

        return {"login": ""} if item.name == "which" and value != LOST_PASSWORD else None

    async def press_reissue(self) -> None:
        """Check, ask, mail; the words are the same whether somebody was found or not (ACC-82, ACC-83)."""
        from shuro.accounts.gaikokujin import loss

        house, form = self.house, loss.Loss(**self.typed)
        if not await self.taken("確認中", lambda: loss.examine(house.database, house.clock, form)):
            return
        if not await self.confirm(word("m19")):
            return
        if await self.taken("受付中", lambda: loss.ask(house.database, house.clock, form)):
            self.send_mails()
            await self.tell(word("m20"))
            self.close(True)


class PasswordScreen(AlienForm):
    """「パスワード設定／変更」. Result: True when a new password was stored."""

    heading = "パスワード設定／変更"
    topic = "alien_password"
    main = "change"

    def __init__(self) -> None:
        from shuro.accounts.gaikokujin.change import EXISTING, WHICH

        form = items_form(
            choice("which", "設定/変更区分", WHICH, "registration", help="左右の矢印で切り替え"),
            line("login", "ログインID", "registration", max=16),
            secret("old", "旧パスワード", mask="●", help="新規パスワード設定では、メールで届いたパスワード"),
            secret("new", "新規パスワード", mask="●"),
            secret("again", "新規パスワード(再確認)", mask="●", note=f"※{word('m09')}"),
            which=EXISTING,
        )
        super().__init__(
            (form, Button("パスワード設定/変更", "change"), Button("ログイン画面へ", BACK)), again=("again",)
        )

    async def press_change(self) -> None:
        """Check, ask, store (ACC-91)."""
        from shuro.accounts.gaikokujin import change

        house, form = self.house, change.Change(**self.typed)
        if not await self.taken("確認中", lambda: change.examine(house.database, house.clock, form)):
            return
        if not await self.confirm(word("m21")):
            return
        if await self.taken("変更中", lambda: change.change(house.database, house.clock, form)):
            if self.under is not None:
                self.under.notify("パスワードを登録しました。新しいパスワードでログインしてください。")
            self.close(True)


def _noted(item: PlainItem, note: str) -> PlainItem:
    """The item with a note under it."""
    from dataclasses import replace

    return replace(item, note=note)
