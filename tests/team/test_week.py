"""The look against insiders: numbers, no client."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.people.models import Enrolment
from tests.cast import Member
from tests.pages import Page

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


# The week


def test_the_week_counts_readings_and_devices_and_names_no_client(
    keller: Member,
    selam: Member,
    ahmad: Member,
    jana: Member,
    deniz: Member,
    signed_in: SignIn,
    page: PagesOf,
) -> None:
    assert selam.client is not None
    desk = signed_in(jana)
    for _ in range(12):
        desk.get(f"/desk/clients/{selam.client.id}")
    with transaction():
        for n, (purpose, ended, state) in enumerate(
            (
                ("recover", 1, "active"),
                ("recover", 2, "active"),
                ("second_device", 3, "active"),
                ("recover", 8, "active"),
                ("recover", 1, "burned"),
            )
        ):
            db.session.add(_ceremony(selam, jana, n, purpose, ended, state))
    shown = page(signed_in(keller), "/team/week?lang=en")
    first = [
        [t.text for t in row.iter() if t.text and t.text.strip().isdigit()]
        for row in shown.all("tr")
    ][1]
    assert first == ["12", "1", "2", "2", "1"]
    assert "opens much more than the others" in shown.text
    assert "many devices" in shown.text
    assert "Selam" not in shown.text
    clock.shift(timedelta(days=8))
    later = page(signed_in(keller), "/team/week?lang=en").text
    assert "opens much more" not in later
    assert "many devices" not in later


def _ceremony(
    who: Member, by: Member, n: int, purpose: str, days_ago: int, state: str
) -> Enrolment:
    then = clock.now() - timedelta(days=days_ago)
    return Enrolment(
        purpose=purpose,
        person_id=who.person.id,
        role_grant_id=who.grant.id,
        issued_by_id=by.person.id,
        secret_hash=bytes([n]),
        state=state,
        label="Birke 47",
        issued_at=then,
        expires_at=then,
        ended_at=then,
    )
