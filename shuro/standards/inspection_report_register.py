"""監督復命書整理簿: the 監督復命書 in the order of 監督年月日 and 整理番号, made by the system (SUP-57).

Source: docs/spec/supervision.md section 10, docs/spec/fields/inspection-report-register.csv.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from shuro.kernel.calendar import wareki
from shuro.kernel.desk import Desk
from shuro.kernel.forms import Document, listing
from shuro.kernel.items import AUTO, choice, choices, day, industry, integer, text
from shuro.kernel.record import Entry, Listing, Print, item, items_of
from shuro.standards import supervision_rules, violations
from shuro.standards.measure_book_forms import notes
from shuro.standards.supervision import DECISIONS, SEARCHES, SupervisionResult

NAME = "監督復命書整理簿"
WIDTHS = (9, 8, 11, 12, 24, 18, 8, 26, 15, 10)
ALIGN = ("center", "right", "left", "left", "left", "left", "right", "left", "left", "center")


def workers(one: Any) -> int | None:
    """労働者数(事業場全体), of a subcontractor that of its whole company."""
    whole = getattr(one, "workers_total", None)
    return whole if whole is not None else getattr(one, "enterprise_workers", None)


def provisions(one: Any) -> list[str]:
    """違反法条項 of the result."""
    return violations.texts_of(getattr(one, "violations", ()))


def sheet(desk: Desk, found: Sequence[Entry]) -> Document:
    """The results found as a printed list."""
    columns = items_of(InspectionReportRegister)
    lines = ([cell(desk, one, column) for column in columns] for one in found)
    headings = [column.label for column in columns]
    return Document(NAME, [listing(NAME, headings, lines, WIDTHS, notes=notes(desk), align=ALIGN)])


def cell(desk: Desk, one: Entry, column: Any) -> str:
    """The text of a column for a result; days short enough for it."""
    value = column.fill(one) if column.fill else getattr(one, column.name)
    if isinstance(value, date):
        return wareki(value, "plain")
    return item(InspectionReportRegister, column.name).show(value, desk.over(one))


class InspectionReportRegister(Listing):
    """監督復命書整理簿: the list of the 監督復命書 of an office (SUP-57)."""

    supervised_on: date | None = day("監督年月日", AUTO)
    serial: int | None = integer("整理番号", AUTO)
    supervisor: str | None = text("監督官氏名", AUTO)
    supervision_kind: str | None = choice("監督等種別", supervision_rules.KINDS, AUTO)
    name: str | None = text("事業場名", AUTO)
    industry_code: str | None = industry("業種", AUTO)
    workers: int | None = integer("労働者数", AUTO, fill=workers)
    provisions: list[str] | None = choices("違反法条項", (), AUTO, fill=provisions)
    measures: list[str] | None = choices("措置内容", (), AUTO, fill=violations.measures_of)
    decision: str | None = choice("署長判決", DECISIONS, AUTO)

    spec = "inspection-report-register"
    subsystem = "個別事業場情報管理システム"
    source = SupervisionResult
    searches = SEARCHES
    prints = (Print(NAME, sheet, "register", of_list=True),)
    order_by = ("supervised_on", "serial", "id")
