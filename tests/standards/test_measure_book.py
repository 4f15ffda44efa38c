"""措置簿: its lines follow the supervision results, an office enters only 措置状況."""

from __future__ import annotations

import csv
import shutil
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import store
from shuro.kernel.forms import cells, save_form, to_pdf
from shuro.kernel.record import entry, screen_items
from shuro.kernel.register import Register
from shuro.kernel.steps import NotAllowed
from shuro.standards import measure_book, violations
from shuro.standards.measure_book import MeasureBook
from shuro.standards.supervision import SupervisionResult, ViolatedProvision
from tests.conftest import ROOT
from tests.standards.supervisions import OVERTIME, UNSAFE, changed, subcontracted, supervised, values_of
from tests.standards.workplaces import registered

REPEAT = {"supervision_kind": "再(再々)監督", "correction_state": "一部是正"}
NO_MEASURE = {"provision": "労基法24条1項"}


def book(desk, **texts):
    """The lines of the book."""
    return list(Register(desk, MeasureBook, texts).all())


def entered(desk, line, **texts):
    """A line after an 更新."""
    return store.save(desk, MeasureBook, "更新", values_of(MeasureBook, texts), id=line.id, version=line.version).entry


def test_the_items_are_those_of_the_field_file_in_its_order():
    with (ROOT / "docs" / "spec" / "fields" / "measure-book.csv").open(encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    declared = screen_items(MeasureBook)
    assert [(one.section, one.label, one.need.value) for one in declared] == [
        (line["section"], line["label"], line["required"] or "free") for line in told
    ]
    assert [one.typed for one in declared] == [line["input"] != "auto" for line in told]


@pytest.mark.req("SUP-43")
def test_a_result_with_a_measure_makes_a_line_and_one_without_makes_none(desk):
    workplace = registered(desk)
    supervised(desk, workplace)
    supervised(desk, workplace, violations=[NO_MEASURE])
    assert book(desk) == []
    for texts in (
        {"violations": [OVERTIME]}, {"violations": [{**UNSAFE, "measures": "使用停止命令"}]},
        {"urgent_measure": "緊急措置命令書交付"}, {"urgent_measure": "警告書交付"},
    ):  # fmt: skip
        supervised(desk, workplace, **texts)
    assert [one.measures for one in book(desk)] == [
        ["是正勧告"],
        ["使用停止命令"],
        ["緊急措置命令書交付"],
        ["警告書交付"],
    ]
    assert not any(step.command == "register" for step in MeasureBook.steps) and MeasureBook.generated


@pytest.mark.req("SUP-44")
def test_a_line_says_what_the_result_says(desk):
    workplace = registered(desk)
    lines = [
        {**UNSAFE, "until_confirmed": "1"},
        NO_MEASURE,
        {"provision": "労基法37条1項", "supplement": "03", "measures": "是正勧告", "due_kind": "即時"},
    ]
    one = supervised(desk, workplace, violations=lines).entry
    (line,) = book(desk)
    assert (line.supervised_on, line.name, line.subcontracted) == (date(2026, 6, 1), "霞会社　　霞工場", None)
    assert line.provisions == ["安衛則第519条第1項", "労基法第37条第1項(03)"], "those on which a measure was taken"
    assert (line.until_confirmed, line.due, line.repeated_on) == (True, "令和8年6月30日、即時", None)
    assert (line.office_code, line.workplace_id) == (one.office_code, workplace.id)
    sub = supervised(desk, workplace, "下請事業", subcontracted(desk, workplace), violations=[OVERTIME]).entry
    (other,) = [one for one in book(desk) if one.result_id == sub.id]
    assert (other.subcontracted, other.name) == ("下請", sub.name)


@pytest.mark.req("SUP-43", "SUP-44")
def test_a_line_follows_the_changes_of_its_result_and_keeps_what_was_entered(desk):
    one = supervised(desk, registered(desk), violations=[UNSAFE]).entry
    entered(desk, book(desk)[0], note="電話済", to_confirm="1")
    one = changed(desk, one, violations=[UNSAFE, OVERTIME], supervised_on="R8.6.2").entry
    (line,) = book(desk)
    assert (line.supervised_on, line.provisions) == (date(2026, 6, 2), ["安衛則第519条第1項", "労基法第32条第1項"])
    assert (line.note, line.to_confirm) == ("電話済", True)
    changed(desk, one, violations=[NO_MEASURE])
    assert book(desk) == [], "without a measure there is no line"


@pytest.mark.req("SUP-38", "SUP-43")
def test_a_line_goes_with_its_result(desk):
    workplace = registered(desk)
    one = supervised(desk, workplace, violations=[UNSAFE]).entry
    other = supervised(desk, workplace, violations=[OVERTIME]).entry
    store.save(desk, SupervisionResult, "削除", id=one.id, version=1)
    assert [line.result_id for line in book(desk)] == [other.id]


@pytest.mark.req("SUP-44")
def test_the_day_of_the_repeat_that_follows_is_filled_in(desk):
    workplace, elsewhere = registered(desk), registered(desk, name="別会社　　別工場")
    first = supervised(desk, workplace, violations=[UNSAFE], supervised_on="R8.3.1").entry
    supervised(desk, workplace, violations=[OVERTIME], supervised_on="R8.4.20")
    supervised(desk, elsewhere, violations=[UNSAFE], supervised_on="R8.3.1")

    def repeated():
        return [line.repeated_on for line in book(desk)]

    assert repeated() == [None, None, None]
    late = supervised(desk, workplace, supervised_on="R8.5.10", **REPEAT).entry
    assert repeated() == [date(2026, 5, 10), None, date(2026, 5, 10)]
    early = supervised(desk, workplace, supervised_on="R8.4.1", **REPEAT).entry
    assert repeated() == [date(2026, 4, 1), None, date(2026, 5, 10)]
    changed(desk, early, supervised_on="R8.2.1")
    assert repeated() == [date(2026, 5, 10), None, date(2026, 5, 10)]
    store.save(desk, SupervisionResult, "削除", id=late.id, version=1)
    assert repeated() == [None, None, None]
    again = supervised(desk, workplace, supervised_on="R8.5.20", **REPEAT).entry
    assert repeated() == [date(2026, 5, 20), None, date(2026, 5, 20)]
    changed(desk, again, supervision_kind="申告監督", correction_state="")
    assert repeated() == [None, None, None]
    assert store.find(desk, SupervisionResult, first.id).version == 1


@pytest.mark.req("SUP-44")
def test_repeats_of_a_subcontractor_are_its_own(desk):
    workplace = registered(desk)
    sub = subcontracted(desk, workplace)
    supervised(desk, workplace, violations=[UNSAFE], supervised_on="R8.3.1")
    supervised(desk, workplace, "下請事業", sub, violations=[UNSAFE], supervised_on="R8.3.2")
    supervised(desk, workplace, "下請事業", sub, supervised_on="R8.4.1", **REPEAT)
    assert [line.repeated_on for line in book(desk)] == [None, date(2026, 4, 1)]
    supervised(desk, workplace, supervised_on="R8.5.1", **REPEAT)
    assert [line.repeated_on for line in book(desk)] == [date(2026, 5, 1), date(2026, 4, 1)]


@pytest.mark.req("SUP-45")
def test_only_the_state_of_the_measure_is_entered(desk, bureau_desk):
    supervised(desk, registered(desk), violations=[UNSAFE])
    line = entered(
        desk, book(desk)[0], closed_on="R8.6.9", closing="是正報告確認", to_confirm="1", note="報告書受理",
        name="別の名前", due="いつか",
    )  # fmt: skip
    assert (line.closed_on, line.closing, line.to_confirm) == (date(2026, 6, 9), "是正報告確認", True)
    assert (line.note, line.name, line.due) == ("報告書受理", "霞会社　　霞工場", "令和8年6月30日")
    assert measure_book.KINDS == ("再監督確認", "是正報告確認", "その他")
    with pytest.raises(AssertionError, match="20文字以内"):
        values_of(MeasureBook, {"note": "あ" * 21})
    with pytest.raises(NotAllowed):
        entered(bureau_desk, line, note="局から")


@pytest.mark.req("SUP-46")
def test_the_printed_book_shows_kind_and_note_in_its_remarks(screen_desk):
    supervised(screen_desk, registered(screen_desk), violations=[{**UNSAFE, "until_confirmed": "1"}])
    entered(screen_desk, book(screen_desk)[0], closed_on="R8.6.9", closing="再監督確認", note="確認済", to_confirm="1")
    found = cells(MeasureBook.prints[0].draw(screen_desk, book(screen_desk)))
    headings = [found[1, 3, col] for col in range(1, 12)]
    line = dict(zip(headings, [found.get((1, 4, col), "") for col in range(1, 12)]))
    assert line == {
        "監督年月日": "R8.6.1", "事業場名": "霞会社　　霞工場", "下請区分": "", "違反法条項": "安衛則第519条第1項",
        "確認までの間": "○", "是正期日": "令和8年6月30日", "再監督年月日": "", "完結年月日": "R8.6.9", "確認対象事業場": "○",
        "備考1": "再監督確認", "備考2": "確認済",
    }  # fmt: skip


@pytest.mark.req("SUP-46", "SUP-47")
def test_the_book_is_drawn_as_workbook_and_pdf(screen_desk, tmp_path):
    workplace = registered(screen_desk)
    for _ in range(30):
        supervised(screen_desk, workplace, violations=[UNSAFE, OVERTIME])
    document = MeasureBook.prints[0].draw(screen_desk, book(screen_desk))
    assert document.papers > 1 and document.pages[0].repeat == 3
    save_form(document, tmp_path / "book.xlsx")
    made, said = to_pdf(tmp_path / "book.xlsx")
    if shutil.which("soffice") is None:
        assert made is None and said
        pytest.skip("LibreOffice is not installed")
    assert made.read_bytes().startswith(b"%PDF")


@pytest.mark.req("SUP-47")
def test_the_book_is_searched_by_its_five_conditions(desk, make_desk):
    neighbour = make_desk("1302", database=desk.database)
    workplace = registered(desk)
    supervised(desk, workplace, violations=[UNSAFE], supervised_on="R8.4.1")
    supervised(desk, registered(desk, name="別会社　　別工場"), urgent_measure="警告書交付", supervised_on="R8.5.1")
    supervised(neighbour, registered(neighbour, name="港会社　　港工場"), violations=[UNSAFE])
    entered(desk, book(desk)[0], closed_on="R8.6.1")

    def names(**texts):
        return [one.name for one in book(desk, **texts)]

    assert names() == names(office_code="1301") == ["霞会社　　霞工場", "別会社　　別工場"]
    assert names(office_code="1302") == [], "the book of another station is not seen"
    assert (
        names(supervised_on_from="R8.4.2") == names(name="別工") == names(measures="警告書交付") == ["別会社　　別工場"]
    )
    assert names(finished="完結") == names(measures="是正勧告") == ["霞会社　　霞工場"]
    assert names(finished="未完結") == ["別会社　　別工場"]


LINES = st.builds(
    lambda provision, measures, due_kind, until: entry(
        ViolatedProvision, provision=provision, measures=measures or None, due_kind=due_kind, until_confirmed=until
    ),
    st.sampled_from(["14-519-1-0", "01-32-1-0", "01-24-1-0"]),
    st.lists(st.sampled_from(violations.MEASURES), unique=True),
    st.sampled_from([None, *violations.DUE_KINDS]),
    st.booleans(),
)


@pytest.mark.req("SUP-43", "SUP-44")
@given(st.lists(LINES, max_size=5), st.sampled_from([None, *violations.URGENT]))
def test_the_line_holds_exactly_what_measures_were_taken_on(lines, urgent):
    result = entry(SupervisionResult, violations=lines, urgent_measure=urgent, target="当該事業")
    filled = measure_book.filled_from(result)
    taken = [line for line in lines if line.measures]
    assert set(filled["measures"] or ()) == {m for line in taken for m in line.measures} | ({urgent} - {None})
    assert set(filled["provisions"] or ()) == {violations.provision_text(line) for line in taken}
    assert filled["until_confirmed"] == any(line.until_confirmed for line in taken)
    assert set((filled["due"] or "").split("、")) - {""} == {line.due_kind for line in taken} - {None}
