"""Dates as offices write and type them: 元号, 年度, and the many forms a date is typed in (SYS-22).

Dates are plain `datetime.date`, every range is inclusive. Typed dates lie between 明治6年1月1日, the first day of the
solar calendar in Japan (太政官布告 of 1872), and the last day of 令和99年, the last year that two digits can hold.
Other modules take all this from `shuro.kernel.calendar`.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shuro.kernel.desk import TOKYO
from shuro.kernel.text import Unreadable, clean, cut, narrow

FIRST_DAY = date(1873, 1, 1)
LAST_DAY = date(2117, 12, 31)


# --- 元号 -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Era:
    """A 元号: its code on the forms read by OCR (data/codes/eras.csv), name, letter and the days it covers."""

    code: str
    name: str
    letter: str
    first: date
    last: date

    def western(self, year: int) -> int:
        """The western year of a year of this era, whether the era still ran then or not."""
        return self.first.year + year - 1


# The day of the change belongs to the new era (改元の詔書 of 1912 and 1926, 元号を改める政令 of 1989 and 2019).
ERAS = (
    Era("1", "明治", "M", date(1868, 1, 25), date(1912, 7, 29)),
    Era("3", "大正", "T", date(1912, 7, 30), date(1926, 12, 24)),
    Era("5", "昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("7", "平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("9", "令和", "R", date(2019, 5, 1), date.max),
)
_ERA_CALLED = {called: era for era in ERAS for called in (era.code, era.name, era.name[0], era.letter)}


def era_of(day: date) -> Era:
    """The era a day belongs to; 明治 for all earlier days."""
    return next((era for era in reversed(ERAS) if era.first <= day), ERAS[0])


# --- shown ----------------------------------------------------------------------------------------------------------


def wareki(day: date, style: str = "long") -> str:
    """A date in the Japanese calendar.

    `style` is long 令和7年5月1日 (令和元年), form 令和07年05月01日 (11 characters, MWX-24), short R07.05.01 (JIS X
    0301), plain R7.5.1, or table, which is nine cells for columns: `R 7. 5. 1`. Days before 明治6年 have no such form
    and are shown as western dates, so that no stored value breaks a screen. `parse_day` reads every style back.
    """
    era = era_of(day)
    year = day.year - era.first.year + 1
    if day < FIRST_DAY:
        return (
            f"{day.year}年{day.month}月{day.day}日" if style in ("long", "form") else day.isoformat().replace("-", ".")
        )
    match style:
        case "long":
            return f"{era.name}{_year_of_era(year)}年{day.month}月{day.day}日"
        case "form":
            return f"{era.name}{year:02}年{day.month:02}月{day.day:02}日"
        case "short":
            return f"{era.letter}{year:02}.{day.month:02}.{day.day:02}"
        case "plain":
            return f"{era.letter}{year}.{day.month}.{day.day}"
        case "table":
            return f"{era.letter}{year:2}.{day.month:2}.{day.day:2}"
    raise ValueError(f"unknown style of date: {style!r}")


def wareki_month(year: int, month: int) -> str:
    """A month of a western year, 令和7年11月; a month in which the era changed goes by its last day (令和元年5月)."""
    return wareki(_last_of_month(year, month)).partition("月")[0] + "月"


def wareki_year(year: int) -> str:
    """A 年度 by its western year: 2025 is 令和7年度.

    A year in which the era changed goes by the era of its middle, 30 September, which gives the usual names 令和元年度,
    昭和63年度 and 大正15年度.
    """
    return wareki(date(year, 9, 30)).partition("年")[0] + "年度"


def wareki_moment(moment: datetime, style: str = "plain") -> str:
    """A moment to the minute in Japan's time: `R7.11.22 14:30`; with style long 令和7年11月22日14時30分.

    Moments without a zone are taken as Japan's time. `style` is that of `wareki`. `parse_moment` reads it back.
    """
    moment = _in_japan(moment)
    time = f"{moment.hour}時{moment.minute:02}分" if style == "long" else f" {moment:%H:%M}"
    return wareki(moment.date(), style) + time


def _year_of_era(year: int) -> str:
    return "元" if year == 1 else str(year)


def _in_japan(moment: datetime) -> datetime:
    """The moment as Japan's wall clock shows it, without a zone."""
    return moment.astimezone(TOKYO).replace(tzinfo=None) if moment.tzinfo else moment


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def fiscal_year(day: date) -> int:
    """The 年度 a day belongs to, by its western year: 1 April to 31 March (SYS-56)."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_range(year: int) -> tuple[date, date]:
    """First and last day of a 年度 (SYS-56)."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def fiscal_months(year: int) -> list[tuple[int, int]]:
    """The twelve months of a 年度 as western year and month, 4月 to 3月, in the order of yearly tables (SYS-56)."""
    return [(year, month) for month in range(4, 13)] + [(year + 1, month) for month in range(1, 4)]


