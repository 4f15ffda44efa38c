"""マスターユーザーの初期登録: its log-in, the items, the result (ACC-134 to ACC-150)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from screens.portal.form import MASK, Button, Part, items_form
from screens.portal.rokin_steps import CANCEL, REGISTRATION, RokinForm, narrow, step_line
from screens.portal.soft_keyboard import BUTTON, RECOMMENDED
from widgets.plain_items import line, secret

if TYPE_CHECKING:
    from shuro.accounts.rokin.contracts import Opened

SOFT = Button(BUTTON, "soft")
ISSUE_NOW = "issue"  # the result when 電子証明書発行 follows
DONE = "done"
KEPT = ("login", "name", "mail", "mail_again")  # of what is typed, when the 初期登録ログイン has to be repeated


class Again(NamedTuple):
    """A registration that has to begin at 初期登録ログイン once more, and what was typed in it, without passwords."""

    texts: dict[str, str]


class MasterLogin(RokinForm):
    """「マスターユーザー初期登録ログイン」. Result: ISSUE_NOW when the certificate comes next."""

    heading = "マスターユーザー初期登録ログイン"
    topic = "rokin_registration"
    main = "next"
    soft = ("initial",)

    def __init__(self) -> None:
        form = items_form(
            line("number", "契約番号", "registration", max=8, reader=narrow,
                 help="「ご利用開始(変更)のお知らせ」の契約番号（半角数字8桁）"),
            secret("initial", "初期パスワード", max=8, mask=MASK,
                   help="半角8桁（2024年5月2日以前に届け出た6桁のものは、末尾にr@）"),
        )  # fmt: skip
        parts: list[Part] = [
            step_line(REGISTRATION, 3),
            RECOMMENDED,
            "",
            form,
            "",
            Button("次へ", "next"),
            SOFT,
            CANCEL,
        ]
        super().__init__(parts)
        self.kept: dict[str, str] = {}

    async def press_next(self) -> None:
        """Both right: the items of the master user (ACC-137). A refusal empties the 初期パスワード alone."""
        from shuro.accounts.login import LoginRefused
        from shuro.accounts.rokin import contracts, rules

        number, initial = self.typed["number"], self.typed["initial"]
        said = (("number", rules.contract_finding(number)), ("initial", rules.typed_initial_finding(initial)))
        if found := [(item, sentence) for item, sentence in said if sentence]:
            await self.complain_of(found)
            return
        house = self.house
        self.put(initial="")
        await self.stand_in("initial")
        opened = await self.tried(
            "initial",
            "確認中",
            lambda: contracts.open_contract(house.database, house.clock, number, initial),
            LoginRefused,
        )
        if opened is None:
            return
        done = await self.app.open(MasterRegistration(opened, self.kept))
        if isinstance(done, Again):
            self.kept = done.texts
        else:
            self.close(done)


class MasterRegistration(RokinForm):
    """「マスターユーザー初期登録」. Result: ISSUE_NOW, DONE, Again; None after キャンセル."""

    heading = "マスターユーザー初期登録"
    topic = "rokin_registration"
    main = "register"
    soft = ("password", "password_again")

    def __init__(self, opened: Opened, texts: dict[str, str]):
        self.opened = opened
        self.entry = items_form(
            line("login", "ユーザーID", "registration", max=12, reader=narrow,
                 help="半角英数字の混在で6から12桁（大文字と小文字を区別）"),
            secret("password", "パスワード", max=12, mask=MASK, help="半角8から12桁（英大文字・英小文字・数字・記号を全て使用）"),
            secret("password_again", "パスワード再入力", max=12, mask=MASK),
            line("name", "ユーザー名", "registration", max=20, reader=_wide, help="全角20文字以内"),
            line("mail", "メールアドレス", "registration", max=50, reader=narrow,
                 help="半角50文字以内（認証コードとお知らせが届きます）"),
            line("mail_again", "メールアドレス再入力", "registration", max=50, reader=narrow),
            **texts,
        )  # fmt: skip
        self.entry.model.label_cells = 24
        super().__init__(self._parts(4), again=("password_again", "mail_again"))

    def _parts(self, at: int) -> list[Part]:
        return [step_line(REGISTRATION, at), RECOMMENDED, "", self.entry, "", Button("登録", "register"), SOFT, CANCEL]

    async def press_register(self) -> None:
        """登録: check, store, show the result (ACC-147)."""
        from shuro.accounts.rokin import contracts, rules
        from shuro.accounts.users import UserRefused

        house, opened, new = self.house, self.opened, rules.NewUser(**self.typed)
        if found := rules.new_user_findings(new):
            await self.complain_of(found)
            return
        self.body.show(self._parts(5))
        self.redraw()
        try:
            await self.working("登録中", lambda: contracts.register_master(house.database, house.clock, opened, new))
        except UserRefused as refused:
            self.body.show(self._parts(4))
            await self._refused(refused.sentences)
            return
        finally:
            self.body.show(self._parts(4))
        self.close(await self.app.open(RegistrationResult(new)))

    async def _refused(self, sentences: list[str]) -> None:
        """An ID that exists is corrected here; what concerns the contract begins at 初期登録ログイン again."""
        if sentences[0].startswith("契約番号"):
            await self.tell(*sentences)
            self.close(Again({name: self.typed[name] for name in KEPT}))
        else:
            await self.complain("login", *sentences)


class RegistrationResult(RokinForm):
    """「登録結果」. Result: ISSUE_NOW or DONE."""

    heading = "登録結果"
    topic = "rokin_registration"
    back = "entrance"

    def __init__(self, new: Any):
        super().__init__([
            step_line(REGISTRATION, 6),
            "マスターユーザーの初期登録が完了しました。\n",
            f"　ユーザーID　　　：{new.login}",
            f"　ユーザー名　　　：{new.name}",
            f"　メールアドレス　：{new.mail}\n",
            "ログインするには、電子証明書を発行してインポートします。「電子証明書発行」で続けて発行できます。"
            "後で発行するときは、ログイン画面の「電子証明書発行」を選んでください。\n",
            Button("電子証明書発行", "issue"),
            Button("ログイン画面へ", "entrance"),
        ])  # fmt: skip

    async def press_issue(self) -> None:
        """電子証明書発行."""
        self.close(ISSUE_NOW)

    async def press_entrance(self) -> None:
        """ログイン画面へ."""
        self.close(DONE)


def _wide(text: str) -> str:
    """Full width, whatever way it was typed (ACC-144)."""
    from shuro.kernel.text import wide

    return wide(text)
