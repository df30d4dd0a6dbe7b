"""A change of carrier."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _changes()
    _takeovers()
    raise_walls("carrier_change", "takeover")


def _changes() -> None:
    """What the old carrier proposed."""
    op.create_table(
        "carrier_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("to_carrier_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("answer IN ('yes', 'no')", name=op.f("ck_carrier_change_answer")),
        sa.CheckConstraint(
            "outcome IN ('moved', 'closed', 'called_off')", name=op.f("ck_carrier_change_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_carrier_change_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["to_carrier_id"], ["carrier.id"], name=op.f("fk_carrier_change_to_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_carrier_change_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_carrier_change_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_change")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_carrier_change_carrier_id_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_carrier_change_uid")),
    )
    is_open = sa.text("outcome IS NULL")
    op.create_index(
        "uq_carrier_change_open",
        "carrier_change",
        ["client_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _takeovers() -> None:
    """What the new carrier is to take over."""
    op.create_table(
        "takeover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_carrier_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_takeover_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["from_carrier_id"], ["carrier.id"], name=op.f("fk_takeover_from_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["person.id"], name=op.f("fk_takeover_accepted_by_id")
        ),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name=op.f("fk_takeover_manager_id")),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_takeover_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeover")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_takeover_carrier_id_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_takeover_uid")),
    )
    op.create_index("ix_takeover_carrier_client", "takeover", ["carrier_id", "client_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("takeover")
    op.drop_table("carrier_change")
