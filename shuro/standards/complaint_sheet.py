"""What the sheets of a 申告処理台帳 have in common: they are closed with it and go with it (CMP-14, CMP-18, CMP-37)."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlmodel import Field

from shuro.kernel import store
from shuro.kernel.checks import finding
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, Record
from shuro.kernel.steps import delete, register, update
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_rules import MOVED, STATION, shown_number

CONSENT = codes("consent").options


def ledger_of(desk: Desk, one: Any) -> Entry | None:
    """The ledger that a sheet hangs on."""
    if one.complaint_id is None:
        return None
    with desk.reading() as session:
        return store.fetch(session, Complaint, one.complaint_id)


def closed_ledger(desk: Desk, one: Entry) -> str | None:
    """Why a sheet cannot be changed: its ledger was transferred away (CMP-18), or it is another office's."""
    ledger = ledger_of(desk, one)
    if ledger is None:
        return "申告処理台帳を登録してから、その業務選択メニューで開いてください。"
    if ledger.office_code != desk.office.code:
        return "この台帳の管轄局署の職員だけが登録できます。"
    return "移送した台帳に属するため、変更できません。" if ledger.state == MOVED else None


def hold_ledger(desk: Desk, one: Entry, before: Entry | None) -> None:
    """Keep the ledger of a new sheet until the sheet is stored: one sheet is made after the other, and none is made while
    the ledger is transferred or deleted. Raises store.Gone and store.Refused.
    """
    assert desk.session is not None
    if before is not None:
        return
    ledger = store.fetch(desk.session, Complaint, one.complaint_id, lock=True)
    if ledger is None:
        raise store.Gone
    if ledger.state == MOVED:
        raise store.Refused([finding(None, "移送した台帳に属するため、登録できません。")])


def begin_sheet(desk: Desk, one: Entry) -> None:
    """The number of the ledger."""
    ledger = ledger_of(desk, one)
    one.ledger_number = ledger.ledger_number if ledger else None


def sheet_name(label: str) -> Any:
    """A sheet is named by its ledger."""

    def name_of(one: Entry) -> str:
        return f"{shown_number(one.ledger_number) if getattr(one, 'ledger_number', None) else ''}{label}"

    return name_of


class Sheet(Record):
    """A record that hangs on one 申告処理台帳 and goes with it."""

    complaint_id: int | None = Field(default=None, foreign_key="complaint.id", index=True)

    under: ClassVar[Any] = ("complaint_id", "complaint")
    scope: ClassVar[str] = "bureau"


def sheet_steps(then: Any = None) -> tuple[Any, ...]:
    """登録, 更新, 削除 by the 署 of the ledger."""
    return (
        register(STATION, refuse=closed_ledger, then=then),
        update(STATION, refuse=closed_ledger, then=then),
        delete(STATION, refuse=closed_ledger, then=then),
    )