# --- typed ----------------------------------------------------------------------------------------------------------

_LONGEST = 60  # characters of typed text that can still be a date; also bounds the work on hostile input
_ERA = r"(?:西暦|(?P<era>明治|大正|昭和|平成|令和|[明大昭平令MTSHR])\s*[.・。]?)?\s*"
_SEPARATOR = r"\s*[./,・。、-]\s*"  # ・。、 are what / . , give while an IME is on
_YEAR = rf"{_ERA}(?P<year>元|[0-9]{{1,4}})"
_FULL = re.compile(
    rf"{_YEAR}(?:\s*年\s*|{_SEPARATOR})(?P<month>[0-9]{{1,2}})(?:\s*月\s*|{_SEPARATOR})(?P<day>[0-9]{{1,2}})\s*日?"
)
_MONTH = re.compile(rf"{_YEAR}(?:\s*年\s*|{_SEPARATOR})(?P<month>[0-9]{{1,2}})\s*月?")
_ONE_YEAR = re.compile(rf"{_YEAR}\s*年?\s*(?:度|分)?")
_DIGITS = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_CODED = re.compile(r"(?P<era>[13579MTSHR])\s*(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_MONTH_DIGITS = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})|(?P<era>[13579MTSHR])(?P<y>[0-9]{2})(?P<m>[0-9]{2})")
_STEP = re.compile(r"[+-][0-9]{1,5}")
_DAY_HINT = "S60.4.1、令和7年11月22日、2025/11/22、20251122 のように入力してください。"
_MONTH_HINT = "R7.11、令和7年11月、2025/11、202511 のように入力してください。"
_YEAR_HINT = "R7、令和7年、2025 のように入力してください。"
_MOMENT_HINT = "R7.11.22 14:30、令和7年11月22日14時30分 のように入力してください。"
_RANGE = "日付は明治6年1月1日から令和99年12月31日まで入力できます。"


def parse_day(text: str, today: date, default_era: str | None = None) -> date:
    """The date that typed `text` means (SYS-22), full or half width.

    Taken are S60.4.1, s60/4/1, 昭60-4-1, 昭和60年4月1日, 令和元年5月1日, ㍻27年3月31日; the digits 20251122 and, with
    the era code of the OCR forms, 5600401 (or S600401); 2025-11-22, 2025/11/22, 2025.11.22; 7.11.22 without an era,
    which is then `default_era` (name, letter or code; the era of `today` when None); and counted from `today`: = and
    今日, +3, -1.

    Raises `Unreadable` with the right date where an era is named beyond its end (S65.1.1, H31.5.1) or before its start
    (R1.4.30), where the day does not exist, and for anything else, such as R7.11 without a day.
    """
    typed = _typed(text, "年月日", _DAY_HINT)
    if typed in ("=", "今日", "本日", "きょう", "キョウ"):
        return today
    if _STEP.fullmatch(typed):
        return _shifted(today, int(typed))
    if found := _FULL.fullmatch(typed) or _DIGITS.fullmatch(typed) or _CODED.fullmatch(typed):
        era = _era_meant(found, today, default_era)
        return _date_in(era, found["year"], int(found["month"]), int(found["day"]), _shown(text))
    raise Unreadable(_why_not_a_day(typed, _shown(text)))


