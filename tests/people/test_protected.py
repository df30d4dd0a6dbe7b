"""Protected mode: the passkey stays in the browser that made it, which alone finds it again."""

from collections.abc import Callable

import pytest

from app.core import clock
from app.core.db import db, transaction
from app.people import devices
from app.people.models import DeviceToken, Passkey, Person
from tests.cast import Member
from tests.people.authenticator import Authenticator
from tests.people.conftest import Phone

LetIn = Callable[..., Phone]
NewPhone = Callable[[], Phone]


@pytest.fixture
def protected(selam: Member, let_in: LetIn) -> Phone:
    """Selam's phone, let in while protected mode is on."""
    with transaction():
        devices.protect(selam.person.id, is_on=True, by=selam.viewer, now=clock.now())
    return let_in(selam)


def test_the_phone_is_asked_for_a_key_that_is_not_listed(
    selam: Member, protected: Phone, let_in: LetIn, new_phone: NewPhone
) -> None:
    assert db.session.query(Passkey).one().is_bound
    assert db.session.query(DeviceToken).one().pin_hash is None
    options = protected.options()
    assert len(options["allowCredentials"]) == 1
    assert "allowCredentials" not in new_phone().options()
    assert "allowCredentials" not in protected.options("?any=1")


def test_it_comes_back_without_saying_whose_it_is(protected: Phone) -> None:
    protected.browser.post("/signout")
    protected.key.handle = b""  # such keys often tell no owner
    assert protected.sign_in().location == "/home"


def test_elsewhere_a_key_must_say_whose_it_is(protected: Phone, new_phone: NewPhone) -> None:
    thief = new_phone()
    thief.key = protected.key
    thief.key.handle = b""
    assert thief.sign_in().status_code == 422


def test_an_ordinary_key_must_say_it_always(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam)
    phone.key.handle = b""
    assert phone.sign_in().status_code == 422


def test_a_forged_cookie_names_no_key(protected: Phone, new_phone: NewPhone) -> None:
    other = new_phone()
    other.browser.set_cookie("device", "k" + "A" * 43)
    assert "allowCredentials" not in other.options()


def test_two_people_on_one_phone_one_of_them_protected(
    protected: Phone, ahmad: Member, let_in: LetIn
) -> None:
    protected.browser.post("/signout")
    both = Phone(protected.browser, Authenticator())
    let_in(ahmad, phone=both)
    both.browser.post("/signout")
    page = both.browser.get("/signin?lang=en").get_data(as_text=True)
    assert "Sign in with another key" in page
    assert both.sign_in("?any=1").status_code == 303
    both.browser.post("/signout")
    assert protected.sign_in().status_code == 303


def test_locking_ends_its_token_too(selam: Member, protected: Phone) -> None:
    with transaction():
        key = db.session.query(Passkey).one()
        devices.lock(key, by=selam.viewer, now=clock.now())
    db.session.expire_all()
    assert db.session.query(DeviceToken).one().revoked_at is not None
    assert "allowCredentials" not in protected.options()


def test_the_client_chooses_it_herself(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam)
    for is_on in ("1", ""):
        answer = phone.browser.post("/me/devices/protection", data={"is_on": is_on})
        assert answer.location == "/me/devices"
        db.session.expire_all()
        assert db.session.get_one(Person, selam.person.id).is_protected is bool(is_on)


def test_a_key_made_before_stays_as_it_was(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam)
    phone.browser.post("/me/devices/protection", data={"is_on": "1"})
    assert not db.session.query(Passkey).one().is_bound
    phone.browser.post("/signout")
    assert phone.sign_in().status_code == 303
