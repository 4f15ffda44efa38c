"""事業場基本情報: registration, its required items, its key, its name, change and deletion."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pytest
import sqlalchemy as sa

from shuro.kernel import audit, store
from shuro.kernel.checks import check, fill, read_texts
from shuro.kernel.desk import Desk
from shuro.kernel.record import Entry, entry, item, items_of, table_of
from shuro.kernel.register import Register
from shuro.kernel.steps import NotAllowed
from shuro.standards.workplace import KINDS, Workplace
from tests.standards.workplaces import found_again, refusal, registered, updated, values_of, warnings


def number_of_workplaces(desk: Desk) -> int:
    with desk.database.read() as session:
        return session.execute(sa.select(sa.func.count()).select_from(table_of(Workplace))).scalar_one()


def due(name: str, **values: Any) -> str:
    """The mark in force of an item on an entry with these values."""
    return item(Workplace, name).due(entry(Workplace, **values)).value


# Pages and required items -------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-3", "SYS-21")
def test_the_pages_are_those_of_the_manual() -> None:
    tabs = dict.fromkeys(one.tab for one in items_of(Workplace) if one.tab)
    pages = [page.label for page in Workplace.pages]
    assert sorted([*tabs, *pages]) == sorted(
        ["事業場情報1", "事業場情報2", "委託者情報", "適用情報", "管理状況1", "管理状況2"]
    )


@pytest.mark.req("WPL-4", "SYS-10")
@pytest.mark.parametrize(
    ("left_out", "label"),
    [
        ("kinds", "事業場区分"),
        ("registration_kind", "登録区分"),
        ("name_kana", "事業場名(カナ)"),
        ("name", "事業場名(漢字)"),
        ("address_code", "所在地"),
        ("workers", "労働者数"),
        ("industry_code", "業種"),
    ],
)
def test_without_a_required_item_nothing_is_stored_and_the_item_is_named(desk: Desk, left_out: str, label: str) -> None:
    assert refusal(desk, **{left_out: None}) == [label]
    assert number_of_workplaces(desk) == 0


@pytest.mark.req("WPL-4", "WPL-9", "SYS-15")
def test_a_dormitory_needs_workers_and_industry_too(desk: Desk) -> None:
    assert refusal(desk, kinds="寄宿舎", workers=None, industry_code=None) == ["労働者数", "業種"]


@pytest.mark.req("WPL-4", "WPL-7", "SYS-15", "WPL-45")
def test_one_who_gives_out_work_needs_the_industry_and_number_of_home_workers_instead(desk: Desk) -> None:
    assert refusal(desk, kinds="委託者", workers=None, industry_code=None) == ["業種", "家内労働者数(営業所全体)"]
    assert registered(
        desk, kinds="委託者", workers=None, industry_code=None, home_industry_code="010602", home_total="0"
    ).home_total == 0  # fmt: skip


@pytest.mark.req("WPL-4", "WPL-7")
def test_an_employer_who_gives_out_work_needs_the_items_of_both(desk: Desk) -> None:
    left_out = refusal(desk, kinds="事業場、委託者", workers=None, industry_code=None)
    assert left_out == ["労働者数", "業種", "業種", "家内労働者数(営業所全体)"]


@pytest.mark.req("WPL-7", "WPL-8", "WPL-9", "WPL-10")
@pytest.mark.parametrize("kinds", [chosen for n in (1, 2, 3) for chosen in combinations(KINDS, n)])
def test_any_set_of_the_three_kinds_is_accepted(screen_desk: Desk, kinds: tuple[str, ...]) -> None:
    one = registered(screen_desk, kinds="、".join(reversed(kinds)), home_industry_code="010602", home_total="1")
    assert one.kinds == list(kinds)


@pytest.mark.req("WPL-17", "WPL-4", "WPL-16")
@pytest.mark.parametrize(
    ("kind", "required"),
    [("労働保険番号", True), ("労働保険番号仮登録", True), ("労働保険未手続", False), ("労働保険任意、非適", False)],
)
def test_two_of_the_four_registration_kinds_require_a_number(desk: Desk, kind: str, required: bool) -> None:
    assert refusal(desk, registration_kind=kind) == (["労働保険番号"] if required else [])


@pytest.mark.req("WPL-16")
def test_no_other_registration_kind_can_be_chosen() -> None:
    _, found = read_texts(Workplace, {"registration_kind": "労働保険なし"})
    assert [f.item for f in found] == ["registration_kind"]
    assert "労働保険任意、非適" in found[0].sentence


@pytest.mark.req("SYS-11", "SYS-14")
def test_an_item_that_is_a_duty_warns_and_a_free_one_is_silent(desk: Desk) -> None:
    warned = warnings(desk)
    assert "FAX" in warned and "週所定労働時間" in warned
    assert not {"事業主団体", "関係団体", "主要業務・製品名", "参考事項", "労働者数(特別1)"} & set(warned)
    assert number_of_workplaces(desk) == 1


@pytest.mark.req("SYS-12")
def test_items_the_system_fills_cannot_be_typed(desk: Desk) -> None:
    typed = {"office_code": "1302", "key": "7", "top_of_enterprise": "1", "name_changed": "1", "postal_code": "1500001",
             "workers_on": "R1.5.1", "weekly_hours_on": "R1.5.1"}  # fmt: skip
    one = registered(desk, **typed)
    assert (one.office_code, one.key, one.top_of_enterprise, one.name_changed) == ("1301", 101, None, None)
    assert (one.postal_code, one.workers_on, one.weekly_hours_on) == ("1000013", date(2026, 6, 10), None)


@pytest.mark.req("SYS-12", "WPL-26", "WPL-27")
def test_the_two_marks_beside_the_name_change_only_elsewhere() -> None:
    assert not item(Workplace, "top_of_enterprise").open_for(entry(Workplace))
    assert not item(Workplace, "name_changed").open_for(entry(Workplace))


# 管轄局署 and 事業場キー ------------------------------------------------------------------------------------------------------


@pytest.mark.req("SYS-2", "SYS-3", "WPL-25")
def test_the_key_counts_from_101_in_each_office(desk: Desk, bureau_desk: Desk) -> None:
    first = registered(desk)
    second = registered(desk, name="港会社　　本社")
    other = registered(bureau_desk, name="局の会社　　本社")
    assert [(one.office_code, one.key) for one in (first, second, other)] == [
        ("1301", 101), ("1301", 102), ("1300", 101),
    ]  # fmt: skip


@pytest.mark.req("WPL-25")
def test_the_key_of_a_deleted_workplace_is_not_given_again(desk: Desk) -> None:
    one = registered(desk)
    store.save(desk, Workplace, "削除", id=one.id, version=one.version)
    assert registered(desk).key == 102


@pytest.mark.req("WPL-25")
def test_a_refused_registration_takes_no_key(desk: Desk) -> None:
    assert refusal(desk, name=None)
    assert registered(desk).key == 101


@pytest.mark.req("SYS-3")
def test_office_and_key_name_one_workplace_in_the_country(desk: Desk, bureau_desk: Desk) -> None:
    from shuro.kernel.links import reference, resolve

    here, there = registered(desk), registered(bureau_desk, name="局の会社　　本社")
    assert resolve(desk, "workplace", "1301-101") == here.id
    assert resolve(desk, "workplace", "1300-101") == there.id
    assert reference(desk, "workplace", here.id) == "1301-101 霞会社　　霞工場"


@pytest.mark.req("SYS-49")
def test_the_ministry_registers_no_workplace(desk: Desk, ministry_desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        registered(ministry_desk)


@pytest.mark.req("SYS-49", "SYS-5")
def test_another_office_sees_a_workplace_but_does_not_change_it(desk: Desk, make_desk: Any) -> None:
    one = registered(desk)
    other = make_desk("1302", database=desk.database)
    assert found_again(other, one).name == one.name
    with pytest.raises(NotAllowed):
        updated(other, one, fax="03-1111-2222")
    assert found_again(desk, one).fax is None


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("SYS-25", "WPL-29")
@pytest.mark.parametrize("between", ["  ", "　　", " 　", "　　　", "    "])
def test_business_and_workplace_stand_two_full_width_blanks_apart(screen_desk: Desk, between: str) -> None:
    assert registered(screen_desk, name=f"霞会社{between}霞工場").name == "霞会社　　霞工場"


@pytest.mark.req("SYS-25")
@pytest.mark.parametrize(
    ("name", "warned"),
    [("霞会社　　霞工場", False), ("霞会社　霞工場", True), ("霞会社", True), ("一　　二　　三", True)],
)
def test_a_name_without_its_two_parts_draws_a_warning(screen_desk: Desk, name: str, warned: bool) -> None:
    found = warnings(screen_desk, name=name)
    assert ("事業場名(漢字)" in found) is warned
    if warned:
        assert "全角の空白2文字" in found["事業場名(漢字)"]


@pytest.mark.req("WPL-29", "WPL-30", "WPL-31", "WPL-44", "SYS-30")
@pytest.mark.parametrize(
    ("name", "limit", "letter"),
    [("name", 80, "会"), ("name_kana", 80, "カ"), ("address_rest", 40, "番"), ("representative", 30, "長"),
     ("remarks", 300, "考")],
)  # fmt: skip
def test_texts_are_limited_in_characters(name: str, limit: int, letter: str) -> None:
    assert read_texts(Workplace, {name: letter * limit}) == ({name: letter * limit}, [])
    _, found = read_texts(Workplace, {name: letter * (limit + 1)})
    assert [f.item for f in found] == [name]
    assert f"{limit}文字以内" in found[0].sentence


@pytest.mark.req("SYS-24", "WPL-29")
def test_the_kana_are_suggested_from_the_kanji() -> None:
    kana = item(Workplace, "name_kana")
    assert (kana.of, kana.auto, kana.typed) == ("name", True, True)


@pytest.mark.req("WPL-27", "WPL-28")
def test_a_new_name_keeps_the_record_and_the_former_name_with_the_day(desk: Desk, clock: Any) -> None:
    one = registered(desk)
    with desk.database.write() as session:
        store.amend(desk.within(session), Workplace, one.id, {"name_changed": True}, "適用情報の受信")
    one = found_again(desk, one)
    assert one.name_changed is True
    clock.set(2026, 7, 1)
    new = updated(desk, one, name="桜田会社　　本社", name_kana="サクラダガイシャ　　ホンシャ")
    assert (new.id, new.key, new.name_changed) == (one.id, one.key, None)
    assert new.former_names == [
        {"name": "霞会社　　霞工場", "kana": "カスミガイシャ　　カスミコウジョウ", "until": "2026-07-01"}
    ]
    for wanted in (
        {"name": "桜田"},
        {"name": "霞会社　　霞工場"},
        {"name_kana": "サクラダ"},
        {"name_kana": "カスミコウ"},
    ):
        assert [line.id for line in Register(desk, Workplace, wanted).first(9)] == [one.id], wanted
    assert Register(desk, Workplace, {"name": "別の会社"}).first(9) == []


@pytest.mark.req("WPL-27")
def test_another_change_leaves_the_mark_and_the_former_names_alone(desk: Desk) -> None:
    one = registered(desk)
    with desk.database.write() as session:
        store.amend(desk.within(session), Workplace, one.id, {"name_changed": True}, "適用情報の受信")
    changed = updated(desk, found_again(desk, one), fax="03-1111-2222", name_kana="カスミガイシャ")
    assert (changed.name_changed, changed.former_names) == (True, [])


# Address, numbers, telephones ---------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-30", "SYS-23")
def test_the_postal_code_follows_the_coded_address(desk: Desk) -> None:
    one = registered(desk)
    assert (one.address_code, one.postal_code, one.place) == (
        "13101-1000013", "1000013", "東京都千代田区霞が関1-2-2",
    )  # fmt: skip
    moved = updated(desk, one, address_code="東京都港区芝公園")
    assert moved.postal_code == "1050011"


@pytest.mark.req("WPL-30", "SYS-23")
def test_an_address_outside_the_list_cannot_be_entered() -> None:
    _, found = read_texts(Workplace, {"address_code": "東京都千代田区霞が関1-2-2"})
    assert [f.item for f in found] == ["address_code"]
    assert "一覧から選んでください" in found[0].sentence


@pytest.mark.req("WPL-32", "SYS-29", "WPL-48")
def test_the_day_beside_the_number_of_workers_is_that_of_the_last_change(desk: Desk, clock: Any) -> None:
    one = registered(desk, workers="0")
    assert (one.workers, one.workers_on) == (0, date(2026, 6, 10))
    clock.set(2026, 6, 20)
    same = updated(desk, one, fax="03-1111-2222")
    assert same.workers_on == date(2026, 6, 10)
    changed = updated(desk, same, workers="45")
    assert (changed.workers, changed.workers_on) == (45, date(2026, 6, 20))


@pytest.mark.req("WPL-32")
def test_the_number_of_workers_has_six_digits() -> None:
    assert read_texts(Workplace, {"workers": "999,999"})[0] == {"workers": 999_999}
    assert [f.item for f in read_texts(Workplace, {"workers": "1000000"})[1]] == ["workers"]


@pytest.mark.req("WPL-33", "SYS-28")
@pytest.mark.parametrize("name", ["phone_general", "phone_safety", "fax"])
def test_telephones_take_sixteen_characters_with_their_hyphens(name: str) -> None:
    assert read_texts(Workplace, {name: "０３－１２３４－５６７８"}) == ({name: "03-1234-5678"}, [])
    assert read_texts(Workplace, {name: "0120-123-456-789"})[1] == []
    assert "16文字以内" in read_texts(Workplace, {name: "0120-123-456-7890"})[1][0].sentence


@pytest.mark.req("WPL-34")
def test_the_day_of_closing_is_entered_by_the_officer(desk: Desk) -> None:
    one = registered(desk)
    assert updated(desk, one, closed_on="令和8年6月1日").closed_on == date(2026, 6, 1)


# Change and deletion --------------------------------------------------------------------------------------------------


@pytest.mark.req("SYS-33", "WPL-2")
def test_a_registered_workplace_is_changed_by_an_update_and_the_history_tells(desk: Desk) -> None:
    one = registered(desk)
    updated(desk, one, representative="代表取締役 山田太郎")
    with desk.database.read() as session:
        newest = audit.history_of(session, "workplace", one.id)[0]
    assert (newest.step, newest.changes) == ("更新", {"representative": [None, "代表取締役 山田太郎"]})


@pytest.mark.req("SYS-35")
def test_a_deleted_workplace_is_in_no_list_search_or_count(desk: Desk) -> None:
    one = registered(desk)
    register = Register(desk, Workplace, {"name": "霞"})
    assert (len(register.first(9)), register.count()[0]) == (1, 1)
    store.save(desk, Workplace, "削除", id=one.id, version=one.version)
    assert (register.first(9), register.count()[0], number_of_workplaces(desk)) == ([], 0, 0)
    with pytest.raises(store.Gone):
        found_again(desk, one)


@pytest.mark.req("WPL-30")
def test_a_form_computes_the_postal_code_before_anything_is_registered() -> None:
    typed = entry(Workplace, **values_of({"address_code": "東京都千代田区霞が関"}))
    fill(Workplace, typed)
    assert typed.postal_code == "1000013"


def test_a_check_without_a_database_only_looks_at_the_entry() -> None:
    lone = entry(Workplace, kinds=["事業場"], name="霞会社　　霞工場", insurance_number="13701000001")
    assert isinstance(lone, Entry)
    assert {f.label for f in check(Workplace, lone) if f.severity is store.REFUSE} == {
        "登録区分", "事業場名(カナ)", "所在地", "労働者数", "業種",
    }  # fmt: skip
