"""Notices between offices."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "office_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("to_office", sa.String(), nullable=False),
        sa.Column("from_office", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("read_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_notice")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("office_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_notice_from_office"), ["from_office"], unique=False)
        batch_op.create_index(batch_op.f("ix_office_notice_to_office"), ["to_office"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("office_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_office_notice_to_office"))
        batch_op.drop_index(batch_op.f("ix_office_notice_from_office"))

    op.drop_table("office_notice")
