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
    op.create_table(
        "network_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_ags", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("shown_until", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_network_post_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_post")),
    )
    op.create_index("ix_network_post_shown_until", "network_post", ["shown_until"])
    op.create_table(
        "contact_card",
        sa.Column("area_ags", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("what_for", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_contact_card_changed_by_id")
        ),
        sa.PrimaryKeyConstraint("area_ags", name=op.f("pk_contact_card")),
    )
    op.create_table(
        "translation_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_translation_claim_offer_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_translation_claim_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_claim")),
        sa.UniqueConstraint(
            "offer_id", "lang", name=op.f("uq_translation_claim_offer_id_lang")
        ),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("translation_claim")
    op.drop_table("contact_card")
    op.drop_index("ix_network_post_shown_until", table_name="network_post")
    op.drop_table("network_post")
    op.drop_index("ix_offer_shown_in_area_ags", table_name="offer_shown_in")
    op.drop_table("offer_shown_in")
    op.drop_index("ix_need_signal_municipality_ags_topic", table_name="need_signal")
    op.drop_table("need_signal")
