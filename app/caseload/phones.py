"""A client's telephone number: sealed with her own key, opened for the call list alone."""

import sqlalchemy as sa

from app.caseload.models import Client, ClientKey
from app.core.crypto import seal, unseal, unwrapped
from app.core.db import db


def set_phone(client: Client, number: str | None) -> None:
    """Seal an E.164 number in the client's row (whose key exists); None takes it away."""
    client.phone_sealed = None
    if number is not None:
        client.phone_sealed = seal(
            number.encode(),
            with_key=_key_of(client.id),
            place=place_of(client.carrier_id, client.id),
        )


def opened(sealed: bytes | None, wrapped: bytes | None, *, place: str) -> str | None:
    """Return the number; None when none was given or the client's key has been destroyed."""
    if sealed is None or wrapped is None:
        return None
    return unseal(sealed, with_key=unwrapped(wrapped), place=place).decode()


def place_of(carrier_id: int, client_id: int) -> str:
    """Table, column, carrier and row the sealed number belongs to."""
    return f"client.phone_sealed:{carrier_id}:{client_id}"


def _key_of(client_id: int) -> bytes:
    """The client's data key."""
    wrapped = db.session.scalars(
        sa.select(ClientKey.wrapped).where(ClientKey.client_id == client_id)
    ).one()
    return unwrapped(wrapped)
