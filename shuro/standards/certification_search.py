"""「認定申請情報_検索/一覧」 (ADV-41, ADV-189, ADV-190). Source: docs/spec/fields/certification-search.csv.

情報区分 and 担当監督官 ask for 認定等事業場情報 and 認定復命書情報, and come with them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shuro.kernel import registry
from shuro.kernel.calendar import fiscal_year
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import choices, integer, link
from shuro.kernel.record import Search, table_of
from shuro.standards.certification_rules import SENT, TAKEN_IN
from shuro.standards.common import office_search

# what the search calls a state: the states it finds (ADV-41)
FOUND = {
    one.extra["search_name"].split("(")[0]: (one.name, *((TAKEN_IN,) if one.name == SENT else ()))
    for one in codes("advance-payment-statuses")
    if one.extra["search_name"]
}


def table() -> sa.Table:
    """The table of 認定申請情報."""
    return table_of(registry.load("certification_application"))


def of_complaint(column: str) -> Any:
    """Linked to a ledger with this year or number; what is linked to none is not found (ADV-190)."""

    def clause(desk: Desk, value: int) -> Any:
        ledger = table_of(registry.load("complaint"))
        return table().c.complaint_id.in_(sa.select(ledger.c.id).where(ledger.c[column] == value))

    return clause


def in_state(desk: Desk, value: list[str]) -> Any:
    """In one of the states that the words of the search mean."""
    return table().c.status.in_([state for word in value for state in FOUND[word]])


SEARCHES: tuple[str | Search, ...] = (
    office_search("certification_application"),
    Search("years", integer("認定及び確認台帳(対象年度)", max=4, stored=False),
           lambda desk, value: table().c.fiscal_year == value),
    Search("serials", integer("認定及び確認台帳(番号)", max=6, stored=False), lambda desk, value: table().c.serial == value),
    "received_on",
    Search("media", choices("申請媒体", codes("advance-payment-media").options, stored=False),
           lambda desk, value: table().c.medium.in_(value)),
    "workplace_name",
    "applicant",
    Search("workplace", link("事業場キー", "workplace", stored=False),
           lambda desk, value: table().c.workplace_id == value),
    Search("complaint_years", integer("申告処理台帳(対象年度)", max=4, stored=False), of_complaint("fiscal_year"),
           preset=lambda desk: fiscal_year(desk.today())),
    Search("complaint_serials", integer("申告処理台帳(番号)", max=6, stored=False), of_complaint("serial")),
    Search("states", choices("状態", tuple(FOUND), stored=False), in_state),
)  # fmt: skip
