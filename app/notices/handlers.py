"""What follows for reminders when something changes that they are about. Rows only."""

import sqlalchemy as sa

from app.appointments.events import (
    AppointmentCancelled,
    AppointmentFact,
    AppointmentMoved,
    ReplyGiven,
    ReplyTakenBack,
)
from app.appointments.models import Appointment, Participation
from app.caseload.events import EntitlementFact, TitleFact
from app.caseload.models import Client, CourseEntitlement, ResidenceTitle
from app.core.db import db
from app.core.events import DomainEvent
from app.core.tenancy import find_carrier
from app.notices import subjects
from app.notices.bookkeeping import bring_in_line
from app.notices.calls import ask_to_call, call_is_not_needed
from app.notices.devices import has_device, remove
from app.notices.models import CallListEntry, Delivery, PushSubscription, Reminder
from app.notices.news import matter_of, tell_client
from app.notices.replanning import replan_carrier, replan_client
from app.notices.saved import note_merge, note_move, saved_offers
from app.offers.events import OfferSaved, OfferUnsaved
from app.offers.models import Bookmark
from app.people.events import PhonesLocked, RoleSwitched, SignedIn, SignedOut
from app.plan.events import StepDone, StepFact
from app.plan.models import Step

# Wired beside those that stand here.
__all__ = ["note_merge", "note_move", "replan_carrier", "replan_client", "tell_client"]


def plan_reminders(event: AppointmentFact) -> None:
    """Plan what makes sense for this version; without a device somebody has to call.

    About the further dates of a series nobody calls now, but half a day before each.
    """
    _follow_appointment(event, reason="moved")
    matter = matter_of(event)
    if not event.is_more and not has_device(matter.client_id):
        ask_to_call(matter, reason="no_device", now=event.occurred_at)


def replan_reminders(event: AppointmentMoved) -> None:
    """The old version's reminders are never sent; the new one's are planned."""
    _no_call_about(event)
    plan_reminders(event)


def supersede_reminders(event: AppointmentCancelled) -> None:
    """What has been cancelled is not reminded of, and nobody has to call about it."""
    _follow_appointment(event, reason="cancelled")
    _no_call_about(event)


def follow_reply(event: ReplyGiven | ReplyTakenBack) -> None:
    """ "I cannot come" stops the reminders; another answer after it, or none, plans them anew."""
    _follow_appointment(event, reason="declined")


def _follow_appointment(event: AppointmentFact, *, reason: str) -> None:
    """Bring the ledger in line with this client's appointment as it is now."""
    bring_in_line(
        subjects.appointments(
            Appointment.id == event.appointment_id,
            Participation.client_id == event.client_id,
            now=event.occurred_at,
        ),
        scope=_reminders_of(event),
        reason=reason,
        now=event.occurred_at,
    )


def follow_step(event: StepFact) -> None:
    """A step with a day is reminded of until it is done; another day is planned anew."""
    _follow(
        event,
        "step",
        event.step_id,
        subjects.steps(Step.id == event.step_id, now=event.occurred_at),
        reason="done" if isinstance(event, StepDone) else "changed",
    )


def follow_title(event: TitleFact) -> None:
    """A residence title is reminded of until another took its place."""
    found = subjects.titles(ResidenceTitle.id == event.title_id, now=event.occurred_at)
    _follow(event, "title", event.title_id, found, reason="ended")


def follow_entitlement(event: EntitlementFact) -> None:
    """A course entitlement is reminded of until a course was begun."""
    which = CourseEntitlement.id == event.entitlement_id
    found = subjects.entitlements(which, now=event.occurred_at)
    _follow(event, "entitlement", event.entitlement_id, found, reason="ended")


def follow_bookmark(event: OfferSaved | OfferUnsaved) -> None:
    """A saved offer is reminded of before its next date; off the list, it is not."""
    found = saved_offers(Bookmark.id == event.bookmark_id, now=event.occurred_at)
    _follow(event, "offer", event.bookmark_id, found, reason="unsaved")


def _follow(
    event: DomainEvent, kind: str, subject_id: int, plans: list[subjects.Plan], *, reason: str
) -> None:
    """Bring the ledger in line with one subject; of what is over nobody has to be called."""
    bring_in_line(
        plans,
        scope=sa.and_(
            Reminder.client_id == event.client_id,
            Reminder.subject == kind,
            Reminder.subject_id == subject_id,
        ),
        reason=reason,
        now=event.occurred_at,
    )
    versions = [plan.matter.version for plan in plans]
    about = sa.and_(
        CallListEntry.client_id == event.client_id,
        CallListEntry.subject == kind,
        CallListEntry.subject_id == subject_id,
        CallListEntry.version.not_in(versions),
    )
    call_is_not_needed(about, now=event.occurred_at)


def mark_answered(event: ReplyGiven) -> None:
    """Note on what reached her that she answered, once; nobody has to call any more."""
    reached = sa.select(Reminder.id).where(_reminders_of(event))
    db.session.execute(
        sa.update(Delivery)
        .where(
            Delivery.reminder_id.in_(reached),
            Delivery.accepted_at.is_not(None),
            Delivery.answered_at.is_(None),
        )
        .values(answered_at=event.occurred_at)
        .execution_options(synchronize_session=False)
    )
    _no_call_about(event)


def keep_devices(event: SignedIn | RoleSwitched) -> None:
    """Whose session goes on as another one in the same browser still gets reminders there."""
    if find_carrier() is None or event.renews_session_id is None:
        return
    db.session.execute(
        sa.update(PushSubscription)
        .where(PushSubscription.session_id == event.renews_session_id)
        .values(session_id=event.session_id)
    )


def forget_session(event: SignedOut) -> None:
    """Who signed out on a phone gets no reminders there any more."""
    if find_carrier() is not None:  # volunteers and coordinators have none, and no reminders
        _remove_devices(PushSubscription.session_id == event.session_id, event, "signed_out")


def forget_phones(event: PhonesLocked) -> None:
    """A lost phone must not show reminders."""
    if find_carrier() is not None:
        theirs = sa.select(Client.id).where(Client.person_id == event.person_id)
        _remove_devices(PushSubscription.client_id.in_(theirs), event, "locked")


def _remove_devices(which: sa.ColumnElement[bool], event: DomainEvent, because: str) -> None:
    for subscription in db.session.scalars(sa.select(PushSubscription).where(which)):
        remove(subscription, because=because, by=event.by, now=event.occurred_at)


def _reminders_of(event: AppointmentFact) -> sa.ColumnElement[bool]:
    """All reminders of this client about this appointment, whatever its version."""
    return sa.and_(
        Reminder.client_id == event.client_id,
        Reminder.subject == "appointment",
        Reminder.subject_id == event.appointment_id,
    )


def _no_call_about(event: AppointmentFact) -> None:
    """Nobody has to call about any version of this appointment any more."""
    about = sa.and_(
        CallListEntry.client_id == event.client_id,
        CallListEntry.subject == "appointment",
        CallListEntry.subject_id == event.appointment_id,
    )
    call_is_not_needed(about, now=event.occurred_at)
