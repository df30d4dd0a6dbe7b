"""Signing in by passkey: who is let in, and that all who are not get one and the same answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import TrailEntry
from app.core import clock
from app.core.db import db, transaction
from app.people.models import Challenge, Passkey, RoleGrant, Session
from tests.cast import Member
from tests.people.authenticator import Authenticator
from tests.people.conftest import Phone

LetIn = Callable[..., Phone]
Page = Callable[..., Any]


def test_the_page_asks_for_a_passkey(visitor: FlaskClient, page: Page) -> None:
    shown = page(visitor, "/signin", statements=0)
    assert shown.find("form", data_passkey="get").get("action") == "/signin"
    assert shown.all("noscript")


def test_showing_the_page_stores_nothing(visitor: FlaskClient) -> None:
    visitor.get("/signin")
    assert db.session.query(Challenge).count() == 0


def test_a_passkey_lets_in(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam)
    phone.browser.post("/signout")
    answer = phone.sign_in()
    assert (answer.status_code, answer.location) == (303, "/home")
    assert phone.browser.get("/home").status_code == 200
    assert db.session.query(Passkey).one().last_used_at is not None


def test_a_new_session_ends_the_one_before(app: Flask, selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam)
    before = phone.browser.get_cookie(app.config["COOKIE_NAME"])
    phone.sign_in()
    after = phone.browser.get_cookie(app.config["COOKIE_NAME"])
    assert before
    assert after
    assert before.value != after.value
    phone.browser.set_cookie(app.config["COOKIE_NAME"], before.value)
    assert phone.browser.get("/home").status_code == 303


def test_staff_begin_their_own_day(aylin: Member, let_in: LetIn) -> None:
    assert let_in(aylin).sign_in().location == "/network"


def lie_about(phone: Phone, lie: str) -> Any:
    """Sign in with one thing wrong."""
    options = phone.options()
    if lie == "unknown":
        phone.key = Authenticator(handle=phone.key.handle)
    elif lie == "other owner":
        phone.key.handle = bytes(32)
    elif lie == "origin":
        phone.key.origin = "https://evil.example"
    elif lie == "rp":
        phone.key.rp_id = "evil.example"
    elif lie == "unverified":
        phone.key.is_verified = False
    elif lie == "challenge":
        options["challenge"] = "AAAA"
    elif lie == "signature":
        phone.key.key = Authenticator().key
    credential = {"garbage": "{", "long": "x" * 30_000}.get(lie) or phone.key.show(options)
    return phone.browser.post("/signin", data={"credential": credential})


LIES = (
    "unknown",
    "other owner",
    "origin",
    "rp",
    "unverified",
    "challenge",
    "signature",
    "garbage",
    "long",
)


def test_every_refusal_reads_the_same(selam: Member, let_in: LetIn) -> None:
    """Unknown, revoked, locked, forged: nobody can find out which."""
    phone = let_in(selam)
    phone.browser.post("/signout")
    key = phone.key
    answers = set()
    for lie in LIES:
        phone.browser.delete_cookie("enrol")  # another browser: each has its own limit
        phone.key = Authenticator(credential_id=key.credential_id, handle=key.handle)
        phone.key.key = key.key
        answer = lie_about(phone, lie)
        assert answer.status_code == 422, lie
        answers.add(answer.data)
    phone.key = key
    with transaction():
        db.session.query(Passkey).one().revoked_at = clock.now()
    answers.add(phone.sign_in().data)
    assert len(answers) == 1


def test_who_has_no_role_today_is_not_let_in(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam)
    with transaction():
        grant = db.session.get_one(RoleGrant, selam.grant.id)
        grant.valid_to = clock.today() - timedelta(1)
    assert phone.sign_in().status_code == 422


def test_a_replay_is_refused(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam)
    credential = phone.key.show(phone.options())
    first = phone.browser.post("/signin", data={"credential": credential})
    second = phone.browser.post("/signin", data={"credential": credential})
    assert (first.status_code, second.status_code) == (303, 422)


def test_another_browser_cannot_use_the_answer(
    selam: Member, let_in: LetIn, new_phone: Callable[[], Phone]
) -> None:
    phone, thief = let_in(selam), new_phone()
    credential = phone.key.show(phone.options())
    thief.browser.get("/signin")
    answer = thief.browser.post("/signin", data={"credential": credential})
    assert answer.status_code == 422


def test_a_challenge_grows_old(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam)
    credential = phone.key.show(phone.options())
    clock.shift(timedelta(minutes=5))
    answer = phone.browser.post("/signin", data={"credential": credential})
    assert answer.status_code == 422


def test_a_count_that_goes_back_is_refused_and_reported(selam: Member, let_in: LetIn) -> None:
    phone = let_in(selam)
    phone.key.count = 7
    assert phone.sign_in().status_code == 303
    phone.key.count = 7
    assert phone.sign_in().status_code == 422
    assert db.session.query(TrailEntry).filter_by(what="PasskeyCountWentBack").count() == 1
    phone.key.count = 8
    assert phone.sign_in().status_code == 303


def test_two_people_on_one_phone(selam: Member, oksana: Member, let_in: LetIn) -> None:
    """Switching shows nothing of the other; the other's session is over."""
    hers = let_in(selam)
    other = let_in(oksana)
    other.browser = hers.browser
    assert other.sign_in().status_code == 303
    alive = db.session.query(Session).filter_by(person_id=selam.person.id, revoked_at=None)
    assert alive.count() == 0


