"""What a company reports after certification; on both engines."""

from __future__ import annotations

import re
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
from tests.construction.test_full_time import person
from tests.construction.test_plan import stored, submit
from tests.construction.test_roster import draft, roster

BODY = "⑲加入している特定技能外国人受入事業実施法人又は当該法人を構成する建設業団体"


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


@pytest.mark.req("CON-7", "CON-15", "CON-16", "CON-17", "CON-29", "CON-34")
@pytest.mark.parametrize(
    "cls, label, now, told",
    [
        (PlanChangeNotice, "③代表者又は個人の氏名", "国土 次郎", "姓と名の間にスペースを入れないでください。"),
        (PlanChangeApplication, "②商号又は名称", "株式会社KOKUDO", "全角で入力してください。"),
        (PlanChangeApplication, "①法人番号", "0" * 13, "法人は登記された13桁"),
        (PlanChangeApplication, "⑭許可年月日", "R30.1.1", "申請日以前の日付"),
        (PlanChangeNotice, f"{BODY}(団体)", "その他", "選"),
    ],
)  # fmt: skip
def test_a_change_keeps_the_rules_of_the_plan(
    company: Desk, certified: int, cls: Any, label: str, now: str, told: str
) -> None:
    values = REPORTS[cls] | {"lines": [Entry(changed=label, now=now)]}
    with pytest.raises(Refused) as caught:
        store.save(company, cls, "申請", values, given={"plan_id": certified})
    (found,) = [one for one in caught.value.findings if one.item == "now"]
    assert found.row == 0 and f"「{label}」" in found.sentence and told in found.sentence
    assert store.save(company, cls, "一時保存", values, given={"plan_id": certified}).warnings  # kept, and told


@pytest.mark.req("CON-7", "CON-34")
def test_a_body_goes_with_its_kind(company: Desk, reviewer: Desk, certified: int) -> None:
    kind = "当該法人を構成する建設業団体"
    alone = REPORTS[PlanChangeNotice] | {"lines": [Entry(changed=f"{BODY}(区分)", now=kind)]}
    with pytest.raises(Refused, match=re.escape(f"変更事項：「{BODY}(団体)」：「01」は、ここでは選べません。")):
        store.save(company, PlanChangeNotice, "申請", alone, given={"plan_id": certified})
    both = alone | {"lines": [Entry(changed=f"{BODY}(団体)", now="その他"), *alone["lines"]]}
    handed = store.save(company, PlanChangeNotice, "申請", both, given={"plan_id": certified})
    store.save(reviewer, PlanChangeNotice, "受理", id=handed.id, version=handed.version)
    now = stored(company, certified)
    assert (now.body_kind, now.body) == (kind, "99")


@pytest.mark.req("CON-7", "CON-16")
def test_the_question_about_a_blank_is_put_to_the_company_alone(company: Desk, reviewer: Desk, certified: int) -> None:
    values = REPORTS[PlanChangeApplication] | {"lines": [Entry(changed="②商号又は名称", now="国土　建設株式会社")]}
    with pytest.raises(Refused, match="登記簿の表記にスペースがありますか"):
        store.save(company, PlanChangeApplication, "申請", values, given={"plan_id": certified})
    handed = store.save(
        company, PlanChangeApplication, "申請", values, given={"plan_id": certified}, accept=("blank-in-name",)
    )
    store.save(reviewer, PlanChangeApplication, "受理", id=handed.id, version=handed.version)
    assert stored(company, certified).name == "国土　建設株式会社"


@pytest.mark.req("CON-7", "CON-30", "CON-106")
def test_a_new_number_of_staff_keeps_to_the_cap(company: Desk, reviewer: Desk, application: Any) -> None:
    plan = draft(company, application, staff_count=None)
    people = [person(insured_number=str(at), name=f"国土{at}郎") for at in range(3)]
    roster(company, plan.id, people, planned=2)
    now = stored(company, plan.id)
    saved = store.save(company, AcceptancePlan, "申請", {}, id=now.id, version=now.version)
    store.save(reviewer, AcceptancePlan, "認定", id=saved.id, version=saved.version)

    def apply(number: str) -> Any:
        values = REPORTS[PlanChangeApplication] | {"lines": [Entry(changed="⑮常勤職員数", now=number)]}
        return store.save(company, PlanChangeApplication, "申請", values, given={"plan_id": plan.id})

    with pytest.raises(
        Refused,
        match="1号特定技能外国人の総数が常勤の職員の総数を超えています。（1号特定技能外国人2人、常勤の職員1人）",
    ):
        apply("1")
    handed = apply("2")
    assert any("（変更後2人、職員名簿3人）" in one.sentence for one in handed.warnings)
    store.save(reviewer, PlanChangeApplication, "受理", id=handed.id, version=handed.version)
    assert stored(company, plan.id).staff_count == 2


@pytest.mark.req("CON-6", "CON-7")
def test_what_was_handed_in_before_the_cancellation(company: Desk, reviewer: Desk, certified: int) -> None:
    """Nothing changes a cancelled plan any more; what has happened may still be received."""
    given = {"given": {"plan_id": certified}}
    handed = {cls: store.save(company, cls, "申請", values, **given) for cls, values in REPORTS.items()}
    last = handed.pop(PlanCancellation)
    store.save(reviewer, PlanCancellation, "受理", id=last.id, version=last.version)
    assert stored(company, certified).state == "取消"
    for cls, one in handed.items():
        if cls in (PlanChangeApplication, PlanChangeNotice):
            with pytest.raises(IllegalStep, match="計画は「取消」です"):
                store.save(reviewer, cls, "受理", id=one.id, version=one.version)
            words = {"returned_reason": "計画が取り消されました。"}
            assert (
                store.save(reviewer, cls, "差戻し", id=one.id, version=one.version, given=words).entry.state == "差戻し"
            )
        else:
            assert store.save(reviewer, cls, "受理", id=one.id, version=one.version).entry.state == "受理"
    assert (stored(company, certified).telephone, stored(company, certified).staff_count) == ("0312341111", 10)


@pytest.mark.req("CON-6")
@pytest.mark.parametrize("cls", REPORTS, ids=lambda cls: cls.__name__)
def test_only_what_is_not_handed_in_is_deleted(company: Desk, reviewer: Desk, certified: int, cls: Any) -> None:
    begun = store.save(company, cls, "一時保存", {}, given={"plan_id": certified})
    store.save(company, cls, "削除", {}, id=begun.id)
    with pytest.raises(store.Gone):
        store.find(company, cls, begun.id)
    handed = store.save(company, cls, "申請", REPORTS[cls], given={"plan_id": certified})
    with pytest.raises(IllegalStep, match="申請中"):
        store.save(company, cls, "削除", {}, id=handed.id)
    words = {"returned_reason": "理由が足りません。"}
    back = store.save(reviewer, cls, "差戻し", id=handed.id, version=handed.version, given=words)
    with pytest.raises((NotAllowed, store.Gone)):
        store.save(reviewer, cls, "削除", {}, id=back.id)
    store.save(company, cls, "削除", {}, id=back.id)


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
