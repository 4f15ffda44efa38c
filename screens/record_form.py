"""The form of any record: entry of a new one, change of a stored one, or for reading only when it cannot be changed now.

What F9 does stands in `saving`, the menus of F10 and F11 in `business_menu` and `data_menu`, F12 in `printing`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from screens import form_state
from screens.draft_keeper import DraftKeeper
from screens.form_state import FormState
from screens.record_view import ReadPage, RecordView
from screens.station import StationScreen
from shuro.kernel import registry, store
from shuro.kernel.drafts import Draft, load_draft
from shuro.kernel.record import Page, Record, items_of, label_of, record_name
from shuro.kernel.steps import Step
from shuro.kernel.troubles import StorageTrouble
from widgets.cells import fit, width
from widgets.pane import Key, Pane

LEAVING = (("register", "{step}する"), ("draft", "下書きに残す"), ("discard", "破棄する"))


class RecordScreen(StationScreen):
    """Result: the id of the record that was registered or opened, None when a new one was not registered.

    `id`: a stored record; else a new one with `given` decided. `draft`: what to go on with. `finish`: close as soon as
    the new record is registered, because somebody waits for it.
    """

    state: FormState
    keeper: DraftKeeper

    def __init__(
        self, cls: type[Record], id: int | None = None, *, given: dict[str, Any] | None = None,
        draft: Draft | None = None, finish: bool = False,
    ):  # fmt: skip
        super().__init__(Pane(), label_of(cls))
        self.cls, self.id_wanted, self.given, self.draft, self.finish = cls, id, given or {}, draft, finish
        self.ready = False

    # Opening

    @property
    def view(self) -> RecordView:
        """The form."""
        assert isinstance(self.body, RecordView)
        return self.body

    async def started(self) -> None:
        """Read the record, then offer the officer's draft of it."""
        from shuro.kernel.store import Gone

        try:
            await self._open()
        except Gone as gone:
            await self._gone(gone.sentence)
            return
        if self.state.why_not:
            self.notify(self.state.why_not, severity="warning")
        elif self.draft is None:
            await self._offer_draft()

    async def _gone(self, sentence: str) -> None:
        """There is nothing to show."""
        await self.ask(label_of(self.cls), sentence, (("back", "戻る"),))
        self.close()

    async def _open(self) -> None:
        desk, cls, draft = self.desk, self.cls, self.draft
        if draft is not None:
            state = await self.in_thread("準備中", lambda: form_state.from_draft(desk, cls, draft))
            form_state.reach(state.model, form_state.placed(draft.place))
        else:
            id, given = self.id_wanted, self.given
            state = await self.in_thread("準備中", lambda: form_state.open_form(desk, cls, id, given))
        await self.show(state)

    async def show(self, state: FormState) -> None:
        """Put a form in front, with a keeper of its draft."""
        self.state = state
        desk = self.desk
        base = await self.in_thread("準備中", lambda: form_state.draft_base(state, desk))
        self.keeper = DraftKeeper(
            desk,
            record_name(self.cls),
            items_of(self.cls),
            state.id or 0,
            self._subject(),
            base,
            state.stored.version if state.stored else None,
            kept=self.draft is not None,
        )
        self._put_view()
        self.ready = True

    def _subject(self) -> str:
        """What tells the draft of this form apart from others of its type."""
        if self.draft is not None:
            return self.draft.subject
        return "" if self.state.id else form_state.draft_subject(self.state.given)

    def _put_view(self) -> None:
        from screens.picking import after_leaving, dialogs

        model = self.state.model
        pages = [ReadPage(page.label, self._fetcher(page), self._taker(page)) for page in self.cls.pages]
        view = RecordView(model, dialogs(self, model), after_leaving(self, model), pages)
        view.worker = lambda label, work: self.run_long(label, lambda _: work())
        self.body = view
        verb = "登録" if self.state.id is None else "表示" if self.state.why_not else "更新"
        name = self.cls.heading or label_of(self.cls)
        self.heading = f"{name.removesuffix('_登録')}_{verb}"  # some manuals' names end so already

    def _fetcher(self, page: Page) -> Any:
        async def fetch() -> Sequence[tuple[str, str]]:
            desk, one = self.desk, form_state.entry_of(self.state.model)
            return await self.in_thread("準備中", lambda: page.draw(desk, one))

        return fetch

    def _taker(self, page: Page) -> Any:
        """F4 on a page that offers values for a new record (WPL-54)."""
        take = page.take
        if take is None or self.state.id is not None or self.state.why_not:
            return None

        async def taken() -> None:
            desk, model = self.desk, self.state.model
            values = await self.in_thread("準備中", lambda: take(desk, form_state.entry_of(model)))
            texts = {name: model.by_name[name].show(value, model.desk) for name, value in values.items()}
            if not texts:
                self.notify("取り込む内容はありません。")
                return
            self.view.reading = None
            model.put(texts)
            await self.view.go(model.place, left=True)
            self.notify(f"{len(texts)}項目を取り込みました。内容を確かめてください。")

        return taken

    # What it says about itself

    def state_line(self) -> str:
        """The record's state before the officer."""
        if not self.ready:
            return self.app.who
        stored, name = self.state.stored, self.state.name
        words = f"　{stored.state} 版{stored.version}" if stored else ""
        name = name or self.state.above
        room = self.app.size.width - width(self.app.mark + self.heading) - width(words) - 6
        who = self.app.who
        if name:
            who = f"　{who}" if width(who) + 2 + width(name) <= room else ""
        return fit(name, max(0, min(width(name), room - width(who))), more="..") + words + who

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """What can be done with the record now."""
        if not self.ready:
            return ("help", "back")
        stored, pages = self.state.id is not None, ("next_page", "previous_page")
        partial = self._partial()
        keeping = ("draft", partial.name) if partial else "draft"
        typing: list[Any] = [] if self.state.why_not else [keeping]
        step = self.state.step
        save: list[Any] = [] if self.state.why_not or step is None else ["problem", ("register", step.name)]
        menus: list[Any] = ["menu", "data"] if stored else []
        prints: list[Any] = ["print"] if stored and any(not one.of_list for one in self.cls.prints) else []
        return ["help", *typing, "back", "pick", *pages, *save, *menus, *prints]

    def help_topic(self) -> str:
        """The item in hand on the record type's page."""
        item = self.view.item if self.ready else None
        return f"{record_name(self.cls)}#{item.label}" if item is not None else record_name(self.cls)

    # Drafts

    @property
    def changed(self) -> bool:
        """Is there something that would be lost?"""
        return self.ready and not self.state.why_not and self.view.changed

    def _typed(self) -> tuple[dict[str, Any], str]:
        return self.view.current_texts(), form_state.place_text(self.state.model.place)

    async def take_key(self, key: Key) -> None:
        """A key; when it left an item of a changed form, the draft is written."""
        place = self.state.model.place if self.ready else None
        await super().take_key(key)
        if not self.closed and self.ready and place != self.state.model.place and self.changed:
            self.keeper.note(*self._typed())

    async def pause(self) -> None:
        """After two seconds without a key."""
        if self.changed:
            self.keeper.note(*self._typed())
        if self._holds_lease():
            from shuro.kernel import leases

            desk, name, id = self.desk, record_name(self.cls), self.state.id
            await self.in_thread("確認中", lambda: leases.take(desk, name, id or 0))

    def _holds_lease(self) -> bool:
        """Is the record kept for this form alone? (CON-48)"""
        return self.ready and self.cls.exclusive and self.state.id is not None and not self.state.why_not

    def close(self, result: Any = None) -> None:
        """Give the record back to others, then close."""
        if self._holds_lease():
            from shuro.kernel import leases

            desk, name, id = self.desk, record_name(self.cls), self.state.id
            asyncio.get_running_loop().run_in_executor(None, lambda: leases.release(desk, name, id or 0))
        super().close(result)

    def save_draft_now(self) -> None:
        """The line is lost."""
        if self.changed:
            self.keeper.now(*self._typed())

    async def act_draft(self) -> None:
        """F2: 一時保存 where the type has such a step, else a draft."""
        partial = self._partial()
        if partial is not None and not self.state.why_not:
            from screens.saving import take_step

            await take_step(self, partial)
            return
        if not self.changed:
            self.notify("変更がないため、下書きは保存していません。")
            return
        await self.keeper.keep(*self._typed())
        self.notify("下書きを保存しました。登録はしていません。")

    def _partial(self) -> Step | None:
        """The step that stores what is there without registering it, where the record can take it now."""
        state = self.state.stored.state if self.state.stored else None
        return next((step for step in self.cls.steps if step.partial and state in step.starts), None)

    async def _offer_draft(self) -> None:
        """The officer's draft of this form, if there is one."""
        from screens.resume import ask_about, differences

        desk, keeper = self.desk, self.keeper
        draft = await self.in_thread(
            "確認中", lambda: load_draft(desk, keeper.record, keeper.record_id, keeper.subject)
        )
        while draft is not None:
            chosen = await ask_about(self, draft)
            if chosen == "differences":
                await differences(self, self.cls, draft)
                continue
            if chosen == "discard":
                await self.keeper.drop()
                self.notify("下書きを破棄しました。")
            elif chosen == "resume":
                self.draft = draft
                await self._open()
                self.notify("下書きの続きです。")
            else:
                await self.keeper.stand_beside()
            return

    # Actions

    async def act_register(self) -> None:
        """F9: 登録 or 更新."""
        from screens.saving import take_step

        assert self.state.step is not None
        await take_step(self, self.state.step)

    async def registered(self, id: int, step: Step) -> None:
        """A step was stored: show the record as it is now; what no record keeps stays on the form (SYS-31)."""
        self.result = id
        if step.leaves or (self.finish and step.name == "登録"):
            self.close(id)
            return
        desk, cls, model = self.desk, self.cls, self.state.model
        texts, place = form_state.unstored_texts(model), model.place
        state = await self.in_thread("準備中", lambda: form_state.open_form(desk, cls, id, texts=texts))
        form_state.reach(state.model, place)
        self.draft = None
        await self.show(state)

    async def act_menu(self) -> None:
        """F10: the 業務選択メニュー of the record."""
        from screens.business_menu import open_business_menu

        await open_business_menu(self)
        await self._look_again()

    async def open_offered(self, name: str) -> None:
        """F4 of an item that is counted in another record: the one of that type that hangs on this one."""
        from screens.business_menu import open_offered

        if self.state.stored is None:
            partial = self._partial()
            first = partial.name if partial else "登録"
            self.notify(f"先に{first}をすると、F4で{label_of(registry.load(name))}を開けます。")
            return
        await open_offered(self, name)
        await self._look_again()

    async def _look_again(self) -> None:
        """What was opened from here may have changed the record: show it as it is now, unless something is typed."""
        stored = self.state.stored
        if stored is None or self.changed or self.closed:
            return
        desk, cls, id = self.desk, self.cls, stored.id
        try:
            now = await self.in_thread("確認中", lambda: store.find(desk, cls, id))
            if now.version == stored.version:
                return
            state = await self.in_thread("準備中", lambda: form_state.open_form(desk, cls, id))
        except (store.Gone, StorageTrouble):
            return  # the next step on it will say so
        form_state.reach(state.model, self.state.model.place)
        await self.show(state)

    async def act_data(self) -> None:
        """F11: the 「データ」 menu."""
        from screens.data_menu import open_data_menu

        await open_data_menu(self)

    async def act_print(self) -> None:
        """F12: the forms of the record."""
        from screens.printing import print_record

        await print_record(self)

    async def act_back(self) -> None:
        """F3: a changed form asks what becomes of it."""
        if not self.changed:
            if self.ready:
                await self.keeper.drop_if_kept()
            self.close(self.state.id if self.ready else None)
            return
        step = self.state.step
        assert step is not None
        choices = [(id, words.format(step=step.name)) for id, words in LEAVING]
        chosen = await self.ask("変更があります", "入力した内容をどうしますか。", choices)
        if chosen == "register":
            from screens.saving import take_step

            if await take_step(self, step) and not self.closed:
                self.close(self.state.id)
        elif chosen == "draft":
            try:
                await self.keeper.keep(*self._typed())
            except StorageTrouble as trouble:
                self.notify(f"下書きを保存できませんでした。{trouble.sentence}", severity="error")
                return
            self.close(self.state.id)
        elif chosen == "discard":
            await self.keeper.drop()
            self.close(self.state.id)
