"""Reminders, deliveries, subscriptions."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "worker_beat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_beat")),
    )
    op.create_table(
        "call_list_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('reached', 'not_reached', 'message_left', 'not_needed')",
            name=op.f("ck_call_list_entry_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_call_list_entry_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_call_list_entry_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["person.id"], name=op.f("fk_call_list_entry_done_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_list_entry")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_call_list_entry_carrier_id_id")),
        sa.UniqueConstraint(
            "client_id",
            "subject",
            "subject_id",
            "version",
            name=op.f("uq_call_list_entry_client_id_subject_subject_id_version"),
        ),
    )
    op.create_index(
        "ix_call_list_entry_open",
        "call_list_entry",
        ["carrier_id", "client_id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("endpoint_hash", sa.Text(), nullable=False),
        sa.Column("p256dh", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_because", sa.Text(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_push_subscription_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_push_subscription_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_push_subscription_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_push_subscription_carrier_id_id")),
        sa.UniqueConstraint(
            "client_id",
            "endpoint_hash",
            name=op.f("uq_push_subscription_client_id_endpoint_hash"),
        ),
    )
    op.create_index(
        "ix_push_subscription_carrier_client",
        "push_subscription",
        ["carrier_id", "client_id"],
        unique=False,
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("offset", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.Text(), nullable=True),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'leased', 'accepted', 'retry', 'expired', 'superseded', 'dead')",
            name=op.f("ck_reminder_state"),
        ),
        sa.CheckConstraint(
            "subject IN ('appointment', 'step', 'title', 'entitlement', 'offer', 'message')",
            name=op.f("ck_reminder_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_reminder_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_reminder_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_reminder_carrier_id_id")),
        sa.UniqueConstraint(
            "client_id",
            "subject",
            "subject_id",
            "version",
            "offset",
            name=op.f("uq_reminder_client_id_subject_subject_id_version_offset"),
        ),
    )
    op.create_index(
        "ix_reminder_carrier_client", "reminder", ["carrier_id", "client_id"], unique=False
    )
    op.create_index(
        "reminder_wake",
        "reminder",
        ["carrier_id", sa.text("coalesce(lease_until, next_try, due_at)")],
        unique=False,
        sqlite_where=sa.text("state IN ('planned', 'retry', 'leased')"),
        postgresql_where=sa.text("state IN ('planned', 'retry', 'leased')"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("ack_token", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id", "reminder_id"],
            ["reminder.carrier_id", "reminder.id"],
            name=op.f("fk_delivery_carrier_id_reminder_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "subscription_id"],
            ["push_subscription.carrier_id", "push_subscription.id"],
            name=op.f("fk_delivery_carrier_id_subscription_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_delivery_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("ack_token", name=op.f("uq_delivery_ack_token")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_delivery_carrier_id_id")),
        sa.UniqueConstraint(
            "reminder_id", "subscription_id", name=op.f("uq_delivery_reminder_id_subscription_id")
        ),
    )
    raise_walls("call_list_entry", "push_subscription", "reminder", "delivery")


def downgrade() -> None:
    """Go back."""
    op.drop_table("delivery")
    op.drop_index("reminder_wake", table_name="reminder")
    op.drop_index("ix_reminder_carrier_client", table_name="reminder")
    op.drop_table("reminder")
    op.drop_index("ix_push_subscription_carrier_client", table_name="push_subscription")
    op.drop_table("push_subscription")
    op.drop_index("ix_call_list_entry_open", table_name="call_list_entry")
    op.drop_table("call_list_entry")
    op.drop_table("worker_beat")
