"""Rules to calculate with, every step shown (`shuro calc NAME`): what an officer can check by hand.

A system offers its own in a module `calculators` (`registry.parts`) as `CALCULATORS`. A calculator knows neither
officer nor database: the same inputs on the same day give the same steps.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shuro.kernel.calendar import (
    first_open_day,
    fiscal_year,
    holiday_name,
    is_open,
    last_open_day,
    open_on_or_before,
    parse_day,
    parse_month,
    wareki,
    wareki_month,
    wareki_year,
)
from shuro.kernel.text import Unreadable, narrow

if TYPE_CHECKING:
    from shuro.kernel.forms import Document

WEEKDAYS = "月火水木金土日"
MOST_DAYS = 500  # 開庁日 that are counted one by one


@dataclass(frozen=True)
class Stage:
    """One step of a calculation: what is looked at, what comes of it, and by which rule."""

    label: str
    value: str
    why: str = ""


@dataclass(frozen=True)
class Worked:
    """A calculation: its steps in order, and the outcome by name for programs.

    `rejected`: sentences why the input cannot be calculated with; `print`: makes the outcome as a printed form.
    """

    stages: list[Stage]
    result: dict[str, Any] = field(default_factory=dict)
    rejected: list[str] = field(default_factory=list)
    print: Callable[[], Document] | None = None


@dataclass(frozen=True)
class Input:
    """A typed value. `default`: taken where it is left out; None where it must be there.

    `option`: the name under which a command takes it (`--employer`), empty where it stands in its place in the line.
    """

    label: str
    help: str
    default: str | None = None
    option: str = ""


@dataclass(frozen=True)
class Calculator:
    """`work(texts, today)` calculates with the typed texts of the `inputs`. Raises Unreadable.

    `template(path)` writes an empty file of the shape that the calculation reads.
    """

    name: str
    label: str
    inputs: tuple[Input, ...]
    work: Callable[[Sequence[str], date], Worked]
    template: Callable[[Path], None] | None = None


# Days -------------------------------------------------------------------------------------------------------------------


def weekday(day: date) -> str:
    """The day of the week: 水曜日."""
    return f"{WEEKDAYS[day.weekday()]}曜日"


def closed_because(day: date) -> str:
    """Why offices are closed on a day; empty on a 開庁日 (SYS-52)."""
    return holiday_name(day) or (weekday(day) if day.weekday() > 4 else "")


def of_day(texts: Sequence[str], today: date) -> Worked:
    """A date in both calendars, its 年度, and the 開庁日 it means (SYS-22, SYS-52, SYS-53, SYS-56)."""
    day = parse_day(texts[0], today)
    meant = open_on_or_before(day)
    why = closed_because(day)
    stages = [
        Stage("西暦", day.isoformat()),
        Stage("和暦", wareki(day)),
        Stage("曜日", weekday(day)),
        Stage("年度", wareki_year(fiscal_year(day)), "4月1日から翌年3月31日まで"),
        Stage("開庁日", "いいえ" if why else "はい", why or "土日、祝日、12月29日から1月3日までのいずれでもない"),
    ]
    if meant != day:
        stages.append(Stage("直前の開庁日", f"{wareki(meant)}（{weekday(meant)}）", "閉庁日はその前の開庁日とする"))
    told = {"date": day.isoformat(), "wareki": wareki(day), "fiscal_year": fiscal_year(day), "open": not why}
    return Worked(stages, told | {"open_on_or_before": meant.isoformat()})


def of_open_days(texts: Sequence[str], today: date) -> Worked:
    """The n-th 開庁日 after a day, every day on the way named (SYS-52)."""
    day = parse_day(texts[0], today)
    typed = narrow(texts[1]).rstrip("日")
    if not typed.isdecimal() or not 1 <= int(typed[:6]) <= MOST_DAYS:
        raise Unreadable(f"日数は1から{MOST_DAYS}までの数字で入力してください。")
    wanted, counted = int(typed), 0
    stages = [Stage(f"{wareki(day)}（{weekday(day)}）", "起算日", "当日は数えない")]
    while counted < wanted:
        day += timedelta(days=1)
        why = "" if is_open(day) else closed_because(day)
        counted += not why
        stages.append(Stage(f"{wareki(day)}（{weekday(day)}）", "数えない" if why else f"{counted}日目", why))
    return Worked(stages, {"date": day.isoformat(), "wareki": wareki(day)})


def of_open_month(texts: Sequence[str], today: date) -> Worked:
    """The first and the last 開庁日 of a month and how many it has (SYS-52)."""
    year, month = parse_month(texts[0], today)
    first, last = first_open_day(year, month), last_open_day(year, month)
    days = [date(year, month, n + 1) for n in range(monthrange(year, month)[1])]
    number = sum(is_open(day) for day in days)
    closed = [f"{day.day}日（{closed_because(day)}）" for day in days if day.weekday() < 5 and not is_open(day)]
    stages = [
        Stage("月", wareki_month(year, month)),
        Stage("平日の閉庁日", "、".join(closed) or "なし", "祝日、12月29日から1月3日まで"),
        Stage("開庁日の数", f"{number}日"),
        Stage("第1開庁日", f"{wareki(first)}（{weekday(first)}）"),
        Stage("最終開庁日", f"{wareki(last)}（{weekday(last)}）"),
    ]
    return Worked(stages, {"first": first.isoformat(), "last": last.isoformat(), "days": number})


DAY = Input("日付", "年月日（例：R8.6.10、2026-06-10、今日）")
CALCULATORS = (
    Calculator("day", "日付の読替え（和暦・西暦・年度・開庁日）", (DAY,), of_day),
    Calculator(
        "open-days", "開庁日の計算（何開庁日後か）", (DAY, Input("日数", "数える開庁日の数", "1")), of_open_days
    ),
    Calculator("open-month", "月の第1・最終開庁日", (Input("年月", "年月（例：R8.3）"),), of_open_month),
)
