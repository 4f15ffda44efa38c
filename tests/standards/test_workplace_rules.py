"""事業場情報1, 事業場情報2 and 委託者情報: what is computed, what is checked; and workplaces that look the same."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import store
from shuro.kernel.checks import WARN, check, fill, read_texts, show_texts
from shuro.kernel.codes import industries
from shuro.kernel.desk import Desk
from shuro.kernel.imports import answer
from shuro.kernel.record import entry, item
from shuro.standards.settings import ConstructionCompany, FreeCode
from shuro.standards.workplace import Workplace
from shuro.standards.workplace_rules import INSIDE, mining_codes, twin_key
from tests.standards.workplaces import TEXTS, found_again, refusal, registered, updated, values_of, warnings

counts = st.one_of(st.none(), st.integers(0, 200))


def filled(**values: Any) -> Any:
    """A new entry with these values after its computations."""
    one = entry(Workplace, **values)
    fill(Workplace, one)
    return one


def sentences(one: Any, name: str) -> list[str]:
    """Warnings about an item that are not about its being empty."""
    return [f.sentence for f in check(Workplace, one) if f.item == name and f.severity is WARN and "人は" in f.sentence]


# Industry and mining ----------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-36", "WPL-46", "SYS-26")
@pytest.mark.parametrize("name", ["industry_code", "home_industry_code"])
def test_the_industry_goes_down_to_six_digits(name: str) -> None:
    assert read_texts(Workplace, {name: "010602"})[0] == {name: "010602"}
    assert read_texts(Workplace, {name: "水産食料品製造業"})[0] == {name: "010102"}
    for coarse in ("01", "0106"):
        assert "小分類6桁" in read_texts(Workplace, {name: coarse})[1][0].sentence


@pytest.mark.req("WPL-46")
def test_the_worked_examples_of_the_industry_of_work_given_out() -> None:
    shown = show_texts(Workplace, entry(Workplace, home_industry_code="010602"))
    assert shown["home_industry_code"] == "010602 紙加工品製造業"
    assert industries()["010102"].name == "水産食料品製造業"


@pytest.mark.req("WPL-37")
def test_the_mine_safety_act_belongs_to_eight_industries() -> None:
    assert {industries()[code].name for code in mining_codes()} == {
        "一般石炭鉱業", "その他の石炭鉱業", "採石業", "砂利採取業", "その他の土石採取業", "金属鉱業", "石油等鉱業",
        "その他の鉱業－その他",
    }  # fmt: skip


@pytest.mark.req("WPL-37")
@given(st.sampled_from(sorted(code for code in industries() if len(code) == 6)))
def test_the_mine_safety_act_can_be_ticked_only_for_them(code: str) -> None:
    one = filled(industry_code=code, mining=True)
    assert item(Workplace, "mining").open_for(one) is (code in mining_codes())
    assert one.mining is (True if code in mining_codes() else None)


@pytest.mark.req("WPL-37")
def test_another_industry_takes_the_tick_away(desk: Desk) -> None:
    one = registered(desk, industry_code="020201", mining="1")
    assert one.mining is True
    assert updated(desk, one, industry_code="010602").mining is None


# Numbers of workers -----------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-38")
@given(st.integers(0, 999), st.integers(0, 999))
def test_the_whole_is_the_sum_of_men_and_women(men: int, women: int) -> None:
    assert filled(men=men, women=women).workers_total == men + women


@pytest.mark.req("WPL-38", "SYS-29")
def test_an_unknown_number_is_typed_as_nought(desk: Desk) -> None:
    assert registered(desk, workers_total="0").workers_total == 0
    assert "労働者数(事業場全体)" not in warnings(desk, name="港会社　　本社", workers_total="0")


@pytest.mark.req("WPL-38")
def test_one_part_alone_does_not_overrule_a_whole_that_is_known() -> None:
    assert filled(men=10).workers_total == 10
    assert filled(men=10, workers_total=50).workers_total == 50


@pytest.mark.req("WPL-38", "SYS-12")
def test_the_whole_follows_when_a_part_is_changed_and_else_stays(desk: Desk) -> None:
    one = registered(desk, men="10", women="20")
    assert one.workers_total == 30
    one = updated(desk, one, women="25")
    assert one.workers_total == 35
    with desk.database.write() as session:
        store.amend(desk.within(session), Workplace, one.id, {"workers_total": 50}, "安全衛生指導結果等情報による更新")
    kept = updated(desk, found_again(desk, one), fax="03-1111-2222")
    assert (kept.men, kept.women, kept.workers_total) == (10, 25, 50)


@pytest.mark.req("WPL-38", "WPL-47")
@given(st.sampled_from(sorted(INSIDE)), counts, counts)
def test_a_part_greater_than_the_whole_draws_a_warning(part: str, inside: int | None, whole: int | None) -> None:
    one = entry(Workplace, **{part: inside, INSIDE[part]: whole})
    found = sentences(one, part)
    assert bool(found) is (inside is not None and whole is not None and inside > whole)
    if found:
        assert item(Workplace, INSIDE[part]).label in found[0]


@pytest.mark.req("WPL-38")
def test_dispatched_workers_are_counted_beside_the_whole() -> None:
    assert not sentences(entry(Workplace, dispatched=90, workers_total=10), "dispatched")


@pytest.mark.req("WPL-47")
def test_home_workers_are_added_up_likewise() -> None:
    assert filled(home_men=2, home_women=3).home_total == 5
    assert filled(home_total=0).home_total == 0


@pytest.mark.req("WPL-39")
def test_the_help_says_who_works_part_time() -> None:
    assert "短時間労働者の雇用管理の改善等に関する法律第2条" in item(Workplace, "part_time").help


@pytest.mark.req("WPL-40", "SYS-29")
def test_weekly_hours_are_hours_and_minutes_with_the_day_beside_them(desk: Desk, clock: Any) -> None:
    one = registered(desk, weekly_hours="38時間45分")
    assert (one.weekly_hours, one.weekly_hours_on) == (38 * 60 + 45, date(2026, 6, 10))
    clock.set(2026, 6, 11)
    unknown = updated(desk, one, weekly_hours="0時間0分")
    assert (unknown.weekly_hours, unknown.weekly_hours_on) == (0, date(2026, 6, 11))
    assert item(Workplace, "weekly_hours").show(0) == "0時間0分"


@pytest.mark.req("WPL-40")
@pytest.mark.parametrize(("typed", "right"), [("40:00", True), ("40:59", True), ("40:60", False), ("40:99", False)])
def test_minutes_are_0_to_59(typed: str, right: bool) -> None:
    found = read_texts(Workplace, {"weekly_hours": typed})[1]
    assert not found if right else "0から59まで" in found[0].sentence


# Choices --------------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-41", "WPL-65")
def test_a_construction_company_is_one_of_the_ministry_or_of_the_office(desk: Desk, make_desk: Any) -> None:
    store.save(desk, ConstructionCompany, "登録", {"code": "901", "name": "当署の建設"})
    for typed in ("701", "901", "当署の建設"):
        assert read_texts(Workplace, {"company": typed}, desk)[1] == [], typed
    one = registered(desk, company="901")
    assert show_texts(Workplace, one, desk)["company"] == "901 当署の建設"
    assert [f.item for f in read_texts(Workplace, {"company": "999"}, desk)[1]] == ["company"]
    other = make_desk("2701", database=desk.database)
    assert [f.item for f in read_texts(Workplace, {"company": "901"}, other)[1]] == ["company"]


@pytest.mark.req("WPL-64")
def test_free_codes_of_the_office_are_choices_of_their_items(desk: Desk) -> None:
    for name, code, words in (("事業場自由分類", "1", "重点"), ("事業場自由設定", "A", "郊外")):
        store.save(desk, FreeCode, "登録", {"list_name": name, "code": code, "name": words})
    assert read_texts(Workplace, {"free_class": "重点"}, desk)[0] == {"free_class": ["1"]}
    assert read_texts(Workplace, {"free_class": "A"}, desk)[1]
    offered = item(Workplace, "free_text").candidates(desk, entry(Workplace))
    assert [(one.label, one.text) for one in offered] == [("A 郊外", "郊外")]


@pytest.mark.req("WPL-42")
def test_a_union_is_exactly_one_of_three() -> None:
    for name in ("労働組合有り", "過半数組合有り", "労働組合無し"):
        assert read_texts(Workplace, {"labor_union": name})[0] == {"labor_union": name}
    assert read_texts(Workplace, {"labor_union": "労働組合有り、過半数組合有り"})[1]


@pytest.mark.req("WPL-43")
def test_any_of_five_bodies_and_another_one_typed() -> None:
    typed = {"related_bodies": "港湾、基準協会", "employers_body": "〇〇商工会"}
    assert read_texts(Workplace, typed) == (
        {"related_bodies": ["基準協会", "港湾"], "employers_body": "〇〇商工会"}, [],
    )  # fmt: skip
    assert "陸災防" in read_texts(Workplace, {"related_bodies": "商工会"})[1][0].sentence


@pytest.mark.req("WPL-44", "SYS-14", "WPL-35")
def test_the_second_page_is_entered_as_needed(desk: Desk) -> None:
    one = registered(desk, head_office="大阪市北区", main_business="紙袋", remarks="一行目\n二行目")
    again = found_again(desk, one)
    assert (again.head_office, again.main_business, again.remarks) == ("大阪市北区", "紙袋", "一行目\n二行目")


# Number and registration kind -----------------------------------------------------------------------------------------


@pytest.mark.req("WPL-16")
@pytest.mark.parametrize(
    ("kind", "number", "right"),
    [
        ("労働保険番号", "13-1-01-123456", None),
        ("労働保険番号仮登録", "13-3-01-123456", None),
        ("労働保険未手続", "13-7-01-000001", None),
        ("労働保険任意、非適", "13-5-01-800000", None),
        ("労働保険未手続", "13-1-01-123456", "「労働保険番号」又は「労働保険番号仮登録」"),
        ("労働保険番号", "13-7-01-000001", "「労働保険未手続」"),
        ("労働保険番号", "13-5-01-800000", "「労働保険任意、非適」"),
    ],
)
def test_number_and_registration_kind_go_together(kind: str, number: str, right: str | None) -> None:
    one = entry(Workplace, **values_of({"registration_kind": kind, "insurance_number": number}))
    found = [f.sentence for f in check(Workplace, one) if f.item == "registration_kind"]
    assert [right in sentence for sentence in found] == ([True] if right else [])


@pytest.mark.req("WPL-12", "WPL-11")
def test_a_number_that_is_none_is_refused_where_it_is_typed() -> None:
    assert [f.item for f in read_texts(Workplace, {"insurance_number": "13-2-01-123456"})[1]] == ["insurance_number"]
    assert read_texts(Workplace, {"insurance_number": "１３－１－０１－１２３４５６－０００－０００１"})[0] == {
        "insurance_number": "131011234560000001"
    }


# The same workplace twice -----------------------------------------------------------------------------------------------

QUESTION = "同一と思われる事業場が既に登録されています。登録しますか。"


def asked(desk: Desk, **texts: Any) -> list[Any]:
    """The questions of a registration with these texts."""
    try:
        registered(desk, **texts)
    except store.Refused as refused:
        return [f for f in refused.findings if f.severity is store.ASK]
    return []


@pytest.mark.req("WPL-58")
def test_a_workplace_that_looks_registered_is_asked_about_and_can_be_opened(desk: Desk) -> None:
    one = registered(desk)
    (question,) = asked(desk)
    assert question.key == "duplicate"
    assert question.sentence.startswith(QUESTION) and "1301-101 霞会社　　霞工場" in question.sentence
    assert question.refers == (f"workplace:{one.id}",)


@pytest.mark.req("WPL-58")
def test_the_officer_registers_it_anyway(desk: Desk) -> None:
    registered(desk)
    assert registered(desk, accept=("duplicate",)).key == 102
    (question,) = asked(desk)
    assert len(question.refers) == 2


@pytest.mark.req("WPL-58")
def test_a_workplace_of_another_office_is_found_as_well(desk: Desk, bureau_desk: Desk) -> None:
    registered(bureau_desk)
    assert asked(desk)[0].sentence.count("1300-101") == 1


@pytest.mark.req("WPL-58")
@pytest.mark.parametrize(
    ("texts", "same"),
    [
        ({"name": "㈱山田製作所　　本社"}, True),
        ({"name": "山田製作所　　本社"}, True),
        ({"name": "株式会社山田製作所　　大阪工場"}, False),
        ({"address_rest": "１丁目２番地の２"}, True),
        ({"address_rest": "1丁目2番2号"}, True),
        ({"address_rest": "1-2-3"}, False),
        ({"address_code": "東京都港区芝公園"}, False),
    ],
)
def test_what_looks_the_same(screen_desk: Desk, texts: dict[str, str], same: bool) -> None:
    registered(screen_desk, name="株式会社山田製作所　　本社", name_kana="ヤマダ")
    assert bool(asked(screen_desk, **{"name": "株式会社山田製作所　　本社", **texts})) is same


@pytest.mark.req("WPL-58")
def test_an_update_does_not_ask(desk: Desk) -> None:
    registered(desk)
    second = registered(desk, accept=("duplicate",))
    assert updated(desk, second, fax="03-1111-2222").version == 2


@pytest.mark.req("WPL-58")
def test_the_lines_of_a_file_are_asked_about_too(desk: Desk) -> None:
    registered(desk, name="港会社　　本社")
    lines = [entry(Workplace, **values_of({**TEXTS, "name": name}))
             for name in ("港会社　　本社", "霞会社　　霞工場", "霞会社　　霞工場")]  # fmt: skip
    rejected: list[tuple[int, str]] = []
    rows = [SimpleNamespace(row=index, one=one) for index, one in enumerate(lines)]
    with desk.database.read() as session:
        kept = answer(desk.within(session), Workplace, rows, frozenset(),
                      lambda row, found: rejected.append((row, found[0].sentence)))  # fmt: skip
        all_kept = answer(desk.within(session), Workplace, rows, frozenset({"duplicate"}), lambda row, found: None)
    assert [row.row for row in kept] == [1] and len(all_kept) == 3
    assert [row for row, _ in rejected] == [0, 2]
    assert "同じファイルの前の行" in rejected[1][1]


@given(st.text("0123456789一丁目番地号のノ-－ 　", max_size=12))
def test_the_key_of_twins_does_not_depend_on_width_or_blanks(rest: str) -> None:
    wide = rest.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)}).replace("-", "－").replace(" ", "　")
    made = [
        twin_key(entry(Workplace, name="霞会社", address_code="13101-1000013", address_rest=one))
        for one in (rest, wide)
    ]
    assert made[0] == made[1]


@pytest.mark.req("WPL-20")
def test_a_number_that_another_workplace_uses_is_told_with_the_way_out(desk: Desk) -> None:
    one = registered(desk, registration_kind="労働保険番号", insurance_number="13-1-01-123456")
    found = warnings(
        desk, name="港会社　　本社", registration_kind="労働保険番号", insurance_number="13-1-01-123456-000"
    )
    assert "1301-101 霞会社　　霞工場" in found["労働保険番号"] and "独自番号（所掌5）" in found["労働保険番号"]
    assert one.key == 101


@pytest.mark.req("WPL-22")
@pytest.mark.parametrize("number", ["13-5-01-799999", "13-5-01-900000", "13-5-01-123456-000"])
def test_an_own_number_outside_the_book_is_refused(screen_desk: Desk, number: str) -> None:
    assert refusal(screen_desk, registration_kind="労働保険任意、非適", insurance_number=number) == ["労働保険番号"]
