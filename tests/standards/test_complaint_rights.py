"""Who does what to a ledger and its sheets, and what goes with a transfer, item by item; on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from shuro.kernel import store
from shuro.kernel.desk import Desk
from shuro.kernel.forms import cells
from shuro.kernel.record import Entry, items_of, step_of, table_of
from shuro.kernel.register import Register
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.standards import complaint_forms as forms
from shuro.standards import complaint_rules as rules_of
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_attachment import ComplaintAttachment
from shuro.standards.complaint_journal import ComplaintJournal
from shuro.standards.complaint_received import TransferredComplaint
from shuro.standards.complaint_schedule import ComplaintSchedule
from shuro.standards.complaint_unpaid import ComplaintUnpaid
from tests.standards.complaints import MOVE, again, changed, complained, received, sent, some_workplace
from tests.standards.consultations import WHOLE, consulted

SHEETS = (ComplaintAttachment, ComplaintJournal, ComplaintSchedule)


@pytest.fixture
def there(make_desk: Any, database: Any) -> Desk:
    """上野労働基準監督署."""
    return make_desk("1302", database=database)


@pytest.mark.req("CMP-2")
def test_neither_the_bureau_nor_another_station_moves_or_deletes(desk: Desk, bureau_desk: Desk, there: Desk) -> None:
    one = complained(desk, industry_code="010602", **MOVE)
    for stranger in (bureau_desk, there):
        for step in ("移送", "削除"):
            with pytest.raises((NotAllowed, store.Gone)):
                store.save(stranger, Complaint, step, id=one.id, version=one.version)
    assert again(desk, one).status == "決裁中(移送待)"
    with pytest.raises(NotAllowed):  # the bureau sees it, and still may not
        store.save(bureau_desk, Complaint, "削除", id=one.id, version=one.version)


@pytest.mark.req("CMP-3")
def test_the_office_is_the_operators_whatever_is_given(desk: Desk) -> None:
    assert complained(desk, office_code="1302").entry.office_code == "1301"


@pytest.mark.req("CMP-16", "CMP-17", "CMP-32")
def test_a_new_ledger_is_being_typed(desk: Desk, there: Desk) -> None:
    source, case = consulted(desk, **WHOLE), sent(desk)
    for by, given in ((desk, {}), (desk, {"consultation_id": source.id}), (there, {"sent_id": case.id})):
        with by.database.read() as session:
            one, _ = store.new_of(by.within(session), Complaint, {}, given)
        assert (one.status, one.outcome, one.ledger_number) == ("登録中", "未完結", None)


@pytest.mark.req("CMP-14")
def test_all_that_hangs_on_a_ledger_goes_with_it(desk: Desk) -> None:
    ledger = complained(desk)
    given = {"complaint_id": ledger.id}
    made = [(cls, store.save(desk, cls, "登録", {}, given=given).id) for cls in SHEETS]
    unpaid = store.save(desk, ComplaintUnpaid, "登録", {"case_kind": "賃金不払事件"}, given=given)
    step = step_of(Complaint, "削除")
    assert "別紙、続紙、付表を削除します" in step.confirm and "削除しますか" in step.confirm
    store.save(desk, Complaint, "削除", id=ledger.id, version=again(desk, ledger).version)
    for cls, id in (*made, (ComplaintUnpaid, unpaid.id)):
        with pytest.raises(store.Gone):
            store.find(desk, cls, id)


@pytest.mark.req("CMP-18")
def test_a_sent_ledger_is_read_printed_and_found_and_its_sheets_are_closed(desk: Desk) -> None:
    case = sent(desk)
    with desk.database.read() as session:
        sheets = [(cls, one) for cls in SHEETS for one in store.entries(session, cls)]
    assert len(sheets) == 3
    for cls, one in sheets:
        for step in ("更新", "削除"):
            with pytest.raises(IllegalStep, match="移送した台帳に属するため"):
                store.save(desk, cls, step, {}, id=one.id, version=one.version)
    with pytest.raises(IllegalStep, match="移送した台帳に属するため"):
        store.save(desk, ComplaintJournal, "登録", {"progress": "追記"}, given={"complaint_id": case.id})
    assert [line.id for line in Register(desk, Complaint, {"complainant": "朝霧"}).all()] == [case.id]
    assert "朝霧　恵" in cells(forms.ledger(desk, again(desk, case))).values()


WHOLE_LEDGER = {
    "complainant_kana": "アサギリ　メグミ", "workplace_kana": "カスミガイシャ　　カスミコウジョウ", "workplace_phone": "03-1-1",
    "begun_on": "R8.6.2", "receivers": "山本　一郎", "handlers": "鈴木　次郎", "several": "1", "others": "2", "disclosure": "否",
    "position": "工員", "work_style": "派遣労働者", "worker_kind": "年少者", "bankrupt": "1", "apply_by": "R8.9.30",
    "representative": "社長　霞　一郎", "workers": "50", "labor_union": "無", "violated": "違反有",
    "violations": [{"provision": "労基法24条1項"}, {"provision": "労基法32条1項", "dispatch": "派遣法44条2項"}],
    "supervised_on": "R8.6.5", "violated_items": "解雇", "migrant": "1", "dispatched": "1", "homework": "1", "whistle": "1",
}  # fmt: skip


@pytest.mark.req("CMP-83")
def test_every_item_comes_with_the_case(desk: Desk, there: Desk) -> None:
    """All that an officer can type but what belongs to the sending office's own handling."""
    case = again(desk, sent(desk, **WHOLE_LEDGER))
    one = received(there, case.id).entry
    own = {"office_code", "ledger_number", "status", "workplace_id", "route", "outcome", "closed_on", "moving", "to_office",
           "direct", "dispatch_number", "from_office", "consulted", "unpaid_years"}  # fmt: skip
    names = [item.name for item in items_of(Complaint) if item.name not in own and item.kind.name != "rows"]
    assert [name for name in names if getattr(one, name) != getattr(case, name)] == []
    empty = [name for name in names if getattr(case, name) in (None, "", [])]
    assert empty == []  # so that each of them is proved
    lines = [[(line.provision, line.dispatch) for line in ledger.violations] for ledger in (case, one)]
    assert lines[0] == lines[1] and len(lines[0]) == 2 and lines[0][1][1]
    assert (one.schedule, one.from_office, one.outcome, one.closed_on) == ("有", "1301", "未完結", None)
    assert [one.moving or None, one.to_office, one.direct, one.dispatch_number] == [None] * 4


