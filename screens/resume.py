"""Drafts of the officer: go on with one, throw it away, see what it would change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from screens.confirm import ConfirmScreen
from screens.page_text import Pair
from screens.station import StationScreen
from shuro.kernel import registry, store
from shuro.kernel.calendar import wareki
from shuro.kernel.checks import show_texts
from shuro.kernel.desk import Desk
from shuro.kernel.drafts import Draft, drafts_of, drop_draft
from shuro.kernel.links import reference
from shuro.kernel.record import items_of
from widgets.list_view import Column, ListView, MemoryLines

CHOICES = (("resume", "続きから"), ("differences", "差分を見る"), ("discard", "破棄"), ("later", "あとで"))
COLUMNS = (Column("情報", 30), Column("対象", 26), Column("保存日時", 22))


def about(desk: Desk, draft: Draft) -> tuple[str, str, str]:
    """What a draft is of, of which record, and when it was kept."""
    known = registry.index().get(draft.record)
    if draft.record_id:
        which = reference(desk, draft.record, draft.record_id)
    else:
        which = "新規　" + first_text(draft)
    return known.label if known else draft.record, which, f"{wareki(draft.saved_at.date())} {draft.saved_at:%H:%M}"


def first_text(draft: Draft) -> str:
    """A word by which a new record can be told from others: its longest short text."""
    texts = [text for text in draft.texts.values() if isinstance(text, str) and text and "\n" not in text]
    return max(texts, key=len, default="")[:20]


async def ask_about(screen: StationScreen, draft: Draft) -> str | None:
    """What shall become of a draft: the id of one of CHOICES."""
    desk = screen.desk
    label, which, when = await screen.in_thread("確認中", lambda: about(desk, draft))
    return await screen.ask(
        "下書きがあります", f"{label}　{which}\n{when}に保存した下書きです。登録はされていません。", CHOICES
    )


def changes(desk: Desk, cls: type, draft: Draft) -> list[tuple[str, str, str]]:
    """(label, stored or empty, in the draft) of the items that a draft would change."""
    was: dict[str, Any] = {}
    if draft.record_id:
        one = store.find(desk, cls, draft.record_id)  # type: ignore[type-var]
        was = show_texts(cls, one, desk.over(one))
    made = []
    for item in items_of(cls):
        new, old = draft.texts.get(item.name), was.get(item.name, [] if item.kind.name == "rows" else "")
        if item.name in draft.texts and new != old:
            made.append((item.label, _words(old), _words(new)))
    return made


def _words(text: Any) -> str:
    if isinstance(text, list):
        return "\n".join("／".join(part for part in line.values() if part) for line in text)
    return text or ""


async def differences(screen: StationScreen, cls: type, draft: Draft) -> None:
    """Show what a draft would change."""
    desk = screen.desk
    found = await screen.in_thread("準備中", lambda: changes(desk, cls, draft))
    lines: list[Pair] = []
    for label, old, new in found:
        lines += [(label, ""), ("登録済み", old or "（空欄）"), ("下書き", new or "（空欄）")]
    if not lines:
        lines = [("", "登録済みの内容と違うところはありません。")]
    await screen.app.open(ConfirmScreen("下書きの差分", lines, (("back", "戻る"),)))


class ResumeScreen(StationScreen):
    """The list of the officer's drafts; Enter asks what becomes of one."""

    heading = "下書き"
    menu = "業務メニュー"  # where F3 leads
    body: ListView

    def __init__(self) -> None:
        super().__init__(ListView(COLUMNS, MemoryLines(()), self._choose, empty="下書きはありません。"))

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """The rest is asked at each draft."""
        return ("help", ("back", f"{self.menu}へ"))

    def help_topic(self) -> str:
        """The manual's page on drafts."""
        return "drafts"

    async def started(self) -> None:
        """All drafts, the latest first."""
        await self._list()
        if self.body.lines:
            self.notify(f"登録していない下書きがあります。Enterで選び、F3で{self.menu}に進みます。", severity="warning")

    async def _list(self) -> None:
        desk = self.desk
        found = await self.in_thread("確認中", lambda: [(about(desk, one), one) for one in drafts_of(desk)])
        await self.body.show(MemoryLines(found))

    async def _choose(self, line: Any) -> None:
        """Enter on a draft."""
        draft: Draft = line.value
        if draft.record not in registry.index():
            self.notify("この下書きの情報は、今のプログラムにはありません。", severity="error")
            return
        cls = await self.in_thread("準備中", lambda: registry.load(draft.record))
        while True:
            chosen = await ask_about(self, draft)
            if chosen != "differences":
                break
            await self._differences(cls, draft)
        if chosen == "discard":
            desk = self.desk
            await self.in_thread("破棄中", lambda: drop_draft(desk, draft.record, draft.record_id, draft.subject))
            self.notify("下書きを破棄しました。")
        elif chosen == "resume":
            await self.resume(cls, draft)
        if chosen in ("discard", "resume") and not self.app.parting:
            await self._list()

    async def resume(self, cls: type, draft: Draft) -> None:
        """Go on with a draft."""
        from screens.record_form import RecordScreen

        await self.app.open(RecordScreen(cls, draft.record_id or None, draft=draft))

    async def _differences(self, cls: type, draft: Draft) -> None:
        try:
            await differences(self, cls, draft)
        except store.Gone as gone:
            await self.ask("下書きの差分", gone.sentence, (("back", "戻る"),))
