"""Where the program's own files and the user's files lie.

A checkout and an installed wheel have the same shape: `data/` and `docs/manual` stand beside the package `shuro`.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
CODES = DATA / "codes"
MANUAL = ROOT / "docs" / "manual"
PRACTICE_MARK = "practice.mark"  # lies in the data folder of a practice database


def home() -> Path:
    """The user's data folder, made (0700) when it is not there.

    $SHURO_HOME, else $XDG_DATA_HOME/shuro, else ~/.local/share/shuro. A relative $XDG_DATA_HOME is ignored, as the XDG
    base directory specification demands. Raises OSError when the folder cannot be made.
    """
    own = os.environ.get("SHURO_HOME")
    base = os.environ.get("XDG_DATA_HOME", "")
    if own:
        folder = Path(own).expanduser().absolute()
    elif os.path.isabs(base):
        folder = Path(base) / "shuro"
    else:
        folder = Path.home() / ".local" / "share" / "shuro"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def practising() -> bool:
    """Does this run work on the practice database of the data folder (`shuro practice`)? A folder so marked has no other."""
    return not os.environ.get("SHURO_DATABASE_URL") and (home() / PRACTICE_MARK).is_file()


def output_folder() -> Path:
    """The folder that files for the user go to: $SHURO_OUTPUT, else ~/shuro-output. Not made here."""
    told = os.environ.get("SHURO_OUTPUT")
    return Path(told).expanduser().absolute() if told else Path.home() / "shuro-output"


def certificate_folder() -> Path:
    """The folder of the user's certificates: $SHURO_CERTIFICATES, else `certificates` in the data folder. Not made here."""
    told = os.environ.get("SHURO_CERTIFICATES")
    return Path(told).expanduser().absolute() if told else home() / "certificates"
