"""Who a command acts as: the same log-in, rights, checks and journal as the screen (ASVS 6.3.4).

`shuro login` begins a session and keeps its token in a file only its owner can read; every command takes it from there
and is refused when the session is over. Secrets are never arguments.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from shuro.commands.exits import Exit, Stop
from shuro.kernel.desk import Desk, wall_clock


def session_file() -> Path:
    """Where the token of the command line's session lies ($SHURO_SESSION_FILE, else session.json in the home folder)."""
    from shuro.kernel.paths import home

    return Path(os.environ.get("SHURO_SESSION_FILE") or home() / "session.json")


def keep(session: object) -> None:
    """Write the session's token and times; whole or not at all, readable by its owner only."""
    from shuro.kernel.sheets import whole_file

    told = asdict(session)  # type: ignore[call-overload]
    told["realm"] = session.realm.name  # type: ignore[attr-defined]
    with whole_file(session_file(), private=True) as file:
        file.write(json.dumps(told, default=str).encode())


def kept() -> object:
    """The session of `shuro login`. Raises Stop when there is none."""
    from shuro.accounts.realms import realm
    from shuro.accounts.sessions import OpenSession

    try:
        told = json.loads(session_file().read_text(encoding="utf-8"))
        moments: dict[str, Any] = {
            name: datetime.fromisoformat(told.pop(name)) for name in ("started", "seen", "noted")
        }
        return OpenSession(realm=realm(told.pop("realm")), **told, **moments)
    except (OSError, ValueError, KeyError, TypeError):
        raise Stop("先に「shuro login」でログインしてください。", Exit.NO_RIGHT) from None


def desk() -> Desk:
    """The desk of the logged-in officer, on the database of this run. Raises Stop and StorageTrouble."""
    from shuro.accounts.sessions import PasswordDue, SessionEnded, touch
    from shuro.kernel.database import open_database
    from shuro.kernel.schema import require_current

    session = kept()
    database = open_database()
    require_current(database)
    try:
        officer = touch(database, wall_clock, session)  # type: ignore[arg-type]
    except (SessionEnded, PasswordDue) as over:
        raise Stop(over.sentence, Exit.NO_RIGHT) from None
    keep(session)
    return Desk(officer, database, wall_clock, via="command")