def test_pressing_before_the_script_is_there_counts_nothing(visitor: FlaskClient) -> None:
    for _ in range(12):
        answer = visitor.post("/signin", data={"credential": ""})
        assert (answer.status_code, answer.location) == (303, "/signin")


def test_the_sixth_failure_in_five_minutes_must_wait(selam: Member, let_in: LetIn) -> None:
    phone, other = let_in(selam), let_in(selam, purpose="second_device")
    codes = [phone.browser.post("/signin", data={"credential": "{"}).status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]
    assert other.sign_in().status_code == 303  # nobody can lock somebody else out
    clock.shift(timedelta(minutes=5, seconds=1))
    assert phone.sign_in().status_code == 303


def test_a_browser_without_cookies_is_told(visitor: FlaskClient) -> None:
    assert visitor.post("/signin/options").status_code == 422


@pytest.fixture
def stale(
    app: Flask, jana: Member, selam: Member, issue: Any, new_phone: Callable[[], Phone]
) -> Phone:
    """Jana at her desk with a passkey, whose proof of presence is too old."""
    desk = new_phone()
    _held, secret = issue(jana)
    desk.open(secret)
    desk.make_passkey()
    desk.browser.post("/enter/start")
    with transaction():
        db.session.query(Session).update({"fresh_until": clock.now()})
    return desk


def test_showing_it_again_leads_back(stale: Phone, selam: Member) -> None:
    assert selam.client
    address = f"/desk/clients/{selam.client.id}/phone"
    sent = stale.browser.post(address, data={"purpose": "enrol"})
    assert sent.status_code == 303
    assert sent.location.startswith("/signin?again=1&back=")
    answer = stale.sign_in(sent.location.removeprefix("/signin"))
    assert (answer.status_code, answer.location) == (303, address)
    assert stale.browser.post(address, data={"purpose": "enrol"}).status_code == 200


@pytest.mark.parametrize("back", ["https://evil.example", "/desk", "WyJob21lLmhvbWUiLHt9XQ.x.y"])
def test_an_unsigned_way_back_leads_to_the_start(stale: Phone, back: str) -> None:
    assert stale.sign_in(f"?again=1&back={back}").location == "/desk"


def test_only_ones_own_passkey_counts_again(stale: Phone, oksana: Member, let_in: LetIn) -> None:
    mine = stale.key
    stale.key = let_in(oksana).key
    assert stale.sign_in("?again=1").status_code == 422
    stale.key = mine
    assert stale.sign_in("?again=1").status_code == 303


def test_the_eleventh_proof_in_a_minute_must_wait(stale: Phone) -> None:
    codes = []
    for count in range(11):
        stale.key.count = count + 1
        codes.append(stale.sign_in("?again=1").status_code)
    assert codes == [303] * 10 + [429]


def test_signing_out_ends_the_session_and_names_whose_stores(
    selam: Member, signed_in: Callable[[Member], FlaskClient], page: Page
) -> None:
    browser = signed_in(selam)
    answer = browser.post("/signout")
    assert answer.status_code == 303
    assert answer.location.startswith("/signed-out")
    shown = page(browser, answer.location)
    assert shown.find("section", id_="signed-out").get("data-forget") == str(selam.person.public_id)
    assert browser.get("/home").status_code == 303
    again = page(browser, answer.location)
    assert again.find("section", id_="signed-out").get("data-forget") is None
    assert db.session.query(TrailEntry).filter_by(what="SignedOut").count() == 1


def test_signing_out_with_htmx(selam: Member, signed_in: Callable[[Member], FlaskClient]) -> None:
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    answer = signed_in(selam).post("/signout", headers=partial)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/signed-out")


def test_nobody_signs_out_without_a_session(visitor: FlaskClient) -> None:
    assert visitor.post("/signout").location == "/signin"
