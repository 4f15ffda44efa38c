"""The boxes of the dialogs: F1 explains the item the dialog was opened from, F3 backs out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from screens.base import BoxScreen
from screens.pick import PickScreen
from widgets.cells import Line, spans

HINT = "上下で移動、文字で絞り込み、Enterで決定"


class ItemBox(BoxScreen):
    """A dialog of an item."""

    def actions(self) -> Sequence[Any]:
        """Help and back; what is picked is picked in the body."""
        return ("help", "back")

    def help_topic(self) -> str:
        """The page of the item, which the screen below knows."""
        return self.under.help_topic() if self.under is not None else ""


class ItemPicker(ItemBox, PickScreen):
    """A picker for an item; see PickScreen."""

    def said_lines(self, cells: int) -> list[Line]:
        """What was said, else the picker's own hint, else how lists are picked from."""
        if self.message.sentence or self.body.hint():
            return super().said_lines(cells)
        return [spans((HINT, "dim"))]
