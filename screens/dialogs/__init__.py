"""The dialogs that F4 opens, and what leaving an item fills in others. They know kinds of items, never a record type.

`pick_for(screen, item, text, model)` gives the new text of the item, or texts by item name (`Filled`, which may also say
where the cursor goes), or None when the officer backed out. `after_leaving(screen, item, value, model)` is asked when an
item was left with a new value.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from screens.dialogs.filled import Filled

__all__ = ["Filled", "after_leaving", "pick_for"]

NOTHING = "「{label}」に候補や入力画面はありません。直接入力してください。"
Dialog = Callable[[Any, Any, str, Any], Awaitable["str | dict[str, str] | None"]]

# Where the dialog of an editor is; each module is loaded when it is first needed.
BY_EDITOR = {
    "date": ("dates", "pick_date"),
    "choice": ("choices", "pick_choice"),
    "choices": ("choices", "pick_choices"),
    "office": ("offices", "pick_office"),
    "industry": ("industries", "pick_industry"),
    "address": ("address", "pick_address"),
    "law": ("law", "pick_provision"),
    "link": ("record_link", "pick_record"),
    "kana": ("reading", "confirm_reading"),
    "longtext": ("long_text", "edit_text"),
    "file": ("files", "pick_file"),
}


async def pick_for(screen: Any, item: Any, text: str, model: Any) -> str | dict[str, str] | None:
    """F4 on an item of `model` in whose editor `text` stands; `screen` is what the dialog opens over."""
    if getattr(item, "opens", "") and hasattr(screen, "open_offered"):
        await screen.open_offered(item.opens)
        return None
    found = _dialog_of(item)
    if found is None:
        screen.notify(NOTHING.format(label=item.label))
        return None
    return await found(screen, item, text, model)


def _dialog_of(item: Any) -> Dialog | None:
    """The dialog of an item: by what it declares, then by its kind, then by its name on the screen."""
    if getattr(item, "candidates", None) is not None:
        return _load("choices", "pick_candidate")
    if item.kind.name == "postal":
        return _load("address", "pick_address")
    if item.kind.editor in BY_EDITOR:
        return _load(*BY_EDITOR[item.kind.editor])
    if item.kind.name == "text" and _load("address_parts", "is_address")(item):
        return _load("address", "pick_address")
    if item.kind.name == "prefix" and item.label.endswith("業種"):
        return _load("industries", "pick_industry")
    return None


def _load(module: str, name: str) -> Any:
    return getattr(import_module(f"screens.dialogs.{module}"), name)


async def after_leaving(screen: Any, item: Any, value: Any, model: Any) -> Filled | None:
    """What follows when an item was left with a new value: the address of a 郵便番号. None: nothing."""
    if item.kind.name != "postal" or value is None:
        return None
    return await _load("address", "fill_address")(screen, item, value, model)
