"""A manager's day across the caseload: who waits for her, whom she meets, what the rail counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app.appointments.cards import AppointmentCard
from app.appointments.models import ON_ITS_DAY, STATE_FOR_HER, Appointment, Participation
from app.appointments.queries import coming
from app.appointments.waiting import Waiting, matter, part_waits, waiting_of
from app.audit.models import OPEN_STATES, DataRequest
from app.caseload.models import Client
from app.caseload.queries import ANY_MANAGER, clients_of
from app.consultations.queries import awaiting_count
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.reading import built_once, read
from app.core.translating import FreeText
from app.desk import waiting
from app.notices import pulse
from app.notices.devices import IS_REACHED
from app.notices.models import CallListEntry
from app.plan.catalogue import CATALOGUE
from app.plan.models import Step

SHOWN_OVERDUE = 25  # of the passed days, the oldest first; the board has the others
SHOWN_UNREACHABLE = 8  # names on the day's page; the whole list is one link away
MOST_MEETINGS = 100  # participants of one day; beyond it the page of appointments is the place


@dataclass(frozen=True, kw_only=True)
class Named:
    """A client as lists name her."""

    client_id: int
    given_name: str
    family_name: str

    @property
    def full_name(self) -> str:
        """Given name first, as she is called."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, kw_only=True)
class WaitingStep(Named):
    """A step she asks help for, that she suggests, or whose day has passed."""

    step_id: int
    topic: str
    template_key: str | None
    own_words: str | None
    own_words_lang: str
    due_on: date | None
    help_asked_at: datetime | None
    is_suggestion: bool
    rests_since: datetime | None  # nobody changes the client's record

    is_private: bool = False  # the desk reads no other

    @property
    def title_msgid(self) -> str | None:
        """The catalogue's words; None when the step has words of its own."""
        return CATALOGUE[self.template_key].title if self.template_key else None

    @property
    def words(self) -> FreeText:
        """Its own words as they were typed."""
        return FreeText(self.own_words or "", self.own_words_lang)


@dataclass(frozen=True, kw_only=True)
class Day:
    """Everything on one page: who needs me today."""

    on: date
    waiting: Waiting  # of appointments: wishes, answers, how it went
    help_requests: Sequence[WaitingStep]
    suggestions: Sequence[WaitingStep]
    overdue: Sequence[WaitingStep]  # the first few
    overdue_count: int
    unreachable: Sequence[Named]  # the first few
    unreachable_count: int
    meetings: Sequence[Sequence[AppointmentCard]]  # one card a participant
    reminders_go: bool  # False: nothing goes out, whatever is due

    @property
    def is_quiet(self) -> bool:
        """True when nobody waits for the manager."""
        return not (self.waiting or self.help_requests or self.suggestions or self.overdue)


_NAME = (Client.id.label("client_id"), Client.given_name, Client.family_name)


def get_day(*, seen_by: Viewer) -> Day:
    """Collect the day in a handful of statements, however many clients there are."""
    steps = _steps(seen_by)
    suggestions = [step for step in steps if step.is_suggestion]
    overdue = [step for step in steps if step.help_asked_at is None and not step.is_suggestion]
    unreachable = _unreachable(seen_by)
    return Day(
        on=clock.today(),
        waiting=waiting_of(seen_by=seen_by),
        help_requests=[step for step in steps if step.help_asked_at is not None],
        suggestions=suggestions,
        overdue=overdue[:SHOWN_OVERDUE],
        overdue_count=len(overdue),
        unreachable=[
            Named(client_id=row.client_id, given_name=row.given_name, family_name=row.family_name)
            for row in unreachable
        ],
        unreachable_count=unreachable[0].total if unreachable else 0,
        meetings=_meetings(seen_by),
        reminders_go=pulse.feel().trouble is None,
    )


def _steps(seen_by: Viewer) -> list[WaitingStep]:
    """Requests for help, suggestions and passed days, the oldest first."""
    rows = db.session.execute(
        sa.select(
            *_NAME,
            Step.id.label("step_id"),
            Step.topic,
            Step.template_key,
            Step.own_words,
            Step.own_words_lang,
            Step.due_on,
            Step.help_asked_at,
            waiting.suggestion_waits().label("is_suggestion"),
            Client.restricted_at.label("rests_since"),
        )
        .join(Step, Step.client_id == Client.id)
        .where(
            Client.id.in_(clients_of(seen_by)),
            _step_waits(),
        )
        .order_by(Step.help_asked_at, Step.due_on, Step.id)
    )
    return [WaitingStep(**row._mapping) for row in rows]


