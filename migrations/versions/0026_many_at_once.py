"""Reminders to many at once."""

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
    raise_walls("reminder_round")


def downgrade() -> None:
    """Go back."""
    op.drop_table("reminder_round")
