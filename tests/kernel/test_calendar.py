"""Dates as they are typed and shown, years, open days, windows and the month grid."""

import csv
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shuro.kernel import calendar
from shuro.kernel.text import Unreadable

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 5, 7)
STYLES = ("long", "form", "short", "plain", "table")
days = st.dates(calendar.FIRST_DAY, calendar.LAST_DAY)
# Texts near to dates, so that every branch of the reader is met.
DATE_LIKE = "MTSHRmtshr明治大正昭和平成令和㍻元年月日時分午後西暦今きょう0123456789１０./-ー・。、=+ :　"
date_like = st.one_of(st.text(max_size=25), st.text(alphabet=DATE_LIKE, max_size=16))
many = settings(max_examples=500)


# --- typed dates ---


@pytest.mark.req("SYS-22")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("S60.4.1", date(1985, 4, 1)),
        ("s60/4/1", date(1985, 4, 1)),
        ("昭60.4.1", date(1985, 4, 1)),
        ("昭和60年4月1日", date(1985, 4, 1)),
        ("昭和６０年０４月０１日", date(1985, 4, 1)),
        ("S600401", date(1985, 4, 1)),
        ("5600401", date(1985, 4, 1)),
        ("1985/4/1", date(1985, 4, 1)),
        ("西暦1985年4月1日", date(1985, 4, 1)),
        ("R07.11.22", date(2025, 11, 22)),
        ("Ｒ７．１１．２２", date(2025, 11, 22)),
        ("R7ー11ー22", date(2025, 11, 22)),
        ("R7。11。22", date(2025, 11, 22)),
        ("R7・11・22", date(2025, 11, 22)),
        ("R.7.11.22", date(2025, 11, 22)),
        ("9071122", date(2025, 11, 22)),
        ("7.11.22", date(2025, 11, 22)),
        ("20251122", date(2025, 11, 22)),
        ("2025-11-22", date(2025, 11, 22)),
        ("2025/11/22", date(2025, 11, 22)),
        ("2025.11.22", date(2025, 11, 22)),
        ("２０２５年１１月２２日", date(2025, 11, 22)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("元年5月1日", date(2019, 5, 1)),
        ("㍻27年3月31日", date(2015, 3, 31)),
        ("平成27年03月31日", date(2015, 3, 31)),
        ("㋿7.11.22", date(2025, 11, 22)),
        ("T1.7.30", date(1912, 7, 30)),
        ("大15.12.24", date(1926, 12, 24)),
        ("M06.01.01", date(1873, 1, 1)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("S64.1.7", date(1989, 1, 7)),
        ("H1.1.8", date(1989, 1, 8)),
        ("H31.4.30", date(2019, 4, 30)),
        ("H12.2.29", date(2000, 2, 29)),
        ("+3", date(2026, 11, 25)),
        ("＋３", date(2026, 11, 25)),
        ("-1", date(2026, 11, 21)),
        ("−22", date(2026, 10, 31)),
        ("=", TODAY),
        ("＝", TODAY),
        ("今日", TODAY),
        (" きょう　", TODAY),
    ],
)
def test_a_date_is_read_in_every_usual_form(typed, meant):
    assert calendar.parse_day(typed, TODAY) == meant


@pytest.mark.req("SYS-22")
@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("S65.1.1", "平成2年1月1日(H2.1.1)"),
        ("昭和64年1月8日", "平成元年1月8日(H1.1.8)"),
        ("5640108", "平成元年1月8日(H1.1.8)"),
        ("H31.5.1", "令和元年5月1日(R1.5.1)"),
        ("R1.4.30", "平成31年4月30日(H31.4.30)"),
        ("R0.1.1", "平成30年1月1日(H30.1.1)"),
        ("T15.12.25", "昭和元年12月25日(S1.12.25)"),
        ("M45.7.30", "大正元年7月30日(T1.7.30)"),
        ("S1.12.24", "大正15年12月24日(T15.12.24)"),
        ("R7.2.29", "令和7年2月は1日から28日まで"),
        ("2100/2/29", "令和82年2月は1日から28日まで"),
        ("R7.4.31", "令和7年4月は1日から30日まで"),
        ("R7.4.0", "令和7年4月は1日から30日まで"),
        ("S65.2.29", "平成2年2月は1日から28日まで"),
        ("R7.13.1", "月は1から12まで"),
        ("20251301", "月は1から12まで"),
        ("M5.12.31", "明治6年1月1日から"),
        ("1872/12/31", "明治6年1月1日から"),
        ("2118.1.1", "令和99年12月31日まで"),
        ("R100.1.1", "令和99年12月31日まで"),
        ("+99999", "令和99年12月31日まで"),
        ("R7.11", "日がありません"),
        ("2025/11", "日がありません"),
        ("R7", "月と日がありません"),
        ("昭60", "月と日がありません"),
        ("令和7年", "月と日がありません"),
        ("185.4.1", "西暦は 2025 のように4桁で"),
        ("", "入力されていません"),
        ("　", "入力されていません"),
        ("251122", "20251122 のように"),
        ("4600401", "S60.4.1"),
        ("R7.1122", "S60.4.1"),
        ("R71122", "S60.4.1"),
        ("令和七年十一月", "S60.4.1"),
        ("あした", "S60.4.1"),
        ("1" * 500, "S60.4.1"),
    ],
)
def test_a_wrong_date_is_refused_with_what_would_be_right(typed, right):
    with pytest.raises(Unreadable) as refused:
        calendar.parse_day(typed, TODAY)
    assert right in str(refused.value)
    assert "不正" not in str(refused.value)


