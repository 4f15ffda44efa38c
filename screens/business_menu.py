"""The 業務選択メニュー of a record: what hangs on it, new ones and those there (SYS-20), as a menu of menus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screens.pick import pick_one
from shuro.kernel import registry
from shuro.kernel.record import Offer, Record, label_of, record_name

if TYPE_CHECKING:
    from screens.record_form import RecordScreen

Leaf = tuple[type[Record], Offer]
TITLE = "業務選択メニュー"
NEW, THERE = "新規登録", "一覧"


def offers(name: str) -> list[Leaf]:
    """All entries of the menu of the type `name`, by their types' declarations; a tied type that declares none gets both."""
    declared = registry.offers_at(name)
    plain = [cls for cls in registry.tied_to(name) if not cls.offers and not cls.hidden]
    for cls in plain:
        if not cls.generated:
            declared.append((cls, Offer((label_of(cls), NEW))))
        declared.append((cls, Offer((label_of(cls), THERE), listing=True)))
    return in_order(declared)


def in_order(leaves: list[Leaf]) -> list[Leaf]:
    """As the main menu orders the types; inside a sub-menu the entries of the type it is named after come first."""
    from screens.menu import subsystems

    places = {one.label: at for at, one in enumerate(one for known in subsystems().values() for one in known)}
    last = len(places)

    def place(leaf: Leaf) -> tuple[int, bool]:
        group, own = leaf[1].path[0], label_of(leaf[0])
        return places.get(group, last), own != group

    return sorted(leaves, key=place)


def tree(leaves: list[Leaf]) -> dict[str, Any]:
    """The entries as a tree of their paths: {word: subtree or leaf}, in the order they are declared."""
    made: dict[str, Any] = {}
    for leaf in leaves:
        level = made
        *above, last = leaf[1].path
        for word in above:
            below = level.setdefault(word, {})
            if not isinstance(below, dict):  # an entry that is also a path: keep both
                below = level[word] = {word: below}
            level = below
        while last in level and isinstance(level[last], dict):
            level = level[last]
        level[last] = leaf
    return made


async def open_business_menu(screen: RecordScreen) -> None:
    """F10: go down the menu, open what is chosen, and come back to the record."""
    from screens.opening import open_offer

    name = record_name(screen.cls)
    found = await screen.in_thread("準備中", lambda: offers(name))
    stored, desk = screen.state.stored, screen.desk
    leaves = [leaf for leaf in found if leaf[1].stands(desk, stored)]
    if not leaves:
        screen.notify("この情報に結び付く業務はありません。")
        return
    leaf = await _choose(screen, tree(leaves))
    if leaf is None:
        return
    cls, offer = leaf
    await open_offer(screen, cls, offer, name, stored, screen.state.name)


async def open_offered(screen: RecordScreen, wanted: str) -> None:
    """Open what the menu offers of the type `wanted`, without the menu."""
    from screens.opening import open_offer

    name, desk, stored = record_name(screen.cls), screen.desk, screen.state.stored
    found = await screen.in_thread("準備中", lambda: offers(name))
    leaf = next((one for one in found if record_name(one[0]) == wanted and one[1].stands(desk, stored)), None)
    if leaf is None:
        screen.notify(f"{label_of(registry.load(wanted))}は、いまは開けません。")
        return
    await open_offer(screen, *leaf, name, stored, screen.state.name)


async def _choose(screen: RecordScreen, top: dict[str, Any]) -> Leaf | None:
    """Down and up the tree until an entry is chosen or the officer backs out of the top."""
    path: list[str] = []
    start: str | None = None
    while True:
        level = top
        for word in path:
            level = level[word]
        size = len(str(len(level)))
        pairs = [(word, f"{at:>{size}} {word}{' ＞' if isinstance(level[word], dict) else ''}")
                 for at, word in enumerate(level, 1)]  # fmt: skip
        picked = await screen.app.open(pick_one("　".join([TITLE, *path]), pairs, start))
        if picked is None:
            if not path:
                return None
            start = path.pop()
            continue
        below = level[picked[0]]
        if not isinstance(below, dict):
            return below
        path.append(picked[0])
        start = None
