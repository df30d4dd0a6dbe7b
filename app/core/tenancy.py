"""The carrier of this request or job. Without one, a carrier's rows cannot be touched.

First wall: every ORM statement on a Tenant gets `carrier_id = <carrier>`; with none set it raises.
Second wall (PostgreSQL): the same carrier is set for Row-Level Security in each transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria

from app.core import clock
from app.core.db import db

_carrier: ContextVar[int | None] = ContextVar("carrier", default=None)
_TOLD = "carrier_told"  # of a session: what the database knows in the transaction that is open
_UNKNOWN = 0  # no carrier has this number


class NoCarrier(sa.exc.DontWrapMixin, RuntimeError):
    """A carrier's table was touched while no carrier was open: a programming error."""


def current_carrier() -> int:
    """Return the id of the open carrier or raise NoCarrier."""
    carrier_id = _carrier.get()
    if carrier_id is None:
        raise NoCarrier("open a carrier before touching its tables")
    return carrier_id


def find_carrier() -> int | None:
    """Return the id of the open carrier, None when there is none."""
    return _carrier.get()


def open_carrier(carrier_id: int | None) -> None:
    """Open a carrier for the rest of this request; None closes it."""
    _carrier.set(carrier_id)
    if not db.session.registry.has():
        return  # what is not begun yet tells the database when it begins
    session: Session = db.session()
    if session.in_transaction() and session.info.get(_TOLD, _UNKNOWN) != carrier_id:
        _tell_database(session, session.connection())


class telling(sa.sql.functions.FunctionElement[str]):
    """A column that tells the database the carrier of the row it stands in.

    A way to the database less where the row says whose rows the request is about. At most one row
    may be found; who reads it says so with `told_by()`, and opens or closes the carrier then.
    """

    type = sa.Text()
    inherit_cache = True
    name = "telling"


@compiles(telling)
def _tell_nobody(element: telling, _compiler: Any, **_more: Any) -> str:
    return "NULL"


@compiles(telling, "postgresql")
def _tell_beside(element: telling, compiler: Any, **more: Any) -> str:
    (carrier_id,) = element.clauses
    told = f"coalesce(CAST({compiler.process(carrier_id, **more)} AS TEXT), '')"
    return f"set_config('app.carrier', {told}, true)"


def told_by(row: Any) -> None:
    """A row with a `telling` column was read: the database knows its carrier by now."""
    db.session.info[_TOLD] = row.carrier_id


@contextmanager
def carrier_opened(carrier_id: int) -> Iterator[None]:
    """Open a carrier for a block of a job or test, then go back to the one before."""
    before = _carrier.get()
    open_carrier(carrier_id)
    try:
        yield
    finally:
        open_carrier(before)


class Tenant:
    """Mixin of every table that belongs to one carrier."""

    carrier_id: Mapped[int] = mapped_column(
        sa.ForeignKey("carrier.id"), default=lambda: current_carrier(), index=False
    )


def within_carrier(table: str, column: str) -> sa.ForeignKeyConstraint:
    """A foreign key that cannot point at another carrier's row."""
    return sa.ForeignKeyConstraint(["carrier_id", column], [f"{table}.carrier_id", f"{table}.id"])


def identified(*more: Any) -> tuple[Any, ...]:
    """Table arguments of a Tenant that others point at: the pair (carrier, id) is unique."""
    return (sa.UniqueConstraint("carrier_id", "id"), *more)


# Built once: the carrier is asked for when a statement runs, not when it is written down.
_OWN_CARRIER = sa.bindparam("own_carrier", callable_=current_carrier, type_=sa.Integer())
_OWN_ROWS = with_loader_criteria(
    Tenant,
    lambda cls: cls.carrier_id == _OWN_CARRIER,
    include_aliases=True,
    track_closure_variables=False,
)


# What was built once is walled once, too; the rest leaves with its statement.
_WALLED: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


@event.listens_for(Session, "do_orm_execute")
def _first_wall(state: ORMExecuteState) -> None:
    """Restrict every ORM statement to the open carrier's rows."""
    if state.is_column_load or state.is_relationship_load:
        return  # these carry the criteria of the statement they came from
    state.statement = walled(state.statement)


def walled(statement: Any) -> Any:
    """The statement restricted to the open carrier's rows, by whatever way it runs."""
    known = _WALLED.get(statement)
    if known is None:
        known = _WALLED[statement] = statement.options(_OWN_ROWS)
    return known


@event.listens_for(Session, "before_flush")
def _no_foreign_rows(session: Session, _context: object, _instances: object) -> None:
    """Refuse to write a row for a carrier that is not open."""
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Tenant) and row.carrier_id not in (None, current_carrier()):
            raise NoCarrier(f"{type(row).__name__} belongs to another carrier")


@event.listens_for(Session, "after_begin")
def _second_wall(session: Session, _transaction: object, connection: sa.Connection) -> None:
    """A new transaction knows no carrier: as long as none is open there is nothing to say."""
    session.info[_TOLD] = None
    if _carrier.get() is not None or not clock.was_told_lately():
        _tell_database(session, connection)


@event.listens_for(Session, "after_soft_rollback")
def _forget_told(session: Session, _transaction: object) -> None:
    """What was told after a savepoint went with it."""
    session.info.pop(_TOLD, None)


def _tell_database(session: Session, connection: sa.Connection) -> None:
    """Set the carrier for this transaction; it ends with it, so no pooled connection keeps it.

    The same statement tells us the database's time.
    """
    session.info[_TOLD] = _carrier.get()
    if connection.dialect.name != "postgresql":
        return
    value = "" if _carrier.get() is None else str(_carrier.get())
    _, told = connection.execute(_SET_CARRIER, {"value": value}).one()
    clock.follow(told)


_SET_CARRIER = sa.text("SELECT set_config('app.carrier', :value, true), clock_timestamp()")
