"""Sending what the outside systems wrote: the mail queue with the server of this machine and the systems' senders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from shuro.accounts import settings
from shuro.kernel.database import Database
from shuro.kernel.mail import Sent, send_due
from shuro.kernel.mail_line import Server, server_from_settings


def senders(database: Database) -> dict[str, str]:
    """The sender's address of each system (ACC-12)."""
    with database.read() as session:
        return {system: settings.value(session, system, "sender") for system in settings.DEFAULTS}


def deliver(database: Database, clock: Callable[[], datetime], server: Server | None = None) -> Sent:
    """Send what is due, through `server` or the one that is set for this machine; without one all stays 未送信.

    Call it after the commit of what wrote the mail, outside any transaction; it may take as long as the server does.
    Raises StorageTrouble, MailSettings.
    """
    return send_due(database, clock, server or server_from_settings(), senders(database))
