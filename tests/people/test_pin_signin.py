"""Signing in with a PIN: five tries, one answer for every failure, several people on one phone."""

import html
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.core.i18n import gettext, speaking
from app.people import pins
from app.people.models import DeviceToken, Enrolment, Session
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
    return re.sub(r'datetime="[^"]*"', "", answer.get_data(as_text=True))


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
    with speaking(selam.person.ui_language):
        warning = gettext("A wrong PIN was typed before. Was it not you? Tell your contact person.")
    assert "PIN" in warning
    assert "falsche" not in warning, "said in her language, not in the browser's"
    assert warning in html.unescape(phone.browser.get("/home").get_data(as_text=True))


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
