"""Accounts of staff: roles and their last day, closing, locking, devices."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.caseload.models import ManagerProfile
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people.events import AccountClosed
from app.people.models import Enrolment, Passkey, RoleGrant, Session
from tests import build
from tests.cast import Member
from tests.pages import Page
from tests.people.staffing import NEW, days, grants, passkey
from tests.races import two_at_once

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def stale(vogt: Member, signed_in: SignIn) -> FlaskClient:
    """The administration, whose passkey was touched long ago."""
    browser = signed_in(vogt)
    with transaction():
        db.session.execute(sa.update(Session).values(fresh_until=clock.now()))
    return browser


def test_inviting_ending_and_opening_need_a_fresh_passkey_stopping_does_not(
    stale: FlaskClient, jana: Member
) -> None:
    person = f"/staff/{jana.person.id}"
    for address in (
        "/staff/invite",
        f"{person}/roles/new",
        f"{person}/roles/{jana.grant.id}/end",
        f"{person}/open",
        f"{person}/phone",
    ):
        answer = stale.post(address, data={**NEW, **days(), "purpose": "enrol"})
        assert answer.status_code == 303, address
        assert answer.location.startswith("/signin?again=1"), address
    assert grants(jana.person.id)[0].valid_to is None
    assert stale.post(f"{person}/lock").status_code == 303
    assert stale.post(f"{person}/close").status_code == 303
    assert grants(jana.person.id)[0].closed_at is not None


# Roles


def test_one_more_role_and_its_last_day(
    vogt: Member, jana: Member, signed_in: SignIn, page: PagesOf
) -> None:
    browser, person = signed_in(vogt), f"/staff/{jana.person.id}"
    page(browser, f"{person}/roles/new")
    data = {"role": "team_lead", **days(first=1)}
    assert browser.post(f"{person}/roles/new", data=data).status_code == 303
    _first, second = grants(jana.person.id)
    assert (second.role, second.carrier_id) == ("team_lead", vogt.grant.carrier_id)
    again = browser.post(f"{person}/roles/new", data=data, headers=PARTIAL)
    assert again.status_code == 422
    assert again.data.lstrip().startswith(b"<form")
    end = f"{person}/roles/{second.id}/end"
    assert "Team lead" in page(browser, f"{end}?lang=en").text
    for wrong in ("", "2020-01-01", clock.today().isoformat()):  # it begins tomorrow
        assert browser.post(end, data={"last_on": wrong}).status_code == 422
    last = clock.today() + timedelta(days=30)
    assert browser.post(end, data={"last_on": last.isoformat()}).status_code == 303
    assert grants(jana.person.id)[1].valid_to == last
    shown = page(browser, f"{person}?lang=en", statements=3)
    assert "One more role" in shown.text


def test_a_role_of_somebody_else_is_not_found_under_this_name(
    vogt: Member, jana: Member, keller: Member, signed_in: SignIn
) -> None:
    browser = signed_in(vogt)
    end = f"/staff/{jana.person.id}/roles/{keller.grant.id}/end"
    assert browser.get(end).status_code == 404
    assert browser.post(end, data={"last_on": clock.today().isoformat()}).status_code == 404


def test_one_who_was_a_manager_before_keeps_her_card(
    vogt: Member, jana: Member, signed_in: SignIn
) -> None:
    with transaction():
        db.session.get_one(RoleGrant, jana.grant.id).valid_to = clock.today() - timedelta(days=1)
    data = {"role": "manager", "office_phone": "07151 555 0119", **days()}
    answer = signed_in(vogt).post(f"/staff/{jana.person.id}/roles/new", data=data)
    assert answer.status_code == 303
    with carrier_opened(vogt.grant.carrier_id or 0):
        assert db.session.scalars(sa.select(ManagerProfile.full_name)).all() == ["Jana König"]


@pytest.mark.parametrize("way", ["end", "close"])
def test_the_last_administration_cannot_go(
    vogt: Member, jana: Member, signed_in: SignIn, way: str
) -> None:
    browser, person = signed_in(vogt), f"/staff/{vogt.person.id}"
    address = f"{person}/roles/{vogt.grant.id}/end" if way == "end" else f"{person}/close"
    data = {"last_on": clock.today().isoformat()}
    with transaction():
        build.role(jana.person, Role.CARRIER_ADMIN, carrier_id=vogt.grant.carrier_id)
    refused = browser.post(f"{address}?lang=en", data=data)
    assert refused.status_code == 422, "Jana has no device: she could not sign in"
    assert b"last account of the administration" in refused.data
    row = grants(vogt.person.id)[0]
    assert (row.valid_to, row.closed_at) == (None, None)
    passkey(jana)
    assert browser.post(address, data=data).status_code == 303


def test_the_administration_of_another_carrier_does_not_count(
    vogt: Member, brandt: Member, signed_in: SignIn
) -> None:
    with transaction():
        build.role(brandt.person, Role.CARRIER_ADMIN, carrier_id=brandt.grant.carrier_id)
    passkey(brandt)
    assert signed_in(vogt).post(f"/staff/{vogt.person.id}/close").status_code == 422


def test_two_of_the_administration_cannot_close_each_other(
    app: Flask, vogt: Member, signed_in: SignIn
) -> None:
    with transaction():
        person, grant = build.person(
            "Zwei", "de", Role.CARRIER_ADMIN, carrier_id=vogt.grant.carrier_id
        )
    other = Member(person=person, grant=grant)
    for member in (vogt, other):
        passkey(member)
    first, second = signed_in(vogt), signed_in(other)
    answers = two_at_once(
        app,
        lambda: first.post(f"/staff/{other.person.id}/close").status_code,
        lambda: second.post(f"/staff/{vogt.person.id}/close").status_code,
        pause_at=AccountClosed,
    )
    assert answers[0] == 303
    assert answers[1] in (303, 422), "on to the sign-in page, or refused"
    assert grants(other.person.id)[0].closed_at is not None
    assert grants(vogt.person.id)[0].closed_at is None


# Closing, locking


def test_closing_ends_sessions_at_the_next_request_and_opening_brings_the_account_back(
    vogt: Member, jana: Member, signed_in: SignIn, page: PagesOf
) -> None:
    desk, admin = signed_in(jana), signed_in(vogt)
    person = f"/staff/{jana.person.id}"
    assert desk.get("/desk/clients").status_code == 200
    assert admin.post(f"{person}/close", headers=PARTIAL).status_code == 204
    assert desk.get("/desk/clients").status_code == 303
    assert signed_in(jana).get("/desk/clients").status_code == 303
    assert "closed" in page(admin, f"{person}?lang=en").text
    assert admin.post(f"{person}/phone", data={"purpose": "enrol"}).status_code == 404
    page(admin, f"{person}/open")
    assert admin.post(f"{person}/open").status_code == 303
    assert desk.get("/desk/clients").status_code == 303, "an ended session never comes back"
    assert signed_in(jana).get("/desk/clients").status_code == 200


def test_closing_leaves_what_the_person_is_elsewhere(
    keller: Member, jana: Member, signed_in: SignIn
) -> None:
    with transaction():
        other = build.role(jana.person, Role.DPO, carrier_id=jana.grant.carrier_id)
    assert signed_in(keller).post(f"/staff/{jana.person.id}/close").status_code == 303
    manager, dpo = grants(jana.person.id)
    assert manager.closed_at is not None
    assert (dpo.id, dpo.closed_at) == (other.id, None)


def test_lock_now_ends_all_devices(vogt: Member, jana: Member, signed_in: SignIn) -> None:
    passkey(jana)
    desk = signed_in(jana)
    answer = signed_in(vogt).post(f"/staff/{jana.person.id}/lock", headers=PARTIAL)
    assert answer.status_code == 200
    assert b'id="ceremony"' in answer.data
    assert desk.get("/desk/clients").status_code == 303
    db.session.expire_all()
    assert db.session.scalars(sa.select(Passkey.revoked_at)).one() is not None


@pytest.mark.parametrize("other", ["another carrier", "a client", "another kind"])
def test_nobody_lets_a_device_in_that_opens_more_than_her_own_accounts(
    keller: Member, jana: Member, brandt: Member, signed_in: SignIn, page: PagesOf, other: str
) -> None:
    """Who enrols a device for somebody holds it in hand: it must open nothing foreign."""
    scope: dict[str, Any] = {
        "another carrier": {"role": Role.MANAGER, "carrier_id": brandt.grant.carrier_id},
        "a client": {"role": Role.CLIENT, "carrier_id": jana.grant.carrier_id},
        "another kind": {"role": Role.CARRIER_ADMIN, "carrier_id": jana.grant.carrier_id},
    }[other]
    browser, phone = signed_in(keller), f"/staff/{jana.person.id}/phone"
    assert browser.post(phone, data={"purpose": "enrol"}).status_code == 200
    with transaction():
        build.role(jana.person, scope.pop("role"), **scope)
    assert browser.post(phone, data={"purpose": "enrol"}).status_code == 404
    assert browser.post(f"{phone}/confirm").status_code == 404
    shown = page(browser, f"{phone}?lang=en")
    assert "a role that you do not look after" in shown.text
    assert not [f for f in shown.all("form") if f.get("action") == phone]


def test_the_waiting_screen_asks_again_and_keeps_the_code(
    vogt: Member, jana: Member, signed_in: SignIn
) -> None:
    browser, phone = signed_in(vogt), f"/staff/{jana.person.id}/phone"
    assert browser.get(f"{phone}/state").status_code == 303
    issued = browser.post(phone, data={"purpose": "enrol"}, headers=PARTIAL)
    assert issued.data.lstrip().startswith(b"<div")
    held = db.session.scalars(sa.select(Enrolment)).one()
    seen = held.mark_at(clock.now())
    assert browser.get(f"{phone}/state?seen={seen}", headers=PARTIAL).status_code == 204
    assert browser.get(f"{phone}/state?seen=other", headers=PARTIAL).status_code == 200
    assert browser.post(phone, data={"purpose": "odd"}).status_code == 422
    assert browser.post(f"{phone}/match", data={"number": "x"}).status_code == 422
    assert browser.post(f"{phone}/cancel").status_code == 303
    db.session.expire_all()
    assert db.session.scalars(sa.select(Enrolment.state)).all() == ["burned"]
