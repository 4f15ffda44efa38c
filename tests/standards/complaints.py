"""Short words for tests that need 申告情報."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from screens.workstation import Duty, House, Workstation
from shuro.accounts.realms import KIJUN
from shuro.kernel import store
from shuro.kernel.checks import read_texts
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, table_of
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_attachment import ComplaintAttachment
from shuro.standards.complaint_journal import ComplaintJournal
from shuro.standards.complaint_schedule import ComplaintSchedule
from shuro.standards.workplace import Workplace
from tests.standards.workplaces import registered as workplace

TEXTS: dict[str, Any] = {
    "complainant": "朝霧　恵", "complainant_phone": "090-5555-6666", "complainant_address": "東京都港区芝1-1",
    "workplace_name": "霞会社　　霞工場", "address": "東京都千代田区霞が関1-2-2", "accepted_on": "R8.6.1", "route": "口頭",
    "matters": "賃金不払い", "main_items": "賃金不払、解雇", "content": "5月分の賃金が支払われない。",
}  # fmt: skip

MOVE = {"moving": "1", "to_office": "1302", "direct": "諾", "dispatch_number": "0610第1号"}


def values_of(desk: Desk, texts: dict[str, Any]) -> dict[str, Any]:
    """The values of typed texts, all of which can be read."""
    values, found = read_texts(Complaint, texts, desk)
    assert not found, found
    return values


def complained(desk: Desk, link: bool = True, given: dict[str, Any] | None = None, **texts: Any) -> store.Saved:
    """A complaint registered from typed texts, linked to a workplace of the office."""
    typed = {name: text for name, text in {**TEXTS, **texts}.items() if text is not None}
    values = values_of(desk, typed)
    if link and "workplace_id" not in values:
        values["workplace_id"] = some_workplace(desk)
    return store.save(desk, Complaint, "登録", values, given=given or {}, accept=("outside-district",))


def some_workplace(desk: Desk) -> int:
    """A workplace of the office: the one there is, else a new one."""
    table = table_of(Workplace)
    with desk.database.read() as session:
        known = session.execute(sa.select(table.c.id).where(table.c.office_code == desk.office.code)).scalar()
    return known or workplace(desk, accept=("duplicate",)).id


def changed(desk: Desk, one: Any, **texts: Any) -> store.Saved:
    """A complaint after an 更新 with these typed texts."""
    now = again(desk, one)
    return store.save(
        desk, Complaint, "更新", values_of(desk, texts), id=now.id, version=now.version, accept=("outside-district",)
    )


def again(desk: Desk, one: Any) -> Entry:
    """The complaint as it is stored now."""
    return store.find(desk, Complaint, one.id)


def refused(desk: Desk, link: bool = True, **texts: Any) -> dict[str, str]:
    """{label: sentence} of what stops a registration with these texts; empty when nothing does."""
    try:
        complained(desk, link, **texts)
    except store.Refused as refusal:
        return {f.label: f.sentence for f in refusal.findings if f.severity is store.REFUSE}
    return {}


def sent(desk: Desk, closed: str = "R8.6.10", **texts: Any) -> store.Saved:
    """A ledger with sheets, transferred to the other office; `closed`: 完結年月日, empty for the day of the command."""
    saved = complained(desk, **{"violated": "違反無", **texts})
    given = {"complaint_id": saved.id}
    store.save(desk, ComplaintAttachment, "登録", {"content": "続き"}, given=given)
    store.save(desk, ComplaintJournal, "登録", {"progress": "6月2日、来署。"}, given=given)
    store.save(desk, ComplaintSchedule, "登録", {"work_style": "就労"}, given=given)
    changed(desk, saved, **MOVE, industry_code="010602", closed_on=closed)
    return store.save(desk, Complaint, "移送", id=saved.id, version=again(desk, saved).version)


def received(there: Desk, id: int, **values: Any) -> store.Saved:
    """The case as the receiving office registers it."""
    linked = {"workplace_id": some_workplace(there)}
    return store.save(there, Complaint, "登録", linked | values, given={"sent_id": id})


def workstation(desk: Desk, first: Any, clock: Any) -> Workstation:
    app = Workstation(first=first, duty=Duty(desk))
    app.house = House(desk.database, KIJUN, clock)
    return app