@pytest.mark.req("CMP-63", "CMP-83", "CMP-12")
def test_a_case_that_goes_on_to_a_third_office_keeps_its_writers(
    desk: Desk, there: Desk, make_desk: Any, database: Any
) -> None:
    second = received(there, sent(desk).id)
    page = {"complaint_id": second.id}
    store.save(there, ComplaintJournal, "登録", {"progress": "6月15日、調査。"}, given=page)
    waiting = store.save(there, Complaint, "更新", {
        "moving": True, "to_office": "1303", "direct": "諾", "dispatch_number": "第2号", "industry_code": "010602",
    }, id=second.id, version=again(there, second).version)  # fmt: skip
    store.save(there, Complaint, "移送", id=second.id, version=waiting.version)
    third = make_desk("1303", database=database)
    last = received(third, second.id)
    with database.read() as session:
        pages = store.entries(session, ComplaintJournal, table_of(ComplaintJournal).c.complaint_id == last.id)
    assert [(one.page, one.sent_from, one.reported) for one in pages] == [(1, "1301", True), (2, "1302", True)]
    assert (last.entry.from_office, last.entry.sent_number) == ("1301", second.entry.ledger_number)


@pytest.mark.req("CMP-81", "CMP-85")
def test_a_case_that_waits_is_not_seen_there_and_the_bureau_sees_both_ends(
    desk: Desk, bureau_desk: Desk, there: Desk, make_desk: Any, database: Any
) -> None:
    waiting = complained(desk, industry_code="010602", **MOVE)
    with pytest.raises(store.Gone):
        store.find(there, Complaint, waiting.id)
    with pytest.raises((store.Gone, store.Refused)):
        received(there, waiting.id)

    def listed(by: Desk, **texts: str) -> list[int]:
        return [line.id for line in Register(by, TransferredComplaint, texts).all()]

    assert listed(there) == listed(bureau_desk) == []
    moved = store.save(desk, Complaint, "移送", id=waiting.id, version=waiting.version)
    osaka = make_desk("2700", database=database)
    assert listed(bureau_desk, receipt="未登録") == [moved.id] and listed(osaka) == []
    received(there, moved.id)
    assert listed(bureau_desk, receipt="登録済") == [moved.id] and listed(bureau_desk, receipt="未登録") == []


