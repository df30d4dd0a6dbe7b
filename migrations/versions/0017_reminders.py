"""Reminders in full; titles and entitlements."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KINDS = "'appointment', 'step', 'title', 'entitlement', 'offer'"
FINAL = "'accepted', 'expired', 'superseded', 'dead'"


def upgrade() -> None:
    """Go forward."""
    # Added in place: a copied table would lose its index on an expression.
    op.add_column("reminder", sa.Column("params", sa.JSON(), nullable=True))
    op.add_column(
        "reminder",
        sa.Column("is_private", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "worker_beat", sa.Column("clock_jumped_at", sa.DateTime(timezone=True), nullable=True)
    )
    add_wishes()
    add_papers()
    op.create_table(
        "offer_move",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_move_offer_id")),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_offer_move")),
    )
    op.create_index("ix_offer_move_changed_at", "offer_move", ["changed_at"])
    op.create_table(
        "zone_rules",
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("zone", name=op.f("pk_zone_rules")),
    )
    raise_walls("reminder_rule", "reminder_choice", "residence_title", "course_entitlement")
    guard_final_states()


def add_wishes() -> None:
    """When a carrier reminds, and what of it a client wants."""
    op.create_table(
        "reminder_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("offsets", sa.JSON(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        *own_carrier("reminder_rule"),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_reminder_rule_kind")),
        sa.UniqueConstraint("carrier_id", "kind", name=op.f("uq_reminder_rule_carrier_id_kind")),
    )
    op.create_table(
        "reminder_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("offsets", sa.JSON(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        *own_carrier("reminder_choice"),
        of_client("reminder_choice"),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_reminder_choice_kind")),
        sa.CheckConstraint("level IN (0, 1, 2)", name=op.f("ck_reminder_choice_level")),
        sa.UniqueConstraint("client_id", "kind", name=op.f("uq_reminder_choice_client_id_kind")),
    )


def add_papers() -> None:
    """Titles and entitlements, each with who reported it and when."""
    op.create_table(
        "residence_title",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        *own_carrier("residence_title"),
        of_client("residence_title"),
        sa.CheckConstraint(
            "kind IN ('permission_pending', 'toleration', 'fictional', 'residence_permit', "
            "'settlement_permit', 'other')",
            name=op.f("ck_residence_title_kind"),
        ),
        reporter("residence_title"),
    )
    op.create_table(
        "course_entitlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("obligated", sa.Boolean(), nullable=False),
        sa.Column("issued_by_kind", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("course_started_on", sa.Date(), nullable=True),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        *own_carrier("course_entitlement"),
        of_client("course_entitlement"),
        sa.CheckConstraint(
            "kind IN ('integration', 'vocational')", name=op.f("ck_course_entitlement_kind")
        ),
        sa.CheckConstraint(
            "issued_by_kind IN ('authority', 'jobcenter', 'bamf')",
            name=op.f("ck_course_entitlement_issued_by_kind"),
        ),
        reporter("course_entitlement"),
    )
    for table in ("residence_title", "course_entitlement"):
        op.create_index(f"ix_{table}_carrier_client", table, ["carrier_id", "client_id"])


def own_carrier(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """What every table of a carrier has."""
    return (
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f(f"fk_{table}_carrier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f(f"uq_{table}_carrier_id_id")),
    )


def of_client(table: str) -> sa.ForeignKeyConstraint:
    """A client of the same carrier."""
    return sa.ForeignKeyConstraint(
        ["carrier_id", "client_id"],
        ["client.carrier_id", "client.id"],
        name=op.f(f"fk_{table}_carrier_id_client_id"),
    )


def reporter(table: str) -> sa.CheckConstraint:
    """Who said so."""
    return sa.CheckConstraint(
        "reported_by IN ('client', 'manager')", name=op.f(f"ck_{table}_reported_by")
    )


def guard_final_states() -> None:
    """The database itself lets no reminder leave a final state."""
    leaves = f"OLD.state IN ({FINAL}) AND NEW.state <> OLD.state"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER reminder_stays_final BEFORE UPDATE OF state ON reminder WHEN {leaves} "
            "BEGIN SELECT RAISE(ABORT, 'a reminder never leaves a final state'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_to_leave_a_final_state() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'a reminder never leaves a final state' "
        "USING ERRCODE = 'check_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER reminder_stays_final BEFORE UPDATE OF state ON reminder FOR EACH ROW "
        f"WHEN ({leaves}) EXECUTE FUNCTION refuse_to_leave_a_final_state()"
    )


def downgrade() -> None:
    """Go back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER reminder_stays_final")
    else:
        op.execute("DROP TRIGGER reminder_stays_final ON reminder")
        op.execute("DROP FUNCTION refuse_to_leave_a_final_state()")
    for table in (
        "zone_rules",
        "offer_move",
        "course_entitlement",
        "residence_title",
        "reminder_choice",
        "reminder_rule",
    ):
        op.drop_table(table)
    op.drop_column("worker_beat", "clock_jumped_at")
    op.drop_column("reminder", "is_private")
    op.drop_column("reminder", "params")