def parse_month(text: str, today: date, default_era: str | None = None) -> tuple[int, int]:
    """The month that typed `text` means, as western year and month.

    Taken are R7.11, 令和7年11月, 2025/11, 202511, with the era code 90711, 7.11 in `default_era`; = and 今月 for the
    month of `today`, +1 and -1 counted from it.
    The month in which an era changes may be typed in either. Raises `Unreadable` as `parse_day` does.
    """
    typed = _typed(text, "年月", _MONTH_HINT)
    shown = _shown(text)
    if typed in ("=", "今月"):
        return today.year, today.month
    if _STEP.fullmatch(typed):
        year, month = divmod(today.year * 12 + today.month - 1 + int(typed), 12)
        _prove_month(year, month + 1)
        return year, month + 1
    if found := _MONTH.fullmatch(typed) or _MONTH_DIGITS.fullmatch(typed):
        groups = found.groupdict()
        written, month = groups["year"] or groups["y"], int(groups["month"] or groups["m"])
        year = _western_year(_era_meant(found, today, default_era), written, shown)
        _prove_month(year, month)
        _prove_in_era(found["era"], date(year, month, 1), _last_of_month(year, month), shown, wareki_month(year, month))
        return year, month
    raise Unreadable(f"「{shown}」は年月として読めません。{_MONTH_HINT}")


def parse_year(text: str, today: date, fiscal: bool = True, default_era: str | None = None) -> int:
    """The western year of a typed year, R7, 令和7年度, 昭60, 2025 or 7 in `default_era`; = for that of `today`.

    With `fiscal` it is a 年度, so that 平成31年度 and 令和元年度 are both 2019, else a calendar year. Raises
    `Unreadable` as `parse_day` does.
    """
    typed = _typed(text, "年", _YEAR_HINT)
    shown = _shown(text)
    if typed in ("=", "今年", "今年度"):
        return fiscal_year(today) if fiscal else today.year
    found = _ONE_YEAR.fullmatch(typed)
    if not found:
        raise Unreadable(f"「{shown}」は年として読めません。{_YEAR_HINT}")
    year = _western_year(_era_meant(found, today, default_era), found["year"], shown)
    if not FIRST_DAY.year <= year <= LAST_DAY.year - fiscal:
        raise Unreadable(_RANGE)
    first, last = fiscal_year_range(year) if fiscal else (date(year, 1, 1), date(year, 12, 31))
    right = wareki_year(year) if fiscal else wareki(last).partition("年")[0] + "年"
    _prove_in_era(found["era"], first, last, shown, right)
    return year


_TIME = (
    r"(?P<half>午前|午後|AM|PM)?\s*"
    r"(?:(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::[0-9]{2})?|時(?:(?P<minutes>[0-9]{1,2})分)?)"
    r"|(?P<digits>[0-9]{4}))"
)
_MOMENT = re.compile(rf"(?P<date>.*?)(?:\s+|(?<=[0-9])T(?=[0-9])|(?<=日)|^){_TIME}")


def parse_moment(text: str, now: datetime, default_era: str | None = None) -> datetime:
    """The moment that typed `text` means, to the minute, as Japan's wall clock shows it (a datetime without a zone).

    A date as `parse_day` takes it, then 14:30, 1430, 14時30分, 14時 or 午後2時30分; the time alone means today, = now.
    Raises `Unreadable`, also for a date without a time.
    """
    now = _in_japan(now)
    typed = _typed(text, "日時", _MOMENT_HINT)
    if typed in ("=", "今"):
        return now.replace(second=0, microsecond=0)
    found = _MOMENT.fullmatch(typed)
    if not found:
        raise Unreadable(f"「{_shown(text)}」は日時として読めません。{_MOMENT_HINT}")
    day = parse_day(found["date"], now.date(), default_era) if found["date"] else now.date()
    hour, minute = _time(found)
    if hour > 23 or minute > 59:
        raise Unreadable(f"「{_shown(text)}」の時刻はありません。0:00 から 23:59 までで入力してください。")
    return datetime(day.year, day.month, day.day, hour, minute)


