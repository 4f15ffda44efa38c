"""社労法務システム after the log-in: its menu, アカウント管理 and アカウント一覧 (ACC-229 to ACC-235)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from screens.base import BaseScreen
from screens.output_path import ask_path
from screens.portal.system_menu import FirstMenu
from screens.station import Entry, MenuScreen
from screens.typed_name import TypedName
from widgets.cells import fit
from widgets.text_view import TextView

MANAGER_ONLY = "管理者のアカウントだけが使えます"
GUIDE = "管理者用操作マニュアル"


class AspMenu(FirstMenu, MenuScreen):
    """The menu of a user of an agency. Leaving it is the log-out."""

    system = "asp"

    def __init__(self) -> None:
        super().__init__("社労法務システム", ())

    def help_topic(self) -> str:
        """The manual's page on the accounts."""
        return "asp"

    async def started(self) -> None:
        """Show what this user can do, and when the system stops."""
        await super().started()
        await self.returned()
        await self.watch_hours()

    async def returned(self) -> None:
        """The role may have been handed over meanwhile."""
        from shuro.accounts import notices
        from shuro.accounts.asp.management import is_manager

        desk = self.desk
        manages, told = await self.in_thread(
            "確認中", lambda: (is_manager(desk), notices.shown(desk.database, "asp", desk.now()))
        )
        entries = [Entry("アカウント管理", self._manage, why_not="" if manages else MANAGER_ONLY)]
        if told:
            entries.append(Entry("連絡事項", lambda: self._read(told), f"{len(told)}件"))
        self.show([*entries, Entry("ヘルプ", self.act_help)])

    async def _read(self, told: Sequence[Any]) -> None:
        text = "\n\n".join(f"{one.starts:%Y/%m/%d}　{one.subject}\n{one.body}" for one in told)
        await self.app.open(BaseScreen(TextView(text), "連絡事項"))

    async def _manage(self) -> None:
        await self.app.open(AccountManagement())


class AccountManagement(MenuScreen):
    """アカウント管理."""

    def __init__(self) -> None:
        super().__init__("アカウント管理", (Entry("アカウント一覧", self._list), Entry(f"{GUIDE}の保存", self._save)))

    def help_topic(self) -> str:
        """The 管理者用操作マニュアル."""
        return "asp_manager"

    async def _list(self) -> None:
        await self.app.open(AccountList())

    async def _save(self) -> None:
        from shuro.accounts.asp.management import save_guide

        path: Path | None = await ask_path(self, f"{GUIDE}.md", ".md")
        if path is not None:
            await self.in_thread("出力中", lambda: save_guide(self.desk, path))
            self.notify(f"{path}に保存しました。")


class AccountList(MenuScreen):
    """アカウント一覧: one line an account; Enter shows all of it and what can be done."""

    def __init__(self) -> None:
        super().__init__("アカウント一覧", ())

    def help_topic(self) -> str:
        """The 管理者用操作マニュアル."""
        return "asp_manager"

    async def started(self) -> None:
        """Read the list."""
        await super().started()
        await self.returned()

    async def returned(self) -> None:
        """Read the list anew. Who is no 管理者 any more has no list."""
        from shuro.accounts.asp.management import listed
        from shuro.kernel.steps import NotAllowed

        said = self.message
        try:
            lines = await self.in_thread("読込み中", lambda: listed(self.desk))
        except NotAllowed as refused:
            if self.under is not None:
                self.under.notify(refused.sentence)
            self.close()
            return
        self.show([Entry(words_of(one), self._opener(one)) for one in lines])
        self.message = said

    def _opener(self, line: Any) -> Callable[[], Any]:
        async def choose() -> None:
            await self._account(line)

        return choose

    async def _account(self, line: Any) -> None:
        """All columns of an account, and what can be done to it."""
        two_step = "二段階認証をしない" if line.two_step else "二段階認証をする"
        acts = (("back", "戻る"), ("two_step", two_step), ("unlink", "紐づけ解除"), ("delete", "削除"),
                ("hand_over", "管理者の変更"))  # fmt: skip
        chosen = await self.ask("アカウント", told(line), acts if line.state != "削除済" else acts[:1])
        if chosen not in (None, "back"):
            await getattr(self, f"_{chosen}")(line)

    async def _two_step(self, line: Any) -> None:
        from shuro.accounts.asp.management import set_two_step

        on = not line.two_step
        await self._do(lambda: set_two_step(self.desk, line.address, on),
                       f"{line.address}の二段階認証を「{shown(on)}」にしました。")  # fmt: skip

    async def _unlink(self, line: Any) -> None:
        from shuro.accounts.asp.management import unlink

        if await self._agreed("紐づけ解除", f"{line.address}の紐づけを解除しますか。"):
            await self._do(lambda: unlink(self.desk, line.address), f"{line.address}の紐づけを解除しました。")

    async def _delete(self, line: Any) -> None:
        from shuro.accounts.asp.management import delete

        question = f"{line.address}を削除すると、契約数、ASPアカウント、メールアドレスが空きます。"
        if await self.app.open(TypedName("削除", question, line.name)):
            await self._do(lambda: delete(self.desk, line.address, line.name), f"{line.address}を削除しました。")

    async def _hand_over(self, line: Any) -> None:
        from shuro.accounts.asp.management import hand_over

        if await self._agreed("管理者の変更", f"管理者を{line.name}に変更しますか。あなたは管理者でなくなります。"):
            await self._do(lambda: hand_over(self.desk, line.address), f"管理者を{line.name}に変更しました。")

    async def _agreed(self, title: str, question: str) -> bool:
        """はい carries it out; いいえ changes nothing (ACC-4)."""
        return await self.ask(title, question, (("yes", "はい"), ("no", "いいえ"))) == "yes"

    async def _do(self, work: Callable[[], None], done: str) -> None:
        """One act; a refusal is told with OK."""
        from shuro.accounts.asp.store import AspRefused
        from shuro.kernel.steps import NotAllowed

        try:
            await self.in_thread("処理中", work)
        except (AspRefused, NotAllowed) as refused:
            await self.ask("アカウント一覧", refused.sentence, (("ok", "OK"),))
        else:
            self.notify(done)


def shown(on: bool) -> str:
    """する or しない."""
    return "する" if on else "しない"


def words_of(line: Any) -> str:
    """A line of the list in 74 cells: name, address, ASPアカウント, state, 管理者, 二段階認証 (ACC-231)."""
    parts = (
        fit(line.name, 16, more=".."),
        fit(line.address, 22, more=".."),
        fit(line.environment, 8),
        fit(line.state, 10),
        fit("管理者" if line.manager else "", 6),
        "二段階" if line.two_step else "",
    )
    return " ".join(parts).rstrip()


def told(line: Any) -> str:
    """Every column of アカウント一覧 (fields/asp-account-list.csv)."""
    return "\n".join(
        (
            f"表示名：{line.name}",
            f"メールアドレス：{line.address}",
            f"ASPアカウント：{line.environment}",
            f"管理者：{'管理者' if line.manager else ''}",
            f"状態：{line.state}",
            f"二段階認証：{shown(line.two_step)}",
            f"登録日時：{line.registered_at:%Y-%m-%d %H:%M}",
        )
    )
