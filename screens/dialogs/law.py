"""法令 (SYS-27): provisions by the columns 法, 令, 則 and 派遣法, then law, group and article, or by whatever is typed.

Below the list stands the whole set of violated provisions that the one in hand fills (SUP-24). Where the article alone
is not enough, the 号 or machine is picked beside it (SUP-25); where other items of the line have options for it, such as
the 補完コード, they are asked next (SUP-27).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from screens.dialogs.boxes import ItemPicker
from screens.dialogs.place import beside, is_open, text_of, values_of
from screens.dialogs.trees import CodeTree
from shuro.kernel import provisions
from shuro.kernel.laws import Article, law_articles, law_tree, supplements
from shuro.kernel.text import Unreadable
from widgets.borders import rule
from widgets.cells import Line, cut, spans, width
from widgets.pane import Key, Pane
from widgets.pick_view import PickView, TreeView

COLUMNS = ("法", "令", "則")
HINT = "例 安衛則36、労基 32 1項、足場 ／ Enterで下の階層又は決定、左で上の階層"
MORE = "続けて、該当する号又は機械を選びます。"


class WithChain(Pane):
    """A picker of provisions with the 法, 令 and 則 of the one in hand below it. `value()`: what is in hand."""

    def __init__(self, picker: PickView | TreeView):
        super().__init__()
        self.picker = picker

    @property
    def value(self) -> str | None:
        """The provision in hand, None on a branch of the tree."""
        found = self.picker.list.value if isinstance(self.picker, TreeView) else self.picker.value
        return found if isinstance(found, str) and provisions.known(found) else None

    async def start(self) -> None:
        """The picker's first lines."""
        await self.picker.start()

    async def take_key(self, key: Key) -> bool:
        """All keys are the picker's."""
        return await self.picker.take_key(key)

    def hint(self) -> str:
        """How to go about."""
        return HINT

    def draw(self, cells: int, height: int) -> list[Line]:
        """The picker, and the chain in the order 法, 令, 則."""
        lines = self.picker.draw(cells, height - 4)
        self.caret = self.picker.caret
        return [*lines, rule(cells, "入力される条文"), *self._chain(cells)]

    def _chain(self, cells: int) -> list[Line]:
        value = self.value
        if value is None:
            return [()] * 3
        if provisions.to_pick(value):
            return [spans((MORE, "note")), (), ()]
        made = []
        for column in COLUMNS:
            told = provisions.in_column(value, column)
            if column == "法" and not told:
                told = provisions.in_column(value, "派遣法")
            shown = told if width(told) <= cells - 4 else cut(told, cells - 7) + " .."
            made.append(spans((f"{column} ", "heading"), shown))
        return made


def line(one: Article, whole: bool = False) -> str:
    """One article of a list; `whole` names its law too."""
    return f"{one.text if whole else one.article}　{one.title}"


def tree(laws: Sequence[str], done: Callable[[list[Any]], None], start: str = "", typed: str = "") -> TreeView:
    """The tree of the laws an item takes (all without any), opened at an article or with a text looked for."""
    columns = {
        column: {law: groups for law, groups in found.items() if not laws or law in laws}
        for column, found in law_tree().items()
    }
    columns = {column: found for column, found in columns.items() if found}

    def below(path: tuple[Any, ...]) -> list[tuple[str, str, bool]]:
        level: Any = columns
        for name in path:
            level = level[name]
        if isinstance(level, tuple):
            return [(one.code, line(one), True) for one in level]
        if not path:
            return [(column, f"{column}　{'・'.join(found)}", False) for column, found in level.items()]
        return [(name, name, False) for name in level]

    def find(text: str, path: tuple[Any, ...]) -> list[tuple[str, str]]:
        found = provisions.find(text, laws)
        under = [one for one in found if _under(one.value, path)]
        return [(one.value, f"{one.text}　{one.title}") for one in under or found]

    known = law_articles().get(provisions.parts(start)[0]) if start else None
    names = [known.column, known.law, known.group] if known else only_way(columns)
    return LawTree(
        below, done, find=find, path=[(name, name) for name in names], first=known and known.code, typed=typed
    )


