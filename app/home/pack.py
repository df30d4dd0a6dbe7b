"""The offline pack: which pages a client's phone may keep, and a key that changes with each.

Sensitive appointments are not in it; the phone's script also takes them out of the pages that
mention them (`data-sensitive`).
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from flask import url_for

from app.appointments.hours import of_my_contact
from app.appointments.queries import coming
from app.caseload.queries import clients_of, find_contact
from app.core import clock
from app.core.access import Viewer
from app.home.queries import get_screen
from app.offers.queries import saved_by
from app.plan.queries import own_goals, steps_of

APPOINTMENTS = 20  # the next ones; later than that, a phone has been on the net
MOST = 120  # pages in one language: a pack is a handful of requests, not a copy of an archive

Place = tuple[str, dict[str, Any], tuple[object, ...]]  # endpoint, arguments, what it shows


def pages(viewer: Viewer, *, release: str, has_original: bool) -> dict[str, str]:
    """Each address of the pack with the key of what it shows today, what matters most first.

    `has_original`: she reads another language, so each page is in it in German, too.
    """
    found = {}
    for endpoint, arguments, shown in list(_places(viewer))[:MOST]:
        own = url_for(endpoint, **arguments)
        for address in (own, f"{own}?lang=de") if has_original else (own,):
            found[address] = _key(address, release, viewer.public_id, viewer.language, *shown)
    return found


def _places(viewer: Viewer) -> Iterator[Place]:
    """Yield each place with what it is made of.

    Who helps her stands on every page; a step's version also counts what became of its papers.
    """
    mine = clients_of(viewer)
    steps = steps_of(mine, seen_by=viewer)
    cards = coming(mine, seen_by=viewer, limit=APPOINTMENTS)
    ahead = [card for card in cards if not card.is_sensitive]
    saved = saved_by(viewer)
    start = (clock.today(), find_contact(seen_by=viewer))
    yield "home.home", {}, (*start, get_screen(None, seen_by=viewer, steps=steps))
    yield "plan.plan", {}, (*start, own_goals(viewer))
    yield "appointments.appointments", {}, (*start, ahead, of_my_contact(seen_by=viewer))
    yield "home.outbox", {}, start
    yield "home.me", {}, (*start, viewer.call_name, viewer.has_more_roles)
    for appointment in ahead:
        arguments = {"appointment_id": appointment.id}
        yield "appointments.appointment", arguments, (*start, appointment)
    for offer in saved:
        yield "offers.offer", {"offer_id": offer.id}, (*start, offer)
    for step in sorted(steps, key=lambda step: not step.is_open):
        yield "plan.step", {"step_id": step.id}, (*start, step)


def _key(*parts: object) -> str:
    """A hash of what a page is made of; it says nothing by itself."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
