"""Automatic overwriting of 事業場基本情報 by other registrations (SYS-38, data/codes/overwrite-rules.csv).

The source records stand here as declarations without tables: only their labels and values matter to the overwriting.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import audit, store
from shuro.kernel.checks import read_texts
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import day, hours_minutes, industry, integer, phone, section, tab, text
from shuro.kernel.record import Base, Entry, entry, items_of
from shuro.standards.common import ORDERER, SUBCONTRACTOR, WORKPLACE, change, labelled, overwrite, rules_of
from shuro.standards.subcontractor import Subcontractor
from shuro.standards.workplace import Workplace
from tests.standards.workplaces import found_again, registered, updated

NUMBERS = ("men", "women", "workers_total", "dispatched", "part_time", "fixed_term", "minors", "foreigners", "disabled",
           "special_1", "special_2", "enterprise_workers")  # fmt: skip


class Supervision(Base):
    """監督結果等情報: what its rules name."""

    industry_code: str | None = industry("業種")
    representative: str | None = text("代表者職氏名")
    telephone: str | None = phone("電話番号")
    home_work: str | None = text("委託業務")
    with section("労働者数"):
        men: int | None = integer("労働者数(男)")
        women: int | None = integer("労働者数(女)")
        workers_total: int | None = integer("労働者数(事業場全体)")
        dispatched: int | None = integer("労働者数(派遣)")
        part_time: int | None = integer("労働者数(パート)")
        fixed_term: int | None = integer("労働者数(有期契約)")
        minors: int | None = integer("労働者数(年少者)")
        foreigners: int | None = integer("労働者数(外国人)")
        disabled: int | None = integer("労働者数(障害者)")
        special_1: int | None = integer("労働者数(特別1)")
        special_2: int | None = integer("労働者数(特別2)")
        enterprise_workers: int | None = integer("労働者数(企業全体)")
        home_men: int | None = integer("家内労働者数(男)")
        home_women: int | None = integer("家内労働者数(女)")
        home_total: int | None = integer("家内労働者数(営業所全体)")
        home_minors: int | None = integer("家内労働者数(年少者)")
    weekly_hours: int | None = hours_minutes("週所定労働時間")
    company: str | None = text("店社")
    labor_union: str | None = text("労働組合")


class Guidance(Base):
    """安全衛生指導結果等情報: what its rules name."""

    with tab("安全衛生指導結果情報2"):
        industry_code: str | None = industry("業種")
        workers: int | None = integer("労働者数")
        telephone: str | None = phone("電話番号")
        representative: str | None = text("代表者職氏名")
        company: str | None = text("店社")


class Examination(Base):
    """定期健康診断結果報告: its own name differs from the one in the list of rules."""

    workers: int | None = integer("在籍労働者数")
    examined_on: date | None = day("健診年月日")


class Appointment(Base):
    """選任報告: stands for 安全衛生管理体制情報."""

    telephone: str | None = phone("電話番号")


class Conditions(Base):
    """労働条件関係情報: what its rule names."""

    weekly_hours: int | None = hours_minutes("週所定労働時間")


def source(cls: Any, one: Entry, registered_on: date = date(2026, 6, 15), **values: Any) -> Entry:
    """A stored source record of a workplace."""
    return entry(cls, workplace_id=one.id, registered_at=datetime(*registered_on.timetuple()[:3], 10), **values)


def overwritten(desk: Desk, one: Entry, cls: Any, registered_on: date = date(2026, 6, 15), *,
                options: dict[str, Any] | None = None, **values: Any) -> Entry:  # fmt: skip
    """The workplace after a source record with these values was registered."""
    with desk.database.write() as session:
        overwrite(desk.within(session), cls, source(cls, one, registered_on, **values), **options or {})
    return found_again(desk, one)


def test_the_sources_here_have_the_labels_of_the_rules() -> None:
    for cls in (Supervision, Guidance):
        labels = {item.label for item in items_of(cls)}
        named = {rule.label for rule in rules_of(cls.__doc__.split(":")[0]) if rule.target != "下請情報"}
        assert named - labels <= {"電話番号(総務)", "電話番号(安全衛生)", "労働者数", *(
            rule.label for rule in rules_of("安全衛生指導結果等情報") if rule.label.startswith("労働者数("))}  # fmt: skip


@pytest.mark.req("SYS-38")
def test_every_rule_about_a_workplace_has_its_item() -> None:
    for one in codes("overwrite-rules"):
        if one.extra["target"] != "下請情報":
            page = "" if one.extra["target"] == "事業場基本情報" else one.extra["target"]
            assert labelled(Workplace, page, one.name).auto, one


@pytest.mark.req("SYS-38", "WPL-48", "WPL-49", "WPL-50")
def test_a_result_of_supervision_overwrites_what_the_rules_say(desk: Desk) -> None:
    one = registered(desk)
    numbers = {name: place for place, name in enumerate(NUMBERS, 10)} | {"workers_total": 21}
    new = overwritten(
        desk, one, Supervision, industry_code="020201", representative="所長 乙", telephone="03-9999-0000", **numbers,
        weekly_hours=2400, company="701", labor_union="労働組合無し", home_work="袋貼り", home_total=3,
    )  # fmt: skip
    assert {name: getattr(new, name) for name in NUMBERS} == numbers
    assert (new.workers, new.workers_on) == (21, date(2026, 6, 15))
    assert (new.representative, new.phone_general, new.phone_safety) == ("所長 乙", "03-9999-0000", None)
    assert (new.industry_code, new.company, new.labor_union) == ("020201", "701", "労働組合無し")
    assert (new.weekly_hours, new.weekly_hours_on) == (2400, date(2026, 6, 15))
    assert (new.home_work, new.home_total) == (None, None), "only a result of a 委託者 touches 委託者情報"


@pytest.mark.req("SYS-38")
def test_the_history_names_the_registration_that_overwrote(desk: Desk) -> None:
    one = registered(desk)
    new = overwritten(desk, one, Supervision, representative="所長 乙")
    assert new.version == 2
    with desk.database.read() as session:
        newest = audit.history_of(session, "workplace", one.id)[0]
    assert (newest.step, newest.changes) == ("監督結果等情報による更新", {"representative": [None, "所長 乙"]})


@pytest.mark.req("WPL-48", "WPL-50")
def test_a_result_of_safety_guidance_overwrites_the_other_telephone_and_both_numbers(desk: Desk) -> None:
    one = registered(desk, men="10", women="20", labor_union="労働組合有り")
    new = overwritten(
        desk, one, Guidance, workers=50, telephone="03-8888-0000", representative="所長 丙", company="702"
    )
    assert (new.phone_general, new.phone_safety, new.representative, new.company) == (
        None, "03-8888-0000", "所長 丙", "702",
    )  # fmt: skip
    assert (new.workers, new.workers_total, new.men, new.women) == (50, 50, 10, 20)
    assert new.labor_union == "労働組合有り"


@pytest.mark.req("WPL-48")
def test_a_health_examination_counts_with_the_day_of_the_examination(desk: Desk) -> None:
    one = registered(desk)
    options = {"source": "定期健康診断結果報告情報"}
    late = overwritten(desk, one, Examination, options=options, workers=60, examined_on=date(2026, 6, 12))
    assert (late.workers, late.workers_on, late.workers_total) == (60, date(2026, 6, 12), None)
    early = overwritten(desk, one, Examination, options=options, workers=70, examined_on=date(2026, 6, 11))
    assert (early.workers, early.workers_on) == (60, date(2026, 6, 12))


@pytest.mark.req("WPL-48")
def test_an_appointment_overwrites_the_telephone_of_the_safety_department(desk: Desk) -> None:
    one = registered(desk)
    new = overwritten(desk, one, Appointment, telephone="03-7777-0000", options={"source": "安全衛生管理体制情報"})
    assert (new.phone_general, new.phone_safety) == (None, "03-7777-0000")


@pytest.mark.req("WPL-48")
def test_a_questionnaire_sets_the_number_of_workers(desk: Desk) -> None:
    one = registered(desk)
    new = overwritten(desk, one, Guidance, workers=33, options={"source": "アンケート帳票入力情報"})
    assert (new.workers, new.workers_on, new.phone_safety) == (33, date(2026, 6, 15), None)


@pytest.mark.req("WPL-49")
@pytest.mark.parametrize("name", ["監督結果等情報", "労働条件関係情報", "就業規則情報", "アンケート帳票入力情報"])
def test_four_records_set_the_weekly_hours(desk: Desk, name: str) -> None:
    one = registered(desk, weekly_hours="40:00")
    new = overwritten(desk, one, Conditions, weekly_hours=2250, options={"source": name})
    assert (new.weekly_hours, new.weekly_hours_on) == (2250, date(2026, 6, 15))


@pytest.mark.req("WPL-51")
def test_a_result_of_one_who_gives_out_work_overwrites_its_page_only(desk: Desk) -> None:
    one = registered(desk, kinds="事業場、委託者", home_industry_code="010602", home_total="1")
    new = overwritten(
        desk, one, Supervision, options={"into": ORDERER}, industry_code="010102", home_work="包装", home_men=1,
        home_women=4, home_total=5, home_minors=0, workers_total=99, representative="所長 乙",
    )  # fmt: skip
    assert (new.home_industry_code, new.home_work, new.home_men, new.home_women, new.home_total, new.home_minors) == (
        "010102", "包装", 1, 4, 5, 0,
    )  # fmt: skip
    assert (new.industry_code, new.workers, new.representative) == ("010602", 50, None)


@pytest.mark.req("WPL-51")
def test_a_result_can_concern_both(desk: Desk) -> None:
    one = registered(desk, kinds="事業場、委託者", home_industry_code="010602", home_total="1")
    new = overwritten(desk, one, Supervision, options={"into": WORKPLACE + ORDERER}, industry_code="010102")
    assert (new.industry_code, new.home_industry_code) == ("010102", "010102")


@pytest.mark.req("WPL-52", "SYS-38")
@pytest.mark.parametrize(
    ("cls", "number"), [(Supervision, {"enterprise_workers": 300, "workers_total": 9}), (Guidance, {"workers": 300})]
)
def test_a_result_of_a_subcontractor_overwrites_its_own_record(desk: Desk, cls: Any, number: dict[str, int]) -> None:
    site = registered(desk)
    texts = {"name": "下請建設", "name_kana": "シタウケケンセツ"}
    company = store.save(
        desk, Subcontractor, "登録", read_texts(Subcontractor, texts)[0], given={"workplace_id": site.id}
    ).entry
    result = source(cls, site, telephone="03-9999-0000", representative="所長 乙", **number)
    result.subcontractor_id = company.id
    with desk.database.write() as session:
        overwrite(desk.within(session), cls, result, into=SUBCONTRACTOR)
    new = store.find(desk, Subcontractor, company.id)
    assert (new.enterprise_workers, new.phone, new.representative) == (300, "03-9999-0000", "所長 乙")
    assert found_again(desk, site) == site, "the prime contractor keeps its own"


@pytest.mark.req("WPL-53")
def test_an_empty_item_erases_nothing(desk: Desk) -> None:
    one = registered(desk, representative="所長 甲", weekly_hours="40:00", men="10", women="20")
    same = overwritten(desk, one, Supervision, representative="", telephone=None)
    assert same == found_again(desk, one) and same.version == one.version
    assert (same.representative, same.men, same.workers_on) == ("所長 甲", 10, date(2026, 6, 10))


@pytest.mark.req("WPL-53", "SYS-29")
def test_nought_is_an_entry(desk: Desk) -> None:
    one = registered(desk)
    assert overwritten(desk, one, Guidance, workers=0).workers == 0


@pytest.mark.req("WPL-53")
def test_an_older_record_changes_neither_workers_nor_hours(desk: Desk, clock: Any) -> None:
    one = registered(desk, weekly_hours="40:00", men="10", women="20")
    older = overwritten(
        desk, one, Supervision, date(2026, 6, 9), workers_total=99, men=9, weekly_hours=1, representative="所長 乙"
    )
    assert (older.workers, older.men, older.workers_total, older.workers_on) == (50, 10, 30, date(2026, 6, 10))
    assert (older.weekly_hours, older.weekly_hours_on) == (2400, date(2026, 6, 10))
    assert older.representative == "所長 乙", "items without a date follow whatever was registered last"


@pytest.mark.req("WPL-48", "WPL-49")
def test_a_later_change_by_the_officer_counts_with_its_day(desk: Desk, clock: Any) -> None:
    one = overwritten(desk, registered(desk), Supervision, date(2026, 6, 15), workers_total=60)
    clock.set(2026, 6, 20)
    changed = updated(desk, one, workers="61")
    assert (changed.workers, changed.workers_on) == (61, date(2026, 6, 20))
    assert overwritten(desk, one, Supervision, date(2026, 6, 16), workers_total=60).workers == 61


@pytest.mark.req("WPL-48", "WPL-53")
@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 60)), min_size=1, max_size=8))
def test_whatever_the_order_the_latest_base_date_stands_beside_the_number(sources: list[tuple[int, int]]) -> None:
    (rule,) = [one for one in rules_of("監督結果等情報") if one.label == "労働者数"]
    stored = entry(Workplace)
    for workers, days in sources:
        for name, value in change(rule, workers, date(2026, 1, 1) + timedelta(days), stored).items():
            setattr(stored, name, value)
    latest = max(days for _, days in sources)
    assert stored.workers_on == date(2026, 1, 1) + timedelta(latest)
    assert stored.workers == [workers for workers, days in sources if days == latest][-1]
