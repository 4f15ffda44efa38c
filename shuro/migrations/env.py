"""Run by Alembic for each command; the database and the tables it should have come from shuro.kernel.schema."""

from alembic import context

from shuro.kernel.schema import alone, house_options

with context.config.attributes["database"].migrating() as connection, alone(connection):
    context.configure(connection, target_metadata=context.config.attributes["metadata"], **house_options(connection))
    with context.begin_transaction():
        context.run_migrations()
