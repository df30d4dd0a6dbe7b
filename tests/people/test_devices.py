"""More than one device, a lost one, and locking them all."""

from collections.abc import Callable

from app.core import clock
from app.core.db import db, transaction
from app.people import enrolment
from app.people.models import Enrolment, Session
from tests.cast import Member
from tests.people.conftest import Phone

Issue = Callable[..., tuple[Enrolment, str]]


def test_a_lost_phone_is_replaced_and_the_old_passkey_fails(
    selam: Member, let_in: Callable[..., Phone]
) -> None:
    lost = let_in(selam)
    found = let_in(selam, purpose="recover")
    assert lost.browser.get("/home").status_code == 303
    assert lost.sign_in().status_code == 422
    assert found.browser.get("/home").status_code == 200


def test_a_second_device_leaves_the_first_alone(
    selam: Member, let_in: Callable[..., Phone]
) -> None:
    first = let_in(selam)
    second = let_in(selam, purpose="second_device")
    assert first.browser.get("/home").status_code == 200
    assert second.browser.get("/home").status_code == 200


def test_locking_ends_everything_at_once(
    selam: Member, issue: Issue, let_in: Callable[..., Phone]
) -> None:
    assert selam.manager
    phone = let_in(selam)
    open_one, _secret = issue(selam, purpose="second_device")
    with transaction():
        enrolment.lock_out(selam.person.id, by=selam.manager.viewer, now=clock.now())
    assert phone.browser.get("/home").status_code == 303
    assert phone.sign_in().status_code == 422
    assert open_one.state == "burned"
    alive = db.session.query(Session).filter_by(person_id=selam.person.id, revoked_at=None)
    assert alive.count() == 0
