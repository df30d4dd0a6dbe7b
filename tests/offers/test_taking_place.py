"""The database and Python say the same of when something is: rule by rule, day by day."""

import itertools
import random
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app.core.db import db, transaction
from app.offers.cards import rule_of
from app.offers.models import Offer, Schedule
from app.offers.schedules import opening_at, slots
from app.offers.taking_place import open_at, takes_place_on, within_days
from tests.offers.shop import whole_offer

BYDAYS = ("MO", "MO, WE,FR", "SU", "TU,TH")
NTHS = ("2TU", "-1FR", "1MO,3MO", "MO", "5WE", "-2SA")
SOME_DAYS = (date(2026, 1, 1), date(2026, 5, 25), date(2026, 10, 5))  # a holiday, Whit Monday
pytestmark = pytest.mark.usefixtures("app")


def add_rules(offer: Offer) -> list[Schedule]:
    """Sixty rules of all kinds."""
    rng = random.Random(7)  # noqa: S311  # because: it keeps no secret
    rows = []
    for weekly, interval in itertools.product((True, False), (1, 2, 3)):
        for _ in range(10):
            begins = date(2025, 12, 1) + timedelta(days=rng.randrange(60))
            month_days = rng.choice(("", "1,15", "-1")) if not weekly else ""
            rows.append(
                Schedule(
                    offer_id=offer.id,
                    freq="WEEKLY" if weekly else "MONTHLY",
                    interval=interval,
                    byday="" if month_days else rng.choice(BYDAYS if weekly else NTHS),
                    bymonthday=month_days,
                    opens_at=time(9),
                    closes_at=time(12),
                    valid_from=begins if interval > 1 or rng.random() < 0.5 else None,
                    valid_to=begins + timedelta(days=200) if rng.random() < 0.3 else None,
                )
            )
    with transaction() as session:
        session.add_all(rows)
    return rows


def test_each_rule_is_on_the_same_days() -> None:
    rows = add_rules(whole_offer(byday=None))
    hits = 0
    for first in SOME_DAYS:
        for day in (first + timedelta(days=n) for n in range(9)):
            ours = {row.id for row in rows if slots([rule_of(row)], first=day, last=day)}
            found = set(db.session.scalars(sa.select(Schedule.id).where(takes_place_on(day))))
            assert found == ours, day
            hits += len(ours)
    assert hits > 100


def test_open_now_and_soon_are_the_same_too() -> None:
    offers = [whole_offer(f"A{day}", byday=day) for day in ("WE", "TU", "MO")]
    for now in (datetime(2026, 11, 24, 14), datetime(2026, 11, 24, 16), datetime(2026, 12, 24, 9)):
        for offer in offers:
            rules = [rule_of(db.session.query(Schedule).filter_by(offer_id=offer.id).one())]
            opening = opening_at(rules, now)
            own = sa.select(Offer.id).where(Offer.id == offer.id)
            is_open = db.session.scalar(own.where(open_at(now))) is not None
            assert is_open == (opening.now is not None)
            ahead = opening.now or opening.next
            is_soon = ahead is not None and ahead.starts.date() < now.date() + timedelta(days=2)
            assert (db.session.scalar(own.where(within_days(2, now))) is not None) == is_soon
