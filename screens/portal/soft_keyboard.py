"""The box with パスワード用ソフトウェアキーボード, and the mouse while it is open (ACC-200 to ACC-203)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from screens.base import BaseScreen, BoxScreen
from widgets.cells import Line
from widgets.pane import Key
from widgets.soft_keyboard import TAKE, SoftKeyboardView

if TYPE_CHECKING:
    from screens.app import ShuroApp

TITLE = "パスワード用ソフトウェアキーボード"
BUTTON = "ソフトウェアキーボード"
RECOMMENDED = (
    "パスワードの入力には、「ソフトウェアキーボード」のご利用をお勧めします。"
    "キーボードの入力を記録するプログラムへの対策になります。"
)
MOUSE_ON, MOUSE_OFF = "\x1b[?1000h\x1b[?1006h", "\x1b[?1006l\x1b[?1000l"


class SoftKeyboard(BoxScreen):
    """Result: the characters of 確定; None after 閉じる, Esc or F3."""

    body: SoftKeyboardView

    def __init__(self, label: str, limit: int | None = None):
        super().__init__(SoftKeyboardView(label, limit), TITLE)
        self._origin = (0, 0)  # of the body on the screen, for the mouse

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Help and 閉じる; the rest are keys and buttons in the box."""
        return ("help", ("back", "閉じる"))

    def help_topic(self) -> str:
        """The page of the manual."""
        return "soft_keyboard"

    def box_height(self, cells: int, room: int) -> int:
        """As high as keys and buttons."""
        return self.body.lines_wanted()

    def picture(self, cells: int, height: int) -> list[Line]:
        """The box; where its body stands is remembered."""
        made = super().picture(cells, height)
        if self.caret is not None and self.body.caret is not None:
            self._origin = (self.caret.x - self.body.caret.x, self.caret.y - self.body.caret.y)
        return made

    async def take_key(self, key: Key) -> None:
        """Keys move and press, clicks press; 確定 and 閉じる end it."""
        if key.name == "click":
            x, y = (int(part) for part in key.text.split(";"))
            self.body.click(x - self._origin[0], y - self._origin[1])
            self._hear()
        else:
            await super().take_key(key)
        if self.body.done:
            self.close(self.body.typed if self.body.done == TAKE else None)


async def type_softly(screen: BaseScreen, label: str, limit: int | None = None) -> str | None:
    """Let characters be chosen for an item; None: the item stays as it is."""
    with mouse(screen.app):
        typed: str | None = await screen.app.open(SoftKeyboard(label, limit))
    return typed


@contextmanager
def mouse(app: ShuroApp) -> Iterator[None]:
    """The terminal tells of clicks while this lasts; otherwise it keeps them for marking text."""
    driver = None if app.is_headless else app._driver
    if driver is not None:
        app.decoder.mouse = True
        driver.write(MOUSE_ON)
    try:
        yield
    finally:
        if driver is not None:
            app.decoder.mouse = False
            driver.write(MOUSE_OFF)
