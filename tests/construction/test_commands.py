"""Plans, procedures and rosters by command: what a line of a terminal begins, and what it does not show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from shuro.commands.exits import Exit
from shuro.construction.full_time_forms import MASK
from shuro.construction.plan import open_plan, state_of
from shuro.construction.procedures import PlanCancellation
from shuro.construction.roster import StaffRoster
from shuro.kernel import store
from shuro.kernel.desk import Desk
from shuro.kernel.register import Register
from shuro.kernel.sheets import read_rows
from tests.commands.conftest import fast_hashes, here
from tests.construction.test_full_time import person
from tests.construction.test_plan import stored, submit
from tests.construction.test_procedures import certified
from tests.construction.test_roster import draft, roster

__all__ = ["certified", "fast_hashes", "here"]
NUMBER = "112233"


@pytest.fixture
def acting(here: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[Desk], None]:
    """Commands act as who sits at this desk."""

    def sit(desk: Desk) -> None:
        monkeypatch.setattr("shuro.commands.records.acting_desk", lambda: desk)

    return sit


@pytest.fixture
def numbered(company: Desk, application: Any, acting: Any) -> int:
    """The id of a roster with a 被保険者整理番号 in it."""
    acting(company)
    plan = draft(company, application, staff_count=None)
    return roster(company, plan.id, [person(insured_number=NUMBER, name="鈴木")]).id


@pytest.mark.req("CON-67", "CON-68")
def test_only_the_screen_shows_the_insured_number(numbered: int, shuro: Any, tmp_path: Any) -> None:
    """Files, show, JSON and history have ■■■■ in its place, and everything else in full."""
    out = tmp_path / "名簿.csv"
    assert shuro("staff-roster", "export", str(out)).code == Exit.OK
    (row,) = read_rows(out)
    assert (row.values["常勤職員1／被保険者整理番号"], row.values["常勤職員1／氏名"]) == (MASK, "鈴木")
    for words in (("show",), ("show", "--json"), ("history", "--json")):
        told = shuro("staff-roster", words[0], str(numbered), *words[1:]).out
        assert NUMBER not in told and MASK in told and "鈴木" in told, words


@pytest.mark.req("CON-68")
def test_the_sign_that_veils_a_number_is_not_taken_for_one(
    numbered: int, company: Desk, shuro: Any, tmp_path: Any
) -> None:
    """A file that was written cannot be read back with ■■■■ as everybody's number; a change of another item keeps it."""
    done = shuro("staff-roster", "edit", str(numbered), "--set", f"常勤職員1／被保険者整理番号={MASK}")
    assert done.code == Exit.REJECTED and "■■■■」は伏せてある印です" in done.err
    shuro("staff-roster", "edit", str(numbered), "--set", "常勤職員1／氏名=鈴木一郎")
    (one,) = store.find(company, StaffRoster, numbered).people
    assert (one.insured_number, one.name) == (NUMBER, "鈴木一郎")


@pytest.mark.req("CON-26", "CON-31")
def test_the_tables_of_a_plan_have_names_of_their_own(
    company: Desk, application: Any, acting: Any, shuro: Any, a_file: Any
) -> None:
    """⑫ and ⑯ stand in one section: their lines are told and set by their labels."""
    acting(company)
    plan = draft(company, application)
    told = shuro("acceptance-plan", "show", str(plan.id)).out
    assert "⑫建設業許可証の写し1: " in told and "⑯常勤職員数を明らかにする文書1: " in told
    done = shuro(
        "acceptance-plan", "save", str(plan.id), "--set", "⑯常勤職員数を明らかにする文書1／通知日/発行日=R7.10.1"
    )
    assert done.code == Exit.OK, done.err
    assert stored(company, plan.id).staff_documents[0].dated_on == date(2025, 10, 1)


@pytest.mark.req("CON-2", "CON-8", "CON-44")
def test_a_plan_is_begun_without_a_number(company: Desk, acting: Any, shuro: Any) -> None:
    acting(company)
    done = shuro("acceptance-plan", "save", "--set", "②商号又は名称=株式会社国土")
    assert done.code == Exit.OK, done.err
    assert stored(company, open_plan(company) or 0).name == "株式会社国土"
    assert state_of(company) == "未登録"
    again = shuro("acceptance-plan", "save", "--set", "②商号又は名称=株式会社国土")
    assert again.code != Exit.OK and "一時保存した計画があります" in again.err


@pytest.mark.req("CON-4", "CON-45")
def test_a_plan_is_handed_in_and_certified_by_command(
    company: Desk, reviewer: Desk, application: Any, acting: Any, shuro: Any
) -> None:
    plan = submit(company, application(company)).id
    acting(reviewer)
    done = shuro("acceptance-plan", "certify", str(plan), "--confirm", "株式会社国土交通建設")
    assert done.code == Exit.OK, done.err
    one = stored(company, plan)
    assert (one.status, one.reviewer, one.certified_on) == ("認定済", reviewer.officer.name, company.today())
    acting(company)
    refused = shuro("acceptance-plan", "certify", str(plan), "--confirm", "株式会社国土交通建設")
    assert refused.code != Exit.OK


def test_a_procedure_is_begun_under_its_plan(company: Desk, certified: int, acting: Any, shuro: Any) -> None:
    """The name is asked for as for any step that is confirmed; without the plan the command says what it needs."""
    acting(company)
    sets = [word for item in ("取消しを希望する年月日=R8.7.1", "在籍する1号特定技能外国人の数=0", "取消しの理由=廃業")
            for word in ("--set", item)]  # fmt: skip
    lacking = shuro("plan-cancellation", "submit", *sets)
    assert lacking.code == Exit.USAGE and "--under" in lacking.err
    done = shuro(
        "plan-cancellation", "submit", "--under", str(certified), *sets, "--confirm", "株式会社国土交通建設　作成中"
    )
    assert done.code == Exit.OK, done.err
    (one,) = Register(company, PlanCancellation, {}).all()
    assert (one.plan_id, one.reason) == (certified, "廃業")


def test_a_step_that_nothing_begins_with_needs_its_number(company: Desk, acting: Any, shuro: Any) -> None:
    acting(company)
    assert shuro("acceptance-plan", "certify").code == Exit.USAGE