def test_a_bare_year_is_of_the_era_of_today_or_of_the_item():
    assert calendar.parse_day("60.4.1", TODAY, default_era="昭和") == date(1985, 4, 1)
    assert calendar.parse_day("60.4.1", TODAY, default_era="S") == date(1985, 4, 1)
    assert calendar.parse_day("7.4.1", date(1995, 1, 1)) == date(1995, 4, 1)
    assert calendar.parse_day("R7.4.1", TODAY, default_era="昭和") == date(2025, 4, 1)
    with pytest.raises(Unreadable, match="平成2年1月1日"):
        calendar.parse_day("65.1.1", TODAY, default_era="昭和")


def test_a_refusal_quotes_no_control_character_and_no_endless_text():
    with pytest.raises(Unreadable) as refused:
        calendar.parse_day("\x1b[31m" + "x" * 300, TODAY)
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 120


@pytest.mark.req("SYS-22")
@pytest.mark.parametrize("style", STYLES)
def test_every_day_is_read_back_as_it_is_shown(style):
    """All days of 1873 to 2100, the styles one by one: shown, read back, and no two shown alike."""
    day, last, seen = calendar.FIRST_DAY, date(2100, 12, 31), set()
    while day <= last:
        shown = calendar.wareki(day, style)
        assert calendar.parse_day(shown, TODAY) == day
        seen.add(shown)
        day += timedelta(days=1)
    assert len(seen) == (last - calendar.FIRST_DAY).days + 1


@given(days)
def test_the_digit_forms_and_western_forms_are_read_back(day):
    era = calendar.era_of(day)
    year = day.year - era.first.year + 1
    for typed in (
        f"{day:%Y%m%d}",
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{era.code}{year:02}{day:%m%d}",
        f"{era.letter.lower()}{year:02}{day:%m%d}",
        f"{era.name[0]}{year}-{day.month}-{day.day}",
    ):
        assert calendar.parse_day(typed, TODAY) == day


@given(days, st.sampled_from(calendar.ERAS))
def test_a_day_can_be_typed_in_its_own_era_only(day, era):
    typed = f"{era.name}{day.year - era.first.year + 1}年{day.month}月{day.day}日"
    if era.first <= day <= era.last:
        assert calendar.parse_day(typed, TODAY) == day
    else:
        with pytest.raises(Unreadable):
            calendar.parse_day(typed, TODAY)


@many
@given(date_like, st.sampled_from([None, "昭和", "9"]))
@example("元", None)
@example("西暦元年1月1日", None)
@example("9000101", None)
@example("\ud800", None)
@example("゛", None)
def test_any_text_is_a_value_or_one_sentence(typed, default_era):
    readers = [
        (calendar.parse_day, TODAY),
        (calendar.parse_month, TODAY),
        (calendar.parse_year, TODAY),
        (calendar.parse_moment, NOW),
    ]
    for read, now in readers:
        try:
            value = read(typed, now, default_era=default_era)
        except Unreadable as refused:
            assert str(refused).endswith("。")
        else:
            assert isinstance(value, (date, tuple, int))


# --- shown dates ---


def test_the_styles_of_a_date():
    day = date(2025, 5, 1)
    assert [calendar.wareki(day, style) for style in STYLES] == [
        "令和7年5月1日",
        "令和07年05月01日",
        "R07.05.01",
        "R7.5.1",
        "R 7. 5. 1",
    ]
    assert calendar.wareki(date(2019, 5, 1)) == "令和元年5月1日"
    assert calendar.wareki(date(2015, 3, 31), "form") == "平成27年03月31日"
    with pytest.raises(ValueError, match="unknown style"):
        calendar.wareki(day, "kanji")


