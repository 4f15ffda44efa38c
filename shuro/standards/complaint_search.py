"""「申告情報_検索/一覧」: 22 conditions, joined with AND, several values of one with OR (CMP-101 to CMP-104).

Source: docs/spec/complaint.md section 17, docs/spec/fields/complaint-search.csv.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from shuro.kernel import registry, store
from shuro.kernel.codelists import codes
from shuro.kernel.conditions import holds
from shuro.kernel.desk import Desk
from shuro.kernel.items import choices, integer, law, link, text
from shuro.kernel.record import Called, Search, table_of
from shuro.standards.common import office_search
from shuro.standards.consultation_search import WordsKind

WORDS = 3  # of 申告事項 (CMP-102)
FEW = 2_000  # ledgers that are looked up one by one
CASES = dict(zip(codes("complaint-case-kinds").options, ("migrant", "dispatched", "homework", "whistle"), strict=False))


def table() -> sa.Table:
    """The table of 申告情報."""
    return table_of(registry.load("complaint"))


def one_of(column: str) -> Any:
    """The column holds one of the values."""
    return lambda desk, value: table().c[column].in_(value)


def with_words(desk: Desk, value: list[str]) -> list[Any]:
    """Every word stands somewhere in 申告事項 (CMP-102)."""
    index = store.search_index(registry.load("complaint"))
    return [index.condition("matters", word) for word in value]


def of_case(desk: Desk, value: list[str]) -> Any:
    """出稼, 派遣, 家内労働, 公益通報: one of those ticked."""
    return sa.or_(*(table().c[CASES[name]].is_(True) for name in value))


def of_workplace(desk: Desk, value: int) -> Any:
    """Linked to this workplace."""
    return table().c.workplace_id == value


def with_provision(desk: Desk, value: str) -> Any:
    """A violated provision, or what rests on it, is among 違反条文."""
    from shuro.standards.complaint import ComplaintViolation

    row = table_of(ComplaintViolation)
    fits = sa.or_(row.c.provision.startswith(value, autoescape=True), row.c.dispatch.startswith(value, autoescape=True))
    return with_line(desk, row, fits)


def of_items(desk: Desk, value: list[str]) -> Any:
    """主要事項 among those claimed or those violated."""
    return sa.or_(holds(table().c.main_items, value), holds(table().c.violated_items, value))


def of_unpaid(desk: Desk, value: list[str]) -> Any:
    """A 監406 entry of one of these kinds."""
    from shuro.standards.complaint import UnpaidYear

    row = table_of(UnpaidYear)
    return with_line(desk, row, row.c.case_kind.in_(value))


def with_line(desk: Desk, row: sa.Table, fits: Any) -> list[Any]:
    """A line of a table of the ledger fits. Few such ledgers are named; of many, each ledger is asked in its turn.

    An engine that collects all lines first does so for every portion of a list that is walked in its order.
    """
    id = table().c.id
    own = sa.exists(sa.select(sa.literal(1)).where(row.c.complaint_id == id, fits).correlate(table()))
    with desk.reading() as session:
        known = list(session.scalars(sa.select(row.c.complaint_id).where(fits).limit(FEW + 1)))
    return [id.in_(known), own] if len(known) <= FEW else [own]


SEARCHES: tuple[str | Search | Called, ...] = (
    office_search("complaint", offered=frozenset({"本省", "局"})),  # a 署 always searches its own (CMP-104)
    Search("outcomes", choices("完結区分", codes("complaint-closings").options, stored=False), one_of("outcome")),
    Search("years", integer("対象年度", max=4, stored=False), lambda desk, value: table().c.fiscal_year == value),
    Search("serials", integer("申告処理台帳番号", max=6, stored=False), lambda desk, value: table().c.serial == value),
    Called("accepted_on", "申告受理年月日"),
    Called("complainant", "申告者氏名"),
    "apply_by",
    Search(
        "work_styles", choices("就労形態", codes("complaint-work-styles").options, stored=False), one_of("work_style")
    ),
    Search(
        "worker_kinds",
        choices("労働者の種別", codes("complaint-worker-kinds").options, stored=False),
        one_of("worker_kind"),
    ),
    Search("cases", choices("申告事案別(出稼・派遣・家内労働・公益通報)", tuple(CASES), stored=False), of_case),
    Search("workplace", link("関連事業場キー", "workplace", stored=False), of_workplace),
    Called("workplace_kana", "事業場名(カナ)"),
    Called("workplace_name", "事業場名(漢字)"),
    "address",
    Called("representative", "代表者職氏名"),
    Called("industry_code", "業種"),
    Search("words", replace(text("申告事項", max=WORDS, stored=False), kind=WordsKind()), with_words),
    Search("provision", law("違反条文", stored=False), with_provision),
    Search("items", choices("申告処理状況", codes("complaint-main-items").options, stored=False), of_items),
    Search("unpaid", choices("不払等情報", codes("complaint-unpaid-kinds").options, stored=False), of_unpaid),
    "receivers",
    "handlers",
    Search("status_is", choices("処理状況", codes("complaint-statuses").options, stored=False), one_of("state")),
)
