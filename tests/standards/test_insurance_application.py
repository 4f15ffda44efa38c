"""適用情報: its arrival, what follows on the workplace, and filling in a new one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shuro.kernel import store
from shuro.kernel.checks import read_texts
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, entry, table_of
from shuro.kernel.steps import NotAllowed
from shuro.standards.insurance_application import InsuranceApplication, application_of, prefill, receive
from shuro.standards.workplace import Workplace
from shuro.standards.workplace_numbers import InsuranceNumberLink
from tests.standards.workplaces import found_again, registered, updated, values_of

ROW = {
    "労働保険番号": "13-1-01-123456-000",
    "事業の名称": "霞会社",
    "事業場の名称": "霞工場",
    "所在地": "東京都千代田区霞が関1-2-2",
    "郵便番号": "100-0013",
    "電話番号": "03-1234-5678",
}
RENAMED = {**ROW, "更新種別": "名称等変更", "事業の名称": "新霞会社"}
CLOSED = {**ROW, "更新種別": "消滅・有期消滅", "適用廃止理由": "事業廃止", "消滅年月日": "令和8年5月31日"}


def with_number(desk: Desk, **texts: Any) -> Entry:
    numbered = {"registration_kind": "労働保険番号", "insurance_number": "13-1-01-123456"}
    return registered(desk, **{**numbered, **texts})


@pytest.mark.req("WPL-54")
def test_rows_are_stored_by_number_and_replaced_by_later_ones(ministry_desk: Desk) -> None:
    first = receive(ministry_desk, [ROW, {**ROW, "労働保険番号": "27-1-01-654321"}])
    assert (first.new, first.changed, first.same, first.problems) == (2, 0, 0, [])
    second = receive(ministry_desk, [ROW, {**RENAMED, "労働保険番号": "27-1-01-654321-000"}])
    assert (second.new, second.changed, second.same) == (0, 1, 1)
    with ministry_desk.database.read() as session:
        stored = store.entries(session, InsuranceApplication)
        assert application_of(session, "27101654321").business_name == "新霞会社"
    assert [one.insurance_number for one in stored] == ["13101123456000", "27101654321"]


@pytest.mark.req("WPL-54")
def test_a_row_that_cannot_be_read_is_told_and_the_others_are_taken(ministry_desk: Desk) -> None:
    done = receive(ministry_desk, [{**ROW, "労働保険番号": "99"}, ROW, {**ROW, "労働保険番号": ""},
                                   {**ROW, "消滅年月日": "いつか"}])  # fmt: skip
    assert done.new == 1
    assert [(line, [f.label for f in found]) for line, found in done.problems] == [
        (1, ["労働保険番号"]), (3, ["労働保険番号"]), (4, ["消滅年月日"]),
    ]  # fmt: skip


@pytest.mark.req("WPL-54")
def test_values_that_the_manual_does_not_print_are_kept(ministry_desk: Desk) -> None:
    receive(ministry_desk, [{**ROW, "更新種別": "新規成立", "適用廃止理由": "委託解除"}])
    with ministry_desk.database.read() as session:
        one = application_of(session, "13101123456")
    assert (one.update_kind, one.abolition_reason) == ("新規成立", "委託解除")


@pytest.mark.req("SYS-49")
def test_only_the_ministry_takes_it_in(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        receive(desk, [ROW])
    with desk.database.read() as session:
        assert application_of(session, "13101123456") is None


@pytest.mark.req("WPL-27")
def test_a_change_of_name_is_shown_until_the_name_is_changed(desk: Desk, ministry_desk: Desk) -> None:
    one = with_number(desk)
    assert receive(ministry_desk, [RENAMED]).followed == 1
    told = found_again(desk, one)
    assert (told.name_changed, told.name) == (True, one.name)
    assert updated(desk, told, name="新霞会社　　霞工場").name_changed is None
    assert receive(ministry_desk, [RENAMED]).followed == 0
    assert found_again(desk, one).name_changed is None, "the same file again is no news"


@pytest.mark.req("WPL-34")
@pytest.mark.parametrize(
    ("change", "closed_on"),
    [
        ({}, date(2026, 5, 31)),
        ({"適用廃止理由": "認定決定廃止"}, date(2026, 5, 31)),
        ({"適用廃止理由": "委託解除"}, None),
        ({"適用廃止理由": ""}, None),
        ({"更新種別": "名称等変更"}, None),
        ({"消滅年月日": ""}, None),
    ],
)
def test_the_end_of_the_insurance_closes_the_workplace_for_two_reasons(
    desk: Desk, ministry_desk: Desk, change: dict[str, str], closed_on: date | None
) -> None:
    one = with_number(desk)
    receive(ministry_desk, [{**CLOSED, **change}])
    assert found_again(desk, one).closed_on == closed_on


@pytest.mark.req("WPL-57", "WPL-27", "WPL-34")
@pytest.mark.parametrize("row", [RENAMED, CLOSED])
def test_a_record_that_is_not_the_main_one_does_not_follow(
    desk: Desk, ministry_desk: Desk, row: dict[str, str]
) -> None:
    one = with_number(desk)
    texts = {"primary": "13-1-01-999999", "secondaries": [{"number": "13-1-01-123456"}]}
    store.save(desk, InsuranceNumberLink, "登録", read_texts(InsuranceNumberLink, texts)[0],
               given={"workplace_id": one.id})  # fmt: skip
    assert receive(ministry_desk, [row]).followed == 0
    same = found_again(desk, one)
    assert (same.name_changed, same.closed_on) == (None, None)
    assert receive(ministry_desk, [{**row, "労働保険番号": "13-1-01-999999"}]).followed == 1
    followed = found_again(desk, one)
    assert followed.name_changed or followed.closed_on


@pytest.mark.req("WPL-57")
def test_other_workplaces_do_not_follow(desk: Desk, ministry_desk: Desk) -> None:
    other = with_number(desk, insurance_number="13-1-01-123457")
    assert receive(ministry_desk, [CLOSED]).followed == 0
    assert found_again(desk, other).closed_on is None


@pytest.mark.req("WPL-54")
def test_a_new_workplace_is_filled_in_one_step(desk: Desk, ministry_desk: Desk) -> None:
    receive(ministry_desk, [ROW])
    values = prefill(desk, "13101123456")
    assert values == {
        "insurance_number": "13101123456000",
        "registration_kind": "労働保険番号",
        "name": "霞会社　　霞工場",
        "address_code": "13101-1000013",
        "address_rest": "1-2-2",
        "phone_general": "03-1234-5678",
    }
    rest = values_of({"kinds": "事業場", "name_kana": "カスミ", "workers": "5", "industry_code": "010602"})
    assert store.save(desk, Workplace, "登録", values | rest).entry.postal_code == "1000013"


@pytest.mark.req("WPL-54")
def test_an_address_that_is_not_listed_is_left_to_the_officer(desk: Desk, ministry_desk: Desk) -> None:
    receive(ministry_desk, [{**ROW, "所在地": "霞が関1-2-2"}])
    values = prefill(desk, "13101123456000")
    assert "address_code" not in values and values["address_rest"] == "霞が関1-2-2"
    assert prefill(desk, "13101999999") == {}


@pytest.mark.req("WPL-54", "WPL-55")
def test_the_page_shows_the_application_of_the_entered_number_and_offers_its_values(
    desk: Desk, ministry_desk: Desk
) -> None:
    receive(ministry_desk, [CLOSED])
    page = Workplace.pages[0]
    new = entry(Workplace, insurance_number="13101123456")
    shown = dict(page.draw(desk, new))
    assert (shown["労働保険番号"], shown["事業の名称"], shown["消滅年月日"]) == (
        "13-1-01-123456-000", "霞会社", "令和8年5月31日",
    )  # fmt: skip
    assert page.take(desk, new)["closed_on"] == date(2026, 5, 31)
    assert page.take(desk, entry(Workplace)) == {}
    assert dict(page.draw(desk, entry(Workplace, insurance_number="13101999999")))["主従"] == "主"
    assert page.draw(desk, entry(Workplace)) == [("適用情報", "労働保険番号を入力すると表示します。")]


@pytest.mark.req("WPL-55")
def test_nothing_of_it_can_be_typed() -> None:
    typed = {one.name for one in InsuranceApplication.items() if one.typed}
    assert typed == set()
    assert InsuranceApplication.generated
    assert table_of(InsuranceApplication).name == "insurance_application"
