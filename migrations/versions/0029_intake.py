"""What was taken in from files: lists, files, what each said last, where people must decide."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "intake_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_ags", sa.String(length=8), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "format IN ('hsds', 'integreat', 'csv')", name=op.f("ck_intake_source_format")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_ags"],
            ["municipality.ags"],
            name=op.f("fk_intake_source_municipality_ags"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_source")),
        sa.UniqueConstraint(
            "municipality_ags",
            "format",
            "name",
            name=op.f("uq_intake_source_municipality_ags_format_name"),
        ),
    )
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('checking', 'checked', 'taken', 'dropped')", name=op.f("ck_intake_state")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_intake_by_id")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["intake_source.id"], name=op.f("fk_intake_source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
    )
    op.create_index(op.f("ix_intake_source_id"), "intake", ["source_id"], unique=False)
    op.create_table(
        "intake_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("was_kept", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_intake_entry_offer_id")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["intake_source.id"], name=op.f("fk_intake_entry_source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_entry")),
        sa.UniqueConstraint("source_id", "key", name=op.f("uq_intake_entry_source_id_key")),
    )
    op.create_index(op.f("ix_intake_entry_offer_id"), "intake_entry", ["offer_id"], unique=False)
    op.create_table(
        "intake_conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("took_file", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["intake_entry.id"], name=op.f("fk_intake_conflict_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_intake_conflict_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_conflict")),
    )
    op.create_index(
        "ix_intake_conflict_entry_settled",
        "intake_conflict",
        ["entry_id", "settled_at"],
        unique=False,
    )
    op.create_table(
        "intake_row",
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('waiting', 'created', 'updated', 'unchanged', 'rejected')",
            name=op.f("ck_intake_row_verdict"),
        ),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_intake_row_intake_id")),
        sa.PrimaryKeyConstraint("intake_id", "position", name=op.f("pk_intake_row")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("intake_row")
    op.drop_index("ix_intake_conflict_entry_settled", table_name="intake_conflict")
    op.drop_table("intake_conflict")
    op.drop_index(op.f("ix_intake_entry_offer_id"), table_name="intake_entry")
    op.drop_table("intake_entry")
    op.drop_index(op.f("ix_intake_source_id"), table_name="intake")
    op.drop_table("intake")
    op.drop_table("intake_source")
