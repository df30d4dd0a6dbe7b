"""What imports bring along."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_LISTS = (
    "places", "times", "phones", "languages", "contacts", "documents", "prices", "for_whom",
    "course_kinds",
)  # fmt: skip


def _columns() -> list[sa.Column[Any]]:
    """Somebody says yes, a worker writes it, and the page says how far it is."""
    return [
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("trouble", sa.Text(), server_default=sa.text("''"), nullable=False),
    ]


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("intake") as batch:
        for column in _columns():
            batch.add_column(column)
        batch.create_foreign_key(op.f("fk_intake_taken_by_id"), "person", ["taken_by_id"], ["id"])
    _allow("checking", "checked", "taking", "taken", "dropped")
    _say_again("before")


def downgrade() -> None:
    """Go back."""
    # What waits to be written waits for a yes again.
    op.execute("UPDATE intake SET state = 'checked' WHERE state = 'taking'")
    _allow("checking", "checked", "taken", "dropped")
    with op.batch_alter_table("intake") as batch:
        batch.drop_constraint(op.f("fk_intake_taken_by_id"), type_="foreignkey")
        for column in _columns():
            batch.drop_column(column.name)
    _say_again("now")


def _allow(*states: str) -> None:
    """In which states a file may be."""
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("intake") as batch:
        batch.drop_constraint(op.f("ck_intake_state"), type_="check")
        batch.create_check_constraint(op.f("ck_intake_state"), f"state IN ({listed})")


def _say_again(which: str) -> None:
    """While a conflict is open, what was said before it counts as said last; once it did not.

    Lists are decided part by part: the next file opens these anew.
    """
    entry = sa.table("intake_entry", sa.column("id"), sa.column("said", sa.JSON))
    conflict = sa.table(
        "intake_conflict",
        *(sa.column(name) for name in ("id", "entry_id", "field", "settled_at")),
        sa.column("values", sa.JSON),
    )
    bind = op.get_bind()
    rows = bind.execute(
        sa.select(conflict.c.entry_id, conflict.c.field, conflict.c["values"], entry.c.said)
        .join_from(conflict, entry, entry.c.id == conflict.c.entry_id)
        .where(conflict.c.settled_at.is_(None))
    ).all()
    said: dict[int, dict[str, Any]] = {}
    for entry_id, field, values, held in rows:
        if "/" not in field and not (field in _LISTS and which == "now"):
            said.setdefault(entry_id, dict(held))[field] = values[which]
    for entry_id, told in said.items():
        bind.execute(sa.update(entry).where(entry.c.id == entry_id).values(said=told))
    is_list = sa.or_(conflict.c.field.in_(_LISTS), conflict.c.field.like("places/%"))
    bind.execute(sa.delete(conflict).where(conflict.c.settled_at.is_(None), is_list))
