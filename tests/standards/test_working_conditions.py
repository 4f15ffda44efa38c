"""労働条件関係情報: one a workplace, its hours in 事業場情報1, the history of notified work rules."""

from __future__ import annotations

from datetime import date

import pytest

from shuro.kernel import audit, registry, store
from shuro.kernel.checks import read_texts, show_texts
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry
from shuro.kernel.register import Register
from shuro.kernel.steps import NotAllowed
from shuro.standards.working_conditions import WorkingConditions, conditions_of, note_notification
from tests.conftest import Clock, MakeDesk
from tests.standards.workplaces import found_again, registered, updated


def entered(desk: Desk, workplace: Entry, **texts: str) -> store.Saved:
    """A record entered from the menu of a workplace."""
    values, found = read_texts(WorkingConditions, texts, desk)
    assert not found, found
    return store.save(desk, WorkingConditions, "登録", values, given={"workplace_id": workplace.id})


@pytest.mark.req("WPL-89", "SYS-20", "SYS-45")
def test_it_is_entered_from_the_menu_of_the_workplace(desk: Desk) -> None:
    workplace = registered(desk)
    offers = [offer.path for cls, offer in registry.offers_at("workplace") if cls is WorkingConditions]
    assert offers == [("労働条件関係情報",)]
    saved = entered(desk, workplace, weekly_hours="38:45", others="裁量労働制\n変形労働時間制")
    kept = store.find(desk, WorkingConditions, saved.id)
    assert (kept.workplace_id, kept.weekly_hours, kept.others) == (workplace.id, 2325, "裁量労働制\n変形労働時間制")
    cells = Register(desk, WorkingConditions, {}).first(5)[0].cells
    assert cells[1:3] == ("1301-101 霞会社　　霞工場", "38時間45分")
    with pytest.raises(store.Refused, match="業務選択メニューから開いてください"):
        store.save(desk, WorkingConditions, "登録", {"weekly_hours": 2400})


@pytest.mark.req("WPL-89")
def test_a_workplace_has_one_record_of_its_own_office(desk: Desk, database: Database, make_desk: MakeDesk) -> None:
    workplace = registered(desk)
    entered(desk, workplace, weekly_hours="40:00")
    with pytest.raises(store.Refused, match="既に登録されています。登録済みのものを更新してください"):
        entered(desk, workplace, weekly_hours="39:00")
    other = registered(desk, name="別会社　　本社", address_rest="9")
    with pytest.raises(store.Refused, match="管轄局署は中央労働基準監督署です"):
        entered(make_desk("1302", database=database), other, weekly_hours="40:00")


@pytest.mark.req("WPL-90", "WPL-49", "SYS-38")
def test_the_hours_go_into_the_workplace_with_their_day(desk: Desk, clock: Clock) -> None:
    workplace = registered(desk, weekly_hours="40:00")
    clock.set(2026, 7, 1)
    saved = entered(desk, workplace, weekly_hours="38:30")
    now = found_again(desk, workplace)
    assert (now.weekly_hours, now.weekly_hours_on) == (2310, date(2026, 7, 1))
    store.save(desk, WorkingConditions, "更新", {"weekly_hours": 2250}, id=saved.id)
    assert found_again(desk, workplace).weekly_hours == 2250
    with desk.database.read() as session:
        assert audit.history_of(session, "workplace", workplace.id)[0].step == "労働条件関係情報による更新"


@pytest.mark.req("WPL-90", "WPL-53")
def test_nothing_is_erased_and_nothing_newer_is_overwritten(desk: Desk, clock: Clock) -> None:
    workplace = registered(desk, weekly_hours="40:00")
    saved = entered(desk, workplace, others="なし")
    assert found_again(desk, workplace).weekly_hours == 2400
    clock.set(2026, 8, 1)
    updated(desk, found_again(desk, workplace), weekly_hours="37:00")
    store.save(desk, WorkingConditions, "更新", {"weekly_hours": 2400}, id=saved.id)
    assert found_again(desk, workplace).weekly_hours == 37 * 60


@pytest.mark.req("WPL-90")
def test_each_notification_of_work_rules_is_one_line_of_the_history(desk: Desk) -> None:
    workplace = registered(desk)
    for day, kind in ((date(2026, 4, 1), "変更"), (date(2020, 4, 1), "新規"), (date(2026, 4, 1), "変更")):
        with desk.database.write() as session:
            note_notification(desk.within(session), workplace.id, day, kind)
    kept = conditions_of(desk, workplace.id)
    assert kept is not None and kept.office_code == "1301"
    assert show_texts(WorkingConditions, kept, desk)["notifications"] == [
        {"notified_on": "令和2年4月1日", "kind": "新規"},
        {"notified_on": "令和8年4月1日", "kind": "変更"},
    ]
    typed, _ = read_texts(WorkingConditions, {"notifications": [{"kind": "新規"}]})
    store.save(desk, WorkingConditions, "更新", {**typed, "others": "なし"}, id=kept.id)
    again = conditions_of(desk, workplace.id)
    assert again is not None and (len(again.notifications), again.others) == (2, "なし")


@pytest.mark.req("WPL-89")
def test_the_ministry_does_not_enter_it(desk: Desk, ministry_desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        entered(ministry_desk, registered(desk), weekly_hours="40:00")
