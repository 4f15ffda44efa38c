"""下書き of a user of 外国人就労管理システム: each is opened as the entry of 『メニュー』 that it belongs to (ACC-95)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screens.resume import ResumeScreen

if TYPE_CHECKING:
    from shuro.accounts.gaikokujin.menu import MenuEntry
    from shuro.kernel.drafts import Draft


class Drafts(ResumeScreen):
    """The drafts. `entries`: those of the user's menu."""

    menu = "メニュー"

    def __init__(self, entries: Sequence[MenuEntry]):
        super().__init__()
        self.entries = entries

    async def started(self) -> None:
        """Under its own path."""
        self._here()
        await super().started()

    def _here(self) -> None:
        if self.app.frame is not None:
            self.app.frame.path, self.app.frame.opened = (self.menu, self.heading), None

    async def resume(self, cls: type, draft: Draft) -> None:
        """Go on with a draft under the path of its entry."""
        from screens.record_form import RecordScreen

        opened = RecordScreen(cls, draft.record_id or None, draft=draft)
        entry = self._entry(draft)
        if self.app.frame is not None and entry is not None:
            self.app.frame.go_under(entry.name, opened)
        await self.app.open(opened)
        if not self.app.parting and not self.app.leaving:
            self._here()

    def _entry(self, draft: Draft) -> MenuEntry | None:
        """The entry that opens this record itself, else the list it stands in."""
        known = [one for one in self.entries if one.record == draft.record]
        own = [one for one in known if one.own and (one.id or 0) == (draft.record_id or 0)]
        return next(iter(own or known), None)
