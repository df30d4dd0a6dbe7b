"""Six digits where a phone has no passkey: chosen by the person alone, five tries, fewer rights."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.access import Entry
from app.core.crypto import fingerprint
from app.core.db import db, transaction
from app.people import enrolment, making, pins
from app.people.models import DeviceToken, Enrolment, RoleGrant, Session
from tests.cast import Member
from tests.conftest import visitor_of
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


def test_it_works_in_its_own_browser_alone(
    selam: Member, let_in: LetIn, new_phone: NewPhone
) -> None:
    let_in(selam, pin=PIN)
    assert new_phone().type_pin(PIN).status_code == 422
    assert token().wrong_tries == 0, "who only knows the PIN can lock nobody out"


def test_five_wrong_tries_are_all(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam, pin=PIN)
    for _ in range(5):
        assert phone.type_pin(OTHER).status_code == 422
    clock.shift(timedelta(days=2))  # the browser's own limits are over: the lock stays
    refused, locked = phone.type_pin(OTHER), phone.type_pin(PIN)
    assert (refused.status_code, locked.status_code) == (422, 422)
    assert unmarked(refused) == unmarked(locked)
    assert token().wrong_tries == 5


def unmarked(answer: Any) -> str:
    """The page as everybody sees it."""
    return str(answer.get_data(as_text=True))


def test_unknown_wrong_and_locked_are_answered_alike(
    selam: Member, let_in: LetIn, app: Flask
) -> None:
    phone = let_in(selam, pin=PIN)
    phone.browser.post("/signout")
    wrong = phone.type_pin(OTHER)
    with transaction():
        token().wrong_tries = 5
    locked = phone.type_pin(PIN)
    with transaction():
        token().revoked_at = clock.now()
    revoked = phone.type_pin(PIN)
    stranger = Phone(visitor_of(app))
    stranger.browser.set_cookie("device", "p" + "A" * 43)
    stranger.browser.get("/signin?lang=ti")
    pages = [unmarked(answer) for answer in (wrong, locked, revoked)]
    assert pages[0] == pages[1] == pages[2]
    unknown = stranger.browser.post("/signin/pin?lang=ti", data={"pin": PIN})
    assert unknown.status_code == wrong.status_code == 422


def test_a_hundred_at_once_and_five_are_looked_at(selam: Member, let_in: LetIn, app: Flask) -> None:
    phone = let_in(selam, pin=PIN)
    cookie = phone.browser.get_cookie("device")
    assert cookie is not None
    secret = cookie.value[1:]

    def guess(_number: int) -> int:
        with app.app_context(), transaction():
            return len(pins.claim([secret]))

    db.session.rollback()
    with ThreadPoolExecutor(10) as pool:
        looked = sum(pool.map(guess, range(100)))
    assert looked == 5
    assert token().wrong_tries == 5


def test_the_right_pin_starts_anew_and_tells_of_wrong_ones(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam, pin=PIN)
    phone.browser.post("/signout")
    for _ in range(3):
        phone.type_pin(OTHER)
    assert phone.type_pin(PIN).status_code == 303
    assert token().wrong_tries == 0
    home = phone.browser.get("/home?lang=en").get_data(as_text=True)
    assert "A wrong PIN was typed before" in home


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


def test_two_people_on_one_phone(selam: Member, ahmad: Member, let_in: LetIn) -> None:
    phone = let_in(selam, pin=PIN)
    phone.browser.post("/signout")
    let_in(ahmad, phone=phone, pin=OTHER)
    phone.browser.post("/signout")
    seen = unmarked(phone.browser.get("/signin?lang=en"))
    for name in (selam.person.call_name, ahmad.person.call_name, "Birke"):
        assert name not in seen
    for day in range(3):  # coming in every day must not lock the other one out
        clock.shift(timedelta(days=day))
        for pin, who in ((PIN, selam), (OTHER, ahmad)):
            assert phone.type_pin(pin).status_code == 303
            newest = db.session.query(Session).order_by(Session.id.desc()).first()
            assert newest is not None
            assert newest.person_id == who.person.id
    assert {one.wrong_tries for one in db.session.query(DeviceToken)} == {0}
    phone.type_pin("111222")
    db.session.expire_all()
    assert {one.wrong_tries for one in db.session.query(DeviceToken)} == {1}


def test_the_page_looks_the_same_whoever_used_it(
    selam: Member, ahmad: Member, let_in: LetIn
) -> None:
    one = let_in(selam, pin=PIN)
    two = let_in(ahmad, pin=OTHER)
    pages = []
    for phone in (one, two):
        phone.browser.post("/signout")
        phone.browser.get("/signed-out")
        pages.append(unmarked(phone.browser.get("/signin?lang=en")))
    assert pages[0] == pages[1]


def test_the_same_pin_twice_in_one_browser_is_refused(
    selam: Member, ahmad: Member, let_in: LetIn, issue: Issue
) -> None:
    """Ahmad's PIN would open Selam's pages; the words are those for any easy PIN."""
    phone = let_in(selam, pin=PIN)
    at_the_choice(ahmad, issue, phone)
    taken, easy = phone.choose_pin(PIN), phone.choose_pin("000000")
    assert (taken.status_code, easy.status_code) == (422, 422)
    assert unmarked(taken) == unmarked(easy)
    for _ in range(8):
        phone.choose_pin("000000")
    assert phone.choose_pin(OTHER).status_code == 429


def test_a_second_choice_in_the_same_browser_takes_the_first_away(
    selam: Member, let_in: LetIn
) -> None:
    phone = let_in(selam, pin=PIN)
    let_in(selam, purpose="second_device", phone=phone, pin=OTHER)
    phone.browser.post("/signout")
    assert phone.type_pin(PIN).status_code == 422
    assert phone.type_pin(OTHER).status_code == 303


def test_the_form_works_without_script(
    selam: Member, let_in: LetIn, page: Callable[..., Any], visitor: FlaskClient
) -> None:
    phone = let_in(selam, pin=PIN)
    phone.browser.post("/signout")
    field = page(phone.browser, "/signin").find("input", id_="pin")
    assert (field.get("inputmode"), field.get("autocomplete")) == ("numeric", "off")
    assert "pin" not in [one.get("id") for one in page(visitor, "/signin").all("input")]
