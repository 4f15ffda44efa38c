"""Short words for tests that need 申告情報."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shuro.kernel import store
from shuro.kernel.checks import read_texts
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, table_of
from shuro.standards.complaint import Complaint
from shuro.standards.workplace import Workplace
from tests.standards.workplaces import registered as workplace

TEXTS: dict[str, Any] = {
    "complainant": "朝霧　恵", "complainant_phone": "090-5555-6666", "complainant_address": "東京都港区芝1-1",
    "workplace_name": "霞会社　　霞工場", "address": "東京都千代田区霞が関1-2-2", "accepted_on": "R8.6.1", "route": "口頭",
    "matters": "賃金不払い", "main_items": "賃金不払、解雇", "content": "5月分の賃金が支払われない。",
}  # fmt: skip


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
