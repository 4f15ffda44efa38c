"""Applications for certification (認定申請情報) with the periods of unpaid wages."""

import sqlalchemy as sa
from alembic import op

from shuro.kernel.search import SearchIndex
from shuro.migrations.indexes import drop_indexes, make_indexes

revision = "0011"
down_revision = "0010"

TEXTS = (
    SearchIndex(
        "certification_application",
        ("applicant", "applicant_kana", "workplace_name", "workplace_kana", "head_name"),
    ),
)
ORDERS = (("certification_application", ("-fiscal_year", "-serial")),)


def upgrade() -> None:
    op.create_table(
        "certification_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.Text(), nullable=True),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("ledger_number", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("applicant_kana", sa.Text(), nullable=True),
        sa.Column("applicant", sa.Text(), nullable=True),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("applicant_address", sa.Text(), nullable=True),
        sa.Column("applicant_postal", sa.Text(), nullable=True),
        sa.Column("applicant_phone", sa.Text(), nullable=True),
        sa.Column("head_kana", sa.Text(), nullable=True),
        sa.Column("head_name", sa.Text(), nullable=True),
        sa.Column("head_address", sa.Text(), nullable=True),
        sa.Column("head_postal", sa.Text(), nullable=True),
        sa.Column("head_phone", sa.Text(), nullable=True),
        sa.Column("representative_kana", sa.Text(), nullable=True),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("representative_address", sa.Text(), nullable=True),
        sa.Column("representative_postal", sa.Text(), nullable=True),
        sa.Column("representative_phone", sa.Text(), nullable=True),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("workplace_kana", sa.Text(), nullable=True),
        sa.Column("workplace_name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("workplace_postal", sa.Text(), nullable=True),
        sa.Column("workplace_phone", sa.Text(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("size_on", sa.Date(), nullable=True),
        sa.Column("capital", sa.BigInteger(), nullable=True),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("unpaid", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("clearing_stopped_on", sa.Date(), nullable=True),
        sa.Column("dishonoured_on", sa.Date(), nullable=True),
        sa.Column("meeting", sa.Text(), nullable=True),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("missing", sa.Text(), nullable=True),
        sa.Column("missing_on", sa.Date(), nullable=True),
        sa.Column("real_estate", sa.Text(), nullable=True),
        sa.Column("movables", sa.Text(), nullable=True),
        sa.Column("claims", sa.Text(), nullable=True),
        sa.Column("borrowing", sa.Text(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("filing", sa.Text(), nullable=True),
        sa.Column("court", sa.Text(), nullable=True),
        sa.Column("filing_kind", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("attached", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("other_attached", sa.Text(), nullable=True),
        sa.Column("to_office", sa.Text(), nullable=True),
        sa.Column("dispatch_number", sa.Text(), nullable=True),
        sa.Column("fiscal_year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("medium", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_certification_application_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_certification_application_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification_application")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("certification_application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certification_application_complaint_id"), ["complaint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certification_application_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_certification_application_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "unpaid_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["certification_application.id"],
            name=op.f("fk_unpaid_period_application_id_certification_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unpaid_period")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("unpaid_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unpaid_period_application_id"), ["application_id"], unique=False)
    make_indexes(TEXTS, ORDERS)


def downgrade() -> None:
    drop_indexes(TEXTS, ORDERS)
    with op.batch_alter_table("unpaid_period", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unpaid_period_application_id"))

    op.drop_table("unpaid_period")
    with op.batch_alter_table("certification_application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certification_application_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_certification_application_state"))
        batch_op.drop_index(batch_op.f("ix_certification_application_complaint_id"))

    op.drop_table("certification_application")
