"""電子証明書発行: ユーザー認証, 認証コード入力, 発行, 発行中, 発行結果 (ACC-159 to ACC-171, ACC-176, ACC-178)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screens.portal.form import MASK, Button, Part, items_form
from screens.portal.rokin_steps import CANCEL, ISSUE, RokinForm, narrow, step_line
from screens.portal.soft_keyboard import BUTTON, RECOMMENDED
from widgets.plain_items import line, secret

if TYPE_CHECKING:
    from shuro.accounts.rokin.certificates import Issued
    from shuro.accounts.rokin.entering import Ticket

SENT = "登録されているメールアドレス（{mail}）に認証コードを送信しました。認証コードの有効期間は30分間です。"
NO_MAIL = (
    "メールが届かないときは、表示したメールアドレスに誤りがないか確かめてください。誤りがあるときは、一般ユーザーの方は、"
    "マスターユーザーが「契約ユーザー情報変更」で直します。マスターユーザーの方は、「【帳票】ログインID/パスワード依頼書」で"
    "初期化を依頼し、もう一度初期登録を行ってください。"
)
BEFORE = (
    "「発行」を選ぶと、この端末で使う電子証明書を発行します。数十秒かかることがあります。"
    "電子証明書は、発行した端末と、その端末の今の利用者（OSのアカウント）で使います。\n"
)


class Authentication(RokinForm):
    """「電子証明書発行 ユーザー認証」: the way to a first certificate, 更新 and 再発行 (ACC-178)."""

    heading = "電子証明書発行 ユーザー認証"
    topic = "rokin_certificate"
    main = "authenticate"
    soft = ("password",)

    def __init__(self) -> None:
        form = items_form(
            line("login", "ユーザーID", "registration", max=12, reader=narrow,
                 help="半角英数字の混在で6から12桁（大文字と小文字を区別）"),
            secret("password", "パスワード", max=12, mask=MASK),
        )  # fmt: skip
        buttons = (Button("認証", "authenticate"), Button(BUTTON, "soft"), CANCEL)
        super().__init__([step_line(ISSUE, 1), RECOMMENDED, "", form, "", *buttons])

    async def press_authenticate(self) -> None:
        """認証: the code is mailed (ACC-161); a refusal empties the password alone."""
        from shuro.accounts.login import LoginRefused
        from shuro.accounts.rokin import entering, rules
        from shuro.accounts.rokin.certificates import CertificateRefused

        house, login, password = self.house, self.typed["login"], self.typed["password"]
        if said := rules.login_finding(login):
            await self.complain("login", said)
            return
        if not password:
            await self.complain("password", "パスワード：必須項目です。ログインパスワードを入力してください。")
            return
        self.put(password="")
        await self.stand_in("password")
        try:
            ticket = await self.working(
                "確認中", lambda: entering.authenticate(house.database, house.clock, login, password)
            )
        except (LoginRefused, CertificateRefused) as refused:
            self.send_mails()  # of a lock (ACC-116)
            await self.complain("password", refused.sentence)
            return
        self.send_mails()
        if await self.app.open(CodeEntry(ticket)) and await self.app.open(IssueScreen(ticket)):
            self.close()


class CodeEntry(RokinForm):
    """「認証コード入力」. Result: True after the right code; None leads back to ユーザー認証 (ACC-163)."""

    heading = "認証コード入力"
    topic = "rokin_certificate#認証コード"
    main = "confirm"

    def __init__(self, ticket: Ticket):
        form = items_form(line("code", "認証コード", "registration", max=6, reader=narrow, help="メールの半角数字6桁"))
        told = (SENT.format(mail=ticket.mail), "")
        super().__init__(
            [step_line(ISSUE, 2), *told, form, "", Button("認証", "confirm"), CANCEL, "", NO_MAIL],
        )
        self.ticket = ticket

    async def press_confirm(self) -> None:
        """認証: the second step."""
        from shuro.accounts.rokin import entering

        house, ticket, code = self.house, self.ticket, self.typed["code"]
        if not code:
            await self.complain(
                "code", "認証コード：必須項目です。メールの認証コード（半角数字6桁）を入力してください。"
            )
            return
        try:
            await self.working("確認中", lambda: entering.enter_code(house.database, house.clock, ticket, code))
        except entering.CodeRefused as refused:
            await self.complain("code", refused.sentence)
            if not refused.again:
                self.close()
            return
        self.close(True)


class IssueScreen(RokinForm):
    """「電子証明書発行」. Result: True when the entrance comes next, None when ユーザー認証 has to be repeated."""

    heading = "電子証明書発行"
    topic = "rokin_certificate#発行"
    main = "issue"

    def __init__(self, ticket: Ticket):
        super().__init__([step_line(ISSUE, 3), BEFORE, Button("発行", "issue"), CANCEL])
        self.ticket = ticket

    async def press_cancel(self) -> None:
        """キャンセル leads to the entrance (ACC-166)."""
        self.close(True)

    async def press_issue(self) -> None:
        """発行. What may pass is said, and 発行 can be pressed again."""
        from shuro.accounts.rokin.certificates import CertificateRefused

        made = await self.app.open(Issuing(self.ticket))
        if isinstance(made, CertificateRefused):
            await self.tell(made.sentence)
            self.close()
        elif isinstance(made, Exception):
            raise made
        elif made is not None:
            await self.app.open(IssueResult(made))
            self.close(True)


@dataclass
class Made:
    """What an issue made: the certificate, and where its file was written (None, with why not)."""

    issued: Issued
    path: Path | None
    trouble: str = ""


class Issuing(RokinForm):
    """「電子証明書発行中」 takes no input (ACC-167). Result: a Made, or the exception that kept it from being made."""

    topic = "rokin_certificate#発行"

    def __init__(self, ticket: Ticket):
        from shuro.accounts.messages import message

        super().__init__(
            [step_line(ISSUE, 4), f"{message('m39')}です。しばらくお待ちください。"], heading=message("m39")
        )
        self.ticket = ticket

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Nothing."""
        return ()

    async def started(self) -> None:
        """The issue itself; keys pressed meanwhile are lost."""
        await super().started()
        with self.app.deaf():
            try:
                self.close(await self.working(self.heading, self._issue))
            except Exception as problem:  # noqa: BLE001  (said by the screen below, from which it can be tried again)
                self.close(problem)

    def _issue(self) -> Made:
        """Issue, and write the file at once: its bytes are kept nowhere else (ACC-169, ACC-171)."""
        from shuro.accounts.rokin import entering
        from shuro.accounts.rokin.certificates import CertificateRefused
        from shuro.accounts.rokin.workstation import Store
        from shuro.kernel.sheets import SheetTrouble

        issued = entering.issue(self.house.database, self.house.clock, self.ticket)
        try:
            return Made(issued, Store().save_file(issued))
        except (SheetTrouble, CertificateRefused) as trouble:
            return Made(issued, None, trouble.sentence)
        except OSError as trouble:
            return Made(issued, None, f"電子証明書ファイルを書き込めませんでした（{trouble.strerror}）。")


