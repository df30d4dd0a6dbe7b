"""How a change of carrier stands, as numbers for the team lead: no client is named."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.carriers.models import Carrier
from app.caseload import team
from app.caseload.carrier_changes import left_to_ask
from app.caseload.carrier_models import CarrierChange
from app.caseload.hold_models import LegalHold, holds_on
from app.caseload.models import Client
from app.core import clock
from app.core.access import Viewer
from app.core.db import db


@dataclass(frozen=True, kw_only=True)
class Group:
    """Everybody who is asked about one carrier and one day."""

    to_carrier_id: int
    carrier: str
    on_day: date
    asked: int
    yes: int
    no: int
    ahead: int  # not settled yet: moved, closed or called off
    held: int  # of these, whom a legal hold keeps here beyond the day
    left: int  # not asked yet
    resting: int  # not asked because their data rest

    @property
    def unanswered(self) -> int:
        """Who has said nothing yet."""
        return self.asked - self.yes - self.no


def _is_held() -> sa.ColumnElement[bool]:
    beyond = LegalHold.until_on >= CarrierChange.on_day
    return holds_on(clock.today(), CarrierChange.client_id).where(beyond).exists()


def _left(*where: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """How many of the towns of a group are not asked, while its day is to come."""
    everybody = left_to_ask(CarrierChange.to_carrier_id, CarrierChange.on_day).where(*where)
    number = everybody.with_only_columns(sa.func.count()).correlate(CarrierChange)
    is_ahead = CarrierChange.on_day >= clock.today()
    return sa.case((is_ahead, number.scalar_subquery()), else_=0)


def groups_of(viewer: Viewer) -> list[Group]:
    """The changes of this carrier that were not called off, the nearest day first."""
    team.demand_lead(viewer)

    def count(*where: sa.ColumnElement[bool]) -> sa.Function[int]:
        return sa.func.count(sa.case((sa.and_(*where), CarrierChange.id)))

    rows = db.session.execute(
        sa.select(
            CarrierChange.to_carrier_id,
            Carrier.name.label("carrier"),
            CarrierChange.on_day,
            sa.func.count(CarrierChange.id).label("asked"),
            count(CarrierChange.answer == "yes").label("yes"),
            count(CarrierChange.answer == "no").label("no"),
            count(CarrierChange.outcome.is_(None)).label("ahead"),
            count(CarrierChange.outcome.is_(None), _is_held()).label("held"),
            _left(Client.restricted_at.is_(None)).label("left"),
            _left(Client.restricted_at.is_not(None)).label("resting"),
        )
        .join(Carrier, Carrier.id == CarrierChange.to_carrier_id)
        .where(sa.func.coalesce(CarrierChange.outcome, "") != "called_off")
        .group_by(CarrierChange.to_carrier_id, Carrier.name, CarrierChange.on_day)
        .order_by(CarrierChange.on_day.desc(), Carrier.name)
    )
    return [Group(**row._mapping) for row in rows]
