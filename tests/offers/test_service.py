"""What may become of an offer: states, checks, reports, changes, and the trail of it all."""

from datetime import timedelta

import pytest

from app.audit.models import TrailEntry
from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, transaction
from app.offers import service, suggestions
from app.offers.models import (
    STATES,
    Offer,
    OfferIssue,
)
from app.offers.states import MOVES, Incomplete, WrongState, go
from tests.cast import Member
from tests.offers.shop import named, record_of, stale_day, whole_offer

pytestmark = pytest.mark.usefixtures("app")

ALLOWED = {
    ("suggested", "draft"),
    ("draft", "in_check"),
    ("draft", "archived"),
    ("in_check", "published"),
    ("in_check", "draft"),
    ("in_check", "archived"),
    ("published", "suspended"),
    ("published", "expired"),
    ("suspended", "in_check"),
    ("suspended", "archived"),
    ("expired", "archived"),
    ("expired", "in_check"),
}


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_only_these_ways_lead_on(before: str, after: str) -> None:
    offer = Offer(state=before)
    if (before, after) in ALLOWED:
        assert go(offer, after) == before
        assert offer.state == after
        return
    with pytest.raises(WrongState):
        go(offer, after)
    assert offer.state == before


def test_final_states_are_never_left() -> None:
    assert set(MOVES) == set(STATES)
    assert MOVES["archived"] == frozenset()


def test_a_check_is_noted_settles_reports_and_can_be_taken_back(aylin: Member) -> None:
    made = whole_offer(assured_date=stale_day(), assured_by="Früher")
    with transaction():
        service.report(made, "moved", by=None, now=clock.now())
    with transaction():
        service.assure(made, circle="Helferkreis", by=aylin.viewer, now=clock.now())
    assert (made.assured_date, made.assured_by) == (clock.today(), "Helferkreis")
    assert not made.is_stale
    assert db.session.query(OfferIssue).one().settled_at is not None
    with transaction():
        service.assure(made, circle="Noch einer", by=aylin.viewer, now=clock.now())
        service.take_back_check(made, by=aylin.viewer, now=clock.now())
    assert (made.assured_date, made.assured_by) == (stale_day(), "Früher")
    assert db.session.query(OfferIssue).one().settled_at is None
    assert [named(n) for n in ("OfferChecked", "OfferCheckUndone", "OfferReported")] == [2, 1, 1]


def test_the_check_of_another_day_stands(aylin: Member) -> None:
    made = whole_offer()
    with pytest.raises(service.NotToday), transaction():
        service.take_back_check(made, by=aylin.viewer, now=clock.now())


@pytest.mark.parametrize("state", [s for s in STATES if s != "published"])
def test_only_public_offers_are_checked(aylin: Member, state: str) -> None:
    made = whole_offer(state=state)
    with pytest.raises(WrongState), transaction():
        service.assure(made, circle="X", by=aylin.viewer, now=clock.now())


LACKING: dict[str, dict[str, object]] = {
    "place": {"address_1": "", "url": ""},
    "hours": {"hours": ""},
    "phone": {"phone": "", "application_process": ""},
    "languages": {"languages": []},
}


@pytest.mark.parametrize("lacking", LACKING)
def test_what_is_incomplete_is_not_published(aylin: Member, lacking: str) -> None:
    made = whole_offer(state="in_check")
    changes = LACKING[lacking]
    with transaction():
        suggestions.change(record_of(made), changes, by=aylin.viewer, now=clock.now())
    with pytest.raises(Incomplete), transaction():
        service.publish(record_of(made), circle="X", by=aylin.viewer, now=clock.now())
    assert made.state == "in_check"
    assert named("OfferPublished") == 0


def test_all_that_is_missing_is_said_at_once(aylin: Member) -> None:
    made = whole_offer(state="in_check")
    lacking = {name: value for changes in LACKING.values() for name, value in changes.items()}
    with transaction():
        suggestions.change(record_of(made), lacking, by=aylin.viewer, now=clock.now())
    with pytest.raises(Incomplete) as refused, transaction():
        service.publish(record_of(made), circle="X", by=aylin.viewer, now=clock.now())
    assert len(refused.value.missing) == len(LACKING)


def test_from_check_to_public_to_archive(aylin: Member) -> None:
    made, by, now = whole_offer(state="in_check", assured_date=None), aylin.viewer, clock.now()
    with transaction():
        service.publish(record_of(made), circle="Stadt", by=by, now=now)
    assert (made.state, made.assured_by) == ("published", "Stadt")
    with transaction():
        service.suspend(made, by=by, now=now)
        service.archive(made, by=by, now=now)
    assert made.state == "archived"
    over = whole_offer(valid_to=clock.today() - timedelta(days=1))
    with transaction():
        service.archive(over, by=by, now=now)
    assert (over.state, named("OfferExpired"), named("OfferArchived")) == ("archived", 1, 2)


def test_a_running_offer_is_not_archived(aylin: Member) -> None:
    made = whole_offer()
    with pytest.raises(WrongState), transaction():
        service.archive(made, by=aylin.viewer, now=clock.now())


def test_guests_and_one_person_twice_suspend_nothing(selam: Member, oksana: Member) -> None:
    made, now = whole_offer(), clock.now()
    with transaction():
        for by in (None, None, None, selam.viewer, selam.viewer):
            service.report(made, "closed", by=by, now=now)
    assert made.state == "published"
    with transaction():
        service.report(made, "closed", by=oksana.viewer, now=now)
    assert made.state == "suspended"
    entry = db.session.query(TrailEntry).filter_by(what="OfferSuspended").one()
    assert (entry.role, entry.person_id) == (SYSTEM.role, None)
