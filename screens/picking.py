"""F4 in any form: the dialog of the item in hand, and what leaving an item fills in others."""

from __future__ import annotations

from typing import Any

from screens.station import StationScreen
from widgets.form_model import FormModel
from widgets.form_view import AfterLeaving, Dialog


def dialogs(screen: StationScreen, model: FormModel) -> Dialog:
    """What F4 opens in a form of `screen`: the dialog gives texts back, None when the officer backed out."""

    async def pick(item: Any, text: str) -> str | dict[str, str] | None:
        try:
            from screens.dialogs import pick_for
        except ModuleNotFoundError:
            screen.notify("この項目に候補はありません。")
            return None
        return await pick_for(screen, item, text, model)

    return pick


def after_leaving(screen: StationScreen, model: FormModel) -> AfterLeaving | None:
    """What leaving an item fills in others (郵便番号 → 所在地), where the dialogs offer it."""
    try:
        from screens import dialogs as package
    except ImportError:
        return None
    maker = getattr(package, "after_leaving", None)
    return maker(screen, model) if maker else None
