"""Finding results again, sending those of 移送関係, the 整理簿, files in and out."""

from __future__ import annotations

import csv

import pytest

from shuro.kernel import exports, store
from shuro.kernel.conditions import conditions_of, presets
from shuro.kernel.imports import import_file
from shuro.kernel.record import item, screen_items, step_of
from shuro.kernel.register import Register
from shuro.kernel.scope import visible
from shuro.kernel.sheets import write_csv, write_xlsx
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.standards.inspection_report_register import InspectionReportRegister
from shuro.standards.supervision import SupervisionResult, TransferredSupervision
from tests.conftest import ROOT
from tests.standards.supervisions import (
    OVERTIME,
    UNSAFE,
    changed,
    focus_code,
    refused,
    special_target,
    subcontracted,
    supervised,
    warned,
)
from tests.standards.workplaces import found_again, registered


def found(desk, cls=SupervisionResult, **texts):
    """Ids of what a search finds, in the order of the list."""
    return [line.id for line in Register(desk, cls, texts).first(50)]


def send(desk, one, **more):
    """送付 of a result."""
    return store.save(desk, SupervisionResult, "送付", id=one.id, version=one.version, **more)


# 監督復命書及び整理簿検索 ---------------------------------------------------------------------------------------------------


@pytest.fixture
def three(desk, bureau_desk, ministry_desk, clock):
    """Three results that differ in everything a search asks for."""
    focus_code(bureau_desk, clock, 2026, "01", "過重労働")
    special_target(ministry_desk, "特別監督対象1", "01", "キャンペーン")
    steel = registered(desk, name="鉄会社　　鉄工場", industry_code="010102", address_rest="9-9-9")
    paper = registered(desk)
    first = supervised(
        desk, steel, supervision_kind="定期監督", focus="01", supervised_on="R8.5.1", supervisor="鈴木 一郎",
        violations=[UNSAFE], decision="要是正報告",
    ).entry  # fmt: skip
    second = supervised(
        desk, paper, supervision_kind="再(再々)監督", correction_state="一部是正", supervised_on="R8.6.1",
        supervisor="田中 花子", violations=[{"provision": "安衛則27＋ロール", "measures": "使用停止命令"}],
        special_target_1="01",
    ).entry  # fmt: skip
    third = supervised(desk, paper, supervised_on="R8.6.2", urgent_measure="警告書交付", decision="完結").entry
    return first.id, second.id, third.id


@pytest.mark.req("SUP-39", "SYS-39")
@pytest.mark.parametrize(
    ("texts", "places"),
    [
        ({}, (2, 1, 0)),
        ({"office_code": "1301"}, (2, 1, 0)),
        ({"office_code": "1302"}, ()),
        ({"supervised_on_from": "R8.6.1"}, (2, 1)),
        ({"supervised_on_to": "R8.6.1"}, (1, 0)),
        ({"supervision_kind": "定期監督、再(再々)監督"}, (1, 0)),
        ({"serial_from": "2", "serial_to": "2"}, (1,)),
        ({"name": "鉄工"}, (0,)),
        ({"address": "霞が関1-2"}, (2, 1)),
        ({"industry_code": "0101"}, (0,)),
        ({"focus": "過重労働"}, (0,)),
        ({"special_target_1": "01"}, (1,)),
        ({"supervisor": "花"}, (1,)),
        ({"violations.provision": "安衛則第519条第1項"}, (0,)),
        ({"violations.provision": "安衛法第20条第1号"}, (1,)),
        ({"violations.provision": "安衛法第21条第2項"}, (0,)),
        ({"violations.provision": "安衛則27条"}, (1,)),
        ({"measures": "是正勧告、警告書交付"}, (2, 0)),
        ({"measures": "使用停止命令"}, (1,)),
        ({"decision": "完結"}, (2,)),
        ({"correction_state": "一部是正"}, (1,)),
        ({"supervised_on_from": "R8.6.1", "measures": "是正勧告"}, ()),
    ],
)
def test_each_condition_narrows_the_search(desk, three, texts, places):
    assert found(desk, **texts) == [three[place] for place in places]


