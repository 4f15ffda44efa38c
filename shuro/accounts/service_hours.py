"""Service hours of a system and its planned stops for maintenance (ACC-104 to ACC-107): open, soon to close, closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shuro.accounts import settings
from shuro.accounts.realms import Realm
from shuro.kernel.calendar import holiday_name
from shuro.kernel.database import Database
from shuro.kernel.tables import stored_moment

WARNED = timedelta(minutes=10)  # before the end: at 0:50 for 1:00 (ACC-106)
SOON = "まもなくシステムが停止します。入力中の内容を保存してください。"  # m23
CLOSED = "ただいまの時間はシステムを利用できません。利用可能時間帯は、{hours}です。"  # m22
STOPPED = "保守のため、ただいまシステムを利用できません。保守の予定は、{stop}です。"
MOMENT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Hours:
    """From `opens` up to, not including, `closes`; closing at or before opening means the next day.

    `workdays`: only on days from Monday to Friday that are no holiday and not 12/31 to 1/3 (public guide of rokin).
    """

    opens: time
    closes: time
    workdays: bool = False

    @staticmethod
    def read(text: str) -> Hours | None:
        """The hours that a setting names ("04:00-01:00", "平日 08:00-20:00"); None for a text that names none."""
        found = re.fullmatch(r"(平日 ?)?([0-2]?\d):([0-5]\d)-([0-2]?\d):([0-5]\d)", text)
        if found is None or int(found[2]) > 23 or int(found[4]) > 23:
            return None
        opens, closes = time(int(found[2]), int(found[3])), time(int(found[4]), int(found[5]))
        return Hours(opens, closes, bool(found[1]))

    def end_of(self, now: datetime) -> datetime | None:
        """When the service that is open at `now` ends; None while it is closed. Moments without zone."""
        for day in (now.date(), now.date() - timedelta(days=1)):
            opens = datetime.combine(day, self.opens)
            closes = datetime.combine(day, self.closes)
            if closes <= opens:
                closes += timedelta(days=1)
            if opens <= now < closes and (not self.workdays or is_workday(day)):
                return closes
        return None

    def __str__(self) -> str:
        next_day = "翌" if self.closes <= self.opens else ""
        return ("平日" if self.workdays else "") + f"{_told(self.opens)}～{next_day}{_told(self.closes)}"


@dataclass(frozen=True)
class Stop:
    """A planned stop, from `begins` up to, not including, `ends`; moments without zone."""

    begins: datetime
    ends: datetime

    def __str__(self) -> str:
        return f"{_day_and_time(self.begins)}～{_day_and_time(self.ends)}"


def stops(text: str) -> list[Stop] | None:
    """The stops that a setting names ("2026-06-20 22:00～2026-06-21 06:00、…"), in order; None for what names none."""
    found = []
    for part in filter(None, (one.strip() for one in re.split(r"[、,\n]", text))):
        try:
            begins, ends = (datetime.strptime(one.strip(), MOMENT) for one in re.split("[～〜~]", part))
        except ValueError:
            return None
        if ends <= begins:
            return None
        found.append(Stop(begins, ends))
    return sorted(found, key=lambda one: one.begins)


@dataclass(frozen=True)
class State:
    """`word`: open, closing or closed; `sentence`: what the user is told ("" while open); `until`: when it ends."""

    word: str
    sentence: str = ""
    until: datetime | None = None


def is_workday(day: date) -> bool:
    """Monday to Friday, no holiday, not 12/31 to 1/3. 29 and 30 December, on which offices are closed, are workdays."""
    end_of_year = (day.month, day.day) in ((12, 31), (1, 1), (1, 2), (1, 3))
    return day.weekday() < 5 and not end_of_year and holiday_name(day) in (None, "年末年始")


def state(database: Database, realm: Realm, now: datetime) -> State:
    """Whether the system can be used at `now` (aware, or Asia/Tokyo without zone). Systems without hours are open."""
    if "hours" not in settings.DEFAULTS.get(realm.name, {}):
        return State("open")
    with database.read() as session:
        found = settings.values(session, realm.name)
    return state_at(
        stored_moment(now) if now.tzinfo else now, Hours.read(found["hours"]), stops(found["maintenance"]) or []
    )


def refusal(database: Database, realm: Realm, now: datetime) -> str | None:
    """What is told while the system is closed; None while it can be used. Every step of a way asks anew (ACC-105)."""
    found = state(database, realm, now)
    return found.sentence if found.word == "closed" else None


def state_at(at: datetime, hours: Hours | None, planned: list[Stop]) -> State:
    """The same of known hours (None: none are set) and planned stops; a moment without zone."""
    if stop := next((one for one in planned if one.begins <= at < one.ends), None):
        return State("closed", STOPPED.format(stop=stop))
    ends = [one.begins for one in planned if one.begins > at]
    if hours is not None:
        until = hours.end_of(at)
        if until is None:
            return State("closed", CLOSED.format(hours=hours))
        ends.append(until)
    if not ends:
        return State("open")
    return State("closing", SOON, min(ends)) if at >= min(ends) - WARNED else State("open", "", min(ends))


def _told(moment: time) -> str:
    """As the manual prints it: AM4：00."""
    half, hour = ("AM", moment.hour) if moment.hour < 12 else ("PM", moment.hour - 12)
    return f"{half}{hour}：{moment.minute:02d}"


def _day_and_time(moment: datetime) -> str:
    return f"{moment:%-m月%-d日 %-H：%M}"
