"""Two officers of a 署 at the same ledger in the same moment; on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from shuro.kernel import store
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, table_of
from shuro.kernel.steps import IllegalStep
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_attachment import ComplaintAttachment
from shuro.standards.complaint_journal import ComplaintJournal
from shuro.standards.complaint_schedule import ComplaintSchedule
from shuro.standards.complaint_unpaid import ComplaintUnpaid
from shuro.standards.consultation import Consultation
from tests.standards.complaints import complained, received, sent, some_workplace
from tests.standards.consultations import WHOLE, consulted
from tests.together import at_once

TRIES = 3  # a race that is lost is seen at the first of them


def one_stored(done: list[Any], sentence: str) -> None:
    """One of two registrations was stored, the other refused with this sentence."""
    refusals = [one for one in done if isinstance(one, (store.Refused, IllegalStep))]
    assert len(refusals) == 1 and sentence in str(refusals[0]), done
    assert sum(isinstance(one, store.Saved) for one in done) == 1, done


@pytest.mark.req("CMP-81", "CMP-85")
def test_a_transferred_case_is_taken_in_once(desk: Desk, make_desk: Any, database: Any) -> None:
    there, colleague = make_desk("1302", database=database), make_desk("1302", database=database)
    some_workplace(there)
    for _ in range(TRIES):
        case = sent(desk).id
        done = at_once(lambda case=case: received(there, case), lambda case=case: received(colleague, case))
        one_stored(done, "既に登録されています")


@pytest.mark.req("CMP-62", "CMP-64")
def test_one_page_of_the_progress_is_open(desk: Desk) -> None:
    for _ in range(TRIES):
        given = {"complaint_id": complained(desk).id}

        def begun(given: dict[str, Any] = given) -> Any:
            return store.save(desk, ComplaintJournal, "登録", {"progress": "来署。"}, given=given)

        one_stored(at_once(begun, begun), "1頁が復命されていません")


@pytest.mark.req("CMP-96")
def test_one_entry_a_year_is_made(desk: Desk) -> None:
    for _ in range(TRIES):
        given = {"complaint_id": complained(desk).id}

        def entered(given: dict[str, Any] = given) -> Any:
            return store.save(desk, ComplaintUnpaid, "登録", {"year": 2026, "case_kind": "賃金不払事件"}, given=given)

        one_stored(at_once(entered, entered), "2026年の入力は既にあります")


@pytest.mark.req("CMP-36", "CMP-65")
@pytest.mark.parametrize("cls, label", [(ComplaintAttachment, "別紙"), (ComplaintSchedule, "付表")])
def test_a_ledger_has_one_sheet_of_a_kind(desk: Desk, cls: Any, label: str) -> None:
    given = {"complaint_id": complained(desk).id}
    first = store.save(desk, cls, "登録", {}, given=given)
    with pytest.raises(IllegalStep, match=f"「申告処理台帳{label}」は登録済みです"):
        store.save(desk, cls, "登録", {}, given=given)
    assert store.save(desk, cls, "更新", {}, id=first.id, version=first.version).version == 2
    for _ in range(TRIES):
        new = {"complaint_id": complained(desk).id}

        def made(given: dict[str, Any] = new) -> Any:
            return store.save(desk, cls, "登録", {}, given=given)

        one_stored(at_once(made, made), "登録済みです")


@pytest.mark.req("CST-9", "CST-57")
def test_a_consultation_goes_or_its_complaint_is_made(desk: Desk) -> None:
    for _ in range(TRIES):
        source: Entry = consulted(desk, **WHOLE).entry
        some_workplace(desk)
        made, gone = at_once(
            lambda one=source: complained(desk, given={"consultation_id": one.id}),
            lambda one=source: store.save(desk, Consultation, "削除", id=one.id, version=one.version),
        )
        assert isinstance(made, (store.Saved, store.Gone)) and isinstance(gone, (store.Saved, IllegalStep)), (
            made,
            gone,
        )
        assert isinstance(made, store.Saved) is isinstance(gone, IllegalStep)
        with desk.database.read() as session:
            left = store.entries(session, Complaint, table_of(Complaint).c.consultation_id == source.id)
        assert len(left) == int(isinstance(made, store.Saved))
