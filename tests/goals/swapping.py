"""Sealed values moved to rows they do not belong to."""

import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.caseload.models import Client
from app.core.cipher import Unreadable
from app.core.db import db, transaction
from app.core.sealed import ClientKey
from app.core.tenancy import carrier_opened


def opened_elsewhere(carrier_id: int, crowd: list[int]) -> int:
    """Move every value to another row, with its key and without; how many open there?"""
    opened = 0
    with carrier_opened(carrier_id):
        moves: tuple[Callable[[list[int]], None], ...] = (swap_values, swap_both, renumber)
        for move in moves:
            with transaction():
                move(crowd)
                db.session.flush()
                db.session.expire_all()
                opened += sum(opens(client_id) for client_id in crowd)
                db.session.rollback()
    return opened


def opens(client_id: int) -> bool:
    """True when somebody's number can be read in this row."""
    try:
        return db.session.get_one(Client, client_id).phone is not None
    except Unreadable:
        return False


def rows(model: Any, crowd: list[int], column: str) -> dict[int, Any]:
    key = Client.id if model is Client else ClientKey.client_id
    found = db.session.execute(sa.select(key, getattr(model, column)).where(key.in_(crowd)))
    return {row[0]: row[1] for row in found}


def turn_round(model: Any, crowd: list[int], column: str) -> None:
    """Everybody gets the value of the next one."""
    values = rows(model, crowd, column)
    key = "id" if model is Client else "client_id"
    for here, there in zip(crowd, [*crowd[1:], crowd[0]], strict=True):
        own = sa.update(model.__table__).where(model.__table__.c[key] == here)
        db.session.execute(own.values({column: values[there]}))


def swap_values(crowd: list[int]) -> None:
    """Another client's number."""
    turn_round(Client, crowd, "phone_sealed")


def swap_both(crowd: list[int]) -> None:
    """Another client's number together with her key."""
    turn_round(Client, crowd, "phone_sealed")
    turn_round(ClientKey, crowd, "wrapped")


def renumber(crowd: list[int]) -> None:
    """The right number under the right key in a row that is another one."""
    table: Any = Client.__table__
    for client_id in crowd:
        own = sa.update(table).where(table.c.id == client_id)
        db.session.execute(own.values(uid=uuid.uuid4()))
