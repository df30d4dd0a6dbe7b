"""Consultations and notes."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# Notes are kept for a time of their own.
KEPT = ("retention_rule", "retention_mark")
ENTITIES = "entity IN ('reminders', 'appointments', 'notes', 'plan', 'record')"
OLD_ENTITIES = "entity IN ('reminders', 'appointments', 'plan', 'record')"


def upgrade() -> None:
    """Go forward."""
    _consultation()
    _note("case_note", sa.Column("kept_for_id", sa.Integer(), nullable=False))
    _note("shared_note")
    raise_walls("consultation", "case_note", "shared_note")
    for table in KEPT:
        _let_entities(table, ENTITIES)


def _consultation() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("minutes_bucket", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("interpreter_kind", sa.Text(), nullable=False),
        sa.Column("plan_changed", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("awaits_client", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "form IN ('office', 'open_hours', 'outreach', 'phone', 'video', 'group', 'message')",
            name=op.f("ck_consultation_form"),
        ),
        sa.CheckConstraint(
            "minutes_bucket IN (15, 30, 60, 90)", name=op.f("ck_consultation_minutes_bucket")
        ),
        sa.CheckConstraint(
            "interpreter_kind IN ('none', 'professional', 'volunteer', 'family', 'phone')",
            name=op.f("ck_consultation_interpreter_kind"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_consultation_by_id")),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_consultation_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_consultation_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint(
            "carrier_id", "by_id", "op_id", name=op.f("uq_consultation_carrier_id_by_id_op_id")
        ),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_consultation_carrier_id_id")),
    )
    op.create_index(
        "ix_consultation_carrier_client", "consultation", ["carrier_id", "client_id", "on"]
    )
    op.create_index("ix_consultation_carrier_by", "consultation", ["carrier_id", "by_id", "on"])


def _note(table: str, *more: sa.Column[int]) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        *more,
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["carrier_id", column],
                [f"{target}.carrier_id", f"{target}.id"],
                name=op.f(f"fk_{table}_carrier_id_{column}"),
            )
            for target, column in (("client", "client_id"), ("consultation", "consultation_id"))
        ),
        *(
            sa.ForeignKeyConstraint(
                [column.name], ["person.id"], name=op.f(f"fk_{table}_{column.name}")
            )
            for column in (sa.Column("author_id", sa.Integer()), *more)
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f(f"fk_{table}_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{table}_uid")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f(f"uq_{table}_carrier_id_id")),
    )
    op.create_index(f"ix_{table}_carrier_client", table, ["carrier_id", "client_id"])


def _let_entities(table: str, rule: str) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_entity"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_entity"), rule)


def downgrade() -> None:
    """Go back."""
    for table in KEPT:
        _forget_notes(table)
        _let_entities(table, OLD_ENTITIES)
    for table in ("shared_note", "case_note", "consultation"):
        op.drop_table(table)


def _forget_notes(table: str) -> None:
    """Rows of all carriers, so the wall is open for this one statement."""
    kept = sa.table(table, sa.column("entity", sa.Text()))
    delete = sa.delete(kept).where(kept.c.entity == "notes")
    if op.get_bind().dialect.name != "postgresql":
        op.execute(delete)
        return
    op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(delete)
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
