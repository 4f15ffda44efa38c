"""Plans to accept specified skilled workers, rosters of full-time staff, attached files."""

import sqlalchemy as sa
from alembic import op

from shuro.kernel.search import SearchIndex
from shuro.migrations.indexes import drop_indexes, make_indexes

revision = "0009"
down_revision = "0008"

TEXTS = (SearchIndex("acceptance_plan", ("name",)),)
ORDERS = (("acceptance_plan", ("-applied_on",)),)


def upgrade() -> None:
    op.create_table(
        "acceptance_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("business_kind", sa.Text(), nullable=True),
        sa.Column("corporate_number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("prefecture", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("registry_file", sa.Integer(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("fax", sa.Text(), nullable=True),
        sa.Column("mail", sa.Text(), nullable=True),
        sa.Column("manager_post", sa.Text(), nullable=True),
        sa.Column("manager_name", sa.Text(), nullable=True),
        sa.Column("permit_authority", sa.Text(), nullable=True),
        sa.Column("permit_kind", sa.Text(), nullable=True),
        sa.Column("permit_number", sa.Text(), nullable=True),
        sa.Column("permit_others", sa.Boolean(), nullable=True),
        sa.Column("permitted_on", sa.Date(), nullable=True),
        sa.Column("staff_count", sa.Integer(), nullable=True),
        sa.Column("ccus_number", sa.Text(), nullable=True),
        sa.Column("ccus_file", sa.Integer(), nullable=True),
        sa.Column("body_kind", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("membership_file", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("reviewer", sa.String(), nullable=True),
        sa.Column("returned_reason", sa.String(), nullable=True),
        sa.Column("returned_item", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_plan")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("acceptance_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acceptance_plan_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_acceptance_plan_state"), ["state"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.Column("record", sa.String(), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_record_id"), ["record_id"], unique=False)

    op.create_table(
        "construction_body",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_construction_body")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("construction_body", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_construction_body_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_construction_body_state"), ["state"], unique=False)

    op.create_table(
        "permit_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("copy_file", sa.Integer(), nullable=True),
        sa.Column("several", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["acceptance_plan.id"], name=op.f("fk_permit_copy_plan_id_acceptance_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit_copy")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("permit_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_permit_copy_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "staff_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("masked", sa.Boolean(), nullable=True),
        sa.Column("only_that", sa.Boolean(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("document", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["acceptance_plan.id"],
            name=op.f("fk_staff_document_plan_id_acceptance_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_document")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("staff_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_document_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "staff_roster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("employer_type", sa.Text(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("officer_pay", sa.BigInteger(), nullable=True),
        sa.Column("wages", sa.BigInteger(), nullable=True),
        sa.Column("family_pay", sa.BigInteger(), nullable=True),
        sa.Column("minimum_wage", sa.BigInteger(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("unsure", sa.Integer(), nullable=True),
        sa.Column("present_first", sa.Integer(), nullable=True),
        sa.Column("planned", sa.Integer(), nullable=True),
        sa.Column("first_total", sa.Integer(), nullable=True),
        sa.Column("remaining", sa.Integer(), nullable=True),
        sa.Column("count_second", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["acceptance_plan.id"], name=op.f("fk_staff_roster_plan_id_acceptance_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_roster")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("staff_roster", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_roster_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_roster_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_roster_state"), ["state"], unique=False)

    op.create_table(
        "roster_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("roster_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("document", sa.Integer(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("masked", sa.Boolean(), nullable=True),
        sa.Column("only_that", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["roster_id"],
            ["staff_roster.id"],
            name=op.f("fk_roster_document_roster_id_staff_roster"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_document")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("roster_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_document_roster_id"), ["roster_id"], unique=False)

    op.create_table(
        "staff_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("mark", sa.Text(), nullable=True),
        sa.Column("insured_number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("nationality", sa.Text(), nullable=True),
        sa.Column("residence_status", sa.Text(), nullable=True),
        sa.Column("other_status", sa.Text(), nullable=True),
        sa.Column("officer_form", sa.Text(), nullable=True),
        sa.Column("work_form", sa.Text(), nullable=True),
        sa.Column("term", sa.Text(), nullable=True),
        sa.Column("weekly_days", sa.Integer(), nullable=True),
        sa.Column("yearly_days", sa.Integer(), nullable=True),
        sa.Column("weekly_minutes", sa.Integer(), nullable=True),
        sa.Column("only_here", sa.Boolean(), nullable=True),
        sa.Column("social_insurance", sa.Text(), nullable=True),
        sa.Column("employment_insurance", sa.Text(), nullable=True),
        sa.Column("insured_on", sa.Date(), nullable=True),
        sa.Column("standard_pay", sa.BigInteger(), nullable=True),
        sa.Column("monthly_wage", sa.BigInteger(), nullable=True),
        sa.Column("hourly_wage", sa.BigInteger(), nullable=True),
        sa.Column("listed_wages", sa.BigInteger(), nullable=True),
        sa.Column("family_pay", sa.BigInteger(), nullable=True),
        sa.Column("hired_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("result_code", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("roster_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["staff_roster.id"], name=op.f("fk_staff_member_roster_id_staff_roster"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_member_roster_id"), ["roster_id"], unique=False)
    make_indexes(TEXTS, ORDERS)


def downgrade() -> None:
    drop_indexes(TEXTS, ORDERS)
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_member_roster_id"))

    op.drop_table("staff_member")
    with op.batch_alter_table("roster_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_document_roster_id"))

    op.drop_table("roster_document")
    with op.batch_alter_table("staff_roster", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_roster_state"))
        batch_op.drop_index(batch_op.f("ix_staff_roster_plan_id"))
        batch_op.drop_index(batch_op.f("ix_staff_roster_office_code"))

    op.drop_table("staff_roster")
    with op.batch_alter_table("staff_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_document_plan_id"))

    op.drop_table("staff_document")
    with op.batch_alter_table("permit_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_permit_copy_plan_id"))

    op.drop_table("permit_copy")
    with op.batch_alter_table("construction_body", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_construction_body_state"))
        batch_op.drop_index(batch_op.f("ix_construction_body_office_code"))

    op.drop_table("construction_body")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_record_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_officer_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("acceptance_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acceptance_plan_state"))
        batch_op.drop_index(batch_op.f("ix_acceptance_plan_office_code"))

    op.drop_table("acceptance_plan")
