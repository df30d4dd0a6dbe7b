"""Six digits where a phone has no passkey: chosen in the ceremony, by the person alone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.access import Entry
from app.core.crypto import fingerprint
from app.core.db import db, transaction
from app.people import enrolment, making, pins
from app.people.models import DeviceToken, Enrolment, RoleGrant, Session
from tests.cast import Member
from tests.people.conftest import Phone

Issue = Callable[..., tuple[Enrolment, str]]
LetIn = Callable[..., Phone]
NewPhone = Callable[[], Phone]
PIN, OTHER = "274910", "385021"
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def token() -> DeviceToken:
    """The only one."""
    db.session.expire_all()
    return db.session.query(DeviceToken).one()


def at_the_choice(selam: Member, issue: Issue, phone: Phone) -> Enrolment:
    """A ceremony whose phone has no passkey."""
    assert selam.manager
    held, secret = issue(selam)
    phone.open(secret)
    with transaction():
        enrolment.match(held, number=held.number or 0, by=selam.manager.viewer, now=clock.now())
        making.go_without_passkey(held, by=selam.manager.viewer, now=clock.now())
    return held


def test_the_same_ceremony_ends_in_a_pin(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam, pin=PIN)
    assert phone.browser.get("/home").status_code == 200
    session = db.session.query(Session).one()
    assert (session.entry, session.fresh_until) == (Entry.PIN, None)
    phone.browser.post("/signout")
    assert phone.browser.get("/home").status_code == 303
    assert phone.type_pin(PIN).location == "/home"
    assert phone.browser.get("/home").status_code == 200


def test_it_sleeps_until_the_staff_member_confirms(
    selam: Member, issue: Issue, new_phone: NewPhone
) -> None:
    phone = new_phone()
    held = at_the_choice(selam, issue, phone)
    assert phone.choose_pin(PIN).status_code == 303
    assert held.state == "registered"
    assert phone.browser.post("/enter/start").status_code == 404
    assert phone.type_pin(PIN).status_code == 422
    assert selam.manager
    with transaction():
        enrolment.cancel(held, by=selam.manager.viewer, now=clock.now())
    assert token().revoked_at is not None


def test_a_repeat_after_a_crash_gives_the_same_token(
    selam: Member, issue: Issue, new_phone: NewPhone
) -> None:
    phone = new_phone()
    held = at_the_choice(selam, issue, phone)
    assert selam.manager
    assert phone.choose_pin(PIN).status_code == 303
    assert phone.choose_pin(OTHER).status_code == 303  # sent once more: the first one counts
    with transaction():
        enrolment.confirm(held, by=selam.manager.viewer, now=clock.now())
    bound = phone.browser.get_cookie("enrol")
    assert bound is not None
    phone.browser.post("/enter/start")
    first = phone.browser.get_cookie("device")
    phone.browser.set_cookie("enrol", bound.value)  # the answer was lost on the way
    phone.browser.post("/enter/start")
    second = phone.browser.get_cookie("device")
    assert first is not None
    assert second is not None
    assert first.value == second.value
    assert phone.type_pin(PIN).status_code == 303


EASY = ["000000", "123456", "654321", "890123", "121212", "123123", "112233"]


@pytest.mark.parametrize("pin", EASY)
def test_what_others_try_first_is_easy(pin: str) -> None:
    assert pins.is_easy(pin)
    assert not pins.is_easy(PIN)


@pytest.mark.parametrize("typed", ["27491", "2749100", "27491a", "", "27491²", "2" * 10_000])
def test_six_digits_and_nothing_else(typed: str) -> None:
    assert pins.read_digits(typed) is None


def test_a_useless_choice_is_refused_and_never_shown(
    selam: Member, issue: Issue, new_phone: NewPhone
) -> None:
    phone = new_phone()
    held = at_the_choice(selam, issue, phone)
    for pin, again in (("123456", None), ("27491", None), ("", None), (PIN, OTHER), (PIN, "")):
        answer = phone.choose_pin(pin, again)
        assert answer.status_code == 422
        assert "274" not in re.findall(r'value="([^"]*)"', answer.get_data(as_text=True))
    assert held.state == "fallback"
    assert db.session.query(DeviceToken).count() == 0


def test_digits_of_any_script_are_the_same_pin(ahmad: Member, let_in: LetIn) -> None:
    assert {pins.read_digits(typed) for typed in ("٢٧٤٩١٠", "۲۷۴۹۱۰", " 274 910 ")} == {PIN}
    phone = let_in(ahmad, pin="٢٧٤٩١٠")
    assert phone.type_pin(PIN).status_code == 303


def test_nothing_in_the_database_opens_anything(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam, pin=PIN)
    cookie = phone.browser.get_cookie("device")
    assert cookie is not None
    secret = cookie.value[1:]
    row = token()
    assert row.token_hash == fingerprint(secret)
    assert row.pin_hash is not None
    assert row.pin_hash.startswith("$argon2id$")
    kept = repr([getattr(row, column.key) for column in row.__table__.columns])
    assert secret not in kept
    assert PIN not in kept
    assert pins.hashed(PIN, secret) != row.pin_hash, "each hash has its own salt"


def test_it_opens_plan_appointments_and_offers_alone(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam, pin=PIN)
    for address in ("/home", "/plan", "/appointments", "/offers", "/me"):
        assert phone.browser.get(address).status_code == 200, address
    for address in ("/me/devices", "/me/readings", "/me/devices/new"):
        answer = phone.browser.get(address)
        assert (answer.status_code, answer.location) == (303, "/in-person"), address
    fragment = phone.browser.post("/me/devices/new", headers=PARTIAL)
    assert (fragment.status_code, fragment.headers["HX-Redirect"]) == (401, "/in-person")


def test_the_page_says_whom_to_ask(selam: Member, let_in: LetIn, page: Callable[..., Any]) -> None:
    phone = let_in(selam, pin=PIN)
    shown = page(phone.browser, "/in-person")
    assert "tel:+49715112345" in [a.get("href") for a in shown.all("a")]


def test_a_locked_pin_is_replaced_in_person(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam, pin=PIN)
    with transaction():
        token().wrong_tries = 5
    let_in(selam, purpose="recover", phone=phone, pin=OTHER)
    phone.browser.post("/signout")
    assert phone.type_pin(OTHER).status_code == 303
    assert phone.type_pin(PIN).status_code == 422


def test_lock_now_ends_a_pin_as_well(selam: Member, let_in: LetIn) -> None:
    assert selam.manager
    phone = let_in(selam, pin=PIN)
    with transaction():
        enrolment.lock_out(selam.person.id, by=selam.manager.viewer, now=clock.now())
    assert phone.browser.get("/home").status_code == 303
    assert phone.type_pin(PIN).status_code == 422


def test_staff_never_come_in_by_pin(jana: Member, issue: Issue, new_phone: NewPhone) -> None:
    phone = new_phone()
    held, secret = issue(jana)  # by an invitation, which has no numbers
    phone.open(secret)
    phone.browser.post("/enter/no-passkey")
    assert held.state == "fallback"
    assert held.ended_at is not None
    assert phone.choose_pin(PIN).status_code == 303
    assert db.session.query(DeviceToken).count() == 0


def test_a_role_that_ended_gives_no_session(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam, pin=PIN)
    phone.browser.post("/signout")
    with transaction() as session:
        session.get_one(RoleGrant, selam.grant.id).valid_to = clock.today() - timedelta(1)
    assert phone.type_pin(PIN).status_code == 422


def test_the_same_pin_twice_in_one_browser_is_refused(
    selam: Member,
    ahmad: Member,
    let_in: LetIn,
    issue: Issue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ahmad's PIN would open Selam's pages; the words are those for any easy PIN."""
    phone = let_in(selam, pin=PIN)
    at_the_choice(ahmad, issue, phone)
    at = clock.machine()
    monkeypatch.setattr(clock, "machine", lambda: at)  # each page says to the second when it is
    taken, easy = phone.choose_pin(PIN), phone.choose_pin("000000")
    assert (taken.status_code, easy.status_code) == (422, 422)
    assert taken.text == easy.text
    for _ in range(8):
        phone.choose_pin("000000")
    assert phone.choose_pin(OTHER).status_code == 429
