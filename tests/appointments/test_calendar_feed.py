"""The calendar link as a calendar program meets it: no cookie, one secret, times alone."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from icalendar import Calendar, Event

from app.appointments import feeds
from app.appointments.feeds_models import CalendarFeed
from app.audit import sweeping
from app.core import clock
from app.core.crypto import fingerprint
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people import enrolment
from app.people.models import RoleGrant
from tests.appointments.conftest import CANARY, Book, SignIn, in_days
from tests.appointments.scene import cancel, move
from tests.cast import Member
from tests.pages import counting

NOWHERE = f"/calendar/{'x' * 43}.ics"


def subscribe(member: Member) -> str:
    """Make a link through the service and return its address."""
    with carrier_opened(member.grant.carrier_id or 0), transaction():
        return f"/calendar/{feeds.make(by=member.viewer, now=clock.now())}.ics"


def events(browser: FlaskClient, address: str) -> list[Event]:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.data).events)


def only(browser: FlaskClient, address: str) -> Event:
    (found,) = events(browser, address)
    return found


def gone(browser: FlaskClient, address: str) -> bool:
    """The answer is the one to a link that never was."""
    answers = [browser.get(one) for one in (address, NOWHERE, "/there/is/no/such/page")]
    assert len({answer.data for answer in answers}) == 1
    assert len({str(sorted(answer.headers)) for answer in answers}) == 1
    return answers[0].status_code == 404


def test_a_client_reads_her_times_and_nothing_else(
    visitor: FlaskClient, ahmad: Member, book: Book
) -> None:
    words = {"place": CANARY, "address": CANARY, "note": CANARY, "kind": "doctor"}
    book(ahmad, **words)
    book(ahmad, **words, is_sensitive=True, starts_local=in_days(5))
    address = subscribe(ahmad)
    first, second = events(visitor, address)
    assert set(first) == set(second)
    assert not {"LOCATION", "DESCRIPTION", "URL", "COMMENT"} & set(first)
    assert first["SUMMARY"] == second["SUMMARY"] == "موعد"
    text = visitor.get(address).text
    for word in (CANARY, "Ahmad", "Jana", "König", "doctor", "Arzt"):
        assert word not in text


def test_a_manager_reads_time_and_room_and_nobodys_name(
    visitor: FlaskClient, selam: Member, rojin: Member, jana: Member, book: Book
) -> None:
    book(selam, place="Zimmer 12")
    book(rojin, place=CANARY, is_sensitive=True, starts_local=in_days(4))
    book(rojin, place=CANARY, kind="outreach", starts_local=in_days(5))
    book(rojin, place=CANARY, kind="doctor", starts_local=in_days(6))  # she is no part of it
    book(rojin, place=CANARY, kind="doctor", is_accompanied=True, starts_local=in_days(7))
    address = subscribe(jana)
    found = events(visitor, address)
    assert [event.get("LOCATION") for event in found] == ["Zimmer 12", None, None, None]
    text = visitor.get(address).text
    for word in (CANARY, "Selam", "Rojin", "counselling", "Beratung", "Marktplatz"):
        assert word not in text


def test_moved_is_the_same_entry_with_a_higher_number(
    visitor: FlaskClient, selam: Member, jana: Member, book: Book, at_carrier: int
) -> None:
    appointment = book(selam)
    address = subscribe(selam)
    before = only(visitor, address)
    with carrier_opened(at_carrier):
        move(appointment, jana)
    after = only(visitor, address)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (1, 2)
    assert after.decoded("DTSTART").replace(tzinfo=None) == in_days(6)
    assert after.decoded("LAST-MODIFIED") >= before.decoded("LAST-MODIFIED")


def test_cancelled_stays_for_thirty_days(
    visitor: FlaskClient, selam: Member, jana: Member, book: Book, at_carrier: int
) -> None:
    appointment = book(selam, starts_local=in_days(60))
    address = subscribe(selam)
    before = only(visitor, address)
    with carrier_opened(at_carrier):
        cancel(appointment, jana)
    after = only(visitor, address)
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (1, 2)  # RFC 5545, 3.8.7.4
    assert only(visitor, subscribe(jana))["SEQUENCE"] == 2
    try:
        clock.shift(timedelta(days=29))
        assert only(visitor, address)["STATUS"] == "CANCELLED"
        clock.shift(timedelta(days=31))
        assert events(visitor, address) == []
    finally:
        clock.shift(timedelta())


def test_what_was_only_asked_for_and_what_is_long_over_is_not_there(
    visitor: FlaskClient, selam: Member, book: Book
) -> None:
    book(selam, state="requested", version=0)
    book(selam, state="held", starts_local=in_days(-31))
    book(selam, state="held", starts_local=in_days(-3))
    book(selam, state="proposed", starts_local=in_days(9))
    found = events(visitor, subscribe(selam))
    assert [event["STATUS"] for event in found] == ["CONFIRMED", "TENTATIVE"]


def test_a_link_opens_its_own_client_and_carrier_alone(
    visitor: FlaskClient,
    signed_in: SignIn,
    selam: Member,
    ahmad: Member,
    yonas: Member,
    brandt: Member,
    book: Book,
) -> None:
    hers, theirs = book(selam).ics_uid, book(yonas, starts_local=in_days(8)).ics_uid
    book(ahmad)
    for member, uid in ((selam, hers), (yonas, theirs), (brandt, theirs)):
        address = subscribe(member)
        for browser in (visitor, signed_in(brandt), signed_in(ahmad)):
            assert [event["UID"] for event in events(browser, address)] == [str(uid)]


def test_unchanged_is_answered_without_a_body(
    visitor: FlaskClient, selam: Member, jana: Member, book: Book, at_carrier: int
) -> None:
    appointment, address = book(selam), subscribe(selam)
    first = visitor.get(address)
    tag = {"If-None-Match": first.headers["ETag"]}
    again = visitor.get(address, headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    for answer in (first, again):
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Set-Cookie" not in answer.headers
    with carrier_opened(at_carrier):
        cancel(appointment, jana)
    assert visitor.get(address, headers=tag).status_code == 200


def test_the_number_of_statements_does_not_grow(
    visitor: FlaskClient, jana: Member, selam: Member, rojin: Member, book: Book
) -> None:
    for day in range(1, 6):
        book(selam, starts_local=in_days(day))
        book(rojin, starts_local=in_days(day, hour=15))
    address = subscribe(jana)
    with counting() as sent:
        assert len(events(visitor, address)) == 10
    assert len(sent) <= 4, "\n\n".join(sent)


def test_a_new_link_ends_the_old_one_and_ending_acts_at_once(
    visitor: FlaskClient, selam: Member, ahmad: Member, at_carrier: int
) -> None:
    old, other = subscribe(selam), subscribe(ahmad)
    new = subscribe(selam)
    assert gone(visitor, old)
    assert events(visitor, new) == []
    with carrier_opened(at_carrier), transaction():
        feeds.end(by=selam.viewer, now=clock.now())
    assert gone(visitor, new)
    assert events(visitor, other) == []


def test_an_ended_link_is_forgotten_after_some_months(selam: Member, at_carrier: int) -> None:
    subscribe(selam)
    subscribe(selam)
    count = sa.select(sa.func.count()).select_from(CalendarFeed)
    for days, left in ((89, 2), (91, 1)):
        with carrier_opened(at_carrier), transaction():
            sweeping.sweep_entries(at_carrier, clock.now() + timedelta(days=days))
        assert db.session.scalar(count) == left


def test_who_is_locked_out_keeps_no_link(
    visitor: FlaskClient, selam: Member, jana: Member, at_carrier: int
) -> None:
    address = subscribe(selam)
    with transaction():
        enrolment.lock_out(selam.person.id, by=jana.viewer, now=clock.now())
    assert gone(visitor, address)


@pytest.mark.parametrize("how", ["closed_at", "valid_to"])
def test_the_link_ends_with_the_role(visitor: FlaskClient, jana: Member, how: str) -> None:
    address = subscribe(jana)
    ended = clock.now() if how == "closed_at" else clock.today() - timedelta(days=1)
    with transaction() as session:
        session.execute(
            sa.update(RoleGrant).where(RoleGrant.id == jana.grant.id).values({how: ended})
        )
    assert gone(visitor, address)


def test_only_a_hash_is_kept_and_no_log_names_it(
    visitor: FlaskClient, selam: Member, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    address = subscribe(selam)
    token = re.fullmatch(r"/calendar/([\w-]{43})\.ics", address)
    assert token is not None
    assert db.session.scalars(sa.select(CalendarFeed.token_hash)).all() == [fingerprint(token[1])]
    visitor.get(address)
    visitor.get(NOWHERE)
    assert token[1] not in caplog.text
    assert "x" * 43 not in caplog.text


@pytest.mark.sqlite_only
def test_links_are_asked_for_so_often_and_no_more(visitor: FlaskClient, selam: Member) -> None:
    address = subscribe(selam)
    answers = [visitor.get(address).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
    guesses = [visitor.get(NOWHERE).status_code for _ in range(61)]
    assert guesses == [404] * 60 + [429]
