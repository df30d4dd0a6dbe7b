"""What tests of appointments need to say."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.appointments.models import Appointment
from app.appointments.service import Meeting, When
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from tests import build
from tests.cast import Member

SignIn = Callable[[Member], FlaskClient]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
CANARY = "Zz-Frauenhaus-7"  # a word that must never be seen outside a sensitive appointment's page


def in_days(days: int, hour: int = 10, minute: int = 0) -> datetime:
    """A wall time so many days from now."""
    return datetime.combine(clock.today() + timedelta(days=days), time(hour, minute))


def meeting(**other: Any) -> Meeting:
    """A counselling in three days at ten."""
    values: dict[str, Any] = {
        "kind": "counselling",
        "when": When(starts_local=in_days(3), minutes=45),
        "place": "Rathaus, Zimmer 12-B",
        "address": "Marktplatz 1, 71332 Waiblingen",
        **other,
    }
    return Meeting(**values)


@pytest.fixture
def at_carrier(jana: Member) -> Iterator[int]:
    """Open the carrier of Jana and her clients."""
    assert jana.grant.carrier_id is not None
    with carrier_opened(jana.grant.carrier_id):
        yield jana.grant.carrier_id


Book = Callable[..., Appointment]


@pytest.fixture
def book() -> Book:
    """Give a client of the cast an appointment with her manager, committed."""

    def give(member: Member, **more: Any) -> Appointment:
        assert member.client is not None
        assert member.manager is not None
        with carrier_opened(member.client.carrier_id), transaction():
            return build.appointment(member.client, member.manager.person, **more)

    return give


@pytest.fixture
def booked(book: Book) -> Callable[..., int]:
    """The same, as the id that addresses name."""
    return lambda member, **more: book(member, **more).id


Booked = Callable[..., int]


def same_404(browser: FlaskClient, verb: str, foreign: str, missing: str, **data: Any) -> None:
    """Foreign and missing answer the same bytes."""
    answers = [browser.open(path, method=verb, **data) for path in (foreign, missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data


Stored = Callable[..., list[Any]]


@pytest.fixture
def stored(jana: Member) -> Stored:
    """Ask the database for one kind of row of Jana's carrier."""
    assert jana.grant.carrier_id is not None
    carrier_id = jana.grant.carrier_id

    def rows(*columns: Any) -> list[Any]:
        with carrier_opened(carrier_id), transaction():
            return list(db.session.execute(sa.select(*columns).order_by(columns[0])).all())

    return rows
