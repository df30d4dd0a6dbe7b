"""The shared directory."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("application_process", sa.Text(), nullable=True),
        sa.Column("is_free", sa.Boolean(), nullable=False),
        sa.Column("fees_description", sa.Text(), nullable=True),
        sa.Column("eligibility_description", sa.Text(), nullable=True),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("maximum_age", sa.Integer(), nullable=True),
        sa.Column("min_level", sa.Text(), nullable=True),
        sa.Column("has_childcare", sa.Boolean(), nullable=False),
        sa.Column("is_step_free", sa.Boolean(), nullable=False),
        sa.Column("municipality_ags", sa.String(length=8), nullable=False),
        sa.Column("assured_date", sa.Date(), nullable=True),
        sa.Column("assured_by", sa.Text(), nullable=True),
        sa.Column("assured_before", sa.Date(), nullable=True),
        sa.Column("assured_by_before", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_modified", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('course', 'advice', 'cafe', 'club', 'kita', 'school', 'company', 'other')",
            name=op.f("ck_offer_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('suggested', 'draft', 'in_check', 'published', 'suspended', 'expired', 'archived')",
            name=op.f("ck_offer_state"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_ags"], ["municipality.ags"], name=op.f("fk_offer_municipality_ags")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_offer_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(
        "ix_offer_municipality_state", "offer", ["municipality_ags", "state"], unique=False
    )
    op.create_table(
        "location",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("location_type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("address_1", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("transportation", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_location_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    op.create_index(op.f("ix_location_offer_id"), "location", ["offer_id"], unique=False)
    op.create_table(
        "offer_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('closed', 'moved', 'other_hours', 'wrong_phone', 'other')",
            name=op.f("ck_offer_issue_kind"),
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_issue_offer_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_offer_issue_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_issue")),
    )
    op.create_index(op.f("ix_offer_issue_offer_id"), "offer_issue", ["offer_id"], unique=False)
    op.create_table(
        "offer_language",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offer_language_offer_id")
        ),
        sa.PrimaryKeyConstraint("offer_id", "code", name=op.f("pk_offer_language")),
    )
    op.create_table(
        "offer_search",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("municipality_ags", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_search_offer_id")),
        sa.PrimaryKeyConstraint("offer_id", "lang", name=op.f("pk_offer_search")),
    )
    op.create_index(
        "ix_offer_search_town_lang", "offer_search", ["municipality_ags", "lang"], unique=False
    )
    op.create_table(
        "offer_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("municipality_ags", sa.String(length=8), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("was_accepted", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_offer_suggestion_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_ags"],
            ["municipality.ags"],
            name=op.f("fk_offer_suggestion_municipality_ags"),
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offer_suggestion_offer_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_offer_suggestion_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_suggestion")),
    )
    op.create_index(
        "ix_offer_suggestion_municipality_ags",
        "offer_suggestion",
        ["municipality_ags"],
        unique=False,
    )
    op.create_table(
        "phone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_phone_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone")),
    )
    op.create_index(op.f("ix_phone_offer_id"), "phone", ["offer_id"], unique=False)
    op.create_table(
        "schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("freq", sa.Text(), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("byday", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("closes_at", sa.Time(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("freq IN ('WEEKLY', 'MONTHLY')", name=op.f("ck_schedule_freq")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_schedule_order")),
        sa.CheckConstraint(
            "interval = 1 OR valid_from IS NOT NULL", name=op.f("ck_schedule_anchor")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_schedule_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
    )
    op.create_index(op.f("ix_schedule_offer_id"), "schedule", ["offer_id"], unique=False)
    op.create_table(
        "translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source_version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["person.id"], name=op.f("fk_translation_checked_by_id")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_translation_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation")),
        sa.UniqueConstraint(
            "offer_id", "field", "lang", name=op.f("uq_translation_offer_id_field_lang")
        ),
    )
    op.create_table(
        "bookmark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_bookmark_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_bookmark_carrier_id")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_bookmark_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_bookmark_carrier_id_id")),
        sa.UniqueConstraint("client_id", "offer_id", name=op.f("uq_bookmark_client_id_offer_id")),
    )
    op.create_index(
        "ix_bookmark_carrier_client", "bookmark", ["carrier_id", "client_id"], unique=False
    )
    raise_walls("bookmark")


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_bookmark_carrier_client", table_name="bookmark")
    op.drop_table("bookmark")
    op.drop_table("translation")
    op.drop_index(op.f("ix_schedule_offer_id"), table_name="schedule")
    op.drop_table("schedule")
    op.drop_index(op.f("ix_phone_offer_id"), table_name="phone")
    op.drop_table("phone")
    op.drop_index("ix_offer_suggestion_municipality_ags", table_name="offer_suggestion")
    op.drop_table("offer_suggestion")
    op.drop_index("ix_offer_search_town_lang", table_name="offer_search")
    op.drop_table("offer_search")
    op.drop_table("offer_language")
    op.drop_index(op.f("ix_offer_issue_offer_id"), table_name="offer_issue")
    op.drop_table("offer_issue")
    op.drop_index(op.f("ix_location_offer_id"), table_name="location")
    op.drop_table("location")
    op.drop_index("ix_offer_municipality_state", table_name="offer")
    op.drop_table("offer")
    op.drop_table("organization")