@pytest.mark.req("SUP-39", "SYS-40")
def test_the_conditions_are_those_of_the_chapter_and_the_office_is_preset(screen_desk):
    labels = [one.item.label for one in conditions_of(SupervisionResult)]
    for wanted in (
        "管轄局署", "監督年月日(自)", "監督年月日(至)", "監督等種別", "整理番号(自)", "事業場名(漢字)", "所在地", "業種",
        "監督重点対象", "特別監督対象1", "特別監督対象2", "監督官氏名", "法、令、則", "措置内容", "署長判決", "是正状態",
    ):  # fmt: skip
        assert wanted in labels
    assert presets(screen_desk, SupervisionResult) == {"office_code": "中央労働基準監督署"}


@pytest.mark.req("SUP-37")
def test_a_line_of_the_search_leads_to_the_result(desk, three):
    for id in found(desk):
        assert store.find(desk, SupervisionResult, id).id == id
    table = SupervisionResult.__table__
    steel = store.find(desk, SupervisionResult, three[0])
    history = Register(desk, SupervisionResult, where=(table.c.workplace_id == steel.workplace_id,))
    assert [line.id for line in history.first(10)] == [three[0]]


# 移送関係 ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(desk, make_desk):
    """A neighbouring station and a workplace of it."""
    neighbour = make_desk("1302", database=desk.database)
    return neighbour, registered(neighbour, name="港会社　　港工場")


@pytest.mark.req("SUP-40", "SYS-5", "SYS-51")
def test_a_result_about_a_workplace_of_another_office_is_registered_as_a_transfer(desk, elsewhere):
    neighbour, workplace = elsewhere
    assert "移送関係" in refused(neighbour, workplace, "移送関係")["事業場区分"]
    assert "上野労働基準監督署" in refused(desk, workplace)[""]
    one = supervised(desk, workplace, "移送関係", violations=[UNSAFE]).entry
    assert (one.state, one.office_code, one.to_office, one.serial) == ("未送付", "1301", "1302", 1)
    assert one.name == "港会社　　港工場"
    assert changed(desk, one, decision="完結").entry.state == "未送付"


@pytest.mark.req("SUP-41")
def test_without_a_workplace_there_is_nothing_to_register_a_transfer_against(screen_desk):
    with pytest.raises(store.Refused, match="先に事業場基本情報を検索し"):
        store.save(screen_desk, SupervisionResult, "登録", {}, given={"target": "移送関係"})


@pytest.mark.req("SUP-42", "SUP-40", "SYS-34", "SYS-36")
def test_sending_needs_the_decision_and_a_confirmation_and_is_done_once(desk, elsewhere):
    _, workplace = elsewhere
    one = supervised(desk, workplace, "移送関係").entry
    assert "送付しますか" in step_of(SupervisionResult, "送付").confirm
    with pytest.raises(store.Refused) as refusal:
        send(desk, one)
    assert [f.label for f in refusal.value.findings if f.severity is store.REFUSE] == ["署長判決"]
    decided = changed(desk, one, decision="要確認").entry
    sent = send(desk, decided).entry
    assert sent.state == "送付済"
    for step in ("送付", "更新", "削除"):
        with pytest.raises(IllegalStep, match="送付済"):
            store.save(desk, SupervisionResult, step, id=sent.id, version=sent.version)
    own = supervised(desk, registered(desk), decision="完結").entry
    with pytest.raises(IllegalStep, match="未送付"):
        send(desk, own)


@pytest.mark.req("SUP-42", "SYS-36", "SYS-5")
def test_a_sent_result_is_seen_and_printed_by_the_other_office_as_one_of_its_own(
    desk, elsewhere, bureau_desk, make_desk
):
    neighbour, workplace = elsewhere
    stranger = make_desk("2701", database=desk.database)
    one = supervised(desk, workplace, "移送関係", decision="完結").entry
    assert (found(neighbour), found(stranger)) == ([], [])
    with pytest.raises(store.Gone):
        store.find(neighbour, SupervisionResult, one.id)
    send(desk, one)
    assert found(neighbour) == found(neighbour, office_code="1302") == [one.id]
    assert found(neighbour, InspectionReportRegister) == [one.id]
    assert found(stranger) == [] and found(bureau_desk) == [one.id]
    received = store.find(neighbour, SupervisionResult, one.id)
    form = SupervisionResult.prints[0].draw(neighbour, received)
    assert any(box.text == "港会社　　港工場" for box in form.pages[0].boxes)
    with neighbour.database.read() as session:
        assert visible(neighbour.within(session), SupervisionResult, received)
    with pytest.raises(NotAllowed):
        store.save(neighbour, SupervisionResult, "更新", {"supervisor": "他署"}, id=one.id, version=received.version)


