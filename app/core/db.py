"""Base, column types, the session and transaction(): the only commit in the house."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa
from flask import Flask, has_request_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

from app.core.direct import direct_request
from app.core.errors import Missing

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PREPARED = 400  # statements a connection of PostgreSQL keeps; its driver's 100 would not hold ours
LARGEST = 2**31 - 1  # what integer columns hold: a larger number would break the statement

# True while the running request or job means to write: SQLite then begins IMMEDIATE, since a
# transaction that reads first and writes later fails at once under load, busy_timeout or not.
WRITE: ContextVar[bool] = ContextVar("write", default=False)


Found = TypeVar("Found")


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant in UTC; refuses naive values. Columns end in `_at`."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Store UTC; SQLite keeps no zone, so it gets the naive UTC value."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return an aware value in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The one base of all models; types follow from the annotations."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        str: sa.Text(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
    }


def one_of(column: str, values: Iterable[object]) -> sa.CheckConstraint:
    """The database itself refuses a word that is not in our list."""
    listed = ", ".join(f"'{v}'" if isinstance(v, str) else str(v) for v in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def among(column: Any, words: Iterable[str]) -> sa.ColumnElement[bool]:
    """The column holds one of a few words. For statements that run with every page: SQLite builds
    a table of a list of three each time it runs.
    """
    return sa.or_(*(column == word for word in words))


LocalDateTime = sa.DateTime(timezone=False)  # wall time people agreed on; columns end in `_local`

db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    session_options={"expire_on_commit": False},
)


def init_app(app: Flask) -> None:
    """Connect the application to its database and prepare each connection."""
    db.init_app(app)
    app.before_request(_note_intent)
    with app.app_context():
        prepare(db.engine)
        if db.engine.dialect.name != "sqlite":  # before the extension's own, which ends the rest
            app.teardown_appcontext(_end_reading)


def prepare(engine: sa.Engine) -> None:
    """Give connections their settings and their BEGIN."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "connect", _keep_prepared)
        event.listen(engine, "begin", _begin_reading)


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy begins, not the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=20000",  # a list of 10,000 offers is one change: others wait till it is in
        "foreign_keys=ON",
        "secure_delete=ON",  # what was deleted is overwritten: an erased person is in no file
    ):
        connection.execute("PRAGMA " + pragma)


def _begin(connection: sa.Connection) -> None:
    if WRITE.get():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # every page begins with it, and it waits for nobody: SQLAlchemy need not look after it
        connection.connection.driver_connection.execute("BEGIN")  # type: ignore[union-attr]


def _keep_prepared(connection: Any, _record: object) -> None:
    connection.prepared_max = PREPARED


def _begin_reading(connection: sa.Connection) -> None:
    """What a request only reads is begun READ ONLY: nothing can be written past transaction()."""
    begins_reading = has_request_context() and not WRITE.get()
    driver: Any = connection.connection.driver_connection
    if driver.read_only is not begins_reading:
        driver.read_only = begins_reading


def _end_reading(error: BaseException | None) -> None:
    """PostgreSQL's driver forgets its prepared statements with each ROLLBACK, and planning ours
    takes four times as long as running them: what was only read ends with COMMIT.
    """
    if error is None and db.session.registry.has() and is_reading(db.session()):
        begun = db.session.connection().get_transaction()
        if begun is not None:  # beneath the session: what it may still hold is not written
            begun.commit()


def is_reading(session: Session) -> bool:
    """True while a transaction is open that was begun READ ONLY, on PostgreSQL."""
    if not session.in_transaction() or not session.is_active:
        return False
    connection = session.connection()
    if connection.invalidated:
        return False
    return getattr(connection.connection.driver_connection, "read_only", None) is True


def analyze(engine: sa.Engine, *, rows: int) -> None:
    """Let SQLite count what its indexes hold, looking at so many rows of each."""
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA analysis_limit = {rows}")
        connection.exec_driver_sql("ANALYZE")


def _note_intent() -> None:
    """Before the first query of a request: an unsafe method is going to write."""
    WRITE.set(direct_request().method not in SAFE)


def one_or_missing(statement: sa.Select[Found]) -> Found:
    """The row that is asked for; raise Missing when the viewer may see none."""
    found: Found | None = db.session.scalar(statement)
    if found is None:
        raise Missing
    return found


def insert_into(table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that says what becomes of a row that is there already: ON CONFLICT of either."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


@contextmanager
def one_look() -> Iterator[sa.Connection]:
    """A connection for one statement that only reads: what the driver itself begins for it."""
    with db.engine.connect() as connection:
        yield connection
        connection.connection.commit()


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what happens inside as one change, or undo all of it.

    Where nothing was going to be written (commands, the worker, a GET that keeps a trail, a
    request that has made its change) whatever was being read is ended first, so that SQLite can
    begin a writing transaction. A request that has made its change only reads: to draw its answer
    it locks out nobody.
    """
    session: Session = db.session()
    is_new = not WRITE.get()
    if is_reading(session) or (is_new and has_request_context() and session.in_transaction()):
        session.commit()
    mark = WRITE.set(True)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        if has_request_context():
            WRITE.set(False)
        else:
            WRITE.reset(mark)
