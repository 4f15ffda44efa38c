"""Mails that the screens send by themselves: they come to a real server of the test, or the test fails."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage

from tests.mailbox import Box


async def arrived(box: Box, count: int) -> list[EmailMessage]:
    """The mails, once there are so many."""
    for _ in range(1000):
        if len(box.contents) >= count:
            return box.mails
        await asyncio.sleep(0.01)
    raise AssertionError(f"{len(box.contents)} of {count} mails were sent")
