"""Searching 事業場基本情報, its list, and the pages that are only read."""

from __future__ import annotations

from typing import Any

import pytest

from shuro.kernel import store
from shuro.kernel.checks import read_texts
from shuro.kernel.conditions import conditions_of, presets
from shuro.kernel.desk import Desk
from shuro.kernel.record import entry
from shuro.kernel.register import Register
from shuro.standards.workplace import Workplace
from shuro.standards.workplace_numbers import InsuranceNumberLink
from tests.standards.workplaces import registered, updated

FEW = 9


@pytest.fixture
def three(desk: Desk, bureau_desk: Desk) -> dict[str, int]:
    """Two workplaces of a 署 and one of its 局."""
    factory = registered(
        desk, registration_kind="労働保険番号", insurance_number="13-1-01-123456-000", phone_general="03-1111-2222"
    )
    harbour = registered(
        desk, name="港会社　　本社", name_kana="ミナトガイシャ　　ホンシャ", address_code="東京都港区芝公園", workers="7",
        address_rest="3-4", industry_code="020201", kinds="事業場、委託者", home_industry_code="010102", home_total="2",
        registration_kind="労働保険番号仮登録", insurance_number="13-3-01-654321", phone_safety="03-3333-4444",
        closed_on="令和8年6月1日",
    )  # fmt: skip
    bureau = registered(
        bureau_desk, name="局会社　　局工場", name_kana="キョクガイシャ　　キョクコウジョウ", fax="06-5555-6666"
    )
    return {"factory": factory.id, "harbour": harbour.id, "bureau": bureau.id}


def found(desk: Desk, **texts: str) -> list[int]:
    return [line.id for line in Register(desk, Workplace, texts).first(FEW)]


@pytest.mark.req("WPL-67", "SYS-39")
@pytest.mark.parametrize(
    ("texts", "names"),
    [
        ({}, ["factory", "bureau", "harbour"]),
        ({"office_code": "1301"}, ["factory", "harbour"]),
        ({"office_code": "東京労働局"}, ["bureau"]),
        ({"key": "101"}, ["factory", "bureau"]),
        ({"key": "101", "office_code": "1301"}, ["factory"]),
        ({"insurance_number": "13"}, ["factory", "harbour"]),
        ({"insurance_number": "13-3"}, ["harbour"]),
        ({"insurance_number": "１３－１－０１－１２３"}, ["factory"]),
        ({"name_kana": "ガイシャ"}, ["factory", "bureau", "harbour"]),
        ({"name_kana": "みなと"}, ["harbour"]),
        ({"name": "工場"}, ["factory", "bureau"]),
        ({"name": "港"}, ["harbour"]),
        ({"place": "千代田"}, ["factory", "bureau"]),
        ({"place": "芝公園3-4"}, ["harbour"]),
        ({"phone": "1111"}, ["factory"]),
        ({"phone": "03-3333"}, ["harbour"]),
        ({"phone": "06"}, ["bureau"]),
        ({"industry_code": "02"}, ["harbour"]),
        ({"industry_code": "010602"}, ["factory", "bureau"]),
        ({"kinds": "委託者"}, ["harbour"]),
        ({"kinds": "寄宿舎"}, []),
        ({"registration_kind": "労働保険番号仮登録"}, ["harbour"]),
        ({"closed": "廃止を除く"}, ["factory", "bureau"]),
        ({"closed": "廃止を含む"}, ["factory", "bureau", "harbour"]),
        ({"closed": "廃止のみ"}, ["harbour"]),
        ({"name": "会社", "industry_code": "01", "place": "霞が関", "office_code": "1301"}, ["factory"]),
    ],
)
def test_conditions_hold_together_and_empty_ones_do_not_narrow(
    desk: Desk, three: dict[str, int], texts: dict[str, str], names: list[str]
) -> None:
    assert found(desk, **texts) == [three[name] for name in names]


@pytest.mark.req("WPL-67")
def test_the_construction_company_is_a_condition(desk: Desk, three: dict[str, int]) -> None:
    with desk.database.write() as session:
        store.amend(desk.within(session), Workplace, three["harbour"], {"company": "701"}, "監督結果等情報による更新")
    (condition,) = [one for one in conditions_of(Workplace) if one.name == "company"]
    register = Register(desk, Workplace, where=(condition.clause(desk, ["701"]),))
    assert [line.id for line in register.first(FEW)] == [three["harbour"]]


