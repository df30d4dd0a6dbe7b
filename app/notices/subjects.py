"""What there is to remind of: appointments, steps, titles, entitlements and saved offers as they
are now, each with the reminders that its carrier and its client want.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from app.appointments.models import COMING, TAKES_PART, Appointment, Participation
from app.caseload.models import CourseEntitlement, ResidenceTitle
from app.core.db import db
from app.notices.calls import Matter
from app.notices.models import OfferMove, Reminder
from app.notices.planning import LAST_CALL, Planned, end_of, plan
from app.notices.wishes import WISHES, quiet_of, rhythm_of, with_wishes
from app.offers.models import Bookmark, Offer
from app.plan.catalogue import CATALOGUE
from app.plan.models import OPEN_STATES, Step


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What should stand in the ledger about one version of one subject."""

    matter: Matter
    wants: frozenset[str]  # every offset of its rhythm, those whose time has passed as well
    planned: list[Planned]  # those still ahead
    expires_at: datetime
    params: dict[str, Any] = field(default_factory=dict)
    is_private: bool = False


def appointments(*where: sa.ColumnElement[bool], now: datetime) -> list[Plan]:
    """Those that lie ahead and that she has not declined; one statement."""
    statement = sa.select(
        Participation.client_id,
        Appointment.id,
        Appointment.version,
        Appointment.starts_local,
        Appointment.starts_at,
        Appointment.zone,
        *WISHES,
    ).join(Appointment, Appointment.id == Participation.appointment_id)
    rows = db.session.execute(
        with_wishes(statement, "appointment", Participation.client_id).where(
            Appointment.state.in_(COMING),
            Appointment.starts_at > now,
            TAKES_PART,
            sa.func.coalesce(Participation.reply, "") != "no",
            *where,
        )
    )
    return [_appointment(row, now) for row in rows]


def _appointment(row: Any, now: datetime) -> Plan:
    rhythm, latest = rhythm_of(row, "appointment"), row.starts_at - LAST_CALL
    return Plan(
        matter=_matter(row, "appointment", row.version),
        wants=frozenset(rhythm.offsets),
        planned=plan(
            row.starts_local,
            rhythm=rhythm,
            latest=latest,
            quiet=quiet_of(row),
            now=now,
            zone=row.zone,
        ),
        expires_at=latest,
    )


def steps(*where: sa.ColumnElement[bool], now: datetime) -> list[Plan]:
    """Open steps of the client's own with a day to be met, or one on which a right lapses."""
    statement = sa.select(
        Step.client_id,
        Step.id,
        Step.due_on,
        Step.lapses_on,
        Step.template_key,
        Step.private_to_client,
        *WISHES,
    )
    rows = db.session.execute(
        with_wishes(
            statement, "step", Step.client_id, is_her_own=Step.private_to_client.is_(True)
        ).where(
            Step.state.in_(OPEN_STATES),
            Step.owner == "client",
            sa.or_(Step.due_on.is_not(None), Step.lapses_on.is_not(None)),
            *where,
        )
    )
    return [found for row in rows for found in _step(row, now)]


def _step(row: Any, now: datetime) -> Iterator[Plan]:
    """One plan for each of its two days; the same day is said once."""
    template = CATALOGUE.get(row.template_key or "")
    own = [f"d{days}" for days in template.deadline.remind_days] if template else []
    params = {"step": row.template_key} if row.template_key else {}
    if row.due_on is not None:
        yield _dated(row, "step", row.due_on, now, own=own, params=params)
    if row.lapses_on is not None and row.lapses_on != row.due_on:
        yield _dated(row, "step", row.lapses_on, now, own=own, params=params, letter="l")


def _dated(
    row: Any,
    kind: str,
    day: date,
    now: datetime,
    *,
    params: dict[str, Any],
    own: list[str] | None = None,
    letter: str = "d",
) -> Plan:
    """Reminders of a day. The day itself is the version: another day is another matter."""
    rhythm, latest = rhythm_of(row, kind, own=own or ()), end_of(day)
    starts = datetime.combine(day, time(0))
    planned = plan(starts, rhythm=rhythm, latest=latest, quiet=quiet_of(row), now=now)
    return Plan(
        matter=_matter(row, kind, day.toordinal()),
        wants=frozenset(letter + offset[1:] for offset in rhythm.offsets),
        planned=[Planned(offset=letter + one.offset[1:], due_at=one.due_at) for one in planned],
        expires_at=latest,
        params={**params, "on": day.isoformat()},
        is_private=getattr(row, "private_to_client", False),
    )


def titles(*where: sa.ColumnElement[bool], now: datetime) -> list[Plan]:
    """Residence titles that have an end."""
    statement = sa.select(
        ResidenceTitle.client_id,
        ResidenceTitle.id,
        ResidenceTitle.kind,
        ResidenceTitle.valid_until,
        *WISHES,
    )
    rows = db.session.execute(
        with_wishes(statement, "title", ResidenceTitle.client_id).where(
            ResidenceTitle.ended_on.is_(None), ResidenceTitle.valid_until.is_not(None), *where
        )
    )
    return [_dated(row, "title", row.valid_until, now, params={"kind": row.kind}) for row in rows]


def entitlements(*where: sa.ColumnElement[bool], now: datetime) -> list[Plan]:
    """Course entitlements with which no course was begun yet."""
    statement = sa.select(
        CourseEntitlement.client_id,
        CourseEntitlement.id,
        CourseEntitlement.kind,
        CourseEntitlement.valid_until,
        *WISHES,
    )
    rows = db.session.execute(
        with_wishes(statement, "entitlement", CourseEntitlement.client_id).where(
            CourseEntitlement.ended_on.is_(None),
            CourseEntitlement.course_started_on.is_(None),
            *where,
        )
    )
    return [
        _dated(row, "entitlement", row.valid_until, now, params={"kind": row.kind}) for row in rows
    ]


def _matter(row: Any, kind: str, version: int) -> Matter:
    return Matter(client_id=row.client_id, subject=kind, subject_id=row.id, version=version)


def _exists(table: Any, *where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """A row of this table is the reminder's subject, and these hold for it."""
    is_it = (table.carrier_id == Reminder.carrier_id, table.id == Reminder.subject_id)
    return sa.exists().where(*is_it, *where).correlate(Reminder)


# The subject is still the one that was planned for; asked in the statement that sends.
_MOVES = sa.select(OfferMove.version).where(OfferMove.offer_id == Bookmark.offer_id)
_IS_PUBLIC = (Offer.id == Bookmark.offer_id, Offer.state == "published")
_AT_ITS_TIME = Reminder.version == sa.func.coalesce(_MOVES.scalar_subquery(), 1)
IS_CURRENT = sa.case(
    (
        Reminder.subject == "appointment",
        _exists(
            Appointment, Appointment.version == Reminder.version, Appointment.state.in_(COMING)
        ),
    ),
    (Reminder.subject == "step", _exists(Step, Step.state.in_(OPEN_STATES))),
    (Reminder.subject == "title", _exists(ResidenceTitle, ResidenceTitle.ended_on.is_(None))),
    (
        Reminder.subject == "entitlement",
        _exists(
            CourseEntitlement,
            CourseEntitlement.ended_on.is_(None),
            CourseEntitlement.course_started_on.is_(None),
        ),
    ),
    (
        Reminder.subject == "offer",
        sa.case(
            (Reminder.offset.startswith("cancelled"), ~_exists(Bookmark, *_IS_PUBLIC)),
            else_=_exists(Bookmark, *_IS_PUBLIC, _AT_ITS_TIME),
        ),
    ),
    else_=sa.true(),
)
