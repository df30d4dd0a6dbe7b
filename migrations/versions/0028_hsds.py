"""Offers in HSDS terms: whom to ask, what to bring, prices, accessibility, terms, changes."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

COLUMNS = {
    "organization": ("logo", "mailbox", "phone"),
    "offer": ("wait_time", "interpretation_services", "alert", "funding"),
    "schedule": ("attending_type", "notes"),
    "offer_language": ("note",),
    "phone": ("extension", "description"),
}
TABLES = ("offer_change", "offer_term", "accessibility", "cost_option", "required_document",
          "contact")  # fmt: skip


def upgrade() -> None:
    """Go forward."""
    for table, columns in COLUMNS.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.Text(), nullable=True))
    op.add_column("organization", sa.Column("parent_organization_id", sa.Uuid(), nullable=True))
    op.add_column(
        "schedule", sa.Column("bymonthday", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    _create_part(
        "contact",
        sa.Column("title", sa.Text(), nullable=False),
        *_texts("department", "mailbox", "phone"),
    )
    _create_part(
        "required_document",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        *_texts("uri"),
    )
    _create_part(
        "cost_option",
        *_texts("option"),
        sa.Column("amount", sa.Numeric(10, 2), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        *_texts("amount_description"),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
    )
    _create_part(
        "offer_change",
        sa.Column("field_name", sa.Text(), nullable=False),
        sa.Column("previous_value", sa.Text(), nullable=False),
        sa.Column("replacement_value", sa.Text(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    _create_accessibility()
    _create_term()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=True) for name in names]


def _create_part(table: str, *columns: sa.Column) -> None:
    """A table whose rows belong to one offer each."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f(f"fk_{table}_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_offer_id"), table, ["offer_id"])


def _create_accessibility() -> None:
    op.create_table(
        "accessibility",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        *_texts("details", "url"),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
            name=op.f("fk_accessibility_location_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accessibility")),
    )
    op.create_index(op.f("ix_accessibility_location_id"), "accessibility", ["location_id"])


def _create_term() -> None:
    op.create_table(
        "offer_term",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("taxonomy", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "taxonomy IN ('for_whom', 'course_kind')", name=op.f("ck_offer_term_taxonomy")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_term_offer_id")),
        sa.PrimaryKeyConstraint("offer_id", "taxonomy", "term", name=op.f("pk_offer_term")),
    )
    op.create_index("ix_offer_term_taxonomy_term", "offer_term", ["taxonomy", "term"])


def downgrade() -> None:
    """Go back."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("schedule", "bymonthday")
    op.drop_column("organization", "parent_organization_id")
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_column(table, column)