@pytest.mark.req("SUP-42")
def test_the_list_of_transfers_shows_their_state(desk, elsewhere):
    _, workplace = elsewhere
    supervised(desk, registered(desk))
    first = supervised(desk, workplace, "移送関係", supervised_on="R8.5.1", decision="完結").entry
    second = supervised(desk, workplace, "移送関係").entry
    send(desk, first)
    register = Register(desk, TransferredSupervision)
    assert register.headings == ("監督年月日", "整理番号", "監督等種別", "事業場名", "送付先", "署長判決", "状態")
    lines = {line.id: line.cells for line in register.first(10)}
    assert list(lines) == [first.id, second.id]
    assert [cells[-1] for cells in lines.values()] == ["送付済", "未送付"]
    assert lines[first.id][4] == "上野労働基準監督署"
    assert found(desk, TransferredSupervision, state="未送付") == [second.id]


# 監督復命書整理簿 ----------------------------------------------------------------------------------------------------------


@pytest.mark.req("SUP-57")
def test_the_list_of_reports_runs_by_day_and_serial(desk):
    workplace = registered(desk)
    days = ("R8.6.2", "R8.5.1", "R8.6.2", "R8.6.1")
    made = [supervised(desk, workplace, supervised_on=day).entry for day in days]
    assert found(desk, InspectionReportRegister) == [made[place].id for place in (1, 3, 0, 2)]


@pytest.mark.req("SUP-57", "SYS-45")
def test_its_columns_are_those_of_the_field_file(desk):
    with (ROOT / "docs" / "spec" / "fields" / "inspection-report-register.csv").open(encoding="utf-8") as file:
        told = [line["label"] for line in csv.DictReader(file)]
    assert [one.label for one in screen_items(InspectionReportRegister)] == told
    supervised(
        desk, registered(desk), supervisor="監督 花子", violations=[UNSAFE, OVERTIME], urgent_measure="警告書交付",
        decision="要再監", workers_total="51",
    )  # fmt: skip
    (line,) = Register(desk, InspectionReportRegister).first(5)
    assert dict(zip(told, line.cells)) == {
        "監督年月日": "令和8年6月1日", "整理番号": "1", "監督官氏名": "監督 花子", "監督等種別": "災害時監督",
        "事業場名": "霞会社　　霞工場", "業種": "010602 紙加工品製造業", "労働者数": "51",
        "違反法条項": "安衛則第519条第1項、労基法第32条第1項", "措置内容": "是正勧告、警告書交付", "署長判決": "要再監",
    }  # fmt: skip


# Files in and out -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("SYS-42")
def test_results_with_their_lines_go_out_and_in_again(desk, make_desk, tmp_path):
    site = registered(desk, name="大川建設　　霞ビル工事", industry_code="030201")
    subcontractor = subcontracted(desk, site)
    supervised(
        desk, site, "下請事業", subcontractor, workers_total="9",
        violations=[
            {"provision": "安衛則27＋ロール", "measures": "使用停止命令、是正勧告", "until_confirmed": "1"},
            {"provision": "労基法37条1項", "supplement": "02", "dispatch": "44条1項", "due_kind": "即時",
             "foreigners": "技能実習生"},
        ],
        guidance="1、30", opinion="一行目\n二行目",
    )  # fmt: skip
    headings, lines = exports.export_table(desk, SupervisionResult, {})
    path = tmp_path / "results.xlsx"
    write_xlsx(path, headings, lines)
    assert {"事業場基本情報", "下請情報", "事業場区分", "違反法条項2／補完コード"} <= set(headings)
    (before,) = Register(desk, SupervisionResult).all()
    store.save(desk, SupervisionResult, "削除", id=before.id, version=1)
    done = import_file(desk, SupervisionResult, path)
    assert (done.read, done.stored, done.rejected) == (1, 1, 0), done.problems
    (after,) = Register(desk, SupervisionResult).all()
    assert (after.serial, after.state, after.target) == (2, "登録済", "下請事業")
    for name in (
        "workplace_id",
        "subcontractor_id",
        "name",
        "supervised_on",
        "workers_total",
        "guidance",
        "opinion",
        "year",
    ):
        assert getattr(after, name) == getattr(before, name), name
    plain = [[store.plain(line) for line in one.violations] for one in (before, after)]
    assert plain[0] == plain[1]
    assert (after.violations[1].supplement, after.violations[1].foreigners) == ("02", ["外国人", "技能実習生"])
    assert import_file(desk, SupervisionResult, path).known == 1


