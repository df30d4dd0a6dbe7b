"""Data requests, retention, holds, tombstones."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("access_log") as batch:
        batch.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch.add_column(
            sa.Column("stood_in", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("access_log") as batch:
        batch.alter_column("stood_in", server_default=None)
    _data_request()
    _retention_rule()
    _retention_run()
    _retention_mark()
    _legal_hold()
    _erasure_tombstone()
    raise_walls("data_request", "retention_rule", "retention_run", "retention_mark", "legal_hold")


def _data_request() -> None:
    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about_table", sa.Text(), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("about_column", sa.Text(), nullable=True),
        sa.Column("own_words", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("identity_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identity_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('access', 'rectify', 'erase', 'restrict', 'portability')",
            name=op.f("ck_data_request_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'identity_ok', 'in_work', 'answered', 'partly_refused')",
            name=op.f("ck_data_request_state"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_data_request_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_data_request_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_data_request_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["identity_by_id"], ["person.id"], name=op.f("fk_data_request_identity_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["person.id"], name=op.f("fk_data_request_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_data_request_carrier_id_id")),
    )
    op.create_index(
        "ix_data_request_carrier_client", "data_request", ["carrier_id", "client_id"], unique=False
    )


def _retention_rule() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "action IN ('delete', 'anonymise')", name=op.f("ck_retention_rule_action")
        ),
        sa.CheckConstraint(
            "entity IN ('reminders', 'appointments', 'plan', 'record')",
            name=op.f("ck_retention_rule_entity"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_retention_rule_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
        sa.UniqueConstraint(
            "carrier_id", "entity", name=op.f("uq_retention_rule_carrier_id_entity")
        ),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_retention_rule_carrier_id_id")),
    )


def _retention_run() -> None:
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ran_on", sa.Date(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_retention_run_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_retention_run_carrier_id_id")),
        sa.UniqueConstraint(
            "carrier_id", "ran_on", name=op.f("uq_retention_run_carrier_id_ran_on")
        ),
    )


def _retention_mark() -> None:
    op.create_table(
        "retention_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "entity IN ('reminders', 'appointments', 'plan', 'record')",
            name=op.f("ck_retention_mark_entity"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_retention_mark_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_retention_mark_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_mark")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_retention_mark_carrier_id_id")),
        sa.UniqueConstraint("client_id", "entity", name=op.f("uq_retention_mark_client_id_entity")),
    )


def _legal_hold() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_legal_hold_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_legal_hold_carrier_id")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_legal_hold_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_legal_hold_carrier_id_id")),
    )
    op.create_index(
        "ix_legal_hold_carrier_client", "legal_hold", ["carrier_id", "client_id"], unique=False
    )


def _erasure_tombstone() -> None:
    op.create_table(
        "erasure_tombstone",
        sa.Column("client_uid", sa.Uuid(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client_uid", name=op.f("pk_erasure_tombstone")),
    )


def downgrade() -> None:
    """Go back."""
    for table in (
        "erasure_tombstone",
        "legal_hold",
        "retention_mark",
        "retention_run",
        "retention_rule",
        "data_request",
    ):
        op.drop_table(table)
    with op.batch_alter_table("access_log") as batch:
        batch.drop_column("stood_in")
        batch.drop_column("reason")
