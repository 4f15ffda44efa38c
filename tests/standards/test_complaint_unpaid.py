"""監406報告例規_登録: the entries of a case year by year, and what may not be entered; on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from shuro.kernel import store
from shuro.kernel.desk import Desk
from shuro.standards.complaint_unpaid import ComplaintUnpaid
from tests.standards.complaints import again, complained

WAGES, SAVINGS, HOMEWORK = "賃金不払事件", "貯蓄金返還不能事件", "工賃不払事件"


@pytest.mark.req("CMP-93", "CMP-96", "CMP-97")
def test_what_is_left_goes_into_the_next_year(desk: Desk) -> None:
    ledger = complained(desk)
    given = {"complaint_id": ledger.id}
    values = {"case_kind": "賃金不払事件", "found_regular_workers": 3, "found_regular_amount": 900, "found_other_workers": 1,
              "found_other_amount": 50, "solved_regular_workers": 1, "solved_regular_amount": 300}  # fmt: skip
    first = store.save(desk, ComplaintUnpaid, "登録", values, given=given)
    assert (first.entry.year, first.entry.next_workers, first.entry.next_amount) == (2026, 3, 650)
    assert [(line.year, line.case_kind) for line in again(desk, ledger).unpaid_years] == [(2026, "賃金不払事件")]
    second = store.save(desk, ComplaintUnpaid, "登録", {}, given=given)
    assert (second.entry.year, second.entry.carried_regular_workers, second.entry.carried_other_amount) == (2027, 2, 50)
    assert second.entry.next_amount == 650
    with pytest.raises(store.Refused, match="2027年の入力は既にあります"):
        store.save(desk, ComplaintUnpaid, "登録", {"year": 2027, "case_kind": "賃金不払事件"}, given=given)
    with pytest.raises(store.Refused, match="超えています"):
        store.save(desk, ComplaintUnpaid, "更新", {"hopeless_other_workers": 9}, id=second.id, version=second.version)


@pytest.mark.req("CMP-96")
def test_one_entry_a_year_whatever_its_kind(desk: Desk) -> None:
    given = {"complaint_id": complained(desk).id}
    store.save(desk, ComplaintUnpaid, "登録", {"case_kind": "賃金不払事件"}, given=given)
    with pytest.raises(store.Refused, match="2026年の入力は既にあります"):
        store.save(desk, ComplaintUnpaid, "登録", {"year": 2026, "case_kind": "工賃不払事件"}, given=given)


@pytest.mark.req("CMP-97")
@pytest.mark.parametrize(
    "kind, values, told",
    [
        (WAGES, {"found_regular_workers": 2, "solved_retirement_workers": 1}, "退職金 対象労働者数は、"),
        (WAGES, {"found_regular_amount": 900, "hopeless_other_amount": 50}, "その他 金額(千円)は、"),
        (WAGES, {"found_regular_workers": 3, "found_regular_amount": 10, "solved_regular_amount": 11}, "定期給与 金額"),
        (WAGES, {"carried_regular_workers": 1, "hopeless_regular_workers": 2}, "を1超えています"),
        (
            SAVINGS,
            {"found_workers": 3, "found_amount": 10, "solved_amount": 8, "hopeless_amount": 5},
            "を3超えています",
        ),
        (HOMEWORK, {"carried_workers": 1, "solved_workers": 2}, "対象労働者数は、"),
    ],
)
def test_no_kind_is_left_with_less_than_nothing(desk: Desk, kind: str, values: dict[str, int], told: str) -> None:
    given = {"complaint_id": complained(desk).id}
    with pytest.raises(store.Refused) as caught:
        store.save(desk, ComplaintUnpaid, "登録", {"case_kind": kind, **values}, given=given)
    assert told in str(caught.value) and len(caught.value.findings) == 1


@pytest.mark.req("CMP-93")
@pytest.mark.parametrize(
    "year, right", [(0, False), (5, False), (2024, False), (2025, True), (2027, True), (2028, False), (99999, False)]
)
def test_the_year_is_one_of_the_case(desk: Desk, year: int, right: bool) -> None:
    given = {"complaint_id": complained(desk, accepted_on="R7.12.1").id}
    values = {"year": year, "case_kind": WAGES}
    if right:
        assert store.save(desk, ComplaintUnpaid, "登録", values, given=given).entry.year == year
        return
    with pytest.raises(store.Refused, match="入力年：受理年月日の年から来年まで（2025年から2027年まで）"):
        store.save(desk, ComplaintUnpaid, "登録", values, given=given)


@pytest.mark.req("CMP-96", "CMP-97")
def test_three_years_carry_each_kind_on(desk: Desk, clock: Any) -> None:
    ledger = complained(desk)
    given = {"complaint_id": ledger.id}
    first = {"case_kind": WAGES, "found_regular_workers": 5, "found_regular_amount": 100, "found_retirement_workers": 2}
    store.save(desk, ComplaintUnpaid, "登録", first, given=given)
    second = store.save(desk, ComplaintUnpaid, "登録", {"solved_regular_workers": 2, "solved_regular_amount": 30,
                                                      "hopeless_retirement_workers": 1}, given=given).entry  # fmt: skip
    assert (second.carried_regular_workers, second.carried_regular_amount, second.carried_retirement_workers) == (
        5,
        100,
        2,
    )
    clock.set(2027, 2, 1, 9)
    third = store.save(desk, ComplaintUnpaid, "登録", {"found_other_amount": 7}, given=given).entry
    assert (third.year, third.carried_regular_workers, third.carried_regular_amount) == (2028, 3, 70)
    assert (third.carried_retirement_workers, third.next_workers, third.next_amount) == (1, 4, 77)
    assert [line.year for line in again(desk, ledger).unpaid_years] == [2026, 2027, 2028]
