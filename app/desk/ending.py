"""Which cases of a caseload come to an end, or go to another carrier: a row each on the manager's
page of today.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.caseload import cases
from app.caseload.carrier_models import CarrierChange
from app.caseload.models import Case, Client
from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.desk.queries import Named

SHOWN = 25


@dataclass(frozen=True, kw_only=True)
class EndingCase(Named):
    """A case whose end is near or has begun, or that was closed a few days ago."""

    state: str
    planned_end_on: date | None
    carrier_on: date | None  # another carrier follows on this day, and she has not said yes
    answer: str | None


def cases_ending(*, seen_by: Viewer) -> list[EndingCase]:
    """Cases that end soon, the nearest first; closing is proposed eight weeks before."""
    ends_soon = sa.and_(
        Case.state.in_(cases.GOES_ON), Case.planned_end_on <= clock.today() + cases.AHEAD
    )
    is_open = sa.and_(Case.ended_on.is_(None), Client.id.in_(clients_of(seen_by)))
    says_no_yes = sa.and_(
        CarrierChange.client_id == Client.id,
        CarrierChange.outcome.is_(None),
        CarrierChange.on_day <= clock.today() + cases.AHEAD,
        CarrierChange.answer.is_distinct_from("yes"),
    )
    rows = db.session.execute(
        sa.select(
            Client.id.label("client_id"),
            Client.given_name,
            Client.family_name,
            Case.state,
            Case.planned_end_on,
            CarrierChange.on_day.label("carrier_on"),
            CarrierChange.answer,
        )
        .join(Case, Case.client_id == Client.id)
        .outerjoin(CarrierChange, says_no_yes)
        .where(
            sa.or_(
                sa.and_(
                    is_open,
                    sa.or_(Case.state == "closing", ends_soon, CarrierChange.id.is_not(None)),
                ),
                Case.id.in_(cases.closed_lately(seen_by=seen_by)),
            )
        )
        .order_by(Case.planned_end_on, Case.id)
        .limit(SHOWN)
    )
    return [EndingCase(**row._mapping) for row in rows]
