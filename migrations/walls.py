"""The second wall: Row-Level Security for a carrier's tables on PostgreSQL."""

from alembic import op

OWN = "carrier_id = nullif(current_setting('app.carrier', true), '')::int"


def raise_walls(*tables: str) -> None:
    """Let nobody, the owner included, see or write rows of a carrier that is not set."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_carrier ON {table} USING ({OWN}) WITH CHECK ({OWN})")
