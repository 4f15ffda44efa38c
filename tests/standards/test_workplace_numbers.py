"""仮番号振出簿, 独自番号振出簿 and 労働保険番号主従関係."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest

from shuro.kernel import store
from shuro.kernel.checks import read_texts
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, entry, item, record_name
from shuro.kernel.registry import tied_to
from shuro.kernel.steps import IllegalStep
from shuro.kernel.text import Unreadable
from shuro.standards.insurance_number import parse
from shuro.standards.workplace import Workplace
from shuro.standards.workplace_numbers import (
    InsuranceNumberLink,
    OwnNumber,
    ProvisionalNumber,
    candidates,
    following,
    next_own,
    next_provisional,
    rank_of,
)
from tests.standards.workplaces import found_again, refusal, registered, updated, values_of
from tests.together import at_once


def book(desk: Desk, cls: Any) -> list[Entry]:
    """All lines of a 振出簿."""
    with desk.database.read() as session:
        return store.entries(session, cls)


def provisional(desk: Desk, number: str, **texts: Any) -> Entry:
    return registered(desk, insurance_number=number, registration_kind="労働保険未手続", **texts)


def own(desk: Desk, number: str, **texts: Any) -> Entry:
    return registered(desk, insurance_number=number, registration_kind="労働保険任意、非適", **texts)


# 仮番号 -----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-18", "WPL-19")
def test_the_next_provisional_number_is_offered_and_entered_when_it_is_used(desk: Desk) -> None:
    offered = next_provisional(desk)
    assert offered.shown == "13-7-01-000001"
    assert next_provisional(desk) == offered, "an offer takes nothing"
    one = provisional(desk, offered.shown)
    (line,) = book(desk, ProvisionalNumber)
    assert (line.provisional_number, line.name, line.workplace_id) == ("13701000001", one.name, one.id)
    assert (line.insurance_number, line.changed_on, line.note, line.office_code) == (None, None, None, "1301")
    assert next_provisional(desk).shown == "13-7-01-000002"


@pytest.mark.req("WPL-18")
def test_each_office_has_a_book_of_its_own(desk: Desk, make_desk: Any) -> None:
    provisional(desk, "13-7-01-000001")
    other = make_desk("2701", database=desk.database)
    assert next_provisional(other).shown == "27-7-01-000001"


@pytest.mark.req("WPL-19")
def test_who_comes_too_late_is_given_the_next_number(desk: Desk) -> None:
    one = provisional(desk, "13-7-01-000001")
    with pytest.raises(store.Refused) as refused:
        provisional(desk, "13-7-01-000001", name="港会社　　本社")
    (finding,) = [f for f in refused.value.findings if f.severity is store.REFUSE]
    assert finding.label == "労働保険番号"
    assert "1301-101 霞会社　　霞工場" in finding.sentence and "13-7-01-000002" in finding.sentence
    assert finding.refers == (f"workplace:{one.id}",)
    assert len(book(desk, ProvisionalNumber)) == 1


@pytest.mark.req("WPL-19")
def test_two_officers_at_the_same_moment_never_get_the_same_number(desk: Desk, make_desk: Any) -> None:
    desks = [make_desk("1301", database=desk.database) for _ in range(4)]

    def register(place: int) -> Any:
        return provisional(desks[place], "13-7-01-000001", name=f"第{place}会社　　本社")

    done = at_once(*(partial(register, place) for place in range(len(desks))))
    won = [one.id for one in done if not isinstance(one, Exception)]
    told = [str(one.findings[-1]) for one in done if isinstance(one, store.Refused)]
    assert len(won) == 1 and len(told) == 3
    assert all("13-7-01-000002" in sentence for sentence in told)
    assert [line.workplace_id for line in book(desk, ProvisionalNumber)] == won


@pytest.mark.req("WPL-19")
def test_a_line_entered_by_hand_is_taken_up_by_the_workplace_that_uses_the_number(desk: Desk) -> None:
    with desk.database.read() as session:
        fresh = entry(ProvisionalNumber)
        ProvisionalNumber.begin(desk.within(session), fresh)
    assert fresh.provisional_number == "13701000001"
    store.save(desk, ProvisionalNumber, "登録", {"provisional_number": "13701000001", "name": "霞会社"})
    one = provisional(desk, "13-7-01-000001")
    (line,) = book(desk, ProvisionalNumber)
    assert (line.workplace_id, line.name) == (one.id, "霞会社")


@pytest.mark.req("WPL-19")
def test_a_number_further_on_moves_the_offer_on(desk: Desk) -> None:
    provisional(desk, "13-7-01-000010")
    assert next_provisional(desk).shown == "13-7-01-000011"
    provisional(desk, "13-7-01-000005", name="港会社　　本社")
    assert next_provisional(desk).shown == "13-7-01-000011"
    assert len(book(desk, ProvisionalNumber)) == 2


@pytest.mark.req("WPL-19")
def test_the_same_line_is_not_entered_twice(desk: Desk) -> None:
    values = {"provisional_number": "13701000001", "name": "霞会社"}
    store.save(desk, ProvisionalNumber, "登録", values)
    with pytest.raises(store.Refused) as refused:
        store.save(desk, ProvisionalNumber, "登録", values)
    assert refused.value.findings[0].item == "provisional_number"


@pytest.mark.req("WPL-19")
def test_a_line_in_use_is_not_deleted_and_outlives_its_workplace(desk: Desk) -> None:
    one = provisional(desk, "13-7-01-000001")
    (line,) = book(desk, ProvisionalNumber)
    with pytest.raises(IllegalStep):
        store.save(desk, ProvisionalNumber, "削除", id=line.id)
    store.save(desk, Workplace, "削除", id=one.id)
    assert [(left.provisional_number, left.workplace_id) for left in book(desk, ProvisionalNumber)] == [
        ("13701000001", None)
    ]
    assert next_provisional(desk).shown == "13-7-01-000002"


@pytest.mark.req("WPL-18", "WPL-20")
def test_each_book_takes_numbers_of_its_own_kind_only() -> None:
    assert "所掌（3桁目）が7" in read_texts(ProvisionalNumber, {"provisional_number": "13-5-01-800000"})[1][0].sentence
    assert "所掌（3桁目）が5" in read_texts(OwnNumber, {"own_number": "13-7-01-000001"})[1][0].sentence


# 独自番号 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-20", "WPL-22", "WPL-23")
@pytest.mark.parametrize("case", [one.code for one in codes("own-number-cases") if one.code != "4"])
def test_every_case_but_one_gets_a_number_of_the_book(desk: Desk, case: str) -> None:
    offered = next_own(desk, case)
    assert offered.shown == "13-5-01-800000"
    one = own(desk, offered.shown)
    (line,) = book(desk, OwnNumber)
    assert (line.own_number, line.name, line.workplace_id) == ("13501800000", one.name, one.id)
    assert next_own(desk, case).shown == "13-5-01-800001"


@pytest.mark.req("WPL-20", "WPL-21")
def test_a_shared_number_is_kept_with_another_jurisdiction_and_a_branch(desk: Desk) -> None:
    shared = parse("13-1-01-123456-000")
    assert next_own(desk, "4", shared).shown == "13-5-01-123456-001"
    own(desk, "13-5-01-123456-001")
    assert [line.own_number for line in book(desk, OwnNumber)] == ["13501123456001"]
    assert next_own(desk, "4", shared).shown == "13-5-01-123456-002"
    assert next_own(desk, "4", parse("13-1-01-654321")).shown == "13-5-01-654321-001"
    assert next_own(desk).shown == "13-5-01-800000"


@pytest.mark.req("WPL-21", "WPL-15")
def test_a_number_of_an_insurance_association_gets_a_covered_workplace_number_instead(desk: Desk) -> None:
    shared = parse("13-1-01-901234-005")
    assert next_own(desk, "4", shared).shown == "13-5-01-901234-005-0001"
    own(desk, "13-5-01-901234-005-0001")
    assert next_own(desk, "4", shared).shown == "13-5-01-901234-005-0002"


@pytest.mark.req("WPL-21")
def test_case_four_needs_the_shared_number(screen_desk: Desk) -> None:
    with pytest.raises(Unreadable, match="共用している労働保険番号"):
        next_own(screen_desk, "4")


@pytest.mark.req("WPL-22")
def test_the_book_ends_at_899999(desk: Desk) -> None:
    own(desk, "13-5-01-899999")
    with pytest.raises(Unreadable, match="使い切りました"):
        next_own(desk)


@pytest.mark.req("WPL-22")
@pytest.mark.parametrize("number", ["13-5-01-800000", "13-5-01-123456-001", "13-5-01-901234-005-0001"])
def test_an_own_number_in_use_is_refused_with_the_next_of_its_kind(desk: Desk, number: str) -> None:
    own(desk, number)
    following_number = number[:-1] + str(int(number[-1]) + 1)
    with pytest.raises(store.Refused) as refused:
        own(desk, number, name="港会社　　本社")
    assert following_number in str(refused.value)


@pytest.mark.req("WPL-19", "WPL-22")
def test_f4_offers_the_next_numbers(desk: Desk) -> None:
    assert item(Workplace, "insurance_number").candidates is candidates
    assert [one.text for one in candidates(desk, entry(Workplace))] == ["13-7-01-000001", "13-5-01-800000"]
    typed = entry(Workplace, insurance_number="13101123456")
    assert [one.text for one in candidates(desk, typed)][2:] == ["13-5-01-123456-001"]


@pytest.mark.req("WPL-19")
def test_the_same_number_twice_in_one_file_is_refused(desk: Desk) -> None:
    from shuro.standards.workplace_rules import numbers_in_use

    lines = [entry(Workplace, **values_of({"insurance_number": "13-7-01-000001"})) for _ in range(2)]
    with desk.database.read() as session:
        found = numbers_in_use(lines, desk.within(session))
    assert list(found) == [1] and found[1][0].severity is store.REFUSE


@pytest.mark.req("WPL-24")
def test_a_regular_number_in_place_of_a_provisional_one_is_noted_in_the_book(desk: Desk, clock: Any) -> None:
    one = provisional(desk, "13-7-01-000001")
    clock.set(2026, 7, 1)
    updated(desk, one, insurance_number="13-1-01-123456", registration_kind="労働保険番号")
    (line,) = book(desk, ProvisionalNumber)
    assert (line.insurance_number, line.changed_on) == ("13101123456", date(2026, 7, 1))
    assert "13-1-01-123456" in line.note and "令和8年7月1日" in line.note


@pytest.mark.req("WPL-19", "WPL-24")
def test_a_number_that_has_given_way_is_not_used_by_another_workplace(desk: Desk) -> None:
    one = provisional(desk, "13-7-01-000001")
    updated(desk, one, insurance_number="13-1-01-123456", registration_kind="労働保険番号")
    with pytest.raises(store.Refused) as refused:
        provisional(desk, "13-7-01-000001", name="港会社　　本社")
    assert "13-7-01-000002" in str(refused.value)


# 主従関係 ---------------------------------------------------------------------------------------------------------------


def linked(desk: Desk, workplace: Entry, primary: str, *secondaries: str) -> Entry:
    """主従関係 of a workplace registered from typed numbers."""
    texts = {"primary": primary, "secondaries": [{"number": number} for number in secondaries]}
    values, found = read_texts(InsuranceNumberLink, texts, desk)
    assert not found, found
    return store.save(desk, InsuranceNumberLink, "登録", values, given={"workplace_id": workplace.id}).entry


def link_refusal(desk: Desk, workplace: Entry, primary: str, *secondaries: str) -> list[str]:
    try:
        linked(desk, workplace, primary, *secondaries)
    except store.Refused as refused:
        return [str(f) for f in refused.findings if f.severity is store.REFUSE]
    return []


@pytest.mark.req("WPL-56", "SYS-20")
def test_main_and_other_numbers_are_registered_from_the_menu_of_the_workplace(desk: Desk) -> None:
    one = registered(desk, registration_kind="労働保険番号", insurance_number="13-1-01-123456")
    link = linked(desk, one, "13-1-01-123456", "13-1-01-222222", "13-3-01-333333-000")
    assert (link.primary, [line.number for line in link.secondaries], link.rank) == (
        "13101123456", ["13101222222", "13301333333000"], "主",
    )  # fmt: skip
    assert ("労働保険番号主従関係",) in [offer.path for offer in InsuranceNumberLink.offers]


@pytest.mark.req("SYS-7", "WPL-1")
def test_a_tied_record_points_to_its_workplace_and_is_reached_from_it() -> None:
    assert "insurance_number_link" in [record_name(cls) for cls in tied_to("workplace")]
    (key,) = InsuranceNumberLink.__table__.c.workplace_id.foreign_keys
    assert key.target_fullname == "workplace.id"


@pytest.mark.req("SYS-7", "SYS-19")
def test_a_tied_record_is_not_registered_without_a_workplace(desk: Desk) -> None:
    with pytest.raises(store.Refused) as refused:
        store.save(desk, InsuranceNumberLink, "登録", {"primary": "13101123456"})
    assert any("事業場基本情報を検索し" in f.sentence for f in refused.value.findings)


@pytest.mark.req("WPL-56")
def test_what_a_relation_of_numbers_may_not_be(desk: Desk) -> None:
    one = registered(desk, registration_kind="労働保険番号", insurance_number="13-1-01-123456")
    assert "1行以上" in link_refusal(desk, one, "13-1-01-123456")[0]
    assert "1つずつ、一度だけ" in link_refusal(desk, one, "13-1-01-123456", "13-1-01-123456-000")[0]
    assert "1つずつ、一度だけ" in link_refusal(desk, one, "13-1-01-123456", "13-1-01-222222", "13-1-01-222222")[0]
    linked(desk, one, "13-1-01-123456", "13-1-01-222222")
    assert "既に登録されています" in link_refusal(desk, one, "13-1-01-123456", "13-1-01-333333")[0]


@pytest.mark.req("WPL-56")
def test_only_the_office_of_the_workplace_relates_its_numbers(desk: Desk, make_desk: Any) -> None:
    one = registered(desk, registration_kind="労働保険番号", insurance_number="13-1-01-123456")
    other = make_desk("1302", database=desk.database)
    assert "中央労働基準監督署の職員" in link_refusal(other, one, "13-1-01-123456", "13-1-01-222222")[0]


@pytest.mark.req("WPL-24", "WPL-56")
@pytest.mark.parametrize("number", ["13-7-01-000001", "13-5-01-800000"])
def test_a_number_that_gave_way_becomes_the_other_one_and_its_course_is_in_the_book(desk: Desk, number: str) -> None:
    provisional_one = number[3] == "7"
    one = (provisional if provisional_one else own)(desk, number)
    link = linked(desk, one, "13-1-01-123456", number)
    assert link.rank == "従"
    (line,) = book(desk, ProvisionalNumber if provisional_one else OwnNumber)
    assert "13-1-01-123456" in line.note
    if provisional_one:
        assert (line.insurance_number, line.changed_on) == ("13101123456", date(2026, 6, 10))
    changed = updated(desk, one, insurance_number="13-1-01-123456", registration_kind="労働保険番号")
    (line,) = book(desk, ProvisionalNumber if provisional_one else OwnNumber)
    assert line.note.count("13-1-01-123456") == 1, "the course is told once"
    with desk.database.read() as session:
        assert store.fetch(session, InsuranceNumberLink, link.id).rank == "主"
        assert rank_of(session, changed) == "主"


@pytest.mark.req("WPL-57")
def test_one_number_alone_is_the_main_one(desk: Desk) -> None:
    one = registered(desk, registration_kind="労働保険番号", insurance_number="13-1-01-123456")
    with desk.database.read() as session:
        assert rank_of(session, one) == "主"
        assert following(session, "13101123456") == [one.id]
        assert following(session, "13101123456000") == [one.id]
        assert following(session, "13101999999") == []


@pytest.mark.req("WPL-57")
def test_only_the_main_number_is_followed(desk: Desk) -> None:
    one = registered(desk, registration_kind="労働保険番号", insurance_number="13-1-01-123456")
    second = registered(
        desk, name="霞会社　　第二", registration_kind="労働保険番号", insurance_number="13-1-01-222222"
    )
    linked(desk, one, "13-1-01-123456", "13-1-01-222222")
    with desk.database.read() as session:
        assert following(session, "13101123456") == [one.id]
        assert following(session, "13101222222") == []
        assert (rank_of(session, one), rank_of(session, second)) == ("主", "従")


@pytest.mark.req("WPL-57")
def test_the_workplace_follows_the_main_number_even_while_registered_with_the_other(desk: Desk) -> None:
    one = provisional(desk, "13-7-01-000001")
    linked(desk, one, "13-1-01-123456", "13-7-01-000001")
    with desk.database.read() as session:
        assert following(session, "13101123456") == [one.id]
        assert rank_of(session, found_again(desk, one)) == "従"


@pytest.mark.req("SYS-34", "SYS-7")
def test_a_workplace_with_records_is_not_deleted(desk: Desk) -> None:
    one = registered(desk, registration_kind="労働保険番号", insurance_number="13-1-01-123456")
    link = linked(desk, one, "13-1-01-123456", "13-1-01-222222")
    with pytest.raises(IllegalStep) as refused:
        store.save(desk, Workplace, "削除", id=one.id)
    assert "労働保険番号主従関係1件" in refused.value.sentence
    store.save(desk, InsuranceNumberLink, "削除", id=link.id)
    store.save(desk, Workplace, "削除", id=one.id)


def test_a_wrong_number_is_refused_in_a_line(desk: Desk) -> None:
    _, found = read_texts(InsuranceNumberLink, {"secondaries": [{"number": "13-2-01-123456"}]})
    assert (found[0].rows, found[0].row) == ("secondaries", 0)


def test_the_kind_of_number_needs_nothing_else(screen_desk: Desk) -> None:
    assert refusal(screen_desk, insurance_number="13-7-01-000001") == []
