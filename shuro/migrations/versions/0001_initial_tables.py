"""initial tables"""

import sqlalchemy as sa
from alembic import op

from shuro.kernel.search import SearchIndex, create_order_index, drop_order_index

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Texts found by any part of them, and the orders of long lists: made by hand, no declaration of SQLAlchemy has them.
TEXTS = (
    SearchIndex("managed_workplace_request", ("name", "address")),
    SearchIndex("managed_workplace_ledger", ("name", "address")),
    SearchIndex("measure_book", ("name",)),
    SearchIndex("subcontractor", ("name", "name_kana")),
    SearchIndex("supervision_result", ("name", "address", "supervisor")),
    SearchIndex("workplace", ("name", "name_kana", "place", "phone_general", "phone_safety", "fax", "former_names")),
)
ORDERS = (
    ("deposit_report", ("-year", "insurance_number", "page")),
    ("managed_workplace_request", ("first_on",)),
    ("managed_workplace_ledger", ("moved_on",)),
    ("measure_book", ("supervised_on",)),
    ("subcontractor", ("name_kana",)),
    ("supervision_result", ("-supervised_on", "-serial")),
    ("workplace", ("name_kana",)),
)


def make_indexes() -> None:
    """The search indexes, and for each long list its order for the whole country and within an office."""
    connection = op.get_bind()
    for index in TEXTS:
        index.create(connection)
    for table, names in ORDERS:
        columns = sa.MetaData()
        known = sa.Table(table, columns, autoload_with=connection)
        order = [known.c[name.lstrip("-")].desc() if name.startswith("-") else known.c[name] for name in names]
        create_order_index(connection, order, known.c.id)
        create_order_index(connection, order, known.c.id, within=[known.c.office_code])


def drop_indexes() -> None:
    """Take away what `make_indexes` made."""
    connection = op.get_bind()
    for table, _ in ORDERS:
        drop_order_index(connection, table, ["office_code"])
        drop_order_index(connection, table)
    for index in TEXTS:
        index.drop(connection)