# What must, and what may, be entered --------------------------------------------------------------------------------------

MAY_BE_EMPTY = {
    "申告者氏名(カナ)", "申告者電話番号", "申告者住所", "事業場の名称(カナ)", "事業場所在地", "事業場電話番号",
    "申告者の氏名を明らかにすること", "事業場内の地位", "申告の経緯", "事業の代表者", "労働者数", "労働組合",
    "監督実施年月日", "申告の内容",
}  # fmt: skip


@pytest.mark.req("CMP-7", "CMP-47")
def test_all_that_may_stay_empty_is_told(desk: Desk) -> None:
    nothing = dict.fromkeys(("complainant_phone", "complainant_address", "address", "route", "content"))
    told = {found.label for found in complained(desk, **nothing).warnings}
    assert told == MAY_BE_EMPTY
    several = complained(desk, **nothing, several="1", bankrupt="1")
    assert {found.label for found in several.warnings} == MAY_BE_EMPTY | {
        "外○名",
        "認定申請期限年月日",
    }  # CMP-36, CMP-43


CLOSE = {"outcome": "解決", "closed_on": "R8.6.9"}
MIDDLE = ("01", "02", "03", "04", "05", "06", "07", "13", "14", "17")


@pytest.mark.req("CMP-46")
@pytest.mark.parametrize("number", range(1, 18))
def test_the_divisions_that_need_a_middle_one(desk: Desk, number: int) -> None:
    code = f"{number:02}"
    one = Entry(industry_code=code, homework=None, outcome="解決", id=1)
    assert rules_of.depth_wanted(one) == (4 if code in MIDDLE else 2)
    told = [found.sentence for found in rules_of.deep_industry(one, None)]
    assert told == (["完結した事件は中分類まで選んでください（F4）。"] if code in MIDDLE else [])


@pytest.mark.req("CMP-46")
@pytest.mark.parametrize("code, homework, level", [("0108", True, "小分類"), ("0113", True, "小分類"), ("0108", None, ""),
                                                   ("0113", None, ""), ("0112", True, ""), ("010801", True, ""),
                                                   ("011301", True, ""), ("01", True, "中分類")])  # fmt: skip
def test_homework_needs_a_small_division(code: str, homework: bool | None, level: str) -> None:
    one = Entry(industry_code=code, homework=homework, outcome="解決", id=1)
    told = "".join(found.sentence for found in rules_of.deep_industry(one, None))
    assert (level in told) and bool(told) is bool(level)


@pytest.mark.req("CMP-50")
def test_without_the_answer_an_unlinked_ledger_is_not_registered(desk: Desk) -> None:
    values = {"complainant": "朝霧", "workplace_name": "霞会社", "accepted_on": desk.today(), "matters": "賃金不払い",
              "main_items": ["賃金不払"]}  # fmt: skip
    with pytest.raises(store.Refused):
        store.save(desk, Complaint, "登録", values)
    assert list(Register(desk, Complaint, {}).all()) == []
    saved = store.save(desk, Complaint, "登録", values, accept=("outside-district",))
    with pytest.raises(store.Refused, match="関連付けがありません"):
        store.save(desk, Complaint, "更新", {"matters": "解雇"}, id=saved.id, version=saved.version)
    some_workplace(desk)
    assert changed(desk, saved, **MOVE, industry_code="010602").entry.status == "決裁中(移送待)"
