"""Series, groups and open hours.

A check that belongs to its column comes and goes with it: no table has to be copied for it.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

CHECKED = (
    ("appointment", "rhythm", "'weekly', 'fortnightly', 'monthly'"),
    ("participation", "ended", "'cancelled_client', 'cancelled_staff'"),
)


def upgrade() -> None:
    """Go forward."""
    op.add_column("appointment", sa.Column("series", sa.Uuid(), nullable=True))
    op.add_column(
        "participation", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "participation", sa.Column("revision", sa.Integer(), server_default="0", nullable=False)
    )
    for table, column, words in CHECKED:
        check = f"CONSTRAINT ck_{table}_{column} CHECK ({column} IN ({words}))"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT {check}")
    in_series = sa.text("series IS NOT NULL")
    op.create_index(
        "ix_appointment_series",
        "appointment",
        ["carrier_id", "series"],
        sqlite_where=in_series,
        postgresql_where=in_series,
    )
    _create_open_hours()
    _create_open_hours_closure()
    raise_walls("open_hours", "open_hours_closure")


def _create_open_hours() -> None:
    op.create_table(
        "open_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("on_holidays", sa.Boolean(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_open_hours_weekday")),
        sa.CheckConstraint("opens < closes", name=op.f("ck_open_hours_closes")),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["person.id"], name=op.f("fk_open_hours_manager_id")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_open_hours_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_hours")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_open_hours_carrier_id_id")),
    )
    op.create_index("ix_open_hours_manager_id", "open_hours", ["manager_id"])


def _create_open_hours_closure() -> None:
    op.create_table(
        "open_hours_closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_open_hours_closure_last_on")),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["person.id"], name=op.f("fk_open_hours_closure_manager_id")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_open_hours_closure_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_hours_closure")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_open_hours_closure_carrier_id_id")),
    )
    op.create_index("ix_open_hours_closure_manager_id", "open_hours_closure", ["manager_id"])


def downgrade() -> None:
    """Go back. Who had left a group is in it again: the older tables cannot say otherwise."""
    op.drop_table("open_hours_closure")
    op.drop_table("open_hours")
    op.drop_index("ix_appointment_series", "appointment")
    for table, column, _words in reversed(CHECKED):
        op.drop_column(table, column)
    op.drop_column("participation", "revision")
    op.drop_column("participation", "ended_at")
    op.drop_column("appointment", "series")
