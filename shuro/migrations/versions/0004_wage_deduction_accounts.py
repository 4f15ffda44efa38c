"""Accounts of ろうきん賃金控除事務支援システム: contracts, their users, certificates and who signs them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "rokin_authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rokin_authority")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rokin_contract",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("initial_hash", sa.String(), nullable=False),
        sa.Column("initial_length", sa.Integer(), nullable=False),
        sa.Column("initial_tail", sa.String(), nullable=False),
        sa.Column("initial_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rokin_contract")),
    )
    op.create_table(
        "rokin_member",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("master_of", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract"], ["rokin_contract.number"], name=op.f("fk_rokin_member_contract_rokin_contract")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_rokin_member_officer_id_officer")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_rokin_member")),
        sa.UniqueConstraint("master_of", name=op.f("uq_rokin_member_master_of")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rokin_member_contract"), "rokin_member", ["contract"])
    op.create_table(
        "rokin_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("public", sa.LargeBinary(), nullable=True),
        sa.Column("imported_at", sa.DateTime(), nullable=True),
        sa.Column("machine", sa.String(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_for", sa.String(), nullable=False),
        sa.Column("challenge", sa.String(), nullable=True),
        sa.Column("challenge_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_rokin_certificate_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rokin_certificate")),
        sa.UniqueConstraint("serial", name=op.f("uq_rokin_certificate_serial")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rokin_certificate_officer_id"), "rokin_certificate", ["officer_id"])
    op.create_index(op.f("ix_rokin_certificate_last_day"), "rokin_certificate", ["last_day"])


def downgrade() -> None:
    """Take them away."""
    for table in ("rokin_certificate", "rokin_member", "rokin_contract", "rokin_authority"):
        op.drop_table(table)
