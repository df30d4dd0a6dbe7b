"""What follows from what, and what is mounted. Read this first."""

from typing import Any

from flask import Blueprint

from app.appointments.events import (
    AppointmentCancelled,
    AppointmentMade,
    AppointmentMoved,
    BringItemTicked,
    ReplyGiven,
    ReplyTakenUp,
)
from app.appointments.kinds import KIND_TEXTS, title_of
from app.appointments.replies import REPLY_TEXTS
from app.appointments.views import appointments
from app.appointments.views_desk import appointments_desk
from app.audit import handlers as audit
from app.audit.events import RecordSeen
from app.audit.service import follow_reading
from app.caseload.views import my_contact
from app.core import clock, phones
from app.core.events import Subscriptions
from app.core.words import PAPERS, TOPICS
from app.desk.views_rail import rail_counts
from app.home.views import home
from app.people.events import PersonLanguageChosen
from app.people.sessions import find_viewer

__all__ = ["BLUEPRINTS", "SUBSCRIPTIONS", "find_viewer", "follow_reading"]

SUBSCRIPTIONS: Subscriptions = {
    RecordSeen: (audit.write_entry,),
    AppointmentMade: (audit.write_entry,),
    AppointmentMoved: (audit.write_entry,),
    AppointmentCancelled: (audit.write_entry,),
    ReplyGiven: (audit.write_entry,),
    ReplyTakenUp: (audit.write_entry,),
    BringItemTicked: (audit.write_entry,),
    PersonLanguageChosen: (audit.write_entry,),
}

BLUEPRINTS: tuple[Blueprint, ...] = (
    appointments,
    appointments_desk,
    home,
)

TEMPLATE_WORDS: dict[str, Any] = {
    "topics": TOPICS,
    "papers": PAPERS,
    "my_contact": my_contact,
    "now": clock.now,
    "kinds": KIND_TEXTS,
    "appointment_title": title_of,
    "reply_texts": REPLY_TEXTS,
    "rail_counts": rail_counts,
}
TEMPLATE_FILTERS: dict[str, Any] = {"phone_in_words": phones.in_words}
