"""Consultations, the slips they may be read from, and the topics that offices name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shuro.kernel.search import SearchIndex, create_order_index, drop_order_index

revision = "0007"
down_revision = "0006"

TEXTS = SearchIndex("consultation", ("workplace_name", "caller", "receiver", "detail"))


def make_indexes() -> None:
    """The search index, and the order of the list for the whole country and within an office: by hand, as in 0001."""
    connection = op.get_bind()
    TEXTS.create(connection)
    known = sa.Table("consultation", sa.MetaData(), autoload_with=connection)
    order = [known.c.received_on.desc()]
    create_order_index(connection, order, known.c.id)
    create_order_index(connection, order, known.c.id, within=[known.c.office_code])


def drop_indexes() -> None:
    """Take away what `make_indexes` made."""
    connection = op.get_bind()
    drop_order_index(connection, "consultation", ["office_code"])
    drop_order_index(connection, "consultation")
    TEXTS.drop(connection)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "consultation_slip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("read_number", sa.Text(), nullable=True),
        sa.Column("form_number", sa.Text(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("unread_labels", sa.Text(), nullable=True),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("boxes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("unread", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_slip")),
        sa.UniqueConstraint("office_code", "read_number", name=op.f("uq_consultation_slip_office_code_read_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("consultation_slip", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_slip_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_slip_state"), ["state"], unique=False)

    op.create_table(
        "consultation_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("meaning", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_topic")),
        sa.UniqueConstraint("office_code", "topic", name=op.f("uq_consultation_topic_office_code_topic")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("consultation_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_topic_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_topic_state"), ["state"], unique=False)

    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.Text(), nullable=True),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("receiver_kind", sa.Text(), nullable=True),
        sa.Column("receiver", sa.Text(), nullable=True),
        sa.Column("workplace_name", sa.Text(), nullable=True),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("workplace_phone", sa.Text(), nullable=True),
        sa.Column("fax", sa.Text(), nullable=True),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("labor_union", sa.Text(), nullable=True),
        sa.Column("industry_code", sa.Text(), nullable=True),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("caller", sa.Text(), nullable=True),
        sa.Column("disclosure", sa.Text(), nullable=True),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("home_address", sa.Text(), nullable=True),
        sa.Column("home_phone", sa.Text(), nullable=True),
        sa.Column("mobile_phone", sa.Text(), nullable=True),
        sa.Column("caller_kind", sa.Text(), nullable=True),
        sa.Column("work_style", sa.Text(), nullable=True),
        sa.Column("worker_kind", sa.Text(), nullable=True),
        sa.Column("topics", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("classes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("mediation", sa.Text(), nullable=True),
        sa.Column("referrals", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("handovers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("instructions", sa.Text(), nullable=True),
        sa.Column("slip_id", sa.Integer(), nullable=True),
        sa.Column("unread", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_consultation_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_workplace_id"), ["workplace_id"], unique=False)
    make_indexes()


def downgrade() -> None:
    """Take them away."""
    drop_indexes()
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_state"))

    op.drop_table("consultation")
    with op.batch_alter_table("consultation_topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_topic_state"))
        batch_op.drop_index(batch_op.f("ix_consultation_topic_office_code"))

    op.drop_table("consultation_topic")
    with op.batch_alter_table("consultation_slip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_slip_state"))
        batch_op.drop_index(batch_op.f("ix_consultation_slip_office_code"))

    op.drop_table("consultation_slip")
