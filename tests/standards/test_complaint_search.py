"""「申告情報_検索/一覧」: its conditions, its marks, and the count of the menu; on both engines."""

from __future__ import annotations

import csv

import pytest

from screens.register import RegisterScreen
from shuro.kernel import store
from shuro.kernel.conditions import conditions_of
from shuro.kernel.desk import Desk
from shuro.kernel.dues import waiting
from shuro.kernel.register import Register
from shuro.standards.certification_application import CertificationApplication
from shuro.standards.complaint import Complaint
from shuro.standards.complaint_unpaid import ComplaintUnpaid
from tests.conftest import ROOT
from tests.standards.complaints import again, complained, workstation
from tests.terminal import picture, press, running

FIRST = {
    "complainant": "朝霧　恵", "complainant_kana": "アサギリ　メグミ", "workplace_kana": "カスミガイシャ　　カスミコウジョウ",
    "accepted_on": "R8.6.1", "bankrupt": "1", "apply_by": "R8.9.30", "work_style": "パート", "worker_kind": "年少者",
    "migrant": "1", "industry_code": "030101", "representative": "代表取締役　霞　一郎", "matters": "賃金不払い 解雇予告",
    "receivers": "山本　一郎", "handlers": "鈴木　次郎", "violated": "違反有",
    "violations": [{"provision": "労基法24条1項"}],
}  # fmt: skip
SECOND = {
    "complainant": "夕立　望", "workplace_name": "雲商事　　本店", "workplace_kana": "クモショウジ　　ホンテン",
    "address": "東京都港区芝2-2", "accepted_on": "R8.6.5", "work_style": "正社員", "worker_kind": "介護労働者", "whistle": "1",
    "industry_code": "010602", "representative": "社長　雲　二郎", "matters": "休日労働 賃金", "main_items": "休日",
    "receivers": "佐藤　三郎", "handlers": "高橋　四郎", "outcome": "解決", "closed_on": "R8.6.9",
}  # fmt: skip
CASES = [  # what is searched for, and which of the two are found
    ({}, (1, 0)),
    ({"office_code": "1301"}, (1, 0)),
    ({"office_code": "東京労働局"}, (1, 0)),
    ({"office_code": "1302"}, ()),
    ({"outcomes": "解決"}, (1,)),
    ({"outcomes": "解決、未完結"}, (1, 0)),
    ({"years": "2026"}, (1, 0)),
    ({"years": "2025"}, ()),
    ({"serials": "1"}, (0,)),
    ({"accepted_on_from": "R8.6.5"}, (1,)),
    ({"accepted_on_to": "R8.6.4"}, (0,)),
    ({"complainant": "霧"}, (0,)),
    ({"apply_by_from": "R8.9.30"}, (0,)),
    ({"apply_by_to": "R8.9.29"}, ()),
    ({"work_styles": "パート"}, (0,)),
    ({"work_styles": "パート、正社員"}, (1, 0)),
    ({"worker_kinds": "介護労働者"}, (1,)),
    ({"cases": "出稼労働者賃金不払事案"}, (0,)),
    ({"cases": "出稼労働者賃金不払事案、公益通報"}, (1, 0)),
    ({"cases": "家内労働事案"}, ()),
    ({"workplace": "1301-101"}, (0,)),
    ({"workplace_kana": "クモ"}, (1,)),
    ({"workplace_name": "霞"}, (0,)),
    ({"address": "芝2"}, (1,)),
    ({"representative": "一郎"}, (0,)),
    ({"industry_code": "03"}, (0,)),
    ({"words": "賃金"}, (1, 0)),
    ({"words": "賃金 予告"}, (0,)),
    ({"words": "予告 休日"}, ()),
    ({"provision": "労基法24条1項"}, (0,)),
    ({"provision": "労基法32条1項"}, ()),
    ({"items": "解雇"}, (0,)),
    ({"items": "解雇、休日"}, (1, 0)),
    ({"unpaid": "賃金不払事件"}, (0,)),
    ({"unpaid": "工賃不払事件"}, ()),
    ({"receivers": "山本"}, (0,)),
    ({"handlers": "四郎"}, (1,)),
    ({"status_is": "登録済"}, (0,)),
    ({"items": "解雇", "outcomes": "解決"}, ()),
    ({"items": "解雇", "outcomes": "未完結", "accepted_on_from": "R8.6.1", "accepted_on_to": "R8.6.1"}, (0,)),
]