def _time(found: re.Match[str]) -> tuple[int, int]:
    """Hour and minute of a matched time, not yet checked; 午後 and PM add twelve hours, 午前12時 is midnight."""
    if found["digits"]:
        hour, minute = divmod(int(found["digits"]), 100)
    else:
        hour, minute = int(found["hour"]), int(found["minute"] or found["minutes"] or 0)
    if found["half"]:
        if hour > 12:
            return 99, minute
        hour = hour % 12 + (12 if found["half"] in ("午後", "PM") else 0)
    return hour, minute


def _typed(text: str, what: str, hint: str) -> str:
    """Typed text as the patterns expect it: half width, capitals, ㍻ as 平成. Refuses an empty or endless one."""
    typed = unicodedata.normalize("NFKC", narrow(text[: _LONGEST * 2])).strip().upper()
    if not typed:
        raise Unreadable(f"{what}が入力されていません。{hint}")
    if len(typed) > _LONGEST:
        raise Unreadable(f"「{_shown(text)}」は{what}として読めません。{hint}")
    return typed


def _shown(text: str) -> str:
    """The typed text as a sentence quotes it: without controls and not endless."""
    return cut(clean(text[: _LONGEST * 2]).strip(), 24, "…")


def _era_meant(found: re.Match[str], today: date, default_era: str | None) -> Era | None:
    """The era written, the default one for a bare year of one or two digits, None for a western year."""
    groups = found.groupdict()
    if groups.get("era"):
        return _ERA_CALLED[groups["era"]]
    if len(groups["year"]) > 2 or "西暦" in found.string:
        return None
    return _ERA_CALLED[default_era] if default_era else era_of(today)


def _western_year(era: Era | None, written: str, shown: str) -> int:
    """The western year of a written year (元, 7, 2025). Raises `Unreadable` for years no calendar has."""
    if era and written == "元":
        return era.first.year
    if written != "元" and (era or len(written) == 4):
        return era.western(int(written)) if era else int(written)
    raise Unreadable(
        f"「{shown}」の年が読めません。西暦は 2025 のように4桁で、和暦は元号を付けて R7 のように入力してください。"
    )


def _date_in(era: Era | None, written: str, month: int, day: int, shown: str) -> date:
    """The date of a written year, month and day, proved to exist and to lie in its era."""
    year = _western_year(era, written, shown)
    _prove_month(year, month)
    last = _last_of_month(year, month).day
    if not 1 <= day <= last:
        raise Unreadable(f"{wareki_month(year, month)}は1日から{last}日までです。")
    found = date(year, month, day)
    if era:
        _prove_in_era(era.code, found, found, shown, f"{wareki(found)}({wareki(found, 'plain')})")
    return found


def _prove_in_era(called: str | None, first: date, last: date, shown: str, right: str) -> None:
    """Refuses days that all lie outside the era that was written, if one was; `right` is their name in the right one."""
    era = _ERA_CALLED[called] if called else None
    if era and (last < era.first or era.last < first):
        raise Unreadable(f"「{shown}」は{_period(era)}にありません。{right}と入力してください。")


def _prove_month(year: int, month: int) -> None:
    """Refuses a month that does not exist or lies outside the range of typed dates."""
    if not 1 <= month <= 12:
        raise Unreadable(f"{month}月はありません。月は1から12までで入力してください。")
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise Unreadable(_RANGE)


def _shifted(today: date, days: int) -> date:
    """The day so many days from today, proved to lie in the range of typed dates."""
    if not (FIRST_DAY - today).days <= days <= (LAST_DAY - today).days:
        raise Unreadable(_RANGE)
    return today + timedelta(days=days)


def _period(era: Era) -> str:
    """The era with its first and last day, as a refusal names it."""
    until = "" if era.last == date.max else f"{wareki(era.last)}まで"
    return f"{era.name}の期間({wareki(max(era.first, FIRST_DAY))}から{until})"


def _why_not_a_day(typed: str, shown: str) -> str:
    """The sentence for a text that is no date, naming the missing part where a part of a date was typed."""
    if _MONTH.fullmatch(typed):
        return f"「{shown}」には日がありません。年月日を、{_DAY_HINT}"
    if not typed.isdigit() and _ONE_YEAR.fullmatch(typed):
        return f"「{shown}」には月と日がありません。年月日を、{_DAY_HINT}"
    return f"「{shown}」は年月日として読めません。{_DAY_HINT}"
