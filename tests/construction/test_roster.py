"""The roster of a plan: the computed items, what 確認 says of it, its check sheet; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shuro.construction.counting_setting import CountingSetting, changed_numbers
from shuro.construction.full_time import OWNER
from shuro.construction.plan import AcceptancePlan
from shuro.construction.roster import StaffRoster, sheet
from shuro.kernel import attachments, leases, store
from shuro.kernel.checks import REFUSE
from shuro.kernel.desk import Desk
from shuro.kernel.forms import cells
from shuro.kernel.record import Entry
from shuro.kernel.sheets import write_xlsx
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.kernel.store import Refused, Saved
from tests.commands.conftest import fast_hashes, here
from tests.construction.test_full_time import foreigner, officer, person
from tests.construction.test_plan import stored
from tests.construction.test_roster_file import COLUMNS, written
from tests.construction.test_roster_file import line as file_line
from tests.together import at_once

__all__ = ["fast_hashes", "here"]


def line(who: Any) -> Entry:
    """A person of the other tests as a line of the roster, proved by the notice that the plan brings with it."""
    usual = None if who.kind == OWNER else "D1"
    return Entry(**{"only_here": True, **vars(who), "proof": getattr(who, "proof", None) or usual})


def head(**changed: Any) -> dict[str, Any]:
    return {"employer_type": "法人", "planned": 0, "officer_pay": 300_000, "minimum_wage": 1_100} | changed


def draft(desk: Desk, application: Any, **changed: Any) -> Saved:
    values = application(desk, **changed)
    return store.save(desk, AcceptancePlan, "一時保存", values, given={"mail": "info@example.jp"})


def roster(desk: Desk, plan: int, people: list[Any], **changed: Any) -> Saved:
    values = head(**changed) | {"people": [line(who) for who in people]}
    return store.save(desk, StaffRoster, "登録", values, given={"plan_id": plan})


@pytest.mark.req("CON-66", "CON-96", "CON-100", "CON-101", "CON-102")
def test_the_computed_items_follow_the_lines(company: Desk, application: Any) -> None:
    plan = draft(company, application)
    people = [person(insured_number="1"), person(name="国土花子", insured_number="2", work_form="パートタイム等短時間")]
    saved = roster(company, plan.id, people)
    first, second = saved.entry.people
    assert (saved.entry.applied_on, saved.entry.name) == (date(2026, 6, 10), "株式会社国土交通建設")
    assert (first.place, first.result, first.result_code, first.mark) == (1, "カウント", "F-40", "")
    assert (second.place, second.result, second.result_code, second.mark) == (2, "対象外", "F-34", "パ")
    assert (saved.entry.counted, saved.entry.remaining) == (1, 1)
    assert len(saved.entry.documents) == 1  # those of the plan
    third = foreigner(name="グエン", insured_number="3", residence_status="特定技能1号")
    changed = {"people": [line(who) for who in (person(insured_number="1"), third)]}
    again = store.save(company, StaffRoster, "更新", changed, id=saved.id, version=saved.version)
    assert (again.entry.counted, again.entry.present_first, again.entry.remaining) == (1, 1, 0)
    assert again.entry.people[1].mark == "特定技能1号"


@pytest.mark.req("CON-30")
def test_the_number_goes_into_the_plan_and_another_one_stops_it(company: Desk, application: Any) -> None:
    plan = draft(company, application, staff_count=None)
    roster(company, plan.id, [person(insured_number="1")])
    now = stored(company, plan.id)
    assert now.staff_count == 1
    with pytest.raises(Refused) as caught:
        store.save(company, AcceptancePlan, "申請", {"staff_count": 5}, id=now.id, version=now.version)
    assert [str(found) for found in caught.value.findings] == [
        "⑮常勤職員数：常勤職員数が職員名簿の人数と一致しません。（入力5人、職員名簿1人）"
    ]
    assert (
        store.save(company, AcceptancePlan, "申請", {"staff_count": 1}, id=now.id, version=now.version).entry.status
        == "未認定"
    )


@pytest.mark.req("CON-10")
def test_nobody_counts_for_the_plan_of_another_company(
    company: Desk, other_company: Desk, reviewer: Desk, application: Any
) -> None:
    plan = draft(company, application, staff_count=None)
    for stranger in (other_company, reviewer):
        with pytest.raises((store.Gone, NotAllowed)):
            roster(stranger, plan.id, [person(insured_number="1")])
    assert stored(company, plan.id).staff_count is None


@pytest.mark.req("CON-30", "CON-101")
def test_a_plan_has_one_roster(company: Desk, application: Any) -> None:
    plan = draft(company, application, staff_count=None)
    mine = roster(company, plan.id, [person(insured_number="1")])
    with pytest.raises(IllegalStep, match="「常勤職員数算定」は登録済みです。"):
        roster(company, plan.id, [person(insured_number="1"), person(name="国土花子", insured_number="2")])
    assert stored(company, plan.id).staff_count == 1
    store.save(company, StaffRoster, "削除", {}, id=mine.id)
    roster(company, plan.id, [person(insured_number="1"), person(name="国土花子", insured_number="2")])
    assert stored(company, plan.id).staff_count == 2


@pytest.mark.req("CON-30", "CON-101")
def test_two_who_register_the_roster_at_once_make_one(company: Desk, application: Any) -> None:
    plan = draft(company, application, staff_count=None)
    done = at_once(*(lambda at=at: roster(company, plan.id, [person(insured_number=str(at))]) for at in range(2)))
    assert sorted(type(one).__name__ for one in done) == ["IllegalStep", "Saved"]


@pytest.mark.req("CON-99")
def test_a_plan_waits_for_everybody_to_be_settled(company: Desk, application: Any) -> None:
    plan = draft(company, application, staff_count=None)
    saved = roster(
        company, plan.id, [person(insured_number="1"), officer(name="国土花子", insured_number="2")], officer_pay=None
    )
    assert (saved.entry.counted, saved.entry.unsure) == (1, 1)
    now = stored(company, plan.id)
    with pytest.raises(Refused) as caught:
        store.save(company, AcceptancePlan, "申請", {}, id=now.id, version=now.version)
    assert "要確認の職員がいます。判断を入力してください。" in str(caught.value)


@pytest.mark.req("CON-106", "CON-108")
def test_a_plan_keeps_to_the_cap(company: Desk, application: Any) -> None:
    plan = draft(company, application, staff_count=None)
    saved = roster(company, plan.id, [person(insured_number="1")], planned=2)
    assert (saved.entry.first_total, saved.entry.remaining) == (2, 0)
    now = stored(company, plan.id)
    with pytest.raises(Refused) as caught:
        store.save(company, AcceptancePlan, "申請", {}, id=now.id, version=now.version)
    assert "1号特定技能外国人の総数が常勤の職員の総数を超えています。（1号特定技能外国人2人、常勤の職員1人）" in str(
        caught.value
    )


@pytest.mark.req("CON-58", "CON-91")
def test_lines_that_cannot_be_are_refused(company: Desk, application: Any) -> None:
    plan = draft(company, application)
    with pytest.raises(Refused) as caught:
        roster(
            company, plan.id, [officer(insured_number="1")], employer_type="個人事業主(常時雇用5名以上)", employees=4
        )
    told = str(caught.value)
    assert "人員区分（1行目）：「役員」は" in told and "合いません" in told and "事業主は1人だけ" in told


def test_the_roster_of_a_plan_that_was_handed_in_is_closed(company: Desk, application: Any) -> None:
    plan = draft(company, application, staff_count=None)
    saved = roster(company, plan.id, [person(insured_number="1")])
    now = stored(company, plan.id)
    store.save(company, AcceptancePlan, "申請", {}, id=now.id, version=now.version)
    with pytest.raises(IllegalStep, match="未認定"):
        store.save(company, StaffRoster, "更新", {"planned": 1}, id=saved.id, version=saved.version)


@pytest.mark.req("CON-68", "CON-98", "CON-104")
def test_the_check_sheet_of_a_roster(company: Desk, application: Any) -> None:
    plan = draft(company, application, staff_count=None)
    by_hand = {"decision": "カウントする", "decision_reason": "出勤簿で確認"}
    people = [person(insured_number="112233"), officer(name="国土花子", insured_number="445566", **by_hand)]
    saved = roster(company, plan.id, people, officer_pay=None)
    texts = list(cells(sheet(company, saved.entry)).values())
    assert "112233" not in "".join(texts) and texts.count("■■■■") == 2
    assert any("出勤簿で確認" in text for text in texts)
    assert "2人" in texts


@pytest.mark.req("CON-94", "CON-105")
def test_a_changed_setting_counts_open_rosters_again(
    company: Desk, other_company: Desk, administrator: Desk, application: Any
) -> None:
    second = foreigner(name="グエン", insured_number="2", residence_status="特定技能2号")
    open_plan, handed_in = (
        draft(company, application, staff_count=None),
        draft(other_company, application, staff_count=None),
    )
    mine = roster(company, open_plan.id, [person(insured_number="1"), second])
    theirs = roster(other_company, handed_in.id, [person(insured_number="1"), second])
    now = stored(other_company, handed_in.id)
    store.save(other_company, AcceptancePlan, "申請", {}, id=now.id, version=now.version)
    assert (mine.entry.counted, theirs.entry.counted) == (1, 1)
    with pytest.raises(NotAllowed):
        store.save(company, CountingSetting, "登録", {"count_second": True})
    made = store.save(administrator, CountingSetting, "登録", {"count_second": True})
    assert stored(company, open_plan.id).staff_count == 2
    assert stored(other_company, handed_in.id).staff_count == 1  # what was handed in stays as it was
    with pytest.raises(IllegalStep, match="登録済み"):
        store.save(administrator, CountingSetting, "登録", {"count_second": False})
    line = ["株式会社国土交通建設", 1, 2]
    assert [one[1:] for one in changed_numbers(administrator)[1]] == [line]
    store.save(administrator, CountingSetting, "再計算", {}, id=made.id)
    assert [one[1:] for one in changed_numbers(administrator)[1]] == [line]  # nothing had changed
    with administrator.database.write() as session:
        store.amend(administrator.within(session), CountingSetting, made.id, {"count_second": False}, "試験")
    store.save(administrator, CountingSetting, "再計算", {}, id=made.id)
    assert stored(company, open_plan.id).staff_count == 1
    assert [one[1:] for one in changed_numbers(administrator)[1]] == [["株式会社国土交通建設", 2, 1], line]
    for nobody in (company, other_company):
        with pytest.raises(NotAllowed, match="システム管理者"):
            changed_numbers(nobody)


@pytest.mark.req("CON-94")
def test_a_roster_saved_while_the_setting_is_on_counts_the_second_kind(
    company: Desk, administrator: Desk, application: Any
) -> None:
    plan = draft(company, application, staff_count=None)
    second = foreigner(name="グエン", insured_number="2", residence_status="特定技能2号")
    made = store.save(administrator, CountingSetting, "登録", {"count_second": True})
    saved = roster(company, plan.id, [person(insured_number="1"), second])
    assert (saved.entry.counted, stored(company, plan.id).staff_count) == (2, 2)
    assert "特定技能2号" in saved.entry.people[1].reasons
    store.save(administrator, CountingSetting, "更新", {"count_second": False}, id=made.id)
    with company.database.read() as session:
        now = store.fetch(session, StaffRoster, saved.id)
    assert now is not None
    again = store.save(company, StaffRoster, "更新", {"planned": 1}, id=saved.id, version=now.version)
    assert (again.entry.counted, again.entry.people[1].result) == (1, "対象外")


@pytest.mark.req("CON-98")
@pytest.mark.parametrize("decision", ["カウントする", "カウントしない"])
def test_a_decision_by_hand_has_a_reason(company: Desk, application: Any, decision: str) -> None:
    plan = draft(company, application, staff_count=None)
    unsure = officer(name="国土花子", insured_number="2", decision=decision)
    with pytest.raises(Refused) as caught:
        roster(company, plan.id, [person(insured_number="1"), unsure], officer_pay=None)
    stops = [(one.label, one.row) for one in caught.value.findings if one.severity is REFUSE]
    assert set(stops) == {("判断理由", 1)}
    unsure.decision_reason = "登記と出勤簿で確認"
    counted = roster(company, plan.id, [person(insured_number="1"), unsure], officer_pay=None).entry.counted
    assert counted == (2 if decision == "カウントする" else 1)


def test_the_files_of_a_roster_stay_with_it_and_go_with_it(
    company: Desk, clock: Any, application: Any, a_file: Any
) -> None:
    """It shares those of its plan and has its own; what nobody holds any more goes."""
    plan = draft(company, application)
    saved = roster(company, plan.id, [person(insured_number="1")])
    (shared,) = saved.entry.documents
    own = Entry(**{**vars(shared), "id": None, "document": attachments.attach(company, a_file())})
    saved = store.save(
        company, StaffRoster, "更新", {"documents": [shared, own]}, id=saved.id, version=saved.version
    )  # fmt: skip
    clock.move(days=31)
    assert attachments.remove_unused(company, dry=False) == 0
    for document in (shared.document, own.document):
        assert attachments.content_of(company, document).startswith(b"%PDF-")
    store.save(company, StaffRoster, "削除", {}, id=saved.id)
    assert attachments.content_of(company, shared.document)  # the plan's too
    with pytest.raises(KeyError):
        attachments.content_of(company, own.document)


@pytest.mark.req("CON-48")
def test_an_open_plan_is_one_persons(company: Desk, clock: Any, application: Any) -> None:
    """The second user of the organisation reads; ten minutes after the last key the plan is free again."""
    saved = draft(company, application)
    second = replace(company, officer=replace(company.officer, id=9, name="国土花子"))
    assert leases.take(company, "acceptance_plan", saved.id) == ""
    assert "国土太郎さんが入力しています" in leases.take(second, "acceptance_plan", saved.id)
    assert leases.take(company, "acceptance_plan", saved.id) == ""
    clock.move(minutes=9, seconds=59)
    assert leases.take(second, "acceptance_plan", saved.id)
    clock.move(seconds=1)
    assert leases.take(second, "acceptance_plan", saved.id) == ""
    assert "国土花子さん" in leases.take(company, "acceptance_plan", saved.id)
    leases.release(company, "acceptance_plan", saved.id)  # not mine: nothing happens
    assert leases.take(company, "acceptance_plan", saved.id)
    leases.release(second, "acceptance_plan", saved.id)
    assert leases.take(company, "acceptance_plan", saved.id) == ""


@pytest.mark.req("CON-59", "CON-70", "CON-114")
def test_the_mark_stands_between_number_and_name_and_nothing_else_is_masked(company: Desk, application: Any) -> None:
    plan = draft(company, application)
    saved = roster(company, plan.id, [foreigner(insured_number="112233", work_form="パートタイム等短時間")])
    at = {text: (page, row, col) for (page, row, col), text in cells(sheet(company, saved.entry)).items()}
    order = [at[heading][2] for heading in ("職員種別", "被保険者整理番号", "氏名")]
    assert order[0] < order[2] and order[1] < order[2]
    assert {"パ・永住", "■■■■", "国土太郎", "永住者"} <= set(at)
    assert list(at).count("■■■■") == 1


# 名簿取込 -----------------------------------------------------------------------------------------------------------------


def take_file(desk: Desk, saved: Saved, path: Any) -> Saved:
    given = {"source": str(path)}
    return store.save(desk, StaffRoster, "名簿取込", id=saved.id, version=saved.version, given=given)


@pytest.mark.req("CON-101", "CON-103")
def test_a_file_takes_the_place_of_the_lines(company: Desk, application: Any, tmp_path: Any) -> None:
    plan = draft(company, application, staff_count=None)
    saved = roster(company, plan.id, [person(insured_number="9")])
    people = [
        file_line(1, "国土太郎"),
        file_line(2, "国土花子", 勤務形態="パートタイム等短時間"),
        file_line(3, "山田次郎"),
    ]
    book = tmp_path / "名簿.xlsx"
    write_xlsx(book, COLUMNS, ([one.get(column, "") for column in COLUMNS] for one in people))
    done = take_file(company, saved, book)
    assert [one.name for one in done.entry.people] == ["国土太郎", "国土花子", "山田次郎"]
    assert (done.entry.counted, done.entry.people[1].result_code) == (2, "F-34")
    assert stored(company, plan.id).staff_count == 2  # and ⑮ follows
    fewer = take_file(company, done, written(tmp_path / "a.csv", people[:1]))
    assert len(fewer.entry.people) == 1 and stored(company, plan.id).staff_count == 1


@pytest.mark.req("CON-103")
def test_a_file_with_a_fault_changes_nothing(company: Desk, application: Any, tmp_path: Any) -> None:
    plan = draft(company, application)
    saved = roster(company, plan.id, [person(insured_number="9")])

    def said(path: Any) -> list[str]:
        with pytest.raises(Refused) as caught:
            take_file(company, saved, path)
        return [str(one) for one in caught.value.findings]

    lines = [file_line(1, "国土太郎", 国籍区分=""), file_line(2, "国土花子", 週労働日数="")]
    assert said(written(tmp_path / "a.csv", lines)) == [
        "2行目　国籍区分：登録に必要な項目です。選んでください。",
        "3行目　週労働日数：登録に必要な項目です。入力してください。",
    ]
    (wrong,) = said(written(tmp_path / "b.csv", [file_line(1, "国土太郎", 退職年月日="R8.13.1")]))
    assert wrong.startswith("2行目　退職年月日：")
    assert "ありません" in said(tmp_path / "nowhere.xlsx")[0]
    assert "「社員名」という項目はありません" in said(written(tmp_path / "c.csv", [], ("社員名", "人員区分")))[0]
    with company.database.read() as session:
        now = store.fetch(session, StaffRoster, saved.id)
    assert now is not None and now.version == saved.version and len(now.people) == 1


def test_a_roster_of_a_plan_that_was_handed_in_takes_no_file(
    company: Desk, reviewer: Desk, application: Any, tmp_path: Any
) -> None:
    plan = draft(company, application, staff_count=1)
    saved = roster(company, plan.id, [person(insured_number="9")])
    now = stored(company, plan.id)
    store.save(company, AcceptancePlan, "申請", id=now.id, version=now.version)
    path = written(tmp_path / "a.csv", [file_line(1, "国土太郎")])
    with pytest.raises(IllegalStep, match="計画は「未認定」です"):
        take_file(company, saved, path)
    with pytest.raises(NotAllowed):
        take_file(reviewer, saved, path)


@pytest.mark.req("CON-69")
@pytest.mark.parametrize("tick", ["masked", "only_that"])
def test_no_document_is_stored_without_both_ticks(company: Desk, application: Any, tick: str) -> None:
    """Neither by 一時保存 of a plan, which takes what is unfinished, nor with a roster."""
    values = application(company)
    setattr(values["staff_documents"][0], tick, None)
    with pytest.raises(Refused, match="マスキング"):
        store.save(company, AcceptancePlan, "一時保存", values, given={"mail": "info@example.jp"})
    plan = draft(company, application, staff_count=None)
    saved = roster(company, plan.id, [person(insured_number="1")])
    document = saved.entry.documents[0]
    setattr(document, tick, None)
    with pytest.raises(Refused) as caught:
        store.save(company, StaffRoster, "更新", {"documents": [document]}, id=saved.id, version=saved.version)
    assert any("マスキング" in one.sentence and one.item == "document" for one in caught.value.findings)


@pytest.mark.req("CON-113")
@pytest.mark.parametrize(
    "typed", ["厚生年金保険被保険者標準報酬決定通知書", "健康保険・厚生年金保険被保険者標準報酬決定通知書", "1"]
)
def test_the_notice_may_be_called_by_either_name(typed: str) -> None:
    from shuro.construction.plan import StaffDocument
    from shuro.construction.roster import RosterDocument
    from shuro.kernel.record import item

    for row in (StaffDocument, RosterDocument):
        assert item(row, "kind").read(typed) == "健康保険・厚生年金保険被保険者標準報酬決定通知書(写し)"


@pytest.mark.req("CON-104", "CON-114", "CON-98")
def test_the_check_sheet_cell_by_cell(company: Desk, application: Any) -> None:
    """The columns in the printed order, mark before number before name; sub-totals by 人員区分, amounts in the head."""
    plan = draft(company, application)
    people = [
        officer(name="国土社長", insured_number="1", standard_pay=300_000),
        person(name="国土花子", insured_number="2", work_form="パートタイム等短時間"),
        foreigner(name="グエン", insured_number="3", residence_status="特定技能1号"),
    ]
    saved = roster(company, plan.id, people, planned=0)
    found = cells(sheet(company, saved.entry))
    lines: dict[int, dict[int, str]] = {}
    for (_, row, column), text in found.items():
        lines.setdefault(row, {})[column] = str(text)
    rows = [[text for _, text in sorted(line.items())] for _, line in sorted(lines.items())]
    assert [
        "番号",
        "職員種別",
        "被保険者整理番号",
        "氏名",
        "人員区分",
        "在留資格",
        "判定",
        "コード",
        "理由",
        "根拠書類",
    ] in rows
    part_timer = next(row for row in rows if "国土花子" in row)
    assert part_timer[:7] == ["2", "パ", "■■■■", "国土花子", "従業員", "対象外", "F-34"]
    told = "\n".join("|".join(row) for row in rows)
    assert "小計　役員|1人|対象外0人　要確認0人" in told
    assert "小計　従業員|0人|対象外2人　要確認0人" in told
    assert "常勤職員数|1人" in told and "1号特定技能外国人の総数|1人|在籍1人　受入予定0人　受入可能な残数0人" in told
    assert "役員報酬の基準額 300,000円　最低賃金 1,100円" in told


@pytest.mark.req("CON-94", "CON-105")
def test_the_command_lists_the_rosters_whose_number_changed(
    company: Desk, administrator: Desk, application: Any, here: Any, shuro: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A roster saved while the setting is on counts 2号 too; switched off, it is counted again and listed."""
    setting = store.save(administrator, CountingSetting, "登録", {"count_second": True})
    plan = draft(company, application, staff_count=None)
    second = foreigner(name="グエン", insured_number="2", residence_status="特定技能2号")
    saved = roster(company, plan.id, [person(insured_number="1"), second])
    assert (saved.entry.counted, stored(company, plan.id).staff_count) == (2, 2)
    store.save(administrator, CountingSetting, "更新", {"count_second": False}, id=setting.id, version=setting.version)
    assert stored(company, plan.id).staff_count == 1
    monkeypatch.setattr("shuro.commands.acting.desk", lambda: administrator)
    done = shuro("count", "recounted-rosters")
    assert done.code == 0, done.err
    assert "株式会社国土交通建設" in done.out and done.out.splitlines()[1].split()[-2:] == ["2", "1"]
