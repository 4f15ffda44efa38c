"""The five tables of 監406 number by number, over a few cases that are counted by hand; on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from shuro.kernel import store
from shuro.kernel.desk import Desk
from shuro.kernel.steps import IllegalStep
from shuro.standards import complaint_report_forms as report_forms
from shuro.standards.complaint_unpaid import ComplaintUnpaid
from tests.standards.complaints import MOVE, changed, complained

WAGES, SAVINGS, HOMEWORK = "賃金不払事件", "貯蓄金返還不能事件", "工賃不払事件"
BUILDING, FACTORY = "030101", "010602"
CASES: list[tuple[str, bool, str, dict[str, tuple[int, int]]]] = [  # people and thousand yen by phase and kind
    (BUILDING, True, WAGES, {"found_regular": (2, 20), "found_retirement": (1, 5), "solved_regular": (1, 10)}),
    (BUILDING, False, WAGES, {"found_other": (3, 30), "hopeless_other": (3, 30)}),
    (FACTORY, False, WAGES, {"carried_regular": (4, 40), "solved_regular": (2, 15), "hopeless_regular": (1, 5)}),
    (FACTORY, True, WAGES, {"found_regular": (1, 1)}),
    (FACTORY, False, HOMEWORK, {"carried": (1, 10), "found": (5, 7), "solved": (2, 2), "hopeless": (1, 1)}),
    (FACTORY, False, SAVINGS, {"found": (2, 200)}),
]
TABLE_1 = {
    ("賃金不払事件　合計", "件数"): [1, 3, 4, 2, 2, 3],
    ("賃金不払事件　合計", "対象労働者数"): [4, 7, 11, 3, 4, 4],
    ("賃金不払事件　合計", "金額(千円)"): [40, 56, 96, 25, 35, 36],
    ("賃金不払事件　定期給与", "件数"): [1, 2, 3, 2, 1, 3],
    ("賃金不払事件　定期給与", "対象労働者数"): [4, 3, 7, 3, 1, 3],
    ("賃金不払事件　定期給与", "金額(千円)"): [40, 21, 61, 25, 5, 31],
    ("賃金不払事件　退職金", "件数"): [0, 1, 1, 0, 0, 1],
    ("賃金不払事件　退職金", "対象労働者数"): [0, 1, 1, 0, 0, 1],
    ("賃金不払事件　退職金", "金額(千円)"): [0, 5, 5, 0, 0, 5],
    ("賃金不払事件　その他", "件数"): [0, 1, 1, 0, 1, 0],
    ("賃金不払事件　その他", "対象労働者数"): [0, 3, 3, 0, 3, 0],
    ("賃金不払事件　その他", "金額(千円)"): [0, 30, 30, 0, 30, 0],
    (SAVINGS, "件数"): [0, 1, 1, 0, 0, 1],
    (SAVINGS, "対象労働者数"): [0, 2, 2, 0, 0, 2],
    (SAVINGS, "金額(千円)"): [0, 200, 200, 0, 0, 200],
    (HOMEWORK, "件数"): [1, 1, 1, 1, 1, 1],
    (HOMEWORK, "対象労働者数"): [1, 5, 6, 2, 1, 3],
    (HOMEWORK, "金額(千円)"): [10, 7, 17, 2, 1, 14],
}
BY_INDUSTRY = [  # of 第2表 to 第5表: the lines that are not empty
    {"1号 製造業": [1, 1, 1], "3号 建設業": [2, 6, 55], "(出稼労働者関係)": [1, 3, 25], "計": [3, 7, 56]},
    {"1号 製造業": [1, 2, 15], "3号 建設業": [1, 1, 10], "(出稼労働者関係)": [1, 1, 10], "計": [2, 3, 25]},
    {"1号 製造業": [1, 1, 5], "3号 建設業": [1, 3, 30], "計": [2, 4, 35]},
    {"1号 製造業": [1, 5, 7], "計": [1, 5, 7]},
]


@pytest.fixture
def counted(desk: Desk) -> list[store.Saved]:
    """The ledgers of CASES with their entries of 2026, and one that is to be transferred."""
    made = []
    for industry, migrant, kind, numbers in [*CASES, (BUILDING, True, WAGES, {"found_regular": (9, 99)})]:
        ledger = complained(desk, industry_code=industry, migrant="1" if migrant else None)
        values: dict[str, Any] = {"year": 2026, "case_kind": kind}
        for name, (people, amount) in numbers.items():
            values |= {f"{name}_workers": people, f"{name}_amount": amount}
        store.save(desk, ComplaintUnpaid, "登録", values, given={"complaint_id": ledger.id})
        made.append(ledger)
    changed(desk, made[-1], **MOVE)
    return made


@pytest.mark.req("CMP-94", "CMP-97", "CMP-98")
def test_table_1_by_hand(desk: Desk, counted: Any) -> None:
    headings, lines = report_forms.OF_406[0].tally(desk, year=2026)
    assert headings == ["事件", "区分", "前期繰越", "当期把握", "計", "解決", "解決不能", "次期繰越"]
    assert {(line[0], line[1]): line[2:] for line in lines} == TABLE_1 and len(lines) == len(TABLE_1)


@pytest.mark.req("CMP-58", "CMP-94", "CMP-98", "CMP-99")
def test_the_tables_by_industry_by_hand(desk: Desk, counted: Any) -> None:
    for at, wanted in enumerate(BY_INDUSTRY, 1):
        headings, lines = report_forms.OF_406[at].tally(desk, year=2026)
        assert headings == ["業種", "件数", "対象労働者数", "金額(千円)"]
        assert {line[0]: line[1:] for line in lines if any(line[1:])} == wanted, at
        names = [line[0] for line in lines]
        after = names[names.index("3号 建設業") + 1]
        assert (after == "(出稼労働者関係)") is (at < 4) and names.count("(出稼労働者関係)") == int(at < 4)


@pytest.mark.req("CMP-80", "CMP-94")
def test_no_entry_is_changed_once_the_case_is_to_be_moved(desk: Desk, counted: list[store.Saved]) -> None:
    with desk.database.read() as session:
        (entry,) = (one for one in store.entries(session, ComplaintUnpaid) if one.complaint_id == counted[-1].id)
    for step, values in (("更新", {"found_regular_workers": 1}), ("削除", {})):
        with pytest.raises(IllegalStep, match="移送を受けた署が入力します"):
            store.save(desk, ComplaintUnpaid, step, values, id=entry.id, version=entry.version)
