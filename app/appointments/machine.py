"""What may become of an appointment (DOMAIN.md), and that each arrow is kept: who and when."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.appointments.models import (
    COMING,
    TAKES_PART,
    Appointment,
    AppointmentChange,
    Participation,
)
from app.appointments.refusals import ChangedMeanwhile, HasBegun, HasMoved, IsCancelled
from app.caseload.queries import clients_of
from app.core.access import Viewer
from app.core.db import db

UNDO = timedelta(hours=24)  # for a slip of the finger

# A wish for an appointment may also end without one: taken back, or settled in another way.
NEXT: dict[str, tuple[str, ...]] = {
    "requested": ("proposed", "cancelled_client", "cancelled_staff"),
    "proposed": ("confirmed", "cancelled_client", "cancelled_staff"),
    "confirmed": ("held", "missed", "cancelled_client", "cancelled_staff"),
    "missed": ("offered_again",),
}


def go(
    appointment: Appointment,
    to: str,
    *,
    by: Viewer,
    now: datetime,
    following: Appointment | None = None,
) -> None:
    """Walk one arrow and write it down; refuse what the machine does not know."""
    if to not in NEXT.get(appointment.state, ()):
        raise IsCancelled if appointment.state.startswith("cancelled") else ChangedMeanwhile
    appointment.state = to
    write_down(appointment, by=by, now=now, following=following)


def write_down(
    appointment: Appointment, *, by: Viewer, now: datetime, following: Appointment | None = None
) -> None:
    """Keep who brought the appointment into its state, or to its time, and when."""
    db.session.add(
        AppointmentChange(
            appointment_id=appointment.id,
            state=appointment.state,
            version=appointment.version,
            at=now,
            by_id=by.person_id,
            next_id=following.id if following else None,
        )
    )


def refuse_final(appointment: Appointment, *, now: datetime) -> None:
    """Refuse to touch what is cancelled, over, going on, or has no time yet."""
    if appointment.state.startswith("cancelled"):
        raise IsCancelled
    if appointment.state == "requested":
        raise ChangedMeanwhile
    if appointment.state not in COMING or appointment.starts_at <= now:
        raise HasBegun


def is_slip(noted_at: datetime | None, *, now: datetime) -> bool:
    """True while what was noted may be taken back as a slip of the finger."""
    return noted_at is not None and now - noted_at <= UNDO


def demand_state(appointment: Appointment, state: str) -> None:
    """Refuse what only fits another state: somebody was quicker."""
    if appointment.state.startswith("cancelled"):
        raise IsCancelled
    if appointment.state != state:
        raise ChangedMeanwhile


def refuse_other_time(appointment: Appointment, *, version: int) -> None:
    """Refuse what a client says of a time that is not the one any more."""
    if version != appointment.version:
        raise HasMoved


def demand_unchanged(appointment: Appointment, *, version: int | None) -> None:
    """Refuse a change by somebody who read another version: it would move it back unseen."""
    if version != appointment.version:
        raise ChangedMeanwhile


def parts_of(appointment: Appointment) -> Sequence[Participation]:
    """Everybody who takes part: news of the appointment is for all of them."""
    return db.session.scalars(
        sa.select(Participation)
        .where(Participation.appointment_id == appointment.id, TAKES_PART)
        .order_by(Participation.id)
    ).all()


def is_group(appointment: Appointment) -> bool:
    """True when it is not one client's alone, however many are left of the others."""
    ever = sa.select(sa.func.count()).select_from(Participation)
    ever = ever.where(Participation.appointment_id == appointment.id)
    return appointment.kind == "group" or db.session.execute(ever).scalar_one() > 1


def own_part(appointment: Appointment, by: Viewer) -> Participation:
    """The participation of the client who speaks; refused when she is not in it any more."""
    part = db.session.scalars(
        sa.select(Participation).where(
            Participation.appointment_id == appointment.id,
            Participation.client_id.in_(clients_of(by)),
        )
    ).one()
    if part.ended is not None:
        raise IsCancelled
    return part
