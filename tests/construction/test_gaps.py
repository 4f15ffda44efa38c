"""What the manuals of 建設特定技能受入計画 leave out (CON-117): what the program does about each gap, and that it says so."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from shuro.construction import full_time, menu_state
from shuro.construction.bodies import ConstructionBody
from shuro.construction.full_time import CORPORATION, FAMILY, OFFICER, SMALL, UNSURE, Terms
from shuro.construction.plan import AcceptancePlan
from shuro.construction.roster import StaffRoster
from shuro.kernel import attachments, registry
from shuro.kernel.codelists import codes
from shuro.kernel.record import items_of
from tests.accounts.test_readings import decision
from tests.conftest import ROOT
from tests.construction.test_full_time import person

ENTRY = "What the construction manuals leave out"
SECTION = "1. 特定技能所属機関になろうとする者に関する事項"


@pytest.mark.req("CON-117", "CON-12", "CON-13")
def test_no_section_is_invented() -> None:
    """Section 1 as printed; before it the one item of the product, behind it message and state."""
    assert [*dict.fromkeys(one.section for one in AcceptancePlan.items())] == ["(製品項目)", SECTION, ""]
    assert "2." in decision(ENTRY)


@pytest.mark.req("CON-117", "CON-45", "CON-46", "CON-4", "CON-5")
def test_confirmation_and_review_are_steps_of_the_plan() -> None:
    """The page of 確認 asks and leads back to the menu; the review certifies or sends back with item and reason."""
    steps = {one.name: one for one in AcceptancePlan.steps}
    assert steps["申請"].confirm == "申請します。よろしいですか？" and steps["申請"].leaves
    assert steps["認定"].by.label == steps["差戻し"].by.label == "審査者"
    assert [label for _, label in steps["差戻し"].asks] == ["差戻す項目", "差戻し理由"]
    entry = decision(ENTRY)
    assert "確認" in entry and "review" in entry


@pytest.mark.req("CON-117", "CON-6", "CON-7")
def test_every_entry_of_the_menu_opens_a_record_of_ours() -> None:
    known = [one.code for one in codes("construction-menu")]
    assert set(known) == set(menu_state.RECORDS)
    for code in known:
        cls = registry.load(menu_state.RECORDS[code])
        assert cls is AcceptancePlan or (
            cls.under[1] == "acceptance_plan" and not cls.spec
        )  # no field file: our own items
    assert "D-78" in decision(ENTRY)


@pytest.mark.req("CON-117", "CON-81", "CON-92")
@pytest.mark.parametrize(
    "employer, kind, column", [(CORPORATION, OFFICER, "officer_pay"), (SMALL, FAMILY, "family_pay")]
)
def test_no_amount_is_assumed(employer: str, kind: str, column: str) -> None:
    """一定額 is typed on the roster and may stay empty; then the person is 要確認."""
    items = {one.name: one for one in items_of(StaffRoster)}
    assert items[column].need.name == "FREE" and items[column].preset is None
    who = person(kind=kind, officer_form="常勤", standard_pay=9_999_999, family_pay=9_999_999)
    assert full_time.judge(who, Terms(employer, date(2026, 6, 10))).result == UNSURE
    assert "一定額" in decision(ENTRY)


@pytest.mark.req("CON-117", "CON-34")
def test_the_bodies_are_a_list_that_can_be_kept() -> None:
    keepers = {one.name: one.by.label for one in ConstructionBody.steps}
    assert keepers == {"登録": "システム管理者", "更新": "システム管理者", "削除": "システム管理者"}
    assert "⑲" in decision(ENTRY)


@pytest.mark.req("CON-117", "CON-36", "CON-39")
def test_every_text_and_file_has_a_limit_that_is_told() -> None:
    """The limits that are not printed stand in the field file; files stop at 10 MB."""
    with (ROOT / "docs" / "spec" / "fields" / "construction-plan.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["label"]: row for row in csv.DictReader(file)}
    for one in AcceptancePlan.items():
        if one.kind.name in ("text", "longtext", "code", "phone") and one.typed:
            assert one.max and str(one.max) == rows[one.label]["max_len"], one.label
    assert "decision" in rows["申請者から審査者へのメッセージ"]["notes"]
    assert attachments.MOST == 10 * 1024 * 1024 and "10MB" in attachments.REFUSED
    assert "1,000" in decision(ENTRY) and "10 MB" in decision(ENTRY)