def test_a_day_before_the_solar_calendar_is_shown_in_the_western_one():
    assert calendar.wareki(date(1868, 1, 3)) == "1868年1月3日"
    assert calendar.wareki(date(1, 1, 1), "short") == "0001.01.01"


def test_the_eras_are_those_of_the_code_list():
    with (ROOT / "data/codes/eras.csv").open(encoding="utf-8-sig") as file:
        listed = [(row["code"], row["name"]) for row in csv.DictReader(file)]
    assert [(era.code, era.name) for era in calendar.ERAS] == listed
    for earlier, later in zip(calendar.ERAS, calendar.ERAS[1:]):
        assert later.first - earlier.last == timedelta(days=1)


# --- months, years, moments ---


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("R7.11", (2025, 11)),
        ("令和7年11月", (2025, 11)),
        ("7/11", (2025, 11)),
        ("2025-11", (2025, 11)),
        ("202511", (2025, 11)),
        ("90711", (2025, 11)),
        ("H31.4", (2019, 4)),
        ("R1.5", (2019, 5)),
        ("S64.1", (1989, 1)),
        ("H1.1", (1989, 1)),
        ("=", (2026, 11)),
        ("+2", (2027, 1)),
        ("-11", (2025, 12)),
    ],
)
def test_a_month_is_read(typed, month):
    assert calendar.parse_month(typed, TODAY) == month


@pytest.mark.parametrize(
    ("typed", "right"),
    [("H31.5", "令和元年5月"), ("R1.4", "平成31年4月"), ("R7.13", "1から12"), ("11", "R7.11"), ("R7.11.22", "R7.11")],
)
def test_a_wrong_month_is_refused_with_what_would_be_right(typed, right):
    with pytest.raises(Unreadable, match=right):
        calendar.parse_month(typed, TODAY)


@given(days)
def test_a_month_is_read_back_as_it_is_shown(day):
    month = (day.year, day.month)
    assert calendar.parse_month(calendar.wareki_month(*month), TODAY) == month


@pytest.mark.parametrize(
    ("typed", "fiscal", "year"),
    [
        ("R7", True, 2025),
        ("令和7年度", True, 2025),
        ("7", True, 2025),
        ("昭60", False, 1985),
        ("2025", True, 2025),
        ("平成31年度", True, 2019),
        ("令和元年度", True, 2019),
        ("S64", False, 1989),
        ("H元", False, 1989),
        ("=", True, 2026),
    ],
)
def test_a_year_is_read(typed, fiscal, year):
    assert calendar.parse_year(typed, TODAY, fiscal) == year


def test_a_year_outside_its_era_is_refused_with_the_right_one():
    with pytest.raises(Unreadable, match="平成元年度と入力"):
        calendar.parse_year("S64", TODAY)
    with pytest.raises(Unreadable, match="令和2年と入力"):
        calendar.parse_year("H32", TODAY, fiscal=False)
    assert calendar.parse_year("=", date(2026, 3, 31)) == 2025


@pytest.mark.parametrize(
    ("year", "name"),
    [
        (1912, "大正元年度"),
        (1926, "大正15年度"),
        (1988, "昭和63年度"),
        (1989, "平成元年度"),
        (2018, "平成30年度"),
        (2019, "令和元年度"),
        (2025, "令和7年度"),
    ],
)
def test_a_fiscal_year_has_its_usual_name(year, name):
    assert calendar.wareki_year(year) == name
    assert calendar.parse_year(name, TODAY) == year


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("R7.11.22 14:30", datetime(2025, 11, 22, 14, 30)),
        ("R 7.11.22　14：30", datetime(2025, 11, 22, 14, 30)),
        ("2025-11-22T14:30:59", datetime(2025, 11, 22, 14, 30)),
        ("20251122 1430", datetime(2025, 11, 22, 14, 30)),
        ("令和7年11月22日14時30分", datetime(2025, 11, 22, 14, 30)),
        ("令和7年11月22日午後2時30分", datetime(2025, 11, 22, 14, 30)),
        ("T5.1.1 午前12時", datetime(1916, 1, 1, 0, 0)),
        ("-1 9:00", datetime(2026, 11, 21, 9, 0)),
        ("14:30", datetime(2026, 11, 22, 14, 30)),
        ("=", datetime(2026, 11, 22, 9, 5)),
    ],
)
def test_a_moment_is_read(typed, moment):
    assert calendar.parse_moment(typed, NOW) == moment