@pytest.mark.req("SUP-10", "SUP-17", "SUP-27", "SYS-51")
def test_an_import_is_held_to_the_same_rules(desk, make_desk, tmp_path):
    registered(desk)
    registered(make_desk("1302", database=desk.database), name="港会社　　港工場")
    headings = [
        "事業場基本情報",
        "事業場区分",
        "監督年月日",
        "監督等種別",
        "違反法条項1／法、令、則",
        "違反法条項1／補完コード",
    ]
    lines = [
        ["1301-101", "当該事業", "R8.6.1", "災害調査", "労基法37条1項", "01"],
        ["1301-101", "当該事業", "R8.6.1", "災害調査", "労基法24条1項", "01"],
        ["1301-101", "当該事業", "R8.6.1", "災害調査", "安衛法59条3項", ""],
        ["1301-101", "当該事業", "R8.6.1", "再(再々)監督", "", ""],
        ["1301-101", "委託者", "R8.6.1", "災害調査", "", ""],
        ["1302-101", "当該事業", "R8.6.1", "災害調査", "", ""],
        ["1302-101", "移送関係", "R8.6.1", "災害調査", "", ""],
        ["1301-101", "", "R8.6.1", "災害調査", "", ""],
        ["1301-101", "当該事業", "R8.6.11", "災害調査", "", ""],
    ]
    path = tmp_path / "results.csv"
    write_csv(path, headings, lines)
    done = import_file(desk, SupervisionResult, path)
    assert (done.read, done.stored) == (9, 2)
    said = {
        problem.line: [f.label for f in problem.findings if f.severity is store.REFUSE] for problem in done.problems
    }
    assert said == {
        3: ["補完コード"], 4: ["法、令、則"], 5: ["是正状態"], 6: ["事業場区分"], 7: [""], 9: ["事業場区分"], 10: ["監督年月日"],
    }  # fmt: skip
    states = {one.target: one.state for one in Register(desk, SupervisionResult).all()}
    assert states == {"当該事業": "登録済", "移送関係": "未送付"}


@pytest.mark.req("SUP-11", "SUP-43")
def test_an_import_brings_the_same_with_it_as_a_registration(desk, tmp_path):
    workplace = registered(desk, representative="代表取締役　霞太郎")
    headings = ["事業場基本情報", "事業場区分", "監督年月日", "監督等種別", "代表者職氏名", "違反法条項1／法、令、則",
                "違反法条項1／措置内容"]  # fmt: skip
    path = tmp_path / "results.csv"
    write_csv(
        path, headings, [["1301-101", "当該事業", "R8.6.1", "災害調査", "後任　花子", "労基法24条1項", "是正勧告"]]
    )
    assert import_file(desk, SupervisionResult, path).stored == 1
    assert found_again(desk, workplace).representative == "後任　花子"
    from shuro.standards.measure_book import MeasureBook

    assert [one.provisions for one in Register(desk, MeasureBook).all()] == [["労基法第24条第1項"]]


@pytest.mark.req("SYS-11")
def test_what_is_missing_but_not_needed_only_warns(screen_desk):
    found = warned(supervised(screen_desk, registered(screen_desk)))
    assert "労働者数(男)" in found and "代表者職氏名" in found
    assert item(SupervisionResult, "special_1").label not in found
