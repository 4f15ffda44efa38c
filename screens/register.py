"""The register of a record type: conditions (検索), the list of what they find (一覧), and what is done from there.

Conditions and the place in the list stay while a record is open and when the officer goes back to change them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from screens.station import StationScreen
from shuro.kernel.conditions import conditions_of, offered_to, presets
from shuro.kernel.record import Conditions, Record, label_of, record_name
from shuro.kernel.register import Register, found, opened
from shuro.kernel.steps import Step
from shuro.kernel.store import Refused
from widgets.form_model import FormModel
from widgets.form_view import FormView
from widgets.list_view import ListView, columns_of
from widgets.pane import Pane


@dataclass(frozen=True)
class Among:
    """Only records that meet `where`, such as those of one workplace: `title` names it, `given` starts a new record there."""

    title: str
    where: tuple[Any, ...]
    given: dict[str, Any] = field(default_factory=dict)


def registering(cls: type) -> Step | None:
    """The step that makes a new record by hand, None where only the system makes them."""
    if not issubclass(cls, Record) or cls.generated:
        return None
    return next((step for step in cls.steps if None in step.starts and step.edits), None)


class RegisterScreen(StationScreen):
    """`among`: only some records, listed at once. `picking`: why one is picked; Enter closes the screen with its id.

    A type may have a search screen of its own (`search_screens`), whose items are the conditions then.
    """

    def __init__(self, cls: Any, *, among: Among | None = None, picking: str = ""):
        super().__init__(Pane(), label_of(cls))
        self.cls, self.among, self.picking = cls, among, picking
        self.form: FormView | None = None
        self.list: ListView | None = None
        self.register: Register | None = None
        self.search_screen: type[Conditions] | None = next(iter(getattr(cls, "search_screens", ())), None)

    # What it shows

    @property
    def listed(self) -> bool:
        """Is the list in front?"""
        return self.body is self.list

    def _title(self) -> None:
        """The screen's name as the manual composes it (SYS-18), with what the records belong to."""
        if self.listed and self.register is not None:
            name = f"{label_of(self.register.cls).removesuffix('_検索')}_一覧"
        elif self.search_screen is not None:
            name = label_of(self.search_screen)
        else:
            name = f"{label_of(self.cls).removesuffix('_検索')}_検索"
        self.heading = f"{name}　{self.among.title}" if self.among else name
        if self.picking:
            self.heading = f"{self.picking}　{name}"

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """In the conditions: search; in the list: what is done with it. 新規登録 in both."""
        new: list[Any] = [("register", "新規登録")] if registering(self.cls) else []
        if not self.listed:
            data = [("data", "取込み")] if self._receives() else []
            return ["help", "back", "pick", "search", "problem", *new, *data]
        back = ("back", "条件に戻る") if self.form else "back"
        search: list[Any] = ["search"] if self.form else []
        cls: Any = self.register.cls if self.register else self.cls
        prints: list[Any] = ["print"] if any(one.of_list for one in cls.prints) else []
        return ["help", back, *search, *new, "data", *prints]

    def help_topic(self) -> str:
        """The page of the record type; in the conditions the item in hand."""
        item = self.body.item if isinstance(self.body, FormView) else None
        return f"{record_name(self.cls)}#{item.label}" if item else record_name(self.cls)

    async def started(self) -> None:
        """The conditions, or at once the list where there is nothing to ask."""
        if self.among or not (self.search_screen or conditions_of(self.cls)):
            await self._search({})
        else:
            await self._ask()
        if self.picking and not self.among:
            self.notify(f"{label_of(self.cls)}を検索して選んでください。ないときはF9で先に登録します。")

    async def _ask(self) -> None:
        """Put the conditions in front."""
        if self.form is None:
            self.form = await self.in_thread("準備中", self._conditions)
        self._front(self.form)

    def _conditions(self) -> FormView:
        """The form of the conditions with their presets (SYS-40)."""
        from screens.picking import dialogs

        desk, screen = self.desk, self.search_screen
        if screen is not None:
            model = FormModel.of_class(screen, desk=desk, texts=opened(desk, screen))
        else:
            items = [one.item for one in offered_to(desk, self.cls)]
            model = FormModel(items, texts=presets(desk, self.cls), desk=desk)
        return FormView(model, dialogs(self, model))

    async def _work(self, label: str, work: Callable[[], Any]) -> Any:
        return await self.run_long(label, lambda _: work())

    def _front(self, body: Pane) -> None:
        """Put the conditions or the list in front."""
        body.worker = self._work
        self.body = body
        self._title()

    # Searching

    async def act_search(self) -> None:
        """F5: from the list (back) to the conditions, from there to the list."""
        if self.listed or self.form is None:
            await self._ask()
            return
        await self.form.leave()
        await self._search(self.form.model.as_texts())

    async def _search(self, texts: dict[str, str]) -> None:
        """Show what the conditions find; findings stand beside their conditions instead."""
        try:
            self.register = await self.in_thread("検索中", lambda: self._register(texts))
        except Refused as refused:
            await self._ask()
            assert self.form is not None
            self.form.model.show_findings(refused.findings)
            await self.form.act_problem()
            return
        if self.list is None or self.list.provider.cls is not self.register.cls:  # type: ignore[attr-defined]
            self.list = ListView(columns_of(self.register.items), self.register, self._open)
            self.list.worker = self._work
            await self.list.start()
        else:
            await self.list.show(self.register)
        self._front(self.list)

    def _register(self, texts: dict[str, str]) -> Register:
        if self.search_screen is not None and not self.among:
            return found(self.desk, self.search_screen, texts)
        return Register(self.desk, self.cls, texts, where=self.among.where if self.among else ())

    async def act_back(self) -> None:
        """F3: from the list to the conditions, from there away."""
        if self.listed and self.form is not None:
            self._front(self.form)
        else:
            self.close()

    # Records

    async def _open(self, line: Any) -> None:
        """Enter: open the record of a line, or take it when one is being picked."""
        if self.picking:
            self.close(line.id)
            return
        from screens.record_form import RecordScreen

        assert self.register is not None
        await self.app.open(RecordScreen(self.register.source, line.id))
        await self._fresh()

    async def _fresh(self) -> None:
        """What was opened may have changed or deleted its line: fetch those in sight again."""
        if self.list is not None and self.list.lines and not self.app.parting:
            await self.list.reload()

    async def act_register(self) -> None:
        """F9: a new record; first the record it hangs on (SYS-19)."""
        from screens.opening import open_new

        given = dict(self.among.given) if self.among else {}
        made = await open_new(self, self.cls, given, finish=bool(self.picking))
        if self.picking and made is not None:
            self.close(made)
        elif self.listed:
            assert self.list is not None
            await self.list.reload()

    # Files and prints

    async def act_data(self) -> None:
        """F11: files of the list, counts; in the conditions what comes as a file."""
        from screens.list_data import open_list_data, open_receiving

        if self.listed:
            assert self.register is not None
            await open_list_data(self, self.register)
            if self._receives():
                assert self.list is not None
                await self.list.reload()
        else:
            await open_receiving(self, self.cls)

    def _receives(self) -> bool:
        """Are there files to be taken in here?"""
        from screens.receiving import receives

        return not self.among and not self.picking and receives(self.cls)

    async def act_print(self) -> None:
        """F12: forms drawn from the whole list."""
        from screens.printing import print_list

        assert self.register is not None
        await print_list(self, self.register)
