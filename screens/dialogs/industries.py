"""業種 (SYS-26): 大分類 → 中分類 → 小分類, as deep as the item goes; found by code or words anywhere below."""

from __future__ import annotations

import re
from typing import Any

from screens.dialogs.boxes import ItemPicker
from screens.dialogs.readings import finder
from screens.dialogs.trees import CodeTree
from shuro.kernel.codes import Industry, find_industries, industries, industries_below
from shuro.kernel.text import narrow

DEEPEST = 6


def line(one: Industry) -> str:
    """One class as it is shown and typed: 010602 紙加工品製造業."""
    return f"{one.code} {one.name}"


async def pick_industry(screen: Any, item: Any, text: str, model: Any) -> str | None:
    """F4 of an industry: `010602 紙加工品製造業`. In a search screen a class of any level may be picked."""
    any_level = item.kind.name != "industry"
    digits = DEEPEST if any_level else item.max or DEEPEST
    by_reading = finder(list(industries().values()), lambda one: (one.code, one.name))

    def below(path: tuple[Any, ...]) -> list[tuple[str, str, bool]]:
        found = industries_below(path[-1] if path else None)
        return [(one.code, line(one), len(one.code) >= digits) for one in found]

    def find(typed: str, path: tuple[Any, ...]) -> list[tuple[str, str]]:
        found = find_industries(typed) or by_reading(typed)
        fits = [one for one in found if len(one.code) == digits or (any_level and len(one.code) < digits)]
        return [(one.code, line(one)) for one in fits if one.code.startswith(path[-1] if path else "")]

    code = re.match("[0-9]*", narrow(text))[0]  # type: ignore[index]
    known = industries().get(code)
    path = [(code[:end], line(industries()[code[:end]])) for end in range(2, len(code), 2)] if known else []
    hint = "コード・名称で絞り込み、Enterで決定、右で下の分類、左で上の分類" if any_level else ""

    def tree(done: Any) -> CodeTree:
        return CodeTree(below, done, find=find, inner=any_level, path=path, first=code if known else None, hint=hint)

    got = await screen.app.open(ItemPicker(f"業種　{item.label}", tree, 20))
    return line(industries()[got[0]]) if got else None
