"""A row for each number that the key of a certificate has to sign, so that log-ins at the same time keep theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; a number that is under way at this moment is asked for anew."""
    op.create_table(
        "rokin_challenge",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["rokin_certificate.id"],
            name=op.f("fk_rokin_challenge_certificate_id_rokin_certificate"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rokin_challenge")),
    )
    op.create_index(op.f("ix_rokin_challenge_certificate_id"), "rokin_challenge", ["certificate_id"])
    op.drop_column("rokin_certificate", "challenge")
    op.drop_column("rokin_certificate", "challenge_at")


def downgrade() -> None:
    """One number a certificate again."""
    op.add_column("rokin_certificate", sa.Column("challenge_at", sa.DateTime(), nullable=True))
    op.add_column("rokin_certificate", sa.Column("challenge", sa.String(), nullable=True))
    op.drop_table("rokin_challenge")
