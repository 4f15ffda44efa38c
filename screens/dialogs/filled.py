"""What a dialog gives back when it fills more than the item it was opened from."""

from __future__ import annotations


class Filled(dict[str, str]):
    """Texts by item name; `then`: the item the cursor goes to, empty to stay."""

    def __init__(self, texts: dict[str, str], then: str = ""):
        super().__init__(texts)
        self.then = then
