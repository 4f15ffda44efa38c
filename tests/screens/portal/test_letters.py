"""Mails that are written by hand: 審査者 to a company (ACC-114), 労金 to its users (ACC-118)."""

from __future__ import annotations

from typing import Any

import pytest

from screens.admin.rokin import CONTRACTS
from screens.admin.screens import ListScreen
from screens.workstation import Duty, House, Workstation
from shuro.accounts.gaikokujin import admin
from shuro.accounts.realms import KIJUN
from shuro.kernel.steps import NotAllowed
from tests.accounts.alien_ways import ADDRESS, FIRST, LOGIN, Aliens
from tests.accounts.rokin_house import CONTRACT, Rokin
from tests.mailbox import Box
from tests.screens.portal.test_gaikokujin import TO_LOGIN, loaded
from tests.screens.portal.ways import heading, reach, shown
from tests.screens.portal.ways_of_mail import arrived
from tests.terminal import picture, press, running

EXAMINER = "shinsa001"
LETTER = ("巡回指導の日程", "enter", "6月20日に伺います。", "enter", "担当：国土", "f9")


@pytest.mark.req("ACC-114", "ACC-11")
@pytest.mark.parametrize("kind", ["審査者", "システム管理者"])
async def test_an_examiner_writes_to_a_company(aliens: Aliens, portal: Any, mailbox: Box, kind: str) -> None:
    """From the menu, a company of the list, to its registered address; いいえ keeps everything typed."""
    aliens.registered()
    aliens.enrol(EXAMINER, kind)
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, EXAMINER, "enter", FIRST, "enter")
        await reach(app, "contact")
        await press(app, "enter")
        assert heading(app) == "企業への連絡" and picture(app).splitlines()[2].strip() == "メニュー > 企業への連絡"
        assert LOGIN in shown(app) and "第123456号" in shown(app) and "1/1件" in shown(app)
        await press(app, "enter", "enter", "f9")
        assert "件名：必ず入力する項目です" in shown(app)
        await press(app, "enter", *LETTER)
        assert f"{ADDRESS}に送信します。よろしいですか？" in shown(app)
        await press(app, "down", "enter")
        assert aliens.mails("g-contact") == [] and "担当：国土" in shown(app)
        await press(app, "f9", "enter")
        assert "連絡のメールを作りました" in shown(app) and heading(app) == "企業への連絡"
        ((to, subject, body),) = aliens.mails("g-contact")
        assert (to, subject) == (ADDRESS, "巡回指導の日程") and body.startswith("6月20日に伺います。\n担当：国土\n")
        got = await arrived(mailbox, 3)  # after those of the registration
        assert [one["To"] for one in got if one["Subject"] == "巡回指導の日程"] == [ADDRESS]
        await press(app, "f1")
        assert "受入れ後講習" in shown(app)


@pytest.mark.req("ACC-114")
async def test_a_company_writes_to_nobody(aliens: Aliens, portal: Any) -> None:
    aliens.registered()
    app = portal()
    async with running(app):
        await loaded(app)
        await press(app, *TO_LOGIN, LOGIN, "enter", FIRST, "enter")
        assert "企業への連絡" not in [one.label for one in app.screen.body.buttons]  # type: ignore[attr-defined]
    for act in (admin.companies, lambda desk: admin.write_to(desk, LOGIN, "件名", "本文")):
        with pytest.raises(NotAllowed):
            act(aliens.desk())
        with pytest.raises(NotAllowed):
            act(aliens.ministry)


@pytest.mark.req("ACC-118", "ACC-11")
@pytest.mark.parametrize("everybody", [False, True])
async def test_rokin_writes_to_the_users_of_a_contract_or_of_all(rokin: Rokin, mailbox: Box, everybody: bool) -> None:
    rokin.master()
    app = Workstation(first=lambda: ListScreen(CONTRACTS), duty=Duty(rokin.operator))
    app.house = House(rokin.database, KIJUN, rokin.clock)
    async with running(app):
        assert CONTRACT in shown(app)
        if everybody:
            await press(app, "f9", "down", "down", "enter")
            assert heading(app) == "全契約へのお知らせのメール"
        else:
            await press(app, "enter")
            await reach(app, "do 2")
            await press(app, "enter")
            assert heading(app) == "お知らせのメール"
        await press(app, *LETTER)
        assert ("全ての契約の利用者に" if everybody else f"契約「{CONTRACT}」の利用者1名に") in shown(app)
        await press(app, "enter")
        assert "お知らせのメールを1件作りました" in shown(app)
        ((to, body),) = rokin.mails("r-info")
        assert to == "master01@example.jp" and "6月20日に伺います。\n担当：国土" in body
        assert [one["To"] for one in await arrived(mailbox, 1)] == ["master01@example.jp"]


async def test_a_contract_without_users_has_nobody_to_write_to(rokin: Rokin) -> None:
    app = Workstation(first=lambda: ListScreen(CONTRACTS), duty=Duty(rokin.operator))
    async with running(app):
        await press(app, "enter")
        assert "お知らせのメール" not in [one.label for one in app.screen.body.buttons]  # type: ignore[attr-defined]
