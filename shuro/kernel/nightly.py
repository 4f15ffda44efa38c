"""Tasks of the night (`shuro batch nightly`): what time alone brings about, done when nobody waits for it.

A system offers its own in a module `nightly` (`registry.parts`) as `TASKS`. A task can be run any number of times and
at any hour: what is done is not done again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from shuro.kernel.desk import Desk
from shuro.kernel.numbers import KEYS, forget_requests
from shuro.kernel.tables import stored_moment

KEPT = timedelta(days=90)  # how long a registration can be repeated under its key


@dataclass(frozen=True)
class Task:
    """`run(desk, dry)` does what is due and gives how many things there were; with `dry` it only counts them.

    The desk is that of the system. Raises StorageTrouble; then the task is due again the next night.
    """

    name: str
    label: str
    run: Callable[[Desk, bool], int]


def forget(desk: Desk, dry: bool) -> int:
    """Keys of registrations that nobody will repeat any more; those of imported rows stay."""
    before = desk.now() - KEPT
    if dry:
        old = sa.select(sa.func.count()).select_from(KEYS).where(KEYS.c.at < stored_moment(before))
        with desk.database.read() as session:
            return session.execute(old.where(KEYS.c.key.not_like("import:%"))).scalar_one()
    with desk.database.write() as session:
        return forget_requests(session, before)


TASKS = (Task("request-keys", "古い登録の鍵の消去", forget),)
