"""Appointments and replies."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_local", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("ics_uid", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('counselling', 'review', 'authority', 'course', 'school', 'doctor', 'offer', 'group', 'outreach')",
            name=op.f("ck_appointment_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'proposed', 'confirmed', 'held', 'cancelled_client', 'cancelled_staff', 'missed', 'offered_again')",
            name=op.f("ck_appointment_state"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "step_id"],
            ["step.carrier_id", "step.id"],
            name=op.f("fk_appointment_carrier_id_step_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_appointment_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["organiser_id"], ["person.id"], name=op.f("fk_appointment_organiser_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_appointment_carrier_id_id")),
        sa.UniqueConstraint("ics_uid", name=op.f("uq_appointment_ics_uid")),
    )
    op.create_index(
        "ix_appointment_carrier_starts", "appointment", ["carrier_id", "starts_at"], unique=False
    )
    op.create_index(
        op.f("ix_appointment_organiser_id"), "appointment", ["organiser_id"], unique=False
    )
    op.create_table(
        "participation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reply IN ('yes', 'no', 'later', 'call_me')", name=op.f("ck_participation_reply")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "appointment_id"],
            ["appointment.carrier_id", "appointment.id"],
            name=op.f("fk_participation_carrier_id_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_participation_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_participation_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sa.UniqueConstraint(
            "appointment_id", "client_id", name=op.f("uq_participation_appointment_id_client_id")
        ),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_participation_carrier_id_id")),
    )
    op.create_index(
        "ix_participation_carrier_client",
        "participation",
        ["carrier_id", "client_id"],
        unique=False,
    )
    op.create_table(
        "bring_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("doc_type", sa.Text(), nullable=True),
        sa.Column("own_words", sa.Text(), nullable=True),
        sa.Column("have_it", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id", "participation_id"],
            ["participation.carrier_id", "participation.id"],
            name=op.f("fk_bring_item_carrier_id_participation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_bring_item_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bring_item")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_bring_item_carrier_id_id")),
    )
    op.create_index(
        op.f("ix_bring_item_participation_id"), "bring_item", ["participation_id"], unique=False
    )
    raise_walls("appointment", "participation", "bring_item")


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_bring_item_participation_id"), table_name="bring_item")
    op.drop_table("bring_item")
    op.drop_index("ix_participation_carrier_client", table_name="participation")
    op.drop_table("participation")
    op.drop_index(op.f("ix_appointment_organiser_id"), table_name="appointment")
    op.drop_index("ix_appointment_carrier_starts", table_name="appointment")
    op.drop_table("appointment")
