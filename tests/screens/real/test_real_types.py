"""Search screens with items of their own, and records of which there is one at most, on the record types that have them."""

from __future__ import annotations

from typing import Any

import pytest

from screens.register import RegisterScreen
from shuro.kernel import registry, store
from shuro.kernel.desk import Desk
from tests.screens.conftest import Station
from tests.standards.workplaces import registered
from tests.terminal import picture, press, running


@pytest.mark.req("SUP-56")
async def test_the_search_of_the_ledger_asks_what_to_search_and_lists_it(station: Station, officer: Desk) -> None:
    app = station(first=lambda: RegisterScreen(registry.load("managed_workplace_ledger")))
    async with running(app):
        assert "検索対象" in picture(app) and "台帳" in picture(app)
        await press(app, "f5")
        assert "要監理事業場台帳_一覧" in picture(app)
        await press(app, "f3", "enter")
        await press(app, "ctrl+u", "移行伺", "enter", "f5")
        assert "要監理事業場移行伺_一覧" in picture(app)


@pytest.mark.req("SYS-20", "WPL-89")
async def test_the_one_record_of_a_workplace_is_opened_where_it_is_there(station: Station, officer: Desk) -> None:
    from screens.record_form import RecordScreen

    one = registered(officer)
    conditions = registry.load("working_conditions")
    store.save(officer, conditions, "登録", {"weekly_hours": 2400}, given={"workplace_id": one.id})
    app: Any = station(first=lambda: RecordScreen(registry.load("workplace"), one.id))
    async with running(app):
        await press(app, "f10")
        lines = [line for line in picture(app).splitlines() if "労働条件関係情報" in line]
        number = lines[0].split("労働条件関係情報")[0].split()[-1]
        await press(app, number, "enter")
        assert "労働条件関係情報_更新" in picture(app) and "40時間0分" in picture(app)
