"""Files that a person names by typing a path: what the program reads for its own work is not handed out that way.

Whoever types a path gets what stands in the file, as an attachment or as rows. On a server of many the program can reach
more than the person may: its keys, its database, and, where it was installed with more rights than the one who starts it
(setgid), files of others. So a typed path never leads into the program's own folder, and it is asked whether the person,
not the program, may read it.
"""

from __future__ import annotations

import os
from pathlib import Path

# and the keys of journal and seal
SECRET_FILES = ("SHURO_ROKIN_KEY_FILE", "SHURO_MAIL_FILE", "SHURO_SMTP_PASSWORD_FILE")
OWN = "このプログラムが自分で使うファイルです。取り込むファイルは、ほかのフォルダーに置いてください。"
OTHERS = "読み取る権限がありません。場所と読取りの許可を確かめてください。"


def off_limits(path: Path) -> str | None:
    """Why a file that is there must not be read for whoever typed its path; None when it may.

    Links are followed first. Files of the certificate folder may be read: a person chooses them to import them.
    """
    real = path.resolve()
    if _own(real):
        return OWN
    return None if _may_read(real) else OTHERS


def _own(real: Path) -> bool:
    """Is it in the data folder, or one of the files that settings put elsewhere?"""
    from shuro.kernel import journal, sealing
    from shuro.kernel.paths import certificate_folder, home

    if real.is_relative_to(certificate_folder().resolve()):
        return False
    elsewhere = [journal.key_file(), sealing.key_file(), *(os.environ.get(name) for name in SECRET_FILES), *_database()]
    return real.is_relative_to(home().resolve()) or any(real == Path(one).resolve() for one in elsewhere if one)


def _database() -> list[str]:
    """The files of the SQLite database that is in use."""
    from shuro.kernel.database import StorageTrouble, open_database

    try:
        file = open_database().path
    except StorageTrouble:  # what is set names none
        return []
    return [f"{file}{end}" for end in ("", "-wal", "-shm")] if file else []


def _may_read(real: Path) -> bool:
    """May the person who started the program read it? `os.access` asks for the real user and group, not the effective."""
    if (os.geteuid(), os.getegid()) == (os.getuid(), os.getgid()):
        return True  # no more rights than the person's own: opening tells
    return os.access(real, os.R_OK)
