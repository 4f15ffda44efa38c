"""A file may be held by several records: who holds it stands in a table of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "attachment_use",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_attachment_use_attachment_id_attachment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attachment_id", "record", "record_id", name=op.f("pk_attachment_use")),
    )
    op.create_index("ix_attachment_use_record_id", "attachment_use", ["record_id", "record"])
    op.execute(
        "INSERT INTO attachment_use (attachment_id, record, record_id) "
        "SELECT id, record, record_id FROM attachment WHERE record_id IS NOT NULL"
    )
    # not made anew: SQLite would forget that numbers are never given twice
    with op.batch_alter_table("attachment", schema=None, recreate="never") as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_record_id"))
        batch_op.drop_column("record_id")
        batch_op.drop_column("record")


def downgrade() -> None:
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("record", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("record_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_attachment_record_id"), ["record_id"], unique=False)
    op.execute(
        "UPDATE attachment SET record = (SELECT min(record) FROM attachment_use WHERE attachment_id = attachment.id)"
    )
    op.execute(
        "UPDATE attachment SET record_id = (SELECT min(record_id) FROM attachment_use "
        "WHERE attachment_id = attachment.id AND record = attachment.record)"
    )
    op.drop_table("attachment_use")
