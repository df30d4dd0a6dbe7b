"""An offer's life in any order: a plain model beside it says what must be true."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.core import clock
from app.core.daily import Daily
from app.core.db import db, transaction
from app.core.errors import Refused
from app.offers import ending, finding, queries, service, suggestions
from app.offers.ending import TooLate, end_offers
from app.offers.models import Offer
from app.offers.wish import Wish
from tests.cast import Member
from tests.offers.shop import named, record_of, stale_day, whole_offer
from tests.offers.test_service import ALLOWED

pytestmark = pytest.mark.usefixtures("app")


class Life(RuleBasedStateMachine):
    """One imported offer; people and nights do to it what they can."""

    people: tuple[Member, ...]

    def __init__(self) -> None:
        super().__init__()
        clock.shift(timedelta(0))
        self.days = 0
        made = whole_offer(state="in_check", assured_date=None)
        self.offer_id = made.id
        self.state, self.before = "in_check", ""
        self.assured: date | None = None
        self.open: set[int] = set()  # who reports it, signed in
        self.archived_on = -9

    @property
    def offer(self) -> Offer:
        """As it stands now."""
        return db.session.get_one(Offer, self.offer_id, populate_existing=True)

    def _try(self, verb: Callable[[], object], *, goes: bool) -> None:
        """Do it: it works exactly when the model says so, and else changes nothing."""
        try:
            with transaction():
                verb()
            worked = True
        except Refused:
            worked = False
        assert worked == goes, (verb, self.state)

    def _go(self, verb: Callable[..., None], to: str) -> bool:
        goes = (self.state, to) in ALLOWED
        self._try(lambda: verb(self.offer, **self._said), goes=goes)
        self.state = to if goes else self.state
        return goes

    @property
    def _said(self) -> dict[str, Any]:
        return {"by": self.people[0].viewer, "now": clock.now()}

    @rule()
    def sent_to_check(self) -> None:
        """A draft is ready, or a suspended offer is looked at again."""
        self._go(service.send_to_check, "in_check")

    @rule()
    def sent_back(self) -> None:
        """The check found something missing."""
        self._go(service.send_back, "draft")

    @rule()
    def suspended(self) -> None:
        """Somebody hides it by hand."""
        self._go(service.suspend, "suspended")

    @rule()
    def published(self) -> None:
        """The check found it good: that is a check, and settles what was reported."""
        record, goes = record_of(self.offer), self.state == "in_check"
        self._try(lambda: service.publish(record, circle="Stadt", **self._said), goes=goes)
        if goes:
            self.state, self.assured, self.open = "published", clock.today(), set()

    @rule()
    def found_right(self) -> None:
        """Somebody taps "still right"."""
        goes = self.state == "published"
        self._try(lambda: service.assure(self.offer, circle="Kreis", **self._said), goes=goes)
        if goes:
            self.assured, self.open = clock.today(), set()

    @rule(who=st.integers(0, 2))
    def reported(self, who: int) -> None:
        """Two people who are signed in hide a public offer; a guest never does."""
        if self.state != "published":
            return
        by = self.people[who].viewer if who < 2 else None
        self._try(lambda: service.report(self.offer, "moved", by=by, now=clock.now()), goes=True)
        self.open |= {who} if by else set()
        self.state = "suspended" if len(self.open) > 1 else self.state

    @rule(is_spelling=st.booleans())
    def corrected(self, is_spelling: bool) -> None:
        """An edit of whatever kind is no check."""
        text = self.offer.description
        new = text.swapcase() if is_spelling else f"{text} {len(text)} Leute kommen jetzt dazu."
        said, values = self._said, {"description": new}
        self._try(lambda: suggestions.change(record_of(self.offer), values, **said), goes=True)

    @rule()
    def archived(self) -> None:
        """Somebody ends it for good."""
        before = self.state
        if self._go(service.archive, "archived"):
            self.before, self.archived_on = before, self.days

    @rule()
    def brought_back(self) -> None:
        """Within a day that can be taken back."""
        goes = self.state == "archived" and self.archived_on == self.days
        self._try(lambda: ending.take_back(self.offer, **self._said), goes=goes)
        self.state = self.before if goes else self.state

    @rule(days=st.sampled_from([1, 2, 40, 91]))
    def time_goes_by(self, days: int) -> None:
        """Nothing but time makes it stale."""
        self.days += days
        clock.shift(timedelta(days=self.days))

    @rule(over=st.booleans())
    def a_night(self, over: bool) -> None:
        """The last day is over, or lies ahead."""
        with transaction():
            self.offer.valid_to = clock.today() + timedelta(days=-1 if over else 1)
        end_offers(clock.now())
        with transaction():
            self.offer.valid_to = None
        self.state = "expired" if over and self.state == "published" else self.state

    @invariant()
    def stands_as_told(self) -> None:
        """State, day of checking, staleness and what everybody sees."""
        db.session.rollback()
        offer = self.offer
        assert (offer.state, offer.assured_date) == (self.state, self.assured)
        is_old = self.assured is None or clock.today() - self.assured >= timedelta(days=90)
        assert offer.is_stale == is_old
        is_shown = db.session.query(Offer).filter(Offer.id == offer.id, finding.public()).count()
        assert is_shown == (self.state == "published")  # stale ones stay visible


def test_whatever_happens_in_whatever_order(aylin: Member, gerhard: Member) -> None:
    machine = type("Life", (Life,), {"people": (aylin, gerhard)})
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=8,
                stateful_step_count=14,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        clock.shift(timedelta(0))


def test_a_check_taken_back_lets_two_reports_stand_again(aylin: Member, selam: Member) -> None:
    made, now = whole_offer(), clock.now()
    with transaction():
        service.report(made, "closed", by=selam.viewer, now=now)
        service.assure(made, circle="Kreis", by=aylin.viewer, now=now)
        service.report(made, "closed", by=aylin.viewer, now=now)
    assert made.state == "published"
    with transaction():
        service.take_back_check(made, by=aylin.viewer, now=now)
    assert made.state == "suspended"


def test_by_night_what_is_over_ends_once_and_leaves_a_trail() -> None:
    over = whole_offer("Vorbei", valid_to=clock.today() - timedelta(days=1))
    last_day = whole_offer("Heute noch", valid_to=clock.today())
    hidden = whole_offer("Versteckt", state="suspended", valid_to=stale_day())
    nightly, other_worker = Daily(end_offers), Daily(end_offers)
    nightly(clock.now())
    other_worker(clock.now())
    db.session.rollback()
    assert [db.session.get_one(Offer, one.id).state for one in (over, last_day, hidden)] == [
        "expired",
        "published",
        "suspended",
    ]
    assert named("OfferExpired") == 1
    nightly(clock.now() + timedelta(days=1))
    db.session.rollback()
    assert db.session.get_one(Offer, last_day.id).state == "expired"


def test_after_a_day_an_archived_offer_stays_archived(aylin: Member) -> None:
    made, now = whole_offer(state="suspended"), clock.now()
    with transaction():
        service.archive(made, by=aylin.viewer, now=now)
    with pytest.raises(TooLate), transaction():
        ending.take_back(made, by=aylin.viewer, now=now + timedelta(hours=25))
    with transaction():
        ending.take_back(made, by=aylin.viewer, now=now + timedelta(hours=23))
    assert (made.state, named("OfferArchiveUndone")) == ("suspended", 1)
    with pytest.raises(TooLate), transaction():
        ending.take_back(made, by=aylin.viewer, now=now)


def test_a_stale_offer_stays_sinks_and_is_fresh_again_by_a_check_alone(aylin: Member) -> None:
    old = whole_offer("A alt", assured_date=clock.today() - timedelta(days=90))
    young = whole_offer("B jung", assured_date=clock.today() - timedelta(days=89))
    found = finding.Search(Wish(), reader="de", towns=[]).find()
    assert [card.id for card in found.cards] == [young.id, old.id]
    assert [card.is_stale for card in found.cards] == [False, True]
    with transaction():
        suggestions.change(
            record_of(old), {"description": "Ganz anders."}, by=aylin.viewer, now=clock.now()
        )
    assert queries.get_public(old.id).offer.is_stale
