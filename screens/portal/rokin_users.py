"""The users of a contract: 契約ユーザー情報照会, 契約ユーザー情報変更, 一般ユーザー登録 and their deletion (ACC-183 to 188)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from screens.portal.form import BACK, MASK, Button, Heading, Part, items_form
from screens.portal.rokin_screen import RokinScreen
from screens.typed_name import TypedName
from widgets.plain_items import PlainItem, line, secret

if TYPE_CHECKING:
    from shuro.accounts.rokin.people import UserLine

LIST = "契約ユーザー情報照会"
CHANGE = "契約ユーザー情報変更"
REGISTER = "一般ユーザー登録"
DELETE = "一般ユーザーの削除"
LABEL_CELLS = 24
ID_HELP = "半角英数字の混在、6文字以上"
PASSWORD_HELP = "半角8文字以上12文字以下。英大文字、英小文字、数字、記号の全て"
CLOSED_GENERAL = "　閉塞した一般ユーザーは、削除してから登録し直してください。"  # ACC-156
CLOSED_MASTER = "　マスターユーザーの閉塞の解除は、労金に依頼してください。"
REGISTERED = (
    "一般ユーザー「{login}」を登録しました。本人が、ログイン画面の「一般ユーザーの初期登録」で電子証明書を発行すると、"
    "ログインできます。ユーザーIDとパスワードを本人に伝えてください。"
)


class UserList(RokinScreen):
    """契約ユーザー情報照会: every user of the contract; the master user goes on to 「更新へ」."""

    heading = LIST
    topic = "rokin_users"

    def __init__(self) -> None:
        self.lines: Sequence[UserLine] = ()
        super().__init__(())

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Printing too (ACC-25)."""
        return (*super().actions(), "print")

    async def started(self) -> None:
        """Read the list."""
        await super().started()
        await self.returned()

    async def returned(self) -> None:
        """Read the list anew."""
        from shuro.accounts.rokin import people

        desk = self.desk
        self.lines, master = await self.working("読込み中", lambda: (people.inquiry(desk), people.is_master(desk)))
        parts: list[Part] = [f"契約番号　{self.lines[0].contract}　　利用者　{len(self.lines)}人"]
        for at, one in enumerate(self.lines):
            name = f"{one.login}　{one.name}"
            parts += [Button(f"更新へ　{name}", f"open {at}", link=True) if master else Heading(name), told(one)]
        self.body.show([*parts, "", Button("印刷", "print"), BACK])

    async def press_open(self, at: int) -> None:
        """A user."""
        await self.app.open(UserForm(self.lines[at]))
        await self.renew()

    async def act_print(self) -> None:
        """F12: the list as it is shown."""
        from screens.portal.printed_file import print_file
        from shuro.accounts.rokin import printed

        day, lines = self.desk.today(), self.lines
        await print_file(self, printed.USER_LIST, lambda: printed.user_list(day, lines))

    async def press_print(self) -> None:
        """「印刷」."""
        await self.act_print()


def told(one: UserLine) -> str:
    """What is said of a user below the name (ACC-187)."""
    until = f"（有効期限：{one.last_day:%Y年%-m月%-d日}）" if one.last_day else ""
    return f"　　{one.kind}　状態：{one.state}　電子証明書：{one.certificate}{until}"


def user_items(*, password: str, need: str) -> Sequence[PlainItem]:
    """The items that both forms have, below the ユーザーID; `need` is that of the password."""
    return (
        secret("password", password, need, mask=MASK, help=PASSWORD_HELP),
        secret("password_again", f"{password}再入力", need, mask=MASK),
        line("name", "ユーザー名", "registration", max=20, help="全角"),
        line("mail", "メールアドレス", "registration", max=50, help="半角"),
        line("mail_again", "メールアドレス再入力", need, max=50),
    )


class UserForm(RokinScreen):
    """契約ユーザー情報変更 of one user (docs/spec/fields/contract-user.csv)."""

    heading = CHANGE
    topic = "rokin_users"
    main = "store"

    def __init__(self, user: UserLine):
        from shuro.accounts.rokin.tables import GENERAL

        self.user = user
        general = user.kind == GENERAL
        password, again, name, mail, mail_again = user_items(password="新しいパスワード", need="free")
        form = items_form(name, mail, mail_again, password, again, name=user.name, mail=user.mail)
        form.model.label_cells = LABEL_CELLS
        closed = [CLOSED_GENERAL if general else CLOSED_MASTER] if user.state == "閉塞" else []
        delete = [Button("削除", "delete")] if general else []
        note = "　新しいパスワードは、変更するときだけ入力してください。ユーザーIDの変更は、労金に依頼してください。"
        super().__init__(
            (*shown(user), *closed, form, note, "", Button("更新", "store"), *delete, BACK),
            again=("mail_again", "password_again"),
        )

    async def press_store(self) -> None:
        """Store what was changed; the user's own session goes on with a new password."""
        from shuro.accounts.rokin import people, rules

        new, user, desk = rules.Changed(**self.typed), self.user, self.desk
        if await self.told_wrong(rules.changed_findings(new, user.mail)):
            return
        if not await self.confirm("更新します。よろしいですか？"):
            return
        duty = self.app.duty
        keep = duty.session if duty else None
        if await self.done("更新中", lambda: people.change(desk, user.login, user.version, new, keep)):
            self._end(f"「{user.login}」の契約ユーザー情報を更新しました。")

    async def press_delete(self) -> None:
        """Delete the 一般ユーザー; the certificate is revoked (ACC-184)."""
        from shuro.accounts.rokin import people

        user, desk = self.user, self.desk
        question = f"「{user.login}」を削除します。電子証明書は失効し、ログイン中のときは次の操作で終わります。"
        if not await self.app.open(TypedName("削除", question, user.name)):
            return
        if await self.done("削除中", lambda: people.delete(desk, user.login)):
            self._end(f"一般ユーザー「{user.login}」を削除しました。")

    def _end(self, sentence: str) -> None:
        if self.under is not None:
            self.under.notify(sentence)
        self.close()


def shown(user: UserLine) -> list[str]:
    """The items that the system sets."""
    until = f"{user.last_day:%Y年%-m月%-d日}" if user.last_day else ""
    pairs = (
        ("契約番号", user.contract), ("ユーザー区分", user.kind), ("ユーザーID", user.login), ("状態", user.state),
        ("電子証明書の状態", user.certificate), ("電子証明書の有効期限", until),
    )  # fmt: skip
    return [f"　{label}：{text}" for label, text in pairs]


class NewUserForm(RokinScreen):
    """一般ユーザー登録 (docs/spec/fields/general-user-registration.csv)."""

    heading = REGISTER
    topic = "rokin_users"
    main = "store"

    def __init__(self) -> None:
        form = items_form(
            line("login", "ユーザーID", "registration", max=12, help=ID_HELP),
            *user_items(password="パスワード", need="registration"),
        )
        form.model.label_cells = LABEL_CELLS
        super().__init__(
            (form, "　パスワードは、登録する方に伝えてください。", "", Button("登録", "store"), BACK),
            again=("mail_again", "password_again"),
        )

    async def press_store(self) -> None:
        """Register the user."""
        from shuro.accounts.rokin import people, rules

        typed, desk = self.typed, self.desk
        new = rules.NewUser(**{one.name: typed[one.name] for one in fields(rules.NewUser)})
        if await self.told_wrong(rules.new_user_findings(new)):
            return
        if not await self.confirm("登録します。よろしいですか？"):
            return
        if await self.done("登録中", lambda: people.register_general(desk, new)):
            await self.tell(REGISTERED.format(login=new.login))
            self.close()
