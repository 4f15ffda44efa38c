"""The boxes of the dialogs: F1 explains the item the dialog was opened from, F3 backs out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from screens.base import BoxScreen
from screens.pick import PickScreen


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
