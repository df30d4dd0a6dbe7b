"""Statements that are built once and only read: their rows, without what a session does besides.

A session looks after rows that somebody may change, and a statement built anew for each request
takes longer to build than to run. `read()` turns a statement that stands at the top of a module
into the database's own words once and hands those to the connection of this request, in the same
transaction. What holds for every reader (states, kinds, a day) stands in the words themselves, so
that the database plans with it and a partial index fits. Nothing is passed by: the carrier's wall
is part of the statement, and without an open carrier it does not run.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import lru_cache, partial
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from app.core.db import UtcDateTime, db, one_look
from app.core.direct import direct_g
from app.core.tenancy import walled

Statement = sa.Select[*tuple[Any, ...]]
Asked = ParamSpec("Asked")
Card = TypeVar("Card")
Reader = Callable[[Any], Any]  # from the value of the driver to ours, or back
_LASTING = (sa.Uuid, sa.Date, sa.DateTime, UtcDateTime)  # nobody can change what is read of them
_kept: dict[tuple[str, str, Any], Reader] = {}
_built: list[Any] = []
_prepared: WeakKeyDictionary[Statement, dict[str, "_Prepared"]] = WeakKeyDictionary()


def built_once(build: Callable[Asked, sa.Select[Any]]) -> Callable[Asked, sa.Select[Any]]:
    """A statement that holds for what it is built with: a day, a version of a text, a yes or no."""
    kept = lru_cache(4)(build)
    _built.append(kept)
    return kept  # type: ignore[return-value]  # because: its wrapper takes any arguments


def forget_built() -> None:
    """Build them anew: something they are made of has become another."""
    for kept in _built:
        kept.cache_clear()


def read(statement: Statement, **values: Any) -> Sequence[Any]:
    """The rows of a statement that was built before, with these values for its parameters.

    A row is a named tuple: a name for each column, `_asdict()` for all.
    """
    return _rows(_connection(), statement, values)


def _connection() -> sa.Connection:
    """The connection of this request: its session is asked again when a transaction has ended."""
    here = direct_g()
    known: sa.Connection | None = here.get("connection")
    if known is None or known.closed:
        known = here.connection = db.session.connection()
    return known


def glance(statement: Statement, **values: Any) -> Sequence[Any]:
    """The same in a transaction of its own that is over at once: for a question that belongs to no
    carrier, and that most requests end with.
    """
    with one_look() as connection:
        return _rows(connection, statement, values)


def _rows(
    connection: sa.Connection, statement: Statement, values: Mapping[str, Any]
) -> Sequence[Any]:
    known = _prepared.setdefault(statement, {})
    dialect = connection.dialect
    if dialect.name not in known:
        known[dialect.name] = _Prepared(statement, dialect)
    return known[dialect.name].rows(connection, values)


def ask(statement: Statement, **values: Any) -> Sequence[Any]:
    """The same for a statement that was built for this request, or takes a list of any length."""
    return _connection().execute(walled(statement), values).all()


def card_of(kind: type[Card], values: dict[str, Any], **more: Any) -> Card:
    """A frozen card that takes over these values, as its own `__init__` would make it.

    That sets one frozen field after the other, which takes longer than the database needs for the
    row. Defaults stand in the class; a value nobody gave is missed by who asks for it.
    """
    card = object.__new__(kind)
    values.update(more)
    object.__setattr__(card, "__dict__", values)
    return card


class _Prepared:
    """A statement in the words of one kind of database, and how its rows are read."""

    def __init__(self, statement: Statement, dialect: sa.Dialect) -> None:
        compiled = walled(statement).compile(dialect=_speaking_plainly(dialect))
        self._words, self._order = str(compiled), compiled.positiontup
        # psycopg looks through words with names in them each time, as soon as they are long.
        self._open_cursor = getattr(dialect.loaded_dbapi, "RawCursor", None)
        if self._open_cursor is not None:
            self._words = self._words.replace("%%", "%")
        # The wall stands at each table with the same name: its value is asked for once.
        named = {name: bind for bind, name in compiled.bind_names.items() if _is_open(bind)}
        self._open = [
            (name, bind, _writer(_impl(bind, dialect), dialect)) for name, bind in named.items()
        ]
        if any(bind.expanding for _name, bind, _write in self._open):
            raise TypeError("a list of any length has no fixed words: ask()")
        self._types = [_impl(column, dialect) for column in statement.selected_columns]
        self._dialect = dialect
        self._new: Any = None  # a row from its values; no names of columns are known before
        self._readers: list[tuple[int, Reader]] = []

    def rows(self, connection: sa.Connection, values: Mapping[str, Any]) -> list[Any]:
        """Run it in the transaction of this connection."""
        given: Any = {}
        for name, bind, write in self._open:
            value = values[bind.key] if bind.callable is None else bind.callable()
            given[name] = value if write is None else write(value)
        if self._order is not None:
            given = [given[name] for name in self._order]
        cursor = self._cursor(connection)
        try:
            # As SQLAlchemy runs its own small statements: counted and its faults named, but no
            # result is put up that would take longer than the rows do.
            connection._cursor_execute(cursor, self._words, given)
            if self._new is None:
                self._look_at(cursor.description)
            return self._made(cursor.fetchall())
        finally:
            cursor.close()

    def _cursor(self, connection: sa.Connection) -> Any:
        """Of the driver; one that takes words as they are, where it has such a one."""
        if self._open_cursor is None:
            return connection.connection.cursor()
        return self._open_cursor(connection.connection.driver_connection)

    def _look_at(self, description: Sequence[Any]) -> None:
        """The driver names the kinds of columns with its first answer."""
        readers = [
            _reader(kind, self._dialect, column[1])
            for kind, column in zip(self._types, description, strict=True)
        ]
        self._readers = [(place, read) for place, read in enumerate(readers) if read is not None]
        # Last, because it says that all is known: another thread may run the same statement.
        names = [column[0] for column in description]
        row: Any = namedtuple("row", names)  # type: ignore[misc]  # because: known when it runs
        self._new = partial(tuple.__new__, row)

    def _made(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """Rows of the driver in our types; nothing stays nothing."""
        if len(rows) < 2:  # more of them mostly hold the same: they are read by columns
            return [self._made_of(list(row)) for row in rows]
        columns = list(zip(*rows, strict=True))
        for place, read in self._readers:
            columns[place] = _read_all(columns[place], read)
        return [self._new(values) for values in zip(*columns, strict=True)]

    def _made_of(self, values: list[Any]) -> Any:
        for place, read in self._readers:
            if values[place] is not None:
                values[place] = read(values[place])
        return self._new(values)


def _read_all(column: tuple[Any, ...], read: Reader) -> tuple[Any, ...]:
    """Most columns hold the same in each row: then it is read once, and the rows share it."""
    first = column[0]
    if column.count(first) == len(column):
        return (None if first is None else read(first),) * len(column)
    return tuple([None if one is None else read(one) for one in column])


def _writer(kind: Any, dialect: sa.Dialect) -> Reader | None:
    """How a value of ours becomes the driver's; a day is mostly today, and written once."""
    found: Reader | None = kind.bind_processor(dialect)
    return lru_cache(64)(found) if found is not None and isinstance(kind, sa.Date) else found


