"""One's own devices: the list, one more by oneself, what is new, locking and removing."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.people.models import DeviceToken, Enrolment, Passkey, Session
from tests.cast import Member
from tests.people.conftest import Phone, newest

LetIn = Callable[..., Phone]
NewPhone = Callable[[], Phone]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
PIN = "274910"


def add_one(first: Phone, second: Phone, codes: list[str], *, pin: str | None = None) -> None:
    """Let a second device in with the first one."""
    assert first.browser.post("/me/devices/new").status_code == 200
    assert second.open(codes[-1]) == "/enter"
    number = newest(Enrolment).number
    assert first.browser.post("/me/devices/new/match", data={"number": number}).status_code == 303
    if pin is None:
        second.make_passkey()
    else:
        first.browser.post("/me/devices/new/without-passkey")
        second.choose_pin(pin)
    assert second.browser.post("/enter/start").status_code == 404, "it sleeps"
    assert first.browser.post("/me/devices/new/confirm").status_code == 303
    assert second.browser.post("/enter/start").status_code == 303


def test_one_more_device_by_oneself(
    selam: Member, let_in: LetIn, new_phone: NewPhone, codes: list[str]
) -> None:
    first, second, third = let_in(selam), new_phone(), new_phone()
    add_one(first, second, codes)
    add_one(first, third, codes, pin=PIN)
    for phone in (first, second, third):
        assert phone.browser.get("/home").status_code == 200
    assert newest(Enrolment).issued_by_id == selam.person.id


def test_adding_needs_a_passkey_touched_just_now(
    selam: Member, let_in: LetIn, page: Callable[..., Any]
) -> None:
    phone = let_in(selam)
    assert page(phone.browser, "/me/devices/new").find("h1") is not None
    clock.shift(timedelta(minutes=11))
    assert phone.browser.post("/me/devices/new").location.startswith("/signin?again=1")
    with_pin = let_in(selam, purpose="second_device", pin=PIN)
    assert with_pin.browser.post("/me/devices/new").location == "/in-person"


def test_the_waiting_screen_asks_for_news_alone(
    selam: Member, let_in: LetIn, new_phone: NewPhone, codes: list[str]
) -> None:
    first = let_in(selam)
    shown = first.browser.post("/me/devices/new", headers=PARTIAL).get_data(as_text=True)
    found = re.search(r'href="(/me/devices/new/state\?seen=[^"]+)"', shown)
    assert found
    assert shown.lstrip().startswith("<div")
    assert first.browser.get(found[1], headers=PARTIAL).status_code == 204
    new_phone().open(codes[-1])
    news = first.browser.get(found[1], headers=PARTIAL)
    assert 'data-state="opened"' in news.get_data(as_text=True)
    assert first.browser.get(found[1]).location == "/me/devices/new"
    stopped = first.browser.post("/me/devices/new/cancel", headers=PARTIAL)
    assert 'data-state="burned"' in stopped.get_data(as_text=True)


def test_nobody_steps_into_anothers_ceremony(
    selam: Member, ahmad: Member, let_in: LetIn, codes: list[str]
) -> None:
    let_in(selam).browser.post("/me/devices/new")
    other = let_in(ahmad)
    for verb in ("match", "confirm", "cancel", "without-passkey"):
        answer = other.browser.post(f"/me/devices/new/{verb}", data={"number": 10})
        assert answer.status_code in (303, 404), verb
    db.session.expire_all()
    assert db.session.query(Enrolment).filter_by(person_id=selam.person.id).count() == 2
    mine = db.session.query(Enrolment).filter_by(issued_by_id=selam.person.id).one()
    assert mine.state == "issued"


def test_every_device_tells_of_a_new_one_for_thirty_days(
    selam: Member, let_in: LetIn, new_phone: NewPhone, codes: list[str], page: Callable[..., Any]
) -> None:
    first, second = let_in(selam), new_phone()
    assert 'id="added"' not in page(first.browser, "/home").html, "the only one is no news"
    add_one(first, second, codes)
    for phone in (first, second):
        assert 'id="added"' in page(phone.browser, "/home").html
    clock.shift(timedelta(days=29))
    assert 'id="added"' in page(first.browser, "/home").html
    clock.shift(timedelta(days=31))
    for phone in (first, second):
        assert 'id="added"' not in phone.browser.get("/home").get_data(as_text=True)


@pytest.mark.parametrize("pin", [None, PIN])
def test_was_it_not_you_locks_it_at_once(
    selam: Member, let_in: LetIn, new_phone: NewPhone, codes: list[str], pin: str | None
) -> None:
    first, second = let_in(selam), new_phone()
    add_one(first, second, codes, pin=pin)
    clock.shift(timedelta(hours=1))  # no proof is asked for
    home = first.browser.get("/home").get_data(as_text=True)
    kind, row = ("pins", newest(DeviceToken)) if pin else ("passkeys", newest(Passkey))
    lock = f"/me/devices/{kind}/{row.id}/lock"
    assert lock in home
    assert first.browser.post(lock).status_code == 303
    assert second.browser.get("/home").status_code == 303
    again = second.type_pin(PIN) if pin else second.sign_in()
    assert again.status_code == 422
    assert first.browser.get("/home").status_code == 200
    assert first.browser.post(lock).status_code == 404, "it is gone"


def test_an_old_device_is_not_locked_without_proof(selam: Member, let_in: LetIn) -> None:
    """Whoever holds an unlocked phone for a moment must not lock the others out."""
    phone = let_in(selam)
    let_in(selam, purpose="second_device")
    old = newest(Passkey)
    with transaction():
        old.created_at = clock.now() - timedelta(days=31)
    assert phone.browser.post(f"/me/devices/passkeys/{old.id}/lock").status_code == 404
    clock.shift(timedelta(minutes=11))
    answer = phone.browser.post(f"/me/devices/passkeys/{old.id}/remove")
    assert answer.location.startswith("/signin?again=1")


def test_the_list_says_what_each_is(
    selam: Member, let_in: LetIn, new_phone: NewPhone, codes: list[str], page: Callable[..., Any]
) -> None:
    first, second = let_in(selam), new_phone()
    second.key.is_synced = True
    add_one(first, second, codes)
    add_one(first, new_phone(), codes, pin=PIN)
    shown = page(first.browser, "/me/devices?lang=en").text
    assert shown.count("This device") == 2  # its key, and where she is signed in
    assert "account: yes" in shown
    assert "account: no" in shown
    assert "With a PIN" in shown


def test_removing_one_leaves_the_other(selam: Member, let_in: LetIn) -> None:
    phone, other = let_in(selam), let_in(selam, purpose="second_device")
    answer = phone.browser.post(f"/me/devices/passkeys/{newest(Passkey).id}/remove")
    assert answer.status_code == 303
    assert other.browser.get("/home").status_code == 303
    assert phone.browser.get("/home").status_code == 200


def test_the_last_one_warns_first(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam)
    own = newest(Passkey).id
    here = f"/me/devices/passkeys/{own}/remove"
    asked = phone.browser.post(here)
    assert asked.status_code == 422
    assert "last-device" in asked.get_data(as_text=True)
    assert newest(Passkey).revoked_at is None
    gone = phone.browser.post(here, data={"sure": "1"})
    assert gone.location.startswith("/signed-out")
    assert phone.browser.get("/home").status_code == 303
    assert str(selam.person.public_id) in phone.browser.get("/signed-out").get_data(as_text=True)
    assert phone.sign_in().status_code == 422


def test_anothers_device_is_missing(
    selam: Member, ahmad: Member, let_in: LetIn, jana: Member, signed_in: Any
) -> None:
    let_in(selam)
    theirs = newest(Passkey).id
    other: FlaskClient = let_in(ahmad).browser
    missing = other.post("/me/devices/passkeys/999999/remove")
    for browser in (other, signed_in(jana)):
        for verb in ("lock", "remove"):
            for kind in ("passkeys", "pins"):
                answer = browser.post(f"/me/devices/{kind}/{theirs}/{verb}")
                assert answer.status_code == 404
        assert other.post(f"/me/devices/passkeys/{theirs}/remove").data == missing.data
    assert newest(Session).revoked_at is None


def test_a_lock_ends_the_push_of_that_device_alone(
    selam: Member, let_in: LetIn, new_phone: NewPhone, codes: list[str]
) -> None:
    first, second = let_in(selam), new_phone()
    add_one(first, second, codes)
    ended: list[int] = []
    app = second.browser.application
    told = app.extensions["subscriptions"]
    signed_out = next(kind for kind in told if kind.__name__ == "SignedOut")
    app.extensions["subscriptions"] = {
        **told,
        signed_out: (*told[signed_out], lambda event: ended.append(event.session_id)),
    }
    theirs = newest(Session).id
    try:
        first.browser.post(f"/me/devices/passkeys/{newest(Passkey).id}/lock")
    finally:
        app.extensions["subscriptions"] = told
    assert ended == [theirs]
