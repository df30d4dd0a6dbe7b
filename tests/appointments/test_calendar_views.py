"""One appointment as a file; making and ending one's calendar link."""

import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from icalendar import Calendar

from app.appointments.feeds_models import CalendarFeed
from app.audit.models import AccessLog, TrailEntry
from app.core import clock
from app.core.access import Entry
from app.core.db import db, transaction
from app.people.models import Session
from tests.appointments.conftest import CANARY, HTMX, Booked, SignIn, Stored, same_404
from tests.cast import Member

MINE = "/me/calendar"


def file_of(appointment_id: int) -> str:
    return f"/appointments/{appointment_id}/calendar.ics"


def enters_by(browser: FlaskClient, member: Member, entry: Entry) -> FlaskClient:
    """The same browser, as if its owner had come in another way."""
    with transaction() as session:
        session.execute(
            sa.update(Session)
            .where(Session.person_id == member.person.id)
            .values(entry=entry, fresh_until=None, created_at=clock.now())
        )
    return browser


def address_in(page: str) -> str:
    """The link that the page shows, without the host."""
    found = re.search(r'value="[^"]*?(/calendar/[\w-]{43}\.ics)"', html.unescape(page))
    assert found is not None, page
    return found[1]


# One appointment as a file.


def test_she_takes_one_appointment_with_its_place(
    signed_in: SignIn, selam: Member, booked: Booked
) -> None:
    number = booked(selam, note=CANARY, kind="doctor")
    answer = signed_in(selam).get(file_of(number))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert "no-store" in answer.headers["Cache-Control"]
    (event,) = Calendar.from_ical(answer.data).events
    assert event["LOCATION"] == "Rathaus, Zimmer 12-B, Marktplatz 1, 71332 Waiblingen"
    assert CANARY not in answer.text
    assert "doctor" not in answer.text


def test_of_a_sensitive_one_she_takes_the_time_alone(
    signed_in: SignIn, rojin: Member, booked: Booked
) -> None:
    number = booked(rojin, is_sensitive=True, place=CANARY, address=CANARY, kind="doctor")
    (event,) = Calendar.from_ical(signed_in(rojin).get(file_of(number)).data).events
    assert "LOCATION" not in event
    assert CANARY not in str(event)


def test_a_foreign_file_is_missing(
    signed_in: SignIn, selam: Member, ahmad: Member, yonas: Member, booked: Booked
) -> None:
    number = booked(selam)
    for member in (ahmad, yonas):
        same_404(signed_in(member), "GET", file_of(number), file_of(999_999))


def test_no_other_role_and_no_office_computer_gets_the_file(
    signed_in: SignIn, visitor: FlaskClient, selam: Member, jana: Member, booked: Booked
) -> None:
    address = file_of(booked(selam))
    assert signed_in(jana).get(address).status_code == 404
    assert visitor.get(address).status_code == 303
    assert enters_by(signed_in(selam), selam, Entry.KIOSK).get(address).status_code == 404


def test_what_is_only_asked_for_has_no_file(
    signed_in: SignIn, selam: Member, booked: Booked
) -> None:
    number = booked(selam, state="requested", version=0)
    assert signed_in(selam).get(file_of(number)).status_code == 404


def test_the_page_of_an_appointment_offers_it(
    signed_in: SignIn, selam: Member, booked: Booked, page: Any
) -> None:
    number = booked(selam)
    got = page(signed_in(selam), f"/appointments/{number}?lang=en")
    assert file_of(number) in {a.get("href") for a in got.all("a")}


# The link.


def test_a_client_makes_copies_and_ends_her_link(
    signed_in: SignIn, visitor: FlaskClient, selam: Member, booked: Booked, page: Any
) -> None:
    booked(selam)
    browser = signed_in(selam)
    assert MINE in {a.get("href") for a in page(browser, "/me").all("a")}
    assert "Make a link" in page(browser, f"{MINE}?lang=en", statements=3).text
    made = browser.post(MINE)
    assert made.status_code == 200
    address = address_in(made.text)
    assert "webcal://" in made.text
    assert visitor.get(address).status_code == 200
    later = page(browser, f"{MINE}?lang=en", statements=3)
    assert "/calendar/" not in later.html.replace("/me/calendar/end", "")
    assert "End this link" in later.text
    ended = browser.post(f"{MINE}/end")
    assert (ended.status_code, ended.location) == (303, MINE)
    assert visitor.get(address).status_code == 404


def test_htmx_gets_the_link_alone(signed_in: SignIn, visitor: FlaskClient, jana: Member) -> None:
    browser = signed_in(jana)
    made = browser.post(MINE, headers=HTMX)
    assert made.text.lstrip().startswith('<div class="stack" id="calendar-link">')
    assert visitor.get(address_in(made.text)).status_code == 200
    ended = browser.post(f"{MINE}/end", headers=HTMX)
    assert ended.text.lstrip().startswith('<div class="stack" id="calendar-link">')
    assert "X-Said" in ended.headers
    assert visitor.get(address_in(made.text)).status_code == 404


def test_a_manager_finds_it_at_her_appointments(signed_in: SignIn, jana: Member, page: Any) -> None:
    browser = signed_in(jana)
    assert MINE in {a.get("href") for a in page(browser, "/desk/appointments").all("a")}
    assert "It names nobody." in page(browser, f"{MINE}?lang=en").text


@pytest.mark.parametrize("verb", ["GET", "POST", "END"])
def test_the_link_is_for_clients_and_managers(
    signed_in: SignIn, visitor: FlaskClient, gerhard: Member, aylin: Member, verb: str
) -> None:
    address, method = (f"{MINE}/end", "POST") if verb == "END" else (MINE, verb)
    for member in (gerhard, aylin):
        assert signed_in(member).open(address, method=method).status_code == 404
    assert visitor.open(address, method=method).status_code in (303, 403)


def test_with_a_pin_she_may_at_an_office_computer_not(signed_in: SignIn, selam: Member) -> None:
    browser = enters_by(signed_in(selam), selam, Entry.PIN)
    assert browser.post(MINE).status_code == 200
    enters_by(browser, selam, Entry.KIOSK)
    assert MINE not in browser.get("/me").text
    assert browser.get(MINE).status_code == browser.post(MINE).status_code == 404


def test_another_ones_link_is_not_ended(
    signed_in: SignIn, visitor: FlaskClient, selam: Member, ahmad: Member
) -> None:
    address = address_in(signed_in(selam).post(MINE).text)
    signed_in(ahmad).post(f"{MINE}/end")
    assert visitor.get(address).status_code == 200


def test_what_happened_stands_in_the_trail_without_the_secret(
    signed_in: SignIn, selam: Member, jana: Member, stored: Stored
) -> None:
    for member in (selam, jana):
        browser = signed_in(member)
        browser.post(MINE)
        browser.post(f"{MINE}/end")
    assert [row.what for row in stored(AccessLog.id, AccessLog.what)] == [
        "CalendarLinkMade",
        "CalendarLinkEnded",
    ]
    facts = db.session.scalars(sa.select(TrailEntry.facts)).all()
    assert [set(row) for row in facts] == [{"feed_id"}] * 2


def test_of_links_somebody_makes_ten_an_hour(signed_in: SignIn, selam: Member) -> None:
    browser = signed_in(selam)
    assert [browser.post(MINE).status_code for _ in range(11)] == [200] * 10 + [429]
    good = sa.select(sa.func.count()).where(CalendarFeed.revoked_at.is_(None))
    assert db.session.scalar(good) == 1
