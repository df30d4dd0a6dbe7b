"""Referrals, the end of a case, and the note for a successor."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ENDS = (
    "'self_reliant', 'moved', 'max_duration', 'no_longer_eligible', 'no_contact', 'own_wish',"
    " 'handover', 'deceased'"
)
KINDS = "'information', 'handover'"
STATES = (
    "'prepared', 'consent_missing', 'consented', 'sent', 'accepted', 'declined', 'no_answer',"
    " 'started', 'finished', 'dropped'"
)
ANSWERS = "'agrees', 'has_wish', 'not_reached'"


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("case_file") as batch:
        batch.add_column(sa.Column("extension_reason", sa.Text(), nullable=True))
        batch.add_column(sa.Column("end_reason", sa.Text(), nullable=True))
        batch.add_column(sa.Column("closed_at", INSTANT, nullable=True))
        batch.add_column(sa.Column("closed_by_id", sa.Integer(), nullable=True))
        batch.create_check_constraint(op.f("ck_case_file_end_reason"), f"end_reason IN ({ENDS})")
        batch.create_foreign_key(
            op.f("fk_case_file_closed_by_id"), "person", ["closed_by_id"], ["id"]
        )
    _create_referral()
    _create_handover_note()
    raise_walls("referral", "handover_note")


def _create_referral() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("consent_thread", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("prepared_at", INSTANT, nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("state_at", INSTANT, nullable=False),
        sa.Column("occasion_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("scope_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("result_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_referral_kind")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_referral_state")),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_referral_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_referral_carrier_id")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_referral_offer_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_referral_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_referral_carrier_id_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_referral_uid")),
    )
    op.create_index("ix_referral_carrier_client", "referral", ["carrier_id", "client_id"])
    op.create_index("ix_referral_consent_thread", "referral", ["consent_thread"])


def _create_handover_note() -> None:
    op.create_table(
        "handover_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("client_answer", sa.Text(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            f"client_answer IN ({ANSWERS})", name=op.f("ck_handover_note_client_answer")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_handover_note_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "handover_id"],
            ["handover.carrier_id", "handover.id"],
            name=op.f("fk_handover_note_carrier_id_handover_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_handover_note_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_note")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_handover_note_carrier_id_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_handover_note_uid")),
        sa.UniqueConstraint("handover_id", name=op.f("uq_handover_note_handover_id")),
    )
    op.create_index("ix_handover_note_carrier_client", "handover_note", ["carrier_id", "client_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_handover_note_carrier_client", table_name="handover_note")
    op.drop_table("handover_note")
    op.drop_index("ix_referral_consent_thread", table_name="referral")
    op.drop_index("ix_referral_carrier_client", table_name="referral")
    op.drop_table("referral")
    with op.batch_alter_table("case_file") as batch:
        batch.drop_constraint(op.f("ck_case_file_end_reason"), type_="check")
        batch.drop_constraint(op.f("fk_case_file_closed_by_id"), type_="foreignkey")
        for name in ("closed_by_id", "closed_at", "end_reason", "extension_reason"):
            batch.drop_column(name)
