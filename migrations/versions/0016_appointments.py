"""Appointments in full: wishes for a time, outcomes, interpreters, and each change with its author.

SQLite copies a table to change it, and a table that others point at cannot be dropped: what
points at `participation` lets go of it for that moment.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

POINTER = "fk_bring_item_carrier_id_participation_id"
REPLIES = "reply IN ('yes', 'no', 'later', 'help', 'call_me')"
OLD_REPLIES = "reply IN ('yes', 'no', 'later', 'call_me')"
CHECKS = {
    "outcome": "outcome IN ('attended', 'attended_late', 'missed')",
    "missed_reason": "missed_reason IN ('ill', 'letter_late', 'work', 'childcare', 'transport', 'forgot', 'language', 'unknown')",
    "interpreter_kind": "interpreter_kind IN ('professional', 'phone', 'volunteer')",
}
COLUMNS = (
    ("outcome", sa.Text()),
    ("missed_reason", sa.Text()),
    ("outcome_at", sa.DateTime(timezone=True)),
    ("outcome_by_id", sa.Integer()),
    ("interpreter_kind", sa.Text()),
    ("interpreter_language", sa.Text()),
)
STATES = "state IN ('requested', 'proposed', 'confirmed', 'held', 'cancelled_client', 'cancelled_staff', 'missed', 'offered_again')"


def upgrade() -> None:
    """Go forward."""
    op.add_column("appointment", sa.Column("link", sa.Text(), nullable=True))
    op.add_column(
        "appointment",
        sa.Column("is_accompanied", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    _let_go()
    with op.batch_alter_table("participation") as batch:
        batch.drop_constraint(op.f("ck_participation_reply"), type_="check")
        for name, kind in COLUMNS:
            batch.add_column(sa.Column(name, kind, nullable=True))
        batch.create_check_constraint(op.f("ck_participation_reply"), REPLIES)
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_participation_{name}"), rule)
        batch.create_foreign_key(
            op.f("fk_participation_outcome_by_id"), "person", ["outcome_by_id"], ["id"]
        )
    _hold_again()
    _create_move_request()
    _create_appointment_change()
    raise_walls("move_request", "appointment_change")


def _let_go() -> None:
    with op.batch_alter_table("bring_item") as batch:
        batch.drop_constraint(op.f(POINTER), type_="foreignkey")


def _hold_again() -> None:
    with op.batch_alter_table("bring_item") as batch:
        batch.create_foreign_key(
            op.f(POINTER), "participation", ["carrier_id", "participation_id"], ["carrier_id", "id"]
        )


def _create_move_request() -> None:
    op.create_table(
        "move_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("wished_local", sa.DateTime(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("own_words", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined')", name=op.f("ck_move_request_state")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "participation_id"],
            ["participation.carrier_id", "participation.id"],
            name=op.f("fk_move_request_carrier_id_participation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_move_request_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_move_request_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_request")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_move_request_carrier_id_id")),
    )
    op.create_index("ix_move_request_participation_id", "move_request", ["participation_id"])
    op.create_index(
        "uq_move_request_open",
        "move_request",
        ["participation_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _create_appointment_change() -> None:
    op.create_table(
        "appointment_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("next_id", sa.Integer(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(STATES, name=op.f("ck_appointment_change_state")),
        sa.ForeignKeyConstraint(
            ["carrier_id", "appointment_id"],
            ["appointment.carrier_id", "appointment.id"],
            name=op.f("fk_appointment_change_carrier_id_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "next_id"],
            ["appointment.carrier_id", "appointment.id"],
            name=op.f("fk_appointment_change_carrier_id_next_id"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_appointment_change_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_appointment_change_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_change")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_appointment_change_carrier_id_id")),
    )
    op.create_index(
        "ix_appointment_change_appointment_id", "appointment_change", ["appointment_id"]
    )


def _answer_in_old_words() -> None:
    """Change what the older check refuses, in all carriers: their owner must see the rows."""
    is_walled = op.get_bind().dialect.name == "postgresql"
    if is_walled:
        op.execute("ALTER TABLE participation NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE participation SET reply = 'call_me' WHERE reply = 'help'")
    if is_walled:
        op.execute("ALTER TABLE participation FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    """Go back. A request for help becomes one for a call: the nearest of the older answers."""
    op.drop_table("appointment_change")
    op.drop_table("move_request")
    _answer_in_old_words()
    _let_go()
    with op.batch_alter_table("participation") as batch:
        batch.drop_constraint(op.f("fk_participation_outcome_by_id"), type_="foreignkey")
        for name in ("reply", *CHECKS):
            batch.drop_constraint(op.f(f"ck_participation_{name}"), type_="check")
        for name, _kind in COLUMNS:
            batch.drop_column(name)
        batch.create_check_constraint(op.f("ck_participation_reply"), OLD_REPLIES)
    _hold_again()
    op.drop_column("appointment", "is_accompanied")
    op.drop_column("appointment", "link")