@pytest.mark.parametrize("typed", ["R7.11.22", "24:00", "9:60", "午後13時", "R7.2.29 9:00", "", "R7.11.22 朝"])
def test_a_wrong_moment_is_refused(typed):
    with pytest.raises(Unreadable):
        calendar.parse_moment(typed, NOW)


@given(st.datetimes(datetime(1873, 1, 1), datetime(2117, 12, 31)), st.sampled_from(STYLES))
def test_a_moment_is_read_back_as_it_is_shown(moment, style):
    shown = calendar.wareki_moment(moment, style)
    assert calendar.parse_moment(shown, NOW) == moment.replace(second=0, microsecond=0)


def test_a_moment_with_a_zone_is_shown_in_japan():
    moment = datetime(2025, 11, 21, 15, 30, tzinfo=UTC)
    assert calendar.wareki_moment(moment) == "R7.11.22 00:30"
    assert calendar.parse_moment("=", moment) == datetime(2025, 11, 22, 0, 30)


# --- 年度 ---


@pytest.mark.req("SYS-56")
@given(days)
@example(date(2026, 3, 31))
@example(date(2026, 4, 1))
def test_a_fiscal_year_runs_from_april_to_march(day):
    year = calendar.fiscal_year(day)
    first, last = calendar.fiscal_year_range(year)
    assert (first.month, first.day, last.month, last.day) == (4, 1, 3, 31)
    assert first <= day <= last
    assert (day.year, day.month) in calendar.fiscal_months(year)


@pytest.mark.req("SYS-56")
def test_the_months_of_a_yearly_table_run_from_april_to_march():
    months = calendar.fiscal_months(2025)
    assert [month for _, month in months] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
    assert (months[0], months[-1]) == ((2025, 4), (2026, 3))


# --- 開庁日 ---


@pytest.mark.req("SYS-52")
@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "元日"),
        (date(2026, 1, 2), "年末年始"),
        (date(2025, 12, 29), "年末年始"),
        (date(2026, 2, 11), "建国記念の日"),
        (date(2026, 3, 20), "春分の日"),
        (date(2026, 5, 6), "憲法記念日 振替休日"),
        (date(2026, 9, 22), "国民の休日"),
        (date(2019, 5, 1), "天皇の即位の日"),
        (date(2019, 10, 22), "即位礼正殿の儀"),
        (date(2021, 7, 23), "スポーツの日"),
        (date(2018, 12, 24), "天皇誕生日 振替休日"),
        (date(2023, 1, 2), "元日 振替休日"),
    ],
)
def test_offices_are_closed_on_holidays_and_at_the_turn_of_the_year(day, name):
    assert calendar.holiday_name(day) == name
    assert not calendar.is_open(day)


@pytest.mark.req("SYS-52")
def test_offices_are_open_on_other_weekdays_only():
    assert calendar.is_open(date(2025, 12, 26)) and calendar.is_open(date(2026, 1, 5))
    assert calendar.is_open(date(2021, 10, 11)), "スポーツの日 of 2021 was moved to July"
    assert calendar.is_open(date(2019, 12, 23)), "天皇誕生日 of 平成 is no holiday any more"
    assert not calendar.is_open(date(2026, 11, 21)) and not calendar.is_open(date(2026, 11, 22))
    assert calendar.holiday_name(date(2026, 11, 22)) is None


@pytest.mark.req("SYS-52")
@given(st.integers(1950, 2100), st.integers(1, 12))
@example(2026, 1)
@example(2026, 12)
@example(2026, 5)
def test_first_and_last_open_day_bound_the_open_days_of_a_month(year, month):
    first, last = calendar.first_open_day(year, month), calendar.last_open_day(year, month)
    cells = [cell for week in calendar.month_grid(year, month) for cell in week]
    open_days = [cell.day for cell in cells if cell.in_month and cell.open]
    assert (open_days[0], open_days[-1]) == (first, last)


@pytest.mark.req("SYS-52")
def test_open_days_at_the_ends_of_known_months():
    assert calendar.first_open_day(2026, 1) == date(2026, 1, 5)
    assert calendar.last_open_day(2025, 12) == date(2025, 12, 26)
    assert calendar.first_open_day(2026, 2) == date(2026, 2, 2)
    assert calendar.last_open_day(2024, 3) == date(2024, 3, 29)


