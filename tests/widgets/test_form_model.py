"""The form without a screen: places, reading, fills, findings, child tables, drafts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel.checks import Severity, finding
from shuro.kernel.record import entry, item
from tests.widgets.samples import SampleComplaint, UnpaidRow
from widgets.form_model import NOWHERE, WARN, FormModel, Place


def form(**more: object) -> FormModel:
    return FormModel.of_class(SampleComplaint, **more)


def type_in(model: FormModel, name: str, text: str, row: int = -1, column: str = "") -> object:
    """Stand at a place and leave it with a text."""
    model.place = Place(name, row, column)
    return model.leave(text)


def names(model: FormModel, page: int) -> list[str]:
    return [place.name for place in model.stops(page)]


@pytest.mark.req("SYS-12")
def test_the_cursor_stands_only_on_items_that_can_be_typed() -> None:
    """Computed items and those that do not apply are passed over; as conditions change, so do the stops."""
    model = form()
    assert "double" not in names(model, 1)
    assert "reason" not in names(model, 1)
    type_in(model, "outcome", "移送")
    assert "reason" in names(model, 1)


def test_enter_goes_from_page_to_page() -> None:
    """beside(+1) over the last item of a page is the first of the next one, and back again."""
    model = form()
    seen = [model.place]
    while (after := model.beside(1)) is not None:
        model.place = after
        seen.append(after)
    assert [place.name for place in seen] == [*names(model, 0), *names(model, 1), *names(model, 2)]
    back = [model.place]
    while (before := model.beside(-1)) is not None:
        model.place = before
        back.append(before)
    assert back == seen[::-1]


def test_leaving_reads_and_shows_what_was_read() -> None:
    """Full width digits, hiragana, dates in any form: the value is read, the text shown as it will be stored."""
    model = form()
    assert type_in(model, "complainant_kana", "ろうどう").notice == "「ろうどう」を「ロウドウ」に直しました。"
    type_in(model, "received_on", "昭60.4.1")
    type_in(model, "workers", "１２０")
    assert model.texts["complainant_kana"] == "ロウドウ"
    assert (model.texts["received_on"], model.entry.received_on) == ("昭和60年4月1日", date(1985, 4, 1))
    assert (model.texts["workers"], model.entry.workers) == ("120", 120)


def test_a_text_that_cannot_be_read_stays_and_is_told() -> None:
    model = form()
    left = type_in(model, "received_on", "S65.1.1")
    assert left.wrong
    assert model.texts["received_on"] == "S65.1.1"
    assert model.entry.received_on is None
    problem = model.problem_at(Place("received_on"))
    assert problem is not None and "昭和" in problem.sentence
    assert not type_in(model, "received_on", "S60.1.1").wrong
    assert model.problem_at(Place("received_on")) is None


def test_missing_items_are_told_once_visited_or_judged() -> None:
    """A new form does not begin with a wall of complaints."""
    model = form()
    assert model.shown_problems() == []
    assert not type_in(model, "complainant", "").wrong
    assert [one.place for one in model.shown_problems()] == [Place("complainant")]
    problem = model.next_problem()
    assert problem is not None
    assert Place("received_on") in [one.place for one in model.shown_problems()]


def test_fills_and_conditions_run_for_the_whole_record() -> None:
    model = form()
    type_in(model, "wages", "1,500")
    assert model.texts["double"] == "3,000"
    model.judged = True
    assert model.problem_at(Place("closed_on")) is None
    type_in(model, "outcome", "完結")
    due = model.problem_at(Place("closed_on"))
    assert due is not None and due.severity == WARN


def test_rules_of_the_record_stand_at_their_item() -> None:
    model = form()
    type_in(model, "received_on", "R7.11.22")
    left = type_in(model, "closed_on", "R7.1.1")
    assert left.wrong
    assert model.page_problems(1) == (1, 0)
    type_in(model, "closed_on", "R7.12.1")
    assert model.page_problems(1) == (0, 0)


def test_next_problem_goes_round_all_pages() -> None:
    model = form()
    type_in(model, "unpaid", "労働太郎", 0, "worker")
    model.place = Place("complainant")
    seen = []
    for _ in range(4):
        problem = model.next_problem()
        assert problem is not None
        model.place = problem.place
        seen.append(problem.place)
    assert seen[:4] == [
        Place("complainant_kana"),
        Place("received_on"),
        Place("unpaid", 0, "amount"),
        Place("complainant"),
    ]


@pytest.mark.req("SYS-24")
def test_kana_is_suggested_and_never_overwrites() -> None:
    """Left empty it is filled; typed kana stays; a suggestion not yet confirmed follows the name and is told."""
    readings = {"労働太郎": "ロウドウタロウ", "労働花子": "ロウドウハナコ"}
    model = form(reading=readings.get)
    kana = Place("complainant_kana")
    type_in(model, "complainant", "労働太郎")
    assert model.texts["complainant_kana"] == model.entry.complainant_kana == "ロウドウタロウ"
    assert kana in model.suggested
    type_in(model, "complainant", "労働花子")
    assert model.texts["complainant_kana"] == "ロウドウハナコ"
    model.place = kana
    model.leave("ロウドウハナコ")
    assert kana not in model.suggested
    type_in(model, "complainant", "労働太郎")
    assert model.texts["complainant_kana"] == "ロウドウハナコ"


def test_an_unknown_name_gives_no_kana() -> None:
    model = form(reading=lambda text: None)
    type_in(model, "complainant", "濵﨑")
    assert model.texts["complainant_kana"] == ""
    assert not model.suggested


class TestChildTables:
    """Lines of a small table."""

    def test_the_line_not_yet_begun_becomes_one_by_typing(self) -> None:
        model = form()
        assert [place for place in model.stops(2) if place.column] == [Place("unpaid", 0, "worker")]
        type_in(model, "unpaid", "労働太郎", 0, "worker")
        assert model.texts["unpaid"][0]["worker"] == "労働太郎"
        assert model.entry.unpaid[0].worker == "労働太郎"
        cells = [place for place in model.stops(2) if place.column]
        first = [Place("unpaid", 0, name) for name in ("worker", "since", "amount", "note")]
        assert cells == [*first, Place("unpaid", 1, "worker")]

    def test_findings_stand_in_their_line_though_empty_lines_are_left_out(self) -> None:
        model = form()
        type_in(model, "unpaid", "甲", 0, "worker")
        model.tables["unpaid"].insert(0)
        type_in(model, "unpaid", "", 1, "amount")
        model.judged = True
        model.recompute()
        due = model.problem_at(Place("unpaid", 1, "amount"))
        assert due is not None and due.severity == WARN
        assert model.problem_at(Place("unpaid", 0, "amount")) is None
        assert model.as_texts()["unpaid"] == [{"worker": "甲", "since": "", "amount": "", "note": ""}]

    def test_deleting_a_line_moves_what_is_known_of_those_below(self) -> None:
        model = form()
        type_in(model, "unpaid", "甲", 0, "worker")
        type_in(model, "unpaid", "乙", 1, "worker")
        type_in(model, "unpaid", "十円", 1, "amount")
        model.tables["unpaid"].delete(0)
        model.recompute()
        assert list(model.unreadable) == [Place("unpaid", 0, "amount")]
        assert [line.worker for line in model.entry.unpaid] == ["乙"]


def stored() -> object:
    line = entry(UnpaidRow, worker="甲", amount=1000)
    return entry(SampleComplaint, id=7, complainant="労働太郎", received_on=date(2025, 11, 22), wages=5, unpaid=[line])


def test_a_stored_record_is_shown_and_nothing_is_changed() -> None:
    model = form(entry=stored())
    assert model.texts["received_on"] == "令和7年11月22日"
    assert model.texts["unpaid"] == [{"worker": "甲", "since": "", "amount": "1,000", "note": ""}]
    assert not model.changed
    for place in [place for page in range(3) for place in model.stops(page)]:
        model.place = place
        model.leave(model.text_at(place))
    assert not model.changed


@pytest.mark.req("SYS-55")
def test_read_only_shows_everything_and_takes_nothing() -> None:
    model = form(entry=stored(), read_only=True)
    type_in(model, "complainant", "別人")
    assert model.texts["complainant"] == "労働太郎"
    assert Place("double") in model.stops(1)
    assert model.shown_problems() == []


def test_a_draft_goes_on_where_it_was() -> None:
    """Texts that cannot be read are kept too; what the draft does not name stays as stored."""
    model = form(entry=stored())
    type_in(model, "complainant", "労働花子")
    type_in(model, "closed_on", "R7.13.1")
    type_in(model, "unpaid", "乙", 1, "worker")
    again = form(entry=stored(), texts=model.as_texts())
    assert again.texts == model.texts
    assert again.entry.complainant == "労働花子"
    assert again.changed
    assert again.problem_at(Place("closed_on")) == model.problem_at(Place("closed_on"))


def test_findings_of_a_refused_registration_stand_until_their_item_changes() -> None:
    model = form()
    type_in(model, "number", "1234567890123")
    found = finding(item(SampleComplaint, "number"), "同じ番号の申告があります。", Severity.REFUSE)
    whole = finding(None, "登録期間を過ぎています。")
    model.show_findings([found, whole])
    assert model.problem_at(Place("number")).sentence == "同じ番号の申告があります。"
    assert model.problem_at(NOWHERE).sentence == "登録期間を過ぎています。"
    type_in(model, "number", "1234567890124")
    assert model.problem_at(Place("number")) is None


TYPED = st.text("0１漢あ-/.年R \n", max_size=12)


@given(st.lists(st.tuples(st.integers(0, 30), TYPED), max_size=25))
def test_whatever_is_typed_reads_again_as_the_same_entry(moves: list[tuple[int, str]]) -> None:
    """No text raises; the texts of the form, read as a command would read them, are the entry of the form."""
    from shuro.kernel.checks import read_texts

    model = form(reading=lambda text: "カナ" if "漢" in text else None)
    for number, text in moves:
        stops = [place for page in range(3) for place in model.stops(page)]
        model.place = stops[number % len(stops)]
        model.leave(text)
    values, wrong = read_texts(SampleComplaint, model.as_texts())
    assert {one.sentence for one in wrong} == set(model.unreadable.values())
    for one in model.items:
        if one.kind.name != "rows" and Place(one.name) not in model.unreadable:
            assert values.get(one.name) == getattr(model.entry, one.name) or (
                not values.get(one.name) and not getattr(model.entry, one.name)
            )


def test_a_reading_that_is_not_confirmed_is_copied_as_such() -> None:
    model = form(entry=entry(SampleComplaint, unpaid=[entry(UnpaidRow, worker="甲", note="コウ")]))
    model.suggested = {Place("unpaid", 0, "note")}
    model.tables["unpaid"].copy(0)
    assert model.suggested == {Place("unpaid", 0, "note"), Place("unpaid", 1, "note")}


class TestLongTables:
    """What a form with a thousand lines does when an item is left: no more than that item asks for."""

    @staticmethod
    def long_form(rows: int, monkeypatch: pytest.MonkeyPatch) -> tuple[FormModel, list[int]]:
        """A form with a long table, and the places of the lines that are filled from now on."""
        from shuro.kernel import checks

        lines = [entry(UnpaidRow, worker=f"労働者{at}", amount=at) for at in range(rows)]
        model = form(entry=entry(SampleComplaint, unpaid=lines))
        seen: list[int] = []
        fill = checks.fill_line
        monkeypatch.setattr(checks, "fill_line", lambda *line: (seen.append(line[1]), fill(*line)))
        return model, seen

    def test_a_line_that_is_left_is_the_only_one_filled(self, monkeypatch: pytest.MonkeyPatch) -> None:
        model, filled = self.long_form(200, monkeypatch)
        type_in(model, "unpaid", "国土", 77, "worker")
        assert filled == [77]

    def test_what_stands_beside_the_table_fills_all_its_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        model, filled = self.long_form(200, monkeypatch)
        type_in(model, "complainant", "労働太郎")
        assert filled == list(range(200))

    def test_a_line_taken_out_fills_all_that_are_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        model, filled = self.long_form(200, monkeypatch)
        model.tables["unpaid"].delete(3)
        model.recompute()
        assert filled == list(range(199))

    def test_the_cursor_goes_on_without_going_through_the_table(self, monkeypatch: pytest.MonkeyPatch) -> None:
        model, _ = self.long_form(1000, monkeypatch)
        model.place = Place("unpaid", 500, "note")
        looked: list[object] = []
        can = model.is_open
        monkeypatch.setattr(model, "is_open", lambda *at: looked.append(at) or can(*at))
        assert model.beside(1) == Place("unpaid", 501, "worker")
        assert model.beside(-1) == Place("unpaid", 500, "amount")
        assert model.stands(Place("unpaid", 999, "worker"), model.page)
        assert not model.stands(Place("unpaid", 1001, "worker"), model.page)
        assert not model.stands(Place("unpaid"), model.page)
        assert len(looked) < 20
