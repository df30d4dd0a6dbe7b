"""The living plan: what must come first, whose wish a step is, and that she declined it."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    for name in ("wished_by_client", "was_declined"):
        op.add_column(
            "step", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    _private_steps_are_wishes()
    op.create_table(
        "step_dependency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("step_id != first_id", name=op.f("ck_step_dependency_other")),
        sa.ForeignKeyConstraint(
            ["carrier_id", "step_id"],
            ["step.carrier_id", "step.id"],
            name=op.f("fk_step_dependency_carrier_id_step_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "first_id"],
            ["step.carrier_id", "step.id"],
            name=op.f("fk_step_dependency_carrier_id_first_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_step_dependency_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_dependency")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_step_dependency_carrier_id_id")),
        sa.UniqueConstraint(
            "step_id", "first_id", name=op.f("uq_step_dependency_step_id_first_id")
        ),
    )
    op.create_index(op.f("ix_step_dependency_first_id"), "step_dependency", ["first_id"])
    raise_walls("step_dependency")


def _private_steps_are_wishes() -> None:
    """In all carriers: their owner must see the rows."""
    is_walled = op.get_bind().dialect.name == "postgresql"
    if is_walled:
        op.execute("ALTER TABLE step NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE step SET wished_by_client = private_to_client")
    if is_walled:
        op.execute("ALTER TABLE step FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_step_dependency_first_id"), table_name="step_dependency")
    op.drop_table("step_dependency")
    for name in ("was_declined", "wished_by_client"):
        op.drop_column("step", name)
