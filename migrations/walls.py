"""The second wall: Row-Level Security for a carrier's tables on PostgreSQL."""

import sqlalchemy as sa
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


def let_in(connection: sa.Connection, role: str) -> None:
    """Grant the application's role what it needs and nothing more, as often as it is asked.

    It reads and writes rows; it creates, empties and alters no table, not even a temporary one.
    """
    names = connection.dialect.identifier_preparer
    role = names.quote(role)
    database = names.quote(connection.scalar(sa.text("SELECT current_database()")))
    history = connection.scalar(sa.text("SELECT to_regclass('public.alembic_version')"))
    for statement in (
        f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}" if history else "",
    ):
        if statement:
            connection.execute(sa.text(statement))
