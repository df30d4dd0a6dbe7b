"""Consents, support ties, grants."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STATES = "'offered', 'given', 'refused', 'withdrawn', 'expired', 'superseded'"
HOW = "'own_tap', 'oral', 'oral_with_interpreter', 'signature'"
TIE_STATES = "'proposed', 'granted', 'paused', 'ended'"


def upgrade() -> None:
    """Go forward."""
    _create_consent()
    _keep_as_written()
    _create_tie()
    op.create_table(
        "tie_index",
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["person.id"], name=op.f("fk_tie_index_volunteer_id")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_tie_index_carrier_id")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_tie_index")),
    )
    op.create_index("ix_tie_index_volunteer_id", "tie_index", ["volunteer_id"])
    raise_walls("consent", "support_tie", "share_grant")


def _create_consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("explained_by_id", sa.Integer(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("given_at", INSTANT, nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_consent_state")),
        sa.CheckConstraint(f"how IN ({HOW})", name=op.f("ck_consent_how")),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_consent_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_consent_carrier_id")),
        sa.ForeignKeyConstraint(
            ["explained_by_id"], ["person.id"], name=op.f("fk_consent_explained_by_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_consent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_consent_carrier_id_id")),
        sa.UniqueConstraint("thread", "no", name=op.f("uq_consent_thread_no")),
    )
    op.create_index("ix_consent_carrier_client", "consent", ["carrier_id", "client_id"])
    op.create_index(
        "ix_consent_carrier_purpose", "consent", ["carrier_id", "purpose", "text_version"]
    )


def _keep_as_written() -> None:
    """What was agreed to is never changed afterwards, by nobody and by no slip in our code."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER consent_stays BEFORE UPDATE ON consent"
            " BEGIN SELECT RAISE(ABORT, 'rows of consent are only added'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION consent_stays() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'rows of consent are only added'; END $$"
    )
    op.execute(
        "CREATE TRIGGER consent_stays BEFORE UPDATE ON consent"
        " FOR EACH ROW EXECUTE FUNCTION consent_stays()"
    )


def _create_tie() -> None:
    op.create_table(
        "support_tie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("granted_at", INSTANT, nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state IN ({TIE_STATES})", name=op.f("ck_support_tie_state")),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_support_tie_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_support_tie_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["person.id"], name=op.f("fk_support_tie_volunteer_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_support_tie_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_tie")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_support_tie_carrier_id_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_support_tie_uid")),
    )
    op.create_index("ix_support_tie_carrier_client", "support_tie", ["carrier_id", "client_id"])
    is_open = sa.text("state <> 'ended'")
    op.create_index(
        "uq_support_tie_open",
        "support_tie",
        ["client_id", "volunteer_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "share_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tie_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('appointment', 'step')", name=op.f("ck_share_grant_kind")),
        sa.ForeignKeyConstraint(
            ["carrier_id", "tie_id"],
            ["support_tie.carrier_id", "support_tie.id"],
            name=op.f("fk_share_grant_carrier_id_tie_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_share_grant_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_grant")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_share_grant_carrier_id_id")),
        sa.UniqueConstraint(
            "tie_id", "kind", "subject_id", name=op.f("uq_share_grant_tie_id_kind_subject_id")
        ),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_tie_index_volunteer_id", table_name="tie_index")
    op.drop_table("tie_index")
    op.drop_table("share_grant")
    op.drop_index("uq_support_tie_open", table_name="support_tie")
    op.drop_index("ix_support_tie_carrier_client", table_name="support_tie")
    op.drop_table("support_tie")
    op.drop_index("ix_consent_carrier_purpose", table_name="consent")
    op.drop_index("ix_consent_carrier_client", table_name="consent")
    op.drop_table("consent")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION consent_stays()")
