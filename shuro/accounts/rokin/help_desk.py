"""The line of the help: whom to ask, and whether the desk is open now (ACC-194)."""

from __future__ import annotations

from datetime import datetime, time

from sqlmodel import Session

from shuro.accounts import settings
from shuro.accounts.realms import ROKIN
from shuro.kernel.calendar import holiday_name
from shuro.kernel.tables import stored_moment

OPENS, CLOSES = time(9), time(18)
CLOSED_DAYS = {(1, 1), (1, 2), (1, 3), (12, 31)}
CONTENTS = "「控除依頼リスト」などの内容や契約の変更については、お取引店へお問い合わせください。"


def is_open(now: datetime) -> bool:
    """Monday to Friday 9:00-18:00, not on holidays, 12/31 and 1/1 to 1/3; 29 and 30 December are ordinary days."""
    at = stored_moment(now) if now.tzinfo else now
    day = at.date()
    name = holiday_name(day)
    holiday = name is not None and name != "年末年始"
    free = day.weekday() >= 5 or holiday or (day.month, day.day) in CLOSED_DAYS
    return not free and OPENS <= at.time() < CLOSES


def lines(session: Session, now: datetime) -> list[str]:
    """The lines of the help."""
    desk = settings.value(session, ROKIN.name, "help_desk")
    word = "ただいま受付時間内です。" if is_open(now) else "ただいま受付時間外です。"
    return [f"登録・電子証明書について：{desk}　{word}", CONTENTS]
