"""What the screens of ろうきん賃金控除事務支援システム before the log-in share: the step lines, キャンセル, the mask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from screens.portal.form import Button, PortalForm
from screens.portal.soft_keyboard import BUTTON
from widgets.cells import width

CANCEL = Button("キャンセル", "cancel")
LINE = 76  # cells of a step line; a longer one goes on in the next, a step is never broken

# ACC-134, as printed
REGISTRATION = (
    "①URLアクセス", "②マスターユーザー初期登録選択", "③初期登録ログイン", "④登録内容入力", "⑤登録実行", "⑥登録結果",
)  # fmt: skip
ISSUE = ("①ユーザー認証", "②認証コード入力", "③発行", "④発行中", "⑤発行結果", "⑥インポート")


def step_line(steps: Sequence[str], at: int) -> str:
    """The steps with the one in hand in brackets; `at` is its number as printed, from 1."""
    rows = [""]
    for number, step in enumerate(steps, 1):
        words = f"【{step}】" if number == at else step
        if rows[-1] and width(rows[-1]) + 1 + width(words) > LINE:
            rows.append("")
        rows[-1] += f" {words}" if rows[-1] else words
    return "\n".join(rows) + "\n"


def narrow(text: str) -> str:
    """Numbers, IDs, codes and addresses half width, whatever way they were typed."""
    from shuro.kernel.text import narrow

    return narrow(text)


class RokinForm(PortalForm):
    """A screen with キャンセル, which F3 does too, and a help that says whom to ask (ACC-194)."""

    back = "cancel"

    async def act_help(self) -> None:
        """F1: the page, and whether the help desk is open now; before storage is loaded the page alone."""
        from screens.portal.rokin_screen import show_help

        if self.app.house is None:
            await super().act_help()
        else:
            await show_help(self)

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """F4 is the soft keyboard where there is one."""
        return [("pick", BUTTON) if one == "pick" and self.soft else one for one in super().actions()]

    async def act_pick(self) -> None:
        """F4 in a password: the soft keyboard, for that very item; the button serves the last one passed (ACC-200)."""
        form = self.body.form
        if form is not None and self.body.at is None and form.model.place.name in self.soft:
            await self.press_soft()
        else:
            await super().act_pick()

    async def press_cancel(self) -> None:
        """Break off; nothing is stored."""
        self.close()