class IssueResult(RokinForm):
    """「電子証明書発行結果」: stays open until the import is finished, unless closing it is confirmed (ACC-168)."""

    heading = "電子証明書発行結果"
    topic = "rokin_certificate#発行結果"
    back = "close"

    def __init__(self, made: Made):
        self.made = made
        self.imported = False
        super().__init__(self._parts())

    def _parts(self) -> list[Part]:
        issued, path = self.made.issued, self.made.path
        if self.imported:
            told = "インポートが完了しました。「閉じる」を選び、ログイン画面の「ログイン」からログインしてください。\n"
        elif path is None:
            told = f"{self.made.trouble}「名前を付けて保存」で、電子証明書ファイルを保存してください。\n"
        else:
            told = "電子証明書を発行し、ファイルに保存しました。「開く」を選び、インポートしてください。\n"
        return [
            step_line(ISSUE, 6 if self.imported else 5),
            told,
            f"　ユーザーID　　：{issued.login}",
            f"　シリアル番号　：{issued.serial}",
            f"　発行日　　　　：{issued.issued_at:%Y年%-m月%-d日}",
            f"　有効期限　　　：{issued.last_day:%Y年%-m月%-d日}（この日まで使えます）",
            f"　ファイル　　　：{path or '（保存していません）'}\n",
            *([Button("開く", "open")] if path and not self.imported else []),
            Button("名前を付けて保存", "save"),
            Button("閉じる", "close"),
        ]

    async def press_open(self) -> None:
        """開く: the import."""
        from screens.portal.rokin_import import import_certificate

        self.imported = await import_certificate(self, str(self.made.path))
        self.body.show(self._parts())
        if self.imported:
            self.body.at = len(self.body.buttons) - 1  # 閉じる

    async def press_save(self) -> None:
        """名前を付けて保存: a copy at a path that is asked for (ACC-23)."""
        from screens.output_path import ask_path
        from shuro.accounts.rokin.workstation import write_private

        path = await ask_path(self, self.made.issued.file_name, ".p12")
        if path is None:
            return
        content = self.made.issued.p12
        await self.working("保存中", lambda: write_private(path, content))
        if self.made.path is None:
            self.made.path = path
            self.body.show(self._parts())
        self.notify(f"「{path}」に保存しました。")

    async def press_close(self) -> None:
        """閉じる (ACC-176); before the import it asks first."""
        from shuro.accounts.messages import message

        if self.imported or await self.confirm(message("m42")):
            self.close()
