"""Across borders."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "need_signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_ags", sa.String(length=8), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_ags"],
            ["municipality.ags"],
            name=op.f("fk_need_signal_municipality_ags"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_signal")),
    )
    op.create_index(
        "ix_need_signal_municipality_ags_topic", "need_signal", ["municipality_ags", "topic"]
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_need_signal_municipality_ags_topic", table_name="need_signal")
    op.drop_table("need_signal")
