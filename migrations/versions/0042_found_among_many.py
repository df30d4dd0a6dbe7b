"""Indexes for what is looked up on pages of every day: who stands in, closed hours, a change's thread."""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

CLOSURE = "open_hours_closure"
ADDED = (
    ("ix_substitution_carrier_of", "substitution", ("carrier_id", "of_id", "valid_to")),
    ("ix_substitution_carrier_by", "substitution", ("carrier_id", "by_id", "valid_to")),
    ("ix_carrier_change_carrier_thread", "carrier_change", ("carrier_id", "thread")),
    ("ix_open_hours_closure_carrier_manager", CLOSURE, ("carrier_id", "manager_id", "last_on")),
)


def upgrade() -> None:
    """Go forward."""
    for name, table, columns in ADDED:
        op.create_index(name, table, columns)
    op.drop_index("ix_open_hours_closure_manager_id", table_name=CLOSURE)


def downgrade() -> None:
    """Go back."""
    op.create_index("ix_open_hours_closure_manager_id", CLOSURE, ["manager_id"])
    for name, table, _columns in reversed(ADDED):
        op.drop_index(name, table_name=table)