def _step_waits() -> sa.ColumnElement[bool]:
    return sa.or_(
        waiting.help_waits(), waiting.suggestion_waits(), waiting.is_overdue(clock.today())
    )


def _unreachable(seen_by: Viewer) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The first few clients no device reaches, and how many there are in all."""
    return db.session.execute(
        sa.select(*_NAME, sa.func.count().over().label("total"))
        .where(Client.id.in_(clients_of(seen_by)), ~IS_REACHED)
        .order_by(Client.given_name, Client.family_name, Client.id)
        .limit(SHOWN_UNREACHABLE)
    ).all()


def _meetings(seen_by: Viewer) -> list[list[AppointmentCard]]:
    """Today's appointments by time; a group stands once, with everybody who comes."""
    today = clock.today()
    cards = [
        card
        for card in coming(
            clients_of(seen_by),
            seen_by=seen_by,
            limit=MOST_MEETINGS,
            since=clock.begin_of(today),
        )
        if card.starts_local.date() == today
    ]
    cards.sort(key=lambda card: (card.starts_local, card.id))
    return [list(group) for _id, group in groupby(cards, key=lambda card: card.id)]


RAIL = ("parts", "steps", "clients", "meetings", "visits", "calls", "requests")


def rail_columns(*, seen_by: Viewer) -> list[sa.Label[int]]:
    """What the rail counts, as columns that any statement of the desk may carry."""
    mine = clients_of(seen_by)
    start = datetime.combine(clock.today(), time())
    parts = (
        sa.select(sa.func.count(Participation.id))
        .select_from(Participation)
        .join(Appointment, Appointment.id == Participation.appointment_id)
        .where(Participation.client_id.in_(mine))
    )
    meetings = parts.with_only_columns(sa.func.count(Appointment.id.distinct())).where(
        STATE_FOR_HER.in_(ON_ITS_DAY),
        Appointment.starts_local >= start,
        Appointment.starts_local < start + timedelta(days=1),
    )
    steps = sa.select(sa.func.count(Step.id)).where(Step.client_id.in_(mine), _step_waits())
    clients = sa.select(sa.func.count(Client.id)).where(Client.id.in_(mine))
    calls = (
        sa.select(sa.func.count(CallListEntry.id))
        .outerjoin(Appointment, waiting.CALL_IS_ABOUT)
        .where(CallListEntry.client_id.in_(mine), waiting.call_waits(clock.begin_of(clock.today())))
    )
    requests = sa.select(sa.func.count(DataRequest.id)).where(
        DataRequest.client_id.in_(mine), DataRequest.state.in_(OPEN_STATES)
    )
    visits = awaiting_count(seen_by)
    waits = parts.with_only_columns(sa.func.count(matter().distinct())).where(part_waits())
    counts = (waits, steps, clients, meetings, visits, calls, requests)
    return [
        count.correlate(None).scalar_subquery().label(f"rail_{name}")
        for name, count in zip(RAIL, counts, strict=True)
    ]


def rail_from(row: Mapping[str, Any]) -> dict[str, int]:
    """The rail's numbers out of a row that carried rail_columns(): endpoint -> number."""
    found = (row[f"rail_{name}"] for name in RAIL)
    parts, steps, clients, meetings, visits, calls, requests = found
    return {
        "desk.today": parts + steps,
        "desk.clients": clients,
        "appointments_desk.appointments": meetings,
        "consultations_desk.talks": visits,
        "notices_desk.calls": calls,
        "requests_desk.requests": requests,
    }


def rail_counts(*, seen_by: Viewer) -> dict[str, int]:
    """What the rail says beside its places, in one statement; nothing to who is no manager."""
    if seen_by.role is not Role.MANAGER:
        return {}
    return rail_from(read(_rail(clock.today()), reader=seen_by.person_id)[0]._asdict())


@built_once
def _rail(_today: date) -> sa.Select[*tuple[Any, ...]]:
    """The statement of a day: to build it takes longer than to run it."""
    return sa.select(*rail_columns(seen_by=ANY_MANAGER))
