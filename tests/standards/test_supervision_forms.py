"""監督復命書 with its continuation sheets, and the printed 監督復命書整理簿."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import store
from shuro.kernel.forms import DoesNotFit, cells, preview, save_form, to_pdf
from shuro.kernel.record import entry
from shuro.standards import inspection_report_register, supervision_forms
from shuro.standards.supervision import SupervisionResult
from tests.standards.supervisions import OVERTIME, UNSAFE, special_target, supervised
from tests.standards.workplaces import registered

WORKPLACE = {
    "insurance_number": "13-7-01-000001", "men": "30", "women": "20", "part_time": "5", "weekly_hours": "38:45",
    "labor_union": "労働組合無し", "representative": "代表取締役　霞太郎", "phone_general": "03-1234-5678", "company": "701",
}  # fmt: skip
RESULT = {
    "supervised_on": "R8.6.1", "supervision_kind": "災害時監督", "supervisor": "監督 花子", "special_target_1": "01",
    "decision": "要是正報告", "wage_form": "時間額", "lowest_wage": "1163", "foreign_employment": "技能実習生",
    "violations": [
        {**UNSAFE, "until_confirmed": "1", "confirmed_on": "R8.6.9"},
        {"provision": "労基法37条1項", "supplement": "02", "measures": "是正勧告", "due_kind": "即時",
         "foreigners": "技能実習生"},
        {"provision": "安衛法59条3項＋16号", "dispatch": "45条3項", "measures": "是正勧告"},
    ],
    "urgent_measure": "警告書交付", "guidance": "1", "notice_breaches": "106",
    "opinion": "一行目\n二行目",
}  # fmt: skip


@pytest.fixture
def result(screen_desk, make_desk):
    """A result with something in every place of the form."""
    special_target(make_desk("0000"), "特別監督対象1", "01", "キャンペーン")
    return supervised(screen_desk, registered(screen_desk, **WORKPLACE), **RESULT).entry


def beside(found, label):
    """The text in the box right of (or else below) the box with this text on the first page."""
    page, row, col = next(place for place, text in found.items() if text.replace("\n", "") == label and place[0] == 1)
    right = {c: text for (p, r, c), text in found.items() if (p, r) == (page, row) and c > col}
    return right[min(right)]


@pytest.mark.req("SUP-34", "SYS-43")
def test_the_form_carries_the_items_of_the_result(screen_desk, result):
    found = cells(supervision_forms.report(screen_desk, result))
    assert found[1, 1, 1] == "監督復命書"
    expected = {
        "管轄局署": "中央労働基準監督署", "整理番号": "令和8年 第1号", "監督年月日": "令和8年6月1日", "監督等種別": "災害時監督",
        "事業場キー": "1301-101", "労働保険番号": "13-7-01-000001", "事業場名": "霞会社　　霞工場",
        "所在地": "東京都千代田区霞が関1-2-2", "業種": "010602 紙加工品製造業", "代表者職氏名": "代表取締役　霞太郎",
        "電話番号": "03-1234-5678", "労働組合": "労働組合無し", "週所定労働時間": "38時間45分",
        "最も賃金の低い者の額": "時間額 1,163円", "外国人労働者雇用区分": "技能実習生", "特別監督対象": "01 キャンペーン",
        "監督官氏名": "監督 花子",
        "署長判決": "□完結　□要再監　□要確認　■要是正報告", "是正状態": "□完全是正　□一部是正　□未是正",
    }  # fmt: skip
    assert {label: beside(found, label) for label in expected} == expected
    assert beside(found, "店社").startswith("701")
    numbers = {found[1, 24, 5 + 3 * place]: found.get((1, 25, 5 + 3 * place)) for place in range(12)}
    assert numbers == {
        "男": "30", "女": "20", "事業場全体": "50", "派遣": None, "パート": "5", "有期契約": None, "年少者": None,
        "外国人": None, "障害者": None, "特別1": None, "特別2": None, "企業全体": None,
    }  # fmt: skip
    assert found[1, 56, 3] == "一行目\n二行目"


@pytest.mark.req("SUP-34", "SUP-24", "SUP-29", "SUP-30", "SUP-31", "SUP-32")
def test_the_table_holds_violations_then_the_urgent_measure_then_guidance(screen_desk, result):
    found = cells(supervision_forms.report(screen_desk, result))
    starts = (1, 3, 19, 24, 27, 32, 37)
    lines = [[found.get((1, row, col), "") for col in starts] for row in range(38, 56, 2)]
    assert lines[0] == [heading for heading in supervision_forms.HEADINGS]
    assert lines[1:7] == [
        ["1", "安衛法第21条第2項、安衛則第519条第1項", "R8.6.30", "○", "R8.6.9", "是正勧告", ""],
        ["2", "労基法第37条第1項(02)", "即時", "", "", "是正勧告", "外国人、技能実習生"],
        ["3", "安衛法第59条第3項、安衛則第36条第16号（派遣法第45条第3項）", "", "", "", "是正勧告", ""],
        ["", "", "", "", "", "警告書交付", ""],
        ["", "（指導）労働時間の適正な把握", "", "", "", "", ""],
        ["", "（告示）トラック 1日の休息期間", "", "", "", "", ""],
    ]
    assert lines[7:] == [[""] * 7] * 2, "the rest of the table is blank"


@pytest.mark.req("SUP-36", "SUP-21", "SYS-31")
def test_names_and_decision_can_be_written_by_hand(screen_desk):
    one = supervised(screen_desk, registered(screen_desk)).entry
    page = supervision_forms.report(screen_desk, one).pages[0]
    labels = {box.text: box for box in page.boxes}
    for label in ("監督官氏名", "面接者職氏名"):
        room = next(box for box in page.boxes if box.row == labels[label].row and box.col == labels[label].col + 5)
        high = sum(page.row_heights[room.row - 1 : room.row - 1 + room.height])
        assert room.text == "" and room.border and high >= 10, "a line of handwriting needs a centimetre"
    assert "□完結　□要再監　□要確認　□要是正報告" in labels
    for stamp in supervision_forms.STAMPS:
        box = labels[stamp]
        below = next(other for other in page.boxes if (other.row, other.col) == (box.row + 1, box.col))
        assert below.text == "" and below.height >= 4
    one.interviewee = "工場長　次郎"
    assert beside(cells(supervision_forms.report(screen_desk, one)), "面接者職氏名") == "工場長　次郎"


@pytest.mark.req("SUP-35", "SUP-33")
@pytest.mark.parametrize(("lines", "papers"), [(0, 1), (5, 1), (6, 2), (35, 2)])
def test_five_lines_of_the_opinion_stand_on_the_form_and_thirty_on_a_sheet(screen_desk, lines, papers):
    text = "\n".join(f"{number:02}" + "あ" * 38 for number in range(1, lines + 1))
    one = supervised(screen_desk, registered(screen_desk), opinion=text or None).entry
    document = supervision_forms.report(screen_desk, one)
    assert document.papers == papers
    found = cells(document)
    assert found.get((1, 56, 3), "").split("\n") == (text.split("\n")[:5] if text else [""])
    if papers == 2:
        assert found[2, 1, 1] == "監督復命書（続紙）"
        longest = max((value for place, value in found.items() if place[0] == 2), key=len)
        assert longest.split("\n") == text.split("\n")[5:]
        assert {"令和8年 第1号", "霞会社　　霞工場"} <= {value for place, value in found.items() if place[0] == 2}


@pytest.mark.req("SUP-35")
def test_what_the_table_cannot_hold_goes_on_a_sheet(screen_desk):
    workplace = registered(screen_desk)
    many = [UNSAFE, OVERTIME] * 20
    one = supervised(screen_desk, workplace, violations=many).entry
    document = supervision_forms.report(screen_desk, one)
    sheets = [f"監督復命書（続紙）違反法条項{number}" for number in (1, 2)]
    assert [page.name for page in document.pages] == ["監督復命書", *sheets]
    found = cells(document)
    numbers = [value for (_, _, col), value in sorted(found.items()) if col == 1 and value.isdigit()]
    assert numbers == [str(number) for number in range(1, 41)]


@given(st.integers(0, 70))
def test_no_line_of_the_table_is_lost(count):
    lines = supervision_forms.spread(list(range(count)), supervision_forms.LINES, supervision_forms.SHEET_LINES)
    assert [one for part in lines for one in part] == list(range(count))
    assert len(lines[0]) <= supervision_forms.LINES
    assert all(0 < len(part) <= supervision_forms.SHEET_LINES for part in lines[1:])


def test_an_unregistered_or_nearly_empty_result_can_be_printed(screen_desk):
    made = store.new_of(
        screen_desk, SupervisionResult, {}, {"workplace_id": registered(screen_desk).id, "target": "当該事業"}
    )[0]
    assert beside(cells(supervision_forms.report(screen_desk, made)), "事業場名") == "霞会社　　霞工場"
    assert supervision_forms.report(screen_desk, entry(SupervisionResult, office_code="1301")).papers == 1


def test_a_text_without_room_is_an_error_that_names_its_item(screen_desk, result):
    result.supervisor = "長い" * 200
    with pytest.raises(DoesNotFit) as trouble:
        supervision_forms.report(screen_desk, result)
    assert trouble.value.item == "監督官氏名"


@pytest.mark.req("SUP-57", "SYS-43")
def test_the_list_of_reports_is_printed_with_the_supervisor(screen_desk, result):
    form = inspection_report_register.InspectionReportRegister.prints[0]
    found = cells(form.draw(screen_desk, [store.find(screen_desk, SupervisionResult, result.id)]))
    assert [found[1, 3, col] for col in range(1, 11)] == [
        "監督年月日", "整理番号", "監督官氏名", "監督等種別", "事業場名", "業種", "労働者数", "違反法条項", "措置内容",
        "署長判決",
    ]  # fmt: skip
    assert [found.get((1, 4, col)) for col in (1, 2, 3, 7, 10)] == ["R8.6.1", "1", "監督 花子", "50", "要是正報告"]
    assert found[1, 2, 1] == "中央労働基準監督署　　令和8年6月10日現在"


@pytest.mark.parametrize("name", ["form", "list"])
def test_the_forms_are_drawn_as_workbook_preview_and_pdf(screen_desk, result, name, tmp_path):
    draw = {
        "form": lambda: supervision_forms.report(screen_desk, result),
        "list": lambda: inspection_report_register.sheet(screen_desk, [result]),
    }
    document = draw[name]()
    path = tmp_path / "form.xlsx"
    save_form(document, path)
    assert any("霞会社" in line for line in preview(document))
    made, said = to_pdf(path)
    if shutil.which("soffice") is None:
        assert made is None and said
        pytest.skip("LibreOffice is not installed")
    assert made.read_bytes().startswith(b"%PDF")
