"""マニュアル照会: manuals that are shown and saved, and the two forms that are printed (ACC-191 to 193)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from screens.base import BaseScreen
from screens.output_path import ask_path
from screens.portal.form import BACK, Button, Heading, items_form
from screens.portal.printed_file import print_file
from screens.portal.rokin_screen import RokinScreen
from screens.station import StationScreen
from widgets.plain_items import PlainItem, PlainKind, choice, line
from widgets.text_view import TextView

if TYPE_CHECKING:
    from shuro.accounts.rokin.manuals import Manual
    from shuro.kernel.desk import Desk

TITLE = "マニュアル照会"
FORM = "【帳票】"
PRINT = Button("印刷", "print")
LABEL_CELLS = 18
BY_HAND = "　初期パスワードは印刷されません。印刷した用紙に手書きで記入し、お取引店へ提出してください。"
HAND_IN = "　印刷した用紙に届出印を押し、お取引店へ提出してください。"


class ManualInquiry(RokinScreen):
    """マニュアル照会."""

    heading = TITLE
    topic = "rokin_forms"

    def __init__(self) -> None:
        from shuro.accounts.rokin.manuals import MANUALS
        from shuro.accounts.rokin.printed import FILING, REQUEST

        self.manuals: Sequence[Manual] = MANUALS
        super().__init__(
            (
                Heading("マニュアル"),
                *(Button(one.name, f"manual {at}", link=True) for at, one in enumerate(MANUALS)),
                Heading("帳票"),
                Button(f"{FORM}{REQUEST}", "request", link=True), Button(f"{FORM}{FILING}", "filing", link=True),
                "", BACK,
            )
        )  # fmt: skip

    async def press_manual(self, at: int) -> None:
        """A manual."""
        await self.app.open(ManualScreen(self.manuals[at]))

    async def press_request(self) -> None:
        """【帳票】ログインID/パスワード依頼書."""
        await self._open(RequestForm)

    async def press_filing(self) -> None:
        """【帳票】初期パスワード届出書(会員向け)."""
        await self._open(FilingForm)

    async def _open(self, form: Callable[[Any, tuple[str, str]], BaseScreen]) -> None:
        from shuro.accounts.rokin.people import contract_of

        desk = self.desk
        await self.app.open(form(desk, await self.working("読込み中", lambda: contract_of(desk))))


class ManualScreen(StationScreen):
    """A manual to read; F12 saves it."""

    def __init__(self, manual: Manual):
        self.manual = manual
        super().__init__(TextView(manual.text(), markdown=True), manual.name)

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """Read and save."""
        return ("help", "back", ("print", "保存"))

    def help_topic(self) -> str:
        """The page on マニュアル照会."""
        return "rokin_forms"

    async def act_print(self) -> None:
        """Save it where the user says (ACC-23)."""
        from shuro.accounts.rokin import manuals

        desk, manual = self.desk, self.manual
        path = await ask_path(self, manual.file, ".md")
        if path is not None:
            await self.in_thread("出力中", lambda: manuals.save(desk, manual, path))
            self.notify(f"{path}に保存しました。")


class _Form(RokinScreen):
    """A form to fill in and print."""

    topic = "rokin_forms"
    main = "print"

    def __init__(self, name: str, contract: str, items: Sequence[PlainItem], note: str, **texts: str):
        self.form_name, self.contract = name, contract
        form = items_form(*items, **texts)
        form.model.label_cells = LABEL_CELLS
        super().__init__((f"　契約番号：{contract}", form, note, "", PRINT, BACK), f"{FORM}{name}")

    def actions(self) -> Sequence[str | tuple[Any, ...]]:
        """F12 prints too."""
        return (*super().actions(), "print")

    async def act_print(self) -> None:
        """F12 is 「印刷」."""
        await self.press(self.main)

    def day(self) -> date:
        """The typed day, once nothing is wrong."""
        from shuro.kernel.calendar import parse_day

        return parse_day(self.typed["day"], self.desk.today())

    def no_day(self) -> list[tuple[str, str]]:
        """What is wrong while no day is typed."""
        assert self.body.form is not None
        label = self.body.form.model.by_name["day"].label
        return (
            [] if self.typed["day"] else [("day", f"{label}：必須項目です。令和8年6月10日のように入力してください。")]
        )


class RequestForm(_Form):
    """ログインID/パスワード依頼書 (docs/spec/fields/rokin-login-id-request.csv)."""

    def __init__(self, desk: Desk, contract: tuple[str, str]):
        from shuro.accounts.rokin import printed

        number, name = contract
        items = (
            day_item("依頼日", desk.today()),
            line("member", "会員名", "registration", max=printed.NAME_LONGEST),
            line("login", "ユーザーID", max=12, help="不明のときは空欄"),
            wanted_item(printed.WANTED),
            choice("reason", "依頼理由", printed.REASONS, "registration"),
            line("other", "依頼理由(その他)", max=printed.OTHER_LONGEST,
                 open_when=lambda values: values.reason == printed.OTHER, help="依頼理由が「その他」のときに必須"),
            line("branch", "お取引店", "registration", max=printed.NAME_LONGEST),
        )  # fmt: skip
        super().__init__(printed.REQUEST, number, items, HAND_IN, day=_today(desk), member=name)

    async def press_print(self) -> None:
        """「印刷」, once nothing is wrong."""
        from shuro.accounts.rokin import printed

        typed = self.typed
        one = printed.Request(
            self.desk.today(), self.contract, typed["member"], typed["branch"], parts(typed["wanted"]), typed["reason"],
            typed["other"], typed["login"],
        )  # fmt: skip
        if not await self.told_wrong([*self.no_day(), *printed.request_findings(one)]):
            one = replace(one, day=self.day())
            await print_file(self, self.form_name, lambda: printed.request(one))


class FilingForm(_Form):
    """初期パスワード届出書(会員向け) (docs/spec/fields/initial-password-notification.csv)."""

    def __init__(self, desk: Desk, contract: tuple[str, str]):
        from shuro.accounts.rokin import printed

        number, name = contract
        items = (day_item("届出日", desk.today()), line("member", "会員名", "registration", max=printed.NAME_LONGEST))
        super().__init__(printed.FILING, number, items, BY_HAND, day=_today(desk), member=name)

    async def press_print(self) -> None:
        """「印刷」, once nothing is wrong."""
        from shuro.accounts.rokin import printed

        member = self.typed["member"]
        if await self.told_wrong([*self.no_day(), *printed.filing_findings(member)]):
            return
        day, contract = self.day(), self.contract
        await print_file(self, self.form_name, lambda: printed.filing(day, contract, member))


def day_item(label: str, today: date) -> PlainItem:
    """A day, typed in any form and shown in 和暦."""

    def read(text: str) -> str:
        from shuro.kernel.calendar import parse_day, wareki

        return wareki(parse_day(text, today))

    return line("day", label, "registration", reader=read, help="例：令和8年6月10日、R8.6.10")


def wanted_item(options: tuple[str, ...]) -> PlainItem:
    """依頼内容: one or both."""

    def read(text: str) -> str:
        from shuro.kernel.text import Unreadable

        meant = [options[int(one) - 1] if one in ("1", "2") else one for one in parts(text)]
        if any(one not in options for one in meant):
            raise Unreadable(f"「{'」「'.join(options)}」から選んでください（F4で選べます）。")
        return "、".join(one for one in options if one in meant)

    kind = PlainKind("choices", "choices")
    return PlainItem("wanted", "依頼内容", "registration", options=options, kind=kind, reader=read, help="F4で選択")


def parts(text: str) -> list[str]:
    """The words of a typed list."""
    return [one.strip() for one in re.split("[、,]", text) if one.strip()]


def _today(desk: Desk) -> str:
    from shuro.kernel.calendar import wareki

    return wareki(desk.today())