class LawTree(CodeTree):
    """The tree; `typed` is looked for from the start."""

    def __init__(self, *given: Any, typed: str = "", **more: Any):
        super().__init__(*given, **more)
        self.typed = typed

    async def start(self) -> None:
        """The first level, or what the text that stood in the item finds."""
        await super().start()
        if self.typed:
            self.list.filter.replace(self.typed)
            await self.list._find()


def only_way(level: Any) -> list[str]:
    """The levels that have one branch only, as the 派遣法 column."""
    path: list[str] = []
    while isinstance(level, dict) and len(level) == 1:
        name, level = next(iter(level.items()))
        path.append(name)
    return path


def _under(value: str, path: tuple[Any, ...]) -> bool:
    one = law_articles()[provisions.parts(value)[0]]
    return (one.column, one.law, one.group)[: len(path)] == path


async def pick_provision(screen: Any, item: Any, text: str, model: Any) -> str | dict[str, str] | None:
    """F4 of a law item: the provision as it is written, and the items whose options it brings."""
    laws = getattr(item, "laws", ())
    try:
        start, typed = item.read(text, model.desk) or "", ""
    except Unreadable:
        start, typed = "", text.strip()
    title = f"法令　{item.label}"
    got = await screen.app.open(ItemPicker(title, lambda done: WithChain(tree(laws, done, start, typed)), 20))
    if got is None:
        return None
    value = got[0]
    if provisions.to_pick(value):
        beside_it = await screen.app.open(choice_screen(value, title))
        if beside_it is None:
            return None
        value = beside_it[0]
    more = await ask_dependents(screen, item, value, model)
    return {item.name: provisions.written(value), **more} if more else provisions.written(value)


def choice_screen(value: str, title: str) -> ItemPicker:
    """What is to be picked beside an article: the 号 of 安衛則第36条, the machine of 安衛法別表第2 and the like."""
    article = provisions.written(value)

    def find(text: str) -> list[tuple[str, str]]:
        found = provisions.find(f"{article}{provisions.SHOWN_JOIN}{text}")
        return [(one.value, one.text.removeprefix(article + provisions.SHOWN_JOIN) + f"　{one.title}")
                for one in found if one.value != value]  # fmt: skip

    return ItemPicker(f"{title}　{article}", lambda done: WithChain(PickView(find, done)), 20)


async def ask_dependents(screen: Any, item: Any, value: str, model: Any) -> dict[str, str]:
    """The texts of the items beside it that have options for the provision (SUP-27); each is asked in a list.

    What was chosen for another provision does not stay.
    """
    if getattr(values_of(model, item), item.name, None) == value:
        return {}
    texts: dict[str, str] = {}
    for other, has in await screen.run_long("確認中", lambda _: options_brought(item, value, model)):
        picked = await screen.app.open(dependent_screen(other, has, value)) if has else None
        if picked or text_of(model, other):
            texts[other.name] = picked[0] if picked else ""
    return texts


def options_brought(item: Any, value: str, model: Any) -> list[tuple[Any, list[Any]]]:
    """The items whose options go by the provision, with those they have for `value`. May ask the database."""

    def options(other: Any, provision: str | None) -> list[Any]:
        values = values_of(model, item)
        setattr(values, item.name, provision)
        return list(model.bound(other, values).choices(model.desk))

    found = []
    before = getattr(values_of(model, item), item.name, None)
    for other in beside(model, item):
        if other.name != item.name and getattr(other, "depends", False) and is_open(model, other):
            has, had, none = (options(other, provision) for provision in (value, before, None))
            if has != none or had != none:
                found.append((other, has))
    return found


def dependent_screen(other: Any, has: Sequence[Any], value: str) -> ItemPicker:
    """The options of an item beside the provision, and none of them first."""
    none = next((one.name for one in supplements(provisions.parts(value)[0]) if not one.code), "")
    pairs = [("", f"コードなし　{none}".rstrip()), *((one.code, f"{one.code} {one.name}") for one in has)]

    def find(text: str) -> list[tuple[str, str]]:
        return [pair for pair in pairs if text in pair[1]]

    title = f"{other.label}　{provisions.written(value)}"
    return ItemPicker(title, lambda done: PickView(find, done), len(pairs) + 3)


__all__ = ["WithChain", "pick_provision", "tree"]
