"""Ways out: a session ends, the cookie goes, and the phone is told what to wipe."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.cast import Member

SignedIn = Callable[[Member], FlaskClient]


def is_out(browser: FlaskClient) -> bool:
    return browser.get("/home").status_code == 303


def test_leaving_at_once_ends_the_session(selam: Member, signed_in: SignedIn) -> None:
    browser = signed_in(selam)
    page = browser.get("/me").text
    assert 'id="exit" data-to="https://' in page
    answer = browser.post("/exit")
    assert (answer.status_code, answer.location) == (303, "/offers")
    assert is_out(browser)


def test_nobody_may_leave_too(visitor: FlaskClient) -> None:
    assert visitor.post("/exit").location == "/offers"


def test_forgetting_says_first_what_goes(selam: Member, signed_in: SignedIn) -> None:
    browser = signed_in(selam)
    page = browser.get("/me/forget-phone")
    assert page.status_code == 200
    assert not is_out(browser)


def test_forgetting_wipes_and_signs_out(selam: Member, signed_in: SignedIn) -> None:
    browser = signed_in(selam)
    answer = browser.post("/me/forget-phone")
    assert answer.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert "data-wipes" in answer.text
    assert selam.person.call_name not in answer.text
    assert is_out(browser)


@pytest.mark.parametrize("way", ["get", "post"])
def test_staff_find_no_phone_to_forget(jana: Member, signed_in: SignedIn, way: str) -> None:
    assert getattr(signed_in(jana), way)("/me/forget-phone").status_code == 404


def test_error_pages_offer_no_exit(selam: Member, signed_in: SignedIn) -> None:
    """They say nothing of the address: missing and foreign answer the same bytes."""
    assert 'id="exit"' not in signed_in(selam).get("/me/no-such-page").text