def upgrade() -> None:
    op.create_table(
        "closed_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_day")),
        sa.UniqueConstraint("day", name=op.f("uq_closed_day_day")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("closed_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closed_day_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_closed_day_state"), ["state"], unique=False)

    op.create_table(
        "construction_company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("head_office", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_construction_company")),
        sa.UniqueConstraint("office_code", "code", name=op.f("uq_construction_company_office_code_code")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("construction_company", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_construction_company_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_construction_company_state"), ["state"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("base", sa.JSON(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint(
            "officer_id", "record", "record_id", "subject", name=op.f("uq_draft_officer_id_record_record_id_subject")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "free_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("list_name", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_code")),
        sa.UniqueConstraint("office_code", "list_name", "code", name=op.f("uq_free_code_office_code_list_name_code")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("free_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_free_code_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_free_code_state"), ["state"], unique=False)

    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("officer_name", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_record_record_id"), ["record", "record_id"], unique=False)

    op.create_table(
        "insurance_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("insurance_number", sa.Text(), nullable=True),
        sa.Column("update_kind", sa.Text(), nullable=True),
        sa.Column("abolition_reason", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("business_name", sa.Text(), nullable=True),
        sa.Column("workplace_name", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurance_application")),
        sa.UniqueConstraint("insurance_number", name=op.f("uq_insurance_application_insurance_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("insurance_application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insurance_application_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_insurance_application_state"), ["state"], unique=False)

    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("signed_on", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "ministry_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("list_name", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ministry_code")),
        sa.UniqueConstraint("list_name", "code", name=op.f("uq_ministry_code_list_name_code")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("ministry_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ministry_code_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_ministry_code_state"), ["state"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "office", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "office_particulars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("fax", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_particulars")),
        sa.UniqueConstraint("office_code", name=op.f("uq_office_particulars_office_code")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("office_particulars", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_particulars_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_office_particulars_state"), ["state"], unique=False)

    op.create_table(
        "officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("realm", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kana", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("posting", sa.String(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("password_serial", sa.Integer(), nullable=False),
        sa.Column("password_set_at", sa.DateTime(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("initial_until", sa.DateTime(), nullable=True),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("wait_until", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("last_login", sa.DateTime(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("realm", "login", name=op.f("uq_officer_realm_login")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_office_code"), ["office_code"], unique=False)

    op.create_table(
        "request_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_request_key")),
    )
    with op.batch_alter_table("request_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_key_at"), ["at"], unique=False)

    op.create_table(
        "special_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_target")),
        sa.UniqueConstraint("target", "code", name=op.f("uq_special_target_target_code")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("special_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_special_target_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_special_target_state"), ["state"], unique=False)

    op.create_table(
        "supervision_focus",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("year", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("aims", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_focus")),
        sa.UniqueConstraint("office_code", "year", "code", name=op.f("uq_supervision_focus_office_code_year_code")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("supervision_focus", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supervision_focus_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_supervision_focus_state"), ["state"], unique=False)

    op.create_table(
        "workplace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.Text(), nullable=True),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=True),
        sa.Column("top_of_enterprise", sa.Boolean(), nullable=True),
        sa.Column("name_changed", sa.Boolean(), nullable=True),
        sa.Column("kinds", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("insurance_number", sa.Text(), nullable=True),
        sa.Column("registration_kind", sa.Text(), nullable=True),
        sa.Column("name_kana", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("address_code", sa.Text(), nullable=True),
        sa.Column("address_rest", sa.Text(), nullable=True),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.Column("workers_on", sa.Date(), nullable=True),
        sa.Column("phone_general", sa.Text(), nullable=True),
        sa.Column("phone_safety", sa.Text(), nullable=True),
        sa.Column("fax", sa.Text(), nullable=True),
        sa.Column("industry_code", sa.Text(), nullable=True),
        sa.Column("mining", sa.Boolean(), nullable=True),
        sa.Column("men", sa.Integer(), nullable=True),
        sa.Column("women", sa.Integer(), nullable=True),
        sa.Column("workers_total", sa.Integer(), nullable=True),
        sa.Column("dispatched", sa.Integer(), nullable=True),
        sa.Column("part_time", sa.Integer(), nullable=True),
        sa.Column("fixed_term", sa.Integer(), nullable=True),
        sa.Column("minors", sa.Integer(), nullable=True),
        sa.Column("foreigners", sa.Integer(), nullable=True),
        sa.Column("disabled", sa.Integer(), nullable=True),
        sa.Column("special_1", sa.Integer(), nullable=True),
        sa.Column("special_2", sa.Integer(), nullable=True),
        sa.Column("enterprise_workers", sa.Integer(), nullable=True),
        sa.Column("weekly_hours", sa.Integer(), nullable=True),
        sa.Column("weekly_hours_on", sa.Date(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("labor_union", sa.Text(), nullable=True),
        sa.Column("related_bodies", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("employers_body", sa.Text(), nullable=True),
        sa.Column("head_office", sa.Text(), nullable=True),
        sa.Column("main_business", sa.Text(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("free_class", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("free_text", sa.Text(), nullable=True),
        sa.Column("free_quantity", sa.Integer(), nullable=True),
        sa.Column("home_industry_code", sa.Text(), nullable=True),
        sa.Column("home_work", sa.Text(), nullable=True),
        sa.Column("home_men", sa.Integer(), nullable=True),
        sa.Column("home_women", sa.Integer(), nullable=True),
        sa.Column("home_total", sa.Integer(), nullable=True),
        sa.Column("home_minors", sa.Integer(), nullable=True),
        sa.Column("former_names", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("twin", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workplace")),
        sa.UniqueConstraint("office_code", "key", name=op.f("uq_workplace_office_code_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("workplace", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workplace_company"), ["company"], unique=False)
        batch_op.create_index(batch_op.f("ix_workplace_industry_code"), ["industry_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_workplace_insurance_number"), ["insurance_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_workplace_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_workplace_twin"), ["twin"], unique=False)

    op.create_table(
        "workplace_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("merged_id", sa.Integer(), nullable=True),
        sa.Column("target_name", sa.Text(), nullable=True),
        sa.Column("merged_reference", sa.Text(), nullable=True),
        sa.Column("merged_name", sa.Text(), nullable=True),
        sa.Column("contents", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workplace_merge")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("workplace_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workplace_merge_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_workplace_merge_state"), ["state"], unique=False)

    op.create_table(
        "deposit_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Text(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("total_pages", sa.Integer(), nullable=True),
        sa.Column("insurance_number", sa.Text(), nullable=True),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("workplace_industry", sa.Text(), nullable=True),
        sa.Column("enterprise_industry", sa.Text(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("read_number", sa.Text(), nullable=True),
        sa.Column("main_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["main_id"], ["deposit_report.id"], name=op.f("fk_deposit_report_main_id_deposit_report")
        ),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_deposit_report_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_report")),
        sa.UniqueConstraint("read_number", name=op.f("uq_deposit_report_read_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deposit_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deposit_report_insurance_number"), ["insurance_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_deposit_report_main_id"), ["main_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deposit_report_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_deposit_report_office_code_year"), ["office_code", "year"], unique=False)
        batch_op.create_index(batch_op.f("ix_deposit_report_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_deposit_report_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "enterprise_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("upper_id", sa.Integer(), nullable=True),
        sa.Column("lower_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["lower_id"], ["workplace.id"], name=op.f("fk_enterprise_link_lower_id_workplace")),
        sa.ForeignKeyConstraint(["other_id"], ["workplace.id"], name=op.f("fk_enterprise_link_other_id_workplace")),
        sa.ForeignKeyConstraint(["upper_id"], ["workplace.id"], name=op.f("fk_enterprise_link_upper_id_workplace")),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_enterprise_link_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_link")),
        sa.UniqueConstraint("lower_id", name=op.f("uq_enterprise_link_lower_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enterprise_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_link_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_link_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_link_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_link_upper_id"), ["upper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enterprise_link_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "insurance_number_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("primary", sa.Text(), nullable=True),
        sa.Column("rank", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_insurance_number_link_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurance_number_link")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("insurance_number_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insurance_number_link_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_insurance_number_link_primary"), ["primary"], unique=False)
        batch_op.create_index(batch_op.f("ix_insurance_number_link_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_insurance_number_link_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "managed_workplace_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("repeats", sa.Integer(), nullable=True),
        sa.Column("urged", sa.Integer(), nullable=True),
        sa.Column("provisions", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("decided", sa.Boolean(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("laws", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_managed_workplace_request_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_managed_workplace_request")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("managed_workplace_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_managed_workplace_request_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_managed_workplace_request_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_managed_workplace_request_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "officer_password",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_officer_password_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_password")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("officer_password", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_password_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "own_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("own_number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_own_number_workplace_id_workplace"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_number")),
        sa.UniqueConstraint("own_number", name=op.f("uq_own_number_own_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("own_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_own_number_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_own_number_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_own_number_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "provisional_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("provisional_number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("insurance_number", sa.Text(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workplace_id"],
            ["workplace.id"],
            name=op.f("fk_provisional_number_workplace_id_workplace"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisional_number")),
        sa.UniqueConstraint("provisional_number", name=op.f("uq_provisional_number_provisional_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("provisional_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provisional_number_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisional_number_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_provisional_number_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "subcontractor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("name_kana", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("industry_code", sa.Text(), nullable=True),
        sa.Column("enterprise_workers", sa.Integer(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_subcontractor_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subcontractor")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("subcontractor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subcontractor_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_subcontractor_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_subcontractor_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.Column("ended", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_user_session_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_officer_id"), ["officer_id"], unique=False)

    op.create_table(
        "working_conditions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("weekly_hours", sa.Integer(), nullable=True),
        sa.Column("others", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_working_conditions_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_conditions")),
        sa.UniqueConstraint("workplace_id", name=op.f("uq_working_conditions_workplace_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("working_conditions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_working_conditions_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_working_conditions_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_working_conditions_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "deposit_continuation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("sheet", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["deposit_report.id"], name=op.f("fk_deposit_continuation_report_id_deposit_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_continuation")),
        sa.UniqueConstraint("report_id", "sheet", name=op.f("uq_deposit_continuation_report_id_sheet")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deposit_continuation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deposit_continuation_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_deposit_continuation_report_id"), ["report_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deposit_continuation_state"), ["state"], unique=False)

    op.create_table(
        "deposit_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("rate", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("depositors", sa.Integer(), nullable=True),
        sa.Column("protection", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("exempt", sa.Boolean(), nullable=True),
        sa.Column("sheet_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["deposit_report.id"],
            name=op.f("fk_deposit_line_sheet_id_deposit_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_line")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deposit_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deposit_line_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "managed_workplace_ledger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("repeats", sa.Integer(), nullable=True),
        sa.Column("moved_on", sa.Date(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("urged_before", sa.Integer(), nullable=True),
        sa.Column("urged", sa.Integer(), nullable=True),
        sa.Column("laws", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["managed_workplace_request.id"],
            name=op.f("fk_managed_workplace_ledger_request_id_managed_workplace_request"),
        ),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_managed_workplace_ledger_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_managed_workplace_ledger")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("managed_workplace_ledger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_managed_workplace_ledger_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_managed_workplace_ledger_request_id"), ["request_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_managed_workplace_ledger_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_managed_workplace_ledger_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "secondary_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["insurance_number_link.id"],
            name=op.f("fk_secondary_number_link_id_insurance_number_link"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secondary_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("secondary_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_secondary_number_link_id"), ["link_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_secondary_number_number"), ["number"], unique=False)

    op.create_table(
        "supervision_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("home_work", sa.Text(), nullable=True),
        sa.Column("insurance_number", sa.Text(), nullable=True),
        sa.Column("registration_kind", sa.Text(), nullable=True),
        sa.Column("name_kana", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("industry_code", sa.Text(), nullable=True),
        sa.Column("supervised_on", sa.Date(), nullable=True),
        sa.Column("supervisor", sa.Text(), nullable=True),
        sa.Column("supervision_kind", sa.Text(), nullable=True),
        sa.Column("focus", sa.Text(), nullable=True),
        sa.Column("special_target_1", sa.Text(), nullable=True),
        sa.Column("special_target_2", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("correction_state", sa.Text(), nullable=True),
        sa.Column("men", sa.Integer(), nullable=True),
        sa.Column("women", sa.Integer(), nullable=True),
        sa.Column("workers_total", sa.Integer(), nullable=True),
        sa.Column("dispatched", sa.Integer(), nullable=True),
        sa.Column("part_time", sa.Integer(), nullable=True),
        sa.Column("fixed_term", sa.Integer(), nullable=True),
        sa.Column("minors", sa.Integer(), nullable=True),
        sa.Column("foreigners", sa.Integer(), nullable=True),
        sa.Column("disabled", sa.Integer(), nullable=True),
        sa.Column("special_1", sa.Integer(), nullable=True),
        sa.Column("special_2", sa.Integer(), nullable=True),
        sa.Column("enterprise_workers", sa.Integer(), nullable=True),
        sa.Column("home_men", sa.Integer(), nullable=True),
        sa.Column("home_women", sa.Integer(), nullable=True),
        sa.Column("home_total", sa.Integer(), nullable=True),
        sa.Column("home_minors", sa.Integer(), nullable=True),
        sa.Column("foreign_employment", sa.Text(), nullable=True),
        sa.Column("weekly_hours", sa.Integer(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("wage_form", sa.Text(), nullable=True),
        sa.Column("lowest_wage", sa.BigInteger(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("labor_union", sa.Text(), nullable=True),
        sa.Column("urgent_measure", sa.Text(), nullable=True),
        sa.Column("guidance", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("notice_breaches", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("subcontractor_id", sa.Integer(), nullable=True),
        sa.Column("to_office", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("preset_numbers", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["subcontractor_id"],
            ["subcontractor.id"],
            name=op.f("fk_supervision_result_subcontractor_id_subcontractor"),
        ),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_supervision_result_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_result")),
        sa.UniqueConstraint(
            "office_code", "year", "serial", name=op.f("uq_supervision_result_office_code_year_serial")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("supervision_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supervision_result_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_supervision_result_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_supervision_result_subcontractor_id"), ["subcontractor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supervision_result_supervised_on"), ["supervised_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_supervision_result_to_office"), ["to_office"], unique=False)
        batch_op.create_index(batch_op.f("ix_supervision_result_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "work_rules_notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("conditions_id", sa.Integer(), nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conditions_id"],
            ["working_conditions.id"],
            name=op.f("fk_work_rules_notification_conditions_id_working_conditions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_rules_notification")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("work_rules_notification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_rules_notification_conditions_id"), ["conditions_id"], unique=False)

    op.create_table(
        "continuation_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("rate", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("depositors", sa.Integer(), nullable=True),
        sa.Column("protection", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("exempt", sa.Boolean(), nullable=True),
        sa.Column("continuation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["continuation_id"],
            ["deposit_continuation.id"],
            name=op.f("fk_continuation_line_continuation_id_deposit_continuation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_continuation_line")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("continuation_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_continuation_line_continuation_id"), ["continuation_id"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ledger_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("situation", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ledger_id"],
            ["managed_workplace_ledger.id"],
            name=op.f("fk_follow_up_ledger_id_managed_workplace_ledger"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_ledger_id"), ["ledger_id"], unique=False)

    op.create_table(
        "managed_matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ledger_id", sa.Integer(), nullable=True),
        sa.Column("matter", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("corrected_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ledger_id"],
            ["managed_workplace_ledger.id"],
            name=op.f("fk_managed_matter_ledger_id_managed_workplace_ledger"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_managed_matter")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("managed_matter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_managed_matter_ledger_id"), ["ledger_id"], unique=False)

    op.create_table(
        "measure_book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=True),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("supervised_on", sa.Date(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("subcontracted", sa.Text(), nullable=True),
        sa.Column("provisions", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("until_confirmed", sa.Boolean(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("repeated_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closing", sa.Text(), nullable=True),
        sa.Column("to_confirm", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("result_id", sa.Integer(), nullable=True),
        sa.Column("subcontractor_id", sa.Integer(), nullable=True),
        sa.Column("measures", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["result_id"], ["supervision_result.id"], name=op.f("fk_measure_book_result_id_supervision_result")
        ),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_measure_book_workplace_id_workplace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_book")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("measure_book", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_book_office_code"), ["office_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_book_result_id"), ["result_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_book_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_book_subcontractor_id"), ["subcontractor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_book_supervised_on"), ["supervised_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_book_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "violated_provision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=True),
        sa.Column("provision", sa.Text(), nullable=True),
        sa.Column("supplement", sa.Text(), nullable=True),
        sa.Column("dispatch", sa.Text(), nullable=True),
        sa.Column("measures", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_kind", sa.Text(), nullable=True),
        sa.Column("until_confirmed", sa.Boolean(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("foreigners", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["result_id"],
            ["supervision_result.id"],
            name=op.f("fk_violated_provision_result_id_supervision_result"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_violated_provision")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("violated_provision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_violated_provision_dispatch"), ["dispatch"], unique=False)
        batch_op.create_index(batch_op.f("ix_violated_provision_provision"), ["provision"], unique=False)
        batch_op.create_index(batch_op.f("ix_violated_provision_result_id"), ["result_id"], unique=False)

    make_indexes()


def downgrade() -> None:
    drop_indexes()
    with op.batch_alter_table("violated_provision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_violated_provision_result_id"))
        batch_op.drop_index(batch_op.f("ix_violated_provision_provision"))
        batch_op.drop_index(batch_op.f("ix_violated_provision_dispatch"))

    op.drop_table("violated_provision")
    with op.batch_alter_table("measure_book", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_book_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_measure_book_supervised_on"))
        batch_op.drop_index(batch_op.f("ix_measure_book_subcontractor_id"))
        batch_op.drop_index(batch_op.f("ix_measure_book_state"))
        batch_op.drop_index(batch_op.f("ix_measure_book_result_id"))
        batch_op.drop_index(batch_op.f("ix_measure_book_office_code"))

    op.drop_table("measure_book")
    with op.batch_alter_table("managed_matter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_managed_matter_ledger_id"))

    op.drop_table("managed_matter")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_ledger_id"))

    op.drop_table("follow_up")
    with op.batch_alter_table("continuation_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_continuation_line_continuation_id"))

    op.drop_table("continuation_line")
    with op.batch_alter_table("work_rules_notification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_rules_notification_conditions_id"))

    op.drop_table("work_rules_notification")
    with op.batch_alter_table("supervision_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_result_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_supervision_result_to_office"))
        batch_op.drop_index(batch_op.f("ix_supervision_result_supervised_on"))
        batch_op.drop_index(batch_op.f("ix_supervision_result_subcontractor_id"))
        batch_op.drop_index(batch_op.f("ix_supervision_result_state"))
        batch_op.drop_index(batch_op.f("ix_supervision_result_office_code"))

    op.drop_table("supervision_result")
    with op.batch_alter_table("secondary_number", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_secondary_number_number"))
        batch_op.drop_index(batch_op.f("ix_secondary_number_link_id"))

    op.drop_table("secondary_number")
    with op.batch_alter_table("managed_workplace_ledger", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_managed_workplace_ledger_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_managed_workplace_ledger_state"))
        batch_op.drop_index(batch_op.f("ix_managed_workplace_ledger_request_id"))
        batch_op.drop_index(batch_op.f("ix_managed_workplace_ledger_office_code"))

    op.drop_table("managed_workplace_ledger")
    with op.batch_alter_table("deposit_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deposit_line_sheet_id"))

    op.drop_table("deposit_line")
    with op.batch_alter_table("deposit_continuation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deposit_continuation_state"))
        batch_op.drop_index(batch_op.f("ix_deposit_continuation_report_id"))
        batch_op.drop_index(batch_op.f("ix_deposit_continuation_office_code"))

    op.drop_table("deposit_continuation")
    with op.batch_alter_table("working_conditions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_working_conditions_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_working_conditions_state"))
        batch_op.drop_index(batch_op.f("ix_working_conditions_office_code"))

    op.drop_table("working_conditions")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_officer_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("subcontractor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subcontractor_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_subcontractor_state"))
        batch_op.drop_index(batch_op.f("ix_subcontractor_office_code"))

    op.drop_table("subcontractor")
    with op.batch_alter_table("provisional_number", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provisional_number_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_provisional_number_state"))
        batch_op.drop_index(batch_op.f("ix_provisional_number_office_code"))

    op.drop_table("provisional_number")
    with op.batch_alter_table("own_number", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_own_number_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_own_number_state"))
        batch_op.drop_index(batch_op.f("ix_own_number_office_code"))

    op.drop_table("own_number")
    with op.batch_alter_table("officer_password", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_officer_password_officer_id"))

    op.drop_table("officer_password")
    with op.batch_alter_table("managed_workplace_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_managed_workplace_request_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_managed_workplace_request_state"))
        batch_op.drop_index(batch_op.f("ix_managed_workplace_request_office_code"))

    op.drop_table("managed_workplace_request")
    with op.batch_alter_table("insurance_number_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insurance_number_link_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_insurance_number_link_state"))
        batch_op.drop_index(batch_op.f("ix_insurance_number_link_primary"))
        batch_op.drop_index(batch_op.f("ix_insurance_number_link_office_code"))

    op.drop_table("insurance_number_link")
    with op.batch_alter_table("enterprise_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enterprise_link_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_enterprise_link_upper_id"))
        batch_op.drop_index(batch_op.f("ix_enterprise_link_state"))
        batch_op.drop_index(batch_op.f("ix_enterprise_link_other_id"))
        batch_op.drop_index(batch_op.f("ix_enterprise_link_office_code"))

    op.drop_table("enterprise_link")
    with op.batch_alter_table("deposit_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deposit_report_workplace_id"))
        batch_op.drop_index(batch_op.f("ix_deposit_report_state"))
        batch_op.drop_index(batch_op.f("ix_deposit_report_office_code_year"))
        batch_op.drop_index(batch_op.f("ix_deposit_report_office_code"))
        batch_op.drop_index(batch_op.f("ix_deposit_report_main_id"))
        batch_op.drop_index(batch_op.f("ix_deposit_report_insurance_number"))

    op.drop_table("deposit_report")
    with op.batch_alter_table("workplace_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workplace_merge_state"))
        batch_op.drop_index(batch_op.f("ix_workplace_merge_office_code"))

    op.drop_table("workplace_merge")
    with op.batch_alter_table("workplace", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workplace_twin"))
        batch_op.drop_index(batch_op.f("ix_workplace_state"))
        batch_op.drop_index(batch_op.f("ix_workplace_insurance_number"))
        batch_op.drop_index(batch_op.f("ix_workplace_industry_code"))
        batch_op.drop_index(batch_op.f("ix_workplace_company"))

    op.drop_table("workplace")
    with op.batch_alter_table("supervision_focus", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_focus_state"))
        batch_op.drop_index(batch_op.f("ix_supervision_focus_office_code"))

    op.drop_table("supervision_focus")
    with op.batch_alter_table("special_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_special_target_state"))
        batch_op.drop_index(batch_op.f("ix_special_target_office_code"))

    op.drop_table("special_target")
    with op.batch_alter_table("request_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_key_at"))

    op.drop_table("request_key")
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_officer_office_code"))

    op.drop_table("officer")
    with op.batch_alter_table("office_particulars", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_office_particulars_state"))
        batch_op.drop_index(batch_op.f("ix_office_particulars_office_code"))

    op.drop_table("office_particulars")
    op.drop_table("number_series")
    with op.batch_alter_table("ministry_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ministry_code_state"))
        batch_op.drop_index(batch_op.f("ix_ministry_code_office_code"))

    op.drop_table("ministry_code")
    op.drop_table("journal_head")
    op.drop_table("journal")
    with op.batch_alter_table("insurance_application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insurance_application_state"))
        batch_op.drop_index(batch_op.f("ix_insurance_application_office_code"))

    op.drop_table("insurance_application")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_record_record_id"))

    op.drop_table("history")
    with op.batch_alter_table("free_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_free_code_state"))
        batch_op.drop_index(batch_op.f("ix_free_code_office_code"))

    op.drop_table("free_code")
    op.drop_table("draft")
    with op.batch_alter_table("construction_company", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_construction_company_state"))
        batch_op.drop_index(batch_op.f("ix_construction_company_office_code"))

    op.drop_table("construction_company")
    with op.batch_alter_table("closed_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closed_day_state"))
        batch_op.drop_index(batch_op.f("ix_closed_day_office_code"))

    op.drop_table("closed_day")
