"""What a company reports after certification; on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shuro.construction import plan
from shuro.construction.plan import AcceptancePlan
from shuro.construction.procedures import (
    AcceptanceReport,
    DiscontinuanceReport,
    PlanCancellation,
    PlanChangeApplication,
    PlanChangeNotice,
    RetirementReport,
    card_number,
    changeable,
)  # fmt: skip
from shuro.kernel import store
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.kernel.store import Refused
from shuro.kernel.text import Unreadable
from tests.construction.test_plan import stored, submit


@pytest.fixture
def certified(company: Desk, reviewer: Desk, application: Any) -> int:
    """A certified plan."""
    saved = submit(company, application(company))
    store.save(reviewer, AcceptancePlan, "認定", id=saved.id, version=saved.version)
    return int(saved.id)


def worker(**changed: Any) -> Entry:
    values = {
        "name": "グエン・ヴァン", "nation": "ベトナム", "born_on": date(2000, 1, 1), "residence_status": "特定技能1号",
        "card": "AB12345678CD", "technician": "12345678901234", "work": "型枠施工", "accepted_on": date(2026, 6, 1),
    }  # fmt: skip
    return Entry(**(values | changed))


REPORTS = {
    AcceptanceReport: {"people": [worker()]},
    RetirementReport: {
        "people": [Entry(name="グエン", card="AB12345678CD", left_on=date(2026, 6, 1), why="帰国", more=None)]
    },
    DiscontinuanceReport: {
        "happened_on": date(2026, 6, 1), "why": "倒産", "persons": 1, "names": "グエン", "circumstances": "破産手続開始",
        "measures": "転職先を探す",
    },
    PlanCancellation: {"ends_on": date(2026, 7, 1), "remaining": 0, "reason": "受入れをやめるため"},
    PlanChangeApplication: {
        "lines": [Entry(changed="⑮常勤職員数", now="１２")], "changed_on": date(2026, 7, 1), "reason": "採用のため"
    },
    PlanChangeNotice: {
        "lines": [Entry(changed="⑦電話番号", now="0398765432")], "changed_on": date(2026, 6, 1), "reason": "移転のため"
    },
}  # fmt: skip


@pytest.mark.req("CON-6", "CON-7")
@pytest.mark.parametrize("cls", REPORTS, ids=lambda cls: cls.__name__)
def test_written_handed_in_sent_back_and_received(company: Desk, reviewer: Desk, certified: int, cls: Any) -> None:
    values = {name: value for name, value in REPORTS[cls].items()}
    begun = store.save(company, cls, "一時保存", {}, given={"plan_id": certified})
    assert begun.entry.state == "作成中" and begun.entry.company == "株式会社国土交通建設"
    handed = store.save(company, cls, "申請", values, id=begun.id, version=begun.version)
    assert (handed.entry.state, handed.entry.applied_on) == ("申請中", date(2026, 6, 10))
    with pytest.raises(IllegalStep):
        store.save(company, cls, "申請", values, id=begun.id, version=handed.version)
    with pytest.raises(NotAllowed):
        store.save(company, cls, "受理", id=begun.id, version=handed.version)
    back = store.save(
        reviewer, cls, "差戻し", id=begun.id, version=handed.version, given={"returned_reason": "理由が足りません。"}
    )
    assert (back.entry.state, back.entry.returned_reason) == ("差戻し", "理由が足りません。")
    again = store.save(company, cls, "申請", {}, id=begun.id, version=back.version)
    done = store.save(reviewer, cls, "受理", id=begun.id, version=again.version)
    assert (done.entry.state, done.entry.received_on, done.entry.reviewer) == (
        "受理", date(2026, 6, 10), reviewer.officer.name
    )  # fmt: skip


@pytest.mark.req("CON-6")
def test_only_a_certified_plan_has_procedures(company: Desk, application: Any) -> None:
    saved = submit(company, application(company))
    with pytest.raises(IllegalStep, match="認定された計画です"):
        store.save(company, AcceptanceReport, "一時保存", {}, given={"plan_id": saved.id})


@pytest.mark.req("CON-10")
@pytest.mark.parametrize("cls", REPORTS, ids=lambda cls: cls.__name__)
def test_another_company_reports_nothing_of_a_plan(other_company: Desk, certified: int, cls: Any) -> None:
    for step, values in (("申請", REPORTS[cls]), ("一時保存", {})):
        with pytest.raises(store.Gone):
            store.save(other_company, cls, step, values, given={"plan_id": certified})


@pytest.mark.req("CON-7")
def test_a_received_change_is_carried_into_the_plan(company: Desk, reviewer: Desk, certified: int) -> None:
    for cls, name, before, after in (
        (PlanChangeApplication, "staff_count", "10", 12), (PlanChangeNotice, "telephone", "0312341111", "0398765432"),
    ):  # fmt: skip
        handed = store.save(company, cls, "申請", REPORTS[cls], given={"plan_id": certified})
        assert handed.entry.lines[0].was == before
        assert str(getattr(stored(company, certified), name)) == before
        store.save(reviewer, cls, "受理", id=handed.id, version=handed.version)
        assert getattr(stored(company, certified), name) == after


@pytest.mark.req("CON-7")
def test_what_the_plan_cannot_hold_is_refused(company: Desk, certified: int) -> None:
    lines = [Entry(changed="⑰建設キャリアアップシステム事業者ID", now="123"), Entry(changed="⑮常勤職員数", now="多数"),
             Entry(changed="⑮常勤職員数", now="12")]  # fmt: skip
    values = REPORTS[PlanChangeApplication] | {"lines": lines}
    with pytest.raises(Refused) as caught:
        store.save(company, PlanChangeApplication, "申請", values, given={"plan_id": certified})
    told = str(caught.value)
    assert "変更後（1行目）：「⑰建設キャリアアップシステム事業者ID」は14桁の半角数字" in told
    assert "変更後（2行目）" in told and "変更する項目（3行目）：同じ項目は1行にまとめてください。" in told


@pytest.mark.req("CON-7")
def test_every_item_can_be_changed_in_one_of_the_two_ways() -> None:
    notified, applied = changeable(True), changeable(False)
    assert not set(notified) & set(applied)
    typed = {one.label for one in AcceptancePlan.items() if one.typed and one.kind.name not in ("rows", "file")}
    assert set(notified) | set(applied) == typed - {"申請者から審査者へのメッセージ"}


@pytest.mark.req("CON-7")
def test_a_cancelled_plan_makes_room_for_a_new_one(
    company: Desk, reviewer: Desk, certified: int, application: Any
) -> None:
    with pytest.raises(Refused, match="先に退職報告書を提出"):
        store.save(company, PlanCancellation, "申請", REPORTS[PlanCancellation] | {"remaining": 1},
                   given={"plan_id": certified})  # fmt: skip
    handed = store.save(company, PlanCancellation, "申請", REPORTS[PlanCancellation], given={"plan_id": certified})
    store.save(reviewer, PlanCancellation, "受理", id=handed.id, version=handed.version)
    assert plan.state_of(company) == "未登録" and plan.open_plan(company) is None
    assert submit(company, application(company)).id != certified


def test_days_to_come_are_refused(company: Desk, certified: int) -> None:
    values = {"people": [worker(accepted_on=date(2026, 6, 11))]}
    with pytest.raises(Refused, match="今日以前"):
        store.save(company, AcceptanceReport, "申請", values, given={"plan_id": certified})


def test_card_numbers() -> None:
    assert card_number("ａｂ１２３４５６７８ｃｄ") == "AB12345678CD"
    for wrong in ("AB1234567CD", "1234567890AB", "AB12345678C1"):
        with pytest.raises(Unreadable, match="英字2桁"):
            card_number(wrong)
