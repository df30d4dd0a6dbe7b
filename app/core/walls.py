"""The second wall as PostgreSQL's catalogue shows it: the role, the policies, the foreign keys.

SQLite has no such wall. The first one (core/tenancy.py) stands on both.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from app.core.db import Base, db
from app.core.tenancy import Tenant


class UnsafeRole(Exception):
    """The application's database role could pass the second wall by; the text says what to do."""


# because: these three only ask the catalogue, which has no models and no carriers
_ROLE = sa.text(  # because: see above
    """
    SELECT current_user AS name, r.rolsuper, r.rolbypassrls,
           (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'S', 'v', 'm')
               AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owned
      FROM pg_roles r WHERE r.rolname = current_user
    """
)
_TABLES = sa.text(  # because: see above
    """
    SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
           coalesce(bool_or(p.polcmd = '*' AND p.polqual IS NOT NULL
                            AND p.polwithcheck IS NOT NULL), false) AS guarded,
           coalesce(bool_and(pg_get_expr(p.polqual, c.oid) LIKE '%app.carrier%'), false) AS narrow
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_policy p ON p.polrelid = c.oid
     WHERE c.relkind = 'r' AND n.nspname = 'public' GROUP BY 1, 2, 3
    """
)
_KEYS = sa.text(  # because: see above
    """
    SELECT k.conname AS name, child.relname AS child, parent.relname AS parent,
           array(SELECT a.attname::text FROM unnest(k.conkey) AS no
                   JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = no) AS columns
      FROM pg_constraint k
      JOIN pg_class child ON child.oid = k.conrelid
      JOIN pg_class parent ON parent.oid = k.confrelid
      JOIN pg_namespace n ON n.oid = child.relnamespace
     WHERE k.contype = 'f' AND n.nspname = 'public'
    """
)


def tenant_tables() -> set[str]:
    """Tables of the models that belong to one carrier."""
    return {
        str(mapper.local_table.name)  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Tenant)
    }


def role_faults(connection: sa.Connection) -> tuple[str, list[str]]:
    """The name of this connection's role, and by what it could pass the wall."""
    role = connection.execute(_ROLE).one()
    faults = {
        "is a superuser": role.rolsuper,
        "has BYPASSRLS": role.rolbypassrls,
        f"owns {role.owned} tables and sequences": role.owned and not role.rolsuper,
    }
    return role.name, [words for words, is_true in faults.items() if is_true]


def lacking(connection: sa.Connection) -> Iterator[str]:
    """What tables of carriers lack, so that the database would show their rows to anybody."""
    found = {row.name: row for row in connection.execute(_TABLES)}
    for name in sorted(tenant_tables()):
        row = found.get(name)
        if row is None:
            yield f"{name} is missing"
            continue
        lacks = {
            "ENABLE": row.enabled,
            "FORCE": row.forced,
            "a policy with USING and WITH CHECK": row.guarded,
            "policies by carrier alone": row.narrow,
        }
        yield from (f"{name} lacks {words}" for words, is_there in lacks.items() if not is_there)


def loose_keys(connection: sa.Connection) -> Iterator[str]:
    """Foreign keys that could point at another carrier's row."""
    tenants = tenant_tables()
    for key in connection.execute(_KEYS):
        if key.parent in tenants and "carrier_id" not in key.columns:
            yield f"{key.child}.{', '.join(key.columns)} may cross carriers"


def init_app(app: Flask, *, is_strict: bool) -> None:
    """In real use, refuse each connection of a role that could pass the wall by, from the start.

    A database that cannot be reached is another matter: /healthz tells, and the first
    connection is looked at when it comes.
    """
    if is_strict:
        with app.app_context():
            _demand_safe_role(db.engine)


def _demand_safe_role(engine: sa.Engine) -> None:
    if engine.dialect.name != "postgresql":
        return
    event.listen(engine, "engine_connect", _refuse_unsafe)
    try:
        engine.connect().close()
    except sa.exc.OperationalError:
        return
    finally:
        engine.dispose()  # what forks now must not share a connection


def _refuse_unsafe(connection: sa.Connection) -> None:
    """Look once at each connection the pool opened."""
    if connection.info.get("role_is_safe"):
        return
    name, faults = role_faults(connection)
    connection.rollback()
    if faults:
        connection.invalidate()
        raise UnsafeRole(
            f"The database role {name} of SCHRITTWEISE_DATABASE_URL {' and '.join(faults)}: "
            "it could read past the walls between carriers. Name an ordinary role there, and the "
            "owner of the tables in SCHRITTWEISE_OWNER_DATABASE_URL for `flask db upgrade`."
        )
    connection.info["role_is_safe"] = True
