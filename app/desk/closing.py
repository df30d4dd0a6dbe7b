"""The end of a case at the desk: what is still open, computed from the rows themselves, and what
happens to it by itself. Whoever closes ticks each of it, also what came in a moment ago."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.appointments.ending import ends_with_case
from app.appointments.models import COMING, TAKES_PART, Appointment, Participation
from app.appointments.waiting import reply_waits, wish_waits
from app.audit.models import OPEN_STATES as OPEN_REQUESTS
from app.audit.models import DataRequest
from app.caseload import cases
from app.caseload.cases import Ending
from app.caseload.models import Case, Client, CourseEntitlement, ResidenceTitle
from app.caseload.queries import clients_of
from app.caseload.service import hold
from app.caseload.ties_models import SupportTie
from app.consultations.referrals_models import OVER, Referral
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.i18n import lazy_gettext as _l
from app.desk import waiting
from app.desk.queries import Named
from app.notices.models import CallListEntry
from app.plan.models import OPEN_STATES, Step

PAPERS_SOON = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One line of the checklist: what, what happens to it by itself, where it is settled."""

    key: str
    words: str  # msgid
    follows: str  # msgid
    endpoint: str
    names_client: bool = True  # the address names whose


# Translators: what may still be open when a case is closed: what it is, and what then happens.
KINDS = (
    Kind(
        key="meetings",
        words=N_("Appointments with you"),
        follows=N_("They are cancelled, and she is told."),
        endpoint="desk.client_appointments",
    ),
    Kind(
        key="elsewhere",
        words=N_("Appointments elsewhere"),
        follows=N_("They stay in her list, with reminders."),
        endpoint="desk.client_appointments",
    ),
    Kind(
        key="wishes",
        words=N_("Wishes and questions without an answer"),
        follows=N_("Nobody answers them any more."),
        endpoint="desk.today",
        names_client=False,
    ),
    Kind(
        key="steps",
        words=N_("Open steps"),
        follows=N_("The plan ends. She can go on reading it."),
        endpoint="desk.client",
    ),
    Kind(
        key="referrals",
        words=N_("Other offices"),
        follows=N_("What was not sent yet ends. The rest stays as it is."),
        endpoint="desk.referrals",
    ),
    Kind(
        key="ties",
        words=N_("Help from volunteers"),
        follows=N_("It ends. They see nothing of her any more."),
        endpoint="caseload_desk.consents_page",
    ),
    Kind(
        key="calls",
        words=N_("Calls"),
        follows=N_("Nobody calls her any more."),
        endpoint="notices_desk.calls",
        names_client=False,
    ),
    Kind(
        key="requests",
        words=N_("Data requests"),
        follows=N_("The data protection officer answers them."),
        endpoint="requests_desk.requests",
        names_client=False,
    ),
    Kind(
        key="papers",
        words=N_("Papers that end within 90 days"),
        follows=N_("Nobody reminds her any more."),
        endpoint="caseload_desk.papers",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something that is still open, and how much of it."""

    kind: Kind
    count: int
    states: dict[str, int]  # of steps: how many are in which state


class StillOpen(Refused):
    """Something is open that nobody has looked at."""

    words = _l("Tick each point that stays open. Something may have been added meanwhile.")
    field = "left"


def checklist(client_id: int, *, seen_by: Viewer) -> list[Item]:
    """What is still open of a client's case, in one statement."""
    now = clock.now()
    row = db.session.execute(
        sa.select(*_counts(client_id, now), *_step_states(client_id))
        .select_from(Client)
        .where(Client.id == client_id, Client.id.in_(clients_of(seen_by)))
    ).one_or_none()
    found = {} if row is None else dict(row._mapping)
    states = {s: n for s in OPEN_STATES if (n := found.get(f"step_{s}"))}
    counts = {**found, "steps": sum(states.values())}
    return [
        Item(kind=kind, count=counts[kind.key], states=states if kind.key == "steps" else {})
        for kind in KINDS
        if counts.get(kind.key)
    ]


def _counts(client_id: int, now: datetime) -> list[sa.Label[Any]]:
    start = clock.begin_of(clock.local(now).date())
    ends = sa.and_(*ends_with_case(client_id, now=now))
    meetings = _count(Appointment.id, ends, Appointment.state != "requested")
    parts = sa.and_(
        Participation.client_id == client_id,
        Participation.appointment_id == Appointment.id,
        TAKES_PART,
    )
    ahead = sa.and_(Appointment.state.in_(COMING), Appointment.starts_at > now)
    asked = _count(Participation.id, parts, sa.or_(reply_waits(), wish_waits()))
    helps = _count(Step.id, Step.client_id == client_id, waiting.help_waits())
    calls = (
        sa.select(sa.func.count(CallListEntry.id))
        .outerjoin(Appointment, waiting.CALL_IS_ABOUT)
        .where(CallListEntry.client_id == client_id, waiting.call_waits(start))
    ).scalar_subquery()
    found = {
        "meetings": meetings,
        "elsewhere": _count(Participation.id, parts, ahead, ~ends),
        "wishes": asked + helps,
        "referrals": _count(
            Referral.id, Referral.client_id == client_id, Referral.state.not_in(OVER)
        ),
        "ties": _count(
            SupportTie.id, SupportTie.client_id == client_id, SupportTie.state != "ended"
        ),
        "calls": calls,
        "requests": _count(
            DataRequest.id,
            DataRequest.client_id == client_id,
            DataRequest.state.in_(OPEN_REQUESTS),
        ),
        "papers": _papers(client_id),
    }
    return [value.label(name) for name, value in found.items()]


def _count(column: Any, *where: sa.ColumnElement[bool]) -> Any:
    return sa.select(sa.func.count(column)).where(*where).correlate(None).scalar_subquery()


def _papers(client_id: int) -> Any:
    soon = clock.today() + PAPERS_SOON
    titles = _count(
        ResidenceTitle.id,
        ResidenceTitle.client_id == client_id,
        ResidenceTitle.ended_on.is_(None),
        ResidenceTitle.valid_until <= soon,
    )
    rights = _count(
        CourseEntitlement.id,
        CourseEntitlement.client_id == client_id,
        CourseEntitlement.ended_on.is_(None),
        CourseEntitlement.course_started_on.is_(None),
        CourseEntitlement.valid_until <= soon,
    )
    return titles + rights


def _step_states(client_id: int) -> list[sa.Label[Any]]:
    """Her private steps are nobody's business."""
    shared = (Step.client_id == client_id, Step.private_to_client.is_(False))
    return [_count(Step.id, *shared, Step.state == s).label(f"step_{s}") for s in OPEN_STATES]


def close(
    case: Case, ending: Ending, ticked: Collection[str], *, by: Viewer, now: datetime
) -> None:
    """End the case when everything that stays open was looked at, as it is in this moment."""
    hold(case.client_id)
    if any(item.kind.key not in ticked for item in checklist(case.client_id, seen_by=by)):
        raise StillOpen
    cases.close(case, ending, by=by, now=now)


@dataclass(frozen=True, kw_only=True)
class Closed(Named):
    """A case the manager closed a few days ago."""

    case_id: int
    closed_at: datetime


def closed_lately(*, seen_by: Viewer) -> list[Closed]:
    """The cases this manager closed herself and may still take back, the last one first."""
    rows = db.session.execute(
        sa.select(
            Client.id.label("client_id"),
            Client.given_name,
            Client.family_name,
            Case.id.label("case_id"),
            Case.closed_at,
        )
        .join(Case, Case.client_id == Client.id)
        .where(Case.id.in_(cases.closed_lately(seen_by=seen_by)))
        .order_by(Case.closed_at.desc(), Case.id.desc())
    )
    return [Closed(**row._mapping) for row in rows]
