"""Records at rest (Art. 18 GDPR), and the trail by day."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

WALLED = ("client", "data_request")
# What was asked and granted before the program kept to it.
GRANTED = """
    UPDATE client SET restricted_at = (
        SELECT max(answered_at) FROM data_request
        WHERE data_request.client_id = client.id AND kind = 'restrict' AND state = 'answered'
    )
"""


def upgrade() -> None:
    """Go forward."""
    op.add_column("client", sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True))
    lifted = sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("data_request", lifted)
    op.add_column("data_request", sa.Column("lift_reason", sa.Text(), nullable=True))
    op.create_index("ix_access_log_carrier_at", "access_log", ["carrier_id", "at", "id"])
    is_walled = op.get_bind().dialect.name == "postgresql"
    for table in WALLED if is_walled else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(GRANTED)
    for table in WALLED if is_walled else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    """Go back. Who asked for rest has none any more."""
    op.drop_index("ix_access_log_carrier_at", "access_log")
    op.drop_column("data_request", "lift_reason")
    op.drop_column("data_request", "lifted_at")
    op.drop_column("client", "restricted_at")
