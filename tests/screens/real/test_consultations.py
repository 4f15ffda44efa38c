"""相談情報 at the keyboard: registering, completing a slip, linking a workplace, handing over to a complaint."""

from __future__ import annotations

from typing import Any

import pytest

from screens.record_form import RecordScreen
from screens.workstation import Duty, House, Workstation
from shuro.accounts.realms import KIJUN
from shuro.kernel import store
from shuro.kernel.desk import Desk
from shuro.standards.consultation import Consultation
from shuro.standards.consultation_slip import ConsultationSlip, receive
from tests.screens.conftest import Station
from tests.standards.consultations import WHOLE, consulted, found, slips
from tests.standards.test_consultation_slip import SLIP
from tests.standards.workplaces import registered
from tests.terminal import picture, press, running


@pytest.mark.req("CST-3", "CST-12", "CST-13", "CST-14", "CST-5")
async def test_a_call_is_typed_and_registered(station: Station, officer: Desk) -> None:
    app: Any = station(first=lambda: RecordScreen(Consultation))
    async with running(app):
        assert "相談情報_登録" in picture(app) and "令和8年6月10日" in picture(app)
        await press(app, "enter", "電話", "enter", "12", "enter", "f9")
        assert "相談者氏名" in picture(app) and "登録する" in picture(app)
        await press(app, "enter")
        assert "登録しました" in picture(app)
    one = store.find(officer, Consultation, found(officer)[0])
    assert (one.method, one.minutes) == ("電話", 12)


@pytest.mark.req("CST-46", "CST-47", "CST-48")
async def test_a_slip_opens_with_what_was_read_and_marks_what_was_not(station: Station, officer: Desk) -> None:
    receive(officer, [{**SLIP, "相談方法": "来訪"}])
    app: Any = station(first=lambda: RecordScreen(ConsultationSlip, slips(officer)[0].id))
    async with running(app):
        await press(app, "f10", "enter")
        shown = picture(app)
        assert "相談情報_登録" in shown and "令和8年6月8日" in shown and "F11" not in shown
        await press(app, "f8")
        assert "> 相談方法" in picture(app)
        await press(app, "来署", "enter", "f9", "enter")
        assert "登録しました" in picture(app)
    one = store.find(officer, Consultation, found(officer)[0])
    assert (one.method, one.minutes, one.caller) == ("来署", 15, "朝霧　恵")
    assert slips(officer)[0].state == "登録済"


@pytest.mark.req("CST-50", "CST-66")
async def test_a_workplace_is_linked_from_the_data_menu(station: Station, officer: Desk) -> None:
    workplace = registered(officer)
    id = consulted(officer, **WHOLE).id
    app: Any = station(first=lambda: RecordScreen(Consultation, id))
    async with running(app):
        await press(app, "f11")
        assert "関連付け" in picture(app) and "削除" in picture(app)
        await press(app, "enter")
        assert "事業場基本情報" in picture(app)
        await press(app, "f5", "enter")
        assert "「関連付け」を行いました" in picture(app)
    assert store.find(officer, Consultation, id).workplace_id == workplace.id


@pytest.mark.req("CST-52", "CST-57", "CST-59", "CST-66")
async def test_a_complaint_opens_filled_and_keeps_nothing_unless_registered(station: Station, officer: Desk) -> None:
    from shuro.standards.complaint import Complaint

    id = consulted(officer, **WHOLE).id
    app: Any = station(first=lambda: RecordScreen(Consultation, id))
    async with running(app):
        await press(app, "f10", "enter")
        shown = picture(app)
        assert "申告処理台帳_登録" in shown and "朝霧　恵" in shown and "霞会社" in shown
        await press(app, "f3")
    with officer.database.read() as session:
        assert store.entries(session, Complaint) == []
    unregistered: Any = station(first=lambda: RecordScreen(Consultation))
    async with running(unregistered):
        assert "F10" not in picture(unregistered)


@pytest.mark.req("CST-60")
async def test_a_bureau_is_offered_no_complaint(officer: Desk, make_desk: Any, clock: Any) -> None:
    bureau = make_desk("1300", database=officer.database)
    id = consulted(bureau, **WHOLE).id
    app: Any = Workstation(first=lambda: RecordScreen(Consultation, id), duty=Duty(bureau))
    app.house = House(officer.database, KIJUN, clock)
    async with running(app):
        await press(app, "f10")
        assert "この情報に結び付く業務はありません" in picture(app)
