"""Facts about appointments; one per participating client."""

from dataclasses import dataclass
from datetime import datetime

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class AppointmentFact(DomainEvent):
    """What all facts about one appointment have; only its kinds are published."""

    appointment_id: int
    version: int
    is_more: bool = False  # of several that one act made or changed: she is told with the first


@dataclass(frozen=True, kw_only=True)
class AppointmentAsked(AppointmentFact):
    """A client asks for an appointment; nobody has set a time yet."""


@dataclass(frozen=True, kw_only=True)
class RequestClosed(AppointmentFact):
    """What was asked for ends without an appointment: taken back, or settled otherwise."""


@dataclass(frozen=True, kw_only=True)
class AppointmentProposed(AppointmentFact):
    """A client was offered a time; it counts until she says no."""

    starts_local: datetime
    zone: str


@dataclass(frozen=True, kw_only=True)
class AppointmentConfirmed(AppointmentFact):
    """Both sides agree on the time."""


@dataclass(frozen=True, kw_only=True)
class AppointmentMade(AppointmentFact):
    """A client has an appointment."""

    starts_local: datetime
    zone: str


@dataclass(frozen=True, kw_only=True)
class AppointmentMoved(AppointmentFact):
    """It is at another time now; the version was raised."""

    starts_local: datetime
    zone: str


@dataclass(frozen=True, kw_only=True)
class AppointmentCancelled(AppointmentFact):
    """It will not take place."""


@dataclass(frozen=True, kw_only=True)
class ReplyGiven(AppointmentFact):
    """The client answered: yes, no, later, help or call_me."""

    reply: str


@dataclass(frozen=True, kw_only=True)
class ReplyTakenBack(AppointmentFact):
    """She had declined all dates of a series by mistake: her answer is as it was before."""


@dataclass(frozen=True, kw_only=True)
class ReplyTakenUp(AppointmentFact):
    """The desk dealt with a reply."""


@dataclass(frozen=True, kw_only=True)
class BringItemTicked(AppointmentFact):
    """The client has put a thing to bring ready (or not)."""

    item_id: int
    have_it: bool


@dataclass(frozen=True, kw_only=True)
class MoveAsked(AppointmentFact):
    """The client asks for another time; the old one stands."""

    wish_id: int


@dataclass(frozen=True, kw_only=True)
class MoveAnswered(AppointmentFact):
    """There is another time, or there is none; she herself may also keep the old one."""

    wish_id: int
    is_accepted: bool


@dataclass(frozen=True, kw_only=True)
class OutcomeRecorded(AppointmentFact):
    """Somebody noted whether the client came: attended, attended_late or missed."""

    outcome: str


@dataclass(frozen=True, kw_only=True)
class OutcomeTakenBack(AppointmentFact):
    """A slip of the finger: what was noted counts no longer."""


@dataclass(frozen=True, kw_only=True)
class ProposalLapsed(AppointmentFact):
    """The time passed, nobody had agreed on it, and nobody met."""


@dataclass(frozen=True, kw_only=True)
class AppointmentOfferedAgain(AppointmentFact):
    """After a missed appointment there is an offer of another one."""

    next_id: int


@dataclass(frozen=True, kw_only=True)
class OpenHoursChanged(DomainEvent):
    """A manager changed when people may come without an appointment; it is in no one's record."""


@dataclass(frozen=True, kw_only=True)
class CalendarLinkMade(DomainEvent):
    """Somebody has an address where calendars fetch their appointments; an older one ended."""

    feed_id: int


@dataclass(frozen=True, kw_only=True)
class CalendarLinkEnded(DomainEvent):
    """Calendars no longer get somebody's appointments."""

    feed_id: int
