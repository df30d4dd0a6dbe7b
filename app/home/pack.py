"""The offline pack: which pages a client's phone may keep, and a key that changes with each.

Sensitive appointments are not in it; the phone's script also takes them out of the pages that
mention them (`data-sensitive`).
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from app.appointments.hours import of_my_contact
from app.appointments.queries import coming
from app.caseload.queries import clients_of, find_contact
from app.core import clock
from app.core.access import Viewer
from app.offers.queries import saved_by
from app.plan.queries import steps_of

APPOINTMENTS = 5  # the next ones

Place = tuple[str, dict[str, Any], str]  # endpoint, its arguments, key


def places(viewer: Viewer, *, release: str) -> Iterator[Place]:
    """Yield each place of the pack with the key of what it shows today.

    Who helps her stands on every page; a step's version also counts what became of its papers.
    """
    mine = clients_of(viewer)
    steps = steps_of(mine, seen_by=viewer)
    ahead = [
        card for card in coming(mine, seen_by=viewer, limit=APPOINTMENTS) if not card.is_sensitive
    ]
    saved = saved_by(viewer)
    today = clock.today()
    start = (release, viewer.language, find_contact(seen_by=viewer))
    yield "home.home", {}, _key(*start, today, steps, ahead, saved)
    yield "plan.plan", {}, _key(*start, today, steps)
    yield "appointments.appointments", {}, _key(*start, today, ahead, of_my_contact(seen_by=viewer))
    for step in steps:
        yield "plan.step", {"step_id": step.id}, _key(*start, today, step)
    for appointment in ahead:
        arguments = {"appointment_id": appointment.id}
        yield "appointments.appointment", arguments, _key(*start, today, appointment)
    for offer in saved:
        yield "offers.offer", {"offer_id": offer.id}, _key(*start, today, offer)


def _key(*parts: object) -> str:
    """A hash of what a page is made of; it says nothing by itself."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