def _reader(kind: Any, dialect: sa.Dialect, coded: Any) -> Reader | None:
    """How a value of the driver becomes ours; the same id, day or instant is read once."""
    found: Reader | None = kind.result_processor(dialect, coded)
    if found is None or not isinstance(kind, _LASTING):
        return found
    # One for all columns of a kind: what they keep is bounded by their number.
    return _kept.setdefault((dialect.name, repr(kind), coded), lru_cache(16_384)(found))


def _impl(thing: Any, dialect: sa.Dialect) -> Any:
    return thing.type.dialect_impl(dialect)


def _is_open(bind: Any) -> bool:
    """True for what each run has its own value for."""
    return bool(bind.required or bind.callable is not None)


class _Plainly:
    """Of a compiler: writes down what is the same in every run."""

    def visit_bindparam(self, bindparam: Any, *args: Any, **kw: Any) -> str:
        """A value that was there when the statement was built is a word like the others."""
        if not _is_open(bindparam):
            kw["literal_binds"] = True
        written: str = super().visit_bindparam(bindparam, *args, **kw)  # type: ignore[misc]
        return written


def _speaking_plainly(dialect: sa.Dialect) -> sa.Dialect:
    """The same dialect; each open value stands there once, how often it may be named."""
    plain = copy(dialect)
    plain.statement_compiler = type("Plainly", (_Plainly, dialect.statement_compiler), {})
    is_raw = hasattr(dialect.loaded_dbapi, "RawCursor")
    plain.paramstyle, plain.positional = ("numeric_dollar", True) if is_raw else ("named", False)
    return plain
