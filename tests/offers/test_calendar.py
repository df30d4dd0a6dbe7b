"""The dates of an offer for other calendars, and its page for other people."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from dateutil import rrule
from flask.testing import FlaskClient
from icalendar import Calendar

from app.core import clock
from app.core.db import transaction
from app.offers.models import Schedule
from app.offers.schedules import Rule, slots
from tests.offers.shop import whole_offer
from tests.pages import Page

PagesOf = Callable[..., Page]
pytestmark = pytest.mark.usefixtures("app", "tuesday")  # the 24th of November 2026


def events(visitor: FlaskClient, address: str) -> list[dict[str, Any]]:
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert "Set-Cookie" not in answer.headers
    assert answer.data == visitor.get(address).data
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75
    return [dict(event) for event in Calendar.from_ical(answer.data).walk("VEVENT")]


def test_each_time_is_one_event_that_ends(visitor: FlaskClient) -> None:
    made = whole_offer("Sprachcafé", byday="WE", names={"ti": "ናይ ቋንቋ ካፈ"})
    with transaction() as session:
        session.add(
            Schedule(offer_id=made.id, byday="1FR", freq="MONTHLY", opens_at=time(9),
                     closes_at=time(11), valid_to=date(2027, 3, 31))
        )  # fmt: skip
    found = events(visitor, f"/offers/{made.id}/calendar.ics?lang=ti")
    weekly, monthly = sorted(found, key=lambda one: str(one["DTSTART"].dt))
    assert weekly["SUMMARY"] == "ናይ ቋንቋ ካፈ"
    assert weekly["LOCATION"] == "Lange Straße 45, 71332 Waiblingen"
    assert weekly["DTSTART"].dt.replace(tzinfo=None) == datetime(2026, 11, 25, 14)
    assert str(weekly["DTSTART"].dt.tzinfo) == "Europe/Berlin"
    rule = weekly["RRULE"]
    assert (rule["FREQ"], rule["BYDAY"]) == (["WEEKLY"], ["WE"])
    assert rule["UNTIL"][0].date() == clock.today() + timedelta(days=365)
    left_out = {day.dt.date() for day in weekly["EXDATE"].dts}
    assert left_out == {date(2027, 1, 6)}  # a Wednesday, and Epiphany
    assert monthly["RRULE"]["UNTIL"][0].date() == date(2027, 3, 31)
    assert (monthly["DTSTART"].dt.date(), monthly["RRULE"]["BYDAY"]) == (date(2026, 12, 4), ["1FR"])


def test_its_dates_are_those_of_the_page(visitor: FlaskClient) -> None:
    made = whole_offer(byday="MO,TH", valid_to=date(2027, 6, 30))
    (event,) = events(visitor, f"/offers/{made.id}/calendar.ics")
    rule, begins = event["RRULE"].to_ical().decode(), event["DTSTART"].dt
    days = {one.date() for one in rrule.rrulestr(rule, dtstart=begins)}
    days -= {day.dt.date() for day in event["EXDATE"].dts}
    hours = Rule(byday="MO,TH", opens_at=time(14), closes_at=time(16))
    ours = slots([hours], first=clock.today(), last=date(2027, 6, 30))
    assert days == {slot.starts.date() for slot in ours}


def test_without_dates_there_is_no_file(visitor: FlaskClient, page: PagesOf) -> None:
    made = whole_offer(byday=None)
    hidden = whole_offer("Geheim", state="draft")
    assert "calendar.ics" not in page(visitor, f"/offers/{made.id}").html
    missing = visitor.get(f"/offers/{hidden.id}/calendar.ics")
    assert visitor.get(f"/offers/{made.id}/calendar.ics").status_code == missing.status_code == 404


def test_it_is_shared_by_link_and_code_and_says_that_it_is_full(
    visitor: FlaskClient, page: PagesOf
) -> None:
    made = whole_offer(is_full=True)
    shown = page(visitor, f"/offers/{made.id}?lang=en")
    own = shown.find("input", id_="own-address").get("value")
    assert own == f"http://localhost/offers/{made.id}"
    assert 'class="qr"' in shown.html
    assert "No free places at the moment" in shown.text
    assert f"/offers/{made.id}/calendar.ics" in shown.html
    assert "No free places at the moment" in page(visitor, "/offers?lang=en").text
