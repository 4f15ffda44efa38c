"""Plans to accept specified skilled workers, rosters of full-time staff, procedures, attached files."""

import sqlalchemy as sa
from alembic import op

from shuro.kernel.search import SearchIndex
from shuro.migrations.indexes import drop_indexes, make_indexes

revision = "0009"
down_revision = "0008"

TEXTS = (SearchIndex("acceptance_plan", ("name",)),)
PROCEDURES = (
    "plan_change_application",
    "plan_change_notice",
    "acceptance_report",
    "retirement_report",
    "discontinuance_report",
    "plan_cancellation",
)
ORDERS = (("acceptance_plan", ("-applied_on",)), *((name, ("-applied_on",)) for name in PROCEDURES))


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
        "counting_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("count_second", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counting_setting")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("counting_setting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_counting_setting_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_counting_setting_state"), ["state"], unique=False)

    op.create_table(
        "record_lease",
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("officer_name", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("record", "record_id", name=op.f("pk_record_lease")),
    )
    op.create_table(
        "acceptance_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("reviewer", sa.String(), nullable=True),
        sa.Column("returned_reason", sa.String(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["acceptance_plan.id"], name=op.f("fk_acceptance_report_plan_id_acceptance_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_report")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("acceptance_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acceptance_report_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_acceptance_report_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_acceptance_report_state"), ["state"], unique=False)

    op.create_table(
        "discontinuance_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("reviewer", sa.String(), nullable=True),
        sa.Column("returned_reason", sa.String(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("names", sa.Text(), nullable=True),
        sa.Column("circumstances", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["acceptance_plan.id"], name=op.f("fk_discontinuance_report_plan_id_acceptance_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discontinuance_report")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("discontinuance_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discontinuance_report_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_discontinuance_report_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_discontinuance_report_state"), ["state"], unique=False)

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
        "plan_cancellation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("reviewer", sa.String(), nullable=True),
        sa.Column("returned_reason", sa.String(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("remaining", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["acceptance_plan.id"], name=op.f("fk_plan_cancellation_plan_id_acceptance_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_cancellation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("plan_cancellation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_cancellation_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_cancellation_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_cancellation_state"), ["state"], unique=False)

    op.create_table(
        "plan_change_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("reviewer", sa.String(), nullable=True),
        sa.Column("returned_reason", sa.String(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proof", sa.Integer(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["acceptance_plan.id"], name=op.f("fk_plan_change_application_plan_id_acceptance_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change_application")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("plan_change_application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_change_application_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_change_application_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_change_application_state"), ["state"], unique=False)

    op.create_table(
        "plan_change_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("reviewer", sa.String(), nullable=True),
        sa.Column("returned_reason", sa.String(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proof", sa.Integer(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["acceptance_plan.id"], name=op.f("fk_plan_change_notice_plan_id_acceptance_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change_notice")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("plan_change_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_change_notice_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_change_notice_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_change_notice_state"), ["state"], unique=False)

    op.create_table(
        "retirement_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("reviewer", sa.String(), nullable=True),
        sa.Column("returned_reason", sa.String(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["acceptance_plan.id"], name=op.f("fk_retirement_report_plan_id_acceptance_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retirement_report")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("retirement_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retirement_report_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_retirement_report_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_retirement_report_state"), ["state"], unique=False)

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
        "accepted_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("name_kana", sa.Text(), nullable=True),
        sa.Column("nation", sa.Text(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("residence_status", sa.Text(), nullable=True),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("technician", sa.Text(), nullable=True),
        sa.Column("work", sa.Text(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["acceptance_report.id"],
            name=op.f("fk_accepted_person_procedure_id_acceptance_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_person")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("accepted_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accepted_person_procedure_id"), ["procedure_id"], unique=False)

    op.create_table(
        "application_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("changed", sa.Text(), nullable=True),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("now", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["plan_change_application.id"],
            name=op.f("fk_application_line_procedure_id_plan_change_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_line")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("application_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_line_procedure_id"), ["procedure_id"], unique=False)

    op.create_table(
        "notice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("changed", sa.Text(), nullable=True),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("now", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["plan_change_notice.id"],
            name=op.f("fk_notice_line_procedure_id_plan_change_notice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_line")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notice_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_line_procedure_id"), ["procedure_id"], unique=False)

    op.create_table(
        "retired_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("more", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["retirement_report.id"],
            name=op.f("fk_retired_person_procedure_id_retirement_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retired_person")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("retired_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retired_person_procedure_id"), ["procedure_id"], unique=False)

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
    with op.batch_alter_table("retired_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retired_person_procedure_id"))

    op.drop_table("retired_person")
    with op.batch_alter_table("notice_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_line_procedure_id"))

    op.drop_table("notice_line")
    with op.batch_alter_table("application_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_line_procedure_id"))

    op.drop_table("application_line")
    with op.batch_alter_table("accepted_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accepted_person_procedure_id"))

    op.drop_table("accepted_person")
    with op.batch_alter_table("staff_roster", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_roster_state"))
        batch_op.drop_index(batch_op.f("ix_staff_roster_plan_id"))
        batch_op.drop_index(batch_op.f("ix_staff_roster_office_code"))

    op.drop_table("staff_roster")
    with op.batch_alter_table("staff_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_document_plan_id"))

    op.drop_table("staff_document")
    with op.batch_alter_table("retirement_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retirement_report_state"))
        batch_op.drop_index(batch_op.f("ix_retirement_report_plan_id"))
        batch_op.drop_index(batch_op.f("ix_retirement_report_office_code"))

    op.drop_table("retirement_report")
    with op.batch_alter_table("plan_change_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_change_notice_state"))
        batch_op.drop_index(batch_op.f("ix_plan_change_notice_plan_id"))
        batch_op.drop_index(batch_op.f("ix_plan_change_notice_office_code"))

    op.drop_table("plan_change_notice")
    with op.batch_alter_table("plan_change_application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_change_application_state"))
        batch_op.drop_index(batch_op.f("ix_plan_change_application_plan_id"))
        batch_op.drop_index(batch_op.f("ix_plan_change_application_office_code"))

    op.drop_table("plan_change_application")
    with op.batch_alter_table("plan_cancellation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_cancellation_state"))
        batch_op.drop_index(batch_op.f("ix_plan_cancellation_plan_id"))
        batch_op.drop_index(batch_op.f("ix_plan_cancellation_office_code"))

    op.drop_table("plan_cancellation")
    with op.batch_alter_table("permit_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_permit_copy_plan_id"))

    op.drop_table("permit_copy")
    with op.batch_alter_table("discontinuance_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_discontinuance_report_state"))
        batch_op.drop_index(batch_op.f("ix_discontinuance_report_plan_id"))
        batch_op.drop_index(batch_op.f("ix_discontinuance_report_office_code"))

    op.drop_table("discontinuance_report")
    with op.batch_alter_table("acceptance_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acceptance_report_state"))
        batch_op.drop_index(batch_op.f("ix_acceptance_report_plan_id"))
        batch_op.drop_index(batch_op.f("ix_acceptance_report_office_code"))

    op.drop_table("acceptance_report")
    op.drop_table("record_lease")
    with op.batch_alter_table("counting_setting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_counting_setting_state"))
        batch_op.drop_index(batch_op.f("ix_counting_setting_office_code"))

    op.drop_table("counting_setting")
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
