"""Indexes for what is due at a 署 and for complaints that were sent to it."""

from alembic import op

revision = "0012"
down_revision = "0011"

INDEXES = {
    "ix_complaint_not_begun": ("office_code", "state", "begun_on", "accepted_on"),
    "ix_complaint_deadline": ("office_code", "outcome", "apply_by"),
    "ix_complaint_sent_here": ("to_office", "state"),
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "complaint", list(columns))


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "complaint")
