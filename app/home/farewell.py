"""The page with which counselling ends: what she reached, where to go now, how to come back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from app.audit.rules import rules
from app.carriers.models import Carrier, Municipality
from app.caseload.models import Case, Client
from app.caseload.queries import clients_of
from app.core.access import Viewer
from app.core.db import db
from app.core.i18n import N_
from app.offers.cards import OfferCard
from app.offers.queries import saved_by
from app.people.models import Person
from app.plan.cards import GoalCard, StepCard
from app.plan.queries import own_goals

# Offices that go on helping: their German name, and what for.
# Translators: what people find at an office whose German name stands before.
SERVICES = (
    ("Rathaus, Bürgerbüro", N_("When you move, and for questions about your town")),
    ("Jobcenter, Agentur für Arbeit", N_("Money to live on, work, courses")),
    ("Ausländerbehörde", N_("Your residence permit")),
    ("Migrationsberatung (MBE)", N_("Advice for adults who came to Germany")),
    ("Jugendmigrationsdienst (JMD)", N_("Advice for young people up to 27")),
)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The newest case of a client, and who had it."""

    client_id: int
    state: str
    ended_on: date | None
    planned_end_on: date | None
    end_reason: str | None
    town: str
    carrier: str
    carrier_contact: str
    call_name: str

    @property
    def is_over(self) -> bool:
        """False while the end has only begun."""
        return self.ended_on is not None


@dataclass(frozen=True, kw_only=True)
class Farewell:
    """Everything on the page."""

    case: Ended
    reached: Sequence[GoalCard]
    done: Sequence[StepCard]
    saved: Sequence[OfferCard]
    kept: Sequence[tuple[str, date]]  # kind of data, and the day on which it goes


def find_farewell(viewer: Viewer) -> Farewell | None:
    """The page of the client who is signed in; None while her counselling goes on."""
    case = _newest_case(viewer)
    if case is None or case.state not in ("closing", "closed"):
        return None
    goals = own_goals(viewer)
    steps = [card for goal in goals for card in goal.steps]
    return Farewell(
        case=case,
        reached=[goal for goal in goals if goal.state == "reached"],
        done=[card for card in steps if card.is_done],
        saved=saved_by(viewer),
        kept=_kept(case.ended_on),
    )


def _newest_case(viewer: Viewer) -> Ended | None:
    row = db.session.execute(
        sa.select(
            Case.client_id,
            Case.state,
            Case.ended_on,
            Case.planned_end_on,
            Case.end_reason,
            Municipality.name.label("town"),
            Carrier.name.label("carrier"),
            Carrier.contact.label("carrier_contact"),
            Person.call_name,
        )
        .join(Client, Client.id == Case.client_id)
        .join(Person, Person.id == Client.person_id)
        .join(Municipality, Municipality.ags == Client.municipality_ags)
        .join(Carrier, Carrier.id == Case.carrier_id)
        .where(Case.client_id.in_(clients_of(viewer)))
        .order_by(Case.ended_on.is_not(None), Case.ended_on.desc(), Case.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Ended(**row._mapping)


def _kept(ended_on: date | None) -> list[tuple[str, date]]:
    """How long each kind of data is kept, by the rules of her carrier."""
    if ended_on is None:
        return []
    return [
        (rule.entity, ended_on + relativedelta(months=rule.months)) for rule in rules().values()
    ]
