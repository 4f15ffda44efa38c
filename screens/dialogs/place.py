"""Where a dialog was opened: the items beside the one in hand, their texts and values. In a child table: its line."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from widgets.form_model import FormModel, Place


def place_of(model: FormModel, item: Any) -> Place:
    """The place of an item: in the line in hand, when its table holds the item, else in the record itself."""
    here = model.place
    if here.column and item.name in model.tables[here.name].by_name:
        return here._replace(column=item.name)
    return Place(item.name)


def beside(model: FormModel, item: Any) -> Sequence[Any]:
    """The items that stand in one record or line with an item, itself among them, in screen order."""
    place = place_of(model, item)
    return model.tables[place.name].columns if place.column else model.items


def text_of(model: FormModel, item: Any) -> str:
    """What is typed in an item beside the one in hand."""
    return model.text_at(place_of(model, item))


def is_open(model: FormModel, item: Any) -> bool:
    """Can the officer type into it now?"""
    return model.is_open(item, values_of(model, item))


def values_of(model: FormModel, item: Any) -> Any:
    """A copy of the values of the record or line an item stands in; of a line not yet begun an empty one.

    Safe to change and to hand to a thread. A line knows its record as `of`.
    """
    place = place_of(model, item)
    owner = model.owner(place)
    if owner is not None:
        values = copy.copy(owner)
    else:
        values = SimpleNamespace(**{one.name: None for one in beside(model, item)})
    if place.column:
        values.of = model.entry
    return values
