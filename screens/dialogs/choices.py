"""Lists to choose from: the options or codes of an item, one or several; and the texts an item offers as candidates."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from screens.dialogs.boxes import ItemPicker
from screens.dialogs.place import values_of
from screens.dialogs.readings import finder
from screens.dialogs.trees import CodeTree
from shuro.kernel.text import Unreadable
from widgets.pane import Pane
from widgets.pick_view import PickView

LONG = 15  # options from which on groups become a level of their own
NONE_YET = "「{label}」で選べるものがありません。"
PARTS = re.compile("[、,・;|\n]")  # what a typed set of choices is divided at (shuro.kernel.kinds)


class Option(NamedTuple):
    """One option: the stored value, what is typed for it, its code or number, its name, its kana and its group."""

    value: str
    text: str
    code: str
    name: str
    kana: str = ""
    group: str = ""

    @property
    def line(self) -> str:
        """One line of the list."""
        return f"{self.code} {self.name}".strip()


def options(item: Any, desk: Any, several: bool = False) -> list[Option]:
    """The options of a choice, in the order of its list; `several`: their texts must stand beside each other."""
    if item.source is None:
        plain = not several or not any(PARTS.search(name) for name in item.options)
        return [Option(name, name if plain else str(at), str(at), name) for at, name in enumerate(item.options, 1)]
    return [
        Option(one.code, one.code if several else f"{one.code} {one.name}".rstrip(), one.code, one.name,
               one.extra.get("kana", ""), one.extra.get("group", ""))
        for one in item.choices(desk)
    ]  # fmt: skip


async def _fetched(screen: Any, item: Any, text: str, model: Any, several: bool) -> tuple[list[Option], Any]:
    """The options, which a database may hold, and what is chosen already; says so when there is none."""

    def work(_: Any) -> tuple[list[Option], Any]:
        return options(item, model.desk, several), _read(item, text, model)

    found, chosen = await screen.run_long("一覧を準備中", work)
    if not found:
        screen.notify(NONE_YET.format(label=item.label), severity="warning")
    return found, chosen


async def pick_choice(screen: Any, item: Any, text: str, model: Any) -> str | None:
    """F4 of a choice: one option, filtered by code, name or kana; long lists by group."""
    found, here = await _fetched(screen, item, text, model, several=False)
    if not found:
        return None
    groups = list(dict.fromkeys(one.group for one in found))
    if len(found) > LONG and len(groups) > 1:
        return await _picked(screen, item, grouped(found, groups, here), 20)
    find = lines(found)
    return await _picked(
        screen, item, lambda done: PickView(find, done, start=_text(found, here), slow=True), len(found) + 3
    )


async def _picked(screen: Any, item: Any, make: Callable[[Any], Pane], height: int) -> str | None:
    got = await screen.app.open(ItemPicker(item.label, make, max(5, min(20, height))))
    return got[0] if got else None


def lines(found: Sequence[Option], group: bool = False) -> Callable[[str], list[tuple[str, str]]]:
    """For a PickView: (text, line) of the options that fit; with `group` its name stands behind, and counts."""
    search = finder(list(found), lambda one: (one.code, one.name, one.kana, one.group))

    def find(typed: str) -> list[tuple[str, str]]:
        shown = search(typed)
        return [(one.text, f"{one.line}　（{one.group}）" if group and one.group else one.line) for one in shown]

    return find


def grouped(found: Sequence[Option], groups: Sequence[str], here: Any) -> Callable[[Any], CodeTree]:
    """A tree of two levels: group, option. Typing finds options of every group."""
    search = lines(found, group=True)

    def below(path: tuple[Any, ...]) -> list[tuple[str, str, bool]]:
        if not path:
            return [(name, name or "（分類なし）", False) for name in groups]
        return [(one.text, one.line, True) for one in found if one.group == path[-1]]

    start = next((one for one in found if one.value == here), None)
    path = [(start.group, start.group)] if start else []
    return lambda done: CodeTree(below, done, find=lambda typed, _: search(typed), path=path, first=_text(found, here))


async def pick_choices(screen: Any, item: Any, text: str, model: Any) -> str | None:
    """F4 of a set of choices: blanks mark, Enter takes what is marked."""
    found, chosen = await _fetched(screen, item, text, model, several=True)
    if not found:
        return None
    marked = [one.text for one in found if one.value in (chosen or ())]
    find = lines(found, group=len({one.group for one in found}) > 1)
    view = ItemPicker(
        item.label,
        lambda done: PickView(find, done, several=True, chosen=marked, slow=True),
        max(5, min(20, len(found) + 3)),
    )
    got = await screen.app.open(view)
    if not got:
        return None
    return "、".join(one.text for one in found if one.text in got)


def _read(item: Any, text: str, model: Any) -> Any:
    """The value of what is typed, None when it has none yet."""
    try:
        return item.read(text, model.desk)
    except Unreadable:
        return None


def _text(found: Sequence[Option], value: Any) -> str | None:
    return next((one.text for one in found if one.value == value), None)


async def pick_candidate(screen: Any, item: Any, text: str, model: Any) -> str | dict[str, str] | None:
    """F4 of an item that offers texts of its own, such as the next free number; what is typed in it counts already.

    A dictionary when other items get texts with it.
    """

    def work(_: Any) -> list[Any]:
        values = values_of(model, item)
        setattr(values, item.name, _read(item, text, model))
        return list(item.candidates(model.desk, values))

    offered = await screen.run_long("候補を準備中", work)
    if not offered:
        screen.notify(NONE_YET.format(label=item.label), severity="warning")
        return None
    search = finder(offered, lambda one: (one.text, one.label))

    def find(typed: str) -> list[tuple[str, str]]:
        return [(one.text, one.label if one.text in one.label else f"{one.label}　{one.text}") for one in search(typed)]

    chosen = await _picked(
        screen, item, lambda done: PickView(find, done, start=text.strip(), slow=True), len(offered) + 3
    )
    also = next((one.also for one in offered if one.text == chosen), ())
    return {item.name: chosen, **dict(also)} if chosen is not None and also else chosen
