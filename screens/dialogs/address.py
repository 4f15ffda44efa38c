"""所在地ダイアログ and 所在地入力 (SYS-23): 都道府県 → 市区町村 → 町域, by 郵便番号, or by any part of the address.

What is picked fills the items of the address that stand together (see address_parts); nothing outside the 所在地コード
list can be picked. 町域, floors of large buildings and 大口事業所 with a number of their own are all on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from screens.dialogs.address_parts import Parts, agrees, is_address, parts_at, texts_for
from screens.dialogs.boxes import ItemBox, ItemPicker
from screens.dialogs.filled import Filled
from screens.dialogs.place import text_of
from shuro.kernel import postal
from shuro.kernel.codelists import codes
from shuro.kernel.postal import Address, postal_show
from shuro.kernel.text import fold
from widgets.pane import Key
from widgets.pick_view import PickView, TreeView

MOST = 200  # addresses that a search shows
NUMBER = re.compile("[0-9]{3,7}")
NO_TOWN = "（町域の指定なし）"
UNKNOWN = "〒{postal}は郵便番号の一覧にありません。番号を確かめるか、所在地を直接入力してください。"
DIFFERENT = "〒{postal}は「{address}」の番号です。入力されている所在地と合っているか確かめてください。"

Triple = tuple[Any, str, bool]


class Branch(NamedTuple):
    """A place of the tree that a search found: a 都道府県, or a 市区町村 of one."""

    prefecture: str
    city: str = ""

    @property
    def path(self) -> list[tuple[str, str]]:
        """The way there."""
        return [(name, name) for name in self if name]


def number_in(text: str) -> str:
    """The digits of a (begun) 郵便番号, empty for any other text."""
    digits = re.sub(r"[〒\s\-‐‑‒–—―−ー]", "", unicodedata.normalize("NFKC", text))
    return digits if NUMBER.fullmatch(digits) else ""


def level(path: tuple[str, ...]) -> list[Triple]:
    """What stands under 都道府県 and 市区町村: (value, text, leaf). Asks the postal table: for a thread."""
    if not path:
        return [(one.name, f"{one.name}　{one.extra['kana']}", False) for one in codes("prefectures") if one.name]
    readings = postal.city_readings(path[0])
    if len(path) == 1:
        return [(city, f"{city}　{kana}", False) for city, kana in readings.items()]
    whole = codes("prefectures").named(path[0])
    lead = (whole.extra["kana"] if whole else "") + readings.get(path[1], "")
    return [(one, town_line(one, lead), True) for one in postal.towns(*path)]


def town_line(one: Address, lead: str) -> str:
    """One 町域 of its 市区町村: number, name, note, building, and its kana without that of the 市区町村 (`lead`)."""
    town = (one.town or NO_TOWN) + (f"（{one.note}）" if one.note else "")
    return "　".join(
        word for word in (postal_show(one.postal), town, one.building, one.kana.removeprefix(lead)) if word
    )


def find(text: str, path: tuple[str, ...]) -> list[tuple[Any, str]]:
    """What a typed text may mean under a path: a number, a place of this level, or any address below. For a thread."""
    number = number_in(text)
    if number:
        found = postal.by_postal(number) if len(number) == 7 else postal.search(number, MOST)
        return [(one, one.label) for one in found]
    branches: list[tuple[Any, str]] = []
    if len(path) < 2:
        key = fold(text)
        places = ((Branch(path[0], name) if path else Branch(name), line) for name, line, _ in level(path))
        branches = [(place, line) for place, line in places if key in fold(line)]
    below = postal.search(" ".join([*path, text]), MOST)
    return branches + [(one, one.label) for one in below if path == (one.prefecture, one.city)[: len(path)]]


class AddressView(TreeView):
    """The tree with its search. `done([address])`; a place found by name is gone into instead of picked.

    `start`: what stood in the item: an address is shown at its place, any other text is looked for.
    """

    def __init__(self, done: Any, start: str = "", prefecture: str = ""):
        super().__init__(level, done, find=find, slow=True)
        self.begin, self.own = start.strip(), prefecture

    async def start(self) -> None:
        """The first level with the officer's own 都道府県 in hand, or where the text that stood there leads."""
        known = await self.in_thread("検索中", lambda: postal.split_address(self.begin)[0]) if self.begin else None
        if known is not None:
            self.path = Branch(known.prefecture, known.city).path
            await self._enter(start=known)
            return
        await self._enter(start=self.own)
        if self.begin:
            self.list.filter.replace(self.begin)
            self.list.worker, self.list.slow = self.worker, True
            await self.list._find()

    async def take_key(self, key: Key) -> bool:
        """Into a place that was found by its name; the rest is the tree's."""
        here = self.list.value
        if isinstance(here, Branch) and key.name == "enter":
            self.path = here.path
            await self._enter()
            return True
        return await super().take_key(key)

    @property
    def typed(self) -> str:
        """What is typed, with the path before it: a 番地 typed along is what the address leaves of it."""
        return "".join(self.values) + self.list.filter.text

    def hint(self) -> str:
        """How to go about."""
        return "地名・カナ・郵便番号・事業所名で検索、Enterで決定又は下の階層、左で上の階層"


