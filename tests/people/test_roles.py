"""One role at a time: shown, changed on purpose, with a session of its own."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.access import Entry, Role
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.notices.models import PushSubscription
from app.people import roles, signin
from app.people.events import RoleSwitched
from app.people.models import Passkey, RoleGrant, Session
from tests import build
from tests.cast import Member
from tests.pages import Page
from tests.races import two_at_once
from tests.visits import visitor_of

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def lead(jana: Member) -> RoleGrant:
    """Jana leads the team, too."""
    with transaction():
        return build.role(jana.person, Role.TEAM_LEAD, carrier_id=jana.grant.carrier_id)


def sessions() -> list[Session]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Session).order_by(Session.id)))


def test_the_role_changes_with_a_new_session(
    jana: Member, lead: RoleGrant, signed_in: SignIn
) -> None:
    browser = signed_in(jana)
    name = browser.application.config["COOKIE_NAME"]
    before = browser.get_cookie(name)
    answer = browser.post("/me/role", data={"grant_id": lead.id})
    assert answer.status_code == 303
    after = browser.get_cookie(name)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    old, new = sessions()
    assert old.revoked_at is not None
    assert new.revoked_at is None
    assert new.role_grant_id == lead.id
    assert browser.get("/desk").status_code == 404, "the manager's pages are closed to the lead"
    browser.set_cookie(name, before.value)
    assert browser.get("/desk").status_code == 303, "the old session is over"


def test_with_htmx_the_browser_is_sent_on(jana: Member, lead: RoleGrant, signed_in: SignIn) -> None:
    answer = signed_in(jana).post("/me/role", data={"grant_id": lead.id}, headers=PARTIAL)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/")
    assert "Set-Cookie" in answer.headers


def test_both_roles_stand_in_the_rail_and_on_the_own_page(
    jana: Member, lead: RoleGrant, signed_in: SignIn, page: PagesOf
) -> None:
    browser = signed_in(jana)
    for address in ("/desk/clients?lang=en", "/me?lang=en"):
        shown = page(browser, address)
        assert "Integration manager" in shown.text
        assert "Change to: Team lead" in shown.text
        assert shown.find("input", name="grant_id").get("value") == str(lead.id)
    browser.post("/me/role", data={"grant_id": lead.id})
    assert "Change to: Integration manager" in page(browser, "/me?lang=en").text


def test_with_one_role_there_is_nothing_to_change_and_nothing_asked(
    jana: Member, signed_in: SignIn, page: PagesOf
) -> None:
    browser = signed_in(jana)
    alone = page(browser, "/me?lang=en")
    assert "Change to" not in alone.text
    with transaction():
        build.role(jana.person, Role.DPO, carrier_id=jana.grant.carrier_id)
    assert page(browser, "/me").statements == alone.statements + 1


def test_freshness_is_neither_lost_nor_prolonged(
    jana: Member, lead: RoleGrant, signed_in: SignIn
) -> None:
    browser = signed_in(jana)  # fresh for an hour
    clock.shift(timedelta(minutes=25))
    browser.post("/me/role", data={"grant_id": lead.id})
    old, new = sessions()
    assert old.fresh_until is not None
    assert new.fresh_until is not None
    assert abs(new.fresh_until - old.fresh_until) < timedelta(seconds=2)
    for minutes in (50, 70):
        clock.shift(timedelta(minutes=minutes))
        assert browser.post("/me/role", data={"grant_id": jana.grant.id}).status_code == 303
    stale = sessions()[-1]
    assert stale.fresh_until is not None
    assert stale.fresh_until <= clock.now()


@pytest.mark.parametrize("what", ["foreign", "absent", "odd", "nothing", "over", "early", "closed"])
def test_only_an_own_role_of_today(
    jana: Member, brandt: Member, lead: RoleGrant, signed_in: SignIn, what: str
) -> None:
    browser = signed_in(jana)
    with transaction():
        row = db.session.get_one(RoleGrant, lead.id)
        row.valid_to = clock.today() - timedelta(days=1) if what == "over" else None
        row.valid_from = clock.today() + timedelta(days=what == "early")
        row.closed_at = clock.now() if what == "closed" else None
    wanted = {"foreign": brandt.grant.id, "absent": 999999, "odd": "9" * 40, "nothing": ""}
    answer = browser.post("/me/role", data={"grant_id": wanted.get(what, lead.id)})
    assert answer.status_code == 404
    assert answer.data == browser.get("/desk/clients/999999").data
    assert [row.revoked_at for row in sessions()] == [None]


def test_a_role_ends_with_its_day_and_a_closed_one_at_once(jana: Member, signed_in: SignIn) -> None:
    browser = signed_in(jana)
    assert browser.get("/desk/clients").status_code == 200
    with transaction():
        db.session.get_one(RoleGrant, jana.grant.id).closed_at = clock.now()
    assert browser.get("/desk/clients").status_code == 303
    with transaction():
        row = db.session.get_one(RoleGrant, jana.grant.id)
        row.closed_at, row.valid_to = None, clock.today()
    assert browser.get("/desk/clients").status_code == 200
    with transaction():
        db.session.get_one(RoleGrant, jana.grant.id).valid_to = date(2020, 1, 2)
    assert browser.get("/desk").status_code == 303


def test_two_taps_go_on_in_one_session(
    app: Flask, jana: Member, lead: RoleGrant, signed_in: SignIn
) -> None:
    browser, again = signed_in(jana), visitor_of(app)
    name = app.config["COOKIE_NAME"]
    cookie = browser.get_cookie(name)
    assert cookie is not None
    again.set_cookie(name, cookie.value)
    answers = two_at_once(
        app,
        lambda: browser.post("/me/role", data={"grant_id": lead.id}).status_code,
        lambda: again.post("/me/role", data={"grant_id": lead.id}).status_code,
        pause_at=RoleSwitched,
    )
    assert answers[0] == 303
    assert answers[1] in (303, 404), "on to the sign-in page, or nothing to switch any more"
    assert [row.revoked_at is None for row in sessions()] == [False, True]


def test_a_pin_or_kiosk_opens_no_other_role(
    selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    with transaction():
        helper = build.role(selam.person, Role.VOLUNTEER, area_ags=build.TOWN)
    browser = signed_in(selam)
    for entry in (Entry.PIN, Entry.KIOSK):
        with transaction():
            db.session.execute(sa.update(Session).values(entry=entry))
        assert "Change to" not in page(browser, "/me?lang=en").text
        browser.post("/me/role", data={"grant_id": helper.id})
        assert len(sessions()) == 1


def passkey(of: Member) -> Passkey:
    made = Passkey(
        person_id=of.person.id,
        credential_id=b"x",
        public_key=b"x",
        sign_count=0,
        is_backed_up=False,
        is_active=True,
        label="Birke 47",
        device="Test",
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def test_signing_in_picks_the_last_used_role_or_the_first(
    jana: Member, lead: RoleGrant, signed_in: SignIn
) -> None:
    with transaction():
        key = passkey(jana)
        _token, first = signin.sign_in(key, device="Test", now=clock.now())
    assert first is Role.MANAGER
    browser = signed_in(jana)
    browser.post("/me/role", data={"grant_id": lead.id})
    with transaction():
        _token, last = signin.sign_in(key, device="Test", now=clock.now())
    assert last is Role.TEAM_LEAD
    with transaction():
        db.session.get_one(RoleGrant, lead.id).closed_at = clock.now()
        _token, left = signin.sign_in(key, device="Test", now=clock.now())
    assert left is Role.MANAGER


def test_a_phone_goes_on_getting_reminders_in_another_role(
    selam: Member, signed_in: SignIn
) -> None:
    assert selam.client is not None
    with transaction():
        helper = build.role(selam.person, Role.VOLUNTEER, area_ags=build.TOWN)
    browser = signed_in(selam)
    carrier_id = selam.grant.carrier_id
    assert carrier_id is not None
    with carrier_opened(carrier_id), transaction():
        db.session.add(
            PushSubscription(
                client_id=selam.client.id,
                session_id=sessions()[-1].id,
                endpoint="https://updates.push.services.mozilla.com/x",
                endpoint_hash="x",
                device="Test",
                p256dh="x",
                auth="x",
                created_at=clock.now(),
            )
        )
    for grant_id in (helper.id, selam.grant.id):
        assert browser.post("/me/role", data={"grant_id": grant_id}).status_code == 303
        newest = sessions()[-1].id
        with carrier_opened(carrier_id):
            assert db.session.scalar(sa.select(PushSubscription.session_id)) == newest


def test_every_role_has_a_word() -> None:
    assert set(roles.ROLE_WORDS) == set(Role) - {Role.SYSTEM}
