"""The same work for who exists and who does not, so that neither time nor traffic tells them apart (ASVS 6.3.8)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session, false, update


@contextmanager
def kept_if(session: Session, real: bool) -> Iterator[None]:
    """Do the block inside a savepoint: kept when `real`, else undone. What it stores costs the same and is not there."""
    savepoint = session.begin_nested()
    try:
        yield
    except BaseException:
        savepoint.rollback()
        raise
    if real:
        savepoint.commit()
    else:
        savepoint.rollback()


def store_nothing(session: Session, counter: Any) -> None:
    """The update of a counter, a column, where there is no row to count in."""
    session.exec(update(counter.class_).where(false()).values({counter: 0}))
