"""Reminders to many at once; children of a household."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "reminder_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_reminder_round_by_id")),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_reminder_round_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_round")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_reminder_round_carrier_id_id")),
    )
    op.create_table(
        "household_child",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id", "household_id"],
            ["household.carrier_id", "household.id"],
            name=op.f("fk_household_child_carrier_id_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_household_child_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_child")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_household_child_carrier_id_id")),
    )
    raise_walls("reminder_round", "household_child")


def downgrade() -> None:
    """Go back."""
    op.drop_table("household_child")
    op.drop_table("reminder_round")
