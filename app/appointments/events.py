"""Facts about appointments; one per participating client."""

from dataclasses import dataclass
from datetime import datetime

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class AppointmentFact(DomainEvent):
    """What all facts about one appointment have; only its kinds are published."""

    appointment_id: int
    version: int


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
    """The client answered: yes, no, later or call_me."""

    reply: str


@dataclass(frozen=True, kw_only=True)
class ReplyTakenUp(AppointmentFact):
    """The desk dealt with a reply."""


@dataclass(frozen=True, kw_only=True)
class BringItemTicked(AppointmentFact):
    """The client has put a thing to bring ready (or not)."""

    item_id: int
    have_it: bool
