"""Sealed fields: `phone = Sealed()` in a model is a text that the database holds as ciphertext.

    class CaseNote(Tenant, Base):
        id / uid: Mapped[uuid.UUID]   # made before the insert, part of what the value is bound to
        client_id: Mapped[int]        # whose key seals it
        body = Sealed()               # the column body_sealed; note.body is the text

A value opens only in its own table, column, carrier and row, and only with its client's data key.
No search, no sorting, no index. Writing is sealed when the session flushes; opening the fields of
any number of rows in a session costs one statement.
"""

import uuid
from collections.abc import Collection, Iterable
from typing import Any, overload

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from app.core import crypto
from app.core.cipher import Key, is_sealed, key_id_of, new_key
from app.core.db import Base, db
from app.core.tenancy import Tenant, current_carrier, find_carrier, within_carrier

_KEYS = "client keys"  # opened ones, kept in the session till its transaction ends


class KeyGone(Exception):
    """A field is to be sealed for a client without a data key: never made, or destroyed."""


class Ciphertext(sa.types.TypeDecorator[bytes]):
    """The column of a sealed field: plain text does not get into it, by whatever way."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: sa.Dialect) -> bytes | None:
        """Refuse what seal() did not make."""
        if value is not None and not is_sealed(value):
            raise ValueError("a sealed column takes sealed values alone")
        return value


class ClientKey(Tenant, Base):
    """A client's wrapped data key; without this row the sealed fields are gone."""

    __tablename__ = "client_key"
    __table_args__ = (within_carrier("client", "client_id"),)

    client_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wrapped: Mapped[bytes] = mapped_column(Ciphertext)

    def opened(self) -> Key:
        """The data key itself."""
        return opened_key(self.wrapped, carrier_id=self.carrier_id, client_id=self.client_id)


def new_client_key(client_id: int) -> ClientKey:
    """Make the data key of a client who has just been added, to be added to the session."""
    carrier_id = current_carrier()
    wrapped = wrapped_key(new_key(), carrier_id=carrier_id, client_id=client_id)
    return ClientKey(carrier_id=carrier_id, client_id=client_id, wrapped=wrapped)


def wrapped_key(key: Key, *, carrier_id: int, client_id: int) -> bytes:
    """A data key closed with the newest key-encryption key, for its client's row."""
    return crypto.wrapped(key, place=f"client_key.wrapped:{carrier_id}:{client_id}")


def opened_key(wrapped: bytes, *, carrier_id: int, client_id: int) -> Key:
    """The data key in a client's row; Unreadable when no key of the file fits."""
    return crypto.unwrapped(wrapped, place=f"client_key.wrapped:{carrier_id}:{client_id}")


def destroy_key(client_id: int) -> None:
    """Make all sealed fields of a client unreadable for good; there is no way back."""
    db.session.execute(sa.delete(ClientKey).where(ClientKey.client_id == client_id))
    db.session.info.pop(_KEYS, None)


class _Typed(bytes):
    """A text that waits in its column for being sealed; the column itself refuses it."""

    text: str

    @classmethod
    def of(cls, text: str) -> "_Typed":
        """Hold the text where neither repr nor log shows it."""
        held = cls()
        held.text = text
        return held


class Sealed:
    """A field of a model that is text in Python and ciphertext in the database."""

    def __init__(self, *, client: str = "client_id") -> None:
        self.client = client  # the column that says whose key seals it

    def __set_name__(self, owner: type, name: str) -> None:
        self.owner, self.name, self.column = owner, name, f"{name}_sealed"
        setattr(owner, self.column, mapped_column(Ciphertext, nullable=True))
        FIELDS.setdefault(owner, []).append(self)

    @overload
    def __get__(self, row: None, owner: type) -> "Sealed": ...
    @overload
    def __get__(self, row: object, owner: type) -> str | None: ...
    def __get__(self, row: Any, owner: type) -> "Sealed | str | None":
        """The text; None when there is none or the client's key has been destroyed."""
        if row is None:
            return self
        value: bytes | None = getattr(row, self.column)
        if value is None or isinstance(value, _Typed):
            return None if value is None else value.text
        session = object_session(row) or db.session()
        key = _key_of(session, getattr(row, self.client))
        if key is None:
            return None
        if key_id_of(value) not in (None, key.id):
            return self._asked_again(session, row)
        return self.unseal(
            value, key, carrier_id=row.carrier_id, uid=row.uid, client_id=getattr(row, self.client)
        )

    def __set__(self, row: object, text: str | None) -> None:
        setattr(row, self.column, None if text is None else _Typed.of(text))

    @property
    def sealed(self) -> Any:
        """The column, for statements."""
        return getattr(self.owner, self.column)

    @property
    def parts(self) -> tuple[Any, ...]:
        """What a statement of many rows selects for this field; it joins ClientKey itself."""
        owner: Any = self.owner
        columns = (owner.uid, owner.carrier_id, getattr(owner, self.client), ClientKey.wrapped)
        names = ("uid", "carrier_id", "client_id", "wrapped")
        labelled = (c.label(f"{self.name}_{n}") for c, n in zip(columns, names, strict=True))
        return (self.sealed.label(self.column), *labelled)

    def read(self, row: Any) -> str | None:
        """The text in a row that selected `parts`."""
        sealed, uid, carrier_id, client_id, wrapped = (
            getattr(row, f"{self.name}_{name}")
            for name in ("sealed", "uid", "carrier_id", "client_id", "wrapped")
        )
        if sealed is None or wrapped is None:
            return None
        key = opened_key(wrapped, carrier_id=carrier_id, client_id=client_id)
        return self.unseal(sealed, key, carrier_id=carrier_id, uid=uid, client_id=client_id)

    def unseal(
        self, value: bytes, key: Key, *, carrier_id: int, uid: uuid.UUID, client_id: int
    ) -> str:
        """Open a value of this row with the key of its client."""
        is_first = key_id_of(value) is None  # those were bound to the client's number
        place = self.place(carrier_id, client_id if is_first else uid)
        return key.unseal(value, place=place).decode()

    def seal(self, text: str, key: Key, *, carrier_id: int, uid: uuid.UUID) -> bytes:
        """Close a text for its row."""
        return key.seal(text.encode(), place=self.place(carrier_id, uid))

    def place(self, carrier_id: int, row_id: uuid.UUID | int) -> str:
        """Table, column, carrier and row: where a value opens, and nowhere else."""
        owner: Any = self.owner
        return f"{owner.__tablename__}.{self.column}:{carrier_id}:{row_id}"

    def _asked_again(self, session: Session, row: Any) -> str | None:
        """A key was replaced since this row was read: read value and key in one statement."""
        owner: Any = self.owner
        found = session.execute(
            sa.select(*self.parts)
            .join(ClientKey, ClientKey.client_id == getattr(owner, self.client))
            .where(owner.uid == row.uid)
        ).one_or_none()
        return None if found is None else self.read(found)


