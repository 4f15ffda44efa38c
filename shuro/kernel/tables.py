"""House rules of every table: names of constraints, ids that are never given twice, and the one way values become JSON.

Moments are stored as Japan Standard Time without a zone (the country has one zone and no summer time), so that both
engines store, compare and show them alike.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

from shuro.kernel.desk import TOKYO

# A migration can only alter what has a name, and SQLite names nothing by itself: set before any table is declared.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


@event.listens_for(sa.Table, "after_parent_attach")
def house_rules(table: sa.Table, parent: Any) -> None:
    """Apply to each declared table what must hold for all of them."""
    if table.metadata is not SQLModel.metadata:
        return
    for column in table.columns:
        if isinstance(column.type, UTCDateTime):  # what SQLModel makes of `datetime`: it would store moments in UTC
            column.type = sa.DateTime()
    keys = list(table.primary_key.columns)
    counted = len(keys) == 1 and type(keys[0].type) is sa.Integer and keys[0].autoincrement == "auto"
    if counted and not keys[0].foreign_keys:
        # History and journal outlive the record they speak of. Without AUTOINCREMENT SQLite would give the id of the
        # last deleted record to the next one, which would then appear to have a past.
        table.kwargs["sqlite_autoincrement"] = True


def stored_moment(moment: datetime) -> datetime:
    """An aware moment as tables hold it: Asia/Tokyo without zone. Raises ValueError for a moment without zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(TOKYO).replace(tzinfo=None)


def to_json(value: Any) -> str:
    """JSON text of a value for JSON columns, history and journal: keys sorted, characters unescaped, no blanks.

    Dates and moments become ISO texts, decimals texts, sets sorted lists, enums their values. Anything else raises
    TypeError; bytes and secret wrappers do so on purpose: no secret may come to lie in a table (ASVS 16.2.5).
    """
    return _ENCODER.encode(value)


def _json_value(value: Any) -> Any:
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_json_value
)
