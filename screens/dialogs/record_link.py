"""A link to another record: its register in a box. The usual conditions on top, the list of what they find below.

Rights and offices are the register's: nothing is found here that the officer could not open (SYS-39, SYS-40).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from screens.dialogs.boxes import ItemBox
from shuro.kernel import registry
from shuro.kernel.conditions import Condition, conditions_of, presets
from shuro.kernel.links import reference
from shuro.kernel.record import label_of
from shuro.kernel.register import Register
from shuro.kernel.store import Refused
from shuro.kernel.text import Unreadable, is_kana, katakana
from widgets.borders import rule
from widgets.cells import Line
from widgets.form_model import FormModel, Place
from widgets.form_view import Dialog, FormView
from widgets.list_view import ListView, columns_of
from widgets.pane import Caret, Key, Pane

MOST_CONDITIONS = 7
TEXTS = frozenset({"text", "kana"})


def short_conditions(cls: Any) -> list[Condition]:
    """The conditions by which a record is usually found: those of its reference, and of texts; the office first."""
    reference_items = set(getattr(cls, "reference", ()))
    wanted = [
        one
        for one in conditions_of(cls)
        if one.name in reference_items or one.item.kind.name in TEXTS or one.item.kind.name == "office"
    ]
    return [replace(one, item=replace(one.item, tab="", section="")) for one in wanted[:MOST_CONDITIONS]]


class LinkView(Pane):
    """Conditions and list. Enter goes through the conditions; at the last one, and on F5, the list is fetched.

    In the list Enter calls `done(id)`; F5, Shift+Tab and Esc lead back to the conditions.
    """

    def __init__(self, cls: Any, desk: Any, typed: str, done: Callable[[int], None]):
        super().__init__()
        self.cls, self.desk, self.typed, self.done = cls, desk, typed, done
        self.form: FormView | None = None
        self.list: ListView | None = None
        self.listed = False
        self.dialog: Dialog | None = None
        self.others: dict[str, str] = {}  # presets of conditions that are not shown here

    async def start(self) -> None:
        """The conditions as they open; what was typed in the item is searched for at once."""
        self.form = await self.in_thread("準備中", self._conditions)
        if self.form is not None:
            self.form.worker = self.worker
        if self.form is None or self.typed:
            await self.search()

    def _conditions(self) -> FormView | None:
        short = [one for one in short_conditions(self.cls) if one.stands(self.desk)]
        texts = presets(self.desk, self.cls)
        names = {one.name for one in short}
        self.others = {name: text for name, text in texts.items() if name not in names}
        if not short:
            return None
        texts = {name: text for name, text in texts.items() if name in names} | self._guess(short)
        model = FormModel([one.item for one in short], texts=texts, desk=self.desk)
        free = next((one.name for one in short if one.item.kind.name in TEXTS), short[0].name)
        model.place = Place(free)
        return FormView(model, lambda item, text: self._pick(item, text))

    async def _pick(self, item: Any, text: str) -> Any:
        return await self.dialog(item, text) if self.dialog is not None else None

    def _guess(self, short: Sequence[Condition]) -> dict[str, str]:
        """The condition that a text typed in the item is meant for: a kana or a name, else the number."""
        if not self.typed:
            return {}
        kana = is_kana(katakana(self.typed)) and not self.typed.isascii()
        kinds: tuple[str, ...] = ("kana", "text") if kana else ("text", "kana")
        if self.typed.isascii() and self.typed.isdigit():
            kinds = ("int", "code", "prefix", "text")
        for kind in kinds:
            for one in short:
                if one.item.kind.name == kind:
                    return {one.name: self.typed}
        return {}

    # Searching

    async def search(self) -> None:
        """Fetch the list for the conditions; what cannot be read is told beside its condition."""
        texts: dict[str, str] = dict(self.others)
        if self.form is not None:
            await self.form.leave()
            texts |= self.form.model.as_texts()
        try:
            register = await self.in_thread("検索中", lambda: Register(self.desk, self.cls, texts))
        except Refused as refused:
            self._refused(refused)
            return
        if self.list is None:
            self.list = ListView(columns_of(register.items), register, self._open)
        self.list.worker = self.worker
        await self.list.show(register)
        self.listed = bool(self.list.lines) or self.form is None
        if not self.list.lines:
            self.say(self.list.empty, "warn")

    def _refused(self, refused: Refused) -> None:
        """Without conditions on the screen there is nowhere to correct them."""
        self.listed = False
        if self.form is None:
            self.say("、".join(str(one) for one in refused.findings), "wrong")
            return
        self.form.model.show_findings(refused.findings)
        problem = self.form.model.next_problem()
        if problem is not None:
            self.say(problem.sentence, "wrong")

    async def _open(self, line: Any) -> None:
        self.done(line.id)

    def back_to_conditions(self) -> bool:
        """From the list to the conditions; False where there are none or they are in hand."""
        if self.form is None or not self.listed:
            return False
        self.listed = False
        return True

    # Keys

    async def take_key(self, key: Key) -> bool:
        """To whichever part is in hand."""
        if self.listed:
            assert self.list is not None
            if key.name in ("shift+tab", "escape"):
                return self.back_to_conditions()
            return await self.list.take_key(key)
        assert self.form is not None
        model = self.form.model
        if key.name in ("enter", "tab") and model.beside(1) is None:
            await self.search()
            return True
        used = await self.form.take_key(key)
        self.said = self.form.said
        self.form.say("")
        return used

    async def act_pick(self) -> None:
        """F4 on a condition."""
        if not self.listed and self.form is not None:
            await self.form.act_pick()

    # Drawing

    def hint(self) -> str:
        """What the keys do in the part in hand."""
        if self.listed:
            return "Enterで決定、F5で条件に戻る"
        return "条件を入力し、F5か最後の条件でEnterを押すと検索します。"

    def draw(self, cells: int, height: int) -> list[Line]:
        """Conditions, a rule, and the list."""
        self.caret: Caret | None = None
        top: list[Line] = []
        if self.form is not None:
            size = min(len(self.form.model.items), height // 2)
            top = self.form.draw(cells, size)
            top += [()] * (size - len(top))
            self.caret = None if self.listed else self.form.caret
        below = self.list.draw(cells, height - len(top) - 1) if self.list is not None else []
        return [*top, rule(cells, f"{label_of(self.cls)}_一覧"), *below]


class LinkScreen(ItemBox):
    """Result: the id of the record, None when the officer backed out."""

    body: LinkView
    most_width = 78

    def __init__(self, title: str, cls: Any, desk: Any, typed: str):
        super().__init__(LinkView(cls, desk, typed, self.close), title)
        self.body.dialog = self._dialog

    async def _dialog(self, item: Any, text: str) -> Any:
        from screens.dialogs import pick_for

        assert self.body.form is not None
        return await pick_for(self, item, text, self.body.form.model)

    def actions(self) -> Sequence[Any]:
        """Searching, and F4 for a condition such as the office."""
        if self.body.listed:
            return ("help", "back", ("search", "条件", self.body.form is not None))
        return ("help", "back", "pick", "search")

    async def act_search(self) -> None:
        """F5: the list, and back to the conditions."""
        if not self.body.back_to_conditions():
            await self.body.search()


async def pick_record(screen: Any, item: Any, text: str, model: Any) -> str | None:
    """F4 of a link: the reference of the record and its name."""
    if model.desk is None or item.target is None:
        screen.notify(f"「{item.label}」は番号を直接入力してください。")
        return None
    cls = registry.load(item.target)
    title = f"{label_of(cls)}の検索　{item.label}"
    typed = await screen.run_long("確認中", lambda _: unresolved(item, text, model.desk))
    id = await screen.app.open(LinkScreen(title, cls, model.desk, typed))
    if id is None:
        return None
    return await screen.run_long("確認中", lambda _: reference(model.desk, item.target, id))


def unresolved(item: Any, text: str, desk: Any) -> str:
    """What is typed, when it names no record yet: that is looked for; empty otherwise."""
    try:
        item.read(text, desk)
    except Unreadable:
        return text.strip()
    return ""


__all__ = ["LinkScreen", "LinkView", "pick_record"]
