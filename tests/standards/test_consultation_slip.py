"""労働相談票 read by OCR: the file of the reader, what could not be read, completing and registering."""

from __future__ import annotations

from datetime import date

import pytest

from shuro.kernel import store
from shuro.kernel.checks import check
from shuro.kernel.columns import placed
from shuro.kernel.record import item, step_of
from shuro.kernel.register import Register
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.standards.consultation import Consultation
from shuro.standards.consultation_slip import ConsultationSlip, box_lines, box_of, receive
from tests.standards.consultations import WHOLE, consulted, found, slips
from tests.standards.workplaces import registered

NUMBER = "01-20260609-0001"
SLIP = {
    "帳票種別番号": "86001", "帳票読取通番": NUMBER, "受付年月日": "R8.6.8", "相談方法": "2", "相談時間": "015",
    "相談者氏名": "朝霧　恵", "相談者": "労働者", "就労形態": "パート", "相談の内容": "06、10",
    "相談の内容(詳細)": "賃金の不払について。",
}  # fmt: skip


def read(desk, **boxes):
    """What a file with one slip did: the boxes of SLIP with these instead."""
    return receive(desk, [{**SLIP, **boxes}])


def opened(desk, slip):
    """The new 相談情報 as it opens from a slip."""
    with desk.database.read() as session:
        return store.new_of(desk.within(session), Consultation, {}, {"slip_id": slip.id})[0]


def completed(desk, slip, **values):
    """The 相談情報 registered from a slip, with what the operator types."""
    return store.save(desk, Consultation, "登録", values, given={"slip_id": slip.id})


# The file -----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CST-49")
def test_only_slips_of_form_86001_are_read(desk):
    rows = [SLIP, {**SLIP, "帳票種別番号": "80201", "帳票読取通番": "01-20260609-0002"},
            {**SLIP, "帳票種別番号": "", "帳票読取通番": "01-20260609-0003"},
            {**SLIP, "帳票読取通番": ""}, {**SLIP, "帳票種別番号": "８６００１", "帳票読取通番": "01202606090005"}]  # fmt: skip
    done = receive(desk, rows)
    assert (done.new, [line for line, _ in done.problems]) == (2, [2, 3, 4])
    said = done.problems[0][1][0]
    assert (said.label, said.sentence) == (
        "帳票種別番号", "「80201」の帳票は読み取れません。ここで読み取るのは、86001（労働相談票）です。",
    )  # fmt: skip
    assert done.problems[2][1][0].label == "帳票読取通番"
    assert [one.read_number for one in slips(desk)] == [NUMBER, "01-20260609-0005"]
    assert "新規2件" in done.sentence and "誤り3件" in done.sentence


@pytest.mark.req("CST-49")
def test_the_same_file_twice_reads_every_slip_once(desk, make_desk):
    assert (read(desk).new, read(desk).known) == (1, 1)
    assert read(make_desk("1302", database=desk.database)).new == 1
    assert len(slips(desk)) == 1


def test_the_ministry_reads_no_slips(ministry_desk):
    with pytest.raises(NotAllowed, match="管轄する局・署の職員"):
        read(ministry_desk)


@pytest.mark.req("CST-44", "CST-46")
def test_every_item_has_its_box_and_is_read_by_its_own_rules(desk):
    boxes = {placed(item(Consultation, name)): text for name, text in WHOLE.items()}
    assert all(box_of(label).name == name for label, name in zip(boxes, WHOLE))
    receive(desk, [{"帳票種別番号": "86001", "帳票読取通番": NUMBER, **boxes}])
    one = completed(desk, slips(desk)[0]).entry
    typed = consulted(desk, **WHOLE).entry
    assert [name for name in WHOLE if getattr(one, name) != getattr(typed, name)] == []


@pytest.mark.req("CST-45")
@pytest.mark.parametrize(("box", "minutes"), [("015", 15), ("999", 999), ("000", 0), (" 5", 5), ("１２０", 120)])
def test_three_boxes_hold_the_minutes(screen_desk, box, minutes):
    read(screen_desk, 相談時間=box)
    assert opened(screen_desk, slips(screen_desk)[0]).minutes == minutes


# What could not be read ---------------------------------------------------------------------------------------------------


@pytest.mark.req("CST-47")
@pytest.mark.parametrize(
    ("label", "name", "text"),
    [
        ("相談方法", "method", "来訪"),
        ("相談時間", "minutes", "1A"),
        ("受付年月日", "received_on", "R8.13.8"),
        ("相談の内容", "topics", "01、02、03、04、05、06、07"),
        ("相談の内容(詳細)", "detail", "あ" * 1933),
        ("業種", "industry_code", "999999"),
        ("FAX", "fax", "なし"),
    ],
)
def test_what_is_no_option_or_breaks_a_limit_stays_empty_and_is_marked(desk, label, name, text):
    assert read(desk, **{label: text}).unread == 1
    slip = slips(desk)[0]
    assert (slip.unread, slip.unread_labels) == ({name: text}, label)
    one = opened(desk, slip)
    assert getattr(one, name) is None and one.caller == "朝霧　恵"
    marks = [f for f in check(Consultation, one) if f.at_once]
    assert [(f.item, f.severity) for f in marks] == [(name, store.WARN)]
    assert f"「{text}」を読み取れません" in marks[0].sentence


