"""Sending what the outside systems wrote: the mail queue with the server of this machine and the systems' senders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from shuro.accounts import settings
from shuro.kernel.database import Database
from shuro.kernel.desk import Desk
from shuro.kernel.mail import Sent, due, send_due
from shuro.kernel.mail_line import MailSettings, Server, server_from_settings
from shuro.kernel.nightly import Task
from shuro.kernel.troubles import StorageTrouble


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


def send_mails(desk: Desk, dry: bool) -> int:
    """Send the mails that are due; how many went out (dry: how many are due)."""
    if dry:
        return due(desk.database, desk.clock)
    try:
        return deliver(desk.database, desk.clock).sent
    except MailSettings as trouble:
        raise StorageTrouble(trouble.sentence) from trouble


TASKS = (Task("mail", "メールの送信", send_mails),)  # of the night, after all that may write mails
