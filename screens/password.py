"""The officer's own password: the current one, the new one twice; all that is wrong with it is listed at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from screens.base import BaseScreen
from widgets.form_model import FormModel, Place
from widgets.form_view import FormView
from widgets.pane import Key
from widgets.plain_items import secret

if TYPE_CHECKING:
    from screens.workstation import Workstation

CURRENT, NEW, AGAIN = Place("current"), Place("new"), Place("again")
CHANGED = "パスワードを変更しました。"
DIFFERENT = "新しいパスワード：二度の入力が違います。もう一度入力してください。"


class PasswordScreen(BaseScreen):
    """Result: True when a new password was set. `keep`: the session that goes on; all others of the user end."""

    heading = "パスワードの変更"
    app: Workstation  # type: ignore[assignment]
    body: FormView

    def __init__(self, login: str, why: str = "", keep: Any = None):
        items = (
            secret("current", "現在のパスワード"),
            secret("new", "新しいパスワード"),
            secret("again", "新しいパスワード(再入力)"),
        )
        super().__init__(FormView(FormModel(items)))
        self.login, self.keep = login, keep
        self.why = why

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Change or go back."""
        return ("help", "back", ("register", "変更"))

    def help_topic(self) -> str:
        """The manual's page on passwords."""
        return "password"

    async def started(self) -> None:
        """Say why it was opened."""
        await super().started()
        if self.why:
            self.notify(self.why, severity="warning")

    async def take_key(self, key: Key) -> None:
        """Enter in the last item changes; what was copied is not taken a second time (ACC-5)."""
        place = self.body.model.place
        if key.name == "enter" and place == AGAIN:
            await self.act("register")
            self._hear()
        elif key.name == "paste" and place == AGAIN:
            self.notify("再入力の項目には貼り付けられません。もう一度入力してください。", severity="warning")
        else:
            await super().take_key(key)

    async def act_register(self) -> None:
        """Change the password."""
        from shuro.accounts.login import LoginRefused
        from shuro.accounts.own import change_password
        from shuro.accounts.passwords import PasswordRefused

        await self.body.leave()
        texts = self.body.model.as_texts()
        for item in self.body.model.items:
            if not texts[item.name]:
                await self.body.go(Place(item.name))
                self.notify(f"{item.label}：変更に必要な項目です。入力してください。", severity="error")
                return
        if texts["new"] != texts["again"]:
            await self._again(NEW, (NEW, AGAIN))
            self.notify(DIFFERENT, severity="error")
            return
        house = self.app.house
        assert house is not None
        current, new = texts["current"], texts["new"]
        try:
            await self.run_long(
                "変更中",
                lambda _: change_password(
                    house.database, house.clock, house.realm, self.login, current, new, keep=self.keep
                ),
            )
        except LoginRefused as refused:
            await self._again(CURRENT, (CURRENT,))
            self.notify(refused.sentence, severity="error")
        except PasswordRefused as refused:
            await self._again(NEW, (NEW, AGAIN))
            await self._tell(refused.sentences)
        else:
            if self.under is not None:
                self.under.notify(CHANGED)
            self.close(True)

    async def _again(self, place: Place, emptied: Sequence[Place]) -> None:
        """Empty items and stand in the first of them."""
        self.body.model.put({one.name: "" for one in emptied})
        await self.body.go(place, left=True)

    async def _tell(self, sentences: Sequence[str]) -> None:
        """One sentence in the message line, several in a box."""
        if len(sentences) == 1:
            self.notify(sentences[0], severity="error")
            return
        text = "\n".join(f"{at}. {sentence}" for at, sentence in enumerate(sentences, 1))
        await self.ask("新しいパスワードを使えません", text, (("back", "入力し直す"),))
        self.notify(f"新しいパスワード：直すところが{len(sentences)}件あります。", severity="error")
