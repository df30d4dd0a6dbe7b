"""Entry links of the demo town."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "demo_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role_grant_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_grant_id"], ["role_grant.id"], name=op.f("fk_demo_entry_role_grant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo_entry")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_demo_entry_token_hash")),
    )
    op.create_index("ix_demo_entry_role_grant_id", "demo_entry", ["role_grant_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_demo_entry_role_grant_id", table_name="demo_entry")
    op.drop_table("demo_entry")
