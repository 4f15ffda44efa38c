"""The printed forms of 申告情報 as an officer asks for them, and the 索引簿 line by line; on both engines."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from screens.record_form import RecordScreen
from screens.register import RegisterScreen
from shuro.kernel import registry, store
from shuro.kernel.desk import Desk
from shuro.kernel.forms import cells
from shuro.kernel.links import reference_of
from shuro.kernel.record import record_name
from shuro.standards import complaint_forms as forms
from shuro.standards import consultation_forms
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_attachment import ComplaintAttachment
from shuro.standards.complaint_journal import ComplaintJournal
from shuro.standards.complaint_schedule import ComplaintSchedule
from shuro.standards.consultation import Consultation
from shuro.standards.workplace import Workplace
from tests.conftest import ROOT
from tests.standards.complaints import MOVE, again, complained, some_workplace, workstation
from tests.standards.consultations import WHOLE, consulted
from tests.terminal import picture, press, running

SHEETS = (ComplaintAttachment, ComplaintJournal, ComplaintSchedule)


def rows_of(document: Any) -> list[list[str]]:
    """The texts of a form, row by row."""
    rows: dict[tuple[int, int], list[str]] = {}
    for (page, row, _), text in sorted(cells(document).items()):
        rows.setdefault((page, row), []).append(text)
    return list(rows.values())


@pytest.mark.req("CMP-107", "CMP-112")
async def test_every_form_of_the_list_is_printed_where_an_officer_asks_for_it(desk: Desk, clock: Any) -> None:
    with (ROOT / "data" / "codes" / "complaint-forms.csv").open(encoding="utf-8", newline="") as file:
        wanted = [line["name"] for line in csv.DictReader(file)]
    types = [registry.load(one.name) for one in registry.of_realm("kijun") if one.name.startswith("complaint")]
    offered = {form.label: cls for cls in types for form in getattr(cls, "prints", ())}
    assert sorted(offered) == sorted(wanted) and len(wanted) == 6
    ledger = complained(desk, industry_code="010602", **MOVE)
    ids = {cls: store.save(desk, cls, "登録", {}, given={"complaint_id": ledger.id}).id for cls in SHEETS}
    for label, cls in offered.items():
        of_list = next(form.of_list for form in cls.prints if form.label == label)
        id = ids.get(cls, ledger.id)
        app = workstation(desk, lambda: RegisterScreen(cls) if of_list else RecordScreen(cls, id), clock)  # noqa: B023
        async with running(app):
            several = sum(form.of_list is of_list for form in cls.prints) > 1
            await press(app, *(("f5",) if of_list else ()), "f12")
            if several:
                await press(app, str([f.label for f in cls.prints if not f.of_list].index(label) + 1), "enter")
            assert f"{label}　画面表示" in picture(app), (label, record_name(cls))


INDEX = [
    "番号", "受理年月日", "申告者氏名", "事業場の名称", "事業場所在地", "事業の種類", "申告事項", "担当者氏名", "完結年月日",
    "完結区分", "備考",
]  # fmt: skip


@pytest.mark.req("CMP-107", "CMP-108")
def test_a_line_of_the_index_book_item_by_item(desk: Desk) -> None:
    gone = complained(desk)
    one = complained(desk, handlers="鈴木　次郎", outcome="司法", closed_on="R8.6.9", industry_code="010602",
                     matters="賃金不払い\n解雇予告手当")  # fmt: skip
    store.save(desk, Complaint, "削除", id=gone.id, version=gone.version)
    rows = rows_of(forms.index_book(desk, [again(desk, one)]))
    assert INDEX in rows and ["1", "欠番"] in rows
    (line,) = (row for row in rows if row[0] == "2")
    industry = forms.industry_name("010602")
    assert line == ["2", "令和8年6月1日", "朝霧　恵", "霞会社　　霞工場", "東京都千代田区霞が関1-2-2", industry,
                    "賃金不払い　解雇予告手当", "鈴木　次郎", "令和8年6月9日", "司法"]  # fmt: skip
    assert any("中央労働基準監督署　令和8年度" in text for row in rows for text in row)
    assert any("様式第13号" in text for row in rows for text in row)


@pytest.mark.req("CMP-109")
def test_the_index_book_is_of_one_office(desk: Desk, make_desk: Any, database: Any, bureau_desk: Desk) -> None:
    one, other = complained(desk), complained(make_desk("1302", database=database), link=False)
    found = [store.find(bureau_desk, Complaint, id) for id in (one.id, other.id)]
    with pytest.raises(store.Refused, match="1つの署の1つの年度"):
        forms.index_book(bureau_desk, found)
    assert forms.index_book(bureau_desk, found[1:]).pages


@pytest.mark.req("CMP-29", "CMP-111")
def test_what_is_completed_by_hand_has_an_empty_box(desk: Desk) -> None:
    """処理着手, 違反条文, 違反有無, 完結 and 完結区分 stand empty on the ledger printed at acceptance, and filled later."""
    early = complained(desk)
    page = forms.ledger(desk, again(desk, early)).pages[0]
    after = {}
    boxes = sorted(page.boxes, key=lambda box: (box.row, box.col))
    for box, value in zip(boxes, boxes[1:], strict=False):
        after.setdefault(str(box.text), "" if value.text is None else str(value.text))
    for label in ("処理着手", "完結", "完結区分", "受付者", "担当者"):
        assert after[label] == "", label
    assert after["違反条文"] == "□ 違反有　□ 違反無"
    late = complained(
        desk, receivers="山本　一郎、鈴木　次郎", handlers="佐藤　三郎　　高橋　四郎", begun_on="R8.6.2", closed_on="R8.6.9",
        outcome="司法", industry_code="010602", violated="違反有", violations=[{"provision": "労基法24条1項"}],
    )  # fmt: skip
    texts = set(cells(forms.ledger(desk, again(desk, late))).values())
    assert {
        "山本　一郎、鈴木　次郎",
        "佐藤　三郎　　高橋　四郎",
        "令和8年6月2日",
        "令和8年6月9日",
        "司法",
        "レ 違反有　□ 違反無",
    } <= texts
    assert any(text.startswith("労基法第24条") for text in texts)


@pytest.mark.req("CST-67")
def test_the_slip_names_the_linked_workplace(desk: Desk) -> None:
    one = consulted(desk, **WHOLE)
    workplace = some_workplace(desk)
    linked = store.save(
        desk, Consultation, "関連付け", id=one.id, version=one.version, given={"workplace_id": workplace}
    )
    key = reference_of(Workplace, store.find(desk, Workplace, workplace))
    assert any(key in text for text in cells(consultation_forms.sheet(desk, linked.entry)).values())


@pytest.mark.req("CST-8")
async def test_the_deletion_of_a_consultation_is_confirmed(desk: Desk, clock: Any) -> None:
    one = consulted(desk, **WHOLE)
    app = workstation(desk, lambda: RecordScreen(Consultation, one.id), clock)
    async with running(app):
        await press(app, "f11", "削除", "enter")
        assert "削除しますか" in picture(app).replace("\n", "")
        await press(app, "f3", "f3")
        assert store.find(desk, Consultation, one.id).version == 1
