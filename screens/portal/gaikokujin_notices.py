"""連絡事項の管理: システム管理者 add, change and end the notices of an outside system (ACC-109)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from screens.portal.form import BACK, Button, Heading, Part, items_form
from screens.portal.gaikokujin import AlienScreen
from widgets.plain_items import PlainItem, PlainKind, line

FORMAT = "%Y-%m-%d %H:%M"
SYSTEM = "gaikokujin"


class NoticeList(AlienScreen):
    """All notices, newest first, also past and future ones."""

    heading = "連絡事項の管理"
    topic = "alien_notices"
    back = "back"

    def __init__(self, system: str = SYSTEM) -> None:
        self.system = system
        self.lines: list[Any] = []
        super().__init__(())

    async def started(self) -> None:
        """Read the list."""
        await super().started()
        await self.returned()

    async def returned(self) -> None:
        """Read the list anew."""
        from shuro.accounts.notices import listed

        desk, system = self.app.desk, self.system
        self.lines = await self.working("読込み中", lambda: listed(desk, system))
        parts: list[Part] = [Button("新しい連絡事項", "add"), Heading("連絡事項")]
        parts += [Button(self._words(one), f"open {at}", link=True) for at, one in enumerate(self.lines)]
        self.body.show([*parts, BACK])

    @staticmethod
    def _words(one: Any) -> str:
        ends = f"{one.ends:{FORMAT}}" if one.ends else ""
        return f"{one.starts:{FORMAT}}～{ends}　{one.subject}"

    async def press_open(self, at: int) -> None:
        """A notice."""
        await self.app.open(NoticeForm(self.app.desk, self.lines[at], self.system))
        await self.renew()

    async def press_add(self) -> None:
        """A new notice."""
        await self.app.open(NoticeForm(self.app.desk, system=self.system))
        await self.renew()


class NoticeForm(AlienScreen):
    """One notice (fields/account-notice.csv); 対象システム is that of the list."""

    heading = "連絡事項"
    topic = "alien_notices"
    main = "store"
    back = "back"

    def __init__(self, desk: Any, notice: Any = None, system: str = SYSTEM):
        self.desk, self.notice, self.system = desk, notice, system
        moment = _reader(desk.now)
        form = items_form(
            line("title", "件名", "registration", max=60),
            PlainItem("body", "本文", "registration", max=1000, lines=20, kind=PlainKind("longtext", "longtext")),
            line("starts", "掲載開始日時", "registration", max=30, reader=moment, help="例：2026-06-10 09:00"),
            line("ends", "掲載終了日時", max=30, reader=moment, help="空欄は期限なし"),
            **_texts(desk, notice),
        )
        end = [Button("今、掲載を終える", "end")] if notice is not None else []
        super().__init__((form, Button("登録", "store"), *end, BACK))

    async def press_store(self) -> None:
        """Add or change."""
        from shuro.accounts import notices

        desk, notice, typed, system = self.desk, self.notice, self.typed, self.system
        form = self.body.form
        assert form is not None
        problems = form.model.problems
        if problems:
            item = form.model.item_at(problems[0].place)
            await self.complain(item.name, f"{item.label}：{problems[0].sentence}")
            return
        if not typed["starts"]:
            await self.complain("starts", "掲載開始日時：必ず入力する項目です。入力してください。")
            return
        starts, ends = (datetime.strptime(typed[name], FORMAT) if typed[name] else None for name in ("starts", "ends"))
        assert starts is not None
        if notice is None:
            await self._do(
                lambda: notices.add(desk, system, typed["title"], typed["body"], starts, ends), "登録しました。"
            )
        else:
            await self._do(
                lambda: notices.change(desk, notice.id, notice.version, typed["title"], typed["body"], starts, ends),
                "変更しました。",
            )

    async def press_end(self) -> None:
        """End its display now."""
        from shuro.accounts import notices

        desk, id = self.desk, self.notice.id
        if await self.confirm("この連絡事項の掲載を終えます。よろしいですか？"):
            await self._do(lambda: notices.end(desk, id), "掲載を終えました。")

    async def _do(self, work: Callable[[], Any], done: str) -> None:
        from shuro.accounts.notices import NoticeRefused
        from shuro.kernel.steps import NotAllowed

        try:
            await self.working("登録中", work)
        except NoticeRefused as refused:
            await self.tell(*refused.sentences)
        except NotAllowed as refused:
            await self.tell(refused.sentence)
        else:
            if self.under is not None:
                self.under.notify(f"連絡事項を{done}")
            self.close()


def _reader(now: Callable[[], datetime]) -> Callable[[str], str]:
    """A reader of typed moments; what it gives is written as it is stored."""

    def read(text: str) -> str:
        from shuro.kernel.calendar import parse_moment

        return f"{parse_moment(text, now()):{FORMAT}}"

    return read


def _texts(desk: Any, notice: Any) -> dict[str, str]:
    if notice is None:
        return {"starts": f"{desk.now():{FORMAT}}"}
    ends = f"{notice.ends:{FORMAT}}" if notice.ends else ""
    return {"title": notice.subject, "body": notice.body, "starts": f"{notice.starts:{FORMAT}}", "ends": ends}
