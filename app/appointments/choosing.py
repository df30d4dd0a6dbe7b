"""Whom a manager may invite to a group: her caseload by name, and the ones she ticked."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.names import is_called

AT_ONCE = 60  # names on one list; the others are found by name


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One client on the list, ticked or not."""

    client_id: int
    name: str
    is_chosen: bool


def choices(
    *, chosen: Collection[int], words: str, without: Collection[int] = (), seen_by: Viewer
) -> list[Choice]:
    """Who is ticked, then who is called like these words; one statement.

    Names are compared in Python, as on the board: no database of ours folds all scripts.
    """
    rows = db.session.execute(
        sa.select(Client.id, Client.given_name, Client.family_name)
        .where(Client.id.in_(clients_of(seen_by)), Client.id.not_in(without))
        .order_by(Client.given_name, Client.family_name, Client.id)
    )
    everybody = [
        Choice(
            client_id=row.id,
            name=f"{row.given_name} {row.family_name}",
            is_chosen=row.id in chosen,
        )
        for row in rows
    ]
    found = [one for one in everybody if one.is_chosen or is_called(one.name, words)]
    return sorted(found, key=lambda one: not one.is_chosen)[:AT_ONCE]


def get_clients(client_ids: Collection[int], *, seen_by: Viewer) -> list[Client]:
    """The clients that were ticked; Missing when one of them is absent or foreign."""
    wanted = set(client_ids)
    found = db.session.scalars(
        sa.select(Client)
        .where(Client.id.in_(wanted), Client.id.in_(clients_of(seen_by)))
        .order_by(Client.id)
    ).all()
    if len(found) != len(wanted):
        raise Missing
    return list(found)
