"""What the screens of 次世代社労法務システム before the log-in share beyond a PortalForm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from screens.portal.form import Button, PortalForm, items_form

if TYPE_CHECKING:
    from screens.workstation import House

NEXT, CANCEL = Button("次へ", "next"), Button("キャンセル", "cancel")
SENDER = "確認コードのメールの差出人"
LABEL_CELLS = 32  # 「パスワードを再入力してください」 stands there whole


def sender_of(house: House) -> str:
    """The address that the codes come from."""
    from shuro.accounts import settings

    with house.database.read() as session:
        return settings.value(session, "asp", "sender")


class AspForm(PortalForm):
    """Sentences, items, buttons; the first button is what F9 does too."""

    topic = "asp"

    def __init__(self, items: Sequence[Any], buttons: Sequence[Button], sentences: Iterable[str] = (), **texts: str):
        form = items_form(*items, **texts)
        form.model.label_cells = LABEL_CELLS
        above = [*sentences, ""] if sentences else []
        self.main = buttons[0].action
        super().__init__([*above, form, "", *buttons], self.heading, again=("again",))

    async def act_help(self) -> None:
        """F1: the page, and from which address the codes come, which a mail filter has to let through (ACC-216)."""
        if self.app.house is None:  # the page alone, while storage is being loaded
            await super().act_help()
            return
        from screens.help import HelpScreen, manual, page_text

        topic, _, label = self.topic.partition("#")
        text, start = page_text(manual(), topic, label)
        house = self.house
        sender = await self.working("確認中", lambda: sender_of(house))
        await self.app.open(HelpScreen(f"{text.rstrip()}\n\n## {SENDER}\n\n- {sender}\n", start, self))

    async def press_cancel(self) -> None:
        """キャンセル leaves without a result."""
        self.close()

    async def missing(self) -> bool:
        """Is an item empty? It is named and stood in (ACC-7)."""
        assert self.body.form is not None
        for item in self.body.form.model.items:
            if not self.typed[item.name].strip():
                await self.complain(item.name, f"{item.label}：入力してください。")
                return True
        return False
