"""申告情報 and its 申告処理台帳: numbers, states, what must be entered, its sheets; on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.record_form import RecordScreen
from shuro.kernel import store
from shuro.kernel.desk import Desk
from shuro.kernel.forms import cells
from shuro.kernel.record import Entry
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.standards import complaint_rules as rules_of
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_attachment import ComplaintAttachment
from shuro.standards.complaint_forms import ledger as ledger_form
from shuro.standards.complaint_journal import ComplaintJournal
from shuro.standards.complaint_schedule import ComplaintSchedule
from shuro.standards.consultation import Consultation
from tests.conftest import ROOT
from tests.standards.complaints import MOVE, again, changed, complained, refused, workstation
from tests.standards.consultations import WHOLE, consulted
from tests.standards.workplaces import registered as workplace
from tests.terminal import picture, press, running
from widgets.form_model import Place


@pytest.mark.req("CMP-2", "CMP-3")
def test_only_the_station_keeps_ledgers(desk: Desk, bureau_desk: Desk, make_desk: Any, database: Any) -> None:
    saved = complained(desk)
    assert saved.entry.office_code == "1301"
    for stranger in (bureau_desk, make_desk("1302", database=database)):
        with pytest.raises((NotAllowed, store.Gone)):
            store.save(stranger, Complaint, "更新", {"matters": "解雇"}, id=saved.id, version=saved.version)
    with pytest.raises(NotAllowed):
        complained(bureau_desk, link=False)
    assert store.find(bureau_desk, Complaint, saved.id).matters == "賃金不払い"
    with pytest.raises(store.Gone):
        store.find(make_desk("1302", database=database), Complaint, saved.id)


@pytest.mark.req("CMP-4", "CMP-5")
@pytest.mark.parametrize(
    "name, label",
    [("complainant", "申告者氏名(漢字)"), ("workplace_name", "事業場の名称(漢字)"), ("accepted_on", "受理年月日"),
     ("matters", "申告事項"), ("main_items", "主要事項別申告事項")],
)  # fmt: skip
def test_what_must_be_entered(desk: Desk, name: str, label: str) -> None:
    assert list(refused(desk, **{name: None})) == [label]


@pytest.mark.req("CMP-6")
def test_what_must_be_entered_then(desk: Desk) -> None:
    assert set(refused(desk, outcome="解決")) == {"完結年月日", "事業の種類"}
    assert set(refused(desk, violated="違反有")) == {"違反条文"}
    assert set(refused(desk, moving="1", industry_code="010602")) == {"処理局署", "処理経過直接連絡", "発出番号"}


@pytest.mark.req("CMP-7")
def test_what_may_stay_empty_is_told(desk: Desk) -> None:
    saved = complained(desk)
    assert {"申告者氏名(カナ)", "労働者数", "事業の代表者"} <= {found.label for found in saved.warnings}


@pytest.mark.req("CMP-9", "CMP-10", "CMP-11")
def test_numbers_by_fiscal_year_and_office_leave_gaps(desk: Desk, make_desk: Any, database: Any, clock: Any) -> None:
    first, second = complained(desk), complained(desk, complainant="夕立　望")
    assert (first.entry.ledger_number, second.entry.ledger_number) == ("2026-1", "2026-2")
    assert (rules_of.shown_number("2026-2"), rules_of.short_number("2026-2")) == ("令和8年度第2号", "R8-2")
    other = complained(make_desk("1302", database=database), link=False)
    assert other.entry.ledger_number == "2026-1"
    store.save(desk, Complaint, "削除", id=second.id, version=again(desk, second).version)
    assert complained(desk, complainant="薄雲　渡").entry.ledger_number == "2026-3"
    clock.set(2027, 3, 31, 9)
    assert complained(desk, complainant="時雨　歩").entry.ledger_number == "2026-4"
    clock.set(2027, 4, 1, 9)
    assert complained(desk, complainant="初雪　光", accepted_on="R9.3.30").entry.ledger_number == "2027-1"


@pytest.mark.req("CMP-27")
@pytest.mark.parametrize("typed, kept", [("霞会社  霞工場", "霞会社　　霞工場"), ("霞会社 　 霞工場", "霞会社　　霞工場"),
                                         ("霞・雲 共同企業体", "霞・雲 共同企業体")])  # fmt: skip
def test_two_blanks_part_the_names(desk: Desk, typed: str, kept: str) -> None:
    assert complained(desk, workplace_name=typed).entry.workplace_name == kept


@pytest.mark.req("CMP-57")
def test_the_help_names_disputes_about_which_advice_is_asked() -> None:
    (content,) = [one for one in Complaint.items() if one.name == "content"]
    page = (ROOT / "docs" / "manual" / "complaint.md").read_text(encoding="utf-8")
    for words in ("個別労働関係紛争", "都道府県労働局長の助言・指導"):
        assert words in content.help and words in page


# States ----------------------------------------------------------------------------------------------------------------

CLOSE = {"outcome": "解決", "closed_on": "R8.6.9", "industry_code": "010602"}
OPEN_AGAIN = {"outcome": "未完結", "closed_on": ""}


@pytest.mark.req("CMP-16", "CMP-17", "CMP-32", "CMP-75")
@pytest.mark.parametrize(
    "first, then, states",
    [
        ({}, {}, ("登録済", "登録済")),
        (CLOSE, {}, ("完結(非移送)", "完結(非移送)")),
        ({}, CLOSE, ("登録済", "完結(非移送)")),
        (MOVE, {}, ("決裁中(移送待)", "決裁中(移送待)")),
        ({}, MOVE, ("登録済", "決裁中(移送待)")),
        (CLOSE, OPEN_AGAIN, ("完結(非移送)", "登録済")),
        (CLOSE, MOVE, ("完結(非移送)", "決裁中(移送待)")),
        (MOVE, {"moving": "0", "outcome": "未完結"}, ("決裁中(移送待)", "登録済")),
        (MOVE, {"moving": "0"}, ("決裁中(移送待)", "登録済")),
        (MOVE, {"moving": "0", **CLOSE}, ("決裁中(移送待)", "完結(非移送)")),
    ],
)
def test_states_follow_what_is_entered(desk: Desk, first: dict[str, str], then: dict[str, str], states: Any) -> None:
    saved = complained(
        desk, **{**first, **({"closed_on": "R8.6.9"} if first is MOVE else {}), "industry_code": "010602"}
    )
    assert (saved.entry.status, saved.entry.state) == (states[0], states[0])
    assert changed(desk, saved, **then).entry.status == states[1]


@pytest.mark.req("CMP-16")
def test_the_state_cannot_be_typed(desk: Desk) -> None:
    values = {"status": "完結(移送済)", "ledger_number": "2026-99"}
    saved = complained(desk)
    now = store.save(desk, Complaint, "更新", values, id=saved.id, version=saved.version)
    assert (now.entry.status, now.entry.ledger_number) == ("登録済", "2026-1")


@pytest.mark.req("CMP-33", "CMP-35")
def test_outcomes(desk: Desk) -> None:
    assert rules_of.PRIORITY == ("解決", "司法", "立替払", "その他", "移送")
    assert "完結区分" in refused(desk, outcome="移送", closed_on="R8.6.9", industry_code="010602")


@pytest.mark.req("CMP-34")
def test_the_order_of_the_days(desk: Desk) -> None:
    assert "完結年月日" in refused(desk, **{**CLOSE, "closed_on": "R8.5.31"})
    assert "処理着手年月日" in refused(desk, begun_on="R8.5.31")
    assert "処理着手年月日" in refused(desk, **{**CLOSE, "begun_on": "R8.6.10"})
    assert refused(desk, **{**CLOSE, "begun_on": "R8.6.1", "closed_on": "R8.6.1"}) == {}


@pytest.mark.req("CMP-46")
@pytest.mark.parametrize(
    "code, homework, needed", [("01", None, True), ("0106", None, False), ("08", None, False), ("13", None, True),
                               ("0108", "1", True), ("0106", "1", False), ("010801", "1", False)],
)  # fmt: skip
def test_how_deep_the_industry_goes(desk: Desk, code: str, homework: str | None, needed: bool) -> None:
    told = refused(desk, **{**CLOSE, "industry_code": code, "homework": homework})
    assert ("事業の種類" in told) is needed
    assert refused(desk, industry_code=code, homework=homework) == {}  # open cases are not asked


@pytest.mark.req("CMP-51", "CMP-52")
def test_articles_go_with_the_violation(desk: Desk) -> None:
    line = [{"provision": "労基法24条1項"}]
    saved = complained(desk, violated="違反有", violations=line, supervised_on="R8.6.5")
    assert rules_of.provisions(saved.entry).startswith("労基法第24条")
    assert "違反条文" in refused(desk, violated="違反無", violations=line)


@pytest.mark.req("CMP-55")
def test_the_supervision_is_reminded_of(desk: Desk) -> None:
    saved = complained(desk, violated="違反無", supervised_on="R8.6.5")
    assert "監督実施年月日" in {found.label for found in saved.warnings}


@pytest.mark.req("CMP-88")
def test_violated_items_are_among_those_claimed(desk: Desk) -> None:
    assert "主要事項別違反事項" in refused(desk, violated_items="休日")
    assert refused(desk, violated_items="解雇") == {}


@pytest.mark.req("CMP-49", "CMP-50")
def test_without_a_link_only_to_be_transferred(desk: Desk) -> None:
    with pytest.raises(store.Refused) as caught:
        store.save(desk, Complaint, "登録", {"complainant": "朝霧"})
    asked = [found for found in caught.value.findings if found.key == "outside-district"]
    assert len(asked) == 1 and "移送するために受理した" in asked[0].sentence
    one = workplace(desk)
    assert complained(desk, workplace_id=f"1301-{one.key}").entry.workplace_id == one.id


# From a consultation ---------------------------------------------------------------------------------------------------


@pytest.mark.req("CMP-20", "CMP-21", "CMP-22", "CST-52", "CST-53", "CST-54", "CST-55", "CST-56", "CST-57", "CST-58")
def test_thirteen_items_come_from_a_consultation(desk: Desk) -> None:
    source = consulted(desk, **WHOLE).entry
    with desk.database.read() as session:
        one, _ = store.new_of(desk.within(session), Complaint, {}, {"consultation_id": source.id})
    passed = {
        "workplace_name": source.workplace_name, "representative": source.representative,
        "industry_code": source.industry_code, "complainant": source.caller, "complainant_address": source.home_address,
        "complainant_phone": source.home_phone, "address": source.address, "workplace_phone": source.workplace_phone,
        "labor_union": source.labor_union, "disclosure": source.disclosure, "work_style": source.work_style,
        "worker_kind": "外国人労働者(技能実習生を除く)", "content": source.detail,
    }  # fmt: skip
    assert {name: getattr(one, name) for name in passed} == passed and len(passed) == 13
    assert one.consulted == "有" and one.accepted_on is None
    store.save(
        desk, Complaint, "登録", {"accepted_on": date(2026, 6, 10), "matters": "賃金不払い", "main_items": ["賃金不払"]},
        given={"consultation_id": source.id}, accept=("outside-district",),
    )  # fmt: skip


@pytest.mark.req("CST-9", "CST-59", "CST-60")
def test_a_consultation_with_a_complaint_stays(desk: Desk) -> None:
    from shuro.standards.consultation import Consultation

    source = consulted(desk, **WHOLE)
    saved = complained(desk, given={"consultation_id": source.id})
    with pytest.raises(IllegalStep, match="1301-2026-1"):
        store.save(desk, Consultation, "削除", id=source.id, version=source.version)
    offer = next(offer for offer in Complaint.offers if offer.at == "consultation")
    assert offer.by is not None and not offer.by.may(Entry(office=Entry(level="局", code="1300"), rights=()), None)
    store.save(desk, Complaint, "削除", id=saved.id, version=saved.version)
    store.save(desk, Consultation, "削除", id=source.id, version=source.version)


# Sheets ----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CMP-36", "CMP-37", "CMP-38", "CMP-56")
def test_further_complainants_on_a_sheet(desk: Desk) -> None:
    with pytest.raises(IllegalStep, match="申告処理台帳を登録してから"):
        store.save(desk, ComplaintAttachment, "登録", {"content": "続き"})
    ledger = complained(desk, several="1", others="2")
    people = [Entry(complainant="夕立　望", disclosure="諾"), Entry(complainant="薄雲　渡", disclosure="否")]
    saved = store.save(
        desk, ComplaintAttachment, "登録", {"people": people, "content": "続き"}, given={"complaint_id": ledger.id}
    )
    assert saved.entry.ledger_number == "2026-1" and len(saved.entry.people) == 2


@pytest.mark.req("CMP-61", "CMP-62", "CMP-64")
def test_a_reported_page_is_closed_and_the_next_begins(desk: Desk) -> None:
    ledger = complained(desk)
    given = {"complaint_id": ledger.id}
    first = store.save(desk, ComplaintJournal, "登録", {"progress": "6月2日、来署。"}, given=given)
    with pytest.raises(store.Refused, match="1頁が復命されていません"):
        store.save(desk, ComplaintJournal, "登録", {"progress": "次"}, given=given)
    closed = store.save(desk, ComplaintJournal, "更新", {"reported": True}, id=first.id, version=first.version)
    with pytest.raises(IllegalStep, match="復命した頁は変更できません"):
        store.save(desk, ComplaintJournal, "更新", {"progress": "書き換え"}, id=first.id, version=closed.version)
    second = store.save(desk, ComplaintJournal, "登録", {"progress": "6月9日、臨検。"}, given=given)
    assert (first.entry.page, second.entry.page) == (1, 2)


@pytest.mark.req("CMP-65", "CMP-66", "CMP-67", "CMP-68", "CMP-70")
def test_a_schedule_shows_on_the_ledger(desk: Desk) -> None:
    ledger = complained(desk, migrant="1")
    values = {
        "work_style": "就労",
        "contractor": "大手建設",
        "attitude": "認めている",
        "proof": "証拠あり",
        "papers": "添付書類なし",
    }
    saved = store.save(desk, ComplaintSchedule, "登録", values, given={"complaint_id": ledger.id})
    assert again(desk, ledger).schedule == "有"
    assert "派遣先事業場" not in {found.label for found in saved.warnings}  # belongs to 派遣
    assert "工事の名称" in {found.label for found in saved.warnings}
    limits = {one.label: one.max for one in ComplaintSchedule.items() if one.max}
    assert limits["不払賃金について"] == 60 and limits["不払額の計算内訳"] == 665 and limits["備考"] == 385


@pytest.mark.req("CMP-14")
def test_sheets_go_with_the_ledger(desk: Desk) -> None:
    ledger = complained(desk)
    given = {"complaint_id": ledger.id}
    sheets = (ComplaintAttachment, ComplaintJournal, ComplaintSchedule)
    made = [store.save(desk, cls, "登録", {}, given=given).id for cls in sheets]
    store.save(desk, Complaint, "削除", id=ledger.id, version=again(desk, ledger).version)
    for cls, id in zip(sheets, made, strict=True):
        with pytest.raises(store.Gone):
            store.find(desk, cls, id)


# Deadline --------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CMP-43", "CMP-44")
@pytest.mark.parametrize(
    "retired, last", [((2026, 3, 31), (2026, 9, 30)), ((2026, 1, 15), (2026, 7, 15)), ((2025, 8, 30), (2026, 2, 28)),
                      ((2025, 8, 29), (2026, 2, 28)), ((2026, 8, 31), (2027, 2, 28)), ((2023, 8, 30), (2024, 2, 29))],
)  # fmt: skip
def test_six_months_from_the_day_after(retired: tuple[int, ...], last: tuple[int, ...]) -> None:
    assert rules_of.certification_deadline(date(*retired)) == date(*last)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)))
def test_deadlines_never_go_backwards(day: date) -> None:
    days = [rules_of.certification_deadline(day + timedelta(days=n)) for n in range(40)]
    assert all(first <= second for first, second in pairwise(days))
    assert all(180 <= (last - day).days - n <= 185 for n, last in enumerate(days))


# Items ----------------------------------------------------------------------------------------------------------------------

ITEMS = {
    "complainant_kana": "アサギリ　メグミ", "complainant_phone": "090-5555-6666", "complainant_address": "東京都港区芝1-1",
    "workplace_kana": "カスミ　　カスミ", "workplace_phone": "03-1111-2222", "begun_on": "R8.6.2", "receivers": "山本　一郎",
    "handlers": "鈴木　次郎", "closed_on": "R8.6.9", "outcome": "司法", "industry_code": "010602", "position": "工員",
    "work_style": "有期契約労働者", "worker_kind": "不法就労者", "route": "文書", "workers": "50",
    "representative": "社長　霞　一郎",
    "labor_union": "有", "dispatched": "1", "homework": "1", "whistle": "1", "supervised_on": "R8.6.5", "bankrupt": "1",
    "apply_by": "R8.9.30",
}  # fmt: skip


@pytest.mark.req(
    "CMP-1", "CMP-13", "CMP-24", "CMP-25", "CMP-26", "CMP-28", "CMP-31", "CMP-39", "CMP-40", "CMP-41", "CMP-47", "CMP-54",
    "CMP-59", "CMP-60",
)  # fmt: skip
def test_every_item_is_kept_and_can_be_changed(desk: Desk) -> None:
    from shuro.kernel.checks import show_texts

    saved = complained(desk, **ITEMS)
    one = again(desk, saved)
    texts = show_texts(Complaint, one, desk)
    assert texts["begun_on"] == "令和8年6月2日" and texts["worker_kind"] == "不法就労者" and texts["workers"] == "50"
    assert all(getattr(one, name) not in (None, "") for name in ITEMS)
    now = changed(desk, saved, worker_kind="年少者", route="口頭", position="班長")
    assert (now.entry.worker_kind, now.entry.route, now.entry.position, now.version) == ("年少者", "口頭", "班長", 2)


@pytest.mark.req("CMP-8", "CMP-48", "CMP-53", "CMP-57", "CMP-69")
def test_limits_are_told_by_item_and_number(desk: Desk) -> None:
    from shuro.kernel.checks import read_texts

    wrong = {
        "matters": "あ" * 401,
        "content": "\n".join(["あ"] * 17),
        "workplace_name": "あ" * 81,
        "worker_kind": "学生",
    }
    told = {found.label: found.sentence for found in read_texts(Complaint, wrong, desk)[1]}
    assert "400文字以内" in told["申告事項"] and "16行以内" in told["申告の内容"]
    assert "80文字以内" in told["事業場の名称(漢字)"] and "自動車運転者" in told["労働者の種別"]
    line = [{"provision": "労基法24条1項", "dispatch": "派遣法44条2項"}]
    assert complained(desk, violated="違反有", violations=line).entry.violations[0].dispatch is not None
    texts = {"why": "6月1日に請求し、6月2日に回答があった。", "claimed": "あ" * 241}
    found = read_texts(ComplaintSchedule, texts, desk)[1]
    assert [one.label for one in found] == ["退職(復職)後の使用者に対する請求の有無とその内容"]


@pytest.mark.req("CMP-71", "CMP-79")
def test_what_is_reminded_of_at_a_transfer(desk: Desk) -> None:
    from shuro.kernel.record import step_of

    saved = complained(desk, migrant="1", industry_code="010602", closed_on="R8.6.9", **MOVE)
    assert any("付表がありません" in found.sentence for found in saved.warnings)
    store.save(desk, ComplaintSchedule, "登録", {"work_style": "就労"}, given={"complaint_id": saved.id})
    assert not any("付表がありません" in found.sentence for found in changed(desk, saved, position="工員").warnings)
    assert "郵送し、移送先の署に電話で連絡" in step_of(Complaint, "移送").told


# What follows from what is entered ------------------------------------------------------------------------------------------


@pytest.mark.req("CMP-35")
def test_a_case_is_not_closed_as_moved_by_an_update_without_the_tick(desk: Desk) -> None:
    saved = complained(desk, industry_code="010602")
    with pytest.raises(store.Refused, match="「移送」をチェックしてください"):
        changed(desk, saved, outcome="移送", closed_on="R8.6.9")
    assert again(desk, saved).outcome == "未完結"


@pytest.mark.req("CMP-42")
def test_only_the_receiving_office_has_cases_that_came_by_transfer(desk: Desk) -> None:
    assert "移送を受けた署の台帳だけ" in refused(desk, route="移送")["申告の経緯"]


@pytest.mark.req("CMP-75")
def test_a_case_that_waits_for_its_transfer_needs_no_closing_day(desk: Desk) -> None:
    waiting = complained(desk, industry_code="010602", **MOVE)
    assert (waiting.entry.outcome, waiting.entry.closed_on) == ("移送", None)
    moved = store.save(desk, Complaint, "移送", id=waiting.id, version=waiting.version)
    assert moved.entry.closed_on == date(2026, 6, 10)


@pytest.mark.req("CMP-6", "CMP-46", "CMP-75")
@pytest.mark.parametrize("code", [None, "01"])
def test_a_case_to_be_moved_names_its_industry_before_the_approval(desk: Desk, code: str | None) -> None:
    assert list(refused(desk, **MOVE, industry_code=code)) == ["事業の種類"]
    saved = complained(desk, industry_code=code)
    with pytest.raises(store.Refused, match="事業の種類"):
        changed(desk, saved, **MOVE)
    assert again(desk, saved).outcome == "未完結"


@pytest.mark.req("CMP-75")
@pytest.mark.parametrize("closed", ["R8.6.9", None])
async def test_unticking_the_transfer_opens_the_case_again(desk: Desk, clock: Any, closed: str | None) -> None:
    one = complained(desk, industry_code="010602", closed_on=closed, **MOVE)
    app = workstation(desk, lambda: RecordScreen(Complaint, one.id), clock)
    async with running(app):
        await app.screen.view.go(Place("moving"))
        await press(app, " ", "f9", "enter")
    now = again(desk, one)
    assert (now.moving or False, now.outcome, now.closed_on, now.status) == (False, "未完結", None, "登録済")


@pytest.mark.req("CMP-31", "CMP-91")
def test_an_open_case_has_no_closing_day(desk: Desk) -> None:
    assert "「未完結」です" in refused(desk, closed_on="R8.6.9")["完結区分"]
    saved = complained(desk, **CLOSE)
    with pytest.raises(store.Refused, match="完結区分：「未完結」です"):
        changed(desk, saved, outcome="未完結")
    assert changed(desk, saved, **OPEN_AGAIN).entry.status == "登録済"


@pytest.mark.req("CMP-29")
@pytest.mark.parametrize(
    "names, told", [("山本　一郎、鈴木　次郎", False), ("山本、鈴木、佐藤", True), ("山本　　鈴木　　佐藤", True)]
)
def test_two_names_each(desk: Desk, names: str, told: bool) -> None:
    saved = complained(desk, receivers=names)
    assert ("2人まで入力できます。" in {found.sentence for found in saved.warnings}) is told


@pytest.mark.req("CMP-23")
def test_readings_come_with_the_names_of_a_consultation(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuro.kernel.kana.suggest", lambda text: {"朝霧　恵": "アサギリ　メグミ"}.get(text, "カスミ"))
    source = consulted(desk, **WHOLE).entry
    with desk.database.read() as session:
        one, _ = store.new_of(desk.within(session), Complaint, {}, {"consultation_id": source.id})
    assert (one.complainant_kana, one.workplace_kana) == ("アサギリ　メグミ", "カスミ")


@pytest.mark.req("CMP-38")
def test_complainants_who_differ_are_told_of(desk: Desk) -> None:
    people = {
        "people": [Entry(complainant="夕立　望", disclosure="諾"), Entry(complainant="薄雲　渡", disclosure="否")]
    }
    for disclosure, told in (("諾", True), ("否", False)):
        ledger = complained(desk, several="1", others="2", disclosure=disclosure)
        saved = store.save(desk, ComplaintAttachment, "登録", people, given={"complaint_id": ledger.id})
        assert any("諾否が異なります" in found.sentence for found in saved.warnings) is told


@pytest.mark.req("CMP-67")
@pytest.mark.parametrize("texts, style", [({"migrant": "1"}, "就労"), ({"dispatched": "1"}, "派遣"), ({}, None)])
def test_a_schedule_begins_with_what_the_ledger_says(desk: Desk, texts: dict[str, str], style: str | None) -> None:
    ledger = complained(desk, **texts)
    with desk.database.read() as session:
        one, _ = store.new_of(desk.within(session), ComplaintSchedule, {}, {"complaint_id": ledger.id})
    assert (one.work_style, one.complainant) == (style, "朝霧　恵")


@pytest.mark.req("CMP-19")
def test_the_approval_is_on_paper_and_only_its_states_are_kept(desk: Desk) -> None:
    saved = complained(desk, industry_code="010602", **MOVE)
    assert {"決裁", "署長"} <= set(cells(ledger_form(desk, saved.entry)).values())
    assert not [one.label for one in Complaint.items() if "決裁" in one.label]
    assert saved.entry.status == "決裁中(移送待)"


@pytest.mark.req("CMP-45")
async def test_the_consultation_is_opened_from_its_complaint(desk: Desk, clock: Any) -> None:
    source = consulted(desk, **WHOLE)
    ledger = complained(desk, given={"consultation_id": source.id})
    app = workstation(desk, lambda: RecordScreen(Complaint, ledger.id), clock)
    async with running(app):
        await press(app, "f10", "関連", "enter")
        assert "相談情報_更新" in picture(app)
    (offer,) = [offer for offer in Consultation.offers if offer.opens]
    assert not offer.stands(desk, complained(desk).entry)


@pytest.mark.req("CMP-43", "CMP-44")
async def test_the_deadline_is_proposed_in_the_dialog_of_its_date(desk: Desk, clock: Any) -> None:
    one = complained(desk, bankrupt="1", workplace_name="霞会社　　霞工場")
    app = workstation(desk, lambda: RecordScreen(Complaint, one.id), clock)
    async with running(app):
        await app.screen.view.go(Place("apply_by"))
        await press(app, "f4")
        assert "日付入力ダイアログ　認定申請期限年月日" in picture(app) and "F4退職した日から計算" in picture(app)
        await press(app, "f4", "R8.3.31")
        assert "日付入力ダイアログ　退職した日" in picture(app) and "F4" not in picture(app).splitlines()[-1]
        await press(app, "enter")
        assert "→ 令和8年9月30日" in picture(app) and "退職した日（令和8年3月31日）から計算しました。" in picture(app)
        await press(app, "f4", "f3")
        assert "→ 令和8年9月30日" in picture(app)  # the question was left: what stood there stays
        await press(app, "enter", "f9", "enter")
    assert again(desk, one).apply_by == date(2026, 9, 30)
