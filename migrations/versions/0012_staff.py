"""Staff accounts and the carriers' own texts."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ADDED = (("person", "full_name"), ("role_grant", "closed_at"), ("substitution", "ended_at"))


def upgrade() -> None:
    """Go forward."""
    for table, column in ADDED:
        kind = sa.Text() if column == "full_name" else sa.DateTime(timezone=True)
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, kind, nullable=True))
    op.create_table(
        "volunteer_profile",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("helps_with", sa.JSON(), nullable=False),
        sa.Column("confidentiality_signed_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("vetted_by", sa.Text(), nullable=False),
        sa.Column("certificate_seen_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_volunteer_profile_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_volunteer_profile")),
    )
    op.create_table(
        "carrier_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("source_no", sa.Integer(), nullable=True),
        sa.Column("restores_no", sa.Integer(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_carrier_text_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_carrier_text_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_text")),
        sa.UniqueConstraint(
            "carrier_id", "language", "no", name=op.f("uq_carrier_text_carrier_id_language_no")
        ),
    )
    _create_handover()
    raise_walls("handover")


def _create_handover() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id", "case_id"],
            ["case_file.carrier_id", "case_file.id"],
            name=op.f("fk_handover_carrier_id_case_id"),
        ),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_handover_carrier_id")),
        sa.ForeignKeyConstraint(["from_id"], ["person.id"], name=op.f("fk_handover_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name=op.f("fk_handover_to_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_handover_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_handover_carrier_id_id")),
    )
    op.create_index(
        "ix_handover_carrier_case", "handover", ["carrier_id", "case_id"], unique=False
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_handover_carrier_case", table_name="handover")
    op.drop_table("handover")
    op.drop_table("carrier_text")
    op.drop_table("volunteer_profile")
    for table, column in reversed(ADDED):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