FIELDS: dict[type, list[Sealed]] = {}  # every sealed field there is, by its model


def _key_of(session: Session, client_id: int) -> Key | None:
    """The opened key; the first one asked for brings those of all clients in the session."""
    carrier_id = find_carrier()
    known: dict[tuple[int | None, int], Key | None] = session.info.setdefault(_KEYS, {})
    if (carrier_id, client_id) not in known:
        wanted = {client_id} | _clients_in(session)
        found = _fetched(session, sa.select(ClientKey).where(ClientKey.client_id.in_(wanted)))
        known.update({(carrier_id, one): found.get(one) for one in wanted})
    return known[carrier_id, client_id]


def _clients_in(session: Session) -> set[int]:
    """The clients whose sealed rows the session holds."""
    rows = (row for row in session.identity_map.values() if type(row) in FIELDS)
    loaded = ((sa.inspect(row).dict, FIELDS[type(row)][0].client) for row in rows)
    return {values[name] for values, name in loaded if values.get(name) is not None}


def _fetched(session: Session, statement: sa.Select[ClientKey]) -> dict[int, Key]:
    """Keys as they stand in the database now, whatever the session remembers."""
    columns = (ClientKey.wrapped, ClientKey.carrier_id, ClientKey.client_id)
    rows = session.execute(statement.with_only_columns(*columns))
    return {row.client_id: opened_key(**row._mapping) for row in rows}


@event.listens_for(Session, "before_flush")
def _seal(session: Session, _context: object, _instances: object) -> None:
    """Seal what was typed, with keys that nobody replaces till this transaction ends."""
    waiting = [
        (row, field)
        for row in (*session.new, *session.dirty)
        for field in FIELDS.get(type(row), ())
        if isinstance(sa.inspect(row).dict.get(field.column), _Typed)
    ]
    if not waiting:
        return
    keys = _keys_for_writing(session, {getattr(row, field.client) for row, field in waiting})
    for row, field in waiting:
        key = keys.get(getattr(row, field.client))
        if key is None:
            raise KeyGone(f"{field.owner.__name__}.{field.name}: its client has no data key")
        _complete(row)
        text = getattr(row, field.column).text
        value = field.seal(text, key, carrier_id=row.carrier_id, uid=row.uid)
        setattr(row, field.column, value)


def _complete(row: Any) -> None:
    """Give a new row early what its values are bound to."""
    row.uid = row.uid or uuid.uuid4()
    row.carrier_id = row.carrier_id or current_carrier()


def _keys_for_writing(session: Session, client_ids: Collection[int]) -> dict[int, Key]:
    """Keys, held: a rotation passes these clients by and comes back for them."""
    fresh: Iterable[ClientKey] = (row for row in session.new if isinstance(row, ClientKey))
    keys = {row.client_id: row.opened() for row in fresh if row.client_id in client_ids}
    stored = set(client_ids) - set(keys)
    if stored:
        held = sa.select(ClientKey).where(ClientKey.client_id.in_(stored))
        keys.update(_fetched(session, held.with_for_update(read=True)))
    return keys


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: Any) -> None:
    """Opened keys live no longer than the transaction that needed them."""
    if transaction.parent is None:
        session.info.pop(_KEYS, None)
