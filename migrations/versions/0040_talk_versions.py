"""What a talk said before it was put right."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

TABLE = "consultation_version"
FORMS = "'office', 'open_hours', 'outreach', 'phone', 'video', 'group', 'message'"
INTERPRETERS = "'none', 'professional', 'volunteer', 'family', 'phone'"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("minutes_bucket", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("interpreter_kind", sa.Text(), nullable=False),
        sa.Column("plan_changed", sa.Boolean(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_by_id", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"form IN ({FORMS})", name=op.f(f"ck_{TABLE}_form")),
        sa.CheckConstraint(
            "minutes_bucket IN (15, 30, 60, 90)", name=op.f(f"ck_{TABLE}_minutes_bucket")
        ),
        sa.CheckConstraint(
            f"interpreter_kind IN ({INTERPRETERS})", name=op.f(f"ck_{TABLE}_interpreter_kind")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f(f"fk_{TABLE}_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "consultation_id"],
            ["consultation.carrier_id", "consultation.id"],
            name=op.f(f"fk_{TABLE}_carrier_id_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["corrected_by_id"], ["person.id"], name=op.f(f"fk_{TABLE}_corrected_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f(f"fk_{TABLE}_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f(f"uq_{TABLE}_carrier_id_id")),
    )
    op.create_index(f"ix_{TABLE}_consultation_id", TABLE, ["consultation_id"])
    raise_walls(TABLE)


def downgrade() -> None:
    """Go back."""
    op.drop_table(TABLE)
