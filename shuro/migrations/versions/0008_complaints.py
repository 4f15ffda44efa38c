"""Complaints, their sheets and the entries for 監406."""

import sqlalchemy as sa
from alembic import op

from shuro.kernel.search import SearchIndex
from shuro.migrations.indexes import drop_indexes, make_indexes

revision = "0008"
down_revision = "0007"

TEXTS = (
    SearchIndex(
        "complaint",
        (
            "complainant",
            "complainant_kana",
            "workplace_name",
            "workplace_kana",
            "address",
            "representative",
            "matters",
            "receivers",
            "handlers",
        ),
    ),
)
ORDERS = (
    ("complaint", ("-fiscal_year", "-serial")),
    ("complaint_journal", ("complaint_id", "page")),
    ("complaint_unpaid", ("complaint_id", "year")),
)


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.Text(), nullable=True),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("ledger_number", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("complainant_kana", sa.Text(), nullable=True),
        sa.Column("complainant", sa.Text(), nullable=True),
        sa.Column("complainant_phone", sa.Text(), nullable=True),
        sa.Column("complainant_address", sa.Text(), nullable=True),
        sa.Column("workplace_kana", sa.Text(), nullable=True),
        sa.Column("workplace_name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("workplace_phone", sa.Text(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.Column("receivers", sa.Text(), nullable=True),
        sa.Column("handlers", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("several", sa.Boolean(), nullable=True),
        sa.Column("others", sa.Integer(), nullable=True),
        sa.Column("disclosure", sa.Text(), nullable=True),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("work_style", sa.Text(), nullable=True),
        sa.Column("worker_kind", sa.Text(), nullable=True),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("bankrupt", sa.Boolean(), nullable=True),
        sa.Column("apply_by", sa.Date(), nullable=True),
        sa.Column("consulted", sa.Text(), nullable=True),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("industry_code", sa.Text(), nullable=True),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.Column("labor_union", sa.Text(), nullable=True),
        sa.Column("matters", sa.Text(), nullable=True),
        sa.Column("violated", sa.Text(), nullable=True),
        sa.Column("supervised_on", sa.Date(), nullable=True),
        sa.Column("main_items", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("violated_items", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("migrant", sa.Boolean(), nullable=True),
        sa.Column("dispatched", sa.Boolean(), nullable=True),
        sa.Column("homework", sa.Boolean(), nullable=True),
        sa.Column("whistle", sa.Boolean(), nullable=True),
        sa.Column("moving", sa.Boolean(), nullable=True),
        sa.Column("from_office", sa.Text(), nullable=True),
        sa.Column("to_office", sa.Text(), nullable=True),
        sa.Column("direct", sa.Text(), nullable=True),
        sa.Column("schedule", sa.Text(), nullable=True),
        sa.Column("dispatch_number", sa.Text(), nullable=True),
        sa.Column("fiscal_year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("sent_id", sa.Integer(), nullable=True),
        sa.Column("sent_number", sa.String(), nullable=True),
        sa.Column("moved_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_complaint_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["sent_id"], ["complaint.id"], name=op.f("fk_complaint_sent_id_complaint")),
        sa.ForeignKeyConstraint(["workplace_id"], ["workplace.id"], name=op.f("fk_complaint_workplace_id_workplace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_sent_id"), ["sent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "complaint_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("ledger_number", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_attachment_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_attachment")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint_attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_attachment_complaint_id"), ["complaint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_attachment_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_attachment_state"), ["state"], unique=False)

    op.create_table(
        "complaint_journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("ledger_number", sa.Text(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("progress", sa.Text(), nullable=True),
        sa.Column("reported", sa.Boolean(), nullable=True),
        sa.Column("sent_from", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_journal_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_journal")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint_journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_journal_complaint_id"), ["complaint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_journal_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_journal_state"), ["state"], unique=False)

    op.create_table(
        "complaint_schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("complainant", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("work_style", sa.Text(), nullable=True),
        sa.Column("contractor", sa.Text(), nullable=True),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("site_address", sa.Text(), nullable=True),
        sa.Column("introducer", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("user_company", sa.Text(), nullable=True),
        sa.Column("commander", sa.Text(), nullable=True),
        sa.Column("user_address", sa.Text(), nullable=True),
        sa.Column("business", sa.Text(), nullable=True),
        sa.Column("dispatch_period", sa.Text(), nullable=True),
        sa.Column("employment_period", sa.Text(), nullable=True),
        sa.Column("wage_period", sa.Text(), nullable=True),
        sa.Column("pay_day", sa.Text(), nullable=True),
        sa.Column("wage_form", sa.Text(), nullable=True),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("retired_on", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("claimed", sa.Text(), nullable=True),
        sa.Column("unpaid", sa.Text(), nullable=True),
        sa.Column("basis_period", sa.Text(), nullable=True),
        sa.Column("reckoning", sa.Text(), nullable=True),
        sa.Column("deductions", sa.Text(), nullable=True),
        sa.Column("deducted", sa.Text(), nullable=True),
        sa.Column("attitude", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.Column("papers", sa.Text(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_schedule_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_schedule")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint_schedule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_schedule_complaint_id"), ["complaint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_schedule_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_schedule_state"), ["state"], unique=False)

    op.create_table(
        "complaint_unpaid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("case_kind", sa.Text(), nullable=True),
        sa.Column("carried_regular_workers", sa.Integer(), nullable=True),
        sa.Column("carried_regular_amount", sa.BigInteger(), nullable=True),
        sa.Column("carried_retirement_workers", sa.Integer(), nullable=True),
        sa.Column("carried_retirement_amount", sa.BigInteger(), nullable=True),
        sa.Column("carried_other_workers", sa.Integer(), nullable=True),
        sa.Column("carried_other_amount", sa.BigInteger(), nullable=True),
        sa.Column("carried_workers", sa.Integer(), nullable=True),
        sa.Column("carried_amount", sa.BigInteger(), nullable=True),
        sa.Column("found_regular_workers", sa.Integer(), nullable=True),
        sa.Column("found_regular_amount", sa.BigInteger(), nullable=True),
        sa.Column("found_retirement_workers", sa.Integer(), nullable=True),
        sa.Column("found_retirement_amount", sa.BigInteger(), nullable=True),
        sa.Column("found_other_workers", sa.Integer(), nullable=True),
        sa.Column("found_other_amount", sa.BigInteger(), nullable=True),
        sa.Column("found_workers", sa.Integer(), nullable=True),
        sa.Column("found_amount", sa.BigInteger(), nullable=True),
        sa.Column("solved_regular_workers", sa.Integer(), nullable=True),
        sa.Column("solved_regular_amount", sa.BigInteger(), nullable=True),
        sa.Column("solved_retirement_workers", sa.Integer(), nullable=True),
        sa.Column("solved_retirement_amount", sa.BigInteger(), nullable=True),
        sa.Column("solved_other_workers", sa.Integer(), nullable=True),
        sa.Column("solved_other_amount", sa.BigInteger(), nullable=True),
        sa.Column("solved_workers", sa.Integer(), nullable=True),
        sa.Column("solved_amount", sa.BigInteger(), nullable=True),
        sa.Column("hopeless_regular_workers", sa.Integer(), nullable=True),
        sa.Column("hopeless_regular_amount", sa.BigInteger(), nullable=True),
        sa.Column("hopeless_retirement_workers", sa.Integer(), nullable=True),
        sa.Column("hopeless_retirement_amount", sa.BigInteger(), nullable=True),
        sa.Column("hopeless_other_workers", sa.Integer(), nullable=True),
        sa.Column("hopeless_other_amount", sa.BigInteger(), nullable=True),
        sa.Column("hopeless_workers", sa.Integer(), nullable=True),
        sa.Column("hopeless_amount", sa.BigInteger(), nullable=True),
        sa.Column("next_workers", sa.Integer(), nullable=True),
        sa.Column("next_amount", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_unpaid_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_unpaid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint_unpaid", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_unpaid_complaint_id"), ["complaint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_unpaid_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_unpaid_state"), ["state"], unique=False)

    op.create_table(
        "complaint_violation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("provision", sa.Text(), nullable=True),
        sa.Column("dispatch", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_complaint_violation_complaint_id_complaint"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_violation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint_violation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_violation_complaint_id"), ["complaint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_violation_dispatch"), ["dispatch"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_violation_provision"), ["provision"], unique=False)

    op.create_table(
        "unpaid_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("case_kind", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_unpaid_year_complaint_id_complaint"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unpaid_year")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("unpaid_year", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unpaid_year_complaint_id"), ["complaint_id"], unique=False)

    op.create_table(
        "further_complainant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=True),
        sa.Column("complainant", sa.Text(), nullable=True),
        sa.Column("complainant_kana", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("disclosure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["complaint_attachment.id"],
            name=op.f("fk_further_complainant_sheet_id_complaint_attachment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_further_complainant")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("further_complainant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_further_complainant_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "schedule_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["complaint_schedule.id"],
            name=op.f("fk_schedule_period_schedule_id_complaint_schedule"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_period")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("schedule_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_period_schedule_id"), ["schedule_id"], unique=False)
    make_indexes(TEXTS, ORDERS)


def downgrade() -> None:
    drop_indexes(TEXTS, ORDERS)
    with op.batch_alter_table("schedule_period", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_period_schedule_id"))

    op.drop_table("schedule_period")
    with op.batch_alter_table("further_complainant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_further_complainant_sheet_id"))

    op.drop_table("further_complainant")
    with op.batch_alter_table("unpaid_year", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unpaid_year_complaint_id"))

    op.drop_table("unpaid_year")
    with op.batch_alter_table("complaint_violation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_violation_provision"))
        batch_op.drop_index(batch_op.f("ix_complaint_violation_dispatch"))
        batch_op.drop_index(batch_op.f("ix_complaint_violation_complaint_id"))

    op.drop_table("complaint_violation")
    with op.batch_alter_table("complaint_unpaid", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_unpaid_state"))
        batch_op.drop_index(batch_op.f("ix_complaint_unpaid_office_code"))
        batch_op.drop_index(batch_op.f("ix_complaint_unpaid_complaint_id"))

    op.drop_table("complaint_unpaid")
    with op.batch_alter_table("complaint_schedule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_schedule_state"))
        batch_op.drop_index(batch_op.f("ix_complaint_schedule_office_code"))
        batch_op.drop_index(batch_op.f("ix_complaint_schedule_complaint_id"))

    op.drop_table("complaint_schedule")
    with op.batch_alter_table("complaint_journal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_journal_state"))
        batch_op.drop_index(batch_op.f("ix_complaint_journal_office_code"))
        batch_op.drop_index(batch_op.f("ix_complaint_journal_complaint_id"))

    op.drop_table("complaint_journal")
    with op.batch_alter_table("complaint_attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_attachment_state"))
        batch_op.drop_index(batch_op.f("ix_complaint_attachment_office_code"))
        batch_op.drop_index(batch_op.f("ix_complaint_attachment_complaint_id"))

    op.drop_table("complaint_attachment")
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_complaint_state"))
        batch_op.drop_index(batch_op.f("ix_complaint_sent_id"))
        batch_op.drop_index(batch_op.f("ix_complaint_consultation_id"))

    op.drop_table("complaint")
