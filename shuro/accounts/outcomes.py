"""What an attempt may lead to: words and values alone, so that a log-in without counters of its own loads no table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Refusal:
    """`sentence`: what the person is told; `reason`: "waiting" (ロック) or "closed" (閉塞)."""

    sentence: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What a failure led to: `refusal` when it locked or closed, None when it was only counted."""

    refusal: Refusal | None = None
    newly_locked: bool = False
    newly_closed: bool = False
    until: datetime | None = None  # the end of the lock


def until_shown(until: datetime) -> str:
    """The end of a lock as HH:MM: the first full minute at which an attempt is possible again (ACC-158)."""
    return f"{until + timedelta(minutes=1, microseconds=-1):%H:%M}"
