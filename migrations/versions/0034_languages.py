"""Who checked which text."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "string_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["person.id"], name=op.f("fk_string_check_checked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_string_check")),
        sa.UniqueConstraint(
            "lang", "key", "checked_by_id", name=op.f("uq_string_check_lang_key_checked_by_id")
        ),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("string_check")
