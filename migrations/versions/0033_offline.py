"""What a phone did without net."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "received_op",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_received_op_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_received_op_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_op")),
        sa.UniqueConstraint(
            "carrier_id", "client_id", "op_id", name=op.f("uq_received_op_carrier_id_client_id_op_id")
        ),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_received_op_carrier_id_id")),
    )
    raise_walls("received_op")


def downgrade() -> None:
    """Go back."""
    op.drop_table("received_op")