class AddressScreen(ItemBox):
    """Result: (address, what was typed behind it), None when the officer backed out."""

    body: AddressView

    def __init__(self, title: str, start: str, prefecture: str):
        super().__init__(AddressView(self._picked, start, prefecture), title)

    def _picked(self, values: Sequence[Address]) -> None:
        self.close((values[0], self.body.typed))


async def pick_address(screen: Any, item: Any, text: str, model: Any) -> str | Filled | None:
    """F4 of an address or 郵便番号: its texts, those of the items beside it, and the cursor on the 番地."""
    desk = model.desk
    prefecture = desk.office.prefecture if desk is not None and desk.office else ""
    start = text
    if item.kind.name == "postal" and not text.strip():
        address = parts_at(model, item).address
        start = text_of(model, address) if address is not None else ""
    title = "所在地ダイアログ" if item.kind.name == "address" else "所在地入力"
    got = await screen.app.open(AddressScreen(f"{title}　{item.label}", start, prefecture))
    if got is None:
        return None
    picked, typed = got
    rest = await screen.run_long("確認中", lambda _: typed_rest(picked, typed or text, text))
    if searching(model):
        return picked.text + rest
    filled = texts_for(model, item, picked, rest)
    if set(filled) == {item.name} and filled.then in ("", item.name):
        return filled[item.name]
    return filled


def searching(model: Any) -> bool:
    """Is it a search screen, where an address is one condition and fills nothing beside it?"""
    from shuro.kernel.record import Conditions

    return model.cls is None or issubclass(model.cls, Conditions)


def typed_rest(picked: Address, *typed: str) -> str:
    """The 番地 that was typed with the address, in the search or in the item before; empty without one."""
    for text in typed:
        known, rest = postal.split_address(text)
        if known is not None and known.text == picked.text and rest:
            return rest
    return ""


# Leaving a 郵便番号 ---------------------------------------------------------------------------------------------------


async def fill_address(screen: Any, item: Any, value: str, model: Any) -> Filled | None:
    """The address of a 郵便番号 that was typed: filled when there is one, picked from a list when there are several.

    An address that stands there already is never overwritten; when it is another one, that is told.
    """
    if searching(model):
        return None
    shown = postal_show(value)
    found = await screen.run_long("郵便番号を検索中", lambda _: postal.by_postal(value))
    if not found:
        screen.notify(UNKNOWN.format(postal=shown), severity="warning")
        return None
    parts = parts_at(model, item)
    if parts.address is None:
        screen.notify("、".join(dict.fromkeys(one.label for one in found[:2])))
        return None
    if text_of(model, parts.address).strip():
        if not agrees(model, parts, found):
            screen.notify(DIFFERENT.format(postal=shown, address=found[0].text), severity="warning")
        return None
    distinct = list({(one.text, one.rest): one for one in found}.values())
    picked = distinct[0] if len(distinct) == 1 else await pick_among(screen, shown, distinct, parts)
    return texts_for(model, item, picked) if picked is not None else None


async def pick_among(screen: Any, shown: str, found: Sequence[Address], parts: Parts) -> Address | None:
    """Which of several addresses of one number."""

    def fitting(text: str) -> list[tuple[Address, str]]:
        key = fold(text)
        return [(one, one.label) for one in found if key in fold(one.label + one.kana)]

    title = f"〒{shown}の所在地　{parts.address.label}"
    got = await screen.app.open(ItemPicker(title, lambda done: PickView(fitting, done), min(18, len(found) + 3)))
    return got[0] if got else None


__all__ = ["AddressScreen", "AddressView", "fill_address", "is_address", "pick_address"]
