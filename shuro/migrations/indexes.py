"""What migrations make by hand because no declaration of SQLAlchemy has it: search indexes and the orders of long lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from alembic import op

from shuro.kernel.search import SearchIndex, create_order_index, drop_order_index

Orders = Iterable[tuple[str, Sequence[str]]]  # table, and the columns of its order, "-" before one that runs down


def make_indexes(texts: Iterable[SearchIndex], orders: Orders) -> None:
    """The search indexes, and for each long list its order for the whole country and within an office."""
    connection = op.get_bind()
    for index in texts:
        index.create(connection)
    for table, names in orders:
        known = sa.Table(table, sa.MetaData(), autoload_with=connection)
        order = [known.c[name.lstrip("-")].desc() if name.startswith("-") else known.c[name] for name in names]
        create_order_index(connection, order, known.c.id)
        create_order_index(connection, order, known.c.id, within=[known.c.office_code])


def drop_indexes(texts: Iterable[SearchIndex], orders: Orders) -> None:
    """Take away what `make_indexes` made."""
    connection = op.get_bind()
    for table, _ in orders:
        drop_order_index(connection, table, ["office_code"])
        drop_order_index(connection, table)
    for index in texts:
        index.drop(connection)
