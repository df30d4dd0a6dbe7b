"""What tests of the desk need to say."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import count, islice
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.appointments.models import Participation
from app.caseload.models import Client
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.notices.models import PushSubscription
from tests import build
from tests.cast import Member

SignIn = Callable[[Member], FlaskClient]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
CANARY = "Zz-Kanarienvogel-7"  # a word that must never be seen at a desk it does not belong to


def in_days(days: int, hour: int = 10) -> datetime:
    """A wall time so many days from now."""
    return datetime.combine(clock.today() + timedelta(days=days), time(hour))


def of(member: Member) -> Client:
    """This member's record."""
    assert member.client is not None
    return member.client


Give = Callable[..., Any]


@pytest.fixture
def give(app: Any) -> Give:
    """Make something for a client inside her carrier, committed: give(build.step, selam, ...)."""

    def make(how: Callable[..., Any], member: Member, *args: Any, **more: Any) -> Any:
        client = of(member)
        with carrier_opened(client.carrier_id), transaction():
            return how(client, *args, **more)

    return make


def device(client: Client, *, name: str = "1") -> PushSubscription:
    """A phone that said yes to reminders."""
    made = PushSubscription(
        client_id=client.id,
        endpoint=f"https://fcm.googleapis.com/{client.id}/{name}",
        endpoint_hash=f"{client.id}/{name}",
        p256dh="p",
        auth="a",
        device="Chrome",
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


Crowd = Callable[[int], list[Client]]


@pytest.fixture
def crowd(jana: Member) -> Crowd:
    """So many more clients of Jana, each with a late step, a coming and a finished one, and an
    appointment today to which she cannot come."""

    numbers = count()

    def make(number: int) -> list[Client]:
        carrier_id = jana.grant.carrier_id
        assert carrier_id is not None
        with carrier_opened(carrier_id), transaction():
            return [_one_of_many(i, jana, carrier_id) for i in islice(numbers, number)]

    return make


def _one_of_many(i: int, jana: Member, carrier_id: int) -> Client:
    person, _grant = build.person(f"Name{i:03}", "ar", Role.CLIENT, carrier_id=carrier_id)
    client = build.client(person, jana.person, family_name=f"Muster{i:03}")
    build.step(client, "bank", topic="livelihood", due_on=clock.today() - timedelta(days=2))
    build.step(client, "course_reg", help_asked_at=clock.now())
    build.step(client, "doctor", topic="health", state="done", done_at=clock.now())
    answered(client, jana, reply="no", starts_local=in_days(0, 23))
    return client


def answered(client: Client, manager: Member, *, reply: str, **more: Any) -> Any:
    """An appointment of this client with her answer to it."""
    made = build.appointment(client, manager.person, **more)
    part = db.session.query(Participation).filter_by(appointment_id=made.id).one()
    part.reply, part.replied_at = reply, clock.now()
    db.session.flush()
    return made


def same_404(browser: FlaskClient, foreign: str, missing: str, **more: Any) -> None:
    """Foreign and missing answer the same bytes."""
    answers = [browser.get(path, **more) for path in (foreign, missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
