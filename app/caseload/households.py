"""Who lives together: adults with a case of their own each, and children by year of birth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.caseload.consents_models import Consent
from app.caseload.events import HouseholdChanged
from app.caseload.gates import in_force
from app.caseload.household_models import HouseholdChild
from app.caseload.models import Client, Household
from app.caseload.purposes import HOUSEHOLD
from app.caseload.queries import clients_of
from app.caseload.service import hold
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l


class LivesElsewhere(Refused):
    """She belongs to another household; she has to leave that one first."""

    words = _l("This person belongs to another household. Take the person out there first.")
    field = "client_id"


@dataclass(frozen=True, kw_only=True)
class HouseholdCard:
    """A household as its page shows it."""

    id: int
    label: str
    adults: int  # all of them, also those whom the viewer does not look after
    children: Sequence[HouseholdChild]


def get_household(household_id: int, *, seen_by: Viewer) -> HouseholdCard:
    """A household in which the viewer looks after somebody; two statements."""
    adults = sa.select(sa.func.count(Client.id)).where(Client.household_id == Household.id)
    row = db.session.execute(
        sa.select(Household.id, Household.label, adults.scalar_subquery().label("adults")).where(
            Household.id == household_id, _is_looked_after(seen_by)
        )
    ).one_or_none()
    if row is None:
        raise Missing
    children = db.session.scalars(
        sa.select(HouseholdChild)
        .where(HouseholdChild.household_id == household_id)
        .order_by(HouseholdChild.birth_year, HouseholdChild.id)
    ).all()
    return HouseholdCard(**row._mapping, children=children)


def _is_looked_after(seen_by: Viewer) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Client.household_id == Household.id, Client.id.in_(clients_of(seen_by))
    )


def sharing_with(viewer: Viewer) -> sa.Select[int]:
    """Ids of the other adults of her household who let a client read what is marked for it."""
    if viewer.role is not Role.CLIENT:
        return sa.select(Client.id).where(sa.false())
    own = sa.select(Client.household_id).where(Client.person_id == viewer.person_id)
    return (
        sa.select(Client.id)
        .join(Consent, Consent.client_id == Client.id)
        .where(
            Client.household_id == own.scalar_subquery(),
            Client.person_id != viewer.person_id,
            *in_force(HOUSEHOLD),
        )
    )


def alone_of(*, seen_by: Viewer) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The viewer's clients who belong to no household, by name."""
    return db.session.execute(
        sa.select(Client.id, Client.given_name, Client.family_name)
        .where(Client.id.in_(clients_of(seen_by)), Client.household_id.is_(None))
        .order_by(Client.family_name, Client.given_name, Client.id)
    ).all()


def found(client: Client, *, by: Viewer, now: datetime) -> int:
    """Open a household with its first adult; asked for twice, it is the same one."""
    hold(client.id)
    db.session.refresh(client)
    if client.household_id is not None:
        return client.household_id
    made = Household(label=client.family_name)
    db.session.add(made)
    db.session.flush()
    _move(client, made.id, by=by, now=now)
    return made.id


def join(client: Client, household_id: int, *, by: Viewer, now: datetime) -> None:
    """Let another adult live there."""
    hold(client.id)
    db.session.refresh(client)
    if client.household_id not in (None, household_id):
        raise LivesElsewhere
    if client.household_id is None:
        _move(client, household_id, by=by, now=now)


def leave(client: Client, household_id: int, *, by: Viewer, now: datetime) -> None:
    """An adult lives there no more; the last one takes the household along."""
    hold(client.id)
    if client.household_id != household_id:
        raise Missing
    _move(client, None, by=by, now=now)
    stays = sa.select(Client.id).where(Client.household_id == household_id).limit(1)
    if db.session.scalar(stays) is None:
        children = HouseholdChild.household_id == household_id
        db.session.execute(sa.delete(HouseholdChild).where(children))
        db.session.execute(sa.delete(Household).where(Household.id == household_id))


def _move(client: Client, household_id: int | None, *, by: Viewer, now: datetime) -> None:
    client.household_id = household_id
    db.session.flush()
    publish(HouseholdChanged(occurred_at=now, by=by, client_id=client.id))


def rename(household_id: int, label: str, *, by: Viewer, now: datetime) -> None:
    """Call the household otherwise."""
    db.session.get_one(Household, household_id).label = label
    _tell(household_id, by=by, now=now)


def add_child(household_id: int, birth_year: int, *, by: Viewer, now: datetime) -> None:
    """A child lives there."""
    db.session.add(HouseholdChild(household_id=household_id, birth_year=birth_year, added_at=now))
    _tell(household_id, by=by, now=now)


def remove_child(household_id: int, child_id: int, *, by: Viewer, now: datetime) -> None:
    """A child lives there no more, or was written down by mistake."""
    child = db.session.scalar(
        sa.select(HouseholdChild).where(
            HouseholdChild.id == child_id, HouseholdChild.household_id == household_id
        )
    )
    if child is None:
        raise Missing
    db.session.delete(child)
    _tell(household_id, by=by, now=now)


def _tell(household_id: int, *, by: Viewer, now: datetime) -> None:
    """Each adult finds it in her own trail."""
    db.session.flush()
    adults = sa.select(Client.id).where(Client.household_id == household_id)
    for client_id in db.session.scalars(adults.order_by(Client.id)).all():
        publish(HouseholdChanged(occurred_at=now, by=by, client_id=client_id))
