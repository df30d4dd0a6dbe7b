"""A saved offer is reminded of once, before its next date; when it changes, she is told."""

from datetime import datetime, timedelta

import pytest
from flask import current_app

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, transaction
from app.core.events import publish
from app.notices.chores import FollowOffers
from app.notices.models import OfferMove
from app.offers import service as offers
from app.offers.events import OfferChanged, OfferPublished, OfferSuspended
from app.offers.models import Offer, Schedule
from app.people.models import Person
from tests.cast import Member
from tests.notices.scene import (
    MORNING,
    at_work,
    calls,
    change,
    client_of,
    fates,
    go_to,
    reminders,
    rows,
    said,
    subscribe,
    waiting,
    work,
)
from tests.offers.shop import whole_offer
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service

THURSDAY = datetime(2026, 11, 19, 14)  # MORNING is a Monday


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


def save(member: Member, offer: Offer) -> None:
    with at_work(member) as session:
        offers.save(
            session.merge(offer),
            client_id=client_of(member).id,
            by=member.viewer,
            now=clock.now(),
        )


def unsave(member: Member, offer: Offer) -> None:
    with at_work(member) as session:
        offers.unsave(
            session.merge(offer),
            client_id=client_of(member).id,
            by=member.viewer,
            now=clock.now(),
        )


def put_off(offer: Offer, byday: str, *, fields: tuple[str, ...] = ("hours",)) -> None:
    """The circle moves it to another weekday."""
    with transaction() as session:
        schedule = session.query(Schedule).filter_by(offer_id=offer.id).one()
        schedule.byday = byday
        session.flush()
        publish(
            OfferChanged(
                occurred_at=clock.now(),
                by=SYSTEM,
                offer_id=offer.id,
                fields=fields,
                is_spelling=False,
            )
        )


def look() -> None:
    """What a worker does besides sending."""
    for chore in current_app.extensions["chores"]:
        if isinstance(chore, FollowOffers):
            chore(clock.now())


def english(member: Member, level: int) -> None:
    change(member, Person, ui_language="en")
    with at_work(member) as session:
        session.merge(client_of(member)).push_level = level


def test_the_day_before_the_next_date_once(selam: Member, service: Service) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    english(selam, 2)
    save(selam, whole_offer(byday="TH"))
    assert waiting(selam) == {"d1": THURSDAY - timedelta(hours=21)}
    go_to(reminders(selam)[0].due_at)
    work({service.origin})
    assert said(device, service) == [
        "\u2068Sprachcafé\u2069: tomorrow, \u206814:00\u2069, \u2068Bürgerhaus\u2069"
    ]
    go_to(clock.instant(THURSDAY + timedelta(days=2)))
    look()
    assert waiting(selam) == {}
    assert calls(selam) == []


def test_when_it_is_too_late_for_the_next_date_the_one_after_counts(selam: Member) -> None:
    go_to(clock.instant(THURSDAY - timedelta(hours=20)))
    save(selam, whole_offer(byday="TH"))
    assert waiting(selam) == {"d1": THURSDAY + timedelta(days=7) - timedelta(hours=21)}


def test_what_is_open_most_days_has_no_date_to_wait_for(selam: Member) -> None:
    save(selam, whole_offer(byday="MO,TU,WE,TH,FR"))
    assert reminders(selam) == []


def test_off_the_list_and_on_it_again(selam: Member) -> None:
    offer = whole_offer(byday="TH")
    save(selam, offer)
    unsave(selam, offer)
    assert fates(selam) == {"d1": ("superseded", "unsaved")}
    save(selam, offer)
    assert list(waiting(selam).values()) == [THURSDAY - timedelta(hours=21)]


def test_moved_to_another_day_it_is_planned_anew_and_told(
    selam: Member, yonas: Member, service: Service
) -> None:
    """Whoever changed it, and in whichever carrier somebody saved it."""
    device = Device("a")
    subscribe(selam, service, device)
    english(selam, 2)
    offer = whole_offer(byday="TH")
    for member in (selam, yonas):
        save(member, offer)
    put_off(offer, "FR")
    look()
    look()  # a second look finds nothing to do
    for member in (selam, yonas):
        told = {(row.offset, row.version): (row.state, row.reason) for row in reminders(member)}
        assert told == {
            ("d1", 1): ("superseded", "offer_changed"),
            ("changed", 2): ("planned", None),
            ("d1", 2): ("planned", None),
        }
    work({service.origin})
    assert said(device, service) == ["A saved offer has changed: \u2068Sprachcafé\u2069"]
    assert waiting(selam) == {"d1": THURSDAY + timedelta(hours=3)}


def test_what_was_moved_is_not_sent_even_before_the_worker_looked(
    selam: Member, service: Service
) -> None:
    subscribe(selam, service, Device("a"))
    offer = whole_offer(byday="TH")
    save(selam, offer)
    put_off(offer, "FR")
    go_to(reminders(selam)[0].due_at)
    current_app.extensions["chores"], before = (), current_app.extensions["chores"]
    work({service.origin})
    current_app.extensions["chores"] = before
    assert service.received == []
    assert fates(selam)["d1"] == ("superseded", "changed")


def test_other_words_about_it_are_no_news(selam: Member) -> None:
    offer = whole_offer(byday="TH")
    save(selam, offer)
    put_off(offer, "TH", fields=("description",))
    look()
    assert list(fates(selam)) == ["d1"]
    assert rows(selam, OfferMove) == []


def test_suspended_after_the_reminder_she_is_told_not_to_go(
    selam: Member, service: Service
) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    english(selam, 1)
    offer = whole_offer(byday="TH")
    save(selam, offer)
    go_to(reminders(selam)[0].due_at)
    work({service.origin})
    go_to(clock.now() + timedelta(hours=1))
    with transaction() as session:
        offers.suspend(session.merge(offer), by=SYSTEM, now=clock.now())
    look()
    work({service.origin})
    assert said(device, service) == [
        "A saved offer takes place tomorrow",
        "A saved offer does not take place",
    ]
    assert device.read(service.received[1].body)["navigate"].endswith("/offers")


def test_suspended_and_published_again_it_is_planned_again(selam: Member) -> None:
    offer = whole_offer(byday="TH")
    save(selam, offer)
    for state in ("suspended", "published"):
        with transaction() as session:
            session.merge(offer).state = state
            kind = {"suspended": OfferSuspended, "published": OfferPublished}[state]
            publish(kind(occurred_at=clock.now(), by=SYSTEM, offer_id=offer.id, before=""))
        look()
    assert list(waiting(selam)) == ["d1"]
    assert fates(selam)["cancelled"] == ("superseded", "offer_changed")
    assert db.session.get(OfferMove, offer.id) is not None
