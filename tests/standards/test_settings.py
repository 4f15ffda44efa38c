"""システム設定: codes of the offices and of 本省, particulars, closing days; 監督重点対象区分 and its year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import registry, store
from shuro.kernel.calendar import is_open, last_open_day, system_last_open_day
from shuro.kernel.checks import read_texts, show_texts
from shuro.kernel.codelists import codes
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.imports import import_file
from shuro.kernel.record import Entry, item, table_of
from shuro.kernel.register import Register
from shuro.kernel.steps import IllegalStep, NotAllowed
from shuro.standards import settings, yearly_codes
from shuro.standards.settings import (
    ClosedDay,
    ConstructionCompany,
    FreeCode,
    MinistryCode,
    OfficeParticulars,
    companies,
    focus_codes,
    free_codes,
    ministry_codes,
    particulars,
)
from shuro.standards.supervision_focus import SupervisionFocus
from shuro.standards.workplace import Workplace
from shuro.standards.yearly_codes import take_over
from tests.conftest import Clock, MakeDesk
from tests.standards.workplaces import registered as workplace
from tests.together import at_once

FREE = "事業場自由分類"


def put(desk: Desk, cls: Any, step: str = "登録", id: int | None = None, **texts: str) -> Entry:
    """A record of システム設定 after a step with typed texts, all of which can be read."""
    values, found = read_texts(cls, texts, desk)
    assert not found, found
    return store.save(desk, cls, step, values, id=id).entry


def refusal(desk: Desk, cls: Any, step: str = "登録", id: int | None = None, **texts: str) -> str:
    """What a refused step is told, item and sentence; empty when it is not refused."""
    try:
        put(desk, cls, step, id, **texts)
    except store.Refused as refused:
        return "\n".join(str(f) for f in refused.findings if f.severity is not store.WARN)
    return ""


def listed(found: list[Any]) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in found]


def lines(desk: Desk, cls: Any, **conditions: str) -> list[tuple[str, ...]]:
    return [line.cells for line in Register(desk, cls, conditions).first(50)]


# 各種自由設定等コード ---------------------------------------------------------------------------------------------------------


@pytest.mark.req("SYS-46", "WPL-64")
def test_the_menu_holds_what_the_offices_set() -> None:
    names = {one.name for one in registry.index().values() if one.subsystem == "システム設定"}
    wanted = {"free_code", "workplace_merge", "supervision_focus", "construction_company", "office_particulars"}
    assert wanted <= names


@pytest.mark.req("WPL-64", "SYS-47")
@pytest.mark.parametrize("name", [one.name for one in codes("free-codes")])
def test_an_office_sets_codes_for_each_of_the_twenty_items(screen_desk: Desk, name: str) -> None:
    assert len(settings.FREE_LISTS) == 20
    put(screen_desk, FreeCode, list_name=name, code="1", name="重点")
    assert listed(free_codes(screen_desk, name)) == [("1", "重点")]
    others = [other for other in settings.FREE_LISTS if other != name]
    assert not any(free_codes(screen_desk, other) for other in others)


@pytest.mark.req("WPL-64", "WPL-44")
def test_a_set_code_becomes_a_choice_in_its_item(desk: Desk) -> None:
    put(desk, FreeCode, list_name=FREE, code="b1", name="建設大手")
    one = workplace(desk, free_class="建設大手")
    assert one.free_class == ["B1"]
    assert show_texts(Workplace, one, desk)["free_class"] == "B1 建設大手"
    _, found = read_texts(Workplace, {"free_class": "C9"}, desk)
    assert [f.item for f in found] == ["free_class"]


@pytest.mark.req("WPL-64", "SYS-46")
def test_codes_are_those_of_the_office_and_of_its_bureau(database: Database, make_desk: MakeDesk) -> None:
    mine, beside, bureau, elsewhere = (make_desk(code, database=database) for code in ("1301", "1302", "1300", "2701"))
    put(mine, FreeCode, list_name=FREE, code="1", name="署のコード")
    put(bureau, FreeCode, list_name=FREE, code="9", name="局のコード")
    assert listed(free_codes(mine, FREE)) == [("1", "署のコード"), ("9", "局のコード")]
    assert listed(free_codes(beside, FREE)) == [("9", "局のコード")]
    assert listed(free_codes(bureau, FREE)) == [("9", "局のコード")]
    assert free_codes(elsewhere, FREE) == []


@pytest.mark.req("WPL-64")
def test_the_record_of_another_office_is_named_by_the_codes_of_that_office(
    database: Database, make_desk: MakeDesk
) -> None:
    mine, other = make_desk("1301", database=database), make_desk("2701", database=database)
    put(mine, FreeCode, list_name=FREE, code="1", name="港湾")
    put(other, FreeCode, list_name=FREE, code="1", name="商店街")
    one = workplace(mine, free_class="1")
    assert show_texts(Workplace, store.find(other, Workplace, one.id), other)["free_class"] == "1 港湾"


@pytest.mark.req("WPL-64", "SYS-47")
def test_no_code_has_two_names_in_one_office(database: Database, make_desk: MakeDesk) -> None:
    mine, bureau, other = (make_desk(code, database=database) for code in ("1301", "1300", "2701"))
    put(mine, FreeCode, list_name=FREE, code="1", name="港湾")
    assert refusal(mine, FreeCode, list_name=FREE, code="1", name="倉庫") == (
        "コード：コード1は、中央労働基準監督署が「港湾」に使っています。別のコードを入力してください。"
    )
    assert "港湾" in refusal(bureau, FreeCode, list_name=FREE, code="1", name="倉庫")
    assert not refusal(mine, FreeCode, list_name="事業場自由設定", code="1", name="倉庫")
    assert not refusal(other, FreeCode, list_name=FREE, code="1", name="倉庫")


@pytest.mark.req("SYS-47", "SYS-49")
def test_the_ministry_sets_no_free_codes_and_an_office_only_its_own(
    desk: Desk, ministry_desk: Desk, database: Database, make_desk: MakeDesk
) -> None:
    with pytest.raises(NotAllowed, match="局・署の職員"):
        put(ministry_desk, FreeCode, list_name=FREE, code="1", name="本省")
    one = put(desk, FreeCode, list_name=FREE, code="1", name="港湾")
    neighbour = make_desk("1302", database=database)
    with pytest.raises(NotAllowed):
        put(neighbour, FreeCode, "更新", one.id, name="倉庫")
    assert listed(free_codes(desk, FREE)) == [("1", "港湾")]
    put(desk, FreeCode, "更新", one.id, name="倉庫")
    assert listed(free_codes(desk, FREE)) == [("1", "倉庫")]
    put(desk, FreeCode, "削除", one.id)
    assert free_codes(desk, FREE) == []


def test_a_code_has_letters_and_digits_only() -> None:
    _, found = read_texts(FreeCode, {"code": "港、湾"})
    assert "半角" in found[0].sentence
    assert item(FreeCode, "code").read("ａ１") == "A1"


def test_a_name_that_is_no_free_item_is_a_mistake_of_the_program(screen_desk: Desk) -> None:
    with pytest.raises(KeyError):
        free_codes(screen_desk, "自由")


# 店社コード ----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-65", "WPL-41")
def test_companies_are_those_of_the_ministry_and_those_added(database: Database, make_desk: MakeDesk) -> None:
    mine, bureau, other = (make_desk(code, database=database) for code in ("1301", "1300", "2701"))
    put(mine, ConstructionCompany, code="901", name="霞建設")
    put(bureau, ConstructionCompany, code="902", name="東京組")
    national = [one.code for one in codes("construction-companies")]
    assert [one.code for one in companies(mine)] == sorted([*national, "901", "902"])
    assert [one.code for one in companies(other)] == sorted(national)
    assert workplace(mine, company="霞建設").company == "901"


@pytest.mark.req("WPL-65", "SYS-47")
def test_codes_of_the_ministry_cannot_be_changed_by_an_office(desk: Desk, ministry_desk: Desk) -> None:
    assert refusal(desk, ConstructionCompany, code="701", name="霞建設") == (
        "店社コード：店社コード701は本省が設定したコードです。本省のコードにない番号を入力してください。"
    )
    one = put(ministry_desk, ConstructionCompany, code="701", name="本省建設")
    assert ("701", "本省建設") in listed(companies(desk))
    for step in ("更新", "削除"):
        with pytest.raises(NotAllowed):
            put(desk, ConstructionCompany, step, one.id, **({"name": "霞建設"} if step == "更新" else {}))
    added = put(ministry_desk, ConstructionCompany, code="990", name="新設建設")
    assert "新設建設" in refusal(desk, ConstructionCompany, code="990", name="霞建設")
    assert added.office_code == "0000"


@pytest.mark.req("WPL-65")
def test_a_company_code_has_three_digits(desk: Desk) -> None:
    assert put(desk, ConstructionCompany, code="5", name="霞建設").code == "005"
    _, found = read_texts(ConstructionCompany, {"code": "9A1"}, desk)
    assert "3桁" in found[0].sentence


# Lists of 本省 ---------------------------------------------------------------------------------------------------------


@pytest.mark.req("SUP-32", "SYS-49")
def test_the_ministry_renames_ends_and_adds_codes_of_its_lists(desk: Desk, ministry_desk: Desk) -> None:
    before = listed(ministry_codes(desk, "deposit-kinds"))
    assert before == [(one.code, one.name) for one in codes("deposit-kinds")]
    put(ministry_desk, MinistryCode, list_name="預金の種類", code="1", name="普通預金等")
    put(ministry_desk, MinistryCode, list_name="預金の種類", code="3", name="住宅積立金", retired="1")
    put(ministry_desk, MinistryCode, list_name="預金の種類", code="4", name="財形")
    assert listed(ministry_codes(desk, "deposit-kinds")) == [
        ("1", "普通預金等"), ("2", "定期預金"), ("9", "その他"), ("4", "財形"), ("3", "住宅積立金（使用終了）"),
    ]  # fmt: skip
    assert listed(ministry_codes(desk, "guidance-items")) == [(one.code, one.name) for one in codes("guidance-items")]
    with pytest.raises(NotAllowed, match="本省の職員"):
        put(desk, MinistryCode, list_name="預金の種類", code="5", name="その他の預金")


def test_a_list_the_ministry_does_not_keep_cannot_be_asked_for(screen_desk: Desk) -> None:
    with pytest.raises(KeyError):
        ministry_codes(screen_desk, "offices")


@pytest.mark.req("SYS-54")
def test_a_day_on_which_the_system_rests_moves_its_last_open_day(desk: Desk, ministry_desk: Desk) -> None:
    put(ministry_desk, ClosedDay, day="R9.1.29", reason="機器の更新")
    assert last_open_day(2027, 1) == date(2027, 1, 29)
    assert system_last_open_day(2027, 1, settings.closed_days(desk)) == date(2027, 1, 28)
    with pytest.raises(NotAllowed):
        put(desk, ClosedDay, day="R9.1.28")


# 局署固有情報 ----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("SYS-48", "SYS-46")
def test_forms_print_the_particulars_of_an_office_and_its_name_without(desk: Desk, bureau_desk: Desk) -> None:
    assert particulars(desk, "1301") == settings.Particulars("中央労働基準監督署")
    texts = {"name": "東京労働局中央労働基準監督署", "postal_code": "1120013", "address": "東京都文京区後楽1-9-20",
             "telephone": "03-5803-7381"}  # fmt: skip
    one = put(desk, OfficeParticulars, **texts)
    assert particulars(bureau_desk, "1301") == settings.Particulars(
        texts["name"], "112-0013", texts["address"], texts["telephone"], ""
    )
    assert particulars(desk, "1300").name == "東京労働局"
    with pytest.raises(NotAllowed):
        put(bureau_desk, OfficeParticulars, "更新", one.id, address="東京都千代田区九段南")
    with pytest.raises(KeyError):
        particulars(desk, "9999")


@pytest.mark.req("SYS-48")
def test_an_office_has_one_record_of_particulars(desk: Desk) -> None:
    texts = {"address": "東京都文京区後楽1-9-20", "telephone": "03-5803-7381"}
    assert put(desk, OfficeParticulars, **texts).name == "中央労働基準監督署"
    assert "既に登録されています" in refusal(desk, OfficeParticulars, **texts)


# 監督重点対象区分コード -------------------------------------------------------------------------------------------------------
# The clock stands in 令和8年度 (2026); the coming 年度 is 2027, whose codes are set until Wednesday 31 March 2027.

LAST_DAY = (2027, 3, 31)


def focus(desk: Desk, **texts: str) -> Entry:
    return put(desk, SupervisionFocus, **{"code": "1", "name": "長時間労働", **texts})


def stored_years(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.database.read() as session:
        found = store.entries(session, SupervisionFocus, order=(table_of(SupervisionFocus).c.id,))
    return [(one.year, one.code, one.registered_by) for one in found]


@pytest.mark.req("SUP-1", "SYS-47")
def test_only_a_bureau_sets_the_codes_of_the_coming_year(desk: Desk, bureau_desk: Desk, ministry_desk: Desk) -> None:
    assert focus(bureau_desk).year == "2027"
    for other in (desk, ministry_desk):
        with pytest.raises(NotAllowed, match="局の職員"):
            focus(other, code="2")
    for year in ("令和8年度", "令和7年度"):
        with pytest.raises(IllegalStep, match=f"「{year}の監督重点対象区分コードの登録」の入力期間.*過ぎています"):
            focus(bureau_desk, year=year, code="2")
    _, found = read_texts(SupervisionFocus, {"year": "令和10年度"}, bureau_desk)
    assert [f.item for f in found] == ["year"]


@pytest.mark.req("SUP-1", "SYS-55")
def test_codes_are_set_until_the_last_open_day_of_march(bureau_desk: Desk, clock: Clock) -> None:
    clock.set(*LAST_DAY, 17)
    one = focus(bureau_desk)
    assert put(bureau_desk, SupervisionFocus, "更新", one.id, name="過重労働").name == "過重労働"
    clock.set(2027, 4, 1)
    assert focus(bureau_desk, code="2", name="建設").year == "2028"
    with pytest.raises(IllegalStep, match=r"令和9年度の監督重点対象区分コードの登録.*過ぎています。表示だけができます"):
        put(bureau_desk, SupervisionFocus, "削除", one.id)


@pytest.mark.req("SUP-1", "SYS-55", "SYS-53")
def test_after_the_last_open_day_the_rest_of_march_is_too_late(bureau_desk: Desk, clock: Clock) -> None:
    clock.set(2030, 3, 29)  # a Friday; 31 March 2030 is a Sunday
    focus(bureau_desk)
    clock.set(2030, 3, 30)
    with pytest.raises(IllegalStep, match="令和12年度の監督重点対象区分コードの登録"):
        focus(bureau_desk, code="2", name="建設")


@pytest.mark.req("SUP-1", "SYS-55")
def test_an_import_is_held_to_the_window_too(bureau_desk: Desk, clock: Clock, tmp_path: Any) -> None:
    path = tmp_path / "重点対象.csv"
    path.write_text("監督重点対象区分コード,監督重点対象区分名\n1,長時間労働\n", encoding="utf-8")
    clock.set(2030, 3, 30)
    late = import_file(bureau_desk, SupervisionFocus, path)
    assert (late.stored, late.rejected) == (0, 1)
    assert "表示だけができます" in str(late.problems[0].findings[0])
    clock.set(2030, 3, 29)
    assert import_file(bureau_desk, SupervisionFocus, path).stored == 1


@pytest.mark.req("SUP-3")
def test_once_the_year_has_begun_a_code_only_grows(bureau_desk: Desk, clock: Clock) -> None:
    one = focus(bureau_desk, aims="労基法第32条第1項")
    clock.set(2027, 4, 1)
    told = refusal(bureau_desk, SupervisionFocus, "更新", one.id, code="2", name="過重労働", aims="")
    assert "監督重点対象区分コード：登録の期間を過ぎたため、変更できません（登録済みは「1」）" in told
    assert "監督重点対象区分名：登録の期間を過ぎたため" in told
    assert "行政目標に係る条文・告示違反事項：登録した" in told and "追加だけができます" in told
    clock.set(2028, 3, 31)
    both = "労基法第32条第1項、告示101"
    grown = put(bureau_desk, SupervisionFocus, "更新", one.id, aims=both)
    assert [aim for aim in grown.aims if aim.startswith("告示")] == ["告示101"] and len(grown.aims) == 2
    clock.set(2028, 4, 1)
    with pytest.raises(IllegalStep, match="令和9年度は終わっているため"):
        put(bureau_desk, SupervisionFocus, "更新", one.id, aims=both + "、告示102")


@pytest.mark.req("SUP-3", "SUP-1")
def test_a_code_stays_in_its_year(bureau_desk: Desk, clock: Clock) -> None:
    one = focus(bureau_desk)
    assert "年度は変更できません" in refusal(bureau_desk, SupervisionFocus, "更新", one.id, year="令和8年度")


@pytest.mark.req("SUP-1")
def test_a_code_stands_once_a_year(bureau_desk: Desk) -> None:
    focus(bureau_desk)
    assert "令和9年度のコード1は「長時間労働」に使っています" in refusal(
        bureau_desk, SupervisionFocus, code="1", name="建設"
    )


@pytest.mark.req("SUP-2")
def test_without_new_codes_those_of_the_running_year_are_taken_over(
    bureau_desk: Desk, desk: Desk, clock: Clock
) -> None:
    focus(bureau_desk, aims="告示101")
    focus(bureau_desk, code="2", name="建設")
    clock.set(2028, 3, 31)
    assert focus_codes(desk, 2028) == [] and take_over(desk, SupervisionFocus) == 0
    clock.set(2028, 4, 1)
    assert listed(focus_codes(desk, 2028)) == [("1", "長時間労働"), ("2", "建設")]  # nothing has been written yet
    assert len(stored_years(desk)) == 2
    assert lines(desk, SupervisionFocus, year="令和10年度") == [
        ("東京労働局", "2028 令和10年度", "1", "長時間労働", "告示101 トラック 1年の拘束時間"),
        ("東京労働局", "2028 令和10年度", "2", "建設", ""),
    ]
    assert stored_years(desk)[2:] == [("2028", "1", "システム"), ("2028", "2", "システム")]
    assert take_over(desk, SupervisionFocus) == 0
    assert len(stored_years(desk)) == 4


@pytest.mark.req("SUP-2")
def test_two_officers_who_look_at_once_take_over_once(bureau_desk: Desk, desk: Desk, clock: Clock) -> None:
    focus(bureau_desk)
    clock.set(2028, 4, 1)
    taken = at_once(*(lambda one=one: take_over(one, SupervisionFocus) for one in (bureau_desk, desk)))
    assert sorted(taken) == [0, 1]
    assert len(stored_years(desk)) == 2


@pytest.mark.req("SUP-2", "SUP-3")
def test_a_code_taken_over_grows_like_any_other(bureau_desk: Desk, clock: Clock) -> None:
    focus(bureau_desk, aims="告示101")
    clock.set(2028, 4, 3)
    assert take_over(bureau_desk, SupervisionFocus) == 1
    with bureau_desk.database.read() as session:
        taken = store.entries(session, SupervisionFocus, table_of(SupervisionFocus).c.year == "2028")[0]
    assert (taken.office_code, taken.name, taken.aims) == ("1300", "長時間労働", ["告示101"])
    assert put(bureau_desk, SupervisionFocus, "更新", taken.id, aims="告示101、告示102").aims == ["告示101", "告示102"]
    assert "変更できません" in refusal(bureau_desk, SupervisionFocus, "更新", taken.id, name="建設")


@pytest.mark.req("SUP-2")
def test_codes_set_in_time_are_not_mixed_with_the_old_ones(
    bureau_desk: Desk, database: Database, make_desk: MakeDesk, clock: Clock
) -> None:
    other = make_desk("2700", database=database)
    focus(bureau_desk)
    focus(other, name="建設業")
    clock.set(2028, 2, 1)
    focus(bureau_desk, code="7", name="最低賃金")
    clock.set(2028, 4, 1)
    assert take_over(other, SupervisionFocus) == 1
    assert listed(focus_codes(bureau_desk, 2028)) == [("7", "最低賃金")]
    assert listed(focus_codes(bureau_desk, 2027)) == [("1", "長時間労働")]
    assert listed(focus_codes(bureau_desk, 2028, "2701")) == [("1", "建設業")]


@pytest.mark.req("SUP-2")
def test_years_in_which_nobody_looked_are_made_good(bureau_desk: Desk, clock: Clock) -> None:
    focus(bureau_desk)
    clock.set(2031, 7, 1)
    assert listed(focus_codes(bureau_desk, 2031)) == [("1", "長時間労働")]
    assert take_over(bureau_desk, SupervisionFocus) == 1
    assert [year for year, _, _ in stored_years(bureau_desk)] == ["2027", "2031"]


@pytest.mark.req("SUP-4")
def test_a_code_can_be_chosen_at_once_by_the_offices_of_the_bureau(
    bureau_desk: Desk, desk: Desk, database: Database, make_desk: MakeDesk
) -> None:
    focus(bureau_desk)
    assert listed(focus_codes(desk, 2027)) == [("1", "長時間労働")]
    assert listed(focus_codes(make_desk("2701", database=database), 2027)) == []
    assert focus_codes(desk, 2027, "0000") == []


@given(st.integers(2019, 2090))
def test_the_last_day_to_set_the_codes_is_an_open_one_of_march(year: int) -> None:
    window = yearly_codes.window("監督重点対象区分コード", year)
    assert window.closes is not None and is_open(window.closes) and window.closes.month == 3
    rest = (date(year, 3, 31) - window.closes).days
    assert not any(is_open(window.closes + timedelta(days=ahead)) for ahead in range(1, rest + 1))
    assert window.contains(window.closes) and not window.contains(window.closes + timedelta(days=1))
