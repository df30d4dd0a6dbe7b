"""The offline pack: which pages a client's phone may keep, and a key that changes with each.

It has two parts: her own pages, and offers. Sensitive appointments are in neither; the phone's
script also takes them out of the pages that mention them (`data-sensitive`).
"""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from flask import url_for

from app.appointments.hours_queries import of_my_contact
from app.appointments.own import own_coming
from app.caseload.queries import clients_of, find_contact
from app.core import clock
from app.core.access import Viewer
from app.home.queries import get_screen
from app.offers.cards import OfferCard
from app.offers.finding import Search
from app.offers.fitting import find_seeker, fitting
from app.offers.forms import read_wish
from app.offers.queries import last_changes, saved_by
from app.offers.towns import towns as towns_of
from app.plan.around import around
from app.plan.household import goals_at_home
from app.plan.queries import own_steps, steps_of

APPOINTMENTS = 20  # the next ones; later than that, a phone has been on the net
MOST = 120  # pages in one language: a pack is a handful of requests, not a copy of an archive
MOST_OFFERS = 40  # in one language: the first page of the list, and what fits her steps

Place = tuple[str, dict[str, Any], tuple[object, ...]]  # endpoint, arguments, what it shows


def own_pages(viewer: Viewer, *, release: str, has_original: bool) -> dict[str, str]:
    """Each address of her own part with the key of what it shows today, what matters most first.

    `has_original`: she reads another language, so each page is in it in German, too.
    """
    return _keyed(islice(_own(viewer), MOST), viewer, release, has_original)


def offer_pages(viewer: Viewer, *, release: str, has_original: bool) -> dict[str, str]:
    """The same of offers: the list of her town, and those on it or beside her open steps."""
    return _keyed(islice(_offers(viewer), MOST_OFFERS), viewer, release, has_original)


def _keyed(
    places: Iterable[Place], viewer: Viewer, release: str, has_original: bool
) -> dict[str, str]:
    found = {}
    for endpoint, arguments, shown in places:
        own, made_of = url_for(endpoint, **arguments), _key(*shown)
        for address in (own, f"{own}?lang=de") if has_original else (own,):
            found[address] = _key(address, release, viewer.public_id, viewer.language, made_of)
    return found


def _own(viewer: Viewer) -> Iterator[Place]:
    """Yield each place of hers with what it is made of.

    Who helps her stands on every page; a step's version also counts what became of its papers.
    """
    steps = own_steps(viewer)
    cards = own_coming(viewer, limit=APPOINTMENTS, also_asked=True)
    ahead = [card for card in cards if not card.is_sensitive]
    screen = get_screen(None, seen_by=viewer, steps=steps)
    start = (clock.today(), _key(screen.contact))
    yield "home.home", {}, (*start, screen)
    goals, of_household = goals_at_home(viewer, steps=steps)
    yield "plan.plan", {}, (*start, goals, of_household, around(viewer, steps))
    yield "appointments.appointments", {}, (*start, ahead, of_my_contact(seen_by=viewer))
    yield "home.outbox", {}, start
    yield "home.me", {}, (*start, viewer.call_name, viewer.has_more_roles)
    yield "appointments.ask", {}, start
    yield "plan.wishes", {}, (*start, [step for step in steps if step.is_wish])
    for one in ahead:
        series = [other for other in ahead if one.series and other.series == one.series]
        yield "appointments.appointment", {"appointment_id": one.id}, (*start, one, series)
        if one.may_reply and one.kind != "group":
            yield "appointments.another_time", {"appointment_id": one.id}, (*start, one)
    saved = saved_by(viewer) if screen.has_more_saved else screen.saved
    if screen.has_more_saved:
        yield "offers.saved", {}, (*start, saved)
    for offer in saved:
        yield "offers.offer", {"offer_id": offer.id}, (*start, offer)
    for step in sorted(steps, key=lambda step: not step.is_open):
        yield "plan.step", {"step_id": step.id}, (*start, step)


def _offers(viewer: Viewer) -> Iterator[Place]:
    """Yield the list and each offer she has not saved: a saved one is among her own pages."""
    towns = towns_of(viewer)
    listed = Search(read_wish({}, towns), reader=viewer.language, towns=towns).find().cards
    today, contact = clock.today(), find_contact(seen_by=viewer)
    yield "offers.offers", {}, (today, contact, towns, listed)
    found = {card.id: card for card in [*listed, *_fitting(viewer)]}
    for saved in saved_by(viewer):
        found.pop(saved.id, None)
    changed = last_changes(found)
    start = (today.isocalendar()[:2], contact)  # when it takes place stands there week by week
    for offer_id, card in found.items():
        yield "offers.offer", {"offer_id": offer_id}, (*start, card, changed[offer_id])


def _fitting(viewer: Viewer) -> list[OfferCard]:
    """The offers that stand on the pages of her open steps."""
    seeker = find_seeker(viewer)
    steps = steps_of(clients_of(viewer), seen_by=viewer)
    asked = dict.fromkeys((step.topic, step.offer_id) for step in steps if step.is_open)
    if seeker is None:
        return []
    fits = [fit for topic, pinned in asked for fit in fitting(topic, seeker, pinned=pinned)]
    return [fit.card for fit in fits if fit.is_open]


def _key(*parts: object) -> str:
    """A hash of what a page is made of; it says nothing by itself."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