@pytest.mark.req("SYS-53")
@pytest.mark.parametrize(
    ("named", "meant"),
    [
        (date(2025, 5, 25), date(2025, 5, 23)),
        (date(2024, 5, 25), date(2024, 5, 24)),
        (date(2026, 5, 25), date(2026, 5, 25)),
        (date(2026, 1, 4), date(2025, 12, 26)),
        (date(2026, 5, 6), date(2026, 5, 1)),
    ],
)
def test_a_named_day_that_is_closed_means_the_last_open_day_before(named, meant):
    assert calendar.open_on_or_before(named) == meant


def test_open_days_are_counted_onwards():
    assert calendar.open_day_after(date(2025, 12, 26)) == date(2026, 1, 5)
    assert calendar.open_day_after(date(2026, 5, 1), 2) == date(2026, 5, 8)
    assert calendar.open_day_after(date(2026, 5, 1), closed={date(2026, 5, 7)}) == date(2026, 5, 8)


@pytest.mark.req("SYS-54")
def test_the_system_calendar_can_only_shorten_the_month():
    assert calendar.system_last_open_day(2026, 1, ()) == calendar.last_open_day(2026, 1) == date(2026, 1, 30)
    assert calendar.system_last_open_day(2026, 1, {date(2026, 1, 30), date(2026, 1, 29)}) == date(2026, 1, 28)
    assert calendar.system_last_open_day(2026, 1, {date(2026, 1, 31)}) == date(2026, 1, 30)
    assert not calendar.is_open(date(2026, 1, 30), closed={date(2026, 1, 30)})
    assert calendar.open_on_or_before(date(2026, 1, 30), closed={date(2026, 1, 30)}) == date(2026, 1, 29)
    with pytest.raises(ValueError, match="令和8年1月には開庁日がありません"):
        calendar.system_last_open_day(2026, 1, {date(2026, 1, number) for number in range(1, 32)})


# --- windows ---


@pytest.mark.req("SYS-55")
def test_outside_its_window_an_entry_says_that_the_period_is_over():
    window = calendar.Window("来年度計画登録", calendar.first_open_day(2026, 2), calendar.last_open_day(2026, 3))
    assert (window.opens, window.closes) == (date(2026, 2, 2), date(2026, 3, 31))
    assert not window.contains(date(2026, 2, 1)) and window.contains(date(2026, 2, 2))
    assert window.contains(date(2026, 3, 31)) and not window.contains(date(2026, 4, 1))
    assert window.sentence(date(2026, 3, 31)) is None
    period = "「来年度計画登録」の入力期間(令和8年2月2日から令和8年3月31日まで)"
    assert window.sentence(date(2026, 4, 1)) == f"{period}を過ぎています。表示だけができます。"
    assert window.sentence(date(2026, 2, 1)) == f"{period}の前です。表示だけができます。"


@pytest.mark.req("SYS-55")
@given(st.none() | days, st.none() | days, days)
def test_a_window_without_a_limit_is_open_on_that_side(opens, closes, day):
    window = calendar.Window("入力", opens, closes)
    inside = (opens is None or opens <= day) and (closes is None or day <= closes)
    assert window.contains(day) is inside
    assert (window.sentence(day) is None) is inside


# --- the grid ---


@pytest.mark.req("SYS-22")
@given(st.integers(1873, 2117), st.integers(1, 12))
@example(2026, 2)
@example(2117, 12)
@example(1873, 1)
def test_the_grid_holds_every_day_of_the_month_in_weeks_from_sunday(year, month):
    weeks = calendar.month_grid(year, month)
    cells = [cell for week in weeks for cell in week]
    assert all(len(week) == 7 and week[0].day.weekday() == 6 for week in weeks)
    assert all(b.day - a.day == timedelta(days=1) for a, b in zip(cells, cells[1:]))
    month_days = [cell.day for cell in cells if cell.in_month]
    assert month_days[0].day == 1 and (month_days[-1] + timedelta(days=1)).day == 1
    assert all((cell.day.year, cell.day.month) == (year, month) for cell in cells if cell.in_month)
    assert all(not (cell.open and cell.holiday_name) for cell in cells)


def test_importing_the_calendar_does_not_load_the_holidays():
    code = "import sys, shuro.kernel.calendar; sys.exit('jpholiday' in sys.modules or 'textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# --- the same day of another year ---


@pytest.mark.parametrize(
    ("day", "count", "answers"),
    [
        (date(2026, 6, 10), 1, date(2027, 6, 10)),
        (date(2026, 6, 10), -1, date(2025, 6, 10)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), -1, date(2023, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2023, 2, 28), 1, date(2024, 2, 28)),
    ],
)
def test_the_day_that_answers_to_another_in_years(day: date, count: int, answers: date) -> None:
    assert calendar.in_years(day, count) == answers
