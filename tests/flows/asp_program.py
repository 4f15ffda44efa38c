"""`shuro` with a clock that a test can set forward: the file $SHURO_TEST_CLOCK holds the minutes that have passed."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from screens.workstation import Workstation
from shuro.kernel.desk import wall_clock
from shuro.kernel.paths import home

AHEAD = Path(os.environ["SHURO_TEST_CLOCK"])


def clock() -> datetime:
    """The present moment, set forward."""
    return wall_clock() + timedelta(minutes=float(AHEAD.read_text(encoding="utf-8")))


if __name__ == "__main__":
    app = Workstation(home=home(), clock=clock)
    raise SystemExit(int(app.run(mouse=False) or 0))
