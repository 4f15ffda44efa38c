"""監督結果等情報: registering, its targets, presets, marks and what a registration brings with it."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from shuro.kernel import links, registry, store
from shuro.kernel.audit import history_of
from shuro.kernel.paths import CODES
from shuro.kernel.record import item, screen_items, step_of
from shuro.kernel.steps import NotAllowed
from shuro.standards import supervision_rules as rules
from shuro.standards.supervision import SupervisionResult
from tests.conftest import ROOT
from tests.standards.supervisions import (
    OVERTIME,
    UNSAFE,
    changed,
    focus_code,
    given_of,
    refused,
    special_target,
    subcontracted,
    supervised,
    values_of,
    warned,
)
from tests.standards.workplaces import found_again, registered, updated

HOMEWORK = {"provision": "家労法3条2項", "measures": "是正勧告"}
FULL = {
    "men": "30", "women": "20", "part_time": "5", "foreigners": "2", "weekly_hours": "38:45", "labor_union": "労働組合無し",
    "representative": "代表取締役　霞太郎", "phone_general": "03-1234-5678", "company": "701",
}  # fmt: skip
ORDERER = {"kinds": "事業場、委託者", "home_industry_code": "010602", "home_work": "紙袋貼り", "home_total": "12",
           "home_men": "4", "home_women": "8"}  # fmt: skip


def opened(desk, workplace, target="当該事業", subcontractor=None):
    """A new result as its form opens."""
    return store.new_of(desk, SupervisionResult, {}, given_of(workplace, target, subcontractor))[0]


def again(desk, one):
    """A result as it is stored now."""
    return store.find(desk, SupervisionResult, one.id)


# The declaration --------------------------------------------------------------------------------------------------------


@pytest.mark.req("SUP-20", "SUP-21", "SUP-22", "SUP-23", "SUP-32", "SUP-33")
def test_the_items_are_those_of_the_field_file_in_its_order():
    with (ROOT / "docs" / "spec" / "fields" / "supervision-result.csv").open(encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    declared = screen_items(SupervisionResult)
    assert [(one.tab, one.section, one.label) for one in declared] == [
        (line["tab"], line["section"], line["label"]) for line in told
    ]
    for one, line in zip(declared, told, strict=True):
        assert one.need.value == (line["required"] or "free"), one.label
        assert one.max == (int(line["max_len"]) if line["max_len"] else one.max), one.label
        assert not line["options"] or one.options == tuple(line["options"].split("|")), one.label
    assert item(SupervisionResult, "opinion").lines == 35


@pytest.mark.req("SUP-8", "SUP-9", "SUP-14", "SUP-37")
def test_a_result_is_opened_from_the_menu_of_its_workplace_for_one_of_five_targets(screen_desk):
    offers = [offer for cls, offer in registry.offers_at("workplace") if cls is SupervisionResult]
    assert [offer.path for offer in offers] == [
        *(
            ("監督結果等情報", "新規登録", target)
            for target in ("当該事業", "委託者", "寄宿舎", "下請事業", "移送関係")
        ),
        ("監督結果等情報", "監督・安全衛生指導等履歴"),
    ]
    assert [offer.picks for offer in offers] == [(), (), (), ("subcontractor_id",), (), ()]
    assert [offer.listing for offer in offers] == [False] * 5 + [True]
    workplace = registered(screen_desk)
    for offer in offers[:5]:
        given = links.opening(SupervisionResult, offer, "workplace", workplace)
        assert given == {"workplace_id": workplace.id, "target": offer.path[-1]}
    subcontractor = subcontracted(screen_desk, workplace)
    (offer,) = [offer for cls, offer in registry.offers_at("subcontractor") if cls is SupervisionResult]
    assert links.opening(SupervisionResult, offer, "subcontractor", subcontractor) == {
        "workplace_id": workplace.id, "target": "下請事業", "subcontractor_id": subcontractor.id,
    }  # fmt: skip
    assert "いずれの監督結果か" in refused(screen_desk, workplace, None)["事業場区分"]
    saved = store.save(
        screen_desk, SupervisionResult, "登録",
        values_of(SupervisionResult, {"supervised_on": "R8.6.1", "supervision_kind": "災害調査"}),
        given=given_of(workplace, "寄宿舎"),
    )  # fmt: skip
    assert saved.entry.target == "寄宿舎"
    values = {"target": "委託者"}
    store.save(screen_desk, SupervisionResult, "更新", values, id=saved.id, version=1)
    assert again(screen_desk, saved).target == "寄宿舎", "the target is what was chosen at the opening"


# Registering -------------------------------------------------------------------------------------------------------------


@pytest.mark.req("SUP-6", "SUP-7")
def test_a_result_is_registered_whether_or_not_there_was_a_violation_and_violations_can_follow(desk):
    workplace = registered(desk)
    without = supervised(desk, workplace, supervision_kind="災害調査").entry
    assert again(desk, without).violations == []
    changed(desk, without, violations=[UNSAFE, OVERTIME])
    later = again(desk, without)
    assert [line.provision for line in later.violations] == ["14-519-1-0", "01-32-1-0"]
    changed(desk, later, violations=[OVERTIME])
    assert [line.provision for line in again(desk, without).violations] == ["01-32-1-0"]
    for kind in ("申告監督", "災害時監督"):
        assert supervised(desk, workplace, supervision_kind=kind).entry.state == "登録済"


@pytest.mark.req("SUP-6")
def test_a_supervision_that_is_still_to_come_has_no_result(screen_desk):
    workplace = registered(screen_desk)
    assert "今日より後の日付です" in refused(screen_desk, workplace, supervised_on="R8.6.11")["監督年月日"]
    assert refused(screen_desk, workplace, supervised_on="R8.6.10") == {}


@pytest.mark.req("SUP-10")
def test_a_registration_is_refused_without_what_its_kind_needs(screen_desk, clock, make_desk):
    workplace = registered(screen_desk, men="30", women="20")
    assert set(refused(screen_desk, workplace, supervised_on=None, supervision_kind=None)) == {
        "監督年月日",
        "監督等種別",
    }
    assert set(refused(screen_desk, workplace, supervision_kind="定期監督")) == {"監督重点対象"}
    assert set(refused(screen_desk, workplace, supervision_kind="再(再々)監督")) == {"是正状態"}
    assert refused(screen_desk, workplace, supervision_kind="再(再々)監督", correction_state="一部是正") == {}
    assert refused(screen_desk, workplace, men="30") == {}, "the number that stood there already is no change"
    assert refused(screen_desk, workplace, men="31", workers_total="51") == {}
    assert set(refused(screen_desk, workplace, men="31", workers_total="")) == {"労働者数(事業場全体)"}
    assert set(refused(screen_desk, workplace, dispatched="3", workers_total="")) == {"労働者数(事業場全体)"}
    focus_code(make_desk("1300"), clock, 2026, "01", "過重労働")
    assert refused(screen_desk, workplace, supervision_kind="定期監督", focus="01") == {}


@pytest.mark.req("SUP-10")
def test_the_whole_number_is_needed_too_when_a_stored_result_is_changed(screen_desk):
    one = supervised(screen_desk, registered(screen_desk, workers="0"), workers_total="0").entry
    saved = changed(screen_desk, one, workers_total="20", men="12")
    with pytest.raises(store.Refused) as refusal:
        changed(screen_desk, saved.entry, workers_total="")
    assert [f.label for f in refusal.value.findings if f.severity is store.REFUSE] == ["労働者数(事業場全体)"]


@pytest.mark.req("SUP-12")
def test_the_serial_counts_from_1_in_each_station_and_year_of_the_supervision(desk, make_desk):
    other_desk = make_desk("1302", database=desk.database)
    here, there = registered(desk), registered(other_desk, name="港会社　　港工場")
    days = ("R8.6.1", "R7.12.28", "R8.1.5", "R7.12.1")
    given = [supervised(desk, here, supervised_on=day).entry for day in days]
    assert [(one.year, one.serial) for one in given] == [(2026, 1), (2025, 1), (2026, 2), (2025, 2)]
    assert supervised(other_desk, there).entry.serial == 1
    store.save(desk, SupervisionResult, "削除", id=given[2].id, version=1)
    assert supervised(desk, here).entry.serial == 3, "a deleted result leaves a gap"
    moved = changed(desk, given[0], supervised_on="R7.12.27").entry
    assert (moved.year, moved.serial) == (2025, 3)
    assert (changed(desk, moved, supervisor="監督 花子").entry.serial, again(desk, moved).serial) == (3, 3)
    assert links.reference_of(SupervisionResult, moved) == "1301-2025-3"
    assert links.resolve(desk, "supervision_result", "1301-2025-3") == moved.id


@pytest.mark.req("SUP-13", "SUP-36")
def test_the_form_is_there_for_the_decision_once_the_result_is_registered(screen_desk):
    one = supervised(screen_desk, registered(screen_desk)).entry
    form = next(one for one in SupervisionResult.prints if one.label == "監督復命書")
    assert form.draw(screen_desk, one).pages
    assert one.decision is None
    assert changed(screen_desk, one, decision="要再監").entry.decision == "要再監"
    assert changed(screen_desk, again(screen_desk, one), decision="完結").entry.decision == "完結"


# Who may ------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("SYS-51", "SYS-49")
def test_only_the_station_of_the_workplace_registers_changes_and_cancels(desk, bureau_desk, ministry_desk, make_desk):
    workplace = registered(desk)
    one = supervised(desk, workplace).entry
    for foreign in (bureau_desk, ministry_desk):
        with pytest.raises(NotAllowed):
            supervised(foreign, workplace)
        for step in ("更新", "削除"):
            with pytest.raises(NotAllowed):
                store.save(foreign, SupervisionResult, step, id=one.id, version=1)
    neighbour = make_desk("1302", database=desk.database)
    assert "中央労働基準監督署の職員" in refused(neighbour, workplace)[""]
    with pytest.raises(store.Gone):
        store.save(neighbour, SupervisionResult, "更新", {"supervisor": "他署"}, id=one.id, version=1)


@pytest.mark.req("SYS-19")
def test_a_result_never_stands_without_a_workplace(screen_desk):
    with pytest.raises(store.Refused, match="事業場基本情報が選ばれていません"):
        store.save(screen_desk, SupervisionResult, "登録", {}, given={"target": "当該事業"})


# Presets and overwriting ---------------------------------------------------------------------------------------------------


@pytest.mark.req("SUP-20", "SUP-22", "SUP-23")
def test_a_new_result_opens_with_what_is_known_of_the_workplace(desk):
    workplace = registered(desk, insurance_number="13-7-01-000001", **FULL)
    one = opened(desk, workplace)
    assert (one.name, one.name_kana) == ("霞会社　　霞工場", "カスミガイシャ　　カスミコウジョウ")
    assert one.address == "東京都千代田区霞が関1-2-2"
    assert (one.insurance_number, one.registration_kind) == ("13701000001", "労働保険未手続")
    assert item(SupervisionResult, "insurance_number").show(one.insurance_number) == "13-7-01-000001"
    assert (one.industry_code, one.men, one.women, one.workers_total, one.part_time) == ("010602", 30, 20, 50, 5)
    assert (one.weekly_hours, one.phone, one.representative) == (38 * 60 + 45, "03-1234-5678", "代表取締役　霞太郎")
    assert (one.labor_union, one.company) == ("労働組合無し", "701")
    assert (one.foreign_employment, one.lowest_wage, one.wage_form) == (None, None, None), "never preset (SUP-23)"
    assert opened(desk, registered(desk, name="別会社　　別工場", workers="7")).workers_total == 7
    typed = supervised(desk, workplace, industry_code="010102", representative="工場長　次郎").entry
    assert (typed.industry_code, typed.representative, typed.phone) == ("010102", "工場長　次郎", "03-1234-5678")


@pytest.mark.req("SUP-20", "SUP-22", "WPL-46")
def test_a_result_of_an_orderer_opens_with_the_work_given_out(desk):
    workplace = registered(desk, industry_code="010102", **ORDERER)
    one = opened(desk, workplace, "委託者")
    assert (one.industry_code, one.home_work) == ("010602", "紙袋貼り")
    assert (one.home_men, one.home_women, one.home_total, one.home_minors) == (4, 8, 12, None)
    other = opened(desk, workplace)
    assert (other.industry_code, other.home_work, other.home_total) == ("010102", None, None)
    stored = supervised(desk, workplace, home_total="99").entry
    assert (stored.home_total, stored.home_work) == (None, None), "家内労働者数 belong to a 委託者 only"


@pytest.mark.req("SUP-11", "WPL-48", "WPL-49", "WPL-50")
def test_a_registration_overwrites_the_items_of_the_workplace(desk):
    workplace = registered(desk, **FULL)
    one = supervised(
        desk, workplace, representative="代表取締役　霞花子", phone="03-9999-0000", workers_total="60", men="35", women="25",
        industry_code="010102", weekly_hours="40:00", labor_union="過半数組合有り", company="702",
    ).entry  # fmt: skip
    now = found_again(desk, workplace)
    assert (now.representative, now.phone_general, now.workers, now.workers_total) == (
        "代表取締役　霞花子", "03-9999-0000", 60, 60,
    )  # fmt: skip
    assert (now.men, now.women, now.industry_code, now.weekly_hours) == (35, 25, "010102", 2400)
    assert (now.labor_union, now.company, now.part_time) == ("過半数組合有り", "702", 5)
    assert (now.workers_on, now.weekly_hours_on) == (date(2026, 6, 10), date(2026, 6, 10))
    changed(desk, one, representative="代表取締役　霞三郎")
    assert found_again(desk, workplace).representative == "代表取締役　霞三郎"


@pytest.mark.req("SUP-11", "SYS-38")
def test_a_change_of_a_result_carries_over_only_what_it_changed(desk):
    workplace = registered(desk, **FULL)
    one = supervised(desk, workplace, representative="代表取締役　霞花子").entry
    updated(desk, found_again(desk, workplace), representative="後任　霞四郎")
    changed(desk, one, supervisor="監督 花子")
    assert found_again(desk, workplace).representative == "後任　霞四郎"


@pytest.mark.req("SUP-11", "WPL-51")
def test_a_result_of_an_orderer_overwrites_its_orderer_items_but_never_the_industry_of_the_workplace(desk):
    workplace = registered(desk, industry_code="010102", **ORDERER)
    supervised(
        desk, workplace, "委託者", industry_code="010601", home_total="15", home_men="5",
        home_women="10", home_minors="1", representative="代表　霞",
    )  # fmt: skip
    now = found_again(desk, workplace)
    assert (now.home_industry_code, now.home_work) == ("010601", "紙袋貼り")
    assert (now.home_men, now.home_women, now.home_total, now.home_minors) == (5, 10, 15, 1)
    assert (now.industry_code, now.representative) == ("010102", "代表　霞")


# 寄宿舎 and 委託者 -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("SUP-19")
def test_a_dormitory_is_named_on_the_result_alone(desk):
    workplace = registered(desk, kinds="事業場、寄宿舎")
    names = {"name": "霞会社　　霞寮", "name_kana": "カスミガイシャ　　カスミリョウ", "address": "東京都港区芝1-1"}
    one = supervised(desk, workplace, "寄宿舎", **names).entry
    assert {name: getattr(again(desk, one), name) for name in names} == names
    now = found_again(desk, workplace)
    assert (now.name, now.name_kana, now.address_rest) == (workplace.name, workplace.name_kana, workplace.address_rest)
    for target in ("当該事業", "移送関係"):
        assert not any(item(SupervisionResult, name).open_for(opened(desk, workplace, target)) for name in names)
    other = supervised(desk, workplace, **names).entry
    assert (other.name, other.address) == (workplace.name, "東京都千代田区霞が関1-2-2")


@pytest.mark.req("SUP-17", "WPL-45")
def test_a_result_of_an_orderer_needs_its_orderer_items_first(desk):
    plain = registered(desk)
    assert "先に事業場基本情報の「委託者情報」を登録" in refused(desk, plain, "委託者")["事業場区分"]
    now = updated(desk, found_again(desk, plain), **ORDERER)
    assert refused(desk, now, "委託者") == {}


# Every line of 別表6: (violations of 家労法, others; registered so far) → the sentences about what is still to be made.
TABLE = [
    ("委託者", [], {}),
    ("委託者", [HOMEWORK], {"家内労働監督でない場合は、事業場の監督結果等情報も登録"}),
    ("委託者", [HOMEWORK, UNSAFE], {"事業場の監督結果等情報も登録"}),
    ("委託者", [UNSAFE], {"事業場の監督結果等情報も登録"}),
    ("当該事業", [], {}),
    ("当該事業", [HOMEWORK], {"委託者の監督結果等情報も登録"}),
    ("当該事業", [HOMEWORK, UNSAFE], {"委託者の監督結果等情報も登録"}),
    ("当該事業", [UNSAFE], {"家内労働監督の場合は、委託者の監督結果等情報も登録"}),
]


@pytest.mark.req("SUP-18")
@pytest.mark.parametrize(("target", "lines", "expected"), TABLE)
def test_an_employer_who_gives_out_work_has_results_as_the_table_says(screen_desk, target, lines, expected):
    workplace = registered(screen_desk, **ORDERER)
    saved = supervised(screen_desk, workplace, target, violations=lines)
    said = [f.sentence for f in saved.warnings if "別表6" in f.sentence]
    assert len(said) == len(expected)
    for sentence, words in zip(said, expected, strict=True):
        assert words in sentence
        assert sentence.startswith(rules.state_of(line is HOMEWORK for line in lines))
    other = "当該事業" if target == "委託者" else "委託者"
    both = supervised(screen_desk, workplace, other)
    assert not any("別表6" in f.sentence for f in both.warnings), "with both registered nothing is left to make"


@pytest.mark.req("SUP-18")
def test_the_table_is_followed_line_by_line():
    with (CODES / "homework-registration.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 8
    for line in lines:
        asked = {target for target, column in rules.COLUMNS.items() if line[column]}
        for registered_first in asked:
            missing = {
                target for target, cases in rules.still_to_register(line["name"], {registered_first})
                if not cases or line["homework_supervision"] in cases
            }  # fmt: skip
            assert missing == asked - {registered_first}, line


@pytest.mark.req("SUP-18")
def test_a_plain_employer_is_never_asked_for_a_second_result(screen_desk):
    saved = supervised(screen_desk, registered(screen_desk), violations=[HOMEWORK])
    assert not any("別表6" in f.sentence for f in saved.warnings)


# Items of the first tab ----------------------------------------------------------------------------------------------------


@pytest.mark.req("SUP-5", "SUP-21")
def test_special_targets_are_codes_that_the_ministry_sets(desk, ministry_desk, bureau_desk):
    special_target(ministry_desk, "特別監督対象1", "01", "過重労働解消キャンペーン")
    special_target(ministry_desk, "特別監督対象2", "A", "外国人技能実習")
    for foreign in (desk, bureau_desk):
        with pytest.raises(NotAllowed):
            special_target(foreign, "特別監督対象1", "02", "別の対象")
    with pytest.raises(store.Refused, match="登録されています"):
        special_target(ministry_desk, "特別監督対象1", "01", "二つ目")
    workplace = registered(desk)
    one = supervised(desk, workplace, special_target_1="01", special_target_2="外国人技能実習").entry
    assert (one.special_target_1, one.special_target_2) == ("01", "A")
    shown = item(SupervisionResult, "special_target_1").show("01", desk)
    assert shown == "01 過重労働解消キャンペーン"
    with pytest.raises(AssertionError, match="登録されているコードにありません"):
        values_of(SupervisionResult, {"special_target_1": "A"}, desk)


@pytest.mark.req("SUP-21", "SUP-10")
def test_the_focus_is_a_code_that_the_bureau_set_for_the_year_of_the_supervision(desk, bureau_desk, clock):
    focus_code(bureau_desk, clock, 2025, "07", "昨年度の対象")
    focus_code(bureau_desk, clock, 2026, "01", "過重労働")
    workplace = registered(desk)
    one = opened(desk, workplace)
    source = item(SupervisionResult, "focus")
    one.supervised_on = date(2026, 3, 31)
    assert [option.name for option in source.bound(one).choices(desk)] == ["昨年度の対象"]
    one.supervised_on = date(2026, 4, 1)
    assert [option.name for option in source.bound(one).choices(desk)] == ["過重労働"]
    regular = {"supervision_kind": "定期監督", "supervised_on": "R8.6.1"}
    assert supervised(desk, workplace, focus="01", **regular).entry.focus == "01"
    values = {"supervision_kind": "定期監督", "supervised_on": date(2026, 6, 1), "focus": "07"}
    with pytest.raises(store.Refused, match="「07」は、ここでは選べません。選べるのは過重労働です。"):
        store.save(desk, SupervisionResult, "登録", values, given=given_of(workplace))


@pytest.mark.req("SUP-21", "SYS-31")
def test_the_persons_met_are_printed_but_never_stored(desk):
    workplace = registered(desk)
    saved = supervised(desk, workplace, interviewee="工場長　次郎", supervisor=None)
    assert not hasattr(again(desk, saved), "interviewee") or again(desk, saved).interviewee is None
    with desk.database.read() as session:
        stored = session.connection().exec_driver_sql("SELECT * FROM supervision_result").mappings().first()
        assert not any("次郎" in str(value) for value in stored.values())
        changes = history_of(session, "supervision_result", saved.id)[0].changes
    assert "interviewee" not in changes and not any("次郎" in str(value) for value in changes.values())
    assert again(desk, saved).supervisor is None, "監督官氏名 may be left to the print"


@pytest.mark.req("SUP-22")
def test_numbers_of_workers_that_cannot_be_are_pointed_out(screen_desk):
    workplace = registered(screen_desk, **ORDERER)
    found = warned(supervised(screen_desk, workplace, workers_total="10", men="6", women="5", part_time="11"))
    assert "男6人と女5人の計は11人です（入力は10人）" in found["労働者数(事業場全体)"]
    assert "労働者数(事業場全体)の10人を超えています" in found["労働者数(パート)"]
    found = warned(supervised(screen_desk, workplace, "委託者", home_minors="20"))
    assert "家内労働者数(営業所全体)の12人を超えています" in found["家内労働者数(年少者)"]


@pytest.mark.req("SUP-23")
def test_the_lowest_wage_is_an_amount_of_a_form_of_wage(screen_desk):
    workplace = registered(screen_desk)
    assert set(refused(screen_desk, workplace, lowest_wage="1163")) == {"最も賃金の低い者の額(賃金形態)"}
    assert set(refused(screen_desk, workplace, wage_form="時間額")) == {"最も賃金の低い者の額"}
    one = supervised(screen_desk, workplace, wage_form="日額", lowest_wage="9,304").entry
    assert (one.wage_form, one.lowest_wage) == ("日額", 9304)
    found = warned(supervised(screen_desk, workplace, foreigners="3", workers_total="50"))
    assert "選んでください" in found["外国人労働者雇用区分"]


# Changing and cancelling ---------------------------------------------------------------------------------------------------


@pytest.mark.req("SUP-37", "SYS-33")
def test_a_result_is_found_again_corrected_and_updated(desk):
    one = supervised(desk, registered(desk), violations=[UNSAFE]).entry
    saved = changed(desk, one, supervisor="監督 花子", violations=[{**UNSAFE, "confirmed_on": "R8.6.9"}])
    assert (saved.version, again(desk, one).violations[0].confirmed_on) == (2, date(2026, 6, 9))
    with desk.database.read() as session:
        assert [step.step for step in history_of(session, "supervision_result", one.id)] == ["更新", "登録"]


@pytest.mark.req("SUP-38", "SYS-35")
def test_cancelling_asks_first_and_takes_provisions_along(desk):
    one = supervised(desk, registered(desk), violations=[UNSAFE, OVERTIME]).entry
    assert step_of(SupervisionResult, "削除").confirm
    store.save(desk, SupervisionResult, "削除", id=one.id, version=1)
    with pytest.raises(store.Gone):
        again(desk, one)
    with desk.database.read() as session:
        count = "SELECT count(*) FROM violated_provision"
        assert session.connection().exec_driver_sql(count).scalar() == 0