@pytest.mark.req("WPL-67", "SYS-40")
def test_the_search_opens_with_the_own_office_and_without_closed_workplaces(desk: Desk, bureau_desk: Desk) -> None:
    assert presets(desk, Workplace) == {"office_code": "中央労働基準監督署", "closed": "廃止を除く"}
    assert presets(bureau_desk, Workplace)["office_code"] == "東京労働局"


@pytest.mark.req("WPL-67")
def test_the_conditions_are_those_of_the_specification() -> None:
    labels = [one.item.label for one in conditions_of(Workplace)]
    assert labels == ["管轄局署", "事業場キー", "労働保険番号", "事業場名(カナ)", "事業場名(漢字)", "所在地", "電話番号", "業種",
                      "事業場区分", "店社", "登録区分", "廃止"]  # fmt: skip


@pytest.mark.req("WPL-68", "SYS-41")
def test_the_list_shows_eight_columns_in_the_order_of_the_kana(desk: Desk, three: dict[str, int]) -> None:
    register = Register(desk, Workplace)
    assert register.headings == ("管轄局署", "事業場キー", "事業場名(漢字)", "所在地", "業種", "労働者数", "労働保険番号",
                                 "廃止年月日")  # fmt: skip
    lines = register.first(FEW)
    assert [line.id for line in lines] == [three["factory"], three["bureau"], three["harbour"]]
    assert lines[2].cells == (
        "中央労働基準監督署", "102", "港会社　　本社", "東京都港区芝公園", "020201 採石業", "7", "13-3-01-654321",
        "令和8年6月1日",
    )  # fmt: skip


@pytest.mark.req("WPL-67")
def test_what_was_changed_is_found_by_its_new_texts_only(desk: Desk, three: dict[str, int]) -> None:
    one = store.find(desk, Workplace, three["factory"])
    updated(desk, one, phone_general="03-9999-0000", address_code="東京都港区芝公園", address_rest="5")
    assert (found(desk, phone="1111"), found(desk, phone="9999")) == ([], [one.id])
    assert (found(desk, place="霞が関", office_code="1301"), found(desk, place="芝公園5")) == ([], [one.id])


# Pages that are only read -------------------------------------------------------------------------------------------------


def page(desk: Desk, label: str, one: Any) -> dict[str, str]:
    (found_page,) = [page for page in Workplace.pages if page.label == label]
    return dict(found_page.draw(desk, one))


@pytest.mark.req("WPL-55")
def test_the_state_of_management_counts_the_records_of_each_kind_with_the_latest_day(desk: Desk, clock: Any) -> None:
    one = registered(desk, registration_kind="労働保険番号", insurance_number="13-1-01-123456")
    assert page(desk, "管理状況1", one)["労働保険番号主従関係"] == "0件"
    clock.set(2026, 7, 2)
    texts = {"primary": "13-1-01-123456", "secondaries": [{"number": "13-1-01-222222"}]}
    store.save(desk, InsuranceNumberLink, "登録", read_texts(InsuranceNumberLink, texts)[0],
               given={"workplace_id": one.id})  # fmt: skip
    assert page(desk, "管理状況1", one)["労働保険番号主従関係"] == "1件　最新 令和8年7月2日"
    assert page(desk, "管理状況1", entry(Workplace))["労働保険番号主従関係"] == "0件"


@pytest.mark.req("WPL-55")
def test_each_tied_subsystem_stands_on_one_of_the_two_pages(desk: Desk) -> None:
    from shuro.kernel.record import label_of
    from shuro.kernel.registry import tied_to

    one = registered(desk)
    first, second = page(desk, "管理状況1", one), page(desk, "管理状況2", one)
    for cls in tied_to("workplace"):
        if not cls.hidden:
            on = first if cls.subsystem == "個別事業場情報管理システム" else second
            assert on[label_of(cls)] == "0件", label_of(cls)
            assert on is first or on[cls.subsystem] == ""


@pytest.mark.req("WPL-28", "WPL-55")
def test_former_names_stand_on_the_first_page(desk: Desk) -> None:
    one = updated(desk, registered(desk), name="新霞会社　　霞工場")
    assert page(desk, "管理状況1", one)["旧事業場名"] == "霞会社　　霞工場（令和8年6月10日まで）"
