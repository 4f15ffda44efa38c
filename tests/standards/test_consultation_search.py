"""Finding consultations again by 19 conditions, files in and out, counts, the 相談票."""

from __future__ import annotations

import csv

import pytest

from shuro.kernel import exports
from shuro.kernel.conditions import conditions_of
from shuro.kernel.forms import cells
from shuro.kernel.imports import import_file
from shuro.kernel.record import item
from shuro.kernel.register import Register
from shuro.kernel.sheets import write_csv
from shuro.kernel.store import Refused, find, save
from shuro.standards.consultation import Consultation
from tests.conftest import ROOT
from tests.standards.consultations import WHOLE, consulted, found, topic
from tests.standards.workplaces import registered

OTHER = {
    "received_on": "R8.5.20", "method": "FAX・郵送等", "receiver_kind": "職員", "receiver": "窓口　花子",
    "workplace_name": "雲会社　　雲支店", "size": "300人以上", "labor_union": "有", "industry_code": "030201",
    "caller": "露草　健", "disclosure": "諾", "gender": "男", "caller_kind": "使用者", "topics": "20、10",
    "classes": "法令・制度の問合せ", "detail": "36協定の届出の書き方について。残業の上限も知りたい。",
    "outcome": "相談のみで終了", "advice": "保留", "mediation": "希望する", "referrals": "地労委",
    "handovers": "企画室",
}  # fmt: skip


@pytest.fixture
def two(desk):
    """Two consultations that differ in every condition; the first is linked to a workplace."""
    workplace = registered(desk)
    first = consulted(desk, **WHOLE).entry
    save(desk, Consultation, "関連付け", id=first.id, version=1, given={"workplace_id": workplace.id})
    return first.id, consulted(desk, **OTHER).id


CASES = [
    ({}, (0, 1)),
    ({"workplace": "1301-101"}, (0,)),
    ({"received_on_from": "R8.6.1"}, (0,)),
    ({"received_on_to": "R8.5.31"}, (1,)),
    ({"received_on_from": "R8.5.20", "received_on_to": "R8.6.1"}, (0, 1)),
    ({"method": "来署"}, (0,)),
    ({"method": "来署、FAX・郵送等"}, (0, 1)),
    ({"receiver_kind": "職員"}, (1,)),
    ({"receiver": "花"}, (1,)),
    ({"workplace_name": "雲支"}, (1,)),
    ({"workplace_name": "会社"}, (0, 1)),
    ({"size": "10~49人"}, (0,)),
    ({"labor_union": "有、不明"}, (1,)),
    ({"industry_code": "01"}, (0,)),
    ({"industry_code": "0302"}, (1,)),
    ({"industry_code": "010602"}, (0,)),
    ({"caller": "霧"}, (0,)),
    ({"disclosure": "諾"}, (1,)),
    ({"gender": "女、不明"}, (0,)),
    ({"caller_kind": "使用者"}, (1,)),
    ({"work_style": "パート"}, (0,)),
    ({"worker_kind": "外国人労働者(技能実習生除く)"}, (0,)),
    ({"classes": "その他、個別労働関係紛争"}, (0,)),
    ({"topics": "06"}, (0,)),
    ({"topics": "06、20"}, (0, 1)),
    ({"topics": "10"}, (0, 1)),
    ({"topics": "75"}, ()),
    ({"detail": "賃金"}, (0,)),
    ({"detail": "残業 協定"}, (1,)),
    ({"detail": "残業　協定 上限"}, (1,)),
    ({"detail": "残業 賃金"}, ()),
    ({"outcome": "申告受理"}, (0,)),
    ({"advice": "保留"}, (1,)),
    ({"mediation": "希望する、保留"}, (0, 1)),
    ({"referrals": "弁護士会"}, (0,)),
    ({"handovers": "企画室、情報送付"}, (0, 1)),
    ({"gender": "女", "method": "FAX・郵送等"}, ()),
    ({"gender": "女", "method": "来署", "detail": "賃金", "received_on_from": "R8.6.1"}, (0,)),
]


