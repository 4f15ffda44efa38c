"""「申告情報_検索/一覧」: its conditions, its marks, and the count of the menu; on both engines."""

from __future__ import annotations

import pytest

from shuro.kernel import store
from shuro.kernel.desk import Desk
from shuro.kernel.dues import waiting
from shuro.kernel.register import Register
from shuro.standards.certification_application import CertificationApplication
from shuro.standards.complaint import Complaint
from tests.standards.complaints import complained


@pytest.mark.req("CMP-106")
@pytest.mark.parametrize("day, marked", [("R8.7.10", True), ("R8.7.11", False), ("R8.6.1", True), ("", False)])
def test_near_deadlines_are_marked_in_the_list(desk: Desk, day: str, marked: bool) -> None:
    complained(desk, bankrupt="1", apply_by=day)
    register = Register(desk, Complaint, {})
    place = [item.name for item in register.items].index("apply_by")
    (texts,) = register.all_lines()
    assert texts[place].startswith("※") is marked


@pytest.mark.req("CMP-106")
def test_the_menu_counts_the_cases_that_the_list_marks(desk: Desk) -> None:
    """Near, over, closed, far, and one for which the certification was applied for."""
    near = {"bankrupt": "1", "apply_by": "R8.7.10"}
    applied = complained(desk, **near)
    for texts in (near, {**near, "apply_by": "R8.6.1"}, {**near, "apply_by": "R8.7.11"},
                  {**near, "outcome": "解決", "closed_on": "R8.6.9", "industry_code": "010602"}):  # fmt: skip
        complained(desk, **texts)

    def counted() -> int:
        return next(one.number for one in waiting(desk) if one.due.name == "certification-deadlines")

    def marked() -> int:
        register = Register(desk, Complaint, {})
        place = [item.name for item in register.items].index("apply_by")
        return sum(texts[place].startswith("※") for texts in register.all_lines())

    assert counted() == marked() == 3
    with desk.database.write() as session:
        here = desk.within(session)
        one, _ = store.new_of(here, CertificationApplication, {}, {"complaint_id": applied.id})
        store.create(here, CertificationApplication, one, "登録")
    assert counted() == marked() == 2
