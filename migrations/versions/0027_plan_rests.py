"""What was left of the plan: checks of legal hints, when plans are looked at, shared goals."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "carrier", sa.Column("review_months", sa.Integer(), nullable=False, server_default="6")
    )
    op.add_column(
        "goal",
        sa.Column("household_shared", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "goal", sa.Column("because_version", sa.Integer(), nullable=False, server_default="1")
    )
    op.create_table(
        "hint_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hint_key", sa.Text(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("law_on", sa.Date(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_hint_check_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["person.id"], name=op.f("fk_hint_check_checked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hint_check")),
        sa.UniqueConstraint(
            "carrier_id", "hint_key", name=op.f("uq_hint_check_carrier_id_hint_key")
        ),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_hint_check_carrier_id_id")),
    )
    raise_walls("hint_check")


def downgrade() -> None:
    """Go back."""
    op.drop_table("hint_check")
    op.drop_column("goal", "because_version")
    op.drop_column("goal", "household_shared")
    op.drop_column("carrier", "review_months")