@pytest.mark.req("CST-61", "CST-62", "CST-63", "CST-64")
def test_each_condition_narrows_the_search(desk, two):
    wrong = {str(texts): found(desk, **texts) for texts, places in CASES
             if found(desk, **texts) != [two[at] for at in places]}  # fmt: skip
    assert wrong == {}


@pytest.mark.req("CST-61")
def test_the_conditions_are_the_nineteen_of_the_chapter():
    with (ROOT / "docs" / "spec" / "fields" / "consultation-search.csv").open(encoding="utf-8", newline="") as file:
        told = [line["label"] for line in csv.DictReader(file)]
    assert len(told) == 19
    labels = [one.item.label.removesuffix("(自)").removesuffix("(至)") for one in conditions_of(Consultation)]
    results = [label for label in labels if label.startswith("処理")]
    assert len(results) == 5
    plain = dict.fromkeys("処理結果" if label in results else label for label in labels)
    assert set(plain) == set(told) and len(plain) == 19
    asked = {name.removesuffix("_from").removesuffix("_to") for texts, _ in CASES for name in texts}
    assert asked == {one.name.removesuffix("_from").removesuffix("_to") for one in conditions_of(Consultation)}


@pytest.mark.req("CST-62", "CST-63")
def test_too_many_topics_or_words_are_refused(screen_desk):
    with pytest.raises(Refused, match="選べるのは6個まで"):
        Register(screen_desk, Consultation, {"topics": "01、02、03、04、05、06、07"})
    with pytest.raises(Refused, match="3語まで"):
        Register(screen_desk, Consultation, {"detail": "一 二 三 四"})
    assert found(screen_desk, topics="01、02、03、04、05、06", detail="一 二 三") == []


@pytest.mark.req("CST-65", "CST-2")
def test_without_a_condition_the_own_office_is_listed_newest_first(desk, make_desk):
    days = ("R8.6.1", "R7.12.31", "R8.6.9", "R8.6.1")
    ids = [consulted(desk, received_on=day).id for day in days]
    consulted(make_desk("1302", database=desk.database), received_on="R8.6.5")
    assert found(desk) == [ids[2], ids[3], ids[0], ids[1]]


@pytest.mark.req("CST-66")
def test_a_line_leads_to_the_record_and_what_can_be_done_with_it(desk, two):
    for id in found(desk):
        assert find(desk, Consultation, id).id == id
    assert [step.name for step in Consultation.steps] == ["登録", "更新", "関連付け", "削除"]
    assert [one.label for one in Consultation.prints] == ["相談票"]


# Files --------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CST-3")
def test_what_is_exported_is_imported_again(desk, make_desk, tmp_path):
    consulted(desk, **WHOLE)
    headings, lines = exports.export_table(desk, Consultation, {})
    path = tmp_path / "相談.csv"
    write_csv(path, headings, list(lines))
    other = make_desk("1302", database=desk.database)
    report = import_file(other, Consultation, path)
    assert (report.stored, report.rejected) == (1, 0)
    one = find(other, Consultation, found(other)[0])
    wrong = [name for name, text in WHOLE.items() if getattr(one, name) != item(Consultation, name).read(text, other)]
    assert wrong == [] and one.office_code == "1302"
    assert import_file(other, Consultation, path).known == 1


def test_a_file_names_bad_lines(desk, tmp_path):
    path = tmp_path / "相談.csv"
    write_csv(path, ["相談方法", "相談時間", "性別"], [["電話", "10", "男"], ["電話", "", "男"], ["訪問", "10", "男"]])
    report = import_file(desk, Consultation, path)
    assert (report.stored, report.rejected) == (1, 2)
    assert {f.label for one in report.problems for f in one.findings if f.severity.name == "REFUSE"} == {
        "相談時間", "相談方法",
    }  # fmt: skip


# Counts -------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CST-69")
def test_the_number_of_records_found_is_shown(desk, two):
    assert Register(desk, Consultation, {"topics": "10"}).count() == (2, False)
    assert Register(desk, Consultation, {"topics": "75"}).count() == (0, False)