def plain(name: str) -> str:
    """The name or label of a condition without its two ends."""
    for end in ("_from", "_to", "(自)", "(至)"):
        name = name.removesuffix(end)
    return name


@pytest.mark.req("CMP-101", "CMP-102", "CMP-103")
def test_each_condition_narrows_the_search(desk: Desk, bureau_desk: Desk) -> None:
    ids = [complained(desk, **FIRST).id, complained(desk, link=False, **SECOND).id]
    store.save(desk, ComplaintUnpaid, "登録", {"case_kind": "賃金不払事件"}, given={"complaint_id": ids[0]})
    found = {str(texts): [line.id for line in Register(bureau_desk, Complaint, texts).first(9)] for texts, _ in CASES}
    assert {text: f for (text, f), (_, places) in zip(found.items(), CASES, strict=True)
            if f != [ids[at] for at in places]} == {}  # fmt: skip


@pytest.mark.req("CMP-101")
def test_the_conditions_are_those_of_the_chapter_and_each_is_asked() -> None:
    with (ROOT / "docs" / "spec" / "fields" / "complaint-search.csv").open(encoding="utf-8", newline="") as file:
        told = [line["label"] for line in csv.DictReader(file)]
    assert len(told) == 22
    labels = list(dict.fromkeys(plain(one.item.label) for one in conditions_of(Complaint)))
    assert labels == [*told, "処理状況"]
    asked = {plain(name) for texts, _ in CASES for name in texts}
    assert asked == {plain(one.name) for one in conditions_of(Complaint)}


@pytest.mark.req("CMP-102")
def test_four_words_are_refused(desk: Desk) -> None:
    with pytest.raises(store.Refused, match="申告事項：空白で区切って3語までです"):
        Register(desk, Complaint, {"words": "一 二 三 四"})


@pytest.mark.req("CMP-20", "CMP-105")
async def test_the_list_has_its_headings_and_a_line_opens_the_ledger(desk: Desk, clock: object) -> None:
    complained(desk)
    one = complained(desk, **SECOND)
    headings = ("申告処理台帳番号", "受理年月日", "申告者氏名(漢字)", "事業場の名称(漢字)", "申告事項", "処理状況", "完結区分",
                "認定申請期限年月日")  # fmt: skip
    assert Register(desk, Complaint, {}).headings == headings
    app = workstation(desk, lambda: RegisterScreen(Complaint), clock)
    async with running(app):
        await press(app, "f5", "enter")
        shown = picture(app)
        assert shown.splitlines()[0].strip().startswith("申告処理台帳_更新") and "夕立　望" in shown
    assert again(desk, one).version == 1


@pytest.mark.req("CMP-106")
@pytest.mark.parametrize("day, marked", [("R8.7.10", True), ("R8.7.11", False), ("R8.6.1", True), ("", False)])
def test_near_deadlines_are_marked_in_the_list(desk: Desk, day: str, marked: bool) -> None:
    complained(desk, bankrupt="1", apply_by=day)
    register = Register(desk, Complaint, {})
    place = [item.name for item in register.items].index("apply_by")
    (texts,) = register.all_lines()
    assert texts[place].startswith("※") is marked


@pytest.mark.req("CMP-106")
def test_the_menu_counts_the_cases_that_the_list_marks(desk: Desk) -> None:
    """Near, over, closed, far, and one for which the certification was applied for."""
    near = {"bankrupt": "1", "apply_by": "R8.7.10"}
    applied = complained(desk, **near)
    for texts in (near, {**near, "apply_by": "R8.6.1"}, {**near, "apply_by": "R8.7.11"},
                  {**near, "outcome": "解決", "closed_on": "R8.6.9", "industry_code": "010602"}):  # fmt: skip
        complained(desk, **texts)

    def counted() -> int:
        return next(one.number for one in waiting(desk) if one.due.name == "certification-deadlines")

    def marked() -> int:
        register = Register(desk, Complaint, {})
        place = [item.name for item in register.items].index("apply_by")
        return sum(texts[place].startswith("※") for texts in register.all_lines())

    assert counted() == marked() == 3
    with desk.database.write() as session:
        here = desk.within(session)
        one, _ = store.new_of(here, CertificationApplication, {}, {"complaint_id": applied.id})
        store.create(here, CertificationApplication, one, "登録")
    assert counted() == marked() == 2
