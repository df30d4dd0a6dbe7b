"""Keeping offers fresh."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _confirmations()
    op.create_table(
        "offer_ending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("into_id", sa.Uuid(), nullable=True),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_ending_offer_id")),
        sa.ForeignKeyConstraint(["into_id"], ["offer.id"], name=op.f("fk_offer_ending_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_ending")),
    )
    op.create_index(op.f("ix_offer_ending_offer_id"), "offer_ending", ["offer_id"])
    op.create_index(op.f("ix_offer_ending_into_id"), "offer_ending", ["into_id"])
    op.create_table(
        "offer_likeness",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("municipality_ags", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offer_likeness_offer_id")
        ),
        sa.PrimaryKeyConstraint("offer_id", "key", name=op.f("pk_offer_likeness")),
    )
    op.create_index("ix_offer_likeness_key_town", "offer_likeness", ["key", "municipality_ags"])
    op.create_table(
        "offer_apart",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_apart_offer_id")),
        sa.ForeignKeyConstraint(["other_id"], ["offer.id"], name=op.f("fk_offer_apart_other_id")),
        sa.PrimaryKeyConstraint("offer_id", "other_id", name=op.f("pk_offer_apart")),
    )


def _confirmations() -> None:
    """Providers that were asked."""
    op.create_table(
        "offer_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("suggestion_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "answer IN ('right', 'other')", name=op.f("ck_offer_confirmation_answer")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offer_confirmation_offer_id")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["person.id"], name=op.f("fk_offer_confirmation_issued_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["offer_suggestion.id"],
            name=op.f("fk_offer_confirmation_suggestion_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_confirmation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_offer_confirmation_code_hash")),
    )
    op.create_index(op.f("ix_offer_confirmation_offer_id"), "offer_confirmation", ["offer_id"])


def downgrade() -> None:
    """Go back."""
    for table in ("offer_apart", "offer_likeness", "offer_ending", "offer_confirmation"):
        op.drop_table(table)
