"""本日の予定: what waits at the desk, each count opening the list behind it; and 通達・事務連絡, the inbox of the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from screens.confirm import ConfirmScreen
from screens.page_text import Pair
from screens.station import Entry, MenuScreen
from shuro.kernel import dues, notices, registry
from shuro.kernel.calendar import wareki
from shuro.kernel.codes import offices
from shuro.kernel.desk import Desk
from shuro.kernel.drafts import drafts_of
from shuro.kernel.notice_form import sheet
from shuro.kernel.record import title_of

DESK, INBOX = "本日の予定", "通達・事務連絡"
NOTHING = "今、待っているものはありません。"


class DeskView(MenuScreen):
    """One line for each kind of thing that waits, with its number and the earliest day."""

    def __init__(self) -> None:
        super().__init__(DESK, ())

    def help_topic(self) -> str:
        """The manual's page on it."""
        return "desk"

    async def started(self) -> None:
        """Count."""
        await super().started()
        await self.returned()

    async def returned(self) -> None:
        """Count again: something may have been done."""
        desk = self.desk
        found, unread, drafts = await self.in_thread(
            "集計中", lambda: (dues.waiting(desk), notices.unread(desk), len(drafts_of(desk)))
        )
        entries = [Entry(one.due.label, self._opener(one.due), words(one)) for one in found]
        if unread:
            entries.append(Entry(f"未読の{INBOX}", self._inbox, f"{unread}件"))
        if drafts:
            entries.append(Entry("下書き", self._drafts, f"{drafts}件"))
        self.show(entries)
        if not entries:
            self.notify(NOTHING)

    async def _inbox(self) -> None:
        await self.app.open(Inbox())

    async def _drafts(self) -> None:
        from screens.resume import ResumeScreen

        await self.app.open(ResumeScreen())

    def _opener(self, due: dues.Due) -> Any:
        async def open_list() -> None:
            await self.app.open(BehindCount(due))

        return open_list


def words(one: dues.Waiting) -> str:
    """3件（最も早いもの 令和8年6月10日）."""
    return f"{one.number}件" + (f"（最も早いもの {wareki(one.first)}）" if one.first else "")


class BehindCount(MenuScreen):
    """The records behind a count; one opens its form."""

    def __init__(self, due: dues.Due):
        self.due = due
        super().__init__(due.label, ())

    def help_topic(self) -> str:
        """The manual's page on it."""
        return "desk"

    async def started(self) -> None:
        """Read the list."""
        await super().started()
        await self.returned()

    async def returned(self) -> None:
        """Read it again: what was dealt with is gone."""
        desk, due = self.desk, self.due
        found = await self.in_thread("検索中", lambda: [(one.id, line(due, one)) for one in dues.behind(desk, due)])
        self.show([Entry(text, self._opener(id)) for id, text in found])

    def _opener(self, id: int) -> Any:
        async def open_record() -> None:
            from screens.record_form import RecordScreen

            cls = await self.in_thread("準備中", lambda: registry.load(self.due.record))
            await self.app.open(RecordScreen(cls, id))

        return open_record


def line(due: dues.Due, one: Any) -> str:
    """The record's name, and its day."""
    name = title_of(registry.load(due.record), one)
    day = getattr(one, due.by) if due.by else None
    return f"{wareki(day)}　{name}" if day else name


class Inbox(MenuScreen):
    """The notices to the office: unread ones first."""

    def __init__(self) -> None:
        super().__init__(INBOX, ())

    def help_topic(self) -> str:
        """The manual's page on it."""
        return "inbox"

    async def started(self) -> None:
        """Read the list."""
        await super().started()
        await self.returned()

    async def returned(self) -> None:
        """Read it again: one more may have been read."""
        desk = self.desk
        found = await self.in_thread("確認中", lambda: notices.inbox(desk))
        self.show([Entry(heading(one), self._opener(one)) for one in found])
        if not found:
            self.notify("届いている通達・事務連絡はありません。")

    def _opener(self, one: notices.Notice) -> Any:
        async def read() -> None:
            await open_notice(self, one.id)

        return read


def heading(one: notices.Notice) -> str:
    """A line of the inbox."""
    mark = "未読" if one.read_at is None else "既読"
    return f"{mark}　{wareki(one.sent_at.date())}　{offices()[one.from_office].name}　{one.title}"


async def open_notice(screen: MenuScreen, id: int) -> None:
    """Show a notice, which marks it as read; the record it speaks of can be opened from it."""
    desk = screen.desk
    one = await screen.in_thread("準備中", lambda: notices.opened(desk, id))
    choices = [*([("record", "情報を開く")] if one.record else []), ("print", "印刷"), ("back", "戻る")]
    chosen = await screen.app.open(ConfirmScreen(one.title, lines(desk, one), choices))
    if chosen == "print":
        from screens.printing import PreviewScreen

        document = await screen.in_thread("作成中", lambda: sheet(one.title, one.body))
        await screen.app.open(PreviewScreen(document, one.title, offices()[one.from_office].name))
    if chosen == "record":
        from screens.record_form import RecordScreen

        cls = await screen.in_thread("準備中", lambda: registry.load(one.record))
        await screen.app.open(RecordScreen(cls, one.record_id))


def lines(desk: Desk, one: notices.Notice) -> Sequence[Pair]:
    """The notice as it is read."""
    head = [("発信", offices()[one.from_office].name), ("発信者", one.sent_by),
            ("受信日時", f"{wareki(one.sent_at.date())} {one.sent_at:%H:%M}")]  # fmt: skip
    reader = [("最初に開いた職員", one.read_by)] if one.read_by else []
    return [*head, *reader, ("", ""), *(("", text) for text in one.body.split("\n"))]
