"""Limits, options and reminders of the ledger and its sheets; on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from screens.record_form import RecordScreen
from shuro.kernel import store
from shuro.kernel.checks import read_texts
from shuro.kernel.desk import Desk
from shuro.kernel.record import item
from shuro.kernel.steps import IllegalStep
from shuro.standards.complaint import Complaint, ComplaintViolation
from shuro.standards.complaint_schedule import ComplaintSchedule
from shuro.standards.workplace import Workplace
from tests.standards.complaints import MOVE, again, changed, complained, some_workplace, workstation
from tests.standards.supervisions import supervised
from tests.terminal import picture, press, running
from widgets.form_model import Place

FIRST = "同上の理由と、そのときの使用者との折衝及び使用者の回答"
LIMITS = {"why": 240, "claimed": 240, "unpaid": 60, "reckoning": 665, "deducted": 350, "remarks": 385}  # CMP-68
CHOICES = {"attitude": "認めている|認めていない", "proof": "証拠あり|証拠なし", "papers": "添付書類あり|添付書類なし"}


@pytest.mark.req("CMP-68")
@pytest.mark.parametrize("name", LIMITS)
def test_a_text_of_the_schedule_has_its_limit(desk: Desk, name: str) -> None:
    declared, most = item(ComplaintSchedule, name), LIMITS[name]
    values, found = read_texts(ComplaintSchedule, {name: "あ" * most}, desk)
    assert not found and len(values[name]) == most
    ((told),) = read_texts(ComplaintSchedule, {name: "あ" * (most + 1)}, desk)[1]
    assert (told.label, told.sentence) == (declared.label, f"{most}文字以内で入力してください（現在{most + 1}文字）。")
    assert (declared.label == FIRST) is (name == "why")


@pytest.mark.req("CMP-70")
@pytest.mark.parametrize("name", CHOICES)
def test_the_attitude_is_one_of_two(desk: Desk, name: str) -> None:
    assert "|".join(item(ComplaintSchedule, name).options) == CHOICES[name]
    assert read_texts(ComplaintSchedule, {name: "不明"}, desk)[1]


@pytest.mark.req("CMP-56")
@pytest.mark.parametrize(
    "text, right",
    [
        ("あ" * 800, True),
        ("あ" * 801, False),
        ("あ" * 750 + "\n" + "い" * 50, True),
        ("あ" * 751 + "\nい", False),
        ("\n".join("あ" * 16), True),
        ("\n".join("あ" * 17), False),
    ],
)
def test_the_content_holds_sixteen_lines_of_fifty(desk: Desk, text: str, right: bool) -> None:
    told = read_texts(Complaint, {"content": text}, desk)[1]
    assert (not told) is right


@pytest.mark.req("CMP-53")
def test_the_column_of_the_dispatch_law_takes_no_other(desk: Desk) -> None:
    for text, right in (("派遣法44条2項", True), ("労基法24条1項", False), ("安衛法20条", False)):
        assert (not read_texts(ComplaintViolation, {"dispatch": text}, desk)[1]) is right, text
    assert not read_texts(ComplaintViolation, {"provision": "労基法24条1項"}, desk)[1]


@pytest.mark.req("CMP-55")
def test_only_a_complaint_supervision_of_that_day_and_place_answers_the_reminder(desk: Desk) -> None:
    place = store.find(desk, Workplace, some_workplace(desk))

    def reminded() -> bool:
        return "監督実施年月日" in {found.label for found in complained(desk, supervised_on="R8.6.5").warnings}

    assert reminded()
    supervised(desk, place, supervised_on="R8.6.5", supervision_kind="災害時監督")
    supervised(desk, place, supervised_on="R8.6.4", supervision_kind="申告監督")
    assert reminded()
    supervised(desk, place, supervised_on="R8.6.5", supervision_kind="申告監督")
    assert not reminded()


@pytest.mark.req("CMP-66")
def test_without_its_schedule_the_ledger_says_so_again(desk: Desk) -> None:
    ledger = complained(desk, migrant="1")
    made = store.save(desk, ComplaintSchedule, "登録", {}, given={"complaint_id": ledger.id})
    assert again(desk, ledger).schedule == "有"
    store.save(desk, ComplaintSchedule, "削除", id=made.id, version=made.version)
    assert again(desk, ledger).schedule is None


@pytest.mark.req("CMP-71")
@pytest.mark.parametrize("kind, told", [("migrant", True), ("dispatched", True), ("homework", False)])
def test_a_schedule_is_missed_in_two_kinds_of_cases(desk: Desk, kind: str, told: bool) -> None:
    saved = complained(desk, **{kind: "1"}, **MOVE, industry_code="010602")
    assert any("付表がありません" in found.sentence for found in saved.warnings) is told
    moved = store.save(desk, Complaint, "移送", id=saved.id, version=saved.version)  # the officer may go on
    assert moved.entry.status == "完結(移送済)"


@pytest.mark.req("CMP-74")
def test_the_command_looks_at_the_office_again(desk: Desk) -> None:
    saved = complained(desk, **MOVE, industry_code="010602")
    with desk.database.write() as session:  # as an older registration could have left it
        store.amend(desk.within(session), Complaint, saved.id, {"to_office": "1301"}, "訂正")
    with pytest.raises(IllegalStep, match="処理局署が自分の署です"):
        store.save(desk, Complaint, "移送", id=saved.id, version=again(desk, saved).version)


@pytest.mark.req("CMP-36", "CMP-37")
async def test_sheets_are_offered_once_the_ledger_is_registered(desk: Desk, clock: Any) -> None:
    one = complained(desk)
    for id, offered in ((None, False), (one.id, True)):
        app = workstation(desk, lambda: RecordScreen(Complaint, id), clock)  # noqa: B023
        async with running(app):
            await press(app, "f10")
            assert ("別紙入力" in picture(app)) is ("付表入力" in picture(app)) is offered


@pytest.mark.req("CMP-24")
def test_readings_belong_to_the_names() -> None:
    for name, of in (("complainant_kana", "complainant"), ("workplace_kana", "workplace_name")):
        assert item(Complaint, name).of == of


@pytest.mark.req("CMP-26")
@pytest.mark.parametrize("name", ["complainant_address", "address"])
async def test_both_addresses_have_the_dialog(desk: Desk, clock: Any, name: str) -> None:
    one = complained(desk)
    app = workstation(desk, lambda: RecordScreen(Complaint, one.id), clock)
    async with running(app):
        await app.screen.view.go(Place(name))
        await press(app, "f4")
        assert f"所在地入力　{item(Complaint, name).label}" in picture(app)
    assert changed(desk, one, **{name: "東京都港区芝1-1 芝ビル"}).version == 2
