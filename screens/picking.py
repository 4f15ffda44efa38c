"""F4 in any form: the dialog of the item in hand, and what leaving an item fills in others."""

from __future__ import annotations

from typing import Any

from screens.station import StationScreen
from widgets.form_model import FormModel
from widgets.form_view import AfterLeaving, Dialog


def dialogs(screen: StationScreen, model: FormModel) -> Dialog:
    """What F4 opens in a form of `screen`: the dialog gives texts back, None when the officer backed out."""

    async def pick(item: Any, text: str) -> str | dict[str, str] | None:
        from screens.dialogs import pick_for

        return await pick_for(screen, item, text, model)

    return pick


def after_leaving(screen: StationScreen, model: FormModel) -> AfterLeaving:
    """What leaving an item fills in others (郵便番号 → 所在地)."""

    async def after(item: Any, value: Any) -> dict[str, str] | None:
        from screens import dialogs as package

        return await package.after_leaving(screen, item, value, model)

    return after
