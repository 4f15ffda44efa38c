"""Smaller rules of the outside systems' screens: order of notices, words beside the links, no pasting twice, no storage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from screens import workstation as workstation_module
from screens.portal.form import Button, PortalView
from screens.workstation import House
from shuro.accounts import notices, settings
from shuro.kernel.paths import MANUAL
from shuro.kernel.troubles import StorageLost
from tests.accounts.alien_ways import ADDRESS, FIRST, LOGIN, Aliens
from tests.accounts.asp_ways import FIRST as MEMBER
from tests.accounts.asp_ways import PASSWORD, Agency
from tests.screens.portal.test_asp import loaded as agency_loaded
from tests.screens.portal.test_asp import to_details
from tests.screens.portal.test_gaikokujin import APPLY, ENTER, PERMIT, TO_LOGIN, loaded
from tests.screens.portal.ways import heading, reach, shown, whole
from tests.terminal import press, running
from widgets.cells import Line
from widgets.message_line import SIGNS, Message, message_lines
from widgets.pane import Key

NO_PASTE = "貼り付けられません"


async def pasting_is_refused(app: Any, item: str) -> None:
    """Nothing comes into the item in hand by pasting, and it is said why."""
    await reach(app, item)
    app.feed([Key("paste", "pasted-1")])
    await app.settled()
    assert NO_PASTE in shown(app) and app.screen.body.form.editor.text == "", item


# Notices, links, messages


@pytest.mark.req("ACC-30", "ACC-56", "ACC-96", "ACC-108")
async def test_notices_stand_newest_first_wherever_they_are_shown(aliens: Aliens, portal: Any) -> None:
    """Entered in another order; neither what is over nor what is to come is there."""
    aliens.registered()
    for title, starts, ends in (
        ("中のお知らせ", (2026, 6, 5), None), ("新しいお知らせ", (2026, 6, 9), None), ("古いお知らせ", (2026, 6, 1), None),
        ("終わったお知らせ", (2026, 6, 2), (2026, 6, 3)), ("これからのお知らせ", (2026, 6, 11), None),
    ):  # fmt: skip
        until = datetime(*ends) if ends else None
        notices.add(aliens.ministry, "gaikokujin", title, "本文", datetime(*starts), until)
    app = portal()

    def newest_first(screen: str) -> None:
        text = whole(app)
        assert heading(app) == screen and "終わったお知らせ" not in text and "これからのお知らせ" not in text
        assert text.index("新しいお知らせ") < text.index("中のお知らせ") < text.index("古いお知らせ")

    async with running(app):
        await loaded(app)
        newest_first("利用者ポータル")
        await press(app, *TO_LOGIN)
        newest_first("ログイン認証")
        await press(app, *ENTER)
        newest_first("メニュー")


@pytest.mark.req("ACC-28", "ACC-29")
async def test_for_whom_a_link_is_stands_beside_it(aliens: Aliens, portal: Any) -> None:
    app = portal()
    async with running(app):
        await loaded(app)
        text = whole(app)
        assert "本登録はこちら＿利用者仮申請が済み、仮パスワードのメールを受け取った方" in text.replace("　", "")
        assert "ログイン画面へ＿利用者登録が済んでいる方" in text.replace("　", "")


@pytest.mark.req("ACC-37", "ACC-12")
async def test_the_sender_in_the_note_is_the_setting(aliens: Aliens, portal: Any) -> None:
    settings.change(aliens.ministry, "gaikokujin", "sender", "system@shuro.example.jp")
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, "enter")
        assert "「system@shuro.example.jp」からのメールを受信できるように" in whole(
            app
        ) and "admin@gek.com" not in whole(app)


@pytest.mark.req("ACC-41", "ACC-53")
async def test_a_completion_is_answered_with_yes(aliens: Aliens, portal: Any) -> None:
    """One button, はい."""
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, "enter", *APPLY, *PERMIT, "f9", "enter")
        assert "仮申請が完了しました。" in shown(app)
        assert [label for _, label in app.screen.body.choices] == ["はい"]  # type: ignore[attr-defined]
        await press(app, "enter", "tab", "enter")
        assert heading(app) == "利用者本申請"
        await press(app, LOGIN, "enter", aliens.mailed(), "enter", FIRST, "enter", FIRST, "enter", "f9", "enter")
        assert "登録が完了しました。" in shown(app)
        assert [label for _, label in app.screen.body.choices] == ["はい"]  # type: ignore[attr-defined]


@pytest.mark.req("ACC-16")
def test_a_state_has_a_word_or_a_mark_beside_its_colour() -> None:
    """Drawn without colours: what is in hand, links and buttons, warnings and errors can be told apart."""

    def plain(lines: list[Line]) -> list[str]:
        return ["".join(text for text, _ in line).rstrip() for line in lines]

    parts = (Button("一つ目", "one"), Button("二つ目", "two"), Button("三つ目", "three", link=True))
    assert plain(PortalView(parts).draw(40, 10)) == ["> ［ 一つ目 ］", "  ［ 二つ目 ］", "  ＿三つ目＿"]
    said = {weight: plain(message_lines(Message("登録しました。", weight), 40))[0] for weight in SIGNS}
    assert len(set(said.values())) == len(SIGNS) and said["wrong"].startswith("誤") and said["warn"].startswith("警")


@pytest.mark.req("ACC-73")
@pytest.mark.parametrize("page", ["alien_password", "rokin", "rokin_registration", "asp"])
def test_the_help_says_to_keep_passwords_secret_and_in_mind(page: str) -> None:
    text = (MANUAL / f"{page}.md").read_text(encoding="utf-8")
    assert "パスワードは、ほかの人に知られないように" in text and "忘れないようにしてください" in text


# Pasting


@pytest.mark.req("ACC-5")
async def test_what_is_typed_twice_is_not_pasted_before_the_log_in(aliens: Aliens, portal: Any) -> None:
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, "enter")
        for item in ("login_again", "mail_again"):
            await pasting_is_refused(app, item)
        app.feed([Key("shift+tab"), Key("paste", ADDRESS)])  # the first of the two takes it
        await app.settled()
        assert ADDRESS in whole(app)
        await press(app, "f3", "tab", "enter")
        assert heading(app) == "利用者本申請"
        await pasting_is_refused(app, "again")


@pytest.mark.req("ACC-5")
async def test_what_is_typed_twice_is_not_pasted_by_an_agency(entrance: Any, agency: Agency) -> None:
    app = entrance()
    async with running(app):
        await agency_loaded(app)
        await to_details(app, agency)
        await pasting_is_refused(app, "again")


# No storage


def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Storage cannot be reached now; it may pass."""

    def fail(url: Any, clock: Any = None) -> House:
        raise StorageLost

    monkeypatch.setattr(workstation_module, "open_house", fail)


@pytest.mark.req("ACC-22")
@pytest.mark.parametrize("action", ["apply", "register", "log_in", "guide"])
async def test_without_storage_the_portal_leads_nowhere(
    aliens: Aliens, portal: Any, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    """It is said, and can be tried again once it is there."""
    came_back: Callable[..., House] = workstation_module.open_house
    broken(monkeypatch)
    app = portal()
    async with running(app):
        await reach(app, action)
        await press(app, "enter")
        assert heading(app) == "利用者ポータル" and StorageLost.said in shown(app)
        monkeypatch.setattr(workstation_module, "open_house", came_back)
        await press(app, "enter")
        assert StorageLost.said not in shown(app)


@pytest.mark.req("ACC-22")
@pytest.mark.parametrize("action", ["sign_in", "create", "forgotten"])
async def test_without_storage_no_agency_logs_in(
    entrance: Any, agency: Agency, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    broken(monkeypatch)
    app = entrance()
    async with running(app):
        await press(app, MEMBER, "enter", PASSWORD, "enter")
        await reach(app, action)
        await press(app, "enter")
        assert StorageLost.said in shown(app) and app.duty is None and MEMBER in whole(app)
        assert "ログイン" in heading(app)