@pytest.mark.req("CST-69")
def test_counts_by_topic_class_industry_and_result(desk, two, bureau_desk):
    topic(desk, "署1", "港湾荷役")
    consulted(desk, received_on="R8.3.31", topics="01")  # of the 年度 before
    consulted(desk, topics="86")
    consulted(bureau_desk, topics="10")
    tally = {one.command: one.tally for one in Consultation.counts}
    assert tally["consultation-topics"](desk) == (
        ["相談の内容", "件数"],
        [["06 定期賃金不払", 1], ["10 法定労働時間", 2], [topic_name("20"), 1], ["86 署1（港湾荷役）", 1], ["計", 3]],
    )
    assert tally["consultation-topics"](desk, year="2025")[1] == [["01 労働条件の明示", 1], ["計", 1]]
    assert tally["consultation-classes"](desk)[1] == [
        ["法施行事務", 1], ["法令・制度の問合せ", 1], ["その他", 1], ["（空欄）", 1], ["計", 3],
    ]  # fmt: skip
    assert [line[1] for line in tally["consultation-industries"](desk)[1]] == [1, 1, 1, 3]
    results = tally["consultation-results"](desk)[1]
    assert ["処理1(完結)", "申告受理", 1] in results and ["処理5(行政指導等担当部署への取次)", "情報送付", 1] in results
    assert results[-1] == ["計", "", 3]
    assert sum(line[2] for line in results if line[0] == "処理1(完結)") == 3
    with pytest.raises(ValueError):
        tally["consultation-topics"](desk, year="令和")


def topic_name(code):
    """A fixed topic as the counts name it."""
    from shuro.kernel.codelists import codes

    known = codes("consultation-topics").get(code)
    return f"{code} {known.name}"


# 相談票 -------------------------------------------------------------------------------------------------------------------


def printed(desk, **texts):
    """The boxes of the 相談票 of a consultation, front and back, by their texts."""
    one = consulted(desk, **texts).entry
    return [
        {text for (page, _, _), text in cells(Consultation.prints[0].draw(desk, one)).items() if page == side}
        for side in (1, 2)
    ]


@pytest.mark.req("CST-67")
def test_the_sheet_prints_every_item(screen_desk):
    front, back = printed(screen_desk, **WHOLE)
    for name in WHOLE:
        shown = item(Consultation, name).show(item(Consultation, name).read(WHOLE[name], screen_desk), screen_desk)
        shown = f"{shown}分" if name == "minutes" else shown
        assert shown in front | back, name
    assert "中央労働基準監督署" in front


@pytest.mark.req("CST-67")
@pytest.mark.parametrize(("lines", "behind"), [(1, 0), (24, 0), (25, 1), (42, 18)])
def test_lines_from_the_25th_on_print_on_the_back(screen_desk, lines, behind):
    told = [f"{number}行目" for number in range(1, lines + 1)]
    front, back = printed(screen_desk, detail="\n".join(told))
    assert "\n".join(told[:24]) in front
    assert ("\n".join(told[24:]) in back) is bool(behind)
    assert [text for text in back if "行目" in text] == (["\n".join(told[24:])] if behind else [])


@pytest.mark.req("CST-67")
def test_the_fullest_sheet_has_room(screen_desk):
    full = {"detail": "あ" * 1932, "opinion": "い" * 1012, "instructions": "う" * 322}
    named = topic(screen_desk, "署1", "港" * 30)
    front, back = printed(screen_desk, **{**WHOLE, **full, "topics": "01、02、03、04、05、86"})
    assert any(f"署1（{named.meaning}）" in text for text in front)
    assert "\n".join(["あ" * 46] * 24) in front and "\n".join(["あ" * 46] * 18) in back
    assert "\n".join(["い" * 46] * 22) in back and "\n".join(["う" * 46] * 7) in back


@pytest.mark.req("CST-68")
def test_an_empty_receiver_leaves_a_space(screen_desk):
    one = consulted(screen_desk, receiver_kind="職員").entry
    page = Consultation.prints[0].draw(screen_desk, one).pages[0]
    label = next(box for box in page.boxes if box.text == "受付担当職員氏名")
    beside = next(box for box in page.boxes if (box.row, box.col) == (label.row, label.col + label.width))
    assert beside.text == "" and beside.width >= 12 and beside.height >= 2
