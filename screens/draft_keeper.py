"""The draft of one open form: written beside the typing, at once when the line is lost, dropped when it is of no use.

Writing goes on in a thread; while one is written, later ones wait and only the last is kept. A draft holds what a
record stores: neither passwords nor items that are only shown and printed (SYS-31).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shuro.kernel.drafts import Draft, drafts_of, drop_draft, save_draft
from shuro.kernel.items import Item
from shuro.kernel.record import items_of
from shuro.kernel.troubles import StorageTrouble

if TYPE_CHECKING:
    from shuro.kernel.desk import Desk


def kept_texts(items: Sequence[Item], texts: dict[str, Any]) -> dict[str, Any]:
    """The texts of stored items that can be typed; of child tables the same of every line."""
    made: dict[str, Any] = {}
    for item in items:
        if item.name not in texts:
            continue
        if item.kind.name == "rows":
            made[item.name] = [kept_texts(items_of(item.row), line) for line in texts[item.name]]
        elif item.typed and item.stored and item.kind.name != "secret":
            made[item.name] = texts[item.name]
    return made


@dataclass
class DraftKeeper:
    """Keeps the draft of a form of the record type `record`. `record_id` 0 and `subject`: a new record.

    `base`: what the form was opened with, `base_version` the version of the stored record (None: a new one).
    """

    desk: Desk
    record: str
    items: Sequence[Item]
    record_id: int = 0
    subject: str = ""
    base: dict[str, Any] = field(default_factory=dict)
    base_version: int | None = None
    trouble: str = ""
    kept: bool = False  # is a draft of this form in the database?
    _last: tuple[dict[str, Any], str] | None = None
    _wanted: tuple[dict[str, Any], str] | None = None
    _task: asyncio.Task[None] | None = None

    def note(self, texts: dict[str, Any], place: str) -> None:
        """Keep the texts soon; the officer does not wait."""
        wanted = (kept_texts(self.items, texts), place)
        if wanted[0] == (self._last or ({},))[0]:
            return
        self._wanted = wanted
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._write(), name="draft")

    async def keep(self, texts: dict[str, Any], place: str) -> None:
        """Keep the texts and wait until they are safe. Raises StorageTrouble."""
        await self.settle()
        await asyncio.to_thread(self._save, (kept_texts(self.items, texts), place))

    def now(self, texts: dict[str, Any], place: str) -> None:
        """Keep the texts in this moment: the line is lost. Raises StorageTrouble."""
        self._wanted = None
        wanted = (kept_texts(self.items, texts), place)
        if wanted != self._last:
            self._save(wanted)

    async def drop(self) -> None:
        """The draft is of no use any more."""
        self._wanted = None
        await self.settle()
        desk, record, record_id, subject = self.desk, self.record, self.record_id, self.subject
        await asyncio.to_thread(drop_draft, desk, record, record_id, subject)
        self._last, self.kept = None, False

    async def drop_if_kept(self) -> None:
        """Nothing differs any more: a draft that was written meanwhile goes."""
        await self.settle()
        if self.kept:
            await self.drop()

    async def stand_beside(self) -> None:
        """Keep a draft of its own from now on: the one that is there stays as it is."""
        taken = {one.subject for one in await asyncio.to_thread(drafts_of, self.desk) if self._same_form(one)}
        subject, number = self.subject.partition(" #")[0], 2
        while f"{subject} #{number}" in taken:
            number += 1
        self.subject = f"{subject} #{number}"

    def _same_form(self, draft: Draft) -> bool:
        return (draft.record, draft.record_id) == (self.record, self.record_id)

    async def settle(self) -> None:
        """Wait for what is being written."""
        if self._task is not None:
            await self._task

    async def _write(self) -> None:
        while self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            try:
                await asyncio.to_thread(self._save, wanted)
                self.trouble = ""
            except StorageTrouble as trouble:
                self.trouble = trouble.sentence

    def _save(self, wanted: tuple[dict[str, Any], str]) -> None:
        texts, place = wanted
        save_draft(
            self.desk,
            self.record,
            self.record_id,
            texts,
            self.base,
            self.base_version,
            place=place,
            subject=self.subject,
        )
        self._last, self.kept = wanted, True
