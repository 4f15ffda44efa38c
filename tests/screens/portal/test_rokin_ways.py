"""What the straight way through the screens of rokin passes by: mails on the line, clicks, a full disk, a closed master."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from screens.portal.rokin_users import UserForm
from screens.portal.soft_keyboard import SoftKeyboard
from screens.workstation import House, Workstation
from shuro.accounts import attempts
from shuro.accounts.realms import KIJUN, ROKIN
from shuro.accounts.rokin import people, printed, workstation
from shuro.kernel.forms.layout import Box as Printed
from tests.accounts.rokin_house import CONTRACT, GENERAL, MASTER, PASSWORD, Rokin, person
from tests.mailbox import Box
from tests.screens.portal.rokin_ways import LOCK, LOG_IN, MAIL, TO_IMPORT, TO_ISSUE, WRONG, at, loaded, to_result, typed
from tests.screens.portal.ways import heading, shown, whole
from tests.screens.portal.ways_of_mail import arrived
from tests.terminal import picture, press, running
from widgets.cells import width
from widgets.pane import Key

# Mails -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-115", "ACC-161")
async def test_the_code_of_an_issue_is_sent_at_once(
    rokin_entrance: Any, rokin: Rokin, mailbox: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuro.accounts.codes.digits", lambda count: "116938")
    rokin.master()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_ISSUE, MASTER, "enter", PASSWORD, "f9")
        (mail,) = await arrived(mailbox, 1)
    assert mail["To"] == MAIL and "認証コード：116938" in mail.get_content()


@pytest.mark.req("ACC-116", "ACC-162")
@pytest.mark.parametrize("on", ["authentication", "login"])
async def test_a_lock_is_mailed_at_once(rokin_entrance: Any, rokin: Rokin, mailbox: Box, on: str) -> None:
    rokin.master()
    if on == "login":
        rokin.equip()
    for _ in range(5):
        rokin.not_authenticated(password=WRONG)
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        if on == "login":
            await press(app, *LOG_IN, WRONG, "f9")
        else:
            await press(app, *TO_ISSUE, MASTER, "enter", WRONG, "f9")
        assert LOCK.search(shown(app))
        mails = await arrived(mailbox, len(rokin.mails()))
    assert any(mail["To"] == MAIL and "ロックのお知らせ" in mail["Subject"] for mail in mails)


# The mouse -------------------------------------------------------------------------------------------------------------------


def spot(app: Workstation, drawn: str) -> Key:
    """A click on a key or button of the box, where it is drawn."""
    for y, line in enumerate(picture(app).splitlines()):
        if found := re.search(rf"(?<=[ >]){re.escape(drawn)}(?=[ <])", line):
            return Key("click", f"{width(line[: found.start()])};{y}")
    raise AssertionError(picture(app))


@pytest.mark.req("ACC-201", "ACC-202")
async def test_a_click_chooses_what_is_drawn_there(rokin_entrance: Any, rokin: Rokin) -> None:
    rokin.master()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_ISSUE, MASTER, "enter", "f4")
        assert isinstance(app.screen, SoftKeyboard)
        for drawn in "Pass#7":
            app.feed([spot(app, drawn)])
            await app.settled()
        assert app.screen.body.typed == "Pass#7" and "●" * 6 in picture(app)
        app.feed([Key("click", "0;0"), spot(app, "1文字削除")])
        await app.settled()
        assert app.screen.body.typed == "Pass#"
        app.feed([spot(app, "確定")])
        await app.settled()
        assert (
            heading(app) == "電子証明書発行 ユーザー認証"
            and typed(app)["password"] == "Pass#"
            and at(app) == "password"
        )


# The disk and the files ------------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-174")
async def test_a_full_disk_at_the_import_is_told_and_it_can_be_tried_again(
    rokin_entrance: Any, rokin: Rokin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    rokin.master()
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await to_result(app, rokin)
        with monkeypatch.context() as patch:
            patch.setattr(workstation, "write_private", full)
            await press(app, "enter", "enter", "enter", PASSWORD, "f9", "f9")
            assert "に書き込めません" in shown(app) and rokin.store.held() == []
        await press(app, "enter")
        assert at(app) == "password"
        await press(app, PASSWORD, "f9", "f9")
        assert "正しくインポートされました。" in shown(app)
        assert [one.login for one in rokin.store.held()] == [MASTER]


@pytest.mark.req("ACC-170")
async def test_of_two_saved_files_the_newest_is_offered(rokin_entrance: Any, rokin: Rokin) -> None:
    """By the time of the issue in its name, whatever the ID before it."""
    rokin.master()
    people.register_general(rokin.desk(), person(GENERAL))
    older = rokin.store.save_file(rokin.issue())
    rokin.clock.move(seconds=1)
    newer = rokin.store.save_file(rokin.issue(GENERAL))
    os.utime(older)
    assert newer.name < older.name
    app = rokin_entrance()
    async with running(app):
        await loaded(app)
        await press(app, *TO_IMPORT, "f9")
        assert typed(app) == {"path": str(newer)}


# Paper and a closed master ---------------------------------------------------------------------------------------------------


@pytest.mark.req("ACC-191", "ACC-192")
@pytest.mark.parametrize("form", ["request", "filing"])
def test_below_the_seal_stands_an_empty_box(form: str) -> None:
    """The registered seal is put there by hand."""
    day = date(2026, 6, 10)
    made = (
        printed.request(printed.Request(day, CONTRACT, "会員", "大阪支店", printed.WANTED[:1], printed.REASONS[0]))
        if form == "request"
        else printed.filing(day, CONTRACT, "会員")
    )
    (page,) = made.pages
    label = next(one for one in page.boxes if one.text == "届出印")

    def below(one: Printed) -> bool:
        return one.row == label.row + label.height and (one.col, one.width) == (label.col, label.width)

    (empty,) = [one for one in page.boxes if below(one)]
    assert empty.text == "" and empty.height >= 6 and set(empty.border) == set("lrtb")


@pytest.mark.req("ACC-156", "ACC-188")
@pytest.mark.parametrize("login", [MASTER, GENERAL])
async def test_the_screen_of_a_closed_user_says_what_helps(rokin: Rokin, station: Any, login: str) -> None:
    rokin.master()
    people.register_general(rokin.desk(), person(GENERAL))
    with rokin.database.write() as session:
        for hour in range(18):
            attempts.failed(session, ROKIN, "login", login, rokin.clock() + timedelta(hours=hour))
    rokin.clock.move(hours=20)
    line = people.find(rokin.desk(), login)
    assert line.state == "閉塞"
    app = station(lambda: UserForm(line))
    async with running(app):
        asks_rokin = "マスターユーザーの閉塞の解除は、労金に依頼してください。" in whole(app)
        again = "閉塞した一般ユーザーは、削除してから登録し直してください。" in whole(app)
        assert (asks_rokin, again) == (login == MASTER, login == GENERAL)


@pytest.fixture
def station(rokin: Rokin) -> Callable[..., Workstation]:
    """The workstation at a screen of the master user."""
    from screens.workstation import Duty

    def make(first: Callable[[], Any]) -> Workstation:
        app = Workstation(first=first, clock=rokin.clock, duty=Duty(rokin.desk()))
        app.house = House(rokin.database, KIJUN, rokin.clock)
        return app

    return make
