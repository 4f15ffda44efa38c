"""Contracts and accounts of agencies (次世代社労法務システム)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "asp_contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("office_part", sa.String(), nullable=False),
        sa.Column("tel", sa.String(), nullable=False),
        sa.Column("licences", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("first_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asp_contract")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_asp_contract_customer_id")),
        sa.UniqueConstraint("office_part", name=op.f("uq_asp_contract_office_part")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "asp_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("environment", sa.String(), nullable=True),
        sa.Column("two_step", sa.Boolean(), nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=False),
        sa.Column("linked_at", sa.DateTime(), nullable=True),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["asp_contract.id"], name=op.f("fk_asp_account_contract_id_asp_contract")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_asp_account_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asp_account")),
        sa.UniqueConstraint("environment", name=op.f("uq_asp_account_environment")),
        sa.UniqueConstraint("officer_id", name=op.f("uq_asp_account_officer_id")),
        sa.UniqueConstraint("registration", name=op.f("uq_asp_account_registration")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_asp_account_contract_id"), "asp_account", ["contract_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("asp_account")
    op.drop_table("asp_contract")
