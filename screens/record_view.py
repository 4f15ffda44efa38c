"""The form of a record with the tab pages that are only read behind its own (適用情報, 管理状況)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from screens.page_text import PageText
from widgets.cells import Line, fit_line, spans, width
from widgets.form_model import FormModel
from widgets.form_view import AfterLeaving, Dialog, FormView
from widgets.pane import Caret, Key


class ReadPage(NamedTuple):
    """A page behind the form: `fetch` gives its lines, `take` what F4 does on it (None: nothing)."""

    label: str
    fetch: Callable[[], Awaitable[Sequence[tuple[str, str]]]]
    take: Callable[[], Awaitable[None]] | None = None


class RecordView(FormView):
    """A FormView whose F6 and F7 go on to read-only pages. `reading`: the one in front, None on the form's own pages."""

    def __init__(
        self, model: FormModel, open_dialog: Dialog | None = None, after: AfterLeaving | None = None,
        pages: Sequence[ReadPage] = (),
    ):  # fmt: skip
        super().__init__(model, open_dialog, after)
        self.pages = list(pages)
        self.reading: int | None = None
        self.text = PageText(())

    @property
    def page_in_front(self) -> ReadPage | None:
        """The read-only page in front."""
        return None if self.reading is None else self.pages[self.reading]

    async def take_key(self, key: Key) -> bool:
        """On a read-only page keys scroll; Tab goes back to the form."""
        if self.reading is None:
            return await super().take_key(key)
        if key.name in ("tab", "shift+tab"):
            self.reading = None
            return True
        if key.name in ("text", "paste"):
            self.say("この頁は表示だけです。入力できません。")
            return True
        return await self.text.take_key(key)

    async def leave(self) -> Any:
        """Nothing is in hand on a read-only page."""
        from widgets.form_model import Left

        return Left() if self.reading is not None else await super().leave()

    async def go(self, place: Any, left: bool = False) -> None:
        """Going to an item leaves the read-only page."""
        if place is not None:
            self.reading = None
        await super().go(place, left)

    async def act_next_page(self) -> None:
        """F6."""
        await self._turn(1)

    async def act_previous_page(self) -> None:
        """F7."""
        await self._turn(-1)

    async def act_pick(self) -> None:
        """F4 on a read-only page takes its values over, where it offers them."""
        page = self.page_in_front
        if page is None:
            await super().act_pick()
        elif page.take is None:
            self.say("この頁から取り込む項目はありません。")
        else:
            await page.take()

    async def act_problem(self) -> None:
        """F8 comes back to the form."""
        self.reading = None
        await super().act_problem()

    async def _turn(self, step: int) -> None:
        own, all_pages = len(self.model.pages), len(self.model.pages) + len(self.pages)
        if all_pages == 1:
            self.say("頁は一つです。")
            return
        here = own + self.reading if self.reading is not None else self.model.page
        target = (here + step) % all_pages
        if target >= own:
            await self.leave()
            await self.read_page(target - own)
            return
        self.reading = None
        if target != self.model.page:
            await super()._to_page(target - self.model.page)

    async def read_page(self, at: int) -> None:
        """Fetch a read-only page and put it in front."""
        self.reading = at
        self.text = PageText(await self.pages[at].fetch())

    # Drawing

    def hint(self) -> str:
        """On a read-only page what F4 does."""
        page = self.page_in_front
        if page is None:
            return super().hint()
        return "F4でこの頁の内容を項目に取り込みます。" if page.take else "F6・F7で頁を移ります。"

    def draw(self, cells: int, height: int) -> list[Line]:
        """The strip of pages, then the form's page or the read-only one."""
        if self.reading is None and (len(self.model.pages) > 1 or not self.pages):
            return super().draw(cells, height)
        strip = self._strip(cells)
        if self.reading is not None:
            self.caret = None
            return [*strip, *self.text.draw(cells, height - len(strip))]
        lines = super().draw(cells, height - len(strip))
        if self.caret is not None:
            self.caret = Caret(self.caret.x, self.caret.y + len(strip))
        return [*strip, *lines]

    def _strip(self, cells: int) -> list[Line]:
        """The names of all pages with the number of their problems; the one in front is always in sight."""
        model = self.model
        front = len(model.pages) + self.reading if self.reading is not None else model.page
        parts: list[list[tuple[str, str]]] = []
        for page in range(len(model.pages)):
            hard, soft = model.page_problems(page)
            count = f" 誤{hard}" if hard else f" 警{soft}" if soft else ""
            parts.append(
                [*_tab(model.page_label(page), page == front), (count, "wrong" if hard else "warn"), (" ", "")]
            )
        parts += [[*_tab(page.label, len(model.pages) + at == front), (" ", "")] for at, page in enumerate(self.pages)]
        sizes = [sum(width(text) for text, _ in part) for part in parts]
        first = 0
        while sum(sizes[first : front + 1]) + 6 > cells and first < front:
            first += 1
        flat = [span for part in parts[first:] for span in part]
        line = spans(("< ", "dim") if first else "", *flat)
        if sum(width(text) for text, _ in line) > cells:
            line = (*fit_line(line, cells - 2), (" >", "dim"))
        return [fit_line(line, cells)]


def _tab(label: str, front: bool) -> list[tuple[str, str]]:
    return [(f"[{label}]" if front else f" {label} ", "title" if front else "")]