@pytest.mark.req("CST-47")
def test_the_mark_goes_when_the_operator_types(desk):
    read(desk, 相談方法="来訪")
    slip = slips(desk)[0]
    with pytest.raises(store.Refused) as refusal:
        completed(desk, slip)
    assert {f.item for f in refusal.value.findings if f.severity is store.REFUSE} == {"method"}
    saved = completed(desk, slip, method="来署")
    assert saved.entry.method == "来署" and not any(f.at_once for f in saved.warnings)
    assert found(desk) == [saved.id]


def test_the_pages_of_a_slip_show_every_box(desk):
    read(desk, 相談方法="来訪")
    lines = dict(box_lines(desk, slips(desk)[0]))
    assert lines["相談方法"] == "【読取不能】来訪" and lines["相談の内容(詳細)"] == "賃金の不払について。"
    assert lines["相談時間"] == "015"


# Completing ---------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CST-46", "CST-3")
def test_what_is_read_and_what_is_typed_become_one_record(desk):
    read(desk)
    slip = slips(desk)[0]
    assert found(desk) == [] and slip.state == "未登録"
    one = completed(desk, slip, gender="女", receiver="受付　太郎").entry
    assert (one.received_on, one.method, one.minutes) == (date(2026, 6, 8), "電話", 15)
    assert (one.caller, one.work_style, one.topics) == ("朝霧　恵", "パート", ["06", "10"])
    assert (one.gender, one.receiver, one.detail) == ("女", "受付　太郎", "賃金の不払について。")
    done = slips(desk)[0]
    assert (done.state, done.consultation_id) == ("登録済", one.id)
    waiting = Register(desk, ConsultationSlip, {"state": "未登録"}).count()
    assert (waiting, found(desk)) == ((0, False), [one.id])


@pytest.mark.req("CST-46")
def test_a_slip_is_registered_once(desk):
    read(desk)
    slip = slips(desk)[0]
    completed(desk, slip)
    with pytest.raises(IllegalStep, match=f"帳票読取通番{NUMBER}の労働相談票は、既に登録されている"):
        completed(desk, slip)
    assert len(found(desk)) == 1


def test_two_who_complete_a_slip_at_once_get_one_record(desk):
    """The second waited for the first: what it had asked before no longer holds when it writes."""
    from shuro.standards.consultation_rules import settle

    read(desk)
    slip = slips(desk)[0]
    one = opened(desk, slip)
    completed(desk, slip)
    with desk.database.write() as session, pytest.raises(store.Refused, match="既に登録されている"):
        settle(desk.within(session), one, None)


@pytest.mark.req("CST-48")
def test_the_link_follows_the_registration(desk):
    workplace = registered(desk)
    read(desk)
    slip = slips(desk)[0]
    assert step_of(Consultation, "関連付け").starts == ("登録済",)
    assert not {"workplace_id", "関連付け事業場"} & set(slip.boxes) and box_of("関連付け事業場") is None
    with pytest.raises(store.Gone):
        store.save(desk, Consultation, "関連付け", id=slip.id, version=1, given={"workplace_id": workplace.id})
    one = completed(desk, slip, workplace_id=workplace.id).entry
    assert one.workplace_id is None
    given = {"workplace_id": workplace.id}
    linked = store.save(desk, Consultation, "関連付け", id=found(desk)[0], version=1, given=given).entry
    assert linked.workplace_id == workplace.id


def test_another_office_completes_no_slip_of_this_one(desk, make_desk):
    read(desk)
    other = make_desk("1302", database=desk.database)
    assert Register(other, ConsultationSlip).first(10) == []
    with pytest.raises(store.Gone):
        completed(other, slips(desk)[0])


def test_a_slip_goes_with_its_record_and_can_be_read_again(desk):
    read(desk)
    one = completed(desk, slips(desk)[0]).entry
    store.save(desk, Consultation, "削除", id=one.id, version=1)
    assert slips(desk) == [] and read(desk).new == 1


def test_an_unregistered_slip_can_be_thrown_away_and_no_other(desk):
    read(desk)
    slip = slips(desk)[0]
    completed(desk, slip)
    with pytest.raises(IllegalStep, match="未登録"):
        store.save(desk, ConsultationSlip, "破棄", id=slip.id)
    read(desk, 帳票読取通番="01-20260609-0002")
    waiting = slips(desk)[1]
    store.save(desk, ConsultationSlip, "破棄", id=waiting.id)
    assert [one.id for one in slips(desk)] == [slip.id]


def test_slips_to_complete_are_due_at_the_desk(desk, make_desk):
    from shuro.kernel.dues import behind, waiting
    from shuro.standards.consultation_dues import DUES

    read(desk)
    read(desk, 帳票読取通番="01-20260609-0002")
    completed(desk, slips(desk)[0])
    assert [one.number for one in waiting(desk) if one.due is DUES[0]] == [1]
    assert [one.read_number for one in behind(desk, DUES[0])] == ["01-20260609-0002"]
    assert [one for one in waiting(make_desk("1302", database=desk.database)) if one.due is DUES[0]] == []
