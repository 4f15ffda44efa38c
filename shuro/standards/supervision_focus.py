"""監督重点対象区分コード: what a 局 puts the weight of a year's supervision on (SUP-1 to SUP-4).

Source: docs/spec/supervision.md section 1, docs/spec/fields/supervision-focus.csv. The rules of the year: `yearly_codes`.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

import sqlalchemy as sa

from shuro.kernel.codelists import Code
from shuro.kernel.desk import Desk
from shuro.kernel.items import MUST, choice, choices, code, text
from shuro.kernel.laws import law_articles
from shuro.standards import settings
from shuro.standards.yearly_codes import (
    YearlyCode,
    bureau_search,
    codes_of,
    once_a_year,
    settler,
    steps_of,
    take_over,
    years,
)

NOTICE = "告示"  # before the code of a 告示違反事項, so that it is no law article's


@lru_cache(maxsize=1)
def articles() -> tuple[Code, ...]:
    """Every law article as a choice."""
    return tuple(Code(one.code, one.text, MappingProxyType({})) for one in law_articles().values())


def aims(desk: Desk) -> list[Code]:
    """行政目標に係る条文・告示違反事項 to choose from: the law articles, then the 告示違反事項 of 本省."""
    from shuro.standards.supervision_rules import notice_items

    return [*articles(), *(Code(NOTICE + one.code, one.name, one.extra) for one in notice_items(desk))]


def take_over_in_time(desk: Desk) -> None:
    """What the year's turn brings about by itself (SUP-2)."""
    take_over(desk, SupervisionFocus)


class SupervisionFocus(YearlyCode, table=True):
    """監督重点対象区分コード: a code of a 局 for one 年度, chosen as 監督重点対象 of its offices' supervisions (SUP-1)."""

    __table_args__ = (sa.UniqueConstraint("office_code", "year", "code"),)

    year: str | None = choice(
        "年度", (), MUST, source=years,
        help="翌年度を、3月の最終開庁日までに登録します。登録がなければ今年度のコードを引き継ぎます。",
    )  # fmt: skip
    code: str | None = code("監督重点対象区分コード", MUST, read_as=settings.letters(3))
    name: str | None = text("監督重点対象区分名", MUST)
    aims: list[str] | None = choices(
        "行政目標に係る条文・告示違反事項", (), source=aims, help="年度の途中でも追加できます（削除はできません）。"
    )

    spec = "supervision-focus"
    subsystem = "システム設定"
    additions = ("aims",)
    steps = steps_of("監督重点対象区分コード")
    settle = settler("supervision_focus")
    rules = (once_a_year("supervision_focus"),)
    prepare = take_over_in_time
    columns = ("office_code", "year", "code", "name", "aims")
    searches = (bureau_search("supervision_focus"), "year", "code", "name")
    order_by = ("-year", "code", "id")


def focus_codes(desk: Desk, year: int, office_code: str) -> list[Code]:
    """See `settings.focus_codes`; `extra["aims"]` holds the codes of 行政目標に係る条文・告示違反事項, joined by ","."""
    return [
        Code(one.code, one.name, MappingProxyType({"aims": ",".join(one.aims or ())}))
        for one in codes_of(desk, SupervisionFocus, year, office_code)
    ]
