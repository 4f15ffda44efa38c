"""The calendar of the offices: open days (開庁日), windows in which something may be entered, the month as a grid.

Dates are plain `datetime.date`, every range is inclusive. Writing and reading of dates (和暦, 年度) stand in
`shuro.kernel.eras` and are offered here too, so that a system needs this module only.
"""

from __future__ import annotations

from calendar import SUNDAY, Calendar, monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from shuro.kernel.eras import (
    ERAS,
    FIRST_DAY,
    LAST_DAY,
    Era,
    era_of,
    fiscal_months,
    fiscal_year,
    fiscal_year_range,
    parse_day,
    parse_moment,
    parse_month,
    parse_year,
    wareki,
    wareki_moment,
    wareki_month,
    wareki_year,
)

__all__ = [
    "ERAS",
    "FIRST_DAY",
    "LAST_DAY",
    "DayCell",
    "Era",
    "Window",
    "era_of",
    "first_open_day",
    "fiscal_months",
    "fiscal_year",
    "fiscal_year_range",
    "holiday_name",
    "in_years",
    "is_open",
    "last_open_day",
    "month_grid",
    "open_day_after",
    "open_on_or_before",
    "parse_day",
    "parse_moment",
    "parse_month",
    "parse_year",
    "system_last_open_day",
    "wareki",
    "wareki_moment",
    "wareki_month",
    "wareki_year",
]

_DAY = timedelta(days=1)
_YEAR_END = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}  # 行政機関の休日に関する法律第1条第1項第3号


# --- 開庁日 (SYS-52 to SYS-54) ---------------------------------------------------------------------------------------


@lru_cache
def _holidays(year: int) -> Mapping[date, str]:
    """The holidays of 国民の祝日に関する法律 in a year, 振替休日 and 国民の休日 among them, and their names."""
    import jpholiday  # 17 ms that opening the workstation does not need

    return dict(jpholiday.year_holidays(year))


def holiday_name(day: date) -> str | None:
    """Why offices are closed on a day other than a Saturday or Sunday: the holiday's name, 年末年始, or None."""
    name = _holidays(day.year).get(day)
    return name or ("年末年始" if (day.month, day.day) in _YEAR_END else None)


def in_years(day: date, count: int) -> date:
    """The day that answers to this one so many years later, or before; 28 February to 29 February."""
    year = day.year + count
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def is_open(day: date, closed: Collection[date] = ()) -> bool:
    """True on a 開庁日: no Saturday, Sunday, holiday or day from 29 December to 3 January (SYS-52), and not among
    `closed`, the further closing days of the system's own calendar (SYS-54, OTH-10)."""
    return day.weekday() < 5 and day not in closed and holiday_name(day) is None


def open_on_or_before(day: date, closed: Collection[date] = ()) -> date:
    """The day itself when it is a 開庁日, else the last 開庁日 before it (SYS-53)."""
    while not is_open(day, closed):
        day -= _DAY
    return day


def open_day_after(day: date, count: int = 1, closed: Collection[date] = ()) -> date:
    """The `count`-th 開庁日 after a day, the day itself not counted; `count` is 1 or more."""
    for _ in range(count):
        day += _DAY
        while not is_open(day, closed):
            day += _DAY
    return day


def first_open_day(year: int, month: int, closed: Collection[date] = ()) -> date:
    """第1開庁日 of a month (SYS-52). Raises ValueError when `closed` leaves the month no open day."""
    return _open_days(year, month, closed)[0]


def last_open_day(year: int, month: int, closed: Collection[date] = ()) -> date:
    """最終開庁日 of a month (SYS-52). Raises ValueError when `closed` leaves the month no open day."""
    return _open_days(year, month, closed)[-1]


def system_last_open_day(year: int, month: int, closed: Collection[date]) -> date:
    """システム最終開庁日 of a month: the last 開庁日 on which the product itself can be used (SYS-54).

    `closed` are the days on which the system's own calendar shuts it. Raises ValueError as `last_open_day` does.
    """
    return last_open_day(year, month, closed)


def _open_days(year: int, month: int, closed: Collection[date]) -> list[date]:
    days = (date(year, month, number) for number in range(1, monthrange(year, month)[1] + 1))
    if found := [day for day in days if is_open(day, closed)]:
        return found
    raise ValueError(f"{wareki_month(year, month)}には開庁日がありません。システムの休止日を見直してください。")


# --- windows (SYS-55) -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Window:
    """The days on which something may be entered: from `opens` to `closes`, both included, None for no limit.

    The systems compute the two from the rules of data/codes/*-windows.csv, e.g. for 来年度計画登録 of 年度 y
    `Window("来年度計画登録", first_open_day(y, 2), last_open_day(y, 3))`.
    """

    name: str
    opens: date | None = None
    closes: date | None = None

    def contains(self, day: date) -> bool:
        """True when the entry is open on a day."""
        return not (self.opens and day < self.opens) and not (self.closes and self.closes < day)

    def sentence(self, day: date) -> str | None:
        """What the officer is told on a day outside the window, when the screen is for reading only; None inside it."""
        if self.contains(day):
            return None
        opens = f"{wareki(self.opens)}から" if self.opens else ""
        closes = f"{wareki(self.closes)}まで" if self.closes else ""
        state = "の前です" if self.opens and day < self.opens else "を過ぎています"
        return f"「{self.name}」の入力期間({opens}{closes}){state}。表示だけができます。"


# --- the month as a grid --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayCell:
    """One day of the grid: whether it belongs to the shown month, is a 開庁日, and the name of its holiday."""

    day: date
    in_month: bool
    open: bool
    holiday_name: str | None


def month_grid(year: int, month: int, closed: Collection[date] = ()) -> list[list[DayCell]]:
    """The weeks of a month for the 日付入力ダイアログ, Sunday first, the outer weeks filled from the months beside."""
    return [
        [DayCell(day, day.month == month, is_open(day, closed), holiday_name(day)) for day in week]
        for week in Calendar(SUNDAY).monthdatescalendar(year, month)
    ]
