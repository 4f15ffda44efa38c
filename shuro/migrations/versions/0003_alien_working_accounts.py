"""Users of 外国人就労管理システム."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "alien_provisional",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("permit_authority", sa.String(), nullable=False),
        sa.Column("permit_kind", sa.String(), nullable=False),
        sa.Column("permit_number", sa.String(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_alien_provisional")),
    )
    op.create_table(
        "alien_permit",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("permit_authority", sa.String(), nullable=False),
        sa.Column("permit_kind", sa.String(), nullable=False),
        sa.Column("permit_number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_alien_permit_officer_id_officer")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_alien_permit")),
    )
    op.create_index(op.f("ix_alien_permit_permit_number"), "alien_permit", ["permit_number"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("alien_permit")
    op.drop_table("alien_provisional")
