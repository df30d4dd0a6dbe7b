"""Across borders."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "shared_offer_answer",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("area_ags", sa.Text(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_shared_offer_answer_offer_id")
        ),
        sa.PrimaryKeyConstraint("offer_id", "area_ags", name=op.f("pk_shared_offer_answer")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("shared_offer_answer")
