"""Free text in several languages: whose words in which language and version; translations."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

WORDS = {"goal": "own_words", "step": "own_words", "shared_note": "body"}


def upgrade() -> None:
    """Go forward."""
    for table, column in WORDS.items():
        for one in (
            sa.Column(f"{column}_lang", sa.Text(), nullable=False, server_default="de"),
            sa.Column(f"{column}_version", sa.Integer(), nullable=False, server_default="1"),
            sa.Column(f"{column}_at", sa.DateTime(timezone=True), nullable=True),
        ):
            op.add_column(table, one)
    add_translations()
    raise_walls("personal_translation")
    op.add_column(
        "offer", sa.Column("words_version", sa.Integer(), nullable=False, server_default="1")
    )
    op.execute("UPDATE offer SET words_version = version")
    op.add_column(
        "translation", sa.Column("source_lang", sa.Text(), nullable=False, server_default="de")
    )
    for name in ("minor_edit", "in_translation"):
        op.add_column(
            "translation",
            sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()),
        )


def add_translations() -> None:
    """Personal texts in other languages, sealed."""
    op.create_table(
        "personal_translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("source_lang", sa.Text(), nullable=False),
        sa.Column("source_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("minor_edit", sa.Boolean(), nullable=False),
        sa.Column("in_translation", sa.Boolean(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "entity IN ('goal', 'step', 'shared_note')",
            name=op.f("ck_personal_translation_entity"),
        ),
        sa.CheckConstraint(
            "origin IN ('human', 'machine', 'provider')",
            name=op.f("ck_personal_translation_origin"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["person.id"], name=op.f("fk_personal_translation_checked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_personal_translation_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_personal_translation_carrier_id_client_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_translation")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_personal_translation_carrier_id_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_personal_translation_uid")),
        sa.UniqueConstraint(
            "carrier_id",
            "entity",
            "entity_id",
            "field",
            "lang",
            name=op.f("uq_personal_translation_carrier_id_entity_entity_id_field_lang"),
        ),
    )
    op.create_index(
        "ix_personal_translation_carrier_client",
        "personal_translation",
        ["carrier_id", "client_id"],
    )


def downgrade() -> None:
    """Go back."""
    for name in ("in_translation", "minor_edit", "source_lang"):
        op.drop_column("translation", name)
    op.drop_column("offer", "words_version")
    op.drop_table("personal_translation")
    for table, column in WORDS.items():
        for name in ("at", "version", "lang"):
            op.drop_column(table, f"{column}_{name}")
