"""Run migrations as the tables' owner; written files never import the application."""

import re

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app.core.db import UtcDateTime, db
from app.core.sealed import Ciphertext
from migrations.walls import let_in


def render_item(kind: str, item: object, _autogen: object) -> str | bool:
    """Write our own column types as what the database sees."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Ciphertext):
        return "sa.LargeBinary()"
    return False


def name_revision(_context: object, _revision: object, directives: list) -> None:
    """Number revisions and remember the newest in HEAD, so that two branches collide in git."""
    if not directives:
        return
    folder = context.script.dir
    taken = [int(re.match(r"\d+", s.revision)[0]) for s in context.script.walk_revisions()]
    directives[0].rev_id = f"{max(taken, default=0) + 1:04d}"
    with open(f"{folder}/HEAD", "w") as head:
        head.write(directives[0].rev_id + "\n")


def migrate() -> None:
    """Run in one transaction; SQLite cannot change a table in place, so it is copied."""
    engine, is_apart = owners_engine()
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=current_app.extensions["migrate"].db.metadata,
            render_as_batch=engine.dialect.name == "sqlite",
            render_item=render_item,
            process_revision_directives=name_revision,
            compare_server_default=True,
            include_name=lambda name, *_: "offer_search_letters" not in str(name),
        )
        with context.begin_transaction():
            context.run_migrations()
            if is_apart:
                let_in(connection, application_role())
        connection.commit()
    if is_apart:
        engine.dispose()


def owners_engine() -> tuple[sa.Engine, bool]:
    """The engine of the tables' owner, and whether it is another than the application's."""
    settings = current_app.config["SETTINGS"]
    if settings.owner_database_url == settings.database_url:
        return db.engine, False
    return sa.create_engine(settings.owner_database_url, poolclass=sa.NullPool), True


def application_role() -> str:
    """As whom the application connects: its address need not say so."""
    with db.engine.connect() as connection:
        return connection.scalar(sa.text("SELECT current_user"))


migrate()
