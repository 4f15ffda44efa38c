"""局署: 本省 and 局, and the 署 of a 局 below it; found by code, name, kana or prefecture."""

from __future__ import annotations

from typing import Any

from screens.dialogs.boxes import ItemPicker
from screens.dialogs.trees import CodeTree
from shuro.kernel.codes import find_offices, office_kana, offices, offices_of
from shuro.kernel.desk import Office
from shuro.kernel.text import Unreadable

HINT = "コード・名称・カナで絞り込み、Enterで決定、右で局の署、左で局の一覧"


def line(one: Office) -> str:
    """One office of a list."""
    return f"{one.code} {one.name}　{office_kana(one.code)}"


def below(path: tuple[Any, ...]) -> list[tuple[str, str, bool]]:
    """本省 and the 局; under a 局 its 署."""
    found = offices_of(path[-1]) if path else [one for one in offices().values() if one.bureau is None]
    return [(one.code, line(one), bool(path) or not offices_of(one.code)) for one in found]


def find(typed: str, path: tuple[Any, ...]) -> list[tuple[str, str]]:
    """What a typed text may mean; inside a 局 its own 署 first."""
    found = find_offices(typed)
    if path:
        found = sorted(found, key=lambda one: one.bureau != path[-1])
    return [(one.code, line(one)) for one in found]


async def pick_office(screen: Any, item: Any, text: str, model: Any) -> str | None:
    """F4 of an office: its name. Opens at the office that stands there, else at the officer's own."""
    try:
        here = item.read(text, model.desk)
    except Unreadable:
        here = None
    if here is None and model.desk is not None and model.desk.office:
        here = model.desk.office.code
    known = offices().get(here or "")
    path = [(known.bureau, line(offices()[known.bureau]))] if known and known.bureau else []

    def tree(done: Any) -> CodeTree:
        return CodeTree(below, done, find=find, inner=True, path=path, first=here, hint=HINT)

    got = await screen.app.open(ItemPicker(f"局署　{item.label}", tree, 20))
    return text_of(item, got[0]) if got else None


def text_of(item: Any, code: str) -> str:
    """The office's name, or its code where another office has a name that reads the same."""
    name = offices()[code].name
    try:
        return name if item.read(name) == code else code
    except Unreadable:
        return code
