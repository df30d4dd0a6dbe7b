"""A change of carrier as tests tell of it: who asks, who takes over, the day that comes."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.audit.models import AccessLog
from app.caseload.carrier_models import CarrierChange, Takeover
from app.caseload.models import Case, Client
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.team.changing import change_carriers
from tests import build
from tests.cast import Member


def carrier_of(member: Member) -> int:
    return member.grant.carrier_id or 0


def number_of(client: Member) -> int:
    """Of her record, whatever became of it since."""
    assert client.client is not None
    identity = sa.inspect(client.client).identity
    assert identity is not None
    return int(identity[0])


def lead_of(carrier_id: int, name: str = "Lenz") -> Member:
    """A team lead of a carrier."""
    with transaction():
        person, grant = build.person(name, "de", Role.TEAM_LEAD, carrier_id=carrier_id)
    return Member(person=person, grant=grant)


def day(ahead: int) -> date:
    return clock.today() + timedelta(days=ahead)


def typed(to: int, ahead: int = 0) -> dict[str, str]:
    return {"to_carrier_id": str(to), "on_day": day(ahead).isoformat()}


def let_it_be(ahead: int = 0) -> None:
    """The day comes, and the worker does its chore, twice."""
    clock.shift(timedelta(days=ahead))
    for _ in range(2):
        change_carriers(clock.now())


def rows(carrier_id: int, model: type[Any]) -> list[Any]:
    """Everything of one kind that a carrier has, as the database holds it."""
    db.session.rollback()
    with carrier_opened(carrier_id):
        found = sa.select(model).order_by(model.id)
        return list(db.session.scalars(found.execution_options(populate_existing=True)))


def changes(carrier_id: int) -> list[CarrierChange]:
    return rows(carrier_id, CarrierChange)


def takeovers(carrier_id: int) -> list[Takeover]:
    return rows(carrier_id, Takeover)


def cases(carrier_id: int) -> list[Case]:
    return rows(carrier_id, Case)


def clients(carrier_id: int) -> list[Client]:
    return rows(carrier_id, Client)


def trail(carrier_id: int) -> list[str]:
    return [row.what for row in rows(carrier_id, AccessLog)]
