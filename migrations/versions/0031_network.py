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
    op.create_table(
        "offer_shown_in",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("area_ags", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offer_shown_in_offer_id")
        ),
        sa.PrimaryKeyConstraint("offer_id", "area_ags", name=op.f("pk_offer_shown_in")),
    )
    op.create_index("ix_offer_shown_in_area_ags", "offer_shown_in", ["area_ags"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_offer_shown_in_area_ags", table_name="offer_shown_in")
    op.drop_table("offer_shown_in")
    op.drop_index("ix_need_signal_municipality_ags_topic", table_name="need_signal")
    op.drop_table("need_signal")
