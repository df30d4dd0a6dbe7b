"""How it went: who came, who did not, and the offer of another time. It counts against nobody."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.appointments import machine, wishes
from app.appointments.cards import AppointmentCard
from app.appointments.events import (
    AppointmentConfirmed,
    AppointmentOfferedAgain,
    OutcomeRecorded,
    OutcomeTakenBack,
    ProposalLapsed,
)
from app.appointments.making import make
from app.appointments.meeting import Meeting, When
from app.appointments.models import (
    COMING,
    MISSED_REASONS,
    OUTCOMES,
    Appointment,
    AppointmentChange,
    Participation,
)
from app.appointments.refusals import ChangedMeanwhile, IsCancelled
from app.appointments.refusals_desk import (
    AwaitsNobody,
    NotAnOutcome,
    NotOverYet,
    TooLateToTakeBack,
)
from app.appointments.telling import tell
from app.caseload.models import Client
from app.core.access import Viewer
from app.core.db import db

CAME = ("attended", "attended_late")


def record(
    appointment: Appointment,
    part: Participation,
    *,
    outcome: str,
    reason: str | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Note whether this client came; the same again changes nothing.

    A proposal that took place was agreed on. One that nobody kept was missed by nobody.
    """
    if outcome not in OUTCOMES or (reason and (outcome in CAME or reason not in MISSED_REASONS)):
        raise NotAnOutcome
    if part.outcome == outcome:
        part.missed_reason = reason or part.missed_reason
        return
    if part.ended is not None:
        raise IsCancelled
    _refuse_early(appointment, now=now)
    if appointment.state == "proposed" and outcome == "missed":
        _lapse(appointment, by=by, now=now)
        return
    if part.outcome is not None:
        raise ChangedMeanwhile
    part.outcome, part.outcome_at, part.outcome_by_id = outcome, now, by.person_id
    part.missed_reason = reason or None
    wishes.close(part, "declined", by=by, now=now)  # too late for another time
    tell(OutcomeRecorded, appointment, part.client_id, by=by, now=now, outcome=outcome)
    _settle(appointment, by=by, now=now)


def _refuse_early(appointment: Appointment, *, now: datetime) -> None:
    if appointment.state.startswith("cancelled"):
        raise IsCancelled
    if appointment.state == "requested" or appointment.starts_at > now:
        raise NotOverYet


def _lapse(appointment: Appointment, *, by: Viewer, now: datetime) -> None:
    """Nobody had agreed, nobody met: there is nothing to be told to anybody."""
    machine.go(appointment, "cancelled_staff", by=by, now=now)
    for part in machine.parts_of(appointment):
        wishes.close(part, "declined", by=by, now=now)
        tell(ProposalLapsed, appointment, part.client_id, by=by, now=now)


def _settle(appointment: Appointment, *, by: Viewer, now: datetime) -> None:
    """It was held when one of them came, and missed when none did."""
    outcomes = [part.outcome for part in machine.parts_of(appointment)]
    if appointment.state not in COMING:
        return
    if any(outcome in CAME for outcome in outcomes):
        if appointment.state == "proposed":
            machine.go(appointment, "confirmed", by=by, now=now)
            for part in machine.parts_of(appointment):
                tell(AppointmentConfirmed, appointment, part.client_id, by=by, now=now)
        machine.go(appointment, "held", by=by, now=now)
    elif all(outcome == "missed" for outcome in outcomes):
        machine.go(appointment, "missed", by=by, now=now)


def take_back(appointment: Appointment, part: Participation, *, by: Viewer, now: datetime) -> None:
    """Undo a slip of the finger, as long as nothing followed; a repeat changes nothing.

    The only way back in the machine, and a short one: the appointment waits for its outcome.
    """
    if part.outcome is None:
        return
    if appointment.state == "offered_again" or not machine.is_slip(part.outcome_at, now=now):
        raise TooLateToTakeBack
    part.outcome = part.missed_reason = part.outcome_at = part.outcome_by_id = None
    tell(OutcomeTakenBack, appointment, part.client_id, by=by, now=now)
    rest = [other.outcome for other in machine.parts_of(appointment)]
    if appointment.state not in COMING and not any(outcome in CAME for outcome in rest):
        appointment.state = "confirmed"
        machine.write_down(appointment, by=by, now=now)


def again(
    card: AppointmentCard, *, when: When, place: str, address: str, link: str | None
) -> Meeting:
    """The same meeting as the missed one, at another time."""
    return Meeting(
        kind=card.kind,
        when=when,
        place=place,
        address=address,
        link=link,
        papers=[item.doc_type for item in card.bring if item.doc_type],
        own_things=[item.own_words for item in card.bring if item.own_words],
        note=card.note,
        is_sensitive=card.is_sensitive,
        is_accompanied=card.is_accompanied,
        step_id=card.step_id,
        interpreter_kind=card.interpreter_kind,
        interpreter_language=card.interpreter_language,
    )


def offer_again(
    appointment: Appointment, *, what: Meeting, by: Viewer, now: datetime
) -> Appointment:
    """Propose another time after a missed one; the second tap gets the same offer."""
    if appointment.state == "offered_again":
        return _following(appointment)
    if appointment.state != "missed":
        raise AwaitsNobody
    clients = _clients(machine.parts_of(appointment))
    following = make(clients, what=what, by=by, now=now, state="proposed")
    machine.go(appointment, "offered_again", by=by, now=now, following=following)
    for client in clients:
        tell(AppointmentOfferedAgain, appointment, client.id, by=by, now=now, next_id=following.id)
    return following


def _following(appointment: Appointment) -> Appointment:
    """The appointment that was offered after this one."""
    return db.session.scalars(
        sa.select(Appointment)
        .join(AppointmentChange, AppointmentChange.next_id == Appointment.id)
        .where(AppointmentChange.appointment_id == appointment.id)
    ).one()


def _clients(parts: Sequence[Participation]) -> list[Client]:
    """Who did not come, as the rows a new appointment is made for."""
    return [db.session.get_one(Client, part.client_id) for part in parts]
