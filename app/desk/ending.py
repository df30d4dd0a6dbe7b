"""Which cases of a caseload come to an end, go to another carrier or came from one: a row each on
the manager's page of today.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.appointments.models import ELSEWHERE, Appointment, Participation
from app.carriers.models import Carrier
from app.caseload import cases
from app.caseload.carrier_models import CarrierChange, Takeover
from app.caseload.models import Case, Client
from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.desk import waiting
from app.desk.queries import Named

SHOWN = 25  # of those that come, and of those that end
MOST = 200


@dataclass(frozen=True, kw_only=True)
class TurningCase(Named):
    """A case that came from another carrier and has had no talk here; or whose end is near or has
    begun; or that was closed a few days ago."""

    state: str
    planned_end_on: date | None
    carrier_on: date | None  # another carrier follows on this day, and she has not said yes
    answer: str | None
    came_from: str | None  # this carrier, and nobody here has talked with her
    came_at: datetime | None
    meets_local: datetime | None  # she has an appointment with us


def cases_turning(*, seen_by: Viewer) -> list[TurningCase]:
    """Who came, the first first; then what ends soon: closing is proposed eight weeks before."""
    rows = db.session.execute(
        sa.select(
            Client.id.label("client_id"),
            Client.given_name,
            Client.family_name,
            Case.state,
            Case.planned_end_on,
            CarrierChange.on_day.label("carrier_on"),
            CarrierChange.answer,
            Carrier.name.label("came_from"),
            Takeover.moved_at.label("came_at"),
            _meets().scalar_subquery().label("meets_local"),
        )
        .join(Case, Case.client_id == Client.id)
        .outerjoin(CarrierChange, _says_no_yes())
        .outerjoin(Takeover, _has_come())
        .outerjoin(Carrier, Carrier.id == Takeover.from_carrier_id)
        .where(_turns(seen_by))
        .order_by(Takeover.moved_at.is_(None), Takeover.moved_at, Case.planned_end_on, Case.id)
        .limit(MOST)
    )
    return [TurningCase(**row._mapping) for row in rows]


def _says_no_yes() -> sa.ColumnElement[bool]:
    """Another carrier follows soon, and she has not said yes."""
    return sa.and_(
        CarrierChange.client_id == Client.id,
        CarrierChange.outcome.is_(None),
        CarrierChange.on_day <= clock.today() + cases.AHEAD,
        CarrierChange.answer.is_distinct_from("yes"),
    )


def _has_come() -> sa.ColumnElement[bool]:
    """She came from another carrier, and nobody here has talked with her."""
    has_no_talk = waiting.last_talk().scalar_subquery().is_(None)
    return sa.and_(Takeover.client_id == Client.id, has_no_talk)


def _turns(seen_by: Viewer) -> sa.ColumnElement[bool]:
    """Of this viewer's open cases those with something of the kind, and the ones just closed."""
    ends_soon = sa.and_(
        Case.state.in_(cases.GOES_ON), Case.planned_end_on <= clock.today() + cases.AHEAD
    )
    has_news = sa.or_(CarrierChange.id.is_not(None), Takeover.id.is_not(None))
    is_open = sa.and_(Case.ended_on.is_(None), Client.id.in_(clients_of(seen_by)))
    return sa.or_(
        sa.and_(is_open, sa.or_(Case.state == "closing", ends_soon, has_news)),
        Case.id.in_(cases.closed_lately(seen_by=seen_by)),
    )


def _meets() -> sa.Select[datetime]:
    """The next meeting with her manager; what takes place elsewhere is none."""
    return (
        sa.select(sa.func.min(Appointment.starts_local))
        .join(Participation, Participation.appointment_id == Appointment.id)
        .where(
            Participation.client_id == Client.id,
            waiting.is_coming(),
            Appointment.kind.not_in(ELSEWHERE),
        )
    )
